"""A case goes in; every guardian's own copies with a cover letter, and one print file of them all, come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bti_docs.case.homes import is_hidden
from bti_docs.case.model import Foresatt
from bti_docs.context.instances import Instance
from bti_docs.library import Shelves
from bti_docs.make import Case, Made, Order, make, plan
from bti_docs.pages.margins import check_margins
from bti_docs.pages.print import Copy, join
from bti_docs.problem import BtiError, Problem, Where
from bti_docs.svarut import Dokument, Mottaker, Sending, forsendelse
from bti_docs.view.readers import strictly_protected

LETTER = "folgebrev"


@dataclass(frozen=True)
class Bundle:
    """What one guardian gets: the letter first, then the documents; and why something is not among them.

    `by_hand` means that nothing is sent or laid in the common print file: it is handed over. `alone` keeps it out of
    that file all the same: where anyone is strengt fortrolig, nothing is printed with anything else (rule R03).
    """

    reader: str
    way: str
    by_hand: bool
    letter: Made | None
    documents: tuple[Made, ...]
    problems: tuple[Problem, ...]
    alone: bool = False

    @property
    def posted(self) -> bool:
        """Tell whether it goes by post, in the common print file."""
        return bool(self.documents) and self.way == "utskrift" and not (self.by_hand or self.alone)

    @property
    def all(self) -> tuple[Made, ...]:
        """The letter and the documents, in the order they are laid in the envelope."""
        return (*((self.letter,) if self.letter else ()), *self.documents)


def copies(
    case: Case,
    kinds: Sequence[str],
    shelves: Shelves,
    day: dt.date,
    meeting: str = "",
    *,
    requested: bool = False,
    margins: bool = True,
) -> list[Bundle]:
    """Return every guardian's copies of the kinds asked for, or of all that guardians get a copy of.

    Whoever may have none gets none, and the reason is told. `margins` looks at every page as a print service would.
    Raises BtiError for a kind or meeting that is not there.
    """
    given = [k for k in shelves.kinds() if shelves.kind(k).kopi_til_foresatte and k != LETTER]
    orders = plan(case, shelves, kinds or given, meeting)
    real = [replace(o, requested=requested) for o in orders if o.instance.part is not None or kinds]
    return [_bundle(case, guardian, real, shelves, day, margins=margins) for guardian in case.sak.foresatte]


def print_file(bundles: Sequence[Bundle]) -> bytes | None:
    """Return one PDF of all copies that go by post, each beginning on an odd page; None when there are none."""
    posted = [b for b in bundles if b.posted]
    found = [Copy(m.bytes_of("pdf"), f"{number}. {m.document.title}") for number, m in enumerate(_flat(posted), 1)]
    return join(found) if found else None


def to_svarut(case: Case, bundle: Bundle) -> dict[str, Any]:
    """Return what SvarUt is told of a guardian's copies: a title that names nobody. Raises BtiError (U1xx)."""
    guardian = next(g for g in case.sak.foresatte if g.id == bundle.reader)
    *lines, place = guardian.adresse or [""]
    postcode, _, town = place.partition(" ")
    recipient = Mottaker(
        navn=guardian.navn,
        adresselinjer=tuple(lines),
        postnummer=postcode,
        poststed=town,
        digital_id=guardian.fødselsnummer or "",
        adressesperre="fortrolig" if is_hidden(case.sak, guardian) else "nei",
    )
    title = {"nb": "Dokumenter fra skolen", "nn": "Dokument frå skulen"}[case.form]
    documents = tuple(Dokument(f"{m.name}.pdf") for m in bundle.all)
    sending = Sending(title, documents, referanse=case.sak.id)
    people = [guardian.navn, case.sak.barn.fornavn, case.sak.barn.etternavn, *(g.navn for g in case.sak.foresatte)]
    return forsendelse(recipient, sending, navn=people)


def _flat(bundles: Sequence[Bundle]) -> Iterator[Made]:
    for bundle in bundles:
        yield from bundle.all


def _bundle(
    case: Case, guardian: Foresatt, orders: Sequence[Order], shelves: Shelves, day: dt.date, *, margins: bool
) -> Bundle:
    by_hand, alone = is_hidden(case.sak, guardian), strictly_protected(case.sak)
    if guardian.kopi == "nei":
        return Bundle(guardian.id, "nei", by_hand, None, (), (Problem("V120", words={"reader": guardian.id}),))
    documents: list[Made] = []
    problems: list[Problem] = []
    for order in orders:
        made, faults = _one(case, replace(order, reader=guardian.id), shelves, day, margins=margins)
        documents += made
        problems += faults
    letter: list[Made] = []
    if documents:
        kind = shelves.kind(LETTER)
        titles = tuple(_title(m) for m in documents)
        letter, faults = _one(case, Order(Instance(kind), guardian.id, enclosed=titles), shelves, day, margins=margins)
        problems += faults
    if by_hand:
        problems.append(Problem("V121", Where(file=case.source.file), {"reader": guardian.id}))
    elif alone and documents and guardian.kopi == "utskrift":
        problems.append(Problem("V122", Where(file=case.source.file), {"reader": guardian.id}))
    first = letter[0] if letter else None
    return Bundle(guardian.id, guardian.kopi, by_hand, first, tuple(documents), tuple(problems), alone)


def _one(
    case: Case, order: Order, shelves: Shelves, day: dt.date, *, margins: bool
) -> tuple[list[Made], list[Problem]]:
    """Make one copy; a page that the print service would refuse is told, and the copy is still made."""
    try:
        made = make(case, order, shelves, day)
        narrow = check_margins(made.bytes_of("pdf"), file=f"{made.name}.pdf") if margins else []
    except BtiError as error:
        return [], list(error.problems)
    return [made], [*made.problems, *narrow]


def _title(made: Made) -> str:
    """Return how the letter lists a document: its title and its day."""
    return f"{made.document.title}, {made.date:%d.%m.%Y}"
