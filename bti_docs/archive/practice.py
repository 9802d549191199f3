"""A package goes in; what becomes of it in every situation of a rehearsal archive comes out."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bti_docs.archive.auth import Access, Way
from bti_docs.archive.entry import SYSTEM, Arkivpost
from bti_docs.archive.handover import hand_over
from bti_docs.archive.ledger import Ledger
from bti_docs.archive.package import Package
from bti_docs.archive.public360 import hands_over
from bti_docs.archive.rehearsal.server import Fault, Faults, no_faults, rehearsal
from bti_docs.archive.rehearsal.tables import ACCESS, LAW, STANDARD, row
from bti_docs.archive.rehearsal.tenant import Tenant
from bti_docs.archive.rpc import Rpc
from bti_docs.archive.sending import Filed, send
from bti_docs.problem import BtiError, Problem

_ANOTHER = "25/00099"
_ANOTHER_PUPIL = "0" * 11
_ANOTHERS, _HANDED = "anothers", "handed"
Prepare = Callable[[Tenant, Package], None]


@dataclass(frozen=True)
class Outcome:
    """What became of a package: the situation, where it was filed or why not, and how often it lies in the archive.

    `handed` tells that the folder went on to the next school.
    """

    situation: str
    filed: Filed | None
    problems: tuple[Problem, ...]
    documents: int
    handed: bool = False


def practise(package: Package, folder: Path, now: Callable[[], dt.datetime]) -> Iterator[Outcome]:
    """Send a package in each situation, with ledgers in `folder`; nothing leaves this machine, and nobody waits."""
    for situation, (prepare, faults, times) in _SITUATIONS.items():
        if not _happens(situation, package.entry):
            continue
        tenant = tenant_for(package)
        prepare(tenant, package)
        key = secrets.token_hex(8)
        with rehearsal(tenant, key, faults()) as running:
            rpc = Rpc(running.url, Access(Way.HEADER, key), lambda _seconds: None)
            ledger = Ledger(folder / f"{situation}.jsonl", running.url, now)
            filed, handed, problems = None, False, tuple[Problem, ...]()
            try:
                for _ in range(times):
                    filed = send(package, rpc, ledger)
                handed = (
                    situation == _HANDED and hand_over(package, filed.case if filed else "", rpc, ledger) is not None
                )
            except BtiError as error:
                problems = error.problems
            finally:
                rpc.close()
        yield Outcome(situation, filed, problems, len([d for d in tenant.documents if not d.get("Before")]), handed)


def _happens(situation: str, entry: Arkivpost) -> bool:
    """Tell whether a situation can come up: a folder to mistake needs a number, one to hand over a next school."""
    if situation == _HANDED:
        return hands_over(entry)
    return situation != _ANOTHERS or bool(entry.mappe.saksnummer and entry.mappe.fødselsnummer)


def tenant_for(package: Package) -> Tenant:
    """Return an archive with SIF's standard codes, and with the municipality's own paragraph and access codes."""
    kept, moved = package.entry.skjerming, package.entry.overlevering
    laws = ((100, kept.paragraf, kept.paragraf),)
    groups = [g for g in (kept.tilgangsgruppe, moved.tilgangsgruppe if moved else "") if g]
    access = STANDARD[ACCESS] if row(STANDARD[ACCESS], kept.kode) else (*STANDARD[ACCESS], _access(kept.kode))
    return Tenant(tables={**STANDARD, LAW: laws, ACCESS: access}, groups=groups)


def _access(code: str) -> tuple[int, str, str]:
    """Return the table's row of an access code of the municipality's own."""
    number = code.removeprefix("recno:")
    return (int(number) if number.isdecimal() else 100), f"X{number}", code


def _folder(tenant: Tenant, package: Package) -> None:
    mappe = package.entry.mappe
    tenant.add_case(mappe.saksnummer or "26/00017", mappe.offentlig_tittel, [mappe.fødselsnummer])


def _no_folder(_tenant: Tenant, _package: Package) -> None:
    """Leave the archive empty."""


def _two_folders(tenant: Tenant, package: Package) -> None:
    _folder(tenant, package)
    mappe = package.entry.mappe
    tenant.add_case(mappe.saksnummer or _ANOTHER, mappe.offentlig_tittel, [mappe.fødselsnummer])


def _anothers_folder(tenant: Tenant, package: Package) -> None:
    """Let the number be another pupil's."""
    tenant.add_case(package.entry.mappe.saksnummer, package.entry.mappe.offentlig_tittel, [_ANOTHER_PUPIL])


def _earlier(tenant: Tenant, package: Package) -> None:
    """Put an earlier version of the document in the folder."""
    _folder(tenant, package)
    case = tenant.cases[0]["CaseNumber"]
    note = f"{SYSTEM} {package.entry.uuid} sha256:{'0' * 64}"
    before = {"Recno": 1, "DocumentNumber": f"{case}-1", "CaseNumber": case, "Title": "", "Before": True}
    tenant.documents.append({**before, "Files": [{"Note": note}], "Contacts": [], "StatusCode": "J"})


def _first(method: str, fault: Fault) -> Faults:
    """Let one call of a method go wrong, the first."""
    seen: list[str] = []

    def faults(called: str, _number: int) -> Fault | None:
        if called != method or seen:
            return None
        seen.append(called)
        return fault

    return faults


def _well() -> Faults:
    return no_faults


_ONCE = "CreateDocument"
_SITUATIONS: dict[str, tuple[Prepare, Callable[[], Faults], int]] = {
    "folder": (_folder, _well, 1),
    "again": (_folder, _well, 2),
    "changed": (_earlier, _well, 1),
    "none": (_no_folder, _well, 1),
    _ANOTHERS: (_anothers_folder, _well, 1),
    "several": (_two_folders, _well, 1),
    "lost": (_folder, lambda: _first(_ONCE, Fault.LOST_AFTER), 1),
    "busy": (_folder, lambda: _first(_ONCE, Fault.BUSY), 1),
    "broken": (_folder, lambda: _first(_ONCE, Fault.BROKEN_BEFORE), 1),
    "refused": (_folder, lambda: _first(_ONCE, Fault.REFUSED), 1),
    _HANDED: (_folder, _well, 1),
}
