"""A case, a kind, a municipality and a day go in; every word that the template may use comes out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bti_docs.case.elevsamtale import Elevsamtale
from bti_docs.case.model import Sak
from bti_docs.case.nivavurdering import Nivåvurdering
from bti_docs.case.profile import Profil
from bti_docs.case.roles import GROWN, age, suspected_violence
from bti_docs.case.samtykke import Samtykke
from bti_docs.case.validity import withdrawn
from bti_docs.case.vocabulary import Målform
from bti_docs.context import words as w
from bti_docs.context.absence import follow_up
from bti_docs.context.analysis import analysis
from bti_docs.context.consents import consent
from bti_docs.context.forms import referral, report
from bti_docs.context.instances import Instance
from bti_docs.context.invitations import invitation
from bti_docs.context.labels import Labels, date, number
from bti_docs.context.levels import level, message
from bti_docs.context.logs import change_of_consent, holders, letter, whole_log
from bti_docs.context.meetings import meeting, transition
from bti_docs.context.persons import People, guardians, pupil
from bti_docs.context.plans import education_plan, talk
from bti_docs.context.pupiltalk import pupil_talk
from bti_docs.context.returning import plan_back
from bti_docs.context.safety import activity_plan
from bti_docs.context.teams import discussion
from bti_docs.context.yearly import yearly_evaluation
from bti_docs.library import Begrep, Lovhenvisning
from bti_docs.problem import BtiError, Problem, Where


@dataclass(frozen=True)
class Setting:
    """What surrounds a case: the municipality, the laws, the printed words, the language form, and who reads.

    `role` chooses the note on what a copy leaves out; `recipients` is false when a copy names no other
    receiver; `enclosed` is what a cover letter lists.
    """

    profil: Profil
    laws: tuple[Lovhenvisning, ...]
    words: dict[str, dict[str, Begrep]]
    form: Målform
    mal: str = ""
    reader: str = "skolen"
    role: str = "skolen"
    recipients: bool = True
    enclosed: tuple[str, ...] = ()


def build(sak: Sak, instance: Instance, setting: Setting, day: dt.date) -> w.Ord:
    """Return the words for one document. Raises BtiError when the profile has no legal basis for its date."""
    labels = Labels(setting.form, setting.words)
    people = People(sak, setting.profil, labels, own=setting.role == _OWN)
    dated = instance.date(day)
    relied_on = instance.consent or _consent_of(sak, instance)
    log = sak.stafettlogg
    return w.Ord(
        kommune=_municipality(setting.profil),
        system=_systems(setting.profil),
        dokument=_document(people, instance, setting, dated, relied_on),
        lov=citations(setting, dated),
        barn=pupil(people, dated, instance.consent),
        foresatte=guardians(people, instance.consent),
        stafettholdere=holders(people, instance.consent) if log else [_NOBODY],
        deltakere=[people.person(d.hvem, since=d.fra) for d in log.deltakere] if log else [],
        logg_opprettet=date(log.opprettet) if log else "",
        samtykke=consent(people, instance.consent),
        samtale=talk(people, sak.oppmerksomhetssamtale),
        møte=meeting(people, instance.meeting),
        overgang=transition(people, instance.meeting, relied_on),
        iop=education_plan(people, sak.iop),
        innkalling=invitation(people, instance.meeting),
        drøfting=discussion(people, instance.meeting),
        årsvurdering=yearly_evaluation(people, sak.iop_årsvurdering),
        nivåvurdering=level(people, instance.of(Nivåvurdering)),
        melding_ke=message(people, sak.melding_ke),
        endring=change_of_consent(people, instance),
        logg=whole_log(people, dated),
        henvisning=referral(people, sak.henvisning, own=instance.kind.gjelder.del_ == "henvisning"),
        bekymring=report(people, sak.bekymring, own=instance.kind.gjelder.del_ == "bekymring"),
        brev=letter(people, setting.reader, setting.enclosed, setting.role),
        fraværsoppfølging=follow_up(people, sak.fraværsoppfølging),
        elevsamtale=pupil_talk(people, instance.part if isinstance(instance.part, Elevsamtale) else None),
        analyse=analysis(people, sak.pedagogisk_analyse),
        tilbakeføring=plan_back(people, sak.tilbakeføringsplan),
        aktivitetsplan=activity_plan(people, sak.aktivitetsplan),
    )


def plain(words: w.Ord) -> dict[str, object]:
    """Return the words as plain dicts, lists, strings and booleans: all that a template ever gets hold of."""
    return {name: _plain(value) for name, value in vars(words).items()}


def _plain(value: object) -> object:
    """Copy a value as `dataclasses.asdict` does, in a third of the time: words are of few sorts."""
    if isinstance(value, str | bool | int) or value is None:
        return value
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    inner = value if isinstance(value, dict) else vars(value)
    return {name: _plain(one) for name, one in inner.items()}


def citations(setting: Setting, day: dt.date) -> w.Lov:
    """Return the law citations in force on `day`, by id, in the language form."""
    found = {law.id: law.nb if setting.form == "nb" else law.nn for law in setting.laws if law.in_force(day)}
    return w.Lov({key: _unbroken(text) for key, text in found.items()})


def _unbroken(citation: str) -> str:
    """Keep `§` and its number on one line."""
    return citation.replace("§ ", "§\u00a0")


_OWN, _SERVICE, _ANYONE = "skolen", "tjeneste", "offentlig"
_NOBODY = w.Person("", "", "", "")


def _consent_of(sak: Sak, instance: Instance) -> Samtykke | None:
    named = instance.meeting.samtykke if instance.meeting else None
    return next((s for s in sak.samtykker if s.id == named), None)


def _municipality(profil: Profil) -> w.Kommune:
    head = profil.brevhode
    return w.Kommune(profil.navn, profil.nettsted, head.telefon, ", ".join(head.adresse), profil.personvernombud)


def _systems(profil: Profil) -> w.System:
    log, archive = profil.systemer.stafettlogg, profil.systemer.arkiv
    return w.System(w.Fagsystem(log.navn, log.adresse), w.Fagsystem(archive.navn, archive.adresse))


def _document(
    people: People, instance: Instance, setting: Setting, dated: dt.date, relied_on: Samtykke | None
) -> w.Dokument:
    sak, profil, labels = people.sak, setting.profil, people.labels
    title = profil.ord.get(instance.kind.id) or instance.kind.title(setting.form)
    return w.Dokument(
        tittel=title,
        undertittel=labels.of("møtetype", instance.meeting.type) if instance.meeting else "",
        dato=date(dated),
        dato_lang=labels.long_date(dated),
        saksnummer=sak.arkiv.saksnummer if sak.arkiv else "",
        sak_id="" if instance.kind.offentlig else sak.id,
        saksnavn=sak.saksnavn,
        skjerming="" if instance.kind.offentlig else _restricted(people, setting, dated),
        mal=setting.mal,
        utkast=instance.kind.gjelder.del_ == "iop" and not (sak.iop and sak.iop.vedtak),
        tomt=instance.part is None,
        enhet=people.unit(sak.barn.skole),
        skoleår=f"{profil.skoleår.start.year}/{profil.skoleår.slutt.year}",
        nivå=number(sak.nivå),
        kopi_til=_copies(people, instance, relied_on, dated) if setting.recipients else [],
        vedlegg=list(instance.meeting.vedlegg) if instance.meeting else [],
        mottaker=_recipient(people, setting),
        kopinote=_copy_note(people, setting, dated),
    )


def _restricted(people: People, setting: Setting, dated: dt.date) -> str:
    return people.labels.sentence("unntatt", hjemmel=restriction(setting.profil, setting.form, dated))


def _recipient(people: People, setting: Setting) -> str:
    """Return whose copy this is; empty for the school's and the archive's own, and for what anyone may read."""
    if setting.role in (_OWN, _ANYONE):
        return ""
    return people.unit(setting.reader) if setting.role == _SERVICE else people.name_and_role(setting.reader)


def _copy_note(people: People, setting: Setting, dated: dt.date) -> str:
    """Return what copies for such a reader leave out, with the law and where to complain.

    It is the same whether or not anything was left out of this one: the note itself must tell nothing.
    """
    if setting.role == _OWN:
        return ""
    who = _recipient(people, setting)
    return people.labels.sentence(f"kopi_{setting.role}", mottaker=who, **citations(setting, dated))


def restriction(profil: Profil, form: Målform, day: dt.date) -> str:
    """Return the legal basis for restricting access that the profile has for `day`. Raises BtiError without one."""
    valid = [h for h in profil.hjemmel if h.fra <= day]
    if not valid:
        raise BtiError(Problem("K106", Where(path="hjemmel"), {"date": date(day)}))
    newest = max(valid, key=lambda h: h.fra)
    return _unbroken(newest.tekst_nb if form == "nb" else newest.tekst_nn)


def _copies(people: People, instance: Instance, relied_on: Samtykke | None, dated: dt.date) -> list[str]:
    """Return who gets a copy: guardians with foreldreansvar who want one, and the services of the consent.

    No guardian does while violence or abuse is suspected (rule R16), nor one whom the pupil is kept from, nor any once
    the pupil is 18, and no service once the consent has ended.
    """
    barn = people.sak.barn
    offered = instance.kind.kopi_til_foresatte and not suspected_violence(people.sak)
    offered = offered and age(barn.fødselsdato, dated) < GROWN
    wanted = [g for g in people.sak.foresatte if g.foreldreansvar == "ja" and g.kopi != "nei"]
    entitled = [g for g in wanted if offered and g.id not in barn.skjermes_for]
    given = relied_on is not None and relied_on.status == "gitt"
    ended = relied_on is not None and relied_on.gjelder_til is not None and relied_on.gjelder_til < dated
    ended = ended or (relied_on is not None and withdrawn(relied_on) <= dated)
    services = relied_on.tjenester if relied_on and given and not ended else []
    own = people.sak.barn.skole
    return [people.name_and_role(g.id) for g in entitled] + [people.unit(u) for u in services if u != own]
