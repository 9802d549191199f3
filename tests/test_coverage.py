"""What the sources ask for, clause by clause: the list, the data and the names of the tests agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil
from bti_docs.case.prosedyre import Prosedyresteg
from bti_docs.case.types import Node
from bti_docs.problem import codes
from tests.conftest import ROOT
from tests.procedures import SHELVES
from tests.test_procedure_steps import ROWS

PAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
FROM_THE_WEB = ("risor_niva0_skole", "risor_niva1_skole", "risor_niva3_skole")
WITHOUT_A_CLAUSE = {"folgebrev", "offentlig_variant"}  # of the archive and the copies
WITHOUT_A_CLAUSE |= {"iop_arsvurdering"}  # of the law alone
SEEDS = ("000_fb20cf5841dd81ef", "001_8177bd0626545270", "002_98157b66974ce284", "003_dab69085b5246110")
SEEDS += ("004_c83bf21b0741336d",)
LONGEST_ALIKE = 7  # words in a row


@dataclass(frozen=True)
class Clause:
    """One line of the list: what is asked for, what holds it, with the words that must be there, and the test."""

    number: int
    asked: str
    held: tuple[tuple[str, str, tuple[str, ...]], ...]
    test: str


def clauses() -> Iterator[Clause]:
    for number, asked, held, test in re.findall(r"(?m)^\| (\d+) \| (.+?) \| (.+) \| (.+?) \|$", PAGE):
        parts = re.findall(r"`(\w+):([^`]+)`((?: «[^»]+»)*)", held)
        said = tuple((kind, name, tuple(re.findall("«([^»]+)»", words))) for kind, name, words in parts)
        yield Clause(int(number), asked, said, test)


LIST = list(clauses())
every_clause = pytest.mark.parametrize("clause", LIST, ids=[str(c.number) for c in LIST])


def step(name: str) -> Prosedyresteg:
    procedure, _, n = name.partition("/")
    data = SHELVES.procedure(procedure).value
    found = data.step(n) if data else None
    assert found, f"no step {name}"
    return found


def of_step(found: Prosedyresteg) -> str:
    texts = [found.navn, found.hva, found.hvordan, found.frist, found.alarm, found.merknad, *found.valg, *found.krever]
    return " ".join([*(t.nb for t in texts if t), *found.verktøy, *found.hvem])


def text_of(kind: str, name: str) -> str:
    """The text of what holds a clause; it must be there."""
    match kind:
        case "steg":
            return of_step(step(name))
        case "fast" | "merknad":
            data = SHELVES.procedure(name).value
            assert data
            return " ".join(t.nb for t in (data.faste if kind == "fast" else data.merknader))
        case "innstilling":
            procedure, _, setting = name.partition("/")
            data = SHELVES.procedure(procedure).value
            assert data
            return data.innstillinger[setting].nb
        case "regel":
            assert name in codes()
        case "dokument":
            assert name in SHELVES.kinds()
        case "nøkkel" | "profil":
            assert has_key(Sak if kind == "nøkkel" else Profil, name.split(".")), name
        case "system":
            assert name in ("stafettlogg", "arkiv")
        case _:
            pytest.fail(f"unknown holder {kind}")
    return ""


def has_key(model: type[Node], path: list[str]) -> bool:
    field = model.model_fields.get(path[0])
    if field is None or len(path) == 1:
        return field is not None
    inner = re.findall(r"bti_docs\.case\.[\w.]+", str(field.annotation))
    classes = [getattr(__import__(n.rpartition(".")[0], fromlist=["x"]), n.rpartition(".")[2], None) for n in inner]
    return any(isinstance(c, type) and issubclass(c, Node) and has_key(c, path[1:]) for c in classes)


@every_clause
def test_what_holds_a_clause_is_there_and_says_it(clause: Clause) -> None:
    assert clause.held
    for kind, name, words in clause.held:
        said = text_of(kind, name).lower()
        assert [w for w in words if w.lower() not in said] == [], said


def test_the_test_of_every_clause_is_there() -> None:
    named = {m for c in LIST for m in re.findall(r"`(test_\w+)(?:\[|`)", c.test)}
    there = {
        n for p in Path(__file__).parent.glob("test_*.py") for n in re.findall(r"def (test_\w+)", p.read_text("utf-8"))
    }
    assert named - there == set()
    assert [c.number for c in LIST if not re.search(r"`test_\w+", c.test)] == []


def test_the_case_that_a_clause_names_is_among_those_that_are_run() -> None:
    named = {n for c in LIST for n in re.findall(r"`test_a_case_reaches_the_step\[([^\]]+)\]`", c.test)}
    assert named - {f"{procedure}-{n}" for procedure, n, _, _ in ROWS} == set()


def test_every_step_that_comes_from_a_seed_has_a_clause() -> None:
    listed = {name for c in LIST for kind, name, _ in c.held if kind == "steg"}
    seeds = [n for n in SHELVES.procedures() if n not in (*FROM_THE_WEB, "sakens_egne_frister")]
    assert {f"{n}/{s.n}" for n in seeds for s in SHELVES.procedure(n).value.steg} - listed == set()  # type: ignore[union-attr]


def test_a_document_that_a_step_asks_for_is_named_where_the_step_holds_a_clause() -> None:
    held = [({n for k, n, _ in c.held if k == "steg"}, {n for k, n, _ in c.held if k == "dokument"}) for c in LIST]
    named = {(s, kind) for steps, kinds in held for s in steps for kind in kinds}
    seeds = [n for n in SHELVES.procedures() if n not in (*FROM_THE_WEB, "sakens_egne_frister")]
    asked = {(f"{n}/{s.n}", kind) for n in seeds for s in SHELVES.procedure(n).value.steg for kind in _asked(s)}  # type: ignore[union-attr]
    assert sorted(asked - named) == []


def _asked(found: Prosedyresteg) -> set[str]:
    return {kind for part in (found, *found.valg) for kind in part.dokument}


def test_every_kind_holds_a_clause() -> None:
    assert set(SHELVES.kinds()) - {n for c in LIST for k, n, _ in c.held if k == "dokument"} == WITHOUT_A_CLAUSE


def test_a_step_names_only_kinds_that_the_toolkit_knows_of() -> None:
    values = [v for n in SHELVES.procedures() if (v := SHELVES.procedure(n).value)]
    parts = [part for v in values for s in v.steg for part in (s, *s.valg, *([s.alarm] if s.alarm else []))]
    assert {kind for part in parts for kind in part.dokument} <= set(SHELVES.kinds())


def test_the_clauses_are_numbered_in_order() -> None:
    assert [c.number for c in LIST] == list(range(1, len(LIST) + 1))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_list_and_the_procedures_are_in_our_own_words(seed: str, shared: Callable[[str], Path]) -> None:
    source = words(shared(f"seeds/{seed}.txt").read_text(encoding="utf-8"))
    theirs = {tuple(source[i : i + LONGEST_ALIKE]) for i in range(len(source))}
    ours = [c.asked for c in LIST]
    for name in SHELVES.procedures():
        data = SHELVES.procedure(name).value
        assert data
        ours += [getattr(t, form) for s in data.steg for t in (s.hva, s.hvordan) for form in ("nb", "nn")]
    alike = [text for text in ours for i in range(len(words(text))) if _alike(words(text), i, theirs)]
    assert alike == []


def _alike(said: list[str], i: int, theirs: set[tuple[str, ...]]) -> bool:
    return len(said) >= i + LONGEST_ALIKE and tuple(said[i : i + LONGEST_ALIKE]) in theirs


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
