"""One row and the job it belongs to go in; its finished documents, or what is wrong with it, come out."""

from __future__ import annotations

import datetime as dt
import functools
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bti_docs.batch.rows import Row
from bti_docs.case.homes import is_hidden
from bti_docs.case.load import Read, StoppedError, read, typed
from bti_docs.case.model import Foresatt, Sak
from bti_docs.case.overlay import overlay
from bti_docs.journal import Entry
from bti_docs.library import Shelves, shelves
from bti_docs.make import Case, Made, Order, entry, make, open_case, open_loaded, plan, stopped_by
from bti_docs.problem import BtiError, Problem, Severity, Where
from bti_docs.view.readers import strictly_protected


@dataclass(frozen=True)
class Job:
    """What all rows of a batch share. `shared` is empty when every row is a case of its own. `when` is ISO 8601.

    `library` is the private shelf; the built-in ones are each worker's own, wherever its machine has them.
    """

    library: Path | None
    kinds: tuple[str, ...]
    readers: tuple[str, ...]
    formats: tuple[str, ...]
    day: dt.date
    when: str
    shared: bytes = b""
    shared_file: str = ""
    list_file: str = ""
    requested: bool = False
    acknowledged: bool = False


@dataclass(frozen=True)
class Ready:
    """A finished document: its file's name and bytes, its line for the journal, and whether it goes to the printer."""

    name: str
    data: bytes
    entry: Entry
    printed: bool
    title: str


@dataclass(frozen=True)
class Done:
    """What became of a row; `id` is the case's own when it could be opened."""

    row: Row
    id: str
    files: tuple[Ready, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether anything of the row was refused."""
        return any(p.severity is Severity.ERROR for p in self.problems)


def shared_case(job: Job) -> Read:
    """Read the job's shared case. Raises BtiError when it is no YAML, or none of ours."""
    try:
        return _shared(job.shared, job.shared_file)
    except StoppedError as stopped:
        raise BtiError(*stopped.problems) from None


def work(job: Job, row: Row) -> Done:
    """Make a row's documents. Never raises: a bad row is told, and never stops the others."""
    if row.problems or row.skipped:
        return Done(row, row.key, problems=row.problems)
    try:
        return _worked(job, row)
    except BtiError as error:
        return Done(row, row.key, problems=_placed(row, job, error.problems))
    except Exception as error:  # noqa: BLE001 - whatever it is, the other rows are still made
        last = traceback.extract_tb(error.__traceback__)[-1]
        words = {"kind": type(error).__name__, "place": f"{Path(last.filename).name}:{last.lineno}"}
        return Done(row, row.key, problems=_placed(row, job, [Problem("T126", words=words)]))


def _worked(job: Job, row: Row) -> Done:
    on_shelves = shelves(job.library)
    case = _case(job, row, on_shelves)
    stops = () if job.acknowledged else stopped_by(case)
    if stops:
        raise BtiError(*stops)
    orders = [
        replace(o, requested=job.requested) for r in job.readers for o in plan(case, on_shelves, job.kinds, "", r)
    ]
    files: list[Ready] = []
    problems: list[Problem] = [p for p in case.problems if p.severity is Severity.WARNING]
    for order in orders:
        try:
            made = make(case, order, on_shelves, job.day)
            files += _ready(job, case, made)
            problems += [*made.problems, *_by_hand(case, order)]
        except BtiError as error:
            problems += error.problems
    return Done(row, case.sak.id, tuple(files), _placed(row, job, problems))


def _case(job: Job, row: Row, on_shelves: Shelves) -> Case:
    """Open a row's case through the same door as any other; what is hashed is all that it was made from."""
    if not job.shared:
        return open_case(row.data, on_shelves, file=row.file, beside=functools.partial(_beside, row.file))
    where = Where(job.list_file, row.number, place=f"rad {row.number}")
    merged, unseen = overlay(shared_case(job), row.cells, where)
    if unseen:
        raise BtiError(*unseen)
    said = "".join(f"\0{'.'.join(cell.key)}\0{cell.text}" for cell in row.cells)
    return open_loaded(typed(merged, Sak), on_shelves, job.shared + said.encode())


def _beside(file: str, name: str) -> bytes:
    """Read a list of absence from a case's own folder; on another machine it must lie at the same path."""
    path = Path(file).with_name(name)
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BtiError(Problem("C101", Where(file=str(path)), {"reason": reason})) from None


@functools.lru_cache(maxsize=1)
def _shared(data: bytes, file: str) -> Read:
    return read(data, Sak, file=file)


def _ready(job: Job, case: Case, made: Made) -> Iterator[Ready]:
    possible = [form for form in job.formats if form in made.formats]
    if not possible:
        raise BtiError(Problem("B307", words={"kind": made.order.instance.kind.id}))
    for form in possible:
        data = made.bytes_of(form)
        told = entry(case, made, data, form, "made", job.when)
        printed = form == "pdf" and _is_posted(case, made.order)
        yield Ready(f"{made.name}.{form}", data, told, printed, made.document.title)


def _is_posted(case: Case, order: Order) -> bool:
    """Whether a document lies in the common print file: not what is kept out of it, nor what nobody wants printed."""
    guardian = _guardian(case, order)
    return not _kept_out(case, order) and (guardian is None or guardian.kopi == "utskrift")


def _by_hand(case: Case, order: Order) -> list[Problem]:
    """Tell what is printed on its own, and what is handed over."""
    code = _kept_out(case, order)
    return [Problem(code, Where(file=case.source.file), {"reader": order.reader})] if code else []


def _kept_out(case: Case, order: Order) -> str:
    """Return the code of what keeps a document out of the common print file; empty when nothing does.

    What is handed over is kept out, and all of a case in which someone is strengt fortrolig (rule R03).
    """
    guardian = _guardian(case, order)
    if guardian and is_hidden(case.sak, guardian):
        return "V121"
    return "V122" if strictly_protected(case.sak) else ""


def _guardian(case: Case, order: Order) -> Foresatt | None:
    return next((g for g in case.sak.foresatte if g.id == order.reader), None)


def _placed(row: Row, job: Job, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Give a problem without a place of its own the row's place."""
    here = Where(job.list_file, row.number, place=f"rad {row.number}") if job.shared else Where(file=row.file)
    bare = ("", job.list_file, row.file)
    told: list[Problem] = []
    for problem in problems:
        nowhere = not (problem.where.line or problem.where.place) and problem.where.file in bare
        placed = replace(problem, where=here) if nowhere else problem
        if placed not in told:
            told.append(placed)
    return tuple(told)
