"""A package is filed once, in the right folder, and looked at; what 360 says is judged, waited for, never repeated."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bti_docs.archive import auth
from bti_docs.archive.auth import Access, Way, access
from bti_docs.archive.ledger import Ledger, Step
from bti_docs.archive.masked import MASK, masked
from bti_docs.archive.practice import practise
from bti_docs.archive.public360 import CREATE_DOCUMENT
from bti_docs.archive.redact import redact
from bti_docs.archive.rehearsal.server import Fault, Faults, no_faults
from bti_docs.archive.rehearsal.tables import LAW, STANDARD
from bti_docs.archive.rpc import Rpc
from bti_docs.archive.sending import Filed, send, too_large
from bti_docs.archive.tenantcodes import check_codes
from bti_docs.journal import verify
from bti_docs.problem import BtiError, Language
from tests.archive_here import KEY, SECRETS, Archive, archive
from tests.archive_packages import FNR, case, codes_of, first_minutes, letter, minutes, packed, with_body
from tests.archive_victim import NOW


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


# One document


def test_the_document_is_filed_in_the_folder_and_looked_at(known: Archive) -> None:
    assert known.send(minutes()) == Filed("26/00123-1", "26/00123", new=True)
    [document] = known.tenant.documents
    assert (document["Title"], document["OfficialTitle"]) == (minutes().entry.tittel, "Møtereferat")
    assert (document["AccessCodeCode"], document["AccessGroup"]) == ("13", "Elevmapper - Hope skole")
    assert known.running.calls == ["GetCases", "GetDocuments", "CreateDocument", "GetDocuments"]


def test_what_is_filed_is_the_file_in_the_package(known: Archive) -> None:
    import base64

    known.send(minutes())
    [file] = known.tenant.documents[0]["Files"]
    assert base64.b64decode(file["Base64Data"]) == minutes().members["referat-2026-05-06.pdf"]


def test_a_second_run_files_nothing(known: Archive) -> None:
    known.send(minutes())
    known.running.calls.clear()
    assert known.send(minutes()) == Filed("26/00123-1", "26/00123")
    assert known.running.calls == []


def test_without_the_ledger_the_archive_itself_tells_that_it_is_there(known: Archive) -> None:
    known.send(minutes())
    for left in known.path.parent.iterdir():
        left.unlink()
    assert known.send(minutes()).new is False
    assert len(known.tenant.documents) == 1


def test_a_changed_document_is_a_new_version_that_refers_to_the_old(known: Archive) -> None:
    changed = packed(case(("Skolen kan gjøre", "Skulen kan gjøre"))).package
    known.send(minutes())
    assert known.send(changed) == Filed("26/00123-2", "26/00123", 2, "26/00123-1", new=True)
    old, new = known.tenant.documents
    assert new["ReferringDocuments"] == [{"DocumentNumber": "26/00123-1"}]
    assert new["Title"] == f"{old['Title']} (versjon 2)"
    assert known.send(minutes()).number == "26/00123-1"
    assert known.send(changed) == Filed("26/00123-2", "26/00123", 2)
    assert len(known.tenant.documents) == 2


# Dispatch


def test_a_letter_is_filed_and_dispatched_once(tmp_path: Path) -> None:
    with archive(tmp_path, letter()) as found:
        assert found.send(letter()).dispatched is True
        assert found.send(letter()).dispatched is False
        assert found.tenant.dispatched == ["26/00123-1"]


def test_a_letter_whose_dispatch_was_lost_on_the_way_is_dispatched_once(tmp_path: Path) -> None:
    lost = {"DispatchDocuments": Fault.LOST_AFTER}
    with archive(tmp_path, letter(), lambda method, _n: lost.pop(method, None)) as found:
        found.send(letter())
        assert found.tenant.dispatched == ["26/00123-1"]


def test_a_letter_that_is_refused_at_dispatch_is_told_and_stays_filed(tmp_path: Path) -> None:
    refusing: Faults = lambda method, _n: Fault.REFUSED if method == "DispatchDocuments" else None  # noqa: E731
    with archive(tmp_path, letter(), refusing) as found:
        assert found.refuse(letter()) == {"A304"}
        assert len(found.tenant.documents) == 1


# Faults


def once(method: str, fault: Fault) -> Faults:
    left = {method: fault}
    return lambda called, _n: left.pop(called, None)


@pytest.mark.parametrize("method", ["GetCases", "CreateCase", "GetDocuments", "CreateDocument"])
@pytest.mark.parametrize(
    "fault", [Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.BUSY, Fault.BROKEN_BEFORE, Fault.BROKEN_AFTER]
)
def test_what_goes_wrong_once_is_tried_again_and_files_one_document(tmp_path: Path, method: str, fault: Fault) -> None:
    with archive(tmp_path, first_minutes(), once(method, fault)) as found:
        found.send(first_minutes())
        assert (len(found.tenant.cases), len(found.tenant.documents)) == (1, 1)
        assert len(found.waited) == 1


def test_what_is_refused_once_is_not_tried_again(tmp_path: Path) -> None:
    with archive(tmp_path, minutes(), once("CreateDocument", Fault.REFUSED)) as found:
        assert found.refuse(minutes()) == {"A304"}
        assert found.waited == []
        assert found.send(minutes()).new is True


@pytest.mark.parametrize(
    ("fault", "code"), [(Fault.BUSY, "A315"), (Fault.BROKEN_BEFORE, "A302"), (Fault.LOST_BEFORE, "A302")]
)
def test_an_archive_that_stays_away_is_told_after_a_few_tries(tmp_path: Path, fault: Fault, code: str) -> None:
    with archive(tmp_path, minutes(), lambda *_: fault) as found:
        assert found.refuse(minutes()) == {code}
        assert len(found.waited) == 3


def test_a_document_that_nobody_can_tell_was_filed_is_told_and_never_doubled(tmp_path: Path) -> None:
    never: Faults = lambda method, _n: Fault.LOST_BEFORE if method == "CreateDocument" else None  # noqa: E731
    with archive(tmp_path, minutes(), never) as found:
        assert found.refuse(minutes()) == {"A308"}
        found.running.faults = no_faults
        found.send(minutes())
        assert len(found.tenant.documents) == 1


def test_a_server_that_asks_us_to_wait_is_waited_for_as_long_as_it_says(tmp_path: Path) -> None:
    with archive(tmp_path, minutes(), once("GetCases", Fault.BUSY)) as found:
        found.running.retry_after = "7"
        found.send(minutes())
        assert found.waited == [7.0]


def test_an_access_group_that_the_archive_does_not_have_is_told_without_its_name(known: Archive) -> None:
    known.tenant.groups.clear()
    with pytest.raises(BtiError) as caught:
        known.send(minutes())
    [problem] = caught.value.problems
    assert problem.message(Language.EN).endswith(
        "Access Group is not a valid for the entity and subtype. AccessGroup= …"
    )


def test_a_document_filed_with_another_access_code_is_told(known: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    create = known.tenant.create_document

    def open_to_all(said: dict[str, Any]) -> dict[str, Any]:
        answer = create(said)
        known.tenant.documents[-1]["AccessCodeCode"] = "U"
        return answer

    monkeypatch.setattr(known.tenant, "create_document", open_to_all)
    assert known.refuse(minutes()) == {"A309"}


def test_a_document_that_another_group_may_read_is_told(known: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    create = known.tenant.create_document

    def for_all(said: dict[str, Any]) -> dict[str, Any]:
        answer = create(said)
        known.tenant.documents[-1]["AccessGroup"] = "Alle"
        return answer

    monkeypatch.setattr(known.tenant, "create_document", for_all)
    assert known.refuse(minutes()) == {"A309"}


def test_an_answer_with_an_error_text_is_an_error_although_it_says_successful(
    known: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known.rpc, "_post", lambda *_: Answer({"Successful": True, "ErrorMessage": "x Ola"}))
    assert known.refuse(minutes()) == {"A304"}


@pytest.mark.parametrize("said", [None, [], "hei"])
def test_an_answer_that_is_none_of_sifs_is_told(known: Archive, monkeypatch: pytest.MonkeyPatch, said: Any) -> None:
    monkeypatch.setattr(known.rpc, "_post", lambda *_: Answer(said))
    assert known.refuse(minutes()) == {"A303"}


class Answer:
    """An answer with code 200."""

    status_code = 200

    def __init__(self, said: Any) -> None:
        self.json = lambda: said


# Size


def test_a_call_that_is_too_large_is_told_before_anything_is_called(known: Archive) -> None:
    with pytest.raises(BtiError) as caught:
        send(minutes(), known.rpc, known.ledger, limit=100_000)
    assert codes_of(caught.value.problems) == {"A223"}
    assert known.running.calls == []
    assert too_large(minutes()) == []


# Keys


@pytest.mark.parametrize("way", [Way.HEADER, Way.QUERY])
def test_each_way_to_authenticate_is_taken(tmp_path: Path, way: Way) -> None:
    with archive(tmp_path, minutes(), way=way) as found:
        assert found.send(minutes()).new is True


def test_a_wrong_key_is_told_without_it(known: Archive) -> None:
    known.running.key = "en annen"
    assert known.refuse(minutes()) == {"A316"}


def test_a_token_is_fetched_once_and_carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with archive(tmp_path, minutes()) as found:
        asked: list[dict[str, str]] = []

        def post(_self: Any, url: str, data: dict[str, str]) -> Answer:
            asked.append({"url": url, **data})
            return Answer({"access_token": KEY})

        whole = Access(Way.OAUTH, "s3cret", "oss", "https://login.example/token", "scope")
        headers = whole.headers(type("Http", (), {"post": post})())
        assert headers == {"Authorization": f"Bearer {KEY}", "ClientID": "oss"}
        assert asked[0]["client_secret"] == "s3cret"
        found.rpc._headers = headers
        assert found.send(minutes()).new is True


def test_the_key_comes_from_the_environment_or_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(auth.KEY, raising=False)
    monkeypatch.setattr(auth, "_from_keyring", lambda host: KEY if host == "p.example" else "")
    assert access(Way.HEADER, "p.example").key == KEY
    with pytest.raises(BtiError) as caught:
        access(Way.HEADER, "another.example")
    assert codes_of(caught.value.problems) == {"A301"}
    monkeypatch.setenv(auth.KEY, "miljo\n")
    assert access(Way.HEADER, "p.example").key == "miljo"
    assert "miljo" not in repr(access(Way.HEADER, "p.example"))


@pytest.mark.parametrize("key", ["miljø", "to\nlinjer", " "])
def test_a_key_that_no_header_can_hold_is_told_before_anything_is_called(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setattr(auth, "_from_keyring", lambda _host: "")
    monkeypatch.setenv(auth.KEY, key)
    with pytest.raises(BtiError) as caught:
        access(Way.HEADER, "p.example")
    assert codes_of(caught.value.problems) == {"A301"}


@pytest.mark.parametrize(
    "url",
    ["http://p.example", "https://p.example?authkey=x", "https://key@p.example", "ftp://p.example", "p.example", ""],
)
def test_an_address_that_is_not_safe_is_refused(url: str) -> None:
    with pytest.raises(BtiError) as caught:
        Rpc(url, Access(Way.HEADER, KEY), lambda _: None)
    assert codes_of(caught.value.problems) == {"A314"}


# What is told and kept


def test_neither_key_nor_titles_nor_numbers_are_logged_or_kept(
    known: Archive, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    known.send(minutes())
    kept = b"".join(p.read_bytes() for p in known.path.parent.iterdir()).decode()
    said = capfd.readouterr()
    for text in (kept, caplog.text, said.out, said.err):
        assert not [s for s in SECRETS if s in text]


def test_no_one_stands_in_an_address(known: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    post = known.rpc._http.post
    monkeypatch.setattr(known.rpc._http, "post", lambda url, **more: asked.append(url) or post(url, **more))
    known.send(minutes())
    assert asked
    assert not [u for u in asked if "?" in u or FNR in u or "Ola" in u]


def test_the_ledger_is_a_journal_that_verifies(known: Archive) -> None:
    known.send(minutes())
    report = verify(known.path, Step)
    assert (report.entries, report.problems) == (4, ())
    told = Ledger(known.path, known.running.url, lambda: NOW).steps(minutes().entry.uuid)
    assert [s.step for s in told] == ["case", "filing", "filed", "verified"]


def test_a_damaged_ledger_stops_everything(known: Archive) -> None:
    known.send(minutes())
    known.path.write_bytes(known.path.read_bytes().replace(b"26/00123-1", b"26/00123-9", 1))
    with pytest.raises(BtiError) as caught:
        known.send(minutes())
    assert {c[0] for c in codes_of(caught.value.problems)} == {"J"}


def test_a_masked_call_shows_codes_and_hides_people() -> None:
    shown = json.dumps(masked(json.loads(letter().members[CREATE_DOCUMENT])), ensure_ascii=False)
    assert MASK in shown
    assert not [s for s in ("Ola", "Kari", "Brev", "15838510075") if s in shown]
    assert "recno:111" in shown


DUMP = (
    "SI.Data.BusinessException: Access Group is not a valid for the entity and subtype. AccessGroup='200693' "
    "<operation><Title>Ola Testesen</Title></operation> at SI.Data.Run()"
)


def test_what_is_useful_in_a_dump_is_kept_and_all_else_is_gone() -> None:
    assert redact(DUMP) == "Access Group is not a valid for the entity and subtype. AccessGroup= …"


@pytest.mark.parametrize(
    "said",
    [
        "Exception: Title Ola Testesen is not valid",
        f"Exception: ReferenceNumber {FNR} does not exist",
        "Kari",
        "Ola: 12851499979",
        "Exception: Title An Long To",
    ],
)
def test_nothing_of_anyone_is_kept_of_a_message(said: str) -> None:
    assert not [s for s in (*SECRETS, "Kari", "12851499979", "An", "Long", "To") if s in redact(said)]


# Codes


def test_the_codes_of_the_profile_are_held_against_the_archives_own(known: Archive) -> None:
    profil = case().municipality.profil
    known.tenant.tables = {**STANDARD, LAW: ((1, "Offl. § 13", "Offl. § 13"),)}
    rows = check_codes(known.rpc, profil)
    missing = {r.place for r in rows if r.known is False}
    own = {"public_360.melding.AccessCode", "public_360.melding.AccessGroup", "arkivering.kodenavn.recno:50013"}
    assert missing == {"public_360.sak.Paragraph", "hjemmel[0].paragraf", *own}
    assert {r.place for r in rows if r.known} >= {"public_360.referat.Category", "public_360.roller.mottaker"}


# Practice


def test_every_situation_is_practised_and_none_files_twice(tmp_path: Path) -> None:
    told = {o.situation: o for o in practise(first_minutes(), tmp_path, lambda: NOW)}
    assert {s for s, o in told.items() if o.problems} == {"several", "refused"}
    assert {s: o.documents for s, o in told.items()} == dict.fromkeys(told, 1) | {"several": 0, "refused": 0}
    assert {s for s, o in told.items() if o.handed} == {"handed"}


def test_another_pupils_number_is_practised_where_there_is_one(tmp_path: Path) -> None:
    told = {o.situation: o for o in practise(minutes(), tmp_path, lambda: NOW)}
    assert (codes_of(told["anothers"].problems), told["anothers"].documents) == ({"A310"}, 0)


def test_a_package_for_another_archive_is_not_sent(known: Archive) -> None:
    other = packed(case(sample="vindafjord")).package
    with pytest.raises(BtiError) as caught:
        known.send(other)
    assert codes_of(caught.value.problems) == {"A317"}


def test_a_call_that_was_tampered_with_is_not_sent_blindly(known: Archive) -> None:
    broken = with_body(minutes(), CREATE_DOCUMENT, lambda p: p.update(CaseNumber="26/99999"))
    filed = known.send(broken)  # the folder is what was found, whatever the call says
    assert filed.case == "26/00123"
