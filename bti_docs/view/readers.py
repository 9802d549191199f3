"""A reader's id goes in; who the reader is, and whether a kind is for them at all, come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bti_docs.case.model import Foresatt, Sak
from bti_docs.case.roles import GROWN, PUPIL, age, suspected_violence
from bti_docs.library import Kind
from bti_docs.problem import BtiError, Problem, Where

SCHOOL, ARCHIVE, PUBLIC = "skolen", "arkiv", "offentlig"
_PARTY = 15
_BY_BLOOD = ("mor", "far", "medmor")


class Role(StrEnum):
    """What a reader is to the case; the values are the keys of `lesere` in kind.yaml."""

    OWN = "skolen"
    GUARDIAN = "foresatt"
    PARENT_WITHOUT = "foresatt_uten"
    OTHER_ADULT = "andre_voksne"
    PUPIL = "elev_15"
    YOUNG_PUPIL = "elev_under_15"
    SERVICE = "tjeneste"
    ANYONE = "offentlig"


@dataclass(frozen=True)
class Reader:
    """Who reads: the id from the case, the role on the day, and the people who read what a service gets."""

    id: str
    role: Role
    people: frozenset[str] = frozenset()

    @property
    def sees_all(self) -> bool:
        """The school and the archive see all of a case."""
        return self.role is Role.OWN

    def named_in(self, ids: Sequence[str]) -> bool:
        """Tell whether the reader is meant by a list of ids: a service by any of its people too."""
        return self.id in ids or not self.people.isdisjoint(ids)


def reader_of(sak: Sak, name: str, day: dt.date) -> Reader:
    """Return the reader called `name`. Raises BtiError (V103) when the case knows nobody by that id."""
    guardian = next((g for g in sak.foresatte if g.id == name), None)
    if guardian:  # first: a guardian whose id is `skolen` is still a guardian
        return Reader(name, _role_of(guardian))
    if name in (SCHOOL, ARCHIVE):
        return Reader(name, Role.OWN)
    if name == PUBLIC:
        return Reader(name, Role.ANYONE)
    if name == PUPIL:
        grown = age(sak.barn.fødselsdato, day) >= _PARTY
        return Reader(name, Role.PUPIL if grown else Role.YOUNG_PUPIL)
    if name in _services(sak):
        return Reader(name, Role.SERVICE, frozenset(p.id for p in sak.personer if p.enhet == name))
    raise BtiError(Problem("V103", words={"known": ", ".join(known(sak))}))


def known(sak: Sak) -> list[str]:
    """Return every reader of a case: the school, the archive, the public, the pupil, the guardians and the services."""
    return [SCHOOL, ARCHIVE, PUBLIC, PUPIL, *(g.id for g in sak.foresatte), *sorted(_services(sak))]


def admit(sak: Sak, reader: Reader, kind: Kind, day: dt.date, *, requested: bool) -> None:
    """Let a reader have a kind, or raise BtiError with the rule that says no. What no rule opens is closed."""
    if reader.sees_all:
        if suspected_violence(sak) and kind.til_foresatte:
            raise _refusal("V101", kind, _suspicion(sak))
        return
    if suspected_violence(sak) and reader.role not in (Role.SERVICE, Role.ANYONE):
        raise _refusal("V101", kind, _suspicion(sak))
    if reader.named_in(sak.barn.skjermes_for):
        raise _refusal("V109", kind, "barn.skjermes_for")
    if reader.id in {g.id for g in sak.foresatte} and age(sak.barn.fødselsdato, day) >= GROWN:
        raise _refusal("V105", kind, "barn.fødselsdato")
    answer = kind.lesere.get(reader.role.value, "nei")
    if answer == "nei":
        raise _refusal("V106" if reader.role is Role.OTHER_ADULT else "V102", kind)
    if answer == "forespørsel" and not requested:
        raise _refusal("V107", kind)


def _suspicion(sak: Sak) -> str:
    """Return where the case says what stops everything that goes to the home."""
    note = sak.oppmerksomhetssamtale
    said = note is not None and (note.vold_overgrep or note.konklusjon == "barnevern")
    return "oppmerksomhetssamtale.vold_overgrep" if said else "bekymring.foresatte"


def strictly_protected(sak: Sak) -> bool:
    """Tell whether someone in the case lives at an address that is `strengt fortrolig`."""
    return "strengt fortrolig" in (sak.barn.adressesperre, *(g.adressesperre for g in sak.foresatte))


def _role_of(guardian: Foresatt) -> Role:
    """A guardian by what the law gives them; an unknown foreldreansvar is none until it is known."""
    if guardian.foreldreansvar == "ja":
        return Role.GUARDIAN
    return Role.PARENT_WITHOUT if guardian.relasjon in _BY_BLOOD else Role.OTHER_ADULT


def _services(sak: Sak) -> set[str]:
    """Return the units in the case other than the pupil's own school."""
    named = {p.enhet for p in sak.personer if p.enhet}
    named |= {unit for s in sak.samtykker for unit in s.tjenester}
    return named - {sak.barn.skole}


def _refusal(code: str, kind: Kind, path: str = "") -> BtiError:
    return BtiError(Problem(code, Where(path=path), {"kind": kind.id}))
