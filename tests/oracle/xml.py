"""XML goes in; its attributes and comments, and the text of each paragraph in every layer (LAYERS), are searched."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from lxml import etree

from tests.oracle.hunt import Hunt

_PARAGRAPHS = {"p"}
LAYERS: dict[str, frozenset[str]] = {
    "text": frozenset({"shown", "deleted", "inserted", "hidden", "field"}),
    "text as shown": frozenset({"shown", "inserted"}),
    "text before changes": frozenset({"shown", "deleted"}),
    "deleted text": frozenset({"deleted"}),
    "hidden text": frozenset({"hidden"}),
    "shown and hidden text": frozenset({"shown", "inserted", "hidden"}),
    "field code": frozenset({"field"}),
}
_KIND_OF_TAG = {
    "delText": "deleted",
    "del": "deleted",
    "moveFrom": "deleted",
    "ins": "inserted",
    "moveTo": "inserted",
    "instrText": "field",
    "delInstrText": "field",
    "fldData": "field",
}


def open_xml(hunt: Hunt, data: bytes, place: str) -> None:
    hunt.read(data, place)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if data.lstrip()[:5] == b"<?xml" or place.endswith((".xml", ".rels")):
            hunt.failed(place, f"XMLSyntaxError: {error}")
        return
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(dtd.iterentities()):
        hunt.failed(place, "XML that names its own entities")
    blocks: dict[Any, list[tuple[str, str]]] = defaultdict(list)
    for node in root.getroottree().iter():
        _look_at_node(hunt, node, place, blocks)
    for number, (block, texts) in enumerate(blocks.items(), 1):
        name = _local(block)
        _layers(hunt, texts, f"{place}, {f'paragraph {number}' if name in _PARAGRAPHS else f'<{name}>'}")
    _layers(hunt, [pair for texts in blocks.values() for pair in texts], f"{place}, all paragraphs")


def _look_at_node(hunt: Hunt, node: Any, place: str, blocks: dict[Any, list[tuple[str, str]]]) -> None:
    if not isinstance(node.tag, str):
        hunt.text(node.text or "", f"{place}, comment or instruction")
    else:
        name = _local(node)
        for key, value in node.attrib.items():
            hunt.text(value, f"{place}, <{name} {etree.QName(key).localname}>")
        text = _symbol(node) if name == "sym" else node.text
        if text:
            blocks[_block(node)].append((_kind(node), text))
    parent = node.getparent()
    if node.tail and parent is not None:
        blocks[_block(parent)].append((_kind(parent), node.tail))


def _layers(hunt: Hunt, texts: list[tuple[str, str]], place: str) -> None:
    told: set[str] = set()
    for layer, kinds in LAYERS.items():
        text = "".join(text for kind, text in texts if kind in kinds)
        only = layer in ("deleted text", "hidden text", "field code")
        if text and (only or text not in told):
            hunt.text(text, f"{place}, {layer}")
        told.add(text)


def _local(node: Any) -> str:
    return str(etree.QName(node).localname) if isinstance(node.tag, str) else ""


def _block(node: Any) -> Any:
    """The paragraph a text belongs to, or the element itself where there are no paragraphs."""
    return next((a for a in (node, *node.iterancestors()) if _local(a) in _PARAGRAPHS), node)


def _kind(node: Any) -> str:
    for around in (node, *node.iterancestors()):
        name = _local(around)
        if name in _KIND_OF_TAG:
            return _KIND_OF_TAG[name]
        if name == "r" and around.find("./{*}rPr/{*}vanish") is not None:
            return "hidden"
        if name in _PARAGRAPHS:
            break
    return "shown"


def _symbol(node: Any) -> str:
    code = next((value for key, value in node.attrib.items() if key.endswith("}char")), "")
    number = int(code, 16) if re.fullmatch(r"[0-9a-fA-F]{2,6}", code) else 0
    return chr(number - 0xF000 if 0xF000 <= number <= 0xF0FF else number) if number else ""
