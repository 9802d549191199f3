"""What pydantic found wrong goes in; Problems at the key or value that is wrong come out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from bti_docs.case import shape, spelling
from bti_docs.case.shape import Path
from bti_docs.case.source import Source, Span
from bti_docs.problem import Problem

MOST_PROBLEMS = 100

_GLUED = re.compile(r"([\w-]+):\S")
_OWN_CODE = re.compile("[A-Z][0-9]{3}")
_CODES = {
    "model_type": "S106",
    "model_attributes_type": "S106",
    "dict_type": "S106",
    "list_type": "S107",
    "date_type": "S108",
    "int_type": "S111",
    "greater_than_equal": "S112",
    "less_than_equal": "S112",
    "string_too_long": "S117",
    "too_short": "S119",
    "literal_error": "S121",
    "string_type": "S122",
}


def problems(source: Source, details: Sequence[ErrorDetails], data: Any, empty: Iterable[Path]) -> list[Problem]:
    """Return a Problem for each of pydantic's errors about `data`, and for each unknown key without a value.

    A field is not missing when its key is only misspelt.
    """
    strays = [d["loc"] for d in details if d["type"] == "extra_forbidden"]
    strays += [path for path in empty if _is_stray(source, path)]
    misspelt = {(*path[:-1], _meant(source, path)) for path in strays[:MOST_PROBLEMS]}
    found = [_unknown_key(source, path) for path in strays[: MOST_PROBLEMS + 1]]
    rest = (d for d in details if d["type"] != "extra_forbidden")
    kept = [d for d in rest if not (d["type"] == "missing" and d["loc"] in misspelt)]
    return found + [_problem(source, d, data) for d in kept[: MOST_PROBLEMS + 1]]


def in_order(found: Iterable[Problem]) -> list[Problem]:
    """Return the Problems in file order; after the first hundred only that there are more."""
    ordered = sorted(found, key=lambda p: (p.where.line, p.where.column, p.code))
    if len(ordered) <= MOST_PROBLEMS:
        return ordered
    return [*ordered[:MOST_PROBLEMS], Problem("S123", ordered[MOST_PROBLEMS].where)]


def _problem(source: Source, detail: ErrorDetails, data: Any) -> Problem:
    path, kind = detail["loc"], detail["type"]
    if kind == "missing":
        return Problem("S105", source.where(path, key=True), {"key": str(path[-1])})
    code = kind if _OWN_CODE.fullmatch(kind) else _CODES.get(kind, "S120")
    value = _value(data, path)
    if code == "S106" and isinstance(value, str):
        return _not_a_map(source, path, value)
    if code == "S122" and isinstance(value, dict):
        return _not_text(source, path, value)
    return Problem(code, source.where(path), _words(source, path, detail, value))


def _words(source: Source, path: Path, detail: ErrorDetails, value: Any) -> dict[str, str]:
    place = shape.at(source.model, path)
    if detail["type"] == "literal_error" and place:
        meant = spelling.suggest_word(value, place.words) if isinstance(value, str) else ""
        return {"allowed": _quoted(place.words), "meant": meant}
    if detail["type"] in ("greater_than_equal", "less_than_equal") and place:
        low, high = place.limits
        return {"low": low, "high": high}
    if detail["type"] == "string_too_long":
        return {"most": str(detail["ctx"]["max_length"])}
    return {}


def _not_a_map(source: Source, path: Path, value: str) -> Problem:
    """Text where fields belong: most often a space is missing after the first colon."""
    place, glued = shape.at(source.model, path), _GLUED.match(value)
    if place and place.node and glued and glued[1] in place.node.model_fields:
        return Problem("Y013", source.where(path), {"key": glued[1]})
    return Problem("S106", source.where(path))


def _not_text(source: Source, path: Path, value: dict[str, Any]) -> Problem:
    """Fields where text belongs: in a list, `- Mor sier: hei` is text with a colon inside."""
    first = source.keys.get((*path, next(iter(value), "")))
    start = source.values[path].start
    if not first or source.text[start : start + 1] == "{":
        return Problem("S122", source.where(path))
    colon = source.text.find(":", first.end)
    return Problem("Y010", source.place(Span(colon, colon + 1), path))


def _unknown_key(source: Source, path: Path) -> Problem:
    where, key, meant = source.where(path, key=True), str(path[-1]), _meant(source, path)
    known = shape.fields_at(source.model, path[:-1])
    glued = _GLUED.match(key)
    if glued and glued[1] in known:
        return Problem("Y013", where, {"key": glued[1]})
    words = {"key": key if spelling.may_quote(key, meant) else "•••", "meant": meant}
    if meant:
        return Problem("S101", where, words)
    homes = shape.homes(source.model).get(key, ())
    if "" in homes:
        return Problem("S103", where, words)
    if homes:
        return Problem("S102", where, words | {"home": _quoted(homes[:3])})
    given = _siblings(source, path)
    return Problem("S104", where, words | {"allowed": _quoted(k for k in known if k not in given)})


def _meant(source: Source, path: Path) -> str:
    key, known = str(path[-1]), shape.fields_at(source.model, path[:-1])
    glued = _GLUED.match(key)
    if glued and glued[1] in known:
        return glued[1]
    given = _siblings(source, path)
    return spelling.suggest(key, [k for k in known if k not in given]) or spelling.suggest(key, known)


def _siblings(source: Source, path: Path) -> list[str]:
    """The fields that already stand beside the key at `path`."""
    parent = path[:-1]
    return [name for name in shape.fields_at(source.model, parent) if (*parent, name) in source.keys]


def _is_stray(source: Source, path: Path) -> bool:
    known = shape.fields_at(source.model, path[:-1])
    return bool(known) and path[-1] not in known


def _value(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"«{w}»" for w in words)
