"""A case and a reader go in; the case without what tells the reader of those who are kept apart from them comes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bti_docs.case import shape
from bti_docs.case.aktivitetsplan import Aktivitetsplan
from bti_docs.case.elevsamtale import Elevsamtale
from bti_docs.case.homes import fold
from bti_docs.case.model import Barn, Foresatt, Møte, Oppmerksomhetssamtale, Sak
from bti_docs.case.roles import PUPIL, at_home
from bti_docs.case.samtykke import Samtykke
from bti_docs.case.vern import Vern
from bti_docs.view.contacts import shielded
from bti_docs.view.readers import Reader


def kept_apart(sak: Sak, reader: Reader) -> frozenset[str]:
    """Return the ids of the guardians who are protected, or kept from this reader (rule R02)."""
    return frozenset(g.id for g in sak.foresatte if shielded(g.id, g, reader))


def is_of(item: Vern, apart: frozenset[str], sak: Sak, reader: Reader) -> bool:
    """Tell whether an item is what one of two homes said to the school, or does, and the reader is of the other.

    What the reader was there to hear is no secret from them (rule R31).
    """
    if not apart or not _is_parent(sak, reader):
        return False
    places = shape.fields(type(item)).items()
    named = {getattr(item, name) for name, place in places if place.refers_to == "person"}
    return not named.isdisjoint(apart) and not _heard(item, sak, reader)


def _heard(item: Vern, sak: Sak, reader: Reader) -> bool:
    """Tell whether the reader was at the meeting where this was said or agreed."""
    held = [m for m in sak.møter if item in m.runde or getattr(item, "møte", None) == m.id]
    return bool(held) and all(reader.id in m.til_stede for m in held)


def _is_parent(sak: Sak, reader: Reader) -> bool:
    return reader.id != PUPIL and at_home(sak, reader.id)


def without_apart(sak: Sak, whole: Sak, reader: Reader, apart: frozenset[str]) -> Sak:
    """Return the case without what tells of those kept apart, of who told the school, and of the pupil's agreements.

    Where one of them is strengt fortrolig, when and where the next meeting is goes too: whoever is to come is told.
    Else it goes when one of them is called to it and the reader, by the `whole` case, is not.

    What the pupil lets the school tell, and whom, may be just what one of these is not to hear (domain.md 14b): it is
    for the pupil and the school.
    """
    yearly = sak.iop_årsvurdering
    talks = sak.elevsamtaler if reader.id == PUPIL else [_untold(talk) for talk in sak.elevsamtaler]
    if yearly:
        yearly = yearly.model_copy(update={"tilgang": [t for t in yearly.tilgang if t.hvem not in apart]})
    secret = _secret_days(whole, reader, apart)
    meetings = [m.model_copy(update={"neste": None}) if _is_secret(m, secret) else m for m in sak.møter]
    found = sak.model_copy(
        update={
            "iop_årsvurdering": yearly,
            "elevsamtaler": talks,
            "møter": meetings,
            "aktivitetsplan": sak.aktivitetsplan and _unsourced(sak.aktivitetsplan, sak, apart),
        }
    )
    return _without_other_home(found, reader, apart) if apart and _is_parent(sak, reader) else found


def _secret_days(whole: Sak, reader: Reader, apart: frozenset[str]) -> frozenset[dt.date] | None:
    """Return the days of meetings that the reader is not to know of; None when that is every day to come."""
    if any(g.adressesperre == "strengt fortrolig" for g in whole.foresatte if g.id in apart):
        return None
    theirs = [m for m in whole.møter if apart.intersection(m.innkalt) and not reader.named_in(m.innkalt)]
    return frozenset(m.dato for m in theirs)


def _is_secret(møte: Møte, days: frozenset[dt.date] | None) -> bool:
    return days is None or (møte.neste is not None and møte.neste.dato in days)


def _unsourced(plan: Aktivitetsplan, sak: Sak, apart: frozenset[str]) -> Aktivitetsplan:
    """Return the plan without who told the school, but for the family itself and the staff.

    Whoever else came to the school, a pupil or another's parent, is not a party (forvaltningsloven §§ 13 and 19).
    """
    known = {fold(text) for text in _family_and_staff(sak, apart)}
    told = [k if fold(k.fra) in known else k.model_copy(update={"fra": ""}) for k in plan.kunnskap]
    return plan.model_copy(update={"kunnskap": told})


def _family_and_staff(sak: Sak, apart: frozenset[str]) -> Iterable[str]:
    barn = sak.barn
    yield from ("eleven", "eleven selv", "eleven sjølv", barn.fornavn, f"{barn.fornavn} {barn.etternavn}")
    yield from () if apart else ("foreldrene", "foreldra", "foresatte", "føresette")
    for guardian in sak.foresatte:
        yield from () if guardian.id in apart else (guardian.navn, guardian.relasjon)
    for person in sak.personer:
        yield from (person.navn, person.rolle)


def _without_other_home(sak: Sak, reader: Reader, apart: frozenset[str]) -> Sak:
    """Return the case without what those kept apart said, and that they were there, when the reader was not (R31)."""
    note = sak.oppmerksomhetssamtale
    return sak.model_copy(
        update={
            "møter": [_unheard(m, reader, apart) for m in sak.møter],
            "oppmerksomhetssamtale": note and _unheard_note(note, reader, apart),
            "samtykker": [_unnoted(s, apart) for s in sak.samtykker],
        }
    )


def _unheard(møte: Møte, reader: Reader, apart: frozenset[str]) -> Møte:
    there = {*møte.til_stede} or {*møte.innkalt}
    if reader.id in there or there.isdisjoint(apart):
        return møte
    names = {key: [who for who in getattr(møte, key) if who not in apart] for key in ("til_stede", "forfall")}
    return møte.model_copy(update={"foresatt_syn": "", **names})


def _unheard_note(note: Oppmerksomhetssamtale, reader: Reader, apart: frozenset[str]) -> Oppmerksomhetssamtale:
    talk = note.samtale
    if talk is None or reader.id in talk.til_stede:
        return note
    there = [who for who in talk.til_stede if who not in apart]
    return note.model_copy(
        update={
            "foresatt_syn": note.foresatt_syn if there == talk.til_stede else "",
            "samtale": talk.model_copy(update={"til_stede": there}),
            "avtaler": [a for a in note.avtaler if a.hvem not in apart],
        }
    )


def _unnoted(samtykke: Samtykke, apart: frozenset[str]) -> Samtykke:
    """Return a consent without the note of what one kept apart said, where and when."""
    answers = [a.model_copy(update={"notat": ""}) if a.hvem in apart else a for a in samtykke.gitt_av]
    return samtykke.model_copy(update={"gitt_av": answers})


def without_called(sak: Sak, apart: frozenset[str]) -> Sak:
    """Return the case without those kept apart among the invited, nor the interpreter who comes for them alone."""
    return sak.model_copy(update={"møter": [_called(sak, møte, apart) for møte in sak.møter]})


def _called(sak: Sak, møte: Møte, apart: frozenset[str]) -> Møte:
    left = [who for who in møte.innkalt if who not in apart]
    coming: list[Foresatt | Barn] = [
        *(g for g in sak.foresatte if g.id in left),
        *([sak.barn] if PUPIL in left else []),
    ]
    needed = møte.tolk and any(p.tolk or p.språk == møte.tolk.språk for p in coming)
    gone = len(left) < len(møte.innkalt) and not needed
    said = møte.innkalling
    if said:
        named = dict.fromkeys(key for key in ("kontakt", "elev_snakker_med") if getattr(said, key) in apart)
        said = said.model_copy(update=named)
    return møte.model_copy(
        update={
            "innkalt": left,
            "innkalling": said,
            "leder": None if møte.leder in apart else møte.leder,
            "tolk": None if gone else møte.tolk,
        }
    )


def _untold(talk: Elevsamtale) -> Elevsamtale:
    return talk.model_copy(update={"deling": ""})
