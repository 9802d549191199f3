"""Places a table's cells: rows with spans go in, each cell with its column and row comes out."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.document import Cell, Table

_HOLE = Cell(())


@dataclass(frozen=True)
class Placed:
    """A cell and where its upper left corner stands on the grid; its spans are kept within the table."""

    cell: Cell
    x: int
    y: int
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class Grid:
    """A table's cells in reading order, without holes, and how many header rows it has."""

    cells: tuple[Placed, ...]
    header: int


def place(table: Table) -> Grid:
    """Put each cell in the first free place of its row; a hole gets an empty cell."""
    taken: set[tuple[int, int]] = set()
    found: list[Placed] = []
    for y, row in enumerate(table.rows):
        cells = iter(row.cells)
        for x in range(len(table.columns)):
            if (x, y) not in taken:
                placed = _within(table, next(cells, _HOLE), x, y, taken)
                taken |= {(x + i, y + j) for i in range(placed.colspan) for j in range(placed.rowspan)}
                found.append(placed)
    return Grid(tuple(found), _header_rows(table, found))


def _within(table: Table, cell: Cell, x: int, y: int, taken: set[tuple[int, int]]) -> Placed:
    """Return the cell with spans that reach neither out of the table nor into a cell already there."""
    room = next((i for i in range(x + 1, len(table.columns)) if (i, y) in taken), len(table.columns)) - x
    colspan = max(1, min(cell.colspan, room))
    rowspan = max(1, min(cell.rowspan, len(table.rows) - y))
    return Placed(cell, x, y, colspan, rowspan)


def _header_rows(table: Table, cells: list[Placed]) -> int:
    """Count the header rows at the top, with the rows their spans reach into; a table is not all header."""
    count = next((y for y, row in enumerate(table.rows) if not row.header), 0)
    reach = max((p.y + p.rowspan for p in cells if p.y < count), default=0)
    return reach if reach < len(table.rows) else 0


def lines(table: Table, grid: Grid) -> list[float]:
    """Return the thickest line above each row, and last the one below them all: Word gives it room in the row."""
    found = [0.0] * (len(table.rows) + 1)
    for placed in grid.cells:
        top, bottom = placed.y, placed.y + placed.rowspan
        found[top] = max(found[top], placed.cell.borders.top.width)
        found[bottom] = max(found[bottom], placed.cell.borders.bottom.width)
    return found
