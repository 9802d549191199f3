"""docx.read: what municipal Word templates use comes out in the Document tree, and nothing is lost in silence."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bti_docs.document import (
    Align,
    Block,
    Border,
    Borders,
    Document,
    LineBreak,
    Link,
    List,
    Look,
    PageBreak,
    PageCount,
    PageNumber,
    Paragraph,
    Picture,
    Tab,
    Table,
    TabStop,
    Text,
    as_text,
    inline_text,
    paragraphs,
)
from bti_docs.docx.read import read
from bti_docs.problem import BtiError, Language, Problem, codes
from tests import docx_builder as b
from tests.docx_builder import complex_field, item, level, numbering, p, picture, run, styled, tbl, tc, tr


def whole(body: str, **parts: Any) -> tuple[Document, list[Problem]]:
    return read(b.docx(body, **parts), file="mal.docx")


def doc(body: str, **parts: Any) -> Document:
    document, problems = whole(body, **parts)
    assert problems == []
    return document


def told(body: str, **parts: Any) -> list[str]:
    """The problems as `code place`."""
    return [f"{x.code} {x.where.place}".strip() for x in whole(body, **parts)[1]]


def first(body: str, **parts: Any) -> Paragraph:
    block = doc(body, **parts).blocks[0]
    assert isinstance(block, Paragraph)
    return block


def look(rpr: str, **parts: Any) -> Look:
    text = first(p(run("x", rpr)), **parts).inlines[0]
    assert isinstance(text, Text)
    return text.look


def table(xml: str, **parts: Any) -> Table:
    block = doc(xml, **parts).blocks[0]
    assert isinstance(block, Table)
    return block


def words(blocks: tuple[Block, ...]) -> list[str]:
    return [inline_text(one.inlines) for one in paragraphs(blocks)]


def grid(one: Table) -> list[list[str]]:
    return [[" ".join(words(cell.blocks)) for cell in row.cells] for row in one.rows]


def labels(blocks: tuple[Block, ...]) -> list[Any]:
    """Lists as nested labels."""
    lists = [block for block in blocks if isinstance(block, List)]
    return [[entry.label, *labels(entry.blocks)] for one in lists for entry in one.items]


# --- runs ---


@pytest.mark.parametrize(
    ("rpr", "expected"),
    [
        ("<w:b/>", {"bold": True}),
        ('<w:b w:val="0"/>', {"bold": False}),
        ("<w:i/>", {"italic": True}),
        ('<w:u w:val="single"/>', {"underline": True}),
        ('<w:u w:val="none"/>', {"underline": False}),
        ("<w:strike/>", {"strike": True}),
        ("<w:dstrike/>", {"strike": True}),
        ("<w:caps/>", {"caps": True}),
        ('<w:sz w:val="29"/>', {"size": 14.5}),
        ('<w:color w:val="1F4E79"/>', {"color": "#1f4e79"}),
        ('<w:color w:val="auto"/>', {"color": ""}),
        ('<w:highlight w:val="yellow"/>', {"highlight": "#ffff00"}),
        ('<w:shd w:val="clear" w:fill="DDEEFF"/>', {"highlight": "#ddeeff"}),
        ('<w:vertAlign w:val="superscript"/>', {"raised": 1}),
        ('<w:vertAlign w:val="subscript"/>', {"raised": -1}),
    ],
)
def test_direct_formatting_becomes_the_look(rpr: str, expected: dict[str, Any]) -> None:
    assert look(rpr) == replace(Look(), **expected)


def test_a_style_is_based_on_another_and_direct_formatting_wins() -> None:
    styles = b.STYLES + (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:rPr><w:b/><w:sz w:val="30"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/>'
        '<w:rPr><w:sz w:val="40"/></w:rPr></w:style>'
    )
    got = first(styled("B", run("x") + run("y", '<w:b w:val="0"/>')), styles=styles)
    assert got.inlines == (Text("x", Look(bold=True, size=20)), Text("y", Look(size=20)))


def test_bold_in_a_bold_style_turns_over_but_direct_bold_stays() -> None:
    styles = b.STYLES + (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="C"><w:name w:val="C"/><w:rPr><w:b/></w:rPr></w:style>'
    )
    char = '<w:rStyle w:val="C"/>'
    got = first(styled("A", run("x", char) + run("y", char + "<w:b/>")), styles=styles)
    assert [i.look.bold for i in got.inlines if isinstance(i, Text)] == [False, True]


def test_a_style_based_on_itself_is_read() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="A"/></w:style>'
    assert words((first(styled("A", "x"), styles=styles),)) == ["x"]


def test_an_unknown_style_is_the_default_one() -> None:
    assert first(styled("Borte", "x")).frame == first(p("x")).frame


def test_automatic_colour_on_a_dark_ground_is_white() -> None:
    dark = '<w:shd w:val="clear" w:fill="1F4E79"/>'
    assert look(dark).color == "#ffffff"
    assert look(dark.replace("1F4E79", "FFF2CC")).color == ""
    in_cell = table(tbl(tr(tc(p("x"), dark), "y"))).rows[0].cells[0].blocks[0]
    assert isinstance(in_cell, Paragraph)
    assert in_cell.inlines == (Text("x", Look(color="#ffffff")),)
    assert first(p("x", dark)).inlines == (Text("x", Look(color="#ffffff")),)


def test_neighbouring_runs_that_look_alike_are_one() -> None:
    assert first(p(run("Ola ") + run("Nord") + run("mann", "<w:b/>"))).inlines == (
        Text("Ola Nord"),
        Text("mann", Look(bold=True)),
    )


def test_a_run_has_a_language_only_when_it_differs_from_the_documents() -> None:
    document = doc(p(run("Hei", '<w:lang w:val="nb-NO"/>') + run("hello", '<w:lang w:val="en-GB"/>')))
    assert document.lang == "nb-NO"
    assert document.blocks[0] == Paragraph((Text("Hei"), Text("hello", lang="en-GB")), first(p("x")).frame)


def test_a_paragraph_all_in_another_language_says_so() -> None:
    assert first(p(run("hello", '<w:lang w:val="en-GB"/>'))).lang == "en-GB"


def test_right_to_left_runs_have_their_own_language_and_alignment() -> None:
    got = first(p(run("مرحبا", '<w:rtl/><w:lang w:val="nb-NO" w:bidi="ar-SA"/>'), '<w:bidi/><w:jc w:val="left"/>'))
    assert (got.lang, got.frame.align) == ("ar-SA", Align.RIGHT)


def test_the_theme_gives_the_language_when_the_styles_do_not() -> None:
    assert doc(p("x"), styles="", settings='<w:themeFontLang w:val="nn-NO"/>').lang == "nn-NO"


def test_tabs_breaks_and_hyphens_are_kept() -> None:
    xml = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:noBreakHyphen/><w:softHyphen/></w:r>"
    assert first(p(xml)).inlines == (
        *(Text("a"), Tab(), Text("b"), LineBreak(), Text("c"), LineBreak()),
        Text("\u2011\u00ad"),
    )


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [("Wingdings", "F0FE", "☑"), ("Wingdings", "F0A8", "☐"), ("Symbol", "F0B7", "•"), ("Wingdings 2", "52", "☑")],
)
def test_a_symbol_becomes_a_real_character(font: str, code: str, shown: str) -> None:
    assert first(p(f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>')).inlines == (Text(shown),)


def test_text_typed_in_a_symbol_font_becomes_real_characters() -> None:
    assert first(p(run("\uf0fc", '<w:rFonts w:ascii="Wingdings"/>'))).inlines == (Text("✓"),)


def test_an_unknown_symbol_is_told_and_shown_as_such() -> None:
    document, problems = whole(p('<w:r><w:sym w:font="Webdings" w:char="F0E1"/></w:r>'))
    assert words(document.blocks) == ["\N{REPLACEMENT CHARACTER}"]
    assert [x.code for x in problems] == ["L136"]


def test_blanks_around_text_without_preserve_are_dropped_as_word_does() -> None:
    assert first(p("<w:r><w:t>\n  a </w:t></w:r>")).inlines == (Text("a"),)


def test_wrappers_pass_through() -> None:
    xml = f"<w:smartTag>{run('a')}</w:smartTag><w:ins>{run('b')}</w:ins><w:bookmarkStart/>{run('c')}<w:proofErr/>"
    sdt = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('d')}</w:sdtContent></w:sdt>"
    assert first(p(xml + sdt)).inlines == (Text("abcd"),)


@pytest.mark.parametrize(("state", "inner", "shown"), [("1", "☒", "☒"), ("1", "", "☒"), ("0", "x y", "☐")])
def test_a_checkbox_is_a_ticked_or_an_empty_box(state: str, inner: str, shown: str) -> None:
    box = f'<w:sdtPr><w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox></w:sdtPr>'
    xml = f"<w:sdt>{box}<w:sdtContent>{run(inner)}</w:sdtContent></w:sdt>{run(' Ja')}"
    assert words((first(p(xml)),)) == [f"{shown} Ja"]


def test_a_checkbox_around_a_cell_keeps_the_cell() -> None:
    box = '<w:sdtPr><w14:checkbox><w14:checked w14:val="0"/></w14:checkbox></w:sdtPr>'
    cell = f"<w:sdt>{box}<w:sdtContent>{tc('☐')}</w:sdtContent></w:sdt>"
    assert grid(table(tbl(f"<w:tr>{cell}{tc('Ja')}</w:tr>"))) == [["☐", "Ja"]]


# --- links and fields ---


def test_a_hyperlink_to_the_web_is_a_link() -> None:
    target = {"rId5": ("hyperlink", "https://www.example.no/a")}
    got = first(p(f'<w:hyperlink r:id="rId5">{run("her")}{run("!")}</w:hyperlink>'), targets=target)
    assert got.inlines == (Link("https://www.example.no/a", (Text("her!"),)),)


def test_a_link_within_the_document_is_plain_text() -> None:
    assert first(p(f'<w:hyperlink w:anchor="x">{run("her")}</w:hyperlink>')).inlines == (Text("her"),)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "http://a b"])
def test_a_link_to_anything_else_is_told_and_plain(address: str) -> None:
    document, problems = whole(
        p(f'<w:hyperlink r:id="rId5">{run("her")}</w:hyperlink>'), targets={"rId5": ("hyperlink", address)}
    )
    assert document.blocks[0] == first(p("her"))
    assert [x.code for x in problems] == ["L134"]


def test_page_number_fields_of_both_forms() -> None:
    simple = f'<w:fldSimple w:instr=" PAGE  \\* MERGEFORMAT ">{run("3", "<w:b/>")}</w:fldSimple>'
    assert first(p(run("Side ") + simple + run(" av ") + complex_field("NUMPAGES", run("9")))).inlines == (
        Text("Side "),
        PageNumber(Look(bold=True)),
        Text(" av "),
        PageCount(),
    )


def test_a_page_field_without_a_result_is_still_a_number() -> None:
    xml = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="end"/></w:r>'
    assert first(p(xml)).inlines == (PageNumber(),)


def test_another_field_keeps_its_result_and_is_told() -> None:
    document, problems = whole(p("x") + p(complex_field("MERGEFIELD navn", run("Ola"))))
    assert words(document.blocks) == ["x", "Ola"]
    assert [(x.code, x.words["field"], x.where.place) for x in problems] == [("L132", "MERGEFIELD", "avsnitt 2")]


def test_a_reference_is_harmless() -> None:
    assert words((first(p(run("se ") + complex_field("REF _1", run("2.1")))),)) == ["se 2.1"]


def test_a_field_inside_a_field_code_prints_nothing() -> None:
    inner = complex_field("PAGE", run("1"))
    xml = (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>IF </w:instrText></w:r>'
        f'{inner}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("ja")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    document, problems = whole(p(xml))
    assert words(document.blocks) == ["ja"]
    assert [x.words["field"] for x in problems] == ["IF"]


def test_a_hyperlink_field_is_a_link() -> None:
    got = first(p(complex_field('HYPERLINK "mailto:post@example.no"', run("skriv"))))
    assert got.inlines == (Link("mailto:post@example.no", (Text("skriv"),)),)


def test_a_field_over_several_paragraphs_keeps_all_of_them() -> None:
    begin, rest = complex_field("TOC", run("Innhold") + "¤" + run("Slutt")).split("¤")
    document, problems = whole(p(begin) + p(rest))
    assert words(document.blocks) == ["Innhold", "Slutt"]
    assert [x.code for x in problems] == ["L132"]


def test_old_form_fields_show_their_value() -> None:
    box = "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"
    entries = '<w:listEntry w:val="a"/><w:listEntry w:val="b"/>'
    drop = f'<w:ffData><w:ddList><w:result w:val="1"/>{entries}</w:ddList></w:ffData>'
    xml = complex_field("FORMCHECKBOX", data=box) + complex_field("FORMDROPDOWN", data=drop)
    assert words((first(p(xml)),)) == ["☒b"]


def test_a_field_that_never_ends_is_told() -> None:
    xml = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
    assert told(p(xml) + p("borte")) == ["L139 avsnitt 2"]


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


# --- tables ---


def test_a_merged_cell_spans_its_columns_and_rows() -> None:
    restart, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    got = table(
        tbl(
            tr(tc("a", restart), tc("b", '<w:gridSpan w:val="2"/>')),
            tr(tc("", go_on), "c", "d"),
            tr(tc("", go_on), "e", "f"),
            grid=(1000, 1000, 1000),
        )
    )
    assert grid(got) == [["a", "b"], ["c", "d"], ["e", "f"]]
    assert [(cell.rowspan, cell.colspan) for cell in got.rows[0].cells] == [(3, 1), (1, 2)]


def test_a_cell_that_goes_on_from_nothing_is_a_cell_of_its_own() -> None:
    assert grid(table(tbl(tr(tc("a", "<w:vMerge/>"), "b")))) == [["a", "b"]]


def test_text_in_a_swallowed_cell_is_told() -> None:
    rows = tr(tc("a", '<w:vMerge w:val="restart"/>'), "b"), tr(tc("borte", "<w:vMerge/>"), "c")
    assert told(tbl(*rows)) == ["L144 tabell 1, rad 2, kolonne 1"]


def test_widths_come_from_the_cells_then_the_grid() -> None:
    row = tr(tc("a", '<w:tcW w:w="3000" w:type="dxa"/>'), tc("b", '<w:tcW w:w="0" w:type="auto"/>'))
    assert table(tbl(row)).columns == (150, 100)


def test_a_table_as_wide_as_the_text_is_scaled() -> None:
    size = '<w:pgSz w:w="10000" w:h="16838"/><w:pgMar w:left="1000" w:right="1000"/>'
    got = table(tbl(tr("a", "b"), grid=(1000, 3000), tblpr='<w:tblW w:w="5000" w:type="pct"/>'), section=size)
    assert got.columns == (100, 300)


def test_a_row_that_leaves_columns_out_is_filled_up() -> None:
    got = table(tbl(tr("a", trpr='<w:gridBefore w:val="1"/>'), tr("b"), grid=(1000, 1000)))
    assert grid(got) == [["", "a"], ["b", ""]]


@pytest.mark.parametrize(("mode", "left"), [(15, 10.0), (14, 4.6)])
def test_the_indent_counts_from_the_edge_or_the_text_by_words_age(mode: int, left: float) -> None:
    settings = f'<w:compat><w:compatSetting w:name="compatibilityMode" w:val="{mode}"/></w:compat>'
    got = table(tbl(tr("a", "b"), tblpr='<w:tblInd w:w="200" w:type="dxa"/>'), settings=settings)
    assert got.left == left


def test_a_centred_table_has_no_indent() -> None:
    got = table(tbl(tr("a", "b"), tblpr='<w:jc w:val="center"/><w:tblInd w:w="200" w:type="dxa"/>'))
    assert (got.align, got.left) == (Align.CENTER, 0)


_ALL_BORDERS = (
    "<w:tblBorders>"
    + "".join(f'<w:{s} w:val="single" w:sz="8"/>' for s in ("top", "left", "bottom", "right"))
    + '<w:insideH w:val="dashed" w:sz="4"/></w:tblBorders>'
)


def test_outer_and_inner_lines_are_told_apart() -> None:
    cell = table(tbl(tr("a", "b"), tr("c", "d"), tblpr=_ALL_BORDERS)).rows[0].cells[0]
    assert cell.borders == Borders(Border(1), Border(), Border(0.5, dashed=True), Border(1))


def test_a_cells_own_line_wins() -> None:
    own = '<w:tcBorders><w:bottom w:val="single" w:sz="24" w:color="0000FF"/><w:top w:val="nil"/></w:tcBorders>'
    cell = table(tbl(tr(tc("a", own), "b"), tr("c", "d"), tblpr=_ALL_BORDERS)).rows[0].cells[0]
    assert (cell.borders.bottom, cell.borders.top) == (Border(3, "#0000ff"), Border())


_TABLE_STYLE = (
    b.STYLES
    + '<w:style w:type="table" w:styleId="T"><w:name w:val="T"/><w:tblPr><w:tblStyleRowBandSize w:val="1"/>'
    + _ALL_BORDERS
    + '<w:tblCellMar><w:left w:w="200" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="16"/>'
    '</w:tcBorders><w:shd w:val="clear" w:fill="000080"/></w:tcPr></w:tblStylePr>'
    '<w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr>'
    '<w:tblStylePr w:type="band1Horz"><w:tcPr><w:shd w:val="clear" w:fill="EEEEEE"/></w:tcPr></w:tblStylePr></w:style>'
)


def test_a_table_style_gives_the_first_row_bands_lines_and_margins() -> None:
    look = '<w:tblStyle w:val="T"/><w:tblLook w:firstRow="1" w:firstColumn="0" w:noHBand="0" w:noVBand="1"/>'
    got = table(tbl(tr("a", "b"), tr("c", "d"), tr("e", "f"), tblpr=look), styles=_TABLE_STYLE)
    assert [row.cells[0].fill for row in got.rows] == ["#000080", "#eeeeee", ""]
    head = got.rows[0].cells[0]
    assert head.borders == Borders(Border(1), Border(), Border(2), Border(1))
    assert head.padding == (0, 5.4, 0, 10)
    assert [one.inlines for one in paragraphs(head.blocks)] == [(Text("a", Look(bold=True, color="#ffffff")),)]


def test_the_first_column_is_headers_when_it_is_marked_and_bold() -> None:
    look = '<w:tblStyle w:val="T"/><w:tblLook w:val="0080"/>'
    got = table(tbl(tr("a", "b"), tr("c", "d"), tblpr=look), styles=_TABLE_STYLE)
    assert [[cell.header for cell in row.cells] for row in got.rows] == [["row", ""], ["row", ""]]
    assert got.data
    assert not table(tbl(tr("a", "b"), tblpr='<w:tblLook w:val="0080"/>')).data


def test_a_row_header_over_two_rows_leaves_the_next_rows_cells_alone() -> None:
    rows = tr(tc("a", '<w:vMerge w:val="restart"/>'), "b"), tr(tc("", "<w:vMerge/>"), tc(p("c", rpr="<w:b/>")))
    got = table(tbl(*rows, tblpr='<w:tblStyle w:val="T"/><w:tblLook w:val="0080"/>'), styles=_TABLE_STYLE)
    assert [[cell.header for cell in row.cells] for row in got.rows] == [["row", ""], [""]]


def test_header_rows_are_the_leading_ones() -> None:
    head = "<w:tblHeader/>"
    got = table(tbl(tr("a", "b", trpr=head), tr("c", "d"), tr("e", "f", trpr=head)))
    assert [row.header for row in got.rows] == [True, False, False]
    assert [cell.header for cell in got.rows[0].cells] == ["col", "col"]
    assert got.data


def test_a_table_without_headers_only_arranges_text() -> None:
    got = table(tbl(tr("Navn", "Ola"), tblpr='<w:tblDescription w:val="Om barnet"/>'))
    assert (got.data, got.summary) == (False, "Om barnet")


def test_row_and_cell_properties() -> None:
    trpr = '<w:cantSplit/><w:trHeight w:val="600" w:hRule="exact"/>'
    tcpr = (
        '<w:vAlign w:val="center"/><w:tcMar><w:top w:w="100" w:type="dxa"/></w:tcMar>'
        '<w:shd w:val="pct50" w:fill="FFFFFF" w:color="000000"/>'
    )
    row = table(tbl(tr(tc("a", tcpr), "b", trpr=trpr), tr("c", "d", trpr='<w:trHeight w:val="600"/>'))).rows
    assert [(r.cant_split, r.height, r.height_exact) for r in row] == [(True, 30, True), (False, 30, False)]
    cell = row[0].cells[0]
    assert (cell.valign, cell.padding, cell.fill) == ("center", (5, 5.4, 0, 5.4), "#808080")


def test_a_table_in_a_table_is_read_and_placed() -> None:
    inner = tbl(tr("x", tc(p("<w:r><w:ruby/></w:r>"))))
    document, problems = whole(p("a") + tbl(tr("b", tc(inner + p()))))
    assert words(document.blocks) == ["a", "b", "x", "", ""]
    assert [x.where.place for x in problems] == ["tabell 1, rad 1, kolonne 2, tabell 1, rad 1, kolonne 2"]


def test_rows_and_cells_in_content_controls_are_read() -> None:
    sdt = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    assert grid(table(tbl(sdt.format(tr("a", sdt.format(tc("b"))))))) == [["a", "b"]]


# --- pictures ---


def test_a_picture_has_size_and_alternative_text() -> None:
    assert first(p(picture())).inlines == (Picture(b.PNG, 144, 72, "Kommunevåpen"),)


def test_a_vector_drawing_goes_before_its_bitmap() -> None:
    blip = '<a:extLst><a:ext><asvg:svgBlip r:embed="rId8"/></a:ext></a:extLst>'
    got = first(p(picture(blip=blip)), targets={"rId8": ("image", "media/a.svg")}, files={"word/media/a.svg": b.SVG})
    assert got.inlines == (Picture(b.SVG, 144, 72, "Kommunevåpen"),)


def test_a_decoration_has_no_alternative_text() -> None:
    mark = '<a:extLst><a:ext><adec:decorative val="1"/></a:ext></a:extLst>'
    assert first(p(picture("", inside=mark))).inlines == (Picture(b.PNG, 144, 72, ""),)


def test_a_picture_without_alternative_text_is_told() -> None:
    document, problems = whole(p("x") + p(picture("")))
    assert [x.code for x in problems] == ["L131"]
    assert [one.inlines for one in paragraphs(document.blocks)][1] == (Picture(b.PNG, 144, 72, ""),)


def test_a_floating_picture_is_set_into_the_text_and_told() -> None:
    document, problems = whole(p(picture(kind="anchor")))
    assert [x.code for x in problems] == ["L123"]
    assert [one.inlines for one in paragraphs(document.blocks)] == [(Picture(b.PNG, 144, 72, "Kommunevåpen"),)]


def test_an_old_floating_picture_without_text_is_told_twice() -> None:
    shape = '<v:shape style="position:absolute;width:36pt;height:1in"><v:imagedata r:id="rId9"/></v:shape>'
    assert told(p(f"<w:r><w:pict>{shape}</w:pict></w:r>")) == ["L123 avsnitt 1", "L131 avsnitt 1"]


def test_a_picture_that_leads_somewhere_is_a_link() -> None:
    click = '<a:hlinkClick r:id="rId5"/>'
    got = first(p(picture(inside=click)), targets={"rId5": ("hyperlink", "https://a.no/")})
    assert got.inlines == (Link("https://a.no/", (Picture(b.PNG, 144, 72, "Kommunevåpen"),)),)


def test_an_old_picture_is_read() -> None:
    shape = '<v:shape style="width:36pt;height:1in" alt="Logo"><v:imagedata r:id="rId9"/></v:shape>'
    assert first(p(f"<w:r><w:pict>{shape}</w:pict></w:r>")).inlines == (Picture(b.PNG, 36, 72, "Logo"),)


# --- pages and the document ---


def test_the_page_and_its_margins() -> None:
    section = (
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1000" w:bottom="-1134" w:left="1200" '
        'w:header="567" w:footer="400" w:gutter="100"/>'
    )
    page = doc(p("x"), section=section).page
    assert (page.width, page.height) == (595.3, 841.9)
    assert (page.top, page.right, page.bottom, page.left, page.header, page.footer) == (56.7, 50, 56.7, 65, 28.35, 20)


_EDGES = {"header1": p("Topp"), "header2": p("Første"), "footer1": tbl(tr("a", p(complex_field("PAGE"))))}
_REFERENCES = (
    '<w:headerReference w:type="default" r:id="rId_header1"/><w:headerReference w:type="first" r:id="rId_header2"/>'
    '<w:footerReference w:type="default" r:id="rId_footer1"/>'
)


def test_first_page_and_other_headers_and_footers() -> None:
    document = doc(p("x"), edges=_EDGES | {"footer1": p("Bunn")}, section=_REFERENCES + "<w:titlePg/>")
    assert (words(document.header), words(document.footer)) == (["Topp"], ["Bunn"])
    assert document.first_header is not None
    assert (words(document.first_header), document.first_footer) == (["Første"], ())


def test_without_a_title_page_all_pages_have_the_same_header() -> None:
    document = doc(p("x"), edges=_EDGES | {"footer1": p("Bunn")}, section=_REFERENCES)
    assert (words(document.header), document.first_header, document.first_footer) == (["Topp"], None, None)


def test_a_table_in_a_footer_is_read() -> None:
    cell = f"<w:tc>{p(complex_field('PAGE'))}</w:tc>"
    document = doc(
        p("x"),
        edges={"footer1": tbl(f"<w:tr>{tc('a')}{cell}</w:tr>")},
        section='<w:footerReference r:id="rId_footer1"/>',
    )
    assert words(document.footer) == ["a", "#"]


def test_title_author_and_subject() -> None:
    core = "<dc:title>Referat</dc:title><dc:creator>Skolen</dc:creator><dc:subject>Møte</dc:subject>"
    document = doc(styled("Tittel", "Noe annet"), core=core)
    assert (document.title, document.author, document.subject) == ("Referat", "Skolen", "Møte")


def test_without_a_title_the_first_heading_is_the_title() -> None:
    assert doc(p("x") + styled("Overskrift1", "Referat")).title == "Referat"


def test_the_distance_between_unasked_tab_stops() -> None:
    assert doc(p("x"), settings='<w:defaultTabStop w:val="708"/>').tab == 35.4


def test_a_new_section_starts_a_new_page_unless_it_is_continuous() -> None:
    size = '<w:pgSz w:w="11906" w:h="16838"/>'
    body = p("a", f"<w:sectPr>{size}</w:sectPr>") + p("b")
    assert [type(x) for x in doc(body, section=size).blocks] == [Paragraph, PageBreak, Paragraph]
    assert [type(x) for x in doc(body, section=size + '<w:type w:val="continuous"/>').blocks] == [Paragraph] * 2


def test_what_a_section_once_was_is_no_section() -> None:
    once = "<w:sectPrChange><w:sectPr/></w:sectPrChange>"
    assert [type(x) for x in doc(p("a"), section=f'<w:pgSz w:w="8000" w:h="9000"/>{once}').blocks] == [Paragraph]


def test_an_alternative_that_is_understood_is_chosen_otherwise_the_fallback() -> None:
    xml = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="{}"><w:t>ny</w:t></mc:Choice>'
        "<mc:Fallback><w:t>gammel</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert words((first(p(xml.format("w14"))),)) == ["ny"]
    assert words((first(p(xml.format("wps"))),)) == ["gammel"]


# --- what is not understood ---


def _graphic(kind: str, inside: str = "") -> str:
    return (
        "<w:r><w:drawing><wp:inline><wp:docPr/><a:graphic>"
        f'<a:graphicData uri="http://x/{kind}">{inside}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


_TEXT_BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor/></w:drawing></mc:Choice><mc:Fallback>'
    f"<w:pict><v:shape><v:textbox><w:txbxContent>{p('x')}</w:txbxContent></v:textbox></v:shape></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r>"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p("<w:r><w:ruby/></w:r>"), "L110 avsnitt 1"),
        (p("<w:subDoc/>"), "L110 avsnitt 1"),
        (p("a") + "<w:tull/>", "L110 avsnitt 1"),
        (
            p('<mc:AlternateContent><mc:Choice Requires="wps"><w:x/></mc:Choice></mc:AlternateContent>'),
            "L110 avsnitt 1",
        ),
        (tbl("<w:tull/>", tr("a", "b")), "L110 tabell 1"),
        (tbl(tr("<w:tull/>", "b")), "L110 tabell 1, rad 1"),
        (tbl(tr(tc("<w:tull/>"), "b")), "L110 tabell 1, rad 1, kolonne 1"),
        (p("x", rpr="<w:emboss/>"), "L111 avsnitt 1"),
        (p("x", rpr="<w:smallCaps/>"), "L111 avsnitt 1"),
        (p("x", "<w:framePr/>"), "L111 avsnitt 1"),
        (p("<w:r><w:ptab/></w:r>"), "L111 avsnitt 1"),
        (tbl(tr(tc("x", '<w:textDirection w:val="btLr"/>'), "b")), "L111 tabell 1, rad 1, kolonne 1"),
        (p(_TEXT_BOX), "L120 avsnitt 1"),
        (p(_graphic("shape", "<wps:wsp><wps:txbx><w:txbxContent/></wps:txbx></wps:wsp>")), "L120 avsnitt 1"),
        (p('<w:r><w:footnoteReference w:id="1"/></w:r>'), "L121 avsnitt 1"),
        (p('<w:r><w:endnoteReference w:id="1"/></w:r>'), "L121 avsnitt 1"),
        (p('<w:r><w:commentReference w:id="1"/></w:r>'), "L122 avsnitt 1"),
        (p(_graphic("shape")), "L124 avsnitt 1"),
        (p("<w:r><w:pict><v:line/></w:pict></w:r>"), "L124 avsnitt 1"),
        (p("<w:r><w:object/></w:r>"), "L125 avsnitt 1"),
        (p("<m:oMath/>"), "L126 avsnitt 1"),
        ("<m:oMathPara/>", "L126"),
        (p("a") + '<w:altChunk r:id="rId7"/>', "L128 avsnitt 1"),
        (p("<w:del><w:r><w:delText>x</w:delText></w:r></w:del>"), "L129 avsnitt 1"),
        (p("x", "<w:rPr><w:del/></w:rPr>"), "L129 avsnitt 1"),
        (tbl(tr("a", "b", trpr="<w:del/>")), "L129 tabell 1, rad 1"),
        (p("x", rpr="<w:vanish/>"), "L130 avsnitt 1"),
        (p("x", "<w:rPr><w:vanish/></w:rPr>"), "L130 avsnitt 1"),
        (tbl(tr("a", "b", trpr="<w:hidden/>")), "L130 tabell 1, rad 1"),
        (p(_graphic("chart")), "L140 avsnitt 1"),
        (p(_graphic("diagram")), "L141 avsnitt 1"),
        (tbl(tr("a", "b"), tblpr="<w:tblpPr/>"), "L143 tabell 1"),
    ],
)
def test_what_is_not_understood_is_told_with_its_place(body: str, expected: str) -> None:
    assert told(body) == [expected]


@pytest.mark.parametrize(
    ("section", "settings", "expected"),
    [
        ('<w:cols w:num="2"/>', "", ["L127"]),
        ("<w:pgBorders/>", "", ["L111"]),
        ('<w:pgNumType w:fmt="lowerRoman"/>', "", ["L111"]),
        ('<w:vAlign w:val="center"/>', "", ["L111"]),
        ('<w:headerReference w:type="even" r:id="rId_header1"/>', "<w:evenAndOddHeaders/>", ["L137"]),
        ('<w:cols w:space="708"/><w:pgNumType w:start="1"/><w:docGrid/>', "", []),
    ],
)
def test_what_a_page_cannot_be_is_told(section: str, settings: str, expected: list[str]) -> None:
    assert told(p("x"), section=section, settings=settings, edges={"header1": p("y")}) == expected


def test_sections_with_different_pages_are_told() -> None:
    wide = '<w:sectPr><w:pgSz w:w="16838" w:h="11906"/></w:sectPr>'
    assert told(p("a", wide) + p("b"), section='<w:pgSz w:w="11906" w:h="16838"/>') == ["L133"]


def test_hidden_and_deleted_text_is_left_out() -> None:
    body = p(run("a") + run("hemmelig", "<w:vanish/>") + "<w:del><w:r><w:delText>slettet</w:delText></w:r></w:del>")
    assert words(whole(body)[0].blocks) == ["a"]


def test_a_hidden_or_deleted_row_is_left_out() -> None:
    rows = tr("a", "b"), tr("c", "d", trpr="<w:hidden/>"), tr("e", "f", trpr="<w:del/>")
    got = whole(tbl(*rows))[0].blocks[0]
    assert isinstance(got, Table)
    assert grid(got) == [["a", "b"]]


@pytest.mark.parametrize(("data", "form"), [(b"GIF89a", "gif"), (b"\xd7\xcd\xc6\x9a", "wmf"), (b"", "?")])
def test_a_picture_that_cannot_be_shown_is_told(data: bytes, form: str) -> None:
    _, problems = whole(p(picture()), files={"word/media/image1.png": data})
    assert [(x.code, x.words["format"]) for x in problems] == [("L135", form)]


def test_a_cropped_picture_is_told() -> None:
    xml = picture().replace("</pic:blipFill>", '<a:srcRect l="10000"/></pic:blipFill>')
    assert told(p(xml)) == ["L111 avsnitt 1"]


def test_odd_formatting_is_told_once() -> None:
    assert told(p("x", rpr="<w:emboss/>") * 3) == ["L111 avsnitt 1"]


def test_a_problem_in_a_header_says_so() -> None:
    edges = {"header1": tbl(tr("a", tc(p("<w:r><w:object/></w:r>"))))}
    got = whole(p("x"), edges=edges, section='<w:headerReference r:id="rId_header1"/>')[1]
    assert [(x.where.file, x.where.place) for x in got] == [("mal.docx", "topptekst, tabell 1, rad 1, kolonne 2")]
    assert got[0].words["part"] == "word/header1.xml"


def test_no_message_holds_the_documents_text() -> None:
    body = p(complex_field("MERGEFIELD x", run("HEMMELIG"))) + p("HEMMELIG", rpr="<w:vanish/>") + p(_TEXT_BOX)
    for problem in whole(body)[1]:
        assert "HEMMELIG" not in "".join(str(problem.as_json(language)) for language in Language)


def test_every_code_of_this_room_has_its_words_in_three_languages() -> None:
    held = {"element": "e", "part": "p", "field": "f", "format": "x", "sign": "s", "font": "t"}
    mine = [code for code in codes() if code.startswith("L1")]
    assert len(mine) > 25
    for code in mine:
        for language in Language:
            assert Problem(code, words=held).message(language)
            assert Problem(code, words=held).hint(language)


# --- what is no document ---


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "M301"),
        (b"PK\x03\x04 rot", "M301"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "M301"),
        (b.packed({"a.txt": b"x"}), "M307"),
        (b.docx("", files={"word/document.xml": b"<w:document"}), "M310"),
        (b.docx("", files={"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "M309"),
        (b.docx("", files={"word/document.xml": b"<x/>"}), "M307"),
        (
            b.docx(
                "",
                files={
                    "word/document.xml": b'<d:document xmlns:d="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'
                },
            ),
            "L104",
        ),
        (b.docx("", files={"word/bomb.bin": b"\0" * 100_000_001}), "M302"),
    ],
    ids=["empty", "torn", "old word", "other zip", "torn xml", "doctype", "other xml", "strict", "bomb"],
)
def test_what_is_no_word_document_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(BtiError) as caught:
        read(data, file="mal.docx")
    assert [x.code for x in caught.value.problems] == [code]
    assert caught.value.problems[0].where.file == "mal.docx"


def test_a_part_that_cannot_be_unpacked_is_refused() -> None:
    whole_file = b.docx(p("x" * 200))
    torn = whole_file.replace(b"x" * 50, b"y" * 50)
    with pytest.raises(BtiError, match="M301"):
        read(torn)


def test_a_document_type_in_any_part_is_refused() -> None:
    evil = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    for part in ("word/styles.xml", "word/settings.xml", "docProps/core.xml", "word/_rels/document.xml.rels"):
        with pytest.raises(BtiError, match="M309"):
            read(b.docx(p("x"), files={part: evil}))


def test_what_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(BtiError, match="M310"):
        read(b.docx(_nested(100)))


def _nested(depth: int) -> str:
    return tbl(tr(tc(_nested(depth - 1) + p(), ""))) if depth else p("x")


@pytest.mark.parametrize(
    "body",
    [
        tr("x"),
        tbl(tr("x", trpr='<w:gridBefore w:val="999999999"/><w:gridAfter w:val="-4"/>')),
        p('<w:r><w:sym w:char="D800" w:font="Symbol"/><w:sym w:char="0001"/><w:sym/></w:r>'),
        '<w:p><w:hyperlink r:id="rId99"><w:r><w:drawing/></w:r></w:hyperlink></w:p>',
        p(complex_field("HYPERLINK \\l x", run("x")), '<w:pBdr><w:between w:val="single"/></w:pBdr>'),
        p("x", '<w:ind w:left="tull"/><w:spacing w:line="" w:before="1.5cm"/><w:outlineLvl w:val="x"/>'),
        p("x", '<w:numPr><w:ilvl w:val="99"/><w:numId w:val="7"/></w:numPr>'),
        p("x", rpr='<w:sz w:val="stor"/><w:color w:val="rød"/><w:shd w:val="pctX" w:fill="z"/>'),
        p('<w:r><w:sym w:char="zz"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        tbl(tr(tc("x", '<w:gridSpan w:val="-3"/><w:tcW w:w="x" w:type="pct"/>')), grid=()),
        tbl(tblpr='<w:tblLook w:val="zz"/>', grid=()),
        "<w:p/><w:tbl/><w:sdt/>",
    ],
)
def test_odd_values_never_stop_the_reading(body: str) -> None:
    assert as_text(whole(body)[0])


# --- text ---


def test_as_text_shows_the_whole_document() -> None:
    body = (
        styled("Tittel", "Referat")
        + styled("Overskrift1", "Deltakere")
        + p(
            run("Hei ")
            + run("you", '<w:lang w:val="en-GB"/>')
            + "<w:r><w:tab/><w:t>Sted</w:t><w:br/><w:t>Dato</w:t></w:r>"
        )
        + item("punkt")
        + item("under", 1)
        + tbl(
            tr("Navn", "Rolle", trpr="<w:tblHeader/>"),
            tr(tc("Ola", '<w:vMerge w:val="restart"/>'), tc(p("far") + tbl(tr("inne"), grid=(500,)) + p())),
            tr(tc("", "<w:vMerge/>"), tc("x")),
        )
        + tbl(
            tr(tc(p("Sted", rpr="<w:b/>")), tc(item("ute") + item("inne"))),
            tblpr='<w:tblLook w:val="0080"/><w:tblCaption w:val="Hvor"/>',
        )
        + p("", "<w:pageBreakBefore/>")
        + p(picture())
    )
    document = doc(
        body,
        lists=numbering(level(0, "bullet", "•"), level(1, "decimal", "%2.")),
        core="<dc:creator>Skolen</dc:creator>",
        edges={"header1": p("Kommunen"), "footer1": p(run("Side ") + complex_field("PAGE"))},
        section='<w:headerReference r:id="rId_header1"/><w:footerReference r:id="rId_footer1"/>',
    )
    assert (
        as_text(document)
        == """\
