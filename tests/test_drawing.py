"""Drawings as SVG: everything is inside its frame, reads without colour, and the same numbers give the same bytes."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from bti_docs.context.drawing.chart import Panel, chart
from bti_docs.context.drawing.stairs import Step, stairs
from bti_docs.context.drawing.svg import width_of, wrapped
from bti_docs.pdf.raster import png

SVG = "{http://www.w3.org/2000/svg}"
LEGEND = ("Ugyldige dager", "Gyldige dager", "Ikke avklart", "Sum over 1 måned")
LONG = "Vere med i ei fast gruppe på tre i norsk, samfunnsfag, naturfag og kroppsøving heile veka utan å gå frå"


def drawn_chart(weeks: int, most: int = 5) -> str:
    bars = [(i % most, i % 2, 0) for i in range(weeks)]
    panel = Panel("Hele dager", 5, "Grense: 5", bars, [sum(b) + 1 for b in bars])
    return chart([str(i + 1) for i in range(weeks)], "Uke", [panel], LEGEND)


def drawn_stairs(steps: int, text: str = "Hele dager") -> str:
    return stairs([Step(str(i + 1), text, "Uke 40", "nådd 01.10.2026" if i < 2 else "") for i in range(steps)], text)


DRAWINGS = [drawn_chart(1), drawn_chart(40, 9), drawn_stairs(1), drawn_stairs(10, LONG), drawn_stairs(3, "Å" * 300)]


@pytest.mark.parametrize("svg", DRAWINGS)
def test_everything_is_within_the_frame(svg: str) -> None:
    root = ET.fromstring(svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for box in root.iter(f"{SVG}rect"):
        assert float(box.get("x", 0)) + float(box.attrib["width"]) <= width
        assert float(box.get("y", 0)) + float(box.attrib["height"]) <= height
    for text in root.iter(f"{SVG}text"):
        size, x = float(text.attrib["font-size"]), float(text.attrib["x"])
        part = {"start": (0, 1), "middle": (0.5, 0.5), "end": (1, 0)}[text.attrib["text-anchor"]]
        room = width_of(text.text or "", size)
        assert x - part[0] * room >= -1
        assert x + part[1] * room <= width + 1, text.text
        assert size <= float(text.attrib["y"]) + 1
        assert float(text.attrib["y"]) <= height


@pytest.mark.parametrize("svg", DRAWINGS)
def test_a_drawing_is_black_white_and_grey(svg: str) -> None:
    colors = re.findall(r"#([0-9a-f]{6})", svg)
    assert all(c[:2] == c[2:4] == c[4:] for c in colors)
    assert not re.search("href|<script|<image|<style", svg)


def test_the_limit_can_be_seen_also_when_nothing_was_missed() -> None:
    svg = chart(["34"], "Uke", [Panel("Hele dager", 5, "Grense: 5", [(0,)], [0])], LEGEND)
    assert "Grense: 5" in svg
    assert svg.count("stroke-dasharray") == 1


def test_steps_that_are_reached_look_different() -> None:
    assert drawn_stairs(4).count('fill="#d9d9d9"') == 2


def test_long_texts_are_cut_with_a_mark_and_what_fits_is_whole() -> None:
    assert wrapped("Hele dager", 200, 9) == ["Hele dager"]
    assert wrapped(LONG, 120, 9)[-1].endswith("…")
    assert all(width_of(line, 9) <= 120 for line in wrapped(LONG, 120, 9, 3))


def test_letters_that_mean_something_in_xml_are_only_letters() -> None:
    assert "<b>" not in drawn_stairs(1, "<b> & co")
    ET.fromstring(drawn_stairs(1, "<b> & co"))


def test_a_drawing_as_a_bitmap_is_the_same_every_time() -> None:
    assert png(drawn_stairs(3)) == png.__wrapped__(drawn_stairs(3))
    assert png(drawn_stairs(3))[:8] == b"\x89PNG\r\n\x1a\n"
