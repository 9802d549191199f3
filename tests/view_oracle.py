"""Who may see what, from the text of domain.md 3.1-3.3 alone: it knows only the state of `case_state`."""

from __future__ import annotations

import datetime as dt
from typing import Any

SCHOOL_START, HALF_YEAR_IN = dt.date(2026, 8, 17), dt.date(2027, 2, 17)
LESS, INSTEAD = ("tjenester", "opplysninger"), ("fosterforelder", "verge")
# 3.3 Hvem får hva. Foreldreansvar, parent without, pupil of 15, pupil under 15, service: + yes, ? when asked for, - no.
COLUMNS = ("foresatt", "uten", "elev", "barn", "tjeneste")
MATRIX = {"samtykke": "+-+?+", "notat": "?-?--", "møte": "+?+?+"}


def seen(s: Any, reader: str, document: str, at: int, *, asked: bool) -> set[str] | None:
    """Return the texts of a document that a reader may see today; None when they may not have it at all."""
    if refused(s, reader, document, asked=asked):
        return None
    service, narrow = role(s, reader) == "tjeneste", role(s, reader) in ("uten", "barn")
    one, meeting = s.consents[at] if document == "samtykke" else None, s.meetings[at] if document == "møte" else None
    themes, start = set().union(*(opened(s, c, reader) for c in ([one] if one else s.consents))), since(s, reader)
    if service and (not themes or (meeting and meeting.day < start)):
        return None

    def sees(item: Any) -> bool:
        kept = item.internal or item.hidden_from & names(s, reader)
        if item.by in apart(s, reader):  # R02, R31: what one home said is not told to the other, who was not there
            return False
        if service:
            return not kept and item.theme in themes and item.day >= start  # R04, R14
        return not kept and not (narrow and (item.theme == "hjem" or item.by not in ("", reader, "barn")))  # R19, R20

    items = [i for i in (s.note if document == "notat" else s.log) + (meeting.items if meeting else []) if sees(i)]
    found = contacts(s, reader) | {i.text for i in items}
    found |= {i.goal for i in items if i.goal and (not service or "tiltak" in themes)}
    free = not service or "annet" in themes  # a text without a theme is `annet`
    found |= {s.texts["syn"]} if free else set()
    consent = one or (s.consents[meeting.consent] if meeting and meeting.consent is not None else None)
    if consent and (not service or reader in consent.grants):
        found |= {consent.texts["formål"]} | (set() if service or narrow else {consent.texts["deles_ikke"]})
    found |= {s.texts["notat"]} if document == "notat" else set()
    if meeting:
        said = ["gjelder", "fungerer", "begrunnelse", "saksliste"] if free else []
        said += ["foresatt_syn"] if (free and "hjem" in themes if service else not narrow) else []
        said += ([] if service else ["vedlegg"]) + ([] if nowhere(s, reader) else ["sted"])
        found |= {meeting.texts[key] for key in said}
    return found


def refused(s: Any, reader: str, document: str, *, asked: bool) -> bool:
    violence, grown = role(s, reader) != "tjeneste" and s.violence, reader in s.guardians and s.age >= 18  # R16, 3.2
    if violence or grown or names(s, reader) & s.pupil.hidden_from:  # R01
        return True
    mark = dict(zip(COLUMNS, MATRIX[document], strict=True)).get(role(s, reader), "-")  # R20, R21
    return mark == "-" or (mark == "?" and not asked)


def contacts(s: Any, reader: str) -> set[str]:
    """R01, R02: nobody protected, nobody kept from the reader, nor who lives with them."""
    people, found = {"barn": s.pupil, **s.guardians}, set()
    for who, person in people.items():
        home = [person] + [p for n, p in people.items() if s.home and {n, who} == {"barn", s.home}]
        kept = who != reader and any(p.hidden_from & names(s, reader) for p in home)
        found |= set() if kept or any(p.secret for p in home) else set(person.contact)
    return found


