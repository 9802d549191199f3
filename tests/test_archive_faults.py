"""Whatever happens on the way, a kill, a lost answer, a busy archive: each document is filed once, and none is lost."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bti_docs.archive.auth import Access, Way
from bti_docs.archive.entry import document_uuid
from bti_docs.archive.ledger import Ledger, Step
from bti_docs.archive.package import Package, members
from bti_docs.archive.practice import tenant_for
from bti_docs.archive.rehearsal.server import Fault, Rehearsal, rehearsal
from bti_docs.archive.rpc import Rpc
from bti_docs.archive.sending import Filed, send
from bti_docs.journal import verify
from bti_docs.problem import BtiError
from tests.archive_packages import first_minutes, letter
from tests.archive_victim import NOW, file
from tests.conftest import NIGHTLY

KEY = "nokkel"
PACKAGES = 1000 if NIGHTLY else 60
PUPILS = 40
needs_forkserver = pytest.mark.skipif(sys.platform == "win32", reason="no forkserver on Windows")


def small(n: int) -> Package:
    """A package of its own: its document's uuid, its content and its pupil are its own, its file is a few bytes."""
    whole = letter() if n % 3 == 0 else first_minutes()
    pupil = f"{n % PUPILS:011}"
    data = f"%PDF document {n}".encode()
    main = next(f for f in whole.entry.filer if f.variant == "A")
    told = {"sha256": hashlib.sha256(data).hexdigest(), "størrelse": len(data)}
    folder = whole.entry.mappe.model_copy(
        update={"saksnummer": "", "fødselsnummer": pupil, "nøkkel": f"elevmappe:{pupil}"}
    )
    new = {"uuid": document_uuid(str(n)), "filer": [main.model_copy(update=told)], "mappe": folder}
    entry = whole.entry.model_copy(update=new)
    return Package(entry, members(entry, {main.navn: data}, b""))


@contextmanager
def serving(package: Package) -> Iterator[Rehearsal]:
    with rehearsal(tenant_for(package), KEY) as running:
        yield running


def held_together(running: Rehearsal, packages: list[Package]) -> None:
    """Hold that every package lies there exactly once, in one folder for each pupil, each letter dispatched once."""
    notes = Counter(f["Note"] for d in running.tenant.documents for f in d["Files"])
    assert set(notes.values()) == {1}
    assert len(notes) == len(packages)
    pupils = Counter(c["Referencenumber"] for case in running.tenant.cases for c in case["Contacts"])
    assert set(pupils.values()) == {1}
    assert set(Counter(running.tenant.dispatched).values()) <= {1}
    assert len(running.tenant.dispatched) == sum(p.entry.ekspederes for p in packages)


@pytest.fixture
def fast(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system has one: a killed process does not lose what it has written."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


# Kills


@pytest.fixture(scope="module")
def another_process() -> Callable[..., int]:
    """Run `file` in a process that was forked from one with everything loaded; return its exit code."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "tests.archive_victim"])

    def run(*arguments: Any) -> int:
        process = context.Process(target=file, args=arguments)
        process.start()
        process.join()
        return int(process.exitcode or 0)

    return run


def points(fast: Path, package: Package) -> list[tuple[str, int]]:
    """Every call and every ledger line of one undisturbed run, counted from 1."""
    with serving(package) as running:
        ledger = fast / "whole.jsonl"
        file(package, running.url, KEY, ledger)
        held_together(running, [package])
        lines = verify(ledger, Step).entries
        return [("call", n + 1) for n in range(len(running.calls))] + [("ledger", n + 1) for n in range(lines)]


@needs_forkserver
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_call_or_ledger_line_and_run_again_there_is_exactly_one_document(
    fast: Path, another_process: Callable[..., int], when: str
) -> None:
    package = small(0)  # a letter for a pupil without a folder: every kind of call is made
    found = points(fast, package)
    assert {what for what, _ in found} == {"call", "ledger"}
    assert len(found) >= 12
    for what, at in found:
        ledger = fast / f"{what}{at}.jsonl"
        with serving(package) as running:
            assert another_process(package, running.url, KEY, ledger, what, at, when) == -9, (what, at)
            file(package, running.url, KEY, ledger)
            held_together(running, [package])
            assert verify(ledger, Step).problems == ()
            before = len(running.calls)
            file(package, running.url, KEY, ledger)
            assert len(running.calls) == before  # and then nothing is asked at all


@needs_forkserver
def test_two_runs_at_once_file_one_document(fast: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    package = small(0)
    with serving(package) as running:
        arguments = (package, running.url, KEY, fast / "ledger.jsonl")
        runs = [context.Process(target=file, args=arguments) for _ in range(4)]
        for run in runs:
            run.start()
        for run in runs:
            run.join()
        assert [run.exitcode for run in runs] == [0] * 4
        held_together(running, [package])


# Random faults


class CrashError(BaseException):
    """The process dies: nothing in it may catch this."""


class Chance:
    """Makes things go wrong, the same way every time: one call in three, and now and then the whole process."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.went_wrong: Counter[str] = Counter()

    def fault(self, _method: str, _number: int) -> Fault | None:
        if self.random.random() > 0.3:
            return None
        fault = self.random.choice(list(Fault))
        self.went_wrong[fault.name] += 1
        return fault

    def maybe_die(self) -> None:
        if self.random.random() < 0.05:
            self.went_wrong["CRASH"] += 1
            raise CrashError


class Fragile(Ledger):
    """A ledger whose process may die before or after a line."""

    chance: Chance

    def note(self, *said: str) -> None:
        self.chance.maybe_die()
        super().note(*said)
        self.chance.maybe_die()


class Run:
    """A process that sends: what it holds is gone when it dies, and the next one starts with what is on disk."""

    def __init__(self, url: str, path: Path, chance: Chance) -> None:
        self.url, self.path, self.chance = url, path, chance
        self.start()

    def start(self) -> None:
        self.rpc = Rpc(self.url, Access(Way.HEADER, KEY), lambda _seconds: self.chance.maybe_die())
        self.ledger = Fragile(self.path, self.url, lambda: NOW)
        self.ledger.chance = self.chance


def until_filed(package: Package, run: Run) -> Filed:
    """Run again and again, as an archivist would, until the document is filed."""
    for _ in range(100):
        try:
            return send(package, run.rpc, run.ledger)
        except BtiError:
            continue
        except CrashError:
            run.rpc.close()
            run.start()
    pytest.fail("never filed")


def test_of_many_packages_with_random_faults_none_is_lost_and_none_is_filed_twice(fast: Path) -> None:
    chance = Chance(PACKAGES)
    packages = [small(n) for n in range(PACKAGES)]
    with rehearsal(tenant_for(packages[0]), KEY, chance.fault) as running:
        run = Run(running.url, fast / "ledger.jsonl", chance)
        filed = [until_filed(p, run) for p in packages]
        held_together(running, packages)
        assert len({f.number for f in filed}) == PACKAGES
        again = [until_filed(p, run) for p in packages[:20]]
        assert [f.number for f in again] == [f.number for f in filed[:20]]
        held_together(running, packages)
        run.rpc.close()
    assert set(chance.went_wrong) == {*(f.name for f in Fault), "CRASH"}