tittel: Referat
språk: nb-NO
forfatter: Skolen
topp:
  Kommunen
bunn:
  Side {side}

# Referat
## Deltakere
Hei [en-GB: you] → Sted ↵ Dato
• punkt
  1. under
tabell, 2 kolonner
  ! Navn | Rolle
  [2 rader] Ola | far ¶ [tabell] ¶
    oppsett, 1 kolonner
      inne
  x
tabell, 2 kolonner: Hvor
  [radoverskrift] Sted | • ute ¶ • inne
--- sideskift ---

[bilde: Kommunevåpen]
"""
    )


def test_as_text_shows_addresses_breaks_and_the_number_of_pages() -> None:
    link = Link("https://a.no/", (Text("her"),))
    frame = replace(first(p("x")).frame, page_break_before=True)
    blocks = (Paragraph((link, PageCount(), Picture(b"", 1, 1, ""))), PageBreak(), Paragraph((), frame))
    shown = as_text(Document("T", "", blocks, first_header=()))
    assert shown == (
        "tittel: T\ntopp side 1:\n\nher <https://a.no/>{sider}[bilde]\n--- sideskift ---\n--- sideskift ---\n\n"
    )


_WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=30,
)
_WRAP = st.sampled_from(
    [
        "{}",
        "<w:smartTag>{}</w:smartTag>",
        "<w:ins>{}</w:ins>",
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        '<w:hyperlink w:anchor="x">{}</w:hyperlink>',
        '<w:fldSimple w:instr="REF x">{}</w:fldSimple>',
    ]
)
_LOOKS = st.sampled_from(["", "<w:b/>", "<w:caps/>", '<w:lang w:val="pl-PL"/>', "<w:rtl/>", '<w:sz w:val="40"/>'])
_RUNS = st.builds(
    lambda text, rpr, wrap: (text, wrap.format(run(text, rpr).replace("{", "&#123;"))), _WORDS, _LOOKS, _WRAP
)
_PARAGRAPHS = st.builds(
    lambda runs, ppr: ([text for text, _ in runs], p("".join(xml for _, xml in runs), ppr)),
    st.lists(_RUNS, min_size=1, max_size=3),
    st.sampled_from(["", '<w:pStyle w:val="Overskrift1"/>', '<w:numPr><w:numId w:val="1"/></w:numPr>']),
)


def _in_table(parts: list[tuple[list[str], str]]) -> tuple[list[str], str]:
    cells = (tc(xml) for _, xml in parts)
    return [text for texts, _ in parts for text in texts], tbl(*(tr(cell) for cell in cells), grid=(900,)) + p()


_BLOCKS = st.recursive(_PARAGRAPHS, lambda inner: st.lists(inner, min_size=1, max_size=3).map(_in_table), max_leaves=6)


@given(st.lists(_BLOCKS, min_size=1, max_size=4))
def test_no_text_is_lost_on_the_way(parts: list[tuple[list[str], str]]) -> None:
    document, _ = whole("".join(xml for _, xml in parts), lists=numbering(level(0, "decimal", "%1.")))
    runs = [i.text for one in paragraphs(document.blocks) for i in one.inlines if isinstance(i, Text)]
    together, shown = "".join(runs), as_text(document)
    for text in (text for texts, _ in parts for text in texts):
        assert text in together
        assert text.strip() in shown


def test_a_document_saved_by_libreoffice_reads_the_same(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice (soffice) is not on this machine")
    body = (
        styled("Overskrift1", "Referat")
        + p(run("Ola ") + run("fet", "<w:b/>"))
        + item("en")
        + item("to")
        + tbl(tr("Navn", "Rolle", trpr="<w:tblHeader/>"), tr("Kari", "mor"), tblpr=_ALL_BORDERS)
        + p("Slutt")
    )
    source = tmp_path / "inn" / "a.docx"
    source.parent.mkdir()
    source.write_bytes(b.docx(body, lists=numbering(level(0, "lowerLetter", "%1)")), files=_CONTENT_TYPES))
    profile = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", tmp_path, source]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    document, problems = read((tmp_path / "a.docx").read_bytes())
    assert [x for x in problems if x.code != "L111"] == []
    assert [line.strip() for line in as_text(document).splitlines() if line.strip()] == [
        *("tittel: Referat", "språk: nb-NO", "# Referat", "Ola fet", "a) en", "b) to"),
        *("tabell, 2 kolonner", "! Navn | Rolle", "Kari | mor", "Slutt"),
    ]


_CONTENT_TYPES = {
    "[Content_Types].xml": (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Default Extension="png" ContentType="image/png"/>'
        + b"".join(
            b'<Override PartName="/word/%s.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            b'wordprocessingml.%s+xml"/>' % (name, kind)
            for name, kind in (
                (b"document", b"document.main"),
                (b"styles", b"styles"),
                (b"numbering", b"numbering"),
                (b"settings", b"settings"),
            )
        )
        + b"</Types>"
    )
}
