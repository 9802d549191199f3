"""What a copy, an invitation or a package must not tell of those who are kept apart, on the fictional samples."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
import yaml

from bti_docs.copies import copies, print_file, to_svarut
from bti_docs.document import as_text
from bti_docs.library import Shelves
from bti_docs.make import Case, Made, make, open_case, plan, see, words
from bti_docs.problem import BtiError
from tests.archive_packages import MINUTES, packed
from tests.archive_packages import case as archived
from tests.conftest import ROOT

SHELVES = Shelves()
DAY = dt.date(2026, 11, 22)
ANONYMOUS_KEEPS = {"bti_sak", "id", "saksnavn", "kommune", "målform", "barn", "foresatte", "personer", "møter"}


def raw(name: str) -> dict[str, Any]:
    text = (ROOT / "samples" / name / "sak.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506  (texts only)
    return found


def opened(data: dict[str, Any]) -> Case:
    return open_case(yaml.safe_dump(data, allow_unicode=True).encode(), SHELVES, file="sak.yaml")


def made(case: Case, kind: str, reader: str = "skolen", part: str = "", day: dt.date = DAY) -> Made:
    orders = [o for o in plan(case, SHELVES, [kind]) if part in ("", o.instance.id)]
    return make(case, dataclasses.replace(orders[0], reader=reader, requested=True), SHELVES, day)


def text(case: Case, kind: str, reader: str = "skolen", part: str = "") -> str:
    return as_text(made(case, kind, reader, part).document)


class TestWhoTheSchoolIsToldToSendCopiesTo:
    """The line `Kopi til` is what the school sends by."""

    def test_no_guardian_is_on_it_once_the_pupil_is_18(self) -> None:
        data = raw("risor")
        assert "Kari Testesen (mor)" in _copies(data)
        data["barn"]["fødselsdato"] = "2008-01-01"
        data["barn"].pop("fødselsnummer")
        assert not [line for line in _copies(data) if "(mor)" in line or "(far)" in line]

    def test_a_guardian_whom_the_pupil_is_kept_from_is_not_on_it(self) -> None:
        data = raw("risor")
        assert "Jan Kowalski (far)" in _copies(data)
        data["barn"]["skjermes_for"] = ["far"]
        assert _copies(data)[0] == "Kari Testesen (mor)"
        assert "Jan Kowalski (far)" not in _copies(data)


class TestWhatOneHomeHearsOfTheOther:
    def test_the_next_meeting_is_not_told_to_the_other_home_when_one_is_strengt_fortrolig(self) -> None:
        data, place = raw("risor"), "Risør ungdomsskole, rom 2"
        data["møter"][0]["neste"]["sted"] = place
        assert place in text(opened(data), "bti_motereferat", "mor")
        data["foresatte"][1]["adressesperre"] = "strengt fortrolig"
        for copy in (text(opened(data), "bti_motereferat", "mor"), text(opened(data), "stafettlogg_utskrift", "mor")):
            assert place not in copy
        assert place in text(opened(data), "bti_motereferat")

    def test_an_answer_from_a_guardian_who_is_kept_apart_is_not_in_the_others_copy(self) -> None:
        data = raw("trapp")
        contact = {"dato": "2026-11-02", "måte": "telefon", "hvem": "siri", "med": "far", "svar": "Vi har flyttet."}
        data["fraværsoppfølging"]["kontakt"].append(contact)
        assert "Vi har flyttet." in text(opened(data), "fravarsoppfolging", "mor")
        _keep_apart(data)
        assert "Vi har flyttet." not in text(opened(data), "fravarsoppfolging", "mor")
        assert "Vi har flyttet." in text(opened(data), "fravarsoppfolging", "far")

    def test_what_a_guardian_who_is_kept_apart_does_at_home_is_not_in_the_others_copy(self) -> None:
        data = raw("trapp")
        data["tilbakeføringsplan"]["hjemmet"].append({"hva": "Følger til bussen på torget.", "ansvar": "far"})
        assert "torget" in text(opened(data), "tilbakeforingsplan", "mor")
        _keep_apart(data)
        assert "torget" not in text(opened(data), "tilbakeforingsplan", "mor")
        assert "torget" in text(opened(data), "tilbakeforingsplan", "barn")

    def test_nobody_reads_when_a_guardian_who_is_kept_apart_was_given_the_evaluation(self) -> None:
        data = raw("risor")
        given = [{"hvem": "far", "dato": "2026-06-21", "måte": "i møte"}, {"hvem": "mor", "dato": "2026-06-18"}]
        data["iop_årsvurdering"]["tilgang"] = given
        assert "21.06.2026" in text(opened(data), "iop_arsvurdering")
        for reader in ("mor", "barn"):
            said = text(opened(data), "iop_arsvurdering", reader)
            assert "18.06.2026" in said
            assert "21.06.2026" not in said

    def test_an_interpreter_who_comes_for_someone_kept_apart_is_not_in_the_others_invitation(self) -> None:
        data = raw("risor")
        data["møter"][1]["tolk"] = {"språk": "samisk", "form": "oppmøte"}
        assert "samisk" in text(opened(data), "moteinnkalling")
        assert "samisk" not in text(opened(data), "moteinnkalling", "mor")
        data["foresatte"][0] |= {"tolk": "ja", "språk": "samisk"}
        assert "samisk" in text(opened(data), "moteinnkalling", "mor")


def test_what_the_pupil_lets_the_school_tell_is_for_the_pupil_and_the_school() -> None:
    data = raw("trapp")
    data["elevsamtaler"][0]["deling"] = "Ikke si dette til far."
    case, part = opened(data), data["elevsamtaler"][0]["id"]
    for reader in ("skolen", "barn"):
        assert "Ikke si dette til far." in text(case, "elevsamtale", reader, part)
    for reader in ("mor", "far"):
        assert "Ikke si dette til far." not in text(case, "elevsamtale", reader, part)


class TestTheCalendarFile:
    def test_an_anonymous_discussion_and_its_calendar_file_do_not_tell_the_case(self) -> None:
        data = raw("trapp")
        [team] = [m for m in data["møter"] if m["type"] == "ressursteam"]
        data["møter"] = [team]
        data["tiltak"], data["mål"] = [], []
        data = {key: value for key, value in data.items() if key in ANONYMOUS_KEEPS}
        data["møter"] = [{key: team[key] for key in ("id", "type", "dato", "innkalt")}]
        data["møter"][0] |= {"kl": "12:00-13:00", "sted": "Møterom 1", "drøfting": {"form": "anonym"}}
        data["møter"][0]["innkalling"] = {"dato": team["dato"]}
        found = made(opened(data), "moteinnkalling")
        assert found.calendar
        assert b"risor-2025-117" not in found.calendar + found.name.encode()

    def test_it_names_no_case_and_stays_the_same_when_the_meeting_is_moved(self) -> None:
        data = raw("risor")
        first = made(opened(data), "moteinnkalling").calendar or b""
        data["møter"][1]["kl"] = "14:30-15:15"
        moved = made(opened(data), "moteinnkalling").calendar or b""
        assert data["id"].encode() not in first
        assert first != moved
        assert _uid(first) == _uid(moved)

    def test_there_is_none_when_someone_has_a_strictly_confidential_address(self) -> None:
        data = raw("risor")
        father = next(g for g in data["foresatte"] if g["id"] == "far")
        assert made(opened(data), "moteinnkalling", "barn").calendar
        data["møter"][1]["innkalt"].remove("mor")
        father["adressesperre"] = "strengt fortrolig"
        assert made(opened(data), "moteinnkalling", "barn").calendar is None


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("risor-2026-031", "ola-testesen-26", "id"),
        ("id: m1", "id: m_kowalski", "møter[0].id"),
        ("id: s1", "id: s12851499979", "samtykker[0].id"),
    ],
)
def test_an_id_that_becomes_part_of_a_file_name_or_the_journal_names_nobody(old: str, new: str, place: str) -> None:
    written = yaml.safe_dump(raw("risor"), allow_unicode=True).replace(old, new)
    found = open_case(written.encode(), SHELVES, file="sak.yaml").problems
    assert [p.where.path for p in found if p.code == "R110"] == [place]


def test_a_strictly_protected_guardian_is_kept_from_the_other_also_when_the_case_does_not_say_so() -> None:
    data = raw("risor")
    data["foresatte"][1] |= {"adressesperre": "strengt fortrolig", "skjermes_for": []}
    assert "P161" in {p.code for p in opened(data).problems}
    data["foresatte"][0]["adressesperre"] = "strengt fortrolig"
    assert "P161" not in {p.code for p in opened(data).problems}


def test_a_text_that_is_called_a_name_gives_away_a_protected_home_no_more_than_any_other() -> None:
    data = raw("risor")
    place = "Krisesenteret, Hemmeligveien 99"
    for row in ({"navn": place}, {"navn": "Krisesenteret", "kontakt": "Hemmeligveien 99"}):
        data["henvisning"]["instanser"] = [row]
        with pytest.raises(BtiError) as stopped:
            made(opened(data), "ppt_henvisning", "mor")
        assert {p.code for p in stopped.value.problems} == {"V111"}


def _uid(calendar: bytes) -> bytes:
    return next(line for line in calendar.splitlines() if line.startswith(b"UID:"))


def _keep_apart(data: dict[str, Any]) -> None:
    father = next(g for g in data["foresatte"] if g["id"] == "far")
    father["skjermes_for"] = ["mor"]


def _copies(data: dict[str, Any]) -> list[str]:
    """Return the receivers of copies that the school's own minutes of the transition name."""
    case = opened(data)
    order = next(o for o in plan(case, SHELVES, ["overgangsmote"]) if o.instance.id == "m2")
    return words(case, order, see(case, order, DAY), SHELVES, DAY).dokument.kopi_til


