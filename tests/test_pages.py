"""pages: finished PDFs joined for print, stamped, measured and encrypted, with nothing lost and nothing left over."""

from __future__ import annotations

import datetime as dt
import functools
import io
import itertools
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bti_docs.document import Document, Look, PageBreak, Paragraph, Text
from bti_docs.library import samples, shelves
from bti_docs.make import make, open_case, plan
from bti_docs.pages.encrypt import ALPHABET, encrypt, new_code
from bti_docs.pages.margins import check_margins
from bti_docs.pages.print import Copy, join
from bti_docs.pages.sheet import MM, sheet
from bti_docs.pages.stamp import stamp
from bti_docs.pdf.write import write
from bti_docs.problem import BtiError, ExitCode, Language, codes
from tests.pdf_text import pages, read_tags, words
from tests.verapdf import broken_clauses

DAY = dt.date(2026, 11, 22)
A4 = (0.0, 0.0, 595.276, 841.89)
SAMI = "Kopi til Čáhppes Ŋuorra Đŧž Bråthen-Ødegård"
CODE = "abcd-efgh-jkmn-pqrt-uvwx"


def plain(
    *texts: str, box: tuple[float, ...] = A4, at: tuple[float, float] = (100, 700), content: str = "", **keys: object
) -> bytes:
    """A PDF as others make it: untagged, a page for each text, in a font that is not embedded."""
    with pikepdf.new() as file:
        font = file.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for text in texts:
            drawn = f"{content} BT /F1 12 Tf {at[0]} {at[1]} Td ({text}) Tj ET"
            page = pikepdf.Dictionary(
                Type=pikepdf.Name.Page,
                MediaBox=pikepdf.Array(list(box)),
                Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
                Contents=file.make_stream(drawn.encode("latin-1")),
                **keys,
            )
            file.pages.append(pikepdf.Page(file.make_indirect(page)))
        return saved(file)


def saved(file: pikepdf.Pdf, **options: object) -> bytes:
    data = io.BytesIO()
    file.save(data, static_id=True, **options)  # type: ignore[arg-type]
    return data.getvalue()


@functools.cache
def ours(*texts: str, lang: str = "nb-NO") -> bytes:
    """A PDF/A-2a and PDF/UA-1 as we make it, a page for each text."""
    paragraphs = [Paragraph((Text(text, Look(size=11)),)) for text in texts]
    breaks: list[PageBreak] = [PageBreak()] * len(texts)
    blocks = tuple(itertools.chain.from_iterable(zip(paragraphs, breaks, strict=True)))[:-1]
    return write(Document(texts[0], lang, blocks), day=DAY)


def form(*, value: str = "Fylt verdi", drawn: bool = True, stale: bool = False) -> bytes:
    """A page with one text field."""
    with pikepdf.open(io.BytesIO(plain("Skjema"))) as file:
        page = file.pages[0].obj
        field = file.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T=pikepdf.String("felt"),
                V=pikepdf.String(value),
                F=4,
                Rect=pikepdf.Array([100, 600, 300, 620]),
                P=page,
            )
        )
        if drawn:
            look = file.make_stream(f"/Tx BMC BT /F1 12 Tf 2 5 Td ({value}) Tj ET EMC".encode("latin-1"))
            look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            look.BBox, look.Resources = pikepdf.Array([0, 0, 200, 20]), page.Resources
            field.AP = pikepdf.Dictionary(N=look)
        page.Annots = pikepdf.Array([field])
        file.Root.AcroForm = file.make_indirect(
            pikepdf.Dictionary(Fields=pikepdf.Array([field]), NeedAppearances=stale)
        )
        return saved(file)


def check(pdf: bytes) -> pikepdf.Pdf:
    """Open a PDF that qpdf finds nothing wrong with."""
    file = pikepdf.open(io.BytesIO(pdf))
    assert file.check_pdf_syntax() == []
    return file


def inside(pdf: bytes) -> bytes:
    """All that is in a file, decoded: every object, string and stream."""
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for thing in [*file.objects, file.trailer]:
            found.append(thing.unparse(resolved=True))
            if isinstance(thing, pikepdf.Stream):
                found.append(thing.read_bytes())
    return b"\n".join(found)


