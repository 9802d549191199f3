"""A closing note, an evaluation of the level or a message to the coordinating unit goes in; its words come out."""

from __future__ import annotations

import datetime as dt

from bti_docs.case import model as m
from bti_docs.case.melding_ke import MeldingKe
from bti_docs.case.nivavurdering import Nivåvurdering
from bti_docs.context import words as w
from bti_docs.context.consents import in_one_line
from bti_docs.context.labels import date, number, rows
from bti_docs.context.meetings import evaluations
from bti_docs.context.persons import People

_EMPTY_PERSON = w.Person("", "", "", "")
_EMPTY_EVALUATION = w.Evaluering("", "", "", "", "", "")
_CLOSED = ("effekt, avsluttes", "samtykke trukket", "flytting eller skolebytte", "overført til individuell plan")


def level(people: People, note: Nivåvurdering | None) -> w.Nivåvurdering:
    """Return the words of a closing note or an evaluation of the level; an empty form when there is none."""
    labels, form = people.labels, note is None
    said = note or Nivåvurdering(id="x", dato=dt.date.min)
    archived, log = said.arkivert, people.sak.stafettlogg
    followed = [w.Oppfølging(people.marked(f.hva, f), people.name_and_role(f.hvem)) for f in said.følges_opp]
    return w.Nivåvurdering(
        skrevet_av=_person(people, said.skrevet_av),
        leder=_person(people, said.leder),
        logg_opprettet=date(log.opprettet) if log and note else "",
        tjenester=_services(people, said) if note else "",
        forløp=rows(_history(people, said), w.Forløp("", "", "", ""), form=form),
        historikk=said.historikk,
        mål=rows(_goals(people, said), w.Måloppnåelse("", "", ""), form=form, room=2),
        foresatt_syn=said.foresatt_syn,
        utfall=labels.choices("nivåutfall", (said.utfall,) if said.utfall else ()),
        nivå_fra=number(said.nivå_fra),
        nivå_til=number(said.nivå_til),
        begrunnelse=said.begrunnelse,
        følges_opp=rows(followed, w.Oppfølging("", ""), form=form, room=2),
        avsluttes=said.utfall in _CLOSED or said.nivå_til == 0,
        arkivert=date(archived.dato) if archived else "",
        arkivert_ref=archived.ref if archived else "",
        roller_passive=labels.yes_no(archived.roller_passive if archived else None),
    )


def message(people: People, said: MeldingKe | None) -> w.MeldingKe:
    """Return the words of a message to the coordinating unit; an empty form when there is none."""
    labels, form = people.labels, said is None
    told = said or MeldingKe(dato=dt.date.min)
    consent = next((s for s in people.sak.samtykker if s.id == told.samtykke), None)
    involved = [
        w.Involvert(people.unit(i.tjeneste), people.name_and_role(i.kontakt), i.oppgave) for i in told.involverte
    ]
    return w.MeldingKe(
        skrevet_av=_person(people, told.skrevet_av),
        leder=_person(people, told.leder),
        grunner=labels.choices("ke_grunn", told.grunner),
        situasjon=told.situasjon,
        involverte=rows(involved, w.Involvert("", "", ""), form=form),
        prøvd=rows(evaluations(people, told.prøvd), _EMPTY_EVALUATION, form=form),
        spørsmål=told.spørsmål,
        viktig_for_familien=told.viktig_for_familien,
        samtykke=in_one_line(people, consent),
        råd=told.råd.tekst if told.råd else "",
        råd_dato=date(told.råd.dato) if told.råd else "",
    )


def _person(people: People, who: str | None) -> w.Person:
    return people.person(who) if who else _EMPTY_PERSON


def _services(people: People, note: Nivåvurdering) -> str:
    """Return the units that have taken part in the log up to the note's day."""
    log = people.sak.stafettlogg
    parts = [(h.hvem, h.fra) for h in log.stafettholdere] if log else []
    parts += [(d.hvem, d.fra) for d in log.deltakere] if log else []
    units = [people.person(who).enhet for who, since in parts if since <= note.dato]
    return people.labels.listed(list(dict.fromkeys(u for u in units if u)))


def _history(people: People, note: Nivåvurdering) -> list[w.Forløp]:
    """Return the meetings up to the note's day with what each decided, oldest first."""
    held = sorted((mt for mt in people.sak.møter if mt.dato <= note.dato), key=lambda mt: mt.dato)
    return [_row(people, mt) for mt in held]


def _row(people: People, møte: m.Møte) -> w.Forløp:
    labels, decision = people.labels, møte.beslutning
    decided = labels.of("utfall", decision.utfall) if decision else ""
    level_after = number(decision.nivå_ut) if decision else ""
    return w.Forløp(date(møte.dato), labels.of("møtetype", møte.type), decided, level_after)


def _goals(people: People, note: Nivåvurdering) -> list[w.Måloppnåelse]:
    """Return the goals; one that was left out of a copy has no row there."""
    texts = {g.id: g.tekst for g in people.sak.mål}
    reached = [g for g in note.mål if g.mål in texts]
    return [w.Måloppnåelse(texts[g.mål], people.labels.of("gjennomført", g.nådd), g.merknad) for g in reached]
