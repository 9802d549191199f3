"""The shipped cases and everything they become: text as it was accepted, pages that judges pass, the same bytes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import html
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bti_docs.context.words import Barn, Foresatt, Person
from bti_docs.document import Block, Document, List, Paragraph, Picture, Table, as_text, inline_text, paragraphs
from bti_docs.docx.fill import parsed_parts
from bti_docs.docx.package import open_package
from bti_docs.library import built_in, samples, shelves
from bti_docs.make import Case, Made, make, open_case, plan
from bti_docs.problem import Severity
from tests.libreoffice import docx_pages
from tests.pdf_text import Tag, pages, read_tags
from tests.verapdf import broken_clauses

DAY = dt.date(2026, 11, 22)
ALL_KINDS = tuple(k for k in shelves().kinds() if shelves().kind(k).gjelder.del_ != "kopier")
CASES: dict[str, tuple[str, ...]] = {
    "risor/sak.yaml": (),
    "vindafjord/sak.yaml": (),
    "trapp/sak.yaml": (),
    "bekymring/sak.yaml": ("bekymringsmelding",),
    # The kinds that no nynorsk sample has data for, from the same cases in the other language form.
    "trapp/nynorsk": ("avslutning_nivavurdering", "melding_ke", "ressursteam"),
    "risor/nynorsk": ("iop_arsvurdering",),
    "skjema/risor.yaml": ALL_KINDS,
    "skjema/etne.yaml": ALL_KINDS,
}

# What a case of suspected violence is told: nothing goes to the guardians.
STOPPED = {"bekymring/sak.yaml": ["P101"]}


@functools.cache
def case_of(file: str) -> Case:
    path = samples() / file
    if path.name != "nynorsk":
        return open_case(path.read_bytes(), shelves(), file=str(path))
    text = path.with_name("sak.yaml").read_text(encoding="utf-8")
    for written, instead in (("\nmålform: nb\n", "\nmålform: nn\n"), ("\nid: risor-", "\nid: nynorsk-")):
        assert text.count(written) == 1
        text = text.replace(written, instead)
    return open_case(text.encode(), shelves(), file=str(path))


@functools.cache
def documents(file: str) -> dict[str, Made]:
    case = case_of(file)
    made = [make(case, order, shelves(), DAY) for order in plan(case, shelves(), CASES[file])]
    return {m.name: m for m in made}


@functools.cache
def pdf_of(file: str, name: str) -> bytes:
    return documents(file)[name].bytes_of("pdf")


EVERY = [(file, name) for file in CASES for name in documents(file)]
every_document = pytest.mark.parametrize(("file", "name"), EVERY, ids=[name for _, name in EVERY])
# A filled PDF form has pages of its own, and a screen reader hears what is printed between its fields too.
WORD = [(file, name) for file, name in EVERY if "docx" in documents(file)[name].formats]
every_word_document = pytest.mark.parametrize(("file", "name"), WORD, ids=[name for _, name in WORD])


def said(blocks: tuple[Block, ...]) -> Iterator[str]:
    """What the Document says, block by block, in reading order."""
    for block in blocks:
        match block:
            case Paragraph():
                yield inline_text(block.inlines)
            case List():
                for item in block.items:
                    yield item.label
                    yield from said(item.blocks)
            case Table():
                for row in block.rows:
                    for cell in row.cells:
                        yield from said(cell.blocks)


def heard(tag: Tag) -> str:
    if tag.kind == "Figure":
        return tag.text()  # the alternative text, not the words in the drawing
    return (
        "".join(
            f" {heard(kid)} "
            if isinstance(kid, Tag) and kid.kind not in ("Span", "Link", "Strong", "Em")
            else kid.text()
            if isinstance(kid, Tag)
            else kid.text
            for kid in tag.kids
        )
        if tag.kids
        else tag.text()
    )


def words(text: str) -> list[str]:
    """Words without the soft places where lines may break."""
    return text.replace("\u00ad", "").split()


@every_document
def test_a_sample_becomes_the_text_that_was_accepted(file: str, name: str, accept: bool) -> None:
    text = as_text(documents(file)[name].document)
    text = re.sub(r"(?m)(_?[a-z_]+-n[bn]) [0-9a-f]{8}$", r"\1 ########", text)
    reference = samples() / Path(file).parent / "blir" / f"{name}.txt"
    if accept:
        reference.parent.mkdir(exist_ok=True)
        reference.write_text(text, encoding="utf-8")
    assert text == reference.read_text(encoding="utf-8")


def test_every_accepted_text_belongs_to_a_document_that_is_made() -> None:
    kept = {(p.parent.parent.name, p.stem) for p in samples().glob("*/blir/*.txt")}
    assert kept == {(Path(file).parent.name, name) for file, name in EVERY}


@every_document
def test_every_pdf_passes_verapdf_for_the_archive_and_for_screen_readers(file: str, name: str) -> None:
    assert broken_clauses(pdf_of(file, name)) == {"2a": [], "ua1": []}


@every_word_document
def test_a_screen_reader_hears_what_the_document_says_in_its_order(file: str, name: str) -> None:
    document = documents(file)[name].document
    assert words(heard(read_tags(pdf_of(file, name)))) == words(" ".join(said(document.blocks)))


@every_document
def test_nothing_in_a_finished_document_is_left_of_its_template(file: str, name: str) -> None:
    text = as_text(documents(file)[name].document)
    assert not re.search(r"\{[{%#]|[}%#]\}|None|Undefined|\[\]", text)


# LibreOffice 7.4 draws the rest of a table nowhere when rows stay whole (`cantSplit`), have lines between them, and the
# page has room for the next row but for its line: 12 of 600 twips were hit when this table was moved down the page.
LOST_BY_LIBREOFFICE = {f"{p}-2025-117_avslutning_nivavurdering_n1_2026-09-01_skolen" for p in ("risor", "nynorsk")}


@every_word_document
def test_our_pages_hold_the_same_words_in_the_same_order_as_libreoffices(file: str, name: str) -> None:
    theirs = [page.split() for page in docx_pages(documents(file)[name].docx)]
    drawn = _drawn(documents(file)[name].document)
    ours = [_without_drawings(page.split(), drawn) for page in pages(pdf_of(file, name))]
    if name in LOST_BY_LIBREOFFICE and sum(map(len, theirs)) < sum(map(len, ours)):
        pytest.xfail("LibreOffice draws the last three rows of this document's table nowhere")
    assert [_without_boxes(p) for p in ours] == [_without_boxes(p) for p in theirs]
    assert [sorted(p) for p in ours] == [sorted(p) for p in theirs]


def _drawn(document: Document) -> list[list[str]]:
    """The words in each drawing, as they are drawn."""
    pictures = (i for p in paragraphs(document.blocks) for i in p.inlines if isinstance(i, Picture))
    texts = (re.findall(r"<text[^>]*>([^<]*)</text>", p.data.decode()) for p in pictures if p.data.startswith(b"<svg"))
    return [[word for text in found for word in html.unescape(text).split()] for found in texts]


def _without_drawings(page: list[str], drawings: list[list[str]]) -> list[str]:
    """LibreOffice shows the bitmap beside a drawing: the words in it are on our pages alone."""
    for drawn in drawings:
        for i in range(len(page) - len(drawn) + 1):
            if page[i : i + len(drawn)] == drawn:
                page = page[:i] + page[i + len(drawn) :]
                break
    return page


def _without_boxes(page: list[str]) -> list[str]:
    """Tick boxes come from a font of their own, and pdfium tells such letters a little before or after their line."""
    return [word for word in page if word not in ("☐", "☒")]


@pytest.mark.parametrize("file", CASES)
def test_every_document_has_its_language_title_and_restriction(file: str) -> None:
    form = case_of(file).form
    for made in documents(file).values():
        if made.form:
            continue
        assert made.document.lang == {"nb": "nb-NO", "nn": "nn-NO"}[form]
        assert made.document.title == made.order.instance.kind.title(form)
        public = made.order.instance.kind.offentlig
        assert ("§\u00a013" in _footer(made.document)) is not public
        assert (case_of(file).sak.id in _footer(made.document)) is not public


def _footer(document: Document) -> str:
    return " ".join(said((*document.footer, *(document.first_footer or ()))))


def test_a_sample_has_no_fault() -> None:
    for file in CASES:
        found = [p.code for p in case_of(file).problems if p.severity is Severity.ERROR]
        assert found == STOPPED.get(file, [])


@pytest.mark.parametrize("kind", [k for k in ALL_KINDS if shelves().form(k) is None])
def test_both_language_forms_of_a_kind_hold_the_same_words(kind: str) -> None:
    nb, nn = (built_in() / "kinds" / kind / f"{form}.docx" for form in ("nb", "nn"))
    assert codes(nb) == codes(nn)


def codes(template: Path) -> list[str]:
    package = open_package(template.read_bytes(), file=template.name)
    return [code.text for part in parsed_parts(package) for code in part.codes]


@pytest.mark.parametrize(
    ("zone", "locale", "seed"), [("Pacific/Kiritimati", "C", "1"), ("America/Adak", "nb_NO.UTF-8", "77")]
)
def test_the_bytes_do_not_depend_on_where_or_when_they_are_made(
    zone: str, locale: str, seed: str, tmp_path: Path
) -> None:
    surroundings = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
    source = samples() / "vindafjord" / "sak.yaml"
    command = [sys.executable, "-m", "bti_docs", "make", str(source), "--out", str(tmp_path), "--day", DAY.isoformat()]
    subprocess.run(command, env=surroundings, check=True, capture_output=True)
    expected = {
        f"{name}.{form}": hashlib.sha256(made.bytes_of(form)).hexdigest()
        for name, made in documents("vindafjord/sak.yaml").items()
        for form in made.formats
    }
    expected |= {
        f"{name}.ics": hashlib.sha256(made.calendar).hexdigest()
        for name, made in documents("vindafjord/sak.yaml").items()
        if made.calendar is not None
    }
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in tmp_path.iterdir()} == expected


@pytest.mark.parametrize("person", [Barn, Foresatt, Person])
def test_no_contact_detail_of_a_person_is_a_word(person: type) -> None:
    assert not {"telefon", "epost", "adresse", "fødselsnummer"} & {f.name for f in dataclasses.fields(person)}
