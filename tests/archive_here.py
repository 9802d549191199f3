"""A rehearsal archive on this machine with a way into it and a ledger, for tests that file packages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bti_docs.archive.auth import Access, Way
from bti_docs.archive.ledger import Ledger
from bti_docs.archive.package import Package
from bti_docs.archive.practice import tenant_for
from bti_docs.archive.rehearsal.server import Faults, Rehearsal, no_faults, rehearsal
from bti_docs.archive.rpc import Rpc
from bti_docs.archive.sending import Filed, send
from bti_docs.problem import BtiError, Language
from tests.archive_packages import FNR, codes_of
from tests.archive_victim import NOW

KEY = "hemmelig-nokkel-4711"
SECRETS = ("Ola", "Testesen", "Kowalski", FNR, KEY, "Møtereferat", "BTI-møtereferat")


class Archive:
    """A rehearsal archive, a way in, and a ledger."""

    def __init__(self, running: Rehearsal, folder: Path, way: Way = Way.HEADER) -> None:
        self.running, self.tenant, self.waited = running, running.tenant, list[float]()
        self.path = folder / "arkivert.jsonl"
        self.rpc = Rpc(running.url, Access(way, running.key, "oss"), self.waited.append)
        self.ledger = Ledger(self.path, running.url, lambda: NOW)

    def send(self, package: Package) -> Filed:
        return send(package, self.rpc, self.ledger)

    def refuse(self, package: Package) -> set[str]:
        """Send what is refused; nothing of it may be told."""
        with pytest.raises(BtiError) as caught:
            self.send(package)
        for problem in caught.value.problems:
            for language in Language:
                said = f"{problem.message(language)} {problem.hint(language)} {dict(problem.words)} {problem.where}"
                assert not [s for s in SECRETS if s in said], said
        return codes_of(caught.value.problems)


@contextmanager
def archive(folder: Path, package: Package, faults: Faults = no_faults, way: Way = Way.HEADER) -> Iterator[Archive]:
    with rehearsal(tenant_for(package), KEY, faults) as running:
        made = Archive(running, folder, way)
        mappe = package.entry.mappe
        if mappe.saksnummer:
            running.tenant.add_case(mappe.saksnummer, "Elevmappe", [FNR])
        yield made
        made.rpc.close()
