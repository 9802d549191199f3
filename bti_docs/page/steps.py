"""The model's parts go in; the steps that a case is written in come out, with what is new in the model in the last."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.case import shape
from bti_docs.case.model import Sak

# Which part of a case is written where; all below a part comes from the model.
_PARTS = {
    "barnet": ("saksnavn", "nivå", "målform", "barn", "andre_barn"),
    "foresatte": ("foresatte", "personer"),
    "samtykke": ("samtykker", "stafettlogg"),
    "samtale": ("oppmerksomhetssamtale", "elevsamtaler"),
    "møter": ("møter",),
    "tiltak": ("mål", "tiltak", "nivåvurderinger"),
    "plan": ("overgang", "iop", "iop_årsvurdering", "pedagogisk_analyse", "aktivitetsplan", "tilbakeføringsplan"),
    "fravær": ("fravær", "fraværsfil", "fraværsoppfølging"),
    "henvisning": ("henvisning", "bekymring", "melding_ke"),
    "arkiv": ("arkiv",),
}
_REST = "annet"
_SET_ONCE = ("bti_sak", "id", "kommune")  # decided when the case is made


@dataclass(frozen=True)
class Step:
    """One page of the form, and the keys of the case that are written there."""

    id: str
    keys: tuple[str, ...]


def steps() -> list[Step]:
    """Return the steps in order; parts of the model that no step names come last, and are never left out."""
    parts = shape.fields(Sak)
    named = {key for keys in _PARTS.values() for key in keys}
    rest = tuple(key for key in parts if key not in named and key not in _SET_ONCE)
    found = [Step(name, tuple(key for key in keys if key in parts)) for name, keys in _PARTS.items()]
    return [*found, *([Step(_REST, rest)] if rest else [])]


def step_of(name: str) -> Step | None:
    """Return a step by its id."""
    return next((step for step in steps() if step.id == name), None)


def home_of(key: str) -> Step:
    """Return the step where a part of the case is written."""
    return next((step for step in steps() if key in step.keys), steps()[0])
