"""What a browser sends of a form and what the file held go in; what the file is to hold comes out.

A field that was not on the page is left as it is; one that says what it said before keeps the file's own spelling.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bti_docs.case import shape, spelling
from bti_docs.case.merge import ABSENT
from bti_docs.case.model import Sak
from bti_docs.case.shape import Path, Shape
from bti_docs.case.types import Node, Own
from bti_docs.page.fields import Kind, is_own, kind_of, shown

ASKED = "har:"  # before the name of a field whose boxes send nothing when none is ticked
_DATE = re.compile(r"([0-9]{1,2})[. /-]\s?([0-9]{1,2})[. /-]\s?([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_OTHER_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


@dataclass
class Posted:
    """The fields that were sent, by name; `remove` is the row whose button was pressed, `move` the one to move.

    `given` are the ids that this run has given to new rows: two windows never give the same. `known` are usual words by
    their list, with how they are said.
    """

    sent: Mapping[str, Sequence[str]]
    remove: str = ""
    move: tuple[str, int] = ("", 0)
    given: set[str] = field(default_factory=set)
    known: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def case(self, base: dict[str, Any], keys: Sequence[str]) -> dict[str, Any]:
        """Return the case that was meant, given what the file held when the page was made."""
        self.taken = self.given | {row["id"] for rows in base.values() for row in _rows_of(rows) if "id" in row}
        return self._map(Sak, base, (), [k for k in keys if k in shape.fields(Sak)])

    def _map(self, model: type[Node], base: Any, path: Path, keys: Sequence[str]) -> dict[str, Any]:
        places, old = shape.fields(model), base if isinstance(base, dict) else {}
        out = dict(old)
        for key in keys:
            value = self._value(places[key], old.get(key, ABSENT), (*path, key))
            if value is not ABSENT:
                out[key] = value
            else:
                out.pop(key, None)
        order = [*places, *(k for k in out if k not in places)]
        return {key: out[key] for key in sorted(out, key=order.index)}

    def _value(self, place: Shape, base: Any, path: Path) -> Any:
        name, kind = ".".join(map(str, path)), kind_of(place)
        if place.node:
            inside = self._map(place.node, base, path, _asked_of(place.node))
            return inside or (base if base == {} else ABSENT)
        if kind == "rows":
            return self._rows(place, base, path)
        if kind == "many":
            return self._many(base, name) if ASKED + name in self.sent else base
        if kind in ("lines", "texts"):
            return self._listed(kind, base, name)
        return self._text(place, kind, base, self.sent[name][0]) if name in self.sent else base

    def _text(self, place: Shape, kind: Kind, base: Any, sent: str) -> Any:
        """Return what was written; a usual word is kept as the file has it, whatever language form it was said in."""
        usual = {label: word for word, label in self.known.get(place.common, ())}
        return _written(kind, base, usual.get(_clean(sent).strip(), sent))

    def _rows(self, place: Shape, base: Any, path: Path) -> Any:
        old = base if isinstance(base, list) else []
        inner = shape.item(place)
        if inner is None or inner.node is None:
            return base
        count = max(len(old), self._sent_rows(path))
        rows = [self._row(inner.node, old[i] if i < len(old) else None, (*path, i)) for i in range(count)]
        which, by = self.move
        at = next((i for i in range(count) if ".".join(map(str, (*path, i))) == which), None)
        if at is not None and 0 <= at + by < count:
            rows.insert(at + by, rows.pop(at))
        return [row for row in rows if row is not ABSENT] or (base if base == [] else ABSENT)

    def _row(self, model: type[Node], base: Any, path: Path) -> Any:
        if ".".join(map(str, path)) == self.remove:
            return ABSENT
        row = self._map(model, base, path, _asked_of(model))
        if base is not None:
            return row
        if not row:
            return ABSENT
        own = next((k for k, p in shape.fields(model).items() if any(isinstance(m, Own) for m in p.marks)), None)
        return {own: self._new_id(model), **row} if own else row

    def _new_id(self, model: type[Node]) -> str:
        """Return an id that nobody has. It goes into file names, so it never holds a name."""
        stem = re.sub("[^a-z]", "", spelling.fold(model.__name__)) or "rad"
        new = next(f"{stem}{n}" for n in range(1, len(self.taken) + 2) if f"{stem}{n}" not in self.taken)
        self.taken.add(new)
        self.given.add(new)
        return new

    def _many(self, base: Any, name: str) -> Any:
        old = base if isinstance(base, list) else []
        chosen = [word for word in self.sent.get(name, ()) if word]
        kept = [word for word in old if word in chosen]
        return [*kept, *(w for w in chosen if w not in kept)] or (base if base == [] else ABSENT)

    def _listed(self, kind: Kind, base: Any, name: str) -> Any:
        if kind == "lines":
            if name not in self.sent:
                return base
            items = _clean(self.sent[name][0]).split("\n")
        else:
            if ASKED + name not in self.sent:
                return base
            items = [_clean(v) for v in self.sent.get(name, ())]
        items = [i.strip() for i in items if i.strip()]
        old = base if isinstance(base, list) else []
        if items == [str(o).strip() for o in old]:
            return base
        return [_ended(i) for i in items] or (base if base == [] else ABSENT)

    def _sent_rows(self, path: Path) -> int:
        start = ".".join(map(str, path)) + "."
        places = {key.removeprefix(ASKED)[len(start) :].partition(".")[0] for key in self._below(start)}
        return max((int(p) + 1 for p in places if p.isdecimal() and len(p) < 4), default=0)

    def _below(self, start: str) -> Iterator[str]:
        return (key for key in self.sent if key.removeprefix(ASKED).startswith(start))


def day_of(text: str) -> dt.date | None:
    """Return the day that is written the Norwegian way or as in the file; None when it is none."""
    found = _DATE.fullmatch(text) or _ISO.fullmatch(text)
    if not found:
        return None
    parts = [int(part) for part in found.groups()]
    try:
        return dt.date(*(parts if len(found[1]) == 4 else reversed(parts)))
    except ValueError:
        return None


def _asked_of(model: type[Node]) -> list[str]:
    return [key for key, place in shape.fields(model).items() if not is_own(place)]


def _rows_of(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _clean(text: str) -> str:
    """Return text with one kind of line break (Word has its own), and without what cannot be seen."""
    return unicodedata.normalize("NFC", _OTHER_BREAKS.sub("\n", text)).strip("\n")


def _ended(text: str) -> str:
    """Text of many lines ends with a line break, as people write it in YAML."""
    return f"{text}\n" if "\n" in text else text


def _written(kind: Kind, base: Any, sent: str) -> Any:
    text = _clean(sent)
    if text == shown(kind, base if isinstance(base, str) else "") and base is not ABSENT:
        return base
    text = text.strip() if kind != "text" else text.rstrip()
    found = _DATE.fullmatch(text) if kind == "date" else None
    if found:
        return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    return _ended(text) if text.strip() else ABSENT
