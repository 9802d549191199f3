"""Absence and a municipality's limits go in; when each limit was reached in a rolling window comes out."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bti_docs.case.fravar import Fravær, Fraværssum, Fraværstype, total
from bti_docs.case.profile import Fraværsgrenser
from bti_docs.case.types import Varighet
from bti_docs.case.validity import after

_DAY = dt.timedelta(days=1)


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
    windows = [(day, in_window(fravær, grenser.vindu, day)) for day in days]
    return [_held(type_, limit, grenser.vindu, windows) for type_, limit in _all(grenser)]


def in_window(fravær: Sequence[Fravær], vindu: Varighet, day: dt.date) -> Fraværssum:
    """Return the sum of the window that closes on `day`."""
    return total(fravær, opens(vindu, day), day)


@functools.lru_cache(maxsize=1024)
def opens(vindu: Varighet, day: dt.date) -> dt.date:
    """Return the first day of the window that closes on `day`: a month that closes on 30 September opens on the 1st."""
    first = day
    while after(first - _DAY, vindu) > day:
        first -= _DAY
    return first


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


def _held(type_: Fraværstype, limit: int, vindu: Varighet, windows: Sequence[tuple[dt.date, Fraværssum]]) -> Grense:
    counts = [(day, count(found, type_)) for day, found in windows]
    reached = next((day for day, n in counts if n >= limit), None)
    return Grense(type_, limit, vindu, max((n for _, n in counts), default=0), reached)
