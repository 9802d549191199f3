"""The small version of a large batch: memory does not grow with the rows, and rows are read as they are needed."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from benchmarks.lists import KIND, SHARED, as_csv, pupil
from bti_docs.batch.headings import columns
from bti_docs.batch.pool import in_order
from bti_docs.batch.rows import Row, rows
from bti_docs.batch.sheet import read
from bti_docs.batch.work import Done, Job, work
from tests.conftest import NIGHTLY

WARM, MORE = (100, 400) if NIGHTLY else (10, 30)
MOST = 50  # MB

JOB = Job(
    None,
    (KIND,),
    ("skolen",),
    ("docx", "pdf"),
    dt.date(2026, 8, 25),
    "2026-08-25T08:00:00+02:00",
    SHARED.encode(),
    "felles.yaml",
    "7A.csv",
)


def listed(count: int) -> list[Row]:
    sheet = read(as_csv([pupil(n, Fornavn=f"Test{'abcdefghij'[n % 10]}") for n in range(count)]), file="7A.csv")
    return list(rows(sheet, columns(sheet), "risor-2027"))


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read as Linux tells it")
def test_memory_does_not_grow_with_the_rows() -> None:
    found = listed(WARM + MORE)
    sizes = [sum(len(f.data) for f in work(JOB, row).files) for row in found[:WARM]]
    before = resident()
    sizes += [sum(len(f.data) for f in work(JOB, row).files) for row in found[WARM:]]
    assert min(sizes) > 50_000
    assert resident() - before < MOST


class _Finished:
    """A task that was done when it was handed out."""

    def __init__(self, chunk: Iterable[Row]) -> None:
        self._chunk = chunk

    def result(self) -> list[Done]:
        return [Done(row, row.key) for row in self._chunk]


def test_only_a_few_rows_are_under_way_at_once() -> None:
    read_so_far = 0

    def chunks() -> Iterator[tuple[Row, ...]]:
        nonlocal read_so_far
        for number in range(100):
            read_so_far += 1
            yield (Row(number, f"r-{number}"),)

    given = in_order(_Finished, chunks(), 5, RuntimeError, lambda: None)
    for number, done in enumerate(given):
        assert [d.row.number for d in done] == [number]
        assert read_so_far <= number + 6


def test_a_row_that_every_worker_falls_over_is_told_and_the_others_are_made() -> None:
    class Falls(_Finished):
        def result(self) -> list[Done]:
            done = super().result()
            if done[0].row.key == "r-3":
                raise RuntimeError
            return done

    found = [
        d for c in in_order(Falls, ((Row(n, f"r-{n}"),) for n in range(6)), 3, RuntimeError, lambda: None) for d in c
    ]
    assert [d.row.number for d in found] == list(range(6))
    assert [[p.code for p in d.problems] for d in found] == [[], [], [], ["T122"], [], []]
