"""A procedure as data: the keys of a `procedure.yaml` and of the list of roles, with their types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bti_docs.case.types import Dato, Heltall, JaNei, Linje, Node, PersonId, Tekst, Varighet

Anker = Literal[
    "notat",
    "samtale",
    "ny_dato",
    "samtykke",
    "logg",
    "siste_møte",
    "neste_møte",
    "overgangsmøte_2",
    "ressursteam",
    "skolestart",
    "fravær",
    "terskel",
]
"""A day in the case or the school year that a deadline is counted from."""
Egne = Literal[
    "avtale", "tiltak", "referat", "samtykke", "fødselsdag", "aktivitetsplan", "tilbakeføring", "årsvurdering"
]
"""A kind of thing in a case that has dates of its own."""
SLUTT = "slutt"


class Steg(Node):
    """A step of a procedure that somebody has done, when no document in the case tells it, and what was chosen."""

    prosedyre: Linje
    steg: Linje
    dato: Dato
    valg: Linje = ""
    av: PersonId | None = None


class Tospråk(Node):
    """A text in both language forms."""

    nb: Tekst
    nn: Tekst


class Kilde(Node):
    """Where a step stands: the place in the municipality's document, and the sections of law it rests on."""

    sted: Linje
    lov: list[Linje] = []


class Frist(Tospråk):
    """What the source says about time, in words, and the day it is counted from where it can be counted.

    `etter` is added to the day and `før` taken from it. `innstilling` and `innstilling_før` name a setting of the
    procedure instead, which is added or taken.
    """

    fra: Anker | None = None
    etter: Varighet | None = None
    før: Varighet | None = None
    innstilling: Linje = ""
    innstilling_før: Linje = ""

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings that the deadline asks for."""
        return tuple(s for s in (self.innstilling, self.innstilling_før) if s)


class Valg(Tospråk):
    """One outcome of a decision; `til` is a step, a procedure, or `slutt`.

    `når` is true when the case has chosen it, and `dokument` is what it then asks for.
    """

    id: Linje
    til: Linje
    når: Tekst = ""
    dokument: list[Linje] = []


class Forutsetning(Tospråk):
    """What a case must hold before a step can be done: there when `ord` is true; written under `nøkkel`."""

    ord: Tekst
    nøkkel: Linje


class Alarm(Tospråk):
    """What sets every other step aside when `ord` is true."""

    ord: Tekst
    dokument: list[Linje] = []
    kilde: Kilde


class Prosedyresteg(Node):
    """A step: what, how, who, with which tools and documents, by when, what is decided, and where it says so.

    `når` is true while the step is to be done. `ferdig` is true when the case tells that it is; else a person
    writes it under `steg`. `utdyper` names the steps of the procedure this one elaborates. `for_hver` repeats the
    step for each thing in the case that has a date of its own.
    """

    n: Linje
    nivå: Annotated[Heltall, Field(ge=0, le=3)] | None = None
    fase: Annotated[Heltall, Field(ge=0, le=4)] | None = None
    navn: Tospråk
    hva: Tospråk
    hvordan: Tospråk
    hvem: list[Linje]
    verktøy: list[Linje] = []
    frist: Frist | None = None
    dokument: list[Linje] = []
    system: list[Literal["stafettlogg", "arkiv"]] = []
    når: Tekst = ""
    ferdig: Tekst = ""
    krever: list[Forutsetning] = []
    valg: list[Valg] = []
    alarm: Alarm | None = None
    kilde: Kilde
    merknad: Tospråk | None = None
    utdyper: list[Linje] = []
    for_hver: Egne | None = None


class Innstilling(Tospråk):
    """A length of time that the source leaves open or that a municipality may set; none means no deadline."""

    verdi: Varighet | None = None


class Prosedyre(Node):
    """A procedure: its title, where it comes from, when it concerns a case, what a municipality may set, its steps."""

    bti_prosedyre: Literal["1"]
    id: Linje
    tittel: Tospråk
    kilde: Kilde
    alltid: JaNei = False
    gjelder: Tekst = ""
    utdyper: Linje = ""
    faste: list[Tospråk] = []
    merknader: list[Tospråk] = []
    innstillinger: dict[str, Innstilling] = {}
    steg: Annotated[list[Prosedyresteg], Field(min_length=1)]

    def step(self, n: str) -> Prosedyresteg | None:
        """Return the step with a number."""
        return next((s for s in self.steg if s.n == n), None)


class Rolle(Tospråk):
    """Who a step is for: what it is called, which roles in a case it means, and at which school."""

    rolle: list[Linje] = []
    hvor: Literal["skolen", "fra", "til"] | None = None


class Roller(Node):
    """All the roles that procedures name."""

    roller: dict[str, Rolle]
