"""A template's parsed syntax tree goes in; everything in it that the template language does not have comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import nodes

MAX_NESTING = 4
MAX_DEPTH = 60
FILTERS = ("join",)
LOOP_WORDS = ("index", "first", "last")
KEYWORDS = ("if", "elif", "else", "endif", "for", "endfor")
COMPARISONS = ("eq", "ne", "in", "notin")
_LAST_OF_PLANES = "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff" + _LAST_OF_PLANES + "]")
"""What XML cannot hold, and what docxtpl would turn into paragraphs and pages."""

# Jinja gives these a meaning of its own, or Python does on the dicts and lists that words are made of
_TAKEN = frozenset({"self", "super", "varargs", "kwargs", "caller", "context", "environment", "loop"})
_CODE_MARKS = re.compile(r"[{}%#][{}%#]|\n")


@dataclass(frozen=True)
class Denial:
    """One thing the template language does not have; `line` is Jinja's line, which is the number of the code."""

    line: int
    code: str
    what: str


def denials(tree: nodes.Template) -> list[Denial]:
    """Everything in the tree that is not on the list. An empty list means the template can only show words."""
    if deepest := _below(tree, MAX_DEPTH):
        return [Denial(deepest.lineno or 0, "M326", "")]
    return list(_body(tree.body, 0))


def expression_denials(tree: nodes.Expr) -> list[Denial]:
    """Everything in one expression, outside any loop, that is not on the list."""
    if deepest := _below(tree, MAX_DEPTH):
        return [Denial(deepest.lineno or 0, "M326", "")]
    return list(_expression(tree, in_loop=False))


def _below(tree: nodes.Node, depth: int) -> nodes.Node | None:
    """Find a node deeper than `depth`, without recursion: what follows may then be written with it."""
    level: list[nodes.Node] = [tree]
    for _ in range(depth):
        level = [child for node in level for child in node.iter_child_nodes()]
    return level[0] if level else None


def _body(body: list[nodes.Node], depth: int) -> Iterator[Denial]:
    for node in body:
        yield from _statement(node, depth)


def _statement(node: nodes.Node, depth: int) -> Iterator[Denial]:
    from jinja2 import nodes

    # type() and not isinstance(): a subclass may be something the list does not know
    if type(node) is nodes.Output:
        for child in node.nodes:
            yield from () if type(child) is nodes.TemplateData else _expression(child, in_loop=depth > 0)
    elif type(node) is nodes.If:
        yield from _if(node, depth)
    elif type(node) is nodes.For:
        yield from _for(node, depth)
    else:
        yield _denied(node)


def _if(node: nodes.If, depth: int) -> Iterator[Denial]:
    yield from _expression(node.test, in_loop=depth > 0)
    for branch in (node.body, node.elif_, node.else_):
        yield from _body(list(branch), depth)


def _for(node: nodes.For, depth: int) -> Iterator[Denial]:
    from jinja2 import nodes

    if node.recursive:
        yield _denied(node, what="recursive")
    if depth >= MAX_NESTING:
        yield Denial(node.lineno or 0, "M323", str(MAX_NESTING))
    if type(node.target) is not nodes.Name:
        yield _denied(node.target)
    else:
        yield from _name(node.target.name, node.target)
    yield from _expression(node.iter, in_loop=depth > 0)
    if node.test is not None:
        yield from _expression(node.test, in_loop=depth > 0)
    yield from _body(node.body, depth + 1)
    yield from _body(node.else_, depth)


def _expression(node: nodes.Node, *, in_loop: bool) -> Iterator[Denial]:
    from jinja2 import nodes

    match node:
        case nodes.Name():
            yield from _name(node.name, node)
        case nodes.Const():
            yield from _constant(node)
        case nodes.Getattr():
            yield from _attribute(node, in_loop)
        case nodes.Getitem():
            yield from _item(node, in_loop)
        case nodes.Filter():
            yield from _filter(node, in_loop)
        case nodes.Compare():
            yield from _compare(node, in_loop)
        case nodes.And() | nodes.Or():
            yield from _expression(node.left, in_loop=in_loop)
            yield from _expression(node.right, in_loop=in_loop)
        case nodes.Not():
            yield from _expression(node.node, in_loop=in_loop)
        case _:
            yield _denied(node)


def _name(name: str, node: nodes.Node) -> Iterator[Denial]:
    if name.startswith("_") or name in _TAKEN:
        yield Denial(node.lineno or 0, "M322", name)


def _constant(node: nodes.Const) -> Iterator[Denial]:
    if type(node.value) not in {str, int, bool}:
        yield _denied(node)
    elif type(node.value) is str and (UNPRINTABLE.search(node.value) or _CODE_MARKS.search(node.value)):
        yield _denied(node, what="tegn")


def _attribute(node: nodes.Getattr, in_loop: bool) -> Iterator[Denial]:
    from jinja2 import nodes

    if type(node.node) is nodes.Name and node.node.name == "loop":
        if not in_loop or node.attr not in LOOP_WORDS:
            yield Denial(node.lineno or 0, "M322", f"loop.{node.attr}")
        return
    if node.attr.startswith("_"):
        yield Denial(node.lineno or 0, "M322", node.attr)
    yield from _expression(node.node, in_loop=in_loop)


def _item(node: nodes.Getitem, in_loop: bool) -> Iterator[Denial]:
    from jinja2 import nodes

    if type(node.arg) is not nodes.Const or type(node.arg.value) not in {int, str}:
        yield _denied(node.arg, what="[…]")
    elif type(node.arg.value) is str:
        yield from _name(node.arg.value, node)
    yield from _expression(node.node, in_loop=in_loop)


def _filter(node: nodes.Filter, in_loop: bool) -> Iterator[Denial]:
    from jinja2 import nodes

    plain = not node.kwargs and node.dyn_args is None and node.dyn_kwargs is None
    constant = all(type(a) is nodes.Const and type(a.value) is str for a in node.args)
    if node.name not in FILTERS or node.node is None or not (plain and constant and len(node.args) == 1):
        yield Denial(node.lineno or 0, "M324", node.name)
    for child in (*node.args, *(() if node.node is None else (node.node,))):
        yield from _expression(child, in_loop=in_loop)


def _compare(node: nodes.Compare, in_loop: bool) -> Iterator[Denial]:
    sides = [node.expr, *(o.expr for o in node.ops)]
    if len(node.ops) != 1 or node.ops[0].op not in COMPARISONS or not any(map(_is_constant, sides)):
        yield _denied(node, what="sammenligning")
    for side in sides:
        for child in _members(side):
            yield from _expression(child, in_loop=in_loop)


def _members(node: nodes.Node) -> list[nodes.Node]:
    from jinja2 import nodes

    return list(node.items) if type(node) in {nodes.List, nodes.Tuple} and _is_constant(node) else [node]  # type: ignore[attr-defined]


def _is_constant(node: nodes.Node) -> bool:
    from jinja2 import nodes

    if isinstance(node, nodes.List | nodes.Tuple):
        return all(type(i) is nodes.Const for i in node.items)
    return type(node) is nodes.Const


def _denied(node: nodes.Node, what: str = "") -> Denial:
    return Denial(node.lineno or 0, "M321", what or type(node).__name__)
