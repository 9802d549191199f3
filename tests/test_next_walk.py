"""The third sample walked day by day: a year from the first note to level 3 and back, read as sentences.

Each line is a day, the level, the step of the flow the case stands at, and what is to be done with its deadline:
`0.3` to `3.4` with a municipality's own number are steps, the rest are the case's own dates.
"""

from __future__ import annotations

import datetime as dt

import pytest

from bti_docs.procedure.next import Due, Stands
from tests.procedures import sample, told

WALK = """
2025-10-20: nivå 0 ved 0.1. Oppmerksomhet: ingen frist.
2025-11-11: nivå 0 ved 0.1. Oppmerksomhet: ingen frist.
2025-11-12: nivå 0 ved 0.3. Del og snakk: ingen frist, mangler samtale.
2025-11-14: nivå 0 ved 0.3. Del og snakk: ingen frist, mangler samtale.
2025-11-17: nivå 0 ved 0.3. Del og snakk: ingen frist, mangler samtale.
2025-11-18: nivå 0 ved 1.1. Avtale: 19.11. Avtale: 20.11. Samtykke og logg: ingen frist, mangler samtykker.
2025-11-19: nivå 0 ved 1.1. Avtale: 19.11. Avtale: 20.11. Samtykke og logg: ingen frist, mangler samtykker.
2025-11-20: nivå 1 ved 1.2. Felles forståelse: 02.12.
2025-11-21: nivå 1 ved 1.2. Felles forståelse: 02.12.
2025-12-01: nivå 1 ved 1.2. Felles forståelse: 02.12.
2025-12-02: nivå 1 ved 1.2. Referat: 09.12. Tiltak: 09.01. Gjør: 13.01. Evaluer: 13.01.
2025-12-09: nivå 1 ved 1.2. Referat: 09.12. Tiltak: 09.01. Gjør: 13.01. Evaluer: 13.01.
2025-12-10: nivå 1 ved 1.2. Tiltak: 09.01. Gjør: 13.01. Evaluer: 13.01.
2026-01-09: nivå 1 ved 1.2. Gjør: 13.01. Evaluer: 13.01.
2026-01-12: nivå 1 ved 1.2. Gjør: 13.01. Evaluer: 13.01.
2026-01-13: nivå 1 ved 1.2. Referat: 20.01. Gjør: 10.02. Evaluer: 10.02.
2026-01-21: nivå 1 ved 1.2. Gjør: 10.02. Evaluer: 10.02.
2026-02-09: nivå 1 ved 1.2. Gjør: 10.02. Evaluer: 10.02. Lag plan: ingen frist.
2026-02-10: nivå 2 ved 2.1. Referat: 17.02. Etabler kontakt: 26.02, mangler samtykker. Lag plan: ingen frist.
2026-02-11: nivå 2 ved 2.1. Referat: 17.02. Planen: 25.02. Etabler kontakt: 26.02, mangler samtykker. Planen: 10.03.
2026-02-12: nivå 2 ved 2.1. Referat: 17.02. Planen: 25.02. Etabler kontakt: 26.02. Planen: 10.03.
2026-02-18: nivå 2 ved 2.1. Planen: 25.02. Etabler kontakt: 26.02. Planen: 10.03.
2026-02-25: nivå 2 ved 2.1. Etabler kontakt: 26.02. Planen: 10.03.
2026-02-26: nivå 2 ved 2.2. Referat: 05.03. Planen: 10.03. Tiltak: 20.03. Gjør: 24.03. Evaluer: 24.03. Tiltak: 10.04.
2026-03-06: nivå 2 ved 2.2. Planen: 10.03. Tiltak: 20.03. Gjør: 24.03. Evaluer: 24.03. Tiltak: 10.04.
2026-03-23: nivå 2 ved 2.2. Gjør: 24.03. Evaluer: 24.03. Tiltak: 10.04.
2026-03-24: nivå 2 ved 2.2. Meld KE: 24.03. Referat: 31.03. Tiltak: 10.04. Gjør: 14.04. Evaluer: 14.04.
2026-03-25: nivå 2 ved 2.2. Meld KE: 24.03, forfalt. Referat: 31.03. Tiltak: 10.04. Gjør: 14.04. Evaluer: 14.04.
2026-03-26: nivå 2 ved 2.2. Referat: 31.03. Tiltak: 10.04. Gjør: 14.04. Evaluer: 14.04.
2026-04-07: nivå 2 ved 2.2. Tiltak: 10.04. Gjør: 14.04. Evaluer: 14.04.
2026-04-13: nivå 2 ved 2.2. Gjør: 14.04. Evaluer: 14.04.
2026-04-14: nivå 3 ved 3.1. Referat: 21.04. Vurder deltakere: 05.05, mangler samtykker. Tverrfaglig møte: 05.05.
2026-04-15: nivå 3 ved 3.1. Referat: 21.04. Vurder deltakere: 05.05, mangler samtykker. Tverrfaglig møte: 05.05.
2026-04-16: nivå 3 ved 3.1. Referat: 21.04. Vurder deltakere: 05.05. Tverrfaglig møte: 05.05.
2026-05-04: nivå 3 ved 3.1. Tverrfaglig møte: 05.05.
2026-05-05: nivå 3 ved 3.2. Referat: 12.05. Tiltak: 05.06. Gjør: 09.06. Evaluer: 09.06.
2026-05-13: nivå 3 ved 3.2. Trapp: 21.05. Trapp: 04.06. Tiltak: 05.06. Gjør: 09.06. Evaluer: 09.06. Trapp: 01.09.
2026-06-08: nivå 3 ved 3.2. Trapp: 04.06, forfalt. Gjør: 09.06. Evaluer: 09.06. Samtykke: 19.06. Trapp: 01.09.
2026-06-09: nivå 3 ved 3.2. Referat: 16.06. Samtykke: 19.06. Tiltak: 28.08. Trapp: 01.09. Gjør: 01.09. Evaluer: 01.09.
2026-06-17: nivå 3 ved 3.2. Samtykke: 19.06. Tiltak: 28.08. Trapp: 01.09. Gjør: 01.09. Evaluer: 01.09.
2026-06-20: nivå 3 ved 3.2. Tiltak: 28.08. Trapp: 01.09. Gjør: 01.09. Evaluer: 01.09.
2026-08-31: nivå 3 ved 3.2. Trapp: 01.09. Gjør: 01.09. Evaluer: 01.09.
2026-09-01: nivå 2 ved 2.2. Trapp: 01.09. Referat: 08.09. Gjør: 06.10. Evaluer: 06.10.
2026-09-09: nivå 2 ved 2.2. Gjør: 06.10. Evaluer: 06.10.
2026-10-05: nivå 2 ved 2.2. Gjør: 06.10. Evaluer: 06.10.
2026-10-06: nivå 1 ved 1.2. Referat: 13.10. Gjør: 10.11. Evaluer: 10.11.
2026-10-14: nivå 1 ved 1.2. Gjør: 10.11. Evaluer: 10.11.
2026-10-20: nivå 1 ved 1.2. Gjør: 10.11. Evaluer: 10.11. Samtykke: 19.11.
2026-11-09: nivå 1 ved 1.2. Gjør: 10.11. Evaluer: 10.11. Samtykke: 19.11.
2026-11-10: nivå 0, avsluttet. Skriv hvorfor: 10.11. Referat: 17.11.
2026-11-11: nivå 0, avsluttet. Skriv hvorfor: 10.11, forfalt. Referat: 17.11.
2026-11-12: nivå 0, avsluttet. Referat: 17.11.
2026-11-18: nivå 0, avsluttet.
"""
DAYS = [line.split(": ", 1) for line in WALK.strip().split("\n")]
NAMES = {
    "risor_niva0_skole.1": "Oppmerksomhet",
    "risor_niva0_skole.3": "Del og snakk",
    "risor_niva1_skole.1": "Samtykke og logg",
    "risor_niva1_skole.2": "Felles forståelse",
    "risor_niva1_skole.3": "Gjør",
    "risor_niva1_skole.4": "Evaluer",
    "risor_niva2_skole.1": "Etabler kontakt",
    "risor_niva2_skole.3": "Gjør",
    "risor_niva2_skole.4": "Evaluer",
    "risor_niva3_skole.1": "Vurder deltakere",
    "risor_niva3_skole.2": "Tverrfaglig møte",
    "risor_niva3_skole.3": "Gjør",
    "risor_niva3_skole.4": "Evaluer",
    "sakens_egne_frister.avtale": "Avtale",
    "sakens_egne_frister.tiltak": "Tiltak",
    "sakens_egne_frister.referat": "Referat",
    "sakens_egne_frister.samtykke": "Samtykke",
    "sakens_egne_frister.aktivitetsplan": "Lag plan",
    "sakens_egne_frister.plan": "Planen",
    "sakens_egne_frister.tilbakeføring": "Trapp",
}
DECIDED = {("melding_ke",): "Meld KE", ("avslutning_nivavurdering",): "Skriv hvorfor"}


