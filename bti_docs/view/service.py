"""A case and a service go in; what the guardians' consents let that service see comes out, theme by theme."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bti_docs.case.fravar import HELSEÅRSAKER, Fravær
from bti_docs.case.henvisning import Henvisningsrad
from bti_docs.case.innkalling import Innkalling
from bti_docs.case.model import Iop, Møte, Overgang, Sak
from bti_docs.case.profile import Profil
from bti_docs.case.samtykke import Endring, Samtykke
from bti_docs.case.types import Node
from bti_docs.case.validity import affected, covered, deciding
from bti_docs.case.vern import Vern
from bti_docs.library import Kind
from bti_docs.problem import BtiError, Problem, Where
from bti_docs.view import parts
from bti_docs.view.invitations import INVITATIONS
from bti_docs.view.parts import Path
from bti_docs.view.prune import own_rule
from bti_docs.view.readers import Reader

_DATED = (
    *("møter", "stafettlogg", "fraværsoppfølging", "elevsamtaler", "pedagogisk_analyse", "tilbakeføringsplan"),
    "nivåvurderinger",
)
_BY_DAY = ("møter", "fravær")
# What a part is about as a whole: without a consent for that, a service gets none of it, its lists neither.
_ABOUT = {
    "fraværsoppfølging": "fravær",
    "tilbakeføringsplan": "tiltak",
    "pedagogisk_analyse": "kartlegging",
    "elevsamtaler": "annet",
}


@dataclass(frozen=True)
class Opened:
    """What consents open to a service: the kinds of information, from which day, and the consents that name it.

    `change` is the place, in its consent, of the one change that the service is told of; None for other documents.
    """

    reader: Reader
    themes: frozenset[str]
    since: dt.date
    consents: frozenset[str]
    change: int | None = None

    def rule(self, item: Vern, theme: str, day: dt.date) -> str:
        """Return the code of the rule that hides an item from the service; empty when it may be seen."""
        if own := own_rule(item, self.reader):
            return own
        if isinstance(item, Henvisningsrad):
            return ""  # what the consent that it rests on is to (domain.md 11)
        if theme not in self.themes:
            return "V203"
        return "V204" if day < self.since else ""

    def reason(self, path: Path) -> str:
        """Return the code of the rule that keeps what has no theme of its own, at `path`, from the service."""
        if path[0] in ("samtykker", "oppmerksomhetssamtale") or {"nye_tjenester", "vedlegg"} & {*path}:
            return "V208"
        older = path[0] in _BY_DAY and len(path) == len(("møter", 0))
        return "V204" if older else "V203"

    def about(self, *themes: str) -> bool:
        """Tell whether the service may see what is about all of these; a text without a theme is `annet`."""
        return self.themes >= set(themes)


def open_to(sak: Sak, reader: Reader, kind: Kind, part: Path, profil: Profil, day: dt.date) -> Opened:
    """Return what a service may see. Raises BtiError when no consent, or no approved access, opens the document.

    A consent itself goes only to the services that it covers, a message to the coordinating unit only to those that
    its consent covers; all else to what the consents together cover.
    """
    if kind.gjelder.del_ == "endringer":
        return _told_of_change(sak, reader, kind, part)
    themes = covered(sak.model_copy(update={"samtykker": _resting_on(sak, kind, part)}), profil, reader.id, day)
    needed = _ABOUT.get(kind.gjelder.del_)
    if not themes or (needed and needed not in themes):
        raise _refusal("V108", kind)
    since = _access(sak, reader.id, day)
    if kind.gjelder.del_ == INVITATIONS:  # who is asked to come for the first time is not in the log yet
        since = dt.date.min
    if since is None and kind.gjelder.del_ in _DATED:
        raise _refusal("V110", kind)
    named = frozenset(s.id for s in sak.samtykker if reader.id in _named(s))
    opened = Opened(reader, themes, since or dt.date.max, named)  # without access, nothing that has a day
    if kind.gjelder.del_ in _DATED and (_day_of(sak, part) or opened.since) < opened.since:
        raise _refusal("V204", kind)
    return opened


def _resting_on(sak: Sak, kind: Kind, part: Path) -> list[Samtykke]:
    """Return the consents that may open a document."""
    if part[:1] == ("samtykker",):
        return [sak.samtykker[int(part[1])]]
    if kind.gjelder.del_ == "melding_ke":
        named = sak.melding_ke.samtykke if sak.melding_ke else None
        return [s for s in sak.samtykker if s.id == named]
    return sak.samtykker


def _told_of_change(sak: Sak, reader: Reader, kind: Kind, part: Path) -> Opened:
    """Return what a service may see of a change that takes something from it: the change and nothing else.

    Whoever was given information is told that the consent is limited (personvernforordningen artikkel 19, rule R11),
    on a day when no consent may be left to open anything.
    """
    if part[:1] != ("samtykker",):
        raise _refusal("V108", kind)
    samtykke, place = sak.samtykker[int(part[1])], int(part[3])
    given = samtykke.status in ("gitt", "trukket")
    if not given or reader.id not in affected(samtykke, samtykke.endringer[place]):
        raise _refusal("V108", kind)
    return Opened(reader, frozenset(), dt.date.max, frozenset({samtykke.id}), place)


def _day_of(sak: Sak, part: Path) -> dt.date | None:
    """Return the day of the part that a document is made from; None when it has none."""
    found = getattr(sak, str(part[0])) if part else None
    found = found[int(part[1])] if isinstance(found, list) else found
    day: dt.date | None = getattr(found, "dato", None)
    return day


def untold(sak: Sak, opened: Opened) -> Sak:
    """Return the case without the texts that have no theme of their own and that the service may not have.

    What a consent holds back is itself told to no service, and no service sees another's row.
    """
    known = {t.mål for t in sak.tiltak}
    barn = sak.barn if opened.about("annet") else sak.barn.model_copy(update={"syn": []})
    absent = [_absent(f, opened) for f in sak.fravær if opened.about("fravær") and f.dato >= opened.since]
    open_, home = opened.about("annet"), opened.about("hjem")
    return sak.model_copy(
        update={
            **{name: parts.untold(part, open_=open_, home=home) for name, part in parts.parts(sak).items()},
            **{name: _opened(getattr(sak, name), opened, theme) for name, theme in _ABOUT.items() if theme != "annet"},
            "barn": barn,
            "fravær": absent,
            "møter": [_meeting(m, opened) for m in sak.møter if m.dato >= opened.since],
            "samtykker": [_consent(s, opened) for s in sak.samtykker if s.id in opened.consents],
            "mål": [goal for goal in sak.mål if opened.about("tiltak") and goal.id in known],
            "overgang": sak.overgang and _transition(sak.overgang, opened),
            "oppmerksomhetssamtale": None,  # domain.md 3.3: no service has the note, in the log neither
            "iop": sak.iop and _plan(sak.iop, opened),
        }
    )


def _opened(part: Node | None, opened: Opened, theme: str) -> Node | None:
    """Return a part that a consent opens: its lists, already judged, and its texts where those are open too."""
    if part is None or not opened.about(theme):
        return None
    return part if opened.about("annet") else parts.lists_of(part)


def _absent(entry: Fravær, opened: Opened) -> Fravær:
    ill = entry.årsak in HELSEÅRSAKER and not opened.about("helse")
    return entry.model_copy(update={"årsak": None}) if ill else entry


def _named(samtykke: Samtykke) -> set[str]:
    return {*samtykke.tjenester, *(row.tjeneste for row in samtykke.matrise)}


def _access(sak: Sak, unit: str, day: dt.date) -> dt.date | None:
    """Return the first day that somebody from the unit was let into the log with every guardian's approval (R15).

    A pupil of 18 approves alone. When nobody can approve, nobody has.
    """
    must = deciding(sak, day)
    units = {p.id: p.enhet for p in sak.personer}
    log = sak.stafettlogg
    inside = [
        d for d in (log.deltakere if log else []) if must and units.get(d.hvem) == unit and must <= {*d.godkjent_av}
    ]
    days = [d.fra for d in inside if d.fra <= day and (d.til is None or day <= d.til)]
    return min(days, default=None)


def _meeting(møte: Møte, opened: Opened) -> Møte:
    decision, open_ = møte.beslutning, opened.about("annet")
    if decision:
        asked = [unit for unit in decision.nye_tjenester if unit == opened.reader.id]
        reason = decision.begrunnelse if open_ else ""
        decision = decision.model_copy(update={"begrunnelse": reason, "nye_tjenester": asked})
    titles = [s.tittel for s in møte.saker]
    return møte.model_copy(
        update={
            "gjelder": møte.gjelder if open_ else "",
            "fungerer": møte.fungerer if open_ else "",
            "foresatt_syn": møte.foresatt_syn if opened.about("annet", "hjem") else "",
            "saksliste": [line for line in møte.saksliste if open_ or line in titles],
            "vedlegg": [],
            "beslutning": decision,
            "innkalling": møte.innkalling and _invitation(møte.innkalling, open_=open_),
            "drøfting": parts.untold(møte.drøfting, open_=open_, home=True),
        }
    )


def _invitation(innkalling: Innkalling, *, open_: bool) -> Innkalling:
    """A service is told what the meeting is for only where it may see such a text; the questions are the family's."""
    return innkalling.model_copy(update={"formål": innkalling.formål if open_ else "", "forberedelse": []})


