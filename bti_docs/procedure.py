"""A case and its municipality go in; what breaks a rule of the procedures comes out as Problems with their source."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

from bti_docs.case.model import Møte, Sak, Samtykke
from bti_docs.case.profile import Profil
from bti_docs.case.roles import party, schools
from bti_docs.case.source import Source
from bti_docs.case.types import Varighet
from bti_docs.problem import Problem

_PARTIES = ("barneskole", "hjem", "ungdomsskole")
_TEACHERS = {"barneskole", "ungdomsskole"}
_NOT_ASKED = "ikke innhentet"
# How long before the profile's school start a transition meeting can belong to that school year.
_SPRING = dt.timedelta(days=240)

_MONTHS = {"måneder": 1, "år": 12}
_DAYS = {"dager": 1, "uker": 7, "virkedager": 1}

Path = tuple[str | int, ...]


def rules(sak: Sak, profil: Profil, source: Source) -> list[Problem]:
    """Return every broken rule, each with its place in the case and its source in the text.

    A Problem's `stops` names the parts (`møter#m1`) that no document may be made from while it stands.
    """
    found = [
        *_alarm(sak, source),
        *_pupils_view(sak, source),
        *_consents(sak, profil, source),
        *_transitions(sak, profil, source),
        *_covered(sak, source),
    ]
    return sorted(found, key=lambda p: (p.where.line, p.where.column))


def _problem(source: Source, path: Path, code: str, *stops: str, **words: str) -> Problem:
    return Problem(code, source.where(path), words, frozenset(stops))


def _alarm(sak: Sak, source: Source) -> Iterator[Problem]:
    note = sak.oppmerksomhetssamtale
    if note and note.vold_overgrep:
        yield _problem(source, ("oppmerksomhetssamtale", "vold_overgrep"), "P101")
    if note and note.skolemiljø:
        yield _problem(source, ("oppmerksomhetssamtale", "skolemiljø"), "P102")


def _pupils_view(sak: Sak, source: Source) -> Iterator[Problem]:
    """The pupil's view is never empty without a reason (opplæringslova § 10-2, rule R10)."""
    parts = list(_parts_that_need_a_view(sak))
    for i, syn in enumerate(sak.barn.syn):
        if syn.form == _NOT_ASKED and not syn.grunn:
            yield _problem(source, ("barn", "syn", i, "form"), "P111", *(part for part, _ in parts))
        elif syn.form not in (_NOT_ASKED, "ønsker ikke") and not syn.sier:
            yield _problem(source, ("barn", "syn", i, "form"), "P112", *(part for part, _ in parts))
    if not sak.barn.syn:
        for part, path in parts:
            yield _problem(source, path, "P113", part)


def _parts_that_need_a_view(sak: Sak) -> Iterator[tuple[str, Path]]:
    yield from ((f"møter#{m.id}", ("møter", i)) for i, m in enumerate(sak.møter))
    given = ((i, s) for i, s in enumerate(sak.samtykker) if s.status == "gitt")
    yield from ((f"samtykker#{s.id}", ("samtykker", i)) for i, s in given)
    note = sak.oppmerksomhetssamtale
    if note and note.samtale:
        yield "oppmerksomhetssamtale", ("oppmerksomhetssamtale", "samtale")
    if sak.iop and sak.iop.vedtak:
        yield "iop", ("iop",)


def _consents(sak: Sak, profil: Profil, source: Source) -> Iterator[Problem]:
    for i, samtykke in enumerate(sak.samtykker):
        path: Path = ("samtykker", i)
        if samtykke.status == "gitt":
            yield from _incomplete(samtykke, path, source)
            yield from _unsigned(sak, profil, samtykke, path, source)
        yield from _spoken(samtykke, path, source)
        yield from _too_long(profil, samtykke, path, source)


def _incomplete(samtykke: Samtykke, path: Path, source: Source) -> Iterator[Problem]:
    """A consent that is given says what for, to whom, what, what not, until when and who informed (rule R05)."""
    unlimited = samtykke.ingen_avgrensning or "deles_ikke" in samtykke.model_fields_set
    has = {
        "formål": samtykke.formål,
        "tjenester": samtykke.tjenester or samtykke.matrise,
        "deles": samtykke.deles or samtykke.matrise,
        "deles_ikke": unlimited,
        "gjelder_til": samtykke.gjelder_til,
        "informert_av": samtykke.informert_av,
        "gitt_av": samtykke.gitt_av,
    }
    for key, value in has.items():
        if not value:
            yield _problem(source, path, "P121", f"samtykker#{samtykke.id}", key=key)


def _unsigned(sak: Sak, profil: Profil, samtykke: Samtykke, path: Path, source: Source) -> Iterator[Problem]:
    """Everyone with foreldreansvar answers, unless the municipality lets one be enough (barnelova § 30, rule R07)."""
    entitled = {g.id for g in sak.foresatte if g.foreldreansvar == "ja"}
    missing = entitled - {a.hvem for a in samtykke.gitt_av}
    if profil.samtykkeregler.alle_med_foreldreansvar and samtykke.gitt_av:
        for who in sorted(missing):
            yield _problem(source, (*path, "gitt_av"), "P122", f"samtykker#{samtykke.id}", who=who)


def _spoken(samtykke: Samtykke, path: Path, source: Source) -> Iterator[Problem]:
    for i, answer in enumerate(samtykke.gitt_av):
        if answer.form == "muntlig" and not answer.notat:
            yield _problem(source, (*path, "gitt_av", i, "form"), "P123", f"samtykker#{samtykke.id}")


