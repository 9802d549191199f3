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
    """A school or a service; `arkivansvarlig` is the e-mail address of who answers for its folders in the archive."""

    navn: Linje
    type: Enhetstype
    orgnr: Orgnummer | None = None
    tilgangsgruppe: Linje = ""
    arkivansvarlig: Linje = ""


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
    """When absence asks for something; `vindu` is the rolling window, unless days or late arrivals have their own."""

    dager: Antall = 5
    enkelttimer: Antall = 5
    forsentkomming: Antall = 3
    vindu: Varighet = Varighet(1, "måneder")
    vindu_dager: Varighet | None = None
    vindu_forsentkomming: Varighet | None = None


class Hjemmel(Node):
    """The legal basis for keeping a document from the public, from a date on.

    `kode` and `paragraf` are the archive's own words for it, exactly as its code tables have them.
    """

    fra: Dato
    tekst_nb: Linje
    tekst_nn: Linje
    kode: Linje = ""
    paragraf: Linje = ""


class Klasse(Node):
    """How a pupil's folder is classified: the archive's name of the class system, and the class."""

    system: Linje
    kode: Linje


class Skolebytte(Node):
    """The last day that the school a pupil leaves is sure to have access to the pupil's folder."""

    dag: Annotated[Heltall, Field(ge=1, le=31)]
    måned: Annotated[Heltall, Field(ge=1, le=12)]


class Arkivering(Node):
    """What goes to the archive, and how its folders are classified.

    Variants: A PDF/A, P the Word file, O what anyone may read. `sendes` are those that are sent by program: how a
    tenant ties the variants of one document together is its own choice. `utkast`: whether consents are filed that
    nobody has answered. `kodenavn` says what a code is called where people choose it, for who types from the slip.
    """

    varianter: list[Literal["A", "P", "O"]] = ["A", "O"]
    sendes: list[Literal["A", "P", "O"]] = ["A"]
    utkast: JaNei = False
    fnr_klasse: Linje = "FNR"
    klasser: list[Klasse] = []
    kodenavn: dict[str, Linje] = {}
    skolebytte: Skolebytte = Skolebytte(dag=31, måned=7)


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
    prosedyrer: dict[str, dict[str, Varighet]] = {}
    hjemmel: Annotated[list[Hjemmel], Field(min_length=1)]
    arkivering: Arkivering = Arkivering()
    public_360: dict[str, dict[str, Linje]] = {}
    visma_elevmappe: dict[str, dict[str, Linje]] = {}
