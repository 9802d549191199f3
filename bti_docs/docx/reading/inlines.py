"""The inside of a paragraph: runs, links, fields and pictures go in, the tree's inlines come out.

A page break inside the paragraph stands among them as a PageBreak; whoever makes the blocks splits there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bti_docs.document import Inline, LineBreak, PageBreak, PageNumber, Tab, Text
from bti_docs.docx.reading import fields, pictures, symbols
from bti_docs.docx.reading.links import linked
from bti_docs.docx.reading.ooxml import W14, XML_SPACE, Element, R, W, child, label
from bti_docs.docx.reading.story import CHECKBOX, Setting, Story
from bti_docs.docx.reading.styles import RunStyle

Pieces: TypeAlias = list[Inline | PageBreak]

_T, _R, _RPR = W + "t", W + "r", W + "rPr"
_BLANKS = str.maketrans("\n\r\t", "   ")
_CODE = re.compile("(?!0{0,3}1?[0-9A-Fa-f]$)(?![Dd][89A-Fa-f])[0-9A-Fa-f]{1,4}")  # no control, no surrogate
_BOXES = frozenset("☐☑☒✓✔✗✘")


@dataclass
class Line:
    """One paragraph's inlines while they are gathered."""

    story: Story
    style: str
    setting: Setting
    out: Pieces = field(default_factory=list)

    def run_style(self, rpr: Element | None) -> RunStyle:
        """Return how a run looks here."""
        styles, setting = self.story.read.styles, self.setting
        return styles.run(self.style, setting.layer, rpr, setting.background)

    def text(self, text: str, style: RunStyle) -> None:
        """Add text; it joins the run before when both look and speak alike."""
        if not text or fields.muted(self.story):
            return
        if symbols.needs_mapping(text, style.font):
            text = self._real(text, style.font)
        lang = "" if style.lang == self.story.read.lang else style.lang
        self.out.append(Text(text, style.look, lang))

    def add(self, piece: Inline | PageBreak) -> None:
        """Add anything but text."""
        if not fields.muted(self.story):
            self.out.append(piece)

    def _real(self, text: str, font: str) -> str:
        shown = "".join(symbols.unicode_of(c, font) for c in text)
        if symbols.UNKNOWN in shown:
            code = f"{ord(text[shown.index(symbols.UNKNOWN)]):04X}"
            self.story.report("L136", sign=code, font=font or "?")
        return shown


def read_inlines(story: Story, paragraph: Element, style: str, setting: Setting) -> Pieces:
    """Read one paragraph's content."""
    line = Line(story, style, setting)
    fields.carry_over(story, line.out)
    _children(line, paragraph)
    return _joined(line.out)


def _children(line: Line, parent: Element) -> None:
    for element in line.story.children(parent):
        tag = str(element.tag)
        if tag == _R:
            _run(line, element)
        elif reader := _INLINE.get(tag):
            reader(line, element)
        elif tag not in _QUIET:
            line.story.unknown(element)


def _run(line: Line, run: Element) -> None:
    style = line.run_style(child(run, _RPR))
    if style.unknown:
        line.story.odd(style.unknown)
    readers = _HIDDEN if style.hidden else _RUN
    for element in line.story.children(run):
        reader = readers.get(str(element.tag))
        if reader:
            reader(line, element, style)
        elif style.hidden and element.tag != _RPR:
            line.story.report("L130")
        elif element.tag not in _QUIET:
            line.story.unknown(element)


def _text(line: Line, element: Element, style: RunStyle) -> None:
    text = (element.text or "").translate(_BLANKS)
    line.text(text if element.get(XML_SPACE) == "preserve" else text.strip(" "), style)


def _tab(line: Line, _: Element, style: RunStyle) -> None:
    line.add(Tab(style.look))


def _absolute_tab(line: Line, element: Element, style: RunStyle) -> None:
    line.story.odd((label(element),))
    line.add(Tab(style.look))


def _break(line: Line, element: Element, _: RunStyle) -> None:
    line.add(PageBreak() if element.get(W + "type") in {"page", "column"} else LineBreak())