def _too_long(profil: Profil, samtykke: Samtykke, path: Path, source: Source) -> Iterator[Problem]:
    """A consent ends within the municipality's longest time, for a transition within its own (rule R06)."""
    limits = profil.samtykkeregler
    if samtykke.gjelder_til is None:
        return
    if samtykke.gjelder_fra and samtykke.gjelder_til > after(samtykke.gjelder_fra, limits.lengst):
        yield _problem(source, (*path, "gjelder_til"), "P124", limit=str(limits.lengst))
    last = after(profil.skoleår.start, limits.overgang_lengst_etter_skolestart)
    starts_before = samtykke.gjelder_fra is None or samtykke.gjelder_fra <= profil.skoleår.start
    if samtykke.gjelder == "overgang" and starts_before and samtykke.gjelder_til > last:
        yield _problem(source, (*path, "gjelder_til"), "P125", limit=str(limits.overgang_lengst_etter_skolestart))


def _transitions(sak: Sak, profil: Profil, source: Source) -> Iterator[Problem]:
    for i, møte in enumerate(sak.møter):
        path: Path = ("møter", i)
        if møte.type == "overgangsmøte 1":
            yield from _parties(sak, profil, møte, path, source)
            yield from _second_meeting(sak, profil, møte, path, source)
        if møte.type == "overgangsmøte 2":
            yield from _in_time(profil, møte.dato, (*path, "dato"), f"møter#{møte.id}", source)


def _parties(sak: Sak, profil: Profil, møte: Møte, path: Path, source: Source) -> Iterator[Problem]:
    """At least one measure for each party (Risør document 1461 § 4)."""
    leaves, goes_to = schools(sak, profil)
    have = {party(sak, t.ansvar, leaves, goes_to) for t in sak.tiltak if t.møte == møte.id}
    if leaves == goes_to and have & _TEACHERS:
        have |= _TEACHERS  # a combined school: one contact teacher before and after
    for name in _PARTIES:
        if name in have or (name == "ungdomsskole" and _comes_later(sak, profil, møte)):
            continue
        yield _problem(source, path, f"P13{_PARTIES.index(name)}", f"møter#{møte.id}")


def _comes_later(sak: Sak, profil: Profil, møte: Møte) -> bool:
    """The clause's exception: the new teacher could not come, and a meeting is set before school starts."""
    reason = sak.overgang and sak.overgang.kontaktlærer_ukjent
    return bool(reason and møte.neste and møte.neste.dato <= profil.skoleår.start)


def _second_meeting(sak: Sak, profil: Profil, møte: Møte, path: Path, source: Source) -> Iterator[Problem]:
    stop = f"møter#{møte.id}"
    if _comes_later(sak, profil, møte):
        return
    if møte.neste is None or møte.neste.type not in (None, "overgangsmøte 2"):
        yield _problem(source, path, "P133", stop)
        return
    yield from _in_time(profil, møte.neste.dato, (*path, "neste", "dato"), stop, source)
    for i, tiltak in enumerate(sak.tiltak):
        if tiltak.møte == møte.id and tiltak.evalueres != møte.neste.dato:
            key: Path = ("evalueres",) if tiltak.evalueres else ()
            yield _problem(source, ("tiltak", i, *key), "P135", stop, date=_shown(møte.neste.dato))


def _in_time(profil: Profil, day: dt.date, path: Path, stop: str, source: Source) -> Iterator[Problem]:
    """The second meeting is within the municipality's days after school start (Risør document 1461 § 4)."""
    start, days = profil.skoleår.start, profil.frister.overgangsmøte_2.dager
    if abs(day - start) > _SPRING:
        yield _problem(source, path, "P136", year=str(start.year))
    elif not start <= day <= start + dt.timedelta(days=days):
        last = start + dt.timedelta(days=days)
        yield _problem(source, path, "P134", stop, days=str(days), first=_shown(start), last=_shown(last))


def _covered(sak: Sak, source: Source) -> Iterator[Problem]:
    """Who sits in a meeting from another unit is covered by the meeting's consent that day (fvl. § 13 a, R04)."""
    consents = {s.id: s for s in sak.samtykker}
    units = {p.id: p.enhet for p in sak.personer}
    for i, møte in enumerate(sak.møter):
        allowed = {sak.barn.skole, None, *_open_to(consents.get(møte.samtykke or ""), møte.dato)}
        for j, who in enumerate(møte.til_stede):
            if units.get(who) not in allowed:
                yield _problem(source, ("møter", i, "til_stede", j), "P141")


def _open_to(samtykke: Samtykke | None, day: dt.date) -> set[str]:
    """Return the units a consent was open to on `day`; what was shared before it was withdrawn was lawful."""
    if samtykke is None or not (samtykke.status == "gitt" or _withdrawn_later(samtykke, day)):
        return set()
    starts, ends = samtykke.gjelder_fra or dt.date.min, samtykke.gjelder_til or dt.date.min
    named = {*samtykke.tjenester, *(row.tjeneste for row in samtykke.matrise)}
    return named if starts <= day <= ends else set()


def _withdrawn_later(samtykke: Samtykke, day: dt.date) -> bool:
    return samtykke.status == "trukket" and samtykke.trukket_dato is not None and day < samtykke.trukket_dato


def after(day: dt.date, span: Varighet) -> dt.date:
    """Return the day that lies a whole span after `day`; a month's missing last days become its last."""
    if span.enhet in _MONTHS:
        months = day.year * 12 + day.month - 1 + span.antall * _MONTHS[span.enhet]
        year, month = divmod(months, 12)
        return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))
    return day + dt.timedelta(days=_DAYS[span.enhet] * span.antall)


def _shown(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"
