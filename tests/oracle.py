"""The leak oracle: a finished file and planted canaries go in; each place where a canary can be had out comes out.

A canary is a string that must not be there: a name, an address, a number. What cannot be decoded is itself an answer,
with no canary and a place that begins with `could not decode`, so silence always means that all of it was read.

The way down: `search` hands the file to a `_Hunt`; a piece of bytes is opened by what it is (OPENERS: zip, PDF, XML,
picture, compressed) into smaller pieces; bytes become text (READINGS); text is compared folded, with its escapes undone
(SPELLINGS) and with what it carries as letters made bytes again (CARRIED). Each ability is an entry in one of these
tables, so that a test can switch it off and see that its leak is missed.

It does not look at pixels, outlines of letters or sound: a thumbnail, and a picture that nothing shows, are reported.
"""

from __future__ import annotations

import base64
import bz2
import codecs
import functools
import html
import io
import lzma
import posixpath
import re
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from lxml import etree
from PIL import Image

UNDECODED = "could not decode"
_DEPTH = 4  # escapes within escapes within escapes
_SHORT = 3000  # letters of a text whose escapes are undone in every order
_NESTING = 12  # files within files
_FEWEST_LETTERS, _FEWEST_DIGITS, _FEWEST_FOR_ASCII, _FEWEST_AMONG_NOISE = 4, 6, 6, 6


@dataclass(frozen=True, order=True)
class Found:
    """A canary and where it can be had out; no canary when the place could not be decoded."""

    canary: str
    place: str


def search(data: bytes, name: str, canaries: Iterable[str], *, password: str = "") -> list[Found]:
    """Return the places in a file, its name among them, where a canary can be found.

    Long bytes that stand in several places of the file are told of at the first one only.

    Raises:
        ValueError: a canary is too short to be told from chance.

    """
    hunt = _Hunt(canaries, password)
    hunt.text(name, "file name")
    hunt.piece(data, name)
    return hunt.found()


def search_tree(folder: Path, canaries: Iterable[str], *, password: str = "") -> list[Found]:
    """Return what `search` finds in every file under a folder, names of folders and where links lead included."""
    canaries = list(canaries)
    found: dict[Found, None] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        hunt = _Hunt(canaries, password)
        hunt.text(name, f"{name}, file name")
        hunt.attempt(name, _read_path, hunt, path, name)
        found |= dict.fromkeys(hunt.found())
    return list(found)


def _read_path(hunt: _Hunt, path: Path, name: str) -> None:
    if path.is_symlink():
        hunt.text(str(path.readlink()), f"{name}, where the link leads")
    elif path.is_file():
        hunt.piece(path.read_bytes(), name)
    elif not path.is_dir():
        hunt.failed(name, "neither a file nor a folder")


# Comparing


_PRINTABLE = re.compile(r"[\t\n\r\x1b\x20-\x7e]{6,}")
_BETWEEN = re.compile(r"[\W_]+")
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
class _Canary:
    text: str
    needles: tuple[str, ...]
    digits: re.Pattern[str] | None  # how it may look among numbers that mean something else

    @classmethod
    def of(cls, text: str) -> _Canary:
        folded = fold(text)
        if len(folded) < (_FEWEST_DIGITS if folded.isdecimal() else _FEWEST_LETTERS):
            raise ValueError(f"too short to be told from chance: {text!r}")
        digits = re.compile(r"(?<!\.)" + r"[\s\-./()]{0,3}".join(folded)) if folded.isdecimal() else None
        return cls(text, tuple(dict.fromkeys((folded, *_in_ascii(folded), *_as_drawn(folded)))), digits)

    def is_chance(self, text: str) -> bool:
        """Tell whether noise makes it: a few letters here and there, or numbers such as `4 1 3 5 8 2 7 6`."""
        if self.digits is not None:
            return all(min(map(len, re.findall(r"\d+", m[0]))) < 2 for m in self.digits.finditer(text))
        if len(self.needles[0]) >= _FEWEST_AMONG_NOISE or not _CONTROL.search(text):
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


class _Hunt:
    """One search: what is looked for, what was found, and what has been read already."""

    def __init__(self, canaries: Iterable[str], password: str) -> None:
        self.canaries = [_Canary.of(text) for text in dict.fromkeys(canaries)]
        self._needles = [(needle, canary) for canary in self.canaries for needle in canary.needles]
        self.password = password
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
        for kind, (is_kind, opened) in OPENERS.items():
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


# Bytes to text


def _utf8(data: bytes, _: object) -> Iterator[str]:
    yield data.decode("utf-8", "replace")


_WINDOWS = "".join(bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(256))


def _windows(data: bytes, _: object) -> Iterator[str]:
    if not data.isascii() and not _is_utf8(data):
        yield codecs.charmap_decode(data, "strict", _WINDOWS)[0]


_BYTE_ORDERS = (b"\xfe\xff", b"\xff\xfe")
_FAR_LETTERS = re.compile("[\u2e80-\ud7ff\ue000-\uf8ff]+")  # what other bytes look like as UTF-16


def _utf16(data: bytes, canaries: Collection[_Canary]) -> Iterator[str]:
    """Both byte orders from both an even and an odd byte; without a zero byte only for what has no ASCII in it."""
    if b"\0" not in data and data[:2] not in _BYTE_ORDERS and all(_has_ascii(c.text) for c in canaries):
        return
    far = not any(_FAR_LETTERS.search(c.text) for c in canaries)
    for start in (0, 1):
        for order in ("utf-16-le", "utf-16-be"):
            text = data[start:].decode(order, "replace")
            yield _FAR_LETTERS.sub("一", text) if far else text


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _has_ascii(text: str) -> bool:
    return any(c.isascii() for c in text)


