"""A number of rows goes in; what a batch of as many consents takes on its way, in time and memory, comes out."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.lists import DAY, KIND, SHARED, as_csv, unlike_all
from benchmarks.measure import Figure, Table
from benchmarks.processes import family, megabytes, seconds

STEPS = 10
_EARLY = 100  # rows: by then every template is compiled
_LOG = "bunke.jsonl"


@dataclass(frozen=True)
class Mark:
    """How far a batch has come: seconds by the clock and of CPU, and the resident MB of its processes.

    `worker` is the largest of the workers, 0.0 when the process that writes makes the documents too.
    """

    rows: int
    wall: float
    cpu: float
    writer: float
    worker: float


@dataclass(frozen=True)
class Ran:
    """What a batch took; `size` is MB on disk. The marks begin with its start and end when its last row was made."""

    rows: int
    processes: int
    marks: tuple[Mark, ...]
    wall: float
    cpu: float
    size: float


def both(rows: int) -> tuple[Ran, Ran]:
    """Run a list in one process, and the same list in two."""
    return run(rows, 1), run(rows, 2)


def table(one: Ran, two: Ran) -> Table:
    """Return how even the time is along the list once it has started, and what the second process gives."""
    figures = [_figure(f"{ran.rows} rows, processes: {ran.processes}", ran) for ran in (one, two)]
    notes = [
        f"{ran.processes} process{'es' * (ran.processes > 1)}: {ran.wall:.0f} s by the clock, {ran.cpu:.0f} s CPU, "
        f"{_growth(ran):.0f} MB more resident at the end than after {ran.marks[1].rows} rows, {ran.size:.0f} MB on disk"
        for ran in (one, two)
    ]
    notes.append(f"two processes are {one.wall / two.wall:.2f}x one by the clock: true only on an idle machine")
    reach = "linear within 10 %, memory within 50 MB, two processes 1.8x one"
    title = "Consents from one list, docx + PDF: CPU ms a row, and its last part against one of the first"
    return Table(title, reach, tuple(figures), tuple(notes))


def run(rows: int, processes: int) -> Ran:
    """Run one batch, from the command line to the disk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "felles.yaml").write_text(SHARED, encoding="utf-8")
        (folder / "liste.csv").write_bytes(as_csv([unlike_all(number) for number in range(rows)]))
        command = [sys.executable, "-m", "bti_docs", "-q", "batch", str(folder / "liste.csv")]
        command += ["--case", str(folder / "felles.yaml"), "-k", KIND, DAY]
        command += ["--out", str(folder / "ut"), "--jobs", str(processes)]
        before, begun = os.times(), time.monotonic()
        with subprocess.Popen(command) as process:
            watch = _Watch(process.pid, folder / "ut" / _LOG, rows)
            code = process.wait()
        after, wall = os.times(), time.monotonic() - begun
        if code:
            raise SystemExit(f"the batch ended with {code}")
        size = sum(p.stat().st_size for p in (folder / "ut").iterdir()) / 1e6
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        return Ran(rows, processes, watch.marks(), wall, cpu, size)


def _figure(name: str, ran: Ran) -> Figure:
    each = [cpu / rows for rows, _, cpu in parts(ran)[1:]]  # the start is in the first
    ratio = each[-1] / each[0] if each and each[0] else 1.0
    ratios = [one / each[0] for one in each if each[0]] or [1.0]
    return Figure(name, 1000 * ran.cpu / ran.rows, ratio, min(ratios), max(ratios))


def parts(ran: Ran) -> list[tuple[int, float, float]]:
    """Return the rows of each part of the list, and its seconds by the clock and of CPU."""
    return [(b.rows - a.rows, b.wall - a.wall, b.cpu - a.cpu) for a, b in pairwise(ran.marks)]


def _growth(ran: Ran) -> float:
    first, last = ran.marks[1], ran.marks[-1]
    return max(last.writer - first.writer, last.worker - first.worker)


