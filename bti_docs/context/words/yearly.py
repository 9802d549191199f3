"""The words for the yearly evaluation of individually adapted education."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Delt, Valg


@dataclass(frozen=True)
class GittOpplæring:
    """What was planned and given in one subject."""

    fag: str
    planlagt: str
    gitt: str
    organisering: str
    kompetanse: str
    avvik: str


@dataclass(frozen=True)
class Målvurdering:
    """How far the pupil has come towards one goal."""

    fag: str
    mål: str
    utvikling: str
    måloppnåelse: str
    begrunnelse: str


@dataclass(frozen=True)
class Årsvurdering:
    """The yearly evaluation; `tilgang` lists who was given it, with the way as `rolle`."""

    periode: str
    skrevet_av: str
    gitt: list[GittOpplæring]
    vurdering: list[Målvurdering]
    sosialt: str
    foresatt_syn: str
    tilråding: list[Valg]
    tilråding_begrunnelse: str
    tilgang: list[Delt]
    rektor: str
