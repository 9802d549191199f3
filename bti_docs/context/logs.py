"""A log, a change of consent or a reader go in; the words of the printed log, the form or the cover letter come out."""

from __future__ import annotations

import datetime as dt

from bti_docs.case import model as m
from bti_docs.case.roles import PUPIL
from bti_docs.case.samtykke import Samtykke
from bti_docs.case.vern import Evaluering
from bti_docs.context import words as w
from bti_docs.context.consents import in_one_line
from bti_docs.context.instances import Instance
from bti_docs.context.labels import date
from bti_docs.context.persons import People

_PARENT = "foresatt"


def change_of_consent(people: People, instance: Instance) -> w.Endring:
    """Return the words of a change or withdrawal; an empty form when there is none."""
    labels, change = people.labels, instance.change
    if change is None:
        return _empty_change(people)
    consent = next(s for s in people.sak.samtykker if change in s.endringer)
    themes = [labels.of("tema", t).lower() for t in change.deles]
    told = [people.person(v.hvem) for v in change.varslet]
    return w.Endring(
        samtykke=in_one_line(people, consent),
        av=people.name_and_role(change.av),
        dato=date(change.dato),
        fra=date(change.fra or change.dato),
        hva=labels.choices("endring", (change.hva,)),
        detaljer=labels.listed([people.unit(u) for u in change.tjenester] + themes),
        mottatt_av=people.name_and_role(change.mottatt_av),
        former=labels.choices("svarform", (change.form,) if change.form else ()),
        følge=labels.choices("følge", (change.følge,) if change.følge else ()),
        varslet=[w.Delt(p.navn, p.rolle, date(v.dato)) for p, v in zip(told, change.varslet, strict=True)]
        or [w.Delt("", "", "")],
    )


def _empty_change(people: People) -> w.Endring:
    labels = people.labels
    return w.Endring(
        samtykke="",
        av="",
        dato="",
        fra="",
        hva=labels.choices("endring", ()),
        detaljer="",
        mottatt_av="",
        former=labels.choices("svarform", ()),
        følge=labels.choices("følge", ()),
        varslet=[w.Delt("", "", "")] * 3,
    )


def holders(people: People, samtykke: Samtykke | None) -> list[w.Person]:
    """Return each stafettholder once: those there were when a consent was answered, or who are planned in a draft."""
    log = people.sak.stafettlogg
    planned = sorted(log.stafettholdere, key=lambda h: h.fra) if log else []
    answers = [a.dato for a in samtykke.gitt_av] if samtykke and samtykke.status != "utkast" else []
    then = [h for h in planned if not answers or h.fra <= max(answers)] or planned[:1]
    first = {h.hvem: h.fra for h in reversed(then)}
    return [people.person(who, since=first[who]) for who in dict.fromkeys(h.hvem for h in then)]


def whole_log(people: People, day: dt.date) -> w.Logg:
    """Return everything that the log holds, as one paper: complete enough to serve as the log itself."""
    sak, log = people.sak, people.sak.stafettlogg or m.Stafettlogg()
    note = sak.oppmerksomhetssamtale
    return w.Logg(
        opprettet=date(log.opprettet),
        avsluttet=date(log.avsluttet),
        nivåer=_levels(people),
        bakgrunn=note.undring if note else "",
        observasjoner=_observations(people, note),
        roller=_roles(people, log, day),
        samtykker=[_consent(people, s) for s in sak.samtykker],
        mål=[g.tekst for g in sak.mål],
        tiltak=[_measure(people, t) for t in sorted(sak.tiltak, key=lambda t: t.frist or dt.date.max)],
        møter=[_meeting(people, mt) for mt in sorted(sak.møter, key=lambda mt: mt.dato)],
        meldinger=[_message(people, x) for x in sorted(log.meldinger, key=lambda x: x.dato)],
    )


def _observations(people: People, note: m.Oppmerksomhetssamtale | None) -> list[w.Observasjon]:
    return [w.Observasjon(date(o.dato), people.marked(o.hva, o)) for o in note.observasjoner] if note else []


def letter(people: People, reader: str, enclosed: tuple[str, ...], role: str) -> w.Brev:
    """Return the words of the letter to a guardian; a protected address is never printed: it is handed over."""
    guardian = next((g for g in people.sak.foresatte if g.id == reader), None)
    labels = people.labels
    if guardian is None:
        listed = list(enclosed)
        return w.Brev(
            "", [], for_hånd=False, levering="", grunnlag="", dokumenter=listed, avsender="", avsender_rolle=""
        )
    by_hand = guardian.adressesperre != "nei" or not guardian.adresse
    sender = people.contact_teacher(people.sak.barn.skole)
    way = "for_hånd" if by_hand else guardian.kopi
    return w.Brev(
        navn=guardian.navn,
        adresse=[] if by_hand else list(guardian.adresse),
        for_hånd=by_hand,
        levering=labels.of("levering", way),
        grunnlag=labels.of("grunnlag", role if role == _PARENT else "foresatt_uten"),
        dokumenter=list(enclosed),
        avsender=people.name(sender),
        avsender_rolle=people.person(sender).rolle if sender else "",
    )


