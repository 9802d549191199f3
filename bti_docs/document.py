"""The document tree: what a page says and how it is meant, free of Word and of PDF. All lengths are in pt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    """Where lines, cells or tab stops lean."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"
    DECIMAL = "decimal"


@dataclass(frozen=True)
class Look:
    """How a run of text looks. `color` and `highlight` are `#rrggbb`; `size` is in pt."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    caps: bool = False
    size: float = 11.0
    color: str = ""
    highlight: str = ""
    raised: int = 0  # 1 superscript, -1 subscript


_PLAIN = Look()


@dataclass(frozen=True)
class Text:
    """A run of text in one look and, when it differs from the document's, its own language (BCP 47)."""

    text: str
    look: Look = _PLAIN
    lang: str = ""


@dataclass(frozen=True)
class Tab:
    """A tab character: to the paragraph's next tab stop."""

    look: Look = _PLAIN


@dataclass(frozen=True)
class LineBreak:
    """A new line within the paragraph."""


@dataclass(frozen=True)
class PageNumber:
    """The number of this page."""

    look: Look = _PLAIN


@dataclass(frozen=True)
class PageCount:
    """The number of pages in the document."""

    look: Look = _PLAIN


@dataclass(frozen=True)
class Picture:
    """An image in the text. `alt` is empty only for a decoration. `data`: the bytes of a png, jpeg or svg."""

    data: bytes
    width: float
    height: float
    alt: str


@dataclass(frozen=True)
class Link:
    """A hyperlink with an http, https or mailto address."""

    url: str
    inlines: tuple[Inline, ...]


Inline = Text | Tab | LineBreak | PageNumber | PageCount | Picture | Link


@dataclass(frozen=True)
class TabStop:
    """A place to tab to, `pos` from the left text edge; `leader` is the character that fills the way."""

    pos: float
    align: Align = Align.LEFT
    leader: str = ""


@dataclass(frozen=True)
class Border:
    """A line around a cell or along a paragraph. `width` 0 means none; `space` is how far the text keeps from it."""

    width: float = 0.0
    color: str = "#000000"
    dashed: bool = False
    space: float = 0.0


_NO_LINE = Border()


@dataclass(frozen=True)
class Borders:
    """The four sides of a cell or paragraph."""

    top: Border = _NO_LINE
    right: Border = _NO_LINE
    bottom: Border = _NO_LINE
    left: Border = _NO_LINE


_NO_LINES = Borders()


@dataclass(frozen=True)
class Frame:
    """How a block stands on the page: spacing, indents, alignment, its border and fill.

    `line` is the line height: a factor of the font's own height when `line_exact` is false, otherwise pt.
    """

    before: float = 0.0
    after: float = 0.0
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0  # first line against `left`; negative hangs
    line: float = 1.0
    line_exact: bool = False
    align: Align = Align.LEFT
    keep_next: bool = False
    keep_lines: bool = False
    page_break_before: bool = False
    contextual: bool = False  # no space between neighbours of the same style
    style: str = ""
    borders: Borders = _NO_LINES
    fill: str = ""
    tabs: tuple[TabStop, ...] = ()


_PLAINLY = Frame()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `level` 0 is body text, 1–6 a heading of that level."""

    inlines: tuple[Inline, ...]
    frame: Frame = _PLAINLY
    level: int = 0
    lang: str = ""
    size: float = 11.0  # the paragraph mark's size: it sets an empty paragraph's height


@dataclass(frozen=True)
class ListItem:
    """One item: its printed label (`•`, `1.`, `a)`), its own blocks and the lists under it."""

    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class List:
    """A list of one level; deeper levels are Lists inside the items."""

    items: tuple[ListItem, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Cell:
    """A table cell. `header` is `col`, `row` or empty; `padding` is top, right, bottom, left."""

    blocks: tuple[Block, ...]
    colspan: int = 1
    rowspan: int = 1
    fill: str = ""
    borders: Borders = _NO_LINES
    padding: tuple[float, float, float, float] = (0.0, 5.4, 0.0, 5.4)
    valign: str = "top"  # top | center | bottom
    header: str = ""


@dataclass(frozen=True)
class Row:
    """A table row; `height` is the least height, or the exact one when `height_exact`."""

    cells: tuple[Cell, ...]
    header: bool = False
    height: float = 0.0
    height_exact: bool = False
    cant_split: bool = False


@dataclass(frozen=True)
class Table:
    """A table on a grid of column widths. `data` is false for a table that only arranges text on the page."""

    columns: tuple[float, ...]
    rows: tuple[Row, ...]
    data: bool = True
    left: float = 0.0
    align: Align = Align.LEFT
    summary: str = ""


@dataclass(frozen=True)
class PageBreak:
    """The next block starts on a new page."""


Block = Paragraph | List | Table | PageBreak


@dataclass(frozen=True)
class Page:
    """The paper and its margins; `header` and `footer` are distances from the paper's edge."""

    width: float = 595.3
    height: float = 841.9
    top: float = 72.0
    right: float = 72.0
    bottom: float = 72.0
    left: float = 72.0
    header: float = 35.4
    footer: float = 35.4


