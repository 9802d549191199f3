"""Every column of every template is wide enough for its longest heading, and for what people write in it by hand."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest
from fontTools.ttLib import TTFont

from bti_docs import fonts
from bti_docs.document import Block, Cell, Paragraph, Row, Table, Text
from tests.test_samples import documents, said

BOLD = 1.1  # what bold letters of this font are wider, at the most
A_DATE, A_NAME, A_SERVICE = "22.11.2026", "Fosterforeldrene", "Barneverntjenesten"
WRITTEN = {
    **dict.fromkeys(("Dato", "Frist", "Start", "Fra", "Frå", "Til", "Evaluering", "Evalueres", "Avtalt"), A_DATE),
    **dict.fromkeys(("5. Evalueres", "5. Evaluering"), A_DATE),
    **dict.fromkeys(("Navn", "Namn", "Ansvarlig", "Ansvarleg", "Hvem", "Kven", "4. Hvem", "4. Kven"), A_NAME),
    **dict.fromkeys(("Snakket med", "Snakka med", "Av hvem", "Av kven", "Kontaktperson", "Deltaker"), A_NAME),
    **dict.fromkeys(("Tjeneste", "Teneste", "Enhet eller tjeneste", "Eining eller teneste"), A_SERVICE),
    **dict.fromkeys(("Tjeneste eller hjem", "Teneste eller heim"), A_SERVICE),
    **dict.fromkeys(("Rolle", "Rolle i loggen"), "helsesjukepleiar"),
    **dict.fromkeys(("Gjennomført", "Status"), "gjennomført"),
    **dict.fromkeys(("Videre", "Vidare"), "videreføres"),
    "Effekt": "forverret",
    "Arena": "tjeneste",
    "Fag": "Kroppsøving",
    "Organisering": "Spesialundervisning",
    "Kompetanse": "Videreutdanning",
    "Måte": "hjemmebesøk",
    "Relasjon": "fosterforelder",
}
FEWER = {"stafettlogg_utskrift": {"Status": "passiv"}}  # of a role in the log


@functools.cache
def glyphs() -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    with TTFont(fonts.path(fonts.ARIMO)) as font:
        return font.getBestCmap(), dict(font["hmtx"].metrics), font["head"].unitsPerEm


def width(word: str, size: float, *, bold: bool) -> float:
    letters, widths, em = glyphs()
    return sum(widths[letters.get(ord(letter), "zero")][0] for letter in word) * size / em * (BOLD if bold else 1)


def tables(blocks: tuple[Block, ...]) -> Iterator[Table]:
    yield from (b for b in blocks if isinstance(b, Table))


def text_of(cell: Cell) -> str:
    return " ".join(said(cell.blocks)).strip()


def size_of(cell: Cell) -> tuple[float, bool]:
    for block in cell.blocks:
        if isinstance(block, Paragraph):
            runs = [i for i in block.inlines if isinstance(i, Text)]
            return (runs[0].look.size, runs[0].look.bold) if runs else (block.size, False)
    return 10.0, False


def too_wide(table: Table, row: Row, heading: Row, words: dict[str, str]) -> Iterator[str]:
    """The words that a row's columns break: those it says, or, under a heading, those that are written there."""
    column = 0
    for cell, above in zip(row.cells, heading.cells, strict=False):
        room = sum(table.columns[column : column + cell.colspan]) - cell.padding[1] - cell.padding[3]
        size, bold = size_of(cell)
        written = text_of(cell) if row is heading else words.get(text_of(above), "")
        yield from (w for w in written.split() if width(w, size, bold=bold) > room)
        column += cell.colspan


def broken(kind: str, table: Table) -> list[str]:
    heading = table.rows[0]
    body = next((r for r in table.rows[1:] if len(r.cells) == len(heading.cells)), None)
    if not heading.header:
        return [w for row in table.rows for w in too_wide(table, row, row, {})]
    words = WRITTEN | (FEWER.get(kind, {}) if "Rolle i loggen" in map(text_of, heading.cells) else {})
    return [*too_wide(table, heading, heading, {}), *(too_wide(table, body, heading, words) if body else ())]


@pytest.mark.parametrize("file", ["risor", "etne"])
def test_no_column_breaks_its_heading_or_a_word_that_people_write_there(file: str) -> None:
    word = [m for m in documents(f"skjema/{file}.yaml").values() if "docx" in m.formats]
    assert len(word) == 19  # and two are PDF forms
    found = {
        (m.order.instance.kind.id, text_of(t.rows[0].cells[0])): words
        for m in word
        for t in tables(m.document.blocks)
        if (words := broken(m.order.instance.kind.id, t))
    }
    assert found == {}


def test_the_judge_finds_a_column_that_is_too_narrow() -> None:
    one = Paragraph((Text("Ansvarlig"),))
    heading, row = Row((Cell((one,)),), header=True), Row((Cell((Paragraph(()),)),))
    assert broken("iop", Table((96.0,), (heading, row))) == []
    assert broken("iop", Table((80.0,), (heading, row))) == [A_NAME]
    assert broken("iop", Table((50.0,), (heading, row))) == ["Ansvarlig", A_NAME]
