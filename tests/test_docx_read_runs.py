"""docx.read: what a line holds comes out as it looks and reads: runs, symbols, tick boxes, links and fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bti_docs.document import Align, LineBreak, Link, Look, PageCount, PageNumber, Paragraph, Tab, Text
from tests import docx_builder as b
from tests.docx_builder import complex_field, p, run, styled, tbl, tc, tr
from tests.docx_reading import doc, first, grid, look, table, told, whole, words

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
