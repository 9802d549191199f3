"""A form's map: every field is filled, left alone, or a fault with its place; and values come from words."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Name, String

from bti_docs.context.words import Ord
from bti_docs.form.child import read_blank
from bti_docs.form.fill import fill
from bti_docs.form.fingerprint import changes, fingerprint
from bti_docs.form.inspect import first_map, picture, rows
from bti_docs.form.kart import Kart, check_map, read_map
from bti_docs.library import Shelves
from bti_docs.make import check_form
from bti_docs.problem import BtiError, Problem
from tests.form_builder import COMBO, MULTILINE, Form
from tests.form_pixels import changed, ink, pdfium

SHELVES = Shelves()


@dataclass(frozen=True)
class Barn:
    navn: str
    født: str
    fnr: str
    språk: list[str]
    type: str


@dataclass(frozen=True)
class Words:
    barn: Barn
    tolk: bool


WORDS = {
    "barn": {
        "navn": "Åse Ŋuorra",
        "født": "12.05.2014",
        "fnr": "12851499979",
        "språk": ["norsk", "polsk"],
        "type": "ny",
    },
    "tolk": True,
}


@functools.cache
def pdf() -> bytes:
    built = Form(content=b"BT /F1 12 Tf 50 750 Td (x) Tj ET")
    built.field("Navn", (50, 700, 300, 720), TU=String("Barnets navn"))
    for i, part in enumerate(("Dag", "Mnd", "År")):
        built.field(part, (50 + 40 * i, 660, 80 + 40 * i, 680))
    for i in range(1, 12):
        built.field(f"fnr_{i}", (30 + 20 * i, 620, 48 + 20 * i, 640), MaxLen=1)
    built.field("Språk", (50, 540, 300, 600), Ff=MULTILINE)
    built.check("Tolk", (50, 500, 62, 512), state="På")
    built.radio("Type", ["1", "2"], 460)
    built.field("Valg", (50, 420, 200, 440), FT=Name.Ch, Ff=COMBO, Opt=Array([String("Ny sak"), String("Gammel sak")]))
    built.field("Nullstill skjema", (50, 380, 150, 400), FT=Name.Btn, Ff=1 << 16)
    return built.bytes()


FIELDS = {
    "Navn": "{verdi: barn.navn, krav: ja}",
    "Dag|Mnd|År": "{verdi: barn.født}",
    "fnr_{i}": "{verdi: barn.fnr, celler: 11}",
    "Språk": "{verdi: barn.språk}",
    "Tolk": "{verdi: tolk}",
    "Type": '{verdi: barn.type, valg: {ny: "1", gammel: "2"}}',
    "Valg": "{verdi: barn.type, valg: {ny: Ny sak, gammel: Gammel sak}}",
}


def map_text(fields: dict[str, str] | None = None, more: str = "", ignored: str = "[Nullstill*]") -> bytes:
    print_ = fingerprint(read_blank(pdf()))
    edition = f"{{felt: {print_.fields}, bokser: {print_.boxes}, tekst: {print_.text}}}"
    lines = [f'  "{name}": {rule}' for name, rule in (FIELDS | (fields or {})).items() if rule]
    head = f"bti_skjema: 1\nid: x\ntittel_nb: X\ntittel_nn: X\nblanketter: {{nb: {{fil: x.pdf, avtrykk: {edition}}}}}\n"
    return (head + "felt:\n" + "\n".join(lines) + f"\nignorer: {ignored}\n{more}").encode()


def kart(text: bytes, data: bytes = b"") -> Kart:
    skjema, source = read_map(text, file="form.yaml")
    return check_map(skjema, source, data or pdf(), "nb", Words, {})


def faults(text: bytes, data: bytes = b"") -> list[Problem]:
    with pytest.raises(BtiError) as stopped:
        kart(text, data)
    return list(stopped.value.problems)


def codes(text: bytes, data: bytes = b"") -> list[str]:
    return [p.code for p in faults(text, data)]


class TestValues:
    def test_one_value_is_shared_over_fields_and_cells_and_choices(self) -> None:
        values = kart(map_text()).values(WORDS)
        assert values["Navn"] == "Åse Ŋuorra"
        assert [values[n] for n in ("Dag", "Mnd", "År")] == ["12", "05", "2014"]
        assert "".join(str(values[f"fnr_{i}"]) for i in range(1, 12)) == "12851499979"
        assert values["Språk"] == "norsk\npolsk"
        assert (values["Tolk"], values["Type"], values["Valg"]) == ("På", "1", "Ny sak")

    def test_the_values_fill_the_form(self) -> None:
        ready = kart(map_text())
        done = fill(ready.blank, ready.values(WORDS), flat=True, rules=ready.rules("nb"))
        assert done.held["Type"] == ("1",)

    def test_a_word_without_a_choice_is_told_at_its_line(self) -> None:
        other = WORDS | {"barn": {**WORDS["barn"], "type": "systemsak"}}  # type: ignore[dict-item]
        with pytest.raises(BtiError) as stopped:
            kart(map_text()).values(other)
        assert {p.code for p in stopped.value.problems} == {"B414"}
        assert stopped.value.problems[0].where.line > 0

    def test_a_value_that_cannot_be_shared_is_told(self) -> None:
        other = WORDS | {"barn": {**WORDS["barn"], "født": "mai 2014"}}  # type: ignore[dict-item]
        with pytest.raises(BtiError) as stopped:
            kart(map_text()).values(other)
        assert [p.code for p in stopped.value.problems] == ["B418"]


class TestFaults:
    def test_a_field_that_is_not_there_is_told_with_the_nearest(self) -> None:
        found = faults(map_text({"Navn": "", "Namn": "{verdi: barn.navn}"}))
        assert [(p.code, p.words.get("suggestion")) for p in found if p.code == "B410"] == [("B410", "Navn")]
        assert found[0].where.line > 0

    def test_a_field_that_nobody_fills_is_an_error_and_one_that_is_ignored_is_not(self) -> None:
        assert codes(map_text({"Navn": ""})) == ["B411"]
        assert kart(map_text({"Navn": ""}, ignored="[Nullstill*, Navn]"))

    def test_a_field_filled_twice_is_an_error(self) -> None:
        assert codes(map_text({"Navn|Språk": "{verdi: barn.født}"})) == ["B412", "B412"]

    def test_a_misspelt_word_is_told_as_in_a_template(self) -> None:
        assert codes(map_text({"Navn": "{verdi: barn.namn}"}))[0] == "M361"

    def test_an_expression_that_is_code_is_refused(self) -> None:
        assert codes(map_text({"Navn": "{verdi: barn.navn.__class__}"}))[0] == "M322"
        assert codes(map_text({"Navn": "{verdi: barn.navn()}"}))[0] == "M321"

    def test_what_cannot_be_written_in_a_field_is_refused(self) -> None:
        assert codes(map_text({"Navn": "{verdi: barn}"}))[0] == "B413"

    def test_a_choice_or_state_that_the_form_lacks_is_refused(self) -> None:
        assert "B203" in codes(map_text({"Type": '{verdi: barn.type, valg: {ny: "3"}}'}))
        assert "B203" in codes(map_text({"Tolk": "{verdi: tolk, på: Ja!}"}))
        assert "B416" in codes(map_text({"Type": "{verdi: barn.type}"}))

    def test_cells_are_counted(self) -> None:
        assert "B415" in codes(map_text({"fnr_{i}": "{verdi: barn.fnr}"}))

    def test_a_button_takes_no_value(self) -> None:
        assert "B202" in codes(map_text({"Nullstill skjema": "{verdi: barn.navn}"}))

    def test_an_ignored_name_that_fits_nothing_is_a_warning(self) -> None:
        assert [p.code for p in kart(map_text(ignored="[Nullstill*, Borte*]")).problems] == ["B417"]

    def test_another_edition_is_refused_and_what_changed_is_told(self) -> None:
        built = Form()
        built.field("Navn", (50, 600, 300, 620))
        assert codes(map_text(), built.bytes()) == ["B401"]
        found = {(c.what, c.name) for c in changes(read_blank(pdf()), read_blank(built.bytes()))}
        assert ("moved", "Navn") in found
        assert ("lost", "Tolk") in found

    def test_how_the_file_is_packed_makes_no_edition(self) -> None:
        packed = Form()
        packed.field("Navn", (50, 700, 300, 720))
        same = [fingerprint(read_blank(packed.bytes(compress_streams=c))) for c in (True, False)]
        assert same[0] == same[1]


class TestOverlay:
    """Values on a page without fields."""

    def _flat(self, rotate: int = 0) -> bytes:
        built = Form(content=b"0.5 w 100 600 m 400 600 l S 100 500 10 10 re S", rotate=rotate)
        del built.pdf.Root.AcroForm
        return built.bytes()

    def _map(self, drawn: str) -> bytes:
        head = "bti_skjema: 1\nid: x\ntittel_nb: X\ntittel_nn: X\nblanketter: {nb: {fil: x.pdf}}\n"
        return f"{head}felt:\n  navn: {{verdi: barn.navn}}\ntegn:\n  - {drawn}\n".encode()

    @pytest.mark.parametrize("rotate", [0, 90, 180, 270])
    def test_a_value_stands_upright_in_its_box_as_the_page_is_seen(self, rotate: int) -> None:
        data = self._flat(rotate)
        ready = kart(self._map("{navn: navn, x: 100, y: 50, bredde: 200, høyde: 20}"), data)
        assert ready.only_flat
        widget = ready.blank.fields[0].widgets[0]
        before, after = (pdfium(fill(ready.blank, v, flat=True).pdf)[0] for v in ({}, {"navn": "Åse Ŋuorra"}))
        difference = changed(before, after)
        box = difference.getbbox()
        assert box is not None
        assert box[0] >= 150 and box[1] >= 75 and box[3] <= 106  # x 100 pt and y 50 pt at 108 dpi
        assert box[2] - box[0] > 3 * (box[3] - box[1])  # it lies, as it is read
        assert ink(difference, ready.blank, widget) == difference.histogram()[255]

    def test_places_that_invite_writing_are_proposed(self) -> None:
        found = rows(read_blank(self._flat()))
        assert [(r.kind, round(r.seen[0])) for r in found] == [("tekst", 100), ("kryss", 100)]

    @pytest.mark.parametrize(
        ("drawn", "code"),
        [
            ("{navn: navn, side: 3, bredde: 9, høyde: 9}", "B421"),
            ("{navn: navn, anker: Underskrift, bredde: 9, høyde: 9}", "B422"),
            ("{navn: navn, x: midten, bredde: 9, høyde: 9}", "B423"),
            ("{navn: navn, x: 590, bredde: 90, høyde: 9}", "B424"),
        ],
    )
    def test_a_place_that_is_none_is_told(self, drawn: str, code: str) -> None:
        assert codes(self._map(drawn), self._flat()) == [code]


def test_a_first_map_names_every_field_with_its_label_and_lacks_only_expressions() -> None:
    text = first_map(read_blank(pdf()), id_="x", file="x.pdf", title="X").encode()
    assert "Barnets navn" in text.decode()
    with pytest.raises(BtiError) as stopped:
        read_map(text, file="form.yaml")
    assert {p.where.path.rpartition(".")[2] for p in stopped.value.problems} == {"verdi"}


def test_the_picture_has_each_name_in_its_box() -> None:
    blank = read_blank(pdf())
    shown = changed(pdfium(fill(blank, {}, flat=True).pdf)[0], pdfium(picture(blank))[0])
    assert all(ink(shown, blank, w) for f in blank.fields for w in f.widgets)


@pytest.mark.parametrize("form", SHELVES.forms())
def test_the_shipped_maps_are_without_fault(form: str) -> None:
    path = SHELVES.form(form)
    assert path is not None
    assert check_form(path, SHELVES) == []


def test_words_of_maps_are_the_words_of_templates() -> None:
    path: Any = SHELVES.form("ppt_henvisning")
    skjema, source = read_map(Path(path).read_bytes(), file="form.yaml")
    ready = check_map(skjema, source, (path.parent / "nb.pdf").read_bytes(), "nb", Ord, {"Lov": frozenset()})
    assert len(ready.entries) == len(skjema.felt)
