"""Fields: their marks go in; what a field shows comes out: a page number, a link or its last result."""

from __future__ import annotations

import re
from typing import TypeAlias

from bti_docs.document import Inline, Look, PageBreak, PageCount, PageNumber, Text
from bti_docs.docx.reading.links import linked
from bti_docs.docx.reading.ooxml import Element, W, child, on, value, whole
from bti_docs.docx.reading.story import Field, Story

Pieces: TypeAlias = list[Inline | PageBreak]

_NUMBERS: dict[str, type[PageNumber | PageCount]] = {
    "PAGE": PageNumber,
    "NUMPAGES": PageCount,
    "SECTIONPAGES": PageCount,
}
_HARMLESS = frozenset({"REF", "SEQ", "XE", "TC", "FORMTEXT", "NOTEREF"})
_ADDRESS = re.compile(r'\s*HYPERLINK\s+"([^"]*)"', re.IGNORECASE)
_INNER = re.compile(r'\\l\s+"([^"]*)"')


def mark(story: Story, line: Pieces, element: Element, look: Look) -> None:
    """Take a `w:fldChar`: a field begins, its result begins, or it ends."""
    kind = element.get(W + "fldCharType")
    if kind == "begin":
        shown = _form_value(child(element, W + "ffData"))
        story.fields.append(Field(look, shown, line=line, start=len(line)))
    elif kind == "separate" and story.fields:
        story.fields[-1].in_result = True
        story.fields[-1].start = len(line)
    elif kind == "end" and story.fields:
        _finish(story, line, story.fields.pop())


def simple(story: Story, line: Pieces, element: Element, look: Look) -> None:
    """Begin the field of a `w:fldSimple`; `end` ends it."""
    code = [element.get(W + "instr", "")]
    story.fields.append(Field(look, code=code, in_result=True, line=line, start=len(line)))


def end(story: Story, line: Pieces) -> None:
    """End the innermost field."""
    _finish(story, line, story.fields.pop())


def muted(story: Story) -> bool:
    """Say whether we are inside a field's code, which prints nothing."""
    return bool(story.fields) and any(not field.in_result for field in story.fields)


def carry_over(story: Story, line: Pieces) -> None:
    """Let the fields that are still open go on in a new paragraph."""
    for field in story.fields:
        field.line, field.start = line, 0


def left_open(story: Story) -> None:
    """Note the fields that never end: a code without end swallows what follows."""
    for field in story.fields:
        story.report("L139", field=field.name or "?")
    story.fields.clear()


def _finish(story: Story, line: Pieces, field: Field) -> None:
    if muted(story):
        return
    start = field.start if field.line is line else len(line)
    result = line[start:]
    if field.name in _NUMBERS:
        line[start:] = [_NUMBERS[field.name](_look(result, field.look))]
    elif field.name == "HYPERLINK":
        line[start:] = linked(story, _address("".join(field.code)), result)
    elif field.shown:
        line[start:] = [Text(field.shown, _look(result, field.look))]
    elif field.name not in _HARMLESS:
        story.report("L132", field=field.name or "?")


def _look(result: Pieces, otherwise: Look) -> Look:
    return next((piece.look for piece in result if isinstance(piece, Text)), otherwise)


def _address(code: str) -> str:
    found, inner = _ADDRESS.match(code), _INNER.search(code)
    if not found:
        return ""
    return found[1] + (f"#{inner[1]}" if inner else "")


def _form_value(data: Element | None) -> str:
    """Return what an old form field shows by itself: its box, or the line that was chosen."""
    box, choice = child(data, W + "checkBox"), child(data, W + "ddList")
    if box is not None:
        told = child(box, W + "checked")
        return "☒" if on(child(box, W + "default") if told is None else told) else "☐"
    if choice is None:
        return ""
    entries = [value(entry) for entry in choice.iterchildren(W + "listEntry")]
    chosen = whole(value(child(choice, W + "result")))
    return entries[chosen] if 0 <= chosen < len(entries) else ""
