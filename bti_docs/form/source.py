"""A PDF's bytes go in; the form that pikepdf has opened comes out, rid of what fights with values, or why it cannot."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bti_docs.problem import BtiError, Problem

if TYPE_CHECKING:
    import pikepdf

MOST_PAGES = 200
_MISSHAPEN = (AttributeError, IndexError, KeyError, OverflowError, RuntimeError, TypeError, ValueError)


@contextmanager
def opened(data: bytes) -> Iterator[pikepdf.Pdf]:
    """Open a form that can be read without a password, repaired where its table of objects is broken.

    Raises BtiError: no sound PDF (B101), a password is needed (B102), too many pages (B106). A file from outside may
    have anything anywhere, so what goes wrong with it in the `with` block is B101 too.
    """
    import pikepdf

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what was repaired: the reading back tells whether it went well
        try:
            with pikepdf.open(io.BytesIO(data)) as file:
                if not len(file.pages):
                    raise BtiError(Problem("B101"))
                if len(file.pages) > MOST_PAGES:
                    raise BtiError(Problem("B106", words={"most": str(MOST_PAGES)}))
                yield file
        except pikepdf.PasswordError:
            raise BtiError(Problem("B102")) from None
        except (pikepdf.PdfError, pikepdf.DeletedObjectError, pikepdf.ForeignObjectError, *_MISSHAPEN):
            raise BtiError(Problem("B101")) from None


def sanitize(file: pikepdf.Pdf) -> list[str]:
    """Take away what would fight with our values; return the codes of what went.

    Raises BtiError: signed (B103: any change would make the signature look forged), or a form that only Adobe's own
    program can show (B104).
    """
    form = acroform(file)
    if _signed(file):
        raise BtiError(Problem("B103"))
    told = ["B301"] if file.is_encrypted else []
    if form is not None and "/XFA" in form:
        if not len(form.get("/Fields", [])) or bool(file.Root.get("/NeedsRendering", False)):
            raise BtiError(Problem("B104"))
        del form["/XFA"]
        told.append("B302")
    for holder, key in ((form, "/NeedAppearances"), (form, "/SigFlags"), (file.Root, "/Perms")):
        if holder is not None and key in holder:
            del holder[key]
    for page in file.pages:  # pictures and private copies of what the form looked like when it was last saved
        for key in ("/Thumb", "/PieceInfo"):
            if key in page.obj:
                del page.obj[key]
    return told


def acroform(file: pikepdf.Pdf) -> pikepdf.Dictionary | None:
    """Return the form of the file, None when it has none."""
    import pikepdf

    form = file.Root.get("/AcroForm")
    return form if isinstance(form, pikepdf.Dictionary) else None


def saved(file: pikepdf.Pdf) -> bytes:
    """Return the file as bytes with one plain table of objects: the same for the same content, unlocked."""
    import pikepdf

    data = io.BytesIO()
    file.save(
        data,
        min_version="1.7",
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        deterministic_id=True,
        encryption=False,
    )
    return data.getvalue()


def _signed(file: pikepdf.Pdf) -> bool:
    """Tell whether somebody has signed. What only let Adobe Reader save the form (/UR3) is no signature of anyone."""
    import pikepdf

    rights = file.Root.get("/Perms")
    reader = rights.get("/UR3") if isinstance(rights, pikepdf.Dictionary) else None
    allowed = reader.objgen if reader is not None else (0, 0)
    for found in file.objects:
        if isinstance(found, pikepdf.Dictionary) and "/ByteRange" in found and found.objgen != allowed:
            return True
        value = found.get("/V") if isinstance(found, pikepdf.Dictionary) else None
        if isinstance(value, pikepdf.Dictionary) and "/ByteRange" in value:
            return True
    return False