def raised(call: Callable[[], object]) -> list[str]:
    with pytest.raises(BtiError) as caught:
        call()
    assert caught.value.exit_code is ExitCode.OTHER
    return [p.code for p in caught.value.problems]


# print


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_every_copy_starts_on_an_odd_page_and_nothing_is_lost(lengths: list[int]) -> None:
    wanted = [[f"kopi{n}side{i}" for i in range(length)] for n, length in enumerate(lengths)]
    joined = join([Copy(plain(*texts), f"Kopi {n}") for n, texts in enumerate(wanted, 1)])
    found = pages(joined)
    assert len(found) % 2 == 0
    assert [text for text in found if text] == [text for texts in wanted for text in texts]
    for texts in wanted:
        assert found.index(texts[0]) % 2 == 0
    assert sum(text == "" for text in found) == sum(length % 2 for length in lengths)
    check(joined).close()


def test_the_same_copies_give_the_same_bytes_on_every_machine(tmp_path: Path) -> None:
    program = (
        "import sys; from tests.test_pages import *; "
        "sys.stdout.buffer.write(join([Copy(ours('Én'), 'A'), Copy(form(), 'B')]) + stamp(ours('To'), SAMI, lang='nb'))"
    )
    for zone, seed in (("Asia/Tokyo", "1"), ("America/New_York", "2")):
        more = {"TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1])}
        command = [sys.executable, "-X", "utf8", "-c", program]
        run = subprocess.run(command, env=os.environ | more, cwd=tmp_path, capture_output=True, check=True)
        assert run.stdout == join([Copy(ours("Én"), "A"), Copy(form(), "B")]) + stamp(ours("To"), SAMI, lang="nb")


def test_pages_are_labelled_by_copy_and_each_copy_has_a_bookmark() -> None:
    with check(join([Copy(plain("a", "b", "c"), "Første"), Copy(plain("d"), "Andre")])) as file:
        assert [page.label for page in file.pages] == ["1-1", "1-2", "1-3", "1-4", "2-1", "2-2"]
        with file.open_outline() as outline:
            marks = [(item.title, item.destination[0].objgen) for item in outline.root]
        assert marks == [("Første", file.pages[0].obj.objgen), ("Andre", file.pages[4].obj.objgen)]
        assert file.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"
        assert file.Root.ViewerPreferences.PrintScaling == "/None"


def test_the_blank_page_has_the_size_of_the_one_it_stands_behind() -> None:
    turned = plain("x", box=(10, 20, 300, 500), CropBox=pikepdf.Array([20, 30, 200, 400]), Rotate=90)
    with check(join([Copy(plain("a"), "A"), Copy(turned, "B")])) as file:
        found = [sheet(page.obj) for page in file.pages]
    assert found[0] == found[1] and found[2] == found[3] and found[0] != found[2]


def test_what_a_page_takes_from_the_tree_above_it_stays() -> None:
    with pikepdf.open(io.BytesIO(plain("a"))) as file:
        page = file.pages[0].obj
        for key in ("/MediaBox", "/Resources"):
            file.Root.Pages[key] = page[key]
            del page[key]
        file.Root.Pages.Rotate = 270
        source = saved(file)
    with check(join([Copy(source, "A")])) as file:
        assert [sheet(page.obj).turn for page in file.pages] == [270, 270]
    assert pages(join([Copy(source, "A")]))[0] == "a"


def test_the_print_file_does_not_say_that_it_is_tagged_and_keeps_its_language() -> None:
    with check(join([Copy(ours("Én"), "A"), Copy(ours("Ein", lang="nn-NO"), "B"), Copy(plain("x"), "C")])) as file:
        assert set(file.Root.keys()) == {"/Type", "/Pages", "/PageLabels", "/ViewerPreferences", "/Lang", "/Outlines"}
        assert file.Root.Lang == "nb-NO"
        said = [page.Contents.read_bytes() if page.get("/Contents") is not None else b"" for page in merged(file)]
    assert [b"/Lang (nn-NO)" in content or b"/Lang(nn-NO)" in content for content in said[::2]] == [False, True, False]


def merged(file: pikepdf.Pdf) -> Iterator[pikepdf.Page]:
    for page in file.pages:
        page.contents_coalesce()
        yield page


def test_nothing_that_is_not_drawn_is_left_in_the_print_file() -> None:
    with pikepdf.open(io.BytesIO(plain("Synlig"))) as file:
        page = file.pages[0].obj
        lost = pikepdf.String("LEKKASJE")
        stream = file.make_stream(b"LEKKASJE")
        file.Root.Metadata = stream
        file.docinfo["/Author"] = "LEKKASJE"
        file.attachments["LEKKASJE.txt"] = pikepdf.AttachedFileSpec(file, b"LEKKASJE", filename="LEKKASJE.txt")
        removed = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=page.MediaBox, Contents=stream)
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents=lost)
        note.Rect = pikepdf.Array([0, 0, 9, 9])
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=note.Rect)
        link.Dest = pikepdf.Array([file.make_indirect(removed), pikepdf.Name.Fit])
        page.Annots = pikepdf.Array([note, link])
        page.Thumb = stream
        page.PieceInfo = pikepdf.Dictionary(X=lost)
        page.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=lost))
        unused = file.make_stream(b"LEKKASJE")
        unused.Subtype, unused.BBox = pikepdf.Name.Form, page.MediaBox
        used = file.make_stream(b"0 0 1 1 re f")
        used.Subtype, used.BBox, used.Metadata = pikepdf.Name.Form, page.MediaBox, stream
        page.Resources.XObject = pikepdf.Dictionary(U=unused, V=used)
        file.pages[0].contents_add(b" /V Do")
        source = saved(file)
    joined = join([Copy(source, "A")])
    assert b"LEKKASJE" in inside(source)
    assert b"LEKKASJE" not in inside(joined) + joined
    assert pages(joined)[0] == "Synlig"


