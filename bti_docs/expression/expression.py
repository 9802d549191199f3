"""One expression as text and the type of its words go in; a checked expression, or Problems, come out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bti_docs.expression.allowlist import expression_denials
from bti_docs.expression.environment import UnknownWordError, environment
from bti_docs.expression.wordtypes import expression_type
from bti_docs.problem import BtiError, Problem, Where

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.environment import TemplateExpression

MAX_LENGTH = 1000  # characters
_SHOWN = 60  # characters of an expression in a message
_NO_KEYS: Mapping[str, Collection[str]] = {}


@dataclass(frozen=True)
class Expression:
    """A checked expression: names, attributes, `and`, `or`, `not`, `==`, `!=`, `in` and `join`, and nothing else.

    `type` is the type of its value, as `typing` gives it; None where it depends on the words.
    """

    text: str
    type: Any
    where: Where
    _compiled: TemplateExpression

    def value(self, words: Mapping[str, object]) -> Any:
        """Return what the expression says of `words`: plain dicts, lists, texts, whole numbers, bools and None.

        Raises BtiError (M332) where it asks for what is inside a word that is missing.
        """
        try:
            return self._compiled(words)
        except UnknownWordError as error:
            raise BtiError(_problem("M332", self.where, self.text, word=error.word)) from None


def parse_expression(
    text: str, words_type: type, *, where: Where, keys: Mapping[str, Collection[str]] = _NO_KEYS
) -> Expression:
    """Parse and check an expression over the words of `words_type`, a frozen dataclass; nothing is run.

    `keys` names what a word may hold that is a NewType over a dict. Raises BtiError with every fault, at `where`.
    """
    tree = _parsed(text, where)
    if denied := expression_denials(tree):
        raise BtiError(*(_problem(d.code, where, text, what=d.what) for d in denied))
    type_, faults = expression_type(tree, words_type, keys)
    if faults:
        raise BtiError(*(Problem(f.code, where, f.words) for f in faults))
    return Expression(text, type_, where, _compiled(tree))


def _parsed(text: str, where: Where) -> nodes.Expr:
    from jinja2 import TemplateSyntaxError
    from jinja2.parser import Parser

    if len(text) > MAX_LENGTH:
        raise BtiError(_problem("M326", where, text))
    try:
        parser = Parser(environment(), text, state="variable")
        tree: nodes.Expr = parser.parse_expression()
    except TemplateSyntaxError:
        raise BtiError(_problem("M316", where, text)) from None
    except RecursionError:
        raise BtiError(_problem("M326", where, text)) from None
    if not parser.stream.eos:
        raise BtiError(_problem("M316", where, text))
    return tree


def _compiled(tree: nodes.Expr) -> TemplateExpression:
    from jinja2 import nodes
    from jinja2.environment import TemplateExpression

    tree.set_environment(environment())
    body: list[nodes.Node] = [nodes.Assign(nodes.Name("result", "store"), tree, lineno=1)]
    return TemplateExpression(environment().from_string(nodes.Template(body, lineno=1)), undefined_to_none=False)


def _problem(code: str, where: Where, text: str, **words: str) -> Problem:
    return Problem(code, where, {**words, "code": " ".join(text.split())[:_SHOWN]})
