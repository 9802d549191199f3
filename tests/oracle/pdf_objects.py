"""Bytes of a PDF go in; its values, objects and operators come out, by ISO 32000-2, 7.2, 7.3 and 7.8.2."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from tests.oracle.readings import bytes_text


class Str(bytes):
    """A string in a PDF."""


class Name(str):
    """A name in a PDF, with its slash."""

    __slots__ = ()


class _Word(str):
    """An operator or a keyword in a PDF."""

    __slots__ = ()


@dataclass(frozen=True)
class Ref:
    number: int


class Dict(dict[str, Any]):
    """A dictionary in a PDF; `pairs` has a key that is there twice both times."""

    def __init__(self, items: list[Any]) -> None:
        self.pairs = list(zip(map(str, items[::2]), items[1::2], strict=False))
        super().__init__(self.pairs)


@dataclass
class Object:
    label: str
    number: int
    value: Any
    raw: bytes | None = None
    span: tuple[int, int] = (0, 0)
    stream: bytes | None = None
    left: str = ""  # the filter that was not undone, because what is left is a picture


_TOKEN = re.compile(
    rb"(?P<space>[\0\t\n\f\r ]+|%[^\r\n]*)|(?P<open><<|\[|\{)|(?P<close>>>|\]|\})"
    rb"|<(?P<hex>[0-9A-Fa-f\0\t\n\f\r ]*)>|\((?P<plain>[^()\\\r]*)\)|(?P<string>\()"
    rb"|(?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*)|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?=[\0\t\n\f\r ()<>\[\]{}/%]|$))"
    rb"|(?P<word>[^\0\t\n\f\r ()<>\[\]{}/%]+)|(?P<other>.)",
    re.DOTALL,
)
_STRING_PART = re.compile(rb"\\(?:[0-7]{1,3}|\r\n|.)|[()]|\r\n?|[^()\\\r]+", re.DOTALL)
_STRING_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_CONSTANTS = {"true": True, "false": False, "null": None}


def tokens(data: bytes, at: int, *, strict: bool = True) -> Iterator[tuple[str, Any, int]]:
    """Yield (kind, value, where it ends) for each token; unless strict, a string may end with the data."""
    end = len(data)
    while at < end:
        match = _TOKEN.match(data, at)
        assert match is not None
        kind, at = str(match.lastgroup), match.end()
        if kind == "hex":
            digits = re.sub(rb"[^0-9A-Fa-f]", b"", match["hex"]).decode()
            yield "value", Str(bytes.fromhex(digits + "0" * (len(digits) % 2))), at
        elif kind == "plain":
            yield "value", Str(match["plain"]), at
        elif kind == "string":
            text, at = _literal(data, at, strict=strict)
            yield "value", text, at
        elif kind == "name":
            yield "value", _name(match[0]), at
        elif kind == "number":
            yield "value", float(match[0]) if b"." in match[0] else int(match[0]), at
        elif kind == "word":
            yield "word", _Word(match[0].decode("latin-1")), at
        elif kind != "space":
            yield kind, match[0], at


def _literal(data: bytes, at: int, *, strict: bool) -> tuple[Str, int]:
    """Read a string from after its first parenthesis."""
    parts: list[bytes] = []
    depth = 1
    for match in _STRING_PART.finditer(data, at):
        part, at = match[0], match.end()
        depth += (part == b"(") - (part == b")")
        if not depth:
            return Str(b"".join(parts)), at
        parts.append(_literal_part(part))
    if strict:
        raise ValueError("a string without its end")
    return Str(b"".join(parts)), len(data)


def _literal_part(part: bytes) -> bytes:
    if part[:1] == b"\r":
        return b"\n"
    if part[:1] != b"\\":
        return part
    if part[1:2].isdigit() and part[1:2] < b"8":
        return bytes([int(part[1:], 8) & 255])
    return b"" if part[1:] in (b"\n", b"\r", b"\r\n") else _STRING_ESCAPES.get(part[1:], part[1:])


@functools.lru_cache(maxsize=4096)
def _name(raw: bytes) -> Name:
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes.fromhex(m[1].decode()), raw) if b"#" in raw else raw
    return Name(bytes_text(plain))


def parse(data: bytes, at: int = 0, until: Collection[str] = ()) -> tuple[list[Any], str, int]:
    """Return the values from here to one of the words, that word, and where it ends."""
    stack: list[list[Any]] = [[]]
    end = at
    for kind, value, end in tokens(data, at):
        if kind == "open":
            stack.append([])
        elif kind == "close":
            if len(stack) == 1:
                raise ValueError("a bracket that was never opened")
            items = stack.pop()
            stack[-1].append(Dict(items) if value == b">>" else items)
        elif kind == "value":
            stack[-1].append(value)
        elif value == "R" and len(stack[-1]) > 1 and isinstance(stack[-1][-2], int):
            stack[-1][-2:] = [Ref(stack[-1][-2])]
        elif value in _CONSTANTS:
            stack[-1].append(_CONSTANTS[value])
        elif value in until and len(stack) == 1:
            return stack[0], value, end
        else:
            raise ValueError(f"{value!r:.30} within an object")
    if len(stack) > 1 or until:
        raise ValueError("an object without its end")
    return stack[0], "", end


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each string, name and reference in a value with the keys that lead to it."""
    if isinstance(value, Dict):
        for key, inner in value.pairs:
            yield f"{path}{key}", Name(key)
            yield from walk(inner, f"{path}{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from walk(inner, f"{path}/{number}")
    elif isinstance(value, Str | Name | Ref):
        yield path, value


def operations(content: bytes) -> Iterator[tuple[str, list[Any]]]:
    """Yield each operator of a content stream with what stands before it; strings in brackets are a list."""
    stack: list[list[Any]] = [[]]
    skip = 0
    for kind, value, end in tokens(content, 0, strict=False):
        if end <= skip:
            continue
        if kind == "open":
            stack.append([])
        elif kind == "close" and len(stack) > 1:
            items = stack.pop()
            stack[-1].append(Dict(items) if value == b">>" else items)
        elif kind == "value":
            stack[-1].append(value)
        elif kind == "word" and len(stack) == 1:
            yield str(value), stack[0]
            stack[0] = []
            if value == "ID":
                over = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|$)").search(content, end)
                skip = over.end() if over else len(content)
