"""Links: an address and inlines go in; a Link comes out where the address is one to follow."""

from __future__ import annotations

import re

from bti_docs.document import Inline, Link, PageBreak
from bti_docs.docx.reading.story import Story

_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f<>\"]+", re.IGNORECASE)


def linked(story: Story, address: str, inner: list[Inline | PageBreak]) -> list[Inline | PageBreak]:
    """Put a link around the inlines; a place inside the document has no address and stays plain."""
    texts = tuple(piece for piece in inner if not isinstance(piece, PageBreak))
    if not address or not texts:
        return inner
    if not _ADDRESS.fullmatch(address):
        story.report("L134")
        return inner
    return [Link(address, texts), *(piece for piece in inner if isinstance(piece, PageBreak))]
