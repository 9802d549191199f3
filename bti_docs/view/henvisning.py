"""A referral and a service go in; whether it is written to that service, and what it sees of it, come out."""

from __future__ import annotations

import datetime as dt

from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil
from bti_docs.case.validity import in_force, units_of
from bti_docs.library import Kind
from bti_docs.problem import BtiError, Problem
from bti_docs.view.readers import Reader

PART = "henvisning"


def admit_to_referral(sak: Sak, reader: Reader, kind: Kind, profil: Profil, day: dt.date) -> None:
    """Let PPT have a referral that is written to it, by a consent to just that (opplæringslova § 11-7).

    Raises BtiError: no PPT, or written to another service (V102), no such consent in force on the day (V108).
    """
    said = sak.henvisning
    if kind.gjelder.del_ != PART or said is None:
        return
    if said.til != reader.id or profil.enheter[said.til].type != "ppt":
        raise BtiError(Problem("V102", words={"kind": kind.id}))
    rests_on = [s for s in sak.samtykker if s.id == said.samtykke and s.gjelder == "ppt"]
    if not any(in_force(s, sak, profil, day) and reader.id in units_of(s, day) for s in rests_on):
        raise BtiError(Problem("V108", words={"kind": kind.id}))


def as_referred(whole: Sak, pruned: Sak, seen: Sak, kind: Kind) -> Sak:
    """Give the service that a referral is written to all of it that no rule of its own hides, and the pupil's number.

    The guardians' consent is to this referral, which they have signed; rule R23 lets it have the identity number.
    """
    if kind.gjelder.del_ != PART or whole.henvisning is None:
        return seen
    barn = seen.barn.model_copy(update={"fødselsnummer": whole.barn.fødselsnummer})
    return seen.model_copy(update={"barn": barn, PART: pruned.henvisning})
