"""A template's package goes in; the same package comes out without anything that says who worked on it or on what."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bti_docs.docx.links import is_kept, links, without
from bti_docs.docx.package import Package, Relationship, parse, part_of, serialise
from bti_docs.docx.places import W, text_parts

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"

# comments, spelling, who may edit, bindings to data that does not come along
_NOISE = {W + n for n in ("commentRangeStart", "commentRangeEnd", "annotationRef", "proofErr", "lastRenderedPageBreak")}
_NOISE |= {W + n for n in ("permStart", "permEnd", "dataBinding", "placeholder", "showingPlcHdr", "rsid")}
_NOISE |= {_W15 + "dataBinding"}

# where the template was written, by which saves, with which data behind it
_TRACES = {W + n for n in ("rsids", "attachedTemplate", "docVars", "mailMerge", "trackRevisions", "proofState")}
_TRACES |= {W + n for n in ("activeWritingStyle", "attachedSchema", "saveThroughXslt")}
_TRACES |= {_W14 + "docId", _W15 + "docId", _W15 + "persistentDocumentId"}


def scrub(package: Package) -> Package:
    """Return the package with only what a document is made of."""
    texts = {p.name for p in text_parts(package)}
    cleaned = {name: _cleaned(package.parts[name], _clean_text) for name in texts}
    for link in package.related(package.main, "styles", "numbering"):
        cleaned[link.target] = _cleaned(package.parts[link.target], _clean_text)
    for link in package.related(package.main, "settings"):
        cleaned[link.target] = _cleaned(package.parts[link.target], _clean_settings)
    for name in (n for n in package.parts if n.endswith(".rels") and part_of(n)):
        cleaned[name] = _cleaned(package.parts[name], _clean_relationships)
    package = package.replace(cleaned)
    unused = {k for k in links(package, texts) if not k.is_in(package.parts[k.part].decode())}
    return without(package, unused)


def _cleaned(data: bytes, clean: Callable[[Element], None]) -> bytes:
    root = parse(data)
    clean(root)
    return serialise(root)


def _clean_text(root: Element) -> None:
    for element in list(root.iter("*")):
        if element.tag in _NOISE or _is_go_back(element):
            _remove(element)
        elif element.tag == W + "commentReference":
            _remove(_run_of(element))
        else:
            _clean_attributes(element)


def _clean_attributes(element: Element) -> None:
    for name in [n for n in element.attrib if _is_trace(str(n))]:
        del element.attrib[name]
    if element.tag == _PIC + "cNvPr":
        element.set("name", "")  # Word writes the name of the file that the picture came from
        element.attrib.pop("descr", "")


def _is_trace(name: str) -> bool:
    return name.startswith(W + "rsid") or name in {_W14 + "paraId", _W14 + "textId"}


def _is_go_back(element: Element) -> bool:
    return element.tag == W + "bookmarkStart" and element.get(W + "name") == "_GoBack"


def _run_of(element: Element) -> Element:
    parent = element.getparent()
    return parent if parent is not None and parent.tag == W + "r" else element


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _clean_settings(root: Element) -> None:
    for element in list(root):
        if element.tag in _TRACES:
            root.remove(element)
    _clean_text(root)


def _clean_relationships(root: Element) -> None:
    for element in list(root):
        kind, target = element.get("Type", "").rpartition("/")[2], element.get("Target", "")
        external = element.get("TargetMode") == "External"
        if not is_kept(Relationship("", kind, target, external)):
            root.remove(element)
