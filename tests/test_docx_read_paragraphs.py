"""docx.read: paragraphs, headings and lists come out with Word's own spacing, levels and numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bti_docs.document import Align, Border, Borders, List, PageBreak, Paragraph, TabStop, Text, inline_text, paragraphs
from tests import docx_builder as b
from tests.docx_builder import item, level, numbering, p, run, styled, tbl, tc, tr
from tests.docx_reading import doc, first, labels, told, whole, words

# --- paragraphs ---


def test_a_paragraphs_frame() -> None:
    ppr = (
        "<w:keepNext/><w:keepLines/><w:pageBreakBefore/>"
        '<w:pBdr><w:top w:val="single" w:sz="8" w:color="FF0000"/></w:pBdr><w:shd w:val="clear" w:fill="EEEEEE"/>'
        '<w:tabs><w:tab w:val="right" w:leader="underscore" w:pos="9000"/></w:tabs>'
        '<w:spacing w:before="120" w:after="240" w:line="360" w:lineRule="auto"/>'
        '<w:ind w:left="720" w:right="360" w:firstLine="180"/><w:contextualSpacing/><w:jc w:val="both"/>'
    )
    frame = first(p("x", ppr)).frame
    assert (frame.before, frame.after, frame.line, frame.line_exact) == (6, 12, 1.5, False)
    assert (frame.left, frame.right, frame.first, frame.align) == (36, 18, 9, Align.JUSTIFY)
    assert (frame.keep_next, frame.keep_lines, frame.page_break_before, frame.contextual) == (True,) * 4
    assert (frame.fill, frame.borders) == ("#eeeeee", Borders(top=Border(1, "#ff0000")))
    assert frame.tabs == (TabStop(450, Align.RIGHT, "_"),)


@pytest.mark.parametrize(
    ("spacing", "expected"),
    [
        ('w:line="400" w:lineRule="exact"', (20, True)),
        ('w:line="400" w:lineRule="atLeast"', (20, True)),
        ('w:line="100" w:lineRule="atLeast"', (1, False)),
        ('w:line="276"', (1.15, False)),
    ],
)
def test_line_heights(spacing: str, expected: tuple[float, bool]) -> None:
    frame = first(p("x", f"<w:spacing {spacing}/>")).frame
    assert (frame.line, frame.line_exact) == expected


def test_spacing_by_lines_and_by_itself() -> None:
    frame = first(p("x", '<w:spacing w:beforeLines="50" w:afterAutospacing="1"/>')).frame
    assert (frame.before, frame.after) == (6, 14)


def test_a_hanging_indent_is_a_tab_stop_and_a_cleared_one_is_none() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/>'
        '<w:pPr><w:tabs><w:tab w:val="left" w:pos="2000"/></w:tabs></w:pPr></w:style>'
    )
    ppr = '<w:tabs><w:tab w:val="clear" w:pos="2000"/></w:tabs><w:ind w:left="720" w:hanging="720"/>'
    frame = first(styled("A", "x", ppr), styles=b.STYLES + style).frame
    assert (frame.first, frame.tabs) == (-36, (TabStop(36),))


def test_spacing_from_style_and_paragraph_are_laid_over_each_other() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/>'
        '<w:pPr><w:spacing w:before="200" w:after="200"/></w:pPr></w:style>'
    )
    frame = first(styled("A", "x", '<w:spacing w:after="0"/>'), styles=b.STYLES + style).frame
    assert (frame.before, frame.after, frame.style) == (10, 0, "a")


def test_neighbours_with_the_same_border_stand_in_one_box() -> None:
    box = "<w:pBdr>" + "".join(f'<w:{s} w:val="single" w:sz="8"/>' for s in ("top", "bottom", "left")) + "</w:pBdr>"
    one, other = doc(p("a", box) + p("b", box)).blocks
    assert isinstance(one, Paragraph)
    assert isinstance(other, Paragraph)
    assert (one.frame.borders.top.width, one.frame.borders.bottom.width) == (1, 0)
    assert (other.frame.borders.top.width, other.frame.borders.bottom.width) == (0, 1)


def test_an_empty_paragraph_is_kept_with_its_size() -> None:
    got = first(p("", '<w:rPr><w:sz w:val="40"/></w:rPr>'))
    assert (got.inlines, got.size) == ((), 20)


def test_a_page_break_stands_between_the_blocks() -> None:
    got = doc(
        p("a") + p('<w:r><w:br w:type="page"/></w:r>') + p(run("b") + '<w:r><w:br w:type="page"/></w:r>' + run("c"))
    )
    assert [block if isinstance(block, PageBreak) else inline_text(block.inlines) for block in got.blocks] == [
        *("a", PageBreak(), "b", PageBreak(), "c")
    ]


def test_words_own_guess_at_page_breaks_is_no_break() -> None:
    assert first(p("<w:r><w:lastRenderedPageBreak/><w:t>a</w:t></w:r>")).inlines == (Text("a"),)


def test_a_page_break_in_a_cell_or_header_is_told() -> None:
    br = '<w:r><w:br w:type="page"/></w:r>'
    assert told(tbl(tr(tc(p(run("a") + br)), "b"))) == ["L142 tabell 1, rad 1, kolonne 1"]
    head = {"header1": p("x", "<w:pageBreakBefore/>")}
    assert told(p("a"), edges=head, section='<w:headerReference r:id="rId_header1"/>') == ["L142 topptekst, avsnitt 1"]


# --- headings ---


def test_headings_by_style_and_outline_level() -> None:
    document = doc(
        styled("Overskrift1", "A") + styled("Overskrift2", "B") + p("C", '<w:outlineLvl w:val="1"/>') + p("d")
    )
    assert [one.level for one in paragraphs(document.blocks)] == [1, 2, 2, 0]


def test_a_title_is_the_first_level_and_moves_headings_down() -> None:
    document = doc(styled("Tittel", "T") + styled("Overskrift1", "A") + styled("Overskrift2", "B"))
    assert [one.level for one in paragraphs(document.blocks)] == [1, 2, 3]


def test_no_heading_level_is_skipped() -> None:
    document = doc(styled("Overskrift2", "A") + styled("Overskrift4", "B") + styled("Overskrift1", "C"))
    assert [one.level for one in paragraphs(document.blocks)] == [1, 2, 1]


def test_an_empty_heading_and_a_heading_in_a_header_are_none() -> None:
    document = doc(
        styled("Overskrift1") + styled("Overskrift1", "A"),
        edges={"header1": styled("Overskrift1", "H")},
        section='<w:headerReference w:type="default" r:id="rId_header1"/>',
    )
    assert [one.level for one in paragraphs(document.header + document.blocks)] == [0, 0, 1]


def test_body_text_by_outline_level_nine_is_no_heading() -> None:
    assert first(styled("Overskrift1", "x", '<w:outlineLvl w:val="9"/>')).level == 0


def test_a_numbered_heading_carries_its_number_as_text() -> None:
    num = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    document = doc(
        styled("Overskrift1", "A", num) + styled("Overskrift1", "B", num), lists=numbering(level(0, "decimal", "%1."))
    )
    assert words(document.blocks) == ["1.\tA", "2.\tB"]
    assert [one.level for one in paragraphs(document.blocks)] == [1, 1]


# --- lists ---


def test_bullets_become_real_characters() -> None:
    fonts = '<w:rPr><w:rFonts w:ascii="{}"/></w:rPr>'
    lists = numbering(
        level(0, "bullet", "\uf0b7", fonts.format("Symbol")),
        level(1, "bullet", "o", fonts.format("Courier New")),
        level(2, "bullet", "\uf0a7", fonts.format("Wingdings")),
        level(3, "bullet", "–"),
    )
    document = doc(item("a") + item("b", 1) + item("c", 2) + item("d", 3) + item("e"), lists=lists)
    assert labels(document.blocks) == [["•", ["◦", ["▪", ["–"]]]], ["•"]]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("decimal", ["1)", "2)", "3)", "4)"]),
        ("decimalZero", ["01)", "02)", "03)", "04)"]),
        ("lowerLetter", ["a)", "b)", "c)", "d)"]),
        ("upperLetter", ["A)", "B)", "C)", "D)"]),
        ("lowerRoman", ["i)", "ii)", "iii)", "iv)"]),
        ("upperRoman", ["I)", "II)", "III)", "IV)"]),
    ],
)
def test_number_formats(form: str, expected: list[str]) -> None:
    document = doc("".join(item("x") for _ in range(4)), lists=numbering(level(0, form, "%1)")))
    assert [label for (label,) in labels(document.blocks)] == expected


def test_letters_after_z_are_doubled() -> None:
    document = doc("".join(item("x") for _ in range(28)), lists=numbering(level(0, "lowerLetter", "%1")))
    assert labels(document.blocks)[-3:] == [["z"], ["aa"], ["bb"]]


def test_deeper_levels_count_within_the_item_above_and_start_over() -> None:
    lists = numbering(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."))
    document = doc(item("a") + item("b", 1) + item("c", 1) + item("d") + item("e", 1), lists=lists)
    assert labels(document.blocks) == [["1.", ["1.1."], ["1.2."]], ["2.", ["2.1."]]]


def test_a_level_told_not_to_restart_goes_on() -> None:
    lists = numbering(level(0, "decimal", "%1."), level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>'))
    document = doc(item("a") + item("b", 1) + item("c") + item("d", 1), lists=lists)
    assert labels(document.blocks) == [["1.", ["1."]], ["2.", ["2."]]]


def test_a_list_goes_on_after_text_and_another_starts_over() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = item("a") + p("mellom") + item("b") + item("c", number=2) + item("d", number=2)
    document = doc(body, lists=numbering(level(0, "decimal", "%1."), nums=nums))
    assert labels(document.blocks) == [["1."], ["2."], ["5."], ["6."]]
    assert len([block for block in document.blocks if isinstance(block, List)]) == 3


def test_a_list_that_begins_on_a_deeper_level_is_read() -> None:
    lists = numbering(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"))
    assert labels(doc(item("a", 1) + item("b"), lists=lists).blocks) == [["1.1"], ["2."]]


def test_numbering_comes_from_the_style_and_can_be_taken_away() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="L"><w:name w:val="L"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    document = doc(
        styled("L", "a") + styled("L", "b", off), styles=b.STYLES + style, lists=numbering(level(0, "bullet", "•"))
    )
    assert [type(block) for block in document.blocks] == [List, Paragraph]
    assert document.blocks[0] == replace(document.blocks[0], ordered=False)


def test_the_list_indents_unless_the_paragraph_says_otherwise() -> None:
    lists = numbering(level(0, "decimal", "%1."))
    document = doc(item("a") + item("b", ppr='<w:ind w:left="100"/>'), lists=lists)
    frames = [one.frame for one in paragraphs(document.blocks)]
    assert [(frame.left, frame.first) for frame in frames] == [(36, -18), (5, -18)]


def test_a_page_break_before_a_list_item_stands_before_the_list() -> None:
    document = doc(item("a") + item("b", ppr="<w:pageBreakBefore/>"), lists=numbering(level(0, "decimal", "%1.")))
    assert [type(block) for block in document.blocks] == [List, PageBreak, List]
    assert not any(one.frame.page_break_before for one in paragraphs(document.blocks))


def test_a_list_can_follow_another_lists_style_and_own_its_levels() -> None:
    lists = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="S"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="0"><w:styleLink w:val="S"/>{level(0, "upperRoman", "%1")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/>'
        f'<w:lvlOverride w:ilvl="0">{level(0, "ordinal", "%1")}</w:lvlOverride></w:num>'
    )
    assert labels(doc(item("a") + item("b", number=2), lists=lists).blocks) == [["I"], ["2."]]


def test_a_legal_level_counts_in_plain_numbers() -> None:
    lists = numbering(level(0, "upperRoman", "%1"), level(1, "lowerLetter", "%1.%2", "<w:isLgl/>"))
    assert labels(doc(item("a") + item("b", 1), lists=lists).blocks) == [["I", ["1.1"]]]


@pytest.mark.parametrize("shown", ["", "%1"])
def test_a_level_that_prints_nothing_makes_a_paragraph(shown: str) -> None:
    assert first(item("a"), lists=numbering(level(0, "none", shown))).inlines == (Text("a"),)


def test_an_unknown_number_format_is_told_and_counted_plainly() -> None:
    document, problems = whole(item("a") + item("b"), lists=numbering(level(0, "cardinalText", "%1.")))
    assert labels(document.blocks) == [["1."], ["2."]]
    assert [x.code for x in problems] == ["L138"]
