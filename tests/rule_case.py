"""The sample with texts exchanged goes in; the case as the rules meet it, and what they say of it, come out."""

from __future__ import annotations

import datetime as dt

from bti_docs.library import Shelves
from bti_docs.make import Case, open_case
from bti_docs.problem import Problem
from tests.conftest import ROOT

SHELVES = Shelves()
DAY = dt.date(2026, 9, 1)
RISOR = (ROOT / "samples/risor/sak.yaml").read_text(encoding="utf-8")
Edit = tuple[str, str]
# The sample's second consent is a draft that would go on past the change of school: told, and left out here.
DRAFT = [("P129", "samtykker[1].gitt_av"), ("P128", "samtykker[1].gjelder_til")]
SAID = """      sier: |
        Jeg gleder meg til ungdomsskolen, men gruer meg til store grupper.
        Jeg vil kjenne noen voksne før jeg begynner.
"""
SYN = f"  syn:\n    - dato: 2026-04-20\n      form: elevsamtale\n      hentet_av: per\n{SAID}"
INFORMED = "    informert_av: {hvem: per, dato: 2026-04-27, språk: norsk og polsk, tolk: Ewa Tolk}\n"
GIVEN = """    gitt_av:
      - {hvem: mor, dato: 2026-04-27, form: underskrift}
      - {hvem: far, dato: 2026-04-28, form: elektronisk}
"""
PURPOSE = next(line for line in RISOR.splitlines(keepends=True) if line.startswith("    formål: Vi vil samarbeide"))
NEXT = "    neste: {type: overgangsmøte 2, dato: 2026-08-27, kl: 14:00-14:45, sted: Risør ungdomsskole}\n"
CHILD_TOLD = "    barnet_informert: {av: per, dato: 2026-04"
LIMITS = "    deles_ikke: [Opplysninger om mors helse]\n    ingen_avgrensning: nei\n" + CHILD_TOLD
UNTIL = "    gjelder_til: 2026-12-31\n"
IOP = RISOR[RISOR.index("\niop:\n") : RISOR.index("\narkiv:")]


def edited(*edits: Edit, text: str = RISOR) -> str:
    """Return the case with each text replaced; a text that is not there is a fault of the test."""
    for old, new in edits:
        assert old in text, f"the sample no longer says {old!r}"
        text = text.replace(old, new)
    return text


def opened(text: str, shelves: Shelves = SHELVES) -> Case:
    return open_case(text.encode(), shelves, file="sak.yaml")


def told(case: Case) -> list[tuple[str, str]]:
    return [(p.code, p.where.path) for p in broken_in(case)]


def broken_in(case: Case) -> list[Problem]:
    return [p for p in case.problems if (p.code, p.where.path) not in DRAFT or p.words.get("who") == "far"]


def evaluated_on(day: str) -> tuple[Edit, Edit]:
    """Move overgangsmøte 2, and with it the day its measures are evaluated."""
    return (NEXT, NEXT.replace("2026-08-27", day)), ("evalueres: 2026-08-27}", f"evalueres: {day}}}")
