"""The bytes of a list (XLSX or CSV) go in; its rows as cells of text come out, with a Problem for what is not text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bti_docs.problem import BtiError, Problem, Where

LARGEST = 50_000_000  # bytes, also of what an XLSX unpacks to
MOST_ROWS = 100_000
MOST_COLUMNS = 200
LONGEST_CELL = 20_000
_ERRORS = "#"
_DELIMITERS = ";\t,"


@dataclass(frozen=True, slots=True)
class Field:
    """One cell: its text, and what Excel holds there when that is no text: `number`, `date`, `formula` or `other`."""

    text: str
    held: str = "text"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list, numbered as the spreadsheet numbers it."""

    number: int
    fields: tuple[Field, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(f.text.strip() for f in self.fields)


@dataclass(frozen=True)
class Sheet:
    """A whole list: its headings, its rows in order, and warnings."""

    file: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    heading_row: int = 1

    def where(self, row: int, column: int = -1) -> Where:
        """Return a place in the list; `column` counts from 0."""
        if column < 0:
            return Where(self.file, row, place=f"rad {row}")
        return Where(self.file, row, column + 1, column + 2, place=f"rad {row}, kolonne {letters(column)}")


def letters(column: int) -> str:
    """Return a column's letters as a spreadsheet shows them: 0 is A, 26 is AA."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def read(data: bytes, *, file: str) -> Sheet:
    """Read a list; the first row that holds anything has the headings. Raises BtiError when it cannot be read."""
    if len(data) > LARGEST:
        raise _refusal("T115", file, limit=str(LARGEST // 1_000_000))
    if data[:2] == b"PK":
        lines, problems = _xlsx(data, file)
    else:
        lines, problems = list(_csv(data, file)), []
    filled = [line for line in lines if not line.is_empty]
    if len(filled) < 2:
        raise _refusal("T104", file)
    if len(filled) > MOST_ROWS or max(len(line.fields) for line in filled) > MOST_COLUMNS:
        raise _refusal("T118", file, rows=str(MOST_ROWS), columns=str(MOST_COLUMNS))
    first = filled[0]
    headings = tuple(" ".join(f.text.split()) for f in first.fields)
    width = max(i + 1 for i, heading in enumerate(headings) if heading)
    return Sheet(file, headings[:width], tuple(filled[1:]), tuple(problems), first.number)


def _refusal(code: str, file: str, **words: str) -> BtiError:
    return BtiError(Problem(code, Where(file=file), words))


# ── CSV ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _csv(data: bytes, file: str) -> Iterator[Line]:
    text = _decoded(data, file)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            yield Line(number, tuple(Field(cell) for cell in row))
    except csv.Error:
        raise BtiError(Problem("T101", Where(file, number + 1, place=f"rad {number + 1}"))) from None


def _decoded(data: bytes, file: str) -> str:
    """Return the text: UTF-8, else cp1252, which is what a Norwegian Excel calls CSV."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        raise _refusal("T114", file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            raise _refusal("T114", file) from None


def _delimiter(text: str) -> str:
    """Return what parts the headings: the sign that stands most often in the first line, outside quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


# ── XLSX ────────────────────────────────────────────────────────────────────────────────────────────────────


def _xlsx(data: bytes, file: str) -> tuple[list[Line], list[Problem]]:
    import openpyxl

    try:
        _refuse_large(data, file)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        return _lines(book.worksheets[0]), _other_sheets(book, file)
    except BtiError:
        raise
    except Exception as error:
        # openpyxl meets a broken file with whatever its parts raise; none of it may tell what a cell held.
        raise _refusal("T101", file) from error


def _refuse_large(data: bytes, file: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        size = sum(member.file_size for member in packed.infolist())  # zipfile inflates no more than this
    if size > LARGEST:
        raise _refusal("T115", file, limit=str(LARGEST // 1_000_000))


def _lines(sheet: Any) -> list[Line]:
    # What the file says of its own size is a claim, and some programs write a wrong one.
    sheet.reset_dimensions()
    found = []
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1), 1):
        fields = tuple(_field(cell) for cell in row)
        while fields and not fields[-1].text:
            fields = fields[:-1]
        found.append(Line(number, fields))
    return found


def _other_sheets(book: Any, file: str) -> list[Problem]:
    others = [
        s for s in book.worksheets[1:] if any(c.value is not None for row in s.iter_rows(max_row=50) for c in row)
    ]
    return [Problem("T121", Where(file=file), {"count": str(len(others))})] if others else []


def _field(cell: Any) -> Field:
    value = cell.value
    if value is None:
        return Field("")
    if cell.data_type == "f":
        return Field("=", "formula")
    if isinstance(value, str) and cell.data_type != "e":
        return Field(value)
    if isinstance(value, dt.datetime | dt.date):
        whole = not isinstance(value, dt.datetime) or value.time() == dt.time()
        return Field(f"{value:%Y-%m-%d}" if whole else _ERRORS, "date" if whole else "other")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Field(str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else _ERRORS, "number")
    return Field(_ERRORS, "other")


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────────


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as the CSV that a Norwegian Excel opens with a double click: `;`, UTF-8 with a BOM."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[str]], comments: Sequence[str] = ()) -> bytes:
    """Return a workbook in which every column is text, so that Excel changes nothing; the same rows, the same bytes."""
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Liste"
    for at, heading in enumerate(headings, 1):
        sheet.column_dimensions[letters(at - 1)].number_format = "@"
        sheet.column_dimensions[letters(at - 1)].width = max(14, len(heading) + 3)
        cell = sheet.cell(1, at)
        _set_text(cell, heading)
        cell.font = Font(bold=True)
        if at <= len(comments) and comments[at - 1]:
            cell.comment = Comment(comments[at - 1], "bti-docs", height=90, width=320)
    for number, row in enumerate(rows, 2):
        for at, text in enumerate(row, 1):
            if text:
                _set_text(sheet.cell(number, at), text)
    sheet.freeze_panes = "A2"
    return _steady(book)


def _set_text(cell: Any, text: str) -> None:
    """Set a cell as text: what begins with `=` stays what it is and never becomes a formula."""
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"


def _steady(book: Any) -> bytes:
    """Save without the clock: openpyxl writes when it saved, and the zip file writes it again."""
    from bti_docs.docx.package import deflate, zip_bytes

    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["docProps/core.xml"] = _CORE
    return zip_bytes(deflate(name, data) for name, data in parts.items())


_CORE = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>bti-docs</dc:creator></cp:coreProperties>'
)
