"""A home goes in; every way that its address, its phone and its e-mail may be written in a text comes out."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bti_docs.case.homes import fold
from bti_docs.case.model import Barn, Foresatt

_SHORTEST = 5  # letters: a shorter street or place stands in too many honest sentences
_PHONE = 8  # digits: a Norwegian number, and enough of a foreign one
_LETTER_AND_DIGIT = r"[^\W\d]{2}.*\d|\d.*[^\W\d]{2}"
_NUMBER = r"\b[HULK]?\d+\s*[A-Za-zÆØÅæøå]?\b"  # of a house, a flat or a post office
_POSTCODE = re.compile(r"\s*(\d{4})\s+\D{2,}")
_NO_POSTCODE = re.compile(r"(?:19|20|21)\d\d|(?:[01]\d|2[0-3])[0-5]\d")  # in a text it is a year or a time of day
_WAYS = (("veien", "vegen", "vei", "veg", "vn"), ("gaten", "gata", "gate", "gt"))
_SHORT = "vg"  # `v. 99`, `g. 99`: with a number alone
_NAMED = re.compile(rf"(\w{{2,}}?)({'|'.join(way for ways in _WAYS for way in ways[:-1])})(\d.*)?")
# Letters of other alphabets that look like ours, small.
_ALIKE = str.maketrans(
    "\u0430\u0432\u0435\u0441\u043d\u0456\u0458\u043a\u043c\u043e\u0440\u0442\u0445\u0443\u0455"  # Cyrillic
    "\u03b1\u03b2\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7",  # Greek
    "abechijkmoptxysabenikvoptux",
)
_PLAIN = (("æ", "a"), ("ä", "a"), ("ø", "o"), ("ö", "o"), ("aa", "a"), ("ae", "a"), ("oe", "o"))


@dataclass(frozen=True)
class Traces:
    """What gives something away: `folded` anywhere in a text, `exact` as a word of its own."""

    folded: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()

    @functools.cached_property
    def _plain(self) -> frozenset[str]:
        return frozenset(plain_of(t) for t in self.folded)

    def __bool__(self) -> bool:
        return bool(self.folded or self.exact)

    def __or__(self, other: Traces) -> Traces:
        return Traces(self.folded | other.folded, self.exact | other.exact)

    def __sub__(self, other: Traces) -> Traces:
        return Traces(self.folded - other.folded, self.exact - other.exact)

    def beyond(self, text: str) -> Traces:
        """Return the traces that a text, which everyone has, does not tell already."""
        said = fold(text)
        return Traces(
            frozenset(t for t in self.folded if t not in said), frozenset(t for t in self.exact if t not in text)
        )

    def told_by(self, text: str) -> bool:
        """Tell whether a text gives it away, however it is spelt: `Bjørkevegen`, `bjoerkevn.`, with letters alike."""
        said, plain = fold(text), plain_of(text)
        return (
            any(t in said for t in self.folded)
            or any(t in plain for t in self._plain)
            or any(re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text) for word in self.exact)
        )

    def told_by_name(self, name: str) -> bool:
        """Tell whether a name gives it away; a family may be called what a street or a place is."""
        words = [fold(word) for word in re.findall(r"[^\W\d_]+", name)]
        return Traces(frozenset(t for t in self.folded if not any(t in word for word in words))).told_by(name)


def plain_of(text: str) -> str:
    """Fold a text once more: letters that look alike, æ, ø and å as they are written without them, any digits."""
    said = fold("".join(_digit(c) for c in text)).translate(_ALIKE)
    for letters, plain in _PLAIN:
        said = said.replace(letters, plain)
    return said


def of_home(person: Foresatt | Barn) -> Traces:
    """Return the traces of one home."""
    lines = [part for whole in person.adresse for part in whole.split(",")]
    codes = (
        found[1] for line in lines if (found := _POSTCODE.fullmatch(line)) and not _NO_POSTCODE.fullmatch(found[1])
    )
    return Traces(frozenset((*_of_lines(lines), *_of_contacts(person))), frozenset(codes))


def of_school(name: str, generic: Iterable[str]) -> Traces:
    """Return the traces of a school: its name, and the name's own words without what any school is called."""
    words = {fold(word) for word in generic}
    own = " ".join(word for word in name.split() if fold(word) not in words)
    return Traces(frozenset({fold(name)} if len(name) >= _SHORTEST else ()), frozenset({own} if len(own) > 2 else ()))


def _of_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines whole, up to the house number and without numbers, each also with its street shortened."""
    for line in lines:
        numbered = re.match(r"\D*?[^\W\d]\D*?\d+", line)
        for said in (line, numbered[0] if numbered else ""):
            if re.search(_LETTER_AND_DIGIT, said):
                yield from _spellings(fold(said))
        yield from (t for t in _spellings(fold(re.sub(_NUMBER, " ", line))) if len(t) >= _SHORTEST)


def _of_contacts(person: Foresatt | Barn) -> Iterator[str]:
    digits = ["".join(re.findall(r"\d", number))[-_PHONE:] for number in re.split(r"[^\d\s().+-]+", person.telefon)]
    yield from (text for text in (*digits, fold(person.epost)) if len(text) >= _SHORTEST)


def _spellings(street: str) -> Iterator[str]:
    """Yield a folded street with each way that `veien` and `gata` are written and shortened."""
    yield street
    found = _NAMED.fullmatch(street)
    for ways in _WAYS:
        if found and found[2] in ways:
            yield from (f"{found[1]}{way}{found[3] or ''}" for way in ways)
            yield from [f"{found[1]}{way}{found[3]}" for way in _SHORT if found[3] and ways[0].startswith(way)]


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
