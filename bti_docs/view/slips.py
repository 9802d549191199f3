"""A reduced case and what is kept from its reader go in; the texts in it that give something away come out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from bti_docs.case.homes import fold
from bti_docs.case.model import Sak
from bti_docs.case.roles import PUPIL
from bti_docs.case.vern import names_a_report
from bti_docs.problem import BtiError, Problem, Where
from bti_docs.view.parts import Path
from bti_docs.view.prune import LeftOut, texts
from bti_docs.view.readers import Reader, Role
from bti_docs.view.traces import Traces

_PEOPLE = ("barn", "foresatte", "personer")
_NAMES = frozenset({"navn", "fornavn", "etternavn"})
_CONTACTS = frozenset({"adresse", "telefon", "epost"})
_SAID_AT_HOME = frozenset({"foresatt_syn", "viktig_for_familien", "bor_sammen_med"})
_NAME = 5  # letters: a shorter whole name stands in too many honest words


@dataclass(frozen=True)
class Origin:
    """Where the texts of a reduced case stand in the whole case: in the reduced one their neighbours may be gone."""

    sak: Sak
    part: Path
    left_out: tuple[LeftOut, ...]

    def of(self, text: str, path: Path) -> Path:
        """Return the place of a text that stands at `path` in the reduced case."""
        found = (there for said, there in texts(self.sak) if said == text and _keys(there) == _keys(path))
        return next((there for there in found if self._is_seen(there)), ())

    def _is_seen(self, there: Path) -> bool:
        another = there[:1] == self.part[:1] and there[1:2] != self.part[1:2] and len(self.part) > 1
        return not another and not any(there[: len(left.path)] == left.path for left in self.left_out)


def refuse_slips(seen: Sak, hidden: Traces, origin: Origin) -> None:
    """Stop the copy when a text in it gives away what is protected from the reader; name the place, not the words.

    Raises BtiError: V111 for each text, also when it is told only by what stands together, as in one row.
    """
    if not hidden:
        return
    written = {text: path for text, path in texts(seen) if text and not _is_contact(path)}
    slips = [(text, path) for text, path in written.items() if _tells(text, path, hidden)]
    slips += [row[0] for row in _rows(seen) if hidden.told_by(" ".join(t for t, _ in row)) and not {*row} & {*slips}]
    if slips:
        raise BtiError(*(Problem("V111", Where(path=dotted(origin.of(*slip)))) for slip in slips))


def other_children(sak: Sak, seen: Sak, origin: Origin) -> Iterator[LeftOut]:
    """Yield a warning for every text that names another child (forvaltningsloven § 13, rule R18)."""
    if not sak.andre_barn:
        return
    whole = [fold(name) for name in sak.andre_barn]
    first = {fold(name.split()[0]) + s for name in sak.andre_barn if name for s in ("", "s")}
    for text, path in {text: path for text, path in texts(seen) if _is_free(path)}.items():
        words = {fold(word) for word in (*text.split(), *re.findall(r"\w+", text))}
        if first & words or any(name in fold(text) for name in whole if len(name) >= _NAME):
            yield LeftOut("V112", origin.of(text, path))


def to_read_again(seen: Sak, origin: Origin, reader: Reader, *, apart: bool) -> Iterator[LeftOut]:
    """Yield a warning for what only a person can judge, before a home reads it.

    A text that speaks of a report to barnevernet (V117, rule R17); and what the guardians said, where one of them is
    kept apart from the reader: it does not say which of them said it (V118, rule R31).
    """
    if reader.role is Role.SERVICE:
        return
    for text, path in {text: path for text, path in texts(seen) if _is_free(path)}.items():
        if names_a_report(text):
            yield LeftOut("V117", origin.of(text, path))
        if text and apart and reader.id != PUPIL and path[-1] in _SAID_AT_HOME and path[0] != "møter":
            yield LeftOut("V118", origin.of(text, path))


def dotted(path: Path) -> str:
    """Return a place as a Problem names it: `møter[0].saker[1].referat`."""
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).removeprefix(".")


def _tells(text: str, path: Path, hidden: Traces) -> bool:
    return hidden.told_by_name(text) if _is_name(path) else hidden.told_by(text)


def _rows(seen: Sak) -> Iterator[list[tuple[str, Path]]]:
    """Yield what is printed together: the texts of one thing, and those of one list, in their order."""
    free = ((text, path) for text, path in texts(seen) if text and _is_free(path))
    for _, row in groupby(free, key=lambda said: said[1][:-1]):
        found = list(row)
        if len(found) > 1:
            yield found


def _is_free(path: Path) -> bool:
    """Tell whether a text is one that somebody wrote, and not a contact detail, a person's name or an id."""
    return not _is_contact(path) and not _is_name(path)


def _is_contact(path: Path) -> bool:
    return path[0] == "andre_barn" or (path[0] in _PEOPLE and _key(path) in _CONTACTS)


def _is_name(path: Path) -> bool:
    return (path[0] in _PEOPLE and _key(path) in _NAMES) or path[-2:] == ("tolk", "navn")


def _key(path: Path) -> str | int:
    return path[-1 if isinstance(path[-1], str) else -2]


def _keys(path: Path) -> list[str | int]:
    return [key for key in path if isinstance(key, str)]
