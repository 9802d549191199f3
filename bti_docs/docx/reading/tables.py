"""Tables: a `w:tbl` goes in; a Table on its grid comes out, with spans, lines and header cells resolved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from bti_docs.document import Align, Block, Cell, Row, Table, Text, paragraphs
from bti_docs.docx.reading.borders import Edges, Outer, conditions_of, resolve
from bti_docs.docx.reading.ooxml import Element, W, child, children, points
from bti_docs.docx.reading.properties import (
    Props,
    cell_properties,
    row_properties,
    table_properties,
    unknown,
)
from bti_docs.docx.reading.story import Setting, Story
from bti_docs.docx.reading.styles import Layer, Told

ReadBlocks: TypeAlias = Callable[[Story, Element, Setting], tuple[Block, ...]]
_Said: TypeAlias = tuple[Told, Told, Told, Told | None]  # by the table, by its row, by the cell, by the lowest in it

_TR, _TC = W + "tr", W + "tc"
_VALIGN = {"center": "center", "bottom": "bottom"}
_SIDES = ("top", "right", "bottom", "left")
_PADDING = {"mar:top": 0.0, "mar:right": 5.4, "mar:bottom": 0.0, "mar:left": 5.4}  # Word's, when none is told
_MOST_COLUMNS = 63  # Word has no more
_OWN_EDGE = 15  # from this compatibility on the table's edge is at the margin, before it the cell's text


@dataclass
class _Slot:
    """A cell on the grid, before what is in it is read."""

    element: Element
    told: Told
    number: int  # in its row as Word counts, from 1
    column: int
    span: int  # how many grid columns it takes
    rows: int = 1
    continues: bool = False
    last: Told | None = None  # of the lowest cell it spans


@dataclass
class _Line:
    """A row with its slots; before and after are grid columns it leaves out."""

    number: int  # as Word counts, from 1
    props: Props
    exceptions: Told
    slots: list[_Slot]
    before: int
    after: int

    @property
    def end(self) -> int:
        """The first grid column after its cells."""
        return self.slots[-1].column + self.slots[-1].span if self.slots else self.before

    @property
    def starts(self) -> bool:
        """Whether its first cell stands in the first column and begins there."""
        return not self.before and bool(self.slots) and not self.slots[0].continues


@dataclass
class _Plan:
    """A table's own properties and rows, before the cells are read."""

    style: str
    told: Told
    props: Props
    lines: list[_Line]
    columns: tuple[float, ...]
    setting: Setting


def read_table(story: Story, element: Element, setting: Setting, read_blocks: ReadBlocks) -> Table:
    """Read a table with everything in it."""
    with story.table():
        plan = _plan(story, element, setting)
        rows = tuple(_row(story, plan, index, read_blocks) for index in range(len(plan.lines)))
    rows = _with_row_headers(plan, rows) if plan.props.get("look:firstColumn") else rows
    align = plan.props.get("jc", Align.LEFT)
    return Table(
        columns=plan.columns,
        rows=rows,
        data=any(cell.header for row in rows for cell in row.cells),
        left=_left(story, plan) if align == Align.LEFT else 0.0,
        align=align,
        summary=str(plan.props.get("description") or plan.props.get("caption") or ""),
    )


def _plan(story: Story, element: Element, setting: Setting) -> _Plan:
    told = story.read.styles.told(table_properties, child(element, W + "tblPr"))
    style = str(told.props.get("style", ""))
    props = {**_PADDING, **story.read.styles.table(style), **told.props}
    if props.get("floating"):
        story.report("L143")
    story.odd(unknown(props))
    lines = [_line(story, part, index + 1) for index, part in enumerate(_rows(story, element))]
    lines = [line for line in lines if _shown(story, line)]
    _merge_down(story, lines)
    columns = children(child(element, W + "tblGrid"), W + "gridCol")
    grid = [points(c.get(W + "w")) or 0.0 for c in columns]
    return _Plan(style, told, props, lines, _widths(grid, lines, props, setting.width), setting)


