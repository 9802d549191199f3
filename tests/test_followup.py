"""Five kinds as documents: absence, the talk with the pupil, the analysis, the way back, the plan of section 12-4."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from typing import Any

import pytest
import yaml

from bti_docs.document import as_text
from bti_docs.library import Shelves
from bti_docs.make import Case, Made, check_case, make, open_case, plan
from bti_docs.problem import BtiError
from tests.conftest import ROOT

SHELVES = Shelves()
DAY = dt.date(2026, 11, 22)
KINDS = ("fravarsoppfolging", "elevsamtale", "pedagogisk_analyse", "tilbakeforingsplan", "aktivitetsplan")


def raw(name: str) -> dict[str, Any]:
    text = (ROOT / "samples" / name / "sak.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506  (texts only)
    return found


def opened(data: dict[str, Any]) -> Case:
    return open_case(yaml.safe_dump(data, allow_unicode=True).encode(), SHELVES, file="sak.yaml")


@functools.cache
def sample(name: str, form: str = "") -> Case:
    return opened(raw(name) | ({"målform": form} if form else {}))


def made(case: Case, kind: str, reader: str = "skolen", part: str = "") -> Made:
    orders = [o for o in plan(case, SHELVES, [kind]) if part in ("", o.instance.id)]
    return make(case, dataclasses.replace(orders[0], reader=reader, requested=True), SHELVES, DAY)


def text(case: Case, kind: str, reader: str = "skolen", part: str = "") -> str:
    return as_text(made(case, kind, reader, part).document)


@pytest.mark.parametrize("form", ["nb", "nn"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_filled_in_both_language_forms(kind: str, form: str) -> None:
    document = made(sample("trapp", form), kind).document
    assert document.lang == f"{form}-NO"
    assert document.title == SHELVES.kind(kind).title("nb" if form == "nb" else "nn")


def lacking(data: dict[str, Any]) -> set[str]:
    return {p.words["label"] for p in check_case(opened(data), SHELVES, DAY) if p.code == "D101"}


class TestThePlanOfSection124:
    FIVE = {
        "problem": "Hvilket problem tiltakene skal løse",
        "hva": "Hvilke tiltak",
        "fra": "Når hvert tiltak gjennomføres",
        "ansvar": "Hvem som gjennomfører hvert tiltak",
        "evalueres": "Når hvert tiltak evalueres",
    }

    def test_a_whole_plan_lacks_nothing(self) -> None:
        assert not set(self.FIVE.values()) & lacking(raw("trapp"))

    @pytest.mark.parametrize("key", ["ansvar", "evalueres"])
    def test_what_one_measure_lacks_is_told(self, key: str) -> None:
        data = raw("trapp")
        del data["aktivitetsplan"]["tiltak"][1][key]
        assert self.FIVE[key] in lacking(data)

    def test_a_measure_without_a_day_is_told(self) -> None:
        data = raw("trapp")
        del data["aktivitetsplan"]["tiltak"][0]["fra"], data["aktivitetsplan"]["tiltak"][0]["til"]
        assert self.FIVE["fra"] in lacking(data)

    def test_a_plan_without_a_problem_or_measures_is_told(self) -> None:
        data = raw("trapp")
        data["aktivitetsplan"] |= {"problem": "", "tiltak": []}
        assert {*self.FIVE.values()} <= lacking(data)

    def test_what_is_internal_is_in_no_guardians_copy(self) -> None:
        case = sample("trapp")
        assert "latter ved to anledninger" in text(case, "aktivitetsplan")
        assert "latter ved to anledninger" not in text(case, "aktivitetsplan", "mor")
        assert "Siri Sosial" in text(case, "aktivitetsplan", "mor")

    def test_no_service_gets_it(self) -> None:
        with pytest.raises(BtiError) as refused:
            made(sample("trapp"), "aktivitetsplan", "ppt")
        assert refused.value.problems[0].code == "V102"

    def test_another_pupils_name_in_it_is_told(self) -> None:
        data = raw("trapp") | {"andre_barn": ["Trine Testesen"]}
        data["aktivitetsplan"]["problem"] = "Trine ler av Nora."
        assert "V112" in [p.code for p in made(opened(data), "aktivitetsplan", "mor").problems]


class TestAbsence:
    def test_the_chart_says_the_same_numbers_in_words(self) -> None:
        said = text(sample("vindafjord"), "fravarsoppfolging")
        assert "Veke 36: 2 dagar, 0 enkelttimar, 0 forseintkomingar." in said
        assert "Veke 37: 3 dagar, 2 enkelttimar, 0 forseintkomingar." in said
        assert "Heile dagar: grensa er 5 på 1 månad, det meste var 5." in said
        assert "Veke 35:" not in said

    def test_the_limit_and_the_day_it_was_reached_are_told(self) -> None:
        assert "5 heile dagar nådd 10.09.2026" in text(sample("vindafjord"), "fravarsoppfolging")

    def test_absence_in_per_cent_is_of_the_school_days(self) -> None:
        assert "20,0" in text(sample("vindafjord"), "fravarsoppfolging")

    def test_a_period_without_absence_still_has_its_chart(self) -> None:
        data = raw("vindafjord") | {"fravær": []}
        said = text(opened(data), "fravarsoppfolging")
        assert "Ingen terskel er nådd" in said
        assert "Heile dagar: grensa er 5 på 1 månad, det meste var 0." in said

    def test_a_service_gets_nothing_from_before_it_was_let_in(self) -> None:
        with pytest.raises(BtiError) as refused:
            made(sample("vindafjord"), "fravarsoppfolging", "ppt")
        assert refused.value.problems[0].code == "V204"

    def test_a_service_is_told_of_absence_but_not_that_it_was_illness(self) -> None:
        data = raw("vindafjord")
        data["fraværsoppfølging"]["dato"] = "2026-10-20"
        data["fraværsoppfølging"]["periode"] = {"fra": "2026-10-05", "til": "2026-10-16"}
        data["fravær"] = [{"dato": "2026-10-06", "type": "dag", "gyldig": "ja", "årsak": "sykdom"}]
        said = text(opened(data), "fravarsoppfolging", "ppt")
        assert "Veke 41: 1 dagar" in said
        assert "sjukdom" not in said
        assert "sjukdom" in text(opened(data), "fravarsoppfolging")


class TestTheTalkWithThePupil:
    def test_what_the_pupil_keeps_from_one_parent_is_not_in_that_parents_copy(self) -> None:
        case = sample("vindafjord")
        assert "søv dårleg kvelden før gruppearbeid" in text(case, "elevsamtale", "mor").replace("Silje", "")
        assert "Eg søv dårleg kvelden før" not in text(case, "elevsamtale", "far")

    def test_the_pupils_own_words_about_home_are_in_the_pupils_copy(self) -> None:
        assert "Det er fint heime." in text(sample("vindafjord"), "elevsamtale", "barn")

    def test_a_pupil_who_is_not_safe_leads_to_the_plan(self) -> None:
        assert "Eleven er utrygg." in text(sample("trapp"), "elevsamtale", part="e2")
        assert "Eleven er utrygg." not in text(sample("trapp"), "elevsamtale", part="e1")

    def test_a_service_without_consent_for_the_rest_does_not_get_it(self) -> None:
        with pytest.raises(BtiError) as refused:
            made(sample("vindafjord"), "elevsamtale", "ppt")
        assert refused.value.problems[0].code == "V108"


class TestTheWayBack:
    def test_the_staircase_says_every_step_from_the_bottom(self) -> None:
        said = text(sample("vindafjord"), "tilbakeforingsplan")
        assert "Trapp med 5 trinn, frå nedst til øvst. Trinn 1: Silje er på skulen dei dagane ho sjølv vel" in said
        assert "nådd 16.10.2026" in said

    def test_a_service_gets_the_steps_and_not_the_texts_about_the_pupil(self) -> None:
        said = text(sample("vindafjord"), "tilbakeforingsplan", "ppt")
        assert "Fast gruppe på tre i norsk og samfunnsfag" in said
        assert "Vi veit no at det er valet av grupper" not in said

    def test_a_step_that_is_kept_from_a_reader_is_in_neither_table_nor_drawing(self) -> None:
        data = raw("vindafjord")
        data["tilbakeføringsplan"]["trapp"][2] |= {"delmål": "Zebra", "skjules_for": ["far"]}
        case = opened(data)
        assert "Zebra" in text(case, "tilbakeforingsplan", "mor")
        copy = made(case, "tilbakeforingsplan", "far")
        assert "Zebra" not in as_text(copy.document)
        assert "Trapp med 4 trinn" in as_text(copy.document)

    def test_a_plan_without_steps_has_no_drawing(self) -> None:
        data = raw("vindafjord")
        data["tilbakeføringsplan"]["trapp"] = []
        assert "[bilde: Trapp" not in text(opened(data), "tilbakeforingsplan")


class TestTheAnalysis:
    def test_a_measure_stands_against_the_number_of_its_factor(self) -> None:
        said = text(sample("vindafjord"), "pedagogisk_analyse")
        assert "1 | Læraren lagar faste grupper på tre og seier frå dagen før. | Marit Lærar | 12.10.2026" in said

    @pytest.mark.parametrize("reader", ["mor", "barn"])
    def test_it_is_the_schools_own(self, reader: str) -> None:
        with pytest.raises(BtiError):
            made(sample("vindafjord"), "pedagogisk_analyse", reader)
