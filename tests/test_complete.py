"""Nothing that a school writes is lost: every text field of a case is found in a document made for the school."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import itertools
import types
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import StringConstraints

from bti_docs.case.model import Sak
from bti_docs.case.types import Node, Own, Reference
from bti_docs.document import as_text
from bti_docs.library import Shelves
from bti_docs.make import Case, make, open_case, plan
from tests.conftest import ROOT

SHELVES = Shelves()
DAY = dt.date(2026, 9, 1)
# Whom and what a reference that the sample leaves open is filled with.
REFERENCES = {"person": "mor", "enhet": "ppt", "tiltak": "t1", "mål": "g1", "møte": "m1", "samtykke": "s1"}
CONTACT = "kontaktopplysninger står aldri i et dokument om saken; følgebrevet har mottakerens egen adresse"
# What no document of the school says, and why. Whatever is not here must be printed.
UNPRINTED = {
    "Barn.epost": CONTACT,
    "Foresatt.epost": CONTACT,
    "Foresatt.adresse": CONTACT,
    "Person.telefon": CONTACT,
    "Person.epost": CONTACT,
    "Sak.fraværsfil": "navnet på en liste over fravær; det som står i den, kommer med",
    "Sak.andre_barn": "navn på andre barn brukes bare til å advare når de står i en tekst (regel R18)",
}
# The printed log repeats much of the rest: what it says counts only for what stands nowhere else.
LOG = "stafettlogg_utskrift"
ONLY_IN_LOG = {"Melding.tekst"}
# Texts that choose something else: the municipality's profile, what the contact teacher and the head do, and steps.
CHOOSING = {"Sak.kommune", "Steg.prosedyre", "Steg.steg", "Steg.valg"}
TEAM = """  - id: m9
    type: ressursteam
    dato: 2026-09-01
    til_stede: [per, mor]
    samtykke: s1
    drøfting: {form: med navn, faktorer: [{type: individ, hva: x}]}
"""
Marks = dict[str, str]


class Marker:
    """Fills a case: a unique mark in every text, and one node in every list and every place that is empty."""

    def __init__(self) -> None:
        self.marks: Marks = {}
        self._numbers = itertools.count(1000)

    def filled(self, node: Node) -> Node:
        """Return the node with every text marked, and everything below it."""
        values = {name: self._value(type(node), name, getattr(node, name)) for name in type(node).model_fields}
        return node.model_copy(update=values)

    def _value(self, owner: type[Node], name: str, value: Any) -> Any:
        field, where = owner.model_fields[name], f"{owner.__name__}.{name}"
        if where in CHOOSING or (where == "Person.rolle" and value != "merkes"):
            return value
        if where == "Møte.drøfting" and value is None:  # only a ressursteam has one
            return value
        if is_text(field.annotation, field.metadata):
            return self._mark(where)
        inner = element(field.annotation)
        if inner is not None and is_text(*inner):
            return [self._mark(where) for _ in value or [""]]
        node = node_type(field.annotation)
        if node is None:
            return value
        if inner is not None:
            return [self.filled(v) for v in value or [new(node)]]
        return self.filled(value or new(node))

    def _mark(self, where: str) -> str:
        mark = f"Zq{next(self._numbers)}x"
        self.marks[mark] = where
        return mark


def is_text(annotation: Any, metadata: typing.Iterable[Any]) -> bool:
    """Tell whether a field holds what somebody wrote, not an id or a choice."""
    return annotation is str and any(isinstance(m, StringConstraints) for m in metadata)


def element(annotation: Any) -> tuple[Any, tuple[Any, ...]] | None:
    """Return the type of a list's elements and what is said about it; None when it is no list."""
    if typing.get_origin(annotation) is not list:
        return None
    inner = typing.get_args(annotation)[0]
    return (inner.__origin__, inner.__metadata__) if hasattr(inner, "__metadata__") else (inner, ())


