"""Names and a text go in; whether the text names anyone comes out, also where it is spelt as in a file name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_BETWEEN = frozenset({"af", "av", "da", "de", "del", "den", "der", "di", "du", "el", "la", "le", "og", "van", "von"})
_LETTERS = (  # how letters outside a–z are written in file names
    ("æ", ("ae", "ae")),
    ("ø", ("o", "oe")),
    ("å", ("a", "aa")),
    ("đ", ("d", "d")),
    ("ŋ", ("n", "ng")),
    ("ŧ", ("t", "t")),
)
_SPELLINGS = tuple({ord(letter): ways[n] for letter, ways in _LETTERS} for n in (0, 1))


def named_in(text: str, names: Collection[str]) -> bool:
    """Tell whether a text holds a part of a name: also in the genitive, and as it is written in a file name."""
    return not said(text).isdisjoint(name_words(names))


def name_words(names: Collection[str]) -> set[str]:
    """Return the parts of names, folded; initials and what stands between names are no one's name."""
    return {word for name in names for word in _as_words(name) if len(word) > 1} - _BETWEEN


def said(text: str) -> set[str]:
    """Return the words of a text, and those they are the genitive of."""
    words = _as_words(text)
    return words | {word.removesuffix("s") for word in words}


def _as_words(text: str) -> set[str]:
    """Return the words of a text, each as it is and as it is written in a file name, without its marks."""
    folded = unicodedata.normalize("NFC", text).casefold()
    words = set(re.findall(r"[^\W\d_]+", folded))
    return words | {_plain(word.translate(spelling)) for word in words for spelling in _SPELLINGS}


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
