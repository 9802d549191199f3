"""A list, its columns and a shared case's id go in; rows to be made come out, each with what is wrong in its cells."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bti_docs.batch.headings import FAULT, ID, TAKEN, Column
from bti_docs.batch.sheet import Field, Line, Sheet
from bti_docs.case import spelling
from bti_docs.case.overlay import Cell
from bti_docs.case.types import ID_PATTERN
from bti_docs.problem import Problem

_NUMBER = ("fødselsnummer",)
_ROUNDED = re.compile(r"[0-9],?[0-9]*[.,]?[0-9]*[eE]\+?[0-9]{1,2}")
_MANY_DIGITS = re.compile(r"[0-9]{6}|(?:[0-9][^0-9]*){9}")
_SHORTEST_NAME = 3
_HELD = {"formula": "T109", "date": "T108", "other": "T110", "number": "T105"}


@dataclass(frozen=True, slots=True)
class Row:
    """One document to be made: the cells that are laid over the shared case, or a whole case file of its own.

    `key` names the row in the batch's log and never names a person. With `problems` nothing is made of it.
    """

    number: int
    key: str
    cells: tuple[Cell, ...] = ()
    file: str = ""
    data: bytes = b""
    problems: tuple[Problem, ...] = ()
    skipped: bool = False


def rows(sheet: Sheet, columns: Sequence[Column], shared_id: str) -> Iterator[Row]:
    """Yield the list's rows in order. A row without an id gets the shared case's id and its own number."""
    seen: dict[str, int] = {}
    for line in sheet.lines:
        yield _row(sheet, columns, line, f"{shared_id}-{line.number:03}", seen)


def case_row(number: int, file: str, data: bytes) -> Row:
    """Return a whole case as a row; its key is drawn from the file's name, which may be a pupil's."""
    return Row(number, f"fil-{hashlib.sha256(Path(file).name.encode()).hexdigest()[:16]}", file=file, data=data)


def _row(sheet: Sheet, columns: Sequence[Column], line: Line, own: str, seen: dict[str, int]) -> Row:
    fields = [line.fields[i] if i < len(line.fields) else Field("") for i in range(len(columns))]
    said = {column.key: field.text.strip() for column, field in zip(columns, fields, strict=True)}
    taken = said.get(TAKEN, "ja") or "ja"
    if taken.casefold() in ("nei", "n", "-"):
        return Row(line.number, own, skipped=True)
    problems = list(_faults(sheet, columns, line, fields))
    key = said.get(ID, "") or own
    problems += _id_faults(sheet, columns, line, key, said, seen)
    if problems and key != own and not _is_safe(key, said):
        key = own
    seen.setdefault(key, line.number)
    cells = [
        Cell(column.key, field.text.strip(), sheet.where(line.number, at))
        for at, (column, field) in enumerate(zip(columns, fields, strict=True))
        if not column.key[0].startswith("@") and column.key != ID
    ]
    at = next((i for i, column in enumerate(columns) if column.key == ID), -1)
    cells.append(Cell(ID, key, sheet.where(line.number, at)))
    return Row(line.number, key, tuple(cells), problems=tuple(problems))


def _faults(sheet: Sheet, columns: Sequence[Column], line: Line, fields: Sequence[Field]) -> Iterator[Problem]:
    for at, (column, field) in enumerate(zip(columns, fields, strict=True)):
        code = "" if column.key == FAULT else _fault(column, field)
        if code:
            yield Problem(code, sheet.where(line.number, at))
    taken = next((f.text.strip().casefold() for c, f in zip(columns, fields, strict=True) if c.key == TAKEN), "")
    if taken not in ("", "ja", "j", "x"):
        at = next(i for i, c in enumerate(columns) if c.key == TAKEN)
        yield Problem("S109", sheet.where(line.number, at))
    for at in range(len(columns), len(line.fields)):
        if line.fields[at].text.strip():
            yield Problem("T113", sheet.where(line.number, at))
    if _lacks_guardians(columns, fields):
        yield Problem("T119", sheet.where(line.number))


def _fault(column: Column, field: Field) -> str:
    """Return the code of what Excel has done to a cell; empty when it is as it was written."""
    if field.held != "text":
        return "" if field.held == column.takes else _eaten(column, field) or _HELD[field.held]
    if column.takes == "text" and _ROUNDED.fullmatch(field.text.strip()) and column.key[-1] in (*_NUMBER, "telefon"):
        return "T107"
    return _eaten(column, field)


def _eaten(column: Column, field: Field) -> str:
    """Ten digits where a fødselsnummer belongs: a number that begins with 0 has lost it on the way through Excel."""
    digits = field.text.replace(" ", "")
    return "T106" if column.key[-1] in _NUMBER and len(digits) == 10 and digits.isdecimal() else ""


def _lacks_guardians(columns: Sequence[Column], fields: Sequence[Field]) -> bool:
    said = [bool(f.text.strip()) for c, f in zip(columns, fields, strict=True) if c.key[0] == "foresatte"]
    return bool(said) and not any(said)


def _id_faults(
    sheet: Sheet,
    columns: Sequence[Column],
    line: Line,
    key: str,
    said: dict[tuple[str, ...], str],
    seen: dict[str, int],
) -> Iterator[Problem]:
    at = next((i for i, column in enumerate(columns) if column.key == ID), -1)
    where = sheet.where(line.number, at)
    if not re.fullmatch(ID_PATTERN, key):
        yield Problem("S116", where)
    elif not _is_safe(key, said) and at >= 0 and said.get(ID):
        yield Problem("T112", where)
    elif key in seen:
        yield Problem("T111", where, {"first": str(seen[key])})


def _is_safe(key: str, said: dict[tuple[str, ...], str]) -> bool:
    """Whether an id can be a file name: no name of the row's people and no long number is in it."""
    names = [text for path, text in said.items() if path[-1] in ("fornavn", "etternavn", "navn")]
    parts = {spelling.fold(part) for name in names for part in re.split(r"[^\w]+", name)}
    told = any(len(part) >= _SHORTEST_NAME and part in spelling.fold(key) for part in parts)
    return bool(re.fullmatch(ID_PATTERN, key)) and not told and not _MANY_DIGITS.search(key)
