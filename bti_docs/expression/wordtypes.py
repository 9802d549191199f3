"""A parsed template and the type of its words go in; every word that is not there or not of that type comes out."""

from __future__ import annotations

import dataclasses
import difflib
import functools
import types
import typing
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bti_docs.expression.figure import FIELDS

if TYPE_CHECKING:
    from jinja2 import nodes

Type = Any
"""A type as `typing` gives it; None where a word was wrong already and nothing more can be said."""

ONLY_ALT_TEXT = "M366"
"""A drawing is printed: right in the alternative text of a picture, and nowhere else."""

_ORDERED = ("eq", "ne")


@dataclass(frozen=True)
class WordFault:
    """One word that does not fit; `line` is Jinja's line, which is the number of the code."""

    line: int
    code: str
    words: Mapping[str, str] = field(default_factory=dict)


def word_faults(tree: nodes.Template, words_type: type, keys: Mapping[str, Collection[str]]) -> list[WordFault]:
    """Hold every word against `words_type`, a frozen dataclass; `keys` names what a NewType over a dict may hold."""
    walk = _Walk(words_type, keys)
    walk.body(tree.body, {})
    return walk.faults


def expression_type(
    tree: nodes.Expr, words_type: type, keys: Mapping[str, Collection[str]]
) -> tuple[Type, list[WordFault]]:
    """Return the type of one expression's value, and every word in it that does not fit."""
    walk = _Walk(words_type, keys)
    return walk.type_of(tree, {}), walk.faults


