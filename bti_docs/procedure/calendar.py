"""What is due in some cases goes in; a calendar file (iCalendar, RFC 5545) comes out: the same bytes every time.

Nothing in it names a person: calendars are shared, and shown on screens. An alarm is never in it, for the same reason.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bti_docs.case.vocabulary import Målform
from bti_docs.procedure.next import Due

if TYPE_CHECKING:
    from icalendar import Event

_ONE = dt.timedelta(days=1)


def calendar(due: Iterable[Due], form: Målform) -> bytes:
    """Return one all-day event for each thing that has a deadline; what has none is left out."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//bti-docs//next//NO")
    made.add("version", "2.0")
    for one in due:
        if one.frist is not None and not one.alarm:
            made.add_component(_event(one, one.frist, form))
    return bytes(made.to_ical())


def _event(due: Due, day: dt.date, form: Målform) -> Event:
    from icalendar import Event

    made = Event()
    made.add("uid", f"{_key(due, day)}@bti-docs")
    made.add("dtstamp", dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC))
    made.add("dtstart", day)
    made.add("dtend", day + _ONE)
    made.add("summary", f"{getattr(due.steg.navn, form)} ({due.sak})")
    made.add("description", f"{getattr(due.hva, form)}\n{due.hvorfor}")
    made.add("transp", "TRANSPARENT")
    return made


def _key(due: Due, day: dt.date) -> str:
    """Return what stays the same for the same thing: importing twice makes no second event."""
    said = "\n".join((due.sak, due.prosedyre, due.steg.n, day.isoformat(), *due.personer))
    return hashlib.sha256(said.encode()).hexdigest()[:32]