READINGS: dict[str, Callable[[bytes, Collection[_Canary]], Iterable[str]]] = {
    "": _utf8,
    ", as Windows-1252": _windows,
    ", as UTF-16": _utf16,
}

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def is_text(data: bytes) -> bool:
    """Tell whether the bytes are text and nothing else."""
    if data[:2] in _BYTE_ORDERS or b"\0" in data[:64]:
        return any(not _CONTROL.search(text) and _mostly_latin(text) for text in _utf16(data, ()))
    return not _CONTROL_BYTES.search(data)


def _mostly_latin(text: str) -> bool:
    return sum(c < "\u0250" for c in text) * 2 > len(text)


# Text with escapes to text without


def _bytes_text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _pairs_undone(prefix: str, also: str = "") -> Callable[[str], str]:
    """Undo `%C3%85`, `=C3=85`, `\\xc3\\x85`: pairs of hexadecimal digits after a prefix."""
    run = re.compile(f"(?:{prefix}[0-9a-fA-F]{{2}})+")
    pair = re.compile(f"{prefix}([0-9a-fA-F]{{2}})")

    def undone(text: str) -> str:
        if also:
            text = re.sub(also, "", text)
        return run.sub(lambda m: _bytes_text(bytes.fromhex("".join(pair.findall(m[0])))), text)

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
    text = _OCTAL.sub(lambda m: _bytes_text(bytes(int(n, 8) & 255 for n in m[0].split("\\")[1:])), text)
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
    if b"\0" in data or not _is_utf8(data):
        yield data


CARRIED: dict[str, Callable[[str], Iterable[bytes]]] = {
    "as hexadecimal": _hex,
    "as base64": _base64,
    "as escaped bytes": _escaped,
}

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
            if len(inner) >= _FEWEST_LETTERS:
                yield match.start(), inner


CARVERS: dict[str, Callable[[bytes], Iterable[tuple[int, bytes]]]] = {
    "a zip": _begun(b"PK\3\4"),
    "a PDF": _begun(b"%PDF-"),
    "something compressed": _deflated,
}

# Zip and what is packed


def _open_zip(hunt: _Hunt, data: bytes, place: str) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        hunt.failed(place, str(error))
        hunt.read(data, f"{place}, raw", noise=True)
        _lost_members(hunt, data, place)
        return
    spans = []
    members: dict[str, bytes] = {}
    for info in archive.infolist():
        inside = f"{place} > {info.filename}"
        hunt.text(info.filename, f"{place}, name of member {info.filename}")
        spans.append(_span(data, info))
        hunt.attempt(inside, _member, hunt, archive, info, data[slice(*spans[-1])], inside, members)
    rest = _without(data, spans, [(info.header_offset, info.header_offset + 4) for info in archive.infolist()])
    hunt.read(rest, f"{place}, zip headers, comments and between members", noise=True)
    _lost_members(hunt, rest, place)
    if "[Content_Types].xml" in members:
        _unshown_parts(hunt, members, place)


def _span(data: bytes, info: zipfile.ZipInfo) -> tuple[int, int]:
    """Where a member's packed bytes are, by its own header."""
    start = info.header_offset + 30
    start += int.from_bytes(data[start - 4 : start - 2], "little") + int.from_bytes(data[start - 2 : start], "little")
    return start, start + info.compress_size


def _member(
    hunt: _Hunt,
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    packed: bytes,
    inside: str,
    members: dict[str, bytes],
) -> None:
    for how, part in (("comment", info.comment), ("extra field", info.extra)):
        hunt.data(part, f"{inside}, {how}", noise=how == "extra field")
    if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        content = archive.read(info, hunt.password.encode() or None)
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        unpacker = zlib.decompressobj(-15)
        content = unpacker.decompress(packed) + unpacker.flush()
        hunt.data(unpacker.unused_data, f"{inside}, after its end", noise=True)
    else:
        content = packed
    members[info.filename] = content
    hunt.piece(content, inside)


def _without(data: bytes, *spans: Iterable[tuple[int, int]]) -> bytes:
    pieces, at = [], 0
    for start, end in sorted(span for some in spans for span in some):
        pieces.append(data[at:start])
        at = max(at, end)
    return b"\0\n".join((*pieces, data[at:]))


def _lost_members(hunt: _Hunt, data: bytes, place: str) -> None:
    """Unpack members that no directory lists."""
    for match in re.finditer(rb"PK\x03\x04", data):
        header = data[match.start() : match.start() + 30]
        start = match.start() + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        inside = f"{place} > a member that is not listed, at byte {match.start()}"
        if header[8:10] == b"\x08\0":
            hunt.attempt(inside, lambda at, where: hunt.data(_inflated(data[at:]), where, noise=True), start, inside)


def _inflated(data: bytes) -> bytes:
    return zlib.decompressobj(-15).decompress(data)


def _unshown_parts(hunt: _Hunt, members: Mapping[str, bytes], place: str) -> None:
    """Report pictures whose pixels nobody sees in the document: thumbnails, and what no part shows."""
    shown: set[str] = set()
    for name in (n for n in members if n.endswith(".rels")):
        folder = posixpath.dirname(posixpath.dirname(name))
        part = members.get(posixpath.join(folder, posixpath.basename(name).removesuffix(".rels")), b"")
        for line in re.findall(rb"<[^<>]*\bTarget=[^<>]*>", members[name]):
            target, key = (re.search(rb'\b%s="([^"]*)"' % word, line) for word in (b"Target", b"Id"))
            if target and key and b'"' + key[1] + b'"' in part:
                shown.add(posixpath.normpath(posixpath.join("/", folder, target[1].decode())).lstrip("/"))
    for name, content in members.items():
        if _is_picture(content) and name not in shown:
            why = "a thumbnail's pixels" if "thumbnail" in name.lower() else "pixels of a picture that nothing shows"
            hunt.failed(f"{place} > {name}", why)


