"""A row laid over a shared case: what it says takes its place, and every fault is told where it was written."""

from __future__ import annotations

from benchmarks.lists import SHARED
from bti_docs.case.load import Loaded, read, typed
from bti_docs.case.model import Sak
from bti_docs.case.overlay import Cell, overlay
from bti_docs.problem import Where

ROW = Where("7A.csv", 5, place="rad 5")
TWO = """\
foresatte:
  - {id: mor, relasjon: mor, foreldreansvar: ja}
  - {id: far, relasjon: far, foreldreansvar: ja}
"""


def merged(said: dict[str, str], text: str = SHARED) -> Loaded[Sak]:
    shared = read(text.encode(), Sak, file="felles.yaml")
    before = repr(shared.data)
    cells = [
        Cell(tuple(key.split(".")), value, Where("7A.csv", 5, n, place=f"rad 5, kolonne {n}"))
        for n, (key, value) in enumerate(said.items(), 1)
    ]
    found, _ = overlay(shared, cells, ROW)
    assert repr(shared.data) == before, "the next row starts from the same shared case"
    return typed(found, Sak)


def places(loaded: Loaded[Sak]) -> list[tuple[str, str]]:
    return [(p.code, str(p.where)) for p in loaded.problems]


PUPIL = {"barn.fornavn": "Test", "barn.etternavn": "Elevsen", "barn.fødselsdato": "12.05.2014"}


def test_what_a_row_says_stands_beside_what_is_shared() -> None:
    sak = merged(PUPIL | {"barn.klasse": "7B", "barn.trinn": "8"}).value
    assert sak
    assert (sak.barn.fornavn, sak.barn.klasse, sak.barn.trinn, sak.barn.skole) == ("Test", "7B", 8, "hope-barneskole")


def test_an_empty_cell_leaves_what_is_shared() -> None:
    sak = merged(PUPIL | {"barn.trinn": ""}).value
    assert sak
    assert sak.barn.trinn == 7


def test_a_wrong_value_is_told_at_its_cell_and_a_missing_one_at_its_row() -> None:
    loaded = merged({"barn.fornavn": "Test", "barn.fødselsdato": "12/5-14"})
    assert sorted(places(loaded)) == [("S105", "7A.csv: rad 5"), ("S108", "7A.csv: rad 5, kolonne 2")]


def test_an_empty_cell_of_something_required_is_told_at_its_cell() -> None:
    assert places(merged(PUPIL | {"barn.etternavn": ""})) == [("S105", "7A.csv: rad 5, kolonne 2")]


def test_a_fault_in_what_is_shared_is_told_in_its_own_file() -> None:
    loaded = merged(PUPIL, SHARED.replace("status: utkast", "status: kladd"))
    assert places(loaded) == [("S121", "felles.yaml:13:13")]


def test_guardians_are_named_by_id_or_by_number() -> None:
    by_id = merged(PUPIL | {"foresatte.mor.navn": "Tone", "foresatte.far.navn": "Tor"}, SHARED + TWO).value
    by_number = merged(PUPIL | {"foresatte.1.navn": "Tone", "foresatte.2.navn": "Tor"}, SHARED + TWO).value
    assert by_id == by_number
    assert by_id
    assert [(g.id, g.navn, g.relasjon) for g in by_id.foresatte] == [("mor", "Tone", "mor"), ("far", "Tor", "far")]


def test_a_guardian_the_row_says_nothing_of_is_left_out_and_the_others_keep_their_places() -> None:
    loaded = merged(PUPIL | {"foresatte.mor.navn": "", "foresatte.far.navn": "Tor"}, SHARED + TWO)
    assert loaded.value
    assert [g.id for g in loaded.value.foresatte] == ["far"]
    assert loaded.source.where(("foresatte", 0, "navn")).place == "rad 5, kolonne 5"


def test_a_guardian_that_is_not_in_the_shared_case_is_a_new_one() -> None:
    sak = merged(PUPIL | {"foresatte.1.navn": "Tone", "foresatte.1.relasjon": "mor"}).value
    assert sak
    assert [(g.id, g.navn) for g in sak.foresatte] == [("foresatte-1", "Tone")]


def test_lines_and_semicolons_part_what_is_a_list_in_the_case() -> None:
    sak = merged(PUPIL | {"barn.adresse": "Testveien 1; 4950 Risør"}).value
    assert sak
    assert sak.barn.adresse == ["Testveien 1", "4950 Risør"]


def test_letters_nobody_sees_are_told_and_accents_become_one_letter() -> None:
    shared = read(SHARED.encode(), Sak, file="felles.yaml")
    cell = Cell(("barn", "fornavn"), "A\u0000", Where("7A.csv", 5, 1, place="rad 5, kolonne A"))
    _, problems = overlay(shared, [cell], ROW)
    assert [(p.code, p.where.place) for p in problems] == [("Y003", "rad 5, kolonne A")]
    sak = merged(PUPIL | {"barn.fornavn": "A\u030ase"}).value
    assert sak
    assert sak.barn.fornavn == "Åse"
