"""The same batch on Dask: a real scheduler and two worker processes on this machine, one of them killed midway."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.lists import DAY, KIND, pupil
from bti_docs.journal import Entry, read
from tests.batch_lists import Write, listed, made, shared

__all__ = ["listed", "shared"]
ROWS = 24
pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as on POSIX")


class Cluster:
    """A scheduler and its workers, each a process; they listen to this machine alone."""

    def __init__(self, folder: Path) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []
        told = folder / "scheduler.json"
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told))
        self.address = self._address(told)
        self.workers = [self.worker() for _ in range(2)]

    def worker(self) -> subprocess.Popen[bytes]:
        return self._start(
            "worker", self.address, "--nthreads", "1", "--host", "127.0.0.1", "--no-nanny", "--no-dashboard"
        )

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        # Python's own `-c`, because the `dask` program may not be on the path
        code = "from distributed.cli import dask_scheduler, dask_worker; import sys; "
        code += f"sys.argv[0] = 'dask'; dask_{arguments[0]}.main(sys.argv[1:])"
        process = subprocess.Popen([sys.executable, "-c", code, *arguments[1:]], stderr=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    @staticmethod
    def _address(told: Path) -> str:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with contextlib.suppress(OSError, ValueError):
                return str(json.loads(told.read_text(encoding="utf-8"))["address"])
            time.sleep(0.1)
        pytest.fail("the scheduler did not start")


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Cluster]:
    monkeypatch.setenv("DASK_TEMPORARY_DIRECTORY", str(tmp_path / "dask"))
    found = Cluster(tmp_path)
    yield found
    found.stop()


def test_a_worker_killed_midway_loses_nothing_and_nothing_is_made_twice(
    cluster: Cluster, listed: Write, shared: Path, tmp_path: Path
) -> None:
    source = listed(*(pupil(n) for n in range(ROWS)))
    command = [sys.executable, "-m", "bti_docs", "batch", str(source), "--case", str(shared), "-k", KIND, DAY]
    command += ["-f", "docx", "--for", "foresatte-1"]
    here = [*command, "--out", str(tmp_path / "her"), "--jobs", "1"]
    there = [*command, "--out", str(tmp_path / "der"), "--scheduler", cluster.address]
    process = subprocess.Popen(there, stderr=subprocess.PIPE)
    log = tmp_path / "der" / "bunke.jsonl"
    while not (log.exists() and log.read_bytes().count(b"\n") > 4) and process.poll() is None:
        time.sleep(0.02)
    cluster.workers[0].send_signal(signal.SIGKILL)
    _, told = process.communicate(timeout=240)
    assert process.returncode == 0, told.decode()
    assert subprocess.run(here, check=False, stderr=subprocess.PIPE).returncode == 0
    assert made(tmp_path / "der", "journal", "bunke") == made(tmp_path / "her", "journal", "bunke")
    journalled = [e.output for e in read(tmp_path / "der/journal.jsonl", Entry)]
    assert len(set(journalled)) == len(journalled) == ROWS


def test_a_scheduler_that_does_not_answer_is_told(
    listed: Write, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bti: object
) -> None:
    from bti_docs.batch import cluster as room

    monkeypatch.setattr(room, "_PATIENCE", 1)
    answer = bti(  # type: ignore[operator]
        "batch", listed(pupil(1)), "--case", shared, "-k", KIND, DAY, "--scheduler", "tcp://127.0.0.1:9"
    )
    assert (answer.code, answer.codes) == (1, ["T123"])
