"""The type of the words that PDF forms use besides the others: the referral to PPT, the report to barnevernet."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Person


@dataclass(frozen=True)
class Mestring:
    """What the pupil masters."""

    språklig: str
    faglig: str
    sosialt: str
    motivasjon: str


@dataclass(frozen=True)
class Henvisning:
    """The referral to PPT. `type`, `grunner` and `ønsker` are the case's own words; lists hold one line a thing.

    The pupil's identity number is a word here and in `bekymring` only (the rule lets these two forms have it).
    """

    dato: str
    type: str
    til: str
    fødselsnummer: str
    foresatte: list[str]
    bor_sammen_med: str
    grunner: list[str]
    begrunnelse: str
    ønsker: list[str]
    instanser: list[str]
    syn_undersøkt: str
    hørsel_undersøkt: str
    historie: str
    mestrer: Mestring
    utbytte: list[str]
    kartlegging: list[str]
    prøvd: list[str]
    rammer: str
    analyse: str
    foresatt_syn: str
    elev_syn: str
    samtykke: str
    skrevet_av: Person
    rektor: str


@dataclass(frozen=True)
class MeldtForesatt:
    """A guardian in the report: how to reach them, and whether they know of it."""

    navn: str
    telefon: str
    orientert: str
    grunn: str


@dataclass(frozen=True)
class Bekymring:
    """The report to barnevernet. An address that is protected is never a word."""

    dato: str
    kommunenummer: str
    bydel: str
    melder: Person
    melder_telefon: str
    melder_epost: str
    orgnr: str
    fødselsnummer: str
    adresse: str
    telefon: str
    barnet_orientert: str
    barnet_grunn: str
    foresatte: list[MeldtForesatt]
    flere_foresatte: list[str]
    tolk: str
    andre_instanser: str
    melding: str
    historikk: str
    synspunkter: str
    vilkår: list[str]
    akutt: str
    akutt_varslet: str
    sendt: str
    kvittering: str
    purres: str
