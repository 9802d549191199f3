"""The oppmerksomhetssamtale and the IOP of a case go in; their words come out."""

from __future__ import annotations

import datetime as dt

from bti_docs.case import model as m
from bti_docs.context import words as w
from bti_docs.context.labels import date, number, rows
from bti_docs.context.persons import People

_EMPTY_PERSON = w.Person("", "", "", "")
_EMPTY_SUBJECT = w.Fag("", "", "", [""] * 2, "", "", "", "", "")


def talk(people: People, note: m.Oppmerksomhetssamtale | None) -> w.Samtale:
    """Return the words of the note and the talk; an empty form when there is none."""
    labels = people.labels
    said = note or m.Oppmerksomhetssamtale(dato=dt.date.min, skrevet_av="x")
    held, form = said.samtale or m.Samtale(), note is None
    return w.Samtale(
        dato=date(note.dato) if note else "",
        skrevet_av=people.person(note.skrevet_av) if note else _EMPTY_PERSON,
        vold_overgrep=labels.yes_no(said.vold_overgrep),
        skolemiljø=labels.yes_no(said.skolemiljø),
        observasjoner=rows(_observations(people, said), w.Observasjon("", ""), form=form),
        varighet=said.varighet,
        styrker=said.styrker,
        undring=said.undring,
        grad=labels.choices("grad", (said.grad,) if said.grad else ()),
        sjekket=labels.listed(said.sjekket),
        delt_med=rows(_shared_with(people, said), w.Delt("", "", ""), form=form, room=1),
        holdt=date(held.dato),
        sted=held.sted,
        samtalens_varighet=held.varighet,
        til_stede=rows([people.person(p) for p in held.til_stede], _EMPTY_PERSON, form=said.samtale is None),
        foresatt_syn=said.foresatt_syn,
        felles_forståelse=said.felles_forståelse,
        konklusjon=labels.choices("konklusjon", (said.konklusjon,) if said.konklusjon else ()),
        avtaler=rows(_agreements(people, said), w.Avtale("", "", ""), form=said.samtale is None),
        ny_dato=date(said.ny_dato),
    )


def _observations(people: People, note: m.Oppmerksomhetssamtale) -> list[w.Observasjon]:
    return [w.Observasjon(date(o.dato), people.marked(o.hva, o)) for o in note.observasjoner]


def _shared_with(people: People, note: m.Oppmerksomhetssamtale) -> list[w.Delt]:
    found = []
    for shared in note.delt_med:
        person = people.person(shared.hvem)
        found.append(w.Delt(person.navn, person.rolle, date(shared.dato)))
    return found


def _agreements(people: People, note: m.Oppmerksomhetssamtale) -> list[w.Avtale]:
    return [w.Avtale(a.hva, people.name(a.hvem), date(a.når)) for a in note.avtaler]


def education_plan(people: People, plan: m.Iop | None) -> w.Iop:
    """Return the words of the individual education plan; an empty form when there is none."""
    said = plan or m.Iop()
    vedtak, expert, period = said.vedtak, said.sakkyndig_vurdering, said.periode
    form = plan is None
    return w.Iop(
        fra=date(period.fra) if period else "",
        til=date(period.til) if period else "",
        skoleår=f"{period.fra.year}/{period.til.year}" if period else "",
        vedtak_dato=date(vedtak.dato) if vedtak else "",
        vedtak_ref=vedtak.ref if vedtak else "",
        vedtak_timer=number(vedtak.timer_per_uke) if vedtak else "",
        sakkyndig_dato=date(expert.dato) if expert else "",
        sakkyndig_av=people.unit(expert.av) if expert else "",
        deltatt=rows([people.person(p) for p in said.deltatt], _EMPTY_PERSON, form=form),
        omfang=rows([_scope(row) for row in said.omfang], w.Omfang("", "", "", "", ""), form=form),
        styrker=said.styrker,
        hovedmål=rows(list(said.hovedmål), "", form=form, room=2),
        fag=rows([_subject(people, f) for f in said.fag], _EMPTY_SUBJECT, form=form, room=1),
        sosiale_mål=rows(_social(said), w.SosialtMål("", ""), form=form, room=2),
        sammenheng=said.sammenheng,
        hjelpemidler=said.hjelpemidler,
        foresatt_syn=said.foresatt_syn,
        evaluering=said.evaluering,
        rektor=people.name(head(people)),
    )


def _social(plan: m.Iop) -> list[w.SosialtMål]:
    return [w.SosialtMål(g.mål, g.tiltak) for g in plan.sosiale_mål]


def head(people: People) -> str | None:
    """Return the id of the head of the pupil's school."""
    school = people.sak.barn.skole
    return next((p.id for p in people.sak.personer if p.rolle == "rektor" and p.enhet == school), None)


def _scope(row: m.Omfang) -> w.Omfang:
    return w.Omfang(row.fag, number(row.årstimer), row.med, row.organisering, row.kompetanse)


def _subject(people: People, subject: m.Fag) -> w.Fag:
    return w.Fag(
        fag=subject.fag,
        avvik=people.labels.of("avvik", subject.avvik_fra_læreplan),
        kompetansemål=subject.kompetansemål,
        mål=list(subject.mål) or [""],
        innhold=subject.innhold,
        arbeidsmåter=subject.arbeidsmåter,
        organisering=subject.organisering,
        læremidler=subject.læremidler,
        vurdering=subject.vurdering,
    )
