"""Nothing goes in; the one Jinja environment that everything written by a municipality runs in comes out."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NoReturn

from bti_docs.expression.allowlist import FILTERS, LOOP_WORDS
from bti_docs.expression.figure import Figure

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment


class UnknownWordError(Exception):
    """A template or an expression asked for a word that is not there. `word` is its last step."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class UnprintableError(Exception):
    """A template printed something that is neither text nor a whole number."""


@functools.cache
def environment() -> ImmutableSandboxedEnvironment:
    """The one Jinja environment: sandboxed, escaping, strict, and without globals, tests or filters but the few."""
    from jinja2 import StrictUndefined
    from jinja2.runtime import LoopContext
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Unknown(StrictUndefined):
        def __init__(self, *_args: Any, name: Any = "", **_words: Any) -> None:
            raise UnknownWordError(str(name))

    class WordEnvironment(ImmutableSandboxedEnvironment):
        def getattr(self, obj: Any, attribute: str) -> Any:
            # Jinja asks Python's attributes first, so that {{ x.items }} would be a method and never a word
            if type(obj) is dict:
                return obj[attribute] if attribute in obj else _unknown(attribute)
            if type(obj) is LoopContext and attribute in LOOP_WORDS:
                return getattr(obj, attribute)
            return _unknown(attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:
            if type(obj) is dict and argument in obj:
                return obj[argument]
            if type(obj) is list and type(argument) is int and argument < len(obj):
                return obj[argument]
            return _unknown(str(argument))

    made = WordEnvironment(autoescape=True, undefined=Unknown, finalize=_printable, cache_size=0)
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.globals, made.tests = {}, {}
    return made


def _unknown(word: str) -> NoReturn:
    raise UnknownWordError(word)


def _printable(value: object) -> object:
    if type(value) is Figure:
        return value.mark  # in the alternative text of the picture that will show it
    if type(value) is str or type(value) is int:
        return value
    raise UnprintableError
