"""A canary in every field: every kind for every reader, as Word and as PDF, searched to the last byte."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from bti_docs.context.instances import instances
from bti_docs.make import Order, make
from bti_docs.problem import BtiError
from tests.canary_case import Filled, kept_from
from tests.case_state import START
from tests.oracle import search
from tests.view_case import CASE as RISOR
from tests.view_case import SHELVES

DAY = START + dt.timedelta(days=30)
READERS = ("mor", "far", "medmor", "barn", "helsestasjonen")


@pytest.mark.slow
@pytest.mark.parametrize("kind", SHELVES.kinds())
@pytest.mark.parametrize("reader", READERS)
def test_no_canary_that_is_kept_from_a_reader_is_in_any_byte_of_a_document(reader: str, kind: str) -> None:
    filled = Filled()
    case, hidden = dataclasses.replace(RISOR, sak=filled.sak, problems=()), kept_from(filled, reader)
    for part in instances(case.sak, SHELVES.kind(kind)):
        try:
            made = make(case, Order(part, reader, requested=True), SHELVES, DAY)
        except BtiError as refused:
            assert {p.code[0] for p in refused.problems} == {"V"}
            continue
        for format_ in made.formats:
            found = {f.canary for f in search(made.bytes_of(format_), f"{made.name}.{format_}", filled.places)}
            assert not found & hidden, f"{format_} for {reader}: {[filled.places[c] for c in found & hidden]}"
            assert found, "the search finds what is there"
            assert "" not in found, "everything could be decoded"
