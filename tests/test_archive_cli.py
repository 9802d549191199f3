"""The archive's commands, from the command line to the disk and to an archive on this machine."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bti_docs.archive.package import zipped
from bti_docs.archive.practice import tenant_for
from bti_docs.archive.rehearsal.server import Fault, Rehearsal, rehearsal
from bti_docs.archive.rehearsal.tables import ACCESS, CATEGORY, STANDARD
from bti_docs.archive.rehearsal.tenant import Tenant
from bti_docs.cli.files import place
from bti_docs.packing import to_pack
from tests.archive_packages import DAY, FNR, SHELVES, case, minutes
from tests.conftest import Answer, Run

KEY = "hemmelig-nokkel-4711"
SECRETS = ("Ola", "Testesen", "Kowalski", FNR, KEY, "BTI-møtereferat")
PACK = ("archive", "pack", "-k", "bti_motereferat", "--day", DAY.isoformat())


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The minutes as the command writes them, a folder and a zip: `test_pack_writes...` holds that they are."""
    found = tmp_path / "arkiv" / f"{minutes().entry.name}.zip"
    for name, data in minutes().members.items():
        place(found.with_suffix("") / name, data)
    place(found, zipped(minutes().members))
    return found


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[Rehearsal]:
    """An archive on this machine that has the minutes' folder, and the key to it in the environment."""
    monkeypatch.setenv("BTI_P360_KEY", KEY)
    with rehearsal(tenant_for(minutes()), KEY) as found:
        found.tenant.add_case("26/00123", "Elevmappe", [FNR])
        yield found


def tells_nobody(answer: Answer) -> None:
    assert not [s for s in SECRETS if s in answer.out + answer.err]


# pack and check


def test_pack_writes_a_folder_and_a_zip_of_it_that_only_their_owner_reads(
    bti: Run, risor: Path, tmp_path: Path
) -> None:
    assert bti(*PACK, risor, "--out", tmp_path / "a").code == 0
    [package] = (tmp_path / "a").glob("*.zip")
    folder = package.with_suffix("")
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} == set(minutes().members)
    assert {n: (folder / n).read_bytes() for n in minutes().members} == dict(minutes().members)
    assert (package.name, package.read_bytes()) == (f"{minutes().entry.name}.zip", zipped(minutes().members))
    assert {stat.S_IMODE(p.stat().st_mode) for p in (package, *folder.rglob("*.*"))} == {0o600}


def test_pack_names_nobody_and_tells_what_was_made(bti: Run, risor: Path, tmp_path: Path) -> None:
    answer = bti(*PACK, risor, "--out", tmp_path / "a", "--json")
    tells_nobody(answer)
    [file] = answer.json["files"]
    assert (file["kind"], file["reader"], file["format"], file["date"]) == (
        "bti_motereferat",
        "arkiv",
        "zip",
        "2026-05-06",
    )
    assert (tmp_path / "a" / "journal.jsonl").exists()


def test_pack_without_a_kind_packs_everything_but_letters_and_what_is_not_filed() -> None:
    found = {o.instance.kind.id for o in to_pack(case(), [], SHELVES)}
    assert not found & {"folgebrev", "offentlig_variant", "samtykke_endring"}
    assert found >= {
        "bti_motereferat",
        "iop",
        "oppmerksomhetssamtale",
        "overgangsmote",
        "samtykke_deling",
        "samtykke_stafettlogg",
        "stafettlogg_utskrift",
    }


def test_a_changed_case_does_not_overwrite_a_package_unasked(
    bti: Run, risor: Path, tmp_path: Path, package: Path
) -> None:
    before = package.read_bytes()
    changed = tmp_path / "sak.yaml"
    changed.write_text(risor.read_text("utf-8").replace("Skolen kan gjøre", "Skulen kan gjøre"), encoding="utf-8")
    assert "C102" in bti(*PACK, changed, "--out", package.parent).codes
    assert package.read_bytes() == before
    assert bti(*PACK, changed, "--out", package.parent, "--force").code == 0
    assert package.read_bytes() != before


