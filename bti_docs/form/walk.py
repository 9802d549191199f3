"""An opened PDF goes in; its fields come out, each with all that it inherits, and the objects that they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bti_docs.form.blank import OFF, Box, Kind
from bti_docs.problem import BtiError, Problem

if TYPE_CHECKING:
    import pikepdf

_DEPTH = 32  # levels of a field tree; a deeper one goes in a circle
MOST = 5_000  # boxes on one form
_MULTILINE, _PASSWORD, _COMB = 1 << 12, 1 << 13, 1 << 24
_RADIO, _PUSH = 1 << 15, 1 << 16
_COMBO, _EDIT, _MANY = 1 << 17, 1 << 18, 1 << 21
_READ_ONLY, _REQUIRED = 1, 2
_UNSEEN = 2 | 32  # hidden, no view


@dataclass
class Found:
    """A field as it was found: its name and kind, its own dictionary, and its boxes as (page, annotation)."""

    name: str
    kind: Kind
    node: pikepdf.Object
    boxes: list[tuple[int, pikepdf.Object]] = field(default_factory=list)
    others: list[pikepdf.Object] = field(default_factory=list)

    def flags(self) -> int:
        """Return /Ff, inherited."""
        return number(inherited(self.node, "/Ff"))


def walk(file: pikepdf.Pdf) -> list[Found]:
    """Return every field, in the order of its first box; boxes and nodes of the same name are one field.

    Raises BtiError (B106) when there are more boxes than any form has.
    """
    found: dict[str, Found] = {}
    seen: set[tuple[int, int]] = set()
    for page, widget in _widgets(file):
        _take(found, _field_of(widget), page, widget)
        seen.add(widget.objgen)
        if len(seen) > MOST:
            raise BtiError(Problem("B106", words={"most": str(MOST)}))
    for node in _boxless(file, seen):
        _take(found, node)
    return list(found.values())


def _take(found: dict[str, Found], node: pikepdf.Object, page: int = -1, widget: pikepdf.Object | None = None) -> None:
    kind = _kind(node if widget is None else widget)
    name = qualified(node)
    if kind is None:
        return
    one = found.setdefault(name, Found(name, kind, node))
    if node.objgen != one.node.objgen and node.objgen not in {o.objgen for o in one.others}:
        one.others.append(node)
    if widget is not None:
        one.boxes.append((page, widget))


def _widgets(file: pikepdf.Pdf) -> Iterator[tuple[int, pikepdf.Object]]:
    """Yield every box on every page; one that is written into the list itself becomes an object of its own."""
    import pikepdf

    for number_, page in enumerate(file.pages):
        notes = page.obj.get("/Annots")
        if not isinstance(notes, pikepdf.Array):
            continue
        for i, note in enumerate(list(notes)):
            if not isinstance(note, pikepdf.Dictionary) or note.get("/Subtype") != "/Widget":
                continue
            if not note.is_indirect:
                note = notes[i] = file.make_indirect(note)  # noqa: PLW2901
            yield number_, note


def _boxless(file: pikepdf.Pdf, seen: set[tuple[int, int]]) -> Iterator[pikepdf.Object]:
    """Yield the fields of the form's own list that no page shows."""
    import pikepdf

    form = file.Root.get("/AcroForm")
    level = list(form.get("/Fields", [])) if isinstance(form, pikepdf.Dictionary) else []
    known: set[tuple[int, int]] = set()
    for _ in range(_DEPTH):
        below: list[pikepdf.Object] = []
        for node in level:
            if not isinstance(node, pikepdf.Dictionary) or not node.is_indirect or node.objgen in known | seen:
                continue
            known.add(node.objgen)
            if len(known) > MOST:
                raise BtiError(Problem("B106", words={"most": str(MOST)}))
            kids = [k for k in node.get("/Kids", []) if isinstance(k, pikepdf.Dictionary)]
            below += kids
            if not kids and "/T" in node:
                yield node
        level = below


def _field_of(widget: pikepdf.Object) -> pikepdf.Object:
    """Return the field that a box belongs to: the nearest node that has a name, else the box itself."""
    return next((node for node in lineage(widget) if "/T" in node), widget)


