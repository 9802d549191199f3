"""Limits on absence: sums in a window that rolls, and the first day each limit was reached."""

from __future__ import annotations

import datetime as dt

import pytest

from bti_docs.case.fravar import Fravær
from bti_docs.case.fravarsgrenser import in_window, limits, opens
from bti_docs.case.profile import Fraværsgrenser
from bti_docs.case.types import Varighet

GRENSER = Fraværsgrenser()
MONTH = Varighet(1, "måneder")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def missed(*days: str, what: str = "dag", **more: object) -> list[Fravær]:
    return [Fravær.model_validate({"dato": d, "type": what, **more}) for d in days]


@pytest.mark.parametrize(
    ("closes", "span", "first"),
    [
        ("2026-09-30", MONTH, "2026-08-31"),
        ("2026-09-15", MONTH, "2026-08-16"),
        ("2026-03-31", MONTH, "2026-03-01"),
        ("2026-02-28", MONTH, "2026-01-29"),
        ("2026-09-14", Varighet(14, "dager"), "2026-09-01"),
        ("2026-09-14", Varighet(2, "uker"), "2026-09-01"),
        ("2026-09-14", Varighet(10, "virkedager"), "2026-09-01"),
        ("2026-09-13", Varighet(5, "virkedager"), "2026-09-07"),
    ],
)
def test_a_window_opens_so_that_its_whole_length_closes_on_the_day(closes: str, span: Varighet, first: str) -> None:
    assert opens(span, day(closes)) == day(first)


def test_the_fifth_day_in_a_month_reaches_the_limit() -> None:
    days = missed("2026-09-01", "2026-09-02", "2026-09-08", "2026-09-09", "2026-09-10")
    found = limits(days, GRENSER, day("2026-08-17"), day("2026-09-18"))
    assert [(g.type, g.flest, g.nådd) for g in found] == [
        ("dag", 5, day("2026-09-10")),
        ("time", 0, None),
        ("forsentkomming", 0, None),
    ]


def test_five_days_spread_over_two_months_do_not() -> None:
    days = missed("2026-09-01", "2026-09-02", "2026-10-05", "2026-10-06", "2026-10-07")
    found = limits(days, GRENSER, day("2026-08-17"), day("2026-12-18"))
    assert (found[0].flest, found[0].nådd) == (3, None)


def test_what_was_missed_just_before_a_period_counts_in_its_first_window() -> None:
    days = missed("2026-08-27", "2026-08-28", "2026-08-31", "2026-09-01", "2026-09-02")
    found = limits(days, GRENSER, day("2026-09-01"), day("2026-09-30"))
    assert found[0].nådd == day("2026-09-02")


def test_lessons_and_late_arrivals_have_limits_of_their_own() -> None:
    lessons = missed("2026-09-01", "2026-09-03", what="time", timer="3")
    late = missed("2026-09-04", "2026-09-07", "2026-09-08", what="forsentkomming")
    found = limits([*lessons, *late], GRENSER, day("2026-09-01"), day("2026-09-30"))
    assert [g.nådd for g in found] == [None, day("2026-09-03"), day("2026-09-08")]


def test_a_window_has_the_sum_of_its_own_days_only() -> None:
    assert in_window(missed("2026-08-01", "2026-09-01", "2026-09-02"), MONTH, day("2026-09-01")).dager == 1
