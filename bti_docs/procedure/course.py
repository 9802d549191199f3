"""A case as known on a day goes in; its course comes out: levels, the last meeting, the next that is agreed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bti_docs.case.model import Møte, Oppmerksomhetssamtale, Sak, Tiltak
from bti_docs.procedure.asof import is_written

_MOVES = {"opp et nivå": 1, "ned et nivå": -1}
_CLOSED = "avsluttes"
_HIGHEST = 3
MINUTES = "bti_motereferat"
_MINUTES = {"ressursteam": "ressursteam", "overgangsmøte 1": "overgangsmote", "overgangsmøte 2": "overgangsmote"}
_ENDED = ("gjennomført", "avbrutt")
_GOOD = {"ønsket", "noe"}
_BAD = {"ingen", "forverret"}


@dataclass(frozen=True)
class Trinn:
    """One step of the course: from a day on, the case is on a level; `møte` decided it, or the log was opened."""

    dato: dt.date
    nivå: int
    før: int
    møte: Møte | None = None


@dataclass(frozen=True)
class Avtalt:
    """The next meeting that is agreed, and whether the invitation to it is written."""

    dato: dt.date
    type: str = ""
    innkalt: bool = False


def held(sak: Sak) -> list[Møte]:
    """Return the meetings that have minutes, oldest first."""
    return sorted((m for m in sak.møter if is_written(m)), key=lambda m: m.dato)


def minutes_of(type_: str) -> str:
    """Return the kind of document that the minutes of a meeting of a type are."""
    return _MINUTES.get(type_, MINUTES)


def opened(sak: Sak) -> dt.date | None:
    """Return the day the log was opened; when it is not said, the first day somebody held the baton."""
    log = sak.stafettlogg
    return log.opprettet or min((h.fra for h in log.stafettholdere), default=None) if log else None


def course(sak: Sak) -> list[Trinn]:
    """Return the case's levels in time: level 1 from the day the log opens, then what each meeting decides."""
    found: list[Trinn] = []
    opening = opened(sak)
    events: list[tuple[dt.date, Møte | None]] = [(m.dato, m) for m in held(sak) if m.beslutning]
    events += [(opening, None)] if opening else []
    level = 0
    for day, møte in sorted(events, key=lambda e: (e[0], e[1] is not None)):
        before = level if møte is None or møte.nivå_inn is None else møte.nivå_inn
        level = max(before, 1) if møte is None else _after(møte, before)
        found.append(Trinn(day, level, before, møte))
    return found


def _after(møte: Møte, before: int) -> int:
    decision = møte.beslutning
    if decision is None:
        return before
    if decision.utfall == _CLOSED:
        return 0
    if decision.nivå_ut is not None:
        return decision.nivå_ut
    return min(max(before + _MOVES.get(decision.utfall, 0), 0), _HIGHEST)


def level(sak: Sak) -> int:
    """Return the level: what was decided last; without dates to tell it by, what the case says of itself."""
    steps = course(sak)
    if steps:
        return 0 if is_closed(sak) else steps[-1].nivå
    return sak.nivå or 0


def is_closed(sak: Sak) -> bool:
    """Tell whether the log is closed, or the last decision closes the case."""
    steps = course(sak)
    last = steps[-1].møte if steps else None
    decided = bool(last and last.beslutning and last.beslutning.utfall == _CLOSED)
    return decided or bool(sak.stafettlogg and sak.stafettlogg.avsluttet)


def is_new(sak: Sak) -> bool:
    """Tell whether the level was entered from below and has had no meeting yet."""
    raises = [t for t in course(sak) if t.nivå > t.før]
    if not raises:
        return False
    entered = raises[-1]
    return not any(m.dato > entered.dato or (entered.møte is None and m.dato == entered.dato) for m in held(sak))


def agreed(sak: Sak) -> Avtalt | None:
    """Return the next meeting that is agreed: one that is written into the case, else what the last one agreed."""
    before = held(sak)
    last = before[-1].dato if before else dt.date.min
    planned = sorted((m for m in sak.møter if not is_written(m) and m.dato >= last), key=lambda m: m.dato)
    if planned:
        return Avtalt(planned[0].dato, planned[0].type, planned[0].innkalling is not None)
    if before and before[-1].neste:
        return Avtalt(before[-1].neste.dato, before[-1].neste.type or "")
    note = sak.oppmerksomhetssamtale
    if note and note.ny_dato and last < _talked(note):
        return Avtalt(note.ny_dato)
    return None


def _talked(note: Oppmerksomhetssamtale) -> dt.date:
    return (note.samtale.dato if note.samtale else None) or note.dato


def open_measures(sak: Sak, day: dt.date) -> list[Tiltak]:
    """Return the measures that no meeting has ended, and that are not done or broken off by their deadline."""
    ended = {e.tiltak for m in held(sak) for e in m.evaluering if e.videre == "avsluttes"}
    ended |= {t.id for t in sak.tiltak if t.status in _ENDED and (t.frist or t.evalueres or day) <= day}
    return [t for t in sak.tiltak if t.id not in ended]


def effect(møte: Møte | None) -> str:
    """Return what a meeting's evaluations say together: ønsket, noe, ingen, for tidlig, or nothing."""
    said = {e.effekt for e in møte.evaluering if e.effekt} if møte else set()
    if not said:
        return ""
    if said == {"ønsket"}:
        return "ønsket"
    if said & _GOOD:
        return "noe"
    return "ingen" if said & _BAD else "for tidlig"
