"""The pedagogical analysis: one problem, what is known, what keeps it going, and what is done about each factor."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator

from bti_docs.case.types import Dato, Linje, Node, PersonId, Tekst
from bti_docs.case.vern import Vern, themed

Kilde = Literal["observasjon", "elevsamtale", "kartlegging", "foreldre", "annet"]
Faktortype = Literal["individ", "aktør", "kontekst"]
Vekt = Literal["liten", "middels", "stor"]
Effekt = Literal["ønsket", "noe", "ingen", "forverret", "for tidlig"]


class Funn(Vern):
    """What is known, and from where; without a theme of its own it has the theme of its source."""

    kilde: Kilde
    dato: Dato | None = None
    funn: Tekst

    @model_validator(mode="before")
    @classmethod
    def _themed(cls, data: Any) -> Any:
        return themed(data, "kilde", {"kartlegging": "kartlegging", "foreldre": "hjem"})


class Faktortiltak(Node):
    """What is done about a factor."""

    hva: Tekst
    ansvar: PersonId | None = None
    frist: Dato | None = None


class Faktor(Vern):
    """Something that keeps the problem going, with what is done about it."""

    type: Faktortype
    hva: Tekst
    vekt: Vekt | None = None
    tiltak: list[Faktortiltak] = []


class Analyseevaluering(Vern):
    """What came of the measures, on a day."""

    dato: Dato
    effekt: Effekt | None = None
    merknad: Tekst = ""


class PedagogiskAnalyse(Node):
    """The analysis: a working document of the school (opplæringslova §§ 11-2 and 12-4)."""

    dato: Dato
    skrevet_av: PersonId | None = None
    deltatt: list[PersonId] = []
    problem: Tekst = ""
    mål: Linje = ""
    informasjon: list[Funn] = []
    faktorer: list[Faktor] = []
    evaluering: list[Analyseevaluering] = []
