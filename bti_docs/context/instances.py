"""A case and a kind go in; the documents that the case has data for come out, one for each consent or meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from bti_docs.case.model import Møte, Oppmerksomhetssamtale, Sak
from bti_docs.case.samtykke import Endring, Samtykke
from bti_docs.case.types import Node
from bti_docs.library import Kind

N = TypeVar("N", bound=Node)


@dataclass(frozen=True)
class Instance:
    """One document to be made. `part` is what it is made from, None for a form to be filled by hand.

    `id` is the consent's or meeting's id when the file name needs one; `path` is the part's key path.
    """

    kind: Kind
    part: Node | None = None
    id: str = ""
    path: tuple[str | int, ...] = ()

    @property
    def key(self) -> str:
        """Name the part as `Problem.stops` does: `møter#m1`, `iop`; empty for a form to be filled by hand."""
        if self.kind.gjelder.del_ == "innkallinger":  # what stops the minutes of a meeting does not stop the invitation
            return f"innkallinger#{self.id}" if self.id else ""
        own = self.id if self.change else getattr(self.part, "id", "")
        return "#".join(str(p) for p in (*self.path[:1], own) if p)

    @property
    def consent(self) -> Samtykke | None:
        """The consent that the document is about."""
        return self.part if isinstance(self.part, Samtykke) else None

    @property
    def change(self) -> Endring | None:
        """The change of a consent that the document is about."""
        return self.part if isinstance(self.part, Endring) else None

    @property
    def meeting(self) -> Møte | None:
        """The meeting that the document is about."""
        return self.part if isinstance(self.part, Møte) else None

    def of(self, sort: type[N]) -> N | None:
        """Return the part when it is of a sort, else None."""
        return self.part if isinstance(self.part, sort) else None

    def date(self, day: dt.date) -> dt.date:
        """Return the document's date: what the part says, else `day`."""
        sent = self.meeting.innkalling if self.meeting and self.kind.gjelder.del_ == "innkallinger" else None
        return _date(sent or self.part) or day


def instances(sak: Sak, kind: Kind) -> list[Instance]:
    """Return every document of `kind` that the case has data for, in the case's order."""
    match kind.gjelder.del_:
        case "samtykker":
            found = [(i, s) for i, s in enumerate(sak.samtykker) if s.gjelder in kind.gjelder.samtykke]
            return [Instance(kind, s, s.id if len(found) > 1 else "", ("samtykker", i)) for i, s in found]
        case "møter":
            held = [(i, m) for i, m in enumerate(sak.møter) if m.type in kind.gjelder.møte]
            return [Instance(kind, m, m.id, ("møter", i)) for i, m in held]
        case "innkallinger":
            called = [(i, m) for i, m in enumerate(sak.møter) if m.innkalling]
            return [Instance(kind, m, m.id, ("møter", i)) for i, m in called]
        case "endringer":
            return list(_changes(sak, kind))
        case "kopier" | "ingen":
            return []
        case key:
            return list(_under(sak, kind, key))


def _under(sak: Sak, kind: Kind, key: str) -> Iterator[Instance]:
    """Yield what the case has under the kind's own key: one part, or a list of parts with ids."""
    value = getattr(sak, key)
    if isinstance(value, list):
        for i, part in enumerate(value):
            yield Instance(kind, part, part.id if len(value) > 1 else "", (key, i))
    elif value is not None:
        yield Instance(kind, value, path=(key,))


def _changes(sak: Sak, kind: Kind) -> Iterator[Instance]:
    for i, samtykke in enumerate(sak.samtykker):
        for j, change in enumerate(samtykke.endringer):
            yield Instance(kind, change, f"{samtykke.id}-{j + 1}", ("samtykker", i, "endringer", j))


def _date(part: Node | None) -> dt.date | None:
    match part:
        case Samtykke():
            answered = [a.dato for a in part.gitt_av]
            return part.informert_av.dato if part.informert_av else min(answered, default=part.gjelder_fra)
        case Oppmerksomhetssamtale():
            return part.samtale.dato if part.samtale and part.samtale.dato else part.dato
        case _:
            return getattr(part, "dato", None)
