"""The typed consents: what for, who gave them, what they cover, and how they were changed."""

from __future__ import annotations

from typing import ClassVar, Literal

from bti_docs.case.types import Dato, EnhetId, Id, JaNei, Linje, Node, PersonId, Tekst
from bti_docs.case.vocabulary import (
    Anledning,
    Endringstype,
    Følge,
    Retning,
    Samtykkeform,
    Samtykkegjelder,
    Samtykkestatus,
    Tema,
)


class GittAv(Node):
    """Who has answered a consent, when and how."""

    hvem: PersonId
    dato: Dato
    form: Samtykkeform
    notat: Tekst = ""


class Informert(Node):
    """Who informed the pupil, and when."""

    av: PersonId
    dato: Dato


class InformertAv(Node):
    """Who informed the guardians, when, in what language, with which interpreter."""

    hvem: PersonId
    dato: Dato
    språk: Linje = ""
    tolk: Linje = ""


class Tilgang(Node):
    """What a service may do in the log."""

    tjeneste: EnhetId
    rett: Literal["lese", "skrive", "ingen"]


class Avgrensning(Node):
    """A kind of information that may be shared only in part."""

    tema: Tema
    hva: Tekst


class Delingsrad(Node):
    """One row of the consent matrix: a service, a direction, and what may be shared."""

    tjeneste: EnhetId
    retning: Retning
    deles: list[Tema] = []
    avgrenset: list[Avgrensning] = []


class Varslet(Node):
    """Who was told about a change, and when (personvernforordningen artikkel 19)."""

    hvem: PersonId
    dato: Dato | None = None


class Endring(Node):
    """A consent that was changed or withdrawn: by whom, what, from when; it works from `fra`, else from `dato`."""

    avsnitt: ClassVar = {"form": "behandlet"}

    dato: Dato
    av: PersonId
    hva: Endringstype
    tjenester: list[EnhetId] = []
    deles: list[Tema] = []
    fra: Dato | None = None
    til: Dato | None = None
    form: Samtykkeform | None = None
    mottatt_av: PersonId | None = None
    følge: Følge | None = None
    varslet: list[Varslet] = []


class Samtykke(Node):
    """A consent: what for, who gave it, how long, which services, what is and is not shared."""

    avsnitt: ClassVar = {"gitt_av": "svar", "tjenester": "deling", "barnet_informert": "informert"}

    id: Id
    gjelder: Samtykkegjelder
    formål: Tekst = ""
    anledning: Anledning | None = None
    status: Samtykkestatus
    gitt_av: list[GittAv] = []
    trukket_dato: Dato | None = None
    gjelder_fra: Dato | None = None
    gjelder_til: Dato | None = None
    tjenester: list[EnhetId] = []
    tilgang: list[Tilgang] = []
    matrise: list[Delingsrad] = []
    deles: list[Tema] = []
    deles_ikke: list[Tekst] = []
    ingen_avgrensning: JaNei | None = None
    tjenester_ikke: list[Tekst] = []
    drøftes_med_navn: JaNei | None = None
    barnet_informert: Informert | None = None
    informert_av: InformertAv | None = None
    endringer: list[Endring] = []
