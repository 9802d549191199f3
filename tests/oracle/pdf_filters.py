"""A PDF stream's raw bytes go in; the bytes with filters undone (FILTERS), and what stood after their end, come out."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from tests.oracle.pdf_objects import Dict, Ref

_PICTURE_FILTERS = {"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"}
_SHORT_FILTERS = {
    "/Fl": "/FlateDecode",
    "/LZW": "/LZWDecode",
    "/A85": "/ASCII85Decode",
    "/AHx": "/ASCIIHexDecode",
    "/RL": "/RunLengthDecode",
    "/DCT": "/DCTDecode",
    "/CCF": "/CCITTFaxDecode",
}
_BLANK = b"\0\t\n\f\r "


def undo_filters(raw: bytes, details: Dict, resolve: Callable[[Any], Any]) -> tuple[bytes, str, bytes]:
    """Return the bytes with filters undone, the picture filter that is left, and what stood after the packed end."""
    filters = _as_list(resolve(details.get("/Filter")))
    parameters = _as_list(resolve(details.get("/DecodeParms")))
    if not filters and isinstance(details.get("/Filter"), Ref):
        raise ValueError("its filter is not in the file")
    after = b""
    for number, called in enumerate(map(resolve, filters)):
        name = _SHORT_FILTERS.get(called, called)
        if name in _PICTURE_FILTERS:
            return raw, str(name), after
        given = resolve(parameters[number]) if number < len(parameters) else None
        options = {key: resolve(value) for key, value in (given or {}).items()}
        if name not in FILTERS:
            raise ValueError(f"unknown filter {name}")
        raw, rest = FILTERS[name](raw, options)
        after += rest.strip(_BLANK)
    return raw, "", after


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _flate(data: bytes, options: Mapping[str, Any]) -> tuple[bytes, bytes]:
    unpacker = zlib.decompressobj()
    plain = unpacker.decompress(data) + unpacker.flush()
    if not unpacker.eof:
        raise ValueError("compressed data without its end")
    return _predicted(plain, options), unpacker.unused_data


def _lzw(data: bytes, options: Mapping[str, Any]) -> tuple[bytes, bytes]:
    early = int(options.get("/EarlyChange", 1))
    table: list[bytes] = []
    plain: list[bytes] = []
    last, width, held, bits = b"", 9, 0, 0
    for at, byte in enumerate(data):
        held, bits = (held << 8) | byte, bits + 8
        if bits < width:
            continue
        bits -= width
        code, held = held >> bits, held & ((1 << bits) - 1)
        if code == 257:
            return _predicted(b"".join(plain), options), data[at + 1 :]
        if code == 256:
            table, last, width = [bytes([n]) for n in range(256)] + [b"", b""], b"", 9
            continue
        entry = table[code] if code < len(table) else last + last[:1]
        if last:
            table.append(last + entry[:1])
        plain.append(entry)
        last = entry
        width = min(12, max(9, (len(table) + early).bit_length()))
    raise ValueError("LZW without its end")


def _predicted(data: bytes, options: Mapping[str, Any]) -> bytes:
    predictor = int(options.get("/Predictor", 1))
    if predictor < 2:
        return data
    colors, depth = int(options.get("/Colors", 1)), int(options.get("/BitsPerComponent", 8))
    step = max(1, colors * depth // 8)
    length = (int(options.get("/Columns", 1)) * colors * depth + 7) // 8
    if predictor == 2:
        if depth != 8:
            raise ValueError("TIFF predictor with other than 8 bits")
        return b"".join(_tiff_row(data[at : at + length], step) for at in range(0, len(data), length))
    rows, above = [], bytes(length)
    for at in range(0, len(data), length + 1):
        above = _png_row(data[at], data[at + 1 : at + 1 + length], above, step)
        rows.append(above)
    return b"".join(rows)


def _tiff_row(row: bytes, step: int) -> bytes:
    plain = bytearray(row)
    for i in range(step, len(plain)):
        plain[i] = (plain[i] + plain[i - step]) & 255
    return bytes(plain)


def _png_row(kind: int, row: bytes, above: bytes, step: int) -> bytes:
    plain = bytearray(row)
    for i in range(len(plain)):
        left = plain[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        guess = (0, left, above[i], (left + above[i]) // 2, _paeth(left, above[i], corner))[kind]
        plain[i] = (plain[i] + guess) & 255
    return bytes(plain)


def _paeth(left: int, above: int, corner: int) -> int:
    far = left + above - corner
    return min((abs(far - left), 0, left), (abs(far - above), 1, above), (abs(far - corner), 2, corner))[2]


def _ascii85(data: bytes, _: Mapping[str, Any]) -> tuple[bytes, bytes]:
    packed, _end, rest = data.partition(b"~>")
    packed = re.sub(rb"[\0\s]+", b"", packed).removeprefix(b"<~")
    return base64.a85decode(packed), rest


def _ascii_hex(data: bytes, _: Mapping[str, Any]) -> tuple[bytes, bytes]:
    packed, _end, rest = data.partition(b">")
    digits = re.sub(rb"[\0\s]+", b"", packed).decode()
    return bytes.fromhex(digits + "0" * (len(digits) % 2)), rest


def _run_length(data: bytes, _: Mapping[str, Any]) -> tuple[bytes, bytes]:
    plain: list[bytes] = []
    at = 0
    while at < len(data):
        length = data[at]
        if length == 128:
            return b"".join(plain), data[at + 1 :]
        plain.append(data[at + 1 : at + 2 + length] if length < 128 else data[at + 1 : at + 2] * (257 - length))
        at += length + 2 if length < 128 else 2
    raise ValueError("run lengths without their end")


def _crypt(data: bytes, options: Mapping[str, Any]) -> tuple[bytes, bytes]:
    if options.get("/Name", "/Identity") != "/Identity":
        raise ValueError("a crypt filter")
    return data, b""


FILTERS: dict[str, Callable[[bytes, Mapping[str, Any]], tuple[bytes, bytes]]] = {
    "/FlateDecode": _flate,
    "/LZWDecode": _lzw,
    "/ASCII85Decode": _ascii85,
    "/ASCIIHexDecode": _ascii_hex,
    "/RunLengthDecode": _run_length,
    "/Crypt": _crypt,
}
