"""What became of each row goes in; a log that a killed batch can be resumed from comes out, and is read again.

JSON Lines beside the files: first the batch, then a line for each row, on disk before the next rows are begun with.
It holds ids, codes and sha256 only. A line torn by a crash is not counted; its row is made again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import importlib.metadata
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bti_docs import store
from bti_docs.batch.rows import Row
from bti_docs.batch.work import Job
from bti_docs.library import shelves
from bti_docs.problem import BtiError, Problem, Where

NAME = "bunke.jsonl"
MADE, FAILED, SKIPPED = "made", "failed", "skipped"


@dataclass(frozen=True)
class Logged:
    """A file that was written: its name, what it is, and its sha256."""

    name: str
    kind: str
    reader: str
    format: str
    sha256: str
    printed: bool
    title: str


@dataclass(frozen=True)
class Record:
    """What became of one row. `digest` is of all that its files were made from."""

    key: str
    row: int
    id: str
    status: str
    digest: str
    files: tuple[Logged, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass
class Log:
    """The log of one batch, as it stands on disk."""

    path: Path
    digest: str
    day: dt.date
    when: str
    records: dict[str, Record] = field(default_factory=dict)

    def begin(self) -> None:
        """Write the log as it is, whole: from here lines are added to it."""
        lines = [_line({"bti_bunke": 1, "digest": self.digest, "day": self.day.isoformat(), "when": self.when})]
        lines += [_line(asdict(record)) for record in self.records.values()]
        store.write(self.path, b"".join(lines), force=True)

    def add(self, records: Iterable[Record]) -> None:
        """Add what became of some rows, on disk before this returns. Raises OSError."""
        found = list(records)
        self.records |= {record.key: record for record in found}
        data = b"".join(_line(asdict(record)) for record in found)
        with self.path.open("ab") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def is_done(self, row: Row, digest: str) -> bool:
        """Whether a row was made of the same before, and its files are as they were."""
        before = self.records.get(row.key)
        if before is None or before.status == FAILED or before.digest != digest:
            return False
        return all(_sha256_of(self.path.with_name(f.name)) == f.sha256 for f in before.files)


def open_log(folder: Path) -> Log | None:
    """Return the log that lies in a folder; None when there is none that can be read."""
    path = folder / NAME
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        lines = [line for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
        head = json.loads(lines[0])
        log = Log(path, head["digest"], dt.date.fromisoformat(head["day"]), head["when"])
        for record in _records(lines[1:]):
            log.records[record.key] = record
        return log
    return None


def start(folder: Path, job: Job, *, resume: bool, force: bool) -> Log:
    """Return the log to add to. Raises BtiError when another batch lies in the folder, or this one unasked."""
    path, digest = folder / NAME, job_digest(job)
    before = open_log(folder)
    if before and not resume and not force:
        raise BtiError(Problem("T116", Where(file=str(path))))
    if before and resume and before.digest != digest and not force:
        raise BtiError(Problem("T117", Where(file=str(path))))
    kept = before.records if before and resume and before.digest == digest else {}
    log = Log(path, digest, job.day, job.when, kept)
    log.begin()
    return log


def job_digest(job: Job) -> str:
    """Return the sha256 of all that the rows share: the case, the shelves, what is made for whom, and the program."""
    found = hashlib.sha256()
    said = [job.kinds, job.readers, job.formats, job.day.isoformat(), job.requested]
    versions = [importlib.metadata.version(name) for name in ("bti-docs", "typst")]
    found.update(json.dumps([*said, *versions]).encode() + job.shared)
    for name, data in _shelf_files(shelves(job.library).folders):
        found.update(b"\0%s\0%s" % (name.encode(), hashlib.sha256(data).digest()))
    return found.hexdigest()


def row_digest(row: Row, job: str) -> str:
    """Return the sha256 of all that a row's files are made from."""
    said = [[".".join(cell.key), cell.text] for cell in row.cells]
    told = json.dumps([job, said, [p.code for p in row.problems], row.skipped], ensure_ascii=False)
    return hashlib.sha256(told.encode() + row.data).hexdigest()


def _shelf_files(folders: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        parts = [*folder.glob("*.yaml"), *folder.glob("kinds/**/*"), *folder.glob("municipalities/**/*")]
        for path in sorted(p for p in parts if p.is_file()):
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _records(lines: Iterable[bytes]) -> Iterator[Record]:
    for line in lines:
        said: dict[str, Any] = json.loads(line)
        files = tuple(Logged(**f) for f in said.pop("files"))
        yield Record(**{**said, "files": files, "codes": tuple(said["codes"])})


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _sha256_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
