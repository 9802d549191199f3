"""The words for a meeting and its minutes, and for the transition between schools."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Person, Svar, Valg


@dataclass(frozen=True)
class Møtesak:
    """A matter in the minutes. `internt` matters reach only the school's own and the archive's copy."""

    nummer: str
    tittel: str
    referat: str
    internt: bool


@dataclass(frozen=True)
class Innspill:
    """What one participant said in the round."""

    hvem: str
    sier: str


@dataclass(frozen=True)
class Evaluering:
    """What became of a measure."""

    hva: str
    ansvarlig: str
    gjennomført: str
    effekt: str
    videre: str
    merknad: str


@dataclass(frozen=True)
class Tiltak:
    """A measure: what, where, who, from when, by when, evaluated when."""

    nummer: str
    hva: str
    arena: str
    ansvarlig: str
    start: str
    frist: str
    evalueres: str


@dataclass(frozen=True)
class NesteMøte:
    """The next meeting; `dato` is also the day the measures are evaluated."""

    type: str
    dato: str
    dato_lang: str
    kl: str
    sted: str


@dataclass(frozen=True)
class Møte:
    """A meeting and its minutes."""

    type: str
    dato: str
    dato_lang: str
    kl: str
    sted: str
    leder: str
    referent: str
    til_stede: list[Person]
    forfall: list[Person]
    samtykke: str
    nivå_inn: str
    tolk: str
    gjelder: str
    fungerer: str
    saksliste: list[str]
    saker: list[Møtesak]
    interne_saker: list[Møtesak]
    runde: list[Innspill]
    foresatt_syn: str
    evaluering: list[Evaluering]
    mål: list[str]
    tiltak: list[Tiltak]
    utfall: list[Valg]
    nivå_ut: str
    begrunnelse: str
    nye_tjenester: str
    stafettholder_videre: str
    stafettholder_aksept: Svar
    orienteres: str
    neste: NesteMøte


@dataclass(frozen=True)
class Behov:
    """What the pupil needs in the transition."""

    faglig: str
    sosialt: str
    helse: str
    praktisk: str


@dataclass(frozen=True)
class Overgang:
    """The move from primary to lower secondary school, with the measures by party.

    `tillatt` is what a consent that holds on the meeting's day lets the schools share, `ikke_gyldig` says that none
    does. `beslutning` is the meeting's decision where no box of `videre` is ticked for it.
    """

    nummer: str
    er_1: bool
    er_2: bool
    fra_skole: str
    til_skole: str
    kontaktlærer_ny: str
    tillatt: str
    ikke_gyldig: str
    ikke_tillatt: str
    behov: Behov
    roller: list[Person]
    tiltak_barneskole: list[Tiltak]
    tiltak_hjem: list[Tiltak]
    tiltak_ungdomsskole: list[Tiltak]
    tiltak_andre: list[Tiltak]
    frist_møte_2: str
    videre: list[Valg]
    beslutning: str
    tolk_vurdert: Svar
