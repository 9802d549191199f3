"""The part of a case that a report to barnevernet is made from (barnevernsloven § 13-2): its keys and their types."""

from __future__ import annotations

from typing import ClassVar, Literal

from bti_docs.case.types import Dato, JaNei, Linje, Node, PersonId, Tekst

Vilkår = Literal["a", "b", "c", "d", "e"]
"""The letters of barnevernsloven § 13-2."""


class Orientert(Node):
    """Whether a guardian knows of the report, and why not: never when violence or abuse is suspected."""

    hvem: PersonId
    orientert: JaNei
    grunn: Tekst = ""


class Bekymring(Node):
    """The report. It goes to barnevernet and the archive, and is nobody's copy."""

    avsnitt: ClassVar = {"barnet_orientert": "orientert", "melding": "meldingen", "akutt": "sending"}

    dato: Dato
    melder: PersonId
    bydel: Linje = ""
    barnet_orientert: JaNei | None = None
    barnet_grunn: Tekst = ""
    foresatte: list[Orientert] = []
    tolk: Linje = ""
    andre_instanser: Tekst = ""
    melding: Tekst = ""
    historikk: Tekst = ""
    synspunkter: Tekst = ""
    vilkår: list[Vilkår] = []
    akutt: JaNei | None = None
    akutt_varslet: Linje = ""
    sendt: Dato | None = None
    kvittering: Dato | None = None
