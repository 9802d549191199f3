"""Lays a Document out for Typst: the tree goes in, a JSON tree of plain numbers and words comes out.

Everything Word decides between neighbours is decided here (the space between two paragraphs, which paragraphs
share a border, where a cell stands on the grid), so that what follows only has to draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from bti_docs.document import (
    Align,
    Block,
    Border,
    Borders,
    Document,
    Frame,
    List,
    ListItem,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    inline_text,
    paragraphs,
)
from bti_docs.pdf import grid, inline, rows
from bti_docs.pdf.tall import may_be_tall, row_may_be_tall

Json = dict[str, Any]

# Arial's own line, in em: the ascent with the line gap above, the descent below. LibreOffice sets it so.
_ASCENT, _DESCENT = 0.938, 0.212
_EXACT_ASCENT = 0.8  # of a line of exact height, the part above the baseline
_LABEL = 18.0  # room for the label of a list that does not hang
_NO_BORDERS = Borders()
_INNER = ("blocks", "items", "cells")  # where blocks hold blocks


@dataclass(frozen=True)
class Room:
    """The room a container gives its blocks: its left and right edge, reckoned as indents and tab stops are."""

    left: float
    right: float


def lay(document: Document) -> Json:
    """Return all that is needed to draw the document."""
    lang, region = inline.language(document.lang)
    page = document.page
    room = Room(0.0, page.width - page.left - page.right)
    body = flow(document.blocks, room)
    _step_headings(body)
    margins = {name: _margin(blocks, room) for name, blocks in _margins(document).items()}
    return {
        "title": document.title or _first_words(document),
        "author": document.author,
        "subject": document.subject,
        "lang": lang or "nb",
        "region": region,
        "page": asdict(page),
        "tab": document.tab,
        "body": body,
        "margins": margins,
        "tall": {name: _tall(blocks, room) for name, blocks in margins.items()},
        "pictures": {inline.key(p.data): _picture(p.data) for p in _pictures(document)},
    }


def _margins(document: Document) -> dict[str, tuple[Block, ...]]:
    """Return the headers and footers; page one has its own only where the document says so."""
    first_header, first_footer = document.first_header, document.first_footer
    return {
        "header": document.header,
        "footer": document.footer,
        "first-header": document.header if first_header is None else first_header,
        "first-footer": document.footer if first_footer is None else first_footer,
    }


def _margin(blocks: tuple[Block, ...], room: Room) -> list[Json]:
    """Lay out a header or footer: nothing in it is a heading, for it is no part of the text."""
    laid = flow(blocks, room)
    for heading in _headings(laid):
        heading["level"] = 0
    return laid


def _tall(blocks: list[Json], room: Room) -> float | None:
    """Return the height of a header or footer, None where Typst must measure it."""
    height, sure = rows.flow(blocks, room.right)
    return height if sure else None


def _picture(data: bytes) -> str | list[int]:
    """Return a picture as Typst's `bytes` takes it: a drawing (SVG) is text, which is read ten times as fast."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return list(data)


def _everything(document: Document) -> Iterator[Paragraph]:
    yield from paragraphs(document.blocks)
    for blocks in _margins(document).values():
        yield from paragraphs(blocks)


def _pictures(document: Document) -> Iterator[Picture]:
    return (i for p in _everything(document) for i in inline.flat(p.inlines) if isinstance(i, Picture))


def _first_words(document: Document) -> str:
    texts = (inline_text(p.inlines).strip() for p in paragraphs(document.blocks))
    return next((text for text in texts if text), "")


def _step_headings(blocks: list[Json]) -> None:
    """Let heading levels begin at 1 and never jump down past one, as PDF/UA asks."""
    above = 0
    for heading in _headings(blocks):
        above = heading["level"] = min(heading["level"], above + 1)


def _headings(blocks: Iterable[Json]) -> Iterator[Json]:
    for block in blocks:
        if block.get("level"):
            yield block
        for inner in _INNER:
            yield from _headings(block.get(inner, ()))


def backward(blocks: Iterable[Json]) -> Iterator[str]:
    """Yield the text of the runs that are drawn from right to left, in reading order."""
    for block in blocks:
        for line in block.get("lines", ()):
            yield from inline.backward(line)
        for inner in _INNER:
            yield from backward(block.get(inner, ()))


def flow(blocks: Iterable[Block], room: Room) -> list[Json]:
    """Lay out blocks under each other in the room they have."""
    laid: list[Json] = []
    above: Block | None = None
    for group in _boxed_together(block for block in blocks if not _hollow(block)):
        block = _box(group, room) if _boxed(group[0]) else _block(group[0], room)
        laid.append({"gap": _gap(above, group[0])} | block)
        above = group[-1]
    return laid


def _hollow(block: Block) -> bool:
    """Say whether there is nothing to draw, not even an empty line."""
    return (isinstance(block, List) and not block.items) or (
        isinstance(block, Table) and not (block.rows and block.columns)
    )


