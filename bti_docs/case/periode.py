"""A stretch of days that several parts of a case have."""

from __future__ import annotations

from bti_docs.case.types import Dato, Node


class Periode(Node):
    """From a day to a day, both included."""

    fra: Dato
    til: Dato
