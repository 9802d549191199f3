"""What a document says about itself goes in; the `docProps` parts of a Word file come out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from html import escape

from bti_docs.docx.package import (
    CONTENT_TYPES,
    ROOT_RELATIONSHIPS,
    XML_DECLARATION,
    Package,
    parse,
    serialise,
)

CORE = "docProps/core.xml"
CUSTOM = "docProps/custom.xml"
MARK = "bti-docs-output"
"""The custom property that every output carries, so that no output is ever taken for a template."""

_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_CUSTOM_XML = (
    XML_DECLARATION + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    f'<property fmtid="{_FORMAT_ID}" pid="2" name="{MARK}"><vt:bool>true</vt:bool></property></Properties>'
).encode()
_CORE_OPEN = (
    XML_DECLARATION
    + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_OPEN = "application/vnd.openxmlformats-"
_OWN_PARTS = (
    (
        CORE,
        _OPEN + "package.core-properties+xml",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
    ),
    (CUSTOM, _OPEN + "officedocument.custom-properties+xml", _OFFICE + "custom-properties"),
)
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


@dataclass(frozen=True)
class Properties:
    """What the Word file says about itself. An empty title or subject means the template's own."""

    creator: str
    language: str
    date: dt.date
    title: str = ""
    subject: str = ""


def core_xml(properties: Properties, title: str, subject: str) -> bytes:
    """Write the core properties; `title` and `subject` are XML already. Created and modified are the document's day."""
    day = f"{properties.date.isoformat()}T12:00:00Z"
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day}</dcterms:{name}>' for name in ("created", "modified")
    )
    creator, language = escape(properties.creator, quote=False), escape(properties.language, quote=False)
    return (
        f"{_CORE_OPEN}<dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject>"
        f"<dc:creator>{creator}</dc:creator><dc:language>{language}</dc:language>{dates}</cp:coreProperties>"
    ).encode()


def is_output(package: Package) -> bool:
    """Whether the file was made by bti-docs; Word keeps the mark when somebody saves the file again."""
    parts = [r.target for r in package.related("", "custom-properties")]
    return any(e.get("name") == MARK for part in parts for e in parse(package.parts[part]))


def sealed(package: Package) -> Package:
    """Return the package with an output's properties instead of its own; the core part is still a stand-in."""
    old = {r.target for r in package.related("", "core-properties", "custom-properties")}
    kept = package.keep(n for n in package.parts if n not in old)
    types = parse(kept.parts[CONTENT_TYPES])
    root = parse(kept.parts[ROOT_RELATIONSHIPS])
    for number, (name, content_type, relationship) in enumerate(_OWN_PARTS, start=1):
        types.append(types.makeelement(_TYPES + "Override", {"PartName": f"/{name}", "ContentType": content_type}))
        link = {"Id": f"bti{number}", "Type": relationship, "Target": name}
        root.append(root.makeelement(_RELATIONSHIPS + "Relationship", link))
    return kept.replace(
        {CONTENT_TYPES: serialise(types), ROOT_RELATIONSHIPS: serialise(root), CUSTOM: _CUSTOM_XML, CORE: b""}
    )


def own_texts(package: Package) -> dict[str, str]:
    """Read the texts of the template's own core properties by name: `title`, `subject`, `creator`."""
    links = package.related("", "core-properties")
    elements = parse(package.parts[links[0].target]) if links else ()
    return {str(e.tag).rpartition("}")[2]: e.text or "" for e in elements}
