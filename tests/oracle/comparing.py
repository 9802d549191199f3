"""Comparing: text and canaries go in, folded to letters and digits; whether chance made a match comes out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

FEWEST_LETTERS, _FEWEST_DIGITS, _FEWEST_FOR_ASCII, _FEWEST_AMONG_NOISE = 4, 6, 6, 6
_BETWEEN = re.compile(r"[\W_]+")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_PLAIN = [
    str.maketrans({"æ": "ae", "ø": o, "å": a, "đ": "d", "ŋ": "n", "ŧ": "t", "ł": "l", "ð": "d", "þ": "th"})
    for o, a in (("o", "a"), ("oe", "aa"))
]


def fold(text: str) -> str:
    """Return the letters and digits alone, in one case and one Unicode form."""
    if text.isascii():
        return _BETWEEN.sub("", text.lower())
    normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _BETWEEN.sub("", normal)


@dataclass(frozen=True)
class Canary:
    text: str
    needles: tuple[str, ...]
    digits: re.Pattern[str] | None  # how it may look among numbers that mean something else

    @classmethod
    def of(cls, text: str) -> Canary:
        folded = fold(text)
        if len(folded) < (_FEWEST_DIGITS if folded.isdecimal() else FEWEST_LETTERS):
            raise ValueError(f"too short to be told from chance: {text!r}")
        digits = re.compile(r"(?<!\.)" + r"[\s\-./()]{0,3}".join(folded)) if folded.isdecimal() else None
        return cls(text, tuple(dict.fromkeys((folded, *_in_ascii(folded), *_as_drawn(folded)))), digits)

    def is_chance(self, text: str) -> bool:
        """Tell whether noise makes it: a few letters here and there, or numbers such as `4 1 3 5 8 2 7 6`."""
        if self.digits is not None:
            return all(min(map(len, re.findall(r"\d+", m[0]))) < 2 for m in self.digits.finditer(text))
        if len(self.needles[0]) >= _FEWEST_AMONG_NOISE or not CONTROL.search(text):
            return False
        plain, name = unicodedata.normalize("NFC", text.replace("\0", "")), unicodedata.normalize("NFC", self.text)
        return not any(form in plain for form in (name, name.upper(), name.lower()))


def _in_ascii(folded: str) -> Iterator[str]:
    """The ways a name is spelled where only a–z may be, as in file names."""
    for letters in _PLAIN:
        marked = unicodedata.normalize("NFD", folded.translate(letters))
        plain = "".join(c for c in marked if not unicodedata.combining(c))
        if len(plain) >= _FEWEST_FOR_ASCII:
            yield plain


def _as_drawn(folded: str) -> Iterator[str]:
    """Right-to-left letters stand in a PDF in the order they are drawn."""
    if any(unicodedata.bidirectional(c) in ("R", "AL") for c in folded):
        yield folded[::-1]
