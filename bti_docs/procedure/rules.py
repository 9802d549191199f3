"""A case and its municipality go in; what breaks a rule of the procedures comes out as Problems with their source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bti_docs.case.model import Møte, Sak
from bti_docs.case.profile import Profil
from bti_docs.case.roles import PUPIL, at_home, party, schools, suspected_violence
from bti_docs.case.samtykke import Samtykke
from bti_docs.case.source import Source
from bti_docs.case.validity import affected, after, lacking, last_at_school, missing_answers, units_of, withdrawn
from bti_docs.problem import Problem

_PARTIES = ("barneskole", "hjem", "ungdomsskole")
_TEACHERS = {"barneskole", "ungdomsskole"}
_NOT_ASKED = "ikke innhentet"
# How long before the profile's school start a transition meeting can belong to that school year.
_SPRING = dt.timedelta(days=240)

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
        *_approved(sak, source),
        *_called_together(sak, source),
        *_discussed(sak, source),
        *_not_given(sak, source),
        *_told_to_unit(sak, source),
    ]
    return sorted(found, key=lambda p: (p.where.line, p.where.column))


def _problem(source: Source, path: Path, code: str, *stops: str, **words: str) -> Problem:
    return Problem(code, source.where(path), words, frozenset(stops))


def _alarm(sak: Sak, source: Source) -> Iterator[Problem]:
    note = sak.oppmerksomhetssamtale
    if note and suspected_violence(sak):
        key = "vold_overgrep" if note.vold_overgrep else "konklusjon"
        yield _problem(source, ("oppmerksomhetssamtale", key), "P101")
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
    if sak.iop_årsvurdering:
        yield "iop_årsvurdering", ("iop_årsvurdering",)
    yield from ((f"nivåvurderinger#{n.id}", ("nivåvurderinger", i)) for i, n in enumerate(sak.nivåvurderinger))


def _consents(sak: Sak, profil: Profil, source: Source) -> Iterator[Problem]:
    for i, samtykke in enumerate(sak.samtykker):
        path: Path = ("samtykker", i)
        if samtykke.status == "gitt":
            yield from _incomplete(samtykke, path, source)
            yield from _unsigned(sak, profil, samtykke, path, source)
        if samtykke.status == "utkast":
            yield from _to_sign(sak, profil, samtykke, path, source)
        yield from _another_school(sak, profil, samtykke, path, source)
        yield from _untold(sak, samtykke, path, source)
        yield from _spoken(samtykke, path, source)
        yield from _not_theirs(sak, samtykke, path, source)
        if samtykke.status == "trukket" and withdrawn(samtykke) == dt.date.min:
            yield _problem(source, path, "P127", f"samtykker#{samtykke.id}")
        yield from _too_long(profil, samtykke, path, source)


def _incomplete(samtykke: Samtykke, path: Path, source: Source) -> Iterator[Problem]:
    """A consent that is given says what for, to whom, what, what not, until when and who informed (rule R05)."""
    for key in lacking(samtykke):
        yield _problem(source, path, "P121", f"samtykker#{samtykke.id}", key=key)


def _unsigned(sak: Sak, profil: Profil, samtykke: Samtykke, path: Path, source: Source) -> Iterator[Problem]:
    """Everyone who must has answered: guardians with foreldreansvar, and the pupil from the municipality's age."""
    answered = {a.hvem for a in samtykke.gitt_av}
    day = max((a.dato for a in samtykke.gitt_av), default=dt.date.min)
    if answered:
        for who in sorted(missing_answers(sak, profil, answered, day)):
            yield _problem(source, (*path, "gitt_av"), "P122", f"samtykker#{samtykke.id}", who=who)


def _to_sign(sak: Sak, profil: Profil, samtykke: Samtykke, path: Path, source: Source) -> Iterator[Problem]:
    """Who still has to answer a consent that is being gathered (rule R07)."""
    answered = {a.hvem for a in samtykke.gitt_av}
    day = max((a.dato for a in samtykke.gitt_av), default=samtykke.gjelder_fra or profil.skoleår.start)
    if left := sorted(missing_answers(sak, profil, answered, day)):
        yield _problem(source, (*path, "gitt_av"), "P129", who=", ".join(left))


def _another_school(sak: Sak, profil: Profil, samtykke: Samtykke, path: Path, source: Source) -> Iterator[Problem]:
    """A consent that says it lasts into another school than it was given for does not (rule R06)."""
    last = last_at_school(samtykke, sak, profil, samtykke.gjelder_fra or dt.date.min)
    if samtykke.status in ("utkast", "gitt") and samtykke.gjelder_til and last < samtykke.gjelder_til:
        yield _problem(source, (*path, "gjelder_til"), "P128", last=_shown(last))


