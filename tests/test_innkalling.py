"""Invitations: who gets one, what it says to whom, and the calendar file beside it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import icalendar
import pytest

from bti_docs.case.model import Sak
from bti_docs.document import as_text
from bti_docs.ics import Event, calendar
from bti_docs.library import Shelves
from bti_docs.make import Case, Made, Order, make, open_case, plan
from bti_docs.problem import BtiError
from tests.conftest import ROOT, Run

SHELVES = Shelves()
DAY = dt.date(2026, 6, 3)
RISOR = ROOT / "samples/risor/sak.yaml"
KIND = "moteinnkalling"


def case_with(*changes: tuple[str, str]) -> Case:
    text = RISOR.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return open_case(text.encode(), SHELVES, file="sak.yaml")


def invitation(case: Case, reader: str = "skolen") -> Made:
    (order,) = plan(case, SHELVES, [KIND], reader=reader)
    return make(case, order, SHELVES, DAY)


def events(data: bytes | None) -> list[Any]:
    assert data is not None
    return icalendar.Calendar.from_ical(data).events


def refused(case: Case, reader: str) -> set[str]:
    with pytest.raises(BtiError) as stopped:
        invitation(case, reader)
    return {p.code for p in stopped.value.problems}


@pytest.mark.parametrize("reader", ["skolen", "mor", "barn", "helsestasjonen"])
def test_an_invitation_has_a_calendar_file_with_the_time_and_nothing_about_the_pupil(reader: str) -> None:
    made = invitation(case_with(), reader)
    (event,) = events(made.calendar)
    oslo = dt.timezone(dt.timedelta(hours=2))
    assert event.start == dt.datetime(2026, 6, 10, 13, 30, tzinfo=oslo)
    assert event.end == dt.datetime(2026, 6, 10, 14, 15, tzinfo=oslo)
    assert event["SUMMARY"] == "Møte på skolen"
    said = (made.calendar or b"").decode()
    assert not [word for word in ("Ola", "Testesen", "Overgang", "Kowalski", "BTI", "12.05") if word in said]


def test_winter_time_is_an_hour_behind() -> None:
    event = Event("x", "Møte", dt.datetime.combine(dt.date(2026, 12, 1), dt.time(9)), None, DAY)
    assert b"DTSTART:20261201T080000Z" in calendar([event], language="nb")


def test_a_day_without_a_time_takes_the_whole_day() -> None:
    assert b"DTSTART;VALUE=DATE:20261201" in calendar(
        [Event("x", "Frist", dt.date(2026, 12, 1), None, DAY)], language="nb"
    )


def test_the_same_invitation_gives_the_same_calendar_bytes() -> None:
    assert invitation(case_with()).calendar == invitation(case_with()).calendar


def test_a_protected_reader_gets_no_calendar_file() -> None:
    assert invitation(case_with(), "far").calendar is None


def test_nobody_gets_a_calendar_file_when_the_pupil_is_protected() -> None:
    case = case_with(("4950 Risør]\n  adressesperre: nei", "4950 Risør]\n  adressesperre: fortrolig"))
    for reader in ("skolen", "mor", "barn"):
        assert invitation(case, reader).calendar is None
    assert "Hope" not in as_text(invitation(case, "mor").document)


def test_a_meeting_without_a_time_has_no_calendar_file() -> None:
    assert invitation(case_with(("    kl: 13:30-14:15\n", ""))).calendar is None


def test_someone_who_is_kept_from_the_reader_is_not_on_the_list_of_those_invited() -> None:
    assert "Kowalski" in as_text(invitation(case_with()).document)
    assert "Kowalski" not in as_text(invitation(case_with(), "mor").document)


def test_only_those_who_are_invited_get_an_invitation() -> None:
    case = case_with(
        (
            "innkalt: [per, siri, anne, heidi, mor, far, barn]\n    til_stede: [per, siri, anne, heidi, mor, barn]",
            "innkalt: [per, siri, anne, mor]\n    til_stede: [per, siri, anne, heidi, mor, barn]",
        )
    )
    assert refused(case, "far") == {"V113"}
    assert refused(case, "barn") == {"V113"}
    assert refused(case, "helsestasjonen") == {"V113"}
    assert invitation(case, "mor")


def test_a_service_without_a_consent_gets_no_invitation() -> None:
    case = case_with(("status: gitt", "status: utkast"))
    assert refused(case, "helsestasjonen") == {"V108"}


def test_a_service_that_may_not_see_texts_without_a_theme_is_not_told_what_the_meeting_is_for() -> None:
    said = as_text(invitation(case_with(), "helsestasjonen").document)
    assert "Vi skal avtale hvem som gjør hva" not in said
    assert "gruer" not in said
    assert "Hope barneskole, møterom 2" in said


def test_an_invitation_says_nothing_of_the_minutes_of_its_meeting() -> None:
    said = as_text(invitation(case_with(), "mor").document)
    assert "Anne møter Ola" not in said
    seen = Sak.model_validate(case_with().sak.model_dump())
    assert seen.møter[1].saker


def test_two_who_must_not_meet_are_never_invited_together() -> None:
    case = case_with(("adressesperre: fortrolig", "adressesperre: strengt fortrolig"))
    assert "P161" in {p.code for p in case.problems}
    assert "P161" in refused(case, "skolen")


def test_what_stops_the_minutes_of_a_meeting_does_not_stop_the_invitation_to_it() -> None:
    start, end = "  syn:\n    - dato: 2026-04-20", "foresatte:\n"
    text = RISOR.read_text(encoding="utf-8")
    without = text[: text.index(start)] + "\n" + text[text.index(end) :]
    case = open_case(without.encode(), SHELVES, file="sak.yaml")
    assert "P113" in {p.code for p in case.problems}
    assert invitation(case)
    with pytest.raises(BtiError):
        make(case, plan(case, SHELVES, ["overgangsmote"], "m2")[0], SHELVES, DAY)


def test_suspected_violence_stops_every_invitation() -> None:
    case = case_with(("vold_overgrep: nei", "vold_overgrep: ja"))
    for reader in ("skolen", "mor", "barn"):
        assert refused(case, reader) == {"V101"}


def test_make_writes_the_calendar_file_beside_the_invitation(bti: Run, tmp_path: Path) -> None:
    answer = bti("make", RISOR, "-k", KIND, "--for", "mor", "--out", "ut", "--day", "2026-06-03", "--json")
    made = {f["format"]: Path(f["file"]).name for f in answer.json["files"]}
    assert made["ics"] == "risor-2026-031_moteinnkalling_m2_2026-06-02_mor.ics"
    assert (tmp_path / "ut" / made["ics"]).stat().st_mode & 0o777 == 0o600


def test_a_form_to_fill_by_hand_is_only_for_the_school() -> None:
    case = open_case((ROOT / "samples/skjema/risor.yaml").read_bytes(), SHELVES, file="sak.yaml")
    order = plan(case, SHELVES, [KIND])[0]
    assert make(case, order, SHELVES, DAY).calendar is None
    with pytest.raises(BtiError):
        make(case, Order(order.instance, "mor"), SHELVES, DAY)
