"""A field and what somebody wants in it go in; what the field will hold comes out, or the problem with it."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping, Sequence

from bti_docs.form.blank import OFF, Blank, Field, Kind
from bti_docs.problem import BtiError, Problem, Where

Value = str | Sequence[str]
Answers = dict[str, tuple[str, ...]]
"""By field name what it will hold: a text, a state that is on, or the export values that are chosen; () for nothing."""

YES = frozenset({"ja", "true", "x", "yes", "1", "on"})
NO = frozenset({"nei", "false", "no", "0", "off", ""})


def answers(blank: Blank, values: Mapping[str, Value], *, keep: bool = False) -> Answers:
    """Return what every field will hold. With `keep`, what stood in the others before stays.

    Raises BtiError with every value that does not fit: an unknown field (B201), a field that takes none (B202), a
    choice that the form does not have (B203), several where one fits (B204), a text longer than its cells (B205).
    """
    problems: list[Problem] = []
    held: Answers = {f.name: f.value for f in blank.fields if keep and f.value and f.kind.fillable}
    for name, value in values.items():
        field = blank.field(name)
        if field is None:
            problems.append(Problem("B201", Where(path=name), _near(name, [f.name for f in blank.fields])))
            continue
        try:
            held[name] = answer(field, value)
        except BtiError as error:
            problems += error.problems
    if problems:
        raise BtiError(*problems)
    return held


def answer(field: Field, value: Value) -> tuple[str, ...]:
    """Return what one field will hold. Raises BtiError (B202-B205)."""
    if not field.kind.fillable:
        raise BtiError(Problem("B202", Where(path=field.name)))
    said = [clean(v) for v in ([value] if isinstance(value, str) else value)]
    if field.kind.ticked:
        return _state(field, said)
    if field.kind in (Kind.COMBO, Kind.LIST):
        return _chosen(field, [s for s in said if s])
    return _written(field, "\n".join(said))


def clean(text: str) -> str:
    """Return a text as it is compared and drawn: composed (NFC), with plain line ends, no tabs, nothing at its ends."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    return composed.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()


def _written(field: Field, text: str) -> tuple[str, ...]:
    if not field.multiline:
        text = " ".join(text.split("\n"))
    if field.comb and len(text) > field.max_len:
        raise BtiError(Problem("B205", Where(path=field.name), {"most": str(field.max_len)}))
    return (text,) if text else ()


def _state(field: Field, said: list[str]) -> tuple[str, ...]:
    """Return the state to switch on: by its own name, by what it means, or by yes and no where there is one."""
    wanted = [s for s in said if s]
    if len(wanted) > 1:
        raise BtiError(Problem("B204", Where(path=field.name)))
    states = field.on_states
    one = wanted[0] if wanted else ""
    if one in states:
        return (one,)
    if one in field.exports:
        return (_numbered(field, field.exports.index(one)),)
    if one.casefold() in NO or one == OFF:
        return ()
    if one.casefold() in YES and len(states) == 1:
        return states
    known = [*states, *(e for e in field.exports if e not in states)]
    raise BtiError(Problem("B203", Where(path=field.name), {"known": ", ".join(known), **_near(one, known)}))


def _numbered(field: Field, place: int) -> str:
    """Return the state of a box by its place in /Opt: its number as a name, or the box's own state."""
    own = [w.state for w in field.widgets]
    return str(place) if str(place) in own or place >= len(own) else own[place]


def _chosen(field: Field, said: list[str]) -> tuple[str, ...]:
    if len(said) > 1 and not field.many:
        raise BtiError(Problem("B204", Where(path=field.name)))
    found: list[str] = []
    for one in said:
        fitting = [export for export, shown in field.options if one in (export, clean(shown))]
        if not fitting and not field.editable:
            known = [shown for _, shown in field.options]
            words = {"known": ", ".join(known[:12]), **_near(one, known)}
            raise BtiError(Problem("B203", Where(path=field.name), words))
        found.append(fitting[0] if fitting else one)
    return tuple(found)


def shown_text(field: Field, held: tuple[str, ...]) -> str:
    """Return what a text or combo field shows for what it holds."""
    if not held:
        return ""
    if field.kind is Kind.COMBO:
        return next((shown for export, shown in field.options if export == held[0]), held[0])
    return "•" * len(held[0]) if field.password else held[0]


def _near(name: str, known: Sequence[str]) -> dict[str, str]:
    close = difflib.get_close_matches(name, known, n=1)
    return {"suggestion": close[0] if close else ""}
