"""What comes next: where a case stands, what is due and by when, who does it, what lacks, and why."""

from __future__ import annotations

import datetime as dt
from typing import get_args

from bti_docs.case.vocabulary import Møtetype
from bti_docs.procedure.course import minutes_of
from tests.procedures import SHELVES, case, sample, steps, told

FLOW = "bti_flyt_0_3"
NOTE = "oppmerksomhetssamtale: {dato: 2026-09-01, skrevet_av: mor"
LOG = "stafettlogg: {opprettet: 2026-05-01}\n"
FOLLOWS = (FLOW, "risor_niva1_skole", "risor_niva2_skole", "risor_niva3_skole")


def test_a_case_without_a_note_begins_with_attention() -> None:
    assert steps(case(""), "2026-09-01", FLOW) == ["0.1"]


def test_a_note_without_observations_is_to_be_made_concrete() -> None:
    found = told(case(NOTE + "}"), "2026-09-01", FLOW)
    assert found.sted
    assert found.sted.n == "0.2"
    assert [m.nøkkel for m in found.ventende[0].mangler] == ["oppmerksomhetssamtale.observasjoner"]


def test_suspected_abuse_sets_everything_else_aside_and_points_to_the_report() -> None:
    found = told(case(NOTE + ", vold_overgrep: ja}"), "2026-09-02", FLOW).ventende
    assert [(d.alarm, d.dokumenter, d.frist) for d in found] == [(True, ("bekymringsmelding",), dt.date(2026, 9, 2))]
    assert found[0].lov == ("bvl_13_2", "oppl_24_3")


def test_a_report_that_is_sent_is_not_asked_for_again_and_the_guardians_are_still_not_to_be_told() -> None:
    report = "bekymring: {dato: 2026-09-02, melder: mor, sendt: 2026-09-03}\n"
    suspected = case(NOTE + ", vold_overgrep: ja}\n" + report)
    before, after = (told(suspected, day).ventende for day in ("2026-09-02", "2026-09-03"))
    assert [d.dokumenter for d in before] == [("bekymringsmelding",)]
    assert [(d.alarm, d.dokumenter) for d in after] == [(True, ())]
    assert "Ta ikke kontakt med de foresatte" in after[0].hva.nb


def test_a_consent_that_is_not_complete_is_what_lacks_before_the_log_is_opened() -> None:
    found = told(sample("trapp"), "2025-11-19", FLOW).ventende
    assert [(d.steg.n, [m.nøkkel for m in d.mangler]) for d in found] == [("1.1", ["samtykker"])]


def ask(*parts: str, kommune: str = "risor") -> list[tuple[str, tuple[str, ...]]]:
    """The steps due the day after, with their documents, for a case that has had one meeting with this decision."""
    meeting = "{id: m1, type: evalueringsmøte, dato: 2026-05-12, til_stede: [mor], nivå_inn: %s, beslutning: {%s}}"
    sak = case(LOG + "møter:\n  - " + meeting % parts, kommune)
    return [(d.steg.n, d.dokumenter) for d in told(sak, "2026-05-13", *FOLLOWS).ventende]


def test_a_case_that_is_closed_asks_only_for_the_reason_in_the_archive() -> None:
    assert ask("2", "utfall: avsluttes") == [("5", ("avslutning_nivavurdering",))]


def test_a_case_that_goes_on_stays_on_its_level() -> None:
    assert [n for n, _ in ask("1", "utfall: videreføres")] == ["3", "4"]
    assert [n for n, _ in ask("1", "utfall: nye tiltak")] == ["3", "4"]


def test_other_services_move_a_case_up_and_ask_for_consent_first() -> None:
    assert ask("1", "utfall: opp et nivå") == [("1", ("samtykke_deling", "ppt_henvisning"))]
    wider = ask("2", "utfall: opp et nivå")
    assert [n for n, _ in wider] == ["1", "2"]
    assert "samtykke_deling" in wider[0][1]


def test_a_case_that_moves_down_does_not_begin_with_new_services() -> None:
    assert [n for n, _ in ask("3", "utfall: ned et nivå")] == ["2", "3", "4"]
    assert [n for n, _ in ask("2", "utfall: ned et nivå")] == ["3", "4"]


def test_no_progress_is_told_to_the_coordinating_unit_on_level_2_and_3() -> None:
    for level in ("2", "3"):
        assert ("5", ("melding_ke",)) in ask(level, "utfall: meldes koordinerende enhet")


def test_a_level_that_the_decision_names_wins_over_its_word() -> None:
    sak = case(
        LOG + "møter:\n  - {id: m1, type: evalueringsmøte, dato: 2026-05-12, til_stede: [mor], nivå_inn: 3, "
        "beslutning: {utfall: ned et nivå, nivå_ut: 1}}"
    )
    assert told(sak, "2026-05-13").nivå == 1


def test_a_meeting_that_is_past_without_minutes_is_overdue() -> None:
    sak = case(LOG + "møter:\n  - {id: m1, type: stafettloggmøte, dato: 2026-05-20}")
    found = told(sak, "2026-05-22", FLOW)
    assert found.sted
    assert found.sted.n == "1.3"
    assert [(d.steg.n, d.forfalt) for d in found.ventende] == [("1.3", True)]


def test_a_mark_of_an_older_round_does_not_count() -> None:
    marks = "steg: [{prosedyre: risor_niva2_skole, steg: '4', dato: 2026-05-12}]\n"
    met = "{id: %s, type: evalueringsmøte, dato: %s, til_stede: [mor], nivå_inn: 2, beslutning: {utfall: videreføres}}"
    first, second = met % ("m1", "2026-05-10"), met % ("m2", "2026-06-10")
    sak = case(LOG + marks + f"møter:\n  - {first}\n  - {second}\n")
    assert "4" in steps(sak, "2026-05-11", "risor_niva2_skole")
    assert "4" not in steps(sak, "2026-05-13", "risor_niva2_skole")
    assert "4" in steps(sak, "2026-06-11", "risor_niva2_skole")


