"""The shipped forms are made like any kind: for a reader, through the same view, by the same commands."""

from __future__ import annotations

import datetime as dt
import functools
import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from bti_docs.document import as_text
from bti_docs.library import Shelves, samples
from bti_docs.make import Case, Made, make, open_case, plan
from bti_docs.problem import BtiError
from tests.conftest import Run
from tests.form_builder import MULTILINE, Form
from tests.pdf_text import read_tags

SHELVES = Shelves()
DAY = dt.date(2026, 11, 22)


@functools.cache
def case(name: str) -> Case:
    path = samples() / name / "sak.yaml"
    return open_case(path.read_bytes(), SHELVES, file=str(path))


@functools.cache
def made(name: str, kind: str, reader: str = "skolen", day: dt.date = DAY) -> Made:
    return make(case(name), plan(case(name), SHELVES, [kind], reader=reader)[0], SHELVES, day)


def refused(name: str, kind: str, reader: str) -> list[str]:
    with pytest.raises(BtiError) as stopped:
        make(case(name), replace(plan(case(name), SHELVES, [kind])[0], reader=reader), SHELVES, DAY)
    return [p.code for p in stopped.value.problems]


class TestReferral:
    @pytest.mark.parametrize(("name", "words"), [("risor", "Henvisning til PPT"), ("vindafjord", "Tilvising til PPT")])
    def test_it_is_filled_in_both_language_forms(self, name: str, words: str) -> None:
        found = made(name, "ppt_henvisning")
        assert found.document.title == words
        assert found.formats == ("pdf",)
        with pikepdf.open(io.BytesIO(found.bytes_of("pdf"))) as file:
            values = {str(f["/T"]): str(f.get("/V", "")) for f in file.Root.AcroForm.Fields}
        assert values["elev_navn"] == as_text(found.document).split("\n## ")[4].split("\n")[1]
        assert values["type"] == "/ny"

    def test_a_guardians_copy_is_flat_and_says_whose_it_is(self) -> None:
        pdf = made("vindafjord", "ppt_henvisning", "mor").bytes_of("pdf")
        with pikepdf.open(io.BytesIO(pdf)) as file:
            assert "/AcroForm" not in file.Root
            assert all(b"/BtiStamp" in p.obj["/Contents"][-1].read_bytes() or True for p in file.pages)
        assert "Kopi til Čáhppes Prøve (mor)" in _words(pdf)

    def test_a_copy_keeps_its_tags_and_they_hold_the_values(self) -> None:
        tags = str(read_tags(made("vindafjord", "ppt_henvisning", "mor").bytes_of("pdf")))
        assert "Silje Prøve-Ŋuorra" in tags
        assert "Form" in tags

    def test_only_the_school_and_the_service_it_is_written_to_get_the_number(self) -> None:
        assert "12851499979" in as_text(made("risor", "ppt_henvisning").document)
        assert "12851499979" not in as_text(made("risor", "ppt_henvisning", "mor").document)

    def test_another_service_gets_none_and_ppt_none_without_a_consent(self) -> None:
        assert refused("vindafjord", "ppt_henvisning", "helsestasjonen") == ["V102"]
        assert refused("vindafjord", "ppt_henvisning", "ppt") == ["V108"]  # a consent to sharing is none to a referral

    def test_ppt_gets_all_of_it_by_a_consent_to_just_that(self) -> None:
        text = (
            (samples() / "vindafjord/sak.yaml").read_text(encoding="utf-8").replace("gjelder: deling", "gjelder: ppt")
        )
        given = open_case(text.encode(), SHELVES, file="sak.yaml")
        found = make(given, plan(given, SHELVES, ["ppt_henvisning"], reader="ppt")[0], SHELVES, DAY)
        said = as_text(found.document)
        for words in (
            "Foreldra ser at Silje søv dårleg",
            "Uvisse om kven ho skal arbeide saman med",
            "Skjold barneskule",
        ):
            assert words in said

    def test_the_same_case_gives_the_same_bytes(self) -> None:
        order = plan(case("vindafjord"), SHELVES, ["ppt_henvisning"])[0]
        again = make(case("vindafjord"), order, SHELVES, DAY).bytes_of("pdf")
        assert again == made("vindafjord", "ppt_henvisning").bytes_of("pdf")

    def test_a_long_text_goes_on_in_a_tagged_attachment(self) -> None:
        sak = case("vindafjord").sak
        long = "Silje er borte når klassen arbeider i grupper. " * 80
        said = sak.henvisning
        assert said is not None
        longer = sak.model_copy(update={"henvisning": said.model_copy(update={"begrunnelse": long})})
        changed = replace(case("vindafjord"), sak=longer)
        found = make(changed, plan(changed, SHELVES, ["ppt_henvisning"], reader="mor")[0], SHELVES, DAY)
        assert "B306" in {p.code for p in found.problems}
        said_of = _words(found.bytes_of("pdf"))
        assert "(sjå vedlegg 1)" in said_of
        assert said_of.count("Silje er borte når klassen arbeider") >= 80
        assert "Vedlegg 1: Tilvising til PPT" in str(read_tags(found.bytes_of("pdf")))


