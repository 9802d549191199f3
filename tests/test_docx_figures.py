"""Drawings in Word files: a template's picture becomes the drawing, as vector and as bitmap, with its text."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass, field

import docx as python_docx

from bti_docs.document import Picture, paragraphs
from bti_docs.docx.check import check
from bti_docs.docx.fill import compile_template
from bti_docs.docx.properties import Properties
from bti_docs.docx.read import read
from bti_docs.pdf.raster import png
from bti_docs.problem import Severity
from tests.docx_templates import PNG, docx, p, picture, run

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10"/></svg>'
CODE = "{{ plan.figur }}"


def template(*pictures: str) -> bytes:
    links = [("word/document.xml", link, "image", f"media/{link}.png") for link in ("holder", "coat")]
    members = {f"word/media/{name}.png": PNG + name.encode() for name in ("holder", "coat")}
    return docx(p(run("{{ navn }}")) + "".join(p(x) for x in pictures), links=links, members=members)


COAT = picture("coat", "Kommunevåpen", 2)
TEMPLATE = template(picture("holder", CODE), COAT)


@dataclass(frozen=True)
class Figur:
    svg: str = ""
    tekst: str = ""


@dataclass(frozen=True)
class Plan:
    figur: Figur = field(default_factory=Figur)


@dataclass(frozen=True)
class Ord:
    navn: str
    plan: Plan


def filled(svg: str = SQUARE, text: str = "Tre trinn", given: bytes = TEMPLATE) -> bytes:
    properties = Properties(creator="x", language="nb-NO", date=dt.date(2026, 1, 1), title="x")
    words = {"navn": "Per", "plan": {"figur": {"svg": svg, "tekst": text}}}
    return compile_template(given, file="m.docx").fill(words, properties, png)


def pictures(data: bytes) -> list[Picture]:
    document, problems = read(data, file="m.docx")
    assert not [x for x in problems if x.severity is Severity.ERROR]
    return [i for par in paragraphs(document.blocks) for i in par.inlines if isinstance(i, Picture)]


def test_a_picture_with_a_drawings_word_becomes_the_drawing() -> None:
    drawn, coat = pictures(filled())
    assert (drawn.data, drawn.alt) == (SQUARE.encode(), "Tre trinn")
    assert (coat.data[:4], coat.alt) == (b"\x89PNG", "Kommunevåpen")


def test_the_pictures_width_stays_and_its_height_follows_the_drawing() -> None:
    drawn, coat = pictures(filled())
    assert (drawn.width, drawn.height) == (0.75, 0.19)
    assert (coat.width, coat.height) == (0.75, 0.75)


def test_a_bitmap_of_the_drawing_stands_beside_it_for_older_programs() -> None:
    package = zipfile.ZipFile(io.BytesIO(filled()))
    media = sorted(n for n in package.namelist() if "figur-" in n)
    assert [n.rpartition(".")[2] for n in media] == ["png", "svg"]
    assert package.read(media[0]) == png(SQUARE)
    assert len(python_docx.Document(io.BytesIO(filled())).inline_shapes) == 2


def test_what_the_drawing_says_cannot_break_the_document() -> None:
    drawn, _ = pictures(filled(text='5 < 6 & "ja"\nto linjer'))
    assert drawn.alt == '5 < 6 & "ja" to linjer'


def test_a_drawing_of_nothing_takes_the_picture_away() -> None:
    assert [shown.alt for shown in pictures(filled(svg=""))] == ["Kommunevåpen"]


def test_the_picture_that_kept_the_place_is_not_left_in_the_file() -> None:
    only = template(picture("holder", CODE))
    assert "word/media/holder.png" not in zipfile.ZipFile(io.BytesIO(filled(given=only))).namelist()


def test_the_same_drawing_gives_the_same_bytes() -> None:
    assert filled() == filled()


def test_a_template_with_a_drawing_in_a_picture_passes_the_check() -> None:
    assert [x for x in check(TEMPLATE, Ord, file="m.docx") if x.severity is Severity.ERROR] == []


def test_a_drawing_in_the_text_is_told_with_its_place() -> None:
    found = check(template(run(CODE)), Ord, file="m.docx")
    assert [(x.code, x.where.place) for x in found if x.severity is Severity.ERROR] == [
        ("M366", "brødtekst, avsnitt 2")
    ]
