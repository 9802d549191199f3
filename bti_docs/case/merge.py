"""What a file held, what a writer made of it and what it holds now go in; both's work and their clashes come out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bti_docs.case.rows import pairs
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
    """Carry my changes over to their rows: what I changed, took away, moved, then what I added at the end."""
    in_mine, in_theirs = pairs(base, mine), pairs(base, theirs)
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
    order = _order(in_mine, in_theirs, len(theirs))
    if order is None:
        clashes.append(Clash(path, mine, theirs))
    kept = [rows[j] for j in order or range(len(rows)) if j not in gone]
    return Merged([*kept, *added], tuple(clashes))


def _order(in_mine: dict[int, int], in_theirs: dict[int, int], rows: int) -> list[int] | None:
    """Return their rows in the order that one of us has put them; None when both have, each in an own way."""
    both = [i for i in in_mine if i in in_theirs]
    mine, theirs = sorted(both, key=in_mine.__getitem__), sorted(both, key=in_theirs.__getitem__)
    if both in (mine, theirs) or mine == theirs:
        moved = iter([in_theirs[i] for i in (theirs if mine == both else mine)])
        known = {in_theirs[i] for i in both}
        return [next(moved) if j in known else j for j in range(rows)]
    return None
