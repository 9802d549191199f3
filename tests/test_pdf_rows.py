"""Heights that are decided in words: the pages are the same bytes as when Typst measures every one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bti_docs.document import (
    Align,
    Cell,
    Document,
    Frame,
    Look,
    PageNumber,
    Paragraph,
    Picture,
    Row,
    Tab,
    Table,
    TabStop,
    Text,
)
from bti_docs.fonts import folders
from bti_docs.pdf import layout
from bti_docs.pdf.letters import WIDTHS
from bti_docs.pdf.rows import Json
from bti_docs.pdf.write import write

DAY = dt.date(2026, 6, 10)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="20" height="9"/></svg>'
WORDS = (
    "",
    "Navn",
    "Underskrift foresatt",
    "WWWW MMMM @@@@",
    "☐ Ja ☐ Nei",
    "č ŋ đ ŧ",
    "en setning som er for lang for ruten sin, også når den deles i to-tre linjer/rader (eller flere) 12.–14.",
    "Ola trekker seg unna i store grupper. Skolen har prøvd små grupper siden april, og foreldrene er enige.",
    "☒ Jeg samtykker til at skolen deler opplysninger om faglig utvikling og trivsel med helsestasjonen",
    "mor / far og / eller ( se også ) « sitat » ord ! kl . 12 : 30 – 12 345,50 kr – 50 % – § 13-2",
    "ola.nordmann@example.no, https://example.no/skole-helse/a_b?c=d#e; [1] {2} «3» \"4\" '5' 6+7=13",
    "norsk-polsk 7.–8. trinn, dvs. 12/15 år… A&B AS. 2026/2027* 100 000 kr, ca. 30°",
    "жжж er bokstaver som ingen vet bredden av, og de kan stå hvor som helst i en setning",
)


def measured(
    least: Sequence[float], exact: Sequence[bool], _cells: Sequence[Json], _columns: Sequence[float]
) -> list[Json]:
    """Leave every height to Typst."""
    return [{"least": height, "exact": fixed} for height, fixed in zip(least, exact, strict=True)]


def unsure(*_: object) -> tuple[float, bool]:
    return 0.0, False


def text(words: str, size: float = 10.5, **frame: float) -> Paragraph:
    plain, bold = words[: len(words) // 2], words[len(words) // 2 :]
    runs = (Text(plain, Look(size=size)), Text(bold, Look(size=size, bold=True)))
    return Paragraph(runs if words else (), Frame(**frame), size=size)  # type: ignore[arg-type]


def document(*cells: Paragraph, height: float, width: float, whole: bool = False) -> Document:
    row = Row(tuple(Cell((paragraph,)) for paragraph in cells), height=height, cant_split=whole)
    return Document("Prøve", "nb-NO", (Table((width,) * len(cells), (row,) * 3, data=False),))


texts = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
indents = st.sampled_from(({}, {"before": 6.0}, {"left": 20.0, "first": -20.0}, {"first": 15.0, "right": 7.0}))
cell = st.builds(lambda words, size, frame: text(words, size, **frame), texts, st.sampled_from((8.0, 10.5)), indents)


@example([text("Underskrift foresatt", 8.0, first=15.0, right=7.0)], 0.0, 60.0, True)
@example([text("WWWW MMMM @@@@ Underskrift foresatt ", 8.0)], 0.0, 181.0, True)
@given(
    st.lists(cell, min_size=1, max_size=3),
    st.sampled_from((0.0, 5.0, 12.0, 12.1, 18.0, 30.0, 48.3)),
    st.floats(60.0, 220.0).map(lambda width: round(width * 20) / 20),
    st.booleans(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_pages_are_the_same_as_when_every_row_is_measured(
    monkeypatch: pytest.MonkeyPatch, cells: list[Paragraph], height: float, width: float, whole: bool
) -> None:
    given_words = write(document(*cells, height=height, width=width, whole=whole), day=DAY)
    with monkeypatch.context() as patch:
        patch.setattr(layout.rows, "heights", measured)
        assert write(document(*cells, height=height, width=width, whole=whole), day=DAY) == given_words


LONG = "en setning som er for lang for ruten sin"


@pytest.mark.parametrize(
    ("words", "height", "whole", "said"),
    [
        ("", 30.0, False, {"least": 30.0, "exact": True}),
        ("Navn", 30.0, False, {"least": 30.0, "exact": True}),
        ("Navn", 5.0, False, {"least": 0.0, "exact": False}),
        (LONG, 50.0, False, {"least": 50.0, "exact": True}),
        (LONG, 30.0, False, {"least": 0.0, "exact": False}),
        (LONG, 30.0, True, {"least": 48.40038, "exact": True}),
        (LONG, 0.0, True, {"least": 48.40038, "exact": True}),
        ("жжж", 30.0, True, {"least": 30.0, "exact": False}),
        ("жжж", 0.0, True, {"least": 0.0, "exact": False}),
    ],
    ids=["empty", "short", "taller", "long", "long and taller", "whole", "whole, no least", "unknown", "no least"],
)
def test_only_what_is_sure_is_not_measured(words: str, height: float, whole: bool, said: Json) -> None:
    (table,) = layout.lay(document(text(words), height=height, width=80.0, whole=whole))["body"]
    assert table["heights"] == [{"least": pytest.approx(said["least"]), "exact": said["exact"]}] * 3


def test_a_row_that_another_cell_reaches_into_is_left_to_typst() -> None:
    rows = (
        Row((Cell((text("Navn"),), rowspan=2), Cell((text("Ola"),))), cant_split=True),
        Row((Cell((text("Kari"),)),), cant_split=True),
    )
    (table,) = layout.lay(Document("Prøve", "nb-NO", (Table((80.0, 80.0), rows),)))["body"]
    assert table["heights"] == [{"least": 0.0, "exact": False}] * 2


TABS = Frame(tabs=(TabStop(100.0, Align.CENTER), TabStop(450.0, Align.RIGHT, "."), TabStop(451.0)))
LOOK = Look(size=9)
MARGINS = {
    "a line with tabs": Paragraph(
        (Text("Skole", LOOK), Tab(LOOK), Text("Sak", LOOK), Tab(LOOK), PageNumber(LOOK)), TABS
    ),
    "a line of tabs too long": Paragraph((Text("Skole", LOOK), *(Tab(LOOK), Text("Sak" * 30, LOOK)) * 2), TABS),
    "a picture": Paragraph((Picture(SVG, 60, 60, "Våpen"),)),
    "a table": Table(
        (200.0, 100.0), (Row((Cell((text("Risør"),)), Cell((text("kommune"),))), height=70, cant_split=True),)
    ),
    "a frame": text(LONG * 4, fill="#eeeeee"),  # type: ignore[arg-type]
    "unknown letters": text("жжж" * 40),
}


@pytest.mark.parametrize("margin", MARGINS.values(), ids=MARGINS)
def test_the_pages_begin_and_end_where_they_do_when_margins_are_measured(
    monkeypatch: pytest.MonkeyPatch, margin: Paragraph | Table
) -> None:
    blocks = tuple(text(WORDS[6]) for _ in range(70))
    found = Document(
        "Prøve", "nb-NO", blocks, header=(margin,), footer=(margin, text("nederst")), first_header=(margin,) * 2
    )
    given_words = write(found, day=DAY)
    with monkeypatch.context() as patch:
        patch.setattr(layout.rows, "flow", unsure)
        assert layout.lay(found)["tall"] == dict.fromkeys(("header", "footer", "first-header", "first-footer"))
        patch.setattr(layout.rows, "heights", measured)
        assert write(found, day=DAY) == given_words


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("name", ["Arimo[wght].ttf", "Arimo-Italic[wght].ttf"])
def test_every_letter_is_as_wide_as_it_is_held_to_be(name: str, bold: bool) -> None:
    file = Path(folders()[0], name)
    font = instantiateVariableFont(TTFont(file), {"wght": 700 if bold else 400})
    names, widths, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    held = {letter: round(width * em) for letter, width in WIDTHS[bold].items()}
    assert {letter: widths[names[ord(letter)]][0] for letter in held} == held