def test_a_filled_field_is_drawn_into_its_page() -> None:
    joined = join([Copy(form(), "A")])
    assert pages(joined)[0] == "Skjema Fylt verdi"
    with check(joined) as file:
        assert "/AcroForm" not in file.Root
        assert all("/Annots" not in page for page in file.pages)


def test_a_field_whose_value_is_not_drawn_stops_the_print_file() -> None:
    assert raised(lambda: join([Copy(form(drawn=False), "A")])) == ["N113"]
    assert raised(lambda: join([Copy(form(stale=True), "A")])) == ["N113"]
    join([Copy(form(value="", drawn=False), "A")])


def test_a_box_that_is_ticked_and_not_drawn_stops_the_print_file() -> None:
    with pikepdf.open(io.BytesIO(form(drawn=False))) as file:
        box = file.pages[0].obj.Annots[0]
        box.FT, box.AS, box.V = pikepdf.Name.Btn, pikepdf.Name.Ja, pikepdf.Name.Ja
        ticked = saved(file)
        box.AS = pikepdf.Name.Off
        empty = saved(file)
    assert raised(lambda: join([Copy(ticked, "A")])) == ["N113"]
    join([Copy(empty, "A")])


@pytest.mark.parametrize("hidden", ["OFF", "BaseState", "Print", ""])
def test_hidden_layers_stop_the_print_file(hidden: str) -> None:
    with pikepdf.open(io.BytesIO(plain("a"))) as file:
        layer = file.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("lag")))
        usual = pikepdf.Dictionary(Order=pikepdf.Array([layer]))
        if hidden == "OFF":
            usual.OFF = pikepdf.Array([layer])
        if hidden == "BaseState":
            usual.BaseState = pikepdf.Name.OFF
        if hidden == "Print":
            layer.Usage = pikepdf.Dictionary(Print=pikepdf.Dictionary(PrintState=pikepdf.Name.OFF))
        file.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=usual)
        source = saved(file)
    if hidden:
        assert raised(lambda: join([Copy(source, "A")])) == ["N114"]
    else:
        assert pages(join([Copy(source, "A")]))[0] == "a"


def test_no_copies_make_no_print_file() -> None:
    with pytest.raises(ValueError, match="no copies"):
        join([])


