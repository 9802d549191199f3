"""A PDF's bytes go in; what is seen of each page comes out: its words with their places, and lines to write on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bti_docs.form.blank import Box, Sheet

_MOST = 4_000  # runs of text, and drawn shapes, on one page
_A4 = (0.0, 0.0, 595.0, 842.0)
_THIN, _SHORTEST, _LINE_HEIGHT = 2.0, 40.0, 16.0  # pt: a rule, and the room above it that is written in
_SQUARE = (5.0, 18.0)  # pt: the sides of what is ticked
_TALLEST = 400.0  # pt: a taller frame is the page's, not a field's


def sheets(pdf: bytes, *, drawn: bool = False) -> tuple[Sheet, ...]:
    """Return every page's visible box, its turn, and its runs of text in reading order, in the page's own units.

    With `drawn`, also the rules, underscores and boxes that a pen would be used on. A page that pdfium cannot read has
    neither.
    """
    import pypdfium2

    file = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_sheet(file, number, drawn=drawn) for number in range(len(file)))
    finally:
        file.close()


def _sheet(file: Any, number: int, *, drawn: bool) -> Sheet:
    import pypdfium2

    try:
        page = file[number]
    except pypdfium2.PdfiumError:
        return Sheet(_A4)
    box = tuple(float(n) for n in (page.get_cropbox() or page.get_mediabox() or _A4))
    left, foot, right, head = box
    words = tuple(_runs(page))
    lines, squares = _places(page) if drawn else ((), ())
    return Sheet((left, foot, right, head), int(page.get_rotation()), words, lines, squares)


def _runs(page: Any) -> Iterator[tuple[str, Box]]:
    words = page.get_textpage()
    for i in range(min(words.count_rects(), _MOST)):
        left, foot, right, head = words.get_rect(i)
        said = " ".join(words.get_text_bounded(left, foot, right, head).split())
        if said:
            yield said.replace("\ufffe", "-"), (left, foot, right, head)


def _places(page: Any) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    """Return what invites writing: the room above rules and underscores, frames; and small squares."""
    lines, squares = [*_underscores(page)], []
    for left, foot, right, head in _paths(page):
        wide, high = right - left, head - foot
        if high <= _THIN and wide >= _SHORTEST:
            lines.append((left, head, right, head + _LINE_HEIGHT))
        elif _SQUARE[0] <= high <= _SQUARE[1] and abs(wide - high) < high / 3:
            squares.append((left, foot, right, head))
        elif wide >= _SHORTEST and _SQUARE[0] < high < _TALLEST:
            lines.append((left, foot, right, head))
    return tuple(_apart(lines)), tuple(_apart(squares))


def _paths(page: Any) -> Iterator[Box]:
    from pypdfium2 import raw

    for number, shape in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if number >= _MOST:
            return
        left, foot, right, head = shape.get_bounds()
        yield left, foot, right, head


def _underscores(page: Any) -> Iterator[Box]:
    words = page.get_textpage()
    said = words.get_text_range()
    for run in re.finditer(r"_{5,}", said):
        first, last = words.get_charbox(run.start()), words.get_charbox(run.end() - 1)
        yield first[0], first[1], last[2], first[1] + _LINE_HEIGHT


def _apart(boxes: list[Box]) -> Iterator[Box]:
    """Yield the boxes in reading order, leaving out those that stand where one has stood: edges are drawn twice."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda b: (-round(b[1]), b[0])):
        if not any(_same(box, other) for other in kept):
            kept.append(box)
            yield box


def _same(one: Box, other: Box) -> bool:
    return all(abs(a - b) < 3 for a, b in zip(one, other, strict=True))
