"""A batch that is killed, interrupted, or loses a worker goes on: nothing lost, nothing twice, the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.lists import DAY, KIND, pupil
from bti_docs.journal import Entry, read, verify
from tests.batch_lists import Write, listed, made, shared
from tests.conftest import NIGHTLY

__all__ = ["listed", "shared"]
KILLS = 10 if NIGHTLY else 3
ROWS = 60 if NIGHTLY else 32
OWN_TIMES = ("journal", "bunke")  # they say when

Start = Callable[..., subprocess.Popen[bytes]]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as on POSIX")


@pytest.fixture
def start(shared: Path, tmp_path: Path) -> Iterator[Start]:
    """Start a batch as a process of its own."""
    begun: list[subprocess.Popen[bytes]] = []

    def run(source: Path, out: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "bti_docs", "batch", str(source), "--case", str(shared), "-k", KIND, DAY]
        command += ["-f", "docx", "--for", "foresatte-1", "--out", str(tmp_path / out), *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        begun.append(process)
        return process

    yield run
    for process in begun:
        process.kill()
        process.communicate()


def rows_done(folder: Path) -> int:
    try:
        return (folder / "bunke.jsonl").read_bytes().count(b"\n") - 1
    except OSError:
        return 0


def until(folder: Path, count: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until so many rows are done, or the process has ended."""
    while rows_done(folder) < count and process.poll() is None:
        time.sleep(0.02)


def children(process: subprocess.Popen[bytes]) -> set[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
    )
    return {int(pid) for pid in found.stdout.split()}


def gone(processes: set[int], patience: float = 20) -> bool:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if not [p for p in processes if Path(f"/proc/{p}").exists()]:
            return True
        time.sleep(0.1)
    return False


def test_killed_at_random_and_resumed_it_writes_the_same_bytes(start: Start, listed: Write, tmp_path: Path) -> None:
    source = listed(*(pupil(n) for n in range(ROWS)))
    assert start(source, "hel", "--jobs", "1").wait() == 0
    chance, out = random.Random(7), tmp_path / "drept"
    for number in range(KILLS):
        process = start(source, "drept", "--jobs", "1", *(["--resume"] if (out / "bunke.jsonl").exists() else []))
        until(out, (number + 1) * ROWS // (KILLS + 2), process)
        time.sleep(chance.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert rows_done(out) < ROWS
    assert start(source, "drept", "--jobs", "1", "--resume").wait() == 0
    assert made(out, *OWN_TIMES) == made(tmp_path / "hel", *OWN_TIMES)
    journalled = [e.output for e in read(out / "journal.jsonl", Entry)]
    assert len(set(journalled)) == len(journalled) == ROWS
    assert verify(out / "journal.jsonl").problems == ()


def test_when_the_batch_is_killed_its_workers_go_too(start: Start, listed: Write, tmp_path: Path) -> None:
    process = start(listed(*(pupil(n) for n in range(ROWS))), "ut", "--jobs", "2")
    until(tmp_path / "ut", 4, process)
    workers = children(process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert len(workers) >= 2
    assert gone(workers)


def test_a_worker_that_is_lost_costs_nothing_but_time(start: Start, listed: Write, tmp_path: Path) -> None:
    source = listed(*(pupil(n) for n in range(ROWS)))
    process = start(source, "ut", "--jobs", "2")
    until(tmp_path / "ut", 4, process)
    os.kill(max(children(process)), signal.SIGKILL)
    assert process.wait() == 0
    journalled = [e.output for e in read(tmp_path / "ut/journal.jsonl", Entry)]
    assert len(set(journalled)) == len(journalled) == ROWS


def test_interrupted_it_leaves_at_once_and_goes_on_when_asked(start: Start, listed: Write, tmp_path: Path) -> None:
    source = listed(*(pupil(n) for n in range(ROWS)))
    process = start(source, "ut", "--jobs", "2")
    until(tmp_path / "ut", 4, process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert b"--resume" in err
    assert start(source, "ut", "--resume").wait() == 0
    assert len(list((tmp_path / "ut").glob("*.docx"))) == ROWS
