"""The plan back to school: the pupil's own staircase, what is asked at each step, and who is there."""

from __future__ import annotations

from typing import ClassVar, Literal

from bti_docs.case.types import Dato, Linje, Node, PersonId, Tekst
from bti_docs.case.vern import Vern
from bti_docs.case.vocabulary import Tema

Forankring = Literal["dagsplan", "ukeplan", "månedsoversikt"]


class Trinn(Vern):
    """One step: a goal, when, with what support from whom, and the sign that the pupil is ready for the next."""

    tema: Tema | None = "tiltak"
    delmål: Linje
    når: Linje = ""
    støtte: Linje = ""
    støttes_av: PersonId | None = None
    klar_når: Linje = ""
    nådd: Dato | None = None


class Utfordring(Vern):
    """A situation that is hard for the pupil, and the support in it."""

    tema: Tema | None = "tiltak"
    situasjon: Linje
    støtte: Linje = ""


class Hjemmebidrag(Vern):
    """What the home does."""

    tema: Tema | None = "tiltak"
    hva: Tekst
    ansvar: PersonId | None = None


class Tilbakeføringsplan(Node):
    """The plan, which the pupil takes part in making (opplæringslova § 10-2)."""

    avsnitt: ClassVar = {"trapp": "trapp", "faglige_krav": "skoledagen", "hjemmet": "hjemmet"}

    dato: Dato
    deltatt: list[PersonId] = []
    endret: Tekst = ""
    hovedmål: Linje = ""
    trapp: list[Trinn] = []
    utfordringer: list[Utfordring] = []
    faglige_krav: Tekst = ""
    sosiale_krav: Tekst = ""
    nærværslos: PersonId | None = None
    mottak: Linje = ""
    plan_b: Tekst = ""
    forankring: list[Forankring] = []
    hjemmet: list[Hjemmebidrag] = []
    evalueres: list[Dato] = []
