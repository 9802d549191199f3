"""What the rules of the procedures let be: cases within them, and the municipality's own limits and days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bti_docs.case.types import Varighet
from bti_docs.case.validity import after
from bti_docs.library import Shelves, built_in
from bti_docs.make import make, plan
from bti_docs.problem import BtiError, ExitCode, Language
from tests.rule_case import (
    CHILD_TOLD,
    DAY,
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
