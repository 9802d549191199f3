"""A job and its rows go in; what became of each comes out in the rows' order, made here or in other processes."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from bti_docs.batch.rows import Row
from bti_docs.batch.work import Done, Job, work
from bti_docs.memory import look_for_cycles_seldom
from bti_docs.problem import Problem

Workers = Callable[[Job, Iterable[Row]], Iterator[list[Done]]]
CHUNK = 4
_AHEAD = 4  # chunks under way for each worker: enough to keep them busy, few enough to keep memory flat
_TRIES = 3
_job: list[Job] = []


def here(job: Job, rows: Iterable[Row]) -> Iterator[list[Done]]:
    """Make the rows in this process, one after another."""
    for row in rows:
        yield [work(job, row)]


def processes(count: int) -> Workers:
    """Return workers that share the rows among `count` processes of this machine."""

    def run(job: Job, rows: Iterable[Row]) -> Iterator[list[Done]]:
        pool = _Processes(count, job)
        try:
            yield from in_order(pool.submit, chunks_of(rows), count * _AHEAD, BrokenProcessPool, pool.restart)
        finally:
            pool.stop()

    return run


def in_order(
    submit: Callable[[Sequence[Row]], Any],
    chunks: Iterable[Sequence[Row]],
    ahead: int,
    lost: type[Exception],
    restart: Callable[[], None],
) -> Iterator[list[Done]]:
    """Yield what became of each chunk, in order, with at most `ahead` of them under way.

    A chunk whose worker was `lost` is handed out again; when it is lost time and again its rows are told as such.
    """
    waiting: deque[tuple[Sequence[Row], Any]] = deque()
    more = iter(chunks)
    tries = 0
    while True:
        while len(waiting) < ahead and (chunk := next(more, None)):
            waiting.append((chunk, submit(chunk)))
        if not waiting:
            return
        chunk, future = waiting[0]
        try:
            done = future.result()
        except lost:
            tries += 1
            restart()
            # Alone, a chunk shows whether it was the one that the worker fell over.
            again = tries < _TRIES
            waiting = deque((c, submit(c) if c is chunk and again else None) for c, _ in waiting)
            if again:
                continue
            done = [Done(row, row.key, problems=(Problem("T122"),)) for row in chunk]
        tries = 0
        waiting.popleft()
        waiting = deque((c, future or submit(c)) for c, future in waiting)
        yield done


def make_chunk(job: Job, chunk: Sequence[Row]) -> list[Done]:
    """Make a few rows: one task of a worker that is told the job each time."""
    return [work(job, row) for row in chunk]


class _Processes:
    """Processes that have been told the job once, and keep its templates, fonts and Typst compiler warm."""

    def __init__(self, count: int, job: Job) -> None:
        self._count, self._job = count, job
        self._pool = self._new()

    def submit(self, chunk: Sequence[Row]) -> Future[list[Done]]:
        try:
            return self._pool.submit(_make, chunk)
        except BrokenProcessPool as error:  # told when the result is asked for, like any other loss
            broken: Future[list[Done]] = Future()
            broken.set_exception(error)
            return broken

    def restart(self) -> None:
        self.stop()
        self._pool = self._new()

    def stop(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _new(self) -> ProcessPoolExecutor:
        # `spawn` is all that Windows and macOS have; a forked Typst with its threads would hang on Linux too.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._count, mp_context=context, initializer=_begin, initargs=(self._job,))


def _begin(job: Job) -> None:
    """Prepare a worker: it leaves Ctrl-C to its parent, and goes when the parent is gone, however that came about."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Typst would share each document among threads that another worker already keeps busy.
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    look_for_cycles_seldom()
    _job[:] = [job]
    threading.Thread(target=_go_with_parent, daemon=True).start()


def _go_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make(chunk: Sequence[Row]) -> list[Done]:
    return make_chunk(_job[0], chunk)


def chunks_of(rows: Iterable[Row]) -> Iterator[tuple[Row, ...]]:
    """Yield the rows a few at a time: one task each."""
    more = iter(rows)
    while chunk := tuple(itertools.islice(more, CHUNK)):
        yield chunk
