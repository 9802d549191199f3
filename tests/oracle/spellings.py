"""Text becomes text with its escapes undone (SPELLINGS), or the bytes that it carries as letters (CARRIED)."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Iterable, Iterator

from tests.oracle.readings import bytes_text, is_text, is_utf8


def _pairs_undone(prefix: str, also: str = "") -> Callable[[str], str]:
    """Undo `%C3%85`, `=C3=85`, `\\xc3\\x85`: pairs of hexadecimal digits after a prefix."""
    run = re.compile(f"(?:{prefix}[0-9a-fA-F]{{2}})+")
    pair = re.compile(f"{prefix}([0-9a-fA-F]{{2}})")

    def undone(text: str) -> str:
        if also:
            text = re.sub(also, "", text)
        return run.sub(lambda m: bytes_text(bytes.fromhex("".join(pair.findall(m[0])))), text)

    return undone


_UNITS = re.compile(r"(?:[\\%]u[0-9a-fA-F]{4})+")
_LONG = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}|\\U([0-9a-fA-F]{8})|\\u(-?\d{2,5}) ?\??")
_OCTAL = re.compile(r"(?:\\[0-3]?[0-7]{1,2})+")
_TAG = re.compile(r"<[^<>]*>")
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")


def _json(text: str) -> str:
    if "\\" not in text and "%u" not in text:
        return text
    text = _UNITS.sub(
        lambda m: bytes.fromhex(re.sub(r"[\\%]u", "", m[0])).decode("utf-16-be", "replace"),
        text,
    )
    return _BACKSLASH_PAIRS(_LONG.sub(_long, text))


def _long(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16) if match[1] or match[2] else int(match[3]) % 0x10000
    return chr(number) if number < 0x110000 else ""


def _octal(text: str) -> str:
    if "\\" not in text:
        return text
    text = re.sub(r"\\\r?\n", "", text)
    text = _OCTAL.sub(lambda m: bytes_text(bytes(int(n, 8) & 255 for n in m[0].split("\\")[1:])), text)
    return re.sub(r"\\([^0-7a-zA-Z]|[nrtbf](?![0-9a-zA-Z]))", r"\1", text)


def _entities(text: str) -> str:
    return html.unescape(text) if "&" in text else text


def _tags(text: str) -> str:
    return _TAG.sub("", text) if "<" in text else text


def _terminal(text: str) -> str:
    return _TERMINAL.sub("", text) if "\x1b" in text else text


_BACKSLASH_PAIRS = _pairs_undone(r"\\x")
SPELLINGS: dict[str, Callable[[str], str]] = {
    "without tags": _tags,
    "entities undone": _entities,
    "JSON escapes undone": _json,
    "PDF escapes undone": _octal,
    "percent escapes undone": _pairs_undone("%"),
    "quoted-printable undone": _pairs_undone("=", r"=\r?\n"),
    "terminal codes undone": _terminal,
}

# Text that carries bytes


_HEX = re.compile(r"(?:[0-9a-fA-F]{2}(?:0x|[\s:,-]){0,3}){4,}[0-9a-fA-F]?")
_WORD64 = re.compile(r"[A-Za-z0-9+/_-]{6,}")
_LINES64 = re.compile(r"(?:[A-Za-z0-9+/_-]{16,}\s+)+[A-Za-z0-9+/_-]+")


def _hex(text: str) -> Iterator[bytes]:
    """Bytes as hexadecimal digits, from the first digit and from the second."""
    runs = [re.sub(r"0x|[^0-9a-fA-F]", "", m[0]) for m in _HEX.finditer(text)]
    found = [bytes.fromhex(run[start : start + (len(run) - start) // 2 * 2]) for run in runs for start in (0, 1)]
    for readable in (True, False) if found else ():
        yield b"\n".join(data for data in found if is_text(data) is readable)


def _base64(text: str) -> Iterator[bytes]:
    """Words of base64, and lines of it; four beginnings each, as what stands before may belong to it or not."""
    words = _WORD64.findall(text)
    lines = [re.sub(r"\s+", "", m[0]) for m in _LINES64.finditer(text)]
    for run in (*lines, *(word for word in words if len(word) > 60)):
        yield _unpacked64(run)
    found = [_unpacked64(run[start:]) for run in dict.fromkeys((*words, *lines)) for start in range(4)]
    for readable in (True, False) if found else ():
        yield b"\n".join(data for data in found if is_text(data) is readable)


def _unpacked64(run: str) -> bytes:
    run = run[: -1 or None] if len(run) % 4 == 1 else run
    return base64.b64decode(run.replace("-", "+").replace("_", "/") + "=" * (-len(run) % 4))


_ESCAPED = re.compile(r"(?:%|=|\\x|\\')([0-9a-fA-F]{2})|\\([0-3]?[0-7]{1,2})")


def _escaped(text: str) -> Iterator[bytes]:
    """Escaped bytes that are no UTF-8, with the lines they are in."""
    lines = "\n".join(line for line in text.split("\n") if _ESCAPED.search(line))
    plain = _ESCAPED.sub(lambda m: chr(int(m[1], 16) if m[1] else int(m[2], 8) & 255), lines)
    data = plain.encode("latin-1", "replace")
    if b"\0" in data or not is_utf8(data):
        yield data


CARRIED: dict[str, Callable[[str], Iterable[bytes]]] = {
    "as hexadecimal": _hex,
    "as base64": _base64,
    "as escaped bytes": _escaped,
}
