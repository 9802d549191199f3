"""A key of a case, one of its words or a text of the page goes in; what the page says comes out, in nb or nn."""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Any

from bti_docs.case.shape import Path, Shape
from bti_docs.case.vocabulary import Målform
from bti_docs.library import Shelves
from bti_docs.page.plain import Plain
from bti_docs.problem import Language, Problem

# What is said to those who type commands says nothing to those who never do.
_FOR_COMMANDS = re.compile(r"--[a-z]|bti-docs|`")


@dataclass(frozen=True)
class Speech:
    """How the page speaks: one language form, and the shelves whose kinds name what the page has no name for.

    `names` are the people and the units of a case, by their ids.
    """

    form: Målform
    shelves: Shelves
    names: Mapping[str, str] = field(default_factory=dict)

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

    def choice(self, shape: Shape, word: str, key: str = "") -> str:
        """Return how one of the few words that the field `key` may hold is printed."""
        group = self._group(shape.words, key)
        if word in group:
            return str(getattr(group[word], self.form))
        return self(f"ord_{word}") if f"ord_{word}" in _texts() else word

    def usual(self, group: str) -> list[tuple[str, str]]:
        """Return the words of a list, each with how it is printed."""
        return [(word, str(getattr(said, self.form))) for word, said in self.shelves.words().get(group, {}).items()]

    def part(self, name: str) -> str:
        """Return the heading of a part of a form."""
        return self(name if name in _texts() else f"del_{name}")

    def title(self, kind: str) -> str:
        """Return a document kind's title."""
        return self.shelves.kind(kind).title(self.form)

    def message(self, problem: Problem) -> str:
        """Return what is wrong, as a sentence that begins with a capital letter."""
        if f"sagt_{problem.code}" in _texts():
            return self(f"sagt_{problem.code}")
        return self._said(problem, self._filled(problem).message(Language(self.form)))

    def hint(self, problem: Problem) -> str:
        """Return what to do next; empty where that is to give a command, or to fill in a labelled field."""
        if f"råd_{problem.code}" in _texts():
            return self(f"råd_{problem.code}")
        text = self._filled(problem).hint(Language(self.form))
        return "" if problem.code == "D101" or _FOR_COMMANDS.search(text) else self._said(problem, text)

    def _filled(self, problem: Problem) -> Problem:
        return replace(problem, words=self._plain.words(problem.words))

    def _said(self, problem: Problem, text: str) -> str:
        said = self._plain.text(text, path_of(problem))
        return said[:1].upper() + said[1:]

    @functools.cached_property
    def _plain(self) -> Plain:
        titles = {kind: self.title(kind) for kind in self.shelves.kinds()}
        return Plain(self.label, self.choice, titles | dict(self.names))

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
            for one in kind.felt:
                inside = one.nøkkel.removeprefix("/")
                at = inside if one.nøkkel[:1] == "/" else f"{kind.gjelder.del_}.{inside}"
                found.setdefault(at, one.nb if self.form == "nb" else one.nn)
        return found

    def _group(self, words: tuple[str, ...], key: str) -> Mapping[str, Any]:
        """Return the word list of a field: the one with its name, else plain answers, else the smallest that has all.

        The names of other fields' lists say nothing here: "delvis" is not how a pupil takes part in a meeting.
        """
        fitting = {name: group for name, group in self.shelves.words().items() if set(words) <= set(group)}
        named = [group for name, group in fitting.items() if name == key or key.startswith(f"{name}_")]
        return next(iter(named), None) or fitting.get("svar") or min(fitting.values(), key=len, default={})


def path_of(problem: Problem) -> Path:
    """Return the key path that a Problem is about: `møter[0].leder` is `("møter", 0, "leder")`."""
    steps = re.findall(r"[^.\[\]]+", problem.where.path)
    return tuple(int(step) if step.isdecimal() else step for step in steps)


def _dotted(path: Path) -> str:
    return ".".join(step for step in path if isinstance(step, str) and not step.isdecimal())


@functools.cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("bti_docs.page") / "tekst.toml").read_text(encoding="utf-8"))


@functools.cache
def _names() -> dict[str, list[str]]:
    return tomllib.loads((files("bti_docs.page") / "felt.toml").read_text(encoding="utf-8"))
