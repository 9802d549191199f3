"""A case and a kind go in; the words that its document may use come out: shared by the tests of the words."""

from __future__ import annotations

import datetime as dt
import functools

from bti_docs.context import words as w
from bti_docs.library import Shelves
from bti_docs.make import Case, open_case, plan, see, words
from tests.conftest import ROOT

SHELVES = Shelves()
DAY = dt.date(2026, 9, 1)
RISOR = (ROOT / "samples/risor/sak.yaml").read_text(encoding="utf-8")
VINDAFJORD = (ROOT / "samples/vindafjord/sak.yaml").read_text(encoding="utf-8")
TRAPP = (ROOT / "samples/trapp/sak.yaml").read_text(encoding="utf-8")
BLANK = (ROOT / "samples/skjema/risor.yaml").read_text(encoding="utf-8")
BLANK_PERSON = w.Person("", "", "", "")
BLANK_MEASURE = w.Tiltak("", "", "", "", "", "", "")


def edited(text: str, *edits: tuple[str, str]) -> str:
    """Return the case with each text replaced; a text that is not there is a fault of the test."""
    for old, new in edits:
        assert old in text, f"the sample no longer says {old!r}"
        text = text.replace(old, new)
    return text


@functools.cache
def opened(text: str) -> Case:
    return open_case(text.encode(), SHELVES, file="sak.yaml")


def said(text: str, kind: str, part: str = "", *, day: dt.date = DAY) -> w.Ord:
    """Return the words of a case's document of this kind, made from this part when there are several."""
    case = opened(text)
    found = [o for o in plan(case, SHELVES, [kind]) if not part or getattr(o.instance.part, "id", "") == part]
    assert len(found) == 1, f"{len(found)} documents of the kind {kind}"
    return words(case, found[0], see(case, found[0], day), SHELVES, day)


def ticked(choices: list[w.Valg]) -> list[str]:
    assert all(c.kryss == ("☒" if c.valgt else "☐") for c in choices)
    return [c.tekst for c in choices if c.valgt]
