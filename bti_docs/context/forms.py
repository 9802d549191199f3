"""A referral or a report in a case goes in; the words that its PDF form uses come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from bti_docs.case.bekymring import Bekymring
from bti_docs.case.henvisning import Henvisning, Utbytte
from bti_docs.case.homes import at_protected_home
from bti_docs.case.model import Barn, Foresatt, Sak
from bti_docs.context.labels import date
from bti_docs.context.persons import People
from bti_docs.context.words.base import Person
from bti_docs.context.words.form import Bekymring as BekymringOrd
from bti_docs.context.words.form import Henvisning as HenvisningOrd
from bti_docs.context.words.form import MeldtForesatt, Mestring

_NOBODY = Person("", "", "", "")
_RECEIPT_DUE = dt.timedelta(days=21)  # barnevernsloven § 13-3: the receipt comes within three weeks
_GUARDIANS = 2  # the form has room for two


def referral(people: People, said: Henvisning | None, *, own: bool) -> HenvisningOrd:
    """Return the words of a referral to PPT; empty ones when there is none.

    `own` tells that the document is the referral: in no other is the pupil's identity number a word (rule R23).
    """
    labels, sak = people.labels, people.sak
    one = said or Henvisning(dato=dt.date.min, type="ny", til="")
    consent = next((s for s in sak.samtykker if s.id == one.samtykke), None)
    return HenvisningOrd(
        dato=date(said.dato) if said else "",
        type=said.type if said else "",
        til=people.unit(one.til),
        fødselsnummer=sak.barn.fødselsnummer or "" if own else "",
        foresatte=[_guardian(people, g) for g in sak.foresatte],
        bor_sammen_med=one.bor_sammen_med,
        grunner=list(one.grunner),
        begrunnelse=one.begrunnelse,
        ønsker=list(one.ønsker),
        instanser=[_joined(people.marked(i.navn, i), i.når, i.kontakt) for i in one.instanser],
        syn_undersøkt=date(one.syn_undersøkt),
        hørsel_undersøkt=date(one.hørsel_undersøkt),
        historie=one.historie,
        mestrer=Mestring(one.mestrer.språklig, one.mestrer.faglig, one.mestrer.sosialt, one.mestrer.motivasjon),
        utbytte=[_profit(people, u) for u in one.utbytte],
        kartlegging=[_joined(people.marked(k.navn, k), date(k.dato), k.resultat) for k in one.kartlegging],
        prøvd=[_joined(people.marked(p.hva, p), p.varighet, p.organisering, p.effekt) for p in one.prøvd],
        rammer=one.rammer,
        analyse=one.analyse,
        foresatt_syn=one.foresatt_syn,
        elev_syn=one.elev_syn,
        samtykke=labels.of("samtykkestatus", consent.status) if consent else "",
        skrevet_av=people.person(one.skrevet_av) if one.skrevet_av else _NOBODY,
        rektor=people.name(next((p.id for p in sak.personer if p.rolle == "rektor"), None)),
    )


def _guardian(people: People, guardian: Foresatt) -> str:
    """Return a guardian without contact details: one sheet is signed by both homes."""
    relation = people.labels.of("relasjon", guardian.relasjon)
    custody = people.labels.of("svar", guardian.foreldreansvar)
    return f"{guardian.navn} ({relation})" + (f", foreldreansvar: {custody.lower()}" if custody else "")


def _profit(people: People, said: Utbytte) -> str:
    answer = people.labels.yes_no(said.tilfredsstillende).svar.lower()
    subject = people.marked(said.fag, said)
    return _joined(f"{subject}: {answer}" if answer else subject, said.merknad)


def _joined(first: str, *more: str) -> str:
    """Return what there is of a row, as one line."""
    return "; ".join(" ".join(part.split()) for part in (first, *more) if part.strip())


def report(people: People, said: Bekymring | None, *, own: bool) -> BekymringOrd:
    """Return the words of a report to barnevernet; empty ones when there is none.

    `own` tells that the document is the report: in no other are contact details and the identity number words.
    """
    return _report(people, said) if own else _report(_nobody(people), None)


def _nobody(people: People) -> People:
    """Return the case without anybody to be reached."""
    sak = people.sak
    barn = sak.barn.model_copy(update={"adresse": [], "telefon": "", "fødselsnummer": None, "adressesperre": "nei"})
    return replace(people, sak=sak.model_copy(update={"barn": barn, "foresatte": [], "personer": []}))


def _report(people: People, said: Bekymring | None) -> BekymringOrd:
    sak, labels = people.sak, people.labels
    barn, unit = sak.barn, people.profil.enheter.get(sak.barn.skole)
    one = said or Bekymring(dato=dt.date.min, melder="")
    writer = next((p for p in sak.personer if p.id == one.melder), None)
    reachable = _is_reachable(sak, barn)
    reported = list(_reported(people, one))
    return BekymringOrd(
        dato=date(said.dato) if said else "",
        kommunenummer=people.profil.kommunenummer,
        bydel=one.bydel,
        melder=people.person(one.melder) if one.melder else _NOBODY,
        melder_telefon=writer.telefon if writer else "",
        melder_epost=writer.epost if writer else "",
        orgnr=unit.orgnr or "" if unit else "",
        fødselsnummer=barn.fødselsnummer or "",
        adresse=", ".join(barn.adresse) if reachable else labels.sentence("adresse_sperret"),
        telefon=barn.telefon if reachable else "",
        barnet_orientert=_answer(one.barnet_orientert),
        barnet_grunn=one.barnet_grunn,
        foresatte=reported[:_GUARDIANS],
        flere_foresatte=[_joined(g.navn, g.telefon, g.grunn) for g in reported[_GUARDIANS:]],
        tolk=one.tolk,
        andre_instanser=one.andre_instanser,
        melding=one.melding,
        historikk=one.historikk,
        synspunkter=one.synspunkter,
        vilkår=list(one.vilkår),
        akutt=_answer(one.akutt),
        akutt_varslet=one.akutt_varslet,
        sendt=date(one.sendt),
        kvittering=date(one.kvittering),
        purres=date(one.sendt + _RECEIPT_DUE) if one.sendt and not one.kvittering else "",
    )


def _is_reachable(sak: Sak, person: Barn | Foresatt) -> bool:
    """Tell whether a form may say where someone is: not who is protected, nor who lives with them (rule R01)."""
    return person.adressesperre == "nei" and not at_protected_home(sak, person)


def _answer(answer: bool | None) -> str:
    """Return a yes/no answer as the case writes it; a map turns it into the form's own choice."""
    return "" if answer is None else "ja" if answer else "nei"


def _reported(people: People, said: Bekymring) -> Iterable[MeldtForesatt]:
    """Return the guardians, and empty rows up to what the form has room for."""
    told = {o.hvem: o for o in said.foresatte}
    for guardian in people.sak.foresatte:
        answer = told.get(guardian.id)
        phone = guardian.telefon if _is_reachable(people.sak, guardian) else ""
        informed = _answer(answer.orientert) if answer else ""
        yield MeldtForesatt(guardian.navn, phone, informed, answer.grunn if answer else "")
    for _ in range(_GUARDIANS - len(people.sak.foresatte)):
        yield MeldtForesatt("", "", "", "")
