"""A PDF font goes in; what each of its codes means as letters comes out."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.oracle.pdf_objects import Dict, Ref, Str, operations
from tests.oracle.pdf_tables import Table


@dataclass(frozen=True, eq=False)
class Letters:
    """What a font's codes mean."""

    lengths: tuple[int, ...]
    codes: Mapping[bytes, str]

    def read(self, shown: bytes) -> str:
        if len(self.lengths) == 1:
            step = self.lengths[0]
            return "".join([self.codes.get(shown[at : at + step], "") for at in range(0, len(shown), step)])
        letters, at = [], 0
        while at < len(shown):
            for length in self.lengths:
                letter = self.codes.get(shown[at : at + length])
                if letter is not None:
                    letters.append(letter)
                    break
            else:
                length = self.lengths[0]
            at += length
        return "".join(letters)


def _utf16_letters(code: bytes) -> str:
    return code.decode("utf-16-be", "replace") if len(code) > 1 else code.decode("latin-1")


@functools.lru_cache(maxsize=256)
def _to_unicode(cmap: bytes) -> Letters:
    codes: dict[bytes, str] = {}
    lengths: set[int] = set()
    operands: list[Any] = []
    for word, values in operations(cmap):
        operands = values
        if word == "endcodespacerange":
            lengths |= {len(v) for v in operands if isinstance(v, Str)}
        elif word == "endbfchar":
            for code, text in zip(operands[::2], operands[1::2], strict=False):
                codes[bytes(code)] = _utf16_letters(text)
        elif word == "endbfrange":
            for first, last, text in zip(operands[::3], operands[1::3], operands[2::3], strict=False):
                codes |= _range(first, last, text)
    return Letters(tuple(sorted(lengths | {len(c) for c in codes})) or (1,), codes)


def _range(first: bytes, last: bytes, text: Any) -> Iterator[tuple[bytes, str]]:
    for number in range(int.from_bytes(last) - int.from_bytes(first) + 1):
        code = (int.from_bytes(first) + number).to_bytes(len(first))
        if isinstance(text, list):
            if number < len(text):
                yield code, _utf16_letters(text[number])
        else:
            yield code, _utf16_letters((int.from_bytes(text) + number).to_bytes(len(text) + 1)[-len(text) :])


_MARKS = {
    "ACUTE": "acute",
    "GRAVE": "grave",
    "DIAERESIS": "dieresis",
    "CIRCUMFLEX": "circumflex",
    "TILDE": "tilde",
    "CARON": "caron",
    "CEDILLA": "cedilla",
    "RING ABOVE": "ring",
    "STROKE": "slash",
    "MACRON": "macron",
    "OGONEK": "ogonek",
    "DOT ABOVE": "dotaccent",
}
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NUMBERED = re.compile(r"(?:uni([0-9A-F]{4})|u([0-9A-F]{4,6}))(?:\..*)?")
_MEANINGLESS = re.compile(r"[A-Za-z]{1,5}\d{1,5}")


@functools.cache
def _glyph_names() -> dict[str, str]:
    """Letters and digits by the names fonts give them; other signs never matter, they are folded away."""
    names = {name: str(n) for n, name in enumerate(_DIGITS)}
    names |= {"ae": "æ", "AE": "Æ", "germandbls": "ß", "eth": "ð", "Eth": "Ð", "thorn": "þ", "Thorn": "Þ"}
    names |= {"eng": "ŋ", "Eng": "Ŋ", "dcroat": "đ", "Dcroat": "Đ", "tbar": "ŧ", "Tbar": "Ŧ", "fi": "fi", "fl": "fl"}
    for letter in map(chr, range(0x41, 0x180)):
        words = re.fullmatch(r"LATIN (SMALL|CAPITAL) LETTER ([A-Z])(?: WITH (.+))?", unicodedata.name(letter, ""))
        if words and (words[3] is None or words[3] in _MARKS):
            base = words[2] if words[1] == "CAPITAL" else words[2].lower()
            names[base + _MARKS.get(words[3] or "", "")] = letter
    return names


def _glyph(name: str) -> str:
    numbered = _NUMBERED.fullmatch(name)
    if numbered:
        return chr(int(numbered[1] or numbered[2], 16))
    return _glyph_names().get(name.partition(".")[0], "")


def font_letters(font: Dict, table: Table) -> Letters | None:
    """Return what a font's codes mean; None when the file does not say."""
    cmap = font.get("/ToUnicode")
    if isinstance(cmap, Ref) and cmap.number in table.values:
        stream = table.values[cmap.number].stream
        return None if stream is None else _to_unicode(stream)
    if font.get("/Subtype") == "/Type0":
        return None
    encoding = table.resolve(font.get("/Encoding"))
    base = encoding.get("/BaseEncoding") if isinstance(encoding, Dict) else encoding
    python = "mac_roman" if base == "/MacRomanEncoding" else "cp1252"
    codes = {bytes([n]): bytes([n]).decode(python, "ignore") for n in range(256)}
    differences = table.resolve(encoding.get("/Differences")) if isinstance(encoding, Dict) else None
    at = 0
    for one in differences or ():
        if isinstance(one, int):
            at = one
            continue
        glyph = _glyph(one[1:])
        if not glyph and _MEANINGLESS.fullmatch(one[1:]):
            return None
        codes[bytes([at & 255])] = glyph
        at += 1
    return Letters((1,), codes)
