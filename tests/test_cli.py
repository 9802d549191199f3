"""The commands as a teacher, a script and a curious eye meet them: exit codes, words, files, and what is never told."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from bti_docs.library import Shelves, built_in
from tests import docx_templates as d
from tests.conftest import ROOT, Run

RISOR = (ROOT / "samples/risor/sak.yaml").read_text(encoding="utf-8")
BLANK = (ROOT / "samples/skjema/risor.yaml").read_text(encoding="utf-8")
DAY = "--day=2026-11-22"
NAMES = ("ola", "testesen", "kari", "kowalski", "lærersen", "rita", "sara", "siri", "anne", "heidi")


@pytest.fixture
def case(tmp_path: Path) -> Callable[..., Path]:
    """Write the sample as a case file of this test's own, with texts replaced."""

    def write(*edits: tuple[str, str], name: str = "sak.yaml", text: str = RISOR) -> Path:
        for old, new in edits:
            assert old in text, f"the sample no longer says {old!r}"
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())} if folder.exists() else {}


VIOLENCE = ("vold_overgrep: nei", "vold_overgrep: ja")
PROTECTED = ("adressesperre: fortrolig", "adressesperre: strengt fortrolig")
BROKEN = ("leder: per", "leder: ingen")


class TestCheck:
    def test_a_sound_case_is_told_of_on_stderr_with_nothing_on_stdout(
        self, bti: Run, risor: Path, vindafjord: Path
    ) -> None:
        for path in (risor, vindafjord):
            answer = bti("check", path)
            assert (answer.code, answer.out) == (0, "")
            assert "Feil: 0" in answer.err

    def test_an_error_has_its_file_line_column_caret_and_hint(self, bti: Run, case: Callable[..., Path]) -> None:
        path = case(VIOLENCE)
        answer = bti("check", path, "-q")
        line = path.read_text().splitlines().index("  vold_overgrep: ja") + 1
        first, shown, caret, hint = answer.err.splitlines()
        assert answer.code == 3
        assert first.startswith(f"{path}:{line}:18: feil P101: ")
        assert shown.endswith("│   vold_overgrep: ja")
        assert caret.index("^") - caret.index("│") == 19
        assert caret.count("^") == 2
        assert hint.startswith("  = hjelp: ")

    def test_a_warning_is_no_error(self, bti: Run, case: Callable[..., Path]) -> None:
        answer = bti("check", case(("skolemiljø: nei", "skolemiljø: ja")))
        assert answer.code == 0
        assert "P102" in answer.codes
        assert bti("check", case(("skolemiljø: nei", "skolemiljø: ja")), "-q").err == ""

    def test_one_broken_file_of_several_does_not_hide_the_others(self, bti: Run, case: Callable[..., Path]) -> None:
        paths = [
            case(VIOLENCE, name="a.yaml"),
            case(text="{", name="b.yaml"),
            Path("c.yaml"),
            case(("kommune: risor", "kommune: risør"), name="d.yaml"),
            case(("skolemiljø: nei", "skolemiljø: ja"), name="e.yaml"),
        ]
        answer = bti("check", *paths, "--json")
        assert answer.code == 3
        told = {(Path(p["file"]).name, p["code"][0]) for p in answer.json["problems"] if p["code"] != "D101"}
        assert told == {("a.yaml", "P"), ("b.yaml", "Y"), ("c.yaml", "C"), ("d.yaml", "K"), ("e.yaml", "P")}

    def test_json_is_one_object_and_nothing_else_is_said(self, bti: Run, case: Callable[..., Path]) -> None:
        answer = bti("check", case(VIOLENCE), "--json")
        assert answer.code == 3
        assert answer.err == ""
        problem = next(p for p in answer.json["problems"] if p["code"] == "P101")
        assert set(problem) == {"code", "severity", "file", "line", "column", "path", "place", "message", "hint"}
        assert problem["path"] == "oppmerksomhetssamtale.vold_overgrep"
        assert problem["severity"] == "error"


