"""Absence held against the municipality's limits in a rolling window, and what the plan asks for then."""

from __future__ import annotations

import datetime as dt

import pytest

from bti_docs.case.fravar import Fravær
from bti_docs.case.profile import Fraværsgrenser
from bti_docs.case.types import Varighet
from bti_docs.procedure.absence import Terskel, call_home, passed
from tests.procedures import case, steps, told

PLAN = "vindafjord_etne_fravaer"
LIMITS = Fraværsgrenser()


def missed(*days: str, what: str = "dag", **more: object) -> list[Fravær]:
    return [Fravær.model_validate({"dato": f"2026-{d}", "type": what, **more}) for d in days]


def on(day: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{day}")


def limits(fravær: list[Fravær], day: str, grenser: Fraværsgrenser = LIMITS) -> list[tuple[str, int, str]]:
    return [(t.grense, t.antall, f"{t.passert:%m-%d}") for t in passed(fravær, grenser, on(day))]


def test_four_days_are_below_the_limit_and_five_reach_it() -> None:
    days = missed("09-01", "09-02", "09-08", "09-09")
    assert limits(days, "09-10") == []
    assert limits([*days, *missed("09-10")], "09-10") == [("dager", 5, "09-10")]


def test_documented_and_undocumented_days_count_alike() -> None:
    days = [*missed("09-01", "09-02", gyldig="ja"), *missed("09-03", "09-04", "09-07", gyldig="nei")]
    assert limits(days, "09-07") == [("dager", 5, "09-07")]


def test_the_window_rolls_and_an_old_day_falls_out_of_it() -> None:
    days = missed("09-01", "09-02", "09-08", "09-09", "09-10")
    assert limits(days, "09-30") == [("dager", 5, "09-10")]
    assert limits(days, "10-01") == []


def test_the_day_a_limit_was_passed_does_not_move_while_it_stays_passed() -> None:
    days = missed("09-01", "09-02", "09-08", "09-09", "09-10", "09-14")
    assert limits(days, "09-20") == [("dager", 6, "09-10")]


def test_lessons_and_late_arrivals_have_limits_of_their_own() -> None:
    lessons = [*missed("09-01", what="time", timer="3"), *missed("09-03", what="time", timer="2")]
    late = missed("09-02", "09-04", "09-08", what="forsentkomming")
    assert limits([*lessons, *late], "09-08") == [("enkelttimer", 5, "09-03"), ("forsentkomming", 3, "09-08")]


def test_a_municipality_gives_days_a_window_of_their_own() -> None:
    days = missed("08-20", "08-21", "09-10", "09-11", "10-05")
    assert limits(days, "10-05") == []
    assert limits(days, "10-05", Fraværsgrenser(vindu_dager=Varighet(10, "uker"))) == [("dager", 5, "10-05")]


def test_a_limit_says_its_count_and_its_window() -> None:
    found = passed(missed("09-01", "09-02", "09-03"), Fraværsgrenser(dager=3), on("09-03"))
    assert found == [Terskel("dager", 3, 3, Varighet(1, "måneder"), on("09-03"))]


@pytest.mark.parametrize(
    ("fravær", "day", "call"),
    [
        (missed("09-08"), "09-08", "09-08"),
        (missed("09-08", meldt="nei"), "09-09", "09-08"),
        (missed("09-08", meldt="ja"), "09-08", None),
        (missed("09-08", "09-09", meldt="ja"), "09-09", "09-09"),
        (missed("09-04", "09-07", meldt="ja"), "09-07", "09-07"),  # Friday and Monday are days in a row
        (missed("09-08"), "09-10", None),
        ([], "09-10", None),
    ],
    ids=["untold", "untold-the-day-after", "told-day-1", "told-day-2", "over-a-weekend", "back-again", "none"],
)
def test_home_is_called_the_same_day_or_on_day_2_when_it_has_told(
    fravær: list[Fravær], day: str, call: str | None
) -> None:
    assert call_home(fravær, on(day), 2) == (on(call) if call else None)


FIVE = "fravær: [" + ", ".join(f"{{dato: 2026-09-{d}, type: dag}}" for d in ("01", "02", "08", "09", "10")) + "]\n"
CALLED = "steg: [{prosedyre: vindafjord_etne_fravaer, steg: '3', dato: 2026-09-10}]\n"
SHARED = "oppmerksomhetssamtale: {dato: 2026-09-11, skrevet_av: mor, undring: U, "
SHARED += "observasjoner: [{dato: 2026-09-10, hva: H}], delt_med: [{hvem: mor}]}\n"
TEAM = "fraværsoppfølging: {klasseteam: 2026-09-11}\n"


def test_at_the_limit_the_plan_asks_for_the_class_team_the_call_and_the_concern() -> None:
    assert steps(case(FIVE, "etne"), "2026-09-10", PLAN) == ["3", "1", "2"]


def test_a_call_home_that_is_written_down_is_not_asked_for_again_in_the_same_absence() -> None:
    assert steps(case(FIVE + CALLED, "etne"), "2026-09-10", PLAN) == ["1", "2"]


def follow_up(text: str, more: str = "") -> list[str]:
    return steps(case(FIVE + f"fraværsoppfølging: {{{text}}}\n" + more, "etne"), "2026-09-10", PLAN)


def test_what_the_follow_up_holds_needs_no_mark_by_hand() -> None:
    contact = "kontakt: [{dato: 2026-09-%s, måte: telefon, hvem: mor}]"
    assert follow_up("klasseteam: 2026-09-10") == ["3", "2"]
    assert follow_up("klasseteam: 2026-09-09") == ["3", "1", "2"]  # before the limit was passed
    assert follow_up(contact % "10") == ["1", "2"]
    assert follow_up(contact % "08") == ["1", "2"]  # the absence that lasts began on the 8th
    assert follow_up(contact % "02") == ["3", "1", "2"]


def test_the_step_that_the_follow_up_stands_at_is_behind_when_the_decision_is_to_go_on() -> None:
    assert follow_up("dato: 2026-09-10, steg: 2") == ["3", "2"]
    assert follow_up("dato: 2026-09-10, steg: 2, beslutning: neste steg") == ["3", "4", "5"]
    assert follow_up("dato: 2026-09-10, steg: 4, beslutning: samme steg") == ["3", "4", "5"]
    assert follow_up("dato: 2026-09-10, steg: 3, beslutning: lukkes") == ["3"]
    assert follow_up("dato: 2026-09-01, steg: 2, beslutning: neste steg") == ["3", "1", "2"]  # of an older absence


def test_a_talk_with_the_pupil_is_read_as_done() -> None:
    assert "4" in steps(case(FIVE + SHARED + TEAM, "etne"), "2026-09-14", PLAN)
    talk = "elevsamtaler: [{id: e1, dato: 2026-09-14, hvem: mor}]\n"
    assert "4" not in steps(case(FIVE + SHARED + TEAM + talk, "etne"), "2026-09-14", PLAN)
    assert "4" in steps(case(FIVE + SHARED + TEAM + talk, "etne"), "2026-09-13", PLAN)


def test_a_new_absence_asks_for_a_new_call_home() -> None:
    again = FIVE.replace("]", ", {dato: 2026-09-21, type: dag}]")
    assert "3" in steps(case(again + CALLED, "etne"), "2026-09-21", PLAN)


def test_then_the_talk_with_the_pupil_and_the_meeting_with_the_guardians() -> None:
    found = told(case(FIVE + SHARED + TEAM, "etne"), "2026-09-14", PLAN).ventende
    assert [(d.steg.n, d.dokumenter) for d in found] == [
        ("4", ("elevsamtale",)),
        ("5", ("moteinnkalling", "oppmerksomhetssamtale")),
    ]


def test_the_class_team_is_due_within_the_municipalitys_working_days_of_the_limit() -> None:
    found = told(case(FIVE, "etne"), "2026-09-10", PLAN).ventende
    assert [d.frist for d in found if d.steg.n == "1"] == [dt.date(2026, 9, 17)]
    assert [(t.grense, t.antall) for t in told(case(FIVE, "etne"), "2026-09-10").terskler] == [("dager", 5)]
