"""One search: a file's pieces and their text go in; each canary found, and what could not be read, comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from tests.oracle.comparing import Canary, fold
from tests.oracle.readings import CARVERS, READINGS, is_text
from tests.oracle.spellings import CARRIED, SPELLINGS

UNDECODED = "could not decode"
_DEPTH = 4  # escapes within escapes within escapes
_SHORT = 3000  # letters of a text whose escapes are undone in every order
_NESTING = 12  # files within files


@dataclass(frozen=True, order=True)
class Found:
    """A canary and where it can be had out; no canary when the place could not be decoded."""

    canary: str
    place: str


_PRINTABLE = re.compile(r"[\t\n\r\x1b\x20-\x7e]{6,}")


class Hunt:
    """One search: what is looked for, what was found, and what has been read already."""

    def __init__(self, canaries: Iterable[str], password: str, openers: Openers) -> None:
        self.canaries = [Canary.of(text) for text in dict.fromkeys(canaries)]
        self._needles = [(needle, canary) for canary in self.canaries for needle in canary.needles]
        self.password, self._openers = password, openers
        self._found: dict[Found, None] = {}
        self._seen: dict[tuple[Any, ...], int] = {}
        self._nesting = 0

    def found(self) -> list[Found]:
        return list(self._found)

    def failed(self, place: str, why: str) -> None:
        self._found[Found("", f"{UNDECODED} {place}: {why}")] = None

    def attempt(self, place: str, way: Callable[..., None], *arguments: Any) -> None:
        """Go one way down; an exception is an answer, never silence."""
        try:
            way(*arguments)
        except Exception as error:  # noqa: BLE001 - whatever stops the reading must be told
            self.failed(place, f"{type(error).__name__}: {error}")

    def text(self, text: str, place: str, *, noise: bool = False, depth: int = 0, told: set[str] | None = None) -> None:
        """Look in text, as it is and with its escapes undone; `noise` is where numbers mean something else.

        `told` are the canaries that have been found in this text already, by a simpler way to read it.
        """
        if self._known(text, text.encode("utf-8", "surrogatepass"), place, noise, depth):
            return
        told = set() if told is None else told
        folded = fold(text)
        for needle, canary in self._needles:
            if needle in folded and canary.text not in told and not (noise and canary.is_chance(text)):
                told.add(canary.text)
                self._found[Found(canary.text, place)] = None
        if depth < _DEPTH:
            rest = "\n".join(_PRINTABLE.findall(text.replace("\0", ""))) if noise else text
            self._undo(rest, place, noise, depth + 1, told)

    def _undo(self, text: str, place: str, noise: bool, depth: int, told: set[str]) -> None:
        """Undo each kind of escape, in every order when the text is short, else each alone and then all together."""
        short, whole = len(text) <= _SHORT, text
        for how, undone in SPELLINGS.items():
            plain = undone(text)
            if plain != text:
                self.text(plain, f"{place}, {how}", noise=noise, depth=depth if short else _DEPTH, told=told)
                whole = undone(whole)
        if not short and whole != text:
            self.text(whole, f"{place}, all escapes undone", noise=noise, depth=depth, told=told)
        for how, carried in CARRIED.items():
            for data in carried(text):
                deep = depth if is_text(data) else _DEPTH
                self.data(data, f"{place}, {how}", noise=True, depth=deep, told=told)

    def data(
        self, data: bytes, place: str, *, noise: bool = False, depth: int = 0, told: set[str] | None = None
    ) -> None:
        """Look in bytes that are no file of their own, unless they begin as one."""
        if not data or self._known(data, data, place, noise, depth):
            return
        if not self._opened(data, place):
            self._read(data, place, noise, depth, told)
            self._carve(data, place)

    def piece(self, data: bytes, place: str) -> None:
        """Look in a file or what was one: it must be of a kind that is known."""
        if not data or self._opened(data, place):
            return
        known = is_text(data)
        self._read(data, place, not known)
        self._carve(data, place)
        if not known and not any(is_kind(data) for is_kind in _KINDS_READ_AS_THEY_ARE):
            self.failed(place, "an unknown kind of file")

    def _opened(self, data: bytes, place: str) -> bool:
        for kind, (is_kind, opened) in self._openers.items():
            if is_kind(data):
                if self._nesting >= _NESTING:
                    self.failed(place, "too many files within files")
                    return True
                self._nesting += 1
                self.attempt(f"{place} as {kind}", opened, self, data, place)
                self._nesting -= 1
                return True
        return False

    def read(self, data: bytes, place: str, *, noise: bool = False) -> None:
        """Look in bytes without opening them."""
        self._read(data, place, noise)

    def _read(self, data: bytes, place: str, noise: bool, depth: int = 0, told: set[str] | None = None) -> None:
        told = set() if told is None else told
        for how, reading in READINGS.items():
            for text in reading(data, self.canaries):
                self.text(text, f"{place}{how}", noise=noise, depth=depth, told=told)

    def _carve(self, data: bytes, place: str) -> None:
        """Look for files that begin somewhere within."""
        for how, carve in CARVERS.items():
            for start, inner in carve(data):
                self.data(inner, f"{place}, {how} at byte {start}", noise=True)

    def _known(self, what: str | bytes, raw: bytes, place: str, noise: bool, depth: int) -> bool:
        """Tell whether this was read as deep before: anywhere when it is long, in this very place when it is short."""
        key = (type(what), noise, blake2b(raw).digest()) if len(raw) > 200 else (type(what), noise, place, raw)
        if self._seen.get(key, _DEPTH + 1) <= depth:
            return True
        self._seen[key] = depth
        return False


Openers = Mapping[str, tuple[Callable[[bytes], bool], Callable[[Hunt, bytes, str], None]]]
_FONTS = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf")
_KINDS_READ_AS_THEY_ARE: list[Callable[[bytes], bool]] = [
    lambda data: data.startswith(_FONTS),
    lambda data: data[36:40] == b"acsp",
]