class TestMake:
    def test_every_document_is_made_as_word_and_pdf_with_private_ascii_names(self, bti: Run, risor: Path) -> None:
        answer = bti("make", risor, "--out", "ut", DAY)
        assert (answer.code, answer.out) == (0, "")
        made = files(Path("ut"))
        names = (
            "bti_motereferat_m1_2026-05-06",
            "iop_2026-08-20",
            "iop_arsvurdering_2026-06-16",
            "moteinnkalling_m2_2026-06-02",
            "oppmerksomhetssamtale_2026-04-22",
            "overgangsmote_m2_2026-06-10",
            "overgangsmote_m3_2026-08-27",
            "samtykke_deling_2026-06-12",
            "samtykke_stafettlogg_2026-04-27",
            "stafettlogg_utskrift_2026-11-22",
        )
        others = {"moteinnkalling_m2_2026-06-02_skolen.ics", "ppt_henvisning_2026-06-15_skolen.pdf"}
        written = {f"{name}_skolen.{ending}" for ending in ("docx", "pdf") for name in names}
        assert set(made) == {f"risor-2026-031_{name}" for name in written | others}
        begins = {"pdf": b"%PDF-", "docx": b"PK", "ics": b"BEGIN:VCALENDAR"}
        for name, data in made.items():
            assert name.isascii()
            assert not any(person in name.lower() for person in NAMES)
            assert name in answer.err
            assert data.startswith(begins[name.rpartition(".")[2]])
            assert stat.S_IMODE((Path("ut") / name).stat().st_mode) == 0o600
        assert stat.S_IMODE(Path("ut").stat().st_mode) == 0o700

    def test_a_second_run_on_another_day_changes_nothing(self, bti: Run, risor: Path) -> None:
        arguments = ("make", risor, "-k", "overgangsmote", "-m", "m2", "--json")
        first = bti(*arguments, "--day=2026-06-11")
        before = files(Path("ut"))
        second = bti(*arguments, "--day=2026-12-24")
        assert (first.code, second.code) == (0, 0)
        assert [f["status"] for f in first.json["files"]] == ["new", "new"]
        assert [f["status"] for f in second.json["files"]] == ["unchanged", "unchanged"]
        assert files(Path("ut")) == before

    def test_json_names_each_file_with_its_kind_reader_format_date_and_sum(self, bti: Run, risor: Path) -> None:
        answer = bti("make", risor, "-k", "iop", "--for", "arkiv", "--json")
        assert answer.err == ""
        assert answer.json["bti"] == 1
        assert answer.json["problems"] == []
        made = answer.json["files"]
        assert [f["format"] for f in made] == ["docx", "pdf"]
        for file in made:
            assert set(file) == {"file", "kind", "reader", "format", "date", "sha256", "status"}
            assert (file["kind"], file["reader"], file["date"]) == ("iop", "arkiv", "2026-08-20")
            assert hashlib.sha256(Path(file["file"]).read_bytes()).hexdigest() == file["sha256"]
            assert Path(file["file"]).name == f"risor-2026-031_iop_2026-08-20_arkiv.{file['format']}"

    def test_a_different_file_is_kept_without_force_and_the_others_are_made(self, bti: Run, risor: Path) -> None:
        arguments = ("make", risor, "-k", "overgangsmote", "--format", "docx")
        bti(*arguments)
        mine, other = sorted(Path("ut").iterdir())
        whole = other.read_bytes()
        mine.write_bytes(b"written by hand")
        other.unlink()
        answer = bti(*arguments)
        assert answer.code == 1
        assert answer.codes == ["C102"]
        assert mine.read_bytes() == b"written by hand"
        assert other.read_bytes() == whole
        forced = bti(*arguments, "--force", "--json")
        assert (forced.code, [f["status"] for f in forced.json["files"]]) == (0, ["replaced", "unchanged"])
        assert mine.read_bytes().startswith(b"PK")

    def test_what_a_killed_run_left_in_the_folder_is_swept(self, bti: Run, risor: Path) -> None:
        Path("ut").mkdir()
        stray = Path("ut/.bti-docs-4194309-aa.tmp")  # no process can have this number
        stray.write_bytes(b"half a document")
        assert bti("make", risor, "-k", "iop", "-f", "docx").code == 0
        assert not stray.exists()

    def test_a_folder_that_cannot_be_written_to_is_told_of(self, bti: Run, risor: Path) -> None:
        Path("ut").write_bytes(b"")
        answer = bti("make", risor, "-k", "iop", "-f", "docx")
        assert (answer.code, answer.codes) == (1, ["C103"])

    def test_a_broken_case_makes_nothing_and_says_each_fault_once(self, bti: Run, case: Callable[..., Path]) -> None:
        answer = bti("make", case(BROKEN))
        assert (answer.code, set(answer.codes)) == (3, {"R101"})
        assert len(answer.codes) == RISOR.count(BROKEN[0])
        assert files(Path("ut")) == {}

    @pytest.mark.parametrize("text", ["{", "bti_sak: 1\n"])
    def test_a_file_that_cannot_be_read_is_told_of_in_json_too(
        self, bti: Run, case: Callable[..., Path], text: str
    ) -> None:
        path = case(text=text)
        assert (plain := bti("make", path)).code == 3
        assert plain.out == ""
        answer = bti("make", path, "--json")
        assert (answer.code, answer.err, answer.json["files"]) == (3, "", [])
        assert [p["code"] for p in answer.json["problems"]] == plain.codes

    def test_a_stopped_document_is_refused_with_its_rules_code_and_the_others_are_made(
        self, bti: Run, case: Callable[..., Path]
    ) -> None:
        answer = bti(
            "make", case(("dato: 2026-04-27, form: underskrift", "dato: 2026-04-27, form: muntlig")), "-f", "docx"
        )
        assert (answer.code, answer.codes) == (5, ["P123"])
        assert len(files(Path("ut"))) == 10
        assert not any("samtykke_stafettlogg" in name for name in files(Path("ut")))

    def test_a_rule_that_stops_another_document_stops_nothing_here(self, bti: Run, case: Callable[..., Path]) -> None:
        path = case(("dato: 2026-04-27, form: underskrift", "dato: 2026-04-27, form: muntlig"))
        answer = bti("make", path, "-k", "iop", "-f", "docx")
        assert (answer.code, answer.codes) == (0, ["P123"])

    @pytest.mark.parametrize("kind", [k for k in Shelves().kinds() if Shelves().form(k) is None])
    def test_a_kind_without_data_becomes_a_form_dated_the_day_that_is_given(
        self, bti: Run, case: Callable[..., Path], kind: str
    ) -> None:
        path = case(text=BLANK)
        assert bti("make", path, "-k", kind, "-f", "docx", "--day", "01.02.2027").code == 0
        own = "risor" if Shelves().kind(kind).offentlig else "risor-skjema"
        assert list(files(Path("ut"))) == [f"{own}_{kind}_2027-02-01_skolen.docx"]

    def test_a_case_without_data_makes_nothing_unless_a_kind_is_named(
        self, bti: Run, case: Callable[..., Path]
    ) -> None:
        answer = bti("make", case(text=BLANK))
        assert (answer.code, answer.codes) == (3, ["D103"])
        assert "--kind" in answer.err

    def test_verbose_says_what_the_documents_lack(self, bti: Run, risor: Path) -> None:
        arguments = ("make", risor, "-k", "samtykke_deling", "-f", "docx")
        assert "D101" not in bti(*arguments).codes
        assert "D101" in bti(*arguments, "-v").codes
        assert "D101" in bti("-v", *arguments).codes
        assert bti(*arguments, "-q").err == ""