def _rows(story: Story, element: Element) -> list[Element]:
    rows = []
    for part in story.children(element):
        if part.tag == _TR:
            rows.append(part)
        elif part.tag not in {W + "tblPr", W + "tblPrEx"}:
            story.unknown(part)
    return rows


def _line(story: Story, element: Element, number: int) -> _Line:
    own = story.read.styles.told(row_properties, child(element, W + "trPr"))
    exceptions = story.read.styles.told(table_properties, child(element, W + "tblPrEx"))
    line = _Line(number, own.props, exceptions, [], _count(own.props, "before"), _count(own.props, "after"))
    with story.within(f"rad {number}"):
        story.odd((*own.unknown, *exceptions.unknown))
        for part in story.children(element):
            if part.tag == _TC:
                line.slots.append(_slot(story, part, line))
            elif part.tag not in {W + "trPr", W + "tblPrEx"}:
                story.unknown(part)
    return line


def _slot(story: Story, element: Element, line: _Line) -> _Slot:
    told = story.read.styles.told(cell_properties, child(element, W + "tcPr"))
    slot = _Slot(element, told, len(line.slots) + 1, line.end, max(1, _count(told.props, "span")))
    if told.unknown:
        with story.within(f"kolonne {slot.number}"):
            story.odd(told.unknown)
    return slot


def _count(props: Props, key: str) -> int:
    return max(0, min(int(props.get(key, 0)), _MOST_COLUMNS))


def _shown(story: Story, line: _Line) -> bool:
    """Leave out, and tell of, the rows that are hidden or deleted."""
    code = "L130" if line.props.get("hidden") else "L129" if line.props.get("deleted") else ""
    if code:
        with story.within(f"rad {line.number}"):
            story.report(code)
    return not code


def _merge_down(story: Story, lines: list[_Line]) -> None:
    """Let a cell that is merged downwards span the cells that go on from it."""
    open_cells: dict[int, _Slot] = {}
    for line in lines:
        now: dict[int, _Slot] = {}
        for slot in (slot for slot in line.slots if "merge" in slot.told.props):
            above = open_cells.get(slot.column)
            goes_on = slot.told.props["merge"] == "continue" and above is not None and above.span == slot.span
            now[slot.column] = _swallowed(story, line, slot, above) if above and goes_on else slot
        open_cells = now


def _swallowed(story: Story, line: _Line, slot: _Slot, above: _Slot) -> _Slot:
    above.rows += 1
    above.last = slot.told
    slot.continues = True
    if any((text.text or "").strip() for text in slot.element.iter(W + "t")):
        with story.within(f"rad {line.number}", f"kolonne {slot.number}"):
            story.report("L144")
    return above


def _widths(grid: list[float], lines: list[_Line], props: Props, room: float) -> tuple[float, ...]:
    """Return the columns' widths: what cells ask for, else the grid's, else what is left of the room."""
    count = max([len(grid), *(line.end + line.after for line in lines)])
    total = props["width_share"] * room if "width_share" in props else props.get("width") or sum(grid) or room
    asked: dict[int, float] = {}
    for slot in (slot for line in lines for slot in line.slots if slot.span == 1):
        wish = slot.told.props.get("width") or slot.told.props.get("width_share", 0.0) * total
        if wish:
            asked.setdefault(slot.column, wish)
    widths = [asked.get(i) or (grid[i] if i < len(grid) else 0.0) for i in range(count)]
    missing = widths.count(0.0)
    rest = max(total - sum(widths), 12.0 * missing) / missing if missing else 0.0
    widths = [width or rest for width in widths]
    scale = total / sum(widths) if "width_share" in props and widths else 1.0
    return tuple(round(width * scale, 2) for width in widths)


def _left(story: Story, plan: _Plan) -> float:
    indent = float(plan.props.get("indent", 0.0))
    outdent = plan.props["mar:left"] if story.read.compatibility < _OWN_EDGE else 0.0
    return round(indent - outdent, 3)


