"""Absence in a case and a period go in; the days of it, and sums by week or for the whole period, come out.

A day is counted once however often it is listed, and a lesson or a late arrival on a day that is wholly missed is
not counted again. What these sums are held against is the municipality's (`Profil.fraværsgrenser`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from bti_docs.case.types import Dato, Heltall, JaNei, Node

Fraværstype = Literal["dag", "time", "forsentkomming"]
Fraværsårsak = Literal["sykdom", "lege", "permisjon", "ukjent", "annet"]
HELSEÅRSAKER: tuple[Fraværsårsak, ...] = ("sykdom", "lege")
"""The reasons that say something about the pupil's health."""
_WEEK = dt.timedelta(days=7)


class Fravær(Node):
    """One day, lesson or late arrival.

    `gyldig` is whether it is documented, `meldt` whether the home told of it before the school asked.
    """

    dato: Dato
    type: Fraværstype
    timer: Annotated[Heltall, Field(ge=1, le=12)] | None = None
    minutter: Annotated[Heltall, Field(ge=1, le=480)] | None = None
    gyldig: JaNei | None = None
    meldt: JaNei | None = None
    årsak: Fraværsårsak | None = None


@dataclass(frozen=True)
class Fraværssum:
    """What was missed from a day to a day, both included; `dager` are all the days, whether documented or not."""

    fra: dt.date
    til: dt.date
    gyldige: int
    ugyldige: int
    uavklarte: int
    timer: int
    forsentkomminger: int
    minutter: int

    @property
    def dager(self) -> int:
        """All the whole days."""
        return self.gyldige + self.ugyldige + self.uavklarte

    @property
    def uke(self) -> int:
        """The ISO week of the first day, as a Norwegian school plan numbers it."""
        return self.fra.isocalendar().week


def between(fravær: Iterable[Fravær], fra: dt.date, til: dt.date) -> list[Fravær]:
    """Return what was missed from `fra` to `til`, both included, oldest first, each day once.

    When a day is listed twice, the undocumented entry counts before one that is not clear, and that before a
    documented one.
    """
    inside = sorted((f for f in fravær if fra <= f.dato <= til), key=_order)
    days = {f.dato: f for f in reversed(inside) if f.type == "dag"}
    return [f for f in inside if (days[f.dato] is f if f.type == "dag" else f.dato not in days)]


def total(fravær: Iterable[Fravær], fra: dt.date, til: dt.date) -> Fraværssum:
    """Return the sum from `fra` to `til`, both included; a lesson entry without a number is one lesson."""
    inside = between(fravær, fra, til)
    days = [f.gyldig for f in inside if f.type == "dag"]
    late = [f for f in inside if f.type == "forsentkomming"]
    return Fraværssum(
        fra=fra,
        til=til,
        gyldige=days.count(True),
        ugyldige=days.count(False),
        uavklarte=days.count(None),
        timer=sum(f.timer or 1 for f in inside if f.type == "time"),
        forsentkomminger=len(late),
        minutter=sum(f.minutter or 0 for f in late),
    )


def weeks(fravær: Sequence[Fravær], fra: dt.date, til: dt.date) -> list[Fraværssum]:
    """Return the sum of every week, Monday to Sunday, that has a day from `fra` to `til`; also of weeks with none.

    The first and the last week are cut at `fra` and `til`.
    """
    return [total(fravær, max(day, fra), min(day + _WEEK - dt.timedelta(days=1), til)) for day in _mondays(fra, til)]


def monday(day: dt.date) -> dt.date:
    """Return the Monday of the day's week."""
    return day - dt.timedelta(days=day.weekday())


def _mondays(fra: dt.date, til: dt.date) -> Iterator[dt.date]:
    day = monday(fra)
    while day <= til:
        yield day
        day += _WEEK


def _order(entry: Fravær) -> tuple[dt.date, int, int]:
    """By day, whole days first; of two for one day the undocumented first."""
    types = ("dag", "time", "forsentkomming")
    return entry.dato, types.index(entry.type), (False, None, True).index(entry.gyldig)
