"""The words that every kind of document shares: the municipality, the document itself, answers and people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

Lov = NewType("Lov", dict[str, str])
"""The laws by id (`oppl_24_1`), as they are cited in the document's language form; only those in force that day."""


@dataclass(frozen=True)
class Valg:
    """One alternative of a question: `kryss` is ☒ or ☐, `tekst` what it says, `valgt` whether it is chosen."""

    kryss: str
    tekst: str
    valgt: bool


@dataclass(frozen=True)
class Figur:
    """A drawing: stands in the alternative text of a picture, which becomes the drawing and says `tekst`."""

    svg: str
    tekst: str


@dataclass(frozen=True)
class Svar:
    """A yes/no question: `svar` is Ja, Nei or empty; `ja` and `nei` are ☒ or ☐."""

    svar: str
    ja: str
    nei: str
    er_ja: bool
    er_nei: bool


@dataclass(frozen=True)
class Kommune:
    """The municipality, from its profile."""

    navn: str
    nettsted: str
    telefon: str
    adresse: str
    personvernombud: str


@dataclass(frozen=True)
class Fagsystem:
    """A system the municipality uses: its name and address on the web."""

    navn: str
    adresse: str


@dataclass(frozen=True)
class System:
    """The municipality's systems; templates never name one themselves."""

    stafettlogg: Fagsystem
    arkiv: Fagsystem


@dataclass(frozen=True)
class Dokument:
    """The document itself. `utkast` is true when the document may not be finished yet.

    `mottaker` is whose copy it is and `kopinote` what such copies leave out; both empty in the school's own.
    """

    tittel: str
    undertittel: str
    dato: str
    dato_lang: str
    saksnummer: str
    sak_id: str
    saksnavn: str
    skjerming: str
    mal: str
    utkast: bool
    tomt: bool
    enhet: str
    skoleår: str
    nivå: str
    kopi_til: list[str]
    vedlegg: list[str]
    mottaker: str
    kopinote: str


@dataclass(frozen=True)
class Person:
    """Someone with a role: a teacher, a nurse, a guardian, the pupil."""

    navn: str
    rolle: str
    enhet: str
    fra: str


@dataclass(frozen=True)
class Delt:
    """Who a note was shared with, and when."""

    navn: str
    rolle: str
    dato: str
