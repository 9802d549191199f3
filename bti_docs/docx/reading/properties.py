"""Formatting: a `w:rPr`, `w:pPr`, `w:tcPr` or `w:tblPr` goes in; a mapping to lay over others comes out.

A property this house does not carry over is kept under `?` and its name, so that whoever uses it can say so.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeAlias

from bti_docs.document import Align, Border, TabStop
from bti_docs.docx.reading.ooxml import W14, Element, W, child, label, names, on, points, value, whole

Props: TypeAlias = dict[str, Any]
Reader: TypeAlias = Callable[[Element], Props]

UNKNOWN = "?"
ALIGN = {
    "left": Align.LEFT,
    "start": Align.LEFT,
    "center": Align.CENTER,
    "right": Align.RIGHT,
    "end": Align.RIGHT,
    "both": Align.JUSTIFY,
    "distribute": Align.JUSTIFY,
    "decimal": Align.DECIMAL,
}
_LEADER = {"dot": ".", "hyphen": "-", "underscore": "_", "heavy": "_", "middleDot": "·"}
_HIGHLIGHT = {
    "black": "#000000",
    "blue": "#0000ff",
    "cyan": "#00ffff",
    "green": "#00ff00",
    "magenta": "#ff00ff",
    "red": "#ff0000",
    "yellow": "#ffff00",
    "white": "#ffffff",
    "darkBlue": "#000080",
    "darkCyan": "#008080",
    "darkGreen": "#008000",
    "darkMagenta": "#800080",
    "darkRed": "#800000",
    "darkYellow": "#808000",
    "darkGray": "#808080",
    "lightGray": "#c0c0c0",
}
_SIDES = {"start": "left", "end": "right"}
_HEX = frozenset("0123456789abcdefABCDEF")
_AUTO_SPACE = 14.0  # what Word gives a paragraph whose spacing is `auto`


def fingerprint(element: Element | None) -> Hashable:
    """Return a value that is equal for elements that say the same."""
    return () if element is None else tuple([(e.tag, len(e), *e.items()) for e in element.iter()])


def hex_color(text: str | None) -> str:
    """Return `#rrggbb`, or nothing for `auto` and what is no colour."""
    found = text or ""
    return f"#{found.lower()}" if len(found) == 6 and set(found) <= _HEX else ""


def shading(element: Element) -> str:
    """Return the colour a shading gives: patterns are mixed as the eye does."""
    pattern = value(element)
    fill, ink = hex_color(element.get(W + "fill")), hex_color(element.get(W + "color"))
    if pattern == "solid":
        return ink or "#000000"
    if pattern.startswith("pct"):
        return _mix(fill or "#ffffff", ink or "#000000", whole(pattern[3:]) / 100)
    return fill


def border(element: Element) -> Border:
    """Return one side's line."""
    kind = value(element, "none")
    if kind in {"none", "nil"}:
        return Border()
    width = whole(element.get(W + "sz"), 4) / 8
    dashed = "dash" in kind.lower() or "dot" in kind.lower()
    return Border(
        width or 0.25, hex_color(element.get(W + "color")) or "#000000", dashed, whole(element.get(W + "space"), 0)
    )


def run_properties(element: Element | None) -> Props:
    """Read a `w:rPr`."""
    return _read(element, _RUN, _QUIET_RUN)


def paragraph_properties(element: Element | None) -> Props:
    """Read a `w:pPr`, without the mark's own look."""
    return _read(element, _PARAGRAPH, _QUIET_PARAGRAPH)


def cell_properties(element: Element | None) -> Props:
    """Read a `w:tcPr`."""
    return _read(element, _CELL, _QUIET_CELL)


def table_properties(element: Element | None) -> Props:
    """Read a `w:tblPr` or `w:tblPrEx`."""
    return _read(element, _TABLE, _QUIET_TABLE)


def row_properties(element: Element | None) -> Props:
    """Read a `w:trPr`."""
    return _read(element, _ROW, _QUIET_ROW)


def unknown(props: Props) -> tuple[str, ...]:
    """Return the names of the properties that are set but not carried over."""
    return tuple(k[1:] for k, v in props.items() if k[0] == UNKNOWN and v)


def _read(element: Element | None, readers: dict[str, Reader], quiet: frozenset[str]) -> Props:
    found: Props = {}
    for part in () if element is None else element:
        reader = readers.get(str(part.tag))
        if reader:
            found.update(reader(part))
        elif part.tag not in quiet:
            found[UNKNOWN + label(part)] = on(part) and value(part) not in {"none", "nil", "lrTb", "baseline"}
    return found