def _symbol(line: Line, element: Element, style: RunStyle) -> None:
    code, font = element.get(W + "char", ""), element.get(W + "font", "")
    if _CODE.fullmatch(code):
        line.text(chr(int(code, 16)), replace(style, font=font))
    else:
        line.story.report("L136", sign=code or "?", font=font or "?")
        line.text(symbols.UNKNOWN, style)


def _field_mark(line: Line, element: Element, style: RunStyle) -> None:
    fields.mark(line.story, line.out, element, style.look)


def _field_code(line: Line, element: Element, _: RunStyle) -> None:
    if line.story.fields:
        line.story.fields[-1].code.append(element.text or "")


def _drawing(line: Line, element: Element, _: RunStyle) -> None:
    picture = pictures.drawing(line.story, element)
    if picture:
        line.add(picture)


def _vml(line: Line, element: Element, _: RunStyle) -> None:
    picture = pictures.vml(line.story, element)
    if picture:
        line.add(picture)


def _refused(code: str) -> Callable[[Line, Element, RunStyle], None]:
    return lambda line, _element, _style: line.story.report(code)


def _nothing(_line: Line, _element: Element, _style: RunStyle) -> None:
    """Leave out what prints nothing."""


_RUN: dict[str, Callable[[Line, Element, RunStyle], None]] = {
    _T: _text,
    _RPR: _nothing,
    W + "tab": _tab,
    W + "ptab": _absolute_tab,
    W + "br": _break,
    W + "cr": lambda line, _, __: line.add(LineBreak()),
    W + "noBreakHyphen": lambda line, _, style: line.text("\u2011", style),
    W + "softHyphen": lambda line, _, style: line.text("\u00ad", style),
    W + "sym": _symbol,
    W + "pgNum": lambda line, _, style: line.add(PageNumber(style.look)),
    W + "fldChar": _field_mark,
    W + "instrText": _field_code,
    W + "drawing": _drawing,
    W + "pict": _vml,
    W + "footnoteReference": _refused("L121"),
    W + "endnoteReference": _refused("L121"),
    W + "commentReference": _refused("L122"),
    W + "delText": _refused("L129"),
}
_HIDDEN = {tag: _RUN[tag] for tag in (_RPR, W + "fldChar", W + "instrText")}
_QUIET = frozenset({W + "pPr", _RPR, W + "annotationRef", W + "footnoteRef", W + "endnoteRef"})


def _hyperlink(line: Line, element: Element) -> None:
    relation = line.story.part.relations.get(element.get(R + "id", ""))
    address = relation.target if relation and relation.external else ""
    if address and element.get(W + "anchor"):
        address += f"#{element.get(W + 'anchor')}"
    outer, line.out = line.out, []
    _children(line, element)
    inner, line.out = _joined(line.out), outer
    line.out.extend(linked(line.story, address, inner))


def _simple_field(line: Line, element: Element) -> None:
    fields.simple(line.story, line.out, element, line.run_style(None).look)
    _children(line, element)
    fields.end(line.story, line.out)


def _checkbox(line: Line, sdt: Element) -> None:
    """Read a box to tick: the sign it shows, or by its state when it shows something else."""
    start = len(line.out)
    _children(line, sdt)
    shown = line.out[start:]
    if len(shown) == 1 and isinstance(shown[0], Text) and shown[0].text in _BOXES:
        return
    state = child(child(child(sdt, W + "sdtPr"), CHECKBOX), W14 + "checked")
    checked = state is not None and state.get(W14 + "val") in {"1", "true"}
    look = next((piece.look for piece in shown if isinstance(piece, Text)), line.run_style(None).look)
    line.out[start:] = [Text("☒" if checked else "☐", look)]


def _joined(pieces: Pieces) -> Pieces:
    """Join neighbouring runs that look and speak alike."""
    out: Pieces = []
    for piece in pieces:
        last = out[-1] if out else None
        if isinstance(piece, Text) and isinstance(last, Text) and _alike(piece, last):
            out[-1] = replace(last, text=last.text + piece.text)
        else:
            out.append(piece)
    return out


def _alike(one: Text, other: Text) -> bool:
    return one.lang == other.lang and one.look == other.look


_INLINE: dict[str, Callable[[Line, Element], None]] = {
    W + "hyperlink": _hyperlink,
    W + "fldSimple": _simple_field,
    W + "sdt": _checkbox,
}
