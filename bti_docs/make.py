"""A case file goes in; finished documents come out: this module is the whole way, in order."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bti_docs.cache import kept, made_by_us
from bti_docs.case.fravar import Fravær
from bti_docs.case.fravarsliste import read_absence
from bti_docs.case.load import Loaded, load
from bti_docs.case.model import Sak
from bti_docs.case.references import check_references
from bti_docs.case.source import Source
from bti_docs.case.vocabulary import Målform
from bti_docs.context.build import Setting, build, plain
from bti_docs.context.instances import Instance, instances
from bti_docs.context.missing import missing
from bti_docs.context.words import Ord
from bti_docs.document import Document
from bti_docs.docx.compose import compose
from bti_docs.docx.fill import Template, compile_template
from bti_docs.docx.properties import Properties
from bti_docs.docx.read import read
from bti_docs.journal import Entry
from bti_docs.library import Kind, Municipality, Shelves
from bti_docs.meetings_calendar import invitation_calendar
from bti_docs.pdf.raster import png
from bti_docs.problem import BtiError, Problem, Severity, Where
from bti_docs.procedure.checks import check_steps
from bti_docs.procedure.rules import rules
from bti_docs.view.readers import SCHOOL, reader_of, strictly_protected
from bti_docs.view.view import Seen, view

# Forms, pages and the check of a template are imported where they are needed: a Word file from the command line needs
# none of them, and its start takes longer than its making.
if TYPE_CHECKING:
    from bti_docs.form.kart import Kart
    from bti_docs.forms import FilledForm

_NO_ALT = "L131"  # told as M352 already
_PLAIN_NAME = re.compile(r"[^/\\\\:\x00-\x1f]+\.(?:csv|txt)", re.IGNORECASE)  # a file in the case's own folder
_LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO"}

Beside = Callable[[str], bytes]
"""The name of a file in, its bytes out. Raises BtiError when it cannot be read."""


@dataclass(frozen=True)
class Case:
    """A case that has been read: its value, its places, its municipality and what is wrong with it."""

    sak: Sak
    source: Source
    municipality: Municipality
    problems: tuple[Problem, ...]
    sha256: str = ""

    @property
    def form(self) -> Målform:
        """The language form: the case's own, else the municipality's."""
        return self.sak.målform or self.municipality.profil.målform


@dataclass(frozen=True)
class Order:
    """One document to make: what it is made from, who reads it, whether they have asked for it.

    `enclosed` are the titles that a cover letter lists. `flat` asks for a form that nobody can change any more; a copy
    always is.
    """

    instance: Instance
    reader: str = SCHOOL
    requested: bool = False
    enclosed: tuple[str, ...] = ()
    flat: bool = False


@dataclass(frozen=True)
class Made:
    """A finished document: Word bytes, the tree that pages and text come from, and warnings on the way.

    A filled PDF form has no Word bytes: `form` holds it, and the tree only tells what it says. `left_out` says by which
    rule what was left out, `template` is the body's sha256, `consents` are the ids relied on.
    `calendar` is the calendar file that goes with an invitation.
    """

    order: Order
    name: str
    docx: bytes
    document: Document
    date: dt.date
    form: bytes = b""
    problems: tuple[Problem, ...] = ()
    left_out: tuple[Problem, ...] = ()
    template: str = ""
    consents: tuple[str, ...] = ()
    calendar: bytes | None = None

    @property
    def formats(self) -> tuple[str, ...]:
        """What the document can be written as: a form is a PDF and nothing else."""
        return ("pdf",) if self.form else ("docx", "pdf")

    def bytes_of(self, format_: str) -> bytes:
        """Return the document as `docx` or as `pdf` (PDF/A-2a and PDF/UA-1, or the form). Raises BtiError.

        A form asked for as `docx` is a KeyError of the caller's.
        """
        if format_ not in self.formats:
            raise KeyError(format_)
        return self.docx if format_ == "docx" else self.form or self._pdf

    @functools.cached_property
    def _pdf(self) -> bytes:
        """Set once: a guardian's copy is measured, written and laid in the print file."""
        from bti_docs.pdf.write import write

        return write(self.document, day=self.date)


def open_case(data: bytes, shelves: Shelves, *, file: str, beside: Beside | None = None) -> Case:
    """Return a case with everything that is wrong with it.

    `beside` reads a file that the case names, a list of absence, from the case's own folder. Raises BtiError when
    the case cannot be read at all.
    """
    return open_loaded(load(data, Sak, file=file), shelves, data, beside=beside)


