"""The words for the written plan of opplæringslova § 12-4."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Svar


@dataclass(frozen=True)
class Kunnskap:
    """When and how the school came to know, and from whom."""

    dato: str
    kl: str
    hvordan: str
    fra: str


@dataclass(frozen=True)
class Undersøkelse:
    """What was looked into, by whom, and what was found."""

    dato: str
    hva: str
    hvem: str
    funn: str


@dataclass(frozen=True)
class Plantiltak:
    """A measure: what, when, by whom, evaluated when."""

    nummer: str
    hva: str
    når: str
    ansvarlig: str
    evalueres: str


@dataclass(frozen=True)
class Planevaluering:
    """How the measures worked, the pupil's view, and what was changed."""

    dato: str
    elevens_syn: str
    effekt: str
    justering: str


@dataclass(frozen=True)
class Gjort:
    """What was done, when and by whom."""

    dato: str
    hva: str
    hvem: str


@dataclass(frozen=True)
class Aktivitetsplan:
    """The plan of one pupil. `når`, `hvem` and `evalueres` say so of all measures; empty when one lacks it."""

    dato: str
    kunnskap: list[Kunnskap]
    rektor_varslet: str
    kommunen_varslet: str
    gjelder_ansatt: Svar
    opplevelse: str
    undersøkelser: list[Undersøkelse]
    problem: str
    tiltak: list[Plantiltak]
    når: str
    hvem: str
    evalueres: str
    vurdering: str
    evaluering: list[Planevaluering]
    statsforvalter: Svar
    statsforvalter_dato: str
    logg: list[Gjort]
    avsluttet: str
    avslutning: str
    rektor: str