def test_our_own_documents_are_whole_in_the_print_file() -> None:
    copies = [pdf for _, pdf in made()][:6]
    joined = pages(join([Copy(pdf, "Kopi") for pdf in copies]))
    assert [text for text in joined if text] == [text for pdf in copies for text in pages(pdf)]


# stamp


def stamped_words(pdf: bytes, text: str = SAMI) -> list[tuple[int, float, float]]:
    """Where the stamp stands: page, and mm from left and head to the start of its baseline."""
    first = text.split()[0]
    return [(w.page, w.x / MM, w.y / MM) for w in words(pdf) if w.text == first]


def test_every_page_says_whose_copy_it_is_in_every_letter() -> None:
    marked = stamp(plain("en", "to", "tre"), SAMI, lang="nb-NO")
    assert [SAMI in page for page in pages(marked)] == [True] * 3
    assert [w.text for w in words(marked)][0] == "en"
    check(marked).close()


def test_the_stamp_stands_at_the_right_of_the_head_inside_the_margins() -> None:
    marked = stamp(plain("en", "to"), SAMI, lang="nb-NO")
    assert check_margins(marked) == []
    for _, x, y in stamped_words(marked):
        assert x > 105 and 10 < y < 15


BOXES = {
    "moved": {"box": (100, -50, 695.276, 791.89)},
    "swapped": {"box": (595.276, 841.89, 0, 0)},
    "cropped": {"box": (0, 0, 700, 900), "CropBox": pikepdf.Array([50, 30, 645.276, 871.89])},
    "crop beyond media": {"box": A4, "CropBox": pikepdf.Array([-100, -100, 900, 900])},
    "unit": {"box": (0, 0, 297.638, 420.945), "UserUnit": 2},
}


@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("boxes", BOXES.values(), ids=BOXES)
def test_the_stamp_stands_upright_as_the_page_is_seen(boxes: dict[str, object], turn: int) -> None:
    pdf = plain("x", at=(150, 300), Rotate=turn, **boxes)  # type: ignore[arg-type]
    marked = stamp(pdf, SAMI, lang="nb")
    with pikepdf.open(io.BytesIO(marked)) as file:
        seen = sheet(file.pages[0].obj)
    image = drawn(marked, seen.unit)
    strip = (round(seen.width / 2), round(9.5 * MM), round(seen.width - 9.5 * MM), round(14.5 * MM))
    left, top, right, bottom = image.crop(strip).point(lambda shade: 255 * (shade < 128)).getbbox()
    assert right - left > 5 * (bottom - top)  # a line that lies, not one that stands
    assert strip[2] - strip[0] - right < 2 * MM  # against the right margin
    upright = stamp(plain("y", box=(0, 0, seen.width, seen.height)), SAMI, lang="nb")
    wanted = drawn(upright, 1.0).crop(strip)
    assert sum(abs(a - b) > 150 for a, b in zip(image.crop(strip).tobytes(), wanted.tobytes(), strict=True)) < 60


def drawn(pdf: bytes, scale: float = 1.0) -> Any:
    file = pypdfium2.PdfDocument(pdf)
    try:
        return file[0].render(scale=scale, grayscale=True).to_pil().copy()
    finally:
        file.close()


def test_the_stamp_is_upright_on_a_page_that_leaves_its_drawing_turned() -> None:
    marked = stamp(plain("x", content="q q 0 1 -1 0 300 0 cm q"), SAMI, lang="nb")
    [(_, x, y)] = stamped_words(marked)
    assert x > 105 and 10 < y < 15


def test_the_stamp_looks_for_bare_paper() -> None:
    right = "0.2 g 300 780 295 60 re f"
    assert stamped_words(stamp(plain("x", content=right), SAMI, lang="nb"))[0][1] == pytest.approx(18, abs=0.5)
    head = "0.2 g 0 740 600 102 re f"
    assert stamped_words(stamp(plain("x", content=head), SAMI, lang="nb"))[0][2] > 280
    both = "0.2 g 0 0 600 100 re f 0 720 600 94 re f"
    assert stamped_words(stamp(plain("x", content=both), SAMI, lang="nb"))[0][2] < 10
    pale = "0.85 g 0 0 600 842 re f"
    assert stamped_words(stamp(plain("x", content=pale), SAMI, lang="nb"))[0][2] < 15


