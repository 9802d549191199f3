"""Reading a YAML file: what does not fit the model is told at once, each with its place and what to do."""

from __future__ import annotations

import pytest

from bti_docs.case.load import load_case
from bti_docs.problem import Language
from tests.small_case import CANARIES, SMALL, caret, change, only, told

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
