"""The pupil's folder follows to the next school when someone asks for it, and only then."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bti_docs.archive.auth import Access, Way
from bti_docs.archive.check import check
from bti_docs.archive.handover import Handed, hand_over
from bti_docs.archive.ledger import Ledger
from bti_docs.archive.package import Package, zipped
from bti_docs.archive.practice import tenant_for
from bti_docs.archive.public360 import CREATE_CASE, UPDATE_CASE, calls
from bti_docs.archive.rehearsal.server import Fault, Rehearsal, rehearsal
from bti_docs.archive.rpc import Rpc
from bti_docs.archive.sending import send
from bti_docs.problem import BtiError
from tests.archive_packages import SHELVES, case, codes_of, first_minutes, minutes, packed, with_body, with_member
from tests.archive_victim import NOW
from tests.conftest import Run

GROUP = "Elevmapper - Risør ungdomsskole"
Running = Callable[..., tuple[Rehearsal, Rpc, Ledger]]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """An archive with the pupil's folder, a way in, and a ledger."""
    ends: list[Any] = []

    def start(*faults: Fault) -> tuple[Rehearsal, Rpc, Ledger]:
        left = list(faults)
        tenant = tenant_for(minutes())
        tenant.add_case("26/00123", "Elevmappe", [])
        serving = rehearsal(tenant, "k", lambda m, _: left.pop() if m == "UpdateCase" and left else None)
        there = serving.__enter__()
        rpc = Rpc(there.url, Access(Way.HEADER, "k"), lambda _seconds: None)
        ends.append((serving, rpc))
        return there, rpc, Ledger(tmp_path / "arkivert.jsonl", there.url, lambda: NOW)

    yield start
    for serving, rpc in ends:
        rpc.close()
        serving.__exit__(None, None, None)


def shaped(said: Any, skeleton: Any) -> bool:
    """Whether a call has no field that SIF's own example lacks, and each of the same type."""
    if isinstance(said, dict):
        return isinstance(skeleton, dict) and all(k in skeleton and shaped(v, skeleton[k]) for k, v in said.items())
    return type(said) is type(skeleton)


@pytest.mark.parametrize("package", [minutes, first_minutes])
def test_the_call_has_the_fields_of_the_archives_own(
    package: Callable[[], Package], shared: Callable[[str], Path]
) -> None:
    skeleton = json.loads(shared("archive/p360-json/CaseService/UpdateCaseArgs.json").read_text("utf-8"))
    said = json.loads(package().members[UPDATE_CASE])["parameter"]
    assert shaped(said, skeleton)
    assert said["AccessGroup"] == GROUP
    assert ("CaseNumber" in said) != ("ExternalId" in said)


def stays() -> Package:
    """The minutes of a pupil who has come to the new school."""
    return packed(case(("  skole: hope-barneskole", "  skole: risor-ungdomsskole"))).package


def test_a_pupil_who_stays_is_handed_over_to_nobody() -> None:
    assert UPDATE_CASE not in stays().members


def test_a_package_that_hands_over_to_another_school_is_told() -> None:
    rules = SHELVES.archive()
    other = with_body(minutes(), UPDATE_CASE, lambda said: said.update(AccessGroup="Alle"))
    more = with_body(minutes(), UPDATE_CASE, lambda said: said.update(Title="Ola"))
    gone = with_member(minutes(), UPDATE_CASE, None)
    broken = with_member(minutes(), UPDATE_CASE, b"[]")
    assert [codes_of(check(p, rules)) for p in (other, more, gone, broken)] == [{"A222"}, {"A222"}, {"A204"}, {"A222"}]
    assert codes_of(check(with_member(stays(), UPDATE_CASE, minutes().members[UPDATE_CASE]), rules)) == {"A204"}


def test_filing_hands_nothing_over_until_it_is_asked_for(running: Running) -> None:
    there, rpc, ledger = running()
    done = send(minutes(), rpc, ledger)
    assert "UpdateCase" not in there.calls
    assert not [path for path, _ in calls(minutes().members) if "UpdateCase" in path]
    methods = [path.rpartition("/")[2] for path, _ in calls(minutes().members, handover=True)]
    assert methods[-2:] == ["UpdateCase", "GetCases"]
    assert hand_over(minutes(), done.case, rpc, ledger)
    [folder] = there.tenant.cases
    assert folder["AccessGroup"] == GROUP
    assert folder["Title"] == "Elevmappe"


def test_a_folder_is_handed_over_once_whatever_is_lost_on_the_way(running: Running) -> None:
    there, rpc, ledger = running(Fault.LOST_AFTER, Fault.BUSY, Fault.BROKEN_BEFORE)
    assert hand_over(minutes(), "26/00123", rpc, ledger)
    there.tenant.cases[0]["AccessGroup"] = "Something the new school chose"
    assert not hand_over(minutes(), "26/00123", rpc, ledger)
    assert there.tenant.cases[0]["AccessGroup"] == "Something the new school chose"


