"""A finished document's facts go in; its registry entry comes out, and what must be said about it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bti_docs.archive.entry import (
    NAMES,
    PUBLIC_360,
    VISMA,
    Arkivpost,
    Codes,
    Enhet,
    Fil,
    Mappe,
    Overlevering,
    Skjerming,
    document_uuid,
)
from bti_docs.archive.entry import Part as Korrespondansepart
from bti_docs.case.arkivtyper import Arkivregler, Arkivtype
from bti_docs.case.homes import PROTECTED, is_hidden
from bti_docs.case.model import Foresatt, Iop, Oppmerksomhetssamtale, Sak
from bti_docs.case.profile import Enhet as Tjeneste
from bti_docs.case.profile import Hjemmel, Profil
from bti_docs.case.roles import schools
from bti_docs.case.vocabulary import Målform
from bti_docs.context.instances import Instance
from bti_docs.problem import BtiError, Problem, Where

ARCHIVE = "arkiv"
_INTERNAL = "notat"
_HEAD = "rektor"
_CHILD_WELFARE = "barnevern"
SCHOOLS = ("barneskole", "ungdomsskole", "kombinert skole", "barnehage")
_SAK, _ROLES = "sak", "roller"
_NEEDED = {_SAK: ("Title", "Status", "AccessCode", "Paragraph"), _ROLES: ("avsender", "mottaker", "kopi")}
_DOCUMENT = ("Category", "Status")
_SECTIONS = {PUBLIC_360: "public_360", VISMA: "visma_elevmappe"}  # where a profile has its archive's codes
_CASE_NUMBER = re.compile(r"([0-9]{2}|[0-9]{4})/[0-9]{1,7}")
_SUMMER = 7
_WORDS = {
    "nb": {
        "folder": "Elevmappe",
        "by_hand": "Mottakeren har beskyttet adresse. Dokumentet ekspederes ikke herfra: det leveres for hånd.",
        "no_address": "Mottakeren har verken fødselsnummer eller adresse i saken. Dokumentet må leveres for hånd.",
        "protected": "Eleven har beskyttet adresse. Skole, enhet og tilgangsgruppe er bare for arkivet.",
    },
    "nn": {
        "folder": "Elevmappe",
        "by_hand": "Mottakaren har verna adresse. Dokumentet blir ikkje ekspedert herifrå: det blir levert for hand.",
        "no_address": "Mottakaren har verken fødselsnummer eller adresse i saka. Dokumentet må leverast for hand.",
        "protected": "Eleven har verna adresse. Skule, eining og tilgangsgruppe er berre for arkivet.",
    },
}


@dataclass(frozen=True)
class Facts:
    """What a finished document is: of which case, for whom, from what, when, and what it rests on."""

    sak: Sak
    profil: Profil
    rules: Arkivregler
    form: Målform
    instance: Instance
    reader: str
    date: dt.date
    source: str
    template: str = ""
    consents: tuple[str, ...] = ()

    @property
    def case_file(self) -> Where:
        """A place in the case file, for problems that the case can mend."""
        return Where(path="arkiv.saksnummer")


def archive_type(facts: Facts) -> Arkivtype:
    """Return what a document becomes in the archive. Raises BtiError with the rule that keeps it out of there.

    What is made for another reader is a letter to them. A draft plan is not filed as a plan (rule R30), nor a form
    without data, nor a consent that nobody has answered unless the municipality keeps drafts.
    """
    kind = facts.instance.kind
    if kind.arkiv == "nei":
        raise BtiError(_problem("A102", facts))
    found = facts.rules.type("brev" if facts.reader != ARCHIVE else kind.arkiv)
    if found is None:
        raise BtiError(_problem("A101", facts, known=", ".join(t.id for t in facts.rules.typer)))
    if facts.instance.part is None:
        raise BtiError(_problem("A104", facts))
    if isinstance(facts.instance.part, Iop) and facts.instance.part.vedtak is None:
        raise BtiError(_problem("A103", facts))
    if _draft(facts) and facts.reader == ARCHIVE and not facts.profil.arkivering.utkast:
        raise BtiError(_problem("A115", facts))
    if found.til_andre and facts.reader == ARCHIVE and not found.egne_koder:
        raise BtiError(_problem("A114", facts))
    return found


def register(facts: Facts, type_: Arkivtype, files: Sequence[Fil]) -> tuple[Arkivpost, list[Problem]]:
    """Return the registry entry of a document, and warnings.

    Raises BtiError when the profile lacks a code (A105, A107, A108), the archive is none that we know (A111), or
    nothing can find the pupil's folder (A106, A112).
    """
    parties, notes = _parties(facts, type_)
    protected = facts.sak.barn.adressesperre in PROTECTED
    sent = facts.reader != ARCHIVE and bool(parties)
    said = type_ if sent or not type_.til_andre or type_.egne_koder else facts.rules.type(_INTERNAL) or type_
    basis = _basis(facts)
    codes = _codes(facts, said)
    entry = Arkivpost(
        uuid=_uuid(facts),
        kommune=facts.profil.id,
        sak=facts.sak.id,
        arkiv=_system(facts),
        dokument=facts.instance.kind.id,
        type=type_.id,
        målform=facts.form,
        tittel=f"{_title(facts)} {facts.date:%d.%m.%Y} - {_child(facts.sak)}",
        offentlig_tittel=type_.nb if facts.form == "nb" else type_.nn,
        dato=facts.date,
        journalposttype=said.journalposttype,
        journalstatus=said.journalstatus,
        dokumenttype=said.dokumenttype,
        skjerming=_restriction(facts, basis, codes),
        enhet=_unit(facts),
        forfatter=_author(facts),
        parter=parties,
        mappe=_folder(facts, basis, codes),
        filer=list(files),
        koder=codes,
        klasser=[(k.system, k.kode) for k in facts.profil.arkivering.klasser],
        merknader=[_WORDS[facts.form][note] for note in (*notes, *(["protected"] if protected else []))],
        ekspederes=sent,
        overlevering=_hand_over(facts),
        samtykker=list(facts.consents),
        beskyttet=protected,
        skjermede_navn=[_child(facts.sak), *(g.navn for g in facts.sak.foresatte)],
        født=facts.sak.barn.fødselsdato,
        kilde=facts.source,
        mal=facts.template,
    )
    return entry, list(_warnings(facts, entry, notes))


def _problem(code: str, facts: Facts, **words: str) -> Problem:
    return Problem(code, Where(file=facts.instance.kind.id), {"kind": facts.instance.kind.id, **words})


def _uuid(facts: Facts) -> str:
    part = facts.instance.key or facts.instance.kind.id
    return document_uuid(facts.profil.id, facts.sak.id, facts.instance.kind.id, part, facts.reader)


def _draft(facts: Facts) -> bool:
    consent = facts.instance.consent
    return consent is not None and consent.status == "utkast"


def _title(facts: Facts) -> str:
    title = facts.instance.kind.title(facts.form)
    return f"{title} (utkast)" if _draft(facts) else title


def _child(sak: Sak) -> str:
    return f"{sak.barn.fornavn} {sak.barn.etternavn}"


def _system(facts: Facts) -> str:
    system = facts.profil.systemer.arkiv.id
    if system not in (PUBLIC_360, VISMA):
        raise BtiError(Problem("A111", Where(file="municipality.yaml", path="systemer.arkiv.id")))
    return system


def _basis(facts: Facts) -> Hjemmel:
    valid = [h for h in facts.profil.hjemmel if h.fra <= facts.date]
    if not valid:
        raise BtiError(Problem("A108", Where(file="municipality.yaml", path="hjemmel"), {"date": f"{facts.date}"}))
    return max(valid, key=lambda h: h.fra)


def _restriction(facts: Facts, basis: Hjemmel, codes: Codes) -> Skjerming:
    text = basis.tekst_nb if facts.form == "nb" else basis.tekst_nn
    own, case = codes.get("dokument", {}), codes.get(_SAK, {})
    code = own.get("AccessCode") or basis.kode or case.get("AccessCode", "")
    if not code:
        raise BtiError(_lacking("hjemmel", "kode"))
    paragraph = own.get("Paragraph") or basis.paragraf or case.get("Paragraph") or text
    group = own.get("AccessGroup") or facts.profil.enheter[facts.sak.barn.skole].tilgangsgruppe
    return Skjerming(kode=code, hjemmel=text, paragraf=paragraph, tilgangsgruppe=group)


def _restriction_of_folder(facts: Facts, basis: Hjemmel, codes: Codes) -> Skjerming:
    """Return how the folder is kept: as the municipality keeps its folders, whatever the first document in it asks."""
    said = codes.get(_SAK, {})
    own = {key: code for key, code in said.items() if key in ("AccessCode", "AccessGroup")}
    return _restriction(facts, basis, {_SAK: said, "dokument": own})


def _codes(facts: Facts, type_: Arkivtype) -> Codes:
    """Return the municipality's own codes for its archive. Only Public 360 has a set of them that must be there."""
    system = _system(facts)
    section, said = _SECTIONS[system], _said(facts)
    own = said.get(type_.id)
    if type_.egne_koder and not (own and own.get("AccessCode") and own.get("AccessGroup")):
        place = f"{section}.{type_.id}"
        raise BtiError(Problem("A107", Where(file="municipality.yaml", path=place), {"type": type_.id, "path": place}))
    if system != PUBLIC_360:
        return {"dokument": dict(own)} if own else {}
    found: Codes = {_SAK: said.get(_SAK, {}), _ROLES: said.get(_ROLES, {}), "dokument": own or said.get(type_.som, {})}
    for section, keys in (*_NEEDED.items(), ("dokument", _DOCUMENT)):
        for key in keys:
            if not found[section].get(key):
                raise BtiError(_lacking("public_360", (type_.id if section == "dokument" else section), key))
    used = {code for codes in found.values() for code in codes.values()}
    names = {code: name for code, name in facts.profil.arkivering.kodenavn.items() if code in used}
    return {section: dict(codes) for section, codes in found.items()} | {NAMES: names}


