"""A case and a day go in; the case as it was known on that day comes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TypeVar

from bti_docs.case.fravarsoppfolging import Fraværsoppfølging
from bti_docs.case.model import Møte, Oppmerksomhetssamtale, Sak, Stafettlogg, Tiltak
from bti_docs.case.types import Node

N = TypeVar("N", bound=Node)
_DATED = (
    "iop",
    "iop_årsvurdering",
    "pedagogisk_analyse",
    "tilbakeføringsplan",
    "aktivitetsplan",
    "henvisning",
    "bekymring",
    "melding_ke",
)
"""The documents that a case has one of, each known from its date."""


def as_of(sak: Sak, day: dt.date) -> Sak:
    """Return the case without what is dated after `day`; what is planned, and what has no date, stays.

    Consents stay whole: whether they hold on a day is judged where it is asked. The level that the case states is
    kept only when nothing dated tells it.
    """
    meetings = [seen for m in sak.møter if (seen := _meeting(m, day))]
    told = sak.oppmerksomhetssamtale or sak.stafettlogg or any(m.beslutning for m in sak.møter)
    return sak.model_copy(
        update={
            "nivå": None if told else sak.nivå,
            "barn": sak.barn.model_copy(update={"syn": _until(sak.barn.syn, day)}),
            "fravær": _until(sak.fravær, day),
            "steg": _until(sak.steg, day),
            "oppmerksomhetssamtale": _note(sak.oppmerksomhetssamtale, day),
            "møter": meetings,
            "tiltak": [t for t in sak.tiltak if _agreed(t, meetings, day)],
            "stafettlogg": _log(sak.stafettlogg, day),
            "fraværsoppfølging": _follow_up(sak.fraværsoppfølging, day),
            "elevsamtaler": _until(sak.elevsamtaler, day),
            "nivåvurderinger": _until(sak.nivåvurderinger, day),
            **{key: _known(getattr(sak, key), day) for key in _DATED},
        }
    )


def is_written(møte: Møte) -> bool:
    """Tell whether a meeting has minutes: it was held, and is more than a plan."""
    return bool(møte.til_stede or møte.beslutning or møte.saker)


def _until(things: Iterable[N], day: dt.date) -> list[N]:
    return [t for t in things if t.dato <= day]  # type: ignore[attr-defined]


def _known(document: N | None, day: dt.date) -> N | None:
    dated: dt.date | None = getattr(document, "dato", None)
    return None if dated and dated > day else document


def _meeting(møte: Møte, day: dt.date) -> Møte | None:
    """A meeting is known from its day; before it, as a plan, when there are no minutes or from its invitation on."""
    called = møte.innkalling is not None and møte.innkalling.dato <= day
    if is_written(møte) and møte.dato > day:
        minutes: dict[str, object] = {"til_stede": [], "forfall": [], "runde": [], "saker": [], "evaluering": []}
        return møte.model_copy(update=minutes | {"beslutning": None, "neste": None}) if called else None
    return møte if called else møte.model_copy(update={"innkalling": None})


def _follow_up(said: Fraværsoppfølging | None, day: dt.date) -> Fraværsoppfølging | None:
    """What was done is known from its own day, the step and the decision from the day the follow-up was written."""
    if said is None:
        return None
    done = {
        "kontakt": _until(said.kontakt, day),
        "klasseteam": said.klasseteam if said.klasseteam and said.klasseteam <= day else None,
    }
    decided = {} if said.dato is None or said.dato <= day else {"steg": None, "beslutning": None}
    return said.model_copy(update={**done, **decided})


def _note(note: Oppmerksomhetssamtale | None, day: dt.date) -> Oppmerksomhetssamtale | None:
    if note is None or note.dato > day:
        return None
    shared = [d for d in note.delt_med if d.dato is None or d.dato <= day]
    seen = note.model_copy(update={"delt_med": shared})
    if note.samtale is None or note.samtale.dato is None or note.samtale.dato <= day:
        return seen
    return seen.model_copy(update={"samtale": None, "konklusjon": None, "avtaler": [], "ny_dato": None})


def _agreed(tiltak: Tiltak, meetings: Iterable[Møte], day: dt.date) -> bool:
    """A measure is known from the meeting that agreed it, else from the day it starts."""
    if tiltak.møte:
        return any(m.id == tiltak.møte and m.dato <= day for m in meetings)
    return tiltak.start is None or tiltak.start <= day


def _log(log: Stafettlogg | None, day: dt.date) -> Stafettlogg | None:
    if log is None or (log.opprettet and log.opprettet > day):
        return None
    return log.model_copy(
        update={
            "avsluttet": log.avsluttet if log.avsluttet and log.avsluttet <= day else None,
            "stafettholdere": [h for h in log.stafettholdere if h.fra <= day],
            "deltakere": [d for d in log.deltakere if d.fra <= day],
            "meldinger": _until(log.meldinger, day),
        }
    )
