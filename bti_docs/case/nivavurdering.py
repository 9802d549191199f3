"""The typed note on why a case is closed or moves to another level."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bti_docs.case.types import Dato, Heltall, Id, JaNei, Linje, MålId, Node, PersonId, Tekst
from bti_docs.case.vern import Vern

Nivå = Annotated[Heltall, Field(ge=0, le=3)]
Nivåutfall = Literal[
    "effekt, avsluttes",
    "effekt, ikke i mål",
    "ikke effekt, andre tiltak",
    "ikke effekt, flere tjenester",
    "samtykke trukket",
    "flytting eller skolebytte",
    "overført til individuell plan",
]


class Måloppnåelse(Node):
    """Whether a goal was reached."""

    mål: MålId
    nådd: Literal["ja", "delvis", "nei"] | None = None
    merknad: Tekst = ""


class Oppfølging(Vern):
    """What the ordinary staff keep an eye on afterwards, and who."""

    hva: Tekst
    hvem: PersonId | None = None


class LoggArkivert(Node):
    """When the log was printed and archived, where, and whether everyone in it was set passive."""

    dato: Dato | None = None
    ref: Linje = ""
    roller_passive: JaNei | None = None


class Nivåvurdering(Node):
    """A closing note, or an evaluation that moves the case a level up or down."""

    avsnitt: ClassVar = {"utfall": "utfall", "følges_opp": "etterpå"}

    id: Id
    dato: Dato
    skrevet_av: PersonId | None = None
    leder: PersonId | None = None
    historikk: Tekst = ""
    mål: list[Måloppnåelse] = []
    foresatt_syn: Tekst = ""
    utfall: Nivåutfall | None = None
    nivå_fra: Nivå | None = None
    nivå_til: Nivå | None = None
    begrunnelse: Tekst = ""
    følges_opp: list[Oppfølging] = []
    arkivert: LoggArkivert | None = None
