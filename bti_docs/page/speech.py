"""A key of a case, one of its words or a text of the page goes in; what the page says comes out, in nb or nn."""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from bti_docs.case.shape import Path, Shape
from bti_docs.case.vocabulary import Målform
from bti_docs.library import Shelves
from bti_docs.problem import Language, Problem

# What is said to those who type commands says nothing to those who never do.
_FOR_COMMANDS = re.compile(r"--[a-z]|bti-docs|`")


@dataclass(frozen=True)
class Speech:
    """How the page speaks: one language form, and the shelves whose kinds name what the page has no name for."""

    form: Målform
    shelves: Shelves

    def __call__(self, key: str, **words: object) -> str:
        """Return one of the page's own texts."""
        return str(_texts()[key][self.form]).format(**words)

    def label(self, path: Path) -> str:
        """Return what the thing at a key path is called."""
        dotted, key = _dotted(path), str(path[-1])
        found = _names().get(dotted) or _names().get(key)
        if found:
            return found[self._place]
        return self._of_kinds.get(dotted, key.replace("_", " ").capitalize())

    def help(self, path: Path) -> str:
        """Return a line of help for the thing at a key path; empty where none is needed."""
        found = _names().get(_dotted(path)) or _names().get(str(path[-1]))
        return found[2 + self._place] if found and len(found) > 2 else ""

    def choice(self, shape: Shape, word: str) -> str:
        """Return how one of a few words is printed."""
        group = self._group(shape.words)
        if word in group:
            return str(getattr(group[word], self.form))
        return self(f"ord_{word}") if f"ord_{word}" in _texts() else word

    def title(self, kind: str) -> str:
        """Return a document kind's title."""
        return self.shelves.kind(kind).title(self.form)

    def message(self, problem: Problem) -> str:
        """Return what is wrong, as a sentence that begins with a capital letter."""
        text = problem.message(Language(self.form))
        return text[:1].upper() + text[1:]

    def hint(self, problem: Problem) -> str:
        """Return what to do next; empty where the hint speaks of commands, or names the key of a labelled field."""
        text = problem.hint(Language(self.form))
        return "" if problem.code == "D101" or _FOR_COMMANDS.search(text) else text[:1].upper() + text[1:]

    def day(self, day: dt.date) -> str:
        """Return a day in words: `10. juni 2026`."""
        from babel.dates import format_date

        return str(format_date(day, "d. MMMM y", locale=self.form))

    @property
    def _place(self) -> int:
        return 0 if self.form == "nb" else 1

    @functools.cached_property
    def _of_kinds(self) -> dict[str, str]:
        """The labels that the document kinds have for the places in a case."""
        found: dict[str, str] = {}
        for kind in map(self.shelves.kind, self.shelves.kinds()):
            for field in kind.felt:
                at = (
                    field.nøkkel.removeprefix("/") if field.nøkkel[:1] == "/" else f"{kind.gjelder.del_}.{field.nøkkel}"
                )
                found.setdefault(at, field.nb if self.form == "nb" else field.nn)
        return found

    def _group(self, words: tuple[str, ...]) -> dict[str, Any]:
        """Return the smallest word list that has all of these words."""
        fitting = [group for group in self.shelves.words().values() if set(words) <= set(group)]
        return min(fitting, key=len, default={})


def _dotted(path: Path) -> str:
    return ".".join(step for step in path if isinstance(step, str) and not step.isdecimal())


@functools.cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("bti_docs.page") / "tekst.toml").read_text(encoding="utf-8"))


@functools.cache
def _names() -> dict[str, list[str]]:
    return tomllib.loads((files("bti_docs.page") / "felt.toml").read_text(encoding="utf-8"))
