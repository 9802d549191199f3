"""A model and a key path go in; what that place in the file may hold comes out."""

from __future__ import annotations

import functools
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from bti_docs.case.types import Common, Node, Own, Reference

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a place may hold: `type` is a Node class, `list`, `dict`, `Literal` or a leaf's own type.

    `marks` are the annotation's metadata, `args` the item type of a list, the value type of a dict, or a
    Literal's words.
    """

    type: Any
    marks: tuple[object, ...] = ()
    args: tuple[Any, ...] = ()

    @property
    def node(self) -> type[Node] | None:
        """The Node class when the place holds one."""
        return self.type if isinstance(self.type, type) and issubclass(self.type, Node) else None

    @property
    def words(self) -> tuple[str, ...]:
        """The words allowed here, when only some are."""
        return tuple(str(a) for a in self.args) if self.type is Literal else ()

    @property
    def refers_to(self) -> str:
        """What kind of thing the place holds the id of; empty when it holds none."""
        return next((m.to for m in self.marks if isinstance(m, Reference)), "")

    @property
    def common(self) -> str:
        """The list of `ord.yaml` that has the usual words for free text; empty when there is none."""
        return next((m.group for m in self.marks if isinstance(m, Common)), "")

    @property
    def limits(self) -> tuple[str, str]:
        """The smallest and the largest number allowed; empty where there is none."""
        inner = [m for mark in self.marks for m in (mark.metadata if isinstance(mark, FieldInfo) else (mark,))]
        low = next((str(m.ge) for m in inner if isinstance(m, Ge)), "")
        return low, next((str(m.le) for m in inner if isinstance(m, Le)), "")

    @property
    def is_chosen(self) -> bool:
        """Whether the place holds one of a few values or an id: not free text, and not fields or a list."""
        if self.type is str:
            return any(isinstance(m, Reference | Own) for m in self.marks)
        return self.node is None and self.type not in (list, dict)


def at(model: type[Node], path: Path) -> Shape | None:
    """Return the Shape at `path`, or None when the model has no such place."""
    shape: Shape | None = Shape(model)
    for step in path:
        shape = _inside(shape, step) if shape else None
    return shape


@functools.cache
def fields(model: type[Node]) -> dict[str, Shape]:
    """Return the Shape of each field of `model`, by key."""
    return {info.alias or name: _field(info) for name, info in model.model_fields.items()}


def fields_at(model: type[Node], path: Path) -> dict[str, Shape]:
    """Return the fields of the map at `path`; none when the model has no map with fields there."""
    place = at(model, path)
    return fields(place.node) if place and place.node else {}


def item(shape: Shape) -> Shape | None:
    """Return the Shape of each thing in a list; None when the place is no list."""
    return _shape(shape.args[0]) if shape.type is list else None


@functools.cache
def homes(model: type[Node]) -> dict[str, tuple[str, ...]]:
    """Return, for every key anywhere in `model`, the dotted paths (without indexes) of the maps that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for path, node in _nodes(Shape(model), ""):
        for name in node.model_fields:
            found[name] = (*found.get(name, ()), path)
    return found


def _nodes(shape: Shape, path: str) -> Iterator[tuple[str, type[Node]]]:
    if shape.node:
        yield path, shape.node
        for name, inner in fields(shape.node).items():
            yield from _nodes(inner, f"{path}.{name}".lstrip("."))
    elif shape.type in (list, dict):
        yield from _nodes(_shape(shape.args[-1]), path)


def _inside(shape: Shape, step: str | int) -> Shape | None:
    if shape.node and isinstance(step, str):
        return fields(shape.node).get(step)
    if shape.type is (list if isinstance(step, int) else dict):
        return _shape(shape.args[-1])
    return None


def _field(info: FieldInfo) -> Shape:
    return _shape(info.annotation, tuple(info.metadata))


def _shape(annotation: Any, marks: tuple[object, ...] = ()) -> Shape:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(args[0], (*marks, *args[1:]))
    if origin in (Union, types.UnionType):
        return _shape(next(a for a in args if a is not type(None)), marks)
    return Shape(origin or annotation, marks, args)
