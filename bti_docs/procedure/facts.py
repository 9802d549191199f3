"""What a procedure's conditions may talk about: the words, with their types, and the days that deadlines count from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NewType

Gjort = NewType("Gjort", dict[str, bool])
"""By step: whether it is done."""
Valgt = NewType("Valgt", dict[str, str])
"""By step: what was chosen there; empty where nothing was."""


@dataclass(frozen=True)
class Saksord:
    """The case as a whole."""

    avsluttet: bool
    høyeste_nivå: int


@dataclass(frozen=True)
class Notatord:
    """The note before the talk with the guardians, and the talk; `konklusjon` is empty until there is one."""

    skrevet: bool
    konkret: bool
    sjekket: bool
    delt: bool
    samtale: bool
    konklusjon: str
    vold_overgrep: bool
    skolemiljø: bool


@dataclass(frozen=True)
class Samtykkeord:
    """Which consents hold on the day; `bredt` is the one for going from level 2 to 3."""

    stafettlogg: bool
    deling: bool
    bredt: bool
    ressursteam: bool
    overgang: bool


@dataclass(frozen=True)
class Loggord:
    """The shared log, and who is in it. The schools are the one that the pupil leaves and the one they go to."""

    opprettet: bool
    åpen: bool
    stafettholder: bool
    barneskolen_passiv: bool
    ungdomsskolen_med: bool
    ny_kontaktlærer_deltar: bool
    ny_stafettholder: bool


@dataclass(frozen=True)
class Møteord:
    """The meetings: `avtalt` is a next one with a date, `innkalt` that its invitation is written.

    `nå` is that its day has come, `neste` its type.
    """

    avtalt: bool
    innkalt: bool
    nå: bool
    neste: str
    ressursteam: bool
    overgang_1: bool
    overgang_2: bool


@dataclass(frozen=True)
class Sisteord:
    """The last meeting that was held; `opp` and `ned` are whether the last decision moved the case."""

    holdt: bool
    type: str
    besluttet: bool
    utfall: str
    opp: bool
    ned: bool
    effekt: str


@dataclass(frozen=True)
class Tiltaksord:
    """The measures that are not ended."""

    i_gang: bool
    fra_tjenester: bool


@dataclass(frozen=True)
class Fraværsord:
    """Absence, held against the municipality's limits in its rolling window, and how it is followed up.

    `kontaktet` is whether the school has been in touch with the home since the absence began, `klasseteam` whether
    the class team has met since the limit was passed, and `gjort` which steps of the plan the follow-up says are
    done.
    """

    registrert: bool
    over_grensen: bool
    kontakt_heim: bool
    kontaktet: bool
    klasseteam: bool
    gjort: Gjort


@dataclass(frozen=True)
class Overgangsord:
    """The transition from primary to lower secondary school."""

    gjelder: bool
    behov: bool
    kontaktlærer_kjent: bool


@dataclass(frozen=True)
class Elevord:
    """The pupil; `hørt` is whether their view was asked for since the note was written.

    `samtale` is whether there was a talk with the pupil, `utrygg` whether the last one says that they are unsafe.
    """

    alder: int
    hørt: bool
    samtale: bool
    utrygg: bool


@dataclass(frozen=True)
class Tjenesteord:
    """The services; `ppt` is whether the pedagogical-psychological service takes part or has given its assessment."""

    ppt: bool


@dataclass(frozen=True)
class Dokumentord:
    """What the documents in the case show.

    `tilbake` is whether every step of the way back is reached. `nivåvurdering` and `meldt_ke` are written since the
    last meeting. `aktivitetsplan` is a plan of § 12-4 that holds for what the pupil last said.
    """

    pedagogisk_analyse: bool
    tilbakeføringsplan: bool
    tilbake: bool
    aktivitetsplan: bool
    nivåvurdering: bool
    meldt_ke: bool
    henvist: bool
    bekymring_sendt: bool


@dataclass(frozen=True)
class Fakta:
    """Everything a condition may name. `ny` is whether the level was entered from below and has had no meeting yet."""

    nivå: int
    ny: bool
    saken: Saksord
    notat: Notatord
    samtykke: Samtykkeord
    logg: Loggord
    møter: Møteord
    siste: Sisteord
    tiltak: Tiltaksord
    fravær: Fraværsord
    overgang: Overgangsord
    elev: Elevord
    tjenester: Tjenesteord
    dokumenter: Dokumentord
    begynt: bool = False
    gjort: Gjort = field(default_factory=lambda: Gjort({}))
    valgt: Valgt = field(default_factory=lambda: Valgt({}))


@dataclass(frozen=True)
class Observert:
    """What a case tells on a day: the words of conditions, and the days that deadlines may be counted from."""

    fakta: Fakta
    dager: Mapping[str, dt.date | None]

    def words(self, *, begynt: bool, gjort: Mapping[str, bool], valgt: Mapping[str, str]) -> dict[str, Any]:
        """Return the words for one procedure's conditions, as plain values."""
        return {**asdict(self.fakta), "begynt": begynt, "gjort": dict(gjort), "valgt": dict(valgt)}