def _said(facts: Facts) -> Codes:
    profil = facts.profil
    return profil.public_360 if _system(facts) == PUBLIC_360 else profil.visma_elevmappe


def _lacking(*path: str) -> Problem:
    return Problem("A105", Where(file="municipality.yaml", path=".".join(path)), {"path": ".".join(path)})


def _unit(facts: Facts) -> Enhet:
    school = facts.profil.enheter[facts.sak.barn.skole]
    heads = [p for p in facts.sak.personer if p.rolle == _HEAD and p.enhet == facts.sak.barn.skole]
    head = heads[0] if heads else None
    email = school.arkivansvarlig or (head.epost if head else "")
    return Enhet(navn=school.navn, orgnr=school.orgnr or "", ansvarlig=head.navn if head else "", epost=email)


def _author(facts: Facts) -> str:
    """Return the member of staff who wrote the document: never a guardian."""
    meeting, part = facts.instance.meeting, facts.instance.part
    who = meeting.referent if meeting else part.skrevet_av if isinstance(part, Oppmerksomhetssamtale) else None
    return next((p.navn for p in facts.sak.personer if p.id == who), "")


def _folder(facts: Facts, basis: Hjemmel, codes: Codes) -> Mappe:
    sak = facts.sak
    number = sak.arkiv.saksnummer if sak.arkiv else ""
    if number and not _CASE_NUMBER.fullmatch(number):
        raise BtiError(Problem("A112", facts.case_file))
    if not number and not sak.barn.fødselsnummer and _system(facts) == PUBLIC_360:
        raise BtiError(Problem("A106", facts.case_file))
    public = facts.profil.public_360.get(_SAK, {}).get("Title") or _WORDS[facts.form]["folder"]
    return Mappe(
        saksnummer=number,
        nøkkel=f"elevmappe:{sak.id}",
        tittel=f"{public} - {_child(sak)}",
        offentlig_tittel=public,
        elev=_child(sak),
        skjerming=_restriction_of_folder(facts, basis, codes),
        klasse=facts.profil.arkivering.fnr_klasse,
        fødselsnummer=sak.barn.fødselsnummer or "",
    )


