"""A place in the model and what a file holds there go in; the field that a page shows for it comes out."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bti_docs.case import shape
from bti_docs.case.shape import Path, Shape
from bti_docs.case.types import Klokkeslett, Node, Own

_LONG = 1000  # characters: text that may be longer is given room for many lines
_TITLE = 70
_TITLE_PARTS = 3

GUARDED = "hvem_ser"  # the part with what decides who may see a thing

Kind = Literal["line", "text", "date", "time", "number", "choice", "yesno", "many", "lines", "texts", "group", "rows"]


@dataclass(frozen=True)
class Choice:
    """One alternative: the word that the file has, and how it is said."""

    word: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Told:
    """One Problem, as a field shows it."""

    text: str
    hint: str
    error: bool
    at: str = ""


@dataclass(frozen=True)
class Part:
    """Fields that belong together. `name` is how the model calls them; the main part has none and is never folded."""

    id: str
    name: str
    fields: tuple[Field, ...]

    @property
    def calls(self) -> bool:
        """Whether a fault in it, or a row that was just added or moved, wants to be seen."""
        return any(field.calls for field in self.fields)

    @property
    def filled(self) -> bool:
        """Whether anything is said in it."""
        return any(field.filled for field in self.fields)

    @property
    def runs(self) -> tuple[tuple[Field, ...], ...]:
        """The fields one by one, but questions about the same people, one after the other, together: as a table."""
        alike = itertools.groupby(enumerate(self.fields), key=lambda at: _asks_about(at[1]) or at[0])
        return tuple(tuple(field for _, field in run) for _, run in alike)


@dataclass(frozen=True)
class Row:
    """One of a list of things, with its fields. `focus` is the button that has just moved it: `opp` or `ned`."""

    name: str
    title: str
    parts: tuple[Part, ...]
    is_new: bool = False
    open: bool = False
    told: tuple[Told, ...] = ()
    focus: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """All its fields, in whichever part."""
        return tuple(field for part in self.parts for field in part.fields)

    @property
    def id(self) -> str:
        """The id of the row on the page."""
        return f"f-{self.name}"


@dataclass(frozen=True)
class Field:
    """One field of a form. `name` is the key path with dots: `møter.0.leder`."""

    kind: Kind
    name: str
    label: str
    help: str = ""
    value: str = ""
    values: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    usual: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    rows: tuple[Row, ...] = ()
    required: bool = False
    told: tuple[Told, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """All the fields inside, in whichever part."""
        return tuple(field for part in self.parts for field in part.fields)

    @property
    def id(self) -> str:
        """The id of the control on the page."""
        return f"f-{self.name}"

    @property
    def filled(self) -> bool:
        """Whether anything is said in it."""
        own = bool(self.value or any(self.values) or self.rows or any(c.chosen for c in self.choices))
        return own or any(field.filled for field in self.fields)

    @property
    def calls(self) -> bool:
        """Whether a fault or a row in it wants to be seen."""
        return bool(self.told) or any(row.open for row in self.rows) or any(part.calls for part in self.parts)

    @property
    def wrong(self) -> bool:
        """Whether an error is told at the field itself."""
        return any(t.error for t in self.told)


def kind_of(place: Shape) -> Kind:
    """Return which kind of field a place is shown as."""
    if place.node:
        return "group"
    inner = shape.item(place)
    if inner is not None:
        if inner.node:
            return "rows"
        if inner.words or inner.refers_to:
            return "many"
        return "texts" if _longest(inner) > _LONG else "lines"
    if place.words or place.refers_to:
        return "choice"
    return _leaf(place)


def _leaf(place: Shape) -> Kind:
    leaves: dict[Any, Kind] = {bool: "yesno", int: "number", dt.date: "date", Klokkeslett: "time"}
    return leaves.get(place.type) or ("text" if _longest(place) > _LONG else "line")


def _longest(place: Shape) -> int:
    return max((n for mark in place.marks if (n := getattr(mark, "max_length", None))), default=0)


def shown(kind: Kind, value: Any) -> str:
    """Return a value as a page shows it: days and times the Norwegian way, text without its last line break."""
    text = value if isinstance(value, str) else ""
    if kind == "time":
        return text.replace(":", ".").replace("-", "–")
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text) if kind == "date" else None
    return f"{found[3]}.{found[2]}.{found[1]}" if found else text.strip("\n")


def is_own(place: Shape) -> bool:
    """Tell whether a place holds a thing's own id, or a word that is always the same: nobody is asked for those."""
    return any(isinstance(mark, Own) for mark in place.marks) or len(place.words) == 1


