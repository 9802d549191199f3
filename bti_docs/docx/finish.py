"""Rendered XML goes in; XML as Word wants it comes out, equal to what docxtpl makes of it where that loses nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bti_docs.docx.package import parse
from bti_docs.docx.places import CODE, W
from bti_docs.docx.syntax import docxtpl

_DOC_PR = re.compile(r'(<wp:docPr\b[^>]*?\sid=")\d*(")')
_FIRST_ID = 1001
_EMPTY_TABLE = re.compile(
    r"<w:tbl>(?:<w:tblPr>(?:(?!</w:tblPr>).)*</w:tblPr>|<w:tblPr/>)?<w:tblGrid>(?:<w:gridCol[^>]*/>)*</w:tblGrid></w:tbl>"
)
_EMPTY_PARAGRAPH = "<w:p/>"
_TEXT = '<w:t xml:space="preserve">'
_BROKEN_TEXT = re.compile(r"<w:t(?: [^>]*)?>[^<\n\t]*[\n\t][^<]*</w:t>")
_RUN_PROPERTIES = re.compile(r"<w:rPr>.*?</w:rPr>", re.DOTALL)
_CELL_ENDS_WITHOUT_PARAGRAPH = tuple(end + "</w:tc>" for end in ("</w:tcPr>", "<w:tcPr/>", "<w:tc>", "</w:tbl>"))


@dataclass(frozen=True)
class Finisher:
    """What one part's XML needs after rendering, found out once from its source."""

    has_pictures: bool
    may_change_columns: bool

    def finish(self, xml: str) -> str:
        """Set line breaks, number the pictures and mend what the template's branches have emptied."""
        if "\n" in xml or "\t" in xml:
            xml = _with_line_breaks(xml)
        if "</w:tblGrid></w:tbl>" in xml:
            xml = _EMPTY_TABLE.sub("", xml)
        for end in _CELL_ENDS_WITHOUT_PARAGRAPH:
            if end in xml:
                xml = xml.replace(end, end.removesuffix("</w:tc>") + _EMPTY_PARAGRAPH + "</w:tc>")
        if self.may_change_columns:
            xml = _with_right_columns(xml)
        return _with_numbered_pictures(xml) if self.has_pictures else xml


def finisher(source: str, *, is_body: bool) -> Finisher:
    """Find out what a part needs; docxtpl counts columns and numbers pictures in the body only."""
    return Finisher(
        has_pictures=is_body and "<wp:docPr " in source,
        may_change_columns=is_body and "<w:tbl" in source and _may_change_columns(source),
    )


def _with_line_breaks(xml: str) -> str:
    """Set Word's own breaks where a text has a newline or a tab, as docxtpl's resolve_listing does."""
    return _BROKEN_TEXT.sub(_broken, xml)


def _broken(found: re.Match[str]) -> str:
    text = found[0]
    if "\t" in text:
        look = _run_properties(found.string, found.start())
        text = text.replace("\t", f"</w:t></w:r><w:r>{look}<w:tab/></w:r><w:r>{look}{_TEXT}")
    return text.replace("\n", f"</w:t><w:br/>{_TEXT}")


def _run_properties(xml: str, at: int) -> str:
    """Return the `w:rPr` of the run that stands around a text, which has its place first in the run."""
    run = max(xml.rfind("<w:r>", 0, at), xml.rfind("<w:r ", 0, at))
    look = _RUN_PROPERTIES.search(xml, run, at)
    return look[0] if look else ""


def _with_numbered_pictures(xml: str) -> str:
    number = _FIRST_ID - 1

    def next_number(match: re.Match[str]) -> str:
        nonlocal number
        number += 1
        return f"{match[1]}{number}{match[2]}"

    return _DOC_PR.sub(next_number, xml)


def _with_right_columns(xml: str) -> str:
    from lxml import etree

    return str(etree.tostring(docxtpl().fix_tables(xml), encoding="unicode"))


def _may_change_columns(source: str) -> bool:
    """Only when every row of every table fills its grid can no loop and no branch change the number of columns."""
    if "{%tc" in source:
        return True
    root = parse(CODE.sub("", source).encode())
    for table in root.iter(W + "tbl"):
        grid = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.iter(W + "tr"):
            spans = row.findall(f"{W}tc/{W}tcPr/{W}gridSpan")
            if len(row.findall(W + "tc")) + sum(int(s.get(W + "val", "1")) - 1 for s in spans) != grid:
                return True
    return False