def _open_packed(unpack: Callable[[bytes], bytes]) -> Callable[[_Hunt, bytes, str], None]:
    def opened(hunt: _Hunt, data: bytes, place: str) -> None:
        hunt.read(data, place, noise=True)
        hunt.piece(unpack(data), f"{place}, unpacked")

    return opened


# XML


_PARAGRAPHS = {"p"}
LAYERS: dict[str, frozenset[str]] = {
    "text": frozenset({"shown", "deleted", "inserted", "hidden", "field"}),
    "text as shown": frozenset({"shown", "inserted"}),
    "text before changes": frozenset({"shown", "deleted"}),
    "deleted text": frozenset({"deleted"}),
    "hidden text": frozenset({"hidden"}),
    "shown and hidden text": frozenset({"shown", "inserted", "hidden"}),
    "field code": frozenset({"field"}),
}
_KIND_OF_TAG = {
    "delText": "deleted",
    "del": "deleted",
    "moveFrom": "deleted",
    "ins": "inserted",
    "moveTo": "inserted",
    "instrText": "field",
    "delInstrText": "field",
    "fldData": "field",
}


def _open_xml(hunt: _Hunt, data: bytes, place: str) -> None:
    hunt.read(data, place)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if data.lstrip()[:5] == b"<?xml" or place.endswith((".xml", ".rels")):
            hunt.failed(place, f"XMLSyntaxError: {error}")
        return
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(dtd.iterentities()):
        hunt.failed(place, "XML that names its own entities")
    blocks: dict[Any, list[tuple[str, str]]] = defaultdict(list)
    for node in root.getroottree().iter():
        _look_at_node(hunt, node, place, blocks)
    for number, (block, texts) in enumerate(blocks.items(), 1):
        name = _local(block)
        _layers(hunt, texts, f"{place}, {f'paragraph {number}' if name in _PARAGRAPHS else f'<{name}>'}")
    _layers(hunt, [pair for texts in blocks.values() for pair in texts], f"{place}, all paragraphs")


def _look_at_node(hunt: _Hunt, node: Any, place: str, blocks: dict[Any, list[tuple[str, str]]]) -> None:
    if not isinstance(node.tag, str):
        hunt.text(node.text or "", f"{place}, comment or instruction")
    else:
        name = _local(node)
        for key, value in node.attrib.items():
            hunt.text(value, f"{place}, <{name} {etree.QName(key).localname}>")
        text = _symbol(node) if name == "sym" else node.text
        if text:
            blocks[_block(node)].append((_kind(node), text))
    parent = node.getparent()
    if node.tail and parent is not None:
        blocks[_block(parent)].append((_kind(parent), node.tail))


def _layers(hunt: _Hunt, texts: list[tuple[str, str]], place: str) -> None:
    told: set[str] = set()
    for layer, kinds in LAYERS.items():
        text = "".join(text for kind, text in texts if kind in kinds)
        only = layer in ("deleted text", "hidden text", "field code")
        if text and (only or text not in told):
            hunt.text(text, f"{place}, {layer}")
        told.add(text)


def _local(node: Any) -> str:
    return str(etree.QName(node).localname) if isinstance(node.tag, str) else ""


def _block(node: Any) -> Any:
    """The paragraph a text belongs to, or the element itself where there are no paragraphs."""
    return next((a for a in (node, *node.iterancestors()) if _local(a) in _PARAGRAPHS), node)


def _kind(node: Any) -> str:
    for around in (node, *node.iterancestors()):
        name = _local(around)
        if name in _KIND_OF_TAG:
            return _KIND_OF_TAG[name]
        if name == "r" and around.find("./{*}rPr/{*}vanish") is not None:
            return "hidden"
        if name in _PARAGRAPHS:
            break
    return "shown"


def _symbol(node: Any) -> str:
    code = next((value for key, value in node.attrib.items() if key.endswith("}char")), "")
    number = int(code, 16) if re.fullmatch(r"[0-9a-fA-F]{2,6}", code) else 0
    return chr(number - 0xF000 if 0xF000 <= number <= 0xF0FF else number) if number else ""


# Pictures


_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_FONTS = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf")


def _is_picture(data: bytes) -> bool:
    is_bitmap = data[:2] == b"BM" and data[6:10] == bytes(4)
    return data.startswith(_PICTURES) or is_bitmap or data[:4] + data[8:12] == b"RIFFWEBP"


def _open_picture(hunt: _Hunt, data: bytes, place: str) -> None:
    """Read the bytes as they are and what a picture says of itself; not its pixels."""
    hunt.read(data, place, noise=True)
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        said = dict(picture.info)
        said |= {f"tag {key}": value for key, value in picture.getexif().items()}
    for key, value in said.items():
        hunt.text(str(key), f"{place}, key of picture's {key}")
        _said_by_picture(hunt, value, f"{place}, picture's {key}")


def _said_by_picture(hunt: _Hunt, value: object, place: str) -> None:
    if isinstance(value, bytes):
        hunt.data(value, place, noise=True)
    elif isinstance(value, str):
        hunt.text(value, place)
    elif isinstance(value, tuple | list):
        for one in value:
            _said_by_picture(hunt, one, place)