def test_a_page_without_bare_paper_is_a_problem_with_its_number() -> None:
    with pikepdf.open(io.BytesIO(plain("en", "to"))) as file:
        file.pages[1].contents_add(b" 0 g 0 0 600 842 re f")
        source = saved(file)
    with pytest.raises(BtiError, match="N123") as caught:
        stamp(source, SAMI, lang="nb")
    assert caught.value.problems[0].where.place == "side 2"


@pytest.mark.parametrize("character", ["漢", "😀", "ሰ", "أ", "\u0007", "\u0336", "\u202e"])
def test_a_character_that_cannot_be_drawn_is_a_problem_that_names_nobody(character: str) -> None:
    with pytest.raises(BtiError) as caught:
        stamp(plain("x"), f"Kopi til Hemmelig {character}", lang="nb")
    [problem] = caught.value.problems
    assert (problem.code, problem.words) == ("N121", {"character": f"U+{ord(character):04X}"})
    assert all("Hemmelig" not in problem.message(lang) for lang in Language)


def test_a_stamp_that_says_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        stamp(plain("x"), " ", lang="nb")


def test_decomposed_letters_are_drawn_as_letters() -> None:
    marked = stamp(plain("x"), "Kopi til Ka\u030are C\u030carli", lang="nb")
    assert "Kopi til Kåre Čarli" in pages(marked)[0]


def test_a_long_text_is_set_smaller_and_a_longer_one_is_a_problem() -> None:
    long = "Kopi til " + "Nordmann " * 15
    assert check_margins(stamp(plain("x"), long, lang="nb")) == []
    assert raised(lambda: stamp(plain("x"), long * 3, lang="nb")) == ["N122"]


def test_a_tagged_archive_file_stays_one_and_the_stamp_is_not_read_aloud() -> None:
    source = ours("Brødtekst", "Mer")
    marked = stamp(source, SAMI, lang="nb-NO")
    assert broken_clauses(marked) == {"2a": [], "ua1": []}
    assert read_tags(marked).text() == read_tags(source).text()
    with check(marked) as file:
        for page in merged(file):
            assert b"/Artifact <</Type /Pagination" in page.Contents.read_bytes()


def test_in_a_file_without_tags_the_stamp_says_its_language() -> None:
    with check(stamp(plain("x"), SAMI, lang="nn-NO")) as file:
        assert b"/Span <</Lang (nn-NO)>> BDC" in next(merged(file)).Contents.read_bytes()


def test_a_stamped_file_can_be_stamped_again() -> None:
    twice = stamp(stamp(plain("x"), "Kopi til Kari", lang="nb"), "Kopi nummer to", lang="nb")
    assert "Kopi til Kari" in pages(twice)[0] and "Kopi nummer to" in pages(twice)[0]


def test_a_stamp_leaves_the_form_as_it_was() -> None:
    with check(stamp(form(), SAMI, lang="nb")) as file:
        assert str(file.Root.AcroForm.Fields[0].V) == "Fylt verdi"


def test_a_signed_file_is_not_stamped() -> None:
    with pikepdf.open(io.BytesIO(form())) as file:
        file.Root.AcroForm.Fields[0].V = pikepdf.Dictionary(
            Type=pikepdf.Name.Sig, ByteRange=pikepdf.Array([0, 1, 2, 3])
        )
        signed = saved(file)
    assert raised(lambda: stamp(signed, SAMI, lang="nb")) == ["N124"]


def test_the_stamp_font_is_embedded_and_holds_only_its_letters() -> None:
    with check(stamp(plain("x"), SAMI, lang="nb")) as file:
        fonts = [f for f in file.objects if isinstance(f, pikepdf.Dictionary) and f.get("/Type") == "/FontDescriptor"]
        [descriptor] = fonts
        assert str(descriptor.FontName).endswith("+Arimo-Regular")
        assert len(descriptor.FontFile2.read_bytes()) < 30_000


