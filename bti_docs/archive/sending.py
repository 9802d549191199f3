"""A checked package and a Public 360 go in; the document lies there exactly once, and its number comes out.

No call that makes something is made twice unseen: before every try we look in the archive for what it would have made.
A file's note names the document and the sha256 of its content, so that the archive itself can tell, with or without a
ledger.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bti_docs.archive import ledger as steps
from bti_docs.archive.entry import PUBLIC_360, SYSTEM, Arkivpost
from bti_docs.archive.ledger import Ledger
from bti_docs.archive.package import Package
from bti_docs.archive.public360 import CREATE_CASE, CREATE_DOCUMENT, GET_CASES, GET_DOCUMENTS, in_folder, note, one
from bti_docs.archive.rpc import BACKOFF, Answer, Rpc, UncertainError
from bti_docs.problem import BtiError, Problem

MAX_BODY = 99_000_000  # bytes; what production clients send at most (the gateway's limit is 100 MB)
_MILLION = 1_000_000
_GONE = ("utgår", "u")
_IDENTITY_NUMBER = re.compile(r"\d{11}")
Body = dict[str, Any]


@dataclass(frozen=True)
class Filed:
    """Where a document lies: its number, its folder's, which version it is, and whether this run put it there."""

    number: str
    case: str
    version: int = 1
    earlier: str = ""
    new: bool = False
    dispatched: bool = False


def body(package: Package, name: str) -> Body:
    """Return the parameter of a call in a package. Raises BtiError (A221)."""
    try:
        found = json.loads(package.members[name])["parameter"]
    except (KeyError, ValueError, TypeError):
        raise BtiError(Problem("A221", package.place(name))) from None
    if not isinstance(found, dict):
        raise BtiError(Problem("A221", package.place(name)))
    return found


def with_files(package: Package, parameter: Body) -> Body:
    """Return CreateDocument with the files' content in it. Raises BtiError (A223) when that is more than 360 takes."""
    files = []
    for told in parameter["Files"]:
        data = package.members[told["UploadedFileReference"]]
        rest = {key: value for key, value in told.items() if key != "UploadedFileReference"}
        files.append({**rest, "Base64Data": base64.b64encode(data).decode()})
    return {**parameter, "Files": files}


def too_large(package: Package, limit: int = MAX_BODY) -> list[Problem]:
    """Tell beforehand when the call would be larger than the archive takes. `limit` in bytes."""
    size = len(
        json.dumps({"parameter": with_files(package, body(package, CREATE_DOCUMENT))}, ensure_ascii=False).encode()
    )
    if size <= limit:
        return []
    words = {"size": f"{size / _MILLION:.1f}", "limit": f"{limit / _MILLION:.0f}"}
    return [Problem("A223", package.place(CREATE_DOCUMENT), words)]


def send(package: Package, rpc: Rpc, ledger: Ledger, limit: int = MAX_BODY) -> Filed:
    """File a package: find or make the folder, file, look that it is there, dispatch. Safe to run again at any time.

    Raises BtiError (A3xx) when it cannot be done or is not certain, J1xx for a damaged ledger, and OSError.
    """
    if package.entry.arkiv != PUBLIC_360 or package.entry.main is None:
        raise BtiError(Problem("A317", package.place()))
    faults = too_large(package, limit)
    if faults:
        raise BtiError(*faults)
    with ledger.alone():
        return _Sending(package, package.entry, rpc, ledger, package.entry.main.sha256).run()


