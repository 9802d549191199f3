"""The state of a case as the oracle of what readers see knows it; the same state as a case and a profile of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from bti_docs.case import model as m
from bti_docs.case import samtykke as c
from bti_docs.case.profile import Profil
from tests.view_case import PROFIL

STAFF = {"per": "hope-barneskole", "heidi": "helsestasjonen", "pia": "ppt"}
NEW_SCHOOL = "risor-ungdomsskole"
START = dt.date(2026, 9, 1)


# The state of a case, as the oracle knows it.


@dataclass
class Someone:
    custody: str = "ja"
    kin: str = "mor"
    secret: bool = False
    hidden_from: set[str] = field(default_factory=set)
    contact: tuple[str, str] = ("", "")  # e-mail, phone


@dataclass
class Change:
    what: str
    by: str
    works: dt.date
    services: set[str]
    themes: set[str]
    until: dt.date
    written: bool


@dataclass
class Consent:
    yes: dict[str, tuple[dt.date, bool]]  # who: the day, and whether it counts: written, or oral with a note
    first: dt.date
    last: dt.date
    grants: dict[str, set[str]]  # service: themes
    texts: dict[str, str]
    transition: bool = False
    follows: bool = False
    matrix: bool = False
    status: str = "gitt"
    complete: bool = True
    changes: list[Change] = field(default_factory=list)


@dataclass
class Item:
    text: str
    sort: str  # sak, runde, tiltak, melding, observasjon
    theme: str
    day: dt.date
    internal: bool
    hidden_from: set[str]
    tagged: bool = True
    by: str = ""
    goal: str = ""


@dataclass
class Meeting:
    day: dt.date
    consent: int | None
    items: list[Item]
    texts: dict[str, str]


@dataclass
class Access:
    service: str
    first: dt.date
    last: dt.date
    approved: set[str]


@dataclass
class State:
    day: dt.date
    born: dt.date
    texts: dict[str, str]
    staff: dict[str, str] = field(default_factory=lambda: STAFF)
    guardians: dict[str, Someone] = field(default_factory=dict)
    pupil: Someone = field(default_factory=Someone)
    home: str = ""  # the guardian whose address the pupil has
    violence: bool = False
    consents: list[Consent] = field(default_factory=list)
    access: list[Access] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    log: list[Item] = field(default_factory=list)
    note: list[Item] = field(default_factory=list)
    everyone_signs: bool = True
    signs_from: int = 15
    moves: dt.date | None = None

    @property
    def age(self) -> int:
        birthday = (self.day.month, self.day.day) >= (self.born.month, self.born.day)
        return self.day.year - self.born.year - (not birthday)


# The same state as a case and a profile of ours.


def case_of(s: State) -> m.Sak:
    numbered = list(enumerate(s.meetings))
    measures = [(i, item) for i, meeting in numbered for item in meeting.items if item.sort == "tiltak"]
    return m.Sak(
        bti_sak="1",
        id="sak",
        saksnavn="Sak",
        kommune="risor",
        barn=pupil_of(s),
        foresatte=[guardian_of(g, name) for name, g in s.guardians.items()],
        personer=[m.Person(id=who, navn=who, rolle="ansatt", enhet=unit) for who, unit in s.staff.items()],
        samtykker=[consent_of(consent, i) for i, consent in enumerate(s.consents)],
        stafettlogg=m.Stafettlogg(
            deltakere=[participant_of(s, a) for a in s.access],
            meldinger=[m.Melding(dato=i.day, hvem=i.by or "per", tekst=i.text, **shield(i)) for i in s.log],
        ),
        oppmerksomhetssamtale=m.Oppmerksomhetssamtale(
            dato=START,
            skrevet_av="per",
            vold_overgrep=s.violence,
            undring=s.texts["notat"],
            observasjoner=[m.Observasjon(dato=i.day, hva=i.text, **shield(i)) for i in s.note],
        ),
        møter=[meeting_of(meeting, i) for i, meeting in numbered],
        overgang=m.Overgang(fra="hope-barneskole", til=NEW_SCHOOL, dato=s.moves) if s.moves else None,
        mål=[m.Mål(id=f"g-{i.text}", tekst=i.goal) for _, i in measures],
        tiltak=[
            m.Tiltak(id=f"t-{i.text}", møte=f"m{n}", mål=f"g-{i.text}", hva=i.text, **shield(i)) for n, i in measures
        ],
    )


def pupil_of(s: State) -> m.Barn:
    lives_with = s.home in s.guardians
    return m.Barn(
        fornavn="Ola",
        etternavn="Testesen",
        fødselsdato=s.born,
        skole="hope-barneskole",
        klasse="7A",
        adresse=home_of(s.home if lives_with else "barn"),
        syn=[m.Syn(dato=START, form="elevsamtale", sier=s.texts["syn"])],
        **protection(s.pupil),
    )


def guardian_of(g: Someone, name: str) -> m.Foresatt:
    return m.Foresatt(
        id=name, navn=name, relasjon=g.kin, foreldreansvar=g.custody, adresse=home_of(name), **protection(g)
    )


def home_of(who: str) -> list[str]:
    return [f"{who}vegenveien 7", f"4950 {who}byenby"]


def protection(person: Someone) -> dict[str, Any]:
    barred = "strengt fortrolig" if person.secret else "nei"
    return {"adressesperre": barred, "skjermes_for": sorted(person.hidden_from), "epost": person.contact[0]}


def shield(item: Item) -> dict[str, Any]:
    theme = item.theme if item.tagged else None
    return {"tema": theme, "internt": item.internal, "skjules_for": sorted(item.hidden_from)}


def consent_of(consent: Consent, i: int) -> c.Samtykke:
    rows = [c.Delingsrad(tjeneste=u, retning="gi", deles=sorted(t)) for u, t in consent.grants.items()]
    shared = sorted(set().union(*consent.grants.values()))
    alike = all(sorted(themes) == shared for themes in consent.grants.values())
    return c.Samtykke(
        id=f"s{i}",
        gjelder="overgang" if consent.transition else "stafettlogg",
        formål=consent.texts["formål"],
        status=consent.status,
        gitt_av=[c.GittAv(hvem=who, dato=day, **form(counts)) for who, (day, counts) in consent.yes.items()],
        gjelder_fra=consent.first,
        gjelder_til=consent.last,
        tjenester=[*sorted(consent.grants), *([NEW_SCHOOL] if consent.follows else [])],
        deles=shared,
        matrise=rows if consent.matrix or not alike else [],
        deles_ikke=[consent.texts["deles_ikke"]],
        informert_av=c.InformertAv(hvem="per", dato=START, språk="norsk") if consent.complete else None,
        endringer=[change_of(change) for change in consent.changes],
    )


def form(counts: bool) -> dict[str, str]:
    return {"form": "underskrift"} if counts else {"form": "muntlig"}


def change_of(change: Change) -> c.Endring:
    return c.Endring(
        dato=change.works,
        av=change.by,
        hva=change.what,
        tjenester=sorted(change.services),
        deles=sorted(change.themes),
        til=change.until if change.what == "forlenges" else None,
        form="underskrift" if change.written else "muntlig",
    )


def participant_of(s: State, access: Access) -> m.Deltaker:
    who = next(person for person, unit in s.staff.items() if unit == access.service)
    return m.Deltaker(hvem=who, fra=access.first, til=access.last, godkjent_av=sorted(access.approved))


def meeting_of(meeting: Meeting, i: int) -> m.Møte:
    matters = [x for x in meeting.items if x.sort == "sak"]
    texts = dict(meeting.texts)
    decision = m.Beslutning(utfall="videreføres", begrunnelse=texts.pop("begrunnelse"))
    return m.Møte(
        id=f"m{i}",
        type="stafettloggmøte",
        dato=meeting.day,
        samtykke=None if meeting.consent is None else f"s{meeting.consent}",
        saker=[m.Møtesak(tittel=x.text, referat=x.text, **shield(x)) for x in matters],
        saksliste=[texts.pop("saksliste"), *(f"{n}. {x.text.upper()}:" for n, x in enumerate(matters))],
        runde=[m.Innspill(hvem=x.by, sier=x.text, **shield(x)) for x in meeting.items if x.sort == "runde"],
        vedlegg=[texts.pop("vedlegg")],
        beslutning=decision,
        **texts,
    )


def profile_of(s: State) -> Profil:
    update = {"alle_med_foreldreansvar": s.everyone_signs, "eleven_selv_fra": s.signs_from}
    return PROFIL.model_copy(update={"samtykkeregler": PROFIL.samtykkeregler.model_copy(update=update)})
