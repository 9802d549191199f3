"""Functions that do the same work go in; the median CPU time of each and their ratios come out."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 7


@dataclass(frozen=True)
class Side:
    """One way of doing the work; `times` runs are timed together so that a fast way is not all noise."""

    name: str
    run: Callable[[], object]
    times: int = 1


@dataclass(frozen=True)
class Figure:
    """What one side took: median CPU ms a run, and the ratio to the first side with its least and greatest."""

    name: str
    cpu_ms: float
    ratio: float
    least: float
    greatest: float


def compare(ours: Side, rivals: list[Side], rounds: int = ROUNDS) -> list[Figure]:
    """Measure all sides in turn, `rounds` times. A ratio above 1 means that the rival takes that many times ours."""
    sides = [ours, *rivals]
    for side in sides:
        side.run()
    taken = [[_cpu_ms(side) for side in sides] for _ in range(rounds)]
    return [_figure(side.name, [row[i] for row in taken], [row[0] for row in taken]) for i, side in enumerate(sides)]


def _figure(name: str, own: list[float], ours: list[float]) -> Figure:
    ratios = [a / b for a, b in zip(own, ours, strict=True)]
    return Figure(name, statistics.median(own), statistics.median(ratios), min(ratios), max(ratios))


def _cpu_ms(side: Side) -> float:
    """CPU time of this process and its children, in ms a run: other work on the machine counts least there."""
    before = os.times()
    for _ in range(side.times):
        side.run()
    after = os.times()
    spent = sum(after[:4]) - sum(before[:4])
    return 1000 * spent / side.times
