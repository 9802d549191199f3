"""Drawings: a `w:drawing` or `w:pict` goes in; a Picture comes out, or a Problem that says what it was."""

from __future__ import annotations

import re

from bti_docs.document import Link, Picture
from bti_docs.docx.reading.links import linked
from bti_docs.docx.reading.ooxml import DECORATIVE, PIC, SVG, WP, A, Element, R, V, W, child, whole
from bti_docs.docx.reading.story import Story

_EMU = 12700
_KINDS = {"/chart": "L140", "/diagram": "L141"}
_STYLE_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+)(pt|in|cm|mm|px)?")
_STYLE_UNIT = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "": 0.75}
_MAGIC = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"BM", "bmp"))
_MORE_MAGIC = ((b"\xd7\xcd\xc6\x9a", "wmf"), (b"\x01\x00\x00\x00", "emf"), (b"II*\x00", "tiff"))
_READABLE = frozenset({"png", "jpeg", "svg"})


def drawing(story: Story, element: Element) -> Picture | Link | None:
    """Read a `w:drawing`."""
    frame = child(element, WP + "inline")
    if frame is None:
        frame = child(element, WP + "anchor")
    data = child(child(frame, A + "graphic"), A + "graphicData")
    picture = child(data, PIC + "pic")
    if frame is None or picture is None:
        story.report(_kind(element, data))
        return None
    if frame.tag == WP + "anchor":
        story.report("L123")
    return _picture(story, frame, picture)


def vml(story: Story, element: Element) -> Picture | None:
    """Read a `w:pict`, Word's older drawing."""
    image = next(element.iter(V + "imagedata"), None)
    shape = None if image is None else image.getparent()
    if image is None or shape is None:
        story.report(_kind(element, None))
        return None
    style = shape.get("style", "")
    if "absolute" in style:
        story.report("L123")
    size = {key: float(n) * _STYLE_UNIT[unit] for key, n, unit in _STYLE_SIZE.findall(style)}
    data = _bytes(story, image.get(R + "id", ""))
    alt = " ".join(shape.get("alt", "").split())
    if not alt and data:
        story.report("L131")
    return Picture(data, size.get("width", 72.0), size.get("height", 72.0), alt) if data else None


def _kind(element: Element, data: Element | None) -> str:
    if next(element.iter(W + "txbxContent"), None) is not None:
        return "L120"
    uri = "" if data is None else data.get("uri", "")
    return next((code for end, code in _KINDS.items() if uri.endswith(end)), "L124")


def _picture(story: Story, frame: Element, picture: Element) -> Picture | Link | None:
    blip = child(child(picture, PIC + "blipFill"), A + "blip")
    data = b"" if blip is None else _image(story, blip)
    if not data:
        return None
    _changed(story, picture)
    about = child(frame, WP + "docPr")
    alt = _alt(about) or _alt(child(child(picture, PIC + "nvPicPr"), PIC + "cNvPr"))
    if _decorative(about):
        alt = ""
    elif not alt:
        story.report("L131")
    extent = child(frame, WP + "extent")
    width, height = (0 if extent is None else whole(extent.get(key)) / _EMU for key in ("cx", "cy"))
    return _clickable(story, about, Picture(data, round(width, 2), round(height, 2), alt))


def _clickable(story: Story, about: Element | None, picture: Picture) -> Picture | Link:
    click = child(about, A + "hlinkClick")
    relation = None if click is None else story.part.relations.get(click.get(R + "id", ""))
    if relation is None or not relation.external:
        return picture
    found = linked(story, relation.target, [picture])[0]
    return found if isinstance(found, Link) else picture


def _changed(story: Story, picture: Element) -> None:
    """Note what Word does to the picture and this house does not: cropping and turning."""
    crop = child(child(picture, PIC + "blipFill"), A + "srcRect")
    if crop is not None and any(whole(str(side)) for side in crop.attrib.values()):
        story.report("L111", element="a:srcRect")
    shape = child(child(picture, PIC + "spPr"), A + "xfrm")
    if shape is not None and any(shape.get(turn, "0") not in {"0", "false"} for turn in ("rot", "flipH", "flipV")):
        story.report("L111", element="a:xfrm")


def _alt(about: Element | None) -> str:
    told = "" if about is None else about.get("descr") or about.get("title") or ""
    return " ".join(told.split())


def _decorative(about: Element | None) -> bool:
    marks = () if about is None else about.iter(DECORATIVE + "decorative")
    return any(mark.get("val") in {"1", "true"} for mark in marks)


def _image(story: Story, blip: Element) -> bytes:
    """Return the picture's bytes, the vector drawing before the bitmap that stands in for it."""
    vector = next(blip.iter(SVG + "svgBlip"), None)
    ids = ([] if vector is None else [vector.get(R + "embed", "")]) + [blip.get(R + "embed", "")]
    known = [number for number in ids if number in story.part.relations]
    return _bytes(story, known[0] if known else "")


def _bytes(story: Story, number: str) -> bytes:
    relation = story.part.relations.get(number)
    data = story.read.parts.data(relation.target) if relation and not relation.external else b""
    kind = _format(data)
    if kind in _READABLE:
        return data
    story.report("L135", format=kind or "?")
    return b""


def _format(data: bytes) -> str:
    for magic, name in (*_MAGIC, *_MORE_MAGIC):
        if data.startswith(magic):
            return name
    return "svg" if b"<svg" in data[:2000] else ""