class TestWhatAServiceMustHaveToReadTheLatestKinds:
    def test_a_closing_note_is_for_a_service_that_was_let_into_the_log_before_it(self) -> None:
        data = raw("trapp")
        day = dt.date(2026, 9, 2)
        assert _seen(data, "avslutning_nivavurdering", "ppt", day) == set()
        for part in data["stafettlogg"]["deltakere"]:
            part["fra"] = "2026-09-02"
        assert _seen(data, "avslutning_nivavurdering", "ppt", day) == {"V204"}
        for part in data["stafettlogg"]["deltakere"]:
            part["godkjent_av"] = []
        assert _seen(data, "avslutning_nivavurdering", "ppt", day) == {"V110"}

    def test_a_message_to_the_coordinating_unit_is_for_those_whom_its_own_consent_covers(self) -> None:
        data = raw("trapp")
        day = dt.date(2026, 4, 20)
        data["melding_ke"]["samtykke"] = "s4"
        assert _seen(data, "melding_ke", "ppt", day) == set()
        data["melding_ke"]["samtykke"] = "s1"
        assert _seen(data, "melding_ke", "ppt", day) == {"V108"}


def _seen(data: dict[str, Any], kind: str, reader: str, day: dt.date) -> set[str]:
    """Return the codes with which a reader is refused the first document of a kind; none when they may have it."""
    case = opened(data)
    try:
        see(case, dataclasses.replace(plan(case, SHELVES, [kind])[0], reader=reader, requested=True), day)
    except BtiError as stopped:
        return {p.code for p in stopped.problems}
    return set()


