"""The door for finished PDFs: bytes go in; a file that pikepdf has opened comes out, or the reason why not."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from bti_docs.problem import BtiError, Problem

if TYPE_CHECKING:
    import pikepdf

_DEPTH = 50  # levels of a page tree; a deeper one goes in a circle
_MISSHAPEN = (AttributeError, IndexError, KeyError, OverflowError, RuntimeError, TypeError, ValueError)


@contextmanager
def opened(data: bytes) -> Iterator[pikepdf.Pdf]:
    """Open a PDF and close it again. Raises BtiError: locked (N111), or not a sound PDF with pages (N112).

    A file from outside may have anything anywhere, so what goes wrong with it in the `with` block is N112 too.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            if file.is_encrypted:
                raise BtiError(Problem("N111"))
            if not len(file.pages):
                raise BtiError(Problem("N112"))
            yield file
    except pikepdf.PasswordError:
        raise BtiError(Problem("N111")) from None
    except (pikepdf.PdfError, pikepdf.DeletedObjectError, pikepdf.ForeignObjectError, *_MISSHAPEN):
        raise BtiError(Problem("N112")) from None


def inherited(page: pikepdf.Object, key: str) -> pikepdf.Object | None:
    """Return a page's own value, or the one it takes from the page tree above it."""
    node: pikepdf.Object | None = page
    for _ in range(_DEPTH):
        if node is None:
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def language(file: pikepdf.Pdf) -> str:
    """Return the language the file says it is in; empty when it says nothing that can be a language tag."""
    said = str(file.Root.get("/Lang", ""))
    return said if said.isascii() and said.replace("-", "").isalnum() else ""


def flatten(file: pikepdf.Pdf, notes: Literal["print", "all"]) -> None:
    """Draw fields and notes into their pages: all of them, or those that print. The rest is gone."""
    form = file.Root.get("/AcroForm")
    if form is not None and "/NeedAppearances" in form:
        del form["/NeedAppearances"]  # or the fields would be left as they are
    file.flatten_annotations(notes)


def saved(file: pikepdf.Pdf, *, min_version: str = "") -> bytes:
    """Return the file as bytes, small, and the same for the same content."""
    import pikepdf

    data = io.BytesIO()
    packed = pikepdf.ObjectStreamMode.generate
    with without_form_warnings():
        file.save(data, min_version=min_version, object_stream_mode=packed, deterministic_id=True)
    return data.getvalue()


@contextmanager
def without_form_warnings() -> Iterator[None]:
    """Keep pikepdf from warning of fields that lie outside the form: files come so, and we leave them so."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*widget annotation.* not reachable from /AcroForm")
        yield
