"""The words for a closing note or an evaluation of the level, and for the message to the coordinating unit."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Person, Svar, Valg
from bti_docs.context.words.meeting import Evaluering


@dataclass(frozen=True)
class Forløp:
    """One meeting in the case's short history, and the level after it."""

    dato: str
    type: str
    beslutning: str
    nivå: str


@dataclass(frozen=True)
class Måloppnåelse:
    """A goal, and whether it was reached."""

    mål: str
    nådd: str
    merknad: str


@dataclass(frozen=True)
class Oppfølging:
    """What is followed up afterwards, and by whom."""

    hva: str
    hvem: str


@dataclass(frozen=True)
class Nivåvurdering:
    """A closing note or an evaluation of the level. `avsluttes` tells that the case ends here."""

    skrevet_av: Person
    leder: Person
    logg_opprettet: str
    tjenester: str
    forløp: list[Forløp]
    historikk: str
    mål: list[Måloppnåelse]
    foresatt_syn: str
    utfall: list[Valg]
    nivå_fra: str
    nivå_til: str
    begrunnelse: str
    følges_opp: list[Oppfølging]
    avsluttes: bool
    arkivert: str
    arkivert_ref: str
    roller_passive: Svar


@dataclass(frozen=True)
class Involvert:
    """A service that takes part, who to ask there, and what it does."""

    tjeneste: str
    kontakt: str
    oppgave: str


@dataclass(frozen=True)
class MeldingKe:
    """A message to the coordinating unit, and what it answered."""

    skrevet_av: Person
    leder: Person
    grunner: list[Valg]
    situasjon: str
    involverte: list[Involvert]
    prøvd: list[Evaluering]
    spørsmål: str
    viktig_for_familien: str
    samtykke: str
    råd: str
    råd_dato: str
