"""A day and a length of time go in; the day that lies so far off comes out, in calendar days or in working days."""

from __future__ import annotations

import calendar
import datetime as dt
import functools

from bti_docs.case.types import Varighet
from bti_docs.case.validity import after

_SATURDAY = 5
_WORKING = "virkedager"
_ONE = dt.timedelta(days=1)


def is_working_day(day: dt.date) -> bool:
    """Tell whether `day` is neither Saturday, Sunday nor a Norwegian public holiday."""
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


def later(day: dt.date, span: Varighet) -> dt.date:
    """Return the day a span after `day`; working days are counted from the first one after it."""
    return _working(day, span.antall, _ONE) if span.enhet == _WORKING else after(day, span)


def earlier(day: dt.date, span: Varighet) -> dt.date:
    """Return the day a span before `day`; a month's missing last days become its last."""
    if span.enhet == _WORKING:
        return _working(day, span.antall, -_ONE)
    if span.enhet in ("måneder", "år"):
        months = day.year * 12 + day.month - 1 - span.antall * (12 if span.enhet == "år" else 1)
        year, month = divmod(months, 12)
        return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))
    return day - (after(day, span) - day)


def _working(day: dt.date, count: int, step: dt.timedelta) -> dt.date:
    while count:
        day += step
        count -= is_working_day(day)
    return day


@functools.cache
def _holidays(year: int) -> frozenset[dt.date]:
    import holidays

    return frozenset(holidays.country_holidays("NO", years=year))
