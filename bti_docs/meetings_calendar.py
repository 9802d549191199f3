"""An invitation and its reader go in; the calendar file to lay beside it, or none where it would tell too much."""

from __future__ import annotations

import datetime as dt
import hashlib

from bti_docs.case.model import Møte, Sak
from bti_docs.case.types import Klokkeslett
from bti_docs.case.vocabulary import Målform
from bti_docs.context.instances import Instance
from bti_docs.ics import Event, calendar
from bti_docs.view.anonymous import is_anonymous
from bti_docs.view.readers import strictly_protected
from bti_docs.view.view import Seen

_SUMMARY = {"nb": "Møte på skolen", "nn": "Møte på skulen"}


def invitation_calendar(sak: Sak, seen: Seen, instance: Instance, form: Målform) -> bytes | None:
    """Return the calendar file of an invitation; None for any other document, and for a meeting without a time.

    None too when the pupil or the reader is protected, or anyone's address is strengt fortrolig: a calendar shows where
    they are at a time, on every device that it is shared with (folkeregisterloven § 10-4, rules R01 to R03).
    """
    møte = instance.meeting
    if instance.kind.gjelder.del_ != "innkallinger" or møte is None or møte.kl is None or møte.innkalling is None:
        return None
    reader = next((g for g in sak.foresatte if g.id == seen.reader.id), sak.barn)
    if sak.barn.adressesperre != "nei" or reader.adressesperre != "nei" or strictly_protected(sak):
        return None
    return calendar([_event(seen.sak, møte, møte.kl, møte.innkalling.dato, form)], language=form)


def _event(sak: Sak, møte: Møte, kl: Klokkeslett, told: dt.date, form: Målform) -> Event:
    """Return the event: neither the sort of meeting nor whom it is about is in it."""
    start = dt.datetime.combine(møte.dato, kl.start)
    end = dt.datetime.combine(møte.dato, kl.slutt) if kl.slutt else None
    return Event(f"{_key(sak, møte)}@bti-docs", _SUMMARY[form], start, end, told, møte.sted)


def _key(sak: Sak, møte: Møte) -> str:
    """Return what names the meeting, and not the case; an anonymous one is told from others' by its day and time."""
    when = (str(møte.dato), str(møte.kl)) if is_anonymous(møte) else ()
    return hashlib.sha256("\n".join((sak.id, møte.id, *when)).encode()).hexdigest()[:32]