def sentence(stand: Stands) -> str:
    place = ", avsluttet" if stand.avsluttet else f" ved {stand.sted.n}" if stand.sted else ""
    return " ".join((f"nivå {stand.nivå}{place}.", *map(_due, stand.ventende)))


def _due(due: Due) -> str:
    name = DECIDED.get(due.dokumenter) or NAMES[f"{due.prosedyre}.{due.steg.n}"]
    when = f"{due.frist:%d.%m}" if due.frist else "ingen frist"
    lacks = f", mangler {'/'.join(m.nøkkel.split('.')[-1] for m in due.mangler)}" if due.mangler else ""
    return f"{name}: {when}{lacks}{', forfalt' if due.forfalt else ''}."


@pytest.mark.parametrize(("day", "expected"), DAYS, ids=[day for day, _ in DAYS])
def test_next_says_on_each_day_of_the_year_what_the_case_asks_for(day: str, expected: str) -> None:
    assert sentence(told(sample("trapp"), day)) == expected


def test_what_the_documents_show_needs_no_mark_by_hand() -> None:
    by_hand = sample("trapp").steg
    without = sample("trapp").model_copy(update={"steg": []})
    no_document = [("sakens_egne_frister", "avtale"), ("risor_niva3_skole", "1")]
    assert [(s.prosedyre, s.steg) for s in by_hand] == no_document
    differ = [day for day, expected in DAYS if sentence(told(without, day)) != expected]
    assert differ == ["2025-11-20", "2025-11-21", "2025-12-01", "2026-05-04"]


def test_the_walk_goes_through_at_least_forty_days_in_order() -> None:
    days = [dt.date.fromisoformat(day) for day, _ in DAYS]
    assert len(days) >= 40
    assert days == sorted(set(days))


def test_the_walk_goes_to_level_3_and_back() -> None:
    levels = [told(sample("trapp"), day).nivå for day, _ in DAYS]
    turns = [b for a, b in zip([-1, *levels], levels, strict=False) if a != b]
    assert turns == [0, 1, 2, 3, 2, 1, 0]
