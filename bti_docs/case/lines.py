"""A value goes in; how it is written in YAML comes out: in one line where that reads well, else in lines of its own."""

from __future__ import annotations

import json
import re
from typing import Any

STEP = 2  # columns that each level is moved in
_LONGEST_ROW = 120
_MOST_IN_ROW = 6
_SIGNS = "-?:,[]{}#&*!|>'\"%@`"
_ENDS_IN_ROW = re.compile(r"[,\[\]{}]|:\?")
_ENDS_PLAIN = re.compile(r": |:$| #|\t|^---|^\.\.\.|^<<$")


def after_key(value: Any, indent: int) -> tuple[str, list[str]]:
    """Return what stands after a key's colon on its line, and the lines below; `indent` is the key's own column."""
    if isinstance(value, str):
        return _text(value, indent)
    if not value or reads_well_in_a_row(value):
        return " " + in_a_row(value), []
    rows = _map(value, indent + STEP) if isinstance(value, dict) else _list(value, indent + STEP)
    return "", rows


def item(value: Any, indent: int, *, in_row: bool) -> list[str]:
    """Return the lines of one thing in a list whose dashes stand in column `indent`."""
    dash = " " * indent + "- "
    if isinstance(value, str):
        head, rows = _text(value, indent)
        return [dash + head[1:], *rows]
    if not isinstance(value, dict) or not value or (in_row and reads_well_in_a_row(value)):
        return [dash + in_a_row(value)]
    first, *rest = _map(value, indent + STEP)
    return [dash + first[indent + STEP :], *rest]


def in_a_row(value: Any) -> str:
    """Return the value as it is written inside brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {in_a_row(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(in_a_row, value)) + "]"
    return scalar(value, in_row=True)


def scalar(text: str, *, in_row: bool) -> str:
    """Return a text on one line: bare where YAML reads it back as it is, else in quotes."""
    if "\n" in text:
        return json.dumps(text, ensure_ascii=False)
    bare = bool(text) and text == text.strip() and text[0] not in _SIGNS and not _ENDS_PLAIN.search(text)
    if bare and not (in_row and _ENDS_IN_ROW.search(text)):
        return text
    return "'" + text.replace("'", "''") + "'"


def reads_well_in_a_row(value: Any) -> bool:
    """Tell whether a map or list is short and flat enough for one line."""
    if isinstance(value, dict):
        flat = all(isinstance(inner, str) or _is_short_list(inner) for inner in value.values())
        return flat and len(value) <= _MOST_IN_ROW and _is_short(value)
    return all(isinstance(inner, str) for inner in value) and _is_short(value)


def _is_short_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(inner, str) for inner in value)


def _is_short(value: Any) -> bool:
    row = in_a_row(value)
    return len(row) <= _LONGEST_ROW and "\\n" not in row


def _text(value: str, indent: int) -> tuple[str, list[str]]:
    first = value.lstrip("\n")[:1]
    if "\n" not in value or value.endswith("\n\n") or first in (" ", "\t", ""):
        return " " + scalar(value, in_row=False), []
    rows = value.removesuffix("\n").split("\n")
    room = " " * (indent + STEP)
    return " |" if value.endswith("\n") else " |-", [room + row if row else "" for row in rows]


def _map(value: dict[str, Any], indent: int) -> list[str]:
    found: list[str] = []
    for key, inner in value.items():
        head, rows = after_key(inner, indent)
        found += [f"{' ' * indent}{key}:{head}", *rows]
    return found


def _list(value: list[Any], indent: int) -> list[str]:
    in_row = all(not isinstance(inner, dict) or reads_well_in_a_row(inner) for inner in value)
    return [row for inner in value for row in item(inner, indent, in_row=in_row)]