_KINDS_READ_AS_THEY_ARE: list[Callable[[bytes], bool]] = [
    lambda data: data.startswith(_FONTS),
    lambda data: data[36:40] == b"acsp",
]

# PDF: its objects


class _Str(bytes):
    """A string in a PDF."""


class _Name(str):
    """A name in a PDF, with its slash."""

    __slots__ = ()


class _Word(str):
    """An operator or a keyword in a PDF."""

    __slots__ = ()


@dataclass(frozen=True)
class _Ref:
    number: int


class _Dict(dict[str, Any]):
    """A dictionary in a PDF; `pairs` has a key that is there twice both times."""

    def __init__(self, items: list[Any]) -> None:
        self.pairs = list(zip(map(str, items[::2]), items[1::2], strict=False))
        super().__init__(self.pairs)


@dataclass
class _Object:
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


def _tokens(data: bytes, at: int, *, strict: bool = True) -> Iterator[tuple[str, Any, int]]:
    """Yield (kind, value, where it ends) for each token; unless strict, a string may end with the data."""
    end = len(data)
    while at < end:
        match = _TOKEN.match(data, at)
        assert match is not None
        kind, at = str(match.lastgroup), match.end()
        if kind == "hex":
            digits = re.sub(rb"[^0-9A-Fa-f]", b"", match["hex"]).decode()
            yield "value", _Str(bytes.fromhex(digits + "0" * (len(digits) % 2))), at
        elif kind == "plain":
            yield "value", _Str(match["plain"]), at
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


def _literal(data: bytes, at: int, *, strict: bool) -> tuple[_Str, int]:
    """Read a string from after its first parenthesis."""
    parts: list[bytes] = []
    depth = 1
    for match in _STRING_PART.finditer(data, at):
        part, at = match[0], match.end()
        depth += (part == b"(") - (part == b")")
        if not depth:
            return _Str(b"".join(parts)), at
        parts.append(_literal_part(part))
    if strict:
        raise ValueError("a string without its end")
    return _Str(b"".join(parts)), len(data)


def _literal_part(part: bytes) -> bytes:
    if part[:1] == b"\r":
        return b"\n"
    if part[:1] != b"\\":
        return part
    if part[1:2].isdigit() and part[1:2] < b"8":
        return bytes([int(part[1:], 8) & 255])
    return b"" if part[1:] in (b"\n", b"\r", b"\r\n") else _STRING_ESCAPES.get(part[1:], part[1:])


@functools.lru_cache(maxsize=4096)
def _name(raw: bytes) -> _Name:
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes.fromhex(m[1].decode()), raw) if b"#" in raw else raw
    return _Name(_bytes_text(plain))


def _parse(data: bytes, at: int = 0, until: Collection[str] = ()) -> tuple[list[Any], str, int]:
    """Return the values from here to one of the words, that word, and where it ends."""
    stack: list[list[Any]] = [[]]
    end = at
    for kind, value, end in _tokens(data, at):
        if kind == "open":
            stack.append([])
        elif kind == "close":
            if len(stack) == 1:
                raise ValueError("a bracket that was never opened")
            items = stack.pop()
            stack[-1].append(_Dict(items) if value == b">>" else items)
        elif kind == "value":
            stack[-1].append(value)
        elif value == "R" and len(stack[-1]) > 1 and isinstance(stack[-1][-2], int):
            stack[-1][-2:] = [_Ref(stack[-1][-2])]
        elif value in _CONSTANTS:
            stack[-1].append(_CONSTANTS[value])
        elif value in until and len(stack) == 1:
            return stack[0], value, end
        else:
            raise ValueError(f"{value!r:.30} within an object")
    if len(stack) > 1 or until:
        raise ValueError("an object without its end")
    return stack[0], "", end


