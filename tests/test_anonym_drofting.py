"""An anonymous discussion in a ressursteam: nobody can read who the pupil is, and nobody else gets it (rule R25)."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bti_docs.document import as_text
from bti_docs.library import Shelves
from bti_docs.make import Case, Made, make, open_case, plan
from bti_docs.problem import BtiError
from tests.conftest import ROOT
from tests.oracle import search

SHELVES = Shelves()
DAY = dt.date(2026, 2, 27)
TRAPP = ROOT / "samples/trapp/sak.yaml"
NAMED, ANONYMOUS = "      form: med navn\n", "      form: anonym\n"
# What the sample's own ressursteam says by name, said without.
WITHOUT_NAMES = (
    (NAMED, ANONYMOUS),
    ("problemstilling: Nora har vært", "problemstilling: Eleven har vært"),
    ("skolens_rolle: Skolen er stafettholder ved Lise. Hun kaller", "skolens_rolle: Skolen er stafettholder og kaller"),
    ("gjelder: Hvem bidrar med hva for at Nora skal", "gjelder: Hvem bidrar med hva for at eleven skal"),
    (
        "Informasjon til Nora, referat: Siri snakker med Nora",
        "Informasjon til eleven, referat: Siri snakker med eleven",
    ),
    ("foresatt_syn: Foreldrene vil følge Nora til skolen de", "foresatt_syn: Foreldrene vil følge med til skolen de"),
    ("hva: Foreldrene følger Nora til skolen", "hva: Foreldrene følger med til skolen"),
    ("tekst: Nora er på skolen hver dag i januar", "tekst: Eleven er på skolen hver dag i januar"),
)


def case_with(*changes: tuple[str, str]) -> Case:
    text = TRAPP.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return open_case(text.encode(), SHELVES, file="sak.yaml")


def discussion(case: Case, reader: str = "skolen") -> Made:
    (order,) = plan(case, SHELVES, ["ressursteam"], reader=reader)
    return make(case, order, SHELVES, DAY)


def refused(case: Case, reader: str = "skolen") -> list[tuple[str, str]]:
    with pytest.raises(BtiError) as stopped:
        discussion(case, reader)
    return [(p.code, p.where.path) for p in stopped.value.problems]


def test_nothing_in_the_document_or_its_name_tells_who_the_pupil_is() -> None:
    made = discussion(case_with(*WITHOUT_NAMES))
    who = ["Nora", "Eksempelsen", "17.02.2012", "Tone", "Geir", "Lise", "Klassen", "risor-2025-117", "25/00417"]
    for form in ("docx", "pdf"):
        assert not search(made.bytes_of(form), f"{made.name}.{form}", who)
    assert "9B" not in as_text(made.document)
    assert made.name == "anonym_ressursteam_m4_2026-02-26_skolen"
    said = as_text(made.document)
    assert "8.–10. trinn" in said
    assert "Kontaktlærer" in said
    assert "Mor" in said
    assert "Ikke i elevmappen" in said


def test_a_small_school_is_warned_of() -> None:
    assert "V116" in {p.code for p in discussion(case_with(*WITHOUT_NAMES)).problems}
    assert "V116" not in {p.code for p in discussion(case_with()).problems}


@pytest.mark.parametrize("reader", ["arkiv", "mor", "barn", "ppt", "helsestasjonen"])
def test_only_the_school_can_make_it(reader: str) -> None:
    found = refused(case_with(*WITHOUT_NAMES), reader)
    assert {code for code, _ in found} <= {"V114", "V102", "V108"}


@pytest.mark.parametrize(
    ("slip", "place"),
    [
        ("Nora", "møter[3].drøfting.problemstilling"),
        ("Noras", "møter[3].drøfting.problemstilling"),
        ("Eksempelsen", "møter[3].drøfting.problemstilling"),
        ("Tone", "møter[3].drøfting.problemstilling"),
        ("Lise Klassen", "møter[3].drøfting.problemstilling"),
        ("Eleven i 9B", "møter[3].drøfting.problemstilling"),
        ("Eleven, født 17.02.2012,", "møter[3].drøfting.problemstilling"),
        ("Eleven i Prøveveien 7", "møter[3].drøfting.problemstilling"),
    ],
)
def test_a_text_that_tells_who_the_pupil_is_stops_the_document_at_its_place(slip: str, place: str) -> None:
    planted = ("problemstilling: Eleven har vært", f"problemstilling: {slip} har vært")
    assert refused(case_with(*WITHOUT_NAMES, planted)) == [("V115", place)]


def test_every_text_that_names_somebody_is_told_at_once() -> None:
    found = refused(case_with((NAMED, ANONYMOUS)))
    assert {code for code, _ in found} == {"V115"}
    assert len(found) >= 5


def test_the_invitation_to_an_anonymous_discussion_is_anonymous_too() -> None:
    invited = (
        "    drøfting:\n      form: anonym",
        "    innkalling: {dato: 2026-02-20}\n    drøfting:\n      form: anonym",
    )
    case = case_with(*WITHOUT_NAMES, invited)
    (order,) = plan(case, SHELVES, ["moteinnkalling"], "m4")
    assert "Nora" not in as_text(make(case, order, SHELVES, DAY).document)


@pytest.mark.parametrize("kind", ["stafettlogg_utskrift", "avslutning_nivavurdering"])
def test_the_pupils_own_papers_do_not_say_that_there_was_an_anonymous_discussion(kind: str) -> None:
    for changes, expected in (((), True), (WITHOUT_NAMES, False)):
        case = case_with(*changes)
        order = plan(case, SHELVES, [kind])[-1]
        said = as_text(make(case, order, SHELVES, DAY).document)
        assert bool(re.search(r"26\.02\.2026\W+Ressursteam|Ressursteam\W+26\.02\.2026", said)) is expected


def test_a_named_discussion_without_a_consent_that_says_yes_to_it_is_stopped() -> None:
    whole = TRAPP.read_text(encoding="utf-8")
    own = whole[whole.index("  - id: s3") : whole.index("  - id: s4")]
    case = case_with((own, own.replace("drøftes_med_navn: ja", "drøftes_med_navn: nei")))
    assert refused(case) == [("P162", "møter[3].drøfting.form")]
