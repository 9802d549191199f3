"""What a printing service would cut off is found."""

from __future__ import annotations

import io

import pikepdf
import pytest

from bti_docs.pages.margins import check_margins
from bti_docs.pages.sheet import MM
from tests.page_files import A4, form, made, plain, saved


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
