"""A PDF goes in; a picture of each of its pages comes out, as PNG, to be looked at on a screen."""

from __future__ import annotations

import io

from bti_docs.pages.ink import pdfium
from bti_docs.problem import BtiError, Problem

_PT_TO_INCH = 72
_COMPRESSION = 3  # of 9: a preview is looked at once


def picture(pdf: bytes, number: int, *, dpi: int = 96) -> bytes:
    """Return page `number` (from 0) as PNG. Raises BtiError (N112) when it cannot be drawn, IndexError past the end."""
    import pypdfium2

    with pdfium:
        try:
            file = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            raise BtiError(Problem("N112")) from None
        try:
            if not 0 <= number < len(file):
                raise IndexError(number)
            file.init_forms()  # what is filled in and still open to edit is drawn too
            page = file[number]
            image = page.render(scale=dpi / _PT_TO_INCH).to_pil()
            page.close()
        except pypdfium2.PdfiumError:
            raise BtiError(Problem("N112")) from None
        finally:
            file.close()
    data = io.BytesIO()
    image.save(data, "PNG", compress_level=_COMPRESSION)
    return data.getvalue()


def count(pdf: bytes) -> int:
    """Return how many pages a PDF has. Raises BtiError (N112) when it cannot be read."""
    import pypdfium2

    with pdfium:
        try:
            file = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            raise BtiError(Problem("N112")) from None
        try:
            return len(file)
        finally:
            file.close()
