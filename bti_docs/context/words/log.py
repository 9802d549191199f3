"""The words for the printed log, and for the letter that goes with a copy."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.meeting import Møtesak
from bti_docs.context.words.talk import Observasjon


@dataclass(frozen=True)
class Loggrolle:
    """Someone's part in the log, from a day to a day; `status` is active or passive."""

    navn: str
    rolle: str
    enhet: str
    fra: str
    til: str
    status: str


@dataclass(frozen=True)
class Loggsamtykke:
    """A consent as the log lists it."""

    gjelder: str
    status: str
    fra: str
    til: str
    svar: str
    endringer: str


@dataclass(frozen=True)
class Loggtiltak:
    """A measure as the log lists it, with what became of it."""

    dato: str
    hva: str
    arena: str
    ansvarlig: str
    frist: str
    evalueres: str
    status: str
    evaluert: str  # a line for each meeting that said what became of it


@dataclass(frozen=True)
class Loggmøte:
    """A meeting as the log lists it."""

    dato: str
    type: str
    sted: str
    til_stede: str
    saker: list[Møtesak]
    beslutning: str


@dataclass(frozen=True)
class Loggmelding:
    """A message in the log."""

    dato: str
    hvem: str
    tekst: str


@dataclass(frozen=True)
class Logg:
    """The whole log on paper."""

    opprettet: str
    avsluttet: str
    nivåer: list[str]
    bakgrunn: str
    observasjoner: list[Observasjon]
    roller: list[Loggrolle]
    samtykker: list[Loggsamtykke]
    mål: list[str]
    tiltak: list[Loggtiltak]
    møter: list[Loggmøte]
    meldinger: list[Loggmelding]


@dataclass(frozen=True)
class Brev:
    """The letter that goes with a guardian's copies: to their own address, or to be handed over."""

    navn: str
    adresse: list[str]
    for_hånd: bool
    levering: str
    grunnlag: str
    dokumenter: list[str]
    avsender: str
    avsender_rolle: str
