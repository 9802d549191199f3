"""A case and a reader go in; the case that this reader may see comes out, or the rule that says no."""

from __future__ import annotations

from bti_docs.case.model import Sak
from bti_docs.library import Kind
from bti_docs.problem import BtiError, Problem, Where

SCHOOL, ARCHIVE = "skolen", "arkiv"
_SEES_ALL = frozenset({SCHOOL, ARCHIVE})


def view(sak: Sak, reader: str, kind: Kind) -> Sak:
    """Return what `reader` may see of the case: the school and the archive see all of it.

    Everyone else is refused: what a reader has no rule for is not shown. Suspected violence or abuse locks every
    document for guardians first, with its own reason (rule R16). Raises BtiError with the rule.
    """
    if suspected_violence(sak) and (kind.til_foresatte or reader not in _SEES_ALL):
        raise BtiError(Problem("V101", Where(path="oppmerksomhetssamtale.vold_overgrep"), {"kind": kind.id}))
    if reader not in _known(sak):
        raise BtiError(Problem("V103", words={"known": ", ".join(_known(sak))}))
    if reader not in _SEES_ALL:
        raise BtiError(Problem("V102", words={"kind": kind.id}))
    return sak


def protected(sak: Sak) -> bool:
    """Tell whether someone in the case lives at an address that is `strengt fortrolig`."""
    homes = (sak.barn.adressesperre, *(g.adressesperre for g in sak.foresatte))
    return "strengt fortrolig" in homes


def suspected_violence(sak: Sak) -> bool:
    """Tell whether the note says that violence or abuse is suspected."""
    return bool(sak.oppmerksomhetssamtale and sak.oppmerksomhetssamtale.vold_overgrep)


def _known(sak: Sak) -> list[str]:
    units = {p.enhet for p in sak.personer if p.enhet}
    return [SCHOOL, ARCHIVE, "barn", *(g.id for g in sak.foresatte), *sorted(units)]
