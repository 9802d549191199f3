"""A case, its municipality and a day go in; what conditions and deadlines may use comes out."""

from __future__ import annotations

import datetime as dt

from bti_docs.case.model import Person, Sak, Stafettlogg
from bti_docs.case.profile import Profil
from bti_docs.case.roles import CONTACT_TEACHER, age, at_home, schools, suspected_violence
from bti_docs.case.samtykke import Samtykke
from bti_docs.case.validity import in_force
from bti_docs.procedure.absence import call_home, passed, spell_until
from bti_docs.procedure.asof import as_of
from bti_docs.procedure.course import agreed, course, effect, held, is_closed, is_new, level, open_measures, opened
from bti_docs.procedure.facts import (
    Elevord,
    Fakta,
    Fraværsord,
    Loggord,
    Møteord,
    Notatord,
    Observert,
    Overgangsord,
    Saksord,
    Samtykkeord,
    Sisteord,
    Tiltaksord,
    Tjenesteord,
)
from bti_docs.procedure.shown import plan_steps, shown, unsafe

_PPT = "ppt"
CALL_ON_DAY = 2
"""On which day of an absence that the home has told of, the school calls (Vindafjord and Etne's plan, step 3)."""


def observe(whole: Sak, profil: Profil, day: dt.date) -> Observert:
    """Return what the case tells on `day`, as it was known then."""
    sak = as_of(whole, day)
    facts = Fakta(
        nivå=level(sak),
        ny=is_new(sak),
        saken=Saksord(is_closed(sak), max((t.nivå for t in course(sak)), default=level(sak))),
        notat=_note(sak),
        samtykke=_consents(whole, profil, day),
        logg=_log(sak, profil, day),
        møter=_meetings(sak, day),
        siste=_last(sak),
        tiltak=_measures(sak, day),
        fravær=_absence(sak, profil, day),
        overgang=_transition(sak, profil),
        elev=_pupil(sak, day),
        tjenester=Tjenesteord(_has_ppt(sak, profil)),
        dokumenter=shown(sak, day),
    )
    return Observert(facts, _days(sak, whole, profil, day))


def _note(sak: Sak) -> Notatord:
    note = sak.oppmerksomhetssamtale
    talk = note.samtale if note else None
    return Notatord(
        skrevet=note is not None,
        konkret=bool(note and note.observasjoner and note.undring),
        sjekket=bool(note and note.sjekket),
        delt=bool(note and note.delt_med),
        samtale=bool(talk and (talk.dato or talk.til_stede)),
        konklusjon=(note.konklusjon if note else None) or "",
        vold_overgrep=suspected_violence(sak),
        skolemiljø=bool(note and note.skolemiljø),
    )


def _consents(sak: Sak, profil: Profil, day: dt.date) -> Samtykkeord:
    hold = [s for s in sak.samtykker if in_force(s, sak, profil, day)]
    kinds = {s.gjelder for s in hold}
    return Samtykkeord(
        stafettlogg="stafettlogg" in kinds,
        deling="deling" in kinds,
        bredt=any(s.gjelder == "deling" and s.anledning == "nivå 2 til 3" for s in hold),
        ressursteam="ressursteam" in kinds,
        overgang="overgang" in kinds,
    )


def _log(sak: Sak, profil: Profil, day: dt.date) -> Loggord:
    log = sak.stafettlogg or Stafettlogg()
    leaves, goes_to = schools(sak, profil)
    people = {p.id: p for p in sak.personer}
    holders = [people[h.hvem] for h in log.stafettholdere if _is_on(h.til, day) and h.hvem in people]
    taking_part = [people[d.hvem] for d in log.deltakere if d.hvem in people]
    chosen = [people.get(m.beslutning.stafettholder or "") for m in held(sak) if m.beslutning]
    return Loggord(
        opprettet=opened(sak) is not None,
        åpen=opened(sak) is not None and not is_closed(sak),
        stafettholder=bool(holders),
        barneskolen_passiv=opened(sak) is not None and not any(p.enhet == leaves for p in holders),
        ungdomsskolen_med=any(p.enhet == goes_to for p in holders),
        ny_kontaktlærer_deltar=any(_is_new_teacher(p, goes_to) for p in (*holders, *taking_part)),
        ny_stafettholder=any(_is_new_teacher(p, goes_to) for p in (*holders, *chosen)),
    )


def _is_on(until: dt.date | None, day: dt.date) -> bool:
    return until is None or day < until


def _is_new_teacher(person: Person | None, goes_to: str | None) -> bool:
    return person is not None and goes_to is not None and (person.rolle, person.enhet) == (CONTACT_TEACHER, goes_to)