def node_type(annotation: Any) -> type[Node] | None:
    """Return the Node inside an annotation such as `list[Node]` or `Node | None`."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias) and issubclass(annotation, Node):
        return annotation
    return next((n for n in map(node_type, typing.get_args(annotation)) if n), None)


def new(node: type[Node]) -> Node:
    """Return a node with nothing but what it must have."""
    needed = {n: f for n, f in node.model_fields.items() if f.is_required()}
    return node.model_construct(**{n: required(f.annotation, f.metadata) for n, f in needed.items()})


def required(annotation: Any, metadata: list[Any]) -> Any:
    """Return a value for a field that must have one."""
    for said in metadata:
        if isinstance(said, Reference):
            return REFERENCES[said.to]
        if isinstance(said, Own):
            return "ny"
    if typing.get_origin(annotation) is typing.Literal:
        return typing.get_args(annotation)[0]
    return DAY if annotation is dt.date else ""


def rich_case() -> tuple[Case, Marks]:
    """Return the sample with somebody of an unlisted role at every meeting, everything filled, and the marks."""
    path = ROOT / "samples/risor/sak.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new_ in (
        ("personer:\n", "personer:\n  - {id: logoped, navn: L, rolle: merkes, enhet: ppt}\n"),
        ("\nmål:\n", TEAM + "\nmål:\n"),
        ("til_stede: [per, ", "til_stede: [logoped, per, "),
        ("    tolk: nei\n    kopi:", "    språk: x\n    tolk: ja\n    kopi:"),
        ("adressesperre: fortrolig", "adressesperre: nei"),
    ):
        assert old in text
        text = text.replace(old, new_)
    case, marker = open_case(text.encode(), SHELVES, file=str(path)), Marker()
    sak = marker.filled(case.sak)
    assert isinstance(sak, Sak)
    assert sak.bekymring is not None
    first, *_ = sak.bekymring.foresatte  # a report that a guardian does not know of stops what goes to the home
    known = [first.model_copy(update={"hvem": g.id, "orientert": True}) for g in sak.foresatte]
    sak = sak.model_copy(update={"bekymring": sak.bekymring.model_copy(update={"foresatte": known})})
    return dataclasses.replace(case, sak=sak, problems=()), marker.marks


@functools.cache
def printed() -> tuple[Marks, str, str]:
    """Return the marks, all that the school's documents say, and what the printed log says."""
    case, marks = rich_case()
    said = {True: "", False: ""}
    for order in plan(case, SHELVES, ()):
        said[order.instance.kind.id == LOG] += as_text(make(case, order, SHELVES, DAY).document)
    return marks, said[False], said[True]


def text_fields(node: type[Node], seen: set[type[Node]]) -> Iterator[str]:
    """Yield every text field of the model, by class and name."""
    seen.add(node)
    for name, field in node.model_fields.items():
        inner = element(field.annotation)
        if is_text(field.annotation, field.metadata) or (inner and is_text(*inner)):
            yield f"{node.__name__}.{name}"
        below = node_type(field.annotation)
        if below and below not in seen:
            yield from text_fields(below, seen)


FIELDS = sorted({*text_fields(Sak, set())} - CHOOSING)


def test_every_text_field_of_the_model_is_marked() -> None:
    assert {*printed()[0].values()} == {*FIELDS}
    assert {*UNPRINTED} <= {*FIELDS}


@pytest.mark.parametrize("field", [f for f in FIELDS if f not in UNPRINTED])
def test_what_the_school_writes_is_in_a_document(field: str) -> None:
    marks, documents, log = printed()
    said = log if field in ONLY_IN_LOG else documents
    lost = [mark for mark, where in marks.items() if where == field and mark not in said]
    assert not lost, f"{len(lost)} of {[*marks.values()].count(field)} texts in {field} are in no document"


@pytest.mark.parametrize("field", UNPRINTED)
def test_what_no_document_says_is_in_none(field: str) -> None:
    marks, documents, log = printed()
    assert not [mark for mark, where in marks.items() if where == field and mark in documents + log]
