"""A form goes in; what is in it comes out: a row for each field with a guess at its label, a first map, a picture."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bti_docs.form.blank import Blank, Box, Field, Kind, Sheet, Widget
from bti_docs.form.fill import Rule, fill
from bti_docs.form.fingerprint import fingerprint
from bti_docs.form.overlay import as_seen
from bti_docs.problem import BtiError

_NEAR = 250.0  # pt from a box, the farthest that its label stands
_SAME_LINE = 6.0  # pt
_RED = (0.8, 0.0, 0.0)
_PICTURE_SCALE = 1.5


@dataclass(frozen=True)
class Row:
    """One field, or one place that could be one, as a person reads of it; `seen` is its box from the upper left."""

    number: int
    name: str
    kind: str
    page: int
    seen: Box
    choices: tuple[str, ...]
    label: str
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the row as one JSON object; lengths are in pt."""
        box = [round(n, 1) for n in self.seen]
        return {
            "number": self.number,
            "name": self.name,
            "kind": self.kind,
            "page": self.page,
            "box": box,
            "choices": list(self.choices),
            "label": self.label,
            "notes": list(self.notes),
        }


def rows(blank: Blank) -> list[Row]:
    """Return a row for each field of the form, or for each place that invites writing on one without fields."""
    if blank.fields:
        return [_row(number, field, blank) for number, field in enumerate(blank.fields, 1)]
    return list(_proposed(blank))


def _row(number: int, field: Field, blank: Blank) -> Row:
    widget = field.widgets[0] if field.widgets else Widget(0, (0.0, 0.0, 0.0, 0.0))
    sheet = blank.sheets[widget.page]
    choices = field.on_states if field.kind.ticked else tuple(shown for _, shown in field.options)
    if field.exports and field.kind.ticked:
        choices = tuple(dict.fromkeys((*choices, *field.exports)))
    label = field.tooltip or guess(sheet, widget.box, after=field.kind.ticked)
    return Row(
        number, field.name, field.kind.value, widget.page + 1, as_seen(sheet, widget.box), choices, label, _notes(field)
    )


def _notes(field: Field) -> tuple[str, ...]:
    said = {
        "multiline": field.multiline,
        "comb": field.comb,
        f"max {field.max_len}": field.max_len > 0,
        "required": field.required,
        "read-only": field.read_only,
        "calculated": field.calculated,
        "several": field.many,
        "free text": field.editable,
        "password": field.password,
        "hidden": bool(field.widgets) and all(w.hidden for w in field.widgets),
        f"{len(field.widgets)} boxes": len(field.widgets) > 1,
        "has a value": bool(field.value),
    }
    return tuple(note for note, holds in said.items() if holds)


def guess(sheet: Sheet, box: Box, *, after: bool = False) -> str:
    """Return the text that stands nearest a box: left of it on its line, above it, or after it for what is ticked."""
    own = as_seen(sheet, box)
    near = [
        (d, said) for said, place in sheet.words if (d := _distance(as_seen(sheet, place), own, after=after)) < _NEAR
    ]
    return min(near, default=(0.0, ""))[1].strip(" :_.")


def _distance(text: Box, box: Box, *, after: bool) -> float:
    """Return how far a text is from being a box's label, in pt: a text on its line is nearer than one above."""
    middle = (text[1] + text[3]) / 2
    on_line = box[1] - _SAME_LINE < middle < box[3] + _SAME_LINE
    if after and on_line and text[0] >= box[2] - 2:
        return text[0] - box[2]
    if on_line and text[2] <= box[0] + 2:
        return (box[0] - text[2]) + (_NEAR / 4 if after else 0)
    above = box[1] - text[3]
    if not after and -_SAME_LINE < above < 4 * _SAME_LINE and text[0] < box[2] and text[2] > box[0] - 2:
        return 20 + max(above, 0.0) * 2 + abs(text[0] - box[0]) / 10
    return _NEAR * 2


def _proposed(blank: Blank) -> Iterator[Row]:
    number = 0
    for page, sheet in enumerate(blank.sheets):
        places = [(box, "tekst") for box in sheet.lines] + [(box, "kryss") for box in sheet.squares]
        free = [(box, kind) for box, kind in places if not _covered(sheet, box)]
        for box, kind in sorted(free, key=lambda p: (round(as_seen(sheet, p[0])[1]), p[0][0])):
            number += 1
            label = guess(sheet, box, after=kind == "kryss")
            yield Row(number, f"boks_{number}", kind, page + 1, as_seen(sheet, box), (), label)