def _consent(samtykke: Samtykke, opened: Opened) -> Samtykke:
    unit = opened.reader.id
    rows = [row.model_copy(update={"avgrenset": []}) for row in samtykke.matrise if row.tjeneste == unit]
    return samtykke.model_copy(
        update={
            "deles_ikke": [],
            "tjenester_ikke": [],
            "deles": [theme for theme in samtykke.deles if theme in opened.themes],
            "tjenester": [named for named in samtykke.tjenester if named == unit],
            "tilgang": [t for t in samtykke.tilgang if t.tjeneste == unit],
            "matrise": rows,
            "gitt_av": [a.model_copy(update={"notat": ""}) for a in samtykke.gitt_av],
            "endringer": [_change(c, opened) for i, c in enumerate(samtykke.endringer) if i == opened.change],
        }
    )


def _change(change: Endring, opened: Opened) -> Endring:
    """Return a change without what it says of other services."""
    return change.model_copy(
        update={
            "tjenester": [unit for unit in change.tjenester if unit == opened.reader.id],
            "varslet": [v for v in change.varslet if v.hvem in opened.reader.people],
        }
    )


def _transition(overgang: Overgang, opened: Opened) -> Overgang:
    behov = overgang.behov
    if behov:
        themes = {"faglig": "faglig", "sosialt": "trivsel", "helse": "helse", "praktisk": "annet"}
        shown = {key: getattr(behov, key) if opened.about(theme) else "" for key, theme in themes.items()}
        behov = behov.model_copy(update=shown)
    unknown = overgang.kontaktlærer_ukjent if opened.about("annet") else ""
    return overgang.model_copy(update={"behov": behov, "kontaktlærer_ukjent": unknown})


def _plan(plan: Iop, opened: Opened) -> Iop | None:
    if not opened.about("annet"):
        return None
    return plan if opened.about("hjem") else plan.model_copy(update={"foresatt_syn": ""})


def _refusal(code: str, kind: Kind) -> BtiError:
    return BtiError(Problem(code, Where(), {"kind": kind.id}))
