"""docx.read: pages, headers and the whole document come out in the Document tree, and no text is lost on the way."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bti_docs.document import Document, Link, PageBreak, PageCount, Paragraph, Picture, Text, as_text, paragraphs
from bti_docs.docx.read import read
from tests import docx_builder as b
from tests.docx_builder import complex_field, item, level, numbering, p, picture, run, styled, tbl, tc, tr
from tests.docx_reading import ALL_BORDERS, doc, first, whole, words

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
        + tbl(tr("Navn", "Rolle", trpr="<w:tblHeader/>"), tr("Kari", "mor"), tblpr=ALL_BORDERS)
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
