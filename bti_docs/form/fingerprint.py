"""A form goes in; what its edition is known by comes out, and what differs between two editions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from bti_docs.form.blank import Blank, Field

_GRAIN = 2  # pt; a box that moves less looks the same


@dataclass(frozen=True)
class Fingerprint:
    """Three sums: of the fields (names, kinds, choices), of where their boxes stand, of the words on the pages."""

    fields: str
    boxes: str
    text: str


def fingerprint(blank: Blank) -> Fingerprint:
    """Return what the form's edition is known by. How the file is packed does not matter."""
    own = [f for f in blank.fields if all(w.obj for w in f.widgets)]
    fields = sorted(_kind_of(f) for f in own)
    boxes = sorted([f.name, w.page, *(round(n / _GRAIN) for n in w.box)] for f in own for w in f.widgets)
    words = [[said for said, _ in sheet.words] for sheet in blank.sheets]
    return Fingerprint(_sum(fields), _sum(boxes), _sum(words))


def _kind_of(field: Field) -> list[object]:
    states, options = sorted(field.on_states), [list(o) for o in field.options]
    return [field.name, field.kind.value, field.max_len, field.comb, field.multiline, states, options]


def _sum(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Change:
    """One thing that differs between editions: what (`lost`, `new`, `kind`, `choices`, `moved`, `text`), and where."""

    what: str
    name: str
    before: str = ""
    after: str = ""


def changes(old: Blank, new: Blank) -> list[Change]:
    """Return what differs: fields gone and come, of another kind, with other choices, moved; and words on the pages."""
    before, after = ({f.name: f for f in blank.fields} for blank in (old, new))
    found = [Change("lost", name, before=before[name].kind.value) for name in before if name not in after]
    found += [Change("new", name, after=after[name].kind.value) for name in after if name not in before]
    for name in before.keys() & after.keys():
        found += _between(before[name], after[name])
    found.sort(key=lambda c: (c.what, c.name))
    return [*found, *_texts(old, new)]


def _between(old: Field, new: Field) -> list[Change]:
    found = []
    if _shape(old) != _shape(new):
        found.append(Change("kind", old.name, _shape(old), _shape(new)))
    if _choices(old) != _choices(new):
        found.append(Change("choices", old.name, ", ".join(_choices(old)), ", ".join(_choices(new))))
    if _places(old) != _places(new):
        found.append(Change("moved", old.name, _places(old), _places(new)))
    return found


def _shape(field: Field) -> str:
    """Return a field's kind in words."""
    length = f" {field.max_len}" if field.max_len else ""
    return f"{field.kind.value}{' multiline' * field.multiline}{' comb' * field.comb}{length}"


def _choices(field: Field) -> Sequence[str]:
    return field.on_states if field.kind.ticked else [shown for _, shown in field.options]


def _places(field: Field) -> str:
    return "; ".join(
        f"{w.page + 1}: " + " ".join(f"{round(n / _GRAIN) * _GRAIN}" for n in w.box) for w in field.widgets
    )


def _texts(old: Blank, new: Blank) -> list[Change]:
    """Return the lines that one edition says on a page and the other does not say on any."""
    said = [[text for sheet in blank.sheets for text, _ in sheet.words] for blank in (old, new)]
    gone = [Change("text", "", before=t) for t in dict.fromkeys(said[0]) if t not in said[1]]
    return gone + [Change("text", "", after=t) for t in dict.fromkeys(said[1]) if t not in said[0]]
