"""The municipality profile: the municipality's own names, systems, limits and legal bases."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bti_docs.case.types import Dato, Farge, Heltall, Id, JaNei, Linje, Node, Orgnummer, Varighet
from bti_docs.case.vocabulary import Enhetstype, Målform

Antall = Annotated[Heltall, Field(ge=1, le=400)]
"""A number of days or lessons."""


class Brevhode(Node):
    """What the letterhead says."""

    logo: Linje = ""
    farge: Farge = "#000000"
    adresse: list[Linje] = []
    telefon: Linje = ""


class Enhet(Node):
    """A school or a service."""

    navn: Linje
    type: Enhetstype
    orgnr: Orgnummer | None = None
    tilgangsgruppe: Linje = ""


class Fagsystem(Node):
    """A system that the municipality uses."""

    id: Linje
    navn: Linje
    adresse: Linje = ""


class Systemer(Node):
    """The log and the archive."""

    stafettlogg: Fagsystem
    arkiv: Fagsystem


class Skoleår(Node):
    """First and last school day."""

    start: Dato
    slutt: Dato


class FristOvergang(Node):
    """How soon after what the second transition meeting is due, in days."""

    etter: Literal["skolestart"]
    dager: Antall


class FristReferat(Node):
    """How soon minutes go out, in working days."""

    virkedager: Antall


class Frister(Node):
    """The municipality's deadlines."""

    overgangsmøte_2: FristOvergang = FristOvergang(etter="skolestart", dager=14)
    referat_ut: FristReferat = FristReferat(virkedager=5)


class Samtykkeregler(Node):
    """Who must consent, and for how long at the most."""

    alle_med_foreldreansvar: JaNei = True
    eleven_selv_fra: Annotated[Heltall, Field(ge=12, le=18)] = 15
    lengst: Varighet = Varighet(12, "måneder")
    overgang_lengst_etter_skolestart: Varighet = Varighet(6, "måneder")


class Fraværsgrenser(Node):
    """When absence asks for something; `vindu` is the rolling window."""

    dager: Antall = 5
    enkelttimer: Antall = 5
    forsentkomming: Antall = 3
    vindu: Varighet = Varighet(1, "måneder")


class Hjemmel(Node):
    """The legal basis for keeping a document from the public, from a date on."""

    fra: Dato
    tekst_nb: Linje
    tekst_nn: Linje


class Profil(Node):
    """A municipality's whole profile."""

    bti_profil: Literal["1"]
    id: Id
    navn: Linje
    orgnr: Orgnummer | None = None
    kommunenummer: Linje = ""
    målform: Målform
    nettsted: Linje = ""
    brevhode: Brevhode = Brevhode()
    personvernombud: Linje = ""
    enheter: dict[str, Enhet]
    systemer: Systemer
    ord: dict[str, Linje] = {}
    skoleår: Skoleår
    frister: Frister = Frister()
    samtykkeregler: Samtykkeregler = Samtykkeregler()
    fraværsgrenser: Fraværsgrenser = Fraværsgrenser()
    hjemmel: Annotated[list[Hjemmel], Field(min_length=1)]
    public_360: dict[str, dict[str, Linje]] = {}
    visma_elevmappe: dict[str, dict[str, Linje]] = {}
