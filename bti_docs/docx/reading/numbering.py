"""Numbering: `numbering.xml` goes in; the level of a list paragraph and its next printed label come out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bti_docs.docx.reading.ooxml import Element, W, child, on, value, whole
from bti_docs.docx.reading.properties import Props, paragraph_properties, run_properties
from bti_docs.docx.reading.symbols import bullet

_DEEPEST = 9
_HIGHEST = 32767  # where Word lets a list begin
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def _roman(number: int) -> str:
    out = ""
    for worth, letters in _ROMAN:
        out += letters * (number // worth)
        number %= worth
    return out


def _letters(number: int) -> str:
    """Word counts …, y, z, aa, bb, cc."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "lowerLetter": _letters,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "ordinal": lambda n: f"{n}.",
    "none": lambda _: "",
    "bullet": lambda _: "",
}


@dataclass(frozen=True)
class Level:
    """One level of a list: how it counts, what it prints and how its paragraphs are indented."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None  # the level whose number starts this one over; None: any above, 0: none
    legal: bool = False
    font: str = ""
    style: str = ""
    suffix: str = "tab"
    props: Props = field(default_factory=dict, compare=False, hash=False)

    @property
    def ordered(self) -> bool:
        """Whether the items are counted."""
        return self.format not in {"bullet", "none"}

    @property
    def known(self) -> bool:
        """Whether this house can count in the level's format."""
        return self.format in _FORMATS


@dataclass(frozen=True)
class Num:
    """One list: the abstract list it follows, its own levels, and the numbers it starts over from."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """All lists of a document; holds no state."""

    def __init__(self, root: Element | None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._nums: dict[str, Num] = {}
        if root is not None:
            self._read_abstract(root)
            for num in root.iterchildren(W + "num"):
                self._nums[num.get(W + "numId", "")] = self._num(num)

    def num(self, number: str) -> Num | None:
        """Return the list with this number; `0` and unknown numbers are no list."""
        return self._nums.get(number) if number != "0" else None

    def level(self, number: str, level: int) -> Level | None:
        """Return one level of a list."""
        num = self.num(number)
        return num.levels.get(level) if num else None

    def level_of_style(self, number: str, style: str) -> int:
        """Return the level that a list gives to a paragraph style; 0 when it names none."""
        num = self.num(number)
        levels = num.levels.items() if num else ()
        return next((i for i, level in levels if level.style == style), 0)

    def _read_abstract(self, root: Element) -> None:
        links: dict[str, str] = {}
        named: dict[str, str] = {}
        for abstract in root.iterchildren(W + "abstractNum"):
            number = abstract.get(W + "abstractNumId", "")
            self._abstract[number] = _levels(abstract)
            if link := value(child(abstract, W + "numStyleLink")):
                links[number] = link
            if name := value(child(abstract, W + "styleLink")):
                named[name] = number
        for number, link in links.items():
            self._abstract[number] = self._abstract.get(named.get(link, ""), {})

    def _num(self, num: Element) -> Num:
        abstract = value(child(num, W + "abstractNumId"))
        levels, starts = dict(self._abstract.get(abstract, {})), {}
        for override in num.iterchildren(W + "lvlOverride"):
            index = whole(override.get(W + "ilvl"))
            own, start = child(override, W + "lvl"), child(override, W + "startOverride")
            if own is not None:
                levels[index] = _level(own)
            if start is not None:
                starts[index] = _within(whole(value(start), 1))
        return Num(abstract, levels, starts)


class Counters:
    """The running numbers of one document's lists."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()

    def next_label(self, number: str, index: int) -> str:
        """Count one paragraph on this level and return its printed label."""
        num, level = self._numbering.num(number), self._numbering.level(number, index)
        if num is None or level is None:
            return ""
        counts = self._counts.setdefault(num.abstract, [None] * _DEEPEST)
        self._count(number, num, index, counts)
        for deeper in range(index + 1, _DEEPEST):
            if _starts_over(num.levels.get(deeper), index):
                counts[deeper] = None
        return _print(level, num, counts)

    def _count(self, number: str, num: Num, index: int, counts: list[int | None]) -> None:
        if index in num.starts and (number, index) not in self._started:
            self._started.add((number, index))
            counts[index] = None
        now = counts[index]
        counts[index] = _start(num, index) if now is None else now + 1
        for above in range(index):
            if counts[above] is None:
                counts[above] = _start(num, above)


def _start(num: Num, index: int) -> int:
    level = num.levels.get(index)
    return num.starts.get(index, level.start if level else 1)


def _starts_over(level: Level | None, index: int) -> bool:
    return level is None or level.restart is None or index < level.restart


def _print(level: Level, num: Num, counts: list[int | None]) -> str:
    if level.format == "bullet":
        return bullet(level.text, level.font)
    out = level.text
    for index in range(_DEEPEST):
        if f"%{index + 1}" in out:
            out = out.replace(f"%{index + 1}", _one(level, num.levels.get(index), counts[index] or 0))
    return "".join(out.split("\t"))


def _one(printed: Level, counted: Level | None, count: int) -> str:
    name = "decimal" if printed.legal or counted is None else counted.format
    return _FORMATS.get(name, str)(count)


def _levels(element: Element) -> dict[int, Level]:
    return {
        whole(lvl.get(W + "ilvl")): _level(lvl)
        for lvl in element.iterchildren(W + "lvl")
        if 0 <= whole(lvl.get(W + "ilvl")) < _DEEPEST
    }


def _within(start: int) -> int:
    return max(0, min(start, _HIGHEST))


def _level(lvl: Element) -> Level:
    restart = child(lvl, W + "lvlRestart")
    return Level(
        start=_within(whole(value(child(lvl, W + "start")), 0)),
        format=value(child(lvl, W + "numFmt"), "decimal"),
        text=value(child(lvl, W + "lvlText")),
        restart=None if restart is None else whole(value(restart)),
        legal=on(child(lvl, W + "isLgl")),
        font=str(run_properties(child(lvl, W + "rPr")).get("font", "")),
        style=value(child(lvl, W + "pStyle")),
        suffix=value(child(lvl, W + "suff"), "tab"),
        props=paragraph_properties(child(lvl, W + "pPr")),
    )
