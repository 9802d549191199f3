"""A case and a day go in; the dates that the case itself has agreed and that still lie ahead come out.

Agreements from the first talk, measures, minutes that must go out, consents that end, and the pupil's birthdays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil
from bti_docs.case.prosedyre import Egne
from bti_docs.case.roles import PUPIL
from bti_docs.case.types import Varighet
from bti_docs.case.validity import ends, in_force
from bti_docs.procedure.asof import as_of
from bti_docs.procedure.course import held, is_closed, open_measures
from bti_docs.procedure.workdays import later

_SOON = dt.timedelta(days=30)
_BIRTHDAYS = (15, 16, 18)


@dataclass(frozen=True)
class Egen:
    """A date of the case's own, and the ids of those it is for."""

    dato: dt.date
    personer: tuple[str, ...] = ()


def own_dates(kind: Egne | None, sak: Sak, profil: Profil, day: dt.date) -> list[Egen]:
    """Return the dates of one kind that lie ahead, oldest first, each once with everyone it is for."""
    found = [] if kind is None else [e for e in _KINDS[kind](sak, profil, day) if e.dato >= day]
    days = sorted({e.dato for e in found})
    return [Egen(d, tuple(dict.fromkeys(who for e in found if e.dato == d for who in e.personer))) for d in days]


def _agreements(sak: Sak, _profil: Profil, day: dt.date) -> Iterator[Egen]:
    note = as_of(sak, day).oppmerksomhetssamtale
    return (Egen(a.når, _one(a.hvem)) for a in (note.avtaler if note else ()) if a.når)


def _measures(sak: Sak, _profil: Profil, day: dt.date) -> Iterator[Egen]:
    """The deadlines of measures that no meeting has ended."""
    known = as_of(sak, day)
    open_ = [] if is_closed(known) else open_measures(known, day)
    return (Egen(t.frist, _one(t.ansvar)) for t in open_ if t.frist)


def _minutes(sak: Sak, profil: Profil, day: dt.date) -> Iterator[Egen]:
    """The day when the last meeting's minutes must be out, in working days (the municipality's `referat_ut`)."""
    span = Varighet(profil.frister.referat_ut.virkedager, "virkedager")
    return (Egen(later(m.dato, span), _one(m.referent)) for m in held(as_of(sak, day))[-1:])


def _consents(sak: Sak, profil: Profil, day: dt.date) -> Iterator[Egen]:
    """The last days of consents that hold and end soon."""
    for samtykke in [] if is_closed(as_of(sak, day)) else sak.samtykker:
        last = ends(samtykke, sak, profil, day) if in_force(samtykke, sak, profil, day) else None
        if last and last <= day + _SOON:
            yield Egen(last)


def _birthdays(sak: Sak, _profil: Profil, day: dt.date) -> Iterator[Egen]:
    """The days soon when the pupil comes of age for something (15 and 16: their own say; 18: alone)."""
    born = sak.barn.fødselsdato
    for years in _BIRTHDAYS:
        leap = (born.month, born.day) == (2, 29)
        when = dt.date(born.year + years, *((3, 1) if leap else (born.month, born.day)))
        if when <= day + _SOON:
            yield Egen(when, (PUPIL,))


def _one(who: str | None) -> tuple[str, ...]:
    return (who,) if who else ()


_KINDS: Mapping[Egne, Callable[[Sak, Profil, dt.date], Iterator[Egen]]] = {
    "avtale": _agreements,
    "tiltak": _measures,
    "referat": _minutes,
    "samtykke": _consents,
    "fødselsdag": _birthdays,
}