def open_loaded(loaded: Loaded[Sak], shelves: Shelves, data: bytes, *, beside: Beside | None = None) -> Case:
    """Hold what has been read against its municipality and the rules; `data` is all that it was read from."""
    if loaded.value is None:
        raise BtiError(*loaded.problems)
    municipality = _municipality(loaded.value, loaded.source, shelves)
    listed = _listed_absence(loaded.value, loaded.source, beside)
    sak = loaded.value.model_copy(update={"fravær": [*loaded.value.fravær, *listed.absence]})
    problems = [*loaded.problems, *check_references(loaded, municipality.profil), *listed.problems]
    if not any(p.severity is Severity.ERROR for p in problems):
        problems += rules(sak, municipality.profil, loaded.source)
        problems += check_steps(sak, loaded.source, shelves)
    digest = hashlib.sha256(data + listed.data).hexdigest()
    return Case(sak, loaded.source, municipality, tuple(problems), digest)


@dataclass(frozen=True)
class _Listed:
    """What the list of absence beside a case holds; nothing when the case names none."""

    absence: Sequence[Fravær] = ()
    problems: Sequence[Problem] = ()
    data: bytes = b""


def _listed_absence(sak: Sak, source: Source, beside: Beside | None) -> _Listed:
    name = sak.fraværsfil
    if not name:
        return _Listed()
    if beside is None or not _PLAIN_NAME.fullmatch(name):
        return _Listed(problems=[Problem("S131", source.where(("fraværsfil",)))])
    data = beside(name)
    absence, problems = read_absence(data, file=name)
    return _Listed(absence, problems, data)


def check_case(case: Case, shelves: Shelves, day: dt.date) -> list[Problem]:
    """Return everything that is wrong with a case, and what its documents still lack, in the file's order."""
    if unusable(case):
        return list(case.problems)
    found = list(case.problems)
    for order in _orders(case, _all_kinds(shelves)):
        found += [p for p in _forgotten(case, order, shelves, day) if p not in found]  # ten meetings, one gap
    return sorted(found, key=lambda p: (p.where.line, p.where.column, p.code))


def plan(case: Case, shelves: Shelves, kinds: Sequence[str], meeting: str = "", reader: str = SCHOOL) -> list[Order]:
    """Return what to make: the kinds asked for, or every kind that the case has data for.

    A kind that is asked for and has no data becomes a form to be filled by hand. Raises BtiError for a kind
    or a meeting that is not there.
    """
    chosen = [shelves.kind(k) for k in kinds] or _all_kinds(shelves)
    orders = _orders(case, chosen, asked=bool(kinds), meeting=meeting, reader=reader)
    if not orders:
        raise BtiError(_nothing(case, chosen, meeting))
    return orders


def make(case: Case, order: Order, shelves: Shelves, day: dt.date) -> Made:
    """Make one document. Raises BtiError with the rule or the template's fault when it cannot be made."""
    _refuse(case, order)
    seen = see(case, order, day)
    instance = _as_seen(order.instance, seen)
    said = words(case, replace(order, instance=instance), seen, shelves, day)
    dated = instance.date(day)
    on_form = shelves.form(instance.kind.id, case.municipality) is not None
    filled = _on_form(case, replace(order, instance=instance), said, shelves, dated) if on_form else None
    docx = b"" if filled else _on_paper(case, instance, said, shelves, dated)
    document, found = (filled.document, filled.problems) if filled else _read_back(docx, instance)
    told = [*found, *_warnings(case, seen), *_lacking(case, instance, said, seen)]
    return Made(
        order=order,
        name=file_name(seen.sak, order, dated),
        docx=docx,
        form=filled.pdf if filled else b"",
        document=document,
        date=dated,
        problems=tuple(told),
        left_out=explained(case, seen),
        template=_sha256(case, instance.kind, shelves),
        consents=_relied_on(order.instance),
        calendar=invitation_calendar(case.sak, seen, instance, case.form),
    )


def entry(case: Case, made: Made, data: bytes, form: str, action: Literal["made", "copy"], when: str) -> Entry:
    """Return what the journal is told of a document that was written as `data`; `when` is ISO 8601."""
    return Entry(
        when=when,
        kind=made.order.instance.kind.id,
        reader=made.order.reader,
        case=case.sha256,
        template=made.template,
        output=hashlib.sha256(data).hexdigest(),
        format=form,
        consents=made.consents,
        rules=tuple(sorted({p.code for p in made.left_out})),
        action=action,
    )


def _on_paper(case: Case, instance: Instance, said: Ord, shelves: Shelves, dated: dt.date) -> bytes:
    """Fill the kind's Word template."""
    return _template(case, instance.kind, shelves).fill(plain(said), _properties(case, instance, dated), png)


def _read_back(docx: bytes, instance: Instance) -> tuple[Document, tuple[Problem, ...]]:
    """Return what the finished Word file says, which the pages are set from."""
    document, unread = read(docx, file=instance.kind.id)
    if any(p.severity is Severity.ERROR for p in unread):
        raise BtiError(*unread)
    return document, tuple(unread)


