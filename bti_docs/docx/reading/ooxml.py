"""Word's XML vocabulary: an element or attribute goes in, a name, a number or a truth comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
SVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}"
DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}"
V = "{urn:schemas-microsoft-com:vml}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
VAL = W + "val"

_UNITS = {"": 1 / 20, "pt": 1.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pc": 12.0, "pi": 12.0}
_MEASURE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*([a-z]*)\s*")
_OFF = frozenset({"0", "false", "off"})


def names(prefix: str, words: str) -> frozenset[str]:
    """Return the full tag names of the words in one namespace."""
    return frozenset(prefix + word for word in words.split())


def child(element: Element | None, tag: str) -> Element | None:
    """Return the first child with this tag. What is asked for stands among the first: lxml's own search costs more."""
    for found in () if element is None else element:
        if found.tag == tag:
            return found
    return None


def children(element: Element | None, tag: str) -> Iterator[Element]:
    """Yield the children with this tag; nothing has none."""
    return iter(()) if element is None else element.iterchildren(tag)


def value(element: Element | None, default: str = "") -> str:
    """Return the element's `w:val`."""
    return default if element is None else element.get(VAL, default)


def on(element: Element | None) -> bool:
    """Say whether an on/off element is on: there, and not told to be off."""
    return element is not None and element.get(VAL, "1") not in _OFF


def points(text: str | None) -> float | None:
    """Return a measure in pt: a bare number counts twentieths of a pt, as Word does."""
    match = _MEASURE.fullmatch(text or "")
    if not match or match[2] not in _UNITS:
        return None
    return round(float(match[1]) * _UNITS[match[2]], 3)


def whole(text: str | None, default: int = 0) -> int:
    """Return a whole number, or the default when there is none."""
    try:
        return int(text or "")
    except ValueError:
        return default


def label(element: Element) -> str:
    """Return the element's name as Word writes it: `w:ruby`."""
    name = etree.QName(element).localname
    return f"{element.prefix}:{name}" if element.prefix else name
