"""A filed package and a Public 360 go in; the pupil's folder is the next school's, once that was asked for."""

from __future__ import annotations

import hashlib

from bti_docs.archive.entry import document_uuid
from bti_docs.archive.ledger import HANDED, Ledger
from bti_docs.archive.package import Package
from bti_docs.archive.public360 import UPDATE, UPDATE_CASE
from bti_docs.archive.rpc import Rpc
from bti_docs.archive.sending import body


def hand_over(package: Package, case: str, rpc: Rpc, ledger: Ledger) -> bool:
    """Give the folder `case` the next school's access group and who answers for it there; whether this run did so.

    Nothing is done for a pupil who stays, nor a second time: the new school may have changed it since.
    The call sets the same values however often it is made, so a lost answer is asked for again. Raises BtiError (A302–
    A304, A315) and OSError.
    """
    entry, call = package.entry, package.members.get(UPDATE_CASE)
    if entry.overlevering is None or call is None:
        return False
    this = document_uuid(entry.kommune, entry.sak, "overlevering", entry.overlevering.til)
    with ledger.alone():
        if ledger.steps(this):
            return False
        said = {key: value for key, value in body(package, UPDATE_CASE).items() if key != "ExternalId"}
        rpc.ask(UPDATE, {**said, "CaseNumber": case})
        ledger.note(this, hashlib.sha256(call).hexdigest(), HANDED, case)
    return True
