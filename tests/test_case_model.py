"""The types of a case: what text they read, what they refuse, and what a case refers to."""

from __future__ import annotations

from datetime import date, time

import pytest
from pydantic import TypeAdapter, ValidationError

from bti_docs.case.load import load, load_case
from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil
from bti_docs.case.references import check_references
from bti_docs.case.types import (
    Dato,
    Farge,
    Fødselsnummer,
    Heltall,
    Id,
    JaNei,
    Klokkeslett,
    Linje,
    Orgnummer,
    Tekst,
    Varighet,
)
from bti_docs.problem import Language
from tests.small_case import SMALL, SMALL_PROFILE


def code(kind: object, text: object) -> str:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(text)
    return caught.value.errors()[0]["type"]


def read(kind: object, text: object) -> object:
    return TypeAdapter(kind).validate_python(text)


@pytest.mark.parametrize("text", ["2026-06-10", "10.06.2026", "10.6.2026"])
def test_a_date_is_read_in_both_notations(text: str) -> None:
    assert read(Dato, text) == date(2026, 6, 10)


@pytest.mark.parametrize(
    "text", ["10/6-26", "2026-6-10", "2026-02-30", "31.04.2026", "0026-06-10", "20260610", "２０２６-06-10", "", []]
)
def test_what_is_no_date_is_refused(text: object) -> None:
    assert code(Dato, text) in ("S108", "date_type")


@pytest.mark.parametrize(
    ("text", "said", "start", "end"),
    [
        ("13:30-14:15", "13.30–14.15", time(13, 30), time(14, 15)),
        ("13.30–14.15", "13.30–14.15", time(13, 30), time(14, 15)),
        ("8:05 - 9:00", "08.05–09.00", time(8, 5), time(9)),
        ("13:30", "13.30", time(13, 30), None),
    ],
)
def test_a_time_has_a_start_and_perhaps_an_end(text: str, said: str, start: time, end: time | None) -> None:
    found = read(Klokkeslett, text)
    assert (str(found), found.start, found.slutt) == (said, start, end)


@pytest.mark.parametrize("text", ["25:00", "13:60", "14:15-13:30", "13", "13:30-", "13:30-14:15-15:00", "750"])
def test_what_is_no_time_is_refused(text: str) -> None:
    assert code(Klokkeslett, text) == "S110"


@pytest.mark.parametrize(
    ("text", "found", "said"),
    [
        ("12 måneder", Varighet(12, "måneder"), "12 måneder"),
        ("1 måned", Varighet(1, "måneder"), "1 måned"),
        ("14 dager", Varighet(14, "dager"), "14 dager"),
        ("5 virkedager", Varighet(5, "virkedager"), "5 virkedager"),
        ("1 virkedag", Varighet(1, "virkedager"), "1 virkedag"),
        ("2 uker", Varighet(2, "uker"), "2 uker"),
        ("1 uke", Varighet(1, "uker"), "1 uke"),
        ("1 år", Varighet(1, "år"), "1 år"),
    ],
)
def test_a_length_of_time_is_a_number_and_a_word(text: str, found: Varighet, said: str) -> None:
    assert read(Varighet, text) == found
    assert str(found) == said


