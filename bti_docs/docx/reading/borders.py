"""Borders: what table, style and cell say about lines goes in; the cell's four lines come out."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from bti_docs.document import Border, Borders
from bti_docs.docx.reading.looks import NO_LINE
from bti_docs.docx.reading.properties import Props
from bti_docs.docx.reading.styles import Layer

_SIDES = ("top", "right", "bottom", "left")
_WITHIN = {"top": "insideH", "bottom": "insideH", "left": "insideV", "right": "insideV"}
_ROW_WIDE = frozenset({"firstRow", "lastRow", "band1Horz", "band2Horz"})
_COLUMN_HIGH = frozenset({"firstCol", "lastCol", "band1Vert", "band2Vert"})


Outer: TypeAlias = tuple[bool, bool, bool, bool]  # top, right, bottom, left


class Edges(NamedTuple):
    """Where a cell lies on the grid."""

    row: int
    column: int
    rows: int
    columns: int
    of_rows: int
    of_columns: int

    @property
    def outer(self) -> Outer:
        """Whether the top, right, bottom and left side is the table's own edge."""
        return (
            self.row == 0,
            self.column + self.columns >= self.of_columns,
            self.row + self.rows >= self.of_rows,
            self.column == 0,
        )


def conditions_of(table: Props, edges: Edges) -> tuple[str, ...]:
    """Return the parts of a table style that hold for a cell, weakest first."""
    top, right, bottom, left = edges.outer
    first_row, last_row = table.get("look:firstRow") and top, table.get("look:lastRow") and bottom
    first_column, last_column = table.get("look:firstColumn") and left, table.get("look:lastColumn") and right
    found = (
        ("wholeTable", True),
        (
            f"band{_band(table, edges, 'column')}Vert",
            not (first_column or last_column or table.get("look:noVBand")),
        ),
        (f"band{_band(table, edges, 'row')}Horz", not (first_row or last_row or table.get("look:noHBand"))),
        ("firstCol", first_column),
        ("lastCol", last_column),
        ("firstRow", first_row),
        ("lastRow", last_row),
        ("neCell", first_row and last_column),
        ("nwCell", first_row and first_column),
        ("seCell", last_row and last_column),
        ("swCell", last_row and first_column),
    )
    return tuple(name for name, holds in found if holds)


def resolve(table: Props, layer: Layer, own: Props, outer: Outer) -> Borders:
    """Return the cell's lines: its own, else the style's for it, else the table's outer or inner ones."""
    sides = zip(_SIDES, outer, strict=True)
    top, right, bottom, left = (_side(table, layer, own, side, outer=at_edge) for side, at_edge in sides)
    return Borders(top, right, bottom, left)


def _side(table: Props, layer: Layer, own: Props, side: str, *, outer: bool) -> Border:
    key = f"bdr:{side}"
    if key in own:
        return _line(own, key)
    for condition, props in reversed(layer.cell):
        name = key if _at_edge(condition, side, outer) else f"bdr:{_WITHIN[side]}"
        if name in props:
            return _line(props, name)
    return _line(table, key if outer else f"bdr:{_WITHIN[side]}")


def _line(props: Props, key: str) -> Border:
    found: Border = props.get(key, NO_LINE)
    return found


def _at_edge(condition: str, side: str, outer: bool) -> bool:
    """Say whether a side lies on the edge of the part of the table that the condition covers."""
    if condition in _ROW_WIDE:
        return side in {"top", "bottom"} or outer
    if condition in _COLUMN_HIGH:
        return side in {"left", "right"} or outer
    return condition != "wholeTable" or outer


def _band(table: Props, edges: Edges, axis: str) -> int:
    place, headed = (edges.row, "firstRow") if axis == "row" else (edges.column, "firstColumn")
    size = max(int(table.get(f"{axis}_band", 1)), 1)
    return (place - (1 if table.get(f"look:{headed}") else 0)) // size % 2 + 1