def _walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each string, name and reference in a value with the keys that lead to it."""
    if isinstance(value, _Dict):
        for key, inner in value.pairs:
            yield f"{path}{key}", _Name(key)
            yield from _walk(inner, f"{path}{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _walk(inner, f"{path}/{number}")
    elif isinstance(value, _Str | _Name | _Ref):
        yield path, value


# PDF: its streams


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


def _undo_filters(raw: bytes, details: _Dict, resolve: Callable[[Any], Any]) -> tuple[bytes, str, bytes]:
    """Return the bytes with filters undone, the picture filter that is left, and what stood after the packed end."""
    filters = _as_list(resolve(details.get("/Filter")))
    parameters = _as_list(resolve(details.get("/DecodeParms")))
    if not filters and isinstance(details.get("/Filter"), _Ref):
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

# PDF: two ways to its objects


@dataclass
class _Table:
    """The objects that belong together: one revision, or all that our own scan met."""

    label: str
    objects: list[_Object] = field(default_factory=list)
    roots: list[Any] = field(default_factory=list)

    @functools.cached_property
    def values(self) -> dict[int, _Object]:
        return {o.number: o for o in self.objects}

    def resolve(self, value: Any) -> Any:
        for _ in range(20):
            if not isinstance(value, _Ref):
                return value
            value = self.values[value.number].value if value.number in self.values else None
        return None

    @functools.cached_property
    def paths(self) -> dict[int, str]:
        """The keys that lead to each object from the trailer, by the shortest way."""
        paths: dict[int, str] = {}
        queue = [("", root) for root in self.roots]
        for path, value in queue:
            for keys, inner in _walk(value):
                if isinstance(inner, _Ref) and inner.number not in paths:
                    paths[inner.number] = path + keys
                    queue.append((path + keys, self.resolve(inner)))
        return paths

    def place(self, found: _Object) -> str:
        path = self.paths.get(found.number, "")
        steps = path.split("/")
        short = path if len(steps) < 7 else "/".join((*steps[:3], "…", *steps[-3:]))
        return f"{found.label} ({short or 'that nothing refers to'})"


def _revisions(data: bytes) -> list[bytes]:
    """The file as it was after each time it was saved, the last first."""
    ends = [m.end() for m in re.finditer(rb"%%EOF[\r\n]*", data)]
    return [data, *(data[:end] for end in reversed(ends[:-1]))]


def _qpdf_table(data: bytes, password: str, label: str) -> tuple[_Table, set[int | None]]:
    """Read the objects of one revision with qpdf; also return at which bytes they begin."""
    table = _Table(label)
    with pikepdf.open(io.BytesIO(data), password=password, suppress_warnings=True) as pdf:
        table.roots.append(_value(pdf.trailer))
        for number, generation in pdf.get_xref_table():
            found = pdf.get_object(number, generation)
            one = _Object(f"{label}object {number} {generation}", number, _value(found))
            if isinstance(found, pikepdf.Stream):
                one.raw = found.read_raw_bytes()
            table.objects.append(one)
        offsets = {entry.offset for entry in pdf.get_xref_table().values() if entry.type == 1}
    return table, offsets


def _value(found: Any) -> Any:
    if not isinstance(found, pikepdf.Object):
        return found  # a number
    plain = found.stream_dict if isinstance(found, pikepdf.Stream) else found
    values = _parse(plain.unparse(resolved=True))[0]
    return values[0] if values else None


_BEGINNING = re.compile(rb"(?<![0-9])(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+obj(?![a-zA-Z])")


def _scan(hunt: _Hunt, data: bytes, place: str) -> _Table:
    """Read all that looks like an object, whichever revision it is from and whether anything refers to it."""
    table = _Table("")
    for match in _BEGINNING.finditer(data):
        label = f"object {int(match[1])} {int(match[2])} at byte {match.start()}"
        hunt.attempt(f"{place} > {label}", _scan_object, table, data, match, label)
    for one in [o for o in table.objects if o.span[0]]:
        hunt.attempt(f"{place} > {one.label}", _take_stream, table, data, one)
    for match in re.finditer(rb"\btrailer\b", data):
        with suppress(ValueError):
            table.roots += _parse(data, match.end(), ("startxref", "xref"))[0]
    table.roots += [o.value for o in table.objects if isinstance(o.value, _Dict) and o.value.get("/Type") == "/XRef"]
    return table


def _scan_object(table: _Table, data: bytes, match: re.Match[bytes], label: str) -> None:
    values, word, end = _parse(data, match.end(), ("endobj", "stream", "obj", "xref", "trailer"))
    start = end + (2 if data[end : end + 2] == b"\r\n" else 1) if word == "stream" else 0
    table.objects.append(_Object(label, int(match[1]), values[0] if values else None, span=(start, start)))


def _take_stream(table: _Table, data: bytes, one: _Object) -> None:
    one.span = _stream_span(data, one.span[0], table.resolve(one.value.get("/Length")))
    one.raw = data[slice(*one.span)]


def _stream_span(data: bytes, start: int, length: Any) -> tuple[int, int]:
    if isinstance(length, int) and data[start + length : start + length + 12].lstrip().startswith(b"endstream"):
        return start, start + length
    end = data.find(b"endstream", start)
    if end < 0:
        raise ValueError("a stream without its end")
    return start, end - (2 if data[end - 2 : end] == b"\r\n" else data[end - 1 : end] in (b"\n", b"\r"))


# PDF: letters


@dataclass(frozen=True, eq=False)
class _Letters:
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
def _to_unicode(cmap: bytes) -> _Letters:
    codes: dict[bytes, str] = {}
    lengths: set[int] = set()
    operands: list[Any] = []
    for word, values in _operations(cmap):
        operands = values
        if word == "endcodespacerange":
            lengths |= {len(v) for v in operands if isinstance(v, _Str)}
        elif word == "endbfchar":
            for code, text in zip(operands[::2], operands[1::2], strict=False):
                codes[bytes(code)] = _utf16_letters(text)
        elif word == "endbfrange":
            for first, last, text in zip(operands[::3], operands[1::3], operands[2::3], strict=False):
                codes |= _range(first, last, text)
    return _Letters(tuple(sorted(lengths | {len(c) for c in codes})) or (1,), codes)


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


def _font_letters(font: _Dict, table: _Table) -> _Letters | None:
    """Return what a font's codes mean; None when the file does not say."""
    cmap = font.get("/ToUnicode")
    if isinstance(cmap, _Ref) and cmap.number in table.values:
        stream = table.values[cmap.number].stream
        return None if stream is None else _to_unicode(stream)
    if font.get("/Subtype") == "/Type0":
        return None
    encoding = table.resolve(font.get("/Encoding"))
    base = encoding.get("/BaseEncoding") if isinstance(encoding, _Dict) else encoding
    python = "mac_roman" if base == "/MacRomanEncoding" else "cp1252"
    codes = {bytes([n]): bytes([n]).decode(python, "ignore") for n in range(256)}
    differences = table.resolve(encoding.get("/Differences")) if isinstance(encoding, _Dict) else None
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
    return _Letters((1,), codes)


