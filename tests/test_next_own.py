"""The dates a case has set itself: told until they are met, overdue when nothing shows that they were."""

from __future__ import annotations

import datetime as dt

import pytest

from bti_docs.case.model import Sak
from tests.procedures import case, sample, told

OWN = "sakens_egne_frister"
MET = "{id: %s, type: evalueringsmøte, dato: %s, til_stede: [mor], nivå_inn: 1, beslutning: {utfall: %s}%s}"
FIRST = MET % ("m1", "2026-05-04", "videreføres", "")
MEASURE = "tiltak: [{id: t1, møte: m1, hva: H, ansvar: mor, frist: 2026-05-20%s}]\n"
TALK = "oppmerksomhetssamtale: {dato: 2026-05-01, skrevet_av: mor, samtale: {dato: 2026-05-03}, "
TALK += "konklusjon: %s, avtaler: [{hva: H, hvem: mor, når: 2026-05-10}]}\n"


def dates(sak: Sak, day: str) -> list[tuple[str, str, bool]]:
    """Each of the case's own dates on a day: its step, its date, and whether it is overdue."""
    return [(d.steg.n, f"{d.frist:%d.%m}", d.forfalt) for d in told(sak, day, OWN).ventende if d.steg.n != "referat"]


def measured(*meetings: str, status: str = "", marks: str = "") -> Sak:
    met = "".join(f"  - {m}\n" for m in (FIRST, *meetings))
    log = "stafettlogg: {opprettet: 2026-05-01}\n"
    return case(
        log + f"møter:\n{met}" + MEASURE % status + (f"steg: [{{prosedyre: {OWN}, {marks}}}]\n" if marks else "")
    )


def test_a_measure_whose_deadline_passes_is_overdue_until_the_case_shows_what_became_of_it() -> None:
    assert dates(measured(), "2026-05-20") == [("tiltak", "20.05", False)]
    assert dates(measured(), "2026-06-30") == [("tiltak", "20.05", True)]


@pytest.mark.parametrize("evaluation", ["gjennomført: nei, videre: endres", "effekt: noe", "videre: avsluttes"])
def test_a_meeting_that_looks_at_a_measure_after_its_deadline_settles_it(evaluation: str) -> None:
    after = MET % ("m2", "2026-05-28", "videreføres", f", evaluering: [{{tiltak: t1, {evaluation}}}]")
    assert dates(measured(after), "2026-05-27") == [("tiltak", "20.05", True)]
    assert dates(measured(after), "2026-05-28") == []


def test_a_meeting_before_the_deadline_that_lets_a_measure_go_on_does_not_settle_it() -> None:
    before = MET % ("m2", "2026-05-18", "videreføres", ", evaluering: [{tiltak: t1, videre: videreføres}]")
    assert dates(measured(before), "2026-05-21") == [("tiltak", "20.05", True)]


def test_a_meeting_that_does_not_speak_of_a_measure_does_not_settle_it() -> None:
    assert dates(measured(MET % ("m2", "2026-05-28", "videreføres", "")), "2026-05-29") == [("tiltak", "20.05", True)]


def test_a_measure_that_is_done_or_broken_off_or_in_a_closed_case_is_not_overdue() -> None:
    assert dates(measured(status=", status: gjennomført"), "2026-05-21") == []
    assert dates(measured(status=", status: avbrutt"), "2026-05-21") == []
    assert dates(measured(status=", status: i gang"), "2026-05-21") == [("tiltak", "20.05", True)]
    assert dates(measured(MET % ("m2", "2026-05-28", "avsluttes", "")), "2026-05-29") == []


def test_a_person_s_mark_settles_the_dates_until_its_day_and_no_later_one() -> None:
    assert dates(measured(marks="steg: tiltak, dato: 2026-05-20"), "2026-05-21") == []
    assert dates(measured(marks="steg: tiltak, dato: 2026-05-19"), "2026-05-21") == [("tiltak", "20.05", True)]
    assert dates(measured(marks="steg: avtale, dato: 2026-05-20"), "2026-05-21") == [("tiltak", "20.05", True)]


