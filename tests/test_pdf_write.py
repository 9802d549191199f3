"""pdf.write: what the Document says stands in the PDF, tagged and archive-safe, whatever it says."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bti_docs.document import (
    Align,
    Block,
    Border,
    Borders,
    Cell,
    Document,
    Frame,
    LineBreak,
    Link,
    List,
    ListItem,
    PageBreak,
    PageCount,
    PageNumber,
    Paragraph,
    Picture,
    Row,
    Tab,
    Table,
    TabStop,
    Text,
    inline_text,
)
from bti_docs.pdf.write import write
from bti_docs.problem import BtiError, ExitCode, Language
from tests.pdf_documents import DAY, LONG, LOOK, document, item, made, paragraph, png
from tests.pdf_text import Tag, pages, read_tags, words
from tests.verapdf import broken_clauses

LINES = Borders(*[Border(0.5)] * 4)


def cell(text: str, **more: object) -> Cell:
    return Cell((paragraph(text),), borders=LINES, **more)  # type: ignore[arg-type]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="20" height="9"/></svg>'
MEASURES = Table(
    (150.0, 100.0, 150.0),
    (
        Row((cell("Tiltak"), cell("Ansvarlig"), cell("Frist")), header=True),
        *(
            Row((cell(f"Tiltak {n}", header="row"), cell("Čáhppes Ŋuorra"), cell("17.06.2026")), cant_split=True)
            for n in range(70)
        ),
        Row((cell("To kolonner", colspan=2), cell("To rader", rowspan=2, valign="bottom")), height=40),
        Row((cell("Venstre"), cell("Midten"))),
    ),
    summary="Tiltak, hvem som har ansvaret og når de skal være ferdige",
)
NESTED = Table(
    (300.0,), (Row((Cell((Table((100.0, 100.0), (Row((cell("Indre"), cell("tabell"))),)), paragraph(""))),)),)
)
LAYOUT = Table((100.0, 200.0), (Row((cell("Navn"), cell("Kari Nordmann"))), Row((cell("Skole"),))), data=False)
LISTS = (
    List(
        (
            item("•", "Ett punkt. " + LONG),
            item("•", "To", 18, List((item("a)", "under", 36), item("b)", "neste", 36)), True)),
        )
    ),
    List((item("1.", "Først"), item("2.", "Så"), item("10.", "Sist")), ordered=True),
)
SIGNATURE = Paragraph(
    (Text("Dato:", LOOK), Tab(LOOK), Text("Sted:", LOOK), Tab(LOOK), Text("12,50", LOOK)),
    Frame(before=20, tabs=(TabStop(200, leader="_"), TabStop(400, Align.DECIMAL, "."))),
)
RICH = Paragraph(
    (
        Text("Vanlig, ", LOOK),
        Text("fet", replace(LOOK, bold=True)),
        Text(" og kursiv ", replace(LOOK, italic=True)),
        Text("understreket", replace(LOOK, underline=True)),
        Text(" strøket", replace(LOOK, strike=True)),
        Text(" markert", replace(LOOK, highlight="#ffff00")),
        Text(" m", LOOK),
        Text("2", replace(LOOK, raised=1)),
        Text(" store", replace(LOOK, caps=True, color="#1f3864")),
        LineBreak(),
        Text("Čáhppes ŋuorra đŧž", LOOK, "se-NO"),
        Text(" ☐ Ja ☒ Nei  to mellomrom ", LOOK),
        Link("https://example.org/", (Text("en lenke", LOOK),)),
    )
)
PICTURES = Paragraph((Picture(png(), 40, 20, "Kommunevåpen"), Text(" Risør ", LOOK), Picture(SVG, 20, 20, "")))
FULL = document(
    paragraph("Referat fra møte", 1, before=12, after=6, keep_next=True),
    paragraph(LONG * 6, after=6, line=1.15),
    paragraph("Avtaler", 3, keep_next=True),
    RICH,
    *LISTS,
    SIGNATURE,
    paragraph(""),
    paragraph("I ramme", borders=LINES, fill="#eeeeee", after=4),
    paragraph("I samme ramme", borders=LINES, fill="#eeeeee"),
    MEASURES,
    LAYOUT,
    NESTED,
    PageBreak(),
    PICTURES,
    paragraph(LONG * 2, align=Align.JUSTIFY, first=18),
    author="Risør kommune",
    subject="Samarbeid om barnet",
    header=(paragraph("Risør kommune", align=Align.RIGHT),),
    footer=(Paragraph((Text("Side ", LOOK), PageNumber(LOOK), Text(" av ", LOOK), PageCount(LOOK))),),
    first_header=(Paragraph((Picture(png(), 120, 60, "Byvåpen"), Text("Brevhode", LOOK)), Frame(after=10)),),
)


@pytest.fixture(scope="session")
def full() -> bytes:
    return write(FULL, day=DAY)


@pytest.fixture(scope="session")
def tags(full: bytes) -> Tag:
    return read_tags(full)


def plain(text: str) -> str:
    return " ".join(text.split())


def said(blocks: tuple[Block, ...]) -> Iterator[str]:
    """What the Document says, block by block, in reading order."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield inline_text(block.inlines)
        elif isinstance(block, List):
            for one in block.items:
                yield one.label
                yield from said(one.blocks)
        elif isinstance(block, Table):
            for row in block.rows:
                for one_cell in row.cells:
                    yield from said(one_cell.blocks)


