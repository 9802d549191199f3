"""The plan back to school goes in; its words and the drawn staircase come out."""

from __future__ import annotations

import datetime as dt

from bti_docs.case.tilbakeforing import Tilbakeføringsplan, Trinn
from bti_docs.context import words as w
from bti_docs.context.drawing.stairs import Step, stairs
from bti_docs.context.labels import date, rows
from bti_docs.context.persons import People

_EMPTY = w.Trinn("", "", "", "", "", "", "")
_NOBODY = w.Person("", "", "", "")
NO_FIGURE = w.Figur("", "")


def plan_back(people: People, plan: Tilbakeføringsplan | None) -> w.Tilbakeføring:
    """Return the words of the plan back to school; an empty form when there is none."""
    said, form = plan or Tilbakeføringsplan(dato=dt.date.min), plan is None
    steps = [_step(people, i, step) for i, step in enumerate(said.trapp, 1)]
    return w.Tilbakeføring(
        dato=date(plan.dato) if plan else "",
        deltatt=rows([people.person(p) for p in said.deltatt], _NOBODY, form=form),
        endret=said.endret,
        hovedmål=said.hovedmål,
        figur=_figure(people, steps, said.hovedmål),
        har_figur=bool(steps),
        trapp=rows(steps, _EMPTY, form=form, room=5),
        utfordringer=rows(_challenges(people, said), w.Utfordring("", ""), form=form),
        faglige_krav=said.faglige_krav,
        sosiale_krav=said.sosiale_krav,
        nærværslos=people.name_and_role(said.nærværslos),
        mottak=said.mottak,
        plan_b=said.plan_b,
        forankring=people.labels.choices("forankring", said.forankring),
        hjemmet=rows(_home(people, said), w.Hjemmebidrag("", ""), form=form, room=2),
        evalueres=people.labels.listed([date(day) for day in said.evalueres]),
    )


def _step(people: People, number: int, step: Trinn) -> w.Trinn:
    return w.Trinn(
        nummer=str(number),
        delmål=people.marked(step.delmål, step),
        når=step.når,
        støtte=step.støtte,
        hvem=people.name(step.støttes_av),
        klar_når=step.klar_når,
        nådd=date(step.nådd),
    )


def _challenges(people: People, plan: Tilbakeføringsplan) -> list[w.Utfordring]:
    return [w.Utfordring(people.marked(u.situasjon, u), u.støtte) for u in plan.utfordringer]


def _home(people: People, plan: Tilbakeføringsplan) -> list[w.Hjemmebidrag]:
    return [w.Hjemmebidrag(people.marked(h.hva, h), people.name(h.ansvar)) for h in plan.hjemmet]


def _figure(people: People, steps: list[w.Trinn], goal: str) -> w.Figur:
    """Draw the staircase; the text alternative says every step from the bottom to the top."""
    if not steps:
        return NO_FIGURE
    drawn = [Step(s.nummer, s.delmål, s.når, _reached(people, s)) for s in steps]
    told = [people.labels.sentence("trapp_trinn", nummer=s.number, tekst=_said(s)) for s in drawn]
    above = people.labels.sentence("trapp_mål", mål=goal or "–")
    text = people.labels.sentence("trapp", antall=str(len(steps)), trinn=" ".join(told), mål=above.rstrip("."))
    return w.Figur(stairs(drawn, above), text)


def _said(step: Step) -> str:
    return ", ".join(part.rstrip(".") for part in (step.goal, step.when, step.reached) if part)


def _reached(people: People, step: w.Trinn) -> str:
    return people.labels.sentence("trinn_nådd", dato=step.nådd) if step.nådd else ""
