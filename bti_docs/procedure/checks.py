"""A case and the shelves go in; what the case says of steps and levels that cannot be right comes out."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator

from bti_docs.case.model import Sak
from bti_docs.case.prosedyre import Steg
from bti_docs.case.source import Source
from bti_docs.library import Shelves
from bti_docs.problem import Problem
from bti_docs.procedure.asof import as_of
from bti_docs.procedure.course import course, level


def check_steps(sak: Sak, source: Source, shelves: Shelves) -> list[Problem]:
    """Return a Problem for each step that is not on the shelves, and when the stated level is not the decided one."""
    marks = (p for i, mark in enumerate(sak.steg) for p in _mark(mark, i, source, shelves))
    return [*_level(sak, source), *marks]


def _mark(mark: Steg, i: int, source: Source, shelves: Shelves) -> Iterator[Problem]:
    if mark.prosedyre not in shelves.procedures():
        near = difflib.get_close_matches(mark.prosedyre, shelves.procedures(), n=1)
        yield Problem("G108", source.where(("steg", i, "prosedyre")), {"suggestion": "".join(near)})
        return
    data = shelves.procedure(mark.prosedyre).value
    step = data.step(mark.steg) if data else None
    if step is None:
        names = ", ".join(s.n for s in data.steg) if data else ""
        yield Problem("G109", source.where(("steg", i, "steg")), {"steps": names})
    elif mark.valg and mark.valg not in [v.id for v in step.valg]:
        choices = ", ".join(f"«{v.id}»" for v in step.valg)
        yield Problem("G110", source.where(("steg", i, "valg")), {"choices": choices})


def _level(sak: Sak, source: Source) -> Iterator[Problem]:
    whole = as_of(sak, dt.date.max)
    decided = level(whole)
    if sak.nivå is not None and course(whole) and decided != sak.nivå:
        yield Problem("G111", source.where(("nivå",)), {"said": str(sak.nivå), "decided": str(decided)})
