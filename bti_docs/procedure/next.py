"""A case, its municipality, the procedures and a day go in; what is to be done next comes out, by its deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil
from bti_docs.case.prosedyre import Prosedyresteg, Rolle, Tospråk
from bti_docs.procedure.absence import Terskel, passed
from bti_docs.procedure.asof import as_of
from bti_docs.procedure.course import MINUTES, minutes_of
from bti_docs.procedure.deadlines import due_on
from bti_docs.procedure.facts import Observert
from bti_docs.procedure.load import Procedure
from bti_docs.procedure.marks import Marks
from bti_docs.procedure.observe import observe
from bti_docs.procedure.own import own_dates
from bti_docs.procedure.people import who


@dataclass(frozen=True)
class Mangler:
    """What the case does not hold yet and the step needs: where it is written, and what it is."""

    nøkkel: str
    hva: Tospråk


@dataclass(frozen=True)
class Due:
    """One thing to be done as of `dag`: the step, when, who, with which documents, in which systems, what lacks, why.

    `hvem` are roles in the order of the step, `personer` the ids of those in the case who have them. `frist` is
    None where neither the source nor the municipality says when. `alarm` sets everything else aside. `sak` is the
    case's id, and nothing here names a person.
    """

    sak: str
    dag: dt.date
    prosedyre: str
    steg: Prosedyresteg
    hva: Tospråk
    hvem: tuple[Tospråk, ...]
    personer: tuple[str, ...]
    frist: dt.date | None
    forfalt: bool
    dokumenter: tuple[str, ...]
    systemer: tuple[str, ...]
    mangler: tuple[Mangler, ...]
    hvorfor: str
    lov: tuple[str, ...]
    alarm: bool = False


@dataclass(frozen=True)
class Stands:
    """Where a case stands on a day: its level, its step in the flow, and everything that is to be done.

    `fase` is the phase of the procedure that counts in phases: of its steps that are to be done, the furthest.
    `terskler` are the limits of absence that are passed on the day. `husk` is what goes for every step of the
    procedures that ask for something.
    """

    sak: str
    dag: dt.date
    nivå: int
    avsluttet: bool
    sted: Prosedyresteg | None
    ventende: tuple[Due, ...]
    terskler: tuple[Terskel, ...] = ()
    husk: tuple[Tospråk, ...] = ()
    fase: int | None = None


def next_steps(
    sak: Sak,
    profil: Profil,
    procedures: Sequence[Procedure],
    roles: Mapping[str, Rolle],
    day: dt.date,
    asked: Iterable[str] = (),
) -> list[Due]:
    """Return what is to be done, what has a deadline first.

    `asked` are procedures that are begun by being asked for. With a suspicion of violence or abuse, that alone is
    returned.
    """
    return list(stands(sak, profil, procedures, roles, day, asked).ventende)


def stands(
    sak: Sak,
    profil: Profil,
    procedures: Sequence[Procedure],
    roles: Mapping[str, Rolle],
    day: dt.date,
    asked: Iterable[str] = (),
) -> Stands:
    """Return where a case stands on a day, with everything that is to be done."""
    seen = observe(sak, profil, day)
    begun = frozenset(asked)
    due = [d for p in procedures for d in _of(p, sak, profil, roles, day, seen, p.data.id in begun)]
    everybodys = {p.data.id for p in procedures if p.data.alltid}
    place = next((d.steg for d in due if d.prosedyre in everybodys and d.steg.nivå is not None), None)
    waiting = [d for d in due if d.alarm] or sorted(_closest(due, procedures), key=_order)
    limits = tuple(passed(as_of(sak, day).fravær, profil.fraværsgrenser, day))
    asking = {d.prosedyre for d in waiting if not d.alarm}
    always = tuple(t for p in procedures if p.data.id in asking for t in p.data.faste)
    phase = max((d.steg.fase for d in waiting if d.steg.fase is not None), default=None)
    closed = seen.fakta.saken.avsluttet
    return Stands(sak.id, day, seen.fakta.nivå, closed, place, tuple(waiting), limits, always, phase)


def _order(due: Due) -> tuple[bool, dt.date]:
    return due.frist is None, due.frist or dt.date.max


def _closest(due: Sequence[Due], procedures: Sequence[Procedure]) -> Iterator[Due]:
    """A step that another one elaborates is said once, in the municipality's own words."""
    over = {p.data.id: p.data.utdyper for p in procedures}
    said = {(over[d.prosedyre], n) for d in due for n in d.steg.utdyper}
    return (d for d in due if (d.prosedyre, d.steg.n) not in said)


