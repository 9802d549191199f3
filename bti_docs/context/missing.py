"""A document's words and its kind go in; what the case lacks for it comes out, as warnings with their place."""

from __future__ import annotations

import functools

from bti_docs.case.source import Source
from bti_docs.case.vocabulary import Målform
from bti_docs.context.instances import Instance
from bti_docs.context.words import Ord, Svar, Valg
from bti_docs.library import Felt
from bti_docs.problem import BtiError, Problem, Where


def missing(words: Ord, instance: Instance, source: Source, form: Målform) -> list[Problem]:
    """Return a warning for every required field that the case does not have yet.

    Such a field is a line to write on in the document: schools finish by hand.
    """
    lacking = [f for f in instance.kind.felt if _asked(f, instance) and empty(_word(words, f))]
    return [_problem(field, instance, source, form) for field in lacking]


def word(words: Ord, name: str) -> object:
    """Return the word at a dotted name such as `møte.neste.dato`. Raises AttributeError for one that is unknown."""
    return functools.reduce(getattr, name.split("."), words)


def _word(words: Ord, field: Felt) -> object:
    try:
        return word(words, field.ord)
    except AttributeError:
        raise BtiError(Problem("K108", Where(file="kind.yaml"), {"field": field.id})) from None


def empty(value: object) -> bool:
    """Tell whether a word says nothing: no text, nothing ticked, rows without a word in them."""
    match value:
        case str() | Svar():
            return not (value if isinstance(value, str) else value.svar)
        case list():
            return not any(v.valgt if isinstance(v, Valg) else not empty(v) for v in value)
        case bool():
            return not value
        case _:
            return all(empty(v) for v in vars(value).values() if not isinstance(v, bool))


def _asked(field: Felt, instance: Instance) -> bool:
    fits = not field.møtetype or (instance.meeting is not None and instance.meeting.type in field.møtetype)
    return field.krav == "R" and bool(field.ord) and fits


def _problem(field: Felt, instance: Instance, source: Source, form: Målform) -> Problem:
    parts = tuple(p for p in field.nøkkel.removeprefix("/").split(".") if p)
    path = parts if field.nøkkel.startswith("/") else (*instance.path, *parts)
    label = field.nb if form == "nb" else field.nn
    words = {"label": label, "kind": instance.kind.title(form), "key": ".".join(parts)}
    return Problem("D101", source.where(path), words)
