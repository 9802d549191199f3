"""Finished documents go in; files in their place, a line in the journal, and a table or JSON of it all come out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bti_docs.cli import console
from bti_docs.cli.files import place, problem_of
from bti_docs.problem import BtiError, ExitCode, Problem, Severity

if TYPE_CHECKING:
    from bti_docs.journal import Entry
    from bti_docs.make import Case, Made

JOURNAL = "journal.jsonl"
_SCHOOL = "skolen"
_REMINDERS = frozenset({"D101", "P128", "P129"})  # what a document lacks, when a consent ends, who must sign
Lock = Callable[[bytes], bytes]


@dataclass(frozen=True)
class File:
    """One file that was written, as the table and the JSON tell it."""

    file: str
    kind: str
    reader: str
    format: str
    date: str
    sha256: str
    status: str


@dataclass
class Output:
    """Where a run writes, what it has written, and what went wrong on the way."""

    case: Case
    folder: Path
    now: dt.datetime
    force: bool = False
    files: list[File] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[tuple[str, Problem]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def tell(self, problems: Iterable[Problem]) -> None:
        """Keep problems to be told at the end, each once."""
        for problem in problems:
            if problem not in self.problems:
                self.problems.append(problem)

    def write(
        self, made: Made, formats: Sequence[str], action: Literal["made", "copy"] = "made", lock: Lock | None = None
    ) -> None:
        """Write a document in each format; a file that cannot be written is told, and the others are still made.

        `lock` encrypts what is written, and the file's name then says so; the journal is kept all the same.
        """
        self.tell(p for p in made.problems if is_told(p))
        self.left_out += [(made.name, p) for p in made.left_out]
        for form in self._possible(made, formats):
            try:
                data = lock(made.bytes_of(form)) if lock else made.bytes_of(form)
            except BtiError as error:
                self.tell(error.problems)
                continue
            order, name = made.order, f"{made.name}_kryptert" if lock else made.name
            if self.put(f"{name}.{form}", data, order.instance.kind.id, order.reader, form, made.date):
                self.entries.append(self.entry(made, data, form, action))
        if made.calendar and not lock:
            self._calendar(made, made.calendar, action)

    def _possible(self, made: Made, formats: Sequence[str]) -> list[str]:
        """Return the formats that a document has; when it has none of those asked for, tell."""
        possible = [form for form in formats if form in made.formats]
        if not possible:
            self.tell([Problem("B307", words={"kind": made.order.instance.kind.id})])
        return possible

    def _calendar(self, made: Made, data: bytes, action: Literal["made", "copy"]) -> None:
        """Write the calendar file beside an invitation; a locked copy has none, for a calendar cannot be locked."""
        order = made.order
        if self.put(f"{made.name}.ics", data, order.instance.kind.id, order.reader, "ics", made.date):
            self.entries.append(self.entry(made, data, "ics", action))

    def put(self, name: str, data: bytes, kind: str, reader: str, form: str, day: dt.date) -> bool:
        """Write one file and remember it; tell, and return false, when it cannot be written."""
        path = self.folder / name
        try:
            status = place(path, data, force=self.force)
        except BtiError as error:
            self.tell(error.problems)
            return False
        digest = hashlib.sha256(data).hexdigest()
        self.files.append(File(str(path), kind, reader, form, day.isoformat(), digest, status))
        return True

    def keep_journal(self, path: Path | None) -> None:
        """Add what was made to the journal, and tell what was wrong in it.

        Without a journal of the user's choice, what leaves the school is kept in one beside the files.
        """
        from bti_docs.journal import append

        leaves = any(entry.reader != _SCHOOL for entry in self.entries)
        if path is None and not leaves:
            return
        target = path or self.folder / JOURNAL
        try:
            self.tell(append(target, self.entries))
        except BtiError as error:
            self.tell(error.problems)
        except OSError as error:
            self.tell([problem_of("C103", target, error)])

    def report(self, *, as_json: bool, explain: bool = False) -> int:
        """Tell what was made and what was wrong; return the exit code of the first thing that was refused."""
        refused = exit_code(self.problems)
        problems = [*(p for p in self.case.problems if p not in self.problems and is_told(p)), *self.problems]
        if as_json:
            report_json(self.files, problems, self.left_out if explain else None)
            return refused
        console.tell(problems)
        if explain:
            _explain(self.left_out)
        _table(self.files)
        return refused

    def entry(self, made: Made, data: bytes, form: str, action: Literal["made", "copy"]) -> Entry:
        """Return the journal's line about a finished document and the bytes it became."""
        from bti_docs.make import entry

        return entry(self.case, made, data, form, action, self.now.isoformat(timespec="seconds"))


def is_told(problem: Problem) -> bool:
    """Tell whether a run that makes documents says it too; what only waits to be done is for `check` and for `-v`."""
    return problem.code not in _REMINDERS or console.Voice.loudness > 0


def report_json(
    files: Sequence[File], problems: Sequence[Problem], left_out: Sequence[tuple[str, Problem]] | None = None
) -> None:
    """Print one JSON object of what was made and what was wrong."""
    told = {"bti": 1, "files": [asdict(f) for f in files], "problems": console.as_json(problems)}
    if left_out is not None:
        told["left_out"] = [{"document": name, **p.as_json(console.Voice.language)} for name, p in left_out]
    console.out_json(told)


def report_faults(problems: Sequence[Problem], words: str, otherwise: ExitCode, *, as_json: bool) -> int:
    """Tell what a command that only looks has found, and how much; return `otherwise` when any of it is an error."""
    if as_json:
        console.out_json({"bti": 1, "problems": console.as_json(problems)})
    else:
        console.tell(problems)
        console.say(words)
    return otherwise if any(p.severity is Severity.ERROR for p in problems) else ExitCode.OK


def exit_code(problems: Iterable[Problem]) -> int:
    """Return the exit code of the first thing that was refused."""
    return next((int(p.exit_code) for p in problems if p.severity is Severity.ERROR), int(ExitCode.OK))


def _explain(left_out: Sequence[tuple[str, Problem]]) -> None:
    """Tell the school which rule left out what: never part of any copy."""
    for name in dict.fromkeys(name for name, _ in left_out):
        console.say(f"{name}:")
        for problem in (p for n, p in left_out if n == name):
            line = f"{problem.where.line}: " if problem.where.line else ""
            console.say(f"  {problem.code}  {line}{problem.where.path}: {problem.message(console.Voice.language)}")


def _table(files: Sequence[File]) -> None:
    if not files or console.Voice.loudness < 0:
        return
    heading = console.text(
        nb="dokument,leser,dato,format,fil,",
        nn="dokument,lesar,dato,format,fil,",
        en="document,reader,date,format,file,",
    ).split(",")
    console.table(heading, [[f.kind, f.reader, f.date, f.format, f.file, _status(f.status)] for f in files])


def _status(status: str) -> str:
    words = {
        "new": console.text(nb="ny", nn="ny", en="new"),
        "unchanged": console.text(nb="uendret", nn="uendra", en="unchanged"),
        "replaced": console.text(nb="erstattet", nn="erstatta", en="replaced"),
    }
    return words[status]