class TestRefusals:
    def test_suspected_violence_locks_everything_for_guardians_and_points_to_the_report(
        self, bti: Run, case: Callable[..., Path]
    ) -> None:
        path = case(VIOLENCE)
        for reader in ("mor", "far"):
            answer = bti("make", path, "--for", reader, "-f", "docx")
            assert (answer.code, set(answer.codes)) == (5, {"P101", "V101"})
            assert "barnevernstjenesten" in answer.err
            assert "bekymringsmelding" in answer.err
            assert "§ 13-2" in answer.err
            assert "§ 24-3" in answer.err
        assert files(Path("ut")) == {}

    def test_the_schools_own_note_is_made_all_the_same_and_consents_are_not(
        self, bti: Run, case: Callable[..., Path]
    ) -> None:
        path = case(VIOLENCE)
        assert bti("make", path, "-k", "oppmerksomhetssamtale", "-f", "docx").code == 0
        assert len(files(Path("ut"))) == 1
        assert bti("make", path, "-f", "docx").code == 5
        assert not any("samtykke" in name for name in files(Path("ut")))
        assert len(files(Path("ut"))) == 7

    def test_a_blank_consent_is_locked_too_while_violence_is_suspected(
        self, bti: Run, case: Callable[..., Path]
    ) -> None:
        start, end = RISOR.index("\nsamtykker:"), RISOR.index("\nstafettlogg:")
        path = case(VIOLENCE, (RISOR[start:end], "\n"), ("    samtykke: s1\n", ""), ("  samtykke: s2\n", ""))
        answer = bti("make", path, "-k", "samtykke_deling", "-f", "docx")
        assert (answer.code, files(Path("ut"))) == (5, {})

    @pytest.mark.parametrize(
        ("reader", "code"), [("mor", "V107"), ("far", "V107"), ("barn", "V102"), ("helsestasjonen", "V102")]
    )
    def test_a_reader_that_no_rule_lets_in_gets_nothing(self, bti: Run, risor: Path, reader: str, code: str) -> None:
        answer = bti("make", risor, "-k", "oppmerksomhetssamtale", "--for", reader, "-f", "docx")
        assert (answer.code, set(answer.codes)) == (5, {code})
        assert files(Path("ut")) == {}
        shown = bti("show", risor, "-k", "oppmerksomhetssamtale", "--for", reader)
        assert (shown.code, shown.out, shown.codes) == (5, "", [code])

    def test_of_several_readers_those_who_may_get_theirs(self, bti: Run, risor: Path) -> None:
        readers = ("--for", "ppt", "--for", "arkiv", "--for", "skolen", "--for", "mor")
        answer = bti("make", risor, "-k", "iop", *readers, "-f", "docx", "--json")
        assert answer.code == 5
        assert [f["reader"] for f in answer.json["files"]] == ["arkiv", "skolen", "mor"]
        assert [p["code"] for p in answer.json["problems"] if p["severity"] == "error"] == ["V102"]

    def test_a_reader_nobody_knows_is_refused_with_the_readers_there_are(self, bti: Run, risor: Path) -> None:
        answer = bti("make", risor, "-k", "iop", "--for", "bestemor")
        assert (answer.code, answer.codes) == (5, ["V103"])
        assert "skolen, arkiv, offentlig, barn, mor, far" in answer.err

    @pytest.mark.parametrize("command", ["make", "show"])
    def test_a_strictly_confidential_address_asks_for_a_second_thought(
        self, bti: Run, case: Callable[..., Path], command: str
    ) -> None:
        arguments = (command, case(PROTECTED), "-k", "iop", *(("-f", "docx") if command == "make" else ()))
        answer = bti(*arguments)
        assert (answer.code, answer.codes, answer.out) == (5, ["V104"], "")
        assert "--acknowledge-protected" in answer.err
        assert files(Path("ut")) == {}
        assert bti(*arguments, "--acknowledge-protected").code == 0

    def test_the_pupils_own_strictly_confidential_address_counts_too(self, bti: Run, case: Callable[..., Path]) -> None:
        path = case(("  adressesperre: nei\n  syn:", "  adressesperre: strengt fortrolig\n  syn:"))
        assert bti("make", path, "--json").code == 5


