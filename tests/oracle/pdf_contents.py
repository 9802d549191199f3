"""A PDF content stream goes in; what it shows as codes, paints, and says besides comes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.pdf_letters import Letters
from tests.oracle.pdf_objects import Str, operations, walk

SHOWS_TEXT = re.compile(rb"[)>\]][\0\t\n\f\r ]*(?:Tj|TJ|'|\")")


@dataclass
class Content:
    """What a content stream shows, as codes, and what it paints and says besides."""

    place: str
    owners: list[Any]  # the resources of pages and forms that it belongs to
    shown: list[tuple[str, bytes]] = field(default_factory=list)
    painted: set[str] = field(default_factory=set)
    said: list[Str] = field(default_factory=list)

    @classmethod
    def of(cls, place: str, content: bytes, owners: list[Any]) -> Content:
        found, font = cls(place, owners), ""
        for word, values in operations(content):
            if word == "Tf" and len(values) > 1:
                font = str(values[-2])
            elif word in ("Tj", "TJ", "'", '"'):
                strings = values[-1] if values and isinstance(values[-1], list) else values[-1:]
                found.shown += [(font, bytes(s)) for s in strings if isinstance(s, Str)]
            elif word == "Do" and values:
                found.painted.add(str(values[-1]))
            elif word in ("BDC", "DP"):
                found.said += [s for _, s in walk(values) if isinstance(s, Str)]
        return found

    def read(self, fonts: Mapping[str, Letters] | Letters) -> str:
        letters = []
        for font, shown in self.shown:
            known = fonts if isinstance(fonts, Letters) else fonts.get(font)
            letters.append(known.read(shown) if known else shown.decode("pdfdoc", "replace"))
        return "".join(letters)