def lineage(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield a node and those above it."""
    import pikepdf

    one: pikepdf.Object | None = node
    for _ in range(_DEPTH):
        if not isinstance(one, pikepdf.Dictionary):
            return
        yield one
        one = one.get("/Parent")


def inherited(node: pikepdf.Object, key: str) -> pikepdf.Object | None:
    """Return a node's own value, or the nearest above it (ISO 32000-1, 12.7.3.1)."""
    return next((n[key] for n in lineage(node) if key in n), None)


def qualified(node: pikepdf.Object) -> str:
    """Return the whole name, from the top down, with full stops between."""
    parts = [text(n["/T"]) for n in lineage(node) if "/T" in n]
    return ".".join(reversed(parts))


def text(value: object) -> str:
    """Return a PDF string or name as text, without what no text can hold."""
    import pikepdf

    if isinstance(value, pikepdf.Stream):
        value = value.read_bytes().decode("latin-1")
    said = str(value) if value is not None else ""
    return said.encode("utf-8", "replace").decode()


def number(value: object, otherwise: float = 0) -> int:
    """Return a whole number; anything else is `otherwise`."""
    try:
        return int(str(value))
    except (ValueError, OverflowError):
        return int(otherwise)


def decimal(value: object, otherwise: float = 0.0) -> float:
    """Return a number; anything else, or one that no page has, is `otherwise`."""
    try:
        found = float(str(value))
    except ValueError:
        return otherwise
    return found if abs(found) < 1e6 else otherwise


def box_of(value: object) -> Box:
    """Return a rectangle as left, foot, right, head; four noughts for what is none."""
    try:
        x0, y0, x1, y1 = (decimal(n) for n in value)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return (0.0, 0.0, 0.0, 0.0)
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def unseen(widget: pikepdf.Object) -> bool:
    """Tell whether viewers show the box at all."""
    return bool(number(widget.get("/F")) & _UNSEEN)


def on_state(widget: pikepdf.Object) -> str:
    """Return the state that a button's box is switched on to, as the form's own appearances name it."""
    import pikepdf

    for key in ("/N", "/D"):
        looks = widget.get("/AP")
        states = looks.get(key) if isinstance(looks, pikepdf.Dictionary) else None
        if isinstance(states, pikepdf.Dictionary) and not isinstance(states, pikepdf.Stream):
            on = [k.removeprefix("/") for k in states.keys() if k != f"/{OFF}"]  # noqa: SIM118 a PDF object
            if on:
                return text(on[0])
    said = text(widget.get("/AS", "")).removeprefix("/")
    return said if said not in ("", OFF) else "Yes"


def _kind(node: pikepdf.Object) -> Kind | None:
    flags = number(inherited(node, "/Ff"))
    match text(inherited(node, "/FT")):
        case "/Tx":
            return Kind.TEXT
        case "/Btn" if flags & _PUSH:
            return Kind.PUSH
        case "/Btn":
            return Kind.RADIO if flags & _RADIO else Kind.CHECK
        case "/Ch":
            return Kind.COMBO if flags & _COMBO else Kind.LIST
        case "/Sig":
            return Kind.SIGNATURE
    return None


@dataclass(frozen=True)
class Flags:
    """What /Ff says of a field."""

    multiline: bool
    comb: bool
    password: bool
    required: bool
    read_only: bool
    editable: bool
    many: bool


def flags_of(found: Found) -> Flags:
    """Read a field's flags, each only for the kind that it means something for (ISO 32000-1, tables 221-230)."""
    said = found.flags()
    writes, chooses = found.kind is Kind.TEXT, found.kind in (Kind.COMBO, Kind.LIST)
    has_length = number(inherited(found.node, "/MaxLen")) > 0
    plain = not said & (_MULTILINE | _PASSWORD)
    return Flags(
        multiline=writes and bool(said & _MULTILINE),
        comb=writes and plain and has_length and bool(said & _COMB),
        password=writes and bool(said & _PASSWORD),
        required=bool(said & _REQUIRED),
        read_only=bool(said & _READ_ONLY),
        editable=chooses and found.kind is Kind.COMBO and bool(said & _EDIT),
        many=chooses and bool(said & _MANY),
    )
