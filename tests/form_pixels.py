"""A PDF goes in; what pdfium and poppler show of it comes out, and how much ink is new in a box."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageChops

from bti_docs.form.blank import Blank, Widget
from bti_docs.form.overlay import as_seen

DPI = 108
_SEEN = 60  # of 255: a fainter difference is the rendering's own
LEAST = 6  # pixels
Pages = list[Image.Image]


def pdfium(pdf: bytes, *, pages: set[int] | None = None) -> dict[int, Image.Image]:
    """What pdfium shows of the pages, fields and notes included."""
    file = pypdfium2.PdfDocument(pdf)
    try:
        file.init_forms()
        wanted = range(len(file)) if pages is None else sorted(pages)
        return {n: file[n].render(scale=DPI / 72, may_draw_forms=True).to_pil().convert("L") for n in wanted}
    finally:
        file.close()


def poppler(pdf: bytes, *, pages: set[int] | None = None) -> dict[int, Image.Image]:
    """What poppler shows of the pages."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "f.pdf"
        file.write_bytes(pdf)
        span = ["-f", str(min(pages) + 1), "-l", str(max(pages) + 1)] if pages else []
        command = ["pdftoppm", "-cropbox", "-r", str(DPI), "-gray", *span, str(file), str(Path(folder) / "p")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        made = sorted(Path(folder).glob("p-*.pgm"), key=lambda p: int(p.stem[2:]))
        found = {int(p.stem[2:]) - 1: Image.open(io.BytesIO(p.read_bytes())) for p in made}
        return {n: image for n, image in found.items() if pages is None or n in pages}


ENGINES: dict[str, Callable[..., dict[int, Image.Image]]] = {"pdfium": pdfium}
if shutil.which("pdftoppm"):
    ENGINES["poppler"] = poppler


def changed(before: Image.Image, after: Image.Image) -> Image.Image:
    """The pixels that differ, white on black."""
    if before.size != after.size:
        after = after.resize(before.size)
    return ImageChops.difference(before, after).point(partial(_bright, _SEEN))


def _bright(limit: int, value: int) -> int:
    return 255 if value > limit else 0


def ink(difference: Image.Image, blank: Blank, widget: Widget, grow: float = 0.0) -> int:
    """How many pixels differ inside a widget's box."""
    left, head, right, foot = as_seen(blank.sheets[widget.page], widget.box)
    scale = DPI / 72
    area: Any = tuple(round(n * scale) for n in (left - grow, head - grow, right + grow, foot + grow))
    return difference.crop(area).histogram()[255]
