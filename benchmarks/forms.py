"""Row 3 of `make bench`: the same PDF form filled many times, flattened, against pypdf, pikepdf and pdftk."""

from __future__ import annotations

import contextlib
import io
import logging
import shutil
import subprocess
import tempfile
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.measure import Side, Table, compare, here
from bti_docs.form.blank import Blank, Kind
from bti_docs.form.fill import fill
from bti_docs.form.prepare import prepare
from bti_docs.form.verify import verify
from bti_docs.library import built_in

FORM = "ppt_henvisning"
HEADING = f"Fill one PDF form, flattened, the blank read once ({FORM})"
# Latin letters only: pikepdf and pypdf would print others as question marks, which is no work done.
NAME, TEXT = "Åse Østby", "Ola trekker seg unna i store grupper. Skolen har prøvd små grupper siden april. " * 2


def table(rounds: int) -> Table:
    """Return the rivals' CPU time for one filled, flat form against ours, and ours with everything read back."""
    data = (built_in() / "forms" / FORM / "nb.pdf").read_bytes()
    blank = prepare(data)
    values = _values(blank)
    ours = here("bti-docs", lambda: fill(blank, values, flat=True), times=200)

    def read_back() -> None:
        verify(blank, fill(blank, values, flat=True))

    rivals = [
        here("pypdf", lambda: _pypdf(data, values), times=4),
        here("pikepdf", lambda: _pikepdf(data, values), times=20),
        here("bti-docs + reading back", read_back, times=20),
    ]
    notes = () if shutil.which("pdftk") else ("pdftk: not installed",)
    with tempfile.TemporaryDirectory() as folder:
        if not notes:
            rivals.append(_pdftk(Path(folder), data, values))
        return Table(HEADING, "50x pypdf, 5x pikepdf", compare([ours, *rivals], rounds), notes)


def _values(blank: Blank) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in blank.fields:
        if field.kind.ticked:
            found[field.name] = field.on_states[0]
        elif field.kind is Kind.TEXT:
            found[field.name] = "12851499979" if field.comb else TEXT if field.multiline else NAME
    return found


def _pypdf(data: bytes, values: dict[str, str]) -> None:
    """pypdf's own way: fill, draw into the page, take the boxes away."""
    from pypdf import PdfReader, PdfWriter

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it tells, once a group, that it loses the chosen button
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    given = {n: f"/{v}" if v in ("Ja", "ny") else v for n, v in values.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, given, auto_regenerate=False, flatten=True)
    writer.remove_annotations("/Widget")
    writer.write(io.BytesIO())


def _pikepdf(data: bytes, values: dict[str, str]) -> None:
    """pikepdf's form interface, its best appearances, its flattening."""
    import pikepdf
    from pikepdf.form import DefaultAppearanceStreamGenerator, Form

    with pikepdf.open(io.BytesIO(data)) as file:
        form = Form(file, DefaultAppearanceStreamGenerator)
        for name, value in values.items():
            with contextlib.suppress(AttributeError, KeyError, TypeError, ValueError):  # fields that it cannot draw
                _set(form[name], value)
        file.flatten_annotations("all")
        if "/AcroForm" in file.Root:
            del file.Root.AcroForm
        file.save(io.BytesIO())


def _pdftk(folder: Path, data: bytes, values: dict[str, str]) -> Side:
    """pdftk, started anew for each form, as it can only be used; the values are given as XFDF."""
    blank, given, filled = folder / "blank.pdf", folder / "values.xfdf", folder / "filled.pdf"
    blank.write_bytes(data)
    fields = "".join(f'<field name="{escape(n)}"><value>{escape(v)}</value></field>' for n, v in values.items())
    xfdf = f'<?xml version="1.0"?><xfdf xmlns="http://ns.adobe.com/xfdf/"><fields>{fields}</fields></xfdf>'
    given.write_text(xfdf, encoding="utf-8")
    command = ["pdftk", str(blank), "fill_form", str(given), "output", str(filled), "flatten"]
    return here("pdftk, started anew", lambda: subprocess.run(command, check=True, capture_output=True))


def _set(field: Any, value: str) -> None:
    if field.is_checkbox:
        field.checked = True
    elif field.is_radio_button:
        field.options[0].select()
    else:
        field.value = value