def test_real_municipal_forms_are_stamped_on_every_page(shared: Callable[[str], Path]) -> None:
    for name, count in (("samvaersavtale.pdf", 8), ("nav-flat.pdf", 3)):
        source = shared(f"forms/{name}").read_bytes()
        marked = stamp(source, SAMI, lang="nb-NO")
        assert [page for page, _, _ in stamped_words(marked)] == list(range(1, count + 1))
        assert marked == stamp(source, SAMI, lang="nb-NO")


# margins


@functools.cache
def made() -> list[tuple[str, bytes]]:
    """Every document of two sample cases."""
    found = []
    for case in ("risor", "vindafjord"):
        path = samples() / case / "sak.yaml"
        opened = open_case(path.read_bytes(), shelves(), file=str(path))
        documents = (make(opened, order, shelves(), DAY) for order in plan(opened, shelves(), ()))
        found += [(document.name, document.bytes_of("pdf")) for document in documents]
    return found


def test_our_own_documents_keep_the_margins_of_the_printing_services() -> None:
    assert {name: check_margins(pdf) for name, pdf in made()} == {name: [] for name, _ in made()}


def square(x: float, y: float, side: float = 5) -> str:
    """A black square, its lower left corner in mm from the page's."""
    return f"0 g {x * MM:.3f} {y * MM:.3f} {side * MM:.3f} {side * MM:.3f} re f"


FAULTS = {
    "left": (square(17, 100), [("N101", "17", "18")]),
    "right": (square(196, 100), [("N102", "9", "10")]),
    "head": (square(100, 290), [("N103", "2", "3")]),
    "foot": (square(100, 2), [("N104", "2", "3")]),
    "corner": (square(0, 292), [("N101", "0", "18"), ("N103", "0", "3")]),
    "hairline": ("0.1 w 45 0 m 45 842 l S", [("N101", "15", "18"), ("N103", "0", "3"), ("N104", "0", "3")]),
    "pale yellow": ("1 1 0 rg " + square(3, 100)[4:], [("N101", "3", "18")]),
    "exactly there": (square(18, 3, 20) + " " + square(180, 274, 20), []),
    "white": ("1 g " + square(0, 0, 50)[4:], []),
    "covered": (square(0, 0, 5) + " 1 g " + square(0, 0, 9)[4:], []),
    "clipped": ("60 60 100 100 re W n " + square(0, 0, 50), []),
    "outside the page": (square(-30, 100, 20), []),
}


@pytest.mark.parametrize(("content", "wanted"), FAULTS.values(), ids=FAULTS)
def test_what_is_drawn_too_near_the_edge_is_found(content: str, wanted: list[tuple[str, str, str]]) -> None:
    found = check_margins(plain("x", content=f"q {content} Q"), file="brev.pdf")
    assert [(p.code, p.words["found"], p.words["needed"]) for p in found] == wanted
    assert all(str(p.where) == "brev.pdf: side 1" for p in found)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_margins_are_those_of_the_page_as_it_is_seen(turn: int) -> None:
    box = (0, 0, A4[3], A4[2]) if turn % 180 else A4
    edge = {90: square(100, 3), 180: square(202, 100), 270: square(100, 202)}[turn]
    found = check_margins(plain("x", box=box, at=(300, 300), content=edge, Rotate=turn))
    assert [p.code for p in found] == ["N101"]


def test_a_filled_field_counts_and_a_note_that_does_not_print_does_not() -> None:
    with pikepdf.open(io.BytesIO(form())) as file:
        field = file.pages[0].obj.Annots[0]
        field.Rect = pikepdf.Array([10, 600, 210, 620])
        near = saved(file)
        field.F = 0
        not_printed = saved(file)
    assert [p.code for p in check_margins(near)] == ["N101"]
    assert check_margins(not_printed) == []


@pytest.mark.parametrize(("width", "height"), [(297, 210), (210, 420), (216, 279), (148, 210)])
def test_a_page_that_is_not_upright_a4_is_found(width: float, height: float) -> None:
    [problem] = check_margins(plain("x", at=(100, 100), box=(0, 0, width * MM, height * MM)))
    assert (problem.code, dict(problem.words)) == ("N105", {"width": str(width), "height": str(height)})