def spoken(tag: Tag) -> list[str]:
    """What the tags say, block by block."""
    found = (plain(t.text()) for t in tag.find("P", "Lbl", "H1", "H2", "H3", "H4", "H5", "H6"))
    return [text for text in found if text]


def test_every_part_of_a_document_is_sound_for_archive_and_for_screen_readers(full: bytes) -> None:
    assert broken_clauses(full) == {"2a": [], "ua1": []}


@pytest.mark.parametrize(
    "block",
    [paragraph("Bare tekst"), RICH, *LISTS, SIGNATURE, MEASURES, LAYOUT, NESTED, PICTURES, paragraph("")],
    ids=lambda block: type(block).__name__,
)
def test_a_document_of_one_block_is_sound(block: Block) -> None:
    assert broken_clauses(made(block)) == {"2a": [], "ua1": []}


@pytest.mark.parametrize("fault", ["MarkInfo", "Scope"])
def test_the_checker_finds_a_planted_fault(full: bytes, fault: str) -> None:
    with pikepdf.open(io.BytesIO(full)) as file:
        if fault == "MarkInfo":
            del file.Root.MarkInfo
        for obj in file.objects:
            if fault == "Scope" and isinstance(obj, pikepdf.Dictionary) and obj.get("/S") == "/TH":
                del obj["/A"]
        spoiled = io.BytesIO()
        file.save(spoiled)
    assert broken_clauses(spoiled.getvalue())["ua1"]


def test_the_file_is_whole(full: bytes) -> None:
    with pikepdf.open(io.BytesIO(full)) as file:
        assert file.check_pdf_syntax() == []


def test_the_tags_say_what_the_document_says_in_its_order(tags: Tag) -> None:
    assert spoken(tags) == [text for text in map(plain, said(FULL.blocks)) if text]


def test_no_space_is_lost_where_a_line_ends(tags: Tag) -> None:
    assert plain(LONG * 6) in spoken(tags)


def test_the_document_tells_its_title_author_subject_and_language(full: bytes) -> None:
    with pikepdf.open(io.BytesIO(full)) as file:
        about = file.open_metadata()
        assert about["dc:title"] == "Referat fra møte"
        assert list(about["dc:creator"]) == ["Risør kommune"]
        assert about["dc:description"] == "Samarbeid om barnet"
        assert file.Root.Lang == "nb-NO"


@pytest.mark.parametrize("lang", ["nb-NO", "nn-NO", "nn"])
def test_both_forms_of_norwegian_are_told(lang: str) -> None:
    with pikepdf.open(io.BytesIO(write(replace(document(paragraph("Hei")), lang=lang), day=DAY))) as file:
        assert file.Root.Lang == lang


