"""A part's XML goes in; its template codes come out in order, each with its place in Word's own terms."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate
from typing import TYPE_CHECKING

from bti_docs.docx.package import Package, parse

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MAX_CODE = 500  # a bound keeps the search linear, however many codes are opened and never closed
_INSIDE = f".{{0,{MAX_CODE}}}?"
CODE = re.compile(rf"\{{\{{{_INSIDE}\}}\}}|\{{%{_INSIDE}%\}}|\{{#{_INSIDE}#\}}", re.DOTALL)
HALF_CODE = re.compile(r"\{[{%#]|[}%#]\}")

_BODY = "brødtekst"
PROPERTIES = "egenskaper"
_PARAGRAPH, _TABLE, _ROW, _CELL = W + "p", W + "tbl", W + "tr", W + "tc"
_TEXT_BOX, _NOTE, _TEXT = W + "txbxContent", W + "footnote", W + "t"
_CONTAINERS = {_CELL, _TEXT_BOX, _NOTE}
_STEPS = {_TABLE: "tabell", _ROW: "rad", _CELL: "kolonne", _NOTE: "fotnote"}
_OCCASIONS = {"default": "", "first": " på første side", "even": " på partallssider"}
_PARTING = tuple(W + name for name in ("br", "tab", "cr", "drawing", "pict", "fldChar", "footnoteReference", "sym"))
_ALT_TEXT = {"descr", "title"}


class Spot(Enum):
    """What a code is written in: running text, the alternative text of a picture, or where no code may be."""

    TEXT = "text"
    ALT_TEXT = "alternative text"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Code:
    """One template code as it is written, and where."""

    text: str
    place: str
    spot: Spot


@dataclass(frozen=True)
class TextPart:
    """A part of the package that a template may write in, with its name in Word's terms."""

    name: str
    title: str


def text_parts(package: Package) -> list[TextPart]:
    """The parts that are filled: the body, headers and footers that are in use, and footnotes."""
    occasions = _header_occasions(package)
    found = [TextPart(package.main, _BODY)]
    for link in package.related(package.main, "header", "footer", "footnotes"):
        title = {"header": "topptekst", "footer": "bunntekst", "footnotes": "fotnoter"}[link.kind]
        part = TextPart(link.target, title + occasions.get(link.id, ""))
        if part.name not in {p.name for p in found}:
            found.append(part)
    return found


class Places:
    """Says where an element is: `brødtekst, tabell 2, rad 3, kolonne 1` or `topptekst, avsnitt 1`."""

    def __init__(self, root: Element, title: str) -> None:
        self._root = root
        self._title = title
        self._ordinals: dict[Element, int] | None = None

    def of(self, element: Element) -> str:
        """The place of any element in the part."""
        steps: list[str] = []
        node: Element | None = element
        while node is not None and node is not self._root:
            steps += self._step(node)
            node = node.getparent()
        return ", ".join((self._title, *reversed(steps)))

    def _step(self, node: Element) -> list[str]:
        if node.tag == _PARAGRAPH:
            in_cell = (container := _container(node)) is not None and container.tag == _CELL
            return [] if in_cell else [f"avsnitt {self._ordinal(node)}"]
        if node.tag in _STEPS:
            return [f"{_STEPS[str(node.tag)]} {self._ordinal(node)}"]
        return ["tekstboks"] if node.tag == _TEXT_BOX else []

    def _ordinal(self, node: Element) -> int:
        if self._ordinals is None:
            self._ordinals = dict(_count(self._root))
        return self._ordinals[node]


def paragraph_texts(root: Element) -> Iterator[tuple[Element, list[tuple[Element, str]]]]:
    """Each paragraph with the text elements that are its own, not those of a text box anchored in it."""
    for paragraph in root.iter(_PARAGRAPH):
        own = [(t, t.text or "") for t in paragraph.iter(_TEXT) if _nearest(t, _PARAGRAPH) is paragraph]
        yield paragraph, own


def paragraph_text(paragraph: Element) -> str:
    """The paragraph's own text, whatever runs Word has split it into."""
    return "".join(t.text or "" for t in paragraph.iter(_TEXT) if _nearest(t, _PARAGRAPH) is paragraph)


def codes(root: Element, title: str) -> list[Code]:
    """Every complete template code in the part, in the order in which the XML is written."""
    places = Places(root, title)
    in_text = _codes_by_text_element(root)
    return [c for element in root.iter() if isinstance(element.tag, str) for c in _codes_at(element, in_text, places)]