def test_a_page_as_large_as_a_wall_is_measured_in_little_memory() -> None:
    assert [p.code for p in check_margins(plain("x", box=(0, 0, 14400, 14400)))] == ["N105"]


def test_blank_pages_and_each_page_by_itself() -> None:
    assert check_margins(plain("")) == []
    found = check_margins(plain("a", "b", at=(10, 400)))
    assert [(p.where.place, p.code) for p in found] == [("side 1", "N101"), ("side 2", "N101")]


# encrypt


def test_only_the_code_opens_the_file() -> None:
    code = new_code()
    locked = encrypt(ours("Innhold"), code)
    for wrong in ("", code.upper(), code[:-1], code.replace("-", ""), "Dokument"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(locked), password=wrong)
    with pikepdf.open(io.BytesIO(locked), password=code) as file:
        assert (file.encryption.R, file.encryption.bits) == (6, 256)
        methods = (file.encryption.stream_method, file.encryption.string_method, file.encryption.file_method)
        assert {method.name for method in methods} == {"aesv3"}
        assert file.check_pdf_syntax() == []
        open_again = saved(file, encryption=False)
    assert pages(open_again) == ["Innhold"]


@pytest.mark.parametrize("tool", ["qpdf", "pdftotext"])
def test_other_programs_open_it_with_the_code_and_not_without(tool: str, tmp_path: Path) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    path = tmp_path / "kopi.pdf"
    path.write_bytes(encrypt(ours("Innhold"), CODE))
    ways = {"qpdf": ["--check", "--password={}"], "pdftotext": ["-upw", "{}"]}
    for code, opens in ((CODE, True), ("feil", False)):
        end = ["-"] if tool == "pdftotext" else []
        command = [tool, *(way.format(code) for way in ways[tool]), str(path), *end]
        run = subprocess.run(command, capture_output=True, check=False)
        assert (run.returncode == 0) is opens
        assert (b"Innhold" in run.stdout) is (opens and tool == "pdftotext")
    assert subprocess.run([tool, str(path), "-"], capture_output=True, check=False).returncode != 0


def test_an_encrypted_file_names_nobody_and_says_nothing_untrue() -> None:
    source = write(Document("Ola Testesen", "nb-NO", (Paragraph((Text("x", Look(size=11)),)),), author="Kari"), day=DAY)
    locked = encrypt(source, CODE, title="Kopi")
    assert b"Testesen" not in locked and b"xmpmeta" not in locked
    with pikepdf.open(io.BytesIO(locked), password=CODE) as file:
        assert dict(file.docinfo) == {"/Title": "Kopi"}
        with file.open_metadata() as metadata:
            assert metadata["dc:title"] == "Kopi" and metadata["pdfuaid:part"] == "1"
            assert metadata.pdfa_status == "" and "Testesen" not in str(metadata) and "Kari" not in str(metadata)
        assert file.Root.MarkInfo.Marked and file.allow.accessibility


def test_a_code_has_five_groups_of_letters_that_nobody_takes_for_others() -> None:
    for _ in range(200):
        groups = new_code().split("-")
        assert [len(group) for group in groups] == [4] * 5
        assert set("".join(groups)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("0Oo1lIi2z5s") and len(set(ALPHABET)) == len(ALPHABET)
    assert len(ALPHABET) ** 20 > 2**90


def test_every_letter_of_a_code_is_as_likely_as_any_other() -> None:
    chance = random.Random(1)
    letters = "".join(new_code(chance.randbytes) for _ in range(3000)).replace("-", "")
    counts = [letters.count(letter) for letter in ALPHABET]
    assert sum(counts) == 60_000
    assert max(abs(count - 60_000 / 27) for count in counts) < 5 * 46.3  # five standard deviations
    spread = sum((count - 60_000 / 27) ** 2 / (60_000 / 27) for count in counts)
    assert spread < 26 + 5 * 7.2  # chi squared with 26 degrees of freedom


def test_no_byte_favours_a_letter() -> None:
    found: dict[str, int] = {}
    for byte in range(256):
        draws = iter([bytes([byte] * 20), bytes(20)])
        letters = new_code(lambda _: next(draws)).replace("-", "")  # noqa: B023
        found[letters] = found.get(letters, 0) + 1
    assert found.pop("a" * 20) == 9 + 13  # 243 and up are thrown away, and the next draw is all a
    assert set(found.values()) == {9} and len(found) == 26


def test_two_codes_are_never_the_same() -> None:
    assert len({new_code() for _ in range(2000)}) == 2000


@pytest.mark.parametrize("code", ["", "hemmelig", "blåbær", CODE.upper(), CODE + "\n", CODE.replace("-", "")])
def test_a_code_that_somebody_thought_of_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="new_code"):
        encrypt(plain("x"), code)


