"""A consent, a municipality's rules and a day go in; whether it holds, until when, and what it covers come out."""

from __future__ import annotations

import calendar
import datetime as dt

from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil
from bti_docs.case.roles import GROWN, PUPIL, age, new_school_from
from bti_docs.case.samtykke import Endring, Samtykke
from bti_docs.case.types import Varighet

_OWN_HEALTH = 16
STAND_INS = ("fosterforelder", "verge")  # who answers for a pupil when nobody has foreldreansvar
_MONTHS = {"måneder": 1, "år": 12}
_DAYS = {"dager": 1, "uker": 7, "virkedager": 1}


def covered(sak: Sak, profil: Profil, unit: str, day: dt.date) -> frozenset[str]:
    """Return the kinds of information that consents in force on `day` let `unit` have (fvl. § 13 a nr. 1).

    From 16 the pupil decides about their own health (pasient- og brukerrettighetsloven § 4-3).
    """
    own_health = age(sak.barn.fødselsdato, day) >= _OWN_HEALTH
    found: set[str] = set()
    for samtykke in sak.samtykker:
        if in_force(samtykke, sak, profil, day):
            without = {"helse"} if own_health and PUPIL not in _yes(samtykke, day) else set()
            found |= _granted(samtykke, sak, profil, unit, day) - without
    return frozenset(found)


def units_of(samtykke: Samtykke, day: dt.date) -> frozenset[str]:
    """Return the units a consent names and that no change has taken away by `day`."""
    named = {*samtykke.tjenester, *(row.tjeneste for row in samtykke.matrise)}
    for change in samtykke.endringer:
        if starts(change.fra, change.dato) <= day and change.hva == "tjenester":
            named -= set(change.tjenester) or named
    return frozenset(named)


def affected(samtykke: Samtykke, change: Endring) -> frozenset[str]:
    """Return the units that a change takes something from: those it names, else all that the consent names."""
    if change.hva in ("utvides", "forlenges"):
        return frozenset()
    named = {*samtykke.tjenester, *(row.tjeneste for row in samtykke.matrise)}
    return frozenset(named if change.hva == "alt" else set(change.tjenester) or named)


def in_force(samtykke: Samtykke, sak: Sak, profil: Profil, day: dt.date) -> bool:
    """Tell whether a consent holds on `day`: complete, given by all who must, begun, not ended and not withdrawn."""
    if lacking(samtykke) or samtykke.gjelder_fra is None or day < samtykke.gjelder_fra or withdrawn(samtykke) <= day:
        return False
    last = ends(samtykke, sak, profil, day)
    return last is not None and day <= last and given(samtykke, sak, profil, day)


def lacking(samtykke: Samtykke) -> tuple[str, ...]:
    """Return the keys of what a consent must say and does not; with any of them it is not valid (rule R05)."""
    unlimited = samtykke.ingen_avgrensning or "deles_ikke" in samtykke.model_fields_set
    has = {
        "formål": samtykke.formål,
        "tjenester": samtykke.tjenester or samtykke.matrise,
        "deles": samtykke.deles or samtykke.matrise,
        "deles_ikke": unlimited,
        "gjelder_til": samtykke.gjelder_til,
        "informert_av": samtykke.informert_av and samtykke.informert_av.språk,
        "gitt_av": samtykke.gitt_av,
    }
    return tuple(key for key, value in has.items() if not value)


def given(samtykke: Samtykke, sak: Sak, profil: Profil, day: dt.date) -> bool:
    """Tell whether everyone who must have said yes has, by `day` (barnelova § 30, rule R07)."""
    return samtykke.status in ("gitt", "trukket") and _all_said(sak, profil, _yes(samtykke, day), day)


def missing_answers(sak: Sak, profil: Profil, yes: set[str], day: dt.date) -> set[str]:
    """Return who must still answer: all with foreldreansvar, or one where the municipality lets one be enough.

    From the municipality's age the pupil answers too; a pupil of 18 answers alone.
    """
    years = age(sak.barn.fødselsdato, day)
    must = deciding(sak, day)
    if not profil.samtykkeregler.alle_med_foreldreansvar and yes & must:
        must = set()
    pupil = {PUPIL} if years >= profil.samtykkeregler.eleven_selv_fra else set()
    return (must | pupil) - yes


def deciding(sak: Sak, day: dt.date) -> set[str]:
    """Return who decides for the pupil, who does so alone from 18; a foreldreansvar that is not known is none."""
    if age(sak.barn.fødselsdato, day) >= GROWN:
        return {PUPIL}
    parents = {g.id for g in sak.foresatte if g.foreldreansvar == "ja"}
    return parents or {g.id for g in sak.foresatte if g.relasjon in STAND_INS}


def _all_said(sak: Sak, profil: Profil, yes: set[str], day: dt.date) -> bool:
    """Tell whether all who must have said yes; when nobody may answer, nobody has."""
    return bool(yes & deciding(sak, day)) and not missing_answers(sak, profil, yes, day)


def _yes(samtykke: Samtykke, day: dt.date) -> set[str]:
    """Return who has said yes by `day`; an oral yes counts with its note (rule R13)."""
    return {a.hvem for a in samtykke.gitt_av if a.dato <= day and (a.form != "muntlig" or a.notat)}


