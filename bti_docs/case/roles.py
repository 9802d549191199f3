"""A case and a person's id go in; the part that this person plays in the case comes out."""

from __future__ import annotations

import datetime as dt

from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil

PUPIL = "barn"
CONTACT_TEACHER = "kontaktlærer"
GROWN = 18
"""The age, in years, from which the pupil decides alone (vergemålsloven § 2)."""


def at_home(sak: Sak, who: str | None) -> bool:
    """Tell whether a person is the pupil or a guardian."""
    return who == PUPIL or who in {g.id for g in sak.foresatte}


def schools(sak: Sak, profil: Profil) -> tuple[str, str | None]:
    """Return the ids of the school the pupil leaves and the one they go to."""
    said = sak.overgang
    leaves = (said.fra if said else None) or sak.barn.skole
    units = [p.enhet for p in sak.personer if p.enhet and p.enhet != leaves]
    secondary = (u for u in units if profil.enheter[u].type == "ungdomsskole")
    return leaves, (said.til if said else None) or next(secondary, None)


def party(sak: Sak, who: str | None, leaves: str, goes_to: str | None) -> str:
    """Return which party of overgangsmøte 1 answers for a measure: barneskole, hjem, ungdomsskole or andre."""
    if at_home(sak, who):
        return "hjem"
    person = next((p for p in sak.personer if p.id == who), None)
    if person is None or person.rolle != CONTACT_TEACHER:
        return "andre"
    return {leaves: "barneskole", goes_to: "ungdomsskole"}.get(person.enhet, "andre")


def suspected_violence(sak: Sak) -> bool:
    """Tell whether violence or abuse is suspected: nothing then goes to the home (rule R16).

    The note says so, or there is a report to barnevernet that not every guardian has been told of.
    """
    note = sak.oppmerksomhetssamtale
    return bool(note and (note.vold_overgrep or note.konklusjon == "barnevern")) or reported_in_secret(sak)


def reported_in_secret(sak: Sak) -> bool:
    """Tell whether there is a report to barnevernet that a guardian has not, as far as the case says, been told of."""
    told = {o.hvem for o in sak.bekymring.foresatte if o.orientert} if sak.bekymring else set()
    return sak.bekymring is not None and not told >= {g.id for g in sak.foresatte}


def new_school_from(sak: Sak, profil: Profil) -> dt.date | None:
    """Return the pupil's first day at another school; None when no change of school is known."""
    said = sak.overgang
    if said is None or said.til is None or said.til == (said.fra or sak.barn.skole):
        return None
    return said.dato or profil.skoleår.start


def age(born: dt.date, day: dt.date) -> int:
    """Return the age in whole years on `day`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
