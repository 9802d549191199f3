"""Reading a YAML file: everything that is refused, where it points, and that nobody's data is ever told."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bti_docs.case.load import load, load_case
from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil
from bti_docs.case.references import check_references
from bti_docs.problem import ExitCode, Language, Problem, codes

CONTRACT = Path(__file__).parents[2] / "shared" / "design"
needs_contract = pytest.mark.skipif(not CONTRACT.is_dir(), reason=f"the contract cases are not at {CONTRACT}")

SMALL = """\
# Oppdiktet: Canaria Hemmelig
bti_sak: 1
id: proeve-1
saksnavn: Overgang Canaria
kommune: risor
målform: nb
nivå: 1
barn:
  fornavn: Canaria
  etternavn: Testesen
  fødselsdato: 2014-05-12
  fødselsnummer: 12851499979
  skole: hope-barneskole
  trinn: 7
  klasse: 7A
  tolk: ja
  adresse: [Kanaribakken 99, 4950 Risør]
  syn:
    - dato: 2026-04-20
      form: elevsamtale
      hentet_av: heidi
      sier: |
        Jeg gruer meg til Zanzibar.
        Nabo: Og til Kvakksalveren.
foresatte:
  - id: mor
    navn: Kanarine Testesen
    relasjon: mor
    telefon: 900 00 001
    epost: kanarine@example.no
personer:
  - {id: per,   navn: Per Kanarisen, rolle: kontaktlærer, enhet: hope-barneskole}
  - {id: heidi, navn: Heidi Kanari,  rolle: helsesykepleier, enhet: hope-barneskole}
samtykker:
  - {id: s1, gjelder: stafettlogg, status: gitt, gjelder_fra: 2026-04-28, gjelder_til: 2026-12-31}
møter:
  - id: m1
    type: ressursteam
    dato: 2026-06-10
    kl: 13:30-14:15
    sted: Kanarirommet
    leder: heidi
    til_stede: [heidi, mor, barn]
    samtykke: s1
    saker:
      - {tittel: Hemmelighet, referat: Zanzibar ble nevnt., tema: helse}
    evaluering:
      - {tiltak: t1, effekt: ønsket}
mål:
  - {id: g1, tekst: Slippe Kvakksalveren.}
tiltak:
  - {id: t1, møte: m1, mål: g1, hva: Kvakksalveren holdes unna, ansvar: per}
overgang: {fra: hope-barneskole, til: risor-ungdomsskole}
iop:
  periode: {fra: 2026-08-17, til: 2027-06-18}
"""

SMALL_PROFILE = """\
bti_profil: 1
id: risor
navn: Risør kommune
målform: nb
enheter:
  hope-barneskole:    {navn: Hope barneskole, type: barneskole, orgnr: 974577690}
  risor-ungdomsskole: {navn: Risør ungdomsskole, type: ungdomsskole}
systemer:
  stafettlogg: {id: a, navn: A}
  arkiv:       {id: b, navn: B}
skoleår: {start: 2026-08-17, slutt: 2027-06-18}
frister: {referat_ut: {virkedager: 7}}
samtykkeregler: {lengst: 6 måneder}
hjemmel:
  - {fra: 2006-01-01, tekst_nb: Offl. § 13, tekst_nn: Offl. § 13}
