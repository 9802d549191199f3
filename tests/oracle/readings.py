"""Bytes become text in each way they may be read (READINGS), or files that begin somewhere within them (CARVERS)."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress

from tests.oracle.comparing import CONTROL, FEWEST_LETTERS, Canary


def _utf8(data: bytes, _: object) -> Iterator[str]:
    yield data.decode("utf-8", "replace")


_WINDOWS = "".join(bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(256))


def _windows(data: bytes, _: object) -> Iterator[str]:
    if not data.isascii() and not is_utf8(data):
        yield codecs.charmap_decode(data, "strict", _WINDOWS)[0]


BYTE_ORDERS = (b"\xfe\xff", b"\xff\xfe")
_FAR_LETTERS = re.compile("[\u2e80-\ud7ff\ue000-\uf8ff]+")  # what other bytes look like as UTF-16


def _utf16(data: bytes, canaries: Collection[Canary]) -> Iterator[str]:
    """Both byte orders from both an even and an odd byte; without a zero byte only for what has no ASCII in it."""
    if b"\0" not in data and data[:2] not in BYTE_ORDERS and all(_has_ascii(c.text) for c in canaries):
        return
    far = not any(_FAR_LETTERS.search(c.text) for c in canaries)
    for start in (0, 1):
        for order in ("utf-16-le", "utf-16-be"):
            text = data[start:].decode(order, "replace")
            yield _FAR_LETTERS.sub("一", text) if far else text


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _has_ascii(text: str) -> bool:
    return any(c.isascii() for c in text)


READINGS: dict[str, Callable[[bytes, Collection[Canary]], Iterable[str]]] = {
    "": _utf8,
    ", as Windows-1252": _windows,
    ", as UTF-16": _utf16,
}
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def is_text(data: bytes) -> bool:
    """Tell whether the bytes are text and nothing else."""
    if data[:2] in BYTE_ORDERS or b"\0" in data[:64]:
        return any(not CONTROL.search(text) and _mostly_latin(text) for text in _utf16(data, ()))
    return not _CONTROL_BYTES.search(data)


def _mostly_latin(text: str) -> bool:
    return sum(c < "\u0250" for c in text) * 2 > len(text)


def bytes_text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


# Files within bytes that are no file


def _begun(*beginnings: bytes) -> Callable[[bytes], Iterator[tuple[int, bytes]]]:
    def carve(data: bytes) -> Iterator[tuple[int, bytes]]:
        for beginning in beginnings:
            start = data.find(beginning, 1)
            if start > 0:
                yield start, data[start:]

    return carve


def _deflated(data: bytes) -> Iterator[tuple[int, bytes]]:
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        with suppress(zlib.error):
            inner = zlib.decompressobj().decompress(data[match.start() :])
            if len(inner) >= FEWEST_LETTERS:
                yield match.start(), inner


CARVERS: dict[str, Callable[[bytes], Iterable[tuple[int, bytes]]]] = {
    "a zip": _begun(b"PK\3\4"),
    "a PDF": _begun(b"%PDF-"),
    "something compressed": _deflated,
}


def without(data: bytes, *spans: Iterable[tuple[int, int]]) -> bytes:
    pieces, at = [], 0
    for start, end in sorted(span for some in spans for span in some):
        pieces.append(data[at:start])
        at = max(at, end)
    return b"\0\n".join((*pieces, data[at:]))
