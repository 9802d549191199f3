"""A case and a reader go in; the documents that can be made, what they lack, their pages and files come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from bti_docs.archive.package import zipped
from bti_docs.case.roles import PUPIL
from bti_docs.context.instances import Instance
from bti_docs.copies import Bundle, copies, print_file
from bti_docs.journal import append
from bti_docs.make import Case, Made, Order, entry, make, plan, stopped_by
from bti_docs.packing import pack
from bti_docs.page.site import Opened, Site
from bti_docs.page.speech import Speech
from bti_docs.pages.picture import count, picture
from bti_docs.problem import BtiError, Problem, Where
from bti_docs.view.readers import ARCHIVE, PUBLIC, SCHOOL, known

JOURNAL = "journal.jsonl"
_MOST_KEPT = 24


@dataclass(frozen=True)
class Paper:
    """One document for one reader: made, or refused with the reason. `key` names it in an address."""

    key: str
    title: str
    order: Order
    made: Made | None = None
    refused: tuple[Problem, ...] = ()

    @property
    def formats(self) -> tuple[str, ...]:
        """What it can be had as: a form is a PDF and nothing else, and the archive gets a package too."""
        kind = self.order.instance.kind
        own = self.made.formats if self.made else ("pdf",)
        packed = self.order.reader == ARCHIVE and self.order.instance.part is not None and kind.arkiv != "nei"
        return (*own, *(("zip",) if packed else ()))

    @property
    def lacking(self) -> tuple[Problem, ...]:
        """What the document has room for and the case does not say."""
        return tuple(p for p in self.made.problems if p.code == "D101") if self.made else ()

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Whatever else there is to say of it."""
        return tuple(p for p in self.made.problems if p.code != "D101") if self.made else ()


def key_of(order: Order) -> str:
    """Return an address's name for a document: its kind and the place in the case that it is made from."""
    return "~".join((order.instance.kind.id, ".".join(map(str, order.instance.path))))


def readers(case: Case) -> list[str]:
    """Return every reader of a case, the school first."""
    return known(case.sak)


def reader_name(speech: Speech, case: Case, reader: str) -> str:
    """Return what a reader is called."""
    own = {
        SCHOOL: speech("skolen"),
        ARCHIVE: speech("arkivet"),
        PUBLIC: speech("offentlig"),
        PUPIL: f"{case.sak.barn.fornavn} ({speech('eleven')})",
    }
    guardian = next((g for g in case.sak.foresatte if g.id == reader), None)
    if guardian:
        relation = dict(speech.usual("relasjon")).get(guardian.relasjon, guardian.relasjon)
        return f"{guardian.navn} ({relation})"
    return own.get(reader) or speech.names.get(reader, reader)


def papers(site: Site, case: Case, reader: str, *, requested: bool = False) -> list[Paper]:
    """Return every document that the case has data for, as this reader may have it."""
    try:
        orders = plan(case, site.shelves, (), reader=reader)
    except BtiError:  # no data for any document yet
        return []
    return [_paper(site, case, replace(order, requested=requested)) for order in orders]


def blanks(site: Site, case: Case) -> list[Paper]:
    """Return the documents that the case has no data for: they can be printed and filled in by hand."""
    has = {p.order.instance.kind.id for p in papers(site, case, SCHOOL)}
    kinds = [site.shelves.kind(k) for k in site.shelves.kinds() if k not in has]
    orders = [Order(Instance(kind)) for kind in kinds if kind.gjelder.del_ != "kopier"]
    return [Paper(key_of(order), order.instance.kind.title(case.form), order) for order in orders]


def find(site: Site, case: Case, reader: str, key: str, *, requested: bool = False) -> Order | None:
    """Return the order that an address names, or None."""
    if reader not in readers(case):
        return None
    kind = key.partition("~")[0]
    if kind not in site.shelves.kinds():
        return None
    orders = plan(case, site.shelves, [kind], reader=reader)
    found = next((order for order in orders if key_of(order) == key), None)
    return replace(found, requested=requested) if found else None


def made(site: Site, case: Case, order: Order) -> Made:
    """Return a document, made once for each state of the case and day. Raises BtiError when it may not be made.

    The documents made last stay in memory, and nowhere else: a page asks for one several times, page by page.
    """
    key = (case.sha256, order.reader, key_of(order), site.today.isoformat(), order.requested)
    with site.making:
        if key not in site.kept:
            site.kept[key] = make(case, order, site.shelves, site.today)
        site.kept.move_to_end(key)
        while len(site.kept) > _MOST_KEPT:
            site.kept.popitem(last=False)
        return site.kept[key]


def _paper(site: Site, case: Case, order: Order) -> Paper:
    title = title_of(site, case, order)
    try:
        return Paper(key_of(order), title, order, made(site, case, order))
    except BtiError as error:
        return Paper(key_of(order), title, order, refused=error.problems)


def title_of(site: Site, case: Case, order: Order) -> str:
    """Return what a document is called; one of several is called by its day too, a meeting's by the meeting's."""
    one = order.instance
    day = one.meeting.dato if one.meeting else one.date(site.today)
    title = one.kind.title(case.form)
    return f"{title}, {day:%d.%m.%Y}" if len(one.path) > 1 else title


