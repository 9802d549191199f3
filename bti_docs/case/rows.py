"""Two states of a list of rows go in; which row of the one has become which row of the other comes out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any


def pairs(old: Sequence[Any], new: Sequence[Any]) -> dict[int, int]:
    """Return which row of `new` each row of `old` has become: by its id, wherever it stands, else by what it holds.

    A row that has another's place between the same neighbours is that row changed.
    """
    before, after = [*map(_sign, old)], [*map(_sign, new)]
    found = _moved(before, after)
    taken = set(found.values())
    for how, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how in ("equal", "replace"):
            rest = ([i for i in range(i1, i2) if i not in found], [j for j in range(j1, j2) if j not in taken])
            found |= zip(*rest, strict=False)
    return dict(sorted(found.items()))


def _moved(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Return the rows that are told apart by their sign, whatever their order."""
    once = [{sign for sign, n in Counter(signs).items() if n == 1} for signs in (before, after)]
    places = {sign: j for j, sign in enumerate(after)}
    return {i: places[sign] for i, sign in enumerate(before) if sign in once[0] & once[1]}


def _sign(row: Any) -> str:
    return str(row["id"]) if isinstance(row, dict) and "id" in row else json.dumps(row, sort_keys=True)