def _parties(facts: Facts, type_: Arkivtype) -> tuple[list[Korrespondansepart], list[str]]:
    """Return sender and recipient of what goes to someone, and notes; a protected address gets nothing (R01, R03).

    A report to barnevernet is told to have gone there, where the municipality has one; the archive does not send it.
    """
    if not type_.til_andre:
        return [], []
    sender = _sender(facts)
    if facts.reader == ARCHIVE:
        services = [unit for unit in facts.profil.enheter.values() if unit.type == _CHILD_WELFARE]
        return ([sender, _service("EM", services[0])], []) if len(services) == 1 else ([], [])
    guardian = next((g for g in facts.sak.foresatte if g.id == facts.reader), None)
    if guardian is None:
        unit = facts.profil.enheter.get(facts.reader)
        return ([sender, _service("EK", unit)], []) if unit else ([], ["no_address"])
    if is_hidden(facts.sak, guardian):
        return [], ["by_hand"]
    if not guardian.fødselsnummer and not guardian.adresse:
        return [], ["no_address"]
    return [sender, _recipient(guardian)], []


def _sender(facts: Facts) -> Korrespondansepart:
    """Return who writes: the school, and for a protected pupil the municipality, because senders are public."""
    profil, school = facts.profil, _unit(facts)
    if facts.sak.barn.adressesperre in PROTECTED:
        school = Enhet(navn=profil.navn, orgnr=profil.orgnr or "")
    orgnr = school.orgnr or profil.orgnr or ""
    return Korrespondansepart(rolle="EA", navn=school.navn, er_person=False, skjermes=False, orgnr=orgnr)


