"""What a Problem says to those who write YAML goes in; the same without keys, ids and commands comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bti_docs.case import shape
from bti_docs.case.model import Sak
from bti_docs.case.shape import Path, Shape

_QUOTED = re.compile("«([^»]+)»")
_KEYS = re.compile(r"([^\W\d]\w*):(?: (.+?):?)?")
# What our own rules are numbered as says nothing to a teacher; the law that stands beside it does.
_RULE = re.compile(r" \(regel R[0-9]+\)|, regel R[0-9]+(?=\))")


@dataclass(frozen=True)
class Plain:
    """How things are called on the page: labels by key path, words of a choice, people and units by their ids."""

    label: Callable[[Path], str]
    choice: Callable[[Shape, str, str], str]
    names: Mapping[str, str]

    def words(self, words: Mapping[str, str]) -> dict[str, str]:
        """Return the words that fill a text, with names in the place of ids."""
        return {key: ", ".join(self.names.get(one, one) for one in said.split(", ")) for key, said in words.items()}

    def text(self, text: str, path: Path) -> str:
        """Return a text about the thing at `path`, with labels in the place of keys."""
        said = _QUOTED.sub(lambda found: f"«{self._called(found[1], path) or found[1]}»", text)
        return _RULE.sub("", said)

    def _called(self, quoted: str, path: Path) -> str:
        """Return what the page calls a key, a key with another in it, or a word that may be chosen; else nothing."""
        keys = _KEYS.fullmatch(quoted)
        for around in _around(path):
            fields = shape.fields_at(Sak, around)
            key, inner = (keys[1], keys[2] or "") if keys else (quoted, "")
            if key in fields:
                return self._under((*around, key), fields[key], inner)
            of = next((key for key, place in fields.items() if quoted in place.words), None)
            if of:
                return self.choice(fields[of], quoted, of)
        elsewhere = {self.label((*home.split("."), quoted)) for home in shape.homes(Sak).get(quoted, ()) if home}
        return elsewhere.pop() if "_" in quoted and len(elsewhere) == 1 else ""

    def _under(self, path: Path, place: Shape, inner: str) -> str:
        label, fields = self.label(path), shape.fields((shape.item(place) or place).node or Sak)
        if not inner:
            return label
        if inner in fields:
            return f"{label} – {self.label((*path, inner))}"
        return f"{label}: {self.choice(place, inner, str(path[-1])) if place.words else inner}"


def _around(path: Path) -> Iterator[Path]:
    """Yield the maps around a place, the nearest first, and the whole case last."""
    for length in range(len(path), -1, -1):
        yield path[:length]
