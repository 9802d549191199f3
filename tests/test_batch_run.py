"""A batch from the command line to the disk: a file for each row, bad rows told and given back, nothing made twice."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from benchmarks.lists import DAY, KIND, SHARED, pupil
from bti_docs.journal import Entry, read, verify
from tests.batch_lists import Write, listed, made, shared
from tests.conftest import Answer, Run
from tests.pdf_text import pages

__all__ = ["listed", "shared"]
WRONG = {"Fødselsdato": "12/5-14"}


@pytest.fixture
def batch(bti: Run, shared: Path) -> Run:
    """Run a batch over the shared case, telling errors only, as Word files only: they are quick."""

    def run(source: Path, *arguments: str | Path) -> Answer:
        return bti("-q", "batch", source, "--case", shared, "-k", KIND, "-f", "docx", DAY, *arguments)

    return run


def table(folder: Path, word: str = "oversikt") -> list[dict[str, str]]:
    (path,) = folder.glob(f"*_{word}_*.csv")
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig")), delimiter=";"))


class TestARow:
    def test_each_row_becomes_a_file_named_by_an_id_and_nobodys_name(
        self, batch: Run, listed: Write, tmp_path: Path
    ) -> None:
        answer = batch(listed(pupil(1), pupil(2, Id="r-2")))
        assert (answer.code, answer.out) == (0, "")
        names = [n for n in made(tmp_path / "ut") if n.endswith(".docx")]
        assert names == [f"r-2_{KIND}_2026-08-20_skolen.docx", f"risor-2027-002_{KIND}_2026-08-20_skolen.docx"]

    def test_a_row_says_what_a_case_of_its_own_would_have_said(
        self, batch: Run, bti: Run, listed: Write, tmp_path: Path
    ) -> None:
        batch(listed(pupil(1, Id="r-1")))
        whole = SHARED.replace("id: risor-2027", "id: r-1").replace(
            "barn: {", "barn: {fornavn: Test, etternavn: Elevsen, fødselsdato: 2014-05-02, klasse: 7B, "
        )
        guardian = "foresatte:\n  - {id: foresatte-1, navn: Tone Elevsen, relasjon: mor, foreldreansvar: ja}\n"
        (tmp_path / "sak.yaml").write_text(whole + guardian, encoding="utf-8")
        bti("make", tmp_path / "sak.yaml", "-k", KIND, "-f", "docx", DAY, "--out", tmp_path / "en")
        assert made(tmp_path / "en") == made(tmp_path / "ut", "risor-2027", "bunke")

    def test_a_bad_row_stops_no_other_and_is_told_by_its_place_in_the_list(
        self, batch: Run, listed: Write, tmp_path: Path
    ) -> None:
        source = listed(pupil(1), pupil(2, **WRONG), pupil(3))
        answer = batch(source)
        assert (answer.code, answer.codes) == (3, ["S108"])
        assert "7A.csv: rad 3, kolonne C: feil S108" in answer.err
        assert [r["status"] for r in table(tmp_path / "ut")] == ["laget", "feil", "laget"]

    def test_a_missing_column_is_told_by_the_row(self, batch: Run, listed: Write) -> None:
        row = {k: v for k, v in pupil(1).items() if k != "Relasjon 1"}
        answer = batch(listed(row))
        assert "7A.csv: rad 2: feil S105" in answer.err

    def test_a_fault_in_the_shared_case_is_told_once_at_its_own_place_and_nothing_is_made(
        self, batch: Run, listed: Write, shared: Path, tmp_path: Path
    ) -> None:
        shared.write_text(SHARED.replace("formål:", "fomål:"), encoding="utf-8")
        answer = batch(listed(pupil(1), pupil(2)))
        assert (answer.code, answer.codes) == (3, ["S101"])
        assert "felles.yaml:12:5" in answer.err
        assert not (tmp_path / "ut").exists()

    def test_a_rule_that_a_row_breaks_stops_that_row_alone(self, batch: Run, listed: Write, tmp_path: Path) -> None:
        answer = batch(listed(pupil(1), pupil(2, **{"barn.skole": "nedlagt"})))
        assert answer.codes == ["R102"]
        assert "kolonne H" in answer.err
        assert [r["status"] for r in table(tmp_path / "ut")] == ["laget", "feil"]

    def test_two_rows_never_share_a_file(self, batch: Run, listed: Write) -> None:
        assert batch(listed(pupil(1, Id="a"), pupil(2, Id="a"))).codes == ["T111"]

    def test_nobodys_name_is_on_the_screen_or_in_the_overview(self, batch: Run, listed: Write, tmp_path: Path) -> None:
        answer = batch(listed(pupil(1), pupil(2, **WRONG)), "-v")
        told = answer.err + answer.out + (tmp_path / "ut" / "bunke.jsonl").read_text(encoding="utf-8")
        told += str(table(tmp_path / "ut"))
        assert "Elevsen" not in told
        assert "Tone" not in told

    def test_as_json_the_rows_are_counted(self, batch: Run, listed: Write) -> None:
        answer = batch(listed(pupil(1), pupil(2, **WRONG), pupil(3, Oppfølging="nei")), "--json")
        assert answer.json["rows"] == {"made": 1, "failed": 1, "skipped": 1, "resumed": 0}
        errors = [p for p in answer.json["problems"] if p["severity"] == "error"]
        assert [(p["code"], p["line"], p["column"]) for p in errors] == [("S108", 3, 3)]


class TestGuardians:
    def test_a_guardian_the_row_says_nothing_of_is_left_out(self, bti: Run, listed: Write, tmp_path: Path) -> None:
        shared = tmp_path / "to.yaml"
        two = "foresatte:\n  - {id: mor, relasjon: mor, foreldreansvar: ja}\n  - {id: far, relasjon: far}\n"
        shared.write_text(SHARED + two, encoding="utf-8")
        rows = [{k: v for k, v in pupil(n).items() if "1" not in k} for n in (1, 2)]
        rows[0] |= {"foresatte.mor.navn": "Tone Elevsen", "foresatte.far.navn": "Tor Elevsen"}
        rows[1] |= {"foresatte.far.navn": "Tor Elevsen"}
        answer = bti("batch", listed(*rows), "--case", shared, "-k", KIND, "-f", "docx", DAY, "--json")
        assert answer.json["rows"]["made"] == 2
        found = {len(data) for name, data in made(tmp_path / "ut").items() if name.endswith(".docx")}
        assert len(found) == 2

    def test_a_protected_row_asks_for_a_second_thought_as_make_does(
        self, batch: Run, listed: Write, tmp_path: Path
    ) -> None:
        source = listed(pupil(1, **{"Adressesperre 1": "strengt fortrolig"}), pupil(2))
        assert batch(source).codes == ["V104"]
        assert [r["status"] for r in table(tmp_path / "ut")] == ["feil", "laget"]
        assert batch(source, "--resume", "--acknowledge-protected").code == 0

    def test_what_is_handed_over_is_not_in_the_common_print_file(
        self, bti: Run, shared: Path, listed: Write, tmp_path: Path
    ) -> None:
        source = listed(pupil(1), pupil(2, **{"Adressesperre 1": "fortrolig"}), pupil(3, **{"Kopi 1": "svarut"}))
        answer = bti("batch", source, "--case", shared, "-k", KIND, "-f", "pdf", DAY, "--for", "foresatte-1")
        assert answer.codes.count("V121") == 1
        copies = [n for n in made(tmp_path / "ut") if n.endswith("foresatte-1.pdf")]
        assert len(copies) == 3
        (printed,) = (tmp_path / "ut").glob("*_utskrift_*.pdf")
        text = "".join(pages(printed.read_bytes()))
        assert "risor-2027-002" in text
        assert "risor-2027-003" not in text
        assert "risor-2027-004" not in text
        assert verify(tmp_path / "ut/journal.jsonl").entries == 3

    def test_a_home_of_a_protected_pupil_and_a_strictly_protected_case_are_not_in_it_either(
        self, bti: Run, shared: Path, listed: Write, tmp_path: Path
    ) -> None:
        home = {"barn.adresse": "Testveien 1, 4950 Risør", "Adresse 1": "Testveien 1, 4950 Risør"}
        source = listed(
            pupil(1, **home, **{"barn.adressesperre": "fortrolig"}),
            pupil(2, **{"barn.adressesperre": "strengt fortrolig"}),
        )
        answer = bti(
            *("batch", source, "--case", shared, "-k", KIND, "-f", "pdf", DAY),
            *("--for", "foresatte-1", "--acknowledge-protected"),
        )
        assert {"V121", "V122"} <= {*answer.codes}
        assert not list((tmp_path / "ut").glob("*_utskrift_*.pdf"))

    def test_what_only_the_school_reads_needs_no_journal(self, batch: Run, listed: Write, tmp_path: Path) -> None:
        batch(listed(pupil(1)))
        assert not (tmp_path / "ut/journal.jsonl").exists()


class TestTheListOfFaults:
    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_corrected_and_given_back_it_completes_the_batch(
        self, batch: Run, listed: Write, tmp_path: Path, ending: str
    ) -> None:
        source = listed(pupil(1), pupil(2, **WRONG), pupil(3))
        if ending == "xlsx":
            source = _as_workbook(source)
        batch(source)
        (faults,) = (tmp_path / "ut").glob(f"*_feil_*.{ending}")
        corrected = tmp_path / f"rettet.{ending}"
        _correct(faults, corrected)
        answer = batch(corrected, "--resume")
        assert (answer.code, answer.codes) == (0, [])
        rows = table(tmp_path / "ut")
        assert [(r["rad"], r["id"], r["status"]) for r in rows] == [
            (str(n), f"risor-2027-{n:03}", "laget") for n in (2, 3, 4)
        ]

    def test_it_says_what_is_wrong_beside_the_rows_own_cells(self, batch: Run, listed: Write, tmp_path: Path) -> None:
        batch(listed(pupil(1), pupil(2, **WRONG)))
        (row,) = table(tmp_path / "ut", "feil")
        assert row["Fødselsdato"] == WRONG["Fødselsdato"]
        assert row["Feil"] == "rad 3, kolonne C: dette er ikke en dato (S108)"

    def test_corrected_in_place_it_is_not_overwritten(self, batch: Run, listed: Write, tmp_path: Path) -> None:
        batch(listed(pupil(1, **WRONG), pupil(2, **WRONG)))
        (faults,) = (tmp_path / "ut").glob("*_feil_*.csv")
        text = faults.read_text(encoding="utf-8-sig").replace(WRONG["Fødselsdato"], "2014-05-12", 1)
        faults.write_text(text, encoding="utf-8")
        batch(faults, "--resume")
        assert faults.read_text(encoding="utf-8") == text
        assert len(list((tmp_path / "ut").glob("*_feil_*-2.csv"))) == 1


def _as_workbook(source: Path) -> Path:
    from bti_docs.batch.sheet import write_xlsx

    headings, *rows = csv.reader(io.StringIO(source.read_bytes().decode("cp1252")), delimiter=";")
    path = source.with_suffix(".xlsx")
    path.write_bytes(write_xlsx(headings, rows))
    return path


def _correct(faults: Path, corrected: Path) -> None:
    from bti_docs.batch.sheet import read, write_csv, write_xlsx

    sheet = read(faults.read_bytes(), file=str(faults))
    rows = [[f.text.replace(WRONG["Fødselsdato"], "2014-05-12") for f in line.fields] for line in sheet.lines]
    write = write_xlsx if faults.suffix == ".xlsx" else lambda headings, rows: write_csv([headings, *rows])
    corrected.write_bytes(write(sheet.headings, rows))


class TestAgain:
    def test_a_second_run_must_be_asked_for(self, batch: Run, listed: Write) -> None:
        source = listed(pupil(1))
        assert batch(source).code == 0
        assert batch(source).codes == ["T116"]
        assert batch(source, "--force").code == 0

    def test_resumed_it_makes_only_what_is_not_there(self, batch: Run, listed: Write, tmp_path: Path) -> None:
        source = listed(*(pupil(n) for n in range(3)))
        batch(source)
        before = made(tmp_path / "ut")
        gone = next((tmp_path / "ut").glob("*003*.docx"))
        gone.unlink()
        untouched = next((tmp_path / "ut").glob("*002*.docx")).stat().st_ino
        answer = batch(source, "--resume", "--json")
        assert answer.json["rows"] == {"made": 3, "failed": 0, "skipped": 0, "resumed": 2}
        assert made(tmp_path / "ut") == before
        assert next((tmp_path / "ut").glob("*002*.docx")).stat().st_ino == untouched

    def test_a_row_that_has_changed_takes_its_own_old_place(self, batch: Run, listed: Write, tmp_path: Path) -> None:
        batch(listed(pupil(1), pupil(2)))
        before = made(tmp_path / "ut", "bunke", "oversikt")
        assert batch(listed(pupil(1), pupil(2, Klasse="7F")), "--resume").code == 0
        after = made(tmp_path / "ut", "bunke", "oversikt")
        assert [n for n in after if after[n] != before[n]] == [f"risor-2027-003_{KIND}_2026-08-20_skolen.docx"]

    def test_a_file_that_is_not_the_batchs_own_is_left_alone(self, batch: Run, listed: Write, tmp_path: Path) -> None:
        (tmp_path / "ut").mkdir()
        mine = tmp_path / "ut" / f"risor-2027-002_{KIND}_2026-08-20_skolen.docx"
        mine.write_text("mitt eget")
        assert batch(listed(pupil(1), pupil(2))).codes == ["C102"]
        assert mine.read_text() == "mitt eget"

    def test_another_batch_is_not_gone_on_with(self, batch: Run, listed: Write, shared: Path) -> None:
        source = listed(pupil(1))
        batch(source)
        shared.write_text(SHARED.replace("trygg", "rolig"), encoding="utf-8")
        assert batch(source, "--resume").codes == ["T117"]

    def test_it_goes_on_as_of_the_day_it_was_begun(self, bti: Run, shared: Path, listed: Write, tmp_path: Path) -> None:
        source = listed(pupil(1), pupil(2))
        bti("batch", source, "--case", shared, "-k", "iop", "-f", "docx", "--day=2026-09-01")
        head = json.loads((tmp_path / "ut/bunke.jsonl").read_text(encoding="utf-8").splitlines()[0])
        answer = bti("batch", source, "--case", shared, "-k", "iop", "-f", "docx", "--resume", "--json")
        assert (head["day"], answer.json["rows"]["resumed"]) == ("2026-09-01", 2)

    def test_a_line_torn_by_a_crash_is_made_again_and_journalled_once(
        self, batch: Run, listed: Write, tmp_path: Path
    ) -> None:
        source = listed(*(pupil(n) for n in range(3)))
        batch(source, "--for", "foresatte-1")
        whole = made(tmp_path / "ut")
        log = tmp_path / "ut/bunke.jsonl"
        log.write_bytes(log.read_bytes()[:-40])
        assert batch(source, "--for", "foresatte-1", "--resume").code == 0
        assert made(tmp_path / "ut") == whole
        told = read(tmp_path / "ut/journal.jsonl", Entry)
        assert len({e.output for e in told}) == len(told) == 3


class TestAFolder:
    def test_each_case_in_a_folder_becomes_its_documents(
        self, bti: Run, risor: Path, vindafjord: Path, tmp_path: Path
    ) -> None:
        cases = tmp_path / "saker"
        cases.mkdir()
        for number, path in enumerate((risor, vindafjord)):
            shutil.copy(path, cases / f"{number}.yaml")
        (cases / "feil.yaml").write_text("bti_sak: 1\n", encoding="utf-8")
        answer = bti("batch", cases, "-k", "samtykke_deling", "-f", "docx", DAY, "--json")
        assert answer.json["rows"] == {"made": 2, "failed": 1, "skipped": 0, "resumed": 0}
        assert {r["id"] for r in table(tmp_path / "ut")} >= {"risor-2026-031", "vindafjord-2026-012"}
        assert all(p["file"].endswith("feil.yaml") for p in answer.json["problems"] if p["severity"] == "error")

    def test_two_cases_with_one_id_never_overwrite_each_other(self, bti: Run, risor: Path, tmp_path: Path) -> None:
        cases = tmp_path / "saker"
        cases.mkdir()
        text = risor.read_text(encoding="utf-8")
        (cases / "a.yaml").write_text(text, encoding="utf-8")
        (cases / "b.yaml").write_text(text.replace("klasse: 7A", "klasse: 7B"), encoding="utf-8")
        answer = bti("-q", "batch", cases, "-k", "samtykke_deling", "-f", "docx", DAY, "--force")
        assert answer.codes == ["C102"]

    def test_an_empty_folder_is_told(self, bti: Run, tmp_path: Path) -> None:
        (tmp_path / "saker").mkdir()
        assert bti("batch", tmp_path / "saker").codes == ["T124"]


class TestUse:
    def test_a_list_needs_a_case_and_a_folder_has_none(self, bti: Run, listed: Write, shared: Path) -> None:
        assert bti("batch", listed(pupil(1))).code == 2
        assert bti("batch", shared.parent, "--case", shared).code == 2

    def test_an_unknown_kind_is_told(self, bti: Run, listed: Write, shared: Path) -> None:
        rows = [pupil(n) for n in range(3)]
        assert bti("batch", listed(*rows), "--case", shared, "-k", "samtyke").codes == ["K102"]

    @pytest.mark.parametrize("name", ["7A.xlsx", "7A.csv"])
    def test_an_empty_list_is_written_and_never_over_another_file(self, bti: Run, tmp_path: Path, name: str) -> None:
        assert bti("batch", tmp_path / name, "--template").out == f"{tmp_path / name}\n"
        assert bti("batch", tmp_path / name, "--template").codes == ["C102"]
