"""A sample or a short case, and a day, go in; what `next` says comes out: shared by the tests of procedures."""

from __future__ import annotations

import datetime as dt
import functools

from bti_docs.case.load import load_case
from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil
from bti_docs.library import samples, shelves
from bti_docs.procedure.load import Procedure, open_procedure, open_procedures
from bti_docs.procedure.next import Stands, stands

SHELVES = shelves()


@functools.cache
def profil_of(name: str) -> Profil:
    return SHELVES.municipality(name).profil


@functools.cache
def sample(name: str) -> Sak:
    loaded = load_case((samples() / name / "sak.yaml").read_bytes(), file=name)
    assert loaded.value
    return loaded.value


def case_text(text: str, kommune: str = "risor") -> str:
    """The file of a case of a pupil at the municipality's first school, with what the text adds."""
    school = next(iter(profil_of(kommune).enheter))
    return f"""
bti_sak: 1
id: prove-1
saksnavn: Prøve
kommune: {kommune}
barn: {{fornavn: A, etternavn: B, fødselsdato: 2014-05-12, skole: {school}}}
foresatte: [{{id: mor, navn: C, relasjon: mor, foreldreansvar: ja}}]
{text}"""


def case(text: str, kommune: str = "risor") -> Sak:
    """The case itself."""
    loaded = load_case(case_text(text, kommune).encode(), file="prove.yaml")
    assert loaded.value, loaded.problems
    return loaded.value


@functools.cache
def procedures(kommune: str) -> tuple[Procedure, ...]:
    return tuple(open_procedures(profil_of(kommune), SHELVES))


@functools.cache
def procedure(name: str, kommune: str) -> Procedure:
    return open_procedure(name, profil_of(kommune), SHELVES)


def told(sak: Sak, day: str, *only: str, asked: bool = False) -> Stands:
    """Where a case stands on a day, by the municipality's procedures or only by those named."""
    profil = profil_of(sak.kommune)
    chosen = [procedure(n, sak.kommune) for n in only] or list(procedures(sak.kommune))
    begun = only if asked else ()
    return stands(sak, profil, chosen, SHELVES.roles(), dt.date.fromisoformat(day), begun)


def steps(sak: Sak, day: str, *only: str, asked: bool = False) -> list[str]:
    """The numbers of the steps that are due."""
    return [d.steg.n for d in told(sak, day, *only, asked=asked).ventende]
