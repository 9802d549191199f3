"""A PDF's bytes go in; what is seen of each page comes out, and the words on it with their places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bti_docs.form.blank import Box, Sheet

_MOST = 4_000  # runs of text on one page


def sheets(pdf: bytes) -> tuple[Sheet, ...]:
    """Return every page's visible box, its turn, and its runs of text in reading order, in the page's own units.

    A page that pdfium cannot read has no words.
    """
    import pypdfium2

    file = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_sheet(file, number) for number in range(len(file)))
    finally:
        file.close()


def _sheet(file: Any, number: int) -> Sheet:
    import pypdfium2

    try:
        page = file[number]
    except pypdfium2.PdfiumError:
        return Sheet((0.0, 0.0, 595.0, 842.0))
    box = tuple(float(n) for n in (page.get_cropbox() or page.get_mediabox()))
    left, foot, right, head = box if len(box) == 4 else (0.0, 0.0, 595.0, 842.0)
    return Sheet((left, foot, right, head), int(page.get_rotation()), tuple(_runs(page)))


def _runs(page: Any) -> Iterator[tuple[str, Box]]:
    words = page.get_textpage()
    for i in range(min(words.count_rects(), _MOST)):
        left, foot, right, head = words.get_rect(i)
        said = " ".join(words.get_text_bounded(left, foot, right, head).split())
        if said:
            yield said.replace("\ufffe", "-"), (left, foot, right, head)
