"""Filled XML with marked pictures goes in; XML that shows the drawings comes out, and the parts that they lie in.

A template's owner sets any picture where the drawing shall stand and writes the drawing's word as its alternative
text: `{{ oppfølging.figur }}`. The picture's width stays; its height follows the drawing. Word 2016 and later show
the vector drawing, older programs the bitmap beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from types import MappingProxyType

from bti_docs.docx.package import CONTENT_TYPES, Package, parse, relationships_name, serialise
from bti_docs.expression.figure import Figure

Raster = Callable[[str], bytes]
"""An SVG drawing in, the same drawing as PNG out."""

_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_SVG_BLIP = (
    '<a:blip r:embed="{png}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}"><asvg:svgBlip'
    ' xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="{svg}"/></a:ext></a:extLst>'
    "</a:blip>"
)
_TYPES = MappingProxyType({"png": "image/png", "svg": "image/svg+xml"})
_WITHIN = r"(?:(?!</w:drawing>).)*"
_DRAWING = re.compile(rf"<w:drawing\b{_WITHIN}?(figur-[0-9a-f]{{16}}){_WITHIN}</w:drawing>", re.DOTALL)
_BLIP = re.compile(r"<a:blip\b[^>]*?(?:/>|>.*?</a:blip>)", re.DOTALL)
_SIZE = re.compile(r'(<(?:wp:extent|a:ext) cx=")(\d+)(" cy=")\d+(")')
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def figures_in(value: object) -> dict[str, Figure]:
    """Return every drawing among the words, by its mark."""
    return {figure.mark: figure for figure in _figures(value)}


def _figures(value: object) -> Iterator[Figure]:
    if isinstance(value, Figure):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        if type(one) is not str and type(one) is not bool:
            yield from _figures(one)


def place(xml: str, figures: Mapping[str, Figure]) -> str:
    """Show each drawing in the picture that has its mark as alternative text; one that is empty takes it away."""

    def shown(match: re.Match[str]) -> str:
        figure = figures[match[1]]
        if not figure.svg:
            return ""
        blip = _SVG_BLIP.format(png=figure.relation("png"), svg=figure.relation("svg"))
        said = match[0].replace(figure.mark, escape(" ".join(figure.text.split())))
        return _SIZE.sub(_in_shape(figure.svg), _BLIP.sub(blip, said))

    return _DRAWING.sub(shown, xml) if figures else xml


def _in_shape(svg: str) -> Callable[[re.Match[str]], str]:
    box = _BOX.search(svg)
    shape = float(box[2]) / float(box[1]) if box else 1.0
    return lambda size: f"{size[1]}{size[2]}{size[3]}{round(int(size[2]) * shape)}{size[4]}"


def added(package: Package, texts: Mapping[str, str], figures: Iterable[Figure], raster: Raster) -> dict[str, bytes]:
    """Return the parts that the placed drawings need: the drawings, and the relationships and types that name them."""
    changed: dict[str, bytes] = {}
    placed = {name: [f for f in figures if f.relation("svg") in xml] for name, xml in texts.items()}
    for name, shown in placed.items():
        if shown:
            changed[relationships_name(name)] = _with_relations(package, name, shown)
        for figure in shown:
            changed[figure.part("svg")] = figure.svg.encode()
            changed[figure.part("png")] = raster(figure.svg)
    return changed | {CONTENT_TYPES: _with_types(package)} if changed else {}


def _with_relations(package: Package, name: str, figures: Iterable[Figure]) -> bytes:
    root = parse(package.parts[relationships_name(name)])
    for figure in figures:
        for ending in _TYPES:
            target = f"/{figure.part(ending)}"
            line = root.makeelement(
                f"{_namespace(root.tag)}Relationship",
                {"Id": figure.relation(ending), "Type": _IMAGE, "Target": target},
            )
            root.append(line)
    return serialise(root)


def _with_types(package: Package) -> bytes:
    root = parse(package.parts[CONTENT_TYPES])
    known = {e.get("Extension", "").lower() for e in root}
    for ending, kind in _TYPES.items():
        if ending not in known:
            tag = f"{_namespace(root.tag)}Default"
            root.insert(0, root.makeelement(tag, {"Extension": ending, "ContentType": kind}))
    return serialise(root)


def _namespace(tag: object) -> str:
    return str(tag).partition("}")[0] + "}"
