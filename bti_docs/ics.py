"""Events go in; the bytes of an iCalendar file (RFC 5545) come out, the same for the same events.

A calendar lies open on phones and in the cloud: a summary is a neutral word, and nothing is told of what it is about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Component

_ZONE = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True)
class Event:
    """One thing in a calendar, in Norwegian time; a `start` without a time of day takes the whole day.

    `busy` says whether the time is taken. `uid` is the same every time the same thing is told, so that a calendar
    replaces it; `told` is the day it was told.
    """

    uid: str
    summary: str
    start: dt.datetime | dt.date
    end: dt.datetime | dt.date | None
    told: dt.date
    place: str = ""
    description: str = ""
    busy: bool = True


def calendar(events: Sequence[Event], *, language: str) -> bytes:
    """Return the events as one file; `language` is `nb` or `nn`."""
    from icalendar import Calendar

    made = Calendar()
    made.add("PRODID", f"-//bti-docs//{language.upper()}")
    made.add("VERSION", "2.0")
    made.add("METHOD", "PUBLISH")
    for event in events:
        made.add_component(_component(event))
    return bytes(made.to_ical())


def _component(event: Event) -> Component:
    from icalendar import Event as Made

    made = Made()
    made.add("UID", event.uid)
    made.add("DTSTAMP", dt.datetime.combine(event.told, dt.time(), dt.UTC))
    made.add("SUMMARY", event.summary)
    made.add("DTSTART", _in_utc(event.start))
    if event.end is not None:
        made.add("DTEND", _in_utc(event.end))
    if event.place:
        made.add("LOCATION", event.place)
    if event.description:
        made.add("DESCRIPTION", event.description)
    made.add("CLASS", "PRIVATE")
    made.add("TRANSP", "OPAQUE" if event.busy else "TRANSPARENT")
    return made


def _in_utc(moment: dt.datetime | dt.date) -> dt.datetime | dt.date:
    """Return a moment as every calendar understands it, without a table of summer times of our own."""
    return moment.replace(tzinfo=_ZONE).astimezone(dt.UTC) if isinstance(moment, dt.datetime) else moment
