"""Ids from the case go in; people and units as templates name them come out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bti_docs.case.model import Foresatt as CaseForesatt
from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil
from bti_docs.case.roles import CONTACT_TEACHER, PUPIL, age
from bti_docs.case.samtykke import GittAv, Samtykke
from bti_docs.case.vern import Vern
from bti_docs.context.labels import Labels, date
from bti_docs.context.words import Barn, Foresatt, Person, Syn


@dataclass(frozen=True)
class People:
    """Everyone in the case by id. `own` tells that the document is the school's own: only there are marks printed."""

    sak: Sak
    profil: Profil
    labels: Labels
    own: bool = False

    def name(self, who: str | None) -> str:
        """Return a person's name; empty for None."""
        return "" if who is None else self.person(who).navn

    def name_and_role(self, who: str | None) -> str:
        """Return `Per Lærersen (kontaktlærer)`; empty for None."""
        if who is None:
            return ""
        person = self.person(who)
        return f"{person.navn} ({person.rolle})" if person.rolle else person.navn

    def person(self, who: str, *, since: dt.date | None = None) -> Person:
        """Return the person with their role and unit; a guardian's role is the relation to the pupil.

        Whoever has no name, in an anonymous discussion, is called by their role.
        """
        found = self._person(who, since)
        return found if found.navn else Person(found.rolle[:1].upper() + found.rolle[1:], "", found.enhet, found.fra)

    def _person(self, who: str, since: dt.date | None) -> Person:
        if who == PUPIL:
            name = f"{self.sak.barn.fornavn} {self.sak.barn.etternavn}".strip()
            return Person(name, self.labels.of("relasjon", PUPIL), "", date(since))
        guardian = next((g for g in self.sak.foresatte if g.id == who), None)
        if guardian:
            return Person(guardian.navn, self.labels.of("relasjon", guardian.relasjon), "", date(since))
        other = next(p for p in self.sak.personer if p.id == who)
        return Person(other.navn, self.labels.role(other.rolle), self.unit(other.enhet), date(since))

    def marked(self, text: str, *items: Vern) -> str:
        """Return the text with whom it is kept from in front, in the school's own document; copies never tell."""
        if not (self.own and text):
            return text
        hidden = dict.fromkeys(who for item in items for who in item.skjules_for)
        if hidden:
            text = self.labels.sentence("skjermes", navn=self.labels.listed([self.name(h) for h in hidden]), tekst=text)
        return self.labels.sentence("internt", tekst=text) if any(item.internt for item in items) else text

    def unit(self, unit: str | None) -> str:
        """Return a unit's name from the profile; empty for none, or for one that was kept from the reader."""
        return self.profil.enheter[unit].navn if unit else ""

    def contact_teacher(self, unit: str | None) -> str | None:
        """Return the id of the contact teacher at a unit."""
        found = (p.id for p in self.sak.personer if p.rolle == CONTACT_TEACHER and p.enhet == unit)
        return next(found, None)


def pupil(people: People, day: dt.date, samtykke: Samtykke | None = None) -> Barn:
    """Return the pupil, with what they have answered to `samtykke`.

    `day` decides whether they sign for themselves (the municipality's age).
    """
    barn, labels = people.sak.barn, people.labels
    named = bool(barn.fornavn)
    return Barn(
        navn=people.name(PUPIL),
        fornavn=barn.fornavn,
        fødselsdato=date(barn.fødselsdato) if named else "",
        skole=people.unit(barn.skole),
        trinn=f"{barn.trinn}." if named and barn.trinn is not None else "",
        klasse=barn.klasse,
        språk=barn.språk,
        tolk=labels.yes_no(barn.tolk),
        kontaktlærer=people.name(people.contact_teacher(barn.skole)) if named else "",
        underskriver=age(barn.fødselsdato, day) >= people.profil.samtykkeregler.eleven_selv_fra,
        underskrevet=_answered(people, PUPIL, samtykke),
        syn=_views(people, day),
    )


def _views(people: People, day: dt.date) -> list[Syn]:
    """Return what the pupil has said up to and on `day`, or everything when all of it came later."""
    said = sorted(people.sak.barn.syn, key=lambda s: s.dato)
    known = [s for s in said if s.dato <= day] or said
    views = [
        Syn(
            date(s.dato),
            people.labels.of("synsform", s.form),
            people.name(s.hentet_av),
            s.sier.strip(),
            s.grunn,
        )
        for s in known
    ]
    return views or [Syn("", "", "", "", "")]


def guardians(people: People, samtykke: Samtykke | None) -> list[Foresatt]:
    """Return the guardians, each with what they have answered to `samtykke`; two empty rows when there is none."""
    rows = [_guardian(people, g, samtykke) for g in people.sak.foresatte]
    return rows or [Foresatt("", "", "", "", "", signerer=True, underskrevet="")] * 2


def _guardian(people: People, guardian: CaseForesatt, samtykke: Samtykke | None) -> Foresatt:
    labels, answered = people.labels, _answered(people, guardian.id, samtykke)
    return Foresatt(
        navn=guardian.navn,
        relasjon=labels.of("relasjon", guardian.relasjon),
        foreldreansvar=labels.of("svar", guardian.foreldreansvar),
        bor_fast=labels.of("svar", guardian.bor_fast),
        tolk=_interpreter(guardian, labels),
        signerer=guardian.foreldreansvar != "nei" or bool(answered),
        underskrevet=answered,
    )


def _answered(people: People, who: str, samtykke: Samtykke | None) -> str:
    """Return when and how somebody has answered a consent; an oral answer with the note that was made of it."""
    answers = [a for a in samtykke.gitt_av if a.hvem == who] if samtykke else []
    return "; ".join(f"{date(a.dato)}, {_how(people.labels, a)}" for a in answers)


def _how(labels: Labels, answer: GittAv) -> str:
    if answer.notat.strip():
        return f"{labels.of('svarform', answer.form)}: {answer.notat.strip()}"
    return labels.of("samtykkeform", answer.form)


def _interpreter(guardian: CaseForesatt, labels: Labels) -> str:
    if guardian.tolk and guardian.språk:
        return labels.sentence("tolk_ja", språk=guardian.språk)
    return labels.yes_no(guardian.tolk).svar
