"""A case as known on a day goes in; what its documents show comes out: what is written, sent, reached and evaluated."""

from __future__ import annotations

import datetime as dt

from bti_docs.case.elevsamtale import Elevsamtale
from bti_docs.case.fravarsoppfolging import Fraværsoppfølging
from bti_docs.case.model import Sak
from bti_docs.procedure.course import held
from bti_docs.procedure.facts import Dokumentord, Gjort

_STEPS = 18
_ALONE = 6
"""The last step of Vindafjord and Etne's plan before the log: the school decides whether the case is closed."""


def shown(sak: Sak, day: dt.date) -> Dokumentord:
    """Return what the documents show; a note on the level and a message to the unit count from the last meeting."""
    meetings = held(sak)
    since = meetings[-1].dato if meetings else dt.date.min
    back, report = sak.tilbakeføringsplan, sak.bekymring
    return Dokumentord(
        pedagogisk_analyse=sak.pedagogisk_analyse is not None,
        tilbakeføringsplan=back is not None,
        tilbake=bool(back and back.trapp) and all(t.nådd and t.nådd <= day for t in (back.trapp if back else ())),
        aktivitetsplan=_has_plan(sak, day),
        nivåvurdering=any(n.dato >= since for n in sak.nivåvurderinger),
        meldt_ke=sak.melding_ke is not None and sak.melding_ke.dato >= since,
        henvist=sak.henvisning is not None,
        bekymring_sendt=bool(report and report.sendt and report.sendt <= day),
    )


def _has_plan(sak: Sak, day: dt.date) -> bool:
    """Tell whether there is a plan of § 12-4 that did not end before the pupil last said they were unsafe."""
    plan, last = sak.aktivitetsplan, unsafe(sak)
    ended = plan.avsluttet.dato if plan and plan.avsluttet and plan.avsluttet.dato <= day else None
    return plan is not None and (ended is None or (last is not None and last.dato <= ended))


def unsafe(sak: Sak) -> Elevsamtale | None:
    """Return the last talk in which the pupil was asked about it, when the answer was that they are not safe."""
    asked = [e for e in sak.elevsamtaler if e.utrygg is not None]
    last = max(asked, key=lambda e: e.dato, default=None)
    return last if last and last.utrygg else None


def plan_steps(sak: Sak, since: dt.date | None) -> Gjort:
    """Return which steps of the absence plan the follow-up says are done; none when it is older than `since`."""
    said = sak.fraværsoppfølging
    known = said is not None and (since is None or (said.dato or dt.date.min) >= since)
    last = _last_step(said) if said and known else 0
    return Gjort({str(n): n <= last for n in range(1, _STEPS + 1)})


def _last_step(said: Fraværsoppfølging) -> int:
    """The step it stands at is done when the decision is to go on; a closed case has done those before the log."""
    if said.beslutning == "lukkes":
        return max(said.steg or 0, _ALONE)
    return (said.steg or 0) - (said.beslutning != "neste steg")
