"""A laid-out paragraph and its room go in; how many lines it takes comes out, where letters' widths can say it.

Typst fills each line with as many words as it holds, and so does this. Where it may break within a word (after a
hyphen, before a bracket), and at which spaces it may not (before a slash: UAX #14, LB13 to LB17), is Typst's to say:
the fewest and the most places are tried, and when the number of lines differs, nothing is sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bti_docs.pdf import letters

Json = dict[str, Any]

_SLACK = 0.3  # pt: nearer than this to the edge, and Typst shall say
_TICK_BOX = 1.48 * 0.602  # em: DejaVu Sans Mono, drawn larger
_PAGES = "0000"  # room for any page number
_WORDS = re.compile(r"((?<=[\w.,:;!?)]) +(?=\w))")
_PARTS = re.compile(r"( +|[^\w ]|_)")
_CHANGES_NO_HEIGHT = {"t", "bold", "italic", "color", "size", "lang", "region", "underline", "strike", "highlight"}


class _UnsureError(Exception):
    """Only Typst can say."""


def count(p: Json, room: float) -> int | None:
    """Return how many lines a paragraph takes in `room` pt, or None when only Typst can say."""
    if p.get("level"):
        return None
    inside = room - p["left"] - p["right"]
    try:
        if "stops" in p:
            return sum(_tabbed(p, line) for line in p["lines"])
        found = [_wrapped(p, line[0]["c"], inside - p["first"] * (not n), inside) for n, line in enumerate(p["lines"])]
    except (KeyError, _UnsureError):
        return None
    return sum(found)


def _wrapped(p: Json, pieces: Sequence[Json | str], first: float, rest: float) -> int:
    if not pieces:
        raise _UnsureError
    runs = list(_runs(p, pieces))
    if sum(_width(run) for run in runs) < first - _SLACK:
        return 1
    most, least = _filled(runs, _WORDS, first, rest, -_SLACK), _filled(runs, _PARTS, first, rest, _SLACK)
    if most != least:
        raise _UnsureError
    return most


Run = tuple[str, bool, float]  # a text, whether it is bold, its size in pt; a tick box is a text of its own


def _runs(p: Json, pieces: Iterable[Json | str]) -> Iterator[Run]:
    """Yield the runs of a line; each is as tall as the paragraph says, but tick boxes, which have no height."""
    bold, size = p["look"].get("bold", False), p["look"]["size"]
    for piece in pieces:
        if isinstance(piece, str):
            yield piece, bold, size
        elif "box" in piece:
            yield "☐", False, piece["size"]
        elif "page" in piece:
            yield _PAGES, True, max(size, piece.get("size", size))
        elif "url" in piece:
            yield from _runs(p, piece["c"])
        elif piece.keys() <= _CHANGES_NO_HEIGHT and piece.get("size", size) == size:
            yield piece["t"], piece.get("bold", bold), size
        else:
            raise _UnsureError


def _width(run: Run) -> float:
    text, bold, size = run
    return size * (_TICK_BOX if text == "☐" else letters.width(text, bold=bold))


def _filled(runs: Iterable[Run], parts: re.Pattern[str], first: float, rest: float, slack: float) -> int:
    """Return how many lines are filled when they may break where `parts` finds a part of its own."""
    lines, x, room, narrow = 1, 0.0, first + slack, min(first, rest) - _SLACK
    for word, space in _cut(runs, parts):
        if word > narrow:  # it sticks out, or breaks
            raise _UnsureError
        if x + word > room:
            lines, x, room = lines + 1, 0.0, rest + slack
        x += word + space
    return lines


def _cut(runs: Iterable[Run], parts: re.Pattern[str]) -> Iterator[tuple[float, float]]:
    """Yield the widths of words and of the spaces after them; a word may go on from one run to the next.

    A space at the very end keeps its width where there are fewest places to break: Typst lets it take room.
    """
    word = space = 0.0
    for text, bold, size in runs:
        for part in parts.split(text):
            width = _width((part, bold, size))
            if part and not part.strip(" "):
                space += width
            elif part and (space or parts is _PARTS):
                yield word, space
                word, space = width, 0.0
            else:
                word += width
    yield (word, space) if parts is _PARTS else (word + space, 0.0)


def _tabbed(p: Json, line: Sequence[Json]) -> int:
    """Return 1 for a line with tabs when it ends within its room."""
    x = p["left"] + max(0.0, p["first"])
    for part in line:
        width = sum(_width(run) for run in _runs(p, part["c"]))
        stop = next((s for s in p["stops"] if "tab" in part and s["pos"] > x + _SLACK), None)
        if "tab" in part and stop is None:
            raise _UnsureError
        left_of = {"left": 0.0, "center": width / 2, "right": width}
        x = max(x, stop["pos"] - left_of[stop["align"]]) + width if stop else x + width
        if x > p["room"] - _SLACK and not (stop and stop["align"] == "right" and x <= stop["pos"] <= p["room"]):
            raise _UnsureError
    return 1