def _operations(content: bytes) -> Iterator[tuple[str, list[Any]]]:
    """Yield each operator of a content stream with what stands before it; strings in brackets are a list."""
    stack: list[list[Any]] = [[]]
    skip = 0
    for kind, value, end in _tokens(content, 0, strict=False):
        if end <= skip:
            continue
        if kind == "open":
            stack.append([])
        elif kind == "close" and len(stack) > 1:
            items = stack.pop()
            stack[-1].append(_Dict(items) if value == b">>" else items)
        elif kind == "value":
            stack[-1].append(value)
        elif kind == "word" and len(stack) == 1:
            yield str(value), stack[0]
            stack[0] = []
            if value == "ID":
                over = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|$)").search(content, end)
                skip = over.end() if over else len(content)


_SHOWS_TEXT = re.compile(rb"[)>\]][\0\t\n\f\r ]*(?:Tj|TJ|'|\")")


@dataclass
class _Content:
    """What a content stream shows, as codes, and what it paints and says besides."""

    place: str
    owners: list[Any]  # the resources of pages and forms that it belongs to
    shown: list[tuple[str, bytes]] = field(default_factory=list)
    painted: set[str] = field(default_factory=set)
    said: list[_Str] = field(default_factory=list)

    @classmethod
    def of(cls, place: str, content: bytes, owners: list[Any]) -> _Content:
        found, font = cls(place, owners), ""
        for word, values in _operations(content):
            if word == "Tf" and len(values) > 1:
                font = str(values[-2])
            elif word in ("Tj", "TJ", "'", '"'):
                strings = values[-1] if values and isinstance(values[-1], list) else values[-1:]
                found.shown += [(font, bytes(s)) for s in strings if isinstance(s, _Str)]
            elif word == "Do" and values:
                found.painted.add(str(values[-1]))
            elif word in ("BDC", "DP"):
                found.said += [s for _, s in _walk(values) if isinstance(s, _Str)]
        return found

    def read(self, fonts: Mapping[str, _Letters] | _Letters) -> str:
        letters = []
        for font, shown in self.shown:
            known = fonts if isinstance(fonts, _Letters) else fonts.get(font)
            letters.append(known.read(shown) if known else shown.decode("pdfdoc", "replace"))
        return "".join(letters)


# PDF: the whole


def _open_pdf(hunt: _Hunt, data: bytes, place: str) -> None:
    file = _PdfFile(hunt, data, place)
    for how, route in PDF_ROUTES.items():
        hunt.attempt(f"{place}, {how}", route, file)
    hunt.read(_without(data, file.unpacked), f"{place}, outside its streams", noise=True)
    start = data.find(b"%PDF-")
    if data[:start].strip():
        hunt.data(data[:start], f"{place}, before the PDF", noise=True)


class _PdfFile:
    """One PDF being read: the objects of each route, and which of its bytes have been unpacked to the end."""

    def __init__(self, hunt: _Hunt, data: bytes, place: str) -> None:
        self.hunt, self.data, self.place = hunt, data, place
        self.tables: list[_Table] = []
        self.unpacked: list[tuple[int, int]] = []
        self.offsets: set[int | None] = set()
        self.encrypted = False
        self.told: set[tuple[Any, ...]] = set()
        self.names: set[str] = set()

    def take(self, table: _Table) -> None:
        """Unpack a table's streams, then look in all its objects."""
        for one in table.objects:
            if one.raw is not None:
                self.hunt.attempt(f"{self.place} > {table.place(one)}", self._unpack, table, one)
        for one in [o for o in table.objects if o.stream is not None and _type(o) == "/ObjStm"]:
            self.hunt.attempt(f"{self.place} > {one.label}", _unpack_objects, table, one)
        table.__dict__.pop("values", None)
        table.__dict__.pop("paths", None)
        self.tables.append(table)
        for one in table.objects:
            self._look(table, one)

    def _unpack(self, table: _Table, one: _Object) -> None:
        if not isinstance(one.value, _Dict):
            raise TypeError("a stream without a dictionary")
        one.stream = one.raw or b""
        one.stream, one.left, after = _undo_filters(one.raw or b"", one.value, table.resolve)
        if one.value.get("/Filter") is not None and not one.left and one.span[1]:
            self.unpacked.append(one.span)
        if after:
            self.hunt.data(after, f"{self.place} > {table.place(one)}, after the stream's end", noise=True)

    def _look(self, table: _Table, one: _Object) -> None:
        """Look in an object, once for each thing it has said."""
        said = [(keys, value) for keys, value in _walk(one.value) if isinstance(value, _Str | _Name)]
        key = one.number, tuple(sorted({bytes(v) if isinstance(v, _Str) else v.encode() for _, v in said})), one.stream
        if key in self.told:
            return
        self.told.add(key)
        place = f"{self.place} > {table.place(one)}"
        for keys, value in said:
            self._string(value, f"{place}, {keys}")
        if one.stream is not None:
            self._stream(one, place)
        if self._is_thumbnail(table, one):
            self.hunt.failed(place, "a thumbnail's pixels")
        elif _is_image(one) and one.number not in table.paths:
            self.hunt.failed(place, "pixels of a picture that nothing shows")

    def _is_thumbnail(self, table: _Table, one: _Object) -> bool:
        return table.paths.get(one.number, "").endswith("/Thumb")

    def _string(self, value: _Str | _Name, place: str) -> None:
        if isinstance(value, _Name):
            if value not in self.names:
                self.names.add(value)
                self.hunt.text(value, f"{place}, a name")
            return
        text = _text_string(value)
        self.hunt.text(text, place)
        if (not value.isascii() or b"\0" in value) and (not value.startswith(_BYTE_ORDERS) or "\ufffd" in text):
            self.hunt.data(bytes(value), place)

    def _stream(self, one: _Object, place: str) -> None:
        stream = one.stream or b""
        if _type(one) == "/EmbeddedFile":
            self.hunt.piece(stream, f"{place}, attachment")
        else:
            self.hunt.data(stream, f"{place}, stream", noise=True)


