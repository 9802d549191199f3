"""Ways of doing the same work go in; the median CPU time of each and their ratios come out, taken in turns."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.processes import spent

ROUNDS = 7


@dataclass(frozen=True)
class Side:
    """One way of doing the work: `cpu_ms` does it and returns what a run took, of the process and its children."""

    name: str
    cpu_ms: Callable[[], float]


@dataclass(frozen=True)
class Figure:
    """What one side took: median CPU ms a run, and the ratio to the first side with its least and greatest."""

    name: str
    cpu_ms: float
    ratio: float
    least: float
    greatest: float


@dataclass(frozen=True)
class Table:
    """One kind of work: what was done, what is to be reached, the figures, and what could not be measured."""

    title: str
    reach: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()


def here(name: str, run: Callable[[], object], times: int = 1) -> Side:
    """Return a side that runs in this process; `times` runs are timed together so that a fast way is not all noise."""

    def cpu_ms() -> float:
        before = spent()
        for _ in range(times):
            run()
        return 1000 * (spent() - before) / times

    return Side(name, cpu_ms)


def compare(sides: Sequence[Side], rounds: int = ROUNDS) -> tuple[Figure, ...]:
    """Measure all sides in turn, `rounds` times. A ratio of 2 means that the side takes twice what the first does."""
    for side in sides:
        side.cpu_ms()
    taken = [[side.cpu_ms() for side in sides] for _ in range(rounds)]
    return tuple(
        _figure(side.name, [row[i] for row in taken], [row[0] for row in taken]) for i, side in enumerate(sides)
    )


def _figure(name: str, own: list[float], ours: list[float]) -> Figure:
    ratios = [a / b for a, b in zip(own, ours, strict=True) if b]
    return Figure(name, statistics.median(own), statistics.median(ratios), min(ratios), max(ratios))
