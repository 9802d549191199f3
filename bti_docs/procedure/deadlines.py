"""A deadline as a procedure writes it, and the days it may be counted from, go in; its date comes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bti_docs.case.prosedyre import Frist
from bti_docs.case.types import Varighet
from bti_docs.procedure.workdays import earlier, later


def due_on(
    frist: Frist | None, days: Mapping[str, dt.date | None], settings: Mapping[str, Varighet | None]
) -> dt.date | None:
    """Return the date; None where there is no deadline, the municipality has set none, or its day is not known."""
    start = days.get(frist.fra) if frist and frist.fra else None
    if frist is None or start is None:
        return None
    if frist.før:
        return earlier(start, frist.før)
    if frist.settings:
        span = settings[frist.settings[0]]
        return (later if frist.innstilling else earlier)(start, span) if span else None
    return later(start, frist.etter) if frist.etter else start