"""

# Words of SMALL that belong to people, none of which is in our own vocabulary.
CANARIES = re.compile(
    "canaria|kanari|testesen|zanzibar|kvakksalver|hemmelig|nabo|12851499979|85149|90000001|900 00 001|example\\.no",
    re.IGNORECASE,
)


def change(before: str, after: str) -> list[Problem]:
    assert before in SMALL
    return load_case(SMALL.replace(before, after, 1).encode(), file="sak.yaml").problems


def told(problems: list[Problem]) -> str:
    """Everything that anybody could ever be shown of these problems."""
    words = [f"{p} {p!r} {p.where} {p.message(lang)} {p.hint(lang)}" for p in problems for lang in Language]
    return "\n".join([*words, json.dumps([p.as_json(Language.NB) for p in problems], ensure_ascii=False)])


def caret(problem: Problem) -> str:
    where = problem.where
    return where.line_text[where.column - 1 : where.end_column - 1]


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, told(problems)
    return problems[0]


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


SCHEMA = [
    ("fornavn:", "fornamn:", "S101", 9, "fornamn", "mente du «fornavn»?"),
    ("fornavn:", "Fornavn:", "S101", 9, "Fornavn", "mente du «fornavn»?"),
    ("fornavn:", "fornvan:", "S101", 9, "fornvan", "mente du «fornavn»?"),
    ("etternavn:", "etternamn:", "S101", 10, "etternamn", "mente du «etternavn»?"),
    ("fødselsdato:", "fodselsdato:", "S101", 11, "fodselsdato", "mente du «fødselsdato»?"),
    ("fødselsdato:", "foedselsdato:", "S101", 11, "foedselsdato", "mente du «fødselsdato»?"),
    ("foresatte:", "føresette:", "S101", 25, "føresette", "mente du «foresatte»?"),
    ("til_stede:", "tilstades:", "S101", 43, "tilstades", "mente du «til_stede»?"),
    ("til_stede:", "til stades:", "S101", 43, "til stades", "mente du «til_stede»?"),
    ("til_stede:", "tilstede:", "S101", 43, "tilstede", "mente du «til_stede»?"),
    ("ansvar: per", "ansvarlig: per", "S101", 52, "ansvarlig", "mente du «ansvar»?"),
    (
        "klasse: 7A",
        "leder: x",
        "S102",
        15,
        "leder",
        "det hører til under «møter», «nivåvurderinger», «melding_ke»; se på innrykket",
    ),
    ("klasse: 7A", "saksnavn: x", "S103", 15, "saksnavn", "det skal stå helt til venstre, uten innrykk"),
    (
        "klasse: 7A",
        "xyzzy:",
        "S104",
        15,
        "xyzzy",
        "felt som kan stå her: «klasse», «språk», «telefon», «epost», «adressesperre», «skjermes_for»",
    ),
    ("  etternavn: Testesen\n", "", "S105", 8, "barn", "legg til «etternavn:» med en verdi"),
    ("{id: per,   navn: Per Kanarisen, ", "{id: per, ", "S105", 32, None, "legg til «navn:» med en verdi"),
    ("{tiltak: t1, effekt: ønsket}", "tiltak:", "S105", 48, "tiltak", "legg til «tiltak:» med en verdi"),
    ("overgang: {fra: hope-barneskole, til: risor-ungdomsskole}", "overgang: hope", "S106", 53, "••••", None),
    ("[heidi, mor, barn]", "heidi", "S107", 43, "•••••", None),
    ("2014-05-12", "12/5-14", "S108", 11, "•••••••", "skriv datoen som 2026-06-10 eller 10.06.2026"),
    ("2014-05-12", "2014-02-30", "S108", 11, "2014-02-30", None),
    ("tolk: ja", "tolk: yes", "S109", 16, "yes", "skriv ja eller nei med små bokstaver"),
    ("13:30-14:15", "halv to", "S110", 40, "•••••••", None),
    ("trinn: 7", "trinn: sju", "S111", 14, "sju", None),
    ("trinn: 7", "trinn: 14", "S112", 14, "14", "skriv et tall fra 1 til 13"),
    ("nivå: 1", "nivå: 4", "S112", 7, "4", "skriv et tall fra 0 til 3"),
    ("id: proeve-1", "id: Prøve 1", "S116", 3, "•••••••", None),
    ("fornavn: Canaria", "fornavn: " + "Canaria " * 40, "S117", 9, None, "skriv høyst 250 tegn"),
    ("fornavn: Canaria", "fornavn: |\n    Canaria\n    Testesen", "S118", 9, None, None),
    ("relasjon: mor", "relasjon: moor", "S121", 28, "moor", "mente du «mor»?"),
    ("type: ressursteam", "type: overgangsmøte", "S121", 38, "overgangsmøte", "mente du «overgangsmøte 1»?"),
    ("klasse: 7A", "klasse: [7A]", "S122", 15, None, None),
    ("klasse: 7A", "klasse: {a: b}", "S122", 15, None, None),
    ("adresse: [Kanaribakken 99, 4950 Risør]", "adresse:\n    - Gate: Kanaribakken", "Y010", 18, ":", None),
    ("12851499979", "12851499978", "F103", 12, "•••••••••••", None),
    ("12851499979", "1285149997", "F102", 12, "••••••••••", None),
    ("12851499979", "128514", "F101", 12, "••••••", None),
    ("12851499979", "99991499979", "F104", 12, "•••••••••••", None),
]


@pytest.mark.parametrize(("before", "after", "code", "line", "shown", "hint"), SCHEMA)
def test_what_does_not_fit_is_told_once_with_its_place_and_what_to_do(
    before: str, after: str, code: str, line: int, shown: str | None, hint: str | None
) -> None:
    problem = only(change(before, after))
    assert (problem.code, problem.where.line) == (code, line)
    assert shown is None or caret(problem) == shown
    assert hint is None or problem.hint(Language.NB) == hint
    assert not CANARIES.search(told([problem]))


def test_ten_digits_are_explained_by_the_zero_that_excel_took() -> None:
    assert "Excel" in only(change("12851499979", "1285149997")).hint(Language.NB)


def test_a_wrong_value_lists_the_allowed_ones_in_our_own_words() -> None:
    problem = only(change("form: elevsamtale", "form: Zanzibar"))
    assert "«elevsamtale», «i møtet», «skriftlig»" in problem.message(Language.NN)
    assert "Zanzibar" not in told([problem])


def test_everything_that_does_not_fit_is_told_at_once_in_file_order() -> None:
    text = SMALL.replace("fornavn:", "fornamn:").replace("trinn: 7", "trinn: 99").replace("tolk: ja", "tolk: si")
    problems = load_case(text.replace("leder: heidi", "leiar: heidi").encode(), file="sak.yaml").problems
    assert [p.code for p in problems] == ["S101", "S112", "S109", "S101"]


def test_a_list_or_bare_text_in_the_place_of_a_case_is_told() -> None:
    assert [only(load_case(d, file="x").problems).code for d in (b"- a\n", b"hei\n")] == ["S106", "S106"]


def test_all_positions_are_right_after_norwegian_letters_and_letters_beyond_sixteen_bits() -> None:
    problem = change("{id: t1, møte: m1, mål: g1, hva: Kvakk", "{id: t1, hva: 'æøå 𝔄 Ŋ', arena: sjøen, hvå: K")[0]
    assert (problem.where.column, problem.where.end_column) == (
        SMALL_LINE.index("sjøen") + 1,
        SMALL_LINE.index("sjøen") + 6,
    )
    assert caret(problem) == "sjøen"


SMALL_LINE = "  - {id: t1, hva: 'æøå 𝔄 Ŋ', arena: sjøen, hvå: K"


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
