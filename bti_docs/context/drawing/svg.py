"""Shapes and texts go in as numbers and words; pieces of SVG, and a whole drawing, come out. All lengths are in pt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

FONT = "Arimo, Arial, Liberation Sans, Helvetica, sans-serif"  # the page's own font, then its like on other machines
_NARROW, _WIDE = frozenset(" ijltfrI.,:;|!'()[]-"), frozenset("mwMWÆŒ@%")
_LETTER = {True: 0.34, False: 0.56}
_WIDEST, _CAPITAL = 0.9, 0.7


def drawing(width: float, height: float, shapes: Iterable[str]) -> str:
    """Return a whole drawing of that size; the same shapes give the same bytes."""
    w, h = _n(width), _n(height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}pt" height="{h}pt">'
        f'<rect width="{w}" height="{h}" fill="#ffffff"/>{"".join(shapes)}</svg>'
    )


def box(x: float, y: float, width: float, height: float, fill: str = "#ffffff") -> str:
    """Return a rectangle with a thin black edge."""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{fill}"'
        ' stroke="#000000" stroke-width="0.7"/>'
    )


def line(points: Iterable[tuple[float, float]], width: float = 0.7, *, color: str = "#000000", dash: str = "") -> str:
    """Return a line through the points; `dash` is SVG's own list of lengths."""
    path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="{_n(width)}"{dashed}/>'


def dot(x: float, y: float, radius: float) -> str:
    """Return a black dot with a white edge."""
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="#000000" stroke="#ffffff" stroke-width="0.7"/>'


def text(x: float, y: float, said: str, size: float, *, anchor: str = "start", bold: bool = False) -> str:
    """Return one line of text whose baseline is at y; `anchor` is start, middle or end."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-family="{FONT}" font-size="{_n(size)}" text-anchor="{anchor}"{weight}'
        f' fill="#000000">{escape(said, quote=False)}</text>'
    )


def wrapped(said: str, width: float, size: float, most: int = 2) -> list[str]:
    """Return the text as lines that fit the width, by a careful measure; what is past `most` lines ends in `…`."""
    lines = list(_lines(said.split(), width, size))
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(lines[most - 1] + " …", width, size)]


def width_of(said: str, size: float) -> float:
    """Return how wide a text is at the most; letters are measured by kind and never too small."""
    return sum(_letter(c) for c in said) * size


def _lines(words: list[str], width: float, size: float) -> Iterator[str]:
    held = ""
    for word in words:
        tried = f"{held} {word}".strip()
        if held and width_of(tried, size) > width:
            yield _cut(held, width, size)
            tried = word
        held = tried
    if held:
        yield _cut(held, width, size)


def _cut(said: str, width: float, size: float) -> str:
    if width_of(said, size) <= width:
        return said
    kept = said.removesuffix("…").rstrip()
    while kept and width_of(f"{kept}…", size) > width:
        kept = kept[:-1].rstrip()
    return f"{kept}…"


def _letter(letter: str) -> float:
    if letter in _WIDE or ord(letter) > 0x24F:
        return _WIDEST
    return _CAPITAL if letter.isupper() else _LETTER[letter in _NARROW]


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
