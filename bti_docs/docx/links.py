"""A package goes in; it comes out with only the relationships that may stand in a document."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from bti_docs.docx.package import (
    CONTENT_TYPES,
    ROOT_RELATIONSHIPS,
    Package,
    Relationship,
    parse,
    relationships_name,
    serialise,
)

KEPT = frozenset(
    {
        "styles",
        "settings",
        "fontTable",
        "theme",
        "numbering",
        "header",
        "footer",
        "footnotes",
        "image",
        "hdphoto",
        "font",
    }
)
"""What a document is made of."""

DROPPED = frozenset(
    {"comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "customXml", "glossaryDocument",
     "webSettings", "stylesWithEffects", "endnotes", "keyMapCustomizations", "recipientData", "printerSettings",
     "documenttasks"}
)  # fmt: skip
"""What may lie beside the text and goes without anybody missing it. Anything else is refused."""

SAFE_ADDRESS = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """A relationship that stands or falls with the text that uses it: a picture or a web address."""

    part: str
    id: str

    def is_in(self, xml: str) -> bool:
        """Whether the part's text still uses it."""
        return f'"{self.id}"' in xml


def links(package: Package, parts: Iterable[str]) -> list[Link]:
    """List the pictures and web addresses that these parts may use."""
    return [
        Link(part, r.id)
        for part in parts
        for r in package.relationships(part)
        if r.kind in {"image", "hdphoto", "hyperlink"}
    ]


def is_kept(link: Relationship) -> bool:
    """Whether a relationship may stand in an output."""
    if link.external:
        return link.kind == "hyperlink" and SAFE_ADDRESS.match(link.target) is not None
    return link.kind in KEPT


def without(package: Package, lost: Collection[Link]) -> Package:
    """Return the package without these relationships, and without the parts that nothing leads to any more."""
    changed = {}
    for part in {link.part for link in lost}:
        root = parse(package.parts[relationships_name(part)])
        for element in list(root):
            if Link(part, element.get("Id", "")) in lost:
                root.remove(element)
        changed[relationships_name(part)] = serialise(root)
    smaller = package.replace(changed)
    return smaller.keep((CONTENT_TYPES, ROOT_RELATIONSHIPS, *_reachable(smaller)))


def _reachable(package: Package) -> Iterator[str]:
    waiting = [package.main, *(r.target for r in package.related("", "core-properties", "custom-properties"))]
    seen: set[str] = set()
    while waiting:
        part = waiting.pop()
        if part not in seen:
            seen.add(part)
            yield from (part, relationships_name(part))
            waiting += [r.target for r in package.related(part, *KEPT)]
