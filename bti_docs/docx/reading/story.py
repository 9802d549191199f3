"""One story (body, header, footer) being read: elements go in; where we are and what is wrong come out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bti_docs.document import Inline, Look, PageBreak
from bti_docs.docx.reading.numbering import Counters
from bti_docs.docx.reading.ooxml import MC, W14, Element, M, W, child, label, names, value
from bti_docs.docx.reading.parts import Part, Parts
from bti_docs.docx.reading.styles import NO_LAYER, TITLE, Layer, Styles
from bti_docs.problem import Problem, Where

_DEEPEST_HEADING = 6
_ONCE = frozenset({"L111", "L136", "L138"})  # formatting: one word each is enough
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_UNDERSTOOD = frozenset(
    {
        W14[1:-1],
        _W15,
        "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
        "http://schemas.microsoft.com/office/drawing/2010/main",
    }
)
_MARKERS = names(
    W,
    "bookmarkStart bookmarkEnd proofErr permStart permEnd commentRangeStart commentRangeEnd"
    " moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd customXmlInsRangeStart"
    " customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd customXmlMoveFromRangeStart"
    " customXmlMoveFromRangeEnd customXmlMoveToRangeStart customXmlMoveToRangeEnd lastRenderedPageBreak"
    " sdtPr sdtEndPr smartTagPr customXmlPr tblGrid",
)
_WRAPPERS = names(W, "ins moveTo smartTag customXml dir bdo sdtContent")
_REFUSED = {
    W + "del": "L129",
    W + "moveFrom": "L129",
    W + "altChunk": "L128",
    W + "object": "L125",
    W + "comment": "L122",
    M + "oMath": "L126",
    M + "oMathPara": "L126",
}
_BLOCKS = names(W, "p tbl tr tc")
CHECKBOX = W14 + "checkbox"
_SDT = W + "sdt"
_ALTERNATE = MC + "AlternateContent"
_NOT_CONTENT = _MARKERS | _WRAPPERS | {_SDT, _ALTERNATE}


@dataclass
class Reading:
    """What the stories of one document share."""

    parts: Parts
    styles: Styles
    counters: Counters
    lang: str
    has_title: bool = False
    compatibility: int = 12
    tab: float = 36.0
    even_pages: bool = False
    problems: list[Problem] = field(default_factory=list)
    said: set[tuple[str, ...]] = field(default_factory=set)
    last_level: int = 0

    def heading(self, outline: int) -> int:
        """Return the next heading's level: a title is above the others, and no level is skipped."""
        wanted = 1 if outline == TITLE else outline + (2 if self.has_title else 1)
        self.last_level = min(wanted, self.last_level + 1, _DEEPEST_HEADING)
        return self.last_level


@dataclass
class Field:
    """A field that has begun: its code, whether its result is being read, and where that begins."""

    look: Look
    shown: str = ""  # a form field's own value
    code: list[str] = field(default_factory=list)
    in_result: bool = False
    line: list[Inline | PageBreak] | None = None
    start: int = 0

    @property
    def name(self) -> str:
        """The field's first word: `PAGE`, `MERGEFIELD`."""
        words = "".join(self.code).split()
        return words[0].upper() if words else ""


@dataclass(frozen=True)
class Setting:
    """What surrounds a block: its table style, the colour behind it and the width it has."""

    width: float
    layer: Layer = NO_LAYER
    background: str = ""


@dataclass
class Story:
    """One part's running text."""

    read: Reading
    part: Part
    name: str = ""  # `topptekst`; nothing for the body
    fields: list[Field] = field(default_factory=list)
    trail: list[str] = field(default_factory=list)
    tables: list[int] = field(default_factory=lambda: [0])
    paragraph: int = 0

    @property
    def in_cell(self) -> bool:
        """Whether we are in a table."""
        return bool(self.trail)

    @property
    def in_body(self) -> bool:
        """Whether this is the document's own text, not a header or footer."""
        return not self.name

    def place(self) -> str:
        """Return where we are, in Word's terms."""
        here = self.trail or ([f"avsnitt {self.paragraph}"] if self.paragraph else [])
        return ", ".join(([self.name] if self.name else []) + here)

    def report(self, code: str, **words: str) -> None:
        """Note a problem here; odd formatting is told once, not for every run."""
        key = (code, *words.values())
        if code in _ONCE and key in self.read.said:
            return
        self.read.said.add(key)
        where = Where(file=self.read.parts.file, place=self.place())
        self.read.problems.append(Problem(code, where, {"part": self.part.name, **words}))

    def unknown(self, element: Element) -> None:
        """Note an element that is not understood, by its own name where it has a known one."""
        code = _REFUSED.get(str(element.tag), "L110")
        self.report(code, element=label(element))

    def odd(self, properties: tuple[str, ...]) -> None:
        """Note formatting that is not carried over."""
        for name in properties:
            self.report("L111", element=name)

    @contextmanager
    def table(self) -> Iterator[None]:
        """Count a table and enter it."""
        self.tables[-1] += 1
        self.tables.append(0)
        with self.within(f"tabell {self.tables[-2]}"):
            yield
        self.tables.pop()

    @contextmanager
    def within(self, *places: str) -> Iterator[None]:
        """Enter a place in a table: `rad 1`, `kolonne 2`."""
        self.trail.extend(places)
        yield
        del self.trail[-len(places) :]

    def children(self, parent: Element) -> Iterator[Element]:
        """Yield the children that carry content: wrappers are passed through, mere markers left out."""
        for element in parent:
            if element.tag in _NOT_CONTENT:
                yield from self._within_wrapper(element)
            else:
                yield element

    def _within_wrapper(self, element: Element) -> Iterator[Element]:
        if element.tag in _WRAPPERS:
            yield from self.children(element)
        elif element.tag == _SDT:
            yield from self._content_control(element)
        elif element.tag == _ALTERNATE:
            yield from self.children(self._chosen(element))

    def _content_control(self, sdt: Element) -> Iterator[Element]:
        content = child(sdt, W + "sdtContent")
        box = child(child(sdt, W + "sdtPr"), CHECKBOX) is not None
        if box and content is not None and not any(part.tag in _BLOCKS for part in content):
            yield sdt
        else:
            yield from self.children(sdt)

    def _chosen(self, alternate: Element) -> Element:
        """Return the alternative we understand: a Choice by its namespaces, otherwise the Fallback."""
        choices = list(alternate.iterchildren(MC + "Choice"))
        for choice in choices:
            needs = (choice.nsmap.get(prefix) for prefix in choice.get("Requires", "").split())
            if all(space in _UNDERSTOOD for space in needs):
                return choice
        fallback = child(alternate, MC + "Fallback")
        if fallback is not None and len(fallback):
            return fallback
        return choices[0] if choices else alternate


def style_of(paragraph: Element) -> str:
    """Return a paragraph's style by its id."""
    return value(child(child(paragraph, W + "pPr"), W + "pStyle"))
