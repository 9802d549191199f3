"""Following up absence: the contact with the home, the causes, and where in the action plan the school stands."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from bti_docs.case.periode import Periode
from bti_docs.case.types import Dato, Heltall, Node, PersonId, Tekst
from bti_docs.case.vern import Vern, themed

Kontaktmåte = Literal["telefon", "melding", "møte", "hjemmebesøk"]
Årsaksområde = Literal["skole", "hjem", "individ", "sosialt", "helse"]
Fraværsbeslutning = Literal["lukkes", "samme steg", "neste steg"]


class Hjemkontakt(Vern):
    """One contact with the home: who from the school, with whom, and what was answered."""

    dato: Dato
    måte: Kontaktmåte
    hvem: PersonId
    med: PersonId | None = None
    svar: Tekst = ""


class Fraværsgrunn(Vern):
    """A cause the absence may have; without a theme of its own it has the theme of its area."""

    område: Årsaksområde
    tekst: Tekst = ""

    @model_validator(mode="before")
    @classmethod
    def _themed(cls, data: Any) -> Any:
        return themed(data, "område", {"hjem": "hjem", "sosialt": "trivsel", "helse": "helse"})


class Fraværsoppfølging(Node):
    """How the school follows up the absence listed in `fravær` over a period."""

    avsnitt: ClassVar = {"årsaker": "vurdering"}

    dato: Dato | None = None
    periode: Periode | None = None
    skoledager: Annotated[Heltall, Field(ge=1, le=230)] | None = None
    mønster: Tekst = ""
    kontakt: list[Hjemkontakt] = []
    klasseteam: Dato | None = None
    årsaker: list[Fraværsgrunn] = []
    steg: Annotated[Heltall, Field(ge=1, le=18)] | None = None
    beslutning: Fraværsbeslutning | None = None
    begrunnelse: Tekst = ""
