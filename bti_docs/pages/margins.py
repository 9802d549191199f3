"""A finished PDF goes in; what the printing services of SvarUt and Digital post would not take comes out as Problems.

They print a bar code in the left margin of every sheet and write over what stands there, and they take upright A4
only (Digitaliseringsdirektoratet: Utskrifts- og forsendelsestjenesten, krav til utforming av brev). SvarUt's printers
need 10 mm along the long sides of the sheet and 3 mm along the short ones.
"""

from __future__ import annotations

from bti_docs.pages.ink import Ink, each
from bti_docs.pages.sheet import MM, Sheet, sheet
from bti_docs.pages.source import opened
from bti_docs.problem import Problem, Where

LEFT = 18.0
"""What must be bare on the left of every page, in mm."""

RIGHT = 10.0
"""What must be bare on the right of every page, in mm."""

ENDS = 3.0
"""What must be bare at the head and at the foot of every page, in mm."""

_SIDES = (("N101", LEFT), ("N102", RIGHT), ("N103", ENDS), ("N104", ENDS))
_A4 = (210.0, 297.0)  # mm
_SLACK = 2.0  # mm a sheet may differ from A4
_BLUR = 0.3  # mm: the width of the soft edge a renderer gives a letter
_PAPER = 245  # as light as this is no ink


def check_margins(pdf: bytes, *, file: str = "") -> list[Problem]:
    """Return what is drawn too near the edge (N101–N104), by page and side, and pages that are not upright A4 (N105).

    Measured on the page as it is printed: hidden layers, clipped and white parts do not count, filled fields and
    printed notes do. Whether a problem stops anything is for the caller to say: an office printer takes more than the
    services do. Raises BtiError when the PDF is locked (N111) or cannot be drawn (N112).
    """
    with opened(pdf) as document:
        sheets = [sheet(page.obj) for page in document.pages]
    found = each(pdf, lambda number, ink: _page(sheets[number], ink, number + 1, file), notes="print")
    return [problem for page in found for problem in page]


def _page(seen: Sheet, ink: Ink, number: int, file: str) -> list[Problem]:
    where = Where(file=file, place=f"side {number}")
    size = (seen.width / MM, seen.height / MM)
    if any(abs(is_ - wanted) > _SLACK for is_, wanted in zip(size, _A4, strict=True)):
        return [Problem("N105", where, {"width": f"{size[0]:.0f}", "height": f"{size[1]:.0f}"})]
    left, right, top, bottom = ink.margins(darker_than=_PAPER)
    free = (left * size[0], right * size[0], top * size[1], bottom * size[1])
    return [
        Problem(code, where, {"found": f"{int(bare + _BLUR)}", "needed": f"{needed:.0f}"})
        for (code, needed), bare in zip(_SIDES, free, strict=True)
        if bare < needed - _BLUR
    ]
