"""A zip, or what is packed in another way, goes in; its members, comments and what stands between them are searched."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping

from tests.oracle.hunt import Hunt
from tests.oracle.pictures import is_picture
from tests.oracle.readings import without


def open_zip(hunt: Hunt, data: bytes, place: str) -> None:
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
    rest = without(data, spans, [(info.header_offset, info.header_offset + 4) for info in archive.infolist()])
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
    hunt: Hunt,
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


def _lost_members(hunt: Hunt, data: bytes, place: str) -> None:
    """Unpack members that no directory lists."""
    for match in re.finditer(rb"PK\x03\x04", data):
        header = data[match.start() : match.start() + 30]
        start = match.start() + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        inside = f"{place} > a member that is not listed, at byte {match.start()}"
        if header[8:10] == b"\x08\0":
            hunt.attempt(inside, lambda at, where: hunt.data(_inflated(data[at:]), where, noise=True), start, inside)


def _inflated(data: bytes) -> bytes:
    return zlib.decompressobj(-15).decompress(data)


def _unshown_parts(hunt: Hunt, members: Mapping[str, bytes], place: str) -> None:
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
        if is_picture(content) and name not in shown:
            why = "a thumbnail's pixels" if "thumbnail" in name.lower() else "pixels of a picture that nothing shows"
            hunt.failed(f"{place} > {name}", why)


def open_packed(unpack: Callable[[bytes], bytes]) -> Callable[[Hunt, bytes, str], None]:
    def opened(hunt: Hunt, data: bytes, place: str) -> None:
        hunt.read(data, place, noise=True)
        hunt.piece(unpack(data), f"{place}, unpacked")

    return opened
