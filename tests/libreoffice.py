"""Word's pages as LibreOffice sets them: a .docx goes in, its pages come out."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.pdf_text import pages


def docx_pdf(docx: bytes) -> bytes:
    """Return the document as LibreOffice sets it; skip the test when LibreOffice is not here."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed: its pages cannot be compared")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "document.docx")
        source.write_bytes(docx)
        profile = Path(folder, "profile").as_uri()
        command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", folder, source], check=True, capture_output=True, timeout=180)
        return source.with_suffix(".pdf").read_bytes()


def docx_pages(docx: bytes) -> list[str]:
    """Return each page's words, with one space between them."""
    return pages(docx_pdf(docx))