class TestAReportThatTheHomeDoesNotKnowOf:
    """Rule R16: the report alone says that violence may be suspected, also without a note that does."""

    def test_it_stops_what_goes_to_the_home(self) -> None:
        data = _reported()
        assert _refused(data, "iop_arsvurdering", "mor") == {"V101"}
        assert _refused(data, "moteinnkalling", "skolen") == {"V101"}
        assert not [line for line in _copies(data) if "(mor)" in line or "(far)" in line]

    def test_it_stops_nothing_once_every_guardian_has_been_told(self) -> None:
        data = _reported()
        data["bekymring"]["foresatte"] = [{"hvem": who, "orientert": "ja"} for who in ("mor", "far")]
        assert made(opened(data), "iop_arsvurdering", "mor")
        data["bekymring"]["foresatte"].pop()
        assert _refused(data, "iop_arsvurdering", "mor") == {"V101"}


def _reported() -> dict[str, Any]:
    data = raw("risor")
    data["bekymring"] = {"dato": "2026-06-01", "melder": "siri", "foresatte": [{"hvem": "mor", "orientert": "nei"}]}
    return data


def _refused(data: dict[str, Any], kind: str, reader: str, part: str = "", day: dt.date = DAY) -> set[str]:
    with pytest.raises(BtiError) as stopped:
        made(opened(data), kind, reader, part, day)
    return {p.code for p in stopped.value.problems}