class _Walk:
    """Goes through the tree with the types of the loops' own words in `scope`."""

    def __init__(self, words_type: type, keys: Mapping[str, Collection[str]]) -> None:
        self._root = words_type
        self._keys = keys
        self.faults: list[WordFault] = []

    def body(self, body: Sequence[nodes.Node], scope: Mapping[str, Type]) -> None:
        from jinja2 import nodes

        for node in body:
            if isinstance(node, nodes.Output):
                for child in node.nodes:
                    self._print(child, scope)
            elif isinstance(node, nodes.If):
                self.type_of(node.test, scope)
                for branch in (node.body, node.elif_, node.else_):
                    self.body(list(branch), scope)
            elif isinstance(node, nodes.For):
                self._loop(node, scope)

    def _loop(self, node: nodes.For, scope: Mapping[str, Type]) -> None:
        found = self.type_of(node.iter, scope)
        if found is not None and not _is_list(found):
            self._fault(node, "M363", word=_spelled(node.iter))
        element = typing.get_args(found)[0] if _is_list(found) else None
        inner = {**scope, getattr(node.target, "name", ""): element}
        if node.test is not None:
            self.type_of(node.test, inner)
        self.body(node.body, inner)
        self.body(node.else_, scope)

    def _print(self, node: nodes.Node, scope: Mapping[str, Type]) -> None:
        from jinja2 import nodes

        if isinstance(node, nodes.TemplateData):
            return
        found = self.type_of(node, scope)
        if found not in {None, str, int}:
            self._fault(node, ONLY_ALT_TEXT if _is_figure(found) else "M362", word=_spelled(node))

    def type_of(self, node: nodes.Node, scope: Mapping[str, Type]) -> Type:
        from jinja2 import nodes

        match node:
            case nodes.Name():
                return scope[node.name] if node.name in scope else self._member(self._root, node.name, node)
            case nodes.Const():
                return type(node.value)
            case nodes.Getattr():
                return self._attribute(node, scope)
            case nodes.Getitem():
                return self._item(node, scope)
            case nodes.Filter():
                return self._joined(node, scope)
            case nodes.Compare():
                return self._comparison(node, scope)
            case nodes.And() | nodes.Or():
                left, right = self.type_of(node.left, scope), self.type_of(node.right, scope)
                return left if left == right else None
            case nodes.Not():
                self.type_of(node.node, scope)
                return bool
        return None

    def _attribute(self, node: nodes.Getattr, scope: Mapping[str, Type]) -> Type:
        from jinja2 import nodes

        if isinstance(node.node, nodes.Name) and node.node.name == "loop":
            return int if node.attr == "index" else bool
        return self._member(self.type_of(node.node, scope), node.attr, node)

    def _item(self, node: nodes.Getitem, scope: Mapping[str, Type]) -> Type:
        from jinja2 import nodes

        owner = self.type_of(node.node, scope)
        index = node.arg.value if isinstance(node.arg, nodes.Const) else None
        if isinstance(index, str):
            return self._member(owner, index, node)
        if _is_list(owner):
            return typing.get_args(owner)[0]
        if owner is not None:
            self._fault(node, "M364", word=_spelled(node.node), part=f"[{index}]")
        return None

    def _member(self, owner: Type, name: str, node: nodes.Node) -> Type:
        if owner is None:
            return None
        members = self._members(owner)
        if members is None:
            self._fault(node, "M364", word=_spelled(getattr(node, "node", node)), part=name)
            return None
        if name in members or None in members:
            return members.get(name, members.get(None))
        near = difflib.get_close_matches(name, [m for m in members if m], n=1)
        self._fault(node, "M361", word=name, suggestion="".join(near))
        return None

    def _members(self, owner: Type) -> Mapping[str | None, Type] | None:
        """The words inside a word; the key None stands for any name."""
        names = self._keys.get(getattr(owner, "__name__", ""))
        bare: Any = _bare(owner)
        if isinstance(bare, type) and dataclasses.is_dataclass(bare):
            return _fields(bare)
        if typing.get_origin(bare) is dict:
            value = _bare(typing.get_args(bare)[1])
            return dict.fromkeys([None] if names is None else names, value)
        return None

    def _joined(self, node: nodes.Filter, scope: Mapping[str, Type]) -> Type:
        found = self.type_of(node.node, scope) if node.node is not None else None
        if found is not None and found not in {list[str], list[int]}:
            self._fault(node, "M362", word=_spelled(node))
        return str

    def _comparison(self, node: nodes.Compare, scope: Mapping[str, Type]) -> Type:
        other = node.ops[0].expr
        types_of = [set(self._operand(side, scope)) for side in (node.expr, other)]
        if node.ops[0].op not in _ORDERED and types_of[1] and not _members_of(other):
            types_of[1] = {typing.get_args(t)[0] if _is_list(t) else t for t in types_of[1]}
        if all(types_of) and not types_of[0] & types_of[1]:
            self._fault(node, "M365", word=_spelled(node.expr))
        return bool

    def _operand(self, node: nodes.Node, scope: Mapping[str, Type]) -> Iterator[Type]:
        for member in _members_of(node) or [node]:
            found = self.type_of(member, scope)
            if found is not None:
                yield found

    def _fault(self, node: nodes.Node, code: str, **words: str) -> None:
        self.faults.append(WordFault(node.lineno, code, words))


def _members_of(node: nodes.Node) -> list[nodes.Node]:
    from jinja2 import nodes

    return list(node.items) if isinstance(node, nodes.List | nodes.Tuple) else []


@functools.cache
def _fields(owner: type) -> dict[str | None, Type]:
    hints = typing.get_type_hints(owner)
    return {f.name: _optional(hints[f.name]) for f in dataclasses.fields(owner)}


def _is_list(found: Type) -> bool:
    origin: object = typing.get_origin(found)
    return origin is list


def _is_figure(found: Type) -> bool:
    return dataclasses.is_dataclass(found) and {f.name for f in dataclasses.fields(found)} == FIELDS


def _optional(hint: Type) -> Type:
    """A word that may be missing is held against what it is when it is there."""
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        there = [a for a in typing.get_args(hint) if a is not type(None)]
        return there[0] if len(there) == 1 else None
    return hint


def _bare(hint: Type) -> Type:
    return hint.__supertype__ if isinstance(hint, typing.NewType) else hint


def _spelled(node: nodes.Node) -> str:
    """The word as the template writes it; only for words, which are all the language has."""
    from jinja2 import nodes

    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_spelled(node.node)}.{node.attr}"
        case nodes.Getitem():
            return f"{_spelled(node.node)}[…]"
        case nodes.Filter() if node.node is not None:
            return _spelled(node.node)
    return "…"
