"""The words for a discussion in a ressursteam."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Valg


@dataclass(frozen=True)
class Teamfaktor:
    """Something that keeps the difficulty going, and where it lies."""

    type: str
    hva: str


@dataclass(frozen=True)
class TiltakFra:
    """A measure and the service, the school or the home that it comes from."""

    tjeneste: str
    hva: str
    ansvarlig: str
    start: str
    frist: str


@dataclass(frozen=True)
class Drøfting:
    """The discussion. `trinn` is a band of years: all that an anonymous one tells of the pupil."""

    anonym: bool
    form: list[Valg]
    meldt_av: str
    meldt: str
    trinn: str
    problemstilling: str
    faktorer: list[Teamfaktor]
    tilbud: list[Valg]
    tiltak: list[TiltakFra]
    skolens_rolle: str
