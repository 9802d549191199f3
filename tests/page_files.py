"""Finished pages to work on: our own, others', and damaged ones."""

from __future__ import annotations

import datetime as dt
import functools
import io
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pypdfium2
import pytest

from bti_docs.document import Document, Look, PageBreak, Paragraph, Text
from bti_docs.library import samples, shelves
from bti_docs.make import make, open_case, plan
from bti_docs.pdf.write import write
from bti_docs.problem import BtiError, ExitCode

DAY = dt.date(2026, 11, 22)


A4 = (0.0, 0.0, 595.276, 841.89)


SAMI = "Kopi til Čáhppes Ŋuorra Đŧž Bråthen-Ødegård"


def plain(
    *texts: str, box: tuple[float, ...] = A4, at: tuple[float, float] = (100, 700), content: str = "", **keys: object
) -> bytes:
    """A PDF as others make it: untagged, a page for each text, in a font that is not embedded."""
    with pikepdf.new() as file:
        font = file.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for text in texts:
            drawn = f"{content} BT /F1 12 Tf {at[0]} {at[1]} Td ({text}) Tj ET"
            page = pikepdf.Dictionary(
                Type=pikepdf.Name.Page,
                MediaBox=pikepdf.Array(list(box)),
                Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
                Contents=file.make_stream(drawn.encode("latin-1")),
                **keys,
            )
            file.pages.append(pikepdf.Page(file.make_indirect(page)))
        return saved(file)


def saved(file: pikepdf.Pdf, **options: object) -> bytes:
    data = io.BytesIO()
    file.save(data, static_id=True, **options)  # type: ignore[arg-type]
    return data.getvalue()


@functools.cache
def ours(*texts: str, lang: str = "nb-NO") -> bytes:
    """A PDF/A-2a and PDF/UA-1 as we make it, a page for each text."""
    paragraphs = [Paragraph((Text(text, Look(size=11)),)) for text in texts]
    breaks: list[PageBreak] = [PageBreak()] * len(texts)
    blocks = tuple(itertools.chain.from_iterable(zip(paragraphs, breaks, strict=True)))[:-1]
    return write(Document(texts[0], lang, blocks), day=DAY)


def form(*, value: str = "Fylt verdi", drawn: bool = True, stale: bool = False) -> bytes:
    """A page with one text field."""
    with pikepdf.open(io.BytesIO(plain("Skjema"))) as file:
        page = file.pages[0].obj
        field = file.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T=pikepdf.String("felt"),
                V=pikepdf.String(value),
                F=4,
                Rect=pikepdf.Array([100, 600, 300, 620]),
                P=page,
            )
        )
        if drawn:
            look = file.make_stream(f"/Tx BMC BT /F1 12 Tf 2 5 Td ({value}) Tj ET EMC".encode("latin-1"))
            look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            look.BBox, look.Resources = pikepdf.Array([0, 0, 200, 20]), page.Resources
            field.AP = pikepdf.Dictionary(N=look)
        page.Annots = pikepdf.Array([field])
        file.Root.AcroForm = file.make_indirect(
            pikepdf.Dictionary(Fields=pikepdf.Array([field]), NeedAppearances=stale)
        )
        return saved(file)


def check(pdf: bytes) -> pikepdf.Pdf:
    """Open a PDF that qpdf finds nothing wrong with."""
    file = pikepdf.open(io.BytesIO(pdf))
    assert file.check_pdf_syntax() == []
    return file


def raised(call: Callable[[], object]) -> list[str]:
    with pytest.raises(BtiError) as caught:
        call()
    assert caught.value.exit_code is ExitCode.OTHER
    return [p.code for p in caught.value.problems]


def merged(file: pikepdf.Pdf) -> Iterator[pikepdf.Page]:
    for page in file.pages:
        page.contents_coalesce()
        yield page


def drawn(pdf: bytes, scale: float = 1.0) -> Any:
    file = pypdfium2.PdfDocument(pdf)
    try:
        return file[0].render(scale=scale, grayscale=True).to_pil().copy()
    finally:
        file.close()


# margins


@functools.cache
def made() -> list[tuple[str, bytes]]:
    """Every document of two sample cases."""
    found = []
    for case in ("risor", "vindafjord"):
        path = samples() / case / "sak.yaml"
        opened = open_case(path.read_bytes(), shelves(), file=str(path))
        documents = (make(opened, order, shelves(), DAY) for order in plan(opened, shelves(), ()))
        found += [(document.name, document.bytes_of("pdf")) for document in documents]
    return found
