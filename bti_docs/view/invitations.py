"""A meeting and a reader go in; whether they are invited, and the case with nothing but the invitation, come out."""

from __future__ import annotations

from bti_docs.case.model import Møte, Sak
from bti_docs.library import Kind
from bti_docs.problem import BtiError, Problem, Where
from bti_docs.view.readers import Reader

INVITATIONS = "innkallinger"
# What an invitation says of its meeting; minutes of the same meeting are not for those who only were invited.
_SAID = frozenset({"id", "type", "dato", "kl", "sted", "leder", "innkalt", "tolk", "innkalling", "saksliste"})


def admit_invited(sak: Sak, reader: Reader, kind: Kind, møte: Møte | None) -> None:
    """Let those who are invited have the invitation. Raises BtiError (V113) for others, and for a form without one."""
    if møte is None or not any(reader.named_in([who]) for who in møte.innkalt):
        raise BtiError(Problem("V113", Where(path=_path(sak, møte)), {"kind": kind.id}))


def bare(sak: Sak) -> Sak:
    """Return the case with no more of its meetings than an invitation says."""
    return sak.model_copy(update={"møter": [_bare(møte) for møte in sak.møter]})


def _bare(møte: Møte) -> Møte:
    empty = {n: f.get_default(call_default_factory=True) for n, f in Møte.model_fields.items() if n not in _SAID}
    return møte.model_copy(update=empty)


def _path(sak: Sak, møte: Møte | None) -> str:
    return f"møter[{sak.møter.index(møte)}].innkalt" if møte else ""