def test_an_agreement_from_the_first_talk_is_overdue_until_a_meeting_goes_on_from_it() -> None:
    agreed = TALK % "tiltak" + "møter:\n  - " + MET % ("m1", "2026-05-15", "videreføres", "") + "\n"
    assert dates(case(agreed), "2026-05-10") == [("avtale", "10.05", False)]
    assert dates(case(agreed), "2026-05-14") == [("avtale", "10.05", True)]
    assert dates(case(agreed), "2026-05-15") == []


def test_an_agreement_of_a_talk_that_ended_the_matter_is_told_until_its_day_only() -> None:
    assert dates(case(TALK % "avsluttes"), "2026-05-10") == [("avtale", "10.05", False)]
    assert dates(case(TALK % "avsluttes"), "2026-05-11") == []


def test_an_evaluation_that_a_plan_of_section_12_4_has_set_is_overdue_until_one_is_written() -> None:
    plan = "aktivitetsplan: {dato: 2026-05-02, tiltak: [{hva: H, evalueres: 2026-05-20}]%s}\n"
    assert dates(case(plan % ""), "2026-05-25") == [("plan", "20.05", True)]
    for written in (", evaluering: [{dato: 2026-05-22, effekt: noe}]", ", avsluttet: {dato: 2026-05-22}"):
        assert dates(case(plan % written), "2026-05-21") == [("plan", "20.05", True)]
        assert dates(case(plan % written), "2026-05-22") == []


def test_the_way_back_is_evaluated_when_a_step_is_reached_or_a_meeting_is_held() -> None:
    plan = "tilbakeføringsplan: {dato: 2026-05-02, evalueres: [2026-05-20], trapp: [{delmål: D%s}, {delmål: E}]}\n"
    assert dates(case(plan % ""), "2026-05-25") == [("tilbakeføring", "20.05", True)]
    assert dates(case(plan % ", nådd: 2026-05-21"), "2026-05-25") == []
    met = "møter:\n  - " + MET % ("m1", "2026-05-21", "videreføres", "") + "\n"
    assert dates(case(plan % "" + met), "2026-05-25") == []


def test_the_yearly_evaluation_the_law_asks_for_is_overdue_until_it_is_written() -> None:
    plan = "iop: {dato: 2025-08-20, vedtak: {dato: 2025-06-01}, periode: {fra: 2025-08-18, til: 2026-06-19}}\n"
    assert dates(case(plan), "2026-06-25") == [("årsvurdering", "19.06", True)]
    assert dates(case(plan + "iop_årsvurdering: {dato: 2026-06-22}\n"), "2026-06-25") == []


def test_what_a_case_cannot_show_as_done_is_told_until_its_day_only() -> None:
    found = told(measured(), "2026-05-13", OWN).ventende
    assert [d.frist for d in found if d.steg.n == "referat"] == []
    assert [d.frist for d in told(measured(), "2026-05-11", OWN).ventende if d.steg.n == "referat"] == [
        dt.date(2026, 5, 11)
    ]
    assert dates(case(""), "2029-05-13") == []


def test_a_meeting_that_was_agreed_and_has_no_minutes_is_overdue() -> None:
    agreed = MET % ("m1", "2026-05-04", "videreføres", ", neste: {type: evalueringsmøte, dato: 2026-05-20}")
    sak = case(f"stafettlogg: {{opprettet: 2026-05-01}}\nmøter:\n  - {agreed}\n")
    for day, overdue in (("2026-05-20", False), ("2026-05-21", True)):
        found = [d for d in told(sak, day, "risor_niva1_skole").ventende if d.steg.n == "4"]
        assert [(f"{d.frist:%d.%m}", d.forfalt) for d in found] == [("20.05", overdue)]


def test_the_first_sample_s_measures_that_nobody_evaluated_are_told_as_overdue() -> None:
    assert [d for d in dates(sample("risor"), "2026-09-10") if d[2]] == [
        ("tiltak", "12.06", True),
        ("tiltak", "28.08", True),
    ]
