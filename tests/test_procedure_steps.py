"""Every step of every procedure is reached: a case and a day on which `next` says it is to be done, and by when."""

from __future__ import annotations

import datetime as dt

import pytest

from bti_docs.case.model import Sak
from bti_docs.case.types import Varighet
from bti_docs.procedure.load import open_procedure
from bti_docs.procedure.next import next_steps
from tests.procedures import SHELVES, case, profil_of, sample, steps, told

PEOPLE = """
personer:
  - {id: kl, navn: D, rolle: kontaktlærer, enhet: hope-barneskole}
  - {id: ny, navn: E, rolle: kontaktlærer, enhet: risor-ungdomsskole}
  - {id: so, navn: F, rolle: sosiallærer, enhet: risor-ungdomsskole}
"""
LOG = PEOPLE + "stafettlogg: {opprettet: 2026-05-01, stafettholdere: [{hvem: kl, fra: 2026-05-01}]}\n"
NOTE = "oppmerksomhetssamtale: {dato: 2026-05-01, skrevet_av: mor"
OBSERVED = ", undring: U, observasjoner: [{dato: 2026-05-01, hva: H}], sjekket: [mappe], delt_med: [{hvem: mor}]"
TALK = OBSERVED + ", samtale: {dato: 2026-05-05, til_stede: [mor]}"
MET = "{id: m%d, type: stafettloggmøte, dato: 2026-05-%d, til_stede: [mor]%s}"
UP = ", nivå_inn: %d, beslutning: {utfall: opp et nivå, nivå_ut: %d}"
ON = ", nivå_inn: %d, beslutning: {utfall: videreføres, nivå_ut: %d}"
TRANSITION = "overgang: {fra: hope-barneskole, til: risor-ungdomsskole, behov: {faglig: F}}\n" + LOG
FIRST = "{id: o1, type: overgangsmøte 1, dato: 2026-06-01, til_stede: [mor]}"
SECOND = "{id: o2, type: overgangsmøte 2, dato: 2026-08-27, til_stede: [mor], beslutning: {utfall: videreføres}}"


def met(*meetings: str) -> str:
    return "møter:\n" + "".join(f"  - {m}\n" for m in meetings)


def marked(procedure: str, *done: str) -> str:
    """A case in which a person has said that steps are done; `2a:videre` also says what was chosen."""
    parts = [step.partition(":") for step in done]
    lines = [f"  - {{prosedyre: {procedure}, steg: '{n}', dato: 2026-06-01, valg: '{v}'}}\n" for n, _, v in parts]
    return "steg:\n" + "".join(lines) if lines else ""


