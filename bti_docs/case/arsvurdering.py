"""The typed yearly evaluation of individually adapted education (opplæringslova § 11-11)."""

from __future__ import annotations

from typing import Literal

from bti_docs.case.periode import Periode
from bti_docs.case.types import Dato, Heltall, Linje, Node, PersonId, Tekst


class GittOpplæring(Node):
    """What was given in one subject, in hours; `avvik` explains hours that were planned and not given."""

    fag: Linje
    planlagt: Heltall | None = None
    gitt: Heltall | None = None
    organisering: Linje = ""
    kompetanse: Linje = ""
    avvik: Tekst = ""


class Målvurdering(Node):
    """How far the pupil has come towards one goal of the plan, and why."""

    fag: Linje = ""
    mål: Tekst
    utvikling: Tekst = ""
    måloppnåelse: Literal["i stor grad", "delvis", "i liten grad"] | None = None
    begrunnelse: Tekst = ""


class Tilråding(Node):
    """What the school recommends for the next year."""

    utfall: Literal["videreføres", "endres", "avsluttes", "ny sakkyndig vurdering"]
    begrunnelse: Tekst = ""


class GittTilgang(Node):
    """Who was given the evaluation, when and how: the pupil and the parents have a right to it."""

    hvem: PersonId
    dato: Dato
    måte: Literal["utskrift", "digitalt", "i møte"] | None = None


class Årsvurdering(Node):
    """The written overview of the education that was given, and the evaluation against the plan's goals."""

    dato: Dato
    skrevet_av: PersonId | None = None
    periode: Periode | None = None
    gitt: list[GittOpplæring] = []
    vurdering: list[Målvurdering] = []
    sosialt: Tekst = ""
    foresatt_syn: Tekst = ""
    tilråding: Tilråding | None = None
    tilgang: list[GittTilgang] = []
