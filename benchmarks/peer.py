"""Runs a rival within its own venv: the rival's name and a folder of documents are given; CPU seconds come out.

For each line with a number on stdin, the work is done that many times, with the next document each time, and the CPU
seconds it took are printed. Nothing of bti-docs is imported: the rival's venv does not have it.
"""

from __future__ import annotations

import io
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path


def docxtpl(folder: Path) -> Callable[[], object]:
    from docxtpl import DocxTemplate

    template = (folder / "template.docx").read_bytes()
    words = itertools.cycle([json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.json"))])

    def run() -> object:
        document = DocxTemplate(io.BytesIO(template))
        document.render(next(words), autoescape=True)
        saved = io.BytesIO()
        document.save(saved)
        return saved

    return run


def office2pdf(folder: Path) -> Callable[[], object]:
    from office2pdf import convert_bytes

    documents = _bytes(folder, "*.docx")
    return lambda: convert_bytes(next(documents), "docx")


def weasyprint(folder: Path) -> Callable[[], object]:
    from weasyprint import HTML

    pages = _bytes(folder, "*.html")
    return lambda: HTML(string=next(pages).decode()).write_pdf(pdf_variant="pdf/ua-1")


def _bytes(folder: Path, pattern: str) -> Iterator[bytes]:
    return itertools.cycle([p.read_bytes() for p in sorted(folder.glob(pattern)) if p.name != "template.docx"])


def main() -> None:
    run = {"docxtpl": docxtpl, "office2pdf": office2pdf, "weasyprint": weasyprint}[sys.argv[1]](Path(sys.argv[2]))
    for line in sys.stdin:
        before = time.process_time()
        for _ in range(int(line)):
            run()
        print(time.process_time() - before, flush=True)


if __name__ == "__main__":
    main()