def _boxed_together(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Gather neighbours that share one box: Word draws no line between them."""
    group: list[Block] = []
    for block in blocks:
        if group and not _same_box(group[-1], block):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _same_box(above: Block, below: Block) -> bool:
    if not (isinstance(above, Paragraph) and isinstance(below, Paragraph) and _boxed(above) and _boxed(below)):
        return False
    one, other = above.frame, below.frame
    sides = [(f.fill, f.left, f.right, f.borders.left, f.borders.right) for f in (one, other)]
    open_between = not one.borders.bottom.width and not other.borders.top.width
    return sides[0] == sides[1] and (open_between or one.borders == other.borders)


def _boxed(block: Block) -> bool:
    return isinstance(block, Paragraph) and bool(block.frame.fill or block.frame.borders != _NO_BORDERS)


def _gap(above: Block | None, below: Block) -> float:
    """Return the space between two neighbours: the larger of after and before, as Word takes it."""
    first = _edge(below, 0)
    before = first.before if first else 0.0
    if above is None:
        return before
    last = _edge(above, -1)
    after = last.after if last else 0.0
    if first and last and first.style and first.style == last.style:
        return max(0.0 if last.contextual else after, 0.0 if first.contextual else before)
    return max(after, before)


def _edge(block: Block, end: int) -> Frame | None:
    """Return the frame of the first (0) or last (-1) paragraph of a block; a table has none."""
    if isinstance(block, Paragraph):
        return block.frame
    if isinstance(block, List) and block.items and block.items[end].blocks:
        return _edge(block.items[end].blocks[end], end)
    return None


def _after(blocks: tuple[Block, ...]) -> float:
    last = _edge(blocks[-1], -1) if blocks else None
    return last.after if last else 0.0


def _block(block: Block, room: Room) -> Json:
    match block:
        case Paragraph():
            return _paragraph(block, room)
        case List():
            return _list(block, room)
        case Table():
            return _table(block, room)
        case PageBreak():
            return {"k": "break"}


def _box(group: list[Block], room: Room) -> Json:
    """Lay out the box around paragraphs that share one; they themselves have none."""
    inside = [replace(p, frame=replace(p.frame, borders=_NO_BORDERS, fill="")) for p in _only_paragraphs(group)]
    frames = [paragraph.frame for paragraph in _only_paragraphs(group)]
    frame = frames[0]
    blocks = flow(inside, Room(frame.left, room.right - frame.right))
    blocks[0]["gap"] = 0
    return {
        "k": "box",
        "left": frame.left - room.left,
        "right": frame.right,
        "borders": _borders(replace(frame.borders, bottom=frames[-1].borders.bottom)),
        "fill": frame.fill,
        "sticky": inside[-1].frame.keep_next,
        "whole": all(p.frame.keep_lines for p in inside) and not may_be_tall(inside, room.right - room.left),
        "blocks": [block | {"right": 0} for block in blocks],
    }


def _only_paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    return (block for block in blocks if isinstance(block, Paragraph))


def _borders(borders: Borders) -> Json:
    sides = {"top": borders.top, "right": borders.right, "bottom": borders.bottom, "left": borders.left}
    return {side: _border(border) for side, border in sides.items() if border.width > 0}


def _border(border: Border) -> Json:
    return {"width": border.width, "color": border.color, "dashed": border.dashed, "space": border.space}


def _paragraph(paragraph: Paragraph, room: Room) -> Json:
    frame = paragraph.frame
    look = inline.base(paragraph.inlines, paragraph.size)
    lines = inline.lines(paragraph.inlines, look)
    tabbed = any(len(line) > 1 for line in lines)
    laid: Json = {
        "k": "p" if any(piece["c"] for line in lines for piece in line) or tabbed else "empty",
        "left": frame.left - room.left,
        "right": frame.right,
        "first": frame.first,
        "align": frame.align,
        "look": inline.look(look),
        "lines": lines,
    }
    laid |= _line_height(frame, look.size) | _whens(paragraph, room)
    if paragraph.level:
        laid["level"] = paragraph.level
    if tabbed:
        laid |= {"stops": _stops(frame, room), "room": room.right - room.left - frame.right}
    return laid | _direction(paragraph)


def _whens(paragraph: Paragraph, room: Room) -> Json:
    """Return the rarer rules, only those that hold."""
    frame = paragraph.frame
    whole = frame.keep_lines and not may_be_tall([paragraph], room.right - room.left)
    rules = {"sticky": frame.keep_next, "whole": whole, "break": frame.page_break_before}
    return {name: True for name, holds in rules.items() if holds}


def _direction(paragraph: Paragraph) -> Json:
    lang, region = inline.language(paragraph.lang)
    found: Json = {"lang": lang, "region": region} if lang else {}
    return found | {"rtl": True} if inline.right_to_left(paragraph.inlines) else found


def _line_height(frame: Frame, size: float) -> Json:
    """Return the line's reach above and below the baseline, and in `exact` whether that is pt or em.

    A factor above 1 adds its space below the line, one under 1 takes it from above, as LibreOffice does.
    """
    if frame.line_exact:
        above = frame.line * _EXACT_ASCENT
        return {"exact": True, "above": above, "below": frame.line - above}
    ascent, descent = _twips(_ASCENT * size), _twips(_DESCENT * size)
    height = (ascent + descent) * frame.line
    below = max(descent, height - ascent)
    return {"above": round((height - below) / size, 5), "below": round(below / size, 5)}


def _twips(length: float) -> float:
    """Round to a twentieth of a point, the finest that Word and LibreOffice reckon with."""
    return round(length * 20) / 20


def _stops(frame: Frame, room: Room) -> list[Json]:
    """Return the tab stops from the container's edge; a hanging paragraph has one at its own indent."""
    stops = [{"pos": s.pos - room.left, "align": s.align, "leader": s.leader} for s in frame.tabs]
    if frame.first < 0:
        stops.append({"pos": frame.left - room.left, "align": Align.LEFT, "leader": ""})
    return sorted(stops, key=lambda stop: float(stop["pos"]))


def _list(block: List, room: Room) -> Json:
    """Lay out a list: labels begin at `indent`, all items' text at one place to the right of them."""
    frames = [_item_frame(item) for item in block.items]
    start = min((f.left + f.first for f in frames), default=0.0)
    body = max((f.left for f in frames), default=0.0)
    items = [_item(item, frame, start, Room(body, room.right)) for item, frame in zip(block.items, frames, strict=True)]
    for above, below, laid in zip(block.items, block.items[1:], items, strict=False):
        laid["after"] = _gap(above.blocks[-1], below.blocks[0]) if above.blocks and below.blocks else 0
    labels = {item.label for item in block.items}
    return {"k": "list", "indent": start - room.left, "ordered": block.ordered or len(labels) > 1, "items": items}


def _item_frame(item: ListItem) -> Frame:
    """Return the frame of the item's first paragraph, with room for the label when it does not hang."""
    frame = _edge(item.blocks[0], 0) if item.blocks else None
    frame = frame or Frame(left=_LABEL, first=-_LABEL)
    return frame if frame.first < 0 else replace(frame, left=frame.left + frame.first + _LABEL, first=-_LABEL)


def _item(item: ListItem, frame: Frame, start: float, room: Room) -> Json:
    blocks = flow(item.blocks, room)
    if blocks and blocks[0]["k"] in {"p", "empty"}:
        blocks[0] |= {"gap": 0, "left": frame.left - room.left, "first": 0}
    first = next(_only_paragraphs(item.blocks), Paragraph(()))
    label = {"t": item.label, "look": inline.look(replace(inline.base(first.inlines, first.size), bold=False))}
    label |= _line_height(frame, first.size)
    return {"label": label, "inset": frame.left + frame.first - start, "width": room.left - start, "blocks": blocks}


def _table(table: Table, room: Room) -> Json:
    placed = grid.place(table)
    lines = grid.lines(table, placed)
    keep = [_keeps(row.cells) for row in table.rows]
    splits = [_splits(table, y) for y in range(len(table.rows))]
    cells = [_cell(cell, table, lines, splits[cell.y]) for cell in placed.cells]
    return {
        "k": "table",
        "data": table.data,
        "left": table.left - room.left,
        "align": table.align,
        "columns": table.columns,
        "heights": _heights(table, lines, cells),
        "header": placed.header,
        "cells": cells,
        "whole": len(keep) > 1 and all(keep[:-1]) and not may_be_tall([table], sum(table.columns)),
        "sticky": bool(keep) and keep[-1],
    }


def _heights(table: Table, lines: list[float], cells: list[Json]) -> list[Json]:
    """Return each row's least or exact height; the line below the table comes in addition."""
    below = [0.0] * (len(table.rows) - 1) + [lines[-1]]
    least = [row.height + line if row.height else 0.0 for row, line in zip(table.rows, below, strict=True)]
    return rows.heights(least, [row.height_exact for row in table.rows], cells, table.columns)


def _keeps(cells: Iterable[Any]) -> bool:
    """Say whether a row wants to stay with the next: its first paragraphs do."""
    firsts = [next(_only_paragraphs(cell.blocks), None) for cell in cells]
    return bool(firsts) and all(p is not None and p.frame.keep_next for p in firsts)


def _cell(placed: grid.Placed, table: Table, lines: list[float], splits: bool) -> Json:
    cell = placed.cell
    top, right, bottom, left = cell.padding
    end = placed.y + placed.rowspan
    bottom += _after(cell.blocks) + (lines[end] if end == len(table.rows) else 0.0)
    width = sum(table.columns[placed.x : placed.x + placed.colspan])
    return {
        "x": placed.x,
        "y": placed.y,
        "colspan": placed.colspan,
        "rowspan": placed.rowspan,
        "fill": cell.fill,
        "borders": _borders(cell.borders),
        "padding": {"top": top + lines[placed.y], "right": right, "bottom": bottom, "left": left},
        "valign": cell.valign,
        "splits": splits,
        "blocks": flow(cell.blocks, Room(0.0, width - left - right)),
    }


def _splits(table: Table, y: int) -> bool:
    """Say whether a row may go on over the page: one that is to stay whole does when it may be taller than a page."""
    row = table.rows[y]
    return not row.height_exact and (not row.cant_split or row_may_be_tall(table, y))
