"""A job, its rows and workers go in; files in their place, the journal's lines and the log come out, row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bti_docs import journal, store
from bti_docs.batch.log import FAILED, MADE, SKIPPED, Log, Logged, Record, row_digest
from bti_docs.batch.pool import Workers
from bti_docs.batch.rows import Row
from bti_docs.batch.work import Done, Job, Ready
from bti_docs.problem import BtiError, Problem, Severity, Where

JOURNAL = "journal.jsonl"
_SCHOOL = "skolen"
_MOST_WARNINGS = 200


@dataclass
class Batch:
    """One run over the rows. After it, `failed` holds the rows that were refused, with their Problems."""

    job: Job
    folder: Path
    log: Log
    chosen: Path | None = None  # the journal of the user's choice
    force: bool = False
    failed: list[Done] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    resumed: int = 0
    _names: dict[str, str] = field(default_factory=dict)
    _journalled: set[tuple[str, str, str]] = field(default_factory=set)

    def run(self, rows: Iterable[Row], workers: Workers) -> Iterator[int]:
        """Make every row that is not made already; yield how many more are finished.

        A row is finished when its files, then the journal's lines, then the log's line are on disk: killed anywhere,
        the batch goes on with the first row that is not, and writes the same bytes again.
        """
        store.sweep(self.folder)
        self._names = {f.name: r.key for r in self.log.records.values() for f in r.files}
        self._journalled = set(self._in_journal())
        todo = _Todo(rows, self.log)
        for done in workers(self.job, todo):
            if todo.passed:
                yield todo.take_passed()
            self._keep(done)
            yield len(done)
        yield todo.take_passed()
        self.resumed = todo.resumed
        self.log.begin()  # each row once, in order, however often the run was stopped

    def _keep(self, chunk: Sequence[Done]) -> None:
        kept = [self._written(done) for done in chunk]
        try:
            self._keep_journal([e for _, entries in kept for e in entries])
            self.log.add(record for record, _ in kept)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise BtiError(Problem("C103", Where(file=str(self.log.path)), {"reason": reason})) from None

    def _written(self, done: Done) -> tuple[Record, list[journal.Entry]]:
        """Write a row's files; return its line in the log, and what the journal is told."""
        files: list[Logged] = []
        problems = list(done.problems)
        for ready in done.files:
            fault = self._write(ready, done.row.key)
            if fault:
                problems.append(fault)
            else:
                e = ready.entry
                files.append(Logged(ready.name, e.kind, e.reader, e.format, e.output, ready.printed, ready.title))
        told = Done(done.row, done.id, (), tuple(problems))
        if told.failed:
            self.failed.append(told)
        self._warn(problems)
        status = SKIPPED if done.row.skipped else FAILED if told.failed else MADE
        codes = tuple(sorted({p.code for p in problems}))
        digest = row_digest(done.row, self.log.digest)
        before = self.log.records.get(done.row.key)
        record = Record(
            done.row.key, before.row if before else done.row.number, done.id, status, digest, tuple(files), codes
        )
        written = {f.sha256 for f in files}
        return record, [r.entry for r in done.files if r.entry.output in written]

    def _warn(self, problems: Iterable[Problem]) -> None:
        """Keep warnings to be told; what a form still lacks is told by its code in the overview."""
        for problem in problems:
            told = problem.severity is Severity.WARNING and problem.code != "D101"
            if told and len(self.warnings) < _MOST_WARNINGS and problem not in self.warnings:
                self.warnings.append(problem)

    def _write(self, ready: Ready, key: str) -> Problem | None:
        path = self.folder / ready.name
        if self._names.setdefault(ready.name, key) != key:
            return Problem("C102", Where(file=str(path)))
        try:
            store.write(path, ready.data, force=self.force or self._is_own(path))
        except store.WouldOverwriteError:
            return Problem("C102", Where(file=str(path)))
        except OSError as error:
            return Problem("C103", Where(file=str(path)), {"reason": error.strerror or type(error).__name__})
        return None

    def _is_own(self, path: Path) -> bool:
        """Whether what stands at the path was written by this batch: a corrected row may take its place."""
        before = self.log.records.get(self._names.get(path.name, ""))
        if before is None or not path.is_file():
            return False
        standing = hashlib.sha256(path.read_bytes()).hexdigest()
        return any(f.name == path.name and f.sha256 == standing for f in before.files)

    def _keep_journal(self, entries: Sequence[journal.Entry]) -> None:
        """Journal what was made, once: what a killed run had journalled before its row was logged is left alone."""
        leaves = any(reader != _SCHOOL for reader in self.job.readers)
        new = [e for e in entries if (e.output, e.reader, e.kind) not in self._journalled]
        if not new or (self.chosen is None and not leaves):
            return
        self._warn(journal.append(self._journal_path, new))

    def _in_journal(self) -> Iterator[tuple[str, str, str]]:
        for entry in journal.read(self._journal_path, journal.Entry):
            if entry.when == self.job.when:
                yield entry.output, entry.reader, entry.kind

    @property
    def _journal_path(self) -> Path:
        return self.chosen or self.folder / JOURNAL


class _Todo:
    """The rows that are not made yet; it counts the others as they go by."""

    def __init__(self, rows: Iterable[Row], log: Log) -> None:
        self._rows, self._log = rows, log
        self.passed = self.resumed = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            if self._log.is_done(row, row_digest(row, self._log.digest)):
                self.passed += 1
                self.resumed += 1
            else:
                yield row

    def take_passed(self) -> int:
        passed, self.passed = self.passed, 0
        return passed


def refuse_shared(done: Done, job: Job) -> None:
    """Raise BtiError when the first row shows that the shared case itself is at fault: then every row would be."""
    faults = [p for p in done.problems if p.where.file == job.shared_file and p.code[0] in "YS" and done.failed]
    errors = [p for p in faults if p.severity is Severity.ERROR]
    if errors:
        raise BtiError(*errors)
