"""What was done with a document in which archive goes in; on disk, before the next step is taken, it stays.

The ledger is a journal of Steps: append-only, flushed, chained, its torn line put aside. It holds ids, numbers and
sha256.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bti_docs.journal import Index, Line, alone, append

_HASH = re.compile(r"[0-9a-f]{64}")
CASE, FILING, FILED, VERIFIED, DISPATCHING, DISPATCHED = (
    "case",
    "filing",
    "filed",
    "verified",
    "dispatching",
    "dispatched",
)
HANDED = "handed"


@dataclass(frozen=True, slots=True)
class Step(Line):
    """One step: when, in which archive (the sha256 of its address), of which document and content, and its number."""

    ONE = {
        "when": re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9](?::[0-5][0-9]){2}(?:Z|[+-][01][0-9]:[0-5][0-9])"),
        "archive": _HASH,
        "document": re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        "content": _HASH,
        "step": re.compile("|".join((CASE, FILING, FILED, VERIFIED, DISPATCHING, DISPATCHED, HANDED))),
        "number": re.compile(r"(?:[0-9]{2,4}/[0-9]{1,8}(?:-[0-9]{1,6})?)?"),
    }

    when: str
    archive: str
    document: str
    content: str
    step: str
    number: str = ""


class Ledger:
    """A ledger on disk, for one archive; one object for a whole run, so that each line is read once."""

    def __init__(self, path: Path, url: str, now: Callable[[], dt.datetime]) -> None:
        self.path, self.now = path, now
        self._index = Index(path, Step, lambda step: (step.archive, step.document))
        self.archive = hashlib.sha256(url.rstrip("/").casefold().encode()).hexdigest()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other run of this ledger waiting: two runs never file at once."""
        with alone(self.path):
            yield

    def steps(self, document: str) -> list[Step]:
        """Return what was done with a document in this archive. Raises BtiError when the ledger is damaged (J1xx)."""
        return self._index.find((self.archive, document))

    def note(self, document: str, content: str, step: str, number: str = "") -> None:
        """Add a step, on disk before this returns."""
        when = self.now().isoformat(timespec="seconds")
        append(self.path, [Step(when, self.archive, document, content, step, number)])
