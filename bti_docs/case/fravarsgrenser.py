"""Absence and a municipality's limits go in; when each limit was reached in a rolling window comes out."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bti_docs.case.fravar import Fravær, Fraværssum, Fraværstype, total
from bti_docs.case.profile import Fraværsgrenser
from bti_docs.case.types import Varighet

_DAY = dt.timedelta(days=1)
_MONTHS = {"måneder": 1, "år": 12}
_DAYS = {"dager": 1, "uker": 7}
_SATURDAY = 5


@dataclass(frozen=True)
class Grense:
    """One limit and how near it was: the highest sum of any window, and the first day the limit was reached."""

    type: Fraværstype
    grense: int
    vindu: Varighet
    flest: int
    nådd: dt.date | None


def limits(fravær: Sequence[Fravær], grenser: Fraværsgrenser, fra: dt.date, til: dt.date) -> list[Grense]:
    """Hold the absence against each limit, in every window that closes on a day from `fra` to `til`.

    A window may open before `fra`: what was missed just before a period counts in it.
    """
    days = sorted({f.dato for f in fravær if fra <= f.dato <= til})
    return [_held(type_, limit, window_of(grenser, type_), fravær, days) for type_, limit in _all(grenser)]


def in_window(fravær: Sequence[Fravær], vindu: Varighet, day: dt.date) -> Fraværssum:
    """Return the sum of the window that closes on `day`."""
    return total(fravær, opens(vindu, day), day)


def opens(vindu: Varighet, day: dt.date) -> dt.date:
    """Return the first day of the window that closes on `day`: a month that closes on 15 September opens 16 August.

    A month back from its 31st is the last day of a shorter month. Working days here are Monday to Friday: nobody is
    away from school on a holiday.
    """
    if vindu.enhet == "virkedager":
        return _weekdays(day, vindu.antall)
    if vindu.enhet in _MONTHS:
        year, month = divmod(day.year * 12 + day.month - 1 - vindu.antall * _MONTHS[vindu.enhet], 12)
        last = calendar.monthrange(year, month + 1)[1]
        return day.replace(year=year, month=month + 1, day=min(day.day, last)) + _DAY
    return day - _DAY * (vindu.antall * _DAYS[vindu.enhet] - 1)


def _weekdays(day: dt.date, count: int) -> dt.date:
    """Return the first of the last `count` days from Monday to Friday up to `day`."""
    while True:
        count -= day.weekday() < _SATURDAY
        if not count:
            return day
        day -= _DAY


def passed_since(fravær: Sequence[Fravær], grenser: Fraværsgrenser, type_: Fraværstype, day: dt.date) -> dt.date | None:
    """Return the day from which every window has reached a limit, up to the one that closes on `day`; else None."""
    vindu, limit, since = window_of(grenser, type_), limit_of(grenser, type_), None
    while count(in_window(fravær, vindu, day), type_) >= limit:
        since, day = day, day - _DAY
    return since


def window_of(grenser: Fraværsgrenser, type_: Fraværstype) -> Varighet:
    """Return the window of a limit: its own where the municipality has set one, else the one for all."""
    own = {"dag": grenser.vindu_dager, "time": None, "forsentkomming": grenser.vindu_forsentkomming}[type_]
    return own or grenser.vindu


def count(found: Fraværssum, type_: Fraværstype) -> int:
    """Return the number of whole days, lessons or late arrivals in a sum."""
    return {"dag": found.dager, "time": found.timer, "forsentkomming": found.forsentkomminger}[type_]


def limit_of(grenser: Fraværsgrenser, type_: Fraværstype) -> int:
    """Return the municipality's limit for whole days, lessons or late arrivals."""
    return dict(_all(grenser))[type_]


def _all(grenser: Fraværsgrenser) -> Iterator[tuple[Fraværstype, int]]:
    yield "dag", grenser.dager
    yield "time", grenser.enkelttimer
    yield "forsentkomming", grenser.forsentkomming


def _held(type_: Fraværstype, limit: int, vindu: Varighet, fravær: Sequence[Fravær], days: Sequence[dt.date]) -> Grense:
    counts = [(day, count(in_window(fravær, vindu, day), type_)) for day in days]
    reached = next((day for day, n in counts if n >= limit), None)
    return Grense(type_, limit, vindu, max((n for _, n in counts), default=0), reached)
