"""Rendered XML goes in; XML as Word wants it comes out, equal to what docxtpl makes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
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
_CELL_ENDS_WITHOUT_PARAGRAPH = tuple(end + "</w:tc>" for end in ("</w:tcPr>", "<w:tcPr/>", "<w:tc>", "</w:tbl>"))


@dataclass(frozen=True)
class Finisher:
    """What one part's XML needs after rendering, found out once from its source."""

    has_pictures: bool
    has_text_boxes: bool
    may_change_columns: bool

    def finish(self, xml: str) -> str:
        """Set line breaks, number the pictures and mend what the template's branches have emptied."""
        if "\n" in xml or "\t" in xml:
            xml = docxtpl().resolve_listing(xml) if self.has_text_boxes else _with_line_breaks(xml)
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
        has_text_boxes="<w:txbxContent" in source,
        may_change_columns=is_body and "<w:tbl" in source and _may_change_columns(source),
    )


def _with_line_breaks(xml: str) -> str:
    """Docxtpl's own resolve_listing, only in the paragraphs that need it: it reads all of a part three times."""
    resolve: Callable[[str], str] = docxtpl().resolve_listing
    done: list[str] = []
    start = 0
    while (at := _first_break(xml, start)) >= 0:
        end = xml.find("</w:p>", at)
        begin = max(xml.rfind("<w:p>", start, at), xml.rfind("<w:p ", start, at))
        if begin < 0 or end < 0:  # between paragraphs: layout of the XML itself
            done.append(xml[start : at + 1])
            start = at + 1
            continue
        end += len("</w:p>")
        done += (xml[start:begin], resolve(xml[begin:end]))
        start = end
    return "".join((*done, xml[start:]))


def _first_break(xml: str, start: int) -> int:
    line, tab = xml.find("\n", start), xml.find("\t", start)
    return max(line, tab) if min(line, tab) < 0 else min(line, tab)


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