class TestNames:
    @pytest.mark.parametrize(
        ("typed", "meant"), [("iopp", "iop"), ("overgangsmøte", ""), ("bti_motereferatt", "bti_motereferat")]
    )
    def test_an_unknown_kind_is_a_template_fault_with_the_nearest_name(
        self, bti: Run, risor: Path, typed: str, meant: str
    ) -> None:
        for arguments in (("make", risor, "-k", typed), ("show", risor, "-k", typed), ("template", "new", typed)):
            answer = bti(*arguments)
            assert (answer.code, answer.codes) == (4, ["K102"])
            assert (f"«{meant}»?" in answer.err) == bool(meant)

    def test_an_unknown_municipality_is_found_in_the_case_with_the_nearest_name(
        self, bti: Run, case: Callable[..., Path]
    ) -> None:
        path = case(("kommune: risor", "kommune: risr"))
        answer = bti("check", path)
        line = RISOR.splitlines().index("kommune: risor") + 1
        assert (answer.code, answer.codes) == (3, ["K101"])
        assert f"{path}:{line}:10: " in answer.err
        assert "«risor»?" in answer.err
        assert "«risor»?" in bti("new", "ny.yaml", "--municipality", "riser").err
        assert not Path("ny.yaml").exists()

    def test_an_unknown_meeting_is_told_with_those_that_fit_the_kind(self, bti: Run, risor: Path) -> None:
        answer = bti("make", risor, "-k", "overgangsmote", "-m", "m9")
        assert (answer.code, answer.codes) == (3, ["D102"])
        assert answer.err.rstrip().endswith("m2, m3")
        assert bti("make", risor, "-k", "overgangsmote", "-m", "m1").codes == ["D102"]
        assert bti("make", risor, "-m", "m9").err.rstrip().endswith("m1, m2, m3")

    def test_only_the_meeting_that_is_named_is_made(self, bti: Run, risor: Path) -> None:
        assert bti("make", risor, "-m", "m3", "-f", "docx").code == 0
        assert list(files(Path("ut"))) == ["risor-2026-031_overgangsmote_m3_2026-08-27_skolen.docx"]

    @pytest.mark.parametrize(
        "arguments",
        [
            ("--day=2026-02-30",),
            ("--day=i morgen",),
            ("--format=odt",),
            ("--lang=sv",),
            ("--unknown",),
        ],
    )
    def test_a_wrong_option_is_a_usage_error(self, bti: Run, risor: Path, arguments: tuple[str, ...]) -> None:
        answer = bti("make", risor, *arguments)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("Usage: ")
        assert " make [OPTIONS] " in answer.err.splitlines()[0]
        assert files(Path("ut")) == {}

    def test_no_command_and_an_unknown_one_are_usage_errors_and_help_is_not(self, bti: Run) -> None:
        assert bti().code == 2
        assert bti("mak").code == 2
        answer = bti("--help")
        assert answer.code == 0
        for command in ("check", "make", "show", "template", "schema", "new", "list", "doctor"):
            assert re.search(rf"^  {command} ", answer.out, re.MULTILINE)

    def test_a_file_that_is_not_there_is_told_of(self, bti: Run) -> None:
        assert (answer := bti("make", "borte.yaml")).code == 1
        assert answer.codes == ["C101"]
        assert bti("show", "borte.yaml", "-k", "iop").code == 1
        assert bti("make", ".").codes == ["C101"]