def _of(
    procedure: Procedure,
    sak: Sak,
    profil: Profil,
    roles: Mapping[str, Rolle],
    day: dt.date,
    seen: Observert,
    begun: bool,
) -> Iterator[Due]:
    marks = Marks.of(procedure, as_of(sak, day), seen, begun=begun)
    maker = _Maker(procedure, sak, profil, roles, day, seen, marks.words)
    yield from maker.alarms()
    if not procedure.data.gjelder or marks.words["begynt"] or maker.true(("gjelder",)):
        for i, step in enumerate(procedure.data.steg):
            if step.for_hver:
                yield from maker.each(i, step, marks.last.get(step.n))
            elif step.når and maker.true(("steg", i, "når")) and not marks.done(step.n):
                yield maker.due(i, step)


@dataclass(frozen=True)
class _Maker:
    """Makes what is due of one procedure's steps."""

    procedure: Procedure
    sak: Sak
    profil: Profil
    roles: Mapping[str, Rolle]
    day: dt.date
    seen: Observert
    words: Mapping[str, Any]

    def true(self, path: tuple[str | int, ...]) -> bool:
        """Tell whether the condition at a key path holds."""
        return bool(self.procedure.conditions[path].value(self.words))

    def alarms(self) -> Iterator[Due]:
        """Return the alarms that have gone off."""
        for i, step in enumerate(self.procedure.data.steg):
            if step.alarm and self.true(("steg", i, "alarm", "ord")):
                yield self._made(step, step.alarm, self.day, step.alarm.dokument, (), alarm=True)

    def each(self, i: int, step: Prosedyresteg, marked: dt.date | None) -> Iterator[Due]:
        """Return the step once for each thing in the case that has a date of its own."""
        for own in own_dates(step.for_hver, self.sak, self.profil, self.day, marked):
            due = self._made(step, step.hva, own.dato, own.dokumenter or step.dokument, self._lacking(i, step))
            yield replace(due, personer=own.personer or due.personer)

    def due(self, i: int, step: Prosedyresteg) -> Due:
        """Return a step as something to be done."""
        when = due_on(step.frist, self.seen.dager, self.procedure.settings)
        return self._made(step, step.hva, when, self._documents(i, step), self._lacking(i, step))

    def _documents(self, i: int, step: Prosedyresteg) -> list[str]:
        """Return the step's documents, and those of what the case has chosen; of every choice while it has not."""
        taken = [v for j, v in enumerate(step.valg) if v.når and self.true(("steg", i, "valg", j, "når"))]
        asked = [*step.dokument, *(d for v in taken or step.valg for d in v.dokument)]
        return list(dict.fromkeys(self._minutes(step) if d == MINUTES else d for d in asked))

    def _minutes(self, step: Prosedyresteg) -> str:
        """Return the kind of minutes of the meeting that the step's deadline is counted from."""
        facts = self.seen.fakta
        types = {"neste_møte": facts.møter.neste, "siste_møte": facts.siste.type}
        return minutes_of(types.get(step.frist.fra or "", "") if step.frist else "")

    def _lacking(self, i: int, step: Prosedyresteg) -> tuple[Mangler, ...]:
        needed = enumerate(step.krever)
        return tuple(Mangler(n.nøkkel, n) for j, n in needed if not self.true(("steg", i, "krever", j, "ord")))

    def _made(
        self,
        step: Prosedyresteg,
        what: Tospråk,
        when: dt.date | None,
        documents: Sequence[str],
        lacking: tuple[Mangler, ...],
        *,
        alarm: bool = False,
    ) -> Due:
        source = step.alarm.kilde if alarm and step.alarm else step.kilde
        systems = {"stafettlogg": self.profil.systemer.stafettlogg, "arkiv": self.profil.systemer.arkiv}
        return Due(
            sak=self.sak.id,
            dag=self.day,
            prosedyre=self.procedure.data.id,
            steg=step,
            hva=what,
            hvem=tuple(self.roles[r] for r in step.hvem),
            personer=who(step.hvem, self.roles, as_of(self.sak, self.day), self.profil, self.day),
            frist=when,
            forfalt=when is not None and when < self.day,
            dokumenter=tuple(documents),
            systemer=tuple(systems[s].navn for s in step.system),
            mangler=lacking,
            hvorfor=source.sted,
            lov=tuple(source.lov),
            alarm=alarm,
        )
