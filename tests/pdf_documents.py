"""A few words go in; a paragraph, an item, a document or its PDF comes out: shared by the tests of the PDF."""

from __future__ import annotations

import datetime as dt
import io

from PIL import Image

from bti_docs.document import Block, Document, Frame, ListItem, Look, Paragraph, Text
from bti_docs.pdf.write import write

DAY = dt.date(2026, 11, 22)
LOOK = Look(size=10.5)
LONG = "Barnet har hatt god fremgang denne våren, og foreldrene ønsker at tiltakene fortsetter til høsten. "


def paragraph(text: str, level: int = 0, lang: str = "", **frame: object) -> Paragraph:
    return Paragraph((Text(text, LOOK),) if text else (), Frame(**frame), level, lang, LOOK.size)  # type: ignore[arg-type]


def item(label: str, text: str, left: float = 18, *more: Block) -> ListItem:
    return ListItem(label, (paragraph(text, left=left, first=-18), *more))


def document(*blocks: Block, **more: object) -> Document:
    return Document("Referat fra møte", "nb-NO", blocks, **more)  # type: ignore[arg-type]


def made(*blocks: Block, **more: object) -> bytes:
    return write(document(*blocks, **more), day=DAY)


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 20), (31, 56, 100)).save(file, "PNG")
    return file.getvalue()
