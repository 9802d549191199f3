"""Lists as schools have them: what is read, what Excel has done to them, and each fault told by row and column."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from bti_docs.batch.headings import columns, template
from bti_docs.batch.rows import rows
from bti_docs.batch.sheet import Sheet, letters, read, write_csv, write_xlsx
from bti_docs.problem import BtiError, Language

HEADINGS = ("Fornavn", "Etternavn", "Fødselsdato", "Fødselsnummer", "Klasse", "Foresatt 1", "Relasjon 1")
PUPIL = ("Test", "Elevsen", "2014-05-12", "12851499979", "7A", "Tone Elevsen", "mor")


def xlsx(*table: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(list(row))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def csv(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


def told(data: bytes) -> list[tuple[str, str]]:
    """Return code and place of all that is wrong with a list's rows."""
    sheet = read(data, file="7A.xlsx")
    found = rows(sheet, columns(sheet), "risor-2027")
    return [(p.code, p.where.place) for row in found for p in row.problems]


def refused(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(BtiError) as error:
        columns(read(data, file="7A.xlsx"))
    return [(p.code, p.where.place) for p in error.value.problems]


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    def test_a_csv_file_is_read_as_excel_writes_it(self, encoding: str, delimiter: str) -> None:
        lines = (delimiter.join(("Fornavn", "Fødselsdato")), delimiter.join(("Åse", "2014-05-12")))
        sheet = read(csv(*lines, encoding=encoding), file="7A.csv")
        assert sheet.headings == ("Fornavn", "Fødselsdato")
        assert [f.text for f in sheet.lines[0].fields] == ["Åse", "2014-05-12"]

    def test_a_workbook_is_read_as_text(self) -> None:
        sheet = read(xlsx(HEADINGS, PUPIL), file="7A.xlsx")
        assert tuple(f.text for f in sheet.lines[0].fields) == PUPIL
        assert told(xlsx(HEADINGS, PUPIL)) == []

    def test_empty_rows_are_passed_over_and_rows_keep_the_spreadsheets_numbers(self) -> None:
        sheet = read(xlsx((), HEADINGS, PUPIL, (), PUPIL), file="7A.xlsx")
        assert [line.number for line in sheet.lines] == [3, 5]

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "T104"),
            (b"Fornavn;Etternavn\r\n", "T104"),
            (b"PK\x03\x04 not a workbook", "T101"),
            ("Fornavn;Klasse\nÅ;7A".encode("utf-16"), "T114"),
            (b"Fornavn;Klasse\r\n\x81;7A", "T114"),
            (b'Fornavn;Klasse\r\n"Test"x;7A', "T101"),
            (b"x" * 50_000_001, "T115"),
        ],
        ids=["nothing", "headings-only", "broken-zip", "utf-16", "neither", "quotes", "huge"],
    )
    def test_what_is_no_list_is_refused_with_one_clear_problem(self, data: bytes, code: str) -> None:
        with pytest.raises(BtiError) as error:
            read(data, file="7A")
        assert [p.code for p in error.value.problems] == [code]

    def test_a_workbook_that_unpacks_to_too_much_is_refused(self) -> None:
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("xl/workbook.xml", b" " * 50_000_001)
        with pytest.raises(BtiError) as error:
            read(bomb.getvalue(), file="7A.xlsx")
        assert error.value.problems[0].code == "T115"

    def test_a_second_sheet_is_not_read_and_that_is_told(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(xlsx(HEADINGS, PUPIL)))
        book.create_sheet("Ark2").append(["noe"])
        data = io.BytesIO()
        book.save(data)
        assert [p.code for p in read(data.getvalue(), file="7A.xlsx").problems] == ["T121"]


