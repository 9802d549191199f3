"""The package: the bytes of a .docx go in, its parts come out as bytes, safe XML trees and relationships."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field

from lxml import etree

from bti_docs.docx.reading.ooxml import Element, W
from bti_docs.problem import BtiError, Problem, Where

MOST_BYTES = 100_000_000  # unpacked: far above any letter, far below what hurts
MOST_PARTS = 4_000
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = "{http://purl.oclc.org/ooxml/"
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError)


@dataclass(frozen=True)
class Relation:
    """Where a relationship leads: `kind` is the last word of its type, `target` a part or an address."""

    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class Part:
    """One XML part with its name, its tree and its relationships by id."""

    name: str
    root: Element
    relations: dict[str, Relation]

    def first(self, kind: str) -> str:
        """Return the name of the part of this kind, or nothing."""
        found = (r.target for r in self.relations.values() if r.kind == kind and not r.external)
        return next(found, "")


@dataclass
class Package:
    """An opened .docx."""

    zip: zipfile.ZipFile
    file: str
    held: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.held = frozenset(self.zip.namelist())

    def data(self, name: str) -> bytes:
        """Return a part's bytes, or nothing when the package does not hold it."""
        if name not in self.held:
            return b""
        try:
            return self.zip.read(name)
        except _BAD_ZIP as error:
            raise BtiError(self._problem("L101")) from error

    def part(self, name: str) -> Part | None:
        """Return an XML part with its relationships, or None when the package does not hold it."""
        data = self.data(name)
        return Part(name, parse(data, name, self.file), self.relations(name)) if data else None

    def relations(self, name: str) -> dict[str, Relation]:
        """Return a part's relationships by id; the package's own are those of the empty name."""
        folder, base = posixpath.split(name)
        source = posixpath.join(folder, "_rels", f"{base}.rels")
        data = self.data(source)
        found = parse(data, source, self.file).iterchildren(_RELATION) if data else ()
        return {r.get("Id", ""): _relation(r, folder) for r in found}

    def main(self) -> Part:
        """Return the document part."""
        roots = self.relations("")
        name = next((r.target for r in roots.values() if r.kind == "officeDocument"), "")
        part = self.part(name)
        if part is None:
            raise BtiError(self._problem("L101"))
        if part.root.tag != W + "document":
            strict = str(part.root.tag).startswith(_STRICT)
            raise BtiError(self._problem("L104" if strict else "L101"))
        return part

    def _problem(self, code: str) -> Problem:
        return Problem(code, Where(file=self.file))


def open_package(docx: bytes, file: str) -> Package:
    """Open the zip; raise BtiError when it is none, or unpacks to more than a letter ever does."""
    try:
        package = Package(zipfile.ZipFile(io.BytesIO(docx)), file)
    except _BAD_ZIP as error:
        raise BtiError(Problem("L101", Where(file=file))) from error
    members = package.zip.infolist()
    if len(members) > MOST_PARTS or sum(m.file_size for m in members) > MOST_BYTES:
        raise BtiError(Problem("L103", Where(file=file)))
    return package


def parse(data: bytes, name: str, file: str = "") -> Element:
    """Parse one part without entities, network or DTD; a part that has a DOCTYPE is refused."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BtiError(Problem("L102", Where(file=file), {"part": name})) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BtiError(Problem("L105", Where(file=file), {"part": name}))
    return root


def _relation(element: Element, folder: str) -> Relation:
    target = element.get("Target", "")
    external = element.get("TargetMode") == "External"
    if not external:
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return Relation(element.get("Type", "").rpartition("/")[2], target, external)
