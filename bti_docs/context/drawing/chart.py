"""What was missed week by week goes in; a chart comes out: bars, the sum of the rolling window, and the limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bti_docs.context.drawing.svg import box, dot, drawing, line, text

_WIDTH, _LEFT, _RIGHT = 467.0, 22.0, 76.0
_TITLE, _BETWEEN, _AXIS = 14.0, 9.0, 22.0
_SMALL, _PLAIN = 7.5, 8.5
_FILLS = ("#1a1a1a", "#b3b3b3", "#ffffff")


@dataclass(frozen=True)
class Panel:
    """One row of the chart. `bars` are for each week the counts that are stacked, `sums` the window's sum by then."""

    title: str
    limit: int
    limit_label: str
    bars: Sequence[tuple[int, ...]]
    sums: Sequence[int]
    height: float = 62.0

    @property
    def top(self) -> int:
        """The highest number on the axis: always above the limit, so that the limit can be seen."""
        return max(self.limit + 1, *(sum(bar) for bar in self.bars), *self.sums)


def chart(weeks: Sequence[str], axis: str, panels: Sequence[Panel], legend: Sequence[str]) -> str:
    """Return the chart as SVG. `legend` names the stacked counts in order and then the line; `axis` the weeks."""
    shapes: list[str] = [*_legend(legend)]
    y = _TITLE + _BETWEEN
    for panel in panels:
        shapes += _panel(panel, y)
        y += _TITLE + panel.height + _BETWEEN
    shapes += _week_labels(weeks, axis, y - _BETWEEN)
    return drawing(_WIDTH, y - _BETWEEN + _AXIS, shapes)


def _panel(panel: Panel, y: float) -> Iterator[str]:
    base = y + _TITLE + panel.height
    yield text(0, y + 9, panel.title, _PLAIN, bold=True)
    yield from _grid(panel, base)
    slot = _slot(len(panel.bars))
    for i, bar in enumerate(panel.bars):
        yield from _bar(panel, bar, _LEFT + slot * (i + 0.5), slot, base)
    yield from _limit(panel, base)
    yield from _sums(panel, slot, base)


def _grid(panel: Panel, base: float) -> Iterator[str]:
    for value in dict.fromkeys((0, panel.top)):
        yield text(_LEFT - 4, base - _up(panel, value) + 2.5, str(value), _SMALL, anchor="end")
    yield line([(_LEFT, base - panel.height), (_LEFT, base), (_WIDTH - _RIGHT, base)])


def _bar(panel: Panel, counts: tuple[int, ...], middle: float, slot: float, base: float) -> Iterator[str]:
    width, floor = min(slot * 0.6, 22.0), base
    for count, fill in zip(counts, _FILLS, strict=False):
        if count:
            floor -= _up(panel, count)
            yield box(middle - width / 2, floor, width, _up(panel, count), fill)


def _limit(panel: Panel, base: float) -> Iterator[str]:
    at = base - _up(panel, panel.limit)
    yield line([(_LEFT, at), (_WIDTH - _RIGHT, at)], 2.6, color="#ffffff")
    yield line([(_LEFT, at), (_WIDTH - _RIGHT, at)], 1.1, dash="5 3")
    yield text(_WIDTH - _RIGHT + 4, at + 2.5, panel.limit_label, _SMALL)


def _sums(panel: Panel, slot: float, base: float) -> Iterator[str]:
    points = [(_LEFT + slot * (i + 0.5), base - _up(panel, n)) for i, n in enumerate(panel.sums)]
    yield line(points, 3.4, color="#ffffff")
    yield line(points, 1.3)
    yield from (dot(x, y, 2.2) for x, y in points)


def _week_labels(weeks: Sequence[str], axis: str, y: float) -> Iterator[str]:
    slot, step = _slot(len(weeks)), max(1, -(-len(weeks) // 20))
    yield from (
        text(_LEFT + slot * (i + 0.5), y + 10, week, _SMALL, anchor="middle")
        for i, week in enumerate(weeks)
        if i % step == 0
    )
    yield text((_LEFT + _WIDTH - _RIGHT) / 2, y + 20, axis, _SMALL, anchor="middle")


def _legend(names: Sequence[str]) -> Iterator[str]:
    x = 0.0
    for name, fill in zip(names, _FILLS, strict=False):
        yield box(x, 2, 8, 8, fill)
        yield text(x + 12, 9.5, name, _PLAIN)
        x += 104
    yield line([(x, 6), (x + 18, 6)], 1.3)
    yield dot(x + 9, 6, 2.2)
    yield text(x + 23, 9.5, names[-1], _PLAIN)


def _slot(weeks: int) -> float:
    return (_WIDTH - _LEFT - _RIGHT) / max(weeks, 1)


def _up(panel: Panel, value: int) -> float:
    return panel.height * value / panel.top