def _mix(fill: str, ink: str, share: float) -> str:
    pairs = ((int(fill[i : i + 2], 16), int(ink[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _flag(key: str) -> Reader:
    return lambda element: {key: on(element)}


def _text(key: str) -> Reader:
    return lambda element: {key: value(element)}


def _number(key: str) -> Reader:
    return lambda element: {key: whole(element.get(W + "val"))}


def _fill(element: Element) -> Props:
    return {"fill": shading(element)}


def _set(found: Props, **measures: float | None) -> Props:
    found.update({k: v for k, v in measures.items() if v is not None})
    return found


def _small_caps(element: Element) -> Props:
    return {"caps": on(element), UNKNOWN + "w:smallCaps": on(element)}


def _fonts(element: Element) -> Props:
    name = element.get(W + "ascii") or element.get(W + "hAnsi")
    return {"font": name} if name else {}


def _language(element: Element) -> Props:
    pairs = (("lang", element.get(W + "val")), ("lang_bidi", element.get(W + "bidi")))
    return {key: "" if text == "x-none" else text for key, text in pairs if text}


def _raised(element: Element) -> Props:
    return {"raised": {"superscript": 1, "subscript": -1}.get(value(element), 0)}


def _size(element: Element) -> Props:
    size = points(element.get(W + "val"))
    return {"sz": round(size * 10, 2)} if size else {}


_RUN: dict[str, Reader] = {
    **{W + key: _flag(key) for key in ("b", "i", "caps", "strike", "vanish", "rtl")},
    W + "dstrike": _flag("strike"),
    W + "smallCaps": _small_caps,
    W + "rStyle": _text("style"),
    W + "rFonts": _fonts,
    W + "sz": _size,
    W + "u": lambda element: {"u": value(element, "single") != "none"},
    W + "color": lambda element: {"color": hex_color(element.get(W + "val"))},
    W + "highlight": lambda element: {"highlight": _HIGHLIGHT.get(value(element), "")},
    W + "shd": _fill,
    W + "vertAlign": _raised,
    W + "lang": _language,
    W + "del": _flag("deleted"),
    W + "moveFrom": _flag("deleted"),
}
_QUIET_RUN = names(
    W,
    "bCs iCs szCs noProof snapToGrid webHidden kern w spacing eastAsianLayout cs specVanish rPrChange ins moveTo oMath",
) | names(W14, "ligatures numForm numSpacing stylisticSets cntxtAlts")


def _numbering(element: Element) -> Props:
    number, level = child(element, W + "numId"), child(element, W + "ilvl")
    found: Props = {} if number is None else {"num": value(number)}
    return found if level is None else {**found, "ilvl": whole(value(level))}


def _sides(prefix: str, known: str) -> Reader:
    allowed = names(W, known)

    def read(element: Element) -> Props:
        found: Props = {}
        for side in element:
            name = str(side.tag).rpartition("}")[2]
            if side.tag in allowed:
                found[f"{prefix}:{_SIDES.get(name, name)}"] = border(side)
            else:
                found[UNKNOWN + label(side)] = bool(border(side).width)
        return found

    return read


def _tabs(element: Element) -> Props:
    found: Props = {}
    for tab in element.iterchildren(W + "tab"):
        pos, kind = points(tab.get(W + "pos")) or 0.0, value(tab, "left")
        stop = TabStop(pos, ALIGN.get(kind, Align.LEFT), _LEADER.get(tab.get(W + "leader", ""), ""))
        found[f"tab:{pos:g}"] = None if kind in {"clear", "bar"} else stop
    return found


def _spacing(element: Element) -> Props:
    get = element.get
    found = _set({}, before=points(get(W + "before")), after=points(get(W + "after")))
    for key in ("before", "after"):
        if get(f"{W}{key}Lines"):
            found[key] = whole(get(f"{W}{key}Lines")) * 12 / 100
        if get(f"{W}{key}Autospacing", "0") not in {"0", "false", "off"}:
            found[key] = _AUTO_SPACE
    _set(found, line=points(get(W + "line")))
    if "line" in found:
        found["line_rule"] = get(W + "lineRule", "auto")
    return found


def _indent(element: Element) -> Props:
    get = element.get
    left = points(get(W + "left") or get(W + "start"))
    right = points(get(W + "right") or get(W + "end"))
    hanging = points(get(W + "hanging"))
    first = points(get(W + "firstLine")) if hanging is None else -hanging
    return _set({}, left=left, right=right, first=first)


_PARAGRAPH: dict[str, Reader] = {
    **{W + key: _flag(key) for key in ("keepNext", "keepLines", "pageBreakBefore", "contextualSpacing", "bidi")},
    W + "pStyle": _text("style"),
    W + "numPr": _numbering,
    W + "pBdr": _sides("bdr", "top left bottom right start end"),
    W + "shd": _fill,
    W + "tabs": _tabs,
    W + "spacing": _spacing,
    W + "ind": _indent,
    W + "jc": lambda element: {"jc": ALIGN.get(value(element), Align.LEFT)},
    W + "outlineLvl": _number("outline"),
}
_QUIET_PARAGRAPH = names(
    W,
    "rPr sectPr widowControl suppressLineNumbers suppressAutoHyphens kinsoku wordWrap overflowPunct"
    " topLinePunct autoSpaceDE autoSpaceDN adjustRightInd snapToGrid textAlignment textboxTightWrap divId"
    " cnfStyle pPrChange",
)


def _width(element: Element, key: str) -> Props:
    kind, text = element.get(W + "type", "dxa"), element.get(W + "w", "")
    if kind == "pct":
        share = whole(text[:-1]) / 100 if text.endswith("%") else whole(text) / 5000
        return {f"{key}_share": share}
    return _set({}, **{key: points(text)}) if kind == "dxa" else {}


def _margins(element: Element) -> Props:
    found: Props = {}
    for side in element:
        name = str(side.tag).rpartition("}")[2]
        _set(found, **{f"mar:{_SIDES.get(name, name)}": points(side.get(W + "w"))})
    return found


def _merge(element: Element) -> Props:
    return {"merge": value(element, "continue")}


_EDGES = "top left bottom right start end insideH insideV"
_CELL: dict[str, Reader] = {
    W + "tcW": lambda element: _width(element, "width"),
    W + "gridSpan": _number("span"),
    W + "vMerge": _merge,
    W + "tcBorders": _sides("bdr", _EDGES),
    W + "shd": _fill,
    W + "tcMar": _margins,
    W + "vAlign": _text("valign"),
}
_QUIET_CELL = names(W, "cnfStyle noWrap hideMark headers tcPrChange")


def _look(element: Element) -> Props:
    mask = int(value(element) or "0", 16) if set(value(element)) <= _HEX else 0
    flags = (("firstRow", 0x20), ("lastRow", 0x40), ("firstColumn", 0x80), ("lastColumn", 0x100))
    bands = (("noHBand", 0x200), ("noVBand", 0x400))
    told = {name: element.get(W + name) for name, _ in (*flags, *bands)}
    return {
        f"look:{name}": bool(mask & bit) if told[name] is None else told[name] not in {"0", "false", "off"}
        for name, bit in (*flags, *bands)
    }


_TABLE: dict[str, Reader] = {
    W + "tblStyle": _text("style"),
    W + "tblW": lambda element: _width(element, "width"),
    W + "tblInd": lambda element: _width(element, "indent"),
    W + "jc": lambda element: {"jc": ALIGN.get(value(element), Align.LEFT)},
    W + "tblBorders": _sides("bdr", _EDGES),
    W + "tblCellMar": _margins,
    W + "shd": _fill,
    W + "tblLook": _look,
    W + "tblCaption": _text("caption"),
    W + "tblDescription": _text("description"),
    W + "tblStyleRowBandSize": _number("row_band"),
    W + "tblStyleColBandSize": _number("column_band"),
    W + "tblpPr": lambda _: {"floating": True},
}
_QUIET_TABLE = names(W, "tblLayout tblOverlap tblPrChange tblPrExChange")


def _height(element: Element) -> Props:
    rule, height = element.get(W + "hRule", "atLeast"), points(element.get(W + "val")) or 0.0
    return {"height": 0.0 if rule == "auto" else height, "exact": rule == "exact"}


_ROW: dict[str, Reader] = {
    **{W + key: _flag(key) for key in ("cantSplit", "tblHeader", "hidden")},
    W + "trHeight": _height,
    W + "gridBefore": _number("before"),
    W + "gridAfter": _number("after"),
    W + "del": _flag("deleted"),
}
_QUIET_ROW = names(W, "cnfStyle divId wBefore wAfter jc ins trPrChange")
