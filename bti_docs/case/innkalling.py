"""The typed invitation to a meeting: what those who are asked to come must know before it."""

from __future__ import annotations

from typing import Literal

from bti_docs.case.types import Dato, Linje, Node, PersonId, Tekst


class Innkalling(Node):
    """An invitation. Time, place, agenda and who is invited are the meeting's own.

    `forberedelse` are questions to the pupil and the guardians; `elev_deltar` is whether the pupil comes, and
    `elev_snakker_med` who talks with them before the meeting (opplæringslova § 10-2).
    """

    dato: Dato
    formål: Tekst = ""
    lenke: Linje = ""
    forberedelse: list[Tekst] = []
    elev_deltar: Literal["ja", "delvis", "nei"] | None = None
    elev_snakker_med: PersonId | None = None
    svarfrist: Dato | None = None
    kontakt: PersonId | None = None