@dataclass
class _Sending:
    package: Package
    entry: Arkivpost
    rpc: Rpc
    ledger: Ledger
    content: str

    def run(self) -> Filed:
        before = self.ledger.steps(self.entry.uuid)
        done = {s.step: s.number for s in before if s.content == self.content}
        versions = list(dict.fromkeys(s.number for s in before if s.step == steps.FILED))
        filed = self._filed(done, versions)
        if steps.VERIFIED not in done:
            self._verify(filed)
            self._note(steps.VERIFIED, filed.number)
        if self.entry.ekspederes and steps.DISPATCHED not in done:
            self._dispatch(filed.number)
            self._note(steps.DISPATCHED, filed.number)
            filed = replace(filed, dispatched=True)
        return filed

    def _note(self, step: str, number: str = "") -> None:
        self.ledger.note(self.entry.uuid, self.content, step, number)

    def _filed(self, done: dict[str, str], versions: list[str]) -> Filed:
        if steps.FILED in done:
            number = done[steps.FILED]
            return Filed(number, number.rpartition("-")[0], versions.index(number) + 1)
        case = self._case()
        self._note(steps.CASE, case)
        there = self._there(case)
        mine = [d for d in there if self._is_this(d)]
        earlier = there[: there.index(mine[0])] if mine else there
        version, before = len(earlier) + 1, str(earlier[-1]["DocumentNumber"]) if earlier else ""
        if mine:
            filed = Filed(str(mine[0]["DocumentNumber"]), case, version, before)
        else:
            self._note(steps.FILING, "")
            number = self._once(lambda: self._number(case), lambda: self._create(case, version, before))
            filed = Filed(number, case, version, before, new=True)
        self._note(steps.FILED, filed.number)
        return filed

    # the folder

    def _case(self) -> str:
        """Return the number of the pupil's folder: the one that is there, or a new one."""
        found = self._find_case()
        if found:
            return found
        if CREATE_CASE not in self.package.members:
            raise BtiError(Problem("A306", self.package.place(GET_CASES)))
        return self._once(self._find_case, lambda: self._made("CaseService/CreateCase", CREATE_CASE, "CaseNumber"))

    def _find_case(self) -> str:
        asked = body(self.package, GET_CASES)
        found = list(self.rpc.all("CaseService/GetCases", asked, "Cases", "MaxReturnedCases"))
        live = [case for case in found if str(case.get("Status", "")).casefold() not in _GONE]
        if len(live) > 1:
            raise BtiError(Problem("A305", self.package.place(GET_CASES), {"count": str(len(live))}))
        if live and self._is_anothers(live[0]):
            raise BtiError(Problem("A310", self.package.place(GET_CASES)))
        return str(live[0].get("CaseNumber", "")) if live else ""

    def _is_anothers(self, case: Answer) -> bool:
        """Tell whether the folder's parties have identity numbers and none is the pupil's: a number was mistyped."""
        people = [str(c.get("Referencenumber") or "") for c in case.get("Contacts") or [] if isinstance(c, dict)]
        known = {number for number in people if _IDENTITY_NUMBER.fullmatch(number)}
        return bool(known and self.entry.mappe.fødselsnummer) and self.entry.mappe.fødselsnummer not in known

    # the document

    def _there(self, case: str) -> list[Answer]:
        """Return every version of this document in the folder, the oldest first."""
        found = self.rpc.all(GET_DOCUMENTS, in_folder(case), "Documents", "MaxReturnedDocuments")
        ours = [d for d in found if any(n.startswith(f"{SYSTEM} {self.entry.uuid} ") for n in _notes(d))]
        return sorted(ours, key=_recno)

    def _is_this(self, document: Answer) -> bool:
        return self.entry.main is not None and note(self.entry.main, self.entry.uuid) in _notes(document)

    def _number(self, case: str) -> str:
        return next((str(d["DocumentNumber"]) for d in self._there(case) if self._is_this(d)), "")

    def _create(self, case: str, version: int, before: str) -> str:
        """File the document; what replaces an earlier one says so, and refers to it."""
        told = {k: v for k, v in body(self.package, CREATE_DOCUMENT).items() if k != "CaseExternalId"}
        told["CaseNumber"] = case
        if before:
            told["UnofficialTitle"] = f"{told['UnofficialTitle']} (versjon {version})"
            told["ReferringDocuments"] = [{"DocumentNumber": before}]
        return _said(self.rpc.do("DocumentService/CreateDocument", with_files(self.package, told)), "DocumentNumber")

    def _made(self, method: str, name: str, number: str) -> str:
        return _said(self.rpc.do(method, body(self.package, name)), number)

    def _once(self, find: Callable[[], str], do: Callable[[], str]) -> str:
        """Make something once: when an answer is lost, look for it before trying again."""
        for wait in BACKOFF:
            try:
                return do()
            except UncertainError:
                self.rpc.sleep(wait)
            found = find()
            if found:
                return found
        raise BtiError(Problem("A308", self.package.place()))

    # afterwards

    def _verify(self, filed: Filed) -> None:
        """Look at what was filed: the right content, in the right folder, kept from the public as it should be."""
        document = self._look(filed.number)
        kept, group = self.entry.skjerming.kode, self.entry.skjerming.tilgangsgruppe
        said = (
            f"recno:{document.get('AccessCodeRecno')}" if kept.startswith("recno:") else document.get("AccessCodeCode")
        )
        same = document.get("CaseNumber") in (filed.case, None) and is_said(document.get("AccessGroup"), group)
        if not self._is_this(document) or said != kept or not same:
            raise BtiError(Problem("A309", self.package.place(), {"number": filed.number}))

    def _look(self, number: str) -> Answer:
        answer = self.rpc.ask(GET_DOCUMENTS, one(number))
        found = [d for d in answer.get("Documents") or [] if isinstance(d, dict)]
        if len(found) != 1:
            raise BtiError(Problem("A309", self.package.place(), {"number": number}))
        return found[0]

    def _dispatch(self, number: str) -> None:
        """Have 360 send the document. One that has another status than it was filed with is on its way already."""
        filed_as = str(body(self.package, CREATE_DOCUMENT).get("Status"))

        def sent() -> str:
            document = self._look(number)
            status = document.get("StatusCode")
            return number if status and not filed_as.startswith("recno:") and status != filed_as else ""

        def do() -> str:
            answer = self.rpc.do("DocumentService/DispatchDocuments", {"Documents": [{"DocumentNumber": number}]})
            each = [r for r in answer.get("DocumentResult") or [] if isinstance(r, dict)]
            if any(r.get("Successful") is False or str(r.get("ErrorMessage") or "").strip() for r in each):
                raise BtiError(Problem("A312", self.package.place(), {"number": number}))
            return number

        if not sent():
            self._note(steps.DISPATCHING, number)
            self._once(sent, do)


def is_said(answered: object, wanted: str) -> bool:
    """Tell whether the archive agrees; what it does not tell, or tells by a number of its own, is no objection."""
    said = str(answered or "").casefold()
    return said in (wanted.casefold(), "") or said.isdecimal() or not wanted or wanted.startswith("recno:")


def _notes(document: Answer) -> list[str]:
    return [str(f.get("Note") or "") for f in document.get("Files") or [] if isinstance(f, dict)]


def _recno(document: Answer) -> int:
    found = document.get("Recno")
    return found if isinstance(found, int) else 0


def _said(answer: Answer, key: str) -> str:
    """Return the number that an answer must hold; without it nobody knows what was made."""
    found = answer.get(key)
    if not isinstance(found, str) or not found:
        raise UncertainError
    return found
