"""Sets a page: a Document and its day go in, one PDF that is PDF/A-2a and PDF/UA-1 at once comes out."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bti_docs import fonts
from bti_docs.document import Document
from bti_docs.pdf import layout, source, tags
from bti_docs.problem import BtiError, Problem

if TYPE_CHECKING:
    import typst

_DESIGN = Path(__file__).with_name("document.typ")
_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_CANNOT_DRAW = re.compile(r'the text (?:contains the disallowed codepoint )?`"((?:[^"\\]|\\.)*)"`')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)", re.DOTALL)
_kept = threading.local()


def write(document: Document, *, day: dt.date) -> bytes:
    """Return the document as a PDF. The same document and day give the same bytes on every machine.

    Raises BtiError when a character cannot be drawn by the fonts (P201), or the page cannot be set (P202).
    """
    laid = layout.lay(document)
    page = {name: value for name, value in laid.items() if name not in ("body", "margins")}
    inputs = {"doc": json.dumps(page, ensure_ascii=False), "content": source.source(laid)}
    pdf = _compile(inputs, day)
    return tags.finish(pdf, document.blocks, list(layout.backward(laid["body"])))


def _compile(inputs: dict[str, str], day: dt.date) -> bytes:
    import typst

    noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    try:
        return cast("bytes", _compiler().compile(sys_inputs=inputs, pdf_standards=_STANDARDS, timestamp=noon))
    except typst.TypstError as error:
        raise BtiError(*_problems(error)) from None


def _compiler() -> typst.Compiler:
    """A Typst compiler of this thread's own, with the fonts read once."""
    compiler: typst.Compiler | None = getattr(_kept, "compiler", None)
    if compiler is None:
        compiler = _kept.compiler = _new_compiler()
    return compiler


def _new_compiler() -> typst.Compiler:
    import typst

    return typst.Compiler(
        str(_DESIGN), root=str(_DESIGN.parent), font_paths=list(fonts.folders()), ignore_system_fonts=True
    )


def _problems(error: typst.TypstError) -> list[Problem]:
    """Name every character that no font can draw; anything else Typst says is one problem without the text."""
    drawn = {c for match in _CANNOT_DRAW.finditer(error.diagnostic) for c in _unescape(match[1])}
    if drawn:
        return [Problem("P201", words={"character": f"U+{ord(c):04X}"}) for c in sorted(drawn)]
    return [Problem("P202")]


def _unescape(quoted: str) -> str:
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], quoted)
