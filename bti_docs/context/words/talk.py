"""The words for the oppmerksomhetssamtale."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Delt, Person, Svar, Valg


@dataclass(frozen=True)
class Observasjon:
    """What somebody saw or heard, and when."""

    dato: str
    hva: str


@dataclass(frozen=True)
class Avtale:
    """What was agreed: what, who, when."""

    hva: str
    hvem: str
    når: str


@dataclass(frozen=True)
class Samtale:
    """The oppmerksomhetssamtale: the note before it (part 1) and the talk (part 2)."""

    dato: str
    skrevet_av: Person
    vold_overgrep: Svar
    skolemiljø: Svar
    observasjoner: list[Observasjon]
    varighet: str
    styrker: str
    undring: str
    grad: list[Valg]
    sjekket: str
    delt_med: list[Delt]
    holdt: str
    sted: str
    samtalens_varighet: str
    til_stede: list[Person]
    foresatt_syn: str
    felles_forståelse: str
    konklusjon: list[Valg]
    avtaler: list[Avtale]
    ny_dato: str
