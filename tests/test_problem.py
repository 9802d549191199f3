"""The texts of every problem: three languages, the same placeholders, a valid exit code."""

from __future__ import annotations

import string

import pytest

from bti_docs.problem import ExitCode, Language, Problem, Severity, codes

CODES = sorted(codes())


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_told_in_three_languages_with_the_same_placeholders(code: str) -> None:
    entry = codes()[code]
    for part in ("message", "hint"):
        used = {language: placeholders(entry[language].get(part, "")) for language in Language}
        assert used[Language.NB] == used[Language.NN] == used[Language.EN]
        assert "" not in used[Language.NB]
    assert all(entry[language]["message"].strip() for language in Language)
    assert set(entry) <= {"severity", "exit", *Language}


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_valid_exit_code_and_severity(code: str) -> None:
    problem = Problem(code)
    assert problem.exit_code in set(ExitCode) - {ExitCode.USAGE, ExitCode.INTERRUPTED}
    assert problem.severity in set(Severity)


def test_a_hint_is_left_out_when_its_word_is_missing_or_empty() -> None:
    assert Problem("S101", words={"key": "fornamn", "meant": "fornavn"}).hint(Language.NN) == "meinte du «fornavn»?"
    assert Problem("S101", words={"key": "fornamn", "meant": ""}).hint(Language.NN) == ""
    assert Problem("S101", words={"key": "fornamn"}).hint(Language.NN) == ""
