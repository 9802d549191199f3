"""A Word file's bytes go in and its parts come out, or a refusal; parts go in, and always the same bytes come out."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import IO, TYPE_CHECKING

from bti_docs.problem import BtiError, Problem, Where

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_BYTES = 50_000_000
MAX_MEMBERS = 2000
MAX_RATIO = 200
RATIO_FROM = 1_000_000  # a short part may honestly shrink more than MAX_RATIO times

CONTENT_TYPES = "[Content_Types].xml"
ROOT_RELATIONSHIPS = "_rels/.rels"
XML_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"

_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ENCODINGS = {"UTF-8", "US-ASCII", "ASCII"}
_CHUNK = 1 << 16
_FLAG_ENCRYPTED = 0x1
_FLAG_UTF8 = 0x800
_DATE_1980 = 0x21
_VERSION = b"\x14\0"

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    struct.error,
    ValueError,
    OSError,
)
_EMBEDDED = re.compile(r"vbaproject|vbadata|(^|/)(embeddings|activex|ctrlprops)/|oleobject", re.IGNORECASE)
_EMBEDDED_TYPE = re.compile(rb"macroenabled|vbaproject|vbadata|activex|oleobject", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_BAD_NAME = re.compile(r'[\x00-\x1f\\:*?"<>|]|^/|//|(^|/)\.{1,2}(/|$)')


@dataclass(frozen=True)
class Relationship:
    """One line of a `.rels` part: an id, what kind it is, and the part or address it leads to."""

    id: str
    kind: str  # the last step of the type's address: `image`, `header`, `hyperlink`
    target: str  # the part's name in the package, or the address when external
    external: bool


@dataclass(frozen=True)
class Package:
    """The parts of one Word file by name, opened safely; `file` is the name to show when something is wrong."""

    file: str
    parts: Mapping[str, bytes]

    @cached_property
    def main(self) -> str:
        """The name of the part that holds the body text."""
        return next(r.target for r in self.relationships("") if r.kind == "officeDocument")

    @cached_property
    def _types(self) -> tuple[dict[str, str], dict[str, str]]:
        root = parse(self.parts[CONTENT_TYPES])
        defaults = {e.get("Extension", "").lower(): e.get("ContentType", "") for e in root if "Extension" in e.attrib}
        overrides = {
            e.get("PartName", "").lstrip("/"): e.get("ContentType", "") for e in root if "PartName" in e.attrib
        }
        return defaults, overrides

    def content_type(self, name: str) -> str:
        """What `[Content_Types].xml` says the part is; empty when it says nothing."""
        defaults, overrides = self._types
        return overrides.get(name) or defaults.get(name.rpartition(".")[2].lower(), "")

    def relationships(self, part: str) -> list[Relationship]:
        """Return the part's relationships in file order; the package's own when `part` is empty."""
        data = self.parts.get(relationships_name(part))
        return [] if data is None else [relationship(e, part) for e in parse(data) if isinstance(e.tag, str)]

    def related(self, part: str, *kinds: str) -> list[Relationship]:
        """The part's relationships of these kinds whose target is in the package."""
        return [r for r in self.relationships(part) if r.kind in kinds and not r.external and r.target in self.parts]

    def keep(self, names: Iterable[str]) -> Package:
        """Return the package with only these parts, and no relationship or content type that leads elsewhere."""
        kept = {n: self.parts[n] for n in names if n in self.parts}
        for name in [n for n in kept if n.endswith(".rels")]:
            kept[name] = _without_lost_targets(kept[name], part_of(name), kept)
        kept[CONTENT_TYPES] = _without_lost_types(self.parts[CONTENT_TYPES], kept)
        return Package(self.file, kept)

    def replace(self, changed: Mapping[str, bytes]) -> Package:
        """Return the package with these parts changed or added."""
        return Package(self.file, {**self.parts, **changed})


@dataclass(frozen=True)
class Member:
    """One deflated part, ready to be laid into a zip file."""

    name: bytes
    crc: int
    size: int
    deflated: bytes = field(repr=False)


def open_package(data: bytes, *, file: str) -> Package:
    """Open a Word file that is to be a template.

    Raises:
        BtiError: it cannot be unpacked (see `unpack`), it is no ordinary Word file, or it carries macros,
            embedded objects, a DOCTYPE or unreadable XML.

    """
    package = unpack(data, file=file)
    _refuse_unsafe_parts(package)
    return package


