"""A case and a rule for its items go in; the case without the items the rule hides comes out, and what was hidden."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bti_docs.case.model import Mål, Møte, Møtesak, Sak, Tiltak
from bti_docs.case.types import Node
from bti_docs.case.vern import Evaluering, Vern, names_a_report
from bti_docs.view.parts import Path, Sieve, parts, sieved
from bti_docs.view.readers import Reader

V = TypeVar("V", bound=Vern)
Rule = Callable[[Vern, str, dt.date], str]
"""An item, its theme and its day in; the code of the rule that hides it out, empty when it may be seen."""


def own_rule(item: Vern, reader: Reader) -> str:
    """Return the code of what hides an item from a reader whatever it is about; empty when nothing does.

    An assessment of the duty to report is the school's own also when nobody has marked it so (rule R17).
    """
    if item.internt:
        return "V201"
    if isinstance(item, Møtesak) and names_a_report(item.tittel):
        return "V210"
    return "V202" if reader.named_in(item.skjules_for) else ""


Also = Callable[[Vern], str]
"""An item in; the code of a rule that hides it for what it is about out."""


def _never(_item: Vern) -> str:
    return ""


@dataclass(frozen=True)
class LeftOut:
    """What a reader does not see: the rule's code and the key path."""

    code: str
    path: Path


def prune(sak: Sak, rule: Rule, days: Mapping[str, dt.date]) -> tuple[Sak, list[LeftOut]]:
    """Return the case without the items that `rule` hides: observations, matters, rounds, evaluations, measures.

    `days` are the days of all the case's meetings: a measure is as old as the meeting that agreed on it.
    """
    sieve = _Sieve(rule)
    note, log = sak.oppmerksomhetssamtale, sak.stafettlogg
    if note:
        seen = sieve(note.observasjoner, ("oppmerksomhetssamtale", "observasjoner"), lambda o: o.dato)
        note = note.model_copy(update={"observasjoner": seen})
    if log:
        told = sieve(log.meldinger, ("stafettlogg", "meldinger"), lambda m: m.dato)
        log = log.model_copy(update={"meldinger": told})
    measures = sieve(sak.tiltak, ("tiltak",), lambda t: _day_of(t, days), "tiltak")
    hidden = {sak.tiltak[int(left.path[1])].id: left.code for left in sieve.left if left.path[0] == "tiltak"}
    seen_measures = {t.id for t in measures}

    def judged(items: list[V], path: Path, day: Callable[[V], dt.date], theme: str = "annet") -> list[V]:
        return _known(sieve(items, path, day, theme, _of_hidden(hidden)), seen_measures)

    pruned = {
        **{name: sieved(part, (name,), judged) for name, part in parts(sak).items()},
        "oppmerksomhetssamtale": note,
        "stafettlogg": log,
        "tiltak": measures,
        "mål": _goals(sak, measures),
        "møter": [_meeting(m, i, judged) for i, m in enumerate(sak.møter)],
    }
    return sak.model_copy(update=pruned), sieve.left


class _Sieve:
    """Keeps what a rule lets through, and remembers the rest."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.left: list[LeftOut] = []

    def __call__(
        self, items: list[V], path: Path, day: Callable[[V], dt.date], theme: str = "annet", also: Also = _never
    ) -> list[V]:
        codes = [self.rule(item, item.tema or theme, day(item)) or also(item) for item in items]
        self.left += [LeftOut(code, (*path, i)) for i, code in enumerate(codes) if code]
        return [item for item, code in zip(items, codes, strict=True) if not code]


def _day_of(tiltak: Tiltak, days: Mapping[str, dt.date]) -> dt.date:
    """Return when a measure was made; a deadline does not tell, and what nobody knows is old."""
    return days.get(tiltak.møte or "") or tiltak.start or dt.date.min


def _goals(sak: Sak, measures: list[Tiltak]) -> list[Mål]:
    """A goal goes with the last of its measures."""
    gone = {t.mål for t in sak.tiltak} - {t.mål for t in measures}
    return [goal for goal in sak.mål if goal.id not in gone]


def _of_hidden(hidden: Mapping[str, str]) -> Also:
    """An evaluation of a measure that the reader does not see is hidden by the measure's own rule."""
    return lambda item: hidden.get(item.tiltak, "") if isinstance(item, Evaluering) else ""


def _known(items: list[V], measures: set[str]) -> list[V]:
    return [item for item in items if not isinstance(item, Evaluering) or item.tiltak in measures]


def _meeting(møte: Møte, place: int, judged: Sieve) -> Møte:
    seen: Møte = sieved(møte, ("møter", place), judged)
    return seen.model_copy(update={"saksliste": agenda(møte.saksliste, møte.saker, seen.saker)})


def agenda(lines: list[str], matters: list[Møtesak], seen: list[Møtesak]) -> list[str]:
    """Return the agenda without any line that names a matter which was left out, however it is spelt there."""
    kept = {_words(s.tittel) for s in seen}
    hidden = [title for title in (_words(s.tittel) for s in matters) if title and title not in kept]
    return [s for s in lines if _words(s) in kept or not any(h <= _words(s) or _words(s) <= h for h in hidden)]


def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", title.casefold()))


def texts(node: object, path: Path = ()) -> Iterator[tuple[str, Path]]:
    """Yield every text in a case with its key path."""
    if isinstance(node, str):
        yield node, path
    elif isinstance(node, list):
        for i, item in enumerate(node):
            yield from texts(item, (*path, i))
    elif isinstance(node, Node):
        for name in type(node).model_fields:
            yield from texts(getattr(node, name), (*path, name))
