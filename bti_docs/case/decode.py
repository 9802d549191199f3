r"""A file's bytes go in; its text comes out as NFC with `\n` as line break, or it is refused."""

from __future__ import annotations

import codecs
import re
import unicodedata

from bti_docs.case.source import RefusedError

LARGEST = 1_000_000
_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What æøå ÆØÅ are in each encoding that Norwegian files come in.
_NORWEGIAN = {
    "Windows-1252 (ANSI)": b"\xe6\xf8\xe5\xc6\xd8\xc5",
    "DOS (cp865)": b"\x91\x9b\x86\x92\x9d\x8f",
    "Mac Roman": b"\xbe\xbf\x8c\xae\xaf\x81",
}
# Control characters, the two odd line breaks, a BOM inside the text, lone surrogates and noncharacters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
# Unicode's stream-safe limit. Normalising a longer row of accents takes time in its square: a minute for 1 MB.
_MOST_ACCENTS = 30


def to_text(data: bytes) -> str:
    r"""Return `data`, UTF-8 with or without a BOM, as text with `\n` for every line break.

    Raises:
        RefusedError: Y001 when it is not UTF-8 (a NotUtf8Error), Y002 when it is too large.

    """
    if len(data) > LARGEST:
        raise RefusedError("Y002", 0)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = b"" if _looks_like_utf16(data) else data[: error.start]
        raise NotUtf8Error(before, _encoding(data)) from None
    if _looks_like_utf16(data):
        raise NotUtf8Error(b"", "UTF-16")
    return re.sub("\r\n?", "\n", text)


def normalize(text: str) -> str:
    """Return `text` as NFC.

    Raises:
        RefusedError: Y003 when it has characters that nobody sees.

    """
    index = _unseen(text)
    if index >= 0:
        raise RefusedError("Y003", index, character=f"U+{ord(text[index]):04X}")
    return unicodedata.normalize("NFC", text)


class NotUtf8Error(RefusedError):
    """The bytes are not UTF-8; `before` is the text up to the first wrong byte."""

    def __init__(self, before: bytes, encoding: str) -> None:
        self.before = re.sub("\r\n?", "\n", before.decode("utf-8-sig", "replace"))
        super().__init__("Y001", len(self.before), encoding=encoding)


def _encoding(data: bytes) -> str:
    if _looks_like_utf16(data):
        return "UTF-16"
    votes = {name: sum(data.count(letter) for letter in letters) for name, letters in _NORWEGIAN.items()}
    best = max(votes, key=lambda name: votes[name])
    return best if votes[best] else ""


def _looks_like_utf16(data: bytes) -> bool:
    head = data[:200]
    return data.startswith(_UTF16_BOMS) or head.count(0) > len(head) // 4


def _unseen(text: str) -> int:
    found = _UNSEEN.search(text)
    return found.start() if found else _too_many_accents(text)


def _too_many_accents(text: str) -> int:
    row = 0
    for index, character in enumerate("" if text.isascii() else text):
        row = row + 1 if character > "\u02ff" and unicodedata.combining(character) else 0
        if row > _MOST_ACCENTS:
            return index
    return -1
