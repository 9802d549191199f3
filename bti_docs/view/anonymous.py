"""A case and a meeting that names nobody go in; the case without what tells who the pupil is comes out, for everyone.

Rule R25: in an anonymous discussion identifying fields are barred (forvaltningsloven § 13 a nr. 2). What somebody
typed is not rewritten: a name, a class or a date in a text stops the document, told by its place.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from bti_docs.case.homes import homes
from bti_docs.case.model import Barn, Foresatt, Møte, Person, Sak
from bti_docs.case.roles import CONTACT_TEACHER
from bti_docs.problem import BtiError, Problem, Where
from bti_docs.view.prune import texts
from bti_docs.view.readers import ARCHIVE, Reader

ANONYMOUS = "anonym"
_NOBODY = dt.date.min  # a birth date that is printed nowhere
_SHORTEST = 3  # letters: a shorter name stands in too many honest sentences
_HEADS = frozenset({"navn", "fornavn", "etternavn", "id", "saksnavn", "hvem", "leder", "referent", "adresse"})


def is_anonymous(møte: Møte | None) -> bool:
    """Tell whether a meeting discusses a pupil without naming them."""
    return bool(møte and møte.drøfting and møte.drøfting.form == ANONYMOUS)


def without_anonymous(sak: Sak) -> Sak:
    """Return the case without the meetings that name nobody: in the pupil's own papers they would name somebody."""
    return sak.model_copy(update={"møter": [m for m in sak.møter if not is_anonymous(m)]})


def nameless(sak: Sak, møte: Møte, reader: Reader) -> Sak:
    """Return the case with one meeting and nobody's name.

    Raises:
        BtiError: V114 when the reader is not the school, V115 for every text that tells who the pupil is.

    """
    if not reader.sees_all or reader.id == ARCHIVE:
        raise BtiError(Problem("V114", Where(path=f"møter[{sak.møter.index(møte)}].drøfting.form")))
    evaluated = {e.tiltak for e in møte.evaluering}
    measures = [t for t in sak.tiltak if t.møte == møte.id or t.id in evaluated]
    bare = Sak(
        bti_sak="1",
        id=ANONYMOUS,
        saksnavn="",
        kommune=sak.kommune,
        målform=sak.målform,
        barn=_pupil(sak.barn),
        foresatte=[_guardian(g) for g in sak.foresatte],
        personer=[_person(p) for p in sak.personer],
        møter=[møte],
        tiltak=measures,
        mål=[g for g in sak.mål if g.id in {t.mål for t in measures}],
    )
    _refuse_names(sak, bare)
    return bare


def public(sak: Sak) -> Sak:
    """Return a case about nobody, with no more than the school and the language form: for what hangs on a wall."""
    nobody = Barn(fornavn="", etternavn="", fødselsdato=_NOBODY, skole=sak.barn.skole)
    return Sak(bti_sak="1", id=sak.kommune, saksnavn="", kommune=sak.kommune, målform=sak.målform, barn=nobody)


def _pupil(barn: Barn) -> Barn:
    said = [s.model_copy(update={"hentet_av": None}) for s in barn.syn]
    return Barn(fornavn="", etternavn="", fødselsdato=_NOBODY, skole=barn.skole, trinn=barn.trinn, syn=said)


def _guardian(guardian: Foresatt) -> Foresatt:
    return Foresatt(id=guardian.id, navn="", relasjon=guardian.relasjon)


def _person(person: Person) -> Person:
    """The contact teacher's name tells the class; others are named as at any meeting."""
    name = "" if person.rolle == CONTACT_TEACHER else person.navn
    return person.model_copy(update={"navn": name, "telefon": "", "epost": ""})


def _refuse_names(sak: Sak, bare: Sak) -> None:
    known = set(_identifying(sak))
    found = []
    for text, path in texts(bare):
        if text and not _HEADS & {p for p in path if isinstance(p, str)} and _tells(text, known):
            there = next((where for said, where in texts(sak) if said == text), path)
            found.append(Problem("V115", Where(path=_dotted(there))))
    if found:
        raise BtiError(*found)


def _identifying(sak: Sak) -> Iterator[str]:
    """Yield what no text may say: names of the family and the contact teacher's, the class, the day of birth."""
    barn = sak.barn
    family = [barn.fornavn, barn.etternavn, *(g.navn for g in sak.foresatte), *sak.andre_barn]
    yield from (word for name in family for word in re.split(r"[\s-]+", name) if len(word) >= _SHORTEST)
    teachers = [p.navn for p in sak.personer if p.rolle == CONTACT_TEACHER]
    yield from teachers
    yield from (name.split()[-1] for name in teachers if name)
    yield from [barn.klasse] if re.search(r"\d.*\D|\D.*\d", barn.klasse) else []
    born = barn.fødselsdato
    yield from (born.isoformat(), f"{born:%d.%m.%Y}", f"{born.day}.{born.month}.{born.year}", f"{born:%d%m%y}")
    yield from [barn.fødselsnummer] if barn.fødselsnummer else []
    for _, person in homes(sak):
        yield from (line for line in (*person.adresse, person.telefon, person.epost) if line)


def _tells(text: str, known: set[str]) -> bool:
    """Tell whether a text says one of these as words of their own, with their capital letter, in the genitive too."""
    return any(re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text) for word in known)


def _dotted(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).removeprefix(".")
