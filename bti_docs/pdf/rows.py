"""Blocks as they are laid out go in; the height they are sure to have comes out, where words can say it.

Typst has no least height, so a row that has one is measured before it is set; and a row without one is set once to
find its height and once to draw it. Where the height is known from the text alone, nothing need be set twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bti_docs.pdf import lines

Json = dict[str, Any]

_HAIR = 0.2  # pt: nearer than this to the least height, and Typst shall say


def heights(
    least: Sequence[float], exact: Sequence[bool], cells: Sequence[Json], columns: Sequence[float]
) -> list[Json]:
    """Return each row's height: `exact`, none (0: as tall as its cells), or a least one that must be measured."""
    inside: list[list[Json]] = [[] for _ in least]
    for cell in cells:
        inside[cell["y"]].append(cell)
    reached = {y for cell in cells for y in range(cell["y"], cell["y"] + cell["rowspan"]) if cell["rowspan"] > 1}
    return [
        _said(least[y], exact=True)
        if exact[y] and least[y]
        else _height(least[y], [cell for cell in inside[y] if cell["rowspan"] == 1], columns, spanned=y in reached)
        for y in range(len(least))
    ]


def _said(least: float, *, exact: bool = False) -> Json:
    return {"least": least, "exact": exact}


def _height(least: float, cells: Sequence[Json], columns: Sequence[float], *, spanned: bool) -> Json:
    """Return a row's height. A row that may go on over the page, or that another cell reaches into, is Typst's."""
    bounds = [_cell(cell, columns) for cell in cells]
    tallest = max((low for low, _ in bounds), default=0.0)
    sure = bool(bounds) and all(sure or not least for _, sure in bounds)
    whole = bool(bounds) and not spanned and all(sure for _, sure in bounds) and not any(c["splits"] for c in cells)
    if whole:
        return _said(max(least, tallest), exact=True)
    if not least or tallest > least + _HAIR:
        return _said(0.0)
    return _said(least, exact=sure and tallest < least - _HAIR)


def _cell(cell: Json, columns: Sequence[float]) -> tuple[float, bool]:
    padding = cell["padding"]
    room = sum(columns[cell["x"] : cell["x"] + cell["colspan"]]) - padding["left"] - padding["right"]
    low, sure = flow(cell["blocks"], room)
    return low + padding["top"] + padding["bottom"], sure


def flow(blocks: Iterable[Json], room: float) -> tuple[float, bool]:
    """Return the least height that blocks can have in `room` pt, and whether that is their height."""
    low = 0.0
    for block in blocks:
        if "break" in block:
            return low, False
        height, sure = _block(block, room)
        low += block.get("gap", 0.0) + height
        if not sure:
            return low, False
    return low, True


def _block(block: Json, room: float) -> tuple[float, bool]:
    match block["k"]:
        case "empty":
            return _line(block), True
        case "p":
            picture = _only_picture(block)
            if picture:
                return float(picture["height"]), True
            count = lines.count(block, room)
            return _line(block) * (count or len(block["lines"])), count is not None
        case "box":
            borders = sum(b["space"] + b["width"] for side, b in block["borders"].items() if side in ("top", "bottom"))
            height, sure = flow(block["blocks"], room - block["left"] - block["right"])
            return height + borders, sure
        case "table":
            rows = block["heights"]
            return sum(row["least"] for row in rows), all(row["exact"] for row in rows)
    return 0.0, False


def _only_picture(block: Json) -> Json | None:
    """Return the picture of a paragraph that is nothing else: it alone makes its line."""
    pieces = [piece for line in block["lines"] for part in line for piece in part["c"]]
    alone = len(pieces) == 1 and len(block["lines"]) == 1 and "stops" not in block
    return pieces[0] if alone and isinstance(pieces[0], dict) and "picture" in pieces[0] else None


def _line(block: Json) -> float:
    height: float = block["above"] + block["below"]
    return height if block.get("exact") else height * float(block["look"]["size"])
