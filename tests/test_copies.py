"""Guardians' copies: each gets their own, with a letter, in one print file, and nothing that is kept from them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pikepdf
import pytest

from bti_docs.copies import Bundle, copies, print_file
from bti_docs.document import as_text
from bti_docs.library import samples, shelves
from bti_docs.make import Case, open_case
from tests.conftest import Run
from tests.oracle import search
from tests.pdf_text import pages
from tests.verapdf import broken_clauses

DAY = dt.date(2026, 8, 28)
RISOR = (samples() / "risor" / "sak.yaml").read_text(encoding="utf-8")
KEPT_FROM_MOTHER = ("Hemmeligveien 99", "Hemmeligveien", "4999 Sperrevik", "900 00 002")
KEPT_FROM_BOTH = ("Meldeplikt", "12851499979")
FOR_FATHER = "adressesperre: fortrolig"


def case_of(*changes: tuple[str, str]) -> Case:
    text = RISOR
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return open_case(text.encode(), shelves(), file="sak.yaml")


def bundles(*changes: tuple[str, str], kinds: tuple[str, ...] = ()) -> dict[str, Bundle]:
    return {b.reader: b for b in copies(case_of(*changes), kinds, shelves(), DAY)}


@pytest.fixture(scope="module")
def made() -> dict[str, Bundle]:
    return bundles()


def test_every_guardian_with_foreldreansvar_gets_a_letter_and_the_documents(made: dict[str, Bundle]) -> None:
    for bundle in made.values():
        assert bundle.letter is not None
        assert {m.order.instance.kind.id for m in bundle.documents} == {
            "bti_motereferat", "overgangsmote", "iop", "samtykke_stafettlogg", "samtykke_deling",
            "iop_arsvurdering", "moteinnkalling", "ppt_henvisning",
        }  # fmt: skip
        assert all(m.order.reader == bundle.reader for m in bundle.all)


def test_the_letter_lists_what_is_enclosed(made: dict[str, Bundle]) -> None:
    mother = made["mor"]
    assert mother.letter is not None
    text = as_text(mother.letter.document)
    for document in mother.documents:
        assert document.document.title in text
        assert f"{document.date:%d.%m.%Y}" in text


def test_the_letter_goes_to_the_guardians_own_address_and_a_protected_one_is_never_printed(
    made: dict[str, Bundle],
) -> None:
    mother, father = made["mor"].letter, made["far"].letter
    assert mother is not None and father is not None
    assert "Testveien 1" in as_text(mother.document)
    for data, name in ((father.docx, "brev.docx"), (father.bytes_of("pdf"), "brev.pdf")):
        assert [f for f in search(data, name, KEPT_FROM_MOTHER) if f.canary] == []


def test_a_protected_guardian_is_handed_their_copy_and_is_not_in_the_print_file(made: dict[str, Bundle]) -> None:
    assert (made["mor"].by_hand, made["far"].by_hand) == (False, True)
    assert [p.code for p in made["far"].problems if p.code == "V121"] == ["V121"]
    printed = print_file(list(made.values()))
    assert printed is not None
    text = " ".join(pages(printed))
    assert "Kopi til Kari Testesen" in text
    assert "Kopi til Jan Kowalski" not in text


def test_each_copy_in_the_print_file_starts_on_an_odd_page(made: dict[str, Bundle]) -> None:
    printed = print_file(list(made.values()))
    assert printed is not None
    firsts = [i for i, page in enumerate(pages(printed)) if "Side 1 av" in page]
    assert len(firsts) == len(made["mor"].all)
    assert [i % 2 for i in firsts] == [0] * len(firsts)


def test_every_page_of_a_copy_says_whose_it_is(made: dict[str, Bundle]) -> None:
    for bundle, mark in ((made["mor"], "Kopi til Kari Testesen (mor)"), (made["far"], "Kopi til Jan Kowalski (far)")):
        for copy in bundle.all:
            assert all(mark in page for page in pages(copy.bytes_of("pdf"))), copy.name


def test_no_page_of_the_schools_own_document_is_marked_as_a_copy() -> None:
    from bti_docs.make import make, plan

    case = case_of()
    for order in plan(case, shelves(), ()):
        assert "Kopi til " not in " ".join(
            page.split("Kopi og arkiv")[0] for page in pages(make(case, order, shelves(), DAY).bytes_of("pdf"))
        )


def test_what_is_kept_from_a_reader_is_nowhere_in_their_copies(made: dict[str, Bundle]) -> None:
    for reader, hidden in (("mor", (*KEPT_FROM_MOTHER, *KEPT_FROM_BOTH)), ("far", KEPT_FROM_BOTH)):
        for copy in made[reader].all:
            for form in copy.formats:
                found = [f for f in search(copy.bytes_of(form), f"{copy.name}.{form}", hidden) if f.canary]
                assert found == [], copy.name


def test_a_copy_passes_the_same_judges_as_the_schools_own(made: dict[str, Bundle]) -> None:
    for copy in made["mor"].all:
        assert broken_clauses(copy.bytes_of("pdf")) == {"2a": [], "ua1": []}, copy.name


def test_a_text_that_gives_the_address_away_stops_that_copy_and_says_where() -> None:
    slip = "Søndag kveld er vanskelig. Far bor i hemmelig-veien."
    mother = bundles(("Søndag kveld er vanskelig. Det hjelper å vite planen for mandag.", slip))["mor"]
    stopped = [p for p in mother.problems if p.code == "V111"]
    assert [p.where.path for p in stopped] == ["møter[0].runde[2].sier"]
    assert "bti_motereferat" not in {m.order.instance.kind.id for m in mother.documents}
    assert "overgangsmote" in {m.order.instance.kind.id for m in mother.documents}


def test_a_guardian_who_wants_no_copies_gets_none() -> None:
    mother = bundles(("    tolk: nei\n    kopi: utskrift", "    tolk: nei\n    kopi: nei"))["mor"]
    assert mother.all == ()
    assert [p.code for p in mother.problems] == ["V120"]


def test_suspected_violence_stops_every_copy() -> None:
    for bundle in bundles(("vold_overgrep: nei", "vold_overgrep: ja")).values():
        assert bundle.all == ()
        assert {p.code for p in bundle.problems if p.exit_code == 5 and p.code != "V121"} == {"V101"}


class TestCommand:
    def test_copies_are_written_with_one_print_file_and_a_journal(self, bti: Run, risor: Path) -> None:
        answer = bti("copies", risor, "-k", "iop", "--day", DAY.isoformat(), "--out", "ut", "--json")
        assert answer.code == 0
        names = sorted(Path(f["file"]).name for f in answer.json["files"])
        assert names == [
            "risor-2026-031_folgebrev_2026-08-28_far.pdf",
            "risor-2026-031_folgebrev_2026-08-28_mor.pdf",
            "risor-2026-031_iop_2026-08-20_far.pdf",
            "risor-2026-031_iop_2026-08-20_mor.pdf",
            "risor-2026-031_utskrift_2026-08-28.pdf",
        ]
        lines = [json.loads(line) for line in Path("ut/journal.jsonl").read_text().splitlines()]
        assert [(e["kind"], e["reader"], e["action"]) for e in lines] == [
            ("folgebrev", "mor", "copy"),
            ("iop", "mor", "copy"),
            ("folgebrev", "far", "copy"),
            ("iop", "far", "copy"),
        ]
        assert bti("journal", "verify", "ut/journal.jsonl").code == 0

    def test_a_broken_journal_is_told(self, bti: Run, risor: Path) -> None:
        bti("make", risor, "-k", "iop", "--for", "mor", "-f", "docx")
        journal = Path("ut/journal.jsonl")
        journal.write_text(journal.read_text().replace('"mor"', '"far"'))
        assert bti("journal", "verify", journal).code == 1

    def test_locked_copies_open_with_the_code_that_is_listed_apart(self, bti: Run, risor: Path) -> None:
        assert bti("copies", risor, "-k", "iop", "--day", DAY.isoformat(), "--encrypt").code == 0
        codes = dict(
            line.split("\t") for line in Path("ut/risor-2026-031_koder_2026-08-28.txt").read_text().splitlines()
        )
        assert set(codes) == {"mor", "far"}
        path = Path("ut/risor-2026-031_iop_2026-08-20_mor_kryptert.pdf")
        with pikepdf.open(path, password=codes["mor"]) as file:
            assert file.encryption.R == 6
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(path, password=codes["far"])
        assert not list(Path("ut").glob("*utskrift*"))
        lines = [json.loads(line) for line in Path("ut/journal.jsonl").read_text().splitlines()]
        assert [(e["kind"], e["reader"]) for e in lines] == [
            (kind, reader) for reader in ("mor", "far") for kind in ("folgebrev", "iop")
        ]
        assert lines[1]["output"] == hashlib.sha256(path.read_bytes()).hexdigest()

    def test_svarut_is_told_who_where_and_what_and_nothing_is_sent(self, bti: Run, tmp_path: Path) -> None:
        path = tmp_path / "sak.yaml"
        path.write_text(RISOR.replace("    tolk: nei\n    kopi: utskrift", "    tolk: nei\n    kopi: svarut"), "utf-8")
        assert bti("copies", path, "-k", "iop", "--day", DAY.isoformat()).code == 0
        told = Path("ut/risor-2026-031_svarut_2026-08-28_mor.json").read_text(encoding="utf-8")
        assert "Ola" not in told.replace("Kari Testesen", "")
        assert not list(Path("ut").glob("*utskrift*"))

    def test_explain_tells_the_school_which_rule_left_out_what(self, bti: Run, risor: Path) -> None:
        answer = bti("make", risor, "-k", "bti_motereferat", "--for", "mor", "-f", "docx", "--explain")
        assert "V201" in answer.err and "møter[0].saker[2]" in answer.err
        assert "Meldeplikt" not in answer.err
