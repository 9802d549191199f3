"""A list of absence beside the case: what spreadsheets save is read, and a row that cannot be is told by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bti_docs.case.fravarsliste import read_absence
from bti_docs.cli.files import open_cases
from bti_docs.library import Shelves
from bti_docs.problem import Language, Severity
from tests.conftest import ROOT

LIST = "Dato;Type;Timar;Gyldig;Meldt;Årsak\r\n01.09.2026;dag;;nei;nei;ukjend\r\n2026-09-11;time;2;ja;;\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_what_spreadsheets_save_is_read(encoding: str, separator: str) -> None:
    found, problems = read_absence(LIST.replace(";", separator).encode(encoding), file="f.csv")
    assert problems == []
    assert [(str(f.dato), f.type, f.timer, f.gyldig, f.meldt, f.årsak) for f in found] == [
        ("2026-09-01", "dag", None, False, False, "ukjent"),
        ("2026-09-11", "time", 2, True, None, None),
    ]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("dato;type\n2026-09-01;dag\n2026-13-01;dag\n", "S134", 3),
        ("dato;type;gyldig\n2026-09-01;dag;kanskje\n", "S134", 2),
        ("dato;type;timer\n2026-09-01;time;-2\n", "S134", 2),
        ("dato;gyldig\n2026-09-01;ja\n", "S133", 1),
        ("dato;type;navn\n2026-09-01;dag;Ola\n", "S135", 1),
        ("dato;type;type\n2026-09-01;dag;dag\n", "S135", 1),
        ("", "S133", 1),
        ('dato;type\n"2026-09-01;dag\n', "S132", 2),
        ("dato;type\n" + "2026-09-01;dag\n" * 5_001, "S132", 0),
    ],
)
def test_what_cannot_be_read_is_told_by_its_line(text: str, code: str, line: int) -> None:
    _, problems = read_absence(text.encode(), file="f.csv")
    assert (problems[0].code, problems[0].where.line, problems[0].where.file) == (code, line, "f.csv")


def test_a_problem_never_tells_what_a_row_says() -> None:
    _, problems = read_absence(b"dato;type\n2026-09-01;Ola Nordmann var syk\n", file="f.csv")
    assert problems
    assert not any("Ola" in p.message(lang) + p.hint(lang) + p.where.line_text for p in problems for lang in Language)


def case_beside(folder: Path, line: str) -> Path:
    text = (ROOT / "samples/vindafjord/sak.yaml").read_text(encoding="utf-8")
    path = folder / "sak.yaml"
    path.write_text(text.replace("\nfravær:\n", f"\n{line}\nfravær:\n"), encoding="utf-8")
    return path


def test_the_list_beside_a_case_is_added_to_what_the_case_says(tmp_path: Path) -> None:
    (tmp_path / "fravær.csv").write_bytes("dato;type\n2026-10-01;dag\n".encode("cp1252"))
    [(case, problems)] = open_cases([case_beside(tmp_path, "fraværsfil: fravær.csv")], Shelves())
    assert case is not None
    assert problems == []
    assert [str(f.dato) for f in case.sak.fravær][-1] == "2026-10-01"


@pytest.mark.parametrize("name", ["../fravær.csv", "/etc/passwd", "C:\\fravær.csv", "sak.yaml"])
def test_only_a_list_in_the_cases_own_folder_is_read(name: str, tmp_path: Path) -> None:
    [(case, _)] = open_cases([case_beside(tmp_path, f"fraværsfil: '{name}'")], Shelves())
    assert case is not None
    assert [p.code for p in case.problems if p.severity is Severity.ERROR] == ["S131"]


def test_a_list_that_is_not_there_is_told_with_its_name(tmp_path: Path) -> None:
    [(case, problems)] = open_cases([case_beside(tmp_path, "fraværsfil: fravær.csv")], Shelves())
    assert case is None
    assert [(p.code, Path(p.where.file).name) for p in problems] == [("C101", "fravær.csv")]
