"""What comes next: where a case stands, what is due and by when, who does it, what lacks, and why."""

from __future__ import annotations

import datetime as dt

from tests.procedures import case, sample, steps, told

FLOW = "bti_flyt_0_3"
NOTE = "oppmerksomhetssamtale: {dato: 2026-09-01, skrevet_av: mor"


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


def test_a_consent_that_is_not_complete_is_what_lacks_before_the_log_is_opened() -> None:
    found = told(sample("trapp"), "2025-11-19", FLOW).ventende
    assert [(d.steg.n, [m.nøkkel for m in d.mangler]) for d in found] == [("1.1", ["samtykker"])]
