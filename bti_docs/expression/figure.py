"""A word that is a drawing: its SVG and what it says go in; the mark that it prints until it is placed comes out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

FIELDS = frozenset({"svg", "tekst"})
"""What the word for a drawing holds: the drawing, and the same said in words."""


@dataclass(frozen=True)
class Figure:
    """A drawing as SVG, and its text alternative. What it prints is its mark, until it is placed."""

    svg: str
    text: str

    @property
    def mark(self) -> str:
        """A name of its own, the same for the same drawing."""
        said = hashlib.sha256("\0".join((self.svg, self.text)).encode())
        return f"figur-{said.hexdigest()[:16]}"

    def relation(self, ending: str) -> str:
        """Return the id of the relationship to the drawing as `png` or `svg`."""
        return f"{self.mark}-{ending}"

    def part(self, ending: str) -> str:
        """Return the name of the part that the drawing lies in."""
        return f"word/media/{self.mark}.{ending}"


def is_figure(value: Mapping[object, object]) -> bool:
    """Tell whether a word is a drawing."""
    return value.keys() == FIELDS
