"""The address of a Dask scheduler goes in; workers on any number of machines come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bti_docs.batch.pool import Workers, chunks_of, in_order, make_chunk
from bti_docs.batch.rows import Row
from bti_docs.batch.work import Done, Job
from bti_docs.problem import BtiError, Problem

_PATIENCE = 15  # seconds for the scheduler to answer
_WORKERS_PATIENCE = 60  # seconds for the first worker to come
_AHEAD = 6  # chunks under way for each thread of the cluster


def cluster(address: str) -> Workers:
    """Return workers of the cluster at `address` (`tls://…`, or `tcp://…` on a network of one's own).

    The workers make; this process writes, so that a worker that is killed leaves nothing half done, and what it had
    is made again elsewhere. Raises BtiError when the extra is not installed (T125) or nobody answers (T123).
    """

    def run(job: Job, rows: Iterable[Row]) -> Iterator[list[Done]]:
        client = _client(address)
        try:
            yield from _run(client, job, rows)
        finally:
            client.close()

    return run


def _run(client: Any, job: Job, rows: Iterable[Row]) -> Iterator[list[Done]]:
    from concurrent.futures import CancelledError

    from distributed import KilledWorker

    told = client.scatter(job, broadcast=True)
    ahead = max(1, sum(client.nthreads().values())) * _AHEAD

    def submit(chunk: Any) -> Any:
        return client.submit(make_chunk, told, chunk, pure=False)

    try:
        yield from in_order(submit, chunks_of(rows), ahead, KilledWorker, lambda: None)
    except (CancelledError, OSError):
        raise BtiError(Problem("T123")) from None


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise BtiError(Problem("T125")) from None
    try:
        client: Any = Client(address, timeout=_PATIENCE, set_as_default=False)
        client.wait_for_workers(1, timeout=_WORKERS_PATIENCE)
    except (OSError, TimeoutError, ValueError):
        raise BtiError(Problem("T123")) from None
    return client