def half_codes(root: Element, title: str) -> list[Code]:
    """Codes that are opened and not closed, or the other way about, within their own paragraph or field."""
    places = Places(root, title)
    return [
        Code(half, places.of(element), spot)
        for element, text, spot in _texts(root)
        for half in HALF_CODE.findall(CODE.sub("", text))
        if spot is Spot.TEXT or half.startswith("{")
    ]


def _texts(root: Element) -> Iterator[tuple[Element, str, Spot]]:
    """Every text in the part as it is read: paragraph by paragraph, and element by element where Word hides it."""
    for paragraph, texts in paragraph_texts(root):
        yield paragraph, "".join(text for _, text in texts), Spot.TEXT
    for element in root.iter("*"):
        if element.tag != _TEXT and element.text:
            yield element, element.text, Spot.HIDDEN
        for name, value in element.attrib.items():
            yield element, str(value), Spot.TEXT if name in _ALT_TEXT else Spot.HIDDEN


def split_codes(root: Element, title: str) -> list[Code]:
    """Codes that something other than text stands in the middle of: docxtpl would throw that away without a word."""
    places = Places(root, title)
    found = []
    for paragraph, texts in paragraph_texts(root):
        spans = [(code, elements) for code, elements in _spans(texts) if len(elements) > 1]
        sections = _sections(paragraph) if spans else {}
        for code, elements in spans:
            if len({sections[e] for e in elements}) > 1:
                found.append(Code(code, places.of(paragraph), Spot.TEXT))
    return found


def _spans(texts: list[tuple[Element, str]]) -> Iterator[tuple[str, list[Element]]]:
    """Each code in a paragraph with the text elements that Word has split it over."""
    whole = "".join(text for _, text in texts)
    starts = list(accumulate((len(text) for _, text in texts), initial=0))
    for match in CODE.finditer(whole) if "{" in whole else ():
        first, last = bisect_right(starts, match.start()) - 1, bisect_left(starts, match.end())
        yield match.group(), [element for element, _ in texts[first:last]]


def _sections(paragraph: Element) -> dict[Element, tuple[Element | None, int]]:
    """For each text element what its run stands in, and how many tabs, pictures and the like come before it."""
    sections: dict[Element, tuple[Element | None, int]] = {}
    parted = 0
    for element in paragraph.iter(*_PARTING, _TEXT):
        if element.tag == _TEXT:
            run = element.getparent()
            sections[element] = (None if run is None else run.getparent(), parted)
        else:
            parted += 1
    return sections


def _codes_at(element: Element, in_text: dict[Element, list[str]], places: Places) -> Iterator[Code]:
    for name, value in element.attrib.items():
        spot = Spot.ALT_TEXT if name in _ALT_TEXT else Spot.HIDDEN
        for code in _codes_in(str(value)):
            yield Code(code, places.of(element), spot)
    for code in in_text.get(element, ()):
        yield Code(code, places.of(element), Spot.TEXT)
    outside_text = ("" if element.tag == _TEXT and element in in_text else element.text or "") + (element.tail or "")
    for code in _codes_in(outside_text):
        yield Code(code, places.of(element), Spot.HIDDEN)


def _codes_by_text_element(root: Element) -> dict[Element, list[str]]:
    """Word splits a code over runs as it likes; it belongs to the text element in which it begins."""
    found: dict[Element, list[str]] = {}
    for _, texts in paragraph_texts(root):
        found |= {element: [] for element, _ in texts}
        for code, elements in _spans(texts):
            found[elements[0]].append(code)
    return found


def _codes_in(text: str) -> list[str]:
    return CODE.findall(text) if "{" in text else []


def _count(root: Element) -> Iterator[tuple[Element, int]]:
    seen: dict[tuple[Element | None, str], int] = {}
    for element in root.iter(_PARAGRAPH, _TABLE, _ROW, _CELL, _NOTE):
        tag = str(element.tag)
        key = (_owner(element), tag)
        seen[key] = seen.get(key, 0) + 1
        yield element, seen[key]


def _owner(element: Element) -> Element | None:
    owners = {_ROW: _TABLE, _CELL: _ROW}
    wanted = owners.get(str(element.tag))
    return _nearest(element, wanted) if wanted else _container(element)


def _container(element: Element) -> Element | None:
    return next((a for a in element.iterancestors() if a.tag in _CONTAINERS), None)


def _nearest(element: Element, tag: str) -> Element | None:
    return next(element.iterancestors(tag), None)


def _header_occasions(package: Package) -> dict[str, str]:
    root = parse(package.parts[package.main])
    references = root.iter(W + "headerReference", W + "footerReference")
    return {str(r.get(R + "id")): _OCCASIONS.get(str(r.get(W + "type")), "") for r in references}