def test_a_package_made_again_keeps_nothing_of_the_old_one_but_what_someone_else_put_there(
    bti: Run, risor: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "sak.yaml"
    changed.write_text(risor.read_text("utf-8").replace("arkiv:\n  saksnummer: 26/00123\n", ""), encoding="utf-8")
    assert bti(*PACK, changed, "--out", tmp_path / "a").code == 0
    [folder] = (p for p in (tmp_path / "a").iterdir() if p.is_dir())
    (folder / "min.txt").write_text("x")
    assert (folder / "p360/CreateCase.json").exists()
    assert bti(*PACK, risor, "--out", tmp_path / "a", "--force").code == 0
    assert not (folder / "p360/CreateCase.json").exists()
    (folder / "min.txt").unlink()  # what the program did not put there it does not take away
    assert bti("archive", "check", folder).code == 0


def test_a_draft_plan_is_refused_and_the_rest_is_packed(bti: Run, vindafjord: Path) -> None:
    answer = bti("archive", "pack", vindafjord, "-k", "iop", "-k", "bti_motereferat", "--json")
    assert answer.code == 7
    assert "A103" in {p["code"] for p in answer.json["problems"]}
    assert [f["kind"] for f in answer.json["files"]] == ["bti_motereferat"]


def test_check_takes_folders_and_zips_and_tells_each_fault(bti: Run, package: Path) -> None:
    folder = package.with_suffix("")
    assert bti("archive", "check", package, folder).code == 0
    (folder / "referat-2026-05-06.pdf").write_bytes(b"%PDF-1.7")
    answer = bti("archive", "check", folder, package, "nowhere.zip")
    assert answer.code == 7
    assert set(answer.codes) == {"A203", "A208", "C101"}
    tells_nobody(answer)
    assert {p["code"] for p in bti("archive", "check", folder, "--json").json["problems"]} == {"A203", "A208"}


# send


def test_send_is_a_dry_run_that_calls_nothing_and_shows_every_call(
    bti: Run, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(httpx, "Client", None)  # whoever calls anything fails
    answer = bti("archive", "send", package, "--url", "https://p.example")
    assert answer.code == 0
    tells_nobody(answer)
    methods = [line.rpartition("/")[2] for line in answer.out.splitlines() if line.startswith("POST ")]
    assert methods == ["GetCases", "GetDocuments", "CreateDocument", "GetDocuments"]
    assert "Møtereferat" not in answer.out
    assert "recno:60005" in answer.out
    shown = bti("archive", "send", package, "--url", "https://p.example", "--json").json
    assert (shown["sent"], len(shown["packages"][0]["calls"])) == (False, 4)


def test_send_files_once_and_says_so(bti: Run, package: Path, running: Rehearsal) -> None:
    first = bti("archive", "send", package, "--url", running.url, "--send", "--json")
    assert (first.code, first.json["filed"][0]["number"], first.json["filed"][0]["new"]) == (0, "26/00123-1", True)
    again = bti("archive", "send", package, "--url", running.url, "--send", "--lang", "en")
    assert again.code == 0
    assert "was there already" in again.err
    assert len(running.tenant.documents) == 1
    for answer in (first, again):
        tells_nobody(answer)
    assert bti("journal", "verify", package.parent / "arkivert.jsonl", "--json").json["entries"] == 4
    kept = b"".join(p.read_bytes() for p in package.parent.glob("arkivert.jsonl*")).decode()
    assert not [s for s in SECRETS if s in kept]


@pytest.mark.parametrize("auth", ["header", "query"])
def test_the_key_is_never_told_whatever_goes_wrong(bti: Run, package: Path, running: Rehearsal, auth: str) -> None:
    for fault in (Fault.REFUSED,):
        running.faults = lambda *_, fault=fault: fault
        answer = bti("archive", "send", package, "--url", running.url, "--send", "--auth", auth, "-v")
        assert (answer.code, answer.codes) == (7, ["A304"])
        tells_nobody(answer)
    running.key = "en annen"
    answer = bti("archive", "send", package, "--url", running.url, "--send", "--auth", auth)
    assert answer.codes == ["A316"]
    tells_nobody(answer)


def test_a_changed_document_is_sent_as_a_new_version_and_that_is_told(
    bti: Run, risor: Path, tmp_path: Path, package: Path, running: Rehearsal
) -> None:
    bti("archive", "send", package, "--url", running.url, "--send")
    changed = tmp_path / "sak.yaml"
    changed.write_text(risor.read_text("utf-8").replace("Skolen kan gjøre", "Skulen kan gjøre"), encoding="utf-8")
    bti(*PACK, changed, "--out", package.parent, "--force")
    answer = bti("archive", "send", package, "--url", running.url, "--send")
    assert (answer.code, answer.codes) == (0, ["A311"])
    assert [d["DocumentNumber"] for d in running.tenant.documents] == ["26/00123-1", "26/00123-2"]


def test_an_unsound_package_is_never_sent(bti: Run, package: Path, running: Rehearsal) -> None:
    folder = package.with_suffix("")
    (folder / "referat-2026-05-06.pdf").write_bytes(b"%PDF-1.7")
    answer = bti("archive", "send", folder, package, "--url", running.url, "--send")
    assert answer.code == 7
    assert running.calls == []


def test_a_call_that_is_too_large_is_told_in_the_dry_run(bti: Run, package: Path) -> None:
    answer = bti("archive", "send", package, "--url", "https://p.example", "--max-body", "50000")
    assert (answer.code, answer.codes) == (7, ["A223"])


def test_without_a_key_nothing_is_sent(bti: Run, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BTI_P360_KEY", raising=False)
    monkeypatch.setattr("bti_docs.archive.auth._from_keyring", lambda _host: "")
    assert bti("archive", "send", package, "--url", "https://p.example", "--send").codes == ["A301"]
    assert bti("archive", "send", package, "--url", "https://p.example", "--send", "--auth", "x").code == 2


# rehearse and codes


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
def test_rehearse_shows_every_situation_without_leaving_the_machine(bti: Run, package: Path, lang: str) -> None:
    answer = bti("archive", "rehearse", package, "--lang", lang)
    assert answer.code == 0
    tells_nobody(answer)
    assert "26/00123-1" in answer.err
    assert {"A310", "A305"} <= set(re.findall(r"A\d{3}", answer.err))
    assert "--handover" in answer.err


def test_codes_tells_which_codes_the_archive_does_not_have(bti: Run, running: Rehearsal) -> None:
    own = case().municipality.profil.public_360["melding"]
    access = (*STANDARD[ACCESS], (int(own["AccessCode"].removeprefix("recno:")), "M", "Meldinger"))
    running.tenant.tables = {**STANDARD, ACCESS: access}
    running.tenant.groups.append(own["AccessGroup"])
    assert bti("codes", "--url", running.url).code == 0
    running.tenant.tables[CATEGORY] = ()
    answer = bti("codes", "--url", running.url, "--lang", "en")
    assert (answer.code, answer.codes) == (7, ["A307"])
    assert [line.split()[1] for line in answer.out.splitlines() if line.startswith("FEIL")] == [
        "public_360.referat.Category",
        "arkivering.kodenavn.recno:60005",
        "public_360.brev.Category",
        "arkivering.kodenavn.recno:111",
        "public_360.melding.Category",
    ]
    assert bti("codes", "--url", running.url, "--json").json["missing"] == 5


def test_codes_that_cannot_be_asked_for_are_refused_as_json_when_that_is_asked_for(
    bti: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BTI_P360_KEY", raising=False)
    monkeypatch.setattr("bti_docs.archive.auth._from_keyring", lambda _host: "")
    answer = bti("codes", "--url", "https://p.example", "--json")
    assert (answer.code, answer.err, [p["code"] for p in answer.json["problems"]]) == (7, "", ["A301"])


# The rehearsal archive itself


def test_the_rehearsal_archive_answers_as_sif_does(running: Rehearsal) -> None:
    def ask(method: str, said: object = None, key: str = KEY) -> httpx.Response:
        body = json.dumps({"parameter": said}) if said is not None else ""
        address = f"{running.url}/Biz/v2/api/call/SI.Data.RPC/SI.Data.RPC/{method}"
        with httpx.Client(trust_env=False) as http:
            return http.post(address, content=body, headers={"Authorization": f"authkey {key}"})

    assert (ask("DocumentService/Ping").status_code, ask("DocumentService/Ping").content) == (200, b"")
    assert ask("SupportService/GetSIFVersion").text == "6.9.215"
    assert ask("CaseService/GetCases", {}, key="annen").json()["Type"] == "Error"
    assert ask("CaseService/Nothing", {}).status_code == 404
    refused = ask("DocumentService/CreateDocument", {"Title": "Ola Testesen"})
    assert (refused.status_code, refused.json()["Successful"]) == (200, False)
    assert "Ola Testesen" in refused.json()["ErrorMessage"]
    made = ask("CaseService/CreateCase", {"Title": "Elevmappe"}).json()
    assert (made["Successful"], made["ErrorMessage"]) == (True, "\n")
    none = ask("CaseService/GetCases", {"Title": "Finnes ikke"}).json()
    assert (none["Successful"], none["Cases"], none["TotalCount"]) == (True, [], 0)


def test_the_rehearsal_archive_counts_pages_from_0_and_searches_as_sql_does() -> None:
    tenant = Tenant()
    for n in range(250):
        tenant.add_case(f"26/{n:05}", f"Elevmappe {n}" if n % 2 else "Annet")
    found = [len(tenant.get_cases({"Title": "elevmappe%", "Page": page})["Cases"]) for page in range(3)]
    assert found == [100, 25, 0]
    assert len(tenant.get_cases({"Title": "Elevmappe _"})["Cases"]) == 5
    newest = tenant.get_cases({"SortCriterion": "RecnoDescending", "MaxReturnedCases": 1})["Cases"]
    assert newest[0]["CaseNumber"] == "26/00249"
