"""The words for the talk with the pupil."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Svar, Valg


@dataclass(frozen=True)
class Skoledag:
    """How the pupil finds a subject, a lesson or a place: ☒ under one of three."""

    hva: str
    lett: str
    greit: str
    vanskelig: str


@dataclass(frozen=True)
class Elevsamtale:
    """The talk with the pupil; the two scales run from 1 to 5."""

    dato: str
    hvem: str
    informert: Svar
    utrygg: Svar
    bra: str
    faglig: str
    faglig_skala: list[Valg]
    sosialt: str
    sosialt_skala: list[Valg]
    skoledag: list[Skoledag]
    kropp: str
    hjemme: str
    ønsker: str
    trygg_voksen: str
    deling: str
    lest: Svar
