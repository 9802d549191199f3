"""The words for the pupil and the guardians."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Svar


@dataclass(frozen=True)
class Syn:
    """The pupil's own view: what was said, how and when it was asked for, or why it was not."""

    dato: str
    form: str
    hentet_av: str
    sier: str
    grunn: str


@dataclass(frozen=True)
class Barn:
    """The pupil. `underskrevet` is what the pupil has answered to the consent, and how."""

    navn: str
    fornavn: str
    fødselsdato: str
    skole: str
    trinn: str
    klasse: str
    språk: str
    tolk: Svar
    kontaktlærer: str
    underskriver: bool
    underskrevet: str
    syn: list[Syn]


@dataclass(frozen=True)
class Foresatt:
    """A guardian. Contact details are not words: a shared document never carries one home's address to another."""

    navn: str
    relasjon: str
    foreldreansvar: str
    bor_fast: str
    tolk: str
    signerer: bool
    underskrevet: str
