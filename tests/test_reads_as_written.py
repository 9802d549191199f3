"""A finished document reads as one that somebody would sign: nothing from later, nothing open that was decided."""

from __future__ import annotations

from typing import Any

import pytest

from tests.test_followup import opened, raw, sample, text


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n")]


def test_a_consent_names_those_who_were_stafettholder_when_it_was_answered() -> None:
    said = text(sample("trapp"), "samtykke_stafettlogg").split("Hvem får delta")[1].split("Samtykket gjelder")[0]
    assert said.count("Lise Klassen") == 1
    assert "Siri Sosial" not in said  # she took over half a year later


def test_a_draft_of_a_consent_names_everyone_who_is_planned_once() -> None:
    data: dict[str, Any] = raw("trapp")
    data["samtykker"][0]["status"] = "utkast"
    said = text(opened(data), "samtykke_stafettlogg").split("Hvem får delta")[1].split("Samtykket gjelder")[0]
    assert (said.count("Lise Klassen"), said.count("Siri Sosial")) == (1, 1)


def test_the_log_says_of_each_measure_what_became_of_it_at_which_meeting() -> None:
    said = text(sample("trapp"), "stafettlogg_utskrift")
    assert "13.01.2026: noe effekt, videreføres" in said
    assert "10.02.2026: ingen effekt, endres" in said


@pytest.mark.parametrize(("til", "status"), [("2026-11-22", "passiv"), ("2026-11-23", "aktiv")])
def test_a_role_in_the_log_is_active_until_the_day_it_ends(til: str, status: str) -> None:
    data: dict[str, Any] = raw("trapp")
    data["stafettlogg"]["stafettholdere"][-1]["til"] = til
    day = ".".join(reversed(til.split("-")))
    rows = [
        line for line in lines(text(opened(data), "stafettlogg_utskrift")) if day in line and "stafettholder" in line
    ]
    assert [row.split()[-1] for row in rows] == [status]


@pytest.mark.parametrize(
    ("form", "none"), [("", "Ingen nye tiltak er ført opp."), ("nn", "Ingen nye tiltak er førte opp.")]
)
def test_minutes_that_agreed_no_new_measure_say_so_and_leave_no_empty_table(form: str, none: str) -> None:
    decided, agreed = (lines(text(sample("trapp", form), "bti_motereferat", part=part)) for part in ("m10", "m7"))
    assert none in decided
    assert none not in agreed


def test_minutes_without_a_decision_have_room_to_write_measures_by_hand() -> None:
    data: dict[str, Any] = raw("trapp")
    for meeting in data["møter"]:
        if meeting["id"] == "m10":
            del meeting["beslutning"]
    assert "Ingen nye tiltak er ført opp." not in text(opened(data), "bti_motereferat", part="m10")


def test_minutes_that_close_the_case_ask_for_no_next_meeting() -> None:
    assert "Neste møte" not in lines(text(sample("trapp"), "bti_motereferat", part="m11"))
    assert "### Neste møte" in lines(text(sample("trapp"), "bti_motereferat", part="m10"))


@pytest.mark.parametrize("kind", ["elevsamtale", "fravarsoppfolging", "pedagogisk_analyse"])
def test_what_nobody_has_a_copy_of_does_not_leave_the_receivers_open(kind: str) -> None:
    for form in ("nb", "nn"):
        assert "Kopi til" not in text(sample("trapp", form), kind)
