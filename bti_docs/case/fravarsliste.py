"""A list of absence exported as CSV goes in; typed absence, and a Problem for each row that cannot be read, come out.

One row for each day, lesson or late arrival, with a heading in bokmål or nynorsk: `dato;type;timer;minutter;gyldig;
meldt;årsak`. UTF-8 or Windows-1252, as spreadsheets save it; `;`, `,` or tab between the columns.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from pydantic import ValidationError

from bti_docs.case.fravar import Fravær
from bti_docs.problem import Problem, Where

MOST_ROWS, LARGEST = 5_000, 1_000_000
_HEADINGS = {"timar": "timer", "minutt": "minutter", "grunn": "årsak", "fraværstype": "type", "fråværstype": "type"}
_WORDS = {
    "type": {"dagar": "dag", "dager": "dag", "timar": "time", "timer": "time", "forseintkoming": "forsentkomming"},
    "årsak": {"sjukdom": "sykdom", "ukjend": "ukjent", "anna": "annet"},
}
_NEEDED = ("dato", "type")


def read_absence(data: bytes, *, file: str) -> tuple[list[Fravær], list[Problem]]:
    """Read a CSV export; `file` is the name that Problems give it. Nothing in a Problem tells what a row says."""
    if len(data) > LARGEST:
        return [], [Problem("S132", Where(file=file))]
    text = _text(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        return [], [Problem("S132", Where(file=file, line=reader.line_num))]
    if len(rows) > MOST_ROWS:
        return [], [Problem("S132", Where(file=file))]
    return _read(rows, file)


def _read(rows: list[tuple[int, list[str]]], file: str) -> tuple[list[Fravær], list[Problem]]:
    columns = [_heading(cell) for cell in rows[0][1]] if rows else []
    faults = list(_heading_faults(columns, file))
    if faults:
        return [], faults
    found: list[Fravær] = []
    for line, row in rows[1:]:
        cells = {c: _word(c, cell) for c, cell in zip(columns, row, strict=False) if cell.strip()}
        try:
            found.append(Fravær.model_validate(cells))
        except ValidationError as error:
            wrong = dict.fromkeys(str(e["loc"][0]) for e in error.errors(include_input=False, include_url=False))
            faults += [_fault(column, line, file) for column in wrong]
    return found, faults


def _fault(column: str, line: int, file: str) -> Problem:
    return Problem("S134", Where(file=file, line=line, path=column), {"column": column})


def _heading_faults(columns: list[str], file: str) -> Iterator[Problem]:
    where = Where(file=file, line=1)
    yield from (Problem("S133", where, {"column": name}) for name in _NEEDED if name not in columns)
    unknown = [name for name in columns if name not in Fravær.model_fields]
    if unknown or len({*columns}) != len(columns):
        yield Problem("S135", where, {"known": ", ".join(Fravær.model_fields)})


def _text(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """Return the separator that the heading has most of."""
    heading = text.partition("\n")[0]
    return max(";,\t", key=heading.count)


def _heading(cell: str) -> str:
    name = cell.strip().casefold()
    return _HEADINGS.get(name, name)


def _word(column: str, cell: str) -> str:
    word = cell.strip()
    word = word.casefold() if column != "dato" else word
    return _WORDS.get(column, {}).get(word, word)
