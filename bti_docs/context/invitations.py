"""A meeting from the case goes in; the words of the invitation to it come out."""

from __future__ import annotations

import datetime as dt

from bti_docs.case import model as m
from bti_docs.case.innkalling import Innkalling
from bti_docs.case.roles import PUPIL
from bti_docs.case.types import Klokkeslett
from bti_docs.context import words as w
from bti_docs.context.labels import rows
from bti_docs.context.persons import People

_EMPTY_PERSON = w.Person("", "", "", "")
_NO_DAY = dt.date.min


def invitation(people: People, møte: m.Møte | None) -> w.Innkalling:
    """Return the words of the invitation to a meeting; an empty form when there is none."""
    labels = people.labels
    held = møte or m.Møte(id="x", type="stafettloggmøte", dato=_NO_DAY)
    said = held.innkalling or Innkalling(dato=_NO_DAY)
    return w.Innkalling(
        type=labels.of("møtetype", møte.type if møte else None),
        dato=labels.weekday_date(møte.dato if møte else None),
        kl=str(held.kl or ""),
        varighet=_length(people, held.kl),
        sted=held.sted,
        lenke=said.lenke,
        formål=said.formål,
        saksliste=rows(list(held.saksliste), "", form=møte is None),
        innkalt=rows([people.person(p) for p in held.innkalt], _EMPTY_PERSON, form=møte is None, room=5),
        forberedelse=list(said.forberedelse),
        elev_deltar=labels.choices("elev_deltar", (said.elev_deltar,) if said.elev_deltar else ()),
        elev_snakker_med=people.name_and_role(said.elev_snakker_med),
        tolk=_interpreter(people, møte),
        svarfrist=labels.weekday_date(said.svarfrist),
        kontakt=people.person(said.kontakt or held.leder or PUPIL) if said.kontakt or held.leder else _EMPTY_PERSON,
    )


def minutes(kl: Klokkeslett | None) -> int:
    """Return how long a meeting lasts, in minutes; 0 when it does not say when it ends."""
    if kl is None or kl.slutt is None:
        return 0
    return (kl.slutt.hour - kl.start.hour) * 60 + kl.slutt.minute - kl.start.minute


def _length(people: People, kl: Klokkeslett | None) -> str:
    return people.labels.sentence("minutter", antall=str(minutes(kl))) if minutes(kl) else ""


def _interpreter(people: People, møte: m.Møte | None) -> str:
    """Return whether there is an interpreter, by the meeting, else by what those invited need (tolkeloven § 6)."""
    if møte is None:
        return ""
    if møte.tolk:
        return people.labels.sentence("tolk_ja", språk=møte.tolk.språk)
    invited = [g for g in people.sak.foresatte if g.id in møte.innkalt]
    languages = [g.språk for g in invited if g.tolk]
    if languages:
        return people.labels.sentence("tolk_ja", språk=people.labels.listed(languages))
    return people.labels.of("svar", "nei")
