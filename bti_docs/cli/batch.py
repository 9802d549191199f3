"""The command for many at once: a list over a shared case, or a folder of cases, becomes a document for each row."""

from __future__ import annotations

import datetime as dt
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bti_docs.cli import console
from bti_docs.cli.files import create, place, read_file, shelves
from bti_docs.cli.options import (
    Kinds,
    Making,
    Out,
    making,
    now,
    today,
)
from bti_docs.cli.output import exit_code
from bti_docs.problem import BtiError, ExitCode, Problem, Severity, Where

if TYPE_CHECKING:
    from bti_docs.batch.headings import Column
    from bti_docs.batch.pool import Workers
    from bti_docs.batch.rows import Row
    from bti_docs.batch.run import Batch
    from bti_docs.batch.sheet import Sheet
    from bti_docs.batch.work import Job

_ROWS_A_PROCESS = 30  # fewer are made sooner than another process has started
_BETWEEN_LINES = 10.0  # seconds


@dataclass(frozen=True)
class _Source:
    """What is to be made: the rows, and the list they stand in when they do."""

    rows: list[Row]
    name: str
    sheet: Sheet | None = None
    columns: tuple[Column, ...] = ()


@making
def batch(
    source: Annotated[Path, typer.Argument(help="A list (.xlsx, .csv) or a folder of cases.", metavar="LIST|FOLDER")],
    case: Annotated[Path | None, typer.Option("--case", help="The case that all rows of a list share (YAML).")] = None,
    kind: Kinds = None,
    reader: Annotated[
        list[str] | None,
        typer.Option("--for", help="Who reads it: skolen (default), arkiv, a guardian's id, barn, or a unit's id."),
    ] = None,
    format_: Annotated[
        list[str] | None, typer.Option("--format", "-f", help="docx or pdf (repeat for both). Default: both.")
    ] = None,
    out: Out = Path("ut"),
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the batch in --out stopped.")] = False,
    template: Annotated[
        bool, typer.Option("--template", help="Write an empty list with headings, formats and comments instead.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=0, help="Processes. Default: as many as there is use for.")] = 0,
    scheduler: Annotated[
        str, typer.Option("--scheduler", help="A Dask scheduler (tls://host:8786) that shares the work among machines.")
    ] = "",
    *,
    how: Making,
) -> int:
    """Make a document for each row of a list over a shared case, or for each case in a folder."""
    if template:
        return _write_template(source)
    formats = tuple(format_ or ("docx", "pdf"))
    if not set(formats) <= {"docx", "pdf"}:
        raise typer.BadParameter("choose docx or pdf", param_hint="--format")
    if source.is_dir() == (case is not None):
        raise typer.BadParameter("a list needs --case, and a folder of cases has none", param_hint="--case")
    begun = _begun(out) if resume else None
    job = _job(source, case, how.library, today(how.day or (begun and begun[0])), begun and begun[1])
    job = replace(job, kinds=tuple(kind or ()), readers=tuple(reader or ("skolen",)), formats=formats)
    job = replace(job, requested=how.requested, acknowledged=how.acknowledged)
    found = _source(source, job)
    made = _start(job, found, out, how.journal, resume=resume, force=how.force)
    _make_all(made, found.rows, _workers(len(found.rows), jobs, scheduler))
    return _finish(made, found, as_json=how.as_json)


def _write_template(path: Path) -> int:
    from bti_docs.batch.headings import template
    from bti_docs.batch.sheet import write_csv, write_xlsx

    headings, comments = template()
    is_xlsx = path.suffix.lower() == ".xlsx"
    create(path, write_xlsx(headings, [], comments) if is_xlsx else write_csv([headings]))
    console.out(str(path))
    return ExitCode.OK


def _begun(out: Path) -> tuple[dt.date, str] | None:
    """Return the day and the hour of the batch that lies in the folder: it goes on as of then."""
    from bti_docs.batch.log import open_log

    log = open_log(out)
    return (log.day, log.when) if log else None


def _job(source: Path, case: Path | None, library: Path | None, day: dt.date, when: str | None) -> Job:
    from bti_docs.batch.work import Job

    shared = read_file(case) if case else b""
    moment = when or now().isoformat(timespec="seconds")
    return Job(library, (), (), (), day, moment, shared, str(case or ""), str(source) if case else "")


def _source(source: Path, job: Job) -> _Source:
    """Return the rows of the list, or of the folder. Raises BtiError when there are none or a heading is unknown."""
    from bti_docs.batch.headings import columns
    from bti_docs.batch.rows import rows
    from bti_docs.batch.sheet import read
    from bti_docs.batch.work import shared_case

    if not job.shared:
        return _Source(_cases(source), "saker")
    sheet = read(read_file(source), file=str(source))
    found = columns(sheet)
    name = _stem(shared_case(job).data)
    return _Source(list(rows(sheet, found, name)), name, sheet, found)


def _stem(shared: Any) -> str:
    """Return what the batch's own files are called: the shared case's id, when it is one."""
    from bti_docs.case.types import ID_PATTERN

    own = str(shared.get("id", "")) if isinstance(shared, dict) else ""
    return own if re.fullmatch(ID_PATTERN, own) else "bunke"


def _cases(folder: Path) -> list[Row]:
    from bti_docs.batch.rows import case_row

    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in (".yaml", ".yml") and p.is_file())
    if not files:
        raise BtiError(Problem("T124", Where(file=str(folder))))
    return [case_row(number, str(path), read_file(path)) for number, path in enumerate(files, 1)]


def _start(job: Job, found: _Source, out: Path, journal: Path | None, *, resume: bool, force: bool) -> Batch:
    """Open the batch's log, when the kinds are there and the first row shows that the shared case is sound."""
    from bti_docs.batch.log import start
    from bti_docs.batch.run import Batch, refuse_shared
    from bti_docs.batch.work import work
    from bti_docs.store import make_folder

    for kind in job.kinds:
        shelves(job.library).kind(kind)
    if job.shared:
        first = next((r for r in found.rows if not r.problems and not r.skipped), None)
        if first:
            refuse_shared(work(job, first), job)
    make_folder(out)
    return Batch(job, out, start(out, job, resume=resume, force=force), journal, force)


def _make_all(made: Batch, rows: list[Row], workers: Workers) -> None:
    """Make the rows, and say how far it has come; interrupted, say how to go on."""
    try:
        with _progress(len(rows)) as advance:
            for more in made.run(rows, workers):
                advance(more)
    except KeyboardInterrupt:
        count = len(made.log.records)
        console.say(
            console.text(
                nb=f"Avbrutt. {count} rader er ferdige; fortsett med --resume.",
                nn=f"Avbroten. {count} rader er ferdige; hald fram med --resume.",
                en=f"Interrupted. {count} rows are finished; go on with --resume.",
            )
        )
        raise


def _workers(rows: int, jobs: int, scheduler: str) -> Workers:
    from bti_docs.batch.pool import here, processes

    if scheduler:
        from bti_docs.batch.cluster import cluster

        return cluster(scheduler)
    free = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    count = jobs or max(1, min(free, rows // _ROWS_A_PROCESS))
    return processes(count) if count > 1 else here


def _finish(made: Batch, found: _Source, *, as_json: bool) -> int:
    """Write the print file, the overview and the list of what could not be made; tell how it went."""
    from bti_docs.batch.results import faulty_list, overview, print_files

    problems = [*(found.sheet.problems if found.sheet else ()), *made.warnings]
    problems += [p for done in made.failed for p in done.problems if p.severity is Severity.ERROR]
    written: list[str] = []
    stem = f"{found.name}_{{}}_{made.job.day.isoformat()}"
    try:
        for name, data in print_files(made.log):
            written.append(_put(made.folder / f"{stem.format(name)}.pdf", data))
    except BtiError as error:
        problems += error.problems
    written.append(_put(made.folder / f"{stem.format('oversikt')}.csv", overview(made.log)))
    if found.sheet and made.failed:
        ending = ".xlsx" if found.sheet.file.lower().endswith(".xlsx") else ".csv"
        data = faulty_list(found.sheet, found.columns, made.failed, console.Voice.language)
        written.append(_put(_beside(made.folder / f"{stem.format('feil')}{ending}", found.sheet.file), data))
    return _report(made, problems, written, as_json=as_json)


def _beside(path: Path, source: str) -> Path:
    """Return a path that is not the list itself: a list of faults that was given back keeps what was corrected."""
    taken = Path(source).resolve()
    names = (path.with_stem(f"{path.stem}{'' if n == 1 else f'-{n}'}") for n in range(1, 3))
    return next(p for p in names if p.resolve() != taken)


def _put(path: Path, data: bytes) -> str:
    """Write one of the batch's own summaries: it always says how things are now."""
    place(path, data, force=True)
    return str(path)


def _report(made: Batch, problems: list[Problem], written: list[str], *, as_json: bool) -> int:
    refused = exit_code(problems)
    states = [r.status for r in made.log.records.values()]
    counts = {name: states.count(name) for name in ("made", "failed", "skipped")} | {"resumed": made.resumed}
    if as_json:
        console.out_json({"bti": 1, "rows": counts, "files": written, "problems": console.as_json(problems)})
        return refused
    console.tell(problems)
    if console.Voice.loudness >= 0:
        console.say(_summary(counts))
        for path in written:
            console.say(f"  {path}")
    return refused


def _summary(counts: dict[str, int]) -> str:
    made, failed, skipped, resumed = (counts[n] for n in ("made", "failed", "skipped", "resumed"))
    return console.text(
        nb=f"Rader laget: {made} ({resumed} fra før). Feil: {failed}. Hoppet over: {skipped}.",
        nn=f"Rader laga: {made} ({resumed} frå før). Feil: {failed}. Hoppa over: {skipped}.",
        en=f"Rows made: {made} ({resumed} from before). Errors: {failed}. Skipped: {skipped}.",
    )


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    """Yield a function that is told how many more rows are finished: a bar on a terminal, elsewhere lines."""
    with console.counted(total) as bar:
        yield bar or _Lines(total)


class _Lines:
    """Says how far the batch has come, in a line of its own and not too often."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._begun = total, 0, time.monotonic()
        self._said = self._begun

    def __call__(self, more: int) -> None:
        self._done += more
        at = time.monotonic()
        if at - self._said < _BETWEEN_LINES or console.Voice.loudness < 0 or console.Voice.as_json:
            return
        self._said = at
        rate = self._done / (at - self._begun)
        left = int((self._total - self._done) / rate) if rate else 0
        clock = f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}"
        console.say(
            console.text(
                nb=f"{self._done} av {self._total} rader, {rate:.1f} i sekundet, {clock} igjen",
                nn=f"{self._done} av {self._total} rader, {rate:.1f} i sekundet, {clock} igjen",
                en=f"{self._done} of {self._total} rows, {rate:.1f} a second, {clock} left",
            )
        )
