"""A case and a day go in; the dates that the case itself has agreed and that still lie ahead come out.

Agreements from the first talk, measures, minutes that must go out, consents that end, and the pupil's birthdays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil
from bti_docs.case.prosedyre import Egne
from bti_docs.case.types import Varighet
from bti_docs.case.validity import ends, in_force
from bti_docs.procedure.asof import as_of
from bti_docs.procedure.course import held, is_closed, open_measures
from bti_docs.procedure.workdays import later

_SOON = dt.timedelta(days=30)
_BIRTHDAYS = (15, 16, 18)


def own_dates(kind: Egne | None, sak: Sak, profil: Profil, day: dt.date) -> list[dt.date]:
    """Return the dates of one kind, each once, oldest first."""
    return sorted(set(_KINDS[kind](sak, profil, day))) if kind else []


def _agreements(sak: Sak, _profil: Profil, day: dt.date) -> Iterator[dt.date]:
    note = as_of(sak, day).oppmerksomhetssamtale
    return (a.når for a in (note.avtaler if note else ()) if a.når and a.når >= day)


def _measures(sak: Sak, _profil: Profil, day: dt.date) -> Iterator[dt.date]:
    """The deadlines of measures that no meeting has ended."""
    known = as_of(sak, day)
    if is_closed(known):
        return iter(())
    return (t.frist for t in open_measures(known, day) if t.frist and t.frist >= day)


def _minutes(sak: Sak, profil: Profil, day: dt.date) -> Iterator[dt.date]:
    """The day when the last meeting's minutes must be out, in working days (the municipality's `referat_ut`)."""
    last = held(as_of(sak, day))[-1:]
    out = (later(m.dato, Varighet(profil.frister.referat_ut.virkedager, "virkedager")) for m in last)
    return (when for when in out if when >= day)


def _consents(sak: Sak, profil: Profil, day: dt.date) -> Iterator[dt.date]:
    """The last days of consents that hold and end soon."""
    if is_closed(as_of(sak, day)):
        return
    for samtykke in sak.samtykker:
        last = ends(samtykke, sak, profil, day) if in_force(samtykke, sak, profil, day) else None
        if last and last <= day + _SOON:
            yield last


def _birthdays(sak: Sak, _profil: Profil, day: dt.date) -> Iterator[dt.date]:
    """The days soon when the pupil comes of age for something (15 and 16: their own say; 18: alone)."""
    born = sak.barn.fødselsdato
    for years in _BIRTHDAYS:
        when = (born + dt.timedelta(days=1)).replace(year=born.year + years) - dt.timedelta(days=1)
        if day <= when <= day + _SOON:
            yield when


_KINDS: Mapping[Egne, Callable[[Sak, Profil, dt.date], Iterator[dt.date]]] = {
    "avtale": _agreements,
    "tiltak": _measures,
    "referat": _minutes,
    "samtykke": _consents,
    "fødselsdag": _birthdays,
}
