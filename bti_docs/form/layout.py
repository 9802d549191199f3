"""A text and a box go in; lines at the largest size that fits come out, and whether the text had to be cut."""

from __future__ import annotations

import bisect
import itertools
import re
from typing import NamedTuple

from bti_docs.form.alphabet import ASCENT, DESCENT, Alphabet

LINE = 1.15  # of the size, from baseline to baseline
_LARGEST, _LARGEST_MULTI = 12.0, 10.0  # pt, for a field that leaves the size to us
_STEP = 0.25  # pt
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_HIGH = 0.75  # of a low box's height, the most that its letters take


class Laid(NamedTuple):
    """A text as it is drawn: the size in pt, the lines, and whether it all stands there."""

    size: float
    lines: tuple[str, ...]
    whole: bool = True


class Room(NamedTuple):
    """What a box has for its text: its width and height inside the border, in pt, and the sizes it may take.

    `size` is the form's own, 0 when it leaves it to us; `smallest` is where a text goes on elsewhere instead.
    """

    width: float
    height: float
    size: float = 0.0
    smallest: float = 6.0


def one_line(text: str, room: Room, letters: Alphabet) -> Laid:
    """Lay a line; it shrinks to the smallest size, and `whole` is false when even that is too wide."""
    tall = max(room.height * _HIGH, 1.0)
    size = min(room.size or min(_LARGEST, tall), max(room.height / (ASCENT + DESCENT), 1.0))
    smallest = min(room.smallest, size)
    natural = letters.width(text)
    if natural * size > room.width:
        size = max(smallest, _down(room.width / natural))
    return Laid(size, (text,), natural * size <= room.width)


def many_lines(text: str, room: Room, letters: Alphabet) -> Laid:
    """Wrap a text at the largest size at which all of it fits, else at the smallest, cut where the box ends."""
    largest = room.size or _LARGEST_MULTI
    smallest = min(room.smallest, largest, max(room.height * _HIGH, 1.0))
    largest = max(smallest, min(largest, room.height / (ASCENT + DESCENT)))
    fitting = _first_fit(text, room, letters, largest, smallest)
    if fitting:
        return fitting
    lines = wrap(text, room.width / smallest, letters)
    return Laid(smallest, tuple(lines[: rows(room.height, smallest)]), whole=False)


def _first_fit(text: str, room: Room, letters: Alphabet, largest: float, smallest: float) -> Laid | None:
    """Halve the way to the largest size at which the lines are few enough: the number of lines grows with the size."""
    measured = _measured(text, letters)
    steps = int((largest - smallest) / _STEP)
    low, high, attempt = 0, steps, steps
    found: Laid | None = None
    while low <= high:
        size = largest if attempt == steps else smallest + attempt * _STEP
        lines = _wrapped_all(measured, room.width / size)
        if len(lines) <= rows(room.height, size):
            found, low = Laid(size, tuple(lines)), attempt + 1
        else:
            high = attempt - 1
        attempt = (low + high) // 2
    return found


def rows(height: float, size: float) -> int:
    """Return how many lines a box has room for."""
    return max(1, int((height - (ASCENT + DESCENT) * size + 0.01) / (LINE * size)) + 1)


def wrap(text: str, width: float, letters: Alphabet) -> list[str]:
    """Break a text into lines no wider than `width` (at size 1): between words, and within one that is wider itself."""
    return _wrapped_all(_measured(text, letters), width)


Measured = list[tuple[str, list[float]]]
"""The paragraphs of a text, each with how far its letters reach at size 1, one after another."""


def _measured(text: str, letters: Alphabet) -> Measured:
    return [(p, list(itertools.accumulate(letters.widths(p)))) for p in text.split("\n")]


def _wrapped_all(measured: Measured, width: float) -> list[str]:
    return [line for paragraph, reach in measured for line in _wrapped(paragraph, reach, width)]


def _wrapped(paragraph: str, reach: list[float], width: float) -> list[str]:
    lines: list[str] = []
    start, behind = 0, 0.0
    while (end := bisect.bisect_right(reach, behind + width)) < len(paragraph):
        place = _break(paragraph, start, end)
        lines.append(paragraph[start:place].rstrip())
        start = place
        while start < len(paragraph) and paragraph[start] == " ":
            start += 1
        behind = reach[start - 1]
    return [*lines, paragraph[start:].rstrip()]


def _break(paragraph: str, start: int, end: int) -> int:
    """Return where a line of letters that reach to `end` is broken: at a space, after a hyphen in a word, or there."""
    space = paragraph.rfind(" ", start + 1, end + 1)
    hyphens = [m.end() for m in _HYPHEN.finditer(paragraph, max(space, start), end)]
    place = max([space, *hyphens])
    return place if place > start and paragraph[start:place].strip() else max(end, start + 1)


def _down(size: float) -> float:
    return int(size / _STEP) * _STEP if size >= 1 else size