_A4 = Page()


@dataclass(frozen=True)
class Document:
    """A whole document: title, language (BCP 47), page and blocks, with first and other header and footer.

    `first_header` and `first_footer` are None when page one has the same as the others.
    """

    title: str
    lang: str
    blocks: tuple[Block, ...]
    page: Page = _A4
    author: str = ""
    subject: str = ""
    header: tuple[Block, ...] = ()
    footer: tuple[Block, ...] = ()
    first_header: tuple[Block, ...] | None = None
    first_footer: tuple[Block, ...] | None = None
    tab: float = 36.0  # from one unasked tab stop to the next


def inline_text(inlines: tuple[Inline, ...]) -> str:
    """Return the inlines' text: tabs and line breaks as such, pictures as their alt text in brackets."""
    return "".join(_inline(i) for i in inlines)


def _inline(inline: Inline) -> str:
    match inline:
        case Text():
            return inline.text.upper() if inline.look.caps else inline.text
        case Link():
            return inline_text(inline.inlines)
        case Picture():
            return f"[{inline.alt}]" if inline.alt else ""
        case Tab():
            return "\t"
        case LineBreak():
            return "\n"
        case PageNumber():
            return "#"
        case PageCount():
            return "##"


def paragraphs(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    """Yield every paragraph in reading order, also inside lists and tables."""
    for block in blocks:
        match block:
            case Paragraph():
                yield block
            case List():
                for item in block.items:
                    yield from paragraphs(item.blocks)
            case Table():
                for row in block.rows:
                    for cell in row.cells:
                        yield from paragraphs(cell.blocks)


_INDENT = "  "


def as_text(document: Document) -> str:
    """Return the document as indented text: every character of it, one line per paragraph or table row."""
    about = (
        ("tittel", document.title),
        ("språk", document.lang),
        ("forfatter", document.author),
        ("emne", document.subject),
    )
    edges = (
        ("topp side 1", document.first_header),
        ("topp", document.header),
        ("bunn side 1", document.first_footer),
        ("bunn", document.footer),
    )
    lines = [f"{name}: {text}" for name, text in about if text]
    for name, blocks in edges:
        if blocks is not None and (blocks or "side" in name):
            lines += [f"{name}:", *_indented(_lines(blocks))]
    return "\n".join(line.rstrip() for line in (*lines, "", *_lines(document.blocks))) + "\n"


def _lines(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                yield from _paragraph_lines(block)
            case List():
                for item in block.items:
                    yield from _item_lines(item)
            case Table():
                yield from _table_lines(block)
            case PageBreak():
                yield "--- sideskift ---"


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (_INDENT + line for line in lines)


def _paragraph_lines(paragraph: Paragraph) -> Iterator[str]:
    if paragraph.frame.page_break_before:
        yield "--- sideskift ---"
    mark = "#" * paragraph.level + " " if paragraph.level else ""
    yield mark + _shown(paragraph.inlines)


def _item_lines(item: ListItem) -> Iterator[str]:
    lines = _lines(item.blocks)
    yield f"{item.label} {next(lines, '')}"
    yield from _indented(lines)


def _table_lines(table: Table) -> Iterator[str]:
    kind = "tabell" if table.data else "oppsett"
    yield f"{kind}, {len(table.columns)} kolonner" + (f": {table.summary}" if table.summary else "")
    for row in table.rows:
        cells = [_cell_lines(cell) for cell in row.cells]
        yield _INDENT + ("! " if row.header else "") + " | ".join(line for line, _ in cells)
        for _, nested in cells:
            yield from (_INDENT * 2 + line for line in nested)


def _cell_lines(cell: Cell) -> tuple[str, list[str]]:
    """Return a cell's words in one line, and the lines of the tables in it."""
    mark = f"[{cell.rowspan} rader] " if cell.rowspan > 1 else ""
    mark += f"[{cell.colspan} kolonner] " if cell.colspan > 1 else ""
    mark += "[radoverskrift] " if cell.header == "row" else ""
    words: list[str] = []
    nested: list[str] = []
    for block in cell.blocks:
        if isinstance(block, Table):
            words.append("[tabell]")
            nested += _table_lines(block)
        else:
            words += (line.strip() for line in _lines((block,)))
    return mark + " ¶ ".join(words), nested


def _shown(inlines: tuple[Inline, ...]) -> str:
    return "".join(_shown_inline(inline) for inline in inlines)


def _shown_inline(inline: Inline) -> str:
    match inline:
        case Text():
            return f"[{inline.lang}: {inline.text}]" if inline.lang else inline.text
        case Link():
            return f"{_shown(inline.inlines)} <{inline.url}>"
        case Picture():
            return f"[bilde: {inline.alt}]" if inline.alt else "[bilde]"
        case Tab():
            return " → "
        case LineBreak():
            return " ↵ "
        case PageNumber():
            return "{side}"
        case PageCount():
            return "{sider}"