def _levels(people: People) -> list[str]:
    """Return the case's level after each meeting that set one, oldest first."""
    decided = [(mt.dato, mt.beslutning.nivå_ut) for mt in people.sak.møter if mt.beslutning]
    return [f"{date(day)}: {level}" for day, level in sorted(decided, key=lambda d: d[0]) if level is not None]


def _roles(people: People, log: m.Stafettlogg, day: dt.date) -> list[w.Loggrolle]:
    labels = people.labels
    parts = [(h.hvem, "stafettholder", h.fra, h.til) for h in log.stafettholdere]
    parts += [(d.hvem, "deltaker", d.fra, d.til) for d in log.deltakere]
    found = []
    for who, part, since, until in parts:
        person = people.person(who)
        status = labels.of("loggstatus", "passiv" if until and until <= day else "aktiv")
        names = (person.navn, labels.role(part), person.enhet)
        found.append(w.Loggrolle(*names, date(since), date(until), status))
    return found


def _message(people: People, message: m.Melding) -> w.Loggmelding:
    return w.Loggmelding(date(message.dato), people.name(message.hvem), people.marked(message.tekst, message))


def _consent(people: People, samtykke: Samtykke) -> w.Loggsamtykke:
    labels = people.labels
    answers = [f"{people.name(a.hvem)} {date(a.dato)}" for a in samtykke.gitt_av]
    changes = [f"{date(c.fra or c.dato)}: {labels.of('endring', c.hva).lower()}" for c in samtykke.endringer]
    return w.Loggsamtykke(
        gjelder=labels.of("samtykkegjelder", samtykke.gjelder),
        status=labels.of("samtykkestatus", samtykke.status),
        fra=date(samtykke.gjelder_fra),
        til=date(samtykke.gjelder_til),
        svar="\n".join(answers),
        endringer="\n".join(changes),
    )


def _measure(people: People, tiltak: m.Tiltak) -> w.Loggtiltak:
    labels = people.labels
    evaluated = []
    for day, e in _evaluated(people.sak, tiltak):
        said = (labels.of("effekt", e.effekt), labels.of("videre", e.videre))
        evaluated.append(f"{date(day)}: {', '.join(part for part in said if part)}")
    agreed = next((mt.dato for mt in people.sak.møter if mt.id == tiltak.møte), tiltak.start)
    return w.Loggtiltak(
        dato=date(agreed),
        hva=people.marked(tiltak.hva, tiltak),
        arena=labels.of("arena", tiltak.arena),
        ansvarlig=people.name(tiltak.ansvar),
        frist=date(tiltak.frist),
        evalueres=date(tiltak.evalueres),
        status=labels.of("tiltaksstatus", tiltak.status),
        evaluert="\n".join(evaluated),
    )


def _evaluated(sak: m.Sak, tiltak: m.Tiltak) -> list[tuple[dt.date, Evaluering]]:
    """Return what became of a measure at each meeting that said so, oldest first."""
    met = sorted(sak.møter, key=lambda mt: mt.dato)
    return [(mt.dato, e) for mt in met for e in mt.evaluering if e.tiltak == tiltak.id and (e.effekt or e.videre)]


def _meeting(people: People, møte: m.Møte) -> w.Loggmøte:
    labels, decision = people.labels, møte.beslutning
    said = f"{labels.of('utfall', decision.utfall)}. {decision.begrunnelse}".strip() if decision else ""
    return w.Loggmøte(
        dato=date(møte.dato),
        type=labels.of("møtetype", møte.type),
        sted=møte.sted,
        til_stede=labels.listed([people.name_and_role(p) for p in møte.til_stede if p != PUPIL] + _pupil(people, møte)),
        saker=[_matter(people, n, s) for n, s in enumerate(møte.saker, start=1)],
        beslutning=said,
    )


def _matter(people: People, number: int, matter: m.Møtesak) -> w.Møtesak:
    """Return a matter; that it is internal is a word of its own, whom it is kept from stands in front of its title."""
    title = people.marked(matter.tittel, matter.model_copy(update={"internt": False}))
    return w.Møtesak(str(number), title, matter.referat.strip(), matter.internt)


def _pupil(people: People, møte: m.Møte) -> list[str]:
    return [people.name_and_role(PUPIL)] if PUPIL in møte.til_stede else []
