"""A loaded case, perhaps with a municipality profile, goes in; what does not hang together comes out as Problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from bti_docs.case import shape, spelling
from bti_docs.case.load import Loaded
from bti_docs.case.model import Sak
from bti_docs.case.names import named_in
from bti_docs.case.profile import Profil
from bti_docs.case.roles import PUPIL
from bti_docs.case.shape import Path
from bti_docs.case.source import Source
from bti_docs.case.types import Node
from bti_docs.problem import Problem

_UNKNOWN = {
    "person": "R101",
    "enhet": "R102",
    "møte": "R103",
    "tiltak": "R104",
    "mål": "R105",
    "samtykke": "R106",
}
# The lists that own ids, by what a reference calls the thing; guardians and other persons share one space.
_OWNERS: dict[str, tuple[str, ...]] = {
    "person": ("foresatte", "personer"),
    "møte": ("møter",),
    "tiltak": ("tiltak",),
    "mål": ("mål",),
    "samtykke": ("samtykker",),
    "nivåvurdering": ("nivåvurderinger",),
}
_IN_NAMES = ("foresatte", "samtykker", "møter", "elevsamtaler", "nivåvurderinger")
_MANY_DIGITS = re.compile(r"\d{9}")  # a number as long as that says who someone is
_SPANS = (("fra", "til"), ("gjelder_fra", "gjelder_til"), ("opprettet", "avsluttet"), ("start", "frist"))


def check_references(loaded: Loaded[Sak], profil: Profil | None = None) -> list[Problem]:
    """Return a Problem for every id used twice or telling of whom, reference to nothing and span that ends too early.

    Without a profile, references to units are left alone. A case that could not be loaded has none of these.
    """
    if loaded.value is None:
        return []
    found = [*_doubles(loaded.value, loaded.source), *_dangling(loaded.value, loaded.source, profil)]
    found += [*_backwards(loaded.value, loaded.source), *_telling(loaded.value, loaded.source)]
    return sorted(found, key=lambda p: (p.where.line, p.where.column))


def _doubles(sak: Sak, source: Source) -> Iterator[Problem]:
    for kind, owners in _OWNERS.items():
        seen: dict[str, Path] = {}
        for path, own in _own_ids(sak, owners):
            if kind == "person" and own == PUPIL:
                yield Problem("R108", source.where(path))
            elif own in seen:
                yield Problem("R107", source.where(path), {"line": _line(source, seen[own])})
            seen.setdefault(own, path)


def _dangling(sak: Sak, source: Source, profil: Profil | None) -> Iterator[Problem]:
    known = {kind: {own: path for path, own in _own_ids(sak, o)} for kind, o in _OWNERS.items()}
    for path, kind, target in _references(sak, ()):
        if kind == "enhet":
            if profil and target not in profil.enheter:
                yield Problem("R102", source.where(path), {"meant": _unit_meant(target, profil)})
        elif target not in known[kind] and (kind, target) != ("person", PUPIL):
            yield Problem(_UNKNOWN[kind], source.where(path), _nearest(source, target, known[kind]))


def _nearest(source: Source, target: str, known: Mapping[str, Path]) -> dict[str, str]:
    meant = spelling.suggest_word(target, known)
    return {"meant": meant, "line": _line(source, known[meant])} if meant else {}


def _unit_meant(target: str, profil: Profil) -> str:
    by_name = {spelling.fold(unit.navn): own for own, unit in profil.enheter.items()}
    return by_name.get(spelling.fold(target)) or spelling.suggest_word(target, profil.enheter)


def _backwards(sak: Sak, source: Source) -> Iterator[Problem]:
    for path, node in _nodes(sak, ()):
        for start, end in _SPANS:
            first, last = getattr(node, start, None), getattr(node, end, None)
            if isinstance(first, date) and isinstance(last, date) and last < first:
                yield Problem("R109", source.where((*path, end)), {"start": start, "end": end})


def _telling(sak: Sak, source: Source) -> Iterator[Problem]:
    """Yield every id that becomes part of a file's name or a line in the journal, and says who the family is."""
    barn = sak.barn
    names = [barn.fornavn, barn.etternavn, *(g.navn for g in sak.foresatte), *sak.andre_barn]
    for path, own in ((("id",), sak.id), *_own_ids(sak, _IN_NAMES)):
        if named_in(own.replace("_", " "), names) or _MANY_DIGITS.search(own):
            yield Problem("R110", source.where(path))


def _own_ids(sak: Sak, owners: Iterable[str]) -> Iterator[tuple[Path, str]]:
    for owner in owners:
        for i, thing in enumerate(getattr(sak, owner)):
            yield (owner, i, "id"), thing.id


def _references(node: Node, path: Path) -> Iterator[tuple[Path, str, str]]:
    """Every reference in `node`: where it stands, the kind of thing it refers to, and the id."""
    for where, inner in _nodes(node, path):
        for name, place in shape.fields(type(inner)).items():
            value, listed = getattr(inner, name), shape.item(place)
            if place.refers_to and value is not None:
                yield (*where, name), place.refers_to, value
            elif listed and listed.refers_to:
                for i, each in enumerate(value):
                    yield (*where, name, i), listed.refers_to, each


def _nodes(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    yield path, node
    for name in type(node).model_fields:
        value = getattr(node, name)
        if isinstance(value, Node):
            yield from _nodes(value, (*path, name))
        for i, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, Node):
                yield from _nodes(item, (*path, name, i))


def _line(source: Source, path: Path) -> str:
    return str(source.where(path).line)
