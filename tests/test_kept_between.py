"""What is kept from one document to the next: only what the template decides, and never a word of anyone's case."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import zipfile
from typing import Any

import pytest

from benchmarks.documents import DAY, Work, works
from bti_docs.document import Table
from bti_docs.docx.read import read
from bti_docs.docx.reading.styles import style_sheet
from bti_docs.make import Made
from tests.conftest import ROOT
from tests.docx_builder import STYLES, docx, p

KIND = "bti_motereferat"
_ALONE = """
import sys
from benchmarks.documents import works
from tests.test_kept_between import digests
print(*digests(works()[int(sys.argv[1])]))
"""


def digests(work: Work) -> tuple[str, str]:
    made = work.make()
    return hashlib.sha256(made.docx).hexdigest(), hashlib.sha256(made.bytes_of("pdf")).hexdigest()


def alone(number: int) -> tuple[str, ...]:
    done = subprocess.run(
        [sys.executable, "-c", _ALONE, str(number)], cwd=ROOT, check=True, capture_output=True, text=True, timeout=300
    )
    return tuple(done.stdout.split())


def test_two_cases_in_turns_are_the_same_bytes_as_each_alone_in_a_fresh_process() -> None:
    one, other = works()[:2]
    first, second = alone(0), alone(1)
    assert [digests(work) for work in (one, other, one, other)] == [first, second, first, second]
    assert first != second


def sheet_of(made: Made) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(made.docx)) as file:
        parts = file.read("word/styles.xml"), file.read("word/numbering.xml")
    return vars(style_sheet(*parts, KIND))


def test_what_the_style_sheet_keeps_holds_no_word_of_the_case_and_does_not_grow_with_the_next() -> None:
    one, other = (work.make() for work in works()[:2])
    kept = repr(sheet_of(one))
    read(other.docx, file=KIND)
    assert repr(sheet_of(other)) == kept
    assert "BTIskjema" in kept  # a table's own style: the answers are there
    for name in ("Testesen", "Kowalski", "Lærersen", "risor-2026", str(DAY.year)):
        assert name not in kept


def table(tcpr: str, tblpr: str = "") -> str:
    cell = f"<w:tc><w:tcPr>{tcpr}</w:tcPr>{p('x')}</w:tc>"
    return f'<w:tbl><w:tblPr>{tblpr}</w:tblPr><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid><w:tr>{cell}</w:tr></w:tbl>'


def first_cell(body: str, **given: Any) -> Any:
    document, _ = read(docx(body, **given))
    found = document.blocks[0]
    assert isinstance(found, Table)
    return found.rows[0].cells[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("<w:tcBorders><w:top w:val='single'/></w:tcBorders>", ""), ("<w:tcBorders/><w:top w:val='single'/>", "")),
        (("<w:shd w:val='clear' w:fill='ff0000'/>", ""), ("<w:shd w:val='clear' w:fill='00ff00'/>", "")),
        (("", ""), ("", "<w:tblCellMar><w:left w:w='400' w:type='dxa'/></w:tblCellMar>")),
        (("", ""), ("", "<w:tblBorders><w:top w:val='single'/></w:tblBorders>")),
    ],
)
def test_a_cell_looks_as_its_own_table_says_whatever_was_read_before(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    """The two documents have the same style sheet, so what is kept of one is at hand for the other."""
    looks = [first_cell(table(*said)) for said in (one, other, one, other)]
    assert looks[0] == looks[2] != looks[1] == looks[3]


def test_a_row_with_a_look_of_its_own_does_not_lend_it_to_the_table_below() -> None:
    exception = "<w:tblPrEx><w:tblBorders><w:top w:val='single'/></w:tblBorders></w:tblPrEx>"
    plain = table("")
    special = plain.replace("<w:tr>", f"<w:tr>{exception}")
    document, _ = read(docx(special + p("between") + plain, styles=STYLES))
    tops = [b.rows[0].cells[0].borders.top.width for b in document.blocks if isinstance(b, Table)]
    assert (tops[0] > 0, tops[1]) == (True, 0)
