"""A YAML file's text and one change go in; which lines to take away and what to put there come out."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from bti_docs.case import lines, shape
from bti_docs.case.shape import Path
from bti_docs.case.source import Source

_BRACKETS = ("[", "{")


@dataclass(frozen=True)
class Splice:
    """Lines to put where the lines from number `first` up to `last` (counted from 0) stand."""

    first: int
    last: int
    lines: str


@dataclass(frozen=True)
class Order:
    """The numbers of lines, counted from 0, as they are to stand from the line `first` on."""

    first: int
    numbers: tuple[int, ...]


class Layout:
    """How one file is laid out: where each thing ends, and whether it stands in brackets."""

    def __init__(self, source: Source) -> None:
        self.source, self.text = source, source.text
        self.inside: dict[Path, list[Path]] = {}
        for path in dict.fromkeys((*source.keys, *source.values)):
            if path:
                self.inside.setdefault(path[:-1], []).append(path)

    def splice(self, how: str, path: Path, value: Any) -> Splice | Order:
        """Return the lines of one change: `set`, `insert`, `remove` or `move` what is at `path`."""
        known = path in self.source.keys or path in self.source.values
        if how == "insert":
            return self._insert(path, value)
        if how == "remove":
            return self._remove(path)
        if how == "move":
            return self._move(path[:-1], int(path[-1]), value)
        return self._replace(path, value) if known else self._add_key(path, value)

    def _replace(self, path: Path, value: Any) -> Splice:
        span = self.source.values.get(path)
        if self._in_row(path[:-1]):
            start = span.start if span else self._colon(path)
            return self._cut(start, self._end(path), ("" if span else " ") + lines.in_a_row(value))
        key = self.source.keys.get(path)
        if key:
            return self._write(self._colon(path), self._end(path), *lines.after_key(value, self._column(key.start)))
        dash = self._dash(path)
        rows = lines.item(value, dash - self._line_start(dash), in_row=self.text[self._start(path)] == "{")
        return self._write(dash, self._end(path), rows[0].lstrip(), rows[1:])

    def _write(self, start: int, end: int, head: str, rows: list[str]) -> Splice:
        """Put a value from `start` on; a comment after the old one stays on the first line."""
        stop = self._line_end(end)
        rest = self.text[end:stop].rstrip()
        return self._cut(start, stop, "\n".join((head + rest, *rows)))

    def _add_key(self, path: Path, value: Any) -> Splice:
        parent, key = path[:-1], str(path[-1])
        others = self.inside.get(parent, [])
        before = self._before(parent, key, others)
        if self._in_row(parent):
            entry = f"{key}: {lines.in_a_row(value)}"
            if before:
                return self._insert_at(self._end(before), f", {entry}")
            return self._insert_at(self._start(parent) + 1, entry + (", " if others else ""))
        column = self._column(self.source.keys[others[0]].start)
        head, rows = lines.after_key(value, column)
        entry = "\n".join((f"{key}:{head}", *rows))
        if not before:
            return self._insert_at(self.source.keys[others[0]].start, f"{entry}\n{' ' * column}")
        gap = "\n" if not parent and rows else ""
        return self._below(self._end(before), gap + " " * column + entry)

    def _insert(self, path: Path, value: Any) -> Splice:
        parent, place = path[:-1], int(path[-1])
        others = self.inside.get(parent, [])
        if not others:
            return self._replace(parent, [value])
        if self._in_row(parent):
            row = lines.in_a_row(value)
            if place < len(others):
                return self._insert_at(self._start(others[place]), f"{row}, ")
            return self._insert_at(self._end(others[-1]), f", {row}")
        dash = self._dash(others[0])
        in_row = self.text[self._start(others[0])] == "{"
        rows = "\n".join(lines.item(value, dash - self._line_start(dash), in_row=in_row))
        if place < len(others):
            return self._insert_at(self._line_start(self._dash(others[place])), rows + "\n")
        return self._below(self._end(others[-1]), rows)

    def _remove(self, path: Path) -> Splice:
        others = self.inside[path[:-1]]
        place = others.index(path)
        following = others[place + 1] if place + 1 < len(others) else None
        if self._in_row(path[:-1]):
            if following:
                return self._cut(self._start(path), self._start(following), "")
            return self._cut(self._end(others[place - 1]) if place else self._start(path), self._end(path), "")
        start = self._dash(path) if isinstance(path[-1], int) else self._start(path)
        line = self._line_start(start)
        if self.text[line:start].strip() and following:  # the first key after a dash: the next one takes its place
            return self._cut(start, self._start(following), "")
        stop = self._line_end(self._end(path))
        return self._cut(line, min(stop + 1, len(self.text)), "")

    def _move(self, parent: Path, place: int, to: int) -> Splice | Order:
        """Take a row to another place among its neighbours; what stands between the places stays there."""
        others = self.inside[parent]
        low, high = min(place, to), max(place, to)
        order = [n for n in range(low, high + 1) if n != place]
        order.insert(to - low, place)
        if self._in_row(parent):
            return self._reorder(others, low, order)
        spans = [self._lines_of(others[n]) for n in range(low, high + 1)]
        numbers: list[int] = []
        for n, row in enumerate(order):
            if n:
                numbers += range(spans[n - 1].stop, spans[n].start)
            numbers += spans[row - low]
        return Order(spans[0].start, tuple(numbers))

    def _reorder(self, others: list[Path], low: int, order: list[int]) -> Splice:
        """Put things in brackets in another order; commas and spaces stay where they are."""
        text, at = "", self._start(others[low])
        for n, row in enumerate(order, low):
            text += (
                self.text[at : self._start(others[n])] + self.text[self._start(others[row]) : self._end(others[row])]
            )
            at = self._end(others[n])
        return self._cut(self._start(others[low]), at, text)

    def _lines_of(self, row: Path) -> range:
        """Return the lines of a row: its comments are those right above its dash, and those further in below it."""
        dash = self._dash(row)
        column, first = self._column(dash), self.source.line(dash) - 1
        last = self.source.line(self._end(row)) - 1
        if self.text[self._line_start(dash) : dash].strip():
            raise ValueError  # a list that begins on another's line
        while first and self._is_comment(first - 1, column, column):
            first -= 1
        while self._is_comment(last + 1, column + 1, len(self.text)):
            last += 1
        return range(first, last + 1)

    def _is_comment(self, number: int, least: int, most: int) -> bool:
        """Tell whether a line is a comment that begins in a column from `least` to `most`."""
        line = self._all_lines[number] if number < self._rows else ""
        return line.lstrip(" ").startswith("#") and least <= len(line) - len(line.lstrip(" ")) <= most

    @functools.cached_property
    def _all_lines(self) -> list[str]:
        return self.text.split("\n")

    def _before(self, parent: Path, key: str, others: list[Path]) -> Path | None:
        """Return the key that a new one comes after: the last of those that the model has before it."""
        order = list(shape.fields_at(self.source.model, parent))
        earlier = set(order[: order.index(key)] if key in order else order)
        return next((p for p in reversed(others) if p[-1] in earlier), None)

    def _in_row(self, path: Path) -> bool:
        span = self.source.values.get(path)
        return bool(span) and self.text[span.start : span.start + 1] in _BRACKETS  # type: ignore[union-attr]

    def _start(self, path: Path) -> int:
        return (self.source.keys.get(path) or self.source.values[path]).start

    def _end(self, path: Path) -> int:
        """Return where a thing's last visible character ends: the parser's own end reaches past blank lines."""
        span = self.source.values.get(path)
        if span is None:
            return self._colon(path)
        if path in self.inside and not self._in_row(path):
            return max(map(self._end, self.inside[path]))
        return span.start + len(self.text[span.start : span.end].rstrip())

    def _colon(self, path: Path) -> int:
        return self.text.index(":", self.source.keys[path].end) + 1

    def _dash(self, path: Path) -> int:
        return self.text.rindex("-", 0, self._first_of(path))

    def _first_of(self, path: Path) -> int:
        return self.source.values[path].start

    def _column(self, index: int) -> int:
        return index - self._line_start(index)

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        found = self.text.find("\n", index)
        return len(self.text) if found < 0 else found

    def _below(self, index: int, rows: str) -> Splice:
        """Put whole lines below the line of `index`."""
        stop = self._line_end(index)
        if stop == len(self.text):
            return self._cut(stop, stop, "\n" + rows)
        return self._cut(stop + 1, stop + 1, rows + "\n")

    def _insert_at(self, index: int, text: str) -> Splice:
        return self._cut(index, index, text)

    def _cut(self, start: int, end: int, text: str) -> Splice:
        """Return the lines that change when the characters from `start` to `end` become `text`."""
        first, begin = self.source.line(start) - 1, self._line_start(start)
        whole = start == begin and text[-1:] in ("", "\n") and (end == start or self.text[end - 1] == "\n")
        if whole:
            return Splice(first, self.source.line(end) - 1 if end < len(self.text) else self._rows, text)
        stop = self._line_end(end)
        rest = self.text[end:stop] + ("\n" if stop < len(self.text) else "")
        return Splice(first, self.source.line(end), self.text[begin:start] + text + rest)

    @property
    def _rows(self) -> int:
        return self.text.count("\n") + 1
