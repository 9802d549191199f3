"""What is due in some cases goes in; a calendar file (iCalendar, RFC 5545) comes out: the same bytes every time.

Nothing in it names a person: calendars are shared, and shown on screens. An alarm is never in it, for the same reason.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from bti_docs.case.vocabulary import Målform
from bti_docs.ics import Event
from bti_docs.ics import calendar as ics
from bti_docs.procedure.next import Due

_ONE = dt.timedelta(days=1)


def calendar(due: Iterable[Due], form: Målform) -> bytes:
    """Return one all-day event for each thing that has a deadline; what has none is left out."""
    return ics([_event(one, one.frist, form) for one in due if one.frist is not None and not one.alarm], language=form)


def _event(due: Due, day: dt.date, form: Målform) -> Event:
    return Event(
        uid=f"{_key(due, day)}@bti-docs",
        summary=f"{getattr(due.steg.navn, form)} ({due.sak})",
        start=day,
        end=day + _ONE,
        told=day,
        description=f"{getattr(due.hva, form)}\n{due.hvorfor}",
        busy=False,
    )


def _key(due: Due, day: dt.date) -> str:
    """Return what stays the same for the same thing: importing twice makes no second event."""
    said = "\n".join((due.sak, due.prosedyre, due.steg.n, day.isoformat(), *due.personer))
    return hashlib.sha256(said.encode()).hexdigest()[:32]
