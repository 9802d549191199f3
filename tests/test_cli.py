"""The commands as a teacher and a curious eye meet them: exit codes, words, files, and what is never told."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bti_docs.library import Shelves
from tests.cli_case import RISOR, VIOLENCE, case, files
from tests.conftest import ROOT, Run

__all__ = ["case"]

BLANK = (ROOT / "samples/skjema/risor.yaml").read_text(encoding="utf-8")
DAY = "--day=2026-11-22"
NAMES = ("ola", "testesen", "kari", "kowalski", "lærersen", "rita", "sara", "siri", "anne", "heidi")
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
