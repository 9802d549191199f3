"""A filed package and a Public 360 go in; the pupil's folder is the next school's, once that was asked for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from bti_docs.archive.entry import document_uuid
from bti_docs.archive.ledger import HANDED, Ledger
from bti_docs.archive.package import Package
from bti_docs.archive.public360 import GET, UPDATE, UPDATE_CASE, folder
from bti_docs.archive.rpc import Answer, Rpc
from bti_docs.archive.sending import body, is_said
from bti_docs.problem import BtiError, Problem


@dataclass(frozen=True)
class Handed:
    """A folder that this run handed over, and whether it could be looked at afterwards."""

    case: str
    seen: bool


def hand_over(package: Package, case: str, rpc: Rpc, ledger: Ledger) -> Handed | None:
    """Give the folder `case` the next school's access group and who answers for it there, and look that it has them.

    None when nothing is done: for a pupil who stays, and a second time, for the new school may have changed it since.
    The call sets the same values however often it is made, so a lost answer is asked for again. Raises BtiError (A302–
    A304, A315, A313 when the folder is not as it was asked to be) and OSError.
    """
    entry, call = package.entry, package.members.get(UPDATE_CASE)
    if entry.overlevering is None or call is None:
        return None
    this = document_uuid(entry.kommune, entry.sak, "overlevering", entry.overlevering.til)
    with ledger.alone():
        if ledger.steps(this):
            return None
        said = {key: value for key, value in body(package, UPDATE_CASE).items() if key != "ExternalId"}
        rpc.ask(UPDATE, {**said, "CaseNumber": case})
        seen = _is_so(rpc, case, said, package)
        ledger.note(this, hashlib.sha256(call).hexdigest(), HANDED, case)
    return Handed(case, seen)


def _is_so(rpc: Rpc, case: str, said: dict[str, Any], package: Package) -> bool:
    """Look at the folder; false when we may not any more, or are not told who has it. Raises BtiError (A313)."""
    try:
        answer = rpc.ask(GET, folder(case))
    except BtiError as error:
        if [p.code for p in error.problems] != ["A304"]:
            raise
        return False  # it says no: the folder is the new school's now, and we may not look into it
    found = [c for c in answer.get("Cases") or [] if isinstance(c, dict)]
    told = found[0] if len(found) == 1 else {}
    answered = {
        "AccessGroup": told.get("AccessGroup"),
        "ResponsibleEnterpriseNumber": _inside(told, "ResponsibleEnterprise", "Referencenumber"),
        "ResponsiblePersonEmail": _inside(told, "ResponsiblePerson", "Email"),
    }
    if not all(is_said(answered[key], str(said.get(key) or "")) for key in answered):
        raise BtiError(Problem("A313", package.place(UPDATE_CASE), {"number": case}))
    return answered["AccessGroup"] not in (None, "")


def _inside(told: Answer, part: str, key: str) -> Any:
    found = told.get(part)
    return found.get(key) if isinstance(found, dict) else None
