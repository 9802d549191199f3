"""Nothing is cut off at a box's edge: values far too long, on others' forms and ours, and on a page without fields."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from bti_docs.form.blank import Blank, Kind
from bti_docs.form.fill import Filled, fill
from bti_docs.form.kart import Kart, check_map, read_map
from bti_docs.form.prepare import prepare
from bti_docs.form.verify import verify
from bti_docs.problem import BtiError
from tests.form_builder import MULTILINE, Form
from tests.form_pixels import DPI, ENGINES, LEAST, changed, ink
from tests.test_form_corpus import FORMS, REFUSALS, fitting, needs_corpus

LONG = {"many words": "Ærlig Østby Åse Čáhppes Łukasz " * 15, "one word": "Øverlandsveien" * 30}
_OPERATOR = re.compile(rb"/(BtiFill\w) ([\d.]+) Tf|([-\d.]+) [-\d.]+ Td|([-\d.]+) [-\d.]+ Tm|(T\*)|<([0-9A-F]*)> Tj")


def over_edges(pdf: bytes, blank: Blank) -> list[str]:
    """The boxes where a line, by the widths that the file itself gives, begins or ends outside."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        written = [(f.name, w.obj) for f in blank.fields if f.kind in (Kind.TEXT, Kind.COMBO) for w in f.widgets]
        return [name for name, number in written if _is_over(file.get_object(number, 0).AP.N)]


def _is_over(drawing: Any) -> bool:
    across = float(drawing.BBox[2])
    return any(left < -0.01 or right > across + 0.01 for left, right in _lines(drawing))


def _lines(drawing: Any) -> Iterator[tuple[float, float]]:
    """Where each line begins and ends, in pt from the box's left."""
    x, pen, size, widths = 0.0, 0.0, 0.0, [0.0]
    for font, tf, td, tm, down, codes in _OPERATOR.findall(drawing.read_bytes()):
        if font:
            size, widths = float(tf), _widths(drawing.Resources.Font[f"/{font.decode()}"])
        elif td or tm or down:
            pen = x = float(tm) if tm else x + float(td or 0)
        else:
            taken = (int(codes[i : i + 4], 16) for i in range(0, len(codes), 4))
            wide = sum(widths[code] for code in taken) * size / 1000
            yield pen, pen + wide
            pen += wide


def _widths(font: Any) -> list[float]:
    return [float(n) for n in font.DescendantFonts[0].W[1]]


def too_long(blank: Blank, text: str) -> Filled:
    values = {f.name: text for f in blank.fields if f.kind is Kind.TEXT and not f.comb}
    return fill(blank, fitting(blank, dict(values)))


@needs_corpus
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("form", FORMS, ids=[p.stem for p in FORMS])
def test_a_text_far_too_long_is_wrapped_shrunk_or_continued_and_never_cut_off(form: Path) -> None:
    try:
        blank = prepare(form.read_bytes())
    except BtiError as error:
        assert {p.code for p in error.problems} <= REFUSALS
        pytest.skip(f"refused: {error}")
    for text in LONG.values():
        done = too_long(blank, text)
        assert over_edges(done.pdf, blank) == []
        assert _is_whole(done, text)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
@pytest.mark.parametrize("entries", [{}, {"Ff": MULTILINE}, {"Q": 1}, {"Q": 2, "Ff": MULTILINE}], ids=str)
def test_on_a_form_of_our_own_too(text: str, entries: dict[str, Any]) -> None:
    built = Form()
    built.field("navn", (50, 700, 300, 740), **entries)
    blank = prepare(built.bytes())
    done = too_long(blank, text)
    verify(blank, done)
    assert over_edges(done.pdf, blank) == []
    assert _is_whole(done, text)


def test_a_line_over_the_edge_is_seen_by_this_check() -> None:
    built = Form()
    built.field("navn", (50, 700, 300, 720))
    blank = prepare(built.bytes())
    done = fill(blank, {"navn": "Åse Østby"}).pdf
    size = re.search(rb"Fill\w ([\d.]+) Tf", done)
    assert size is not None
    assert over_edges(done.replace(b" %b Tf" % size[1], b" 99 Tf"), blank) == ["navn"]


def _is_whole(done: Filled, text: str) -> bool:
    """Whether every box that was given the text shows it all, or says where it stands whole."""
    wanted = " ".join(text.split())
    continued = {longer.field for longer in done.longer}
    held = {name: value[0] for name, value in done.held.items() if len(value[0]) > 5}
    return all(" ".join(v.split()) == wanted or name in continued for name, v in held.items())


@dataclass(frozen=True)
class Words:
    fornavn: str
    etternavn: str
    fnr: str
    begrunnelse: str
    tolk: bool


MAP = """bti_skjema: 1
id: flat
tittel_nb: Uten felt
tittel_nn: Utan felt
blanketter: {nb: {fil: flat.pdf}}
felt:
  fornavn: {verdi: fornavn}
  etternavn: {verdi: etternavn}
  fnr: {verdi: fnr}
  begrunnelse: {verdi: begrunnelse}
  tolk: {verdi: tolk}
tegn:
  - {navn: fornavn, anker: Fornavn, x: 220, bredde: 180, høyde: 14}
  - {navn: etternavn, anker: Etternavn, x: 220, bredde: 60, høyde: 14}
  - {navn: fnr, anker: Fødselsnummer/d-nummer, x: 150, bredde: 154, høyde: 16, type: celler, celler: 11}
  - {navn: begrunnelse, x: 350, y: 340, bredde: 180, høyde: 60, type: flerlinje, skrift: 9}
  - {navn: tolk, anker: Etternavn, x: 190, bredde: 12, høyde: 12, type: kryss}
"""
VALUES = {
    "fornavn": "Čáhppes Åse",
    "etternavn": "Ŋuorra-Øverås Łukasz Źdźbło",
    "fnr": "12851499979",
    "begrunnelse": "Vi trenger svar før ferien. " * 40,
    "tolk": True,
}


def test_a_real_form_without_fields_is_filled_through_a_map(shared: Any) -> None:
    skjema, source = read_map(MAP.encode(), file="form.yaml")
    kart = check_map(skjema, source, shared("forms/nav-flat.pdf").read_bytes(), "nb", Words, {})
    done = fill(kart.blank, kart.values(VALUES), flat=True)
    verify(kart.blank, done)
    assert [longer.field for longer in done.longer] == ["etternavn", "begrunnelse"]
    for engine in ENGINES.values():
        before, after = (engine(pdf, pages={0})[0] for pdf in (fill(kart.blank, {}, flat=True).pdf, done.pdf))
        assert _only_in_boxes(changed(before, after), kart)


def _only_in_boxes(difference: Any, kart: Kart) -> bool:
    """Whether each box has ink, and nothing else on the page has: half a pixel beside a box is the rendering's."""
    widgets = list(itertools.chain.from_iterable(f.widgets for f in kart.blank.fields))
    found = [ink(difference, kart.blank, w, grow=72 / DPI) for w in widgets]
    return min(found) >= LEAST and sum(found) == difference.histogram()[255]
