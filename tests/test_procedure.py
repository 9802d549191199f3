"""Each rule of the procedures: the case that breaks it, the place it is found at, and the documents it stops."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from bti_docs.make import make, plan
from bti_docs.problem import BtiError, Language, Problem, Severity
from tests.conftest import ROOT
from tests.rule_case import (
    CHILD_TOLD,
    DAY,
    DRAFT,
    GIVEN,
    INFORMED,
    IOP,
    LIMITS,
    NEXT,
    PURPOSE,
    RISOR,
    SAID,
    SHELVES,
    SYN,
    UNTIL,
    Edit,
    broken_in,
    edited,
    evaluated_on,
    opened,
    told,
)

Found = tuple[str, str, str]
CHANGES = "    endringer: [{dato: 2026-08-28, av: far, hva: alt}]\n"
PAST_THE_SCHOOL = ("P128", "samtykker[0].gjelder_til", "gjelder_til: 2026-12-31")
MEETINGS = {"møter#m1", "møter#m2", "møter#m3"}
NEEDS_A_VIEW = MEETINGS | {"samtykker#s1", "oppmerksomhetssamtale", "iop", "iop_årsvurdering"}
TEAM = """  - id: m9
    type: ressursteam
    dato: 2026-09-01
    til_stede: [per]
    samtykke: s1
    drøfting: {form: med navn}
