"""A case goes in; whose homes are in it, and which of them is protected, come out."""

from __future__ import annotations

import unicodedata

from bti_docs.case.model import Barn, Foresatt, Sak
from bti_docs.case.roles import PUPIL

PROTECTED = ("fortrolig", "strengt fortrolig")


def homes(sak: Sak) -> list[tuple[str, Foresatt | Barn]]:
    """Return the pupil and the guardians with their ids: those whose address may be protected."""
    return [(PUPIL, sak.barn), *((g.id, g) for g in sak.foresatte)]


def fold(text: str) -> str:
    """Fold a text as prying eyes do: case, spaces, punctuation and accents on letters make no difference."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def at_protected_home(sak: Sak, person: Foresatt | Barn) -> bool:
    """Tell whether someone protected lives with this person: the one address is then in nobody's copy."""
    own = fold(" ".join(person.adresse))
    others = [p.adresse for _, p in homes(sak) if p.adressesperre in PROTECTED and p.adresse]
    return any(all(fold(line) in own for line in lines) for lines in others)
