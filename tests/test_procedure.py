"""Each rule of the procedures: the case that breaks it, the place it is found at, and the documents it stops."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from bti_docs.case.types import Varighet
from bti_docs.case.validity import after
from bti_docs.library import Shelves, built_in
from bti_docs.make import Case, make, open_case, plan
from bti_docs.problem import BtiError, ExitCode, Language, Problem, Severity
from tests.conftest import ROOT

SHELVES = Shelves()
DAY = dt.date(2026, 9, 1)
RISOR = (ROOT / "samples/risor/sak.yaml").read_text(encoding="utf-8")

Edit = tuple[str, str]
Found = tuple[str, str, str]
# The sample's second consent is a draft that would go on past the change of school: told, and left out here.
DRAFT = [("P129", "samtykker[1].gitt_av"), ("P128", "samtykker[1].gjelder_til")]
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
SHARED = "    deles: [faglig, trivsel, fravær, tiltak]\n"
SERVICES = "    tjenester: [hope-barneskole, risor-ungdomsskole, helsestasjonen]\n"
UNTIL = "    gjelder_til: 2026-12-31\n"
IOP = RISOR[RISOR.index("\niop:\n") : RISOR.index("\narkiv:")]
NOT_COVERED = [
    ("P141", "møter[0].til_stede[2]", "til_stede: [per, sara, heidi"),
    ("P141", "møter[1].til_stede[1]", "til_stede: [per, siri, anne, heidi"),
    ("P141", "møter[1].til_stede[2]", "til_stede: [per, siri, anne, heidi"),
    ("P141", "møter[1].til_stede[3]", "til_stede: [per, siri, anne, heidi"),
    ("P141", "møter[2].til_stede[1]", "til_stede: [per, siri, anne, mor"),
    ("P141", "møter[2].til_stede[2]", "til_stede: [per, siri, anne, mor"),
]


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


KEEPS = {
    "the pupil was not asked, and the reason is there": (
        ("form: elevsamtale", "form: ikke innhentet\n      grunn: Ola var syk."),
    ),
    "the pupil did not want to say anything": (("form: elevsamtale", "form: ønsker ikke"), (SAID, "")),
    "nothing is held back, said with an empty list": ((LIMITS, "    deles_ikke: []\n" + CHILD_TOLD),),
    "nothing is held back, said with a yes": ((LIMITS, "    ingen_avgrensning: ja\n" + CHILD_TOLD),),
    "a consent that was refused may lack everything": (
        ("    status: gitt\n", "    status: avslått\n"),
        (GIVEN, ""),
        (INFORMED, ""),
        (PURPOSE, ""),
        ("    samtykke: s1\n", ""),
        ("til_stede: [per, sara, heidi, mor, far, barn]", "til_stede: [per, mor]"),
        ("til_stede: [per, siri, anne, heidi, mor, barn]", "til_stede: [per, mor]"),
        ("til_stede: [per, siri, anne, mor, far, barn]", "til_stede: [per, mor]"),
    ),
    "who has no parental responsibility is not asked": (
        ("      - {hvem: far, dato: 2026-04-28, form: elektronisk}\n", ""),
        ("relasjon: far\n    foreldreansvar: ja", "relasjon: far\n    foreldreansvar: nei"),
    ),
    "a spoken consent with a note": (
        ("dato: 2026-04-27, form: underskrift}", "dato: 2026-04-27, form: muntlig, notat: Sagt til Per på telefon.}"),
    ),
    "a consent of twelve months to the day": ((UNTIL, "    gjelder_til: 2027-04-28\n"),),
    "a consent for the transition of six months to the day": (
        ("gjelder: stafettlogg", "gjelder: overgang"),
        (UNTIL, "    gjelder_til: 2027-02-17\n"),
    ),
    "the second meeting on the day school starts": evaluated_on("2026-08-17"),
    "the second meeting on the fourteenth day": evaluated_on("2026-08-31"),
    "the second meeting held on the fourteenth day": (("    dato: 2026-08-27\n", "    dato: 2026-08-31\n"),),
    "the new teacher is not known yet, and a meeting is set before school starts": (
        ("ansvar: anne, start: 2026-08-17", "ansvar: siri, start: 2026-08-17"),
        ("overgang:\n", "overgang:\n  kontaktlærer_ukjent: Ansettes i august.\n"),
        (NEXT, NEXT.replace("2026-08-27", "2026-08-14")),
    ),
    "the new teacher is not known yet, and a meeting is set for the day school starts": (
        ("ansvar: anne, start: 2026-08-17", "ansvar: siri, start: 2026-08-17"),
        ("overgang:\n", "overgang:\n  kontaktlærer_ukjent: Ansettes i august.\n"),
        (NEXT, NEXT.replace("2026-08-27", "2026-08-17")),
    ),
    "the pupil answers for the measure at home": (
        ("ansvar: mor, start: 2026-08-03", "ansvar: barn, start: 2026-08-03"),
    ),
    "the consent begins on the day of the meeting": (("gjelder_fra: 2026-04-28", "gjelder_fra: 2026-05-06"),),
    "the consent ends on the day of the meeting": ((UNTIL, "    gjelder_til: 2026-08-27\n"),),
    "the consent was withdrawn after the meetings": (
        ("status: gitt", "status: trukket\n    trukket_dato: 2026-08-28"),
    ),
}


@pytest.mark.parametrize("name", KEEPS)
def test_a_case_within_the_rules_is_clean(name: str) -> None:
    assert told(opened(edited(*KEEPS[name]))) == []


@pytest.mark.parametrize(("day", "code"), [("2027-04-14", "P134"), ("2027-04-15", "P136")])
def test_a_date_far_from_the_profiles_school_start_is_only_a_warning(day: str, code: str) -> None:
    assert told(opened(edited(*evaluated_on(day)))) == [(code, "møter[1].neste.dato")]


def own_profile(folder: Path, *edits: Edit) -> Shelves:
    """Return shelves with Risør's profile changed."""
    place = folder / "municipalities/risor"
    place.mkdir(parents=True)
    profile = (built_in() / "municipalities/risor/municipality.yaml").read_text(encoding="utf-8")
    (place / "municipality.yaml").write_text(edited(*edits, text=profile), encoding="utf-8")
    return Shelves((folder, built_in()))


