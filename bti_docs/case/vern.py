"""What decides who may see a thing in a case, and the things of which several parts of a case have lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from bti_docs.case.types import JaNei, Node, PersonId, Tekst, TiltakId
from bti_docs.case.vocabulary import Tema


class Vern(Node):
    """What decides who may see a thing: its theme, whether it is the school's own, and whom it is kept from."""

    tema: Tema | None = None
    internt: JaNei = False
    skjules_for: list[PersonId] = []


class Evaluering(Vern):
    """What became of a measure."""

    tiltak: TiltakId
    gjennomført: Literal["ja", "delvis", "nei"] | None = None
    effekt: Literal["ønsket", "noe", "ingen", "forverret", "for tidlig"] | None = None
    videre: Literal["avsluttes", "videreføres", "endres"] | None = None
    merknad: Tekst = ""


def names_a_report(text: str) -> bool:
    """Tell whether a text speaks of the duty to report, or of a report, to barnevernet (barnevernsloven § 13-2)."""
    return bool(re.search(r"melde-?plikt|bekymrings-?melding|uro-?melding|meld\w* til barnevern", text.casefold()))


def themed(data: Any, key: str, themes: Mapping[str, str]) -> Any:
    """Return what a file says of an item, with the theme that follows from `key` when it has none of its own."""
    if not isinstance(data, dict) or data.get("tema") or data.get(key) not in themes:
        return data
    return {**data, "tema": themes[data[key]]}
