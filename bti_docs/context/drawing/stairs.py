"""Steps and the goal above them go in; a staircase comes out that rises to the right, the first step at the bottom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bti_docs.context.drawing.svg import box, drawing, text, wrapped

_WIDTH, _RISE, _MOST_RUN, _RUNS = 467.0, 30.0, 30.0, 190.0
_NUMBER = 22.0
_PLAIN, _SMALL, _LARGE = 9.0, 8.0, 13.0
_REACHED, _AHEAD = "#d9d9d9", "#ffffff"


@dataclass(frozen=True)
class Step:
    """One step: its number, what is to be reached, when, and that it is reached; empty while it is not."""

    number: str
    goal: str
    when: str
    reached: str


def stairs(steps: Sequence[Step], goal: str) -> str:
    """Return the staircase as SVG, with the goal as its landing."""
    run = min(_MOST_RUN, _RUNS / len(steps))
    shapes: list[str] = [*_landing(goal, run * len(steps))]
    for i, step in enumerate(steps):
        shapes += _step(step, run * i, _RISE * (len(steps) - i))
    return drawing(_WIDTH, _RISE * (len(steps) + 1) + 1, shapes)


def _landing(goal: str, x: float) -> Iterator[str]:
    yield box(x + 0.5, 0.5, _WIDTH - x - 1, _RISE)
    yield from _centred(wrapped(goal, _WIDTH - x - 20, _PLAIN), x + 10, 0.5, bold=True)


def _step(step: Step, x: float, y: float) -> Iterator[str]:
    yield box(x + 0.5, y + 0.5, _WIDTH - x - 1, _RISE, _REACHED if step.reached else _AHEAD)
    yield text(x + 12, y + _RISE / 2 + 5, step.number, _LARGE, anchor="middle", bold=True)
    beside = [said for said in (step.when, step.reached) if said]
    room = _WIDTH - x - _NUMBER - 12
    left = room * (0.62 if beside else 1.0)
    yield from _centred(wrapped(step.goal, left, _PLAIN), x + _NUMBER + 2, y)
    told = [piece for said in beside for piece in wrapped(said, room - left - 10, _SMALL, 3 - len(beside))]
    yield from _centred(told, x + _NUMBER + 12 + left, y, size=_SMALL, bold_last=bool(step.reached))


def _centred(
    lines: Sequence[str], x: float, y: float, *, size: float = _PLAIN, bold: bool = False, bold_last: bool = False
) -> Iterator[str]:
    first = y + _RISE / 2 + size * 0.36 - (len(lines) - 1) * size * 0.6
    for i, said in enumerate(lines):
        yield text(x, first + i * size * 1.2, said, size, bold=bold or (bold_last and i == len(lines) - 1))