def test_a_run_in_another_language_is_tagged_so(tags: Tag) -> None:
    assert {run.text for run in tags.runs() if run.lang.startswith("se")} == {"Čáhppes ŋuorra đŧž"}


def test_headings_are_tagged_step_by_step_and_are_bookmarks(full: bytes, tags: Tag) -> None:
    assert [(t.kind, t.text()) for t in tags.find("H1", "H2", "H3")] == [("H1", "Referat fra møte"), ("H2", "Avtaler")]
    with pikepdf.open(io.BytesIO(full)) as file, file.open_outline() as outline:
        assert [(root.title, [kid.title for kid in root.children]) for root in outline.root] == [
            ("Referat fra møte", ["Avtaler"])
        ]


def test_header_cells_say_what_they_head(tags: Tag) -> None:
    table = next(tags.find("Table"))
    scopes = [(t.text(), t.attributes["Scope"]) for t in table.find("TH")]
    assert scopes[:4] == [("Tiltak", "/Column"), ("Ansvarlig", "/Column"), ("Frist", "/Column"), ("Tiltak 0", "/Row")]
    assert sum(scope == "/Row" for _, scope in scopes) == 70
    assert table.attributes["Summary"] == MEASURES.summary


def test_a_table_that_only_arranges_text_is_not_tagged_as_one(tags: Tag) -> None:
    assert not any("Kari" in table.text() for table in tags.find("Table"))


def test_lists_are_tagged_with_their_printed_labels(tags: Tag) -> None:
    assert [t.text() for t in tags.find("Lbl")] == ["•", "•", "a)", "b)", "1.", "2.", "10."]
    assert len(list(tags.find("LBody"))) == 7


def test_pictures_have_their_alternative_text_and_decorations_none(tags: Tag) -> None:
    assert [t.attributes["Alt"] for t in tags.find("Figure")] == ["Kommunevåpen"]


def test_links_are_tagged(tags: Tag) -> None:
    assert [t.text() for t in tags.find("Link")] == ["en lenke"]


def test_header_rows_stand_on_each_page_but_are_read_once(full: bytes, tags: Tag) -> None:
    assert sum("Ansvarlig Frist" in page for page in pages(full)) == 2
    assert tags.text().count("Ansvarlig") == 1


def test_headers_and_footers_stand_on_the_pages_but_are_not_read(full: bytes, tags: Tag) -> None:
    text = pages(full)
    assert "Brevhode" in text[0] and "Risør kommune" not in text[0]
    assert all("Risør kommune" in page and "Brevhode" not in page for page in text[1:])
    assert all(f"Side {n} av {len(text)}" in page for n, page in enumerate(text, 1))
    assert "Brevhode" not in tags.text() and "Side" not in tags.text()


def test_sami_letters_and_tick_boxes_are_drawn_and_read(full: bytes) -> None:
    text = " ".join(pages(full))
    assert "Čáhppes ŋuorra đŧž ☐ Ja ☒ Nei" in text


def test_arabic_is_set_from_the_right() -> None:
    pdf = made(Paragraph((Text("أوافق على مشاركة المعلومات", LOOK, "ar"),)))
    assert broken_clauses(pdf) == {"2a": [], "ua1": []}
    assert spoken(read_tags(pdf)) == ["أوافق على مشاركة المعلومات"]
    assert max(word.x for word in words(pdf)) > 400
    assert {run.lang for run in read_tags(pdf).runs()} == {"ar"}


@pytest.mark.parametrize("character", ["😀", "ሰ", "漢", "\uf0b7", "\ufeff"])
def test_a_character_no_font_can_draw_is_a_problem_that_quotes_no_text(character: str) -> None:
    with pytest.raises(BtiError) as caught:
        made(paragraph(f"Hemmelig {character} tekst"), paragraph(character))
    assert caught.value.exit_code is ExitCode.TEMPLATE
    assert [(p.code, p.words["character"]) for p in caught.value.problems] == [("P201", f"U+{ord(character):04X}")]
    assert all("Hemmelig" not in p.message(lang) + p.hint(lang) for p in caught.value.problems for lang in Language)


