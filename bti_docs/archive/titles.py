"""A title that anyone may see goes in; which rules it breaks by what it gives away comes out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bti_docs.case.names import name_words, said

_ELEVEN = re.compile(r"(?<!\d)\d[\d .-]{8,}\d(?!\d)")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FNR_DIGITS = 11
_PHONE_DIGITS = 8


@dataclass(frozen=True)
class Secret:
    """What nothing public may give away: parts of names, initials, a birth date as it may be written, words.

    `own` is an id that stands in a text by right (the case's), and is not looked into for numbers.
    """

    names: frozenset[str]
    initials: frozenset[str]
    days: tuple[str, ...]
    words: frozenset[str]
    own: str = ""


def secret(names: Collection[str], born: dt.date, words: Collection[str], own: str = "") -> Secret:
    """Return what a case's public texts are held against, worked out once."""
    folded = frozenset(word.casefold() for word in words)
    return Secret(frozenset(name_words(names)), frozenset(_initials(names)), tuple(_written(born)), folded, own)


def broken_by(text: str, kept: Secret) -> Iterator[str]:
    """Yield the code of each rule a public text breaks: A211 a person, A212 a number or birth date, A213 a word."""
    if not said(text).isdisjoint(kept.names) or kept.initials & _tokens(text):
        yield "A211"
    rest = text.replace(kept.own, " ") if kept.own else text
    if _has_number(rest) or any(day in rest for day in kept.days):
        yield "A212"
    if _has_word(text, kept.words):
        yield "A213"


def clean(text: str) -> str:
    """Return a file's title as SIF takes it: letters, digits, spaces, full stops and hyphens."""
    return re.sub(r" +", " ", re.sub(r"[^A-Za-z0-9æøåÆØÅ. -]", " ", text)).strip()


def _initials(names: Collection[str]) -> set[str]:
    """Return the initials of everyone with two names or more; one letter is nobody's."""
    found = set()
    for name in names:
        parts = [part for part in re.findall(r"[^\W\d_]+", name) if part[0].isupper()]
        for chosen in (parts, [parts[0], parts[-1]] if parts else []):
            if len(chosen) > 1:
                found.add("".join(part[0] for part in chosen))
    return found


def _tokens(text: str) -> set[str]:
    """Return what may be initials in a text: capitals that stand together, with or without full stops."""
    found = re.findall(r"(?<![^\W\d_])(?:[A-ZÆØÅ]\.? ?){2,5}(?![^\W\d_])", text)
    return {re.sub(r"[. ]", "", token) for token in found}


def _has_number(text: str) -> bool:
    """Tell whether an identity or telephone number stands in a text, however it is spaced; a day is no number."""
    bare = _ISO_DAY.sub(" ", text)
    return any(sum(c.isdigit() for c in found) >= _PHONE_DIGITS for found in _ELEVEN.findall(bare))


def _written(day: dt.date) -> Iterator[str]:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d%m%Y", "%Y%m%d", "%d.%m.%y", "%d%m%y", "%y%m%d", "%d-%m-%Y", "%d/%m/%Y"):
        yield day.strftime(form)
    yield f"{day.day}.{day.month}.{day.year}"


def _has_word(text: str, words: frozenset[str]) -> bool:
    found = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold())
    return not {w for word in found for w in (word, *word.split("-"))}.isdisjoint(words)
