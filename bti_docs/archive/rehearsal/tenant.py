"""A call goes in; what a Public 360 answers comes out, and it remembers what was filed."""

from __future__ import annotations

import base64
import binascii
import copy
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bti_docs.archive.rehearsal.tables import (
    ACCESS,
    CASE_ROLE,
    CATEGORY,
    CONTACT_ROLE,
    LAW,
    STANDARD,
    STATUS,
    Rows,
    row,
)

Body = dict[str, Any]
_PAGE = 100
_YEAR = "26"
_TITLE_LIKE = {"%": ".*", "_": "."}
_CLOSING = ("A", "X")


class RefusedError(Exception):
    """The call breaks a rule; SIF says so with 200 and a dump."""


@dataclass
class Tenant:
    """Everything in the archive. `groups` are its access groups, `tables` its code tables."""

    tables: dict[str, Rows] = field(default_factory=lambda: dict(STANDARD))
    groups: list[str] = field(default_factory=list)
    cases: list[Body] = field(default_factory=list)
    documents: list[Body] = field(default_factory=list)
    dispatched: list[str] = field(default_factory=list)
    _recno: int = 200_000
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def call(self, service: str, method: str, said: Body) -> Body:
        """Carry a call out, one at a time. Raises RefusedError with SIF's words, KeyError for a method there is not."""
        known: dict[str, Callable[[Body], Body]] = {
            "CaseService/GetCases": self.get_cases,
            "CaseService/CreateCase": self.create_case,
            "CaseService/UpdateCase": self.update_case,
            "DocumentService/GetDocuments": self.get_documents,
            "DocumentService/CreateDocument": self.create_document,
            "DocumentService/DispatchDocuments": self.dispatch,
            "SupportService/GetCodeTableRows": self.code_table,
            "AccessGroupService/GetAccessGroups": self.access_groups,
        }
        with self._lock:
            return known[f"{service}/{method}"](said)

    def add_case(self, number: str, title: str, contacts: Iterable[str] = (), status: str = "Under behandling") -> Body:
        """Put a folder there, as if it had been made before."""
        people = [{"Role": "Sakspart", "Referencenumber": c} for c in contacts]
        case = {"Recno": self._next(), "CaseNumber": number, "Title": title, "Status": status, "Contacts": people}
        self.cases.append(case)
        return case

    def _next(self) -> int:
        self._recno += 1
        return self._recno

    # folders

    def get_cases(self, said: Body) -> Body:
        """Find folders by number, external id, title (SQL LIKE) and contact."""
        found = [c for c in self.cases if self._case_fits(c, said)]
        if not said.get("IncludeCaseContacts"):
            found = [{k: v for k, v in c.items() if k != "Contacts"} for c in found]
        return _paged("Cases", found, said, "MaxReturnedCases", "SortCriterion")

    def _case_fits(self, case: Body, said: Body) -> bool:
        number, title, contact = said.get("CaseNumber"), said.get("Title"), said.get("ContactReferenceNumber")
        key = said.get("ExternalId")
        return (
            (not number or case["CaseNumber"] == number)
            and (not title or _like(title, case["Title"]))
            and (not contact or any(c["Referencenumber"] == contact for c in case["Contacts"]))
            and (not key or case.get("ExternalId") == key)
        )

    def create_case(self, said: Body) -> Body:
        """Make a folder; its external id is its own alone."""
        _require(said, "Title")
        self._shielded(said)
        for contact in said.get("Contacts") or []:
            _require(contact, "Role")
            self._known(CASE_ROLE, "Role", contact["Role"])
            if not (contact.get("ReferenceNumber") or contact.get("ExternalId")):
                raise RefusedError("Contact must have ReferenceNumber or ExternalId.")
        for code in said.get("ArchiveCodes") or []:
            _require(code, "Sort", "ArchiveType")
        if said.get("Status") in _CLOSING and not said.get("ArchiveCodes"):
            raise RefusedError("ArchiveCode is required when the case is closed.")
        key = said.get("ExternalId")
        if key and any(c.get("ExternalId") == key for c in self.cases):
            raise RefusedError(f"ExternalId is not unique. ExternalId='{key}'")
        people = [c["ReferenceNumber"] for c in said.get("Contacts") or [] if c.get("ReferenceNumber")]
        case = self.add_case(f"{_YEAR}/{len(self.cases) + 417:05}", said["Title"], people)
        case |= {"UnofficialTitle": said.get("UnofficialTitle") or said["Title"], "ExternalId": key}
        case |= {"Paragraph": said.get("Paragraph"), "AccessCodeCode": said.get("AccessCode")} | _answering(said)
        return {"Recno": case["Recno"], "CaseNumber": case["CaseNumber"]}

    def update_case(self, said: Body) -> Body:
        """Change a folder's access group and who answers for it."""
        case = self._case_of({"CaseNumber": said.get("CaseNumber"), "CaseExternalId": said.get("ExternalId")})
        self._known_group(said)
        self._one_responsible(said)
        case |= _answering(said)
        return {"Recno": case["Recno"], "CaseNumber": case["CaseNumber"]}

    # documents

    def get_documents(self, said: Body) -> Body:
        """Find documents by number, folder and title."""
        found = [d for d in self.documents if _document_fits(d, said)]
        kept = found if said.get("IncludeFileData") else [_without_data(d) for d in found]
        return _paged("Documents", kept, said, "MaxReturnedDocuments", "SortingCriterion")

    def create_document(self, said: Body) -> Body:
        """File a document in a folder that is there, with codes that the tenant has."""
        _require(said, "Title", "Category", "Status")
        case = self._case_of(said)
        self._known(CATEGORY, "Category", said["Category"])
        status = self._known(STATUS, "Status", said["Status"])
        access = self._shielded(said)
        self._one_responsible(said)
        self._days(said, status)
        for contact in [*(said.get("Contacts") or []), *(said.get("UnregisteredContacts") or [])]:
            self._known(CONTACT_ROLE, "Role", contact.get("Role", ""))
        files = [_file(f) for f in said.get("Files") or []]
        number = f"{case['CaseNumber']}-{1 + sum(d['CaseNumber'] == case['CaseNumber'] for d in self.documents)}"
        document = {
            "Recno": self._next(),
            "DocumentNumber": number,
            "CaseNumber": case["CaseNumber"],
            "Title": said.get("UnofficialTitle") or said["Title"],
            "OfficialTitle": said["Title"],
            "DocumentDate": said.get("DocumentDate"),
            "StatusCode": status[1],
            "AccessCodeCode": access[1] if access else None,
            "AccessCodeRecno": str(access[0]) if access else None,
            "AccessGroup": said.get("AccessGroup"),
            "Paragraph": said.get("Paragraph"),
            "Contacts": copy.deepcopy(said.get("Contacts") or [])
            + copy.deepcopy(said.get("UnregisteredContacts") or []),
            "ReferringDocuments": copy.deepcopy(said.get("ReferringDocuments") or []),
            "Files": files,
        }
        self.documents.append(document)
        return {"Recno": document["Recno"], "DocumentNumber": number}

    def dispatch(self, said: Body) -> Body:
        """Send documents: one without a recipient is refused, one that is sent is `Ekspedert`."""
        results = []
        for asked in said.get("Documents") or []:
            number = asked.get("DocumentNumber")
            found = next((d for d in self.documents if d["DocumentNumber"] == number), None)
            error = None
            if found is None:
                error = "Document does not exist."
            elif not any(row(self.tables[CONTACT_ROLE], str(c.get("Role"))) for c in found["Contacts"]):
                error = "Document has no recipient."
            else:
                found["StatusCode"] = "E"
                self.dispatched.append(str(number))
            results.append({"DocumentNumber": number, "Successful": error is None, "ErrorMessage": error})
        return {"DocumentResult": results}

    # codes

    def code_table(self, said: Body) -> Body:
        """Return a code table's rows."""
        name = said.get("CodeTableName", "")
        if name not in self.tables:
            raise RefusedError(f"CodeTableName is unknown. CodeTableName='{name}'")
        rows = [{"Recno": r, "Code": c, "Description": d, "IsExpired": False} for r, c, d in self.tables[name]]
        return {"CodeTableRows": rows}

    def access_groups(self, said: Body) -> Body:
        """Return the access groups."""
        groups = [{"Recno": n, "Code": g, "Description": g} for n, g in enumerate(self.groups, 200_690)]
        return _paged("AccessGroups", groups, said, "MaxRows", "SortingCriterion")

    def _known(self, table: str, key: str, said: str) -> tuple[int, str, str]:
        found = row(self.tables[table], said)
        if found is None:
            raise RefusedError(f"{key} is not a valid code. {key}='{said}'")
        return found

    def _shielded(self, said: Body) -> tuple[int, str, str] | None:
        code = said.get("AccessCode")
        if not code:
            return None
        access = self._known(ACCESS, "AccessCode", code)
        if access[1] != "U" and not said.get("Paragraph"):
            raise RefusedError("Paragraph is required for the specified AccessCode.")
        if said.get("Paragraph"):
            self._known(LAW, "Paragraph", said["Paragraph"])
        self._known_group(said)
        return access

    def _known_group(self, said: Body) -> None:
        group = said.get("AccessGroup")
        if group and group not in self.groups:
            raise RefusedError(f"Access Group is not a valid for the entity and subtype. AccessGroup='{group}'")

    def _case_of(self, said: Body) -> Body:
        number, key = said.get("CaseNumber"), said.get("CaseExternalId")
        if bool(number) == bool(key):
            raise RefusedError("One and only one of CaseNumber and CaseExternalId must be set.")
        found = [c for c in self.cases if (c["CaseNumber"] == number if number else c.get("ExternalId") == key)]
        if not found:
            raise RefusedError(f"Case does not exist. CaseNumber='{number}'")
        return found[0]

    def _one_responsible(self, said: Body) -> None:
        for kind in ("ResponsiblePerson", "ResponsibleEnterprise"):
            if sum(bool(v) for k, v in said.items() if k.startswith(kind)) > 1:
                raise RefusedError(f"Only one {kind} field can be set.")

    def _days(self, said: Body, status: tuple[int, str, str]) -> None:
        days = [said[k] for k in ("DocumentDate", "DispatchedDate", "JournalDate") if said.get(k)]
        if days != sorted(days) or (said.get("JournalDate") and status[1] not in ("J", "A")):
            raise RefusedError("DocumentDate, DispatchedDate and JournalDate are not valid.")