def _on_form(case: Case, order: Order, said: Ord, shelves: Shelves, dated: dt.date) -> FilledForm:
    """Fill the kind's PDF form; a copy is flat, and says at the head of every page whose it is."""
    from bti_docs.forms import fill_form

    kart = form_map(case, order.instance.kind, shelves)
    copy = f"Kopi til {said.dokument.mottaker}" if said.dokument.mottaker else ""
    return fill_form(kart, plain(said), said.dokument.tittel, case.form, dated, flat=order.flat, copy=copy)


def form_map(case: Case, kind: Kind, shelves: Shelves) -> Kart:
    """Return the checked map of a kind's form in the case's language form. Raises BtiError with the map's faults."""
    from bti_docs.forms import open_map

    path = shelves.form(kind.id, case.municipality)
    if path is None:
        raise BtiError(Problem("B403", words={"name": kind.id, "suggestion": ""}))
    return open_map(path, case.form, Ord, _laws(shelves))


def check_form(path: Path, shelves: Shelves) -> list[Problem]:
    """Return what is wrong with a form's map, for each of its language forms. Raises OSError."""
    from bti_docs.forms import faults_of_map

    return faults_of_map(path, Ord, _laws(shelves))


def see(case: Case, order: Order, day: dt.date) -> Seen:
    """Return what the order's reader may see. Raises BtiError with the rule, at its place in the case."""
    profil, part = case.municipality.profil, order.instance.path
    try:
        return view(case.sak, order.reader, order.instance.kind, part, profil, day, requested=order.requested)
    except BtiError as error:
        raise BtiError(*(_at(case, p) for p in error.problems)) from None


def explained(case: Case, seen: Seen) -> tuple[Problem, ...]:
    """Return which rule left out what, each with its place: for the school, never for the reader."""
    return tuple(Problem(left.code, case.source.where(left.path)) for left in seen.left_out)


def words(case: Case, order: Order, seen: Seen, shelves: Shelves, day: dt.date) -> Ord:
    """Return the words for one document, from what its reader may see and nothing else."""
    mark = _sha256(case, order.instance.kind, shelves)[:8]
    setting = Setting(
        profil=case.municipality.profil,
        laws=shelves.laws(),
        words=shelves.words(),
        form=case.form,
        mal=f"{order.instance.kind.id}-{case.form} {mark}",
        reader=seen.reader.id,
        role=seen.reader.role.value,
        recipients=seen.recipients,
        enclosed=order.enclosed,
    )
    return build(seen.sak, order.instance, setting, day)


def _sha256(case: Case, kind: Kind, shelves: Shelves) -> str:
    form = shelves.form(kind.id, case.municipality)
    if form is not None:
        from bti_docs.forms import blank_of

        return hashlib.sha256(form.read_bytes() + blank_of(form, case.form)).hexdigest()
    return hashlib.sha256(shelves.template(kind.id, case.form, case.municipality).read_bytes()).hexdigest()


def _relied_on(instance: Instance) -> tuple[str, ...]:
    named = instance.consent.id if instance.consent else instance.meeting.samtykke if instance.meeting else None
    return (named,) if named else ()


def _as_seen(instance: Instance, seen: Seen) -> Instance:
    """Return the same document, made from what its reader may see."""
    own = getattr(instance.part, "id", instance.id)
    found = instances(seen.sak, instance.kind)
    same = [i for i in found if getattr(i.part, "id", i.id) == own]
    if instance.change and not same:
        same = found  # a service sees the one change that it is told of, and not which number it has
    return replace(instance, part=same[0].part if same and instance.part else None)


def _lacking(case: Case, instance: Instance, said: Ord, seen: Seen) -> list[Problem]:
    """What a copy lacks was left out of it; only the school's own document can have been forgotten."""
    return missing(said, instance, case.source, case.form) if instance.part and seen.reader.sees_all else []


def _warnings(case: Case, seen: Seen) -> list[Problem]:
    return [Problem(w.code, case.source.where(w.path)) for w in seen.warnings]


def _at(case: Case, problem: Problem) -> Problem:
    """Give a rule's problem its place in the case file."""
    keys = re.findall(r"\w+", problem.where.path)
    path = tuple(int(k) if k.isdigit() else k for k in keys)
    return replace(problem, where=case.source.where(path)) if path else problem


def file_name(sak: Sak, order: Order, dated: dt.date) -> str:
    """Return the file's name without ending: `<id>_<kind>[_<meeting>]_<date>_<reader>`, without anyone's name."""
    kind = order.instance.kind
    parts = [sak.id, kind.filnavn or kind.id, order.instance.id, dated.isoformat(), order.reader]
    return "_".join(re.sub(r"[^A-Za-z0-9-]", "-", p) if p is order.reader else p for p in parts if p)


