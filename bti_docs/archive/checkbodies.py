"""A package for Public 360 goes in; the rules that its calls break come out: who may be told, when, and of what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bti_docs.archive.entry import MAIN
from bti_docs.archive.package import METADATA, Package
from bti_docs.archive.public360 import (
    CREATE_CASE,
    CREATE_DOCUMENT,
    DISPATCH,
    GET_CASES,
)
from bti_docs.archive.titles import clean
from bti_docs.problem import Problem

_OPEN = ("U", "", "recno:0")  # access codes of what is not kept from anyone
_PERSON_FIELDS = (
    "ResponsiblePersonRecno",
    "ResponsiblePersonIdNumber",
    "ResponsiblePersonEmail",
    "ResponsiblePersonUserId",
)
_UNIT_FIELDS = ("ResponsibleEnterpriseRecno", "ResponsibleEnterpriseNumber")
_DAYS = ("DocumentDate", "DispatchedDate", "JournalDate")
_LOCAL_MIDNIGHT = "T00:00:00"
Body = dict[str, Any]


def check_bodies(package: Package) -> list[Problem]:
    """Return every rule that the calls to Public 360 break."""
    document = _parameter(package, CREATE_DOCUMENT)
    case = _parameter(package, CREATE_CASE) if CREATE_CASE in package.members else {}
    if document is None or case is None or _parameter(package, GET_CASES) is None:
        return [Problem("A221", package.place(CREATE_DOCUMENT))]
    found = [*_kept(package, document, CREATE_DOCUMENT), *_people(package, document), *_days(package, document)]
    found += [*_references(package, document), *_told_files(package, document), *_dispatch(package, document)]
    if case:
        found += [*_kept(package, case, CREATE_CASE), *_unofficial(package, case, CREATE_CASE)]
    return found


def _parameter(package: Package, name: str) -> Body | None:
    try:
        body = json.loads(package.members.get(name, b""))["parameter"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _kept(package: Package, body: Body, name: str) -> Iterator[Problem]:
    """Hold that what has an access code has a paragraph and another, full title."""
    place = package.place(name)
    if body.get("AccessCode", "") in _OPEN or not body.get("Paragraph") or not body.get("UnofficialTitle"):
        yield Problem("A214", place)
    public = package.entry.offentlig_tittel if name == CREATE_DOCUMENT else package.entry.mappe.offentlig_tittel
    if body.get("Title") != public:
        yield Problem("A222", place, {"field": "Title"})


def _people(package: Package, document: Body) -> Iterator[Problem]:
    """Hold that people are unofficial, that no member of staff is a contact, and that the protected are not there."""
    place, entry = package.place(CREATE_DOCUMENT), package.entry
    yield from _unofficial(package, document, CREATE_DOCUMENT)
    numbers = {part.fødselsnummer or part.orgnr for part in entry.parter} - {""}
    names = {part.navn for part in entry.parter}
    for contact in _contacts(document):
        known = contact.get("ReferenceNumber") in numbers or contact.get("ContactName") in names
        if not known:
            yield Problem("A217", place)
    units = {n for part in entry.parter if not part.er_person for n in (part.orgnr, part.navn)} - {""}
    people = [c for c in _contacts(document) if not {c.get("ReferenceNumber"), c.get("ContactName")} & units]
    if people and not entry.ekspederes:
        yield Problem("A218", place)


def _unofficial(package: Package, body: Body, name: str) -> Iterator[Problem]:
    shown = [part for part in package.entry.parter if not part.skjermes]
    known = {part.orgnr for part in shown if part.orgnr} | {part.navn for part in shown}
    for contact in _contacts(body):
        kept = not {contact.get("ReferenceNumber"), contact.get("ContactName")} & known
        if contact.get("IsUnofficial") is not True and kept:
            yield Problem("A216", package.place(name))


def _contacts(body: Body) -> list[Body]:
    told = [*(body.get("Contacts") or []), *(body.get("UnregisteredContacts") or [])]
    return [contact for contact in told if isinstance(contact, dict)]


def _days(package: Package, document: Body) -> Iterator[Problem]:
    """Hold that DocumentDate <= DispatchedDate <= JournalDate, and that a day is written as the day it is here."""
    said = [str(document[key]) for key in _DAYS if document.get(key)]
    local = str(document.get("DocumentDate", "")) == f"{package.entry.dato.isoformat()}{_LOCAL_MIDNIGHT}"
    if said != sorted(said) or not local:
        yield Problem("A219", package.place(CREATE_DOCUMENT))


def _references(package: Package, document: Body) -> Iterator[Problem]:
    """Hold that there is exactly one reference to a folder, and at most one responsible person and unit."""
    folders = [key for key in ("CaseNumber", "CaseExternalId") if document.get(key)]
    people = [key for key in _PERSON_FIELDS if document.get(key)]
    units = [key for key in _UNIT_FIELDS if document.get(key)]
    number = package.entry.mappe.saksnummer
    if len(folders) != 1 or len(people) > 1 or len(units) > 1 or (number and document.get("CaseNumber") != number):
        yield Problem("A220", package.place(CREATE_DOCUMENT))
    if number and CREATE_CASE in package.members:
        yield Problem("A220", package.place(CREATE_CASE))


def _told_files(package: Package, document: Body) -> Iterator[Problem]:
    """Hold that the first file is the main one, that each is in the package, and that titles are what SIF can take."""
    files = [f for f in document.get("Files") or [] if isinstance(f, dict)]
    place = package.place(CREATE_DOCUMENT)
    main = [f for f in files if f.get("RelationType") == "H"]
    if len(main) != 1 or main != files[:1] or main[0].get("VersionFormat") != MAIN:
        yield Problem("A206", place)
    declared = {f.navn: f for f in package.entry.filer}
    for told in files:
        file = declared.get(str(told.get("UploadedFileReference")))
        if file is None or file.sha256 not in str(told.get("Note")):
            yield Problem("A204", place, {"file": "?"})
        title = str(told.get("Title", ""))
        if not title or clean(title) != title:
            yield Problem("A205", place, {"file": "?"})


def _dispatch(package: Package, document: Body) -> Iterator[Problem]:
    """Hold that only what has a recipient is dispatched."""
    entry = package.entry
    if (DISPATCH in package.members) != entry.ekspederes:
        yield Problem("A218", package.place(DISPATCH))
    if entry.ekspederes and not any(part.rolle in ("EM", "EK") for part in entry.parter):
        yield Problem("A218", package.place(METADATA))
    if entry.ekspederes and not _contacts(document):
        yield Problem("A222", package.place(CREATE_DOCUMENT), {"field": "Contacts"})
