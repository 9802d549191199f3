"""Blocks: the content of a body, cell, header or footer goes in; the tree's blocks come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

from bti_docs.document import (
    Block,
    Border,
    Inline,
    Look,
    PageBreak,
    Paragraph,
    Tab,
    Text,
)
from bti_docs.docx.reading import fields
from bti_docs.docx.reading.inlines import Pieces, read_inlines
from bti_docs.docx.reading.lists import Entry, Piece, gather
from bti_docs.docx.reading.ooxml import Element, W, child, value
from bti_docs.docx.reading.sections import section_marks
from bti_docs.docx.reading.story import Setting, Story
from bti_docs.docx.reading.styles import ParagraphStyle
from bti_docs.docx.reading.tables import read_table

Made: TypeAlias = Paragraph | Entry | PageBreak

_P, _TBL, _PPR = W + "p", W + "tbl", W + "pPr"
_QUIET = frozenset({W + "tcPr", W + "sectPr"})
_NO_BREAK = frozenset({"continuous"})


def read_blocks(story: Story, parent: Element, setting: Setting) -> tuple[Block, ...]:
    """Read everything that stands in a body, a cell, a header or a footer."""
    return _boxes_joined(gather(_pieces(story, parent, setting)))


def read_story(story: Story, root: Element, width: float) -> tuple[Block, ...]:
    """Read a whole story from its beginning."""
    blocks = read_blocks(story, root, Setting(width))
    fields.left_open(story)
    return blocks


def _pieces(story: Story, parent: Element, setting: Setting) -> Iterator[Piece]:
    for element in story.children(parent):
        if element.tag == _P:
            yield from _paragraph(story, element, setting)
        elif element.tag == _TBL:
            yield read_table(story, element, setting, read_blocks)
        elif element.tag not in _QUIET:
            story.unknown(element)


def _paragraph(story: Story, element: Element, setting: Setting) -> Iterator[Piece]:
    if not story.in_cell:
        story.paragraph += 1
    ppr = child(element, _PPR)
    style = story.read.styles.paragraph(ppr, setting.layer)
    _say_what_is_odd(story, style)
    inside = replace(setting, background=style.frame.fill) if style.frame.fill else setting
    pieces = read_inlines(story, element, style.style, inside)
    yield from _broken(story, _made(story, style, pieces), style)
    if style.ends_section and ppr is not None and _next_section_breaks(ppr):
        yield PageBreak()


def _say_what_is_odd(story: Story, style: ParagraphStyle) -> None:
    story.odd(style.unknown)
    if style.deleted:
        story.report("L129")
    if style.hidden:
        story.report("L130")


def _made(story: Story, style: ParagraphStyle, pieces: Pieces) -> list[Made]:
    """Split at page breaks: the first part is the paragraph or list item, the rest goes on plainly."""
    parts: list[list[Inline]] = [[]]
    for piece in pieces:
        if isinstance(piece, PageBreak):
            parts.append([])
        else:
            parts[-1].append(piece)
    out: list[Made] = []
    for index, part in enumerate(parts):
        if index:
            out.append(PageBreak())
        if part or len(parts) == 1:
            listed = bool(style.number) and not any(isinstance(o, Entry) for o in out)
            out.append(_one(story, style, tuple(part), listed))
    return out


def _one(story: Story, style: ParagraphStyle, inlines: tuple[Inline, ...], listed: bool) -> Paragraph | Entry:
    level = _heading_level(story, style, inlines)
    paragraph = Paragraph(inlines, style.frame, level, _one_language(inlines), style.size)
    return _numbered(story, style, paragraph) if listed else paragraph


def _heading_level(story: Story, style: ParagraphStyle, inlines: tuple[Inline, ...]) -> int:
    """Return the heading's level; an empty heading is none, and headers and footers have none."""
    if style.outline is None or not story.in_body:
        return 0
    says = any(not isinstance(i, Text) or i.text.strip() for i in inlines)
    return story.read.heading(style.outline) if says else 0


