"""A template's package goes in; what no document may carry, and what is taken out of it, come out as Problems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bti_docs.docx.links import DROPPED, KEPT, SAFE_ADDRESS, is_kept
from bti_docs.docx.package import Package, parse, part_of
from bti_docs.docx.places import PROPERTIES, Places, R, TextPart, W, text_parts
from bti_docs.docx.properties import is_output, own_texts
from bti_docs.problem import Problem, Where

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

FIELDS = frozenset(
    {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "TOC", "REF", "PAGEREF", "NOTEREF", "STYLEREF", "SEQ", "HYPERLINK",
     "TITLE", "SUBJECT", "SYMBOL", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN"}
)  # fmt: skip
"""The fields that Word may work out by itself; every other one fetches, runs or asks for something."""

_CHANGED = ("rPr", "pPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "tblPrEx", "numbering")
_REVISIONS = (
    *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"),
    *(f"{part}Change" for part in _CHANGED),
)
_HIDDEN = ("vanish", "specVanish", "webHidden")
_ALLOWED_KINDS = KEPT | DROPPED | {"hyperlink"}
_PERSONAL = (
    *("creator", "lastModifiedBy", "description", "keywords", "category", "contentStatus", "identifier"),
    *("lastPrinted", "Manager", "Company", "HyperlinkBase"),
)
_ADDRESS = re.compile(r'HYPERLINK\s+(?:\\[a-z]\s+)*"?([^"\\\s][^"\s]*)', re.IGNORECASE)


def residue(package: Package) -> list[Problem]:
    """Everything in the file beside styles, text and pictures: errors for what is refused, warnings for the rest."""
    found = [Problem("M341", Where(file=package.file))] if is_output(package) else []
    for part in text_parts(package):
        root = parse(package.parts[part.name])
        found += _in_text(package, part, root)
        found += _in_links(package, part, root)
    return [*found, *_in_settings(package), *_beside_the_text(package), *_in_properties(package)]


def _in_text(package: Package, part: TextPart, root: Element) -> Iterator[Problem]:
    places = Places(root, part.title)

    def at(code: str, element: Element, **words: str) -> Problem:
        return Problem(code, Where(file=package.file, place=places.of(element)), words)

    yield from (at("M343", element, field=name) for element, name in _unsafe_fields(root))
    yield from (at("M344", e) for e in _first_in_each_paragraph(root, *_REVISIONS))
    yield from (at("M345", e) for e in _hidden(package, root))
    yield from (at("M347", e) for e in root.iter(W + "commentReference"))
    yield from (at("M348", e) for e in root.iter("{*}dataBinding"))
    yield from (at("M349", e, what="permStart") for e in root.iter(W + "permStart"))
    yield from (at("M353", e) for e in root.iter(W + "endnoteReference"))
    yield from (
        at("M346", e, what=_name(e)) for e in root.iter(W + "altChunk", W + "subDoc", W + "object", W + "control")
    )


def _in_links(package: Package, part: TextPart, root: Element) -> Iterator[Problem]:
    users = {value: e for e in root.iter("*") for name, value in e.attrib.items() if str(name).startswith(R)}
    places = Places(root, part.title)
    for link in package.relationships(part.name):
        place = places.of(users[link.id]) if link.id in users else part.title
        where = Where(file=package.file, place=place)
        if link.external and not is_kept(link):
            yield Problem("M342", where, {"kind": link.kind})
        elif not link.external and link.kind not in _ALLOWED_KINDS:
            yield Problem("M346", where, {"what": link.kind})
        elif link.kind == "image" and link.id not in users:
            yield Problem("M350", where)


def _unsafe_fields(root: Element) -> Iterator[tuple[Element, str]]:
    for element, instruction in _instructions(root):
        name = (instruction.split() or ["?"])[0].upper()
        address = _ADDRESS.match(instruction.strip())
        if name not in FIELDS or (address and not SAFE_ADDRESS.match(address[1])):
            yield element, name if name.isalpha() else "?"


def _instructions(root: Element) -> Iterator[tuple[Element, str]]:
    """Each field with its whole instruction: Word splits it over runs, and fields stand in each other."""
    for simple in root.iter(W + "fldSimple"):
        yield simple, simple.get(W + "instr", "")
    opened: list[tuple[Element, list[str]]] = []
    for element in root.iter(W + "fldChar", W + "instrText"):
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            opened.append((element, []))
        elif kind == "end" and opened:
            begin, texts = opened.pop()
            yield begin, "".join(texts)
        elif element.tag == W + "instrText":
            holder = opened[-1][1] if opened else []
            holder.append(element.text or "")
            if not opened:
                yield element, element.text or ""
    yield from ((begin, "".join(texts)) for begin, texts in opened)


def _first_in_each_paragraph(root: Element, *names: str) -> Iterator[Element]:
    seen = set()
    for element in root.iter(*(W + name for name in names)):
        paragraph = next(element.iterancestors(W + "p"), element)
        if paragraph not in seen:
            seen.add(paragraph)
            yield element


def _hidden(package: Package, root: Element) -> Iterator[Element]:
    """Text that is set as hidden, and text in a style that hides it."""
    yield from (e for e in root.iter(*(W + name for name in _HIDDEN)) if _is_on(e))
    hiding = _hiding_styles(package)
    if hiding:
        yield from (e for e in root.iter(W + "pStyle", W + "rStyle") if e.get(W + "val") in hiding)


def _hiding_styles(package: Package) -> set[str]:
    return {
        style.get(W + "styleId", "")
        for link in package.related(package.main, "styles")
        for style in parse(package.parts[link.target]).iter(W + "style")
        if any(_is_on(e) for e in style.iter(W + "vanish", W + "specVanish"))
    }


def _is_on(element: Element) -> bool:
    return element.get(W + "val", "true") not in {"0", "false", "off"}


def _in_settings(package: Package) -> Iterator[Problem]:
    for link in package.related(package.main, "settings"):
        for outside in package.relationships(link.target):
            yield Problem("M342", Where(file=package.file), {"kind": outside.kind})
        root = parse(package.parts[link.target])
        if next(root.iter(W + "docVars", W + "mailMerge", W + "attachedSchema"), None) is not None:
            yield Problem("M348", Where(file=package.file))
        if next(root.iter(W + "trackRevisions"), None) is not None:
            yield Problem("M354", Where(file=package.file))


def _beside_the_text(package: Package) -> Iterator[Problem]:
    where = Where(file=package.file)
    kinds = {r.kind for r in (*package.relationships(""), *package.relationships(package.main)) if not r.external}
    if kinds & {"comments", "commentsExtended", "commentsIds", "commentsExtensible"}:
        yield Problem("M347", where)
    if "customXml" in kinds:
        yield Problem("M348", where)
    for kind in kinds & {"people", "thumbnail", "custom-properties"}:
        if kind != "custom-properties" or not is_output(package):
            yield Problem("M349", where, {"what": kind})
    yield from [Problem("M350", where)] * len(_unreachable_media(package))


def _unreachable_media(package: Package) -> set[str]:
    used = {r.target for name in package.parts if name.endswith(".rels") for r in package.relationships(part_of(name))}
    return {n for n in package.parts if n.startswith("word/media/") and n not in used}


def _in_properties(package: Package) -> Iterator[Problem]:
    texts = own_texts(package)
    for link in package.related("", "extended-properties"):
        texts |= {_name(e): e.text or "" for e in parse(package.parts[link.target])}
    for name in _PERSONAL:
        if texts.get(name, "").strip():
            yield Problem("M349", Where(file=package.file, place=PROPERTIES), {"what": name})


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