def test_a_message_or_a_note_of_an_older_round_does_not_count() -> None:
    message = "melding_ke: {dato: 2026-05-%s}\n"
    told_unit = ", nivå_inn: 2, beslutning: {utfall: meldes koordinerende enhet}"
    met = "møter:\n  - {id: m1, type: evalueringsmøte, dato: 2026-05-12, til_stede: [mor]" + told_unit + "}\n"
    for day, asked in (("11", True), ("13", False)):
        assert ("5" in steps(case(LOG + met + message % day), "2026-05-14", "risor_niva2_skole")) is asked


def test_the_minutes_are_of_the_kind_that_the_meeting_is() -> None:
    assert {t: minutes_of(t) for t in get_args(Møtetype)} == {
        t: kind for kind in SHELVES.kinds() for t in SHELVES.kind(kind).gjelder.møte
    }
    trapp = sample("trapp")
    asked = {d.steg.n: d.dokumenter for d in told(trapp, "2026-02-26", "sakens_egne_frister").ventende}
    assert asked["referat"] == ("ressursteam",)
    before = told(trapp, "2026-02-25", FLOW).ventende
    assert [d.dokumenter for d in before] == [("samtykke_deling", "moteinnkalling", "ressursteam")]


def test_an_invitation_and_a_referral_in_the_case_are_read_as_done() -> None:
    asked = [steps(sample("risor"), day, "risor_overgang_7_8") for day in ("2026-06-01", "2026-06-02")]
    assert ["5" in a for a in asked] == [True, False]
    up = "{id: m1, type: evalueringsmøte, dato: 2026-05-12, til_stede: [mor], nivå_inn: 1, beslutning: {%s}}"
    referral = "henvisning: {dato: 2026-05-20, type: ny, til: ppt}\n"
    sak = case(
        LOG + "møter:\n  - " + up % "utfall: opp et nivå" + f"\n{referral}fravær: [{{dato: 2026-05-01, type: dag}}]\n"
    )
    asked = [steps(sak, day, "vindafjord_etne_fravaer") for day in ("2026-05-19", "2026-05-20")]
    assert ["12" in a for a in asked] == [True, False]


def test_a_pupil_who_is_unsafe_asks_for_a_plan_until_there_is_one_for_what_was_said() -> None:
    talk = "elevsamtaler: [{id: e1, dato: 2026-09-01, hvem: mor, utrygg: ja}%s]\n"
    plan = "aktivitetsplan: {dato: 2026-09-03, avsluttet: {dato: 2026-10-01}}\n"
    again = ", {id: e2, dato: 2026-11-01, hvem: mor, utrygg: ja}"
    asked = [
        "aktivitetsplan" in steps(case(talk % more + plan), day, "sakens_egne_frister")
        for more, day in (("", "2026-09-02"), ("", "2026-09-03"), ("", "2026-11-02"), (again, "2026-11-02"))
    ]
    assert asked == [True, False, False, True]


def test_the_way_back_is_done_when_every_step_is_reached() -> None:
    plan = "vindafjord_etne_fravaer"
    assert [("18" in steps(sample("trapp"), day, plan)) for day in ("2026-10-01", "2026-10-02")] == [True, False]


def test_a_step_that_a_municipality_elaborates_is_told_once() -> None:
    found = told(sample("trapp"), "2026-05-05").ventende
    assert [d.prosedyre for d in found if d.steg.n in ("3.1", "3.2", "3.3")] == []


def test_who_does_it_is_told_by_role_and_by_the_persons_of_the_case_on_that_day() -> None:
    before, after = (told(sample("trapp"), day, FLOW).ventende for day in ("2026-05-04", "2026-05-06"))
    assert before[0].personer[0] == "lise"
    assert next(d for d in after if d.steg.n == "3.3").personer[0] == "siri"


def test_the_system_is_the_municipalitys_own() -> None:
    assert told(sample("trapp"), "2025-12-01", FLOW).ventende[0].systemer == ("DIPS Samspill",)
    assert told(sample("vindafjord"), "2026-10-01", FLOW).ventende[0].systemer == ("Visma Samspel",)


def test_what_is_written_later_is_not_known_before() -> None:
    found = told(sample("trapp"), "2025-11-15")
    assert (found.nivå, found.avsluttet) == (0, False)
    assert [d.steg.n for d in found.ventende] == ["3"]


def test_a_case_with_only_a_stated_level_stands_on_it() -> None:
    assert told(case("nivå: 2"), "2026-05-13", FLOW).nivå == 2
    assert steps(case("nivå: 2"), "2026-05-13", FLOW) == ["1.1"]


def test_deadlines_in_working_days_leave_out_weekends_and_easter() -> None:
    sak = case("møter:\n  - {id: m1, type: stafettloggmøte, dato: 2026-03-31, til_stede: [mor]}")
    found = told(sak, "2026-03-31", "sakens_egne_frister").ventende
    assert [(d.steg.n, d.frist) for d in found] == [("referat", dt.date(2026, 4, 10))]


def test_a_pupil_soon_of_age_is_told_once_and_only_just_before() -> None:
    sak = case("")
    assert steps(sak, "2029-04-01", "sakens_egne_frister") == []
    assert [d.frist for d in told(sak, "2029-05-01", "sakens_egne_frister").ventende] == [dt.date(2029, 5, 12)]
