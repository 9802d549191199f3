"""The written plan of opplæringslova § 12-4, for one pupil: the problem, the measures, when, who and evaluated when."""

from __future__ import annotations

from typing import ClassVar, Literal

from bti_docs.case.types import Dato, JaNei, Klokkeslett, Linje, Node, PersonId, Tekst
from bti_docs.case.vern import Vern
from bti_docs.case.vocabulary import Tema

Planeffekt = Literal["ønsket", "noe", "ingen", "forverret", "for tidlig"]


class Kunnskap(Vern):
    """When and how the school came to know, and from whom."""

    dato: Dato
    kl: Klokkeslett | None = None
    hvordan: Tekst = ""
    fra: Linje = ""


class Undersøkelse(Vern):
    """What was looked into, by whom, and what was found."""

    dato: Dato
    hva: Tekst
    hvem: PersonId | None = None
    funn: Tekst = ""


class Plantiltak(Vern):
    """A measure with all that the law asks for: what, when, by whom, and when it is evaluated."""

    tema: Tema | None = "tiltak"
    hva: Tekst
    fra: Dato | None = None
    til: Dato | None = None
    ansvar: PersonId | None = None
    evalueres: Dato | None = None


class Planevaluering(Vern):
    """How the measures worked, as the pupil sees it too, and what was changed."""

    tema: Tema | None = "tiltak"
    dato: Dato
    elevens_syn: Tekst = ""
    effekt: Planeffekt | None = None
    justering: Tekst = ""


class Gjort(Vern):
    """What was done, when and by whom: what the school documents while the plan runs."""

    dato: Dato
    hva: Tekst
    hvem: PersonId | None = None


class Planavslutning(Node):
    """Why the plan ended."""

    dato: Dato
    begrunnelse: Tekst = ""


class Aktivitetsplan(Node):
    """The plan of one pupil; another pupil in the same matter has a case and a plan of their own (rule R32)."""

    avsnitt: ClassVar = {"opplevelse": "undersøkt", "problem": "tiltakene", "statsforvalter_informert": "dokumentasjon"}

    dato: Dato
    kunnskap: list[Kunnskap] = []
    rektor_varslet: Dato | None = None
    kommunen_varslet: Dato | None = None
    gjelder_ansatt: JaNei | None = None
    opplevelse: Tekst = ""
    undersøkelser: list[Undersøkelse] = []
    problem: Tekst = ""
    tiltak: list[Plantiltak] = []
    vurdering: Tekst = ""
    evaluering: list[Planevaluering] = []
    statsforvalter_informert: Dato | None = None
    logg: list[Gjort] = []
    avsluttet: Planavslutning | None = None
