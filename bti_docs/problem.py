"""What went wrong, as a value: a code and a place go in; words in bokmål, nynorsk or English come out."""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any


class Severity(StrEnum):
    """How bad a Problem is: an error stops something, a warning is only said."""

    ERROR = "error"
    WARNING = "warning"


class ExitCode(IntEnum):
    """What the process says to the shell. 2 is the command line parser's own usage error."""

    OK = 0
    OTHER = 1
    USAGE = 2
    CASE = 3
    TEMPLATE = 4
    CONSENT = 5
    FORM = 6
    ARCHIVE = 7
    INTERRUPTED = 130


class Language(StrEnum):
    """The languages a Problem can be told in."""

    NB = "nb"
    NN = "nn"
    EN = "en"


@dataclass(frozen=True, order=True)
class Where:
    """A place: a file, with line and column (counted from 1) or in Word's own terms, and the key path.

    `path` is the key path in a YAML file (`barn.fornavn`, `møter[0].leder`); `place` is a place in Word's terms
    for templates (`tabell 2, rad 3, kolonne 1`) or in a list's (`rad 5, kolonne C`). `end_column` bounds the caret,
    exclusive. `line_text` is the source line as it may be shown: whoever makes the Where has masked every person's
    data in it.
    """

    file: str = ""
    line: int = 0
    column: int = 0
    end_column: int = 0
    path: str = ""
    place: str = ""
    line_text: str = ""

    def __str__(self) -> str:
        if self.place:
            return ": ".join(p for p in (self.file, self.place) if p)
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(p for p in parts if p)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, told by `code` and `words`; the texts live in `problems/*.toml`.

    `words` fill the text's placeholders and never hold a person's number or free text. `stops` names the
    parts of the case (`møter#m1`, `iop`) that no document can be made from while the problem stands.
    """

    code: str
    where: Where = field(default_factory=Where)
    words: Mapping[str, str] = field(default_factory=dict)
    stops: frozenset[str] = frozenset()

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return Severity(_entry(self.code).get("severity", "error"))

    @property
    def exit_code(self) -> ExitCode:
        """What the process says when this stops it."""
        return ExitCode(_entry(self.code)["exit"])

    def message(self, language: Language) -> str:
        """What is wrong, in one sentence without a full stop."""
        return str(_entry(self.code)[language]["message"]).format_map(_Words(self.words))

    def hint(self, language: Language) -> str:
        """What to do next; empty when the text needs a word that this problem does not have."""
        text = str(_entry(self.code)[language].get("hint", ""))
        needed = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        return text.format_map(self.words) if needed <= {k for k, v in self.words.items() if v} else ""

    def as_json(self, language: Language) -> dict[str, Any]:
        """Return the problem as one JSON object; nothing in it holds a person's data."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "file": self.where.file,
            "line": self.where.line,
            "column": self.where.column,
            "path": self.where.path,
            "place": self.where.place,
            "message": self.message(language),
            "hint": self.hint(language),
        }


class _Words(dict[str, str]):
    """The words of a text; one that is missing must not hide the problem behind another."""

    def __missing__(self, key: str) -> str:
        return "…"


class BtiError(Exception):
    """The work cannot go on at all. Carries the Problems that say why, and the exit code they are worth."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(p.code for p in problems))
        self.problems = problems

    @property
    def exit_code(self) -> ExitCode:
        """What the process says: the first problem's."""
        return self.problems[0].exit_code


def codes() -> dict[str, Any]:
    """Every problem code with its texts, in file order."""
    return {code: entry for part in _parts() for code, entry in _parsed(part).items()}


def _entry(code: str) -> Mapping[str, Any]:
    """Parse only the part that the code stands in: a start with one warning should not read all that can be wrong."""
    entry: Mapping[str, Any] = _parsed(_part_of()[code])[code]
    return entry


@functools.cache
def _part_of() -> dict[str, str]:
    """Return the part that each code stands in, by the headings alone."""
    return {code: part for part, text in _parts().items() for code in re.findall(r"^\[(\w+)\]$", text, re.MULTILINE)}


@functools.cache
def _parsed(part: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(_parts()[part])


@functools.cache
def _parts() -> dict[str, str]:
    """Return the text of each part of the catalogue, by its file's name and in its order."""
    from importlib.resources import files

    found = sorted((files("bti_docs") / "problems").iterdir(), key=lambda part: part.name)
    return {part.name: part.read_text(encoding="utf-8") for part in found if part.name.endswith(".toml")}
