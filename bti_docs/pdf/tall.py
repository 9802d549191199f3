"""Blocks and the width they are set in go in; a bound on their height in pt comes out, before anything is set.

Word breaks a row or paragraph that is to stay whole when it is taller than a page; Typst lets it run off the paper.
So what may be that tall is never told to stay whole: a line in an odd place is better than a line that is gone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from bti_docs.document import Block, List, PageBreak, Paragraph, Picture, Table, inline_text
from bti_docs.pdf.inline import flat

TALL = 280.0  # pt: above the lines that stay together in any honest form, far below a page
_LETTER = 0.62  # em: letters are narrower on the average; the widest are 0.95, for which TALL leaves room
_LINE = 1.2  # em


def may_be_tall(blocks: Iterable[Block], width: float) -> bool:
    """Tell whether blocks set in `width` pt may be too tall to be kept whole."""
    return sum(_height(block, width) for block in blocks) > TALL


def row_may_be_tall(table: Table, y: int) -> bool:
    """Tell whether one row of a table may be too tall to be kept whole."""
    return _row(table, y) > TALL


def _height(block: Block, width: float) -> float:
    match block:
        case Paragraph():
            return _lines(block, width)
        case List():
            return sum(_height(b, width - 36) for item in block.items for b in item.blocks)
        case Table():
            return sum(_row(block, y) for y in range(len(block.rows)))
        case PageBreak():
            return 0.0


def _row(table: Table, y: int) -> float:
    row, x, tallest = table.rows[y], 0, table.rows[y].height
    for cell in row.cells:
        room = sum(table.columns[x : x + cell.colspan]) or sum(table.columns)
        tallest = max(tallest, sum(_height(b, room - cell.padding[1] - cell.padding[3]) for b in cell.blocks))
        x += cell.colspan
    return tallest


def _lines(paragraph: Paragraph, width: float) -> float:
    frame = paragraph.frame
    size = max([paragraph.size, *(i.look.size for i in flat(paragraph.inlines) if hasattr(i, "look"))])
    room = max(width - frame.left - frame.right, size)
    text = inline_text(paragraph.inlines)
    lines = sum(max(1, math.ceil(len(part) * _LETTER * size / room)) for part in text.split("\n"))
    pictures = sum(i.height for i in flat(paragraph.inlines) if isinstance(i, Picture))
    height = frame.line if frame.line_exact else size * _LINE * frame.line
    return lines * height + pictures + frame.before + frame.after
