"""Rows whose height is decided in words: the pages are the same bytes as when Typst measures every one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bti_docs.document import Cell, Document, Frame, Look, Paragraph, Row, Table, Text
from bti_docs.fonts import folders
from bti_docs.pdf import layout, rows
from bti_docs.pdf.rows import Json
from bti_docs.pdf.write import write

DAY = dt.date(2026, 6, 10)
WORDS = (
    "",
    "Navn",
    "Underskrift foresatt",
    "WWWW MMMM @@@@",
    "☐ Ja ☐ Nei",
    "č ŋ đ ŧ",
    "en setning som er for lang for ruten sin",
)


def measured(
    least: Sequence[float], exact: Sequence[bool], _cells: Sequence[Json], _columns: Sequence[float]
) -> list[Json]:
    """Leave every height to Typst."""
    return [{"least": height, "exact": fixed} for height, fixed in zip(least, exact, strict=True)]


def document(cells: Sequence[tuple[str, float, float]], height: float, width: float) -> Document:
    found = tuple(
        Cell((Paragraph((Text(text, Look(size=size)),) if text else (), Frame(before=before), size=size),))
        for text, size, before in cells
    )
    table = Table((width,) * len(found), (Row(found, height=height),), data=False)
    return Document("Prøve", "nb-NO", (table,))


cell = st.tuples(st.sampled_from(WORDS), st.sampled_from((8.0, 10.5, 14.0)), st.sampled_from((0.0, 6.0)))


@given(
    st.lists(cell, min_size=1, max_size=3),
    st.sampled_from((5.0, 12.0, 12.1, 18.0, 30.0)),
    st.sampled_from((60.0, 150.0)),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_pages_are_the_same_as_when_every_row_is_measured(
    monkeypatch: pytest.MonkeyPatch, cells: list[tuple[str, float, float]], height: float, width: float
) -> None:
    given_words = write(document(cells, height, width), day=DAY)
    with monkeypatch.context() as patch:
        patch.setattr(layout.rows, "heights", measured)
        assert write(document(cells, height, width), day=DAY) == given_words


@pytest.mark.parametrize(
    ("text", "height", "said"),
    [
        ("", 30.0, {"least": 30.0, "exact": True}),
        ("Navn", 30.0, {"least": 30.0, "exact": True}),
        ("Navn", 5.0, {"least": 0.0, "exact": False}),
        ("en setning som er for lang for ruten sin", 30.0, {"least": 30.0, "exact": False}),
        ("ⵣⵣⵣ", 30.0, {"least": 30.0, "exact": False}),
    ],
    ids=["empty", "short", "taller", "long", "unknown-letters"],
)
def test_only_what_is_sure_is_not_measured(text: str, height: float, said: Json) -> None:
    (table,) = layout.lay(document([(text, 10.5, 0.0)], height, 80.0))["body"]
    assert table["heights"] == [said]


@pytest.mark.parametrize("weight", [400, 700])
@pytest.mark.parametrize("name", ["Arimo[wght].ttf", "Arimo-Italic[wght].ttf"])
def test_no_letter_is_wider_than_it_is_held_to_be(name: str, weight: int) -> None:
    file = Path(folders()[0], name)
    font = instantiateVariableFont(TTFont(file), {"wght": weight})
    names, widths, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    letters = {
        chr(code): widths[name][0] / em for code, name in names.items() if code < 0x250 or chr(code) in rows._WIDTHS
    }
    wider = {c: width for c, width in letters.items() if width > rows._WIDTHS.get(c, rows._WIDEST)}
    assert wider == {}