def _meetings(sak: Sak, day: dt.date) -> Møteord:
    coming = agreed(sak)
    types = {m.type for m in held(sak)}
    return Møteord(
        avtalt=coming is not None,
        innkalt=coming is not None and coming.innkalt,
        nå=coming is not None and coming.dato <= day,
        neste=coming.type if coming else "",
        ressursteam="ressursteam" in types,
        overgang_1="overgangsmøte 1" in types,
        overgang_2="overgangsmøte 2" in types,
    )


def _last(sak: Sak) -> Sisteord:
    before = held(sak)
    last = before[-1] if before else None
    steps = course(sak)
    decided = steps[-1] if steps else None
    return Sisteord(
        holdt=last is not None,
        type=last.type if last else "",
        besluttet=bool(last and last.beslutning),
        utfall=last.beslutning.utfall if last and last.beslutning else "",
        opp=decided is not None and decided.nivå > decided.før,
        ned=decided is not None and decided.nivå < decided.før,
        effekt=effect(last),
    )


def _measures(sak: Sak, day: dt.date) -> Tiltaksord:
    on = open_measures(sak, day)
    units = {p.id: p.enhet for p in sak.personer}
    others = [t for t in on if not at_home(sak, t.ansvar) and units.get(t.ansvar or "") not in (None, sak.barn.skole)]
    return Tiltaksord(i_gang=bool(on), fra_tjenester=bool(others))


def _absence(sak: Sak, profil: Profil, day: dt.date) -> Fraværsord:
    limit, spell = _limit(sak, profil, day), spell_until(sak.fravær, day)
    said = sak.fraværsoppfølging
    team = said.klasseteam if said else None
    return Fraværsord(
        registrert=bool(sak.fravær),
        over_grensen=limit is not None,
        kontakt_heim=call_home(sak.fravær, day, CALL_ON_DAY) is not None,
        kontaktet=bool(spell and said and any(k.dato >= spell[0].dato for k in said.kontakt)),
        klasseteam=team is not None and (limit is None or team >= limit),
        gjort=plan_steps(sak, limit),
    )


def _limit(sak: Sak, profil: Profil, day: dt.date) -> dt.date | None:
    """Return the first day on which one of the limits that are passed was passed."""
    return min((t.passert for t in passed(sak.fravær, profil.fraværsgrenser, day)), default=None)


def _transition(sak: Sak, profil: Profil) -> Overgangsord:
    said, (_, goes_to) = sak.overgang, schools(sak, profil)
    return Overgangsord(
        gjelder=said is not None,
        behov=bool(said and said.behov),
        kontaktlærer_kjent=any(_is_new_teacher(p, goes_to) for p in sak.personer),
    )


def _pupil(sak: Sak, day: dt.date) -> Elevord:
    since = sak.oppmerksomhetssamtale.dato if sak.oppmerksomhetssamtale else dt.date.min
    heard = any(s.dato >= since and s.form != "ikke innhentet" for s in sak.barn.syn)
    talked = any(e.dato >= since for e in sak.elevsamtaler)
    return Elevord(
        alder=age(sak.barn.fødselsdato, day),
        hørt=heard or talked,
        samtale=bool(sak.elevsamtaler),
        utrygg=unsafe(sak) is not None,
    )


def _has_ppt(sak: Sak, profil: Profil) -> bool:
    units = {p.id: profil.enheter[p.enhet].type for p in sak.personer if p.enhet}
    taking_part = {d.hvem for d in sak.stafettlogg.deltakere} if sak.stafettlogg else set()
    return bool(sak.iop and sak.iop.sakkyndig_vurdering) or any(units.get(who) == _PPT for who in taking_part)


def _days(sak: Sak, whole: Sak, profil: Profil, day: dt.date) -> dict[str, dt.date | None]:
    """Return the days that deadlines may be counted from: the keys are those of `Anker`."""
    note, coming, before = sak.oppmerksomhetssamtale, agreed(sak), held(sak)
    teams = [m.dato for m in before if m.type == "ressursteam"]
    second = coming.dato if coming and coming.type == "overgangsmøte 2" else None
    return {
        "notat": note.dato if note else None,
        "samtale": note.samtale.dato if note and note.samtale else None,
        "ny_dato": note.ny_dato if note else None,
        "samtykke": _given(whole.samtykker, day),
        "logg": opened(sak),
        "siste_møte": before[-1].dato if before else None,
        "neste_møte": coming.dato if coming else None,
        "overgangsmøte_2": second,
        "ressursteam": teams[-1] if teams else None,
        "skolestart": profil.skoleår.start,
        "fravær": call_home(sak.fravær, day, CALL_ON_DAY),
        "terskel": _limit(sak, profil, day),
    }


def _given(consents: list[Samtykke], day: dt.date) -> dt.date | None:
    """Return the last day on which somebody answered a consent for the log."""
    days = [a.dato for s in consents if s.gjelder == "stafettlogg" for a in s.gitt_av if a.dato <= day]
    return max(days, default=None)
