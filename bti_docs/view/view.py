"""A case and a reader go in; the smaller case this reader may see comes out, before any template opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bti_docs.case.elevsamtale import Elevsvar, Skoledag
from bti_docs.case.model import Møte, Sak
from bti_docs.case.profile import Profil
from bti_docs.case.roles import PUPIL
from bti_docs.case.samtykke import Samtykke
from bti_docs.case.vern import Vern
from bti_docs.library import Kind
from bti_docs.view.anonymous import is_anonymous, nameless, public, without_anonymous
from bti_docs.view.apart import is_of, kept_apart, without_apart, without_called
from bti_docs.view.contacts import secrets, shielded, without_contacts
from bti_docs.view.difference import gone, in_whole
from bti_docs.view.henvisning import admit_to_referral, as_referred
from bti_docs.view.invitations import INVITATIONS, admit_invited, bare
from bti_docs.view.parts import Path, parts, quiet
from bti_docs.view.prune import LeftOut, Rule, own_rule, prune
from bti_docs.view.public import untold_to_all
from bti_docs.view.readers import SCHOOL, Reader, Role, admit, reader_of
from bti_docs.view.service import open_to, untold
from bti_docs.view.slips import Origin, other_children, refuse_slips, to_read_again

# What every document's letterhead and heading say; all else a kind must declare in `bruker`.
_ALWAYS = frozenset(
    {"bti_sak", "id", "saksnavn", "kommune", "målform", "nivå", "barn", "foresatte", "personer", "arkiv"}
)
_NARROW = (Role.YOUNG_PUPIL, Role.PARENT_WITHOUT)


@dataclass(frozen=True)
class Seen:
    """What a reader sees: the reduced case, who the reader is, what was left out by which rule, and warnings.

    `recipients` is false when the copy must not say who else gets one (rule R02).
    """

    sak: Sak
    reader: Reader
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[LeftOut, ...] = ()
    recipients: bool = True


def view(sak: Sak, name: str, kind: Kind, part: Path, profil: Profil, day: dt.date, *, requested: bool = False) -> Seen:
    """Return what the reader called `name` may see, on `day`, of the part of the case that one document is made from.

    Deny by default: a reader, a kind or a part that no rule opens is closed. `requested` says that the reader has
    asked for the document, which some rules demand. Raises BtiError with the rule, or with the place of a text
    that gives away what is protected from this reader (V111).
    """
    reader = reader_of(sak, name, day)
    if kind.offentlig:  # the same paper for everyone
        return Seen(public(sak), reader_of(sak, SCHOOL, day))
    admit(sak, reader, kind, day, requested=requested)
    if reader.role is Role.ANYONE:
        return Seen(untold_to_all(sak, day), reader, recipients=False)
    if (one := _meeting(sak, part)) and is_anonymous(one):
        return Seen(nameless(sak, one, reader), reader, warnings=(LeftOut("V116", (*part, "drøfting", "form")),))
    if reader.sees_all:
        return Seen(without_anonymous(sak), reader)
    return _reduced(sak, reader, kind, part, profil, day)


def _reduced(sak: Sak, reader: Reader, kind: Kind, part: Path, profil: Profil, day: dt.date) -> Seen:
    """Return the smaller case of a reader who does not see all of it, and what was left out of it."""
    if kind.gjelder.del_ == INVITATIONS:
        admit_invited(sak, reader, kind, sak.møter[int(part[1])] if part else None)
    used = _only(sak, kind, part)
    smaller = without_contacts(used, reader, profil)
    days = {m.id: m.dato for m in sak.møter}
    reason: Callable[[Path], str] = _about_others
    apart = kept_apart(sak, reader)
    if reader.role is Role.SERVICE:
        admit_to_referral(sak, reader, kind, profil, day)
        opened = open_to(sak, reader, kind, part, profil, day)
        pruned, hidden = prune(smaller, opened.rule, days)
        seen, reason = as_referred(sak, pruned, untold(pruned, opened), kind), opened.reason
    else:
        pruned, hidden = prune(smaller, _rule_for(sak, reader, apart), days)
        seen = _without_others(pruned) if reader.role in _NARROW else pruned
    seen = without_apart(seen, sak, reader, apart)
    codes = dict(_of_contacts(used, smaller)) | {out.path: out.code for out in hidden}
    if kind.gjelder.del_ == INVITATIONS:
        used, seen = bare(used), without_called(bare(seen), apart)
    told = (LeftOut(codes.get(path) or _dependent(path) or reason(path), path) for path in gone(used, seen))
    left = tuple(in_whole(sak, used, out) for out in told)
    origin = Origin(sak, part, left)
    refuse_slips(seen, secrets(sak, reader, profil), origin)
    alone = reader.role is not Role.GUARDIAN or bool(apart) or shielded(PUPIL, sak.barn, reader)
    warnings = (*other_children(sak, seen, origin), *to_read_again(seen, origin, reader, apart=bool(apart)))
    return Seen(seen, reader, left, warnings, recipients=not alone)


def _of_contacts(used: Sak, smaller: Sak) -> Iterator[tuple[Path, str]]:
    """Yield the code of what stands between the reader and each contact detail, number and place."""
    for path in gone(used, smaller):
        theirs = path[0] == "personer" or path[-1] == "fødselsnummer"
        yield path, "V207" if theirs else "V206"


def _dependent(path: Path) -> str:
    """Return the code of what goes because something else did: a goal, an evaluation, a line of the agenda."""
    if "innkalt" in path:
        return "V206"
    in_meeting = path[0] == "møter" and {"saksliste", "evaluering"} & {*path}
    return "V209" if path[0] == "mål" or in_meeting else ""


def _about_others(_path: Path) -> str:
    return "V205"


def _rule_for(sak: Sak, reader: Reader, apart: frozenset[str]) -> Rule:
    """Return the rule for the pupil and the guardians.

    A pupil under 15 and a parent without foreldreansvar see nothing confidential about others
    (forvaltningsloven § 18, barnelova § 47).
    """

    def rule(item: Vern, theme: str, _day: dt.date) -> str:
        if own := own_rule(item, reader):
            return own
        if _is_confided(item, theme, reader):
            return "V211"
        if is_of(item, apart, sak, reader):
            return "V205"
        if reader.id == PUPIL and isinstance(item, Elevsvar | Skoledag):
            return ""  # what the pupil said is never kept from the pupil as being about others
        said_by = getattr(item, "hvem", reader.id)
        about_others = theme == "hjem" or said_by not in (reader.id, PUPIL)
        return "V205" if reader.role in _NARROW and about_others else ""

    return rule


def _is_confided(item: Vern, theme: str, reader: Reader) -> bool:
    """Tell whether the pupil said this of home and has not agreed that this reader gets it (domain.md 14b)."""
    if not isinstance(item, Elevsvar) or reader.id == PUPIL:
        return False
    return (theme == "hjem" or item.om == "hjemme") and reader.id not in item.deles_med


def _without_others(sak: Sak) -> Sak:
    """Return the case without what the guardians said and what they hold back, which may be about themselves.

    Nor do these readers have the note, in the log neither (domain.md 3.3, document 4).
    """
    return sak.model_copy(
        update={
            **{name: quiet(part) for name, part in parts(sak).items()},
            "møter": [quiet(m) for m in sak.møter],
            "oppmerksomhetssamtale": None,
            "iop": quiet(sak.iop),
            "samtykker": [_without_limits(s) for s in sak.samtykker],
        }
    )


def _without_limits(samtykke: Samtykke) -> Samtykke:
    answers = [a.model_copy(update={"notat": ""}) for a in samtykke.gitt_av]
    rows = [row.model_copy(update={"avgrenset": []}) for row in samtykke.matrise]
    limits = {"deles_ikke": [], "tjenester_ikke": [], "gitt_av": answers, "matrise": rows}
    return samtykke.model_copy(update=limits)


def _only(sak: Sak, kind: Kind, part: Path) -> Sak:
    """Return the case with nothing but what the kind declares that it uses, and of meetings and consents this one."""
    used = _ALWAYS | set(kind.bruker)
    empty = {n: f.get_default(call_default_factory=True) for n, f in Sak.model_fields.items() if n not in used}
    smaller = _told(without_anonymous(sak).model_copy(update=empty), kind)
    match kind.gjelder.del_:
        case "møter" | "innkallinger":
            found = _meeting(sak, part)
            own = next((m for m in smaller.møter if found and m.id == found.id), None)
            return _one_meeting(smaller, own)
        case "samtykker" | "endringer":
            consent = smaller.samtykker[int(part[1]) :][:1] if part[:1] == ("samtykker",) else []
            return smaller.model_copy(update={"samtykker": consent})
        case key if isinstance(getattr(sak, key, None), list):
            return smaller.model_copy(update={key: getattr(sak, key)[int(part[1]) :][:1] if part else []})
    return smaller


def _told(sak: Sak, kind: Kind) -> Sak:
    """Return the case with invitations only for invitations, and a team's discussion only for its own minutes."""
    parts = {"innkallinger": "drøfting", "møter": "innkalling"}
    gone = [parts[kind.gjelder.del_]] if kind.gjelder.del_ in parts else ["drøfting", "innkalling"]
    return sak.model_copy(update={"møter": [m.model_copy(update=dict.fromkeys(gone)) for m in sak.møter]})


def _one_meeting(sak: Sak, møte: Møte | None) -> Sak:
    """Return the case with one meeting and what it is about; a form to be filled by hand has none."""
    evaluated = {e.tiltak for e in møte.evaluering} if møte else set()
    measures = [t for t in sak.tiltak if møte and (t.møte == møte.id or t.id in evaluated)]
    goals = {t.mål for t in measures}
    return sak.model_copy(
        update={
            "møter": [møte] if møte else [],
            "tiltak": measures,
            "mål": [g for g in sak.mål if g.id in goals],
            "samtykker": [s for s in sak.samtykker if møte and s.id == møte.samtykke],
        }
    )


def _meeting(sak: Sak, part: Path) -> Møte | None:
    return sak.møter[int(part[1])] if part and part[0] == "møter" else None
