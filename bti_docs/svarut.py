"""One recipient and the names of finished files go in; the words that SvarUt wants before it sends them come out.

This is the `forsendelse` part of SvarUt's REST v2. Nothing is sent from here: the municipality's own SvarUt client
sends it with the files, and encrypts them first with SvarUt's key where `kryptert` says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from bti_docs.case import identity
from bti_docs.case.names import named_in
from bti_docs.case.vocabulary import Adressesperre
from bti_docs.problem import BtiError, Problem

SYSTEM = "bti-docs"
"""What we call ourselves in SvarUt's statistics."""

_PROTECTED: frozenset[Adressesperre] = frozenset({"fortrolig", "strengt fortrolig"})
_TITLE = 1000  # characters
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,221}\.pdf")
_REFERENCE = re.compile(r"[A-Za-z0-9._/-]{0,100}")
_ACCOUNT = re.compile(r"[a-zA-Z0-9_\-.øæåØÆÅ]{0,20}")
_POSTCODE = re.compile(r"[0-9]{4}")
_MANY_DIGITS = re.compile(r"\d[\d ]{9,}\d")  # eleven digits, however they are spaced
_ADDRESS_LINES = 3


@dataclass(frozen=True)
class Mottaker:
    """Who it goes to. `digital_id` is a fødselsnummer or organisation number; without it, it can only go by post."""

    navn: str
    adresselinjer: tuple[str, ...] = ()
    postnummer: str = ""
    poststed: str = ""
    land: str = ""
    digital_id: str = ""
    adressesperre: Adressesperre = "nei"


@dataclass(frozen=True)
class Dokument:
    """One PDF to send, by its file's name."""

    filnavn: str
    skal_signeres: bool = False
    sensitivt: bool = True


@dataclass(frozen=True)
class Signering:
    """That one of the documents shall be signed, how, and by when (a time with its zone)."""

    type: Literal["AUTENTISERT_SIGNATUR", "AVANSERT_SIGNATUR"]
    utløper: dt.datetime | None = None


@dataclass(frozen=True)
class Sending:
    """What is sent, and how. `tittel` is shown in the list of the mailbox, so it names nobody.

    `nivå_4` asks for BankID or the like before anything is opened, and is only to be had for files that SvarUt gets
    encrypted (`kryptert`). `kun_digital` never becomes a letter, and SvarUt does not say when delivery failed.
    """

    tittel: str
    dokumenter: tuple[Dokument, ...]
    referanse: str = ""
    korrelasjon: str = ""
    konteringskode: str = ""
    kryptert: bool = True
    nivå_4: bool = True
    kun_digital: bool = False
    tosidig: bool = True
    farger: bool = False
    signering: Signering | None = None


def forsendelse(mottaker: Mottaker, sending: Sending, *, navn: Collection[str]) -> dict[str, Any]:
    """Return what SvarUt is told of one sending to one recipient, ready to be written as JSON.

    `navn` are the names of everyone in the case: none of them may stand in the title, a file name or a reference.
    Raises BtiError with everything that is wrong (U101–U114); a recipient with a protected address is refused
    (U101), with or without an address given, because SvarUt would print and post what it cannot deliver.
    """
    problems = [*_recipient(mottaker, sending), *_words(mottaker, sending, navn), *_documents(sending), *_ways(sending)]
    if problems:
        raise BtiError(*problems)
    return _body(mottaker, sending)


def _recipient(mottaker: Mottaker, sending: Sending) -> Iterator[Problem]:
    if mottaker.adressesperre in _PROTECTED:
        yield Problem("U101")
        return
    if not mottaker.navn.strip():
        yield Problem("U104")
    if not sending.kun_digital:
        yield from _address(mottaker)
    if mottaker.digital_id and not _is_identity(mottaker.digital_id):
        yield Problem("U106")
    if not mottaker.digital_id and (sending.kun_digital or sending.signering):
        yield Problem("U107")


