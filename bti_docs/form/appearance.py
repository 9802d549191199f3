"""A field's box, its value and the letters go in; the drawing comes out, as PDF operators from the box's lower left."""

from __future__ import annotations

from bti_docs.form.alphabet import ASCENT, DESCENT, NAMES, Alphabet
from bti_docs.form.answers import clean
from bti_docs.form.blank import Field, Widget, num
from bti_docs.form.layout import LINE, Laid, Room, many_lines, one_line

_SMALLEST, _SMALLEST_MULTI = 6.0, 7.0  # pt; a text that would be smaller goes on elsewhere
_LIST_SIZE = 10.0


def room(field: Field, widget: Widget, smallest: float = 0.0) -> Room:
    """Return what a box has for its text. `smallest` is the map's smallest size in pt, 0 for ours."""
    least = smallest or (_SMALLEST_MULTI if field.multiline else _SMALLEST)
    return Room(*widget.inside, widget.size, least)


def lay(field: Field, widget: Widget, text: str, letters: Alphabet, smallest: float = 0.0) -> Laid:
    """Lay a text in a box, in the way of its field."""
    space = room(field, widget, smallest)
    if field.comb:
        return _cells(widget, text, letters)
    return many_lines(text, space, letters) if field.multiline else one_line(text, space, letters)


def _cells(widget: Widget, text: str, letters: Alphabet) -> Laid:
    """Lay one character a cell; all the same size, none wider than its cell."""
    cell = widget.across / widget.cells
    widest = max((letters.glyphs[c].width for c in text), default=0.0)
    size = widget.size or min(12.0, widget.along * 0.75)
    size = min(size, widget.along / (ASCENT + DESCENT), cell / widest if widest else size)
    return Laid(size, (text,), len(text) <= widget.cells)


def draw_text(field: Field, widget: Widget, laid: Laid, letters: Alphabet) -> str:
    """Draw background, border and the text that was laid."""
    if not any(laid.lines):
        return widget.frame
    words = _cell_words(widget, laid, letters) if field.comb else _line_words(field, widget, laid, letters)
    return f"{widget.opening}{words} ET Q\n"


def _line_words(field: Field, widget: Widget, laid: Laid, letters: Alphabet) -> str:
    size, lines, pad = laid.size, laid.lines, widget.pad
    top = widget.along - pad[1] - ASCENT * size
    base = top if field.multiline else (widget.along - (ASCENT - DESCENT) * size) / 2
    whole = None if widget.align else letters.lines(lines)
    if whole is not None:
        leading = f"{num(LINE * size)} TL " if len(lines) > 1 else ""
        return f"{leading}{num(pad[0])} {num(base)} Td /{NAMES[0]} {num(size)} Tf {whole}"
    parts: list[str] = []
    x, step = 0.0, 0.0
    for line in lines:
        lean = _shift(widget, widget.across - 2 * pad[0], letters.width(line) * size) if widget.align else 0.0
        place = pad[0] + lean
        parts.append(f"{num(place - x)} {num(step or base)} Td {shown(line, size, letters)}")
        x, step = place, -LINE * size
    return " ".join(parts)


def _shift(widget: Widget, width: float, wide: float) -> float:
    """Return how far a line stands from the left, by /Q."""
    return (0.0, (width - wide) / 2, width - wide)[widget.align] if wide < width else 0.0


def _cell_words(widget: Widget, laid: Laid, letters: Alphabet) -> str:
    """Put each character in the middle of its cell (ISO 32000-1, 12.7.4.3), a short text where /Q says."""
    cell, text = widget.across / widget.cells, laid.lines[0]
    first = (0, (widget.cells - len(text)) // 2, widget.cells - len(text))[widget.align]
    base = (widget.along - (ASCENT - DESCENT) * laid.size) / 2
    parts = []
    for place, character in enumerate(text, first):
        x = cell * (place + 0.5) - letters.glyphs[character].width * laid.size / 2
        parts.append(f"1 0 0 1 {num(x)} {num(base)} Tm {shown(character, laid.size, letters)}")
    return " ".join(parts)


def draw_list(field: Field, widget: Widget, chosen: tuple[str, ...], letters: Alphabet) -> str:
    """Draw the lines of a list that have room, the chosen ones on a band of colour."""
    size, step = _list_size(widget), _list_size(widget) * LINE
    across = num(widget.across)
    parts = [widget.frame, f"q 0 0 {across} {num(widget.along)} re W n "]
    for row, (export, said) in enumerate(list_lines(field, widget, chosen)):
        head = widget.along - widget.pad[1] - row * step
        if export in chosen:
            parts.append(f"0.6 0.76 0.85 rg 0 {num(head - step)} {across} {num(step)} re f ")
        fitted = one_line(said, Room(widget.across - 2 * widget.pad[0], step, size, 1.0), letters)
        words = shown(said, fitted.size, letters)
        place = f"{num(widget.pad[0])} {num(head - ASCENT * size)}"
        parts.append(f"BT {widget.color} 1 0 0 1 {place} Tm {words} ET ")
    return "".join([*parts, "Q\n"])


def list_lines(field: Field, widget: Widget, chosen: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the options that a list's box has room for: from the first, or from the first that is chosen."""
    options = field.options
    fits = max(1, int((widget.along - 2 * widget.pad[1]) / (_list_size(widget) * LINE)))
    marked = [i for i, (export, _) in enumerate(options) if export in chosen]
    first = min(len(options) - fits, marked[0]) if len(options) > fits and marked else 0
    return tuple((export, clean(said)) for export, said in options[first : first + fits])


def _list_size(widget: Widget) -> float:
    return widget.size or _LIST_SIZE


def shown(line: str, size: float, letters: Alphabet) -> str:
    """Return the operators that show a line, changing fonts where the letters do."""
    parts = (f"/{NAMES[font]} {num(size)} Tf <{codes}> Tj" for font, codes in letters.runs(line) if codes)
    return " ".join(parts)


def tick(widget: Widget, *, round_: bool) -> str:
    """Draw what a button that is on shows, where the form has no drawing of its own: a cross, or a dot."""
    w, h = widget.across, widget.along
    side = min(w, h) * 0.6
    x, y = (w - side) / 2, (h - side) / 2
    if round_:
        return f"q 0 g {_circle(w / 2, h / 2, side / 2)} f Q\n"
    ends = (x, y, x + side, y + side), (x, y + side, x + side, y)
    strokes = " ".join(f"{num(a)} {num(b)} m {num(c)} {num(d)} l S" for a, b, c, d in ends)
    return f"q 0 G {num(max(side / 8, 0.5))} w {strokes} Q\n"


def _circle(x: float, y: float, r: float) -> str:
    k = 0.5523 * r  # four curves that are a circle to the eye
    points = [
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    ]
    return f"{num(x + r)} {num(y)} m " + " ".join(" ".join(map(num, p)) + " c" for p in points)