def test_a_picture_that_does_not_open_is_a_problem() -> None:
    with pytest.raises(BtiError, match="P202"):
        made(Paragraph((Picture(b"not a picture", 10, 10, "Noe"),)))


HOLLOW = (
    List(()),
    List((ListItem("1.", ()), ListItem("", (paragraph(""),)))),
    Table((), ()),
    Table((100.0,), ()),
    Table((100.0,), (Row(()),)),
    Table((100.0, 50.0), (Row((cell("a", rowspan=9), cell("b"), cell("for mange"))), Row((cell("c", colspan=9),)))),
    Table((100.0,), (Row((cell("bare hode", header="col"),), header=True),)),
    Table((100.0, 90.0), (Row((cell("a", header="row"), cell("b"))), Row((cell("", header="col"),), height=9))),
    Paragraph((LineBreak(), Tab(), LineBreak())),
    Paragraph((Link("https://example.org", ()),)),
    paragraph("", 1),
    PageBreak(),
)


@pytest.mark.parametrize("block", HOLLOW, ids=[f"{n}" for n in range(len(HOLLOW))])
def test_a_block_with_little_or_nothing_in_it_is_set(block: Block) -> None:
    assert broken_clauses(made(paragraph("Før"), block, paragraph("Etter"))) == {"2a": [], "ua1": []}


def test_a_document_without_a_title_takes_its_first_words() -> None:
    with pikepdf.open(io.BytesIO(write(Document("", "", (paragraph("Hei på deg"),)), day=DAY))) as file:
        assert file.open_metadata()["dc:title"] == "Hei på deg"


def test_a_failed_document_does_not_spoil_the_next() -> None:
    with pytest.raises(BtiError):
        made(paragraph("😀"))
    assert pages(made(paragraph("Hei"))) == ["Hei"]


_WRITE = "import sys; from tests.test_pdf_write import DAY, FULL, write; sys.stdout.buffer.write(write(FULL, day=DAY))"


def test_the_same_document_and_day_give_the_same_bytes_everywhere(full: bytes, tmp_path: Path) -> None:
    for zone, locale, seed in (("Asia/Tokyo", "C", "1"), ("America/New_York", "nb_NO.UTF-8", "2")):
        more = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1])}
        command = [sys.executable, "-X", "utf8", "-c", _WRITE]
        run = subprocess.run(command, env=os.environ | more, cwd=tmp_path, capture_output=True, check=True)
        assert run.stdout == full


def test_the_day_is_the_files_day(full: bytes) -> None:
    assert b"/CreationDate(D:20261122120000Z)" in full


def test_threads_write_the_same_document_at_once(full: bytes) -> None:
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(write(FULL, day=DAY))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [full] * 3


@given(st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_text_comes_out_of_the_tags_as_it_went_in(text: str) -> None:
    found = [run.text for run in read_tags(made(Paragraph((Text(text, LOOK),)))).runs()]
    assert plain("".join(found)) == plain(text)


CODE = 'a"b\\" #panic("c") \\u{41} ${1} ]}); //'


def test_words_that_look_like_code_are_words_wherever_they_stand() -> None:
    run = Text(CODE, LOOK)
    linked = Paragraph((Link("https://example.org/?" + CODE.replace(" ", ""), (run,)), Tab(LOOK), run))
    pictured = Paragraph((Picture(SVG, 20, 20, CODE),))
    table = Table((200.0,), (Row((cell(CODE),), header=True), Row((cell(CODE),), height=20)), summary=CODE)
    blocks = (linked, pictured, List((item(CODE, CODE),), ordered=True), table)
    pdf = write(Document(CODE, "nb-NO", blocks, author=CODE, header=(paragraph(CODE),)), day=DAY)
    assert plain("".join(run.text for run in read_tags(pdf).runs())).count(plain(CODE)) == 6
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert [str(file.docinfo[name]) for name in ("/Title", "/Author")] == [CODE, CODE]