def _one_language(inlines: tuple[Inline, ...]) -> str:
    """Return the language of a paragraph that is all in one other than the document's."""
    spoken = {i.lang for i in inlines if isinstance(i, Text) and i.text.strip()}
    return spoken.pop() if len(spoken) == 1 else ""


def _numbered(story: Story, style: ParagraphStyle, paragraph: Paragraph) -> Paragraph | Entry:
    """Count the paragraph; a numbered heading carries its number as text, any other becomes a list item."""
    numbering = story.read.styles.numbering
    level = numbering.level(style.number, style.level)
    label = story.read.counters.next_label(style.number, style.level)
    if level is None or not label:
        return paragraph
    if not level.known:
        story.report("L138", format=level.format)
    if not paragraph.level:
        return Entry(style.level, label, level.ordered, style.number, paragraph)
    look = next((i.look for i in paragraph.inlines if isinstance(i, Text)), Look())
    between: dict[str, tuple[Inline, ...]] = {
        "space": (Text(f"{label} ", look),),
        "nothing": (Text(label, look),),
    }
    start = between.get(level.suffix, (Text(label, look), Tab(look)))
    return replace(paragraph, inlines=start + paragraph.inlines)


def _broken(story: Story, made: list[Made], style: ParagraphStyle) -> Iterator[Piece]:
    """Let page breaks stand where they can: not in a cell, a header or a list item."""
    breaks_before = style.frame.page_break_before
    can = story.in_body and not story.in_cell
    if not can and (breaks_before or any(isinstance(piece, PageBreak) for piece in made)):
        story.report("L142")
    for index, piece in enumerate(made):
        if isinstance(piece, PageBreak):
            yield from (piece,) if can else ()
        elif breaks_before:
            yield from _from_new_page(piece, breaks=can and index == 0)
        else:
            yield piece


def _from_new_page(piece: Paragraph | Entry, *, breaks: bool) -> Iterator[Piece]:
    """Move the break out of a list paragraph, to stand before it."""
    if isinstance(piece, Paragraph):
        yield piece if breaks else _unbroken(piece)
        return
    if breaks:
        yield PageBreak()
    yield replace(piece, paragraph=_unbroken(piece.paragraph))


def _unbroken(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, frame=replace(paragraph.frame, page_break_before=False))


def _next_section_breaks(ppr: Element) -> bool:
    """Say whether the section after this one starts on a new page: each section says how it itself begins."""
    sections = section_marks(ppr.getroottree().getroot())
    place = next(i for i, section in enumerate(sections) if section.getparent() is ppr)
    following = sections[place + 1 : place + 2]
    return any(value(child(section, W + "type"), "nextPage") not in _NO_BREAK for section in following)


def _boxes_joined(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Neighbours with one and the same border stand in one box: drop the lines between them, as Word does."""
    joined = [_same_box(one, other) for one, other in pairwise(blocks)]
    if not any(joined):
        return blocks
    around = zip(blocks, [False, *joined], [*joined, False], strict=True)
    return tuple(_opened(block, above, below) for block, above, below in around)


def _same_box(one: Block, other: Block) -> bool:
    if not isinstance(one, Paragraph) or not isinstance(other, Paragraph):
        return False
    mine, yours = one.frame, other.frame
    boxed = any(side.width for side in (mine.borders.top, mine.borders.bottom))
    return boxed and (mine.borders, mine.left, mine.right) == (yours.borders, yours.left, yours.right)


def _opened(block: Block, above: bool, below: bool) -> Block:
    """Take the lines away from a paragraph that goes on in the same box above or below."""
    if not isinstance(block, Paragraph) or not (above or below):
        return block
    borders = block.frame.borders
    borders = replace(borders, top=Border() if above else borders.top, bottom=Border() if below else borders.bottom)
    return replace(block, frame=replace(block.frame, borders=borders))