class TestWhatExcelDoes:
    @pytest.mark.parametrize(
        ("column", "value", "code"),
        [
            ("Fødselsnummer", 1851499979, "T106"),
            ("Fødselsnummer", "1851499979", "T106"),
            ("Fødselsnummer", 12851499979, "T105"),
            ("Fødselsnummer", "1,28515E+10", "T107"),
            ("Klasse", dt.date(2026, 7, 8), "T108"),
            ("Klasse", 7, "T105"),
            ("Klasse", "=A1", "T109"),
            ("Klasse", 7.5, "T105"),
            ("Klasse", True, "T110"),
            ("Fødselsdato", dt.datetime(2014, 5, 12, 8, 30), "T110"),  # noqa: DTZ001 - Excel knows no zones
            ("Fødselsdato", 41771, "T105"),
        ],
    )
    def test_each_harm_has_its_own_message_with_row_and_column(self, column: str, value: Any, code: str) -> None:
        at = HEADINGS.index(column)
        row = [*PUPIL[:at], value, *PUPIL[at + 1 :]]
        assert told(xlsx(HEADINGS, PUPIL, row)) == [(code, f"rad 3, kolonne {letters(at)}")]

    def test_a_date_cell_is_a_date_and_a_whole_number_a_year_of_school(self) -> None:
        headings = ("Fornavn", "Fødselsdato", "Trinn")
        sheet = read(xlsx(headings, ("Test", dt.date(2014, 5, 12), 7)), file="7A.xlsx")
        (row,) = rows(sheet, columns(sheet), "x")
        assert row.problems == ()
        assert {c.key[-1]: c.text for c in row.cells} == {
            "fornavn": "Test",
            "fødselsdato": "2014-05-12",
            "trinn": "7",
            "id": "x-002",
        }

    def test_the_leading_zero_is_told_of_in_every_language(self) -> None:
        at = HEADINGS.index("Fødselsnummer")
        sheet = read(xlsx(HEADINGS, [*PUPIL[:at], 1851499979, *PUPIL[at + 1 :]]), file="7A.xlsx")
        ((problem,),) = [row.problems for row in rows(sheet, columns(sheet), "x")]
        assert [
            word in problem.message(lang) for lang, word in zip(Language, ("nullen", "nullen", "zero"), strict=True)
        ]

    def test_text_outside_the_columns_is_never_lost_in_silence(self) -> None:
        assert told(xlsx(HEADINGS, (*PUPIL, "viktig"))) == [("T113", "rad 2, kolonne H")]


class TestHeadings:
    @pytest.mark.parametrize(
        ("heading", "key"),
        [
            ("Fornavn", "barn.fornavn"),
            ("fornamn", "barn.fornavn"),
            ("FØDSELSDATO", "barn.fødselsdato"),
            ("Foedselsdato", "barn.fødselsdato"),
            ("Fødd", "barn.fødselsdato"),
            ("Foresatt 1", "foresatte.1.navn"),
            ("Føresett 2", "foresatte.2.navn"),
            ("E-post 1", "foresatte.1.epost"),
            ("barn.klasse", "barn.klasse"),
            ("foresatte.mor.navn", "foresatte.mor.navn"),
            ("samtykker.s1.gjelder_til", "samtykker.s1.gjelder_til"),
        ],
    )
    def test_plain_headings_and_dotted_keys_lead_to_the_case(self, heading: str, key: str) -> None:
        (column,) = columns(Sheet("x", (heading,), ()))
        assert ".".join(column.key) == key

    def test_an_unknown_heading_is_told_with_its_place_and_what_was_meant(self) -> None:
        with pytest.raises(BtiError) as error:
            columns(read(csv("Fornavn;Fødselsdatoo;barn.klase", "Test;2014-05-12;7A"), file="7A.csv"))
        places = [(p.code, p.where.place, p.words["meant"]) for p in error.value.problems]
        assert places == [
            ("T102", "rad 1, kolonne B", "Fødselsdato"),
            ("T102", "rad 1, kolonne C", "barn.klasse"),
        ]

    def test_a_list_without_headings_tells_nobodys_name(self) -> None:
        with pytest.raises(BtiError) as error:
            columns(read(csv("Kari Testesen;12851499979", "Test;7A"), file="7A.csv"))
        told = "".join(p.message(lang) + p.hint(lang) for p in error.value.problems for lang in Language)
        assert "Testesen" not in told
        assert "12851499979" not in told

    @pytest.mark.parametrize(
        "heading", ["barn", "foresatte", "møter", "barn.syn", "barn..fornavn", "", "foresatte.mor"]
    )
    def test_a_key_that_leads_to_no_single_value_is_no_heading(self, heading: str) -> None:
        assert refused(csv(f"Fornavn;{heading};Klasse", "Test;x;7A")) == [("T102", "rad 1, kolonne B")]

    def test_two_columns_for_one_thing_are_refused(self) -> None:
        assert refused(csv("Fornavn;barn.fornavn", "Test;Test")) == [("T103", "rad 1, kolonne B")]


