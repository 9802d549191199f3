"""A pedagogical analysis goes in; its words come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bti_docs.case.analyse import PedagogiskAnalyse
from bti_docs.context import words as w
from bti_docs.context.labels import date, rows
from bti_docs.context.persons import People

_NOBODY = w.Person("", "", "", "")


def analysis(people: People, given: PedagogiskAnalyse | None) -> w.Analyse:
    """Return the words of the analysis; an empty form when there is none."""
    said, form = given or PedagogiskAnalyse(dato=dt.date.min), given is None
    return w.Analyse(
        dato=date(given.dato) if given else "",
        skrevet_av=people.name_and_role(said.skrevet_av),
        deltatt=rows([people.person(p) for p in said.deltatt], _NOBODY, form=form),
        problem=said.problem,
        mål=said.mål,
        informasjon=rows(list(_known(people, said)), w.Funn("", "", ""), form=form, room=4),
        faktorer=rows(list(_factors(people, said)), w.Faktor("", "", "", ""), form=form, room=4),
        tiltak=rows(list(_measures(people, said)), w.Faktortiltak("", "", "", ""), form=form, room=4),
        evaluering=rows(list(_evaluated(people, said)), w.Analyseevaluering("", "", ""), form=form, room=2),
    )


def _known(people: People, said: PedagogiskAnalyse) -> Iterator[w.Funn]:
    for f in said.informasjon:
        yield w.Funn(people.labels.of("analysekilde", f.kilde), date(f.dato), people.marked(f.funn, f))


def _factors(people: People, said: PedagogiskAnalyse) -> Iterator[w.Faktor]:
    labels = people.labels
    for number, f in enumerate(said.faktorer, 1):
        kind, weight = labels.of("faktortype", f.type), labels.of("vekt", f.vekt)
        yield w.Faktor(str(number), kind, people.marked(f.hva, f), weight)


def _measures(people: People, said: PedagogiskAnalyse) -> Iterator[w.Faktortiltak]:
    for number, factor in enumerate(said.faktorer, 1):
        for t in factor.tiltak:
            yield w.Faktortiltak(str(number), people.marked(t.hva, factor), people.name(t.ansvar), date(t.frist))


def _evaluated(people: People, said: PedagogiskAnalyse) -> Iterator[w.Analyseevaluering]:
    for e in said.evaluering:
        yield w.Analyseevaluering(date(e.dato), people.labels.of("effekt", e.effekt), people.marked(e.merknad, e))
