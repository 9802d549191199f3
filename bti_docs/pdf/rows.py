"""A table's rows as they are laid out go in; the height each is sure to have comes out, where words can say it.

Typst has no least height, so a row that has one is measured before it is set, and its text is then set twice. That
is two fifths of the time a consent takes. But most rows hold a label of one line, or nothing: for those the height
is known from the line height alone, and nothing need be measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Json = dict[str, Any]

_HAIR = 0.2  # pt: nearer than this to the least height, and Typst shall say
_WIDEST = 1.4  # em: of the letters below U+0250 none is wider
# Bounds in em on the widths of Arial's letters, regular and bold; what is in none of these is `_WIDEST`.
_WIDTHS = {
    **dict.fromkeys("bcdeghknopqsuvxyzøaåéòôüö0123456789_?$§", 0.62),
    **dict.fromkeys("fijlrtI.,:;'!/|() -[]–", 0.56),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZØÅ&+=<>", 0.8),
    **dict.fromkeys("mwæ", 0.9),
    **dict.fromkeys("MW", 0.95),
}


def heights(
    least: Sequence[float], exact: Sequence[bool], cells: Sequence[Json], columns: Sequence[float]
) -> list[Json]:
    """Return each row's height: `exact`, none (0: as tall as its cells), or a least one that must be measured."""
    return [
        _height(y, least[y], cells, columns) if least[y] and not exact[y] else _said(least[y], exact=exact[y])
        for y in range(len(least))
    ]


def _said(least: float, *, exact: bool = False) -> Json:
    return {"least": least, "exact": exact}


def _height(y: int, least: float, cells: Iterable[Json], columns: Sequence[float]) -> Json:
    bounds = [_bounds(cell, columns) for cell in cells if cell["y"] == y and cell["rowspan"] == 1]
    if any(low > least + _HAIR for low, _ in bounds):
        return _said(0.0)
    if all(sure and low < least - _HAIR for low, sure in bounds):
        return _said(least, exact=True)
    return _said(least)


def _bounds(cell: Json, columns: Sequence[float]) -> tuple[float, bool]:
    """Return the least height that a cell can have, and whether that is its height."""
    padding = cell["padding"]
    room = sum(columns[cell["x"] : cell["x"] + cell["colspan"]]) - padding["left"] - padding["right"]
    low, sure = padding["top"] + padding["bottom"], True
    for block in cell["blocks"]:
        if block["k"] not in ("p", "empty") or "break" in block:
            return low, False
        low += block["gap"] + _line(block) * len(block.get("lines", (0,)))
        sure = sure and (block["k"] == "empty" or _fits(block, room))
    return low, sure


def _line(block: Json) -> float:
    height: float = block["above"] + block["below"]
    return height if block.get("exact") else height * float(block["look"]["size"])


def _fits(block: Json, room: float) -> bool:
    """Whether each line of a paragraph is sure to fit in the room, in letters no larger than its own."""
    if "stops" in block or block.get("level"):
        return False
    size = float(block["look"]["size"])
    inside = room - block["left"] - block["right"] - max(0.0, block["first"])
    return all(_width(part["c"]) * size < inside for line in block["lines"] for part in line) and all(
        _is_plain(piece, size) for line in block["lines"] for part in line for piece in part["c"]
    )


def _width(pieces: Iterable[Json | str]) -> float:
    texts = (piece if isinstance(piece, str) else piece.get("t", "") for piece in pieces)
    return sum(_WIDTHS.get(letter, _WIDEST) for text in texts for letter in text)


def _is_plain(piece: Json | str, size: float) -> bool:
    """Whether a piece is Arial's letters, no larger than the paragraph's: a tick box has no height of its own."""
    if isinstance(piece, str):
        return all(letter < "\u0250" or letter in _WIDTHS for letter in piece)
    if "box" in piece:
        return True
    return (
        set(piece) <= {"t", "bold", "italic", "color", "size"}
        and float(piece.get("size", size)) <= size
        and _is_plain(str(piece.get("t", "")), size)
    )
