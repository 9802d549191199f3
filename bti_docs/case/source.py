"""A file's text and where its keys and values stand go in; places that may be shown to anyone come out."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bti_docs.case import shape, spelling
from bti_docs.case.shape import Path
from bti_docs.case.types import Node
from bti_docs.problem import Problem, Where

_HIDDEN = "•"
_TAB = "→"
_LONGEST_SHOWN = 200
_KEY = re.compile(r"([^\W\d][\w-]{0,40})(?= ?:)")
_ALWAYS_SHOWN = re.compile(
    r"ja|nei|[0-9]{1,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}"
    r"|[0-9]{1,2}[:.][0-9]{2}(?:[-–][0-9]{1,2}[:.][0-9]{2})?"
)
_WORD = re.compile("[a-zæøå0-9_-]{1,20}")


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands: from character `start` up to `end` in the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """A key or a value as it stands in the text: `path` is the value's own path, also for its key."""

    span: Span
    path: Path
    text: str
    is_key: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """A Problem that has its place in the text as characters, not yet as line and column."""

    code: str
    span: Span
    words: Mapping[str, str] = field(default_factory=dict)


class RefusedError(Exception):
    """The text cannot be read past this Fault; never leaves the room."""

    def __init__(self, code: str, start: int, end: int | None = None, **words: str) -> None:
        super().__init__(code)
        self.fault = Fault(code, Span(start, start + 1 if end is None else end), words)


@dataclass(frozen=True)
class Source:
    r"""A YAML file as it was written: where each key and value stands, by key path (`("møter", 0, "leder")`).

    `text` has `\n` as its only line break and is NFC. `model` tells which values are free text. `scalars` is
    None when the text could not be read as YAML; keys and values are then told apart line by line.
    """

    file: str
    model: type[Node]
    text: str = ""
    keys: Mapping[Path, Span] = field(default_factory=dict)
    values: Mapping[Path, Span] = field(default_factory=dict)
    scalars: Sequence[Scalar] | None = None

    def where(self, path: Path, *, key: bool = False) -> Where:
        """Return the place of the value at `path` (of its key with `key=True`), or of the nearest thing around it."""
        for length in range(len(path), -1, -1):
            near = path[:length]
            first, second = (self.keys, self.values) if key or length < len(path) else (self.values, self.keys)
            span = first.get(near) or second.get(near)
            if span:
                return self.place(span, path)
        return self.place(Span(0, 0), path)

    def place(self, span: Span, path: Path = ()) -> Where:
        """Return the place of `span`; what reaches past its first line is cut there."""
        line, start, end = self._line_at(span.start)
        column, end_column = span.start - start + 1, min(span.end, end, start + _LONGEST_SHOWN) - start + 1
        shown = self._masked(start, end) if column <= _LONGEST_SHOWN else ""
        return Where(
            file=self.file,
            line=line,
            column=column,
            end_column=max(end_column, column + 1),
            path=self._dotted(path),
            line_text=shown[:_LONGEST_SHOWN].rstrip(),
        )

    def problem(self, fault: Fault, path: Path = ()) -> Problem:
        """Return `fault` as a Problem."""
        return Problem(fault.code, self.place(fault.span, path), fault.words)

    def line(self, index: int) -> int:
        """Return the line number of the character at `index`, counted from 1."""
        return bisect.bisect_right(self._starts, index)

    @functools.cached_property
    def _starts(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer("\n", self.text))]

    @functools.cached_property
    def _folded_keys(self) -> set[str]:
        return {spelling.fold(key) for key in shape.homes(self.model)}

    @functools.cached_property
    def _scalar_starts(self) -> list[int]:
        return [s.span.start for s in self.scalars or ()]

    def _line_at(self, index: int) -> tuple[int, int, int]:
        line = self.line(index)
        start = self._starts[line - 1]
        end = self.text.find("\n", start)
        return line, start, len(self.text) if end < 0 else end

    def _dotted(self, path: Path) -> str:
        dotted = ""
        for step in path:
            if isinstance(step, int):
                dotted += f"[{step}]"
            else:
                dotted += "." + (step if self._may_show_key(step) else _HIDDEN * len(step))
        return dotted.removeprefix(".")

    def _masked(self, start: int, end: int) -> str:
        end = min(end, start + _LONGEST_SHOWN)
        if self.scalars is None:
            return self._masked_by_eye(self.text[start:end])
        shown, at = [], start
        for scalar in self._scalars_on(start, end):
            low, high = max(scalar.span.start, start), min(scalar.span.end, end)
            shown.append(_between(self.text[at:low]))
            inside = self.text[low:high]
            # An anchor or a tag stands within the span: what is shown is the value alone, or nothing.
            alone = inside.strip("\"'") == scalar.text
            shown.append(inside if alone and self._may_show(scalar) else _covered(inside))
            at = max(at, high)
        return "".join(shown) + _between(self.text[at:end])

    def _scalars_on(self, start: int, end: int) -> Sequence[Scalar]:
        first = max(bisect.bisect_right(self._scalar_starts, start) - 1, 0)
        last = bisect.bisect_left(self._scalar_starts, end)
        return [s for s in (self.scalars or ())[first:last] if s.span.end > start]

    def _may_show(self, scalar: Scalar) -> bool:
        if scalar.is_key:
            return self._may_show_key(scalar.text)
        if _ALWAYS_SHOWN.fullmatch(scalar.text):
            return True
        place = shape.at(self.model, scalar.path)
        return bool(place and place.is_chosen and _WORD.fullmatch(scalar.text) and _few_digits(scalar.text))

    def _masked_by_eye(self, line: str) -> str:
        """Mask a line of a file that is not YAML: only our own keys, dates, times and short numbers are shown."""
        shown, at = "", 0
        for found in _KEY.finditer(line):
            if self._is_key(found[1]):
                shown += _hidden(line[at : found.start(1)]) + found[1]
                at = found.end(1)
        return shown + _hidden(line[at:])

    def _may_show_key(self, text: str) -> bool:
        return self._is_key(text) or spelling.is_word(text)

    def _is_key(self, text: str) -> bool:
        return spelling.fold(text) in self._folded_keys or spelling.is_listed(text)


def _few_digits(text: str) -> bool:
    return not re.search("[0-9]{5}", text)


def _between(text: str) -> str:
    """What stands between keys and values: punctuation is shown, a comment is left out."""
    return _hidden(text.partition("#")[0])


def _hidden(text: str) -> str:
    return re.sub(r"[^\t !-/:-@\[-`{-~]", _HIDDEN, text).replace("\t", _TAB)


def _covered(text: str) -> str:
    """Every character of a value, but not the indentation of a line inside it."""
    inner = text.lstrip(" \t")
    return _hidden(text[: len(text) - len(inner)]) + _HIDDEN * len(inner)