# files from outside

ROOMS: dict[str, Callable[[bytes], object]] = {
    "join": lambda pdf: join([Copy(pdf, "A")]),
    "stamp": lambda pdf: stamp(pdf, SAMI, lang="nb"),
    "check_margins": check_margins,
    "encrypt": lambda pdf: encrypt(pdf, CODE),
}
each_room = pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)


@each_room
def test_a_locked_file_is_a_problem(room: Callable[[bytes], object]) -> None:
    locked = encrypt(plain("x"), CODE)
    with pikepdf.open(io.BytesIO(plain("x"))) as file:
        for_all = saved_encrypted(file)
    assert raised(lambda: room(locked)) == raised(lambda: room(for_all)) == ["N111"]


def saved_encrypted(file: pikepdf.Pdf) -> bytes:
    data = io.BytesIO()
    file.save(data, encryption=pikepdf.Encryption(owner="eier", user=""))
    return data.getvalue()


@each_room
@pytest.mark.parametrize(
    "pdf", [b"", b"ikke en PDF", b"%PDF-1.7\n%%EOF", b"PK\x03\x04"], ids=["empty", "text", "head", "zip"]
)
def test_what_is_no_pdf_is_a_problem(room: Callable[[bytes], object], pdf: bytes) -> None:
    assert raised(lambda: room(pdf)) == ["N112"]


@each_room
def test_a_pdf_without_pages_is_a_problem(room: Callable[[bytes], object]) -> None:
    with pikepdf.new() as file:
        assert raised(lambda: room(saved(file))) == ["N112"]


@each_room
def test_a_damaged_file_gives_a_result_or_one_clear_error(room: Callable[[bytes], object]) -> None:
    sources = [form(), plain("en", "to"), ours("Én")]
    chance = random.Random(7)
    for n in range(120):
        data = bytearray(sources[n % len(sources)])
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.choice(b"0123456789/<>[]() Rnull\x00\xff")
        try:
            room(bytes(data[: chance.randint(len(data) // 2, len(data))] if n % 4 == 0 else data))
        except BtiError as error:
            assert {p.code[0] for p in error.problems} == {"N"}


MISSHAPEN: dict[str, tuple[str, Callable[[], object]]] = {
    "notes that are a number": ("/Annots", lambda: 7),
    "notes that are numbers": ("/Annots", lambda: pikepdf.Array([7, pikepdf.Name.X])),
    "resources that are a name": ("/Resources", lambda: pikepdf.Name.X),
    "content that is a number": ("/Contents", lambda: 7),
    "a turn that is a word": ("/Rotate", lambda: pikepdf.String("opp")),
    "a box of words": ("/MediaBox", lambda: pikepdf.Array([pikepdf.Name.A] * 4)),
    "a unit of nothing": ("/UserUnit", lambda: 0),
}


@each_room
@pytest.mark.parametrize(("key", "value"), MISSHAPEN.values(), ids=MISSHAPEN)
def test_a_misshapen_page_gives_a_result_or_one_clear_error(
    room: Callable[[bytes], object], key: str, value: Callable[[], object]
) -> None:
    with pikepdf.open(io.BytesIO(plain("x"))) as file:
        file.pages[0].obj[key] = value()
        source = saved(file)
    try:
        room(source)
    except BtiError as error:
        assert {p.code[0] for p in error.problems} == {"N"}


def test_the_problems_of_pages_all_end_with_the_same_code() -> None:
    assert {entry["exit"] for code, entry in codes().items() if code.startswith("N")} == {int(ExitCode.OTHER)}
