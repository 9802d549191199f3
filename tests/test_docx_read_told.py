"""docx.read: what is not understood is told with its place, and what is no document is refused."""

from __future__ import annotations

import pytest

from bti_docs.document import Table, as_text
from bti_docs.docx.read import read
from bti_docs.problem import BtiError, Language, Problem, codes
from tests import docx_builder as b
from tests.docx_builder import complex_field, p, picture, run, tbl, tc, tr
from tests.docx_reading import grid, told, whole, words

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