def pages(site: Site, document: Made) -> int:
    """Return how many pages a document has. Raises BtiError when it cannot be set."""
    with site.making:
        return count(document.bytes_of("pdf"))


def page_picture(site: Site, document: Made, number: int) -> bytes:
    """Return one page as PNG, from 1. Raises IndexError past the end."""
    with site.making:
        return picture(document.bytes_of("pdf"), number - 1)


def stops(site: Site, opened: Opened) -> tuple[Problem, ...]:
    """Return the rule that asks for a second thought before anything is made, until somebody has had it."""
    return stopped_by(opened.case) if opened.case and opened.name not in site.acknowledged else ()


@dataclass(frozen=True)
class Beside:
    """What a form shows beside itself: documents with their titles, the first one to show, and which row has which."""

    titles: tuple[tuple[str, str], ...] = ()
    first: str = ""
    rows: Mapping[str, str] = field(default_factory=dict)


def beside(site: Site, opened: Opened, keys: Sequence[str]) -> Beside:
    """Return the case's documents as a step shows them: first the newest that is written there, else any."""
    if opened.case is None or stops(site, opened):
        return Beside()
    try:
        orders = plan(opened.case, site.shelves, ())
    except BtiError:
        return Beside()
    rows = {_place(order): key_of(order) for order in orders}
    own = [key for place, key in sorted(rows.items()) if place.partition(".")[0] in keys]
    meetings = {meeting.id: rows.get(f"møter.{n}") for n, meeting in enumerate(opened.case.sak.møter)}
    agreed = {f"tiltak.{n}": meetings.get(one.møte or "") for n, one in enumerate(opened.case.sak.tiltak)}
    titles = tuple((key_of(order), title_of(site, opened.case, order)) for order in orders)
    return Beside(titles, [key_of(orders[0]), *own][-1], rows | {row: key for row, key in agreed.items() if key})


def _place(order: Order) -> str:
    """Return the place in the form where a document is written: an invitation in a part of its meeting."""
    one = order.instance
    return ".".join(map(str, (*one.path, *(("innkalling",) if one.kind.gjelder.del_ == "innkallinger" else ()))))


def file_of(site: Site, case: Case, order: Order, form: str) -> tuple[str, bytes]:
    """Return a document's file name and bytes; what leaves the school is journalled first. Raises BtiError."""
    if form == "zip":
        return _package(site, case, order)
    document = made(site, case, order)
    form = form if form in document.formats else document.formats[0]
    with site.making:
        data = document.bytes_of(form)
    if order.reader != SCHOOL:
        _journal(site, case, [(document, data, form)], "made")
    return f"{document.name}.{form}", data


def _package(site: Site, case: Case, order: Order) -> tuple[str, bytes]:
    """Return a checked package for the archive, as one zip. Raises BtiError when it may not or cannot be packed."""
    with site.making:
        packed = pack(case, order, site.shelves, site.today)
    data = zipped(packed.package.members)
    _journal(site, case, [(packed.made, data, "zip")], "made")
    return f"{packed.name}.zip", data


def bundles(site: Site, case: Case, *, margins: bool) -> list[Bundle]:
    """Return every guardian's copies; `margins` looks at each page too, which takes its time."""
    with site.making:
        return copies(case, (), site.shelves, site.today, margins=margins)


def printed(site: Site, case: Case, found: Sequence[Bundle]) -> tuple[str, bytes] | None:
    """Return the print file of all copies, journalled first; None when there is none. Raises BtiError."""
    with site.making:
        data = print_file(found)
    if data is None:
        return None
    going = [m for b in found if b.posted for m in b.all]
    _journal(site, case, [(m, m.bytes_of("pdf"), "pdf") for m in going], "copy")
    return f"{case.sak.id}_utskrift_{site.today.isoformat()}.pdf", data


def of_one(site: Site, case: Case, found: Sequence[Bundle]) -> tuple[str, bytes] | None:
    """Return what one guardian gets, journalled first; None when that is nothing. Raises BtiError.

    What is handed over or posted is one file to print; what goes by SvarUt is the files themselves, in a zip.
    """
    bundle = next((b for b in found if b.documents), None)
    if bundle is None:
        return None
    with site.making:
        files = {f"{m.name}.pdf": m.bytes_of("pdf") for m in bundle.all}
        digital = bundle.way == "svarut" and not bundle.by_hand
        data = zipped(files) if digital else print_file([replace(bundle, way="utskrift", by_hand=False, alone=False)])
    _journal(site, case, [(m, files[f"{m.name}.pdf"], "pdf") for m in bundle.all], "copy")
    return f"{case.sak.id}_{bundle.reader}_{site.today.isoformat()}.{'zip' if digital else 'pdf'}", data or b""


def _journal(site: Site, case: Case, files: Sequence[tuple[Made, bytes, str]], action: Literal["made", "copy"]) -> None:
    when = site.clock()
    told = when.isoformat(timespec="seconds")
    entries = [entry(case, made, data, form, action, told) for made, data, form in files]
    path = site.home.folder / JOURNAL
    try:
        append(path, entries)
    except OSError as error:
        raise BtiError(Problem("C103", Where(file=JOURNAL), {"reason": error.strerror or ""})) from None
