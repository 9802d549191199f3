"""A PDF goes in; where each of its pages is drawn on comes out, as a printer would draw it.

PDFium draws: only a renderer knows what clips, white boxes, pictures and filled fields leave on the paper.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from bti_docs.pages.source import flatten, opened, saved
from bti_docs.problem import BtiError, Problem

if TYPE_CHECKING:
    import pypdfium2

T = TypeVar("T")

_SCALE = 2.0  # pixels to the pt: a pixel is 0.18 mm
_LARGEST = 3000  # pixels along a side, so that a page as large as a wall does not fill the memory
pdfium = threading.Lock()  # PDFium is not made for threads


@dataclass(frozen=True)
class Ink:
    """A page in pixels as seen, a byte for each, row by row from its head: 0 is black, 255 white."""

    shades: bytes
    columns: int
    rows: int

    def margins(self, *, darker_than: int) -> tuple[float, float, float, float]:
        """Return how far in the ink begins from left, right, head and foot, as parts of the width and the height.

        Ink is what is darker than `darker_than`. On a page without ink they are all 1.
        """
        marks = self.shades.translate(bytes(int(shade < darker_than) for shade in range(256)))
        first, last = marks.find(1), marks.rfind(1)
        if first < 0:
            return (1.0, 1.0, 1.0, 1.0)
        across, along = self.columns, self.rows
        top, bottom = first // across, last // across
        lines = [marks[y * across : (y + 1) * across] for y in range(top, bottom + 1)]
        left = min(found for line in lines if (found := line.find(1)) >= 0)
        right = max(line.rfind(1) for line in lines)
        return (left / across, (across - 1 - right) / across, top / along, (along - 1 - bottom) / along)

    def darkest(self, left: float, top: float, right: float, bottom: float) -> int:
        """Return the darkest shade in a rectangle; its sides are parts of the width and the height, from the head."""
        x0, x1 = max(0, int(left * self.columns)), min(self.columns, int(right * self.columns) + 1)
        y0, y1 = max(0, int(top * self.rows)), min(self.rows, int(bottom * self.rows) + 1)
        return min(min(self.shades[y * self.columns + x0 : y * self.columns + x1]) for y in range(y0, y1))


def each(pdf: bytes, measure: Callable[[int, Ink], T], *, notes: Literal["print", "all"]) -> list[T]:
    """Draw every page and return what `measure` says of its number, from 0, and its ink.

    Of fields and notes, `all` count or those that `print`. Raises BtiError when the PDF is locked (N111) or a page
    cannot be drawn (N112).
    """
    import pypdfium2

    with opened(pdf) as file:
        flatten(file, notes)
        flat = saved(file)
    with pdfium:
        try:
            return _each(pypdfium2.PdfDocument(flat), measure)
        except pypdfium2.PdfiumError:
            raise BtiError(Problem("N112")) from None


def _each(file: pypdfium2.PdfDocument, measure: Callable[[int, Ink], T]) -> list[T]:
    try:
        return [measure(number, _drawn(file[number])) for number in range(len(file))]
    finally:
        file.close()


def _drawn(page: Any) -> Ink:
    scale = min(_SCALE, _LARGEST / max(page.get_width(), page.get_height()))
    bitmap = page.render(scale=scale, grayscale=True, optimize_mode="print", draw_annots=False)
    try:
        columns, rows, stride = bitmap.width, bitmap.height, bitmap.stride
        shades = bytes(bitmap.buffer)
    finally:
        bitmap.close()
        page.close()
    if stride != columns:
        shades = b"".join(shades[y * stride : y * stride + columns] for y in range(rows))
    return Ink(shades, columns, rows)