def _address(mottaker: Mottaker) -> Iterator[Problem]:
    abroad = mottaker.land.strip().casefold() not in ("", "norge", "noreg", "norway", "no")
    postcode = abroad or _POSTCODE.fullmatch(mottaker.postnummer)
    if not postcode or not mottaker.poststed.strip() or len(mottaker.adresselinjer) > _ADDRESS_LINES:
        yield Problem("U105")


def _is_identity(number: str) -> bool:
    return isinstance(identity.inspect(number), identity.Identity) or identity.is_orgnr(number)


def _words(mottaker: Mottaker, sending: Sending, names: Collection[str]) -> Iterator[Problem]:
    """Say what is wrong with the words that others than the recipient may see."""
    title = sending.tittel.strip()
    if not title or len(title) > _TITLE or not title.isprintable():
        yield Problem("U103")
    references = (sending.referanse, sending.korrelasjon)
    shown = (sending.tittel, *references, sending.konteringskode, *(d.filnavn for d in sending.dokumenter))
    if any(_MANY_DIGITS.search(text) or named_in(text, (mottaker.navn, *names)) for text in shown):
        yield Problem("U102")
    if not all(_REFERENCE.fullmatch(reference) for reference in references):
        yield Problem("U111")
    if not _ACCOUNT.fullmatch(sending.konteringskode):
        yield Problem("U110")


def _documents(sending: Sending) -> Iterator[Problem]:
    names = [document.filnavn for document in sending.dokumenter]
    if not names:
        yield Problem("U109")
    for number, name in enumerate(names, 1):
        if not _FILE_NAME.fullmatch(name):
            yield Problem("U112", words={"number": str(number)})
    if len({name.casefold() for name in names}) < len(names):
        yield Problem("U108")


def _ways(sending: Sending) -> Iterator[Problem]:
    if sending.nivå_4 and not sending.kryptert:
        yield Problem("U113")
    to_sign = sum(document.skal_signeres for document in sending.dokumenter)
    until = sending.signering and sending.signering.utløper
    if to_sign != (1 if sending.signering else 0) or (until and until.utcoffset() is None):
        yield Problem("U114")


def _body(mottaker: Mottaker, sending: Sending) -> dict[str, Any]:
    body = {
        "mottaker": _address_body(mottaker),
        "tittel": sending.tittel.strip(),
        "avgivendeSystem": SYSTEM,
        "eksternReferanse": sending.referanse,
        "korrelasjonsid": sending.korrelasjon,
        "konteringskode": sending.konteringskode,
        "kryptert": sending.kryptert,
        "krevNiva4Innlogging": sending.nivå_4,
        "kunDigitalLevering": sending.kun_digital,
        "taushetsbelagtPost": False,  # a way into organisations, not to people
        "utskriftskonfigurasjon": {"tosidig": sending.tosidig, "utskriftMedFarger": sending.farger},
        "dokumenter": [_document_body(document) for document in sending.dokumenter],
    }
    return _without_empty(body | _signing_body(sending.signering))


def _address_body(mottaker: Mottaker) -> dict[str, Any]:
    lines = {f"adresselinje{n}": line for n, line in enumerate(mottaker.adresselinjer, 1)}
    place = {"postnummer": mottaker.postnummer, "poststed": mottaker.poststed, "land": mottaker.land}
    return _without_empty({"digitalId": mottaker.digital_id, "navn": mottaker.navn, **lines, **place})


def _document_body(document: Dokument) -> dict[str, Any]:
    return {
        "filnavn": document.filnavn,
        "mimeType": "application/pdf",
        "skalSigneres": document.skal_signeres,
        "inneholderPersonsensitivInformasjon": document.sensitivt,
    }


def _signing_body(signering: Signering | None) -> dict[str, Any]:
    if signering is None:
        return {}
    until = signering.utløper
    return {"signaturType": signering.type} | ({"signeringUtloper": until.isoformat()} if until else {})


def _without_empty(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if value != ""}
