"""A PDF's bytes go in; what it says of itself comes out: which PDF/A, locked or not, whether files lie inside it."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf

_PUIDS = {
    ("1", "A"): "fmt/95",
    ("1", "B"): "fmt/354",
    ("2", "A"): "fmt/476",
    ("2", "B"): "fmt/477",
    ("2", "U"): "fmt/478",
}


@dataclass(frozen=True)
class Claims:
    """What a PDF claims in its own XMP, as a PRONOM id; empty when it claims nothing that lasts."""

    puid: str
    encrypted: bool = False
    attachments: bool = False


def claims(pdf: bytes) -> Claims | None:
    """Return what a PDF claims; None when it is no PDF that can be opened without a password."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as file:
            said = file.open_metadata()  # only read: as a context manager it would write all of it back
            part, level = said.get("pdfaid:part", ""), said.get("pdfaid:conformance", "")
            puid = _PUIDS.get((str(part), str(level).upper()), "")
            return Claims(puid, file.is_encrypted, len(file.attachments) > 0)
    except pikepdf.PasswordError:
        return Claims("", encrypted=True)
    except (pikepdf.PdfError, ValueError):
        return None
