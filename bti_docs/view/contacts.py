"""A case and a reader go in; the case without what is protected from the reader, and what no text may say, come out."""

from __future__ import annotations

from typing import TypeVar

from bti_docs.case.homes import PROTECTED, at_protected_home, homes, is_pupils_home, lives_with_pupil
from bti_docs.case.model import Barn, Foresatt, Sak
from bti_docs.case.profile import Profil
from bti_docs.case.roles import PUPIL
from bti_docs.case.samtykke import Endring, Samtykke
from bti_docs.view.parts import parts, placeless
from bti_docs.view.readers import Reader
from bti_docs.view.traces import Traces, of_home, of_school

P = TypeVar("P", Foresatt, Barn)

_NO_CONTACT: dict[str, object] = {"telefon": "", "epost": "", "adresse": [], "fødselsnummer": None}
_SCHOOLS = ("barneskole", "ungdomsskole", "kombinert skole", "barnehage")
_SCHOOL_WORDS = ("barneskole", "ungdomsskole", "skole", "barneskule", "ungdomsskule", "skule", "barnehage", "og")


def without_contacts(sak: Sak, reader: Reader, profil: Profil) -> Sak:
    """Return the case with each person's contact details only where the reader may have them; never a number.

    Identity numbers are for the school and the archive (personopplysningsloven § 12, rule R23). Nobody protected
    has contact details in any copy, their own neither, and a protected pupil no school or place of meeting
    (folkeregisterloven § 10-4, R01): a copy lies about in a home.
    """
    seen = sak.model_copy(
        update={
            "barn": _reduced(sak, PUPIL, sak.barn, reader),
            "foresatte": [_reduced(sak, g.id, g, reader) for g in sak.foresatte],
            "personer": [p.model_copy(update={"telefon": "", "epost": ""}) for p in sak.personer],
        }
    )
    return _without_places(seen, _schools(profil)) if _nowhere(sak, reader) else seen


def secrets(sak: Sak, reader: Reader, profil: Profil) -> Traces:
    """Return what no text in the reader's copy may say.

    A street that the reader's own home shares is no secret from them, nor what the letterhead of every copy says; a
    protected pupil's school is one from all.
    """
    schools = Traces()
    for unit in _schools(profil) if _nowhere(sak, reader) else ():
        schools |= of_school(profil.enheter[unit].navn, _SCHOOL_WORDS)
    letterhead = "\n".join((profil.navn, *profil.brevhode.adresse, profil.brevhode.telefon))
    return (_hidden_traces(sak, reader) | schools).beyond(letterhead)


def shielded(who: str, person: Foresatt | Barn, reader: Reader) -> bool:
    """Tell whether a person is protected, or kept from this reader."""
    return who != reader.id and (person.adressesperre != "nei" or reader.named_in(person.skjermes_for))


def _nowhere(sak: Sak, reader: Reader) -> bool:
    """Tell whether the reader is not to know where the pupil can be found during the day.

    Nobody is when the pupil is protected. When the pupil lives with somebody who is kept from the reader, the school
    leads to that home (folkeregisterloven § 10-4, R01): a parent whom the pupil does not live with is not told of it.
    """
    if sak.barn.adressesperre in PROTECTED:
        return True
    own = next((g for g in sak.foresatte if g.id == reader.id), None)
    if own is None or lives_with_pupil(sak, own):
        return False
    return any(shielded(g.id, g, reader) and lives_with_pupil(sak, g) for g in sak.foresatte)


def _hidden_traces(sak: Sak, reader: Reader) -> Traces:
    hidden, own = Traces(), Traces()
    kept = [g for g in sak.foresatte if shielded(g.id, g, reader)]
    for who, person in homes(sak):
        if who == reader.id:
            own |= of_home(person)
        elif shielded(who, person, reader) or (who == PUPIL and any(is_pupils_home(sak, g) for g in kept)):
            hidden |= of_home(person)
    return hidden - own


def _reduced(sak: Sak, who: str, person: P, reader: Reader) -> P:
    hide = person.adressesperre in PROTECTED or at_protected_home(sak, person) or shielded(who, person, reader)
    if hide or (who != reader.id and _betrays(sak, person, reader)):
        return person.model_copy(update=_NO_CONTACT)
    return person.model_copy(update={"fødselsnummer": None})


def _betrays(sak: Sak, person: Foresatt | Barn, reader: Reader) -> bool:
    """Tell whether a person's own contact details are those of someone shielded: the pupil's, a new partner's."""
    hidden = Traces(_hidden_traces(sak, reader).folded)  # a post code alone is many homes' own
    return any(hidden.told_by(text) for text in (*person.adresse, person.telefon, person.epost))


def _schools(profil: Profil) -> frozenset[str]:
    return frozenset(unit for unit, said in profil.enheter.items() if said.type in _SCHOOLS)


def _without_places(sak: Sak, schools: frozenset[str]) -> Sak:
    note = sak.oppmerksomhetssamtale
    talk = note and note.model_copy(update={"samtale": note.samtale and note.samtale.model_copy(update={"sted": ""})})
    plan = sak.iop
    if plan and plan.sakkyndig_vurdering and plan.sakkyndig_vurdering.av in schools:
        plan = plan.model_copy(update={"sakkyndig_vurdering": plan.sakkyndig_vurdering.model_copy(update={"av": None})})
    return sak.model_copy(
        update={
            **{name: placeless(part, schools) for name, part in parts(sak).items()},
            "barn": sak.barn.model_copy(update={"skole": "", "klasse": ""}),
            "personer": [p.model_copy(update={"enhet": None}) if p.enhet in schools else p for p in sak.personer],
            "samtykker": [_consent(s, schools) for s in sak.samtykker],
            "møter": placeless(sak.møter, schools),
            "oppmerksomhetssamtale": talk,
            "overgang": None,
            "iop": plan,
        }
    )


def _consent(samtykke: Samtykke, schools: frozenset[str]) -> Samtykke:
    def change(endring: Endring) -> Endring:
        return endring.model_copy(update={"tjenester": [u for u in endring.tjenester if u not in schools]})

    return samtykke.model_copy(
        update={
            "tjenester": [u for u in samtykke.tjenester if u not in schools],
            "tilgang": [t for t in samtykke.tilgang if t.tjeneste not in schools],
            "matrise": [row for row in samtykke.matrise if row.tjeneste not in schools],
            "endringer": [change(e) for e in samtykke.endringer],
        }
    )
