"""The part of a case that a referral to PPT is made from (opplæringslova §§ 11-2, 11-7): its keys and their types."""

from __future__ import annotations

from typing import ClassVar, Literal

from bti_docs.case.types import Dato, EnhetId, JaNei, Linje, Node, PersonId, SamtykkeId, Tekst
from bti_docs.case.vern import Vern

Henvisningstype = Literal["ny", "ny vurdering", "systemsak"]
Henvisningsgrunn = Literal[
    "lesing og skriving",
    "matematikk",
    "språk og tale",
    "konsentrasjon",
    "sosialt og emosjonelt",
    "atferd",
    "fravær",
    "syn, hørsel, motorikk",
    "flerspråklighet",
    "syndrom eller skade",
    "annet",
]
Ønske = Literal[
    "råd og veiledning", "kartlegging", "sakkyndig vurdering", "vurdering av fritak", "fysisk tilrettelegging"
]


class Henvisningsrad(Vern):
    """A row of a referral: the service that it is written to gets every row that nothing of its own hides."""


class Instans(Henvisningsrad):
    """Another service that helps or has helped; asking it needs a consent."""

    navn: Linje
    når: Linje = ""
    kontakt: Linje = ""


class Mestring(Node):
    """What the pupil masters."""

    språklig: Tekst = ""
    faglig: Tekst = ""
    sosialt: Tekst = ""
    motivasjon: Tekst = ""


class Utbytte(Henvisningsrad):
    """Whether the pupil profits from the teaching in a subject."""

    fag: Linje
    tilfredsstillende: JaNei | None = None
    merknad: Tekst = ""


class Kartlegging(Henvisningsrad):
    """A test, when it was taken and what it showed."""

    navn: Linje
    dato: Dato | None = None
    resultat: Tekst = ""


class Prøvd(Henvisningsrad):
    """A measure that the school has tried, for how long, how it was organised and what came of it."""

    hva: Tekst
    varighet: Linje = ""
    organisering: Linje = ""
    effekt: Tekst = ""


class Henvisning(Node):
    """The referral: the form (part A), the educational report (part B), the parents and the pupil (part C)."""

    avsnitt: ClassVar = {
        "bor_sammen_med": "grunn",
        "instanser": "bakgrunn",
        "mestrer": "skolens_rapport",
        "foresatt_syn": "egne_ord",
    }

    dato: Dato
    type: Henvisningstype
    til: EnhetId
    samtykke: SamtykkeId | None = None
    skrevet_av: PersonId | None = None
    bor_sammen_med: Tekst = ""
    grunner: list[Henvisningsgrunn] = []
    begrunnelse: Tekst = ""
    ønsker: list[Ønske] = []
    instanser: list[Instans] = []
    syn_undersøkt: Dato | None = None
    hørsel_undersøkt: Dato | None = None
    historie: Tekst = ""
    mestrer: Mestring = Mestring()
    utbytte: list[Utbytte] = []
    kartlegging: list[Kartlegging] = []
    prøvd: list[Prøvd] = []
    rammer: Tekst = ""
    analyse: Tekst = ""
    foresatt_syn: Tekst = ""
    elev_syn: Tekst = ""
