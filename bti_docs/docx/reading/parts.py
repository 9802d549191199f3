"""The parts: an unpacked .docx goes in, its parts come out as bytes, safe XML trees and relationships."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from bti_docs.docx.package import Package, Relationship, relationship, relationships_name
from bti_docs.docx.reading.ooxml import Element, W
from bti_docs.problem import BtiError, Problem, Where

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = "{http://purl.oclc.org/ooxml/"


@dataclass(frozen=True)
class Part:
    """One XML part with its name, its tree and its relationships by id."""

    name: str
    root: Element
    relations: dict[str, Relationship]

    def first(self, kind: str) -> str:
        """Return the name of the part of this kind, or nothing."""
        found = (r.target for r in self.relations.values() if r.kind == kind and not r.external)
        return next(found, "")


@dataclass(frozen=True)
class Parts:
    """The parts of one Word file, parsed as they are asked for."""

    package: Package

    @property
    def file(self) -> str:
        """The name to show when something is wrong."""
        return self.package.file

    def data(self, name: str) -> bytes:
        """Return a part's bytes, or nothing when the package does not hold it."""
        return self.package.parts.get(name, b"")

    def part(self, name: str) -> Part | None:
        """Return an XML part with its relationships, or None when the package does not hold it."""
        data = self.data(name)
        return Part(name, parse(data, name, self.file), self.relations(name)) if data else None

    def relations(self, name: str) -> dict[str, Relationship]:
        """Return a part's relationships by id; the package's own are those of the empty name."""
        source = relationships_name(name)
        data = self.data(source)
        found = parse(data, source, self.file).iterchildren(_RELATIONSHIP) if data else ()
        return {r.id: r for r in (relationship(element, name) for element in found)}

    def main(self) -> Part:
        """Return the document part. Raises BtiError when there is none that can be read."""
        roots = self.relations("")
        name = next((r.target for r in roots.values() if r.kind == "officeDocument"), "")
        part = self.part(name)
        if part is None:
            raise BtiError(self._problem("M307"))
        if part.root.tag != W + "document":
            strict = str(part.root.tag).startswith(_STRICT)
            raise BtiError(self._problem("L104" if strict else "M307"))
        return part

    def _problem(self, code: str) -> Problem:
        return Problem(code, Where(file=self.file))


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
        raise BtiError(Problem("M310", Where(file=file), {"part": name})) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BtiError(Problem("M309", Where(file=file), {"part": name}))
    return root
