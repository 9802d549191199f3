"""The parser's complaint about a text goes in; the Fault that a person would name comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass

from bti_docs.case.source import RefusedError

_LONGEST_LINE = 2_000
_FIRST_KEY = re.compile(r"[ ]*(?:- +)*([\w-]+)[ ]*:(?=\s|$)")
_BARE_KEY = re.compile(r"([ ]*)([\w-]+) +[^\s:][^:\n]*\n")
_GLUED_KEY = re.compile(r"[ ]*(?:- +)*([\w-]+)(:)(?=[^\s:/])")
_CLOSED_QUOTE = re.compile(r"""(?<=[:\-,\[{] )(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')""")
_OPEN_QUOTE = re.compile(r"""(?:^|[:\-,\[{]) *(["'])""")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the parser said: the problem and where, what it was doing and since where, as characters.

    `open_flow` is where the innermost `[` or `{` that is still open stands, or -1. `keys` are the keys that are
    known, so that prose is not taken for one.
    """

    text: str
    problem: str
    index: int
    context: str
    context_index: int
    open_flow: int
    keys: Container[str]

    @property
    def character(self) -> str:
        """The character complained about; empty at the end of the text."""
        return self.text[self.index : self.index + 1]

    @property
    def line_start(self) -> int:
        """Where the line complained about begins."""
        return self.text.rfind("\n", 0, self.index) + 1

    @property
    def before(self) -> str:
        """The line complained about, up to the place."""
        return self.text[self.line_start : self.index]

    @property
    def line(self) -> str:
        """The whole line complained about."""
        return self.text[self.line_start :].partition("\n")[0]


def explain(complaint: Complaint) -> RefusedError:
    """Return what is wrong with the text, at the place a person would point to."""
    for finder in _FINDERS:
        found = finder(complaint)
        if found:
            return found
    return RefusedError("Y020", complaint.index)


def swallowed_key(text: str, start: int, end: int, keys: Container[str]) -> bool:
    """Whether the quoted text from `start` to `end` has a line that begins with one of our keys."""
    inside = text[start:end].split("\n")[1:]
    return any(found[1] in keys for found in map(_FIRST_KEY.match, inside) if found)


def _too_deep(c: Complaint) -> RefusedError | None:
    """Some versions of the parser count levels themselves, before the first is told of."""
    return RefusedError("Y007", c.index) if "nesting depth" in c.problem else None


def _empty_in_flow(c: Complaint) -> RefusedError | None:
    return RefusedError("Y027", c.index) if "unexpected ':'" in c.problem else None


def _tab(c: Complaint) -> RefusedError | None:
    if "tab character" in c.problem or c.character == "\t":
        return RefusedError("Y009", max(c.text.find("\t", c.line_start), 0))
    return None


def _quoted(c: Complaint) -> RefusedError | None:
    if "quoted scalar" not in c.context:
        return None
    if "unexpected" in c.problem:
        return RefusedError("Y012", c.context_index)
    return RefusedError("Y019", c.index)


def _quote_closed_by_accident(c: Complaint) -> RefusedError | None:
    """Find the last quote before the complaint that is still open at its line's end, with a key right after."""
    lines = c.text[: c.line_start].split("\n")[:-1]
    following, end = c.line, c.line_start - 1
    for line in reversed(lines):
        start = end - len(line)
        quote = _open_quote(line)
        found = _FIRST_KEY.match(following)
        if quote >= 0 and found and found[1] in c.keys:
            return RefusedError("Y012", start + quote)
        following, end = line, start - 1
    return None


def _open_quote(line: str) -> int:
    if len(line) > _LONGEST_LINE or not ('"' in line or "'" in line):
        return -1
    left = _CLOSED_QUOTE.sub(lambda m: "x" * len(m[0]), line)
    found = _OPEN_QUOTE.search(left)
    return found.start(1) if found else -1


def _missing_space(c: Complaint) -> RefusedError | None:
    if "could not find expected ':'" in c.problem:
        start = c.text.rfind("\n", 0, c.context_index) + 1
        return _glued(c, start) or RefusedError("Y026", c.context_index)
    if "mapping values are not allowed" in c.problem and c.line_start:
        start = c.text.rfind("\n", 0, c.line_start - 1) + 1
        return _glued(c, start) or _without_colon(c, start)
    return None


def _glued(c: Complaint, start: int) -> RefusedError | None:
    found = _GLUED_KEY.match(c.text, start)
    return RefusedError("Y013", found.start(2), key=found[1]) if found and found[1] in c.keys else None


def _without_colon(c: Complaint, start: int) -> RefusedError | None:
    """The line before, as far in as this one, is a key of ours without its colon."""
    found, this = _BARE_KEY.match(c.text, start), _FIRST_KEY.match(c.line)
    as_far_in = found and len(found[1]) == len(c.before) - len(c.before.lstrip())
    if found and this and as_far_in and found[2] in c.keys and this[1] in c.keys:
        return RefusedError("Y026", found.start(2))
    return None


def _colon_in_text(c: Complaint) -> RefusedError | None:
    if c.character != ":":
        return None
    found = _FIRST_KEY.fullmatch(c.before + ":")
    begins_line = bool(found and found[1] in c.keys)
    if "mapping values" in c.problem and begins_line:
        return RefusedError("Y014", c.line_start + len(c.before) - len(c.before.lstrip()))
    if "mapping values" in c.problem or ("," in c.problem and not begins_line):
        return RefusedError("Y010", c.index)
    return None


def _after_quote(c: Complaint) -> RefusedError | None:
    ended = c.before.rstrip().endswith(('"', "'")) and "expected" in c.problem
    return RefusedError("Y023", c.index) if ended and not c.context.startswith("while scanning") else None


def _open_bracket(c: Complaint) -> RefusedError | None:
    if c.open_flow >= 0 and "\n" in c.text[c.open_flow : c.index + 1]:
        return RefusedError("Y018", c.open_flow)
    return None


def _indentation(c: Complaint) -> RefusedError | None:
    structure = ("expected key", "expected '-'", "document start", "block end")
    if any(word in c.problem for word in structure) and c.character not in ("", ":") and not c.before.strip():
        return RefusedError("Y014", c.index)
    return None


def _reserved(c: Complaint) -> RefusedError | None:
    for word, code in (("alias", "Y004"), ("anchor", "Y004"), ("a tag", "Y005"), ("block scalar", "Y024")):
        if word in c.context:
            return RefusedError(code, c.context_index)
    if "block sequence entries" in c.problem:
        return RefusedError("Y025", c.index)
    if "cannot start any token" in c.problem:
        return RefusedError("Y021", c.index, character=c.character)
    return RefusedError("Y021", c.context_index, character="%") if "directive" in c.context else None


_FINDERS: tuple[Callable[[Complaint], RefusedError | None], ...] = (
    _too_deep,
    _empty_in_flow,
    _tab,
    _quoted,
    _quote_closed_by_accident,
    _missing_space,
    _colon_in_text,
    _after_quote,
    _open_bracket,
    _indentation,
    _reserved,
)
