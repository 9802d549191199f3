"""A word from the case goes in; what is printed in the document's language form comes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from babel.dates import format_date

from bti_docs.case.types import Varighet
from bti_docs.case.vocabulary import Målform
from bti_docs.context.words import Svar, Valg
from bti_docs.library import Begrep
from bti_docs.problem import BtiError, Problem, Where

R = TypeVar("R")

CHECKED, UNCHECKED = "☒", "☐"


@dataclass(frozen=True)
class Labels:
    """The printed words of one language form (`templates/ord.yaml`)."""

    form: Målform
    words: dict[str, dict[str, Begrep]]

    def of(self, group: str, key: str | None) -> str:
        """Return how `key` of `group` is printed; empty for None. Raises BtiError for a key the list lacks (K109)."""
        return "" if key is None else self._printed(self._found(group, key))

    def role(self, role: str) -> str:
        """Return a role in the document's language form; a role the list lacks is printed as it was written."""
        known = self.words.get("rolle", {}).get(role)
        return self._printed(known) if known else role

    def sentence(self, key: str, **parts: str) -> str:
        """Return a fixed sentence with its parts filled in."""
        return self._printed(self._found("setning", key)).format(**parts)

    def span(self, span: Varighet) -> str:
        """Return a length of time: `1 månad`, `5 vyrkedagar`."""
        number = "en" if span.antall == 1 else "flere"
        return self.sentence(f"varighet_{span.enhet}_{number}", antall=str(span.antall))

    def choices(self, group: str, chosen: Iterable[str]) -> list[Valg]:
        """Return every alternative of `group`, the chosen ones ticked."""
        picked = set(chosen)
        return [
            Valg(CHECKED if key in picked else UNCHECKED, self._printed(word), valgt=key in picked)
            for key, word in self.words.get(group, {}).items()
        ]

    def yes_no(self, answer: bool | None) -> Svar:
        """Return a yes/no question's answer; None leaves both boxes empty."""
        text = "" if answer is None else self.of("svar", "ja" if answer else "nei")
        yes, no = answer is True, answer is False
        return Svar(text, CHECKED if yes else UNCHECKED, CHECKED if no else UNCHECKED, er_ja=yes, er_nei=no)

    def long_date(self, day: dt.date | None) -> str:
        """Return `10. juni 2026`; empty for None."""
        return "" if day is None else format_date(day, "d. MMMM y", locale=self.form)

    def weekday_date(self, day: dt.date | None) -> str:
        """Return `onsdag 10. juni 2026` or `onsdag 10. juni 2026` in nynorsk words; empty for None."""
        return "" if day is None else format_date(day, "EEEE d. MMMM y", locale=self.form)

    def listed(self, items: Sequence[str]) -> str:
        """Return `a, b og c`."""
        *first, last = items or [""]
        return f"{', '.join(first)} {self.sentence('og')} {last}" if first else last

    def _found(self, group: str, key: str) -> Begrep:
        word = self.words.get(group, {}).get(key)
        if word is None:
            raise BtiError(Problem("K109", Where(file="ord.yaml"), {"group": group, "key": key}))
        return word

    def _printed(self, word: Begrep) -> str:
        return word.nb if self.form == "nb" else word.nn


def rows(found: list[R], empty: R, *, form: bool, room: int = 3) -> list[R]:
    """Return the rows, or room to write by hand: `room` empty rows in an empty form, one in a filled document."""
    return found or [empty] * (room if form else 1)


def date(day: dt.date | None) -> str:
    """Return `10.06.2026`, which reads the same in both language forms; empty for None."""
    return "" if day is None else f"{day:%d.%m.%Y}"


def number(value: int | None) -> str:
    """Return the number as text; empty for None."""
    return "" if value is None else str(value)