def _untold(sak: Sak, samtykke: Samtykke, path: Path, source: Source) -> Iterator[Problem]:
    """Who loses access is told of it at once (personvernforordningen artikkel 19, rule R11)."""
    log = sak.stafettlogg
    unit_of = {p.id: p.enhet for p in sak.personer}
    inside = {unit for d in (log.deltakere if log else []) if (unit := unit_of.get(d.hvem))}
    for i, change in enumerate(samtykke.endringer):
        told = {unit_of.get(v.hvem) for v in change.varslet}
        if left := sorted(affected(samtykke, change) & inside - told):
            yield _problem(source, (*path, "endringer", i), "P143", units=", ".join(left))


def _not_theirs(sak: Sak, samtykke: Samtykke, path: Path, source: Source) -> Iterator[Problem]:
    """Only those with foreldreansvar, those who stand in for them, and the pupil can answer (barnelova § 30)."""
    may = {
        PUPIL,
        *(g.id for g in sak.foresatte if g.foreldreansvar == "ja" or g.relasjon in ("fosterforelder", "verge")),
    }
    for i, answer in enumerate(samtykke.gitt_av):
        if answer.hvem not in may:
            yield _problem(source, (*path, "gitt_av", i, "hvem"), "P126", f"samtykker#{samtykke.id}")


def _approved(sak: Sak, source: Source) -> Iterator[Problem]:
    """A new participant is approved by every guardian with foreldreansvar (Risør document 1461 § 4, rule R15)."""
    must = {g.id for g in sak.foresatte if g.foreldreansvar == "ja"}
    for i, taking_part in enumerate(sak.stafettlogg.deltakere if sak.stafettlogg else []):
        if must - set(taking_part.godkjent_av):
            yield _problem(source, ("stafettlogg", "deltakere", i), "P142")


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
        relied_on = consents.get(møte.samtykke or "")
        open_to = units_of(relied_on, møte.dato) if relied_on and _held(relied_on, møte.dato) else ()
        allowed = {sak.barn.skole, None, *open_to}
        for j, who in enumerate(møte.til_stede):
            if units.get(who) not in allowed:
                yield _problem(source, ("møter", i, "til_stede", j), "P141")


def _held(samtykke: Samtykke, day: dt.date) -> bool:
    """What was shared before a consent was withdrawn was lawful."""
    begun = (samtykke.gjelder_fra or dt.date.min) <= day <= (samtykke.gjelder_til or dt.date.min)
    return begun and samtykke.status in ("gitt", "trukket") and day < withdrawn(samtykke)


def _called_together(sak: Sak, source: Source) -> Iterator[Problem]:
    """Nobody `strengt fortrolig` is invited together with somebody they are kept from (rule R02).

    When the case does not say from whom, it is every other guardian who is not as protected.
    """
    for i, møte in enumerate(sak.møter):
        called = set(møte.innkalt) if møte.innkalling else set()
        hidden = [g for g in sak.foresatte if g.id in called and g.adressesperre == "strengt fortrolig"]
        others = called & {g.id for g in sak.foresatte if g.adressesperre != "strengt fortrolig"}
        if any(called & set(g.skjermes_for) if g.skjermes_for else others for g in hidden):
            yield _problem(source, ("møter", i, "innkalt"), "P161", f"innkallinger#{møte.id}")


def _discussed(sak: Sak, source: Source) -> Iterator[Problem]:
    """A ressursteam names the pupil only with a consent (R04), and asks the guardians for a measure (seed 003)."""
    consents = {s.id: s for s in sak.samtykker}
    for i, møte in enumerate(sak.møter):
        if møte.type != "ressursteam" or møte.drøfting is None:
            continue
        relied_on = consents.get(møte.samtykke or "")
        said_yes = relied_on is not None and relied_on.drøftes_med_navn and _held(relied_on, møte.dato)
        if møte.drøfting.form == "med navn" and not said_yes:
            yield _problem(source, ("møter", i, "drøfting", "form"), "P162", f"møter#{møte.id}")
        if not any(t.møte == møte.id and at_home(sak, t.ansvar) for t in sak.tiltak):
            yield _problem(source, ("møter", i), "P163")


def _not_given(sak: Sak, source: Source) -> Iterator[Problem]:
    """Hours that were planned and not given are explained (opplæringslova § 11-11)."""
    for i, row in enumerate(sak.iop_årsvurdering.gitt if sak.iop_årsvurdering else []):
        if (row.gitt or 0) < (row.planlagt or 0) and not row.avvik:
            yield _problem(source, ("iop_årsvurdering", "gitt", i), "P164")


def _told_to_unit(sak: Sak, source: Source) -> Iterator[Problem]:
    """The coordinating unit hears of a family only with its consent (rule R04)."""
    message = sak.melding_ke
    relied_on = next((s for s in sak.samtykker if message and s.id == message.samtykke), None)
    if message and not (relied_on and _held(relied_on, message.dato)):
        yield _problem(source, ("melding_ke", "samtykke"), "P165", "melding_ke")


def _shown(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"