@pytest.mark.parametrize("text", ["12", "måneder", "0 dager", "12 months", "1,5 år", "-1 dager", "9999 dager"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    assert code(Varighet, text) == "S113"


def test_yes_and_no_are_ja_and_nei_and_nothing_else() -> None:
    assert read(JaNei, "ja") is True
    assert read(JaNei, "nei") is False
    for text in ("yes", "no", "true", "Ja", "1", "on", "x", []):
        assert code(JaNei, text) == "S109"


def test_whole_numbers_are_digits() -> None:
    assert read(Heltall, "08") == 8
    for text in ("7.0", "-1", "1e3", "sju", "1_000", "٣"):
        assert code(Heltall, text) == "S111"


def test_text_is_trimmed_and_capped() -> None:
    assert read(Tekst, "  to\nlinjer \n") == "to\nlinjer"
    assert code(Tekst, "a" * 20_001) == "string_too_long"
    assert code(Linje, "a" * 251) == "string_too_long"
    assert code(Linje, "to\nlinjer") == "S118"


@pytest.mark.parametrize("text", ["risor-2026-017", "m1", "hope-barneskole", "a_b", "7a"])
def test_ids_of_small_letters_and_digits_hold(text: str) -> None:
    assert read(Id, text) == text


@pytest.mark.parametrize("text", ["Risør", "a b", "../x", "-a", "_a", "a" * 41, "å", "a/b", "a.b", "A"])
def test_ids_that_are_unsafe_in_file_names_are_refused(text: str) -> None:
    assert code(Id, text) == "S116"


def test_colours_organisation_numbers_and_identity_numbers_are_checked() -> None:
    assert read(Farge, "#0B4F6C") == "#0b4f6c"
    assert code(Farge, "blå") == "S114"
    assert read(Orgnummer, "964 977 402") == "964977402"
    assert code(Orgnummer, "964977401") == "S115"
    assert read(Fødselsnummer, "128514 99979") == "12851499979"
    assert code(Fødselsnummer, "128514") == "F101"
    assert code(Fødselsnummer, "1285149997") == "F102"
    assert code(Fødselsnummer, "12851499978") == "F103"
    assert code(Fødselsnummer, "99991499979") == "F104"


def test_a_case_is_frozen_and_can_be_dumped_and_read_again() -> None:
    sak = load_case(SMALL.encode(), file="sak.yaml").value
    assert sak is not None
    with pytest.raises(ValidationError):
        sak.nivå = 2
    assert Sak.model_validate(sak.model_dump()) == sak


def small(before: str = "", after: str = "") -> list[tuple[str, int, str]]:
    assert before in SMALL
    loaded = load_case(SMALL.replace(before, after, 1).encode(), file="sak.yaml")
    assert loaded.problems == []
    profil = load(SMALL_PROFILE.encode(), Profil).value
    found = check_references(loaded, profil)
    return [(p.code, p.where.line, p.hint(Language.NB)) for p in found]


def line_of(text: str) -> int:
    return SMALL[: SMALL.index(text)].count("\n") + 1


def test_a_case_that_hangs_together_has_no_problems() -> None:
    assert small() == []


@pytest.mark.parametrize(
    ("before", "after", "code", "hint"),
    [
        ("leder: heidi", "leder: hedi", "R101", "mente du «heidi», linje {heidi}?"),
        ("hentet_av: heidi", "hentet_av: xyzzy", "R101", ""),
        ("[heidi, mor, barn]", "[heidi, moor, barn]", "R101", "mente du «mor», linje {mor}?"),
        ("skole: hope-barneskole", "skole: Hope barneskole", "R102", "mente du «hope-barneskole»?"),
        ("skole: hope-barneskole", "skole: hope", "R102", "mente du «hope-barneskole»?"),
        ("møte: m1", "møte: m2", "R103", ""),
        ("mål: g1", "mål: g12", "R105", "mente du «g1», linje {- {id: g1}?"),
        ("samtykke: s1", "samtykke: s11", "R106", "mente du «s1», linje {- {id: s1}?"),
        ("tiltak: t1", "tiltak: t11", "R104", "mente du «t1», linje {- {id: t1}?"),
    ],
)
def test_a_reference_to_nothing_is_told_with_what_was_meant(before: str, after: str, code: str, hint: str) -> None:
    head, brace, tail = hint.partition("{")
    key = tail.removesuffix("}?")
    key = {"heidi": "id: heidi", "mor": "id: mor"}.get(key, key)
    expected = f"{head}{line_of(key)}?" if brace else hint
    assert small(before, after) == [(code, line_of(before), expected)]


def test_units_are_left_alone_without_a_profile() -> None:
    loaded = load_case(SMALL.replace("skole: hope-barneskole", "skole: xyzzy").encode(), file="sak.yaml")
    assert check_references(loaded) == []


def test_persons_and_guardians_share_ids_and_barn_is_the_pupils() -> None:
    assert [p[0] for p in small("{id: per,", "{id: mor,")] == ["R107", "R101"]
    assert [p[0] for p in small("{id: per,", "{id: barn,")] == ["R108", "R101"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("gjelder_til: 2026-12-31", "gjelder_til: 2025-12-31"),
        ("periode: {fra: 2026-08-17, til: 2027-06-18}", "periode: {fra: 2026-08-17, til: 2026-06-18}"),
    ],
)
def test_a_span_that_ends_before_it_begins_is_told(before: str, after: str) -> None:
    assert [p[0] for p in small(before, after)] == ["R109"]


def test_a_transition_from_one_school_to_another_is_no_span() -> None:
    assert (
        small(
            "overgang: {fra: hope-barneskole, til: risor-ungdomsskole}",
            "overgang: {til: hope-barneskole, fra: risor-ungdomsskole}",
        )
        == []
    )


def test_a_case_that_could_not_be_loaded_has_no_references_to_check() -> None:
    assert check_references(load_case(b"", file="sak.yaml")) == []