def unpack(data: bytes, *, file: str) -> Package:
    """Unpack a Word file that came from anywhere; what is in its parts is not looked at.

    Raises:
        BtiError: it is no zip file, it is too large or unpacks to too much, or a name in it is unsafe or doubled.

    """
    if len(data) > MAX_BYTES:
        raise _refusal("M302", file, limit=str(MAX_BYTES // 1_000_000))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            parts = dict(_inflated(source, file))
    except _UNREADABLE as error:
        raise _refusal("M301", file) from error
    return Package(file, parts)


def write_package(package: Package) -> bytes:
    """Pack the parts: same parts, same bytes, whoever packs them and whenever."""
    return zip_bytes(deflate(name, package.parts[name]) for name in sorted(package.parts, key=member_order))


def member_order(name: str) -> tuple[int, str]:
    """Readers look for the content types first and the package's relationships next."""
    return (
        (CONTENT_TYPES, ROOT_RELATIONSHIPS).index(name) if name in (CONTENT_TYPES, ROOT_RELATIONSHIPS) else 2,
        name,
    )


def deflate(name: str, data: bytes) -> Member:
    """Deflate one part."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return Member(name.encode(), zlib.crc32(data), len(data), packer.compress(data) + packer.flush())


def zip_bytes(members: Iterable[Member]) -> bytes:
    """Lay deflated parts after one another as a zip file in which every date is 1 January 1980."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for member in members:
        header = _header(member)
        local = b"PK\3\4" + header + member.name
        entry = struct.pack("<HHHLL", 0, 0, 0, 0, offset)
        directory.append(b"PK\1\2" + _VERSION + header + entry + member.name)
        pieces += (local, member.deflated)
        offset += len(local) + len(member.deflated)
    central = b"".join(directory)
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, len(directory), len(directory), len(central), offset, 0)
    return b"".join((*pieces, central, end))


def parse(data: bytes) -> Element:
    """Parse one part's XML the way python-docx does, with nothing fetched and no entity resolved.

    Raises:
        lxml.etree.XMLSyntaxError: the XML cannot be read.

    """
    from lxml import etree

    parser = etree.XMLParser(
        remove_blank_text=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    return etree.fromstring(data, parser)


def serialise(root: Element) -> bytes:
    """Write one part's XML with the declaration Word expects."""
    from lxml import etree

    return XML_DECLARATION.encode() + etree.tostring(root, encoding="UTF-8")


def relationships_name(part: str) -> str:
    """The name of the `.rels` part that belongs to a part."""
    folder, _, name = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{name}.rels")


def part_of(relationships: str) -> str:
    """The name of the part that a `.rels` part belongs to."""
    folder, _, name = relationships.rpartition("/")
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def relationship(element: Element, part: str) -> Relationship:
    """Read one line of the `.rels` part that belongs to `part`."""
    target = element.get("Target", "")
    external = element.get("TargetMode") == "External"
    if not external:
        target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
    return Relationship(element.get("Id", ""), element.get("Type", "").rpartition("/")[2], target, external)


def _inflated(source: zipfile.ZipFile, file: str) -> Iterator[tuple[str, bytes]]:
    members = [m for m in source.infolist() if not m.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise _refusal("M303", file, limit=str(MAX_MEMBERS))
    _refuse_unsafe_names(members, file)
    left = MAX_BYTES
    for member in members:
        with source.open(member) as stream:
            data = _read(stream, member.compress_size, left, file)
        left -= len(data)
        yield member.filename, data


def _read(stream: IO[bytes], packed: int, left: int, file: str) -> bytes:
    """Count while inflating: what the directory says about sizes is the sender's claim, not a fact."""
    found = bytearray()
    while chunk := stream.read(_CHUNK):
        found += chunk
        if len(found) > left:
            raise _refusal("M302", file, limit=str(MAX_BYTES // 1_000_000))
        if len(found) > max(RATIO_FROM, packed * MAX_RATIO):
            raise _refusal("M304", file, limit=str(MAX_RATIO))
    return bytes(found)


def _refuse_unsafe_names(members: list[zipfile.ZipInfo], file: str) -> None:
    seen: set[str] = set()
    for member in members:
        # zipfile cuts a name at NUL and turns \ into /: only the name as it was written can be judged
        if _BAD_NAME.search(member.orig_filename) or member.flag_bits & _FLAG_ENCRYPTED:
            raise _refusal("M305", file)
        if member.filename.casefold() in seen:
            raise _refusal("M306", file)
        seen.add(member.filename.casefold())


def _refuse_unsafe_parts(package: Package) -> None:
    if CONTENT_TYPES not in package.parts or ROOT_RELATIONSHIPS not in package.parts:
        raise _refusal("M307", package.file)
    if any(map(_EMBEDDED.search, package.parts)) or _EMBEDDED_TYPE.search(package.parts[CONTENT_TYPES]):
        raise _refusal("M308", package.file)
    for name, data in package.parts.items():
        if name.endswith((".xml", ".rels")):
            _refuse_unsafe_xml(name, data, package.file)
    mains = [r for r in package.relationships("") if r.kind == "officeDocument" and not r.external]
    if len(mains) != 1 or mains[0].target not in package.parts or package.content_type(package.main) != _MAIN_TYPE:
        raise _refusal("M307", package.file)


def _refuse_unsafe_xml(name: str, data: bytes, file: str) -> None:
    from lxml import etree

    if _DOCTYPE.search(data.replace(b"\0", b"")):
        raise _refusal("M309", file, part=name)
    try:
        data.decode()
        encoding = parse(data).getroottree().docinfo.encoding
    except (etree.XMLSyntaxError, UnicodeDecodeError) as error:
        raise _refusal("M310", file, part=name) from error
    if (encoding or "UTF-8").upper() not in _ENCODINGS:
        raise _refusal("M310", file, part=name)


def _without_lost_targets(data: bytes, part: str, kept: Mapping[str, bytes]) -> bytes:
    root = parse(data)
    for element in list(root):
        found = relationship(element, part)
        if not found.external and found.target not in kept:
            root.remove(element)
    return serialise(root)


def _without_lost_types(data: bytes, kept: Mapping[str, bytes]) -> bytes:
    root = parse(data)
    for element in list(root):
        if "PartName" in element.attrib and element.get("PartName", "").lstrip("/") not in kept:
            root.remove(element)
    return serialise(root)


def _header(member: Member) -> bytes:
    """The fields that a member's own header and its line in the directory share."""
    flags = 0 if member.name.isascii() else _FLAG_UTF8
    sizes = (len(member.deflated), member.size, len(member.name), 0)
    return _VERSION + struct.pack("<HHHHLLLHH", flags, zipfile.ZIP_DEFLATED, 0, _DATE_1980, member.crc, *sizes)


def _refusal(code: str, file: str, **words: str) -> BtiError:
    return BtiError(Problem(code, Where(file=file), words))