def _answering(said: Body) -> Body:
    """Return who has a folder and who answers for it, as SIF tells it: what was not said is left as it was."""
    found: Body = {"AccessGroup": said["AccessGroup"]} if said.get("AccessGroup") else {}
    if said.get("ResponsibleEnterpriseNumber"):
        found["ResponsibleEnterprise"] = {"Referencenumber": said["ResponsibleEnterpriseNumber"]}
    if said.get("ResponsiblePersonEmail"):
        found["ResponsiblePerson"] = {"Email": said["ResponsiblePersonEmail"]}
    return found


def _require(said: Body, *keys: str) -> None:
    for key in keys:
        if said.get(key) in (None, ""):
            raise RefusedError(f"{key} is required.")


def _like(pattern: str, text: str) -> bool:
    """Match as SQL's LIKE does: % is anything, _ is one character, case makes no difference."""
    expression = "".join(_TITLE_LIKE.get(c, re.escape(c)) for c in pattern)
    return re.fullmatch(expression, text, re.IGNORECASE | re.DOTALL) is not None


def _document_fits(document: Body, said: Body) -> bool:
    number, case, title = said.get("DocumentNumber"), said.get("CaseNumber"), said.get("Title")
    return (
        (not number or document["DocumentNumber"] == number)
        and (not case or document["CaseNumber"] == case)
        and (not title or _like(title, document["Title"]))
    )


