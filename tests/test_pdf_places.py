"""pdf.write: text stands where Word puts it: under headers, between neighbours, on its page, beside its label."""

from __future__ import annotations

import io
from dataclasses import replace
from statistics import median

import docx
import pytest
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Cm, Pt

from bti_docs.document import Block, List, PageBreak, Paragraph, Picture
from bti_docs.docx.read import read
from bti_docs.pdf.write import write
from tests.libreoffice import docx_pdf
from tests.pdf_documents import DAY, LONG, item, made, paragraph, png
from tests.pdf_text import Word, pages, words


def test_a_tall_header_on_page_one_pushes_the_text_down_there_only() -> None:
    tall = Paragraph((Picture(png(), 100, 150, "Logo"),))
    found = words(made(paragraph("Én"), PageBreak(), paragraph("To"), first_header=(tall,)))
    tops = {word.text: word.y for word in found}
    assert tops["Én"] - tops["To"] == pytest.approx(35.4 + 150 - 72, abs=3)


def test_a_tall_footer_on_page_one_takes_room_there_only() -> None:
    tall = tuple(paragraph(f"bunn {n}") for n in range(20))
    text = pages(made(*(paragraph(f"linje{n}") for n in range(150)), first_footer=tall))
    assert [page.count("linje") for page in text] == [40, 57, 53]


def baselines(*blocks: Block) -> list[Word]:
    return words(made(*blocks))


def test_the_space_between_neighbours_is_the_larger_of_after_and_before() -> None:
    one, two = baselines(paragraph("en", after=10), paragraph("to", before=6))
    assert two.y - one.y == pytest.approx(12.1 + 10, abs=0.1)


def test_neighbours_of_one_style_stand_close_when_they_ask_to() -> None:
    close = {"after": 10, "contextual": True, "style": "list"}
    one, two = baselines(paragraph("en", **close), paragraph("to", **close))
    assert two.y - one.y == pytest.approx(12.1, abs=0.1)


def test_a_heading_does_not_stand_alone_at_the_foot_of_a_page() -> None:
    blocks = [paragraph(f"linje{n}") for n in range(56)]
    text = pages(made(*blocks, paragraph("Overskrift", 1, keep_next=True), paragraph("Brødtekst " + LONG)))
    assert "Overskrift" not in text[0] and text[1].startswith("Overskrift Brødtekst")


@pytest.mark.parametrize(
    ("blocks", "count"),
    [
        ((paragraph("a"), PageBreak(), paragraph("b")), 2),
        ((paragraph("a"), PageBreak(), paragraph("b", page_break_before=True)), 2),
        ((paragraph("a", page_break_before=True), paragraph("b", page_break_before=True)), 2),
        ((paragraph("a"), PageBreak(), PageBreak(), paragraph("b")), 3),
    ],
    ids=["a break", "two that are one", "none before the first", "an empty page"],
)
def test_a_page_break_makes_one_page(blocks: tuple[Block, ...], count: int) -> None:
    assert len(pages(made(*blocks))) == count


def test_a_list_label_too_long_for_its_room_pushes_the_text_along() -> None:
    found = baselines(List((item("1.2.3.4.", "tekst"),), ordered=True))
    assert [word.text for word in found] == ["1.2.3.4.", "tekst"]


def letter() -> bytes:
    """A Word letter of some pages, as an office would write it."""
    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = Cm(2.5)
    for style in file.styles:
        if style.type == 1:
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            fonts.attrib.clear()
            style.font.name = "Arial"
    normal = file.styles["Normal"]
    normal.font.size, normal.paragraph_format.space_after = Pt(10.5), Pt(6)
    section.header.paragraphs[0].text = "Risør kommune\tUnntatt offentlighet\tSak"
    for chapter in range(3):
        file.add_heading(f"Del {chapter}", 1)
        for n in range(4):
            file.add_paragraph(LONG * (n + 2))
        for n in range(3):
            file.add_paragraph(f"Punkt {n}. " + LONG * (n % 2 + 1), style="List Number")
        table = file.add_table(rows=6, cols=3)
        table.style = "Table Grid"
        for n, one in enumerate(one for row in table.rows for one in row.cells):
            one.text = f"Celle {n} " + LONG * (n % 3 == chapter)
        line = file.add_paragraph("Dato\tUnderskrift\t")
        line.paragraph_format.space_before = Pt(30)
        line.paragraph_format.tab_stops.add_tab_stop(Pt(150))
        line.paragraph_format.tab_stops.add_tab_stop(Pt(400), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


@pytest.mark.slow
def test_words_stand_where_libreoffice_puts_them() -> None:
    source = letter()
    theirs, ours = words(docx_pdf(source)), words(write(read(source)[0], day=DAY))
    theirs = [replace(word, text=word.text.strip("_")) for word in theirs if word.text.strip("_")]
    assert [(w.page, w.text) for w in ours] == [(w.page, w.text) for w in theirs]
    assert median(abs(a.y - b.y) for a, b in zip(ours, theirs, strict=True)) < 0.5
    assert max(abs(a.y - b.y) for a, b in zip(ours, theirs, strict=True)) < 3
    assert max(abs(a.x - b.x) for a, b in zip(ours, theirs, strict=True)) < 3