CASES: dict[str, str] = {
    "without observations": NOTE + "}",
    "talked": NOTE + TALK + "}\nfravær: [{dato: 2026-05-01, type: dag}]\n",
    "absent": "fravær: [{dato: 2026-05-01, type: dag}]\n",
    "closed after the talk": NOTE + TALK + ", konklusjon: avsluttes}",
    "undecided on 1": LOG + met(MET % (1, 10, "")),
    "undecided on 2": LOG + met(MET % (1, 10, UP % (1, 2)), MET % (2, 11, ", nivå_inn: 2")),
    "undecided on 3": LOG + met(MET % (1, 10, UP % (2, 3)), MET % (2, 11, ", nivå_inn: 3")),
    "no measures from services": LOG + met(MET % (1, 10, UP % (1, 2)), MET % (2, 11, ON % (2, 2))),
    "transition not judged": "overgang: {fra: hope-barneskole, til: risor-ungdomsskole}\n" + PEOPLE,
    "transition begun": TRANSITION,
    "first transition meeting": TRANSITION + met(FIRST),
    "second transition meeting": TRANSITION + met(FIRST, SECOND),
    "log archived": TRANSITION + met(FIRST, SECOND) + marked("risor_overgang_7_8", "10").replace("06-01", "08-28"),
    "grows up": "",
    **{f"own child {n}": marked("saksgang_foresatte_ditt_barn", *"1234"[:n]) for n in range(1, 5)},
    "several children": marked("saksgang_flere_barn", "1:skole"),
    "leader": marked("saksgang_flere_barn", "1:skole", "2a:videre"),
    "parents": marked("saksgang_flere_barn", "1:foreldre"),
    "fau": marked("saksgang_flere_barn", "1:foreldre", "2b:videre"),
    "head teacher": marked("saksgang_flere_barn", "1:skole", "2a:videre", "3a:videre"),
}
REACHED = """
bti_flyt_0_3: 0.1 trapp 2025-11-11, 0.2 without observations 2026-05-01, 0.3 trapp 2025-11-12,
 0.4 talked 2026-05-06, 0.5 closed after the talk 2026-05-06, 1.1 trapp 2025-11-18, 1.2 trapp 2025-12-01,
 1.3 trapp 2025-12-01, 1.4 undecided on 1 2026-05-12, 2.1 trapp 2026-02-10, 2.2 trapp 2026-02-26,
 2.3 trapp 2026-02-26, 2.4 undecided on 2 2026-05-12, 3.1 trapp 2026-04-14, 3.2 trapp 2026-05-05,
 3.3 trapp 2026-05-05, 3.4 undecided on 3 2026-05-12
risor_niva0_skole: 1 trapp 2025-11-11, 2 without observations 2026-05-01, 3 trapp 2025-11-12, 4 talked 2026-05-06
risor_niva1_skole: 1 trapp 2025-11-18, 2 trapp 2025-12-01, 3 trapp 2025-12-02, 4 trapp 2025-12-02
risor_niva2_skole: 1 trapp 2026-02-10, 2 no measures from services 2026-05-12, 3 trapp 2026-02-26,
 4 trapp 2026-02-26, 5 trapp 2026-03-24
risor_niva3_skole: 1 trapp 2026-04-14, 2 trapp 2026-04-14, 3 trapp 2026-05-05, 4 trapp 2026-05-05,
 5 undecided on 3 2026-05-12
risor_overgang_7_8: 1 transition not judged 2026-05-01, 2 risor 2026-04-20, 3 transition begun 2026-05-02,
 4 risor 2026-05-05, 5 risor 2026-05-05, 6 risor 2026-05-06, 7 first transition meeting 2026-06-02,
 8 risor 2026-06-10, 9 risor 2026-06-10, 10 risor 2026-08-27, 11 log archived 2026-08-29,
 12 second transition meeting 2026-08-28, 13 risor 2026-08-27
saksgang_foresatte_ditt_barn: 2 own child 1 2026-06-02, 3 own child 2 2026-06-02, 4 own child 3 2026-06-02,
 5 own child 4 2026-06-02
saksgang_flere_barn: 2a several children 2026-06-02, 3a leader 2026-06-02, 2b parents 2026-06-02, 3b fau 2026-06-02,
 4 head teacher 2026-06-02
vindafjord_etne_fravaer: 1 vindafjord 2026-09-10, 2 vindafjord 2026-09-10, 3 absent 2026-05-01,
 4 trapp 2025-11-12, 5 vindafjord 2026-09-14, 6 talked 2026-05-06, 7 vindafjord 2026-09-16, 8 vindafjord 2026-09-20,
 9 vindafjord 2026-09-20, 10 trapp 2025-12-02, 11 vindafjord 2026-10-05, 12 trapp 2026-02-10, 13 trapp 2026-02-26,
 14 trapp 2026-02-26, 15 trapp 2026-03-24, 16 trapp 2026-04-14, 17 trapp 2026-05-05, 18 trapp 2026-03-24
sakens_egne_frister: avtale trapp 2025-11-18, tiltak trapp 2025-12-02, referat trapp 2025-12-02,
 samtykke trapp 2026-06-08, fødselsdag grows up 2029-05-01, aktivitetsplan trapp 2026-02-10, plan trapp 2026-02-12,
 tilbakeføring trapp 2026-05-08, årsvurdering trapp 2027-06-01
"""
DUE = """
bti_flyt_0_3: 1.2 2025-12-02, 1.3 2025-12-02, 1.4 2026-05-10, 2.1 2026-02-26, 2.2 2026-03-24, 2.3 2026-03-24,
 2.4 2026-05-11, 3.1 2026-05-05, 3.2 2026-06-09, 3.3 2026-06-09, 3.4 2026-05-11
risor_niva1_skole: 2 2025-12-02, 3 2026-01-13, 4 2026-01-13
risor_niva2_skole: 1 2026-02-26, 3 2026-03-24, 4 2026-03-24, 5 2026-03-24
risor_niva3_skole: 1 2026-05-05, 2 2026-05-05, 3 2026-06-09, 4 2026-06-09, 5 2026-05-11
risor_overgang_7_8: 5 2026-06-22, 6 2026-06-10, 7 2026-08-31, 8 2026-08-27, 9 2026-08-27
vindafjord_etne_fravaer: 1 2026-09-17, 3 2026-05-01, 8 2026-10-05, 10 2026-01-13, 11 2026-11-05, 13 2026-03-26,
 15 2026-04-14, 16 2026-05-05, 17 2026-06-09
sakens_egne_frister: avtale 2025-11-19, tiltak 2026-01-09, referat 2025-12-09, samtykke 2026-06-19,
 fødselsdag 2029-05-12, plan 2026-02-25, tilbakeføring 2026-05-21, årsvurdering 2027-06-18
"""
"""When each step that is reached is to be done; where the source says nothing, no step has a date."""