def _type(one: _Object) -> Any:
    return one.value.get("/Type") if isinstance(one.value, _Dict) else None


def _is_image(one: _Object) -> bool:
    return isinstance(one.value, _Dict) and one.value.get("/Subtype") == "/Image"


def _text_string(value: bytes) -> str:
    """Read a text string, without the language codes that may stand between letters."""
    if value[:2] == b"\xfe\xff":
        text = value[2:].decode("utf-16-be", "replace")
    elif value[:2] == b"\xff\xfe":
        text = value[2:].decode("utf-16-le", "replace")
    else:
        text = (
            value[3:].decode("utf-8", "replace") if value[:3] == b"\xef\xbb\xbf" else value.decode("pdfdoc", "replace")
        )
    return re.sub(r"\x1b[A-Za-z]{2,6}\x1b", "", text)


def _unpack_objects(table: _Table, pack: _Object) -> None:
    """Take the objects out of an object stream."""
    stream, details = pack.stream or b"", pack.value
    first = int(table.resolve(details["/First"]))
    numbers = [int(n) for n in stream[:first].split()]
    starts = [first + offset for offset in numbers[1::2]]
    for number, start, end in zip(numbers[::2], starts, [*starts[1:], len(stream)], strict=True):
        values = _parse(stream[start:end])[0]
        table.objects.append(_Object(f"object {number} 0 in {pack.label}", number, values[0] if values else None))


def _route_qpdf(file: _PdfFile) -> None:
    """Every revision by its own cross-reference, decrypted."""
    revisions = _revisions(file.data)
    for age, revision in enumerate(revisions):
        label = f"revision {len(revisions) - age}, " if len(revisions) > 1 else ""
        try:
            table, offsets = _qpdf_table(revision, file.hunt.password, label)
        except pikepdf.PdfError:
            if not age or b"/Encrypt" in file.data:
                raise
            continue  # the scan reads what this earlier state holds
        file.offsets |= offsets
        file.take(table)


def _route_scan(file: _PdfFile) -> None:
    """Every object by our own eyes; in an encrypted file only whether qpdf has met them all."""
    table = _scan(file.hunt, file.data, file.place)
    file.encrypted = any(isinstance(root, _Dict) and "/Encrypt" in root for root in table.roots)
    if not file.encrypted:
        file.take(table)
        return
    for one in table.objects:
        start = int(one.label.rpartition(" ")[2])
        if start not in file.offsets and _type(one) != "/XRef":
            file.hunt.failed(f"{file.place} > {one.label}", "it belongs to no revision of an encrypted file")


def _route_letters(file: _PdfFile) -> None:
    """The text that content streams show, through each font that it may have been set in."""
    for table in file.tables:
        contents = _contents(table, file)
        for content in contents:
            for said in content.said:
                file.hunt.text(_text_string(said), f"{content.place}, said by marked content")
        _read_contents(file, table, contents)
        _unpainted(file, table, set().union(*(content.painted for content in contents)))


_PAINTS = re.compile(rb"\bDo\b|\bBDC\b|\bDP\b")


def _contents(table: _Table, file: _PdfFile) -> list[_Content]:
    """Read each content stream, and the streams of a page together."""
    owners: dict[int, list[Any]] = defaultdict(list)
    together: list[tuple[str, bytes, list[Any]]] = []
    for one in (o for o in table.objects if isinstance(o.value, _Dict)):
        place, resources = f"{file.place} > {table.place(one)}", _resources(table, one.value)
        parts = [table.values.get(p.number) for p in _content_refs(table, one.value)]
        for part in filter(None, (one if one.stream is not None else None, *parts)):
            owners[part.number] += [resources] if resources is not None else []
        if len(parts) > 1:
            joined = b"\n".join(part.stream or b"" for part in parts if part)
            together.append((f"{place}, /Contents together", joined, [resources]))
    streams = [
        (f"{file.place} > {table.place(one)}", one.stream, owners[one.number])
        for one in table.objects
        if one.stream and not one.left
    ]
    return [_Content.of(*s) for s in (*streams, *together) if _SHOWS_TEXT.search(s[1]) or _PAINTS.search(s[1])]


def _content_refs(table: _Table, page: _Dict) -> list[_Ref]:
    found = page.get("/Contents")
    parts = table.resolve(found)
    return [p for p in (parts if isinstance(parts, list) else [found]) if isinstance(p, _Ref)]


def _resources(table: _Table, value: Any) -> Any:
    """The resources of a page or a form, its own or those it inherits; None when nothing says."""
    for _ in range(20):
        if not isinstance(value, _Dict):
            return None
        if "/Resources" in value:
            return table.resolve(value["/Resources"])
        value = table.resolve(value.get("/Parent"))
    return None


def _read_contents(file: _PdfFile, table: _Table, contents: list[_Content]) -> None:
    """Read what is shown with the fonts it has; when it is not known which, with all there are."""
    fonts = _Fonts(file, table)
    everywhere = [fonts.by_name(found) for found in _dictionaries(table, "/Font")]
    for one in table.objects:
        if _type(one) == "/Font":
            fonts.letters(_Ref(one.number))
    for content in contents:
        used = {font for font, _ in content.shown}
        own = [fonts.by_name(table.resolve(found.get("/Font"))) for found in content.owners if isinstance(found, _Dict)]
        known = any(used <= names.keys() for names in own)
        for names in own if known else everywhere:
            if used & names.keys():
                file.hunt.text(content.read(names), f"{content.place}, text shown")
        for letters in () if known else filter(None, dict.fromkeys(fonts.known.values())):
            file.hunt.text(content.read(letters), f"{content.place}, text shown in some font")
        file.hunt.text(content.read({}), f"{content.place}, text shown")


