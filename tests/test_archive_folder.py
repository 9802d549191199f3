"""A document lands in the pupil's own folder: the one that is there, a new one, never another pupil's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bti_docs.problem import BtiError
from tests.archive_here import Archive, archive
from tests.archive_packages import FNR, first_minutes, minutes

ANOTHER = "15838510075"


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Archive]:
    """An archive that has the folder of the minutes."""
    with archive(tmp_path, minutes()) as found:
        yield found


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Archive]:
    """An archive without any folder."""
    with archive(tmp_path, first_minutes()) as found:
        yield found


def test_a_pupil_without_a_folder_gets_one(empty: Archive) -> None:
    filed = empty.send(first_minutes())
    [folder] = empty.tenant.cases
    assert (folder["CaseNumber"], folder["Title"]) == (filed.case, "Elevmappe")
    assert folder["Contacts"] == [{"Role": "Sakspart", "Referencenumber": FNR}]


def test_a_pupil_with_one_folder_keeps_it(empty: Archive) -> None:
    empty.tenant.add_case("25/00007", "Elevmappe", [FNR])
    assert empty.send(first_minutes()).case == "25/00007"
    assert len(empty.tenant.cases) == 1


def test_a_pupil_with_two_folders_stops_everything(empty: Archive) -> None:
    for number in ("25/00007", "25/00008"):
        empty.tenant.add_case(number, "Elevmappe gammel", [FNR])
    assert empty.refuse(first_minutes()) == {"A305"}
    assert empty.tenant.documents == []


def test_a_folder_that_is_no_longer_in_use_does_not_count(empty: Archive) -> None:
    empty.tenant.add_case("25/00007", "Elevmappe", [FNR], "Utgår")
    empty.tenant.add_case("25/00008", "Elevmappe", [FNR])
    assert empty.send(first_minutes()).case == "25/00008"


def test_another_pupils_folder_and_another_kind_of_case_do_not_count(empty: Archive) -> None:
    empty.tenant.add_case("25/00007", "Elevmappe", [ANOTHER])
    empty.tenant.add_case("25/00008", "Skoleskyss", [FNR])
    assert empty.send(first_minutes()).case not in ("25/00007", "25/00008")


def test_a_number_that_the_archive_does_not_have_stops_everything(known: Archive) -> None:
    known.tenant.cases.clear()
    assert known.refuse(minutes()) == {"A306"}


def test_a_hundred_and_more_documents_in_a_folder_are_all_looked_through(known: Archive) -> None:
    known.send(minutes())
    mine = known.tenant.documents[0]
    known.tenant.documents += [{**mine, "Recno": 900_000 + n, "Files": []} for n in range(150)]
    for left in known.path.parent.iterdir():
        left.unlink()
    with pytest.raises(BtiError):  # so many have its number now
        known.send(minutes())
    assert len(known.tenant.documents) == 151


def test_a_number_that_is_another_pupils_stops_everything(known: Archive) -> None:
    known.tenant.cases.clear()
    known.tenant.add_case("26/00123", "Elevmappe", [ANOTHER])
    assert known.refuse(minutes()) == {"A310"}
    assert known.tenant.documents == []


@pytest.mark.parametrize("parties", [[], ["974577690"], [ANOTHER, FNR]])
def test_a_folder_that_does_not_say_whose_it_is_or_is_also_the_pupils_is_used(
    known: Archive, parties: list[str]
) -> None:
    known.tenant.cases.clear()
    known.tenant.add_case("26/00123", "Elevmappe", parties)
    assert known.send(minutes()).case == "26/00123"
