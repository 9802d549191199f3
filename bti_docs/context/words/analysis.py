"""The words for the pedagogical analysis."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Person


@dataclass(frozen=True)
class Funn:
    """What is known, and from where."""

    kilde: str
    dato: str
    funn: str


@dataclass(frozen=True)
class Faktor:
    """Something that keeps the problem going, by number."""

    nummer: str
    type: str
    hva: str
    vekt: str


@dataclass(frozen=True)
class Faktortiltak:
    """What is done about the factor of that number."""

    mot: str
    hva: str
    ansvarlig: str
    frist: str


@dataclass(frozen=True)
class Analyseevaluering:
    """What came of the measures, on a day."""

    dato: str
    effekt: str
    merknad: str


@dataclass(frozen=True)
class Analyse:
    """The pedagogical analysis."""

    dato: str
    skrevet_av: str
    deltatt: list[Person]
    problem: str
    mål: str
    informasjon: list[Funn]
    faktorer: list[Faktor]
    tiltak: list[Faktortiltak]
    evaluering: list[Analyseevaluering]