class TestLanguage:
    WORDS = {"nb": "advarsel P102", "nn": "åtvaring P102", "en": "warning P102"}
    SCHOOL = ("skolemiljø: nei", "skolemiljø: ja")

    @pytest.mark.parametrize("language", ["nb", "nn", "en"])
    def test_the_language_can_be_chosen_before_and_after_the_command(
        self, bti: Run, case: Callable[..., Path], language: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, other = case(self.SCHOOL), "en" if language == "nn" else "nn"
        monkeypatch.setenv("LC_ALL", f"{other}_NO.UTF-8")
        monkeypatch.setenv("BTI_LANG", other)
        assert self.WORDS[language] in bti("--lang", language, "check", path).err
        assert self.WORDS[language] in bti("check", path, "--lang", language).err
        assert self.WORDS[language] in bti("--lang", other, "check", path, "--lang", language).err
        assert self.WORDS[other] in bti("check", path).err

    @pytest.mark.parametrize(
        ("surroundings", "language"),
        [
            ({}, "nb"),
            ({"LC_ALL": "C"}, "nb"),
            ({"LC_ALL": "nn_NO.UTF-8"}, "nn"),
            ({"LC_ALL": "en_US.UTF-8"}, "en"),
            ({"LANG": "en_GB.UTF-8"}, "en"),
            ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "nn_NO"}, "nn"),
            ({"LANG": "nn_NO", "LC_ALL": "de_DE"}, "nb"),
            ({"LC_ALL": "en_US", "BTI_LANG": "nn"}, "nn"),
        ],
    )
    def test_the_machines_language_is_spoken_when_nobody_chooses(
        self,
        bti: Run,
        case: Callable[..., Path],
        monkeypatch: pytest.MonkeyPatch,
        surroundings: dict[str, str],
        language: str,
    ) -> None:
        monkeypatch.delenv("LC_ALL")
        for name, value in surroundings.items():
            monkeypatch.setenv(name, value)
        assert self.WORDS[language] in bti("check", case(self.SCHOOL)).err

    def test_the_language_of_the_messages_never_changes_the_documents(self, bti: Run, vindafjord: Path) -> None:
        arguments = ("make", vindafjord, "-k", "bti_motereferat", "-f", "docx", "--json")
        sums = {bti("--lang", lang, *arguments).json["files"][0]["sha256"] for lang in ("nb", "nn", "en")}
        assert len(sums) == 1


class TestShow:
    def test_a_document_is_printed_as_text_on_stdout(self, bti: Run, vindafjord: Path) -> None:
        answer = bti("show", vindafjord, "-k", "bti_motereferat")
        assert (answer.code, answer.err) == (0, "")
        assert "Čáhppes Prøve" in answer.out
        assert "måndag 5. oktober 2026" in answer.out

    def test_one_meeting_of_several_can_be_chosen(self, bti: Run, risor: Path) -> None:
        both = bti("show", risor, "-k", "overgangsmote").out
        second = bti("show", risor, "-k", "overgangsmote", "-m", "m3").out
        assert second in both
        assert "Møter Ola ved inngangen første dag" in both.replace(second, "")

    def test_a_draft_says_so(self, bti: Run, risor: Path, vindafjord: Path) -> None:
        assert "UTKAST" in bti("show", vindafjord, "-k", "iop").out
        assert "UTKAST" not in bti("show", risor, "-k", "iop").out


