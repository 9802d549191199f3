"""The number of rounds goes in; one table for each kind of work comes out, ours against its rivals."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from benchmarks import documents, forms, peers
from benchmarks.measure import Side, Table, compare, here
from bti_docs.docx.fill import compile_template
from bti_docs.docx.properties import Properties
from bti_docs.library import samples

_COLD_DOCXTPL = (
    "import io, json, sys; from docxtpl import DocxTemplate; d = DocxTemplate(sys.argv[1]);"
    "d.render(json.load(open(sys.argv[2], encoding='utf-8')), autoescape=True); d.save(io.BytesIO())"
)


def fill(rounds: int) -> Table:
    """Fill one Word template, warm."""
    template = compile_template(documents.composed(), file=documents.KIND)
    properties = Properties(creator="Risør kommune", language="nb-NO", date=documents.DAY)
    work = documents.next_work()
    ours = here("bti-docs", lambda: template.fill(next(work).words, properties), times=24)
    with _folder() as folder, _rivals([peers.peer("docxtpl", folder, times=6)]) as (rivals, notes):
        return Table(f"Fill one Word template, warm ({documents.KIND})", "20x", compare([ours, *rivals], rounds), notes)


def pdf(rounds: int) -> Table:
    """Make a PDF of a case, warm; the rivals are given the same filled Word document, WeasyPrint the same text."""
    work = documents.next_work()
    ours = here("bti-docs, PDF/A-2a + PDF/UA-1", lambda: next(work).make().bytes_of("pdf"), times=12)
    with _folder() as folder:
        found = sorted(p for p in folder.glob("*.docx") if p.name != "template.docx")
        others = [
            peers.libreoffice(found, folder),
            peers.unoserver(found, folder),
            peers.peer("weasyprint", folder, times=3),
            peers.peer("office2pdf", folder, times=6),
        ]
        with _rivals(others) as (rivals, notes):
            figures = compare([ours, *rivals], rounds)
    return Table("A case to PDF, warm, other words each time", "50x LibreOffice, 8x, 12x, 3x", figures, notes)


def cold(rounds: int) -> Table:
    """Start from nothing: help, a Word file, a Word file and its PDF."""
    case = str(samples() / "risor" / "sak.yaml")
    with _folder() as folder:
        make = [sys.executable, "-m", "bti_docs", "-q", "make", case, "-k", documents.KIND, "-m", "m1"]
        make += ["--day", "2026-06-10", "--force", "--out", str(folder / "ut")]
        sides = [
            _started("python -c pass", [sys.executable, "-c", "pass"]),
            _started("bti-docs --help", [sys.executable, "-m", "bti_docs", "--help"]),
            _started("bti-docs make, docx", [*make, "-f", "docx"]),
            _started("bti-docs make, docx and PDF", make),
            _started("import typer", [sys.executable, "-c", "import typer.main"]),
        ]
        notes: tuple[str, ...] = ()
        try:
            python = str(peers.python("docxtpl"))
            command = [python, "-c", _COLD_DOCXTPL, str(folder / "template.docx"), str(folder / "00.json")]
            sides.append(_started("docxtpl: import, render, save", command))
        except peers.MissingError as missing:
            notes = (str(missing),)
        figures = compare(sides, rounds)
    reach = "help 6x python; docx no slower than docxtpl; with PDF 2x docxtpl"
    return Table("From a cold start", reach, figures, (*notes, *_slowest_imports()))


def _slowest_imports() -> tuple[str, ...]:
    """Return what takes longest to import for `--help`, as `python -X importtime` tells it."""
    command = [sys.executable, "-X", "importtime", "-m", "bti_docs", "--help"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stderr.splitlines()
    found = [line.split("|") for line in lines if line.startswith("import time:") and "[us]" not in line]
    slowest = sorted(((int(f[1]), f[2].strip()) for f in found), reverse=True)[:6]
    return (", ".join(f"{name} {microseconds / 1000:.0f} ms" for microseconds, name in slowest),)


def _started(name: str, command: list[str]) -> Side:
    # The second start is measured, as on a desk: everyone's modules lie compiled there, and our cache is filled.
    surroundings = os.environ | {"BTI_CACHE": str(peers.VENVS / "cache")}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    return here(name, lambda: subprocess.run(command, check=True, capture_output=True, env=surroundings))


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        documents.lay_out(Path(name))
        yield Path(name)


@contextmanager
def _rivals(
    found: Iterable[AbstractContextManager[Side]],
) -> Iterator[tuple[list[Side], tuple[str, ...]]]:
    """Open the rivals that can be measured here; the others are named."""
    sides, notes = [], []
    with ExitStack() as stack:
        for rival in found:
            try:
                side = stack.enter_context(rival)
                side.cpu_ms()
                sides.append(side)
            except peers.MissingError as missing:
                notes.append(str(missing))
        yield sides, tuple(notes)


TABLES: dict[str, Callable[[int], Table]] = {"fill": fill, "pdf": pdf, "forms": forms.table, "cold": cold}