class TestIds:
    @pytest.mark.parametrize(
        ("own", "code"),
        [
            ("elevsen-7a", "T112"),
            ("test1", "T112"),
            ("p12851499979", "T112"),
            ("Ugyldig id", "S116"),
            ("risor-7a-01", ""),
        ],
    )
    def test_an_id_that_gives_the_pupil_away_is_refused(self, own: str, code: str) -> None:
        data = xlsx(("Id", *HEADINGS), (own, *PUPIL))
        assert told(data) == ([(code, "rad 2, kolonne A")] if code else [])

    def test_the_log_never_gets_an_id_that_was_refused(self) -> None:
        sheet = read(xlsx(("Id", *HEADINGS), ("elevsen-7a", *PUPIL)), file="7A.xlsx")
        assert [row.key for row in rows(sheet, columns(sheet), "risor-2027")] == ["risor-2027-002"]

    def test_an_id_used_twice_is_told_with_the_first_row(self) -> None:
        assert told(xlsx(("Id", *HEADINGS), ("a", *PUPIL), ("a", *PUPIL))) == [("T111", "rad 3, kolonne A")]

    def test_a_row_that_is_not_to_be_followed_up_is_skipped(self) -> None:
        sheet = read(xlsx(("Oppfølging", *HEADINGS), ("nei", *PUPIL), ("ja", *PUPIL), ("", *PUPIL)), file="7A.xlsx")
        assert [row.skipped for row in rows(sheet, columns(sheet), "x")] == [True, False, False]

    def test_an_answer_that_is_neither_yes_nor_no_is_told(self) -> None:
        assert told(xlsx(("Oppfølging", *HEADINGS), ("kanskje", *PUPIL))) == [("S109", "rad 2, kolonne A")]

    def test_a_row_without_any_guardian_is_told(self) -> None:
        assert told(xlsx(HEADINGS, (*PUPIL[:5], "", ""))) == [("T119", "rad 2")]


class TestTemplate:
    def test_an_empty_list_has_headings_that_are_known_and_columns_that_are_text(self) -> None:
        headings, comments = template()
        book = openpyxl.load_workbook(io.BytesIO(write_xlsx(headings, [], comments)))
        sheet = book.active
        assert [c.value for c in sheet[1]] == headings
        assert columns(Sheet("x", tuple(headings), ()))
        assert {sheet.column_dimensions[letters(i)].number_format for i in range(len(headings))} == {"@"}
        assert "0" in sheet["E1"].comment.text

    def test_the_same_list_has_the_same_bytes(self) -> None:
        assert write_xlsx(*template()) == write_xlsx(*template())

    def test_what_looks_like_a_formula_is_written_as_text(self) -> None:
        sheet = read(write_xlsx(("Fornavn", "Klasse"), [("=1+1", "+47")]), file="7A.xlsx")
        assert [(f.text, f.held) for f in sheet.lines[0].fields] == [("=1+1", "text"), ("+47", "text")]

    def test_a_csv_list_opens_in_a_norwegian_excel(self) -> None:
        assert write_csv([("Fornavn", "Klasse"), ("Åse; Bø", "7A")]) == (
            b"\xef\xbb\xbf" + 'Fornavn;Klasse\r\n"Åse; Bø";7A\r\n'.encode()
        )
