"""A PDF that is not ours and a short line go in; the same PDF with the line at the head of every page comes out."""

from __future__ import annotations

import functools
import io
import unicodedata
from typing import TYPE_CHECKING, Any

from bti_docs import fonts
from bti_docs.pages.ink import Ink, each
from bti_docs.pages.margins import LEFT, RIGHT
from bti_docs.pages.sheet import MM, Sheet, sheet
from bti_docs.pages.source import opened, saved
from bti_docs.problem import BtiError, Problem, Where

if TYPE_CHECKING:
    import pikepdf

Place = tuple[float, float]
"""Where a line's lower left corner stands, in pt from the sheet's lower left corner as seen."""

_FONT = "BtiDocsArimo"
_SIZES = (8.0, 7.5, 7.0, 6.5, 6.0)  # pt
_ASCENT, _DESCENT = 0.905, 0.212  # of the size, the font's own
_BANDS = (range(10, 15), range(9, 4, -1), range(15, 21))  # mm from the edge, in the order a place is looked for
_AIR = 1.0  # mm of bare paper around the line
_SHADES = (245, 200)  # bare paper, and next what can be printed over: the grain of a scan, a pale field
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def stamp(pdf: bytes, text: str, *, lang: str) -> bytes:
    """Return the PDF with `text` (in the language `lang`) in small letters on every page.

    It stands upright as the page is seen, within the margins that printing services accept: at the right of the head,
    10 mm from the edges, or where there is bare paper next: at the left, nearer the edge, at the foot. In a tagged
    file it is a pagination artifact, so that it is not read aloud in the middle of the text. The same input gives the
    same bytes.

    Raises BtiError: a character that cannot be drawn (N121), a text too long (N122), no bare place on a page (N123),
    a signed file (N124), a locked or broken one (N111, N112); and ValueError for a text of nothing.
    """
    line = unicodedata.normalize("NFC", text).strip()
    if not line:
        raise ValueError("nothing to stamp")
    _refuse_undrawable(line)
    with opened(pdf) as file:
        if _signed(file):
            raise BtiError(Problem("N124"))
        sheets = [sheet(page.obj) for page in file.pages]
        size = _size(line, min(seen.width for seen in sheets))
        width, height = _width(line, size), (_ASCENT + _DESCENT) * size

        def place(number: int, ink: Ink) -> Place:
            return _place(sheets[number], ink, width, height, number)

        places = each(pdf, place, notes="all")
        _draw(file, sheets, places, _drawing(line, size), lang)
        return saved(file)


def _refuse_undrawable(line: str) -> None:
    """Refuse what one glyph per character, left to right, cannot show: no box and no question mark instead."""
    known = _font().face.charToGlyph
    for character in line:
        joins = unicodedata.category(character)[0] in "CM"
        if joins or ord(character) not in known or unicodedata.bidirectional(character) in _RIGHT_TO_LEFT:
            raise BtiError(Problem("N121", words={"character": f"U+{ord(character):04X}"}))


def _signed(file: pikepdf.Pdf) -> bool:
    """Say whether somebody has signed the bytes: any change would make the signature look forged."""
    return any(_signature(found) for found in file.objects)


def _signature(found: object) -> bool:
    """Say whether an object is a signature, or a field that holds one."""
    import pikepdf

    if not isinstance(found, pikepdf.Dictionary):
        return False
    return "/ByteRange" in found or _signature(found.get("/V"))


@functools.cache
def _font() -> Any:
    """Arimo as ReportLab knows it: of the variable file it takes the outlines at rest, which are the regular ones."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = TTFont(_FONT, str(fonts.path(fonts.ARIMO)), asciiReadable=False)
    pdfmetrics.registerFont(font)
    return font


def _width(line: str, size: float) -> float:
    return float(_font().stringWidth(line, size))


def _size(line: str, narrowest: float) -> float:
    """Return the largest size, in pt, at which the line has room on the narrowest sheet."""
    room = narrowest - (LEFT + RIGHT) * MM
    fitting = (size for size in _SIZES if _width(line, size) <= room)
    size = next(fitting, 0.0)
    if not size:
        raise BtiError(Problem("N122"))
    return size


def _place(seen: Sheet, ink: Ink, width: float, height: float, number: int) -> Place:
    free = [(place, _darkest(seen, ink, place, width, height)) for place in _candidates(seen, width, height)]
    for lightest in _SHADES:
        for place, shade in free:
            if shade >= lightest:
                return place
    raise BtiError(Problem("N123", Where(place=f"side {number + 1}")))


def _darkest(seen: Sheet, ink: Ink, place: Place, width: float, height: float) -> int:
    """Return the darkest shade where the line would stand, with the air around it."""
    air, (x, y) = _AIR * MM, place
    left, right = (x - air) / seen.width, (x + width + air) / seen.width
    return ink.darkest(left, 1 - (y + height + air) / seen.height, right, 1 - (y - air) / seen.height)


def _candidates(seen: Sheet, width: float, height: float) -> list[Place]:
    """Return the places to try, the best first: right, left, middle; at the head, then at the foot."""
    left, right = LEFT * MM, seen.width - RIGHT * MM - width
    across = (right, left, max(left, min(right, (seen.width - width) / 2)))
    edges = [edge * MM for band in _BANDS for edge in band]
    along = [*(seen.height - edge - height for edge in edges), *edges]
    return [(x, y) for y in along for x in across]


def _drawing(line: str, size: float) -> bytes:
    """Return the line as a PDF page of its own size."""
    from reportlab.pdfgen.canvas import Canvas

    _font()  # must be known before a canvas asks for it
    data = io.BytesIO()
    page = (_width(line, size), (_ASCENT + _DESCENT) * size)
    canvas = Canvas(data, pagesize=page, invariant=True, initialFontName=_FONT, initialFontSize=size)
    canvas.drawString(0, _DESCENT * size, line)
    canvas.save()
    return data.getvalue()


def _draw(file: pikepdf.Pdf, sheets: list[Sheet], places: list[Place], drawing: bytes, lang: str) -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(drawing)) as drawn:
        form = file.copy_foreign(drawn.pages[0].as_form_xobject())
    mark = _mark(lang, tagged="/StructTreeRoot" in file.Root)
    name = _free_name(file)
    for page, seen, place in zip(file.pages, sheets, places, strict=True):
        _close_states(page)
        page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(name))
        moved = " ".join(f"{number:.4f}".rstrip("0").rstrip(".") for number in seen.matrix(*place))
        page.contents_add(f"\n{mark} BDC q {moved} cm {name} Do Q EMC".encode())


def _mark(lang: str, *, tagged: bool) -> str:
    if tagged:
        return "/Artifact <</Type /Pagination /Subtype /Header /Attached [/Top]>>"
    spoken = "".join(c for c in lang if c.isascii() and (c.isalnum() or c == "-"))
    return f"/Span <</Lang ({spoken})>>"


def _free_name(file: pikepdf.Pdf) -> str:
    """Return a name that no page has given a drawing of its own."""
    taken = {name for page in file.pages for name in page.resources.get("/XObject", {}).keys()}  # noqa: SIM118 a PDF object
    return next(name for n in range(len(taken) + 1) if (name := f"/BtiStamp{n}") not in taken)


def _close_states(page: pikepdf.Page) -> None:
    """Put the page's own drawing between `q` and `Q`, and end what it left open, so that the line stands upright."""
    import pikepdf

    depth = 0
    for found in pikepdf.parse_content_stream(page, "q Q"):
        depth = max(0, depth + (1 if str(found.operator) == "q" else -1))
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"\nQ" + b" Q" * depth)