"""
HOME_MEASURE = ("\ntiltak:\n", "\ntiltak:\n  - {id: t9, møte: m9, hva: Ringer hver fredag, ansvar: mor}\n")
MADE = NEEDS_A_VIEW | {"henvisning", "samtykker#s2", "stafettlogg", "innkallinger#m2"}
SHARED = "    deles: [faglig, trivsel, fravær, tiltak]\n"
SERVICES = "    tjenester: [hope-barneskole, risor-ungdomsskole, helsestasjonen]\n"
NOT_COVERED = [
    ("P141", "møter[0].til_stede[2]", "til_stede: [per, sara, heidi"),
    ("P141", "møter[1].til_stede[1]", "til_stede: [per, siri, anne, heidi"),
    ("P141", "møter[1].til_stede[2]", "til_stede: [per, siri, anne, heidi"),
    ("P141", "møter[1].til_stede[3]", "til_stede: [per, siri, anne, heidi"),
    ("P141", "møter[2].til_stede[1]", "til_stede: [per, siri, anne, mor"),
    ("P141", "møter[2].til_stede[2]", "til_stede: [per, siri, anne, mor"),
]


@dataclass(frozen=True)
class Broken:
    """A case that breaks a rule: how it is made, what is found where, and the parts that stop."""

    name: str
    edits: tuple[Edit, ...]
    found: list[Found]
    stops: frozenset[str] | set[str] = frozenset()
    words: tuple[str, ...] = ()
    more: frozenset[str] | set[str] = frozenset()  # parts that the edits add


def lacks(key: str, edit: Edit, *more: Found) -> Broken:
    return Broken(
        f"P121: a given consent without {key}",
        (edit,),
        [("P121", "samtykker[0]", "- id: s1"), *more],
        {"samtykker#s1"},
        (key,),
    )


BROKEN = [
    Broken(
        "P101: violence or abuse is suspected",
        (("vold_overgrep: nei", "vold_overgrep: ja"),),
        [("P101", "oppmerksomhetssamtale.vold_overgrep", "vold_overgrep: ja")],
        {"samtykker#s1", "samtykker#s2", "innkallinger#m2"},
    ),
    Broken(
        "P101: the talk ends with a report to barnevernet",
        (("konklusjon: tiltak", "konklusjon: barnevern"),),
        [("P101", "oppmerksomhetssamtale.konklusjon", "konklusjon: barnevern")],
        {"samtykker#s1", "samtykker#s2", "innkallinger#m2"},
    ),
    Broken(
        "P128: a consent that does not name the new school goes on past the change of school",
        ((SERVICES, SERVICES.replace("risor-ungdomsskole, ", "")), ("2026-05-04}", "2026-05-04}")),
        [PAST_THE_SCHOOL, NOT_COVERED[2], NOT_COVERED[1], *NOT_COVERED[4:]],
        words=("16.08.2026",),
    ),
    Broken(
        "P129: a draft that one of two has signed",
        (
            (
                "    status: utkast\n",
                "    status: utkast\n    gitt_av:\n      - {hvem: mor, dato: 2026-06-12, form: underskrift}\n",
            ),
        ),
        [("P129", "samtykker[1].gitt_av", "{hvem: mor, dato: 2026-06-12")],
        words=("far",),
    ),
    Broken(
        "P143: a consent is withdrawn, and those who lose access are not told",
        ((INFORMED, INFORMED + CHANGES),),
        [
            ("P143", "samtykker[0].endringer[0]", "endringer: [{dato"),
        ],
        words=("helsestasjonen, risor-ungdomsskole",),
    ),
    Broken(
        "P102: it may be the school environment",
        (("skolemiljø: nei", "skolemiljø: ja"),),
        [("P102", "oppmerksomhetssamtale.skolemiljø", "skolemiljø: ja")],
    ),
    Broken(
        "P111: the pupil was not asked, and nobody says why",
        (("form: elevsamtale", "form: ikke innhentet"),),
        [("P111", "barn.syn[0].form", "form: ikke innhentet")],
        NEEDS_A_VIEW,
    ),
    Broken(
        "P112: the pupil was asked, and the answer is not there",
        ((SAID, ""),),
        [("P112", "barn.syn[0].form", "form: elevsamtale")],
        NEEDS_A_VIEW,
    ),
    Broken(
        "P112: an empty answer is no answer",
        ((SAID, "      sier: ' '\n"),),
        [("P112", "barn.syn[0].form", "form: elevsamtale")],
        NEEDS_A_VIEW,
    ),
    Broken(
        "P113: there is no view of the pupil's at all",
        ((SYN, ""),),
        [
            ("P113", "samtykker[0]", "- id: s1"),
            ("P113", "oppmerksomhetssamtale.samtale", "samtale: {dato: 2026-04-22"),
            ("P113", "møter[0]", "- id: m1"),
            ("P113", "møter[1]", "- id: m2"),
            ("P113", "møter[2]", "- id: m3"),
            ("P113", "iop_årsvurdering", "dato: 2026-06-16"),
            ("P113", "iop", IOP.splitlines()[2]),
        ],
        NEEDS_A_VIEW,
    ),
    lacks("formål", (PURPOSE, "")),
    lacks("tjenester", (SERVICES, ""), PAST_THE_SCHOOL, *NOT_COVERED),
    lacks("deles", (SHARED, "")),
    lacks("deles_ikke", (LIMITS, CHILD_TOLD)),
    lacks("gjelder_til", (UNTIL, ""), *NOT_COVERED),
    lacks("informert_av", (INFORMED, "")),
    lacks("gitt_av", (GIVEN, "")),
    Broken(
        "P122: one of two with parental responsibility has not answered",
        (("      - {hvem: far, dato: 2026-04-28, form: elektronisk}\n", ""),),
        [("P122", "samtykker[0].gitt_av", "{hvem: mor, dato: 2026-04-27")],
        {"samtykker#s1"},
        ("far",),
    ),
    Broken(
        "P123: a spoken consent without a note",
        (("dato: 2026-04-27, form: underskrift}", "dato: 2026-04-27, form: muntlig}"),),
        [("P123", "samtykker[0].gitt_av[0].form", "form: muntlig}")],
        {"samtykker#s1"},
    ),
    Broken(
        "P126: an answer from a teacher, who cannot consent for the child",
        ((GIVEN, GIVEN + "      - {hvem: per, dato: 2026-04-28, form: underskrift}\n"),),
        [("P126", "samtykker[0].gitt_av[2].hvem", "{hvem: per, dato: 2026-04-28")],
        {"samtykker#s1"},
    ),
    Broken(
        "P127: a consent that was withdrawn nobody knows when",
        (("    status: utkast\n", "    status: trukket\n"),),
        [("P127", "samtykker[1]", "- id: s2")],
        {"samtykker#s2"},
    ),
    Broken(
        "P142: a participant whom one guardian has not approved",
        (("fra: 2026-06-01, godkjent_av: [mor, far]", "fra: 2026-06-01, godkjent_av: [mor]"),),
        [("P142", "stafettlogg.deltakere[0]", "{hvem: anne,  fra: 2026-06-01")],
    ),
    Broken(
        "P124: a consent a day longer than twelve months",
        ((UNTIL, "    gjelder_til: 2027-04-29\n"),),
        [("P124", "samtykker[0].gjelder_til", "gjelder_til: 2027-04-29")],
        words=("12 måneder",),
    ),
    Broken(
        "P125: a consent for the transition a day longer than six months after school start",
        (("gjelder: stafettlogg", "gjelder: overgang"), (UNTIL, "    gjelder_til: 2027-02-18\n")),
        [("P125", "samtykker[0].gjelder_til", "gjelder_til: 2027-02-18")],
        words=("6 måneder",),
    ),
    Broken(
        "P130: nothing for the primary school's contact teacher",
        (("arena: skole, ansvar: per, start: 2026-06-11", "arena: skole, ansvar: rita, start: 2026-06-11"),),
        [("P130", "møter[1]", "- id: m2")],
        {"møter#m2"},
    ),
    Broken(
        "P131: nothing for the pupil and the guardians in the holidays",
        (("ansvar: mor, start: 2026-08-03", "ansvar: heidi, start: 2026-08-03"),),
        [("P131", "møter[1]", "- id: m2")],
        {"møter#m2"},
    ),
    Broken(
        "P132: nothing for the lower secondary school's contact teacher",
        (("ansvar: anne, start: 2026-08-17", "ansvar: siri, start: 2026-08-17"),),
        [("P132", "møter[1]", "- id: m2")],
        {"møter#m2"},
    ),
    Broken(
        "P132: a new meeting after school has started is too late for the exception",
        (
            ("ansvar: anne, start: 2026-08-17", "ansvar: siri, start: 2026-08-17"),
            ("overgang:\n", "overgang:\n  kontaktlærer_ukjent: Ansettes i august.\n"),
            *evaluated_on("2026-08-18"),
        ),
        [("P132", "møter[1]", "- id: m2")],
        {"møter#m2"},
    ),
    Broken(
        "P133: the second meeting is not set",
        ((NEXT, ""),),
        [("P133", "møter[1]", "- id: m2")],
        {"møter#m2"},
    ),
    Broken(
        "P134: the second meeting is set for the fifteenth day",
        evaluated_on("2026-09-01"),
        [("P134", "møter[1].neste.dato", "neste: {type: overgangsmøte 2")],
        {"møter#m2"},
        ("14", "17.08.2026", "31.08.2026"),
    ),
    Broken(
        "P134: the second meeting is set for the day before school starts",
        evaluated_on("2026-08-16"),
        [("P134", "møter[1].neste.dato", "neste: {type: overgangsmøte 2")],
        {"møter#m2"},
    ),
    Broken(
        "P134: the second meeting was held on the fifteenth day",
        (("    dato: 2026-08-27\n", "    dato: 2026-09-01\n"),),
        [("P134", "møter[2].dato", "    dato: 2026-09-01")],
        {"møter#m3"},
    ),
    Broken(
        "P135: a measure is evaluated on another day than the second meeting",
        (("frist: 2026-08-28, evalueres: 2026-08-27}", "frist: 2026-08-28, evalueres: 2026-08-28}"),),
        [("P135", "tiltak[5].evalueres", "- {id: t6")],
        {"møter#m2"},
        ("27.08.2026",),
    ),
    Broken(
        "P135: a measure has no day of evaluation",
        (("frist: 2026-08-28, evalueres: 2026-08-27}", "frist: 2026-08-28}"),),
        [("P135", "tiltak[5]", "- {id: t6")],
        {"møter#m2"},
    ),
    Broken(
        "P136: the second meeting is in another school year than the profile's",
        evaluated_on("2027-08-27"),
        [("P136", "møter[1].neste.dato", "neste: {type: overgangsmøte 2")],
        words=("2026",),
    ),
    Broken(
        "P141: a unit that the consent does not name is in the meetings",
        (("risor-ungdomsskole, helsestasjonen]", "risor-ungdomsskole]"),),
        [NOT_COVERED[0], NOT_COVERED[3]],
    ),
    Broken(
        "P141: the consent begins the day after the meeting",
        (("gjelder_fra: 2026-04-28", "gjelder_fra: 2026-05-07"),),
        [NOT_COVERED[0]],
    ),
    Broken(
        "P141: the consent ended the day before the meeting",
        ((UNTIL, "    gjelder_til: 2026-08-26\n"),),
        [NOT_COVERED[4], NOT_COVERED[5]],
    ),
    Broken(
        "P141: the consent was withdrawn on the day of the meeting",
        (("status: gitt", "status: trukket\n    trukket_dato: 2026-08-27"),),
        [NOT_COVERED[4], NOT_COVERED[5]],
    ),
    Broken(
        "P141: the consent is refused",
        (("status: gitt", "status: avslått"),),
        NOT_COVERED,
    ),
    Broken(
        "P141: the meetings name no consent",
        (("    samtykke: s1\n", ""),),
        NOT_COVERED,
    ),
    Broken(
        "P161: someone strictly protected is invited with the one they are kept from",
        (("adressesperre: fortrolig", "adressesperre: strengt fortrolig"),),
        [("P161", "møter[1].innkalt", "innkalt: [per, siri, anne, heidi, mor, far, barn]")],
        {"innkallinger#m2"},
    ),
    Broken(
        "P162: a ressursteam names the pupil by a consent that does not say yes to it",
        (("\nmål:\n", TEAM + "\nmål:\n"), HOME_MEASURE),
        [("P162", "møter[3].drøfting.form", "drøfting: {form: med navn}")],
        {"møter#m9"},
        more={"møter#m9"},
    ),
    Broken(
        "P163: a ressursteam with nothing from the guardians",
        (("\nmål:\n", TEAM.replace("med navn", "anonym") + "\nmål:\n"),),
        [("P163", "møter[3]", "- id: m9")],
        more={"møter#m9"},
    ),
    Broken(
        "P164: hours that were not given, and nobody says why",
        ((", avvik: To timer falt bort på grunn av sykdom. De ble ikke tatt igjen.", ""),),
        [("P164", "iop_årsvurdering.gitt[0]", "planlagt: 28, gitt: 26")],
    ),
    Broken(
        "P165: the coordinating unit is told without a consent",
        (("\narkiv:\n", "\nmelding_ke: {dato: 2026-09-01, samtykke: s2}\n\narkiv:\n"),),
        [("P165", "melding_ke.samtykke", "melding_ke: {dato")],
        {"melding_ke"},
        more={"melding_ke"},
    ),
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda b: b.name)
def test_a_broken_rule_is_found_at_its_place_and_nothing_else_is(broken: Broken) -> None:
    text = edited(*broken.edits)
    lines = text.splitlines()
    case = opened(text)
    assert sorted(told(case)) == sorted((code, path) for code, path, _ in broken.found)
    for problem in broken_in(case):
        shown = next(line for code, path, line in broken.found if (code, path) == (problem.code, problem.where.path))
        assert shown in lines[problem.where.line - 1]
        assert problem.where.column > 0
    said = broken_in(case)[0]
    for word in broken.words:
        assert word in said.message(Language.NB) + said.hint(Language.NB)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda b: b.name)
def test_a_broken_rule_stops_exactly_its_own_documents(broken: Broken) -> None:
    case = opened(edited(*broken.edits))
    refused: dict[str, tuple[Problem, ...]] = {}
    made = set()
    for order in plan(case, SHELVES, kinds=()):
        try:
            finished = make(case, order, SHELVES, DAY)
            assert finished.docx or finished.form
            made.add(order.instance.key)
        except BtiError as error:
            refused[order.instance.key] = error.problems
    assert set(refused) == set(broken.stops)
    withdrawn = {"samtykker#s1-1"} if "endringer:" in edited(*broken.edits) else set()
    assert made == (MADE | broken.more | withdrawn) - set(broken.stops)
    for problems in refused.values():
        assert all(p.severity is Severity.ERROR for p in problems)


def test_every_rule_in_the_catalogue_has_a_case_that_breaks_it() -> None:
    catalogue = tomllib.loads((ROOT / "bti_docs/problems/procedure.toml").read_text(encoding="utf-8"))
    assert set(catalogue) == {code for broken in BROKEN for code, _, _ in broken.found}


def test_the_sample_breaks_no_rule_and_who_must_still_sign_is_told() -> None:
    assert [(p.code, p.where.path) for p in opened(RISOR).problems] == DRAFT


def test_the_nynorsk_sample_breaks_no_rule_that_stops_anything(vindafjord: Path) -> None:
    case = opened(vindafjord.read_text(encoding="utf-8"))
    assert [p.code for p in broken_in(case) if p.severity is Severity.ERROR or p.stops] == []