def ends(samtykke: Samtykke, sak: Sak, profil: Profil, day: dt.date) -> dt.date | None:
    """Return the last day as known on `day`: what is said, never later than the municipality's limits (rule R06)."""
    if samtykke.gjelder_fra is None or samtykke.gjelder_til is None:
        return None
    last, renewed, limits = samtykke.gjelder_til, samtykke.gjelder_fra, profil.samtykkeregler
    said = {c.av: c for c in _in_order(samtykke, day) if c.hva == "forlenges" and c.til and _written(c)}
    if _all_said(sak, profil, set(said), day):
        last = max(last, min(c.til for c in said.values() if c.til))
        renewed = max(renewed, min(starts(c.fra, c.dato) for c in said.values()))
    last = min(last, after(renewed, limits.lengst), last_at_school(samtykke, sak, profil, renewed))
    if samtykke.gjelder == "overgang" and samtykke.gjelder_fra <= profil.skoleår.start:
        last = min(last, after(profil.skoleår.start, limits.overgang_lengst_etter_skolestart))
    return last


def last_at_school(samtykke: Samtykke, sak: Sak, profil: Profil, renewed: dt.date) -> dt.date:
    """Return the last day before another school, where a consent ends that does not name that school (rule R06).

    A consent for the transition, and one that is given or renewed at the new school, goes on.
    """
    first = new_school_from(sak, profil)
    named = {*samtykke.tjenester, *(row.tjeneste for row in samtykke.matrise)}
    if (
        first is None
        or renewed >= first
        or samtykke.gjelder == "overgang"
        or (sak.overgang and sak.overgang.til in named)
    ):
        return dt.date.max
    return first - dt.timedelta(days=1)


def withdrawn(samtykke: Samtykke) -> dt.date:
    """Return the first day a consent no longer holds because it was withdrawn; far off when it was not."""
    days = [starts(c.fra, c.dato) for c in samtykke.endringer if c.hva == "alt"]
    if samtykke.status == "trukket":
        days.append(samtykke.trukket_dato or dt.date.min)
    return min(days, default=dt.date.max)


def starts(from_day: dt.date | None, told: dt.date) -> dt.date:
    """Return when a change works: from the day it says, else at once."""
    return from_day or told


def after(day: dt.date, span: Varighet) -> dt.date:
    """Return the day that lies a whole span after `day`; a month's missing last days become its last."""
    if span.enhet in _MONTHS:
        months = day.year * 12 + day.month - 1 + span.antall * _MONTHS[span.enhet]
        year, month = divmod(months, 12)
        return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))
    return day + dt.timedelta(days=_DAYS[span.enhet] * span.antall)


def _in_order(samtykke: Samtykke, day: dt.date) -> list[Endring]:
    """Return the changes that work by `day`, oldest first; on one day what takes away comes last."""
    changes = [c for c in samtykke.endringer if starts(c.fra, c.dato) <= day]
    return sorted(changes, key=lambda c: (starts(c.fra, c.dato), c.hva in ("alt", "tjenester", "opplysninger")))


def _written(change: Endring) -> bool:
    """A wider or longer consent is a new yes; an oral one would need a note, and a change has none (rule R13)."""
    return change.form in ("underskrift", "elektronisk")


def _granted(samtykke: Samtykke, sak: Sak, profil: Profil, unit: str, day: dt.date) -> set[str]:
    """Return the kinds of information one consent gives a unit: by its matrix, else by its list, and its changes."""
    themes = _first_granted(samtykke, unit)
    wider: dict[str, set[str]] = {}  # who has said yes to more, by theme
    for change in _in_order(samtykke, day):
        if change.hva == "tjenester" and (unit in change.tjenester or not change.tjenester):
            themes, wider = set(), {}
        elif change.hva == "opplysninger":
            gone = {*change.deles} if change.deles else {*themes, *wider}
            themes, wider = themes - gone, {t: who for t, who in wider.items() if t not in gone}
        elif change.hva == "utvides" and _written(change) and _is_for(change, unit, samtykke):
            for theme in change.deles:
                said = wider.setdefault(theme, set())
                said.add(change.av)
                if _all_said(sak, profil, said, day):
                    themes = themes | {theme}
    return themes


def _is_for(change: Endring, unit: str, samtykke: Samtykke) -> bool:
    """A wider consent is for the services it names, else for those that the consent names."""
    return unit in (change.tjenester or [*samtykke.tjenester, *(row.tjeneste for row in samtykke.matrise)])


def _first_granted(samtykke: Samtykke, unit: str) -> set[str]:
    if any(t.tjeneste == unit and t.rett == "ingen" for t in samtykke.tilgang):
        return set()
    if not samtykke.matrise:
        return set(samtykke.deles) if unit in samtykke.tjenester else set()
    rows = [row for row in samtykke.matrise if row.tjeneste == unit and row.retning != "hente inn"]
    # A limited answer is not a yes: what is limited is judged by hand and never shared by rule.
    limited = {limit.tema for row in samtykke.matrise if row.tjeneste == unit for limit in row.avgrenset}
    return {*(theme for row in rows for theme in row.deles if theme not in limited)}