def _without_data(document: Body) -> Body:
    files = [{k: v for k, v in f.items() if k != "Base64Data"} for f in document["Files"]]
    return {**document, "Files": files}


def _file(said: Body) -> Body:
    _require(said, "Title", "Format")
    if re.search(r'["<>]', said["Title"]):
        raise RefusedError("Illegal character in path.")
    given = [k for k in ("Base64Data", "Data", "UploadedFileReference") if said.get(k)]
    if len(given) != 1:
        raise RefusedError("One of Base64Data, Data and UploadedFileReference must be set.")
    try:
        base64.b64decode(said.get("Base64Data", ""), validate=True)
    except (binascii.Error, ValueError):
        raise RefusedError("Base64Data is not valid.") from None
    kept = {k: said.get(k) for k in ("Title", "Format", "Note", "Base64Data")}
    return kept | {"VersionFormatCode": said.get("VersionFormat"), "RelationTypeCode": said.get("RelationType")}


def _paged(name: str, found: list[Body], said: Body, limit: str, sort: str) -> Body:
    """Return one page, counted from 0; a hundred unless another number is asked for."""
    if str(said.get(sort, "")).endswith("Descending"):
        found = sorted(found, key=lambda f: -f["Recno"])
    size = int(said.get(limit) or _PAGE)
    page = int(said.get("Page") or 0)
    shown = copy.deepcopy(found[page * size : (page + 1) * size])
    return {name: shown, "TotalPageCount": -(-len(found) // size), "TotalCount": len(found)}
