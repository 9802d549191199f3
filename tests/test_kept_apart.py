"""What a copy, an invitation or a package must not tell of those who are kept apart, on the fictional samples."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import yaml

from bti_docs.document import as_text
from bti_docs.library import Shelves
from bti_docs.make import Case, Made, make, open_case, plan, see, words
from tests.conftest import ROOT

SHELVES = Shelves()
DAY = dt.date(2026, 11, 22)


def raw(name: str) -> dict[str, Any]:
    text = (ROOT / "samples" / name / "sak.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506  (texts only)
    return found


def opened(data: dict[str, Any]) -> Case:
    return open_case(yaml.safe_dump(data, allow_unicode=True).encode(), SHELVES, file="sak.yaml")


def made(case: Case, kind: str, reader: str = "skolen", part: str = "", day: dt.date = DAY) -> Made:
    orders = [o for o in plan(case, SHELVES, [kind]) if part in ("", o.instance.id)]
    return make(case, dataclasses.replace(orders[0], reader=reader, requested=True), SHELVES, day)


def text(case: Case, kind: str, reader: str = "skolen", part: str = "") -> str:
    return as_text(made(case, kind, reader, part).document)


class TestWhoTheSchoolIsToldToSendCopiesTo:
    """The line `Kopi til` is what the school sends by."""

    def test_no_guardian_is_on_it_once_the_pupil_is_18(self) -> None:
        data = raw("risor")
        assert "Kari Testesen (mor)" in _copies(data)
        data["barn"]["fødselsdato"] = "2008-01-01"
        data["barn"].pop("fødselsnummer")
        assert not [line for line in _copies(data) if "(mor)" in line or "(far)" in line]

    def test_a_guardian_whom_the_pupil_is_kept_from_is_not_on_it(self) -> None:
        data = raw("risor")
        assert "Jan Kowalski (far)" in _copies(data)
        data["barn"]["skjermes_for"] = ["far"]
        assert _copies(data)[0] == "Kari Testesen (mor)"
        assert "Jan Kowalski (far)" not in _copies(data)


def _copies(data: dict[str, Any]) -> list[str]:
    """Return the receivers of copies that the school's own minutes of the transition name."""
    case = opened(data)
    order = next(o for o in plan(case, SHELVES, ["overgangsmote"]) if o.instance.id == "m2")
    return words(case, order, see(case, order, DAY), SHELVES, DAY).dokument.kopi_til
