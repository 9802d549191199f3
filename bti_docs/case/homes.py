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
    if any(_at_one_address(p, person) for _, p in homes(sak) if p.adressesperre in PROTECTED):
        return True
    hidden = [g for g in sak.foresatte if g.adressesperre in PROTECTED]
    with_pupil = isinstance(person, Barn) or _at_one_address(sak.barn, person)
    return with_pupil and any(is_pupils_home(sak, g) for g in hidden)


def is_hidden(sak: Sak, guardian: Foresatt) -> bool:
    """Tell whether no address may be told of a guardian, and what they get is handed over.

    The guardian is protected, or someone who lives there is.
    """
    return guardian.adressesperre != "nei" or at_protected_home(sak, guardian)


def lives_with_pupil(sak: Sak, guardian: Foresatt) -> bool:
    """Tell whether the pupil lives with a guardian, always or in turns."""
    return guardian.bor_fast in ("ja", "delt") or _at_one_address(guardian, sak.barn)


def is_pupils_home(sak: Sak, guardian: Foresatt) -> bool:
    """Tell whether the pupil's address is a guardian's, also where the case does not say the guardian's own.

    Where the pupil lives in turns, it is not when it is another's.
    """
    others = [g for g in sak.foresatte if g is not guardian]
    elsewhere = guardian.bor_fast == "delt" and any(_at_one_address(g, sak.barn) for g in others)
    return lives_with_pupil(sak, guardian) and not elsewhere


def _at_one_address(one: Foresatt | Barn, other: Foresatt | Barn) -> bool:
    """Tell whether every line of the first one's address is in the other's."""
    there = fold(" ".join(other.adresse))
    return bool(one.adresse) and all(fold(line) in there for line in one.adresse)