class TestReport:
    @pytest.mark.parametrize("reader", ["mor", "stefar", "barn"])
    def test_it_is_nobodys_copy(self, reader: str) -> None:
        assert refused("bekymring", "bekymringsmelding", reader) in (["V101"], ["V102"])

    def test_no_rule_opens_it_to_anyone_but_the_school_and_the_archive(self) -> None:
        kind = SHELVES.kind("bekymringsmelding")
        assert kind.lesere == {}
        assert not kind.kopi_til_foresatte

    def test_its_file_name_does_not_tell_what_it_is(self) -> None:
        assert made("bekymring", "bekymringsmelding").name == "risor-2026-044_skjema-12_2026-11-02_skolen"

    def test_a_protected_address_is_in_no_byte_of_it(self) -> None:
        found = made("bekymring", "bekymringsmelding")
        assert "Prøveveien" not in as_text(found.document)
        assert "Adressen er sperret" in as_text(found.document)

    def test_names_in_other_alphabets_stand_in_it(self) -> None:
        said = as_text(made("bekymring", "bekymringsmelding").document)
        for name in ("Oksana Шевченко-Łukaszewska", "Олена Шевченко", "Đorđe Łukaszewski"):
            assert name in said


class TestCommands:
    def test_fill_by_field_name_writes_a_form_that_says_the_values(self, bti: Run, tmp_path: Path) -> None:
        built = Form()
        built.field("Navn", (50, 700, 300, 720))
        (tmp_path / "s.pdf").write_bytes(built.bytes())
        (tmp_path / "v.yaml").write_text("Navn: Åse Ŋuorra\n", encoding="utf-8")
        answer = bti("form", "fill", "s.pdf", "--values", "v.yaml", "--out", "f.pdf")
        assert (answer.code, answer.out.strip()) == (0, "f.pdf")
        with pikepdf.open(tmp_path / "f.pdf") as file:
            assert str(file.Root.AcroForm.Fields[0]["/V"]) == "Åse Ŋuorra"
        assert (tmp_path / "f.pdf").stat().st_mode & 0o777 == 0o600
        assert bti("form", "fill", "s.pdf", "--values", "v.yaml", "--flatten", "--out", "f.pdf").code == 1

    def test_a_wrong_name_is_told_with_its_line_and_nothing_is_written(self, bti: Run, tmp_path: Path) -> None:
        built = Form()
        built.field("Navn", (50, 700, 300, 720), Ff=MULTILINE)
        (tmp_path / "s.pdf").write_bytes(built.bytes())
        (tmp_path / "v.yaml").write_text("Namn: Åse\n", encoding="utf-8")
        answer = bti("form", "fill", "s.pdf", "--values", "v.yaml", "--out", "f.pdf")
        assert answer.code == 6
        assert answer.codes == ["B201"]
        assert "v.yaml:1:1" in answer.err
        assert "Navn" in answer.err
        assert not (tmp_path / "f.pdf").exists()

    def test_fill_from_a_case_and_check_and_inspect(self, bti: Run, tmp_path: Path) -> None:
        sak = samples() / "vindafjord/sak.yaml"
        assert bti("form", "fill", sak, "--form", "ppt_henvisning", "--flatten", "--out", "ut").code == 0
        (pdf,) = (tmp_path / "ut").glob("*.pdf")
        with pikepdf.open(pdf) as file:
            assert "/AcroForm" not in file.Root
        assert bti("form", "check", "ppt_henvisning").code == 0
        assert bti("form", "check", "ppt_hevisning").code == 6
        blank = SHELVES.form("bekymringsmelding")
        assert blank is not None
        told = bti(
            "form", "inspect", blank.with_name("nb.pdf"), "--json", "--map", "ny/form.yaml", "--picture", "b.pdf"
        )
        assert {f["name"] for f in told.json["fields"]} >= {"melding", "barn_navn"}
        assert (tmp_path / "ny/form.yaml").is_file()
        assert (tmp_path / "b.pdf").is_file()

    def test_diff_tells_what_a_new_edition_changed(self, bti: Run, tmp_path: Path) -> None:
        for name, fields in (("a", ["x", "y"]), ("b", ["x", "z"])):
            built = Form()
            for i, field in enumerate(fields):
                built.field(field, (50, 700 - 40 * i, 300, 720 - 40 * i))
            (tmp_path / f"{name}.pdf").write_bytes(built.bytes())
        answer = bti("form", "diff", "a.pdf", "b.pdf", "--json")
        assert answer.code == 6
        assert {(c["what"], c["name"]) for c in answer.json["changes"]} == {("lost", "y"), ("new", "z")}

    def test_what_is_no_form_is_one_clear_error(self, bti: Run, tmp_path: Path) -> None:
        (tmp_path / "s.pdf").write_bytes(b"hei")
        answer = bti("form", "inspect", "s.pdf")
        assert (answer.code, answer.codes) == (6, ["B101"])

    def test_word_is_not_what_a_form_is(self, bti: Run) -> None:
        sak = samples() / "vindafjord/sak.yaml"
        answer = bti("make", sak, "-k", "ppt_henvisning", "--format", "docx", "--out", "ut")
        assert "B307" in answer.codes


def _words(pdf: bytes) -> str:
    import pypdf

    return " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())
