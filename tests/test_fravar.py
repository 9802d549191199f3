"""Absence in the case: days once, lessons and late arrivals beside them, sums by week and period."""

from __future__ import annotations

import datetime as dt

import pytest

from bti_docs.case.fravar import Fravær, between, monday, total, weeks

FIRST, LAST = dt.date(2026, 9, 1), dt.date(2026, 9, 30)


def missed(day: str, what: str = "dag", **more: object) -> Fravær:
    return Fravær.model_validate({"dato": day, "type": what, **more})


def test_days_are_summed_by_whether_they_are_documented() -> None:
    days = [missed("2026-09-01", gyldig="ja"), missed("2026-09-02", gyldig="nei"), missed("2026-09-03")]
    found = total(days, FIRST, LAST)
    assert (found.gyldige, found.ugyldige, found.uavklarte, found.dager) == (1, 1, 1, 3)


def test_both_ends_of_a_period_are_in_it() -> None:
    days = [missed(day) for day in ("2026-08-31", "2026-09-01", "2026-09-30", "2026-10-01")]
    assert [f.dato for f in between(days, FIRST, LAST)] == [FIRST, LAST]


def test_a_day_that_is_listed_twice_is_one_day_and_counts_as_undocumented() -> None:
    days = [missed("2026-09-01", gyldig="ja"), missed("2026-09-01", gyldig="nei"), missed("2026-09-01")]
    found = total(days, FIRST, LAST)
    assert (found.dager, found.ugyldige) == (1, 1)


def test_a_lesson_on_a_day_that_is_wholly_missed_is_not_counted_again() -> None:
    entries = [missed("2026-09-01"), missed("2026-09-01", "time", timer="2"), missed("2026-09-01", "forsentkomming")]
    found = total(entries, FIRST, LAST)
    assert (found.dager, found.timer, found.forsentkomminger) == (1, 0, 0)


def test_lessons_are_added_up_and_one_without_a_number_is_one() -> None:
    entries = [missed("2026-09-01", "time", timer="2"), missed("2026-09-01", "time"), missed("2026-09-03", "time")]
    assert total(entries, FIRST, LAST).timer == 4


def test_late_arrivals_are_counted_and_their_minutes_added() -> None:
    entries = [missed("2026-09-01", "forsentkomming", minutter="25"), missed("2026-09-02", "forsentkomming")]
    found = total(entries, FIRST, LAST)
    assert (found.forsentkomminger, found.minutter) == (2, 25)


def test_every_week_has_a_sum_also_one_without_absence() -> None:
    found = weeks([missed("2026-09-01"), missed("2026-09-14")], dt.date(2026, 9, 1), dt.date(2026, 9, 16))
    assert [(w.uke, w.dager) for w in found] == [(36, 1), (37, 0), (38, 1)]
    assert [(str(w.fra), str(w.til)) for w in found] == [
        ("2026-09-01", "2026-09-06"),
        ("2026-09-07", "2026-09-13"),
        ("2026-09-14", "2026-09-16"),
    ]


def test_weeks_are_numbered_across_new_year_as_in_the_school_plan() -> None:
    found = weeks([], dt.date(2026, 12, 21), dt.date(2027, 1, 10))
    assert [w.uke for w in found] == [52, 53, 1]


def test_the_weeks_of_a_period_add_up_to_the_period() -> None:
    entries = [missed(f"2026-09-{day:02}", gyldig=("ja", "nei")[day % 2]) for day in range(1, 31, 3)]
    assert sum(w.dager for w in weeks(entries, FIRST, LAST)) == total(entries, FIRST, LAST).dager


@pytest.mark.parametrize("day", ["2026-09-07", "2026-09-10", "2026-09-13"])
def test_a_week_begins_on_monday(day: str) -> None:
    assert monday(dt.date.fromisoformat(day)) == dt.date(2026, 9, 7)
