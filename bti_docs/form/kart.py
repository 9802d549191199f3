"""A map, its form and the type of the words go in; a checked map that makes values of words, or Problems, come out."""

from __future__ import annotations

import difflib
import fnmatch
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bti_docs.case.load import load
from bti_docs.case.source import Source
from bti_docs.expression.expression import Expression, parse_expression
from bti_docs.form.answers import Value, answer, clean
from bti_docs.form.blank import Blank, Field
from bti_docs.form.child import read_blank
from bti_docs.form.fill import Rule
from bti_docs.form.fingerprint import fingerprint
from bti_docs.form.overlay import overlay
from bti_docs.form.skjema import Feltregel, Skjema
from bti_docs.problem import BtiError, Problem, Severity, Where

_PLACE = "{i}"
_PRINTED = (None, str, int, bool, list[str], list[int])
Language = str


@dataclass(frozen=True)
class Entry:
    """One line of the map: the fields it fills, whether they share its value, its expression, rule and place."""

    fields: tuple[str, ...]
    shared: bool
    expression: Expression
    rule: Feltregel
    where: Where


@dataclass(frozen=True)
class Kart:
    """A checked map with its form, ready to be filled; `problems` are the warnings that the check told."""

    skjema: Skjema
    blank: Blank
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def only_flat(self) -> bool:
        """Whether values are drawn on the page itself, so that no copy has fields of ours."""
        return bool(self.skjema.tegn)

    def values(self, words: Mapping[str, object]) -> dict[str, Value]:
        """Return what each field is to hold. Raises BtiError for a word that has no choice in the form (B414)."""
        found: dict[str, Value] = {}
        problems: list[Problem] = []
        for entry in self.entries:
            try:
                found |= _values(entry, entry.expression.value(words), self.blank)
            except BtiError as error:
                problems += error.problems
        if problems:
            raise BtiError(*problems)
        return found

    def lacking(self, values: Mapping[str, Value], language: Language) -> list[str]:
        """Return what required fields that are empty are called."""
        empty = [e for e in self.entries if e.rule.krav and not any(values.get(f) for f in e.fields)]
        return [self.label(e, language) for e in empty]

    def rules(self, language: Language) -> dict[str, Rule]:
        """Return what the map asks of each field."""
        return {f: self._rule(entry, language) for entry in self.entries for f in entry.fields}

    def label(self, entry: Entry, language: Language) -> str:
        """Return what a line's fields are called: by the map, else by the form, else by their name."""
        if entry.rule.etikett:
            return entry.rule.etikett.nn if language == "nn" else entry.rule.etikett.nb
        field = self.blank.field(entry.fields[0])
        return (field.tooltip if field else "") or entry.fields[0]

    def said(self, values: Mapping[str, Value], language: Language) -> list[tuple[str, str]]:
        """Return the filled form as text: what each line is called and what it says, in the map's order."""
        return [(self.label(e, language), self._said(e, values)) for e in self.entries]

    def _said(self, entry: Entry, values: Mapping[str, Value]) -> str:
        parts = [values.get(f, "") for f in entry.fields]
        joined = "" if entry.rule.celler else " "
        return joined.join(p if isinstance(p, str) else ", ".join(p) for p in parts).strip()

    def _rule(self, entry: Entry, language: Language) -> Rule:
        smallest = entry.rule.minste or self.skjema.minste or 0
        goes_on = (entry.rule.overflyt or self.skjema.overflyt) == "vedlegg"
        return Rule(float(smallest), goes_on, self.label(entry, language))


def read_map(data: bytes, *, file: str) -> tuple[Skjema, Source]:
    """Return a map as it is written. Raises BtiError with everything that is wrong in the YAML itself."""
    loaded = load(data, Skjema, file=file)
    if loaded.value is None:
        raise BtiError(*loaded.problems)
    return loaded.value, loaded.source


def check_map(
    skjema: Skjema,
    source: Source,
    pdf: bytes,
    language: Language,
    words_type: type,
    keys: Mapping[str, Collection[str]],
) -> Kart:
    """Hold a map against its form and the words. Raises BtiError with every fault at its place in the map."""
    blank = read_blank(pdf)
    problems = list(_edition(skjema, source, blank, language))
    _stop_at_errors(problems)
    if skjema.tegn:
        places = [source.where(("tegn", i)) for i in range(len(skjema.tegn))]
        blank = _with_overlay(blank, pdf, overlay(skjema.tegn, blank.sheets, places))
    if not blank.fields:
        raise BtiError(Problem("B108", Where(file=source.file)))
    entries: list[Entry] = []
    for name, rule in skjema.felt.items():
        try:
            entries.append(_entry(name, rule, source, blank, words_type, keys))
        except BtiError as error:
            problems += error.problems
    problems += _coverage(skjema, source, blank)
    _stop_at_errors(problems)
    return Kart(skjema, blank, tuple(entries), tuple(problems))


def _stop_at_errors(problems: Sequence[Problem]) -> None:
    if any(p.severity is Severity.ERROR for p in problems):
        raise BtiError(*problems)


def _with_overlay(blank: Blank, pdf: bytes, drawn: tuple[Field, ...]) -> Blank:
    names = {f.name for f in blank.fields}
    twice = [f.name for f in drawn if f.name in names]
    if twice:
        raise BtiError(*(Problem("B412", Where(path=name)) for name in twice))
    return read_blank(pdf, drawn)


