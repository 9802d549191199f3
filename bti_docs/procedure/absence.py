"""Absence, the municipality's limits and a day go in; the limits that are passed, and when to call home, come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bti_docs.case import fravarsgrenser as limits
from bti_docs.case.fravar import Fravær, Fraværstype, between
from bti_docs.case.profile import Fraværsgrenser
from bti_docs.case.types import Varighet
from bti_docs.procedure.workdays import is_working_day

Grense = Literal["dager", "enkelttimer", "forsentkomming"]
_LIMITS: dict[Grense, Fraværstype] = {"dager": "dag", "enkelttimer": "time", "forsentkomming": "forsentkomming"}
_ONE = dt.timedelta(days=1)


@dataclass(frozen=True)
class Terskel:
    """A limit that is passed: how many in the window that ends on the day, and the day on which it was passed."""

    grense: Grense
    antall: int
    høyst: int
    vindu: Varighet
    passert: dt.date


def passed(fravær: Sequence[Fravær], grenser: Fraværsgrenser, day: dt.date) -> list[Terskel]:
    """Return the limits that the window ending on `day` has reached (Vindafjord and Etne's plan, step 1).

    The plan gives a window for lessons only; for days and late arrivals the municipality sets it.
    """
    found = []
    for name, type_ in _LIMITS.items():
        if since := limits.passed_since(fravær, grenser, type_, day):
            window = limits.window_of(grenser, type_)
            reached = limits.count(limits.in_window(fravær, window, day), type_)
            found.append(Terskel(name, reached, limits.limit_of(grenser, type_), window, since))
    return found


def call_home(fravær: Sequence[Fravær], day: dt.date, told: int) -> dt.date | None:
    """Return the day on which the home is to be called about the absence that lasts until `day`, or None.

    The same day when nobody has told of it; on school day number `told` of it when the home has (step 3).
    """
    spell = spell_until(fravær, day)
    if not spell:
        return None
    if not spell[0].meldt:
        return spell[0].dato
    return spell[told - 1].dato if len(spell) >= told else None


def spell_until(fravær: Sequence[Fravær], day: dt.date) -> list[Fravær]:
    """Return the whole days missed in a row, oldest first, up to `day` or to the working day before it."""
    missed = {f.dato: f for f in between(fravær, dt.date.min, day) if f.type == "dag"}
    last = day if day in missed else _before(day)
    spell: list[Fravær] = []
    while last in missed:
        spell.insert(0, missed[last])
        last = _before(last)
    return spell


def _before(day: dt.date) -> dt.date:
    day -= _ONE
    while not is_working_day(day):
        day -= _ONE
    return day
