"""A case and a day go in; the dates that the case itself has agreed and that nothing in it shows as done come out.

Agreements from the first talk, measures, minutes that must go out, consents that end, the pupil's birthdays, and the
evaluations that plans have set. A date that has passed stays, overdue, until the case shows that it was done or a
person has marked it. That minutes have gone out, a case cannot show: like a birthday they are told until their day.
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
from bti_docs.procedure.course import held, is_closed, minutes_of, open_measures
from bti_docs.procedure.shown import shown
from bti_docs.procedure.workdays import later

_SOON = dt.timedelta(days=30)
_BIRTHDAYS = (15, 16, 18)
_AHEAD: tuple[Egne, ...] = ("referat", "fødselsdag")


@dataclass(frozen=True)
class Egen:
    """A date of the case's own, the ids of those it is for, and its documents when they are not the step's."""

    dato: dt.date
    personer: tuple[str, ...] = ()
    dokumenter: tuple[str, ...] = ()


def own_dates(kind: Egne | None, sak: Sak, profil: Profil, day: dt.date, marked: dt.date | None = None) -> list[Egen]:
    """Return the dates of one kind that are to be told on `day`, oldest first, each once with everyone it is for.

    Those until `marked` are left out: a person has said that they are done.
    """
    found = [] if kind is None else [e for e in _KINDS[kind](sak, profil, day) if marked is None or e.dato > marked]
    days = sorted({e.dato for e in found if e.dato >= day or kind not in _AHEAD})
    return [_together([e for e in found if e.dato == d]) for d in days]


def _together(same_day: list[Egen]) -> Egen:
    who = dict.fromkeys(who for e in same_day for who in e.personer)
    return Egen(same_day[0].dato, tuple(who), tuple(dict.fromkeys(d for e in same_day for d in e.dokumenter)))


def _agreements(sak: Sak, _profil: Profil, day: dt.date) -> Iterator[Egen]:
    """What was agreed in the first talk, until a meeting since has gone on from it or the case has ended."""
    known = as_of(sak, day)
    note, met = known.oppmerksomhetssamtale, _last_met(known)
    ended = is_closed(known) or (note is not None and note.konklusjon == "avsluttes")
    for a in note.avtaler if note else ():
        if a.når and met < a.når and (a.når >= day or not ended):
            yield Egen(a.når, _one(a.hvem))


def _measures(sak: Sak, _profil: Profil, day: dt.date) -> Iterator[Egen]:
    """The deadlines of measures that no meeting has ended, or looked at since the deadline."""
    known = as_of(sak, day)
    open_ = [] if is_closed(known) else open_measures(known, day)
    looked = {(e.tiltak, m.dato) for m in held(known) for e in m.evaluering}
    for t in open_:
        if t.frist and not any(measure == t.id and when >= t.frist for measure, when in looked):
            yield Egen(t.frist, _one(t.ansvar))


def _last_met(known: Sak) -> dt.date:
    return max((m.dato for m in held(known)), default=dt.date.min)


def _minutes(sak: Sak, profil: Profil, day: dt.date) -> Iterator[Egen]:
    """The day when the last meeting's minutes must be out, in working days (the municipality's `referat_ut`)."""
    span = Varighet(profil.frister.referat_ut.virkedager, "virkedager")
    last = held(as_of(sak, day))[-1:]
    return (Egen(later(m.dato, span), _one(m.referent), (minutes_of(m.type),)) for m in last)


def _plan(sak: Sak, _profil: Profil, day: dt.date) -> Iterator[Egen]:
    """The days when measures of a § 12-4 plan are to be evaluated, until it is evaluated on or after them, or ends."""
    plan = as_of(sak, day).aktivitetsplan
    if plan and not (plan.avsluttet and plan.avsluttet.dato <= day):
        done = max((e.dato for e in plan.evaluering if e.dato <= day), default=dt.date.min)
        yield from (Egen(t.evalueres, _one(t.ansvar)) for t in plan.tiltak if t.evalueres and t.evalueres > done)


def _way_back(sak: Sak, _profil: Profil, day: dt.date) -> Iterator[Egen]:
    """The days when the way back to school is evaluated, while there are steps left and nothing shows they were."""
    known = as_of(sak, day)
    plan = known.tilbakeføringsplan
    if plan and not shown(known, day).tilbake and not is_closed(known):
        reached = (t.nådd for t in plan.trapp if t.nådd and t.nådd <= day)
        done = max((_last_met(known), *reached))
        yield from (Egen(when, _one(plan.nærværslos)) for when in plan.evalueres if when > done or when == day)


def _yearly(sak: Sak, _profil: Profil, day: dt.date) -> Iterator[Egen]:
    """The end of the plan's period, when no yearly evaluation is written in it (opplæringslova § 11-11)."""
    known = as_of(sak, day)
    plan, evaluation = known.iop, known.iop_årsvurdering
    period = plan.periode if plan and plan.vedtak else None
    if period and period.til <= day + _SOON and (evaluation is None or evaluation.dato < period.fra):
        yield Egen(period.til)


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
    "aktivitetsplan": _plan,
    "tilbakeføring": _way_back,
    "årsvurdering": _yearly,
}
