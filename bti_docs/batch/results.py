"""A finished batch goes in; the print file, the overview and the list of what could not be made come out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from bti_docs.batch.headings import FAULT, ID, Column
from bti_docs.batch.log import FAILED, MADE, SKIPPED, Log, Logged
from bti_docs.batch.sheet import Sheet, write_csv, write_xlsx
from bti_docs.batch.work import Done
from bti_docs.pages.print import Copy, join
from bti_docs.problem import Language, Severity

# A print file of more copies would be too large for a printer, and for memory: then there are several.
MOST_COPIES = 200
_HEADINGS = ("rad", "id", "dokument", "leser", "format", "fil", "sha256", "status", "meldinger")
_STATUS = {MADE: "laget", FAILED: "feil", SKIPPED: "hoppet over"}


def print_files(log: Log) -> Iterator[tuple[str, bytes]]:
    """Yield what the printer is given, by the end of its name: all copies in the rows' order, each on an odd page.

    Raises BtiError (N11x) when a copy cannot be laid in it.
    """
    copies = list(_posted(log))
    volumes = -(-len(copies) // MOST_COPIES)
    for number in range(volumes):
        part = copies[number * MOST_COPIES : (number + 1) * MOST_COPIES]
        name = "utskrift" if volumes == 1 else f"utskrift-{number + 1:03}"
        first = number * MOST_COPIES + 1
        yield name, join([_copy(log.path.parent, f, n) for n, f in enumerate(part, first)])


def _posted(log: Log) -> Iterator[Logged]:
    for record in log.records.values():
        yield from (f for f in record.files if f.printed)


def _copy(folder: Path, file: Logged, number: int) -> Copy:
    return Copy((folder / file.name).read_bytes(), f"{number}. {file.title}")


def overview(log: Log) -> bytes:
    """Return what became of every row as CSV: ids, files, sha256 and codes. It names nobody."""
    rows = itertools.chain.from_iterable(_lines(log))
    return write_csv([_HEADINGS, *rows])


def _lines(log: Log) -> Iterator[Sequence[Sequence[str]]]:
    for r in log.records.values():
        said = (str(r.row), r.id)
        end = (_STATUS[r.status], " ".join(r.codes))
        files = [(*said, f.kind, f.reader, f.format, f.name, f.sha256, *end) for f in r.files]
        yield files or [(*said, "", "", "", "", "", *end)]


def faulty_list(sheet: Sheet, columns: Sequence[Column], failed: Sequence[Done], language: Language) -> bytes:
    """Return the rows that could not be made, in the list's own form, with what is wrong: correct it and give it back.

    Each row keeps its id, so that it takes its own place in the batch when it comes back.
    """
    by_number = {line.number: line for line in sheet.lines}
    kept = [i for i, column in enumerate(columns) if column.key not in (ID, FAULT)]
    headings = ["Id", *(sheet.headings[i] for i in kept), "Feil"]
    rows = []
    for done in failed:
        fields = by_number[done.row.number].fields
        cells = [fields[i].text if i < len(fields) else "" for i in kept]
        rows.append([done.row.key, *cells, _told(done, language)])
    return write_xlsx(headings, rows) if sheet.file.lower().endswith(".xlsx") else write_csv([headings, *rows])


def _told(done: Done, language: Language) -> str:
    errors = [p for p in done.problems if p.severity is Severity.ERROR]
    return "\n".join(f"{p.where.place or p.where}: {p.message(language)} ({p.code})" for p in errors)
