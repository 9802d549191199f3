"""A case file's bytes and what it is to hold go in; its bytes with only the touched lines changed come out.

Comments, layout, line breaks and every line that is not touched stay as they are, byte for byte. What comes out is
read again before it is given back: it holds what was asked for, or it is refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from bti_docs.case import rows
from bti_docs.case.layout import Layout, Order, Splice
from bti_docs.case.load import Loaded, load
from bti_docs.case.model import Sak
from bti_docs.case.shape import Path
from bti_docs.problem import BtiError, Problem, Severity, Where

_BREAK = re.compile(rb"\r\n|\r|\n")
_MISREAD = "Y"  # the letter of what is wrong with a file as YAML


@dataclass(frozen=True)
class Change:
    """One step from what a file holds to what it is to hold.

    `insert` puts a thing before the one at `path`; `move` takes the row at `path` to the place that `value` tells.
    """

    how: Literal["set", "insert", "remove", "move"]
    path: Path
    value: Any = None


def rewrite(before: bytes, wanted: dict[str, Any], *, file: str = "") -> bytes:
    """Return a case file that holds `wanted` (maps, lists and text, as `Loaded.tree`), with all else untouched.

    Raises BtiError: what is wrong with the file as YAML, or Y040 when a value cannot be written in its place.
    """
    loaded = readable(before, file=file)
    data = before
    try:
        for change in changes(loaded.tree, wanted):
            layout = Layout(load(data, Sak, file=file).source)
            data = _spliced(data, layout.splice(change.how, change.path, change.value))
    except (IndexError, KeyError, ValueError):  # a layout that nobody writes by hand: keys without values in brackets
        raise BtiError(Problem("Y040", Where(file=file))) from None
    after = load(data, Sak, file=file)
    if after.tree != wanted or any(_is_misread(p) for p in after.problems):
        raise BtiError(Problem("Y040", Where(file=file)))
    return data


def readable(data: bytes, *, file: str = "") -> Loaded[Sak]:
    """Return a case that can be rewritten, be it ever so incomplete. Raises BtiError when it is not sound YAML."""
    loaded = load(data, Sak, file=file)
    misread = [p for p in loaded.problems if _is_misread(p)]
    if misread or not isinstance(loaded.tree, dict):
        raise BtiError(*(misread or loaded.problems))
    return loaded


def changes(old: Any, new: Any, path: Path = ()) -> Iterator[Change]:
    """Yield the changes that lead from `old` to `new`, each in terms of what the ones before it have left."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and new:
        yield from _map_changes(old, new, path)
    elif _is_rows(old) and _is_rows(new):
        yield from _row_changes(old, new, path)
    else:
        yield Change("set", path, new)


def _map_changes(old: dict[str, Any], new: dict[str, Any], path: Path) -> Iterator[Change]:
    for key, value in new.items():
        if key in old:
            yield from changes(old[key], value, (*path, key))
    # What is new comes before what goes: a map is never empty on the way.
    yield from (Change("set", (*path, key), value) for key, value in new.items() if key not in old)
    yield from (Change("remove", (*path, key)) for key in old if key not in new)


def _row_changes(old: list[Any], new: list[Any], path: Path) -> Iterator[Change]:
    """Change each row where it stands, take away what goes, put what stays in order, then add what comes."""
    found = rows.pairs(old, new)
    for i, j in found.items():
        yield from changes(old[i], new[j], (*path, i))
    yield from (Change("remove", (*path, i)) for i in reversed(range(len(old))) if i not in found)
    yield from _moves([*found.values()], path)
    yield from (Change("insert", (*path, j), new[j]) for j in range(len(new)) if j not in set(found.values()))


def _moves(order: list[int], path: Path) -> Iterator[Change]:
    """Yield the moves that put rows in order, each of them told by the place it is to have among all."""
    for place, row in enumerate(sorted(order)):
        at = order.index(row)
        if at != place:
            order.insert(place, order.pop(at))
            yield Change("move", (*path, at), place)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _is_misread(problem: Problem) -> bool:
    return problem.code.startswith(_MISREAD) and problem.severity is Severity.ERROR


def _spliced(data: bytes, splice: Splice | Order) -> bytes:
    """Change whole lines only: the others keep their bytes, their kind of line break and their way of writing å."""
    mark, body = (codecs.BOM_UTF8, data[3:]) if data.startswith(codecs.BOM_UTF8) else (b"", data)
    newline = (_BREAK.search(body) or [b"\n"])[0]
    ends = [0, *(m.end() for m in _BREAK.finditer(body))]
    found = [body[a:b] for a, b in zip(ends, [*ends[1:], len(body)], strict=True)]
    if isinstance(splice, Order):
        return mark + b"".join(_ordered(found, splice, newline))
    text = splice.lines.encode().replace(b"\n", newline)
    return mark + b"".join(found[: splice.first]) + text + b"".join(found[splice.last :])


def _ordered(found: list[bytes], order: Order, newline: bytes) -> list[bytes]:
    """Return the lines in another order; only the last line of a file may be without a line break."""
    last = order.first + len(order.numbers)
    moved = [found[n] if _BREAK.search(found[n]) else found[n] + newline for n in order.numbers]
    if not _BREAK.search(found[last - 1]):
        moved[-1] = _BREAK.sub(b"", moved[-1])
    return [*found[: order.first], *moved, *found[last:]]