def check_template(path: Path, shelves: Shelves) -> list[Problem]:
    """Return what is wrong with a Word template, each with its place in Word's terms. Raises OSError."""
    return _faults(path.read_bytes(), str(path), _laws(shelves)["Lov"])


def _faults(template: bytes, file: str, laws: frozenset[str]) -> list[Problem]:
    """Return what `check` finds, and what our pages could not say of what stands in the template."""
    from bti_docs.docx.check import check

    found = check(template, Ord, file=file, keys={"Lov": laws})
    if any(p.severity is Severity.ERROR for p in found):
        return found
    _, unread = read(template, file=file)
    return [*found, *(p for p in unread if p.severity is Severity.ERROR and p.code != _NO_ALT)]


def stopped_by(case: Case) -> tuple[Problem, ...]:
    """Return the rule that asks for a second thought before anything is made from this case."""
    return (Problem("V104", Where(file=case.source.file)),) if strictly_protected(case.sak) else ()


def unusable(case: Case) -> bool:
    """Tell whether faults in the file itself, not broken rules, make every document unsafe."""
    return any(p.severity is Severity.ERROR and not p.code.startswith("P") for p in case.problems)


def _refuse(case: Case, order: Order) -> None:
    if unusable(case):
        raise BtiError(*(p for p in case.problems if p.severity is Severity.ERROR))
    stops = [p for p in case.problems if order.instance.key and order.instance.key in p.stops]
    if stops:
        raise BtiError(*stops)


def _forgotten(case: Case, order: Order, shelves: Shelves, day: dt.date) -> Sequence[Problem]:
    whole = Seen(case.sak, reader_of(case.sak, SCHOOL, day))
    try:
        return missing(words(case, order, whole, shelves, day), order.instance, case.source, case.form)
    except BtiError as error:
        return error.problems


def _all_kinds(shelves: Shelves) -> list[Kind]:
    return [shelves.kind(k) for k in shelves.kinds()]


def _orders(
    case: Case, kinds: Sequence[Kind], *, asked: bool = False, meeting: str = "", reader: str = SCHOOL
) -> list[Order]:
    return [Order(i, reader) for kind in kinds for i in _of_kind(case, kind, asked=asked, meeting=meeting)]


def _of_kind(case: Case, kind: Kind, *, asked: bool, meeting: str) -> list[Instance]:
    found = instances(case.sak, kind)
    if meeting:
        return [i for i in found if i.meeting and i.meeting.id == meeting]
    return found or ([Instance(kind)] if asked else [])


def _nothing(case: Case, kinds: Sequence[Kind], meeting: str) -> Problem:
    fitting = {i.meeting.id for kind in kinds for i in instances(case.sak, kind) if i.meeting}
    known = ", ".join(m.id for m in case.sak.møter if m.id in fitting)
    where = Where(file=case.source.file)
    return Problem("D102", where, {"known": known}) if meeting else Problem("D103", where)


def _municipality(sak: Sak, source: Source, shelves: Shelves) -> Municipality:
    try:
        return shelves.municipality(sak.kommune)
    except BtiError as error:
        first = error.problems[0]
        if first.code == "K101":
            raise BtiError(replace(first, where=source.where(("kommune",)))) from None
        raise


def _template(case: Case, kind: Kind, shelves: Shelves) -> Template:
    path = shelves.template(kind.id, case.form, case.municipality)
    return _compiled(case.municipality.letterhead(), path.read_bytes(), str(path), _laws(shelves)["Lov"])


def _laws(shelves: Shelves) -> dict[str, frozenset[str]]:
    return {"Lov": frozenset(law.id for law in shelves.laws())}


@functools.lru_cache(maxsize=64)
def _compiled(letterhead: bytes, body: bytes, file: str, laws: frozenset[str]) -> Template:
    """Compose and compile once: a template that `check` finds an error in is never filled.

    That one has no errors is kept for the next start; its codes are held against the allowlist at every start.
    """
    kept("faultless", (body, "\n".join(sorted(laws)).encode(), made_by_us()), lambda: _faultless(body, file, laws))
    return compile_template(compose(letterhead, body, body_file=file), file=file)


def _faultless(template: bytes, file: str, laws: frozenset[str]) -> bytes:
    """Return nothing for a template without errors. Raises BtiError with them."""
    if faults := [p for p in _faults(template, file, laws) if p.severity is Severity.ERROR]:
        raise BtiError(*faults)
    return b""


def _properties(case: Case, instance: Instance, dated: dt.date) -> Properties:
    profil = case.municipality.profil
    title = profil.ord.get(instance.kind.id) or instance.kind.title(case.form)
    return Properties(creator=profil.navn, language=_LANGUAGES[case.form], date=dated, title=title)