def test_a_municipality_may_let_one_signature_be_enough(tmp_path: Path) -> None:
    shelves = own_profile(tmp_path, ("alle_med_foreldreansvar: ja", "alle_med_foreldreansvar: nei"))
    one = edited(("      - {hvem: far, dato: 2026-04-28, form: elektronisk}\n", ""))
    assert told(opened(one)) == [("P122", "samtykker[0].gitt_av")]
    assert told(opened(one, shelves)) == []


def test_the_municipalitys_own_number_of_days_decides(tmp_path: Path) -> None:
    shelves = own_profile(tmp_path, ("etter: skolestart, dager: 14", "etter: skolestart, dager: 9"))
    found = broken_in(opened(RISOR, shelves))
    assert [p.code for p in found] == ["P134", "P134"]
    assert "9 dager" in found[0].message(Language.NB)


def test_the_municipalitys_own_limits_for_a_consent_decide(tmp_path: Path) -> None:
    shelves = own_profile(
        tmp_path,
        ("lengst: 12 måneder", "lengst: 8 uker"),
        ("overgang_lengst_etter_skolestart: 6 måneder", "overgang_lengst_etter_skolestart: 1 måned"),
    )
    found = opened(edited(("gjelder: stafettlogg", "gjelder: overgang")), shelves).problems
    assert [p.code for p in found if p.where.path == "samtykker[0].gjelder_til"] == ["P124", "P125"]
    assert "1 måned " in next(p for p in found if p.code == "P125").message(Language.NB)


def test_a_consent_for_the_transition_from_after_school_start_has_only_the_common_limit() -> None:
    later = edited(
        ("gjelder: deling\n", "gjelder: overgang\n"),
        (
            "gjelder_fra: 2026-06-15\n    gjelder_til: 2027-06-14",
            "gjelder_fra: 2026-08-18\n    gjelder_til: 2027-08-18",
        ),
    )
    assert told(opened(later)) == []


def test_faults_in_the_file_itself_keep_the_rules_silent() -> None:
    case = opened(edited(("vold_overgrep: nei", "vold_overgrep: ja"), ("leder: per", "leder: ingen")))
    assert {p.code for p in broken_in(case)} == {"R101"}
    with pytest.raises(BtiError) as refused:
        make(case, plan(case, SHELVES, ["iop"])[0], SHELVES, DAY)
    assert refused.value.exit_code is ExitCode.CASE


def test_a_form_to_fill_by_hand_is_made_although_the_cases_own_document_is_stopped() -> None:
    stopped = opened(edited((SYN, "")))
    blank = plan(opened(edited((SYN, ""), (IOP, ""))), SHELVES, ["iop"])
    assert make(stopped, blank[0], SHELVES, DAY).docx


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        ("2026-08-17", Varighet(6, "måneder"), "2027-02-17"),
        ("2026-08-31", Varighet(6, "måneder"), "2027-02-28"),
        ("2027-08-31", Varighet(6, "måneder"), "2028-02-29"),
        ("2026-12-15", Varighet(1, "måneder"), "2027-01-15"),
        ("2026-11-30", Varighet(13, "måneder"), "2027-12-30"),
        ("2026-01-31", Varighet(1, "måneder"), "2026-02-28"),
        ("2028-02-29", Varighet(1, "år"), "2029-02-28"),
        ("2028-02-29", Varighet(4, "år"), "2032-02-29"),
        ("2026-12-31", Varighet(12, "måneder"), "2027-12-31"),
        ("2026-12-25", Varighet(14, "dager"), "2027-01-08"),
        ("2026-02-20", Varighet(2, "uker"), "2026-03-06"),
    ],
)
def test_a_span_ends_on_the_same_day_of_its_last_month_or_on_that_months_last(
    start: str, span: Varighet, end: str
) -> None:
    assert after(dt.date.fromisoformat(start), span).isoformat() == end
