"""Text from a YAML file goes in; dates, times, yes/no, numbers and checked identifiers come out, or an error code.

Every error is a PydanticCustomError whose type is a code of `problems/case.toml` and which never holds the input.
A value that already has the type passes, so that a model can be built in code and dumped and read again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, StringConstraints
from pydantic_core import PydanticCustomError, core_schema

from bti_docs.case import identity
from bti_docs.case.vocabulary import YEARS

DATE_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}"
TIME_PATTERN = r"[0-9]{1,2}[:.][0-9]{2}(?: ?[-–] ?[0-9]{1,2}[:.][0-9]{2})?"
DURATION_PATTERN = r"[1-9][0-9]{0,2} (?:virkedag|dag|uke|måned)(?:er)?|[1-9][0-9]{0,2} (?:uker|år)"
ID_PATTERN = r"[a-z0-9][a-z0-9_-]{0,39}"
COLOR_PATTERN = r"#[0-9a-fA-F]{6}"

Enhetsord = Literal["virkedager", "dager", "uker", "måneder", "år"]
_ENTALL: dict[str, Enhetsord] = {"virkedag": "virkedager", "dag": "dager", "uke": "uker", "måned": "måneder"}


class Node(BaseModel):
    """A map in a YAML file: frozen, with no other keys than its fields.

    `avsnitt` divides a long map as people think of it: the field that each part after the first begins with, and the
    part's name. A part without a name goes on with what everybody needs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
    avsnitt: ClassVar[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reference:
    """Marks text that is the id of something: `person`, `enhet`, `møte`, `tiltak`, `mål` or `samtykke`."""

    to: str


@dataclass(frozen=True, slots=True)
class Common:
    """Marks free text that often is one of the words of a list in `ord.yaml`, which says them in both languages."""

    group: str


@dataclass(frozen=True, slots=True)
class Own:
    """Marks text that is the thing's own id."""


@dataclass(frozen=True, slots=True)
class Klokkeslett:
    """A time of day, with an end or without: `13:30-14:15` or `13:30`. As text `13.30–14.15`."""

    start: time
    slutt: time | None = None

    def __str__(self) -> str:
        return "–".join(f"{t:%H.%M}" for t in (self.start, self.slutt) if t is not None)

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read `13:30-14:15`, `13.30–14.15` or `13:30`; error S110."""
        if isinstance(value, cls):
            return value
        found = re.fullmatch(TIME_PATTERN, value) if isinstance(value, str) else None
        if not found:
            raise PydanticCustomError("S110", "not a time")
        times = [_time(part) for part in re.findall(r"[0-9]{1,2}[:.][0-9]{2}", found[0])]
        if len(times) == 2 and times[1] <= times[0]:
            raise PydanticCustomError("S110", "not a time")
        return cls(*times)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return _parsed_by(cls.parse, TIME_PATTERN)


@dataclass(frozen=True, slots=True)
class Varighet:
    """A length of time: `Varighet(12, "måneder")` from `12 måneder`."""

    antall: int
    enhet: Enhetsord

    def __str__(self) -> str:
        one = next((k for k, v in _ENTALL.items() if v == self.enhet), self.enhet)
        return f"{self.antall} {one if self.antall == 1 else self.enhet}"

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read `1 måned`, `14 dager`, `5 virkedager`, `2 uker` or `3 år`; error S113."""
        if isinstance(value, cls):
            return value
        found = re.fullmatch(r"([1-9][0-9]{0,2}) ([a-zæøå]+)", value) if isinstance(value, str) else None
        word = _ENTALL.get(found[2], found[2]) if found else ""
        for enhet in get_args(Enhetsord):
            if found and word == enhet:
                return cls(int(found[1]), enhet)
        raise PydanticCustomError("S113", "not a length of time")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return _parsed_by(cls.parse, DURATION_PATTERN)


def _parsed_by(parse: Any, pattern: str) -> core_schema.CoreSchema:
    return core_schema.no_info_plain_validator_function(
        parse,
        json_schema_input_schema=core_schema.str_schema(pattern=pattern),
        serialization=core_schema.to_string_ser_schema(),
    )


def _time(text: str) -> time:
    hour, minute = re.split("[:.]", text)
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise PydanticCustomError("S110", "not a time") from None


def _dato(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(DATE_PATTERN, value):
        raise PydanticCustomError("S108", "not a date")
    parts = [int(p) for p in re.split("[-.]", value)]
    year, month, day = parts if "-" in value else reversed(parts)
    try:
        found = date(year, month, day)
    except ValueError:
        raise PydanticCustomError("S108", "not a date") from None
    if year not in YEARS:
        raise PydanticCustomError("S108", "not a date")
    return found


def _ja_nei(value: object) -> object:
    if isinstance(value, bool):
        return value
    if value not in ("ja", "nei"):
        raise PydanticCustomError("S109", "neither ja nor nei")
    return value == "ja"


def _heltall(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch("[0-9]{1,9}", value):
        raise PydanticCustomError("S111", "not a whole number")
    return int(value) if isinstance(value, str) else value


def _one_line(value: str) -> str:
    if "\n" in value:
        raise PydanticCustomError("S118", "more than one line")
    return value


def _id(value: str) -> str:
    if not re.fullmatch(ID_PATTERN, value):
        raise PydanticCustomError("S116", "not an id")
    return value


def _farge(value: str) -> str:
    if not re.fullmatch(COLOR_PATTERN, value):
        raise PydanticCustomError("S114", "not a colour")
    return value.lower()


def _orgnr(value: str) -> str:
    number = value.replace(" ", "")
    if not identity.is_orgnr(number):
        raise PydanticCustomError("S115", "not an organisation number")
    return number


def _fødselsnummer(value: str) -> str:
    number = value.replace(" ", "")
    found = identity.inspect(number)
    if found is identity.Fault.LENGTH:
        if len(number) == 10 and number.isdigit():
            raise PydanticCustomError("F102", "ten digits")
        raise PydanticCustomError("F101", "not eleven digits")
    if found is identity.Fault.DATE:
        raise PydanticCustomError("F104", "no such date")
    if found is identity.Fault.CHECK_DIGITS:
        raise PydanticCustomError("F103", "check digits")
    return number


Tekst = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
Linje = Annotated[str, StringConstraints(strip_whitespace=True, max_length=250), AfterValidator(_one_line)]
Dato = Annotated[date, BeforeValidator(_dato)]
JaNei = Annotated[bool, BeforeValidator(_ja_nei)]
Heltall = Annotated[int, BeforeValidator(_heltall)]
Farge = Annotated[str, AfterValidator(_farge)]
Orgnummer = Annotated[str, AfterValidator(_orgnr)]
Fødselsnummer = Annotated[str, AfterValidator(_fødselsnummer)]
Rolle = Annotated[Linje, Common("rolle")]
Id = Annotated[str, AfterValidator(_id), Own()]

PersonId = Annotated[str, Reference("person")]
EnhetId = Annotated[str, Reference("enhet")]
MøteId = Annotated[str, Reference("møte")]
TiltakId = Annotated[str, Reference("tiltak")]
MålId = Annotated[str, Reference("mål")]
SamtykkeId = Annotated[str, Reference("samtykke")]
