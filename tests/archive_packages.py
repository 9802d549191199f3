"""Packages to test with: of the shipped samples, or with something else in the case or the profile."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bti_docs.archive.package import MANIFEST, Package, manifest
from bti_docs.case.profile import Profil
from bti_docs.library import Shelves
from bti_docs.make import Case, Order, open_case
from bti_docs.packing import Packed, pack, to_pack
from bti_docs.problem import BtiError
from tests.conftest import ROOT

SHELVES = Shelves()
DAY = dt.date(2026, 6, 28)
FNR = "12851499979"
MOTHER_FNR = "15838510075"
MINUTES = "bti_motereferat"
NO_NUMBER = ("arkiv:\n  saksnummer: 26/00123\n", "")
NUMBERED = ("nivå: 3\n", "nivå: 3\narkiv: {saksnummer: 26/00777}\n")
MOTHER = ("    relasjon: mor\n", f"    relasjon: mor\n    fødselsnummer: {MOTHER_FNR}\n")


_CASES: dict[tuple[object, ...], Case] = {}
_PACKED: dict[tuple[object, ...], tuple[Case, Packed]] = {}


def case(*changes: tuple[str, str], sample: str = "risor", **profile: Any) -> Case:
    """A sample with texts exchanged, and with other values in its municipality's profile."""
    text = (ROOT / "samples" / sample / "sak.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    key = (*changes, sample)
    opened = _CASES[key] if key in _CASES else open_case(text.encode(), SHELVES, file="sak.yaml")
    _CASES[key] = opened
    if not profile:
        return opened
    changed: Profil = opened.municipality.profil.model_copy(update=profile)
    return dataclasses.replace(opened, municipality=dataclasses.replace(opened.municipality, profil=changed))


def packed(of: Case, kind: str = MINUTES, reader: str = "arkiv", meeting: str = "", day: dt.date = DAY) -> Packed:
    """The package of one document; made once for each case."""
    [order] = to_pack(of, [kind], SHELVES, meeting, reader)
    return packed_order(of, order, day)


def packed_order(of: Case, order: Order, day: dt.date = DAY) -> Packed:
    """The package of a document that was planned; made once for each case."""
    key = (id(of), order.instance.kind.id, order.instance.key, order.reader, day)
    if key not in _PACKED:
        _PACKED[key] = (of, pack(of, order, SHELVES, day))
    return _PACKED[key][1]


def repacked(of: Case) -> Packed:
    """The package of the minutes, made anew."""
    [order] = to_pack(of, [MINUTES], SHELVES)
    return pack(of, order, SHELVES, DAY)


@functools.cache
def minutes() -> Package:
    """The minutes of the sample, in a folder whose number is known."""
    return packed(case()).package


@functools.cache
def first_minutes() -> Package:
    """The same minutes, when nobody knows yet whether the pupil has a folder."""
    return packed(case(NO_NUMBER)).package


@functools.cache
def letter() -> Package:
    """The copy of the minutes that a guardian got, as a letter to be dispatched."""
    return packed(case(MOTHER), reader="mor").package


def codes_of(problems: Any) -> set[str]:
    return {p.code for p in problems}


def with_member(package: Package, name: str, data: bytes | None) -> Package:
    """The package with one member exchanged, added or taken out, and a manifest that agrees."""
    found = {k: v for k, v in package.members.items() if k != name and k != MANIFEST}
    if data is not None:
        found[name] = data
    return replace(package, members={**found, MANIFEST: manifest(found)})


def with_body(package: Package, name: str, change: Callable[[dict[str, Any]], Any]) -> Package:
    """The package with one of its calls changed."""
    body = json.loads(package.members[name])
    change(body["parameter"])
    return with_member(package, name, json.dumps(body).encode())


def with_text(package: Package, name: str, old: str, new: str) -> Package:
    """The package with a text exchanged in one of its members."""
    text = package.members[name].decode()
    assert old in text, old
    return with_member(package, name, text.replace(old, new).encode())


def with_entry(package: Package, **changes: Any) -> Package:
    """The package whose entry says something else."""
    return replace(package, entry=package.entry.model_copy(update=changes))


def filed(sample: str, **profile: Any) -> Case:
    """A sample whose folder can be found."""
    return case(*([NUMBERED] if sample == "bekymring" else []), sample=sample, **profile)


def refused(*arguments: Any, **more: Any) -> set[str]:
    with pytest.raises(BtiError) as caught:
        packed(*arguments, **more)
    assert caught.value.exit_code == 7
    return codes_of(caught.value.problems)


def call(done: Packed, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.package.members[name])["parameter"]
    return found
