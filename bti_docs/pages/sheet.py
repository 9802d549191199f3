"""A page goes in; the sheet as a reader sees it comes out: its size, and the way back to the page's own numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bti_docs.pages.source import inherited

if TYPE_CHECKING:
    import pikepdf

MM = 72 / 25.4
"""A millimetre in pt."""

Matrix = tuple[float, float, float, float, float, float]
_LETTER = (0.0, 0.0, 612.0, 792.0)  # what a page without a box is, says every viewer


@dataclass(frozen=True)
class Sheet:
    """What is seen of a page: `box` in the page's own units, turned clockwise by `turn` degrees; `unit` is in pt."""

    box: tuple[float, float, float, float]
    turn: int = 0
    unit: float = 1.0

    @property
    def width(self) -> float:
        """From left to right as seen, in pt."""
        return self._across if self.turn % 180 == 0 else self._along

    @property
    def height(self) -> float:
        """From foot to head as seen, in pt."""
        return self._along if self.turn % 180 == 0 else self._across

    @property
    def _across(self) -> float:
        return (self.box[2] - self.box[0]) * self.unit

    @property
    def _along(self) -> float:
        return (self.box[3] - self.box[1]) * self.unit

    def matrix(self, x: float, y: float) -> Matrix:
        """Return what moves a drawing, upright as seen, to (x, y) pt from the sheet's lower left corner as seen."""
        one, (left, foot, right, head) = 1 / self.unit, self.box
        u, v = x * one, y * one
        return {
            0: (one, 0.0, 0.0, one, left + u, foot + v),
            90: (0.0, one, -one, 0.0, right - v, foot + u),
            180: (-one, 0.0, 0.0, -one, right - u, head - v),
            270: (0.0, -one, one, 0.0, left + v, head - u),
        }[self.turn]


def sheet(page: pikepdf.Object) -> Sheet:
    """Return the sheet of a page: the part of its MediaBox that its CropBox shows."""
    media = _box(inherited(page, "/MediaBox")) or _LETTER
    crop = _box(inherited(page, "/CropBox")) or media
    seen = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    box = seen if seen[0] < seen[2] and seen[1] < seen[3] else media
    unit = _number(page.get("/UserUnit"), 1.0)
    turn = round(_number(inherited(page, "/Rotate"), 0.0) / 90) * 90 % 360
    return Sheet(box, turn, unit if unit > 0 else 1.0)


def _box(value: pikepdf.Object | None) -> tuple[float, float, float, float] | None:
    """Return a rectangle as left, foot, right, head: a PDF may name any two opposite corners."""
    try:
        x0, y0, x1, y1 = (float(n) for n in value or ())
    except (TypeError, ValueError):
        return None
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if box[0] < box[2] and box[1] < box[3] else None


def _number(value: object, otherwise: float) -> float:
    try:
        return float(str(value))
    except ValueError:
        return otherwise