def _service(role: Literal["EM", "EK"], unit: Tjeneste) -> Korrespondansepart:
    """Return a unit as a recipient. Which service it is tells what the case is about: only a school may be seen."""
    known = unit.type in SCHOOLS
    return Korrespondansepart(rolle=role, navn=unit.navn, er_person=False, skjermes=not known, orgnr=unit.orgnr or "")


def _recipient(guardian: Foresatt) -> Korrespondansepart:
    *lines, place = guardian.adresse or [""]
    postcode, _, town = place.partition(" ")
    return Korrespondansepart(
        rolle="EM",
        navn=guardian.navn,
        er_person=True,
        skjermes=True,
        fødselsnummer=guardian.fødselsnummer or "",
        adresse=lines,
        postnummer=postcode,
        poststed=town,
    )


def _hand_over(facts: Facts) -> Overlevering | None:
    """Return what the pupil's change of school asks of the folder, while the pupil is still at the old one."""
    said = facts.sak.overgang
    if said is None:
        return None
    old, new = schools(facts.sak, facts.profil)
    if new is None or facts.sak.barn.skole != old:
        return None
    last = facts.profil.arkivering.skolebytte
    year = min((m.dato for m in facts.sak.møter if m.type == "overgangsmøte 1"), default=facts.date)
    due = dt.date(year.year + (year.month > _SUMMER), last.måned, last.dag)
    leaves, goes_to = facts.profil.enheter[old], facts.profil.enheter[new]
    return Overlevering(
        fra=leaves.navn,
        til=goes_to.navn,
        tilgangsgruppe=goes_to.tilgangsgruppe,
        orgnr=goes_to.orgnr or "",
        epost=goes_to.arkivansvarlig,
        frist=due,
    )


def _warnings(facts: Facts, entry: Arkivpost, notes: Sequence[str]) -> list[Problem]:
    found = [Problem("A109", words={"reader": facts.reader})] if notes else []
    if entry.arkiv == PUBLIC_360 and not entry.skjerming.tilgangsgruppe:
        found.append(Problem("A110", words={"unit": facts.sak.barn.skole}))
    return found
