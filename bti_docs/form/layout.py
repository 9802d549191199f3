"""A text and a box go in; lines at the largest size that fits come out, and whether the text had to be cut."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bti_docs.form.alphabet import ASCENT, DESCENT, Alphabet

LINE = 1.15  # of the size, from baseline to baseline
_LARGEST, _LARGEST_MULTI = 12.0, 10.0  # pt, for a field that leaves the size to us
_STEP = 0.25  # pt
_PIECES = re.compile(r" *[^ ]*?\w-(?=\w)| *[^ ]+| +")  # a word, up to a hyphen within it
_HIGH = 0.75  # of a low box's height, the most that its letters take


@dataclass(frozen=True)
class Laid:
    """A text as it is drawn: the size in pt, the lines, and whether it all stands there."""

    size: float
    lines: tuple[str, ...]
    whole: bool = True


@dataclass(frozen=True)
class Room:
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
    low, high = 0, int((largest - smallest) / _STEP)
    found: Laid | None = None
    attempt = high
    while low <= high:
        size = largest if attempt == int((largest - smallest) / _STEP) else smallest + attempt * _STEP
        lines = wrap(text, room.width / size, letters)
        if len(lines) <= rows(room.height, size) and all(letters.width(n) * size <= room.width + 0.01 for n in lines):
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
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrapped(paragraph, width, letters)
    return lines


def _wrapped(paragraph: str, width: float, letters: Alphabet) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _PIECES.findall(paragraph):
        wide = letters.width(piece)
        if used + wide <= width:
            line, used = line + piece, used + wide
            continue
        if line.strip():
            lines.append(line.rstrip())
            piece = piece.lstrip()  # noqa: PLW2901 the space is where the line breaks
        else:
            piece = line + piece  # noqa: PLW2901
        *full, line = _broken(piece, width, letters)
        lines += full
        used = letters.width(line)
    return [*lines, line.rstrip()]


def _broken(word: str, width: float, letters: Alphabet) -> list[str]:
    """Break a word that is wider than the line wherever it must."""
    parts, part, used = [], "", 0.0
    for character in word:
        wide = letters.glyphs[character].width
        if part and used + wide > width:
            parts.append(part)
            part, used = "", 0.0
        part, used = part + character, used + wide
    return [*parts, part]


def _down(size: float) -> float:
    return int(size / _STEP) * _STEP if size >= 1 else size
