"""The words for the individual education plan."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Person


@dataclass(frozen=True)
class Omfang:
    """One row of the IOP's scope: subject, yearly hours, with whom, how organised, competence."""

    fag: str
    årstimer: str
    med: str
    organisering: str
    kompetanse: str


@dataclass(frozen=True)
class Fag:
    """The plan for one subject."""

    fag: str
    avvik: str
    kompetansemål: str
    mål: list[str]
    innhold: str
    arbeidsmåter: str
    organisering: str
    læremidler: str
    vurdering: str


@dataclass(frozen=True)
class SosialtMål:
    """A social goal and what is done to reach it."""

    mål: str
    tiltak: str


@dataclass(frozen=True)
class Iop:
    """The individual education plan."""

    fra: str
    til: str
    skoleår: str
    vedtak_dato: str
    vedtak_ref: str
    vedtak_timer: str
    sakkyndig_dato: str
    sakkyndig_av: str
    deltatt: list[Person]
    omfang: list[Omfang]
    styrker: str
    hovedmål: list[str]
    fag: list[Fag]
    sosiale_mål: list[SosialtMål]
    sammenheng: str
    hjelpemidler: str
    foresatt_syn: str
    evaluering: str
    rektor: str
