"""A registry entry goes in; the calls to Public 360 come out as JSON, file content by name until they are sent.

Source: SIF's GetCases, CreateCase, CreateDocument and DispatchDocuments. Every code is the municipality's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bti_docs.archive.entry import OPEN, PUBLIC_360, SYSTEM, WORD, Arkivpost, Fil, Part, Skjerming

GET_CASES, CREATE_CASE = "p360/GetCases.json", "p360/CreateCase.json"
CREATE_DOCUMENT, DISPATCH = "p360/CreateDocument.json", "p360/DispatchDocuments.json"
UPDATE_CASE = "p360/UpdateCase.json"
CASE_KEY = "bti-docs Case"
_DEFAULT_PARTY = "Sakspart"  # what tenants call the pupil's part in the folder
PATH = "/Biz/v2/api/call/SI.Data.RPC/SI.Data.RPC/"
_METHODS = {
    GET_CASES: "CaseService/GetCases",
    CREATE_CASE: "CaseService/CreateCase",
    CREATE_DOCUMENT: "DocumentService/CreateDocument",
    DISPATCH: "DocumentService/DispatchDocuments",
}
GET, UPDATE = "CaseService/GetCases", "CaseService/UpdateCase"
GET_DOCUMENTS = "DocumentService/GetDocuments"
Body = dict[str, Any]


def bodies(entry: Arkivpost) -> dict[str, Body]:
    """Return the calls by file name: what finds the folder, makes it where that may be needed, files, and dispatches.

    A folder whose number is known is never made, and nothing is dispatched that has no recipient. When the pupil
    changes school, one more call hands the folder over: made only when asked for.
    """
    if entry.arkiv != PUBLIC_360:
        return {}
    found = {GET_CASES: _call(_find(entry)), CREATE_DOCUMENT: _call(_document(entry))}
    if not entry.mappe.saksnummer:
        found[CREATE_CASE] = _call(_case(entry))
    if entry.ekspederes:
        found[DISPATCH] = _call({"Documents": [{"DocumentNumber": ""}]})
    if hands_over(entry):
        found[UPDATE_CASE] = _call(_hand_over(entry))
    return found


def hands_over(entry: Arkivpost) -> bool:
    """Whether the folder can be handed over: there is a next school, and it has an access group."""
    return entry.arkiv == PUBLIC_360 and entry.overlevering is not None and bool(entry.overlevering.tilgangsgruppe)


def calls(members: Mapping[str, bytes], *, handover: bool = False) -> list[tuple[str, Any]]:
    """Return every call that filing a package makes, in order, and last the hand-over when asked for: path and body.

    Before the document is filed we look for it in the folder, and afterwards at it; their numbers are not known yet.
    """
    look: tuple[str, Any] = (f"{PATH}{GET_DOCUMENTS}", {"parameter": in_folder("")})
    found: list[tuple[str, Any]] = []
    for name, method in _METHODS.items():
        if name in members:
            call = (f"{PATH}{method}", json.loads(members[name]))
            around = (f"{PATH}{GET_DOCUMENTS}", {"parameter": one("")})
            found += [look, call, around] if name == CREATE_DOCUMENT else [call]
    if handover and UPDATE_CASE in members:
        found.append((f"{PATH}{UPDATE}", json.loads(members[UPDATE_CASE])))
        found.append((f"{PATH}{GET}", {"parameter": folder("")}))
    return found


def folder(case: str) -> Body:
    """Return what asks for one folder."""
    return {"CaseNumber": case, "IncludeCaseContacts": True}


def in_folder(case: str) -> Body:
    """Return what asks for the documents of a folder."""
    return {"CaseNumber": case, "IncludeFiles": True, "SortingCriterion": "RecnoDescending"}


def one(number: str) -> Body:
    """Return what asks for one document."""
    return {"DocumentNumber": number, "IncludeFiles": True}


def _call(parameter: Body) -> Body:
    return {"parameter": {key: value for key, value in parameter.items() if value not in ("", None)}}


def _find(entry: Arkivpost) -> Body:
    if entry.mappe.saksnummer:
        return folder(entry.mappe.saksnummer)
    return {
        "Title": f"{entry.mappe.offentlig_tittel}%",
        "ContactReferenceNumber": entry.mappe.fødselsnummer,
        "IncludeCaseContacts": True,
        "SortCriterion": "RecnoDescending",
    }


def _case(entry: Arkivpost) -> Body:
    said, number = entry.koder["sak"], entry.mappe.fødselsnummer
    classes = [(entry.mappe.klasse, number, True), *((system, code, False) for system, code in entry.klasser)]
    return {
        "CaseType": said.get("CaseType"),
        "Title": entry.mappe.offentlig_tittel,
        "UnofficialTitle": entry.mappe.tittel,
        "Status": said["Status"],
        "JournalUnit": said.get("JournalUnit"),
        "SubArchive": said.get("SubArchive"),
        "ArchiveCodes": [
            {"ArchiveCode": code, "ArchiveType": system, "Sort": place, "IsManualText": manual}
            for place, (system, code, manual) in enumerate(classes, 1)
        ],
        "FiledOnPaper": False,
        **_shielded(entry.mappe.skjerming),
        **_responsible(entry),
        "Contacts": [
            {
                "Role": entry.koder["roller"].get("sakspart", _DEFAULT_PARTY),
                "ReferenceNumber": number,
                "IsUnofficial": True,
            }
        ],
        "ExternalId": {"Id": entry.mappe.nøkkel, "Type": CASE_KEY},
    }


def _hand_over(entry: Arkivpost) -> Body:
    """Give the folder to the next school: its access group, and who answers for it there."""
    number, moved = entry.mappe.saksnummer, entry.overlevering
    known = {"CaseNumber": number} if number else {"ExternalId": {"Id": entry.mappe.nøkkel, "Type": CASE_KEY}}
    return {
        **known,
        "AccessGroup": moved.tilgangsgruppe if moved else "",
        "ResponsibleEnterpriseNumber": moved.orgnr if moved else "",
        "ResponsiblePersonEmail": moved.epost if moved else "",
    }


def _document(entry: Arkivpost) -> Body:
    said, number = entry.koder["dokument"], entry.mappe.saksnummer
    known = {"CaseNumber": number} if number else {"CaseExternalId": {"Id": entry.mappe.nøkkel, "Type": CASE_KEY}}
    roles = entry.koder["roller"]
    registered = [_contact(p, roles) for p in entry.parter if p.fødselsnummer or p.orgnr]
    others = [_unregistered(p, roles) for p in entry.parter if not (p.fødselsnummer or p.orgnr)]
    return {
        **known,
        "Archive": said.get("Archive"),
        "Category": said["Category"],
        "Status": said["Status"],
        "Title": entry.offentlig_tittel,
        "UnofficialTitle": entry.tittel,
        "DocumentDate": f"{entry.dato.isoformat()}T00:00:00",
        **_shielded(entry.skjerming),
        **_responsible(entry),
        "SendersReference": entry.uuid,
        "Contacts": registered,
        "UnregisteredContacts": others or None,
        "Files": [_file(f, entry) for f in entry.filer if f.sendes],
        "Remarks": [{"Title": SYSTEM, "Content": note} for note in entry.merknader],
    }


def _shielded(kept: Skjerming) -> Body:
    return {"AccessCode": kept.kode, "Paragraph": kept.paragraf, "AccessGroup": kept.tilgangsgruppe}


def _responsible(entry: Arkivpost) -> Body:
    return {"ResponsibleEnterpriseNumber": entry.enhet.orgnr, "ResponsiblePersonEmail": entry.enhet.epost}


_ROLES = {"EA": "avsender", "EM": "mottaker", "EK": "kopi"}


def _contact(part: Part, roles: dict[str, str]) -> Body:
    number = part.fødselsnummer or part.orgnr
    return {"Role": roles[_ROLES[part.rolle]], "ReferenceNumber": number, "IsUnofficial": part.skjermes}


def _unregistered(part: Part, roles: dict[str, str]) -> Body:
    return {
        "Role": roles[_ROLES[part.rolle]],
        "ContactName": part.navn,
        "Address": ", ".join(part.adresse),
        "ZipCode": part.postnummer,
        "ZipPlace": part.poststed,
        "IsUnofficial": part.skjermes,
    }


def _file(file: Fil, entry: Arkivpost) -> Body:
    """A file as it is told: its note names the content, so that it is known again in the archive."""
    return {
        "Title": file.tittel,
        "Format": file.navn.rpartition(".")[2],
        "UploadedFileReference": file.navn,
        "RelationType": "H" if file.variant not in (WORD, OPEN) else "V",
        "VersionFormat": file.variant,
        "Status": "F",
        "Note": note(file, entry.uuid),
    }


def note(file: Fil, uuid: str) -> str:
    """Return what a file's note says: whose document it is and the sha256 of what is in it."""
    return f"{SYSTEM} {uuid} sha256:{file.sha256}"
