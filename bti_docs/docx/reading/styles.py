"""The style cascade: `styles.xml` and direct formatting go in; how runs and paragraphs look comes out.

Word lays defaults, table style, paragraph style, character style and direct formatting over each other. Most
runs of a document look alike, so every answer is kept by what was asked, and the whole sheet by its bytes.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from bti_docs.document import Cell, Frame, Look
from bti_docs.docx.reading import properties as read
from bti_docs.docx.reading.looks import frame_of, look_of
from bti_docs.docx.reading.numbering import Numbering
from bti_docs.docx.reading.ooxml import Element, W, child, on, value
from bti_docs.docx.reading.parts import parse
from bti_docs.docx.reading.properties import Props

_TOGGLES = ("b", "i", "caps", "strike", "vanish")
_HEADING = re.compile(r"(?:heading|overskrift) ?([1-9])", re.IGNORECASE)
_TITLES = frozenset({"title", "tittel"})
TITLE = -1  # the outline level of a title: above the topmost heading
_BODY = 9  # Word's own number for text outside the outline
_NO_SIZE = 10.0  # Word's size when nothing says any


@dataclass(frozen=True, eq=False)
class Layer:
    """What a table style says about the paragraphs and runs of one cell; `key` is equal for equal layers."""

    key: Hashable = ()
    paragraph: Props = field(default_factory=dict)
    run: Props = field(default_factory=dict)
    cell: tuple[tuple[str, Props], ...] = ()  # by condition, weakest first


@dataclass(frozen=True, eq=False)
class Told:
    """What an element of a table says about its look; all that say the same share one, so it can stand in a key."""

    props: Props
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class RunStyle:
    """How a run looks, its language and font, and what about it is not carried over."""

    look: Look
    lang: str = ""
    font: str = ""
    hidden: bool = False
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParagraphStyle:
    """How a paragraph stands, its place in the outline and in a list, and what is not carried over."""

    frame: Frame
    style: str
    outline: int | None
    number: str
    level: int
    size: float
    unknown: tuple[str, ...] = ()
    deleted: bool = False
    hidden: bool = False  # its mark is: Word joins it with the next
    ends_section: bool = False


@dataclass(frozen=True, eq=False)
class _Style:
    kind: str
    name: str
    based_on: str
    paragraph: Props
    run: Props
    table: Props
    conditions: dict[str, tuple[Props, Props, Props]]  # paragraph, run, cell


NO_LAYER = Layer()


class Styles:
    """A document's style sheet with its lists."""

    def __init__(self, root: Element | None, numbering: Numbering) -> None:
        self.numbering = numbering
        self._styles: dict[str, _Style] = {}
        self._default: dict[str, str] = {}
        self._base_paragraph: Props = {}
        self._base_run: Props = {}
        self._runs: dict[Hashable, RunStyle] = {}
        self._paragraphs: dict[Hashable, ParagraphStyle] = {}
        self._merged: dict[tuple[str, str], Props] = {}
        self._layers: dict[Hashable, Layer] = {}
        self._told: dict[Hashable, Told] = {}
        self._cells: dict[Hashable, Cell] = {}
        if root is not None:
            self._read(root)

    def language(self) -> str:
        """Return the language of a paragraph that says nothing about it."""
        return str({**self._base_run, **self._chain(self._default_style("paragraph"), "run")}.get("lang", ""))

    def name(self, style: str) -> str:
        """Return a style's name as Word stores it, in lower case."""
        found = self._styles.get(style)
        return found.name if found else ""

    def is_title(self, style: str) -> bool:
        """Say whether this is the style of a document's title."""
        return self.name(style) in _TITLES

    def run(self, paragraph: str, layer: Layer, rpr: Element | None, background: str) -> RunStyle:
        """Return how a run looks in a paragraph of this style, on this background."""
        key = (paragraph, layer.key, read.fingerprint(rpr), background)
        found = self._runs.get(key)
        if found is None:
            found = self._runs[key] = self._run(paragraph, layer, read.run_properties(rpr), background)
        return found

    def paragraph(self, ppr: Element | None, layer: Layer) -> ParagraphStyle:
        """Return how a paragraph stands."""
        key = (read.fingerprint(ppr), layer.key)
        found = self._paragraphs.get(key)
        if found is None:
            found = self._paragraphs[key] = self._paragraph(ppr, layer)
        return found

    def told(self, read_properties: Callable[[Element | None], Props], element: Element | None) -> Told:
        """Return what an element of a table says."""
        key = (read_properties, read.fingerprint(element))
        found = self._told.get(key)
        if found is None:
            props = read_properties(element)
            found = self._told[key] = Told(props, read.unknown(props))
        return found

    def cell(self, key: Hashable, look: Callable[[], Cell]) -> Cell:
        """Return how a cell looks; `key` is all that `look` decides it by."""
        found = self._cells.get(key)
        if found is None:
            found = self._cells[key] = look()
        return found

    def table(self, style: str) -> Props:
        """Return what a table style says about whole tables."""
        return self._chain(style or self._default_style("table"), "table")

    def layer(self, style: str, conditions: tuple[str, ...]) -> Layer:
        """Return what a table style says about cells under these conditions, weakest first."""
        style = style or self._default_style("table")
        key = (style, conditions)
        if key not in self._layers:
            self._layers[key] = self._layer(key, style, conditions)
        return self._layers[key]

    def _read(self, root: Element) -> None:
        defaults = child(root, W + "docDefaults")
        run, paragraph = child(defaults, W + "rPrDefault"), child(defaults, W + "pPrDefault")
        self._base_run = read.run_properties(child(run, W + "rPr"))
        self._base_paragraph = read.paragraph_properties(child(paragraph, W + "pPr"))
        for style in root.iterchildren(W + "style"):
            found = _style(style)
            name = style.get(W + "styleId", "")
            self._styles[name] = found
            if style.get(W + "default", "0") not in {"0", "false", "off"}:
                self._default.setdefault(found.kind, name)

    def _default_style(self, kind: str) -> str:
        return self._default.get(kind, "")

    def _known(self, style: str) -> str:
        return style if style in self._styles else self._default_style("paragraph")

    def _line(self, style: str) -> list[_Style]:
        """Return a style and those it is based on, the most basic first."""
        line: list[_Style] = []
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            line.append(self._styles[style])
            style = self._styles[style].based_on
        return line[::-1]

    def _chain(self, style: str, what: str) -> Props:
        key = (style, what)
        if key not in self._merged:
            merged: Props = {}
            for one in self._line(style):
                own: Props = getattr(one, what)
                merged = self._with_list(merged, own, style) if what == "paragraph" else {**merged, **own}
            self._merged[key] = merged
        return self._merged[key]

    def _with_list(self, below: Props, own: Props, style: str) -> Props:
        """Lay properties over others; the list they join comes in between, as weaker than they are."""
        if "num" not in own and "ilvl" not in own:
            return {**below, **own}
        merged = {**below, **own}
        number = merged.get("num", "0")
        if "ilvl" not in merged:
            merged["ilvl"] = self.numbering.level_of_style(number, style)
        level = self.numbering.level(number, merged["ilvl"])
        return {**merged, **level.props, **own} if level else merged

    def _run(self, paragraph: str, layer: Layer, direct: Props, background: str) -> RunStyle:
        levels = (
            layer.run,
            self._chain(self._known(paragraph), "run"),
            self._chain(str(direct.get("style", "")), "run"),
        )
        props = {**self._base_run}
        for level in levels:
            props.update(level)
        props.update(self._toggled(levels))
        props.update(direct)
        lang = props.get("lang_bidi", "") if props.get("rtl") else props.get("lang", "")
        look = look_of({"sz": _NO_SIZE, **props}, background)
        return RunStyle(look, lang, props.get("font", ""), props.get("vanish", False), read.unknown(props))

    def _toggled(self, levels: Iterable[Props]) -> Props:
        """Bold in a bold paragraph style is not bold: each style level turns such a property over."""
        found: Props = {}
        for key in _TOGGLES:
            told = [bool(level[key]) for level in levels if key in level]
            if told:
                found[key] = bool(self._base_run.get(key)) or sum(told) % 2 == 1
        return found

    def _paragraph(self, ppr: Element | None, layer: Layer) -> ParagraphStyle:
        direct = read.paragraph_properties(ppr)
        style = self._known(direct.get("style", ""))
        below = {**self._base_paragraph, **layer.paragraph, **self._chain(style, "paragraph")}
        props = self._with_list(below, direct, style)
        number = str(props.get("num", ""))
        number = number if self.numbering.num(number) else ""
        mark = child(ppr, W + "rPr")
        return ParagraphStyle(
            frame=frame_of(props, self.name(style), self._size(style, layer, mark)),
            style=style,
            outline=self._outline(style, props),
            number=number,
            level=min(max(int(props.get("ilvl", 0)), 0), 8),
            size=self._size(style, layer, mark),
            unknown=read.unknown(props),
            deleted=bool(read.run_properties(mark).get("deleted")),
            hidden=on(child(mark, W + "vanish")) and not on(child(mark, W + "specVanish")),
            ends_section=child(ppr, W + "sectPr") is not None,
        )

    def _size(self, style: str, layer: Layer, mark: Element | None) -> float:
        return self.run(style, layer, mark, "").look.size

    def _outline(self, style: str, props: Props) -> int | None:
        """Return the outline level from 0, TITLE, or None for body text."""
        if "outline" in props:
            return int(props["outline"]) if 0 <= props["outline"] < _BODY else None
        if self.is_title(style):
            return TITLE
        found = (_HEADING.fullmatch(one.name) for one in self._line(style)[::-1])
        return next((int(m[1]) - 1 for m in found if m), None)

    def _layer(self, key: Hashable, style: str, conditions: tuple[str, ...]) -> Layer:
        line = self._line(style)
        paragraph: Props = {}
        run: Props = {}
        for one in line:
            paragraph.update(one.paragraph)
            run.update(one.run)
        cells: list[tuple[str, Props]] = []
        for condition in conditions:
            for own in (one.conditions[condition] for one in line if condition in one.conditions):
                paragraph.update(own[0])
                run.update(own[1])
                cells.append((condition, own[2]))
        return Layer(key, paragraph, run, tuple(cells))


