"""The talk with the pupil: what the pupil says about school, in the pupil's own words, and what may be shared."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from bti_docs.case.types import Dato, Heltall, Id, JaNei, Linje, Node, PersonId, Tekst
from bti_docs.case.vern import Vern, themed

Samtaleemne = Literal["bra", "faglig", "sosialt", "kropp", "hjemme", "ønsker", "trygg voksen"]
Hvordan = Literal["lett", "greit", "vanskelig"]


class Elevsvar(Vern):
    """What the pupil says about one thing; without a theme of its own it has the theme of what it is about.

    `deles_med` are those at home whom the pupil has agreed to let read it. What the pupil says of home, no guardian
    reads without that (barnelova § 31, opplæringslova § 10-2).
    """

    om: Samtaleemne
    skala: Annotated[Heltall, Field(ge=1, le=5)] | None = None
    sier: Tekst = ""
    deles_med: list[PersonId] = []

    @model_validator(mode="before")
    @classmethod
    def _themed(cls, data: Any) -> Any:
        themes = {"faglig": "faglig", "bra": "trivsel", "sosialt": "trivsel", "kropp": "helse", "hjemme": "hjem"}
        return themed(data, "om", themes)


class Skoledag(Vern):
    """How the pupil finds a subject, a lesson or a place at school."""

    hva: Linje
    hvordan: Hvordan


class Elevsamtale(Node):
    """A talk with the pupil (opplæringslova § 10-2). `utrygg` is whether the pupil feels unsafe at school (§ 12-4)."""

    id: Id
    dato: Dato
    hvem: PersonId
    informert: JaNei | None = None
    utrygg: JaNei | None = None
    svar: list[Elevsvar] = []
    skoledag: list[Skoledag] = []
    deling: Tekst = ""
    lest_av_eleven: JaNei | None = None
