"""A number of rows goes in; what a batch of as many consents takes, in CPU time, wall time and memory, comes out."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Figure, Table

_HEADINGS = "Fornavn;Etternavn;Fødselsdato;Klasse;Foresatt 1;Relasjon 1;Foreldreansvar 1;Foresatt 2;Relasjon 2"
SHARED = """\
bti_sak: 1
id: risor-2027
saksnavn: Samtykke 7. trinn
kommune: risor
målform: nb
barn: {skole: hope-barneskole, trinn: 7}
personer:
  - {id: per, navn: Per Lærersen, rolle: kontaktlærer, enhet: hope-barneskole}
samtykker:
  - id: s1
    gjelder: stafettlogg
    formål: Vi vil samarbeide om en trygg overgang til ungdomsskolen.
    status: utkast
    gjelder_fra: 2026-08-20
    gjelder_til: 2027-06-18
    tjenester: [hope-barneskole, risor-ungdomsskole, helsestasjonen]
    deles: [faglig, trivsel]
    ingen_avgrensning: ja
    informert_av: {hvem: per, dato: 2026-08-20, språk: norsk}
stafettlogg:
  stafettholdere: [{hvem: per, fra: 2026-08-20}]
"""


@dataclass(frozen=True)
class Ran:
    """What a batch took; `peak` is the largest sum of resident memory of its processes, in MB; `size` in MB on disk."""

    rows: int
    cpu: float
    wall: float
    peak: float
    size: float


def scale(rows: int) -> Table:
    """Measure lists of `rows` / 10 and `rows` in one process, and of `rows` in two."""
    few, many, two = run(max(rows // 10, 20), 1), run(rows, 1), run(rows, 2)
    figures = [
        _figure("rows: " + str(r.rows) + f", processes: {n}", r, few) for r, n in ((few, 1), (many, 1), (two, 2))
    ]
    notes = [
        f"{r.rows} rows in {n}: {r.wall:.0f} s wall, {r.rows / r.wall:.1f} rows a second, {r.cpu:.0f} s CPU, "
        f"peak {r.peak:.0f} MB, {r.size:.0f} MB on disk"
        for r, n in ((few, 1), (many, 1), (two, 2))
    ]
    notes.append(f"two processes are {many.wall / two.wall:.2f}x one by wall time: true only on an idle machine")
    reach = "linear within 10 %, memory within 50 MB, two processes 1.8x one"
    return Table(f"{rows} consents from one list, docx + PDF, CPU ms a row", reach, tuple(figures), tuple(notes))


def run(rows: int, processes: int) -> Ran:
    """Run one batch, from the command line to the disk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "felles.yaml").write_text(SHARED, encoding="utf-8")
        (folder / "liste.csv").write_text("\n".join([_HEADINGS, *map(_row, range(rows))]) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "bti_docs", "-q", "batch", str(folder / "liste.csv")]
        command += ["--case", str(folder / "felles.yaml"), "-k", "samtykke_stafettlogg", "--day", "2026-08-25"]
        command += ["--out", str(folder / "ut"), "--jobs", str(processes)]
        before, begun = os.times(), time.monotonic()
        with subprocess.Popen(command) as process:
            watch = _Watch(process.pid)
            code = process.wait()
        after = os.times()
        if code:
            raise SystemExit(f"the batch ended with {code}")
        size = sum(p.stat().st_size for p in (folder / "ut").iterdir()) / 1e6
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        return Ran(rows, cpu, time.monotonic() - begun, watch.peak, size)


def _row(number: int) -> str:
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    born = f"2014-{number % 12 + 1:02}-{number % 28 + 1:02}"
    return f"Elev{letters};Testesen;{born};7A;Mor{letters} Testesen;mor;ja;Far{letters} Elevsen;far"


def _figure(name: str, ran: Ran, first: Ran) -> Figure:
    each, ratio = 1000 * ran.cpu / ran.rows, (ran.cpu / ran.rows) / (first.cpu / first.rows)
    return Figure(name, each, ratio, ratio, ratio)


class _Watch:
    """Follows the memory of a process and its children while they run; Linux only, elsewhere it sees nothing."""

    def __init__(self, process: int) -> None:
        self.peak = 0.0
        self._process = process
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        while Path(f"/proc/{self._process}").exists():
            self.peak = max(self.peak, sum(map(_megabytes, _family(self._process))))
            time.sleep(0.25)


def _family(process: int) -> set[int]:
    found, waiting = set(), [process]
    while waiting:
        one = waiting.pop()
        found.add(one)
        for place in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in place.read_text().split() if int(child) not in found]
            except OSError:
                continue
    return found


def _megabytes(process: int) -> float:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
