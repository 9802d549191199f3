"""Eleven digits go in; what kind of identity number it is comes out, or the reason why it is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_WEIGHTS_1 = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_WEIGHTS_2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_MONTH_OFFSETS = (0, 40, 65, 80)
_D_NUMBER_DAY = 40
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_REMAINDERS_FROM_2032 = range(4)
_VISIBLE = 6


class Kind(StrEnum):
    """Who the number is for: residents have a fødselsnummer, others a D-number."""

    FØDSELSNUMMER = "fødselsnummer"
    D_NUMMER = "d-nummer"


class Fault(StrEnum):
    """Why eleven digits are not an identity number."""

    LENGTH = "length"
    DATE = "date"
    CHECK_DIGITS = "check digits"


@dataclass(frozen=True)
class Identity:
    """A number that holds. Its date and sex are not here: from 2032 neither can be read from it.

    `synthetic` numbers (month + 40, + 65 or + 80) belong to nobody. `rule_2032` says that the first check
    digit holds only under the rule for numbers issued from 2032.
    """

    kind: Kind
    synthetic: bool
    rule_2032: bool


def inspect(number: str) -> Identity | Fault:
    """Return the kind of `number`, which is eleven ASCII digits without spaces, or the first Fault found."""
    if len(number) != 11 or not (number.isascii() and number.isdigit()):
        return Fault.LENGTH
    digits = tuple(int(d) for d in number)
    day, month = 10 * digits[0] + digits[1], 10 * digits[2] + digits[3]
    d_number = day > _D_NUMBER_DAY
    offset = max(o for o in _MONTH_OFFSETS if o < max(month, 1))
    if not _is_day(day - _D_NUMBER_DAY * d_number, month - offset):
        return Fault.DATE
    first, second = _remainder(digits, _WEIGHTS_1), _remainder(digits, _WEIGHTS_2)
    if second or first not in _REMAINDERS_FROM_2032:
        return Fault.CHECK_DIGITS
    return Identity(Kind.D_NUMMER if d_number else Kind.FØDSELSNUMMER, bool(offset), bool(first))


def mask(number: str) -> str:
    """Return `number` with everything after the six first digits as stars: `128514*****`."""
    return number[:_VISIBLE] + "*" * len(number[_VISIBLE:])


def is_orgnr(number: str) -> bool:
    """Whether `number` is nine ASCII digits whose last one is the right check digit."""
    if len(number) != 9 or not (number.isascii() and number.isdigit()):
        return False
    return _remainder(tuple(int(d) for d in number), (3, 2, 7, 6, 5, 4, 3, 2, 1)) == 0


def _is_day(day: int, month: int) -> bool:
    # The year is left out: the century cannot be known, so 29 February always may be.
    return 1 <= month <= len(_DAYS) and 1 <= day <= _DAYS[month - 1]


def _remainder(digits: tuple[int, ...], weights: tuple[int, ...]) -> int:
    return sum(d * w for d, w in zip(digits, weights, strict=False)) % 11