class _Watch:
    """Follows a batch while it runs, by its log and by what Linux tells of its processes."""

    def __init__(self, process: int, log: Path, rows: int) -> None:
        self._process, self._log = process, log
        self._waiting = sorted({min(_EARLY, rows // STEPS), *(rows * n // STEPS for n in range(1, STEPS + 1))})
        self._begun = time.monotonic()
        self._marks = [Mark(0, 0.0, 0.0, 0.0, 0.0)]
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def marks(self) -> tuple[Mark, ...]:
        """Return the marks, when the batch has ended."""
        self._thread.join()
        return tuple(self._marks)

    def _follow(self) -> None:
        lines, at = -1, 0  # the log's first line is the batch's own
        while Path(f"/proc/{self._process}/statm").exists() and self._waiting:
            data = b""
            if self._log.exists():
                with self._log.open("rb") as file:
                    file.seek(at)
                    data = file.read()
            at, lines = at + len(data), lines + data.count(b"\n")
            if lines >= self._waiting[0]:
                self._waiting = [rows for rows in self._waiting if rows > lines]
                self._marks.append(self._mark(lines))
            time.sleep(0.1)

    def _mark(self, rows: int) -> Mark:
        processes = family(self._process)
        workers = max((megabytes(one) for one in processes - {self._process}), default=0.0)
        cpu = sum(map(seconds, processes))
        return Mark(rows, time.monotonic() - self._begun, cpu, megabytes(self._process), workers)


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────


def measured(one: Ran, two: Ran) -> str:
    """Return what docs/scale.md tells of the two runs, part by part."""
    lines = [
        "| rows made | one process: s by the clock | CPU ms a row | resident MB "
        "| two processes: s by the clock | CPU ms a row | writer, worker MB |",
        "|---:|---:|---:|---:|---:|---:|---:|",
        *(f"| {rows:,} | {alone} | {shared} |" for rows, alone, shared in _rows(one, two)),
        "",
        f"In all, with the start, the print files and the overview: {one.wall:.0f} s by the clock and {one.cpu:.0f} s "
        f"CPU in one process, {two.wall:.0f} s and {two.cpu:.0f} s in two, {one.wall / two.wall:.2f}x by the clock. "
        f"On disk: {one.size:.0f} MB, {one.size / one.rows:.2f} MB a row.",
    ]
    return "\n".join(lines)


def _rows(one: Ran, two: Ran) -> Iterator[tuple[int, str, str]]:
    for n, ((rows, wall, cpu), (others, their_wall, their_cpu)) in enumerate(
        zip(parts(one), parts(two), strict=False), 1
    ):
        alone, shared = one.marks[n], two.marks[n]
        yield (
            alone.rows,
            f"{wall:.1f} | {1000 * cpu / rows:.0f} | {alone.writer:.0f}",
            f"{their_wall:.1f} | {1000 * their_cpu / others:.0f} | {shared.writer:.0f}, {shared.worker:.0f}",
        )


_WHO: Sequence[tuple[str, int]] = (
    ("a form at a school", 60),
    ("a form in a county", 4_000),
    ("a form in the country", 63_000),
    ("every pupil in a county", 40_000),
    ("every pupil in the country", 630_000),
)
_DOCUMENTS_A_PUPIL = 3


def worked_out(ran: Ran) -> str:
    """Return what a school, a county and the country need, from what a row took."""
    each, size = ran.cpu / ran.rows, ran.size / ran.rows
    lines = ["| who | documents | CPU time | 2 cores | 16 cores | disk |", "|---|---:|---:|---:|---:|---:|"]
    for who, pupils in _WHO:
        count = pupils * _DOCUMENTS_A_PUPIL
        times = [_time(count * each / cores) for cores in (1, 2, 16)]
        disk = count * size
        told = f"{disk / 1000:.1f} GB" if disk > 1000 else f"{disk:.0f} MB"
        lines.append(f"| {who} | {count:,} | {' | '.join(times)} | {told} |")
    return "\n".join([*lines, "", f"With {each:.2f} s CPU and {size:.2f} MB a document, as above."])


def _time(length: float) -> str:
    if length < 3600:
        return f"{length / 60:.0f} min" if length > 90 else f"{length:.0f} s"
    return f"{length / 3600:.1f} h" if length < 48 * 3600 else f"{length / 86400:.1f} days"
