"""Planted leaks for the oracle's own tests: a canary goes in; a file that hides it in one known way comes out.

Each leak names where the oracle has to say that it is, and the abilities without which it is not found.
"""

from __future__ import annotations

from tests.leaks import in_any_file, in_docx, in_pdf
from tests.leaks.planted import LEAKS

__all__ = ["LEAKS", "in_any_file", "in_docx", "in_pdf"]  # each plants its leaks as it is read
