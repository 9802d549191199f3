"""A procedure and what a case tells go in; which of its steps are done, what was chosen, and the conditions' words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from bti_docs.case.model import Sak
from bti_docs.case.prosedyre import Prosedyresteg, Steg
from bti_docs.procedure.facts import Observert
from bti_docs.procedure.load import Procedure

_ROUND = {
    "neste_møte": "siste_møte",
    "overgangsmøte_2": "siste_møte",
    "skolestart": "siste_møte",
    "ny_dato": "samtale",
}
"""Where a deadline is a day to come, the round that a mark belongs to began on another."""


@dataclass(frozen=True)
class Marks:
    """Which steps are done, the words for the procedure's conditions, and the last day a person marked each step."""

    words: Mapping[str, Any]
    last: Mapping[str, dt.date]

    @classmethod
    def of(cls, procedure: Procedure, sak: Sak, seen: Observert, *, begun: bool) -> Self:
        """Return the marks of a procedure: a step is done when a person has said so, or when the case tells it."""
        own = [s for s in sak.steg if s.prosedyre == procedure.data.id]
        said = {step.n: _said(step, own, seen.dager) for step in procedure.data.steg}
        chosen = {n: mark.valg if mark else "" for n, mark in said.items()}
        marked = {n: mark is not None for n, mark in said.items()}
        begun = begun or bool(own)
        words = seen.words(begynt=begun, gjort=marked, valgt=chosen)
        done = {
            step.n: marked[step.n] or bool(step.ferdig and procedure.conditions["steg", i, "ferdig"].value(words))
            for i, step in enumerate(procedure.data.steg)
        }
        last = {n: mark.dato for n, mark in said.items() if mark}
        return cls(seen.words(begynt=begun, gjort=done, valgt=chosen), last)

    def done(self, n: str) -> bool:
        """Tell whether a step is done."""
        return bool(self.words["gjort"][n])


def _said(step: Prosedyresteg, marks: list[Steg], days: Mapping[str, dt.date | None]) -> Steg | None:
    """Return the last time a person said that a step was done; an older round of it does not count."""
    anchor = step.frist.fra if step.frist else None
    since = days.get(_ROUND.get(anchor, anchor)) if anchor else None
    known = [m for m in marks if m.steg == step.n and (since is None or m.dato >= since)]
    return max(known, key=lambda m: m.dato, default=None)
