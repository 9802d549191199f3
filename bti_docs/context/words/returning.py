"""The words for the plan back to school."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Figur, Person, Valg


@dataclass(frozen=True)
class Trinn:
    """One step of the staircase; `nådd` is the day it was reached."""

    nummer: str
    delmål: str
    når: str
    støtte: str
    hvem: str
    klar_når: str
    nådd: str


@dataclass(frozen=True)
class Utfordring:
    """A situation that is hard, and the support in it."""

    situasjon: str
    støtte: str


@dataclass(frozen=True)
class Hjemmebidrag:
    """What the home does, and who."""

    hva: str
    hvem: str


@dataclass(frozen=True)
class Tilbakeføring:
    """The plan back to school. `figur` is the staircase drawn; empty when no step is planned yet."""

    dato: str
    deltatt: list[Person]
    endret: str
    hovedmål: str
    figur: Figur
    har_figur: bool
    trapp: list[Trinn]
    utfordringer: list[Utfordring]
    faglige_krav: str
    sosiale_krav: str
    nærværslos: str
    mottak: str
    plan_b: str
    forankring: list[Valg]
    hjemmet: list[Hjemmebidrag]
    evalueres: str
