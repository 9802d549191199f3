"""The parts of a case without rules of their own go in; they come out without what a rule for any part takes away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from bti_docs.case import shape
from bti_docs.case.model import Sak
from bti_docs.case.types import Node
from bti_docs.case.vern import Evaluering, Vern

# The parts that `prune`, `service` and `contacts` know by name. Any other part is judged here, so that a new one is
# closed until somebody opens it.
_OWN_RULES = frozenset(
    {
        *("barn", "foresatte", "personer", "andre_barn", "fravær", "samtykker", "stafettlogg"),
        *("oppmerksomhetssamtale", "møter", "mål", "tiltak", "overgang", "iop", "arkiv"),
    }
)
_SAID_AT_HOME = frozenset({"foresatt_syn", "viktig_for_familien"})
Path = tuple[str | int, ...]
Day = Callable[[Vern], dt.date]


class Sieve(Protocol):
    """Keeps the items of a list that a rule lets through: the list, its key path, each item's day and its theme."""

    def __call__(self, items: list[Any], path: Path, day: Day, theme: str = "annet") -> list[Any]:
        """Return the items that may be seen."""


def parts(sak: Sak) -> dict[str, Any]:
    """Return the parts without rules of their own, by key: a Node or a list of them."""
    found = {name: getattr(sak, name) for name in Sak.model_fields if name not in _OWN_RULES}
    return {name: value for name, value in found.items() if value and isinstance(value, Node | list)}


def sieved(value: Any, path: Path, sieve: Sieve, day: dt.date = dt.date.min) -> Any:
    """Return a part without the items that the rule hides; an item is as old as it says, else as what it stands in."""
    if isinstance(value, list):
        return _list(value, path, sieve, day)
    if not isinstance(value, Node):
        return value
    own = getattr(value, "dato", None) or day
    return _each(value, lambda name, inner: sieved(inner, (*path, name), sieve, own))


def quiet(value: Any) -> Any:
    """Return a part without what the guardians said, which may be about themselves."""
    return _without(value, _SAID_AT_HOME)


def untold(part: Any, *, open_: bool, home: bool) -> Any:
    """Return a part for a service: only where texts without a theme may be seen, and what the home said where it may.

    A part that may not be seen is None, or an empty list.
    """
    if not open_:
        return [] if isinstance(part, list) else None
    return part if home else quiet(part)


def lists_of(part: Node) -> Node:
    """Return a part without its own texts: its lists, which are judged item by item, its days and its people."""
    places = shape.fields(type(part))
    texts = [n for n, place in places.items() if place.type is str and not place.is_chosen]
    return part.model_copy(update=dict.fromkeys(texts, ""))


def placeless(value: Any, schools: frozenset[str]) -> Any:
    """Return a part without the places that tell where a protected pupil can be found: schools, and where we meet."""
    if isinstance(value, list):
        return [placeless(item, schools) for item in value if not _is_at(item, schools)]
    if not isinstance(value, Node):
        return value
    bare = _without(value, frozenset({"sted", "lenke"}))
    return _each(bare, lambda name, inner: _placed(type(value), name, inner, schools))


def _list(items: list[Any], path: Path, sieve: Sieve, day: dt.date) -> list[Any]:
    if not (items and isinstance(items[0], Vern)):
        return [sieved(item, (*path, i), sieve, day) for i, item in enumerate(items)]
    theme = "tiltak" if isinstance(items[0], Evaluering) else "annet"
    return sieve(items, path, lambda item: getattr(item, "dato", None) or day, theme)


def _each(node: Node, change: Callable[[str, Any], Any]) -> Node:
    return node.model_copy(update={name: change(name, getattr(node, name)) for name in type(node).model_fields})


def _without(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_without(item, names) for item in value]
    if not isinstance(value, Node):
        return value
    return _each(value, lambda name, inner: "" if name in names else _without(inner, names))


def _placed(owner: type[Node], name: str, value: Any, schools: frozenset[str]) -> Any:
    place = shape.fields(owner)[name]
    if place.refers_to == "enhet":
        return None if value in schools else value
    listed = shape.item(place)
    if listed and listed.refers_to == "enhet":
        return [unit for unit in value if unit not in schools]
    return placeless(value, schools)


def _is_at(item: Any, schools: frozenset[str]) -> bool:
    """Tell whether a row is about a school: without it there is no row."""
    return isinstance(item, Node) and any(getattr(item, name) in schools for name in _units(type(item)))


def _units(owner: type[Node]) -> Iterator[str]:
    """Yield the keys that must name a unit."""
    needed = {name for name, field in owner.model_fields.items() if field.is_required()}
    yield from (name for name, place in shape.fields(owner).items() if place.refers_to == "enhet" and name in needed)