@dataclass(frozen=True)
class Builder:
    """Makes the fields of a page: how things are called, what may be chosen, what is wrong, which row is open.

    `new` is the list that one more row is added to; `moved` is a row that was moved, with the button that did it.
    """

    label: Callable[[Path], str]
    help: Callable[[Path], str]
    choice: Callable[[Shape, str, str], str]
    known: Mapping[str, Sequence[tuple[str, str]]]
    told: Mapping[str, Sequence[Told]]
    new: str = ""
    moved: tuple[str, str] = ("", "")

    def field(self, place: Shape, value: Any, path: Path, *, required: bool = False) -> Field:
        """Return the field for the value at `path`."""
        name, kind = ".".join(map(str, path)), kind_of(place)
        common: dict[str, Any] = {
            "kind": kind,
            "name": name,
            "label": self.label(path),
            "help": self.help(path),
            "required": required,
            "told": tuple(self.told.get(name, ())),
        }
        return Field(**common, **self._content(kind, place, value, path))

    def _content(self, kind: Kind, place: Shape, value: Any, path: Path) -> dict[str, Any]:
        if kind == "group":
            return {"parts": self._parts(place.node, value, path)} if place.node else {}
        if kind == "rows":
            return {"rows": tuple(self._rows(place, value, path))}
        if kind in ("many", "choice"):
            inner_place = (shape.item(place) if kind == "many" else None) or place
            return {"choices": tuple(self._choices(inner_place, value, str(path[-1])))}
        if kind in ("lines", "texts"):
            items = [str(v).strip("\n") for v in value] if isinstance(value, list) else []
            return {"values": (*items, ""), "value": "\n".join(items)}
        if place.common:
            usual = self.known.get(place.common, ())
            return {"value": dict(usual).get(value, shown(kind, value)), "usual": tuple(label for _, label in usual)}
        return {"value": shown(kind, value)}

    def _parts(self, model: type[Node], value: Any, path: Path) -> tuple[Part, ...]:
        """Return the fields of a map as its model divides them; those that say who may see it come last."""
        held = value if isinstance(value, dict) else {}
        guards, name = _inherited(model), ""
        found: list[tuple[str, Field]] = []
        for key, place in shape.fields(model).items():
            name = model.avsnitt.get(key, name)
            if not is_own(place):
                required = model.model_fields[key].is_required()
                field = self.field(place, held.get(key), (*path, key), required=required)
                found.append((GUARDED if key in guards else name, field))
        found.sort(key=lambda part: part[0] == GUARDED)
        parts = itertools.groupby(found, key=lambda part: part[0])
        return tuple(
            Part(".".join(map(str, ("d-", *path, n))), name, tuple(field for _, field in fields))
            for n, (name, fields) in enumerate(parts)
        )

    def _rows(self, place: Shape, value: Any, path: Path) -> Iterator[Row]:
        rows = value if isinstance(value, list) else []
        model = next(p.node for p in [shape.item(place)] if p and p.node)
        for i, row in enumerate([*rows, *([{}] if self.new == ".".join(map(str, path)) else [])]):
            name, is_new = ".".join(map(str, (*path, i))), i == len(rows)
            parts = self._parts(model, row, (*path, i))
            told, focus = tuple(self.told.get(name, ())), self.moved[1] if self.moved[0] == name else ""
            opened = is_new or bool(told or focus) or any(part.calls for part in parts)
            title = _title([field for part in parts if part.name != GUARDED for field in part.fields])
            yield Row(name, title, parts, is_new, opened, told, focus)

    def _choices(self, place: Shape, value: Any, key: str) -> Iterator[Choice]:
        chosen = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        if place.refers_to:
            found = list(self.known.get(place.refers_to, ()))
        else:
            found = [(word, self.choice(place, word, key)) for word in place.words]
        found += [(word, word) for word in chosen if word not in dict(found)]
        return (Choice(word, label, word in chosen) for word, label in found)


def _asks_about(field: Field) -> str:
    """Return what the boxes of a field stand for; empty when it has none."""
    return " ".join(choice.word for choice in field.choices) if field.kind == "many" else ""


def _inherited(model: type[Node]) -> frozenset[str]:
    """Return the fields that a model has from the one it is built on."""
    return frozenset(key for base in model.__mro__[1:] for key in getattr(base, "model_fields", {}))


def _title(fields: Sequence[Field]) -> str:
    """Return what a row is called in a list: the first few things it says."""
    said = [_said(field) for field in fields]
    return " · ".join([s for s in said if s][:_TITLE_PARTS])


def _said(field: Field) -> str:
    if field.kind == "choice":
        return next((c.label for c in field.choices if c.chosen), "")
    if field.kind not in ("line", "text", "date", "time"):
        return ""
    text = " ".join(field.value.split())
    return text if len(text) <= _TITLE else text[: _TITLE - 1].rstrip() + "…"
