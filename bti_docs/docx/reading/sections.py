"""Sections: a document's `w:sectPr`s go in; the last one's page, headers and footers come out."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.document import Page
from bti_docs.docx.reading.ooxml import Element, R, W, child, names, on, points, value, whole
from bti_docs.docx.reading.story import Story

_KNOWN = names(
    W,
    "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc formProt noEndnote titlePg"
    " bidi rtlGutter docGrid printerSettings sectPrChange cols pgNumType vAlign textDirection",
)
_ONCE = W + "sectPrChange"
_PLAIN = {W + "vAlign": {"top"}, W + "textDirection": {"lrTb"}}


@dataclass(frozen=True)
class Section:
    """One section: its page, its headers and footers by place and kind (as relationship ids)."""

    page: Page
    parts: dict[tuple[str, str], str]  # ("header", "first") -> rId3
    own_first: bool


def section_marks(body: Element) -> list[Element]:
    """Return every section's `w:sectPr`, without those that only tell what a section once was."""
    return [e for e in body.iter(W + "sectPr") if (parent := e.getparent()) is None or parent.tag != _ONCE]


def read_sections(story: Story, body: Element) -> Section:
    """Read all sections and return the last; that an earlier one differs is a Problem."""
    found: list[Section] = []
    for element in section_marks(body):
        found.append(_section(element, found[-1].parts if found else {}))
        _say_what_is_odd(story, element)
    if not found:
        return Section(Page(), {}, own_first=False)
    if any(section != found[-1] for section in found):
        story.report("L133")
    return found[-1]


def _section(element: Element, inherited: dict[tuple[str, str], str]) -> Section:
    parts = dict(inherited)
    for kind in ("header", "footer"):
        for reference in element.iterchildren(f"{W}{kind}Reference"):
            parts[kind, reference.get(W + "type", "default")] = reference.get(R + "id", "")
    return Section(_page(element), parts, on(child(element, W + "titlePg")))


def _page(element: Element) -> Page:
    size, margins = child(element, W + "pgSz"), child(element, W + "pgMar")
    paper, plain = Page(), Page()

    def measure(source: Element | None, name: str, otherwise: float) -> float:
        found = None if source is None else points(source.get(W + name))
        return otherwise if found is None else abs(found)

    return Page(
        width=measure(size, "w", paper.width),
        height=measure(size, "h", paper.height),
        top=measure(margins, "top", plain.top),
        right=measure(margins, "right", plain.right),
        bottom=measure(margins, "bottom", plain.bottom),
        left=measure(margins, "left", plain.left) + measure(margins, "gutter", 0.0),
        header=measure(margins, "header", plain.header),
        footer=measure(margins, "footer", plain.footer),
    )


def _say_what_is_odd(story: Story, element: Element) -> None:
    for part in element:
        tag = str(part.tag)
        if tag not in _KNOWN or (tag in _PLAIN and value(part) not in _PLAIN[tag]):
            story.odd((f"w:{tag.rpartition('}')[2]}",))
    columns, numbers = child(element, W + "cols"), child(element, W + "pgNumType")
    if columns is not None and whole(columns.get(W + "num"), 1) > 1:
        story.report("L127")
    if numbers is not None and not _counts_plainly(numbers):
        story.odd(("w:pgNumType",))


def _counts_plainly(numbers: Element) -> bool:
    start, form = numbers.get(W + "start", "1"), numbers.get(W + "fmt", "decimal")
    return start == "1" and form == "decimal"
