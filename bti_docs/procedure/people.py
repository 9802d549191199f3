"""The roles of a step and a case go in; the ids of the persons in the case who have them come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from bti_docs.case.model import Sak, Stafettlogg
from bti_docs.case.profile import Profil
from bti_docs.case.prosedyre import Rolle
from bti_docs.case.roles import PUPIL, schools
from bti_docs.procedure.course import open_measures


def who(names: Iterable[str], roles: Mapping[str, Rolle], sak: Sak, profil: Profil, day: dt.date) -> tuple[str, ...]:
    """Return who in the case, as known on `day`, has the roles: ids, each once, in the roles' order."""
    found: list[str] = []
    for name in names:
        part = _PARTS.get(name)
        found += part(sak, day) if part else _by_role(roles[name], sak, profil)
    return tuple(dict.fromkeys(found))


def _by_role(role: Rolle, sak: Sak, profil: Profil) -> list[str]:
    leaves, goes_to = schools(sak, profil)
    unit = {"skolen": sak.barn.skole, "fra": leaves, "til": goes_to}.get(role.hvor or "")
    return [p.id for p in sak.personer if p.rolle in role.rolle and (role.hvor is None or p.enhet == unit)]


def _holders(sak: Sak, day: dt.date) -> list[str]:
    log = sak.stafettlogg or Stafettlogg()
    return [h.hvem for h in log.stafettholdere if h.til is None or day < h.til]


def _taking_part(sak: Sak, day: dt.date) -> list[str]:
    log = sak.stafettlogg or Stafettlogg()
    return [*_holders(sak, day), *(d.hvem for d in log.deltakere if d.til is None or day < d.til)]


def _services(sak: Sak, day: dt.date) -> list[str]:
    units = {p.id: p.enhet for p in sak.personer}
    return [who for who in _taking_part(sak, day) if units.get(who) not in (None, sak.barn.skole)]


def _responsible(sak: Sak, day: dt.date) -> list[str]:
    return [t.ansvar for t in open_measures(sak, day) if t.ansvar]


_PARTS: Mapping[str, Callable[[Sak, dt.date], list[str]]] = {
    "eleven": lambda _sak, _day: [PUPIL],
    "foresatte": lambda sak, _day: [g.id for g in sak.foresatte],
    "stafettholder": _holders,
    "deltakere": _taking_part,
    "tjenestene": _services,
    "tiltaksansvarlige": _responsible,
}