def _row(story: Story, plan: _Plan, index: int, read_blocks: ReadBlocks) -> Row:
    line = plan.lines[index]
    header = all(above.props.get("tblHeader") for above in plan.lines[: index + 1])
    cells: list[Cell] = []
    for slot in line.slots:
        if not slot.continues:
            with story.within(f"rad {line.number}", f"kolonne {slot.number}"):
                cells.append(_cell(story, plan, index, slot, read_blocks))
    if header:
        cells = [replace(cell, header="col") for cell in cells]
    return Row(
        cells=tuple(_filled_up(cells, line, len(plan.columns))),
        header=header,
        height=line.props.get("height", 0.0),
        height_exact=line.props.get("exact", False),
        cant_split=line.props.get("cantSplit", False),
    )


def _filled_up(cells: list[Cell], line: _Line, count: int) -> list[Cell]:
    """Put an empty cell where a row leaves grid columns out, so that every row is whole."""
    if line.before:
        cells = [Cell((), colspan=line.before), *cells]
    missing = count - line.end
    return [*cells, Cell((), colspan=missing)] if missing > 0 else cells


def _cell(story: Story, plan: _Plan, index: int, slot: _Slot, read_blocks: ReadBlocks) -> Cell:
    edges = Edges(index, slot.column, slot.rows, slot.span, len(plan.lines), len(plan.columns))
    layer = story.read.styles.layer(plan.style, conditions_of(plan.props, edges))
    said = (plan.told, plan.lines[index].exceptions, slot.told, slot.last)
    empty = story.read.styles.cell((said, layer, edges.outer), lambda: _looks(plan, said, layer, edges.outer))
    width = sum(plan.columns[slot.column : slot.column + slot.span]) - empty.padding[1] - empty.padding[3]
    inside = Setting(max(width, 1.0), layer, empty.fill or plan.setting.background)
    return Cell(
        blocks=read_blocks(story, slot.element, inside),
        colspan=slot.span,
        rowspan=slot.rows,
        fill=empty.fill,
        borders=empty.borders,
        padding=empty.padding,
        valign=empty.valign,
    )


def _looks(plan: _Plan, said: _Said, layer: Layer, outer: Outer) -> Cell:
    """Return the cell without its content. The bottom line of a merged cell is that of the lowest cell in it."""
    _, exceptions, cell, last = said
    table = {**plan.props, **exceptions.props}
    lowest = last.props.get("bdr:bottom") if last else None
    own = {**cell.props, "bdr:bottom": lowest} if lowest else cell.props
    told = {**table, **{key: v for _, cell in layer.cell for key, v in cell.items()}, **own}
    top, right, bottom, left = (float(told.get(f"mar:{side}", 0.0)) for side in _SIDES)
    return Cell(
        blocks=(),
        fill=told.get("fill", ""),
        borders=resolve(table, layer, own, outer),
        padding=(top, right, bottom, left),
        valign=_VALIGN.get(told.get("valign", ""), "top"),
    )


def _with_row_headers(plan: _Plan, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Make the first column headers where the table marks it: asked for, and all its words bold."""
    starts = [line.starts and bool(_texts(row.cells[0])) for line, row in zip(plan.lines, rows, strict=True)]
    firsts = [row.cells[0] for row, starts_here in zip(rows, starts, strict=True) if starts_here and not row.header]
    if len(plan.columns) < 2 or not firsts or not all(_bold(cell) for cell in firsts):
        return rows
    return tuple(_with_row_header(row) if first else row for row, first in zip(rows, starts, strict=True))


def _with_row_header(row: Row) -> Row:
    if row.header:
        return row
    return replace(row, cells=(replace(row.cells[0], header="row"), *row.cells[1:]))


def _texts(cell: Cell) -> list[Text]:
    inlines = (inline for p in paragraphs(cell.blocks) for inline in p.inlines)
    return [inline for inline in inlines if isinstance(inline, Text) and inline.text.strip()]


def _bold(cell: Cell) -> bool:
    return all(text.look.bold for text in _texts(cell))
