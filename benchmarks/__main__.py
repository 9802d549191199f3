"""`make bench`: prints how fast the work is against its rivals; a rival that is not installed is named and left out."""

from __future__ import annotations

import datetime as dt
import importlib
import io
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import forms
from benchmarks.measure import Figure, Side, compare
from bti_docs.context.build import plain
from bti_docs.docx.compose import compose
from bti_docs.docx.fill import compile_template
from bti_docs.docx.properties import Properties
from bti_docs.library import samples, shelves
from bti_docs.make import make, open_case, plan, see, words

DAY = dt.date(2026, 6, 10)
KIND = "bti_motereferat"


def main() -> None:
    shelf = shelves()
    file = samples() / "risor" / "sak.yaml"
    case = open_case(file.read_bytes(), shelf, file=str(file))
    order = plan(case, shelf, [KIND])[0]
    body = shelf.template(KIND, case.form, case.municipality).read_bytes()
    composed = compose(case.municipality.letterhead(), body)
    said = plain(words(case, order, see(case, order, DAY), shelf, DAY))
    _print(f"Fill one Word template, warm ({KIND}, {case.form}); reach: 20x", _fill(composed, said))
    _print(
        "Case to docx and PDF/A-2a + PDF/UA-1, warm; reach: 50x LibreOffice cold, 3x office2pdf",
        _pdf(case, order, shelf),
    )
    _print(forms.HEADING, forms.rows())
    machine = f"{platform.platform()}, {platform.python_version()}"
    print(f"\nCPU ms of process and children, median of 7 rounds in turns; {machine}")


def _fill(composed: bytes, said: dict[str, object]) -> list[Figure]:
    from docxtpl import DocxTemplate

    template = compile_template(composed, file=KIND)
    properties = Properties(creator="Risør kommune", language="nb-NO", date=DAY)

    def rival() -> None:
        document = DocxTemplate(io.BytesIO(composed))
        document.render(said, autoescape=True)
        document.save(io.BytesIO())

    ours = Side("bti-docs", lambda: template.fill(said, properties), times=50)
    return compare(ours, [Side("docxtpl render + save", rival, times=3)])


def _pdf(case: object, order: object, shelf: object) -> list[Figure]:
    docx = make(case, order, shelf, DAY).docx  # type: ignore[arg-type]
    ours = Side("bti-docs", lambda: make(case, order, shelf, DAY).bytes_of("pdf"), times=10)  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "referat.docx"
        source.write_bytes(docx)
        return compare(ours, [*_libreoffice(source), *_office2pdf(docx)])


def _libreoffice(source: Path) -> list[Side]:
    program = shutil.which("soffice")
    if program is None:
        return _missing("LibreOffice")
    profile = (source.parent / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]
    command += [str(source.parent / "out"), str(source)]
    return [Side("LibreOffice cold", lambda: subprocess.run(command, check=True, capture_output=True))]


def _office2pdf(docx: bytes) -> list[Side]:
    try:
        library = importlib.import_module("office2pdf")
    except ImportError:
        return _missing("office2pdf-python")
    convert = getattr(library, "convert_bytes", None)
    return [Side("office2pdf", lambda: convert(docx, "docx"), times=3)] if convert else _missing("office2pdf-python")


def _missing(name: str) -> list[Side]:
    print(f"{name} is not installed: left out", file=sys.stderr)
    return []


def _print(heading: str, figures: list[Figure]) -> None:
    print(f"\n{heading}")
    for f in figures:
        print(f"  {f.name:<24}{f.cpu_ms:>10.2f} ms{f.ratio:>9.1f}x   ({f.least:.1f}–{f.greatest:.1f})")


if __name__ == "__main__":
    main()