def apart(s: Any, reader: str) -> set[str]:
    """R02: the parents whom a parent is kept apart from."""
    others = set(s.guardians) - {reader} if reader in s.guardians else set()
    return {n for n in others if s.guardians[n].secret or s.guardians[n].hidden_from & names(s, reader)}


def nowhere(s: Any, reader: str) -> bool:
    """R01: a protected pupil's school is nobody's to know, and it leads to the home of one the reader is kept from."""
    return s.pupil.secret or s.home in apart(s, reader)


def names(s: Any, reader: str) -> set[str]:
    return {reader} | {person for person, unit in s.staff.items() if unit == reader}


def role(s: Any, reader: str) -> str:
    if reader not in s.guardians:
        return "tjeneste" if reader != "barn" else "elev" if s.age >= 15 else "barn"
    g = s.guardians[reader]
    return "foresatt" if g.custody == "ja" else "uten" if g.kin in ("mor", "far", "medmor") else "andre"


def deciding(s: Any) -> set[str]:
    """R07, R08 and 3.2: the pupil from 18, else all with foreldreansvar, else a foster parent or a verge."""
    custody = {n for n, g in s.guardians.items() if g.custody == "ja"}
    return {"barn"} if s.age >= 18 else custody or {n for n in s.guardians if s.guardians[n].kin in INSTEAD}


def agreed(s: Any, yes: set[str]) -> bool:
    """R07 and 3.2: all who decide, the pupil too from the municipality's age; nobody is no yes."""
    said = deciding(s) & yes
    return bool(said) and (not s.everyone_signs or said == deciding(s)) and (s.age < s.signs_from or "barn" in yes)


def opened(s: Any, c: Any, service: str) -> set[str]:
    """R04-R07, R11, R13: what one consent lets a service have today."""
    past = sorted((x for x in c.changes if x.works <= s.day), key=lambda x: (x.works, x.what in LESS))
    longer = {x.by: x for x in past if x.what == "forlenges" and x.written}
    last, counted = c.last, c.first
    if agreed(s, set(longer)):
        last, counted = max(last, min(x.until for x in longer.values())), min(x.works for x in longer.values())
    last = min(last, a_year_after(max(counted, c.first)))
    last = min(last, HALF_YEAR_IN if c.transition and c.first <= SCHOOL_START else last)
    if s.moves and c.first < s.moves and counted < s.moves and not (c.transition or c.follows):
        last = min(last, s.moves - dt.timedelta(days=1))  # R06: another school asks anew
    yes = {who for who, (day, counts) in c.yes.items() if counts and day <= s.day}
    valid = c.status == "gitt" and c.complete and not any(x.what == "alt" for x in past)
    if not (valid and c.first <= s.day <= last and agreed(s, yes)):
        return set()
    themes, more = set(c.grants.get(service, ())), dict[str, set[str]]()
    for x in past:
        gone = {*themes, *more} if x.what == "tjenester" and service in x.services else x.themes
        if x.what == "opplysninger" or (x.what == "tjenester" and service in x.services):
            themes, more = themes - gone, {t: who for t, who in more.items() if t not in gone}
        if x.what == "utvides" and x.written and service in (x.services or c.grants):
            more |= {t: more.get(t, set()) | {x.by} for t in x.themes}
            themes |= {t for t in x.themes if agreed(s, more[t])}
    return themes - ({"helse"} if s.age >= 16 and "barn" not in yes else set())  # own health


def since(s: Any, service: str) -> dt.date:
    """R14, R15: from the access date, when all who decide have approved."""
    let_in = [a for a in s.access if a.service == service and a.first <= s.day <= a.last and deciding(s)]
    return min((a.first for a in let_in if deciding(s) <= a.approved), default=dt.date.max)


def a_year_after(day: dt.date) -> dt.date:
    return day.replace(year=day.year + 1, day=min(day.day, 28 if day.month == 2 else 31))
