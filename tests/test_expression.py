"""One expression of a form map or a procedure: the words it may use, and everything it may not do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NewType

import pytest

from bti_docs.expression.expression import MAX_LENGTH, parse_expression
from bti_docs.problem import BtiError, Where

Law = NewType("Law", dict[str, str])


@dataclass(frozen=True)
class Child:
    navn: str = "Ávjo Čáhppes"
    språk: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Words:
    barn: Child
    nivå: int
    i_fare: bool
    møte: Child | None
    lov: Law


WORDS: dict[str, Any] = {
    "barn": {"navn": "Ávjo Čáhppes", "språk": ["nordsamisk", "norsk"]},
    "nivå": 2,
    "i_fare": False,
    "møte": None,
    "lov": {"oppl_12_4": "opplæringslova § 12-4"},
}
AT = Where(file="skjema.yaml", line=7)


def value(text: str) -> Any:
    return parse_expression(text, Words, where=AT, keys={"Law": {"oppl_12_4"}}).value(WORDS)


def codes(text: str) -> list[str]:
    with pytest.raises(BtiError) as stopped:
        value(text)
    assert all(p.where == AT for p in stopped.value.problems)
    return [p.code for p in stopped.value.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("barn.navn", "Ávjo Čáhppes"),
        ('barn.språk|join(" og ")', "nordsamisk og norsk"),
        ("barn.språk[1]", "norsk"),
        ("nivå == 2 and not i_fare", True),
        ("nivå in (1, 2)", True),
        ('"samisk" in barn.språk', False),
        ("møte and møte.navn", None),
        ("lov.oppl_12_4", "opplæringslova § 12-4"),
        ('"&<" == barn.navn', False),
    ],
)
def test_an_expression_says_what_the_words_say(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(("text", "type_"), [("barn.navn", str), ("nivå == 1", bool), ("barn.språk", list[str])])
def test_an_expression_knows_the_type_of_its_value(text: str, type_: object) -> None:
    assert parse_expression(text, Words, where=AT).type == type_


def test_a_misspelt_word_is_told_with_what_was_meant() -> None:
    with pytest.raises(BtiError) as stopped:
        value("barn.namn")
    assert [(p.code, p.words["suggestion"]) for p in stopped.value.problems] == [("M361", "navn")]


@pytest.mark.parametrize(
    "text",
    [
        "barn.__class__",
        "barn['__class__']",
        "barn.navn.upper()",
        "lov()",
        "barn.navn|upper",
        "barn.navn|attr('x')",
        "nivå + 1",
        "nivå < 2",
        "barn.navn if i_fare else barn.navn",
        "i_fare is defined",
        "{'a': 1}",
        "[1, 2]",
        "self.x",
        "nivå ~ nivå",
        "barn.språk[0:1]",
        "-nivå",
    ],
)
def test_what_the_language_does_not_have_is_refused(text: str) -> None:
    assert set(codes(text)) <= {"M321", "M322", "M324"}


@pytest.mark.parametrize("text", ["", " ", "barn.", "barn navn", "nivå == 1 }} {{ barn.navn", "{% if nivå %}", '"åpen'])
def test_what_cannot_be_read_is_told(text: str) -> None:
    assert codes(text) == ["M316"]


@pytest.mark.parametrize("text", ["not " * 300 + "i_fare", "(" * 900 + "nivå", "nivå or " * 200 + "nivå"])
def test_what_is_too_involved_is_refused_without_running_out_of_stack(text: str) -> None:
    assert codes(text) in (["M326"], ["M316"])


def test_a_comparison_that_can_never_be_true_is_told() -> None:
    assert codes('nivå == "2"') == ["M365"]


def test_what_is_inside_a_word_that_is_missing_is_told() -> None:
    assert codes("møte.navn") == ["M332"]


def test_a_text_in_the_words_is_never_run() -> None:
    words = WORDS | {"barn": {"navn": "{{ nivå }}", "språk": []}}
    assert parse_expression("barn.navn", Words, where=AT).value(words) == "{{ nivå }}"


def test_a_very_long_expression_is_refused() -> None:
    assert codes("nivå".ljust(MAX_LENGTH + 1)) == ["M326"]
