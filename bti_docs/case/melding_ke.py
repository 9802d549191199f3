"""The typed message to the municipality's coordinating unit (helse- og omsorgstjenesteloven § 7-3)."""

from __future__ import annotations

from typing import ClassVar, Literal

from bti_docs.case.types import Dato, EnhetId, Node, PersonId, SamtykkeId, Tekst
from bti_docs.case.vern import Evaluering

Grunn = Literal[
    "manglende framdrift",
    "uklart ansvar",
    "ønsker koordinator",
    "barnekoordinator",
    "individuell plan",
    "annet",
]


class Involvert(Node):
    """A service that takes part, who to ask there, and what it does."""

    tjeneste: EnhetId
    kontakt: PersonId | None = None
    oppgave: Tekst = ""


class Råd(Node):
    """What the coordinating unit answered."""

    dato: Dato | None = None
    tekst: Tekst = ""


class MeldingKe(Node):
    """A case that does not move, or where nobody knows who may do what, laid before the coordinating unit."""

    avsnitt: ClassVar = {"involverte": "involverte", "spørsmål": "spørsmål"}

    dato: Dato
    skrevet_av: PersonId | None = None
    leder: PersonId | None = None
    grunner: list[Grunn] = []
    situasjon: Tekst = ""
    involverte: list[Involvert] = []
    prøvd: list[Evaluering] = []
    spørsmål: Tekst = ""
    viktig_for_familien: Tekst = ""
    samtykke: SamtykkeId | None = None
    råd: Råd | None = None
