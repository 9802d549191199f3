"""A meeting from the case goes in; the words of its minutes and of the transition come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bti_docs.case import model as m
from bti_docs.case.roles import party, schools
from bti_docs.case.samtykke import Samtykke
from bti_docs.case.validity import in_force, starts, units_of
from bti_docs.case.vern import Evaluering
from bti_docs.context import words as w
from bti_docs.context.consents import in_one_line
from bti_docs.context.labels import date, number, rows
from bti_docs.context.persons import People

_EMPTY_PERSON = w.Person("", "", "", "")
_EMPTY_MEASURE = w.Tiltak("", "", "", "", "", "", "")
_EMPTY_EVALUATION = w.Evaluering("", "", "", "", "", "")
_EMPTY_NEXT = w.NesteMøte("", "", "", "", "")


def meeting(people: People, møte: m.Møte | None) -> w.Møte:
    """Return the meeting's words; an empty form when there is none."""
    labels, sak = people.labels, people.sak
    held = møte or m.Møte(id="x", type="stafettloggmøte", dato=dt.date.min)
    decision, form = held.beslutning, møte is None
    return w.Møte(
        type=labels.of("møtetype", møte.type if møte else None),
        dato=date(møte.dato) if møte else "",
        dato_lang=labels.weekday_date(møte.dato if møte else None),
        kl=str(held.kl or ""),
        sted=held.sted,
        leder=people.name_and_role(held.leder),
        referent=people.name_and_role(held.referent),
        til_stede=rows([people.person(p) for p in held.til_stede], _EMPTY_PERSON, form=form, room=4),
        forfall=[people.person(p) for p in held.forfall],
        samtykke=in_one_line(people, next((s for s in sak.samtykker if s.id == held.samtykke), None)),
        nivå_inn=number(held.nivå_inn),
        tolk=_interpreter(people, held),
        gjelder=held.gjelder,
        fungerer=held.fungerer,
        saksliste=list(held.saksliste),
        saker=_matters(people, held, internal=False) or [w.Møtesak("", "", "", internt=False)],
        interne_saker=_matters(people, held, internal=True),
        runde=rows(_round(people, held), w.Innspill("", ""), form=form, room=4),
        foresatt_syn=held.foresatt_syn,
        evaluering=rows(evaluations(people, held.evaluering), _EMPTY_EVALUATION, form=form),
        mål=rows([g.tekst for g in goals(sak, møte)], "", form=form, room=2),
        tiltak=rows([measure(people, t) for t in measures(sak, møte)], _EMPTY_MEASURE, form=form, room=4),
        utfall=labels.choices("utfall", (decision.utfall,) if decision else ()),
        nivå_ut=number(decision.nivå_ut) if decision else "",
        begrunnelse=decision.begrunnelse if decision else "",
        nye_tjenester=labels.listed([people.unit(u) for u in decision.nye_tjenester]) if decision else "",
        stafettholder_videre=people.name_and_role(decision.stafettholder or holder(sak, held)) if decision else "",
        stafettholder_aksept=labels.yes_no(decision.stafettholder_aksept if decision else None),
        orienteres=labels.listed([people.name_and_role(p) for p in held.orienteres]),
        neste=_next(people, held.neste),
    )


def measures(sak: m.Sak, møte: m.Møte | None) -> list[m.Tiltak]:
    """Return the measures that a meeting agreed on."""
    return [t for t in sak.tiltak if møte and t.møte == møte.id]


def goals(sak: m.Sak, møte: m.Møte | None) -> list[m.Mål]:
    """Return the goals that the meeting's measures serve; all goals when none of them names one."""
    served = {t.mål for t in measures(sak, møte) if t.mål}
    return [g for g in sak.mål if møte and (not served or g.id in served)]


def holder(sak: m.Sak, møte: m.Møte) -> str | None:
    """Return the id of the first who holds the baton on the meeting's day."""
    holders = sak.stafettlogg.stafettholdere if sak.stafettlogg else []
    on_the_day = [h.hvem for h in holders if _active(h, møte.dato)]
    return on_the_day[0] if on_the_day else None


def measure(people: People, tiltak: m.Tiltak, order: int = 0) -> w.Tiltak:
    """Return one measure's words; `order` is its number in a list, 0 for none."""
    return w.Tiltak(
        nummer=number(order or None),
        hva=people.marked(tiltak.hva, tiltak),
        arena=people.labels.of("arena", tiltak.arena),
        ansvarlig=people.name(tiltak.ansvar),
        start=date(tiltak.start),
        frist=date(tiltak.frist),
        evalueres=date(tiltak.evalueres),
    )


def transition(people: People, møte: m.Møte | None, consent: Samtykke | None) -> w.Overgang:
    """Return the transition's words, the measures in the order of the procedure's parties."""
    labels, sak = people.labels, people.sak
    leaves, goes_to = schools(sak, people.profil)
    said = sak.overgang
    behov = said.behov if said and said.behov else m.Behov()
    decision = møte.beslutning if møte else None
    known = people.name(people.contact_teacher(goes_to))
    permitted = _permitted(people, møte, consent)
    videre = labels.choices("overgangsutfall", (decision.utfall,) if decision else ())
    numbered = list(enumerate(measures(sak, møte), start=1))

    def of(name: str) -> list[w.Tiltak]:
        found = [measure(people, t, n) for n, t in numbered if party(sak, t.ansvar, leaves, goes_to) == name]
        return rows(found, _EMPTY_MEASURE, form=møte is None, room=2)

    return w.Overgang(
        nummer="" if møte is None else møte.type[-1],
        er_1=møte is None or møte.type == "overgangsmøte 1",
        er_2=møte is not None and møte.type == "overgangsmøte 2",
        fra_skole=people.unit(leaves),
        til_skole=people.unit(goes_to),
        kontaktlærer_ny="\n".join(part for part in (known, said.kontaktlærer_ukjent if said else "") if part),
        tillatt=labels.listed([labels.of("tema", t).lower() for t in permitted]),
        ikke_gyldig=labels.sentence("ikke_tillatt") if møte and not permitted else "",
        ikke_tillatt="\n".join(consent.deles_ikke) if consent else "",
        behov=w.Behov(behov.faglig, behov.sosialt, behov.helse, behov.praktisk),
        roller=_roles(people, møte),
        tiltak_barneskole=of("barneskole"),
        tiltak_hjem=of("hjem"),
        tiltak_ungdomsskole=of("ungdomsskole"),
        tiltak_andre=of("andre"),
        frist_møte_2=date(møte.neste.dato) if møte and møte.neste else "",
        videre=videre,
        beslutning=_decision(people, møte, videre),
        tolk_vurdert=labels.yes_no(_interpreter_considered(møte)),
    )


