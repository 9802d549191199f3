"""Forms that nobody here made, from public packages (`make corpus`): every alphabet, looked at by two engines."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bti_docs.form.answers import Value
from bti_docs.form.blank import Blank, Field, Kind, Widget
from bti_docs.form.fill import Filled, fill
from bti_docs.form.prepare import prepare
from bti_docs.form.verify import verify
from bti_docs.problem import BtiError
from tests.conftest import ROOT
from tests.form_pixels import ENGINES, LEAST, changed, ink

CORPUS = ROOT / ".corpus"
FORMS = sorted(CORPUS.glob("*.pdf"))
NAMES = ("Ærlig Østby Åse", "Čáhppes Ŋuorra đŋšŧž", "Żółć Łukasz ąęś", "Їжакевич Ґалина")
MOST_PAGES = 2  # looked at in each form
SHARED = ("forms/samvaersavtale.pdf",)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # of pypdf and pikepdf, about files that are broken on purpose
]
needs_corpus = pytest.mark.skipif(not FORMS, reason="no forms in .corpus: `make corpus` fetches them")
# What may be refused, and why it is right to.
REFUSALS = {"B101", "B102", "B103", "B104", "B106"}


def wanted(blank: Blank) -> dict[str, Value]:
    """A value for every field: a name of one alphabet after another, the last choice, every button on."""
    found: dict[str, Value] = {}
    for number, field in enumerate(f for f in blank.fields if f.kind.fillable):
        value = _value(field, NAMES[number % len(NAMES)])
        if value:
            found[field.name] = value
    return fitting(blank, found)


def _value(field: Field, name: str) -> str:
    if field.kind.ticked:
        return field.on_states[-1] if field.on_states else ""
    if field.kind is Kind.TEXT:
        return name[: field.max_len] if field.max_len else name
    return next((export for export, shown in reversed(field.options) if shown.strip()), "")


def fitting(blank: Blank, values: dict[str, Value]) -> dict[str, Value]:
    """A name that has no room, nor a note of where it stands, is refused: shorten it, as its writer would."""
    for length in (5, 2, 1):
        try:
            fill(blank, values)
        except BtiError as error:
            short = {p.where.path for p in error.problems if p.code in ("B205", "B206")}
            values = {n: v[:length] if n in short and isinstance(v, str) else v for n, v in values.items()}
        else:
            return values
    return {n: v for n, v in values.items() if _alone(blank, n, v)}


def _alone(blank: Blank, name: str, value: Value) -> bool:
    try:
        fill(blank, {name: value})
    except BtiError:
        return False
    return True


def looked_at(blank: Blank, values: dict[str, Value]) -> Iterator[tuple[Field, Widget]]:
    """The boxes that a person would look at: those that are seen, and of buttons those that are on."""
    pages = sorted({w.page for f in blank.fields for w in f.widgets if not w.hidden})[:MOST_PAGES]
    for field in blank.fields:
        for widget in field.widgets if field.name in values else ():
            is_on = not field.kind.ticked or widget.state == values[field.name]
            big_enough = widget.across >= 4 and widget.along >= 4
            if is_on and big_enough and not widget.hidden and widget.page in pages and _on_page(blank, widget):
                yield field, widget


def _on_page(blank: Blank, widget: Widget) -> bool:
    left, foot, right, head = blank.sheets[widget.page].box
    return left <= widget.box[0] and widget.box[2] <= right and foot <= widget.box[1] and widget.box[3] <= head


def without_ink(blank: Blank, values: dict[str, Value]) -> list[str]:
    """The boxes where an engine shows nothing, in the filled form or in the flat one."""
    made = [fill(blank, v, flat=flat).pdf for flat in (False, True) for v in ({}, values)]
    boxes = list(looked_at(blank, values))
    pages = {w.page for _, w in boxes}
    found = []
    for name, engine in ENGINES.items() if pages else ():
        shown = [engine(pdf, pages=pages) for pdf in made]
        for way, before, after in (("filled", *shown[:2]), ("flat", *shown[2:])):
            differs = {n: changed(before[n], after[n]) for n in pages}
            found += [f"{name} {way} {f.name}" for f, w in boxes if ink(differs[w.page], blank, w) < LEAST]
    return found


def examine(data: bytes, tmp_path: Path) -> None:
    """Hold everything that is promised of one form."""
    try:
        blank = prepare(data)
    except BtiError as error:
        assert {p.code for p in error.problems} <= REFUSALS
        pytest.skip(f"refused: {error}")
    values = wanted(blank)
    for flat in (False, True):
        done = fill(blank, values, flat=flat)
        verify(blank, done)
        assert fill(prepare(data), values, flat=flat).pdf == done.pdf
        sound(done, data, tmp_path)
    assert without_ink(blank, values) == []


def sound(done: Filled, original: bytes, tmp_path: Path) -> None:
    """qpdf has nothing to say, or no more than of streams that were broken in the form itself."""
    if not shutil.which("qpdf"):
        return
    found = [_checked(pdf, tmp_path) for pdf in (original, done.pdf)]
    before = sum("error decoding stream data" in line for line in found[0].stderr.splitlines())
    after = [line for line in found[1].stderr.splitlines() if "WARNING" in line]
    assert found[1].returncode == 0 or (before and all("stream" in line for line in after)), found[1].stderr


def _checked(pdf: bytes, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    (tmp_path / "f.pdf").write_bytes(pdf)
    return subprocess.run(["qpdf", "--check", tmp_path / "f.pdf"], capture_output=True, text=True, check=False)


@needs_corpus
@pytest.mark.parametrize("form", FORMS, ids=[p.stem for p in FORMS])
def test_every_value_is_seen_by_both_engines_and_read_back_by_both_libraries(form: Path, tmp_path: Path) -> None:
    examine(form.read_bytes(), tmp_path)


@pytest.mark.parametrize("form", SHARED)
def test_a_real_norwegian_form_too(form: str, shared: object, tmp_path: Path) -> None:
    examine(shared(form).read_bytes(), tmp_path)  # type: ignore[operator]
