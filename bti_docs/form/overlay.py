"""A page without fields and where a map wants its values go in; boxes of our own come out, as fields that are drawn."""

from __future__ import annotations

from collections.abc import Sequence

from bti_docs.form.blank import Box, Field, Kind, Sheet, Widget
from bti_docs.form.skjema import Tegnet
from bti_docs.problem import BtiError, Problem, Where

_ON = "X"


def overlay(drawn: Sequence[Tegnet], sheets: Sequence[Sheet], places: Sequence[Where]) -> tuple[Field, ...]:
    """Return a field for each value that is drawn; `places` says where each stands in the map.

    Raises BtiError: no such page (B421), an anchor that the page does not say, or says twice (B422), a length that is
    none (B423), a box that leaves its page (B424).
    """
    fields: list[Field] = []
    problems: list[Problem] = []
    for one, where in zip(drawn, places, strict=True):
        try:
            fields.append(_field(one, sheets, where))
        except BtiError as error:
            problems += error.problems
    if problems:
        raise BtiError(*problems)
    return tuple(fields)


def _field(one: Tegnet, sheets: Sequence[Sheet], where: Where) -> Field:
    if one.side > len(sheets):
        raise BtiError(Problem("B421", where, {"pages": str(len(sheets))}))
    sheet = sheets[one.side - 1]
    x, y, width, height = (_length(n, where) for n in (one.x, one.y, one.bredde, one.høyde))
    if one.anker:
        corner = _anchor(one.anker, sheet, where)
        x, y = x + corner[0], y + corner[1]
    seen = _size(sheet)
    if x < 0 or y < 0 or x + width > seen[0] + 1 or y + height > seen[1] + 1:
        raise BtiError(Problem("B424", where))
    cells = one.celler or 0 if one.type == "celler" else 0
    ticked = one.type == "kryss"
    box = _own_units(sheet, (x, y, x + width, y + height))
    turn = sheet.turn % 360
    widget = Widget(one.side - 1, box, turn=turn, cells=cells, size=float(one.skrift or 0), state=_ON if ticked else "")
    if ticked:
        widget = Widget(one.side - 1, box, turn=turn, state=_ON, states={_ON: _cross(widget)})
    return Field(
        name=one.navn,
        kind=Kind.CHECK if ticked else Kind.TEXT,
        multiline=one.type == "flerlinje",
        comb=cells > 0,
        max_len=cells,
        tooltip=one.navn,
        widgets=(widget,),
    )


def _cross(widget: Widget) -> str:
    """Return a cross of our own, with a remark by which the reading back knows it."""
    from bti_docs.form.appearance import tick

    return f"q {widget.placing} %BtiState\n{tick(widget, round_=False)}Q\n"


def _length(said: str, where: Where) -> float:
    try:
        return float(said.replace(",", "."))
    except ValueError:
        raise BtiError(Problem("B423", where)) from None


def _size(sheet: Sheet) -> tuple[float, float]:
    """Return the page's width and height as seen."""
    across, along = sheet.box[2] - sheet.box[0], sheet.box[3] - sheet.box[1]
    return (across, along) if sheet.turn % 180 == 0 else (along, across)


def _anchor(text: str, sheet: Sheet, where: Where) -> tuple[float, float]:
    """Return where an anchor ends, from the page's upper left as seen: the right end of its line, and its head."""
    found = [box for said, box in sheet.words if " ".join(said.split()) == " ".join(text.split())]
    found = found or [box for said, box in sheet.words if " ".join(text.split()) in " ".join(said.split())]
    if len(found) != 1:
        raise BtiError(Problem("B422", where, {"count": str(len(found))}))
    seen = as_seen(sheet, found[0])
    return seen[2], seen[1]


def as_seen(sheet: Sheet, box: Box) -> Box:
    """Return a box as left, head, right, foot from the page's upper left corner as seen."""
    left, foot, right, head = sheet.box
    x0, y0, x1, y1 = box
    return {
        0: (x0 - left, head - y1, x1 - left, head - y0),
        90: (y0 - foot, x0 - left, y1 - foot, x1 - left),
        180: (right - x1, y0 - foot, right - x0, y1 - foot),
        270: (head - y1, right - x1, head - y0, right - x0),
    }[sheet.turn % 360]


def _own_units(sheet: Sheet, seen: Box) -> Box:
    """Return a box given from the upper left as seen in the page's own units."""
    left, foot, right, head = sheet.box
    x0, y0, x1, y1 = seen
    return {
        0: (left + x0, head - y1, left + x1, head - y0),
        90: (left + y0, foot + x0, left + y1, foot + x1),
        180: (right - x1, foot + y0, right - x0, foot + y1),
        270: (right - y1, head - x1, right - y0, head - x0),
    }[sheet.turn % 360]
