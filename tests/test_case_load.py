"""Reading a YAML file: what is read as it stands, what is refused before any field is looked at, and where."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from bti_docs.case.load import load, load_case
from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil
from bti_docs.case.references import check_references
from bti_docs.problem import ExitCode, Language, codes
from tests.small_case import CANARIES, CONTRACT, SMALL, SMALL_PROFILE, caret, change, needs_contract, only, told


@needs_contract
@pytest.mark.parametrize("name", ["case-risor.yaml", "case-vindafjord.yaml"])
def test_the_contract_cases_load_without_problems(name: str) -> None:
    loaded = load_case((CONTRACT / name).read_bytes(), file=name)
    assert loaded.problems == []
    assert isinstance(loaded.value, Sak)
    assert check_references(loaded) == []


@needs_contract
def test_the_contract_profile_loads_and_knows_the_units_of_its_case() -> None:
    profil = load((CONTRACT / "municipality-risor.yaml").read_bytes(), Profil, file="risor")
    sak = load_case((CONTRACT / "case-risor.yaml").read_bytes(), file="sak")
    assert profil.problems == []
    assert check_references(sak, profil.value) == []


def test_a_small_case_and_profile_load_as_text_with_the_models_types() -> None:
    sak = load_case(SMALL.encode(), file="sak.yaml").value
    assert sak is not None
    assert sak.barn.fødselsnummer == "12851499979"
    assert str(sak.møter[0].kl) == "13.30–14.15"
    assert sak.barn.syn[0].sier == "Jeg gruer meg til Zanzibar.\nNabo: Og til Kvakksalveren."
    profil = load(SMALL_PROFILE.encode(), Profil).value
    assert profil is not None
    assert profil.frister.referat_ut.virkedager == 7
    assert profil.frister.overgangsmøte_2.dager == 14


@pytest.mark.parametrize(
    "value", ["NO", "Null", "0123", "12:30", "1e3", "~", "true", "2026-01-01", "0x1F", ".inf", "="]
)
def test_a_name_stays_the_text_that_was_written(value: str) -> None:
    loaded = load_case(SMALL.replace("etternavn: Testesen", f"etternavn: {value}").encode(), file="sak.yaml")
    assert loaded.value is not None
    assert loaded.value.barn.etternavn == value


@pytest.mark.parametrize("empty", ["", " ''", ' ""', " # ingenting", ' "  "'])
def test_an_empty_value_counts_as_not_given(empty: str) -> None:
    assert change("klasse: 7A", f"klasse:{empty}") == []
    problem = only(change("fornavn: Canaria", f"fornavn:{empty}"))
    assert (problem.code, problem.where.path, caret(problem)) == ("S105", "barn.fornavn", "fornavn")


def test_an_empty_list_entry_counts_as_not_given_and_positions_still_hold() -> None:
    problem = only(change("[heidi, mor, barn]", "\n      -\n      - heidi\n      - [a]"))
    assert (problem.code, problem.where.path, problem.where.line) == ("S122", "møter[0].til_stede[1]", 46)


def test_text_is_nfc_whatever_was_written_and_positions_count_letters_as_seen() -> None:
    decomposed = unicodedata.normalize("NFD", SMALL.replace("Testesen", "Åsebø").replace("ressursteam", "resursteam"))
    loaded = load_case(decomposed.encode(), file="sak.yaml")
    assert only(loaded.problems).where.path == "møter[0].type"
    fine = load_case(decomposed.replace("resursteam", "ressursteam").encode(), file="sak.yaml").value
    assert fine is not None
    assert fine.barn.etternavn == "Åsebø"
    escaped = load_case(SMALL.replace("Testesen", '"A\\u030asebø"').encode(), file="sak.yaml").value
    assert escaped is not None
    assert escaped.barn.etternavn == "Åsebø"


def test_a_bom_is_stripped_and_every_line_break_counts_as_one() -> None:
    assert load_case(b"\xef\xbb\xbf" + SMALL.encode(), file="sak.yaml").problems == []
    for line_break in ("\r\n", "\r"):
        text = SMALL.replace("2014-05-12", "ingen").replace("\n", line_break)
        problem = only(load_case(text.encode(), file="sak.yaml").problems)
        assert (problem.where.line, problem.where.column, caret(problem)) == (11, 16, "ingen")


# What is refused before any field is looked at: what is written, the code, and where the caret stands.
SYNTAX = [
    ("effekt: ønsket", "effekt:", "Y027", 48, 28),
    ("klasse: 7A", "klasse: &a 7A", "Y004", 15, 11),
    ("klasse: 7A", "klasse: *a", "Y004", 15, 11),
    ("klasse: 7A", "klasse: *viktig* nå", "Y004", 15, 11),
    ("klasse: 7A", "klasse: & 7A", "Y004", 15, 11),
    ("klasse: 7A", "klasse: !!str 7A", "Y005", 15, 11),
    ("klasse: 7A", "klasse: !7A", "Y005", 15, 11),
    ("klasse: 7A", "<<: {klasse: 7A}", "Y006", 15, 3),
    ("klasse: 7A", "klasse: " + "[" * 30 + "]" * 30, "Y007", 15, 29),
    ("  klasse: 7A", "\tklasse: 7A", "Y009", 15, 1),
    ("  klasse: 7A", "  \tklasse: 7A", "Y009", 15, 3),
    ("tittel: Hemmelighet, ", "tittel: Hemmelighet,\n\t\t", "Y009", 47, 1),
    ("sted: Kanarirommet", "sted: Mor sier: hos henne", "Y010", 41, 19),
    ("hva: Kvakksalveren holdes", "hva: Mor sier: Kvakksalveren holdes", "Y010", 52, 46),
    ("klasse: 7A", "trinn: 7", "Y011", 15, 3),
    ("{id: per, ", "{id: per, id: x,", "Y011", 32, 15),
    ("klasse: 7A", 'klasse: "7A', "Y012", 15, 11),
    ("klasse: 7A", "klasse: '7A", "Y012", 15, 11),
    ("fornavn: Canaria", "fornavn:Canaria", "Y013", 9, 10),
    ("klasse: 7A", "klasse:7A", "Y013", 15, 9),
    ("{id: per, ", "{id:per, ", "Y013", 32, 6),
    ("  klasse: 7A", "   klasse: 7A", "Y014", 15, 4),
    ("  klasse: 7A", " klasse: 7A", "Y014", 15, 2),
    ("til_stede: [heidi, mor, barn]", "til_stede: [heidi, mor, barn", "Y018", 43, 16),
    ("ansvar: per}", "ansvar: per", "Y018", 52, 5),
    ("klasse: 7A", 'klasse: "C:\\dir"', "Y019", 15, 14),
    ("klasse: 7A", 'klasse: "\\ud800"', "Y019", 15, 14),
    ("klasse: 7A", ": 7A", "Y020", 15, 3),
    ("klasse: 7A", "klasse: @7A", "Y021", 15, 11),
    ("klasse: 7A", "klasse: `7A`", "Y021", 15, 11),
    ("klasse: 7A", "klasse: %7A", "Y021", 15, 11),
    ("klasse: 7A", "[klasse]: 7A", "Y022", 15, 3),
    ("klasse: 7A", 'klasse: "7A" helt sikkert', "Y023", 15, 16),
    ("klasse: 7A", "klasse: | 7A", "Y024", 15, 11),
    ("klasse: 7A", "klasse: -", "Y025", 15, 11),
    ("klasse: 7A", "klasse: - 7A", "Y025", 15, 11),
    ("fornavn: Canaria", "fornavn Canaria", "Y026", 9, 3),
    ("klasse: 7A", 'klasse: "\\a7A"', "Y003", 15, 11),
    ("klasse: 7A", "klasse: 7\x07A", "Y003", 15, 12),
    ("klasse: 7A", "klasse: 7\x85A", "Y003", 15, 12),
    ("klasse: 7A", "klasse: 7\u2028A", "Y003", 15, 12),
    ("klasse: 7A", "klasse: 7\ufeffA", "Y003", 15, 12),
    ("klasse: 7A", "klasse: 7\uffffA", "Y003", 15, 12),
    ("klasse: 7A", "klasse: 7\U0001fffeA", "Y003", 15, 12),
    ("klasse: 7A", "klasse: 7A" + "\u0301" * 40, "Y003", 15, 43),
]


@pytest.mark.parametrize(("before", "after", "code", "line", "column"), SYNTAX)
def test_what_is_not_the_yaml_we_read_is_refused_where_it_stands(
    before: str, after: str, code: str, line: int, column: int
) -> None:
    problem = change(before, after)[0]
    assert (problem.code, problem.where.line, problem.where.column) == (code, line, column)
    assert problem.exit_code is ExitCode.CASE
    assert problem.hint(Language.NN)


@pytest.mark.parametrize(
    ("opening", "later", "closing"),
    [
        ('saksnavn: "Overgang', "sted: Kanarirommet", 'sted: "Kanarirommet"'),
        ("saksnavn: 'Overgang", "sted: Kanarirommet", "sted: 'Kanarirommet'"),
        ("saksnavn: 'Overgang", "sted: Kanarirommet", "sted: Kanarirommet'"),
        ('saksnavn: "Overgang', "sted: Kanarirommet", 'sted: Kanarirommet"'),
    ],
)
def test_an_unclosed_quote_is_pointed_at_also_when_a_later_quote_closes_it(
    opening: str, later: str, closing: str
) -> None:
    text = SMALL.replace("saksnavn: Overgang", opening).replace(later, closing)
    problem = only(load_case(text.encode(), file="sak.yaml").problems)
    assert (problem.code, problem.where.line, problem.where.column) == ("Y012", 4, 11)


def test_a_quoted_text_over_several_lines_is_fine_when_no_key_of_ours_is_in_it() -> None:
    assert change("sted: Kanarirommet", 'sted: "Hos mor,\n      der: ute"') == []


def test_a_duplicate_key_names_the_first_line_also_in_another_normal_form() -> None:
    problem = only(change("klasse: 7A", "klasse: 7A\n  a\u030alder: 1\n  ålder: 2")[1:])
    assert problem.code == "Y011"
    assert problem.words == {"line": "16"}


@pytest.mark.parametrize("text", ["", "\n\n", "# bare en kommentar\n", "---\n", "---\n...\n", "''\n"])
def test_an_empty_file_is_told(text: str) -> None:
    assert only(load_case(text.encode(), file="sak.yaml").problems).code == "Y015"


def test_a_second_document_is_told_where_it_begins() -> None:
    problem = only(load_case((SMALL + "---\na: b\n").encode(), file="sak.yaml").problems)
    assert (problem.code, problem.where.line) == ("Y016", SMALL.count("\n") + 1)


@pytest.mark.parametrize(
    ("encoding", "looks_like"),
    [
        ("cp1252", "Windows"),
        ("latin-1", "Windows"),
        ("cp865", "cp865"),
        ("mac-roman", "Mac"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
    ],
)
def test_a_file_in_another_encoding_is_told_which_it_looks_like(encoding: str, looks_like: str) -> None:
    problem = only(load_case(SMALL.encode(encoding), file="sak.yaml").problems)
    assert problem.code == "Y001"
    assert looks_like in problem.hint(Language.NB)
    assert "16" in encoding or problem.where.line == 6


def test_bytes_that_are_no_encoding_we_know_get_no_guess() -> None:
    problem = only(load_case(b"a: \xff\n", file="sak.yaml").problems)
    assert (problem.code, problem.hint(Language.NB)) == ("Y001", "")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"[" * 100_000, "Y007"),
        (b"{a: " * 100_000, "Y007"),
        (b"- " * 100_000, "Y007"),
        (b"? " * 100_000, "Y022"),
        (b"a: &a [x]\n" + b"".join(b"k%d: &k%d [*a, *a]\n" % (i, i) for i in range(50)), "Y004"),
        (b"a: &a {x: y}\nb: {<<: [*a, *a]}\n", "Y004"),
        (b"- a\n" * 200_000, "Y008"),
        (b"a" * 1_000_001, "Y002"),
        (b"a: e" + "\u0300\u0316".encode() * 200_000, "Y003"),
        (b'a: "\n' * 190_000, "Y011"),
        (b"- ' x \"\n" * 120_000, "Y023"),
        (b": " * 400_000, "Y020"),
    ],
)
def test_bombs_are_refused(data: bytes, code: str) -> None:
    problems = load_case(data, file="sak.yaml").problems
    assert problems[0].code == code


def test_after_a_hundred_problems_it_is_only_told_that_there_are_more() -> None:
    problems = change("personer:\n", "personer:\n" + "  - {id: A}\n" * 5000)
    assert len(problems) == 101
    assert problems[-1].code == "S123"


def test_the_source_tells_where_every_key_and_value_stands() -> None:
    source = load_case(SMALL.encode(), file="sak.yaml").source
    where = source.where(("møter", 0, "leder"))
    assert (where.file, where.line, where.column, where.end_column) == ("sak.yaml", 42, 12, 17)
    assert where.path == "møter[0].leder"
    assert str(where) == "sak.yaml:42:12"
    key = source.where(("møter", 0, "leder"), key=True)
    assert (key.column, key.end_column) == (5, 10)
    assert source.where(("møter", 0, "finnes_ikke")).line == 37
    assert source.where(("barn", "syn", 0, "sier", "x")).line == 22
    assert source.where(()).line == 2


def test_a_shown_line_keeps_keys_and_choices_and_hides_what_people_are_called_and_say() -> None:
    source = load_case(SMALL.encode(), file="sak.yaml").source
    assert source.where(("personer", 0, "id")).line_text == (
        "  - {id: per,   navn: •••••••••••••, rolle: ••••••••••••, enhet: hope-barneskole}"
    )
    assert source.where(("barn", "syn", 0, "dato")).line_text == "    - dato: 2026-04-20"
    assert source.where(("bti_sak",)).line_text == "bti_sak: 1"


def test_a_name_in_small_letters_is_hidden_where_names_stand() -> None:
    problem = change("fornavn: Canaria", "fornavn: canaria\n  fornavn: x")[0]
    assert not CANARIES.search(told([problem]))
    assert not CANARIES.search(told(change("fornavn: Canaria", "fornamn: canaria")))


def test_a_name_in_the_place_of_a_key_is_not_repeated() -> None:
    for key in ("Canaria Testesen", "Testesen", "12851499979", "kanarine@example.no"):
        assert not CANARIES.search(told(change("klasse: 7A", f"{key}: x")))


@pytest.mark.parametrize(("before", "after"), [(row[0], row[1]) for row in SYNTAX])
def test_no_refusal_tells_anybodys_data(before: str, after: str) -> None:
    assert not CANARIES.search(told(change(before, after)))


def test_every_code_of_the_room_has_a_text_and_every_text_a_code() -> None:
    room = Path(__file__).parents[1] / "bti_docs" / "case"
    used = set(
        re.findall(
            r'"([YSFR][0-9]{3})"', "".join(p.read_text("utf-8") for p in (*room.glob("*.py"), room.parent / "make.py"))
        )
    )
    texts = (room.parent / "problems" / "case.toml").read_text(encoding="utf-8")
    assert used == set(re.findall(r"^\[([A-Z][0-9]{3})\]", texts, re.MULTILINE))
    assert used <= set(codes())
