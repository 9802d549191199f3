"""A list's headings go in; the case's keys that its columns stand for come out, or what is wrong with a heading."""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from bti_docs.batch.sheet import Sheet
from bti_docs.case import shape, spelling
from bti_docs.case.model import Sak
from bti_docs.case.overlay import Key, model_path
from bti_docs.problem import BtiError, Problem

_GUARDIANS = 4
TAKEN: Key = ("@med",)  # is the row to be made?
FAULT: Key = ("@feil",)  # what an error list says; it is not read back
ID: Key = ("id",)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column stands for, and which values Excel may hold there that are no text: a date, a whole number."""

    key: Key
    takes: str = "text"


def columns(sheet: Sheet) -> tuple[Column, ...]:
    """Return what each column stands for. Raises BtiError for every heading that is unknown, empty or doubled."""
    found: list[Column] = []
    problems: list[Problem] = []
    seen: dict[Key, int] = {}
    row = sheet.heading_row
    for at, heading in enumerate(sheet.headings):
        key = _key(heading)
        if key is None:
            problems.append(Problem("T102", sheet.where(row, at), {"meant": _meant(heading)}))
        elif key in seen:
            problems.append(Problem("T103", sheet.where(row, at), {"first": sheet.where(row, seen[key]).place}))
        else:
            seen[key] = at
            found.append(Column(key, _takes(key)))
    if problems:
        raise BtiError(*problems)
    return tuple(found)


def template() -> tuple[list[str], list[str]]:
    """Return the headings of an empty list, and the comment of each."""
    told: dict[str, str] = _table()["template"]
    return list(told), list(told.values())


def _key(heading: str) -> Key | None:
    plain = _plain().get(spelling.fold(heading))
    if plain:
        return plain
    key = tuple(heading.strip().split("."))
    return key if _is_leaf(key) else None


def _is_leaf(key: Key) -> bool:
    """Whether a dotted key leads to one value, or to a list of lines, in the case."""
    place = shape.at(Sak, model_path(Sak, key)) if all(key) else None
    if place is None or place.node is not None or place.type is dict:
        return False
    listed = shape.item(place)
    return listed is None or (listed.node is None and listed.type not in (list, dict))


def _takes(key: Key) -> str:
    place = shape.at(Sak, model_path(Sak, key)) if not key[0].startswith("@") else None
    return {dt.date: "date", int: "number"}.get(place.type, "text") if place else "text"


def _meant(heading: str) -> str:
    """Return the known heading or key most like an unknown one; a heading is never quoted: it may be a pupil's name."""
    return spelling.suggest_word(heading, [*_shown().values(), *_keys()])


@functools.cache
def _table() -> dict[str, dict[str, str]]:
    text = (files("bti_docs") / "batch" / "headings.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@functools.cache
def _plain() -> dict[str, Key]:
    return {spelling.fold(heading): tuple(key.split(".")) for heading, key in _expanded()}


@functools.cache
def _shown() -> dict[str, str]:
    return {spelling.fold(heading): heading for heading, _ in _expanded()}


def _expanded() -> Iterator[tuple[str, str]]:
    for heading, key in _table()["keys"].items():
        for number in range(1, _GUARDIANS + 1) if "{n}" in heading else (0,):
            yield heading.replace("{n}", str(number)), key.replace("{n}", str(number))


def _keys() -> list[str]:
    """Return the dotted keys that lead to one value without passing a list."""
    homes = shape.homes(Sak)
    dotted = [f"{home}.{name}".lstrip(".") for name, places in homes.items() for home in places]
    return [key for key in dotted if re.fullmatch(r"[a-zæøå_.]+", key) and _is_leaf(tuple(key.split(".")))]
