"""What the commands refuse, for whom and in whose words: readers, names, options and the language spoken."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli_case import RISOR, VIOLENCE, case, files
from tests.conftest import Run

__all__ = ["case"]

PROTECTED = ("adressesperre: fortrolig", "adressesperre: strengt fortrolig")


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