def _edition(skjema: Skjema, source: Source, blank: Blank, language: Language) -> Iterator[Problem]:
    """Tell when the PDF is another edition than the map was made for."""
    known = skjema.blanketter[language].avtrykk
    if known is None:
        yield Problem("B402", source.where(("blanketter", language)))
        return
    found = fingerprint(blank)
    parts = (
        ("felt", known.felt, found.fields),
        ("bokser", known.bokser, found.boxes),
        ("tekst", known.tekst, found.text),
    )
    different = [name for name, a, b in parts if a != b]
    if different:
        where = source.where(("blanketter", language, "avtrykk"))
        yield Problem("B401", where, {"parts": ", ".join(different)})


def _entry(
    name: str, rule: Feltregel, source: Source, blank: Blank, words_type: type, keys: Mapping[str, Collection[str]]
) -> Entry:
    path = ("felt", name)
    where = source.where(path, key=True)
    names = expanded(name, rule, where)
    problems = [_unknown(n, blank, where) for n in names if blank.field(n) is None]
    problems += [Problem("B202", where) for n in names if (f := blank.field(n)) and not f.kind.fillable]
    expression = None
    try:
        expression = parse_expression(rule.verdi, words_type, where=source.where((*path, "verdi")), keys=keys)
        if expression.type not in _PRINTED:
            problems.append(Problem("B413", expression.where))
    except BtiError as error:
        problems += error.problems
    problems += _choices(names, rule, blank, source.where(path))
    if problems or expression is None:
        raise BtiError(*problems)
    return Entry(names, "|" in name, expression, rule, where)


def expanded(name: str, rule: Feltregel, where: Where) -> tuple[str, ...]:
    """Return the fields that a key names: `a|b|c` are three, `fnr_{i}` as many as there are cells, from 1."""
    if _PLACE in name:
        if rule.celler is None:
            raise BtiError(Problem("B415", where))
        return tuple(name.replace(_PLACE, str(i)) for i in range(1, rule.celler + 1))
    return tuple(part for part in name.split("|") if part)


def _unknown(name: str, blank: Blank, where: Where) -> Problem:
    close = difflib.get_close_matches(name, [f.name for f in blank.fields], n=1)
    return Problem("B410", where, {"suggestion": close[0] if close else ""})


def _choices(names: Sequence[str], rule: Feltregel, blank: Blank, where: Where) -> Iterator[Problem]:
    """Hold every choice and on-state that the map writes against those that the form has."""
    for one in filter(None, map(blank.field, names)):
        for value in (*rule.valg.values(), *([rule.på] if rule.på else [])):
            try:
                answer(one, value)
            except BtiError as error:
                yield from (Problem(p.code, where, p.words) for p in error.problems)
        if one.kind.ticked and len(one.on_states) > 1 and not rule.valg and not rule.på:
            yield Problem("B416", where, {"known": ", ".join(one.on_states)})


def _coverage(skjema: Skjema, source: Source, blank: Blank) -> Iterator[Problem]:
    """Every field is filled by the map or left alone by it, and none by two lines."""
    mapped: dict[str, int] = {}
    for name, rule in skjema.felt.items():
        for one in expanded(name, rule, Where()) if _PLACE not in name or rule.celler else ():
            mapped[one] = mapped.get(one, 0) + 1
    for name, times in mapped.items():
        if times > 1:
            yield Problem("B412", source.where(("felt",)), {"field": name})
    for field in blank.fields:
        ignored = any(fnmatch.fnmatchcase(field.name, pattern) for pattern in skjema.ignorer)
        if field.kind.fillable and field.name not in mapped and not ignored:
            yield Problem("B411", source.where(("felt",)), {"field": field.name})
    for i, pattern in enumerate(skjema.ignorer):
        if not any(fnmatch.fnmatchcase(f.name, pattern) for f in blank.fields):
            yield Problem("B417", source.where(("ignorer", i)), {"field": pattern})


def _values(entry: Entry, value: Any, blank: Blank) -> dict[str, Value]:
    """Return what the fields of one line hold for a value of its expression."""
    rule = entry.rule
    fields = [f for f in map(blank.field, entry.fields) if f]
    if isinstance(value, bool):
        return {f.name: _tick(f, rule, on=value) for f in fields}
    if isinstance(value, list):
        if fields[0].many:
            return {f.name: [_choice(entry, clean(str(v))) for v in value] for f in fields}
        value = ("\n" if fields[0].multiline else ", ").join(str(v) for v in value)
    text = _formatted(clean(str(value)), rule)
    if rule.celler:
        if len(text) > rule.celler:
            raise BtiError(Problem("B205", entry.where, {"most": str(rule.celler)}))
        return {f.name: text[i : i + 1] for i, f in enumerate(fields)}
    if entry.shared:
        return _split(entry, text, fields)
    return {f.name: _choice(entry, text) for f in fields}


def _tick(field: Field, rule: Feltregel, *, on: bool) -> str:
    if not field.kind.ticked:
        return "X" if on else ""
    return (rule.på or field.on_states[0]) if on else ""


def _formatted(text: str, rule: Feltregel) -> str:
    match rule.format:
        case "siffer":
            return re.sub(r"\D", "", text)
        case "store":
            return text.upper()
    return text


def _split(entry: Entry, text: str, fields: Sequence[Field]) -> dict[str, Value]:
    """Share a value over several fields, as it is divided itself."""
    parts = text.split(entry.rule.del_ved) if entry.rule.del_ved else re.findall(r"\w+", text)
    if text and len(parts) != len(fields):
        raise BtiError(Problem("B418", entry.where, {"count": str(len(fields))}))
    return {f.name: part.strip() for f, part in zip(fields, parts or [""] * len(fields), strict=True)}


def _choice(entry: Entry, text: str) -> str:
    if not entry.rule.valg or not text:
        return text
    if text not in entry.rule.valg:
        raise BtiError(Problem("B414", entry.where, {"known": ", ".join(entry.rule.valg)}))
    return entry.rule.valg[text]