def test_a_refused_hand_over_is_told_and_can_be_asked_for_again(running: Running) -> None:
    there, rpc, ledger = running(Fault.REFUSED)
    with pytest.raises(BtiError) as caught:
        hand_over(minutes(), "26/00123", rpc, ledger)
    assert codes_of(caught.value.problems) == {"A304"}
    assert hand_over(minutes(), "26/00123", rpc, ledger)
    assert there.tenant.cases[0]["AccessGroup"] == GROUP


def test_what_was_handed_over_is_looked_at(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    there, rpc, ledger = running()
    assert hand_over(minutes(), "26/00123", rpc, ledger) == Handed("26/00123", seen=True)
    assert there.calls == ["UpdateCase", "GetCases"]


@pytest.mark.parametrize(
    "other", [{"AccessGroup": "Alle"}, {"ResponsiblePerson": {"Email": "noen@b.example"}}], ids=["group", "person"]
)
def test_a_folder_that_is_not_as_it_was_asked_to_be_is_told_and_asked_for_again(
    running: Running, monkeypatch: pytest.MonkeyPatch, other: dict[str, Any]
) -> None:
    there, rpc, ledger = running()
    package = with_body(minutes(), UPDATE_CASE, lambda said: said.update(ResponsiblePersonEmail="ny@b.example"))
    update = there.tenant.update_case

    def otherwise(said: dict[str, Any]) -> dict[str, Any]:
        answer = update(said)
        there.tenant.cases[0].update(other)
        return answer

    monkeypatch.setattr(there.tenant, "update_case", otherwise)
    with pytest.raises(BtiError) as caught:
        hand_over(package, "26/00123", rpc, ledger)
    assert codes_of(caught.value.problems) == {"A313"}
    monkeypatch.undo()
    assert hand_over(package, "26/00123", rpc, ledger) == Handed("26/00123", seen=True)


def gone(there: Rehearsal) -> None:
    there.tenant.get_cases = lambda _said: {"Cases": []}  # type: ignore[method-assign]


def closed(there: Rehearsal) -> None:
    there.faults = lambda method, _n: Fault.REFUSED if method == "GetCases" else None


@pytest.mark.parametrize("hidden", [gone, closed])
def test_a_folder_that_can_no_longer_be_seen_is_handed_over_and_that_is_said(
    running: Running, hidden: Callable[[Rehearsal], None]
) -> None:
    there, rpc, ledger = running()
    hidden(there)
    assert hand_over(minutes(), "26/00123", rpc, ledger) == Handed("26/00123", seen=False)
    assert hand_over(minutes(), "26/00123", rpc, ledger) is None


def test_a_folder_that_was_made_on_the_way_is_handed_over_by_its_number(running: Running) -> None:
    there, rpc, ledger = running()
    assert CREATE_CASE in first_minutes().members
    done = send(first_minutes(), rpc, ledger)
    assert hand_over(first_minutes(), done.case, rpc, ledger)
    assert [c["AccessGroup"] for c in there.tenant.cases if c["CaseNumber"] == done.case] == [GROUP]


def written(folder: Path, *packages: Package) -> list[str]:
    for n, package in enumerate(packages):
        (folder / f"{n}.zip").write_bytes(zipped(package.members))
    return [str(folder / f"{n}.zip") for n in range(len(packages))]


def told(run: Run, there: Rehearsal, paths: list[str], *more: str) -> Any:
    return json.loads(run("archive", "send", *paths, "--url", there.url, "--send", "--json", *more).out)


def test_the_command_hands_over_after_filing_and_only_with_handover(
    running: Running, bti: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, _, _ = running()
    monkeypatch.setenv("BTI_P360_KEY", "k")
    paths = written(tmp_path, minutes(), packed(case(), "overgangsmote", meeting="m2").package)
    assert told(bti, there, paths)["handed_over"] == []
    assert told(bti, there, paths, "--handover")["handed_over"] == ["26/00123"]
    assert told(bti, there, paths[:1], "--handover")["handed_over"] == []
    assert there.calls.count("UpdateCase") == 1


def test_the_command_says_that_it_could_not_look_at_what_it_handed_over(
    running: Running, bti: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, _, _ = running()
    monkeypatch.setenv("BTI_P360_KEY", "k")
    paths = written(tmp_path, minutes())
    told(bti, there, paths)
    gone(there)
    answer = bti("archive", "send", *paths, "--url", there.url, "--send", "--handover")
    assert (answer.code, answer.codes) == (0, ["A319"])
    assert GROUP not in answer.out + answer.err


def test_nothing_is_handed_over_before_all_is_filed_or_to_nobody(
    running: Running, bti: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, _, _ = running()
    monkeypatch.setenv("BTI_P360_KEY", "k")
    there.faults = lambda method, _: Fault.REFUSED if method == "CreateDocument" else None
    said = told(bti, there, written(tmp_path, minutes()), "--handover")
    assert [p["code"] for p in said["problems"]] == ["A304", "A318"]
    there.faults = lambda _method, _number: None
    said = told(bti, there, written(tmp_path, stays()), "--handover")
    assert [p["code"] for p in said["problems"]] == ["A318"]
    assert "UpdateCase" not in there.calls