class _Fonts:
    """What the codes of each font in a table mean."""

    def __init__(self, file: _PdfFile, table: _Table) -> None:
        self.file, self.table = file, table
        self.known: dict[Any, _Letters | None] = {}

    def by_name(self, resources: Any) -> dict[str, _Letters]:
        fonts = resources if isinstance(resources, _Dict) else _Dict([])
        found = {name: self.letters(font) for name, font in fonts.items()}
        return {name: letters for name, letters in found.items() if letters}

    def letters(self, font: Any) -> _Letters | None:
        key = font if isinstance(font, _Ref) else id(font)
        if key not in self.known:
            self.known[key] = self._letters(font)
        return self.known[key]

    def _letters(self, font: Any) -> _Letters | None:
        found = self.table.resolve(font)
        if not isinstance(found, _Dict) or found.get("/Subtype") in ("/CIDFontType0", "/CIDFontType2"):
            return None
        letters = _font_letters(found, self.table)
        if letters is None:
            where = self.table.place(self.table.values[font.number]) if isinstance(font, _Ref) else "a font"
            self.file.hunt.failed(f"{self.file.place} > {where}", "a font that does not say which letters it shows")
        return letters


def _dictionaries(table: _Table, key: str) -> Iterator[_Dict]:
    """Yield what stands under a key in any dictionary, within others too."""
    for one in table.objects:
        yield from (d for d in map(table.resolve, _under(one.value, key)) if isinstance(d, _Dict))


def _under(value: Any, key: str) -> Iterator[Any]:
    inner = value.values() if isinstance(value, _Dict) else value if isinstance(value, list) else ()
    if isinstance(value, _Dict) and key in value:
        yield value[key]
    for one in inner:
        yield from _under(one, key)


def _unpainted(file: _PdfFile, table: _Table, painted: set[str]) -> None:
    """Report pictures that pages can use and none does."""
    names: dict[int, set[str]] = defaultdict(set)
    for found in _dictionaries(table, "/XObject"):
        for name, ref in found.items():
            if isinstance(ref, _Ref):
                names[ref.number].add(name)
    for number, called in names.items():
        one = table.values.get(number)
        if one is not None and _is_image(one) and not called & painted:
            file.hunt.failed(f"{file.place} > {table.place(one)}", "pixels of a picture that nothing shows")


def _route_pages(file: _PdfFile) -> None:
    """The text of each page as pdfium draws it, in the order of drawing and in the order of places."""
    for age, revision in enumerate(_revisions(file.data)):
        try:
            document = pypdfium2.PdfDocument(revision, password=file.hunt.password or None)
        except pypdfium2.PdfiumError:
            if not age:
                raise
            continue  # the objects of this earlier state are read by the other routes
        try:
            for number, page in enumerate(document, 1):
                place = f"{file.place} > page {number}" + (f", {age} saves ago" if age else "")
                letters = _drawn(page)
                if any(c == _MEANINGLESS_LETTER for _, _, c in letters):
                    file.hunt.failed(place, "letters that the file does not name")
                file.hunt.text("".join(c for _, _, c in letters), f"{place}, text drawn")
                file.hunt.text("".join(c for _, _, c in sorted(letters)), f"{place}, text by its place")
        finally:
            document.close()


_MEANINGLESS_LETTER = "\ufffd"


def _drawn(page: pypdfium2.PdfPage) -> list[tuple[int, float, str]]:
    """Each letter with how far down its line and how far right it stands."""
    import ctypes

    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    letters = []
    for i in range(text.count_chars()):
        meant = not pdfium.FPDFText_HasUnicodeMapError(text, i)
        letter = chr(pdfium.FPDFText_GetUnicode(text, i)) if meant else _MEANINGLESS_LETTER
        pdfium.FPDFText_GetCharOrigin(text, i, x, y)
        letters.append((-round(y.value), x.value, letter))
    return letters


PDF_ROUTES: dict[str, Callable[[_PdfFile], None]] = {
    "objects by its cross-reference": _route_qpdf,
    "all objects": _route_scan,
    "text of content streams": _route_letters,
    "pages as drawn": _route_pages,
}

# What a piece of bytes is


def _is_xml(data: bytes) -> bool:
    head = data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return bool(re.match(rb"<(?:\?xml|\?xpacket|!--|!DOCTYPE|[A-Za-z][\w.-]*[:\s/>])", head))


OPENERS: dict[str, tuple[Callable[[bytes], bool], Callable[[_Hunt, bytes, str], None]]] = {
    "PDF": (lambda data: b"%PDF-" in data[:1024], _open_pdf),
    "zip": (lambda data: data[:4] in (b"PK\3\4", b"PK\5\6"), _open_zip),
    "XML": (_is_xml, _open_xml),
    "picture": (_is_picture, _open_picture),
    "gzip": (lambda data: data[:3] == b"\x1f\x8b\x08", _open_packed(lambda data: zlib.decompress(data, 31))),
    "bzip2": (lambda data: data[:3] == b"BZh" and data[4:10] == b"1AY&SY", _open_packed(bz2.decompress)),
    "xz": (lambda data: data[:6] == b"\xfd7zXZ\0", _open_packed(lzma.decompress)),
}