class TestAHomeWhereTheOtherOneIsProtected:
    """The address of a guardian whose own entry bars nothing is a protected one when the pupil lives there too."""

    def test_it_is_not_in_the_package_of_a_letter(self) -> None:
        of = archived(("4950 Risør]\n  adressesperre: nei", "4950 Risør]\n  adressesperre: fortrolig"))
        done = packed(of, MINUTES, "mor", meeting="m1")
        assert not done.package.entry.parter
        assert not [name for name, data in done.package.members.items() if b"Testveien" in data]

    def test_it_is_handed_over_and_not_told_to_svarut(self) -> None:
        of = archived(
            ("4950 Risør]\n  adressesperre: nei", "4950 Risør]\n  adressesperre: fortrolig"),
            ("tolk: nei\n    kopi: utskrift", "tolk: nei\n    kopi: svarut"),
        )
        mother = next(b for b in copies(of, [MINUTES], SHELVES, DAY, "m1") if b.reader == "mor")
        assert mother.by_hand
        with pytest.raises(BtiError):
            to_svarut(of, mother)

    def test_no_address_that_the_letter_does_not_print_is_told_to_svarut(self) -> None:
        data = raw("risor")
        data["foresatte"][1] |= {"adressesperre": "klientadresse", "kopi": "svarut"}
        of = opened(data)
        father = next(b for b in copies(of, [MINUTES], SHELVES, DAY, "m1", margins=False) if b.reader == "far")
        assert father.by_hand
        with pytest.raises(BtiError) as refused:
            to_svarut(of, father)
        assert "U101" in {p.code for p in refused.value.problems}

    def test_nothing_is_printed_together_where_someone_is_strengt_fortrolig(self) -> None:
        data = raw("risor")
        assert print_file(copies(opened(data), [MINUTES], SHELVES, DAY, "m1", margins=False))
        data["foresatte"][1]["adressesperre"] = "strengt fortrolig"
        bundles = copies(opened(data), [MINUTES], SHELVES, DAY, "m1", margins=False)
        assert print_file(bundles) is None
        assert {b.reader: [p.code for p in b.problems if p.code in ("V121", "V122")] for b in bundles} == {
            "mor": ["V122"],
            "far": ["V121"],
        }

    def test_a_report_does_not_say_where_a_pupil_lives_with_someone_protected(self) -> None:
        data = raw("bekymring")
        data["barn"] |= {"adressesperre": "nei", "telefon": "90000013"}
        data["foresatte"][0] |= {"adresse": list(data["barn"]["adresse"]), "adressesperre": "nei"}
        assert "Prøveveien" in text(opened(data), "bekymringsmelding")
        data["foresatte"][0]["adressesperre"] = "strengt fortrolig"
        said = text(opened(data), "bekymringsmelding")
        assert "Prøveveien" not in said
        assert "90000013" not in said
