"""Absence and how it is followed up go in; sums by week, limits, the drawn chart and the words around come out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from bti_docs.case import fravarsgrenser as limits
from bti_docs.case.fravar import Fraværssum, Fraværstype, between, total, weeks
from bti_docs.case.fravarsoppfolging import Fraværsoppfølging
from bti_docs.case.periode import Periode
from bti_docs.context import words as w
from bti_docs.context.drawing.chart import Panel, chart
from bti_docs.context.labels import date, number, rows
from bti_docs.context.persons import People

_EMPTY_WEEK = w.Fraværsuke("", "", "", "", "", "", "", "", "")
_NO_FIGURE = w.Figur("", "")
_LEGEND = ("ugyldig", "gyldig", "uavklart", "linje")
_TYPES: tuple[Fraværstype, ...] = ("dag", "time", "forsentkomming")


def follow_up(people: People, said: Fraværsoppfølging | None) -> w.Fraværsoppfølging:
    """Return the words of the follow-up and of the absence it is about; an empty form when there is none."""
    form, plan = said is None, said or Fraværsoppfølging()
    period = _period(people, plan) if said else None
    by_week = weeks(people.sak.fravær, period.fra, period.til) if period else []
    whole = total(people.sak.fravær, period.fra, period.til) if period else None
    held = _held(people, period)
    return w.Fraværsoppfølging(
        fra=date(period.fra) if period else "",
        til=date(period.til) if period else "",
        figur=_figure(people, by_week),
        har_figur=bool(by_week),
        uker=rows([_sum(s) for s in by_week], _EMPTY_WEEK, form=form, room=6),
        sum=_sum(whole) if whole else _EMPTY_WEEK,
        prosent=_percent(whole, plan.skoledager),
        skoledager=number(plan.skoledager),
        grunner=_reasons(people, period),
        umeldte=_untold(people, period),
        grenser=[_limit(people, g, form=form) for g in held],
        terskel_nådd=_reached(people, held) if said else "",
        mønster=plan.mønster,
        kontakt=rows(list(_contacts(people, plan)), w.Hjemkontakt("", "", "", "", ""), form=form),
        klasseteam=date(plan.klasseteam),
        områder=people.labels.choices("årsaksområde", [g.område for g in plan.årsaker]),
        årsaker=rows(_causes(people, plan), w.Fraværsgrunn("", ""), form=form, room=2),
        steg=number(plan.steg),
        beslutning=people.labels.choices("fraværsbeslutning", (plan.beslutning,) if plan.beslutning else ()),
        begrunnelse=plan.begrunnelse,
    )


def _period(people: People, plan: Fraværsoppfølging) -> Periode | None:
    """Return the period it says, else from the first day missed to the last."""
    days = [f.dato for f in people.sak.fravær]
    return plan.periode or (Periode(fra=min(days), til=max(days)) if days else None)


def _sum(found: Fraværssum) -> w.Fraværsuke:
    return w.Fraværsuke(
        uke=str(found.uke),
        fra=date(found.fra),
        til=date(found.til),
        dager=str(found.dager),
        gyldige=str(found.gyldige),
        ugyldige=str(found.ugyldige),
        uavklarte=str(found.uavklarte),
        timer=str(found.timer),
        forsent=str(found.forsentkomminger),
    )


def _percent(whole: Fraværssum | None, days: int | None) -> str:
    """Return the whole days missed in per cent of the school days, with one decimal as Norwegian writes it."""
    return f"{100 * whole.dager / days:.1f}".replace(".", ",") if whole and days else ""


def _reasons(people: People, period: Periode | None) -> str:
    found = between(people.sak.fravær, period.fra, period.til) if period else []
    counts = Counter(f.årsak for f in found if f.årsak)
    return ", ".join(f"{people.labels.of('fraværsårsak', reason)} ({n})" for reason, n in counts.items())


def _untold(people: People, period: Periode | None) -> str:
    found = between(people.sak.fravær, period.fra, period.til) if period else []
    told = [f.meldt for f in found if f.meldt is not None]
    return str(told.count(False)) if told else ""


def _held(people: People, period: Periode | None) -> list[limits.Grense]:
    first, last = (period.fra, period.til) if period else (dt.date.max, dt.date.max)
    return limits.limits(people.sak.fravær, people.profil.fraværsgrenser, first, last)


def _limit(people: People, held: limits.Grense, *, form: bool) -> w.Fraværsgrense:
    labels = people.labels
    return w.Fraværsgrense(
        hva=labels.of("fraværstype", held.type),
        grense=labels.sentence("grense", antall=str(held.grense), vindu=labels.span(held.vindu)),
        flest="" if form else str(held.flest),
        nådd=date(held.nådd),
    )


def _reached(people: People, held: Sequence[limits.Grense]) -> str:
    """Return which limits were reached and when, or that none was."""
    labels = people.labels
    told = [
        labels.sentence(
            "grense_nådd", hva=labels.of("fraværstype", g.type).lower(), antall=str(g.grense), dato=date(g.nådd)
        )
        for g in held
        if g.nådd
    ]
    return "; ".join(told) or labels.sentence("ingen_grense")


def _contacts(people: People, plan: Fraværsoppfølging) -> Iterator[w.Hjemkontakt]:
    for k in plan.kontakt:
        how = people.labels.of("kontaktmåte", k.måte)
        yield w.Hjemkontakt(date(k.dato), how, people.name(k.hvem), people.name(k.med), people.marked(k.svar, k))


def _causes(people: People, plan: Fraværsoppfølging) -> list[w.Fraværsgrunn]:
    return [w.Fraværsgrunn(people.labels.of("årsaksområde", g.område), people.marked(g.tekst, g)) for g in plan.årsaker]


def _figure(people: People, by_week: Sequence[Fraværssum]) -> w.Figur:
    """Draw the chart; the text alternative says the same numbers."""
    if not by_week:
        return _NO_FIGURE
    labels = people.labels
    panels = [_panel(people, type_, by_week) for type_ in _TYPES]
    legend = [labels.sentence(f"diagram_{key}") for key in _LEGEND]
    return w.Figur(
        chart([str(s.uke) for s in by_week], labels.sentence("diagram_uke"), panels, legend), _told(people, by_week)
    )


def _panel(people: People, type_: Fraværstype, by_week: Sequence[Fraværssum]) -> Panel:
    grenser, labels = people.profil.fraværsgrenser, people.labels
    limit, window = limits.limit_of(grenser, type_), limits.window_of(grenser, type_)
    is_days = type_ == "dag"
    return Panel(
        title=labels.of("fraværstype", type_),
        limit=limit,
        limit_label=labels.sentence("grense", antall=str(limit), vindu=labels.span(window)),
        bars=[(s.ugyldige, s.gyldige, s.uavklarte) if is_days else (limits.count(s, type_),) for s in by_week],
        sums=[limits.count(limits.in_window(people.sak.fravær, window, s.til), type_) for s in by_week],
        height=74.0 if is_days else 38.0,
    )


def _told(people: People, by_week: Sequence[Fraværssum]) -> str:
    """Return what the chart shows: every week with absence, and every limit with the most there was."""
    labels = people.labels
    missed = [s for s in by_week if s.dager or s.timer or s.forsentkomminger]
    each = [
        labels.sentence(
            "diagram_uke_tall", uke=str(s.uke), dager=str(s.dager), timer=str(s.timer), forsent=str(s.forsentkomminger)
        )
        for s in missed
    ]
    held = limits.limits(people.sak.fravær, people.profil.fraværsgrenser, by_week[0].fra, by_week[-1].til)
    against = [
        labels.sentence(
            "diagram_grense_tall",
            hva=labels.of("fraværstype", g.type),
            antall=str(g.grense),
            vindu=people.labels.span(g.vindu),
            flest=str(g.flest),
        )
        for g in held
    ]
    span = labels.sentence("diagram", fra=date(by_week[0].fra), til=date(by_week[-1].til))
    return " ".join((span, *each, *against))