SET = {  # the deadlines that only a municipality can set, and the day of the case below that they are counted from
    "bti_flyt_0_3": {"0.3": ("del_notat", "2026-05-01"), "1.1": ("opprett_logg", "2026-05-05")},
    "risor_niva0_skole": {"3": ("samtale", "2026-05-01")},
    "risor_niva1_skole": {"1": ("første_møte", "2026-05-05")},
}
ASKED = [("saksgang_foresatte_ditt_barn", "1"), ("saksgang_flere_barn", "1")]
NINE = 77


def read(listed: str) -> list[tuple[str, str, str, str]]:
    """Read lines of a procedure and its entries: a step, the name of a case or nothing, and a day."""
    rows = []
    for block in listed.replace("\n ", " ").strip().split("\n"):
        procedure, _, entries = block.partition(": ")
        for entry in entries.split(", "):
            n, *name, day = entry.split()
            rows.append((procedure, n, " ".join(name), day))
    return rows


ROWS = read(REACHED)


def named(name: str) -> Sak:
    return case(CASES[name]) if name in CASES else sample(name)


@pytest.mark.parametrize(("procedure", "n", "name", "day"), ROWS, ids=[f"{p}-{n}" for p, n, _, _ in ROWS])
def test_a_case_reaches_the_step(procedure: str, n: str, name: str, day: str) -> None:
    assert n in steps(named(name), day, procedure)


def test_every_step_has_the_deadline_that_its_source_gives_it_and_no_other() -> None:
    days: dict[tuple[str, str], str] = {}
    for procedure, n, name, day in ROWS:
        due = [d.frist for d in told(named(name), day, procedure).ventende if d.steg.n == n and d.frist]
        days |= {(procedure, n): str(min(due))} if due else {}
    assert days == {(procedure, n): day for procedure, n, _, day in read(DUE)}


def test_a_deadline_that_the_source_leaves_open_is_the_municipality_s_number_of_days_from_its_day() -> None:
    text = {"0.3": NOTE + OBSERVED + "}", "3": NOTE + OBSERVED + "}"}
    for name, set_steps in SET.items():
        for n, (setting, since) in set_steps.items():
            profil = profil_of("risor").model_copy(update={"prosedyrer": {name: {setting: Varighet(5, "dager")}}})
            sak = case(text.get(n, NOTE + TALK + ", konklusjon: tiltak}"))
            opened = [open_procedure(name, profil, SHELVES)]
            found = next_steps(sak, profil, opened, SHELVES.roles(), dt.date(2026, 5, 6))
            assert [d.frist for d in found if d.steg.n == n] == [dt.date.fromisoformat(since) + dt.timedelta(5)]


def test_a_day_that_was_agreed_for_a_new_talk_is_when_to_decide() -> None:
    sak = case(NOTE + TALK + ", ny_dato: 2026-05-20}\nfravær: [{dato: 2026-05-01, type: dag}]\n")
    for name, n in (("bti_flyt_0_3", "0.4"), ("risor_niva0_skole", "4"), ("vindafjord_etne_fravaer", "6")):
        found = [d.frist for d in told(sak, "2026-05-06", name).ventende if d.steg.n == n]
        assert found == [dt.date(2026, 5, 20)]


@pytest.mark.parametrize(("procedure", "n"), ASKED)
def test_a_ladder_begins_when_it_is_asked_for(procedure: str, n: str) -> None:
    assert steps(case(""), "2026-06-01", procedure, asked=True) == [n]
    assert steps(case(""), "2026-06-01", procedure) == []


def test_every_step_is_reached_and_the_nine_procedures_have_77() -> None:
    all_steps = {(n, s.n) for n in SHELVES.procedures() for s in SHELVES.procedure(n).value.steg}  # type: ignore[union-attr]
    assert {*ASKED, *((p, n) for p, n, _, _ in ROWS)} == all_steps
    assert len([s for s in all_steps if s[0] != "sakens_egne_frister"]) == NINE
