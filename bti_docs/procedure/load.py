"""A procedure's file goes in; the procedure with its conditions checked comes out, or every fault with its place."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bti_docs.case.profile import Profil
from bti_docs.case.prosedyre import SLUTT, Prosedyre
from bti_docs.case.source import Source
from bti_docs.case.types import Varighet
from bti_docs.expression.expression import Expression, parse_expression
from bti_docs.library import Shelves
from bti_docs.problem import BtiError, Problem, Where
from bti_docs.procedure.facts import Fakta

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Procedure:
    """A procedure that has been checked: its data, its conditions by key path, and its settings' values."""

    data: Prosedyre
    conditions: Mapping[Path, Expression]
    settings: Mapping[str, Varighet | None]


def open_procedures(profil: Profil, shelves: Shelves) -> list[Procedure]:
    """Return the municipality's procedures in the order of its profile, and first those that are for everybody.

    Raises BtiError with every fault in them, and for a procedure or a setting in the profile that is not there.
    """
    always = [n for n in shelves.procedures() if shelves.procedure(n).value.alltid]  # type: ignore[union-attr]
    names = [*always, *(n for n in profil.prosedyrer if n not in always)]
    return [open_procedure(name, profil, shelves) for name in names]


def open_procedure(name: str, profil: Profil, shelves: Shelves) -> Procedure:
    """Return one procedure with the municipality's settings. Raises BtiError with every fault in it."""
    loaded = shelves.procedure(name)
    data, source = loaded.value, loaded.source
    if data is None:
        raise BtiError(*loaded.problems)
    faults: list[Problem] = []
    conditions = dict(_conditions(data, source, faults))
    faults += [*_repeated(data, source), *_targets(data, source, shelves), *_roles(data, source, shelves)]
    faults += [*_laws(data, source, shelves), *_settings(data, source), *_set(data, profil)]
    if faults:
        raise BtiError(*sorted(faults, key=lambda p: (p.where.line, p.where.column)))
    own = profil.prosedyrer.get(name, {})
    return Procedure(data, conditions, {k: own.get(k, v.verdi) for k, v in data.innstillinger.items()})


def _conditions(data: Prosedyre, source: Source, faults: list[Problem]) -> Iterator[tuple[Path, Expression]]:
    """Parse every condition; its words are the facts, and the steps it may name are the procedure's own."""
    steps = [s.n for s in data.steg]
    for path, text in _texts(data):
        try:
            found = parse_expression(text, Fakta, where=source.where(path), keys={"Gjort": steps, "Valgt": steps})
        except BtiError as error:
            faults += error.problems
            continue
        if found.type not in (bool, None):
            faults.append(Problem("G107", source.where(path)))
        yield path, found


def _texts(data: Prosedyre) -> Iterator[tuple[Path, str]]:
    if data.gjelder:
        yield ("gjelder",), data.gjelder
    for i, step in enumerate(data.steg):
        for key, text in (("når", step.når), ("ferdig", step.ferdig)):
            if text:
                yield ("steg", i, key), text
        if step.alarm:
            yield ("steg", i, "alarm", "ord"), step.alarm.ord
        yield from ((("steg", i, "krever", j, "ord"), needed.ord) for j, needed in enumerate(step.krever))
        yield from ((("steg", i, "valg", j, "når"), choice.når) for j, choice in enumerate(step.valg) if choice.når)


def _repeated(data: Prosedyre, source: Source) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, step in enumerate(data.steg):
        if step.n in seen:
            yield Problem("G106", source.where(("steg", i, "n")), {"step": step.n})
        seen.add(step.n)


def _targets(data: Prosedyre, source: Source, shelves: Shelves) -> Iterator[Problem]:
    """A choice leads to a step, a level, a procedure or the end; a step elaborates steps that are there."""
    known = [*(s.n for s in data.steg), *shelves.procedures(), SLUTT]
    over = shelves.procedure(data.utdyper).value if data.utdyper else None
    above = [s.n for s in over.steg] if over else []
    for i, step in enumerate(data.steg):
        for j, choice in enumerate(step.valg):
            yield from _unknown("G102", choice.til, known, source.where(("steg", i, "valg", j, "til")))
        for j, n in enumerate(step.utdyper):
            yield from _unknown("G102", n, above, source.where(("steg", i, "utdyper", j)))


def _roles(data: Prosedyre, source: Source, shelves: Shelves) -> Iterator[Problem]:
    known = shelves.roles()
    for i, step in enumerate(data.steg):
        for j, role in enumerate(step.hvem):
            yield from _unknown("G104", role, known, source.where(("steg", i, "hvem", j)))


def _laws(data: Prosedyre, source: Source, shelves: Shelves) -> Iterator[Problem]:
    known = {law.id for law in shelves.laws()}
    for path, cited in _cited(data):
        for j, law in enumerate(cited):
            yield from _unknown("G105", law, known, source.where((*path, "lov", j)))


def _cited(data: Prosedyre) -> Iterator[tuple[Path, list[str]]]:
    yield ("kilde",), data.kilde.lov
    for i, step in enumerate(data.steg):
        yield ("steg", i, "kilde"), step.kilde.lov
        if step.alarm:
            yield ("steg", i, "alarm", "kilde"), step.alarm.kilde.lov


def _settings(data: Prosedyre, source: Source) -> Iterator[Problem]:
    for i, step in enumerate(data.steg):
        for name in step.frist.settings if step.frist else ():
            yield from _unknown("G103", name, data.innstillinger, source.where(("steg", i, "frist")))


def _set(data: Prosedyre, profil: Profil) -> Iterator[Problem]:
    """What the municipality sets must be a setting of the procedure."""
    for name in profil.prosedyrer.get(data.id, {}):
        where = Where(file=f"{profil.id}/municipality.yaml", path=f"prosedyrer.{data.id}.{name}")
        yield from _unknown("G103", name, data.innstillinger, where)


def _unknown(code: str, name: str, known: Collection[str] | Iterable[str], where: Where) -> Iterator[Problem]:
    names = list(known)
    if name not in names:
        yield Problem(code, where, {"name": name, "suggestion": "".join(difflib.get_close_matches(name, names, n=1))})
