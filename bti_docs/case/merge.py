"""What a file held, what a writer made of it and what it holds now go in; both's work and their clashes come out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bti_docs.case.shape import Path


class _Absent:
    """No value at all: the key is not there."""


ABSENT = _Absent()


@dataclass(frozen=True)
class Clash:
    """One place that both have changed, each to something else; ABSENT where one has taken it away."""

    path: Path
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class Merged:
    """Both writers' changes in one tree; where they clash the tree has what the file holds now."""

    tree: Any
    clashes: tuple[Clash, ...] = ()


def merge(base: Any, mine: Any, theirs: Any, path: Path = ()) -> Merged:
    """Merge two writers' changes to `base`: maps key by key, rows by their ids, else by what they held."""
    if mine in (theirs, base):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    if all(isinstance(tree, dict) for tree in (base, mine, theirs)):
        return _maps(base, mine, theirs, path)
    if all(isinstance(tree, list) for tree in (base, mine, theirs)):
        return _rows(base, mine, theirs, path)
    return Merged(theirs, (Clash(path, mine, theirs),))


def _maps(base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any], path: Path) -> Merged:
    tree: dict[str, Any] = {}
    clashes: list[Clash] = []
    for key in dict.fromkeys((*theirs, *mine, *base)):
        one = merge(base.get(key, ABSENT), mine.get(key, ABSENT), theirs.get(key, ABSENT), (*path, key))
        clashes += one.clashes
        if one.tree is not ABSENT:
            tree[key] = one.tree
    return Merged(tree, tuple(clashes))


def _rows(base: list[Any], mine: list[Any], theirs: list[Any], path: Path) -> Merged:
    """Carry my changes over to their rows: what I changed, then what I took away, then what I added at the end."""
    in_mine, in_theirs = _pairs(base, mine), _pairs(base, theirs)
    rows: list[Any] = list(theirs)
    clashes: list[Clash] = []
    gone: list[int] = []
    for i, before in enumerate(base):
        my = mine[in_mine[i]] if i in in_mine else ABSENT
        place = in_theirs.get(i)
        if my == before:
            continue
        if place is None:
            clashes += [] if my is ABSENT else [Clash((*path, in_mine[i]), my, ABSENT)]
            continue
        one = merge(before, my, theirs[place], (*path, in_mine.get(i, place)))
        clashes += one.clashes
        if one.tree is ABSENT:
            gone.append(place)
        else:
            rows[place] = one.tree
    added = [row for j, row in enumerate(mine) if j not in in_mine.values() and row not in theirs]
    kept = [row for j, row in enumerate(rows) if j not in gone]
    return Merged([*kept, *added], tuple(clashes))


def _pairs(base: Sequence[Any], other: Sequence[Any]) -> dict[int, int]:
    """Return which row of `other` each row of `base` has become."""
    steps = SequenceMatcher(None, [*map(_sign, base)], [*map(_sign, other)], autojunk=False).get_opcodes()
    same = [(range(i1, i2), range(j1, j2)) for how, i1, i2, j1, j2 in steps if how in ("equal", "replace")]
    return {i: j for before, after in same for i, j in zip(before, after, strict=False)}


def _sign(row: Any) -> str:
    return str(row["id"]) if isinstance(row, dict) and "id" in row else json.dumps(row, sort_keys=True)
