"""A YAML file of values goes in; each field's value by the field's name comes out, and where it stands."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict

from bti_docs.case.load import load
from bti_docs.case.source import Source
from bti_docs.case.types import Node
from bti_docs.form.answers import Value
from bti_docs.problem import BtiError, Problem


class Verdier(Node):
    """Values by field name: no other keys are known, for every form has its own."""

    model_config = ConfigDict(frozen=True, extra="allow", hide_input_in_errors=True)


def read_values(data: bytes, *, file: str) -> tuple[dict[str, Value], Source]:
    """Return the values, read as text. Raises BtiError for what is no YAML, and for a value that is no text (B207)."""
    loaded = load(data, Verdier, file=file)
    if loaded.value is None:
        raise BtiError(*loaded.problems)
    given: dict[str, Any] = loaded.value.model_extra or {}
    wrong = [Problem("B207", loaded.source.where((name,), key=True)) for name, v in given.items() if not _is_value(v)]
    if wrong:
        raise BtiError(*wrong)
    return dict(given), loaded.source


def _is_value(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) for v in value))


def placed(problem: Problem, source: Source) -> Problem:
    """Return the problem of a field at its place in the file of values; one of no field there stays as it is."""
    path = (problem.where.path,)
    return Problem(problem.code, source.where(path, key=True), problem.words) if path in source.keys else problem
