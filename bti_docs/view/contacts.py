"""A case and a reader go in; the case without what is protected from the reader, and what no text may say, come out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

from bti_docs.case.homes import PROTECTED, at_protected_home, fold, homes
from bti_docs.case.model import Barn, Foresatt, Sak
from bti_docs.case.profile import Profil
from bti_docs.case.roles import PUPIL
from bti_docs.case.samtykke import Endring, Samtykke
from bti_docs.view.parts import parts, placeless
from bti_docs.view.readers import Reader

P = TypeVar("P", Foresatt, Barn)

_NO_CONTACT: dict[str, object] = {"telefon": "", "epost": "", "adresse": [], "fødselsnummer": None}
_SCHOOLS = ("barneskole", "ungdomsskole", "kombinert skole", "barnehage")
_SHORTEST = 5  # letters: a shorter street or place stands in too many honest sentences
_PHONE = 8  # digits: a Norwegian number, and enough of a foreign one
_LETTER_AND_DIGIT = r"[^\W\d]{2}.*\d|\d.*[^\W\d]{2}"
_NUMBER = r"\b[HULK]?\d+\s*[A-Za-zÆØÅæøå]?\b"  # of a house, a flat or a post office


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
    return _without_places(seen, _schools(profil)) if _nowhere(sak) else seen


def secrets(sak: Sak, reader: Reader, profil: Profil) -> frozenset[str]:
    """Return what no text in the reader's copy may say, folded.

    A street that the reader's own home shares is no secret from them; a protected pupil's school is from all.
    """
    schools = [fold(profil.enheter[u].navn) for u in _schools(profil)] if _nowhere(sak) else []
    return _hidden_traces(sak, reader) | {name for name in schools if len(name) >= _SHORTEST}


def shielded(who: str, person: Foresatt | Barn, reader: Reader) -> bool:
    """Tell whether a person is protected, or kept from this reader."""
    return who != reader.id and (person.adressesperre != "nei" or reader.named_in(person.skjermes_for))


def _nowhere(sak: Sak) -> bool:
    """Tell whether the pupil is protected, so that where they can be found is in nobody's copy."""
    return sak.barn.adressesperre in PROTECTED


def _hidden_traces(sak: Sak, reader: Reader) -> frozenset[str]:
    own = {t for who, p in homes(sak) if who == reader.id for t in _traces(p)}
    return frozenset(t for who, p in homes(sak) if shielded(who, p, reader) for t in _traces(p)) - own


def _traces(person: Foresatt | Barn) -> Iterator[str]:
    """Yield a home's lines, whole, up to the house number and without numbers, its phones and its e-mail, folded."""
    for line in (part for whole in person.adresse for part in whole.split(",")):
        numbered = re.match(r"\D*?[^\W\d]\D*?\d+", line)
        yield from (fold(t) for t in (line, numbered[0] if numbered else "") if re.search(_LETTER_AND_DIGIT, t))
        words = fold(re.sub(_NUMBER, " ", line))
        yield from [words] if len(words) >= _SHORTEST else []
    digits = ["".join(re.findall(r"\d", number))[-_PHONE:] for number in re.split(r"[^\d\s().+-]+", person.telefon)]
    yield from (text for text in (*digits, fold(person.epost)) if len(text) >= _SHORTEST)


def _reduced(sak: Sak, who: str, person: P, reader: Reader) -> P:
    hide = person.adressesperre in PROTECTED or at_protected_home(sak, person) or shielded(who, person, reader)
    if hide or (who != reader.id and _betrays(sak, person, reader)):
        return person.model_copy(update=_NO_CONTACT)
    return person.model_copy(update={"fødselsnummer": None})


def _betrays(sak: Sak, person: Foresatt | Barn, reader: Reader) -> bool:
    """Tell whether a person's own contact details are those of someone shielded: the pupil's, a new partner's."""
    said = [fold(text) for text in (*person.adresse, person.telefon, person.epost)]
    return any(trace in text for trace in _hidden_traces(sak, reader) for text in said)


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
