"""Whose copy a page is is drawn where there is bare paper, upright, in every letter."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from bti_docs.pages.margins import check_margins
from bti_docs.pages.sheet import MM, sheet
from bti_docs.pages.stamp import stamp
from bti_docs.problem import BtiError, Language
from tests.page_files import A4, SAMI, check, drawn, form, merged, ours, plain, raised, saved
from tests.pdf_text import pages, read_tags, words
from tests.verapdf import broken_clauses


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