def _permitted(people: People, møte: m.Møte | None, consent: Samtykke | None) -> list[str]:
    """Return the kinds of information that the schools may share on the meeting's day; none without a valid consent."""
    if møte is None or consent is None or not _holds(people, consent, møte.dato):
        return []
    leaves, goes_to = schools(people.sak, people.profil)
    if people.own and goes_to not in (None, leaves, *units_of(consent, møte.dato)):
        return []
    begun = [c for c in consent.endringer if c.hva == "opplysninger" and starts(c.fra, c.dato) <= møte.dato]
    shared = consent.deles or [theme for row in consent.matrise for theme in row.deles]
    gone = {theme for change in begun for theme in change.deles or shared}
    return [theme for theme in dict.fromkeys(shared) if theme not in gone]


def _holds(people: People, consent: Samtykke, day: dt.date) -> bool:
    """Tell whether the consent holds; some copies leave out the note of an oral yes, which was there to be left out."""
    if not people.own:
        noted = [a.model_copy(update={"notat": a.notat or "–"}) for a in consent.gitt_av]
        consent = consent.model_copy(update={"gitt_av": noted})
    return in_force(consent, people.sak, people.profil, day)


def _decision(people: People, møte: m.Møte | None, videre: list[w.Valg]) -> str:
    """Return what the meeting decided, where no box is printed or ticked for it."""
    decision = møte.beslutning if møte else None
    if møte is None or decision is None:
        return ""
    ticked = møte.type == "overgangsmøte 2" and any(v.valgt for v in videre)
    return "" if ticked else people.labels.of("utfall", decision.utfall)


def _interpreter_considered(møte: m.Møte | None) -> bool | None:
    if møte is None:
        return None
    return True if møte.tolk else møte.tolk_vurdert


def _roles(people: People, møte: m.Møte | None) -> list[w.Person]:
    log = people.sak.stafettlogg
    if log is None or møte is None:
        return [_EMPTY_PERSON] * 3
    role = people.labels.role
    holders = [(h.hvem, role("stafettholder"), h.fra) for h in log.stafettholdere if _active(h, møte.dato)]
    others = [(d.hvem, role("deltaker"), d.fra) for d in log.deltakere if _active(d, møte.dato)]
    found = []
    for who, log_role, since in holders + others:
        person = people.person(who, since=since)
        found.append(w.Person(f"{person.navn} ({person.rolle})", log_role, person.enhet, person.fra))
    return found or [_EMPTY_PERSON]


def _active(part: m.Stafettholder | m.Deltaker, day: dt.date) -> bool:
    return part.fra <= day and (part.til is None or day <= part.til)


def _interpreter(people: People, møte: m.Møte) -> str:
    if møte.tolk is None:
        return people.labels.yes_no(None if møte.tolk_vurdert is None else False).svar if møte.tolk_vurdert else ""
    form = people.labels.of("tolkeform", møte.tolk.form)
    return ", ".join(part for part in (møte.tolk.navn, møte.tolk.språk, form) if part)


def _round(people: People, møte: m.Møte) -> list[w.Innspill]:
    return [w.Innspill(people.name_and_role(i.hvem), people.marked(i.sier, i)) for i in møte.runde]


def _matters(people: People, møte: m.Møte, *, internal: bool) -> list[w.Møtesak]:
    """Return the matters; the internal ones stand under a heading that says so, and only that mark is left out."""
    found = [s for s in møte.saker if s.internt == internal]
    titles = [people.marked(s.tittel, s.model_copy(update={"internt": False})) for s in found]
    return [
        w.Møtesak(str(n), t, s.referat.strip(), internal)
        for n, (t, s) in enumerate(zip(titles, found, strict=True), start=1)
    ]


def evaluations(people: People, evaluated: Sequence[Evaluering]) -> list[w.Evaluering]:
    """Return what became of measures; a copy that leaves out a measure says nothing of what became of it."""
    labels = people.labels
    by_id = {t.id: t for t in people.sak.tiltak}
    return [
        w.Evaluering(
            hva=people.marked(by_id[e.tiltak].hva, e, by_id[e.tiltak]),
            ansvarlig=people.name(by_id[e.tiltak].ansvar),
            gjennomført=labels.of("gjennomført", e.gjennomført),
            effekt=labels.of("effekt", e.effekt),
            videre=labels.of("videre", e.videre),
            merknad=e.merknad,
        )
        for e in evaluated
        if e.tiltak in by_id
    ]


def _next(people: People, neste: m.NesteMøte | None) -> w.NesteMøte:
    if neste is None:
        return _EMPTY_NEXT
    labels = people.labels
    kind = labels.of("møtetype", neste.type)
    return w.NesteMøte(kind, date(neste.dato), labels.weekday_date(neste.dato), str(neste.kl or ""), neste.sted)