class TestShelves:
    def test_the_list_names_every_kind_and_municipality(self, bti: Run) -> None:
        answer = bti("list")
        assert (answer.code, answer.err) == (0, "")
        for name in (*Shelves().kinds(), *Shelves().municipalities()):
            assert re.search(rf"^{name} ", answer.out, re.MULTILINE)
        listed = bti("list", "--json").json
        assert [k["id"] for k in listed["kinds"]] == Shelves().kinds()
        assert {"id": "risor", "name": "Risør kommune", "form": "nb"} in listed["municipalities"]

    def test_a_private_shelf_comes_first_by_option_and_by_variable(
        self, bti: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shutil.copytree(built_in() / "municipalities/risor", tmp_path / "hylle/municipalities/risor")
        profile = tmp_path / "hylle/municipalities/risor/municipality.yaml"
        profile.write_text(profile.read_text().replace("Risør kommune", "Nye Risør kommune"), encoding="utf-8")
        assert "Nye Risør kommune" in bti("list", "--library", "hylle").out
        monkeypatch.setenv("BTI_LIBRARY", str(tmp_path / "hylle"))
        assert "Nye Risør kommune" in bti("list").out

    def test_a_private_shelf_that_is_not_there_is_told_of(self, bti: Run) -> None:
        answer = bti("list", "--library", "borte")
        assert (answer.code, answer.codes) == (1, ["K105"])

    def test_a_template_can_be_taken_out_checked_changed_and_used(self, bti: Run, risor: Path) -> None:
        answer = bti("template", "new", "iop", "--to", "hylle", "--form", "nb")
        assert answer.code == 0
        assert answer.out.split() == ["hylle/kinds/iop/kind.yaml", "hylle/kinds/iop/nb.docx"]
        assert "hylle/kinds/iop/nb.docx" in bti("template", "list", "--library", "hylle").out
        assert bti("template", "check", "iop", "--library", "hylle").code == 0
        same = bti("make", risor, "-k", "iop", "-f", "docx", "--library", "hylle", "--json")
        assert (same.code, same.json["files"][0]["status"]) == (0, "new")
        assert bti("template", "new", "iop", "--to", "hylle").codes == ["C102"]

    def test_a_language_form_without_a_template_is_never_replaced_by_the_other(
        self, bti: Run, vindafjord: Path, tmp_path: Path
    ) -> None:
        kind = tmp_path / "hylle/kinds/iop_kort"
        kind.mkdir(parents=True)
        manifest = (
            (built_in() / "kinds/iop/kind.yaml").read_text(encoding="utf-8").replace("id: iop\n", "id: iop_kort\n")
        )
        (kind / "kind.yaml").write_text(manifest, encoding="utf-8")
        shutil.copy(built_in() / "kinds/iop/nb.docx", kind)
        answer = bti("make", vindafjord, "-k", "iop_kort", "--library", "hylle")
        assert (answer.code, answer.codes[-1], files(Path("ut"))) == (4, "K103", {})
        assert "nn.docx" in answer.err
        assert bti("check", vindafjord, "--library", "hylle").codes.count("K103") == 1

    def test_a_template_with_a_fault_is_refused_with_its_place_and_fills_nothing(
        self, bti: Run, risor: Path, tmp_path: Path
    ) -> None:
        bti("template", "new", "iop", "--to", "hylle")
        body = tmp_path / "hylle/kinds/iop/nb.docx"
        body.write_bytes(d.docx(d.p("{{ barn.nvn }}")))
        for arguments in (("template", "check", body), ("template", "check", "iop"), ("make", risor, "-k", "iop")):
            answer = bti(*arguments, "--library", "hylle")
            assert answer.code == 4, arguments
            assert answer.codes
            assert "«nvn»" in answer.err
        assert files(Path("ut")) == {}
        problem = bti("template", "check", body, "--json").json["problems"][0]
        assert problem["place"]
        assert problem["severity"] == "error"

    def test_what_is_no_word_file_is_a_template_fault(self, bti: Run, tmp_path: Path) -> None:
        (tmp_path / "mal.docx").write_bytes(b"not a Word file")
        assert bti("template", "check", "mal.docx").code == 4
        assert bti("template", "text", "mal.docx").code == 4
        assert bti("template", "check", "borte.docx").codes == ["C101"]

    def test_the_doctor_finds_this_machine_sound_and_a_broken_shelf_not(self, bti: Run, tmp_path: Path) -> None:
        sound = bti("doctor")
        assert sound.code == 0
        assert "FAIL" not in sound.out
        assert re.search(r"^ok +typst +[\d.]+$", sound.out, re.MULTILINE)
        bti("template", "new", "iop", "--to", "hylle")
        (tmp_path / "hylle/kinds/iop/nb.docx").write_bytes(b"not a Word file")
        broken = bti("doctor", "--library", "hylle")
        assert broken.code == 1
        assert re.findall(r"^FAIL +(\S+)", broken.out, re.MULTILINE) == ["iop/nb.docx"]

    def test_the_shipped_templates_have_no_faults(self, bti: Run) -> None:
        answer = bti("template", "check", "--json")
        assert (answer.code, answer.json["problems"]) == (0, [])

    def test_a_templates_text_is_printed_with_its_words_as_they_stand(self, bti: Run) -> None:
        answer = bti("template", "text", built_in() / "kinds/iop/nn.docx")
        assert (answer.code, answer.err) == (0, "")
        assert "{{ iop." in answer.out

    def test_the_schema_of_a_case_and_of_a_profile_is_json(self, bti: Run) -> None:
        case_, profile = bti("schema"), bti("schema", "--profile")
        assert "barn" in case_.json["properties"]
        assert "enheter" in profile.json["properties"]
        assert case_.json["$schema"] == profile.json["$schema"] == "http://json-schema.org/draft-07/schema#"


class TestNew:
    @pytest.mark.parametrize("municipality", Shelves().municipalities())
    def test_a_new_case_is_sound_as_it_stands(self, bti: Run, municipality: str) -> None:
        answer = bti("new", "saker/Ny sak.yaml", "--municipality", municipality)
        assert (answer.code, answer.out) == (0, "saker/Ny sak.yaml\n")
        text = Path("saker/Ny sak.yaml").read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server: $schema=")
        assert "\nid: ny-sak " in text
        checked = bti("check", "saker/Ny sak.yaml")
        assert (checked.code, checked.codes) == (0, [])
        assert stat.S_IMODE(Path("saker/Ny sak.yaml").stat().st_mode) == 0o600
        assert bti("make", "saker/Ny sak.yaml", "-k", "samtykke_stafettlogg", "-f", "docx").code == 0

    def test_a_file_that_is_there_is_never_written_over(self, bti: Run, case: Callable[..., Path]) -> None:
        path = case()
        assert (answer := bti("new", path)).code == 1
        assert answer.codes == ["C102"]
        assert path.read_text(encoding="utf-8") == RISOR
        path.unlink()
        path.symlink_to("borte.yaml")
        assert bti("new", path).codes == ["C102"]
        assert not Path("borte.yaml").exists()

    @pytest.mark.parametrize(
        ("name", "id_"), [("Åse Ødegård æ.yaml", "ase-odegard-ae"), ("Ŋ.yaml", "sak-1"), ("2026-031.yaml", "2026-031")]
    )
    def test_the_id_is_ascii_whatever_the_file_is_called(self, bti: Run, name: str, id_: str) -> None:
        bti("new", name)
        assert re.search(rf"^id: {id_} ", Path(name).read_text(encoding="utf-8"), re.MULTILINE)
        assert bti("check", name).code == 0


CANARIES = ("Kanarifugl", "kanarifugl", "12345678901", "98765432", "12851499978", "KANARI")


def canaried() -> str:
    """Return the sample with canaries for every name, number and free text."""
    text = re.sub(
        r"(hva|sier|referat|tittel|formål|navn|grunn|begrunnelse|tekst): [^{}\[\],\n]+", r"\1: Kanarifugl sang", RISOR
    )
    text = re.sub(
        r"(?m)^(\s+(?:fornavn|etternavn|klasse|sted|styrker|undring|gjelder|fungerer)): [^{\n]+$",
        r"\1: Kanarifugl",
        text,
    )
    return text.replace("12851499979", "12851499978").replace("900 00 001", "98765432")


FAULTS: dict[str, tuple[tuple[str, str], ...]] = {
    "a wrong identity number": (),
    "a broken rule": (("12851499978", "12851499979"), VIOLENCE),
    "a date that is none": (("fødselsdato: 2014-05-12", "fødselsdato: 12345678901"),),
    "a choice that is none": (("relasjon: mor", "relasjon: Kanarifugl"),),
    "a yes that is none": (("skolemiljø: nei", "skolemiljø: Kanarifugl"),),
    "a key nobody knows": (("  trinn: 7", "  Kanarifugl: KANARI"),),
    "a key twice": (("  trinn: 7", "  trinn: 7\n  fornavn: KANARI"),),
    "text where fields belong": (("overgang:\n", "overgang: Kanarifugl\nx:\n"),),
    "fields where text belongs": (("  trinn: 7", "  språk: {Kanarifugl: KANARI}"),),
    "a stray quote": (("  trinn: 7", '  språk: "Kanarifugl\n  trinn: 7'),),
    "an anchor": (("  trinn: 7", "  trinn: &Kanarifugl 7"),),
    "a tag": (("  trinn: 7", "  trinn: !Kanarifugl 7"),),
    "a person nobody knows": (("12851499978", "12851499979"), ("leder: per", "leder: Kanarifugl")),
    "a unit nobody knows": (("12851499978", "12851499979"), ("  skole: hope-barneskole", "  skole: Kanarifugl")),
    "a municipality nobody knows": (
        ("12851499978", "12851499979"),
        ("kommune: risor", "kommune: Kanarifugl 12345678901"),
    ),
    "an id that is none": (("id: risor-2026-031", "id: Kanarifugl 12345678901"),),
    "a tab": (("  trinn: 7", "\ttrinn: 7 # Kanarifugl"),),
}


class TestNothingIsTold:
    @pytest.mark.parametrize("fault", FAULTS)
    def test_no_fault_tells_a_name_a_number_or_free_text(self, bti: Run, case: Callable[..., Path], fault: str) -> None:
        path = case(*FAULTS[fault], text=canaried())
        for arguments in (("check", path, "-v"), ("check", path, "--json"), ("make", path, "-v", "-f", "docx")):
            for language in ("nb", "nn", "en"):
                answer = bti("--lang", language, *arguments)
                assert answer.code in (3, 5)
                for canary in CANARIES:
                    assert canary not in answer.out + answer.err, arguments

    def test_what_is_typed_in_the_wrong_place_is_not_repeated(self, bti: Run, risor: Path) -> None:
        for arguments in (("--for", "Kanarifugl"), ("-k", "Kanarifugl Hansen"), ("-m", "Kanarifugl")):
            answer = bti("make", risor, "-f", "docx", *arguments)
            assert answer.code in (3, 4, 5)
            assert "Kanarifugl" not in answer.err

    @pytest.mark.parametrize("where", ["open_case", "make", "check_case"])
    def test_an_unexpected_fault_tells_its_place_and_nothing_of_the_case(
        self, bti: Run, case: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, where: str
    ) -> None:
        def burst(*_: object, **__: object) -> None:
            raise ValueError(canaried())

        monkeypatch.setattr(f"bti_docs.make.{where}", burst)
        answer = bti("check" if where == "check_case" else "make", case(), "-v")
        assert (answer.code, answer.codes, answer.out) == (1, ["C104"], "")
        assert "ValueError" in answer.err
        assert "test_cli.py:" in answer.err
        assert len(answer.err.splitlines()) == 2
        for canary in CANARIES:
            assert canary not in answer.err

    def test_an_interrupted_run_says_nothing_and_leaves_with_130(
        self, bti: Run, risor: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stop(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("bti_docs.make.make", stop)
        answer = bti("make", risor)
        assert (answer.code, answer.out, answer.err.strip()) == (130, "", "")


def process(*arguments: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m bti_docs` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "bti_docs", *map(str, arguments)],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        check=False,
    )


class TestProcess:
    def test_a_machine_without_any_language_prints_every_letter_and_warns_of_nothing(
        self, tmp_path: Path, vindafjord: Path
    ) -> None:
        shown = process("show", vindafjord, "-k", "bti_motereferat", cwd=tmp_path, LC_ALL="C")
        assert (shown.returncode, shown.stderr) == (0, b"")
        assert "Čáhppes Prøve" in shown.stdout.decode("utf-8")
        told = process("check", "æøå.yaml", cwd=tmp_path, LC_ALL="POSIX", PYTHONIOENCODING="ascii")
        assert told.returncode == 3
        assert "æøå.yaml: feil C101: " in told.stderr.decode("utf-8")

    def test_two_processes_make_the_same_bytes(self, tmp_path: Path, risor: Path) -> None:
        for seed, folder in (("1", "a"), ("2", "b")):
            done = process(
                "make", risor, "-k", "iop", "-k", "samtykke_deling", "-o", folder, cwd=tmp_path, PYTHONHASHSEED=seed
            )
            assert done.returncode == 0, done.stderr
        assert len(files(tmp_path / "a")) == 4
        assert files(tmp_path / "a") == files(tmp_path / "b")

    def test_a_reader_that_goes_away_gets_no_complaint(self, tmp_path: Path) -> None:
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            [sys.executable, "-m", "bti_docs", "schema"],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            stdout=write,
            stderr=subprocess.PIPE,
            check=False,
        )
        os.close(write)
        assert (done.returncode, done.stderr) == (1, b"")

    def test_the_module_and_the_command_are_one_program(self) -> None:
        scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
        assert scripts == {"bti-docs": "bti_docs.cli:main"}
        assert "from bti_docs.cli import main" in (ROOT / "bti_docs/__main__.py").read_text(encoding="utf-8")


def test_help_loads_nothing_heavy() -> None:
    heavy = ("pydantic", "yaml", "lxml", "docxtpl", "typst", "pikepdf", "reportlab", "starlette", "httpx", "openpyxl")
    code = f"import sys, bti_docs.cli.app; print(*[m for m in {heavy!r} if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