def _covered(sheet: Sheet, box: Box) -> bool:
    """Tell whether text stands in the middle of a place: a frame around words is no place to write."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(b[0] < x < b[2] and b[1] < y < b[3] and "___" not in said for said, b in sheet.words)


def first_map(blank: Blank, *, id_: str, file: str, title: str) -> str:
    """Return a map to begin with: every field with its label, its choices, and no expression yet."""
    print_ = fingerprint(blank)
    lines = [
        "# Hvert felt: skriv uttrykket under verdi, eller flytt navnet til ignorer. Sjekk: bti-docs form check",
        "bti_skjema: 1",
        f"id: {id_}",
        f"tittel_nb: {_quoted(title)}",
        f"tittel_nn: {_quoted(title)}",
        "blanketter:",
        "  nb:",
        f"    fil: {_quoted(file)}",
        f"    avtrykk: {{felt: {print_.fields}, bokser: {print_.boxes}, tekst: {print_.text}}}",
        "felt:",
    ]
    found = rows(blank)
    takes = [r for r in found if r.kind not in (Kind.PUSH.value, Kind.SIGNATURE.value)]
    for row in takes:
        lines += _map_line(row)
    ignored = [r.name for r in found if r not in takes]
    lines += ["ignorer:", *(f"  - {_quoted(name)}" for name in ignored)] if ignored else []
    if not blank.fields:
        lines += ["tegn:", *(_drawn_line(row) for row in takes)]
    return "\n".join(lines) + "\n"


def _map_line(row: Row) -> Iterator[str]:
    said = " · ".join(filter(None, [row.label, row.kind, *row.notes, ", ".join(row.choices[:12])]))
    yield f"  # side {row.page}: {' '.join(said.split())}"
    yield f"  {_quoted(row.name)}: {{verdi: ''}}"


def _drawn_line(row: Row) -> str:
    left, head, right, foot = row.seen
    place = f"x: {left:.0f}, y: {head:.0f}, bredde: {right - left:.0f}, høyde: {foot - head:.0f}"
    return f"  - {{navn: {row.name}, side: {row.page}, {place}, type: {row.kind}}}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def picture(blank: Blank) -> bytes:
    """Return the form as a PDF with each field's name, or its number where the name has no room, in its box."""
    found = rows(blank)
    shown = [_named(row, field) for row, field in zip(found, blank.fields or map(_as_field, found), strict=True)]
    named = replace(
        blank, fields=tuple(_boxed(row, field, blank) for row, (_, field) in zip(found, shown, strict=True))
    )
    values = {f"{row.number}": said for row, (said, _) in zip(found, shown, strict=True)}
    rules = {f"{row.number}": Rule(smallest=4.0, overflow=False) for row in found}
    try:
        return fill(named, values, flat=True, rules=rules).pdf
    except BtiError as error:  # a name without room: its number has
        narrow = {p.where.path for p in error.problems}
        return fill(named, {n: n if n in narrow else v for n, v in values.items()}, flat=True, rules=rules).pdf


def _named(row: Row, field: Field) -> tuple[str, Field]:
    return f"{row.number} {row.name}", field


def _as_field(row: Row) -> Field:
    return Field(row.name, Kind.TEXT, widgets=(Widget(row.page - 1, row.seen),))


def _boxed(row: Row, field: Field, blank: Blank) -> Field:
    """Return a field of the picture: a red frame with room for a name."""
    proposed = not blank.fields
    boxes = []
    for widget in field.widgets:
        box = _back(blank.sheets[widget.page], widget.box) if proposed else widget.box
        boxes.append(
            Widget(widget.page, box, border=_RED, border_width=0.5, color="0.8 0 0 rg", size=7.0, mcid=widget.mcid)
        )
    return Field(f"{row.number}", Kind.TEXT, widgets=tuple(boxes))


def _back(sheet: Sheet, seen: Box) -> Box:
    """Return a box as seen of an upright page in the page's own units."""
    left, _, _, head = sheet.box
    return (left + seen[0], head - seen[3], left + seen[2], head - seen[1])


def as_png(pdf: bytes, page: int) -> bytes:
    """Return one page, counted from 0, as a PNG."""
    import pypdfium2

    file = pypdfium2.PdfDocument(pdf)
    try:
        data = io.BytesIO()
        file[page].render(scale=_PICTURE_SCALE).to_pil().save(data, format="PNG")
        return data.getvalue()
    finally:
        file.close()


def choices(found: Sequence[Row]) -> list[list[str]]:
    """Return the rows as a table of text."""
    return [
        [f"{r.number}", r.name, r.kind, f"{r.page}", ", ".join(r.choices[:6]), r.label[:60], ", ".join(r.notes)]
        for r in found
    ]
