"""The words for a consent, and for a consent that is changed."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Delt, Svar, Valg


@dataclass(frozen=True)
class Tjeneste:
    """A service in a consent and what it may do in the log."""

    navn: str
    lese: str
    skrive: str


@dataclass(frozen=True)
class Deling:
    """One row of the consent matrix: a service, a direction and an answer for each kind of information."""

    tjeneste: str
    retning: str
    faglig: str
    trivsel: str
    fravær: str
    tiltak: str
    kartlegging: str
    helse: str
    hjem: str
    annet: str
    grense: str


@dataclass(frozen=True)
class Samtykke:
    """A consent, given or to be given.

    `avslått` tells that the answer is no; `trukket` says that, and from when, it was withdrawn, and is else empty.
    """

    formål: str
    anledning: list[Valg]
    tjenester: list[Tjeneste]
    matrise: list[Deling]
    grenser: list[Deling]
    deles: list[Valg]
    deles_ikke: str
    ingen_avgrensning: Svar
    tjenester_ikke: str
    drøftes_med_navn: Svar
    barnet_informert_av: str
    barnet_informert_dato: str
    informert_av: str
    informert_dato: str
    informert_språk: str
    informert_tolk: str
    gjelder_fra: str
    gjelder_til: str
    gitt: bool
    avslått: bool
    trukket: str
    status: str
    former: list[Valg]


@dataclass(frozen=True)
class Endring:
    """A consent that is changed or withdrawn."""

    samtykke: str
    av: str
    dato: str
    fra: str
    hva: list[Valg]
    detaljer: str
    mottatt_av: str
    former: list[Valg]
    følge: list[Valg]
    varslet: list[Delt]
