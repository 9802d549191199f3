"""What stands in a body goes in; what docx.read makes of it comes out: shared by the tests of the reading."""

from __future__ import annotations

from typing import Any

from bti_docs.document import Block, Document, List, Look, Paragraph, Table, Text, inline_text, paragraphs
from bti_docs.docx.read import read
from bti_docs.problem import Problem
from tests import docx_builder as b
from tests.docx_builder import p, run


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


ALL_BORDERS = (
    "<w:tblBorders>"
    + "".join(f'<w:{s} w:val="single" w:sz="8"/>' for s in ("top", "left", "bottom", "right"))
    + '<w:insideH w:val="dashed" w:sz="4"/></w:tblBorders>'
)