def _style(element: Element) -> _Style:
    return _Style(
        kind=element.get(W + "type", "paragraph"),
        name=value(child(element, W + "name")).lower(),
        based_on=value(child(element, W + "basedOn")),
        paragraph=_without_style(read.paragraph_properties(child(element, W + "pPr"))),
        run=_without_style(read.run_properties(child(element, W + "rPr"))),
        table=read.table_properties(child(element, W + "tblPr")),
        conditions=dict(_conditions(element)),
    )


def _conditions(element: Element) -> Iterable[tuple[str, tuple[Props, Props, Props]]]:
    yield "wholeTable", ({}, {}, read.cell_properties(child(element, W + "tcPr")))
    for part in element.iterchildren(W + "tblStylePr"):
        yield (
            part.get(W + "type", ""),
            (
                read.paragraph_properties(child(part, W + "pPr")),
                read.run_properties(child(part, W + "rPr")),
                read.cell_properties(child(part, W + "tcPr")),
            ),
        )


def _without_style(props: Props) -> Props:
    props.pop("style", None)
    return props


@functools.lru_cache(maxsize=16)
def style_sheet(styles: bytes, numbering: bytes, file: str) -> Styles:
    """Return the sheet of these two parts: documents from one template share it with all its answers."""
    lists = Numbering(parse(numbering, "word/numbering.xml", file) if numbering else None)
    return Styles(parse(styles, "word/styles.xml", file) if styles else None, lists)
