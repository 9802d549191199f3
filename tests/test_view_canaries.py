"""A canary in every field: none is in what a reader it is kept from sees, and the school is told of each left out."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re

import pytest

from bti_docs.case import model as m
from bti_docs.context.instances import Instance, instances
from bti_docs.library import Kind
from bti_docs.make import Order, see, words
from bti_docs.problem import BtiError
from tests.canary_case import Filled, Path, kept_from
from tests.case_state import START
from tests.view_case import CASE as RISOR
from tests.view_case import SHELVES


@pytest.mark.parametrize("reader", ["mor", "far", "medmor", "barn", "helsestasjonen"])
def test_no_canary_that_is_kept_from_a_reader_is_in_what_they_see_or_in_the_words(reader: str) -> None:
    filled, day = Filled(), START + dt.timedelta(days=30)
    case = dataclasses.replace(RISOR, sak=filled.sak)
    hidden, made = kept_from(filled, reader), 0
    for part in [i for name in SHELVES.kinds() for i in instances(case.sak, SHELVES.kind(name))]:
        order, kind = Order(part, reader, requested=True), part.kind
        try:
            seen = see(case, order, day)
        except BtiError as refused:
            assert {p.code for p in refused.problems} <= {"V102", "V108"}, kind.id
            continue
        made += 1
        own = [i for i in instances(seen.sak, kind) if i.id == part.id]
        order = dataclasses.replace(order, instance=own[0] if own else dataclasses.replace(part, part=None))
        said = dataclasses.asdict(words(case, order, seen, SHELVES, day))
        for leaked in (re.findall("zqkanari[0-9]+qz", text) for text in (seen.sak.model_dump_json(), json.dumps(said))):
            assert not {filled.places[x] for x in leaked if x in hidden}, f"{kind.id} for {reader}"
            assert leaked
        outside = {x for x, path in filled.places.items() if path[0] in not_used(kind)}
        assert not outside & set(re.findall("zqkanari[0-9]+qz", seen.sak.model_dump_json()))
    assert made >= 2


@pytest.mark.parametrize("reader", ["mor", "far", "medmor", "barn", "helsestasjonen"])
def test_the_school_is_told_of_every_text_that_a_reader_does_not_see(reader: str) -> None:
    filled, day = Filled(), START + dt.timedelta(days=30)
    case, told = dataclasses.replace(RISOR, sak=filled.sak), 0
    written = set(re.findall("zqkanari[0-9]+qz", filled.sak.model_dump_json()))
    for part in [i for name in SHELVES.kinds() for i in instances(case.sak, SHELVES.kind(name))]:
        try:
            seen = see(case, Order(part, reader, requested=True), day)
        except BtiError:
            continue
        seen_texts = set(re.findall("zqkanari[0-9]+qz", seen.sak.model_dump_json()))
        for canary, path in filled.places.items():
            if canary in written - seen_texts and is_about(path, part):
                told += 1
                assert [out for out in seen.left_out if out.path == path[: len(out.path)]], f"{part.kind.id}: {path}"
    assert told


def is_about(path: Path, part: Instance) -> bool:
    """Tell whether a text belongs to the one document: its own meeting or consent, and what the kind uses."""
    if path[0] in not_used(part.kind) or not set(path[:1]) <= set(m.Sak.model_fields):
        return False
    if path[0] == "møter" and ("innkalling" in path) is not (part.kind.gjelder.del_ == "innkallinger"):
        return False  # minutes do not use what the invitation says, nor the invitation what the minutes say
    if "drøfting" in path and part.kind.id != "ressursteam":
        return False  # what a team discusses is in no other paper
    of_meeting = part.kind.gjelder.del_ in ("møter", "innkallinger")
    several = {"møter", "samtykker", "tiltak", "mål"} if of_meeting else {"samtykker"}
    return path[0] not in several or (len(path) > 2 and path[: len(part.path)] == part.path)


HEAD = {"bti_sak", "id", "saksnavn", "kommune", "målform", "nivå", "barn", "foresatte", "personer", "arkiv"}


def not_used(kind: Kind) -> set[str]:
    return set(m.Sak.model_fields) - set(kind.bruker) - HEAD
