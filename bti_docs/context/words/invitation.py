"""The words for an invitation to a meeting."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Person, Valg


@dataclass(frozen=True)
class Innkalling:
    """An invitation. `varighet` is in words; `sted` is empty where nobody may know it; `avsender` is who to ask."""

    type: str
    dato: str
    kl: str
    varighet: str
    sted: str
    lenke: str
    formål: str
    saksliste: list[str]
    innkalt: list[Person]
    forberedelse: list[str]
    elev_deltar: list[Valg]
    elev_snakker_med: str
    tolk: str
    svarfrist: str
    kontakt: Person
