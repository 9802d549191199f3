"""The shelves at the command line: documents printed, kinds and templates taken out, checked and used, new cases."""

from __future__ import annotations

import re
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bti_docs.library import Shelves, built_in
from tests import docx_templates as d
from tests.cli_case import RISOR, case, files
from tests.conftest import Run

__all__ = ["case"]


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
