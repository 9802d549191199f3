"""The registry entry: everything an archive is told of one document, typed, in Noark 5's words."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any, Literal

from pydantic import ValidationError

from bti_docs.case.types import Node
from bti_docs.problem import BtiError, Problem, Where

SYSTEM = "bti-docs"
"""What we call ourselves in the archive (Noark 5: fagsystem)."""

PUBLIC_360, VISMA = "public-360", "visma-elevmappe"
NAMES = "navn"
"""The section of `koder` that says what codes are called where people choose them."""

_NAMESPACE = uuid.UUID("0b5a4a3e-6a57-5f0e-9d0c-2b7d1f5c7a11")
Variant = Literal["A", "P", "O"]
MAIN: Variant = "A"
WORD: Variant = "P"
OPEN: Variant = "O"
Codes = dict[str, dict[str, str]]


class Fil(Node):
    """One file: its name in the package, its title, which variant it is, its format (PRONOM), sha256, bytes.

    `sendes` marks what a program files; the rest is for people.
    """

    navn: str
    tittel: str
    variant: Variant
    puid: str
    mime: str
    sha256: str
    størrelse: int
    sendes: bool


class Skjerming(Node):
    """Why, and from whom, the document is kept: access code, its basis as text and as the archive spells it, group."""

    kode: str
    hjemmel: str
    paragraf: str
    tilgangsgruppe: str = ""


class Part(Node):
    """Who it is from or goes to (korrespondansepart): a person or an organisation.

    `skjermes` marks whom the public may not see: every person, and a service that tells what the case is about.
    """

    rolle: Literal["EA", "EM", "EK"]
    navn: str
    er_person: bool
    skjermes: bool
    fødselsnummer: str = ""
    orgnr: str = ""
    adresse: list[str] = []
    postnummer: str = ""
    poststed: str = ""


class Mappe(Node):
    """The pupil's folder (elevmappe): its number when it is known, else what finds it or makes it.

    `klasse` is the archive's name of the class system that holds identity numbers. `skjerming` is the folder's own:
    a document in it may be kept from more people than the folder is.
    """

    saksnummer: str = ""
    nøkkel: str
    tittel: str
    offentlig_tittel: str
    elev: str
    skjerming: Skjerming
    klasse: str
    fødselsnummer: str = ""


class Enhet(Node):
    """The unit that answers for the document, and who in it."""

    navn: str
    orgnr: str = ""
    ansvarlig: str = ""
    epost: str = ""


class Overlevering(Node):
    """That the pupil changes school: by when the old one must have archived, and what the folder is given then.

    `orgnr` and `epost` are the new school's, and its own who answers for folders.
    """

    fra: str
    til: str
    tilgangsgruppe: str = ""
    orgnr: str = ""
    epost: str = ""
    frist: dt.date


class Arkivpost(Node):
    """One document's registry entry.

    `uuid` is the same for every version of a document. `koder` are the municipality's own codes for Public 360, by
    section. `beskyttet`: nobody may learn where the pupil can be found. `skjermede_navn` may stand in nothing public.
    `kilde` and `mal` are the sha256 of case and template.
    """

    bti_arkivpost: Literal["1"] = "1"
    uuid: str
    kommune: str
    sak: str
    arkiv: str
    dokument: str
    type: str
    målform: Literal["nb", "nn"]
    tittel: str
    offentlig_tittel: str
    dato: dt.date
    journalposttype: str
    journalstatus: str
    dokumenttype: str
    skjerming: Skjerming
    enhet: Enhet
    forfatter: str = ""
    parter: list[Part] = []
    mappe: Mappe
    filer: list[Fil]
    koder: Codes = {}
    klasser: list[tuple[str, str]] = []
    merknader: list[str] = []
    ekspederes: bool = False
    overlevering: Overlevering | None = None
    samtykker: list[str] = []
    beskyttet: bool = False
    skjermede_navn: list[str] = []
    født: dt.date
    kilde: str
    mal: str

    @property
    def name(self) -> str:
        """Return the package's name: `<sak>_<type>_<dato>_<uuid8>`, ASCII, without anyone's name or the kind."""
        return f"{self.sak}_{self.type}_{self.dato.isoformat()}_{self.uuid[:8]}"

    @property
    def main(self) -> Fil | None:
        """The archive's own variant."""
        return next((f for f in self.filer if f.variant == MAIN), None)

    @property
    def version(self) -> str:
        """Name this very content: the document's uuid and the start of its main file's sha256."""
        return f"{self.uuid}/{self.main.sha256[:16] if self.main else ''}"


def document_uuid(*parts: str) -> str:
    """Return the UUID (version 5) of the document that these ids name; the same ids always give the same."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(parts)))


def as_json(value: Any) -> bytes:
    """Return JSON as it is written in packages: UTF-8, two spaces, a newline at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def dump(entry: Arkivpost) -> bytes:
    """Return `metadata.json`."""
    return as_json(entry.model_dump(mode="json"))


def load(data: bytes, file: str = "metadata.json") -> Arkivpost:
    """Read `metadata.json` back. Raises BtiError (A201); what stands in it is never told."""
    try:
        return Arkivpost.model_validate_json(data)
    except (ValidationError, ValueError):
        raise BtiError(Problem("A201", Where(file=file))) from None
