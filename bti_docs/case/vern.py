"""What decides who may see a thing in a case, and the things of which several parts of a case have lists."""

from __future__ import annotations

from typing import Literal

from bti_docs.case.types import JaNei, Node, PersonId, Tekst, TiltakId
from bti_docs.case.vocabulary import Tema


class Vern(Node):
    """What decides who may see a thing: its theme, whether it is the school's own, and whom it is kept from."""

    tema: Tema | None = None
    internt: JaNei = False
    skjules_for: list[PersonId] = []


class Evaluering(Vern):
    """What became of a measure."""

    tiltak: TiltakId
    gjennomført: Literal["ja", "delvis", "nei"] | None = None
    effekt: Literal["ønsket", "noe", "ingen", "forverret", "for tidlig"] | None = None
    videre: Literal["avsluttes", "videreføres", "endres"] | None = None
    merknad: Tekst = ""
