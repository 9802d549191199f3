"""The notice of a change: whoever was given information is told (personvernforordningen artikkel 19, rule R11)."""

from __future__ import annotations

import dataclasses

import pytest

from bti_docs.context.instances import instances
from bti_docs.document import as_text
from bti_docs.make import Order, make
from bti_docs.problem import BtiError
from bti_docs.view.view import Seen, view
from tests.view_case import CASE, DAY, NURSE, PROFIL, SHELVES, Changes, case

KIND = "samtykke_endring"
EARLIER = {"dato": "2026-05-20", "av": "mor", "hva": "opplysninger", "tjenester": ["risor-ungdomsskole"]}
LESS = {"dato": "2026-06-20", "av": "far", "hva": "tjenester", "tjenester": [NURSE, "risor-ungdomsskole"]}
CHANGE: Changes = {
    "samtykker.0.endringer": [EARLIER, LESS | {"varslet": [{"hvem": "heidi"}, {"hvem": "siri"}]}],
}


def notice(reader: str, at: int = 1, changes: Changes | None = None) -> Seen:
    part = ("samtykker", 0, "endringer", at)
    sak = case({**CHANGE, **(changes or {})})
    return view(sak, reader, SHELVES.kind(KIND), part, PROFIL, DAY, requested=False)


def test_a_service_that_loses_access_is_told_of_that_change_and_of_no_other_service() -> None:
    seen = notice(NURSE).sak
    assert [(c.hva, c.tjenester, [v.hvem for v in c.varslet]) for c in seen.samtykker[0].endringer] == [
        ("tjenester", [NURSE], ["heidi"])
    ]
    assert (seen.samtykker[0].deles, seen.samtykker[0].deles_ikke, seen.barn.syn) == ([], [], [])


def test_a_service_that_loses_nothing_is_not_told() -> None:
    for reader, at in ((NURSE, 0), ("ppt", 1)):
        with pytest.raises(BtiError) as refused:
            notice(reader, at)
        assert [p.code for p in refused.value.problems] == ["V108"]


def test_the_notice_is_made_also_when_no_consent_is_left() -> None:
    withdrawn = {"samtykker.0.status": "trukket", "samtykker.0.trukket_dato": "2026-06-20"}
    assert notice(NURSE, changes=withdrawn).sak.samtykker[0].endringer


def test_a_consent_that_was_never_given_is_nobodys_business() -> None:
    with pytest.raises(BtiError):
        notice(NURSE, changes={"samtykker.0.status": "utkast"})


def test_the_finished_notice_names_the_service_and_no_other() -> None:
    whole = dataclasses.replace(CASE, sak=case(CHANGE))
    part = instances(whole.sak, SHELVES.kind(KIND))[1]
    text = as_text(make(whole, Order(part, NURSE), SHELVES, DAY).document)
    assert PROFIL.enheter[NURSE].navn in text
    assert "Siri" not in text
    assert "ungdomsskole" not in text.casefold()
