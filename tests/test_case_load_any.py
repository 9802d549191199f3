"""Reading a YAML file: whatever bytes, signs or mutations come, nothing is raised and nobody's data is told."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bti_docs.case.load import load_case
from bti_docs.case.references import check_references
from tests.small_case import CANARIES, SMALL, told

relaxed = settings(max_examples=400, deadline=2000, suppress_health_check=list(HealthCheck))


@relaxed
@given(st.binary(max_size=2000))
def test_no_bytes_whatever_raise_anything(data: bytes) -> None:
    loaded = load_case(data, file="sak.yaml")
    assert (loaded.value is None) == bool(loaded.problems)
    told(loaded.problems)


@relaxed
@given(st.text(alphabet="abæ:-[]{}\"'|>&*!#%@`,?<= \n\t\\", max_size=300))
def test_no_row_of_yaml_signs_raises_anything(text: str) -> None:
    told(load_case(text.encode(), file="sak.yaml").problems)


mutations = st.lists(
    st.tuples(
        st.integers(0, len(SMALL)),
        st.integers(0, 12),
        st.sampled_from(
            [
                "",
                " ",
                "\n",
                "\t",
                ":",
                ": ",
                "- ",
                '"',
                "'",
                "[",
                "]",
                "{",
                "}",
                ",",
                "#",
                "|",
                "&a",
                "*a",
                "!",
                "\\",
                "æ",
                "x: ",
            ]
        ),
    ),
    min_size=1,
    max_size=4,
)


@relaxed
@given(mutations)
def test_no_mutated_case_raises_or_tells_anybodys_data(changes: list[tuple[int, int, str]]) -> None:
    text = SMALL
    for at, removed, put in changes:
        text = text[:at] + put + text[at + removed :]
    loaded = load_case(text.encode(), file="sak.yaml")
    problems = loaded.problems + check_references(loaded)
    assert not CANARIES.search(told(problems)), told(problems)
    for problem in problems:
        assert problem.where.line >= 1
        assert problem.where.end_column > problem.where.column >= 1
