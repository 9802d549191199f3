"""A path and a municipality go in; the text of a new case file comes out, with help for editors."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bti_docs.library import Shelves

_SCHOOLS = ("barneskole", "ungdomsskole", "kombinert skole")


def new_case(path: Path, municipality: str, shelves: Shelves) -> str:
    """Return the text of a new case. Raises BtiError when no shelf has the municipality."""
    profil = shelves.municipality(municipality).profil
    schools = [key for key, unit in profil.enheter.items() if unit.type in _SCHOOLS]
    words = {
        "{file}": path.name,
        "{id}": _id(path.stem),
        "{kommune}": profil.id,
        "{målform}": profil.målform,
        "{skole}": next(iter([*schools, *profil.enheter]), "skolen"),
        "{fødselsdato}": "2015-01-31",
    }
    text = shelves.new_case()
    for word, value in words.items():
        text = text.replace(word, value)
    return f"# yaml-language-server: $schema=sak.schema.json\n{text}"


def _id(stem: str) -> str:
    """Return a stable id from a file's name: ASCII, never empty."""
    folded = stem.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    ascii_only = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:40].strip("-") or "sak-1"
