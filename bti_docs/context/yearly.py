"""The yearly evaluation of a case goes in; its words come out."""

from __future__ import annotations

from bti_docs.case import model as m
from bti_docs.case.arsvurdering import GittOpplæring, Målvurdering, Årsvurdering
from bti_docs.context import words as w
from bti_docs.context.labels import date, number, rows
from bti_docs.context.persons import People
from bti_docs.context.plans import head

_EMPTY_GIVEN = w.GittOpplæring("", "", "", "", "", "")
_EMPTY_GOAL = w.Målvurdering("", "", "", "", "")


def yearly_evaluation(people: People, said: Årsvurdering | None) -> w.Årsvurdering:
    """Return the words of the yearly evaluation; an empty form when there is none."""
    labels, form = people.labels, said is None
    advice = said.tilråding if said else None
    return w.Årsvurdering(
        periode=_period(people, said),
        skrevet_av=people.name_and_role(said.skrevet_av) if said else "",
        gitt=rows([_given(g) for g in said.gitt] if said else [], _EMPTY_GIVEN, form=form),
        vurdering=rows([_goal(people, v) for v in said.vurdering] if said else [], _EMPTY_GOAL, form=form, room=2),
        sosialt=said.sosialt if said else "",
        foresatt_syn=said.foresatt_syn if said else "",
        tilråding=labels.choices("tilråding", (advice.utfall,) if advice else ()),
        tilråding_begrunnelse=advice.begrunnelse if advice else "",
        tilgang=rows(_access(people, said), w.Delt("", "", ""), form=form, room=2),
        rektor=people.name(head(people)),
    )


def _period(people: People, said: Årsvurdering | None) -> str:
    """Return the evaluation's own period, else the plan's; empty for a form."""
    plan: m.Iop | None = people.sak.iop
    period = said.periode or (plan.periode if plan else None) if said else None
    return f"{date(period.fra)}–{date(period.til)}" if period else ""


def _given(row: GittOpplæring) -> w.GittOpplæring:
    return w.GittOpplæring(row.fag, number(row.planlagt), number(row.gitt), row.organisering, row.kompetanse, row.avvik)


def _goal(people: People, row: Målvurdering) -> w.Målvurdering:
    reached = people.labels.of("måloppnåelse", row.måloppnåelse)
    return w.Målvurdering(row.fag, row.mål, row.utvikling, reached, row.begrunnelse)


def _access(people: People, said: Årsvurdering | None) -> list[w.Delt]:
    given = said.tilgang if said else []
    return [w.Delt(people.name_and_role(t.hvem), people.labels.of("måte", t.måte), date(t.dato)) for t in given]
