"""The typed discussion in a ressursteam: the question, what keeps it going, and what was considered."""

from __future__ import annotations

from typing import Literal

from bti_docs.case.types import Dato, Node, PersonId, Tekst
from bti_docs.case.vern import Vern

Tilbud = Literal["tilpasset opplæring", "alternativ arena", "individuelt tilrettelagt opplæring", "henvisning til PPT"]


class Faktor(Vern):
    """Something that keeps the difficulty going: in the pupil, in those around, or in the setting."""

    type: Literal["individ", "aktør", "kontekst"]
    hva: Tekst


class Drøfting(Node):
    """What a ressursteam is asked, and what it says. What was tried and agreed is the meeting's own.

    An `anonym` discussion names nobody: fields that tell who the pupil is are barred for every reader (rule R25).
    """

    form: Literal["med navn", "anonym"]
    meldt_av: PersonId | None = None
    meldt: Dato | None = None
    problemstilling: Tekst = ""
    faktorer: list[Faktor] = []
    tilbud: list[Tilbud] = []
    skolens_rolle: Tekst = ""
