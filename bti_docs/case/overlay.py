"""A shared case and the cells of one row go in; plain data comes out, whose Problems have their place in the list."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bti_docs.case import decode, shape
from bti_docs.case.load import Read
from bti_docs.case.shape import Path
from bti_docs.case.source import RefusedError, Source, Span
from bti_docs.case.types import Node
from bti_docs.problem import Problem, Where

# A step is a key, an id in a list whose things have ids, or the thing's number in the list, from 1.
Key = tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """What a row says at a key, and where; an empty text says nothing, but has its place all the same."""

    key: Key
    text: str
    where: Where


@dataclass(frozen=True)
class Overlaid(Source):
    """The Source of a shared case under a row: what the row says has its place there, all else in the YAML file."""

    under: Source = field(default_factory=lambda: Source("", Node))
    places: Mapping[Path, Where] = field(default_factory=dict)
    row: Where = field(default_factory=Where)

    def where(self, path: Path, *, key: bool = False) -> Where:
        """Return the place in the list when the row speaks of `path` or of something beside it, else in the file."""
        for length in range(len(path), 0, -1):
            near = path[:length]
            if near in self.places:
                return replace(self.places[near], path=self._dotted(path))
            if near in self._around:
                return replace(self.row, path=self._dotted(path)) if length < len(path) else self._under(path, key=key)
            if near in self.under.values:
                return self.under.where(path, key=key)
        return replace(self.row, path=self._dotted(path))

    def place(self, span: Span, path: Path = ()) -> Where:
        """Return a place in the shared file: only there are places known as characters."""
        return self.under.place(span, path)

    def _under(self, path: Path, *, key: bool) -> Where:
        known = path in self.under.values
        return self.under.where(path, key=key) if known else replace(self.row, path=self._dotted(path))

    @functools.cached_property
    def _around(self) -> set[Path]:
        """Every map and list that the row says something in."""
        return {path[:length] for path in self.places for length in range(1, len(path))}


def overlay(shared: Read, cells: Sequence[Cell], row: Where) -> tuple[Read, list[Problem]]:
    """Lay a row over a shared case; return the data, and what in the cells nobody can see (Y003).

    A thing in a list (a guardian) that the list has columns for and the row says nothing of is left out.
    """
    merge = _Merge(dict(shared.data) if isinstance(shared.data, dict) else {}, shared.source.model)
    for cell in cells:
        merge.take(cell)
    merge.leave_out()
    places = {merge.path_of(cell.key): cell.where for cell in cells}
    source = Overlaid(
        row.file,
        shared.source.model,
        shared.source.text,
        shared.source.keys,
        shared.source.values,
        shared.source.scalars,
        under=shared.source,
        places=places,
        row=row,
    )
    return Read(source, merge.data, shared.empty, shared.faults), merge.problems


class _Merge:
    """Sets cells in a copy of the shared data; what the row does not touch is the same object as before."""

    def __init__(self, data: dict[str, Any], model: type[Node]) -> None:
        self.data, self.model = data, model
        self.problems: list[Problem] = []
        self._copied: set[int] = {id(data)}
        self._spoken: dict[int, bool] = {}  # by thing in a list: has the row said anything of it
        self._things: dict[Key, dict[str, Any]] = {}
        self._lists: dict[Key, list[Any]] = {}

    def take(self, cell: Cell) -> None:
        """Set what a cell says; a cell without text only makes known that the list speaks of the thing."""
        node: Any = self.data
        for depth, step in enumerate(cell.key[:-1]):
            node = self._inside(node, cell.key[: depth + 1], step)
            if id(node) in self._spoken:
                self._spoken[id(node)] |= bool(cell.text)
        text = self._clean(cell)
        if text:
            node[cell.key[-1]] = self._value(cell.key, text)

    def leave_out(self) -> None:
        """Take away the things that the list has columns for and this row says nothing of."""
        for things in self._lists.values():
            things[:] = [t for t in things if self._spoken.get(id(t), True)]

    def path_of(self, key: Key) -> Path:
        """Return where a key stands in the merged data: ids and numbers have become places in their lists."""
        path: Path = ()
        for depth, step in enumerate(key):
            things = self._lists.get(key[:depth])
            thing = self._things.get(key[: depth + 1])
            at = next((i for i, t in enumerate(things or ()) if t is thing), None)
            path += (step if at is None else at,)
        return path

    def _inside(self, node: Any, key: Key, step: str) -> Any:
        if isinstance(node, list):
            return self._thing(node, key, step)
        inner = node.get(step)
        if inner is None:
            inner = [] if self._is_list(key) else {}
        elif id(inner) not in self._copied:
            inner = inner.copy() if isinstance(inner, dict | list) else {}
        self._copied.add(id(inner))
        node[step] = inner
        if isinstance(inner, list):
            self._lists[key] = inner
        return inner

    def _thing(self, things: list[Any], key: Key, step: str) -> dict[str, Any]:
        """Return the thing that a step names in a list: by its id, else by its number; a new one when there is none."""
        if key in self._things:
            return self._things[key]
        named = (i for i, t in enumerate(things) if isinstance(t, dict) and t.get("id") == step)
        at = next(named, int(step) - 1 if step.isdecimal() else len(things))
        if at < len(things) and isinstance(things[at], dict):
            things[at] = dict(things[at])
        else:
            at = len(things)
            things.append({"id": f"{key[-2]}-{step}" if step.isdecimal() else step})
        thing: dict[str, Any] = things[at]
        self._copied.add(id(thing))
        self._spoken[id(thing)] = False
        self._things[key] = thing
        return thing

    def _is_list(self, key: Key) -> bool:
        place = shape.at(self.model, model_path(self.model, key))
        return place is not None and place.type is list

    def _value(self, key: Key, text: str) -> Any:
        """Return a cell's text; where the case has a list of lines, each line or what stands between `;`."""
        if not self._is_list(key):
            return text
        return [part.strip() for line in text.split("\n") for part in line.split(";") if part.strip()]

    def _clean(self, cell: Cell) -> str:
        try:
            return decode.normalize(cell.text).strip()
        except RefusedError as refused:
            self.problems.append(Problem("Y003", cell.where, refused.fault.words))
            return ""


def model_path(model: type[Node], key: Key) -> Path:
    """Return a key as the model's paths have it: every id or number of a thing in a list becomes 0."""
    path: Path = ()
    for step in key:
        here = shape.at(model, path)
        path += (0 if here is not None and here.type is list else step,)
    return path
