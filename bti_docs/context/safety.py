"""The written plan of opplæringslova § 12-4 goes in; its words come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from bti_docs.case.aktivitetsplan import Aktivitetsplan, Plantiltak
from bti_docs.context import words as w
from bti_docs.context.labels import date, rows
from bti_docs.context.persons import People
from bti_docs.context.plans import head


def activity_plan(people: People, given: Aktivitetsplan | None) -> w.Aktivitetsplan:
    """Return the words of the plan; an empty form when there is none."""
    said, form, labels = given or Aktivitetsplan(dato=dt.date.min), given is None, people.labels
    measures = [_measure(people, n, t) for n, t in enumerate(said.tiltak, 1)]
    ended, told = said.avsluttet, said.statsforvalter_informert
    return w.Aktivitetsplan(
        dato=date(given.dato) if given else "",
        kunnskap=rows(list(_knowledge(people, said)), w.Kunnskap("", "", "", ""), form=form, room=2),
        rektor_varslet=date(said.rektor_varslet),
        kommunen_varslet=date(said.kommunen_varslet),
        gjelder_ansatt=labels.yes_no(said.gjelder_ansatt),
        opplevelse=said.opplevelse,
        undersøkelser=rows(list(_looked_into(people, said)), w.Undersøkelse("", "", "", ""), form=form),
        problem=said.problem,
        tiltak=rows(measures, w.Plantiltak("", "", "", "", ""), form=form, room=4),
        når=_all([m.når for m in measures]),
        hvem=_all([m.ansvarlig for m in measures]),
        evalueres=_all([m.evalueres for m in measures]),
        vurdering=said.vurdering,
        evaluering=rows(list(_evaluated(people, said)), w.Planevaluering("", "", "", ""), form=form, room=2),
        statsforvalter=labels.yes_no(None if told is None else True),
        statsforvalter_dato=date(told),
        logg=rows(list(_done(people, said)), w.Gjort("", "", ""), form=form, room=4),
        avsluttet=date(ended.dato) if ended else "",
        avslutning=ended.begrunnelse if ended else "",
        rektor=people.name(head(people)),
    )


def _all(said: Sequence[str]) -> str:
    """Return what is said of every measure; empty when one lacks it: the law asks for it in each."""
    return "; ".join(said) if all(said) else ""


def _measure(people: People, number: int, t: Plantiltak) -> w.Plantiltak:
    when = "–".join(dict.fromkeys(date(day) for day in (t.fra, t.til) if day))
    return w.Plantiltak(str(number), people.marked(t.hva, t), when, people.name(t.ansvar), date(t.evalueres))


def _knowledge(people: People, said: Aktivitetsplan) -> Iterator[w.Kunnskap]:
    for k in said.kunnskap:
        yield w.Kunnskap(date(k.dato), str(k.kl or ""), people.marked(k.hvordan, k), k.fra)


def _looked_into(people: People, said: Aktivitetsplan) -> Iterator[w.Undersøkelse]:
    for u in said.undersøkelser:
        yield w.Undersøkelse(date(u.dato), people.marked(u.hva, u), people.name(u.hvem), u.funn)


def _evaluated(people: People, said: Aktivitetsplan) -> Iterator[w.Planevaluering]:
    for e in said.evaluering:
        effect = people.labels.of("effekt", e.effekt)
        yield w.Planevaluering(date(e.dato), people.marked(e.elevens_syn, e), effect, e.justering)


def _done(people: People, said: Aktivitetsplan) -> Iterator[w.Gjort]:
    for g in said.logg:
        yield w.Gjort(date(g.dato), people.marked(g.hva, g), people.name(g.hvem))
