"""Identity numbers: which hold, which do not, and what is never read from them."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.no import fodselsnummer, orgnr

from bti_docs.case.identity import Fault, Identity, Kind, inspect, is_orgnr, mask

SKATTEETATEN = ["17912099997", "29822099635", "57912075186", "46879700922", "12851499979"]


def with_check_digits(nine: str, remainder: int = 0) -> str | None:
    """Complete `nine` digits, the first check digit leaving `remainder`; None when no digit does."""
    first = sum(int(d) * w for d, w in zip(nine, (3, 7, 6, 1, 8, 9, 4, 5, 2), strict=True))
    k1 = (remainder - first) % 11
    ten = nine + str(k1)
    second = sum(int(d) * w for d, w in zip(ten, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=False))
    k2 = -second % 11
    return f"{ten}{k2}" if k1 < 10 and k2 < 10 else None


def first_valid(prefix: str, remainder: int = 0) -> str:
    numbers = (with_check_digits(f"{prefix}{i:03}", remainder) for i in range(1000))
    return next(n for n in numbers if n)


@pytest.mark.parametrize("number", SKATTEETATEN)
def test_synthetic_numbers_from_skatteetaten_hold(number: str) -> None:
    found = inspect(number)
    assert isinstance(found, Identity)
    assert found.synthetic


@pytest.mark.parametrize("offset", [40, 65, 80])
@pytest.mark.parametrize("day", [0, 40])
def test_every_synthetic_series_is_known_for_both_kinds(offset: int, day: int) -> None:
    found = inspect(first_valid(f"{day + 15}{offset + 12}14"))
    assert found == Identity(Kind.D_NUMMER if day else Kind.FØDSELSNUMMER, synthetic=True, rule_2032=False)


@pytest.mark.parametrize("remainder", [1, 2, 3])
def test_numbers_issued_from_2032_hold_with_another_remainder(remainder: int) -> None:
    found = inspect(first_valid("010133", remainder))
    assert found == Identity(Kind.FØDSELSNUMMER, synthetic=False, rule_2032=True)


@pytest.mark.parametrize("remainder", [4, 5, 10])
def test_no_other_remainder_holds(remainder: int) -> None:
    assert inspect(first_valid("010133", remainder)) is Fault.CHECK_DIGITS


@pytest.mark.parametrize(
    "number", ["", "1", "1285149997", "128514999790", "1285149997a", "12851499979 ", "１２８５１４９９９７９"]
)
def test_anything_but_eleven_ascii_digits_is_a_fault_of_length(number: str) -> None:
    assert inspect(number) is Fault.LENGTH


@pytest.mark.parametrize(
    "prefix", ["000114", "320114", "310414", "300214", "010014", "011314", "016014", "019314", "720114"]
)
def test_days_and_months_that_do_not_exist_are_faults(prefix: str) -> None:
    assert inspect(first_valid(prefix)) is Fault.DATE


def test_the_29th_of_february_holds_in_every_year_because_the_century_is_unknown() -> None:
    assert isinstance(inspect(first_valid("290214")), Identity)


def test_neither_sex_nor_birth_date_is_told() -> None:
    assert {f.name for f in dataclasses.fields(Identity)} == {"kind", "synthetic", "rule_2032"}


@given(st.sampled_from(SKATTEETATEN), st.integers(0, 10), st.integers(1, 9))
def test_no_single_wrong_digit_goes_unseen(number: str, place: int, by: int) -> None:
    wrong = str((int(number[place]) + by) % 10)
    assert isinstance(inspect(number[:place] + wrong + number[place + 1 :]), Fault)


@given(st.dates(), st.sampled_from([0, 40]), st.integers(0, 499))
def test_what_stdnum_accepts_holds_here_too(birth, d_number: int, serial: int) -> None:
    nine = f"{birth.day + d_number:02}{birth:%m}{birth.year % 100:02}{serial:03}"
    number = with_check_digits(nine)
    if number and fodselsnummer.is_valid(number):
        kind = Kind.D_NUMMER if d_number else Kind.FØDSELSNUMMER
        assert inspect(number) == Identity(kind, synthetic=False, rule_2032=False)


@given(st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_where_stdnum_and_we_differ_it_is_synthetic_or_from_2032_or_a_date_it_reads(number: str) -> None:
    found = inspect(number)
    if fodselsnummer.is_valid(number):
        assert isinstance(found, Identity)


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_organisation_numbers_agree_with_stdnum(number: str) -> None:
    assert is_orgnr(number) == orgnr.is_valid(number)


@pytest.mark.parametrize("number", ["964977402", "974577690"])
def test_real_organisation_numbers_hold(number: str) -> None:
    assert is_orgnr(number)


def test_a_masked_number_shows_six_digits() -> None:
    assert mask("12851499979") == "128514*****"
    assert mask("123") == "123"
