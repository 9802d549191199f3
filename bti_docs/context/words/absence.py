"""The words for absence and how it is followed up."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.base import Figur, Valg


@dataclass(frozen=True)
class Fraværsuke:
    """What was missed in a week or a whole period; `uke` is the number in the school plan, `dager` all the days."""

    uke: str
    fra: str
    til: str
    dager: str
    gyldige: str
    ugyldige: str
    uavklarte: str
    timer: str
    forsent: str


@dataclass(frozen=True)
class Fraværsgrense:
    """A limit: of what, how many in which window, the most there was, and when it was reached."""

    hva: str
    grense: str
    flest: str
    nådd: str


@dataclass(frozen=True)
class Hjemkontakt:
    """One contact with the home."""

    dato: str
    måte: str
    hvem: str
    med: str
    svar: str


@dataclass(frozen=True)
class Fraværsgrunn:
    """A cause the absence may have."""

    område: str
    tekst: str


@dataclass(frozen=True)
class Fraværsoppfølging:
    """How absence is followed up. `figur` is the chart by week with the limits drawn in; empty without absence."""

    fra: str
    til: str
    figur: Figur
    har_figur: bool
    uker: list[Fraværsuke]
    sum: Fraværsuke
    prosent: str
    skoledager: str
    grunner: str
    umeldte: str
    grenser: list[Fraværsgrense]
    terskel_nådd: str
    mønster: str
    kontakt: list[Hjemkontakt]
    klasseteam: str
    områder: list[Valg]
    årsaker: list[Fraværsgrunn]
    steg: str
    beslutning: list[Valg]
    begrunnelse: str
