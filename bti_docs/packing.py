"""A case and an order go in; a package for the archive comes out, checked, and what must be said about it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bti_docs.archive import codes, slip
from bti_docs.archive.check import ALONE, Municipality, check
from bti_docs.archive.entry import MAIN, OPEN, WORD, Arkivpost, Fil, Variant
from bti_docs.archive.package import Package, members, read
from bti_docs.archive.pdfa import claims
from bti_docs.archive.register import ARCHIVE, SCHOOLS, Facts, archive_type, register
from bti_docs.archive.titles import clean
from bti_docs.case.arkivtyper import Arkivtype
from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil
from bti_docs.context.instances import Instance
from bti_docs.library import Shelves
from bti_docs.make import Case, Made, Order, make, plan, unusable
from bti_docs.pdf.write import write
from bti_docs.problem import BtiError, Problem, Severity
from bti_docs.view.readers import PUBLIC

PUBLIC_KIND = "offentlig_variant"


@dataclass(frozen=True)
class Packed:
    """A finished package, the document that it was made from, and warnings."""

    package: Package
    made: Made
    problems: tuple[Problem, ...]

    @property
    def name(self) -> str:
        """The package's name: ASCII, and nobody's."""
        return self.package.entry.name

    @property
    def reader(self) -> str:
        """Whose document was packed: the archive's own, or the letter that someone got."""
        return self.made.order.reader


def to_pack(
    case: Case, kinds: Sequence[str], shelves: Shelves, meeting: str = "", reader: str = ARCHIVE
) -> list[Order]:
    """Return what to pack: the kinds asked for, or everything that the case has data for and that is archived.

    Letters are packed for their reader, and only when they are asked for. Raises BtiError as `plan` does.
    """
    rules = shelves.archive()
    letters = {t.id for t in rules.typer if t.til_andre and not t.egne_koder}
    filed = [k for k in shelves.kinds() if shelves.kind(k).arkiv not in ("nei", *letters)]
    return [o for o in plan(case, shelves, kinds or filed, meeting, reader) if kinds or o.instance.part is not None]


def pack(case: Case, order: Order, shelves: Shelves, day: dt.date) -> Packed:
    """Make one document and pack it.

    Raises BtiError when a rule keeps it out of the archive (A1xx), when it cannot be made, or when the finished package
    breaks a rule of its own (A2xx): nothing unsound leaves here.
    """
    planned = _facts(case, order, shelves, order.instance.date(day))
    if not unusable(case):
        register(planned, archive_type(planned), [])  # what the archive would not have is refused before it is made
    made = make(case, order, shelves, day)
    facts = replace(planned, date=made.date, template=made.template, consents=made.consents)
    type_ = archive_type(facts)
    files = _files(case, made, type_, shelves)
    entry, warnings = register(facts, type_, [_described(name, v, data, facts, type_) for name, v, data in files])
    slip_pdf = write(slip.document(entry), day=made.date)
    found = members(entry, {name: data for name, _, data in files}, slip_pdf)
    package = Package(entry, found, entry.name)
    broken = check(package, shelves.archive(), _known(case.municipality.profil, entry, case.sak))
    if any(p.severity is Severity.ERROR for p in broken):
        raise BtiError(*broken)
    return Packed(package, made, (*made.problems, *warnings, *broken, *_late(entry, day)))


def check_package(path: Path, shelves: Shelves) -> tuple[Package, list[Problem]]:
    """Read a package and return it with every rule it breaks. Raises BtiError when it is none, and OSError.

    A municipality on the shelves adds what was valid on the document's day and what its services are called.
    """
    package = read(path)
    name = package.entry.kommune
    profil = shelves.municipality(name).profil if name in shelves.municipalities() else None
    return package, check(package, shelves.archive(), _known(profil, package.entry) if profil else ALONE)


def _facts(case: Case, order: Order, shelves: Shelves, date: dt.date) -> Facts:
    return Facts(
        sak=case.sak,
        profil=case.municipality.profil,
        rules=shelves.archive(),
        form=case.form,
        instance=order.instance,
        reader=order.reader,
        date=date,
        source=case.sha256,
    )


def _files(case: Case, made: Made, type_: Arkivtype, shelves: Shelves) -> list[tuple[str, Variant, bytes]]:
    """Return the variants that the municipality wants, the archive's own first."""
    wanted = case.municipality.profil.arkivering.varianter
    base = f"{type_.id}-{made.date.isoformat()}"
    found: list[tuple[str, Variant, bytes]] = [(f"{base}.pdf", MAIN, made.bytes_of("pdf"))]
    if WORD in wanted and "docx" in made.formats:
        found.append((f"{base}.docx", WORD, made.docx))
    if OPEN in wanted:
        found.append((f"{base}-offentlig.pdf", OPEN, _public(case, made, type_, shelves).bytes_of("pdf")))
    return found


def _public(case: Case, made: Made, type_: Arkivtype, shelves: Shelves) -> Made:
    """Make what anyone may read: from a public reader's view, which holds nothing about anyone."""
    title = type_.nb if case.form == "nb" else type_.nn
    instance = Instance(shelves.kind(PUBLIC_KIND))
    listed = (f"{title}, {made.date:%d.%m.%Y}",)
    return make(case, Order(instance, PUBLIC, enclosed=listed), shelves, made.date)


def _described(name: str, variant: Variant, data: bytes, facts: Facts, type_: Arkivtype) -> Fil:
    ending = name[name.rindex(".") :]
    said = claims(data) if ending == ".pdf" else None
    title = clean(f"{type_.nb if facts.form == 'nb' else type_.nn} {facts.date.isoformat()}")
    return Fil(
        navn=name,
        tittel=f"{title} offentlig" if variant == OPEN else title,
        variant=variant,
        puid=said.puid if said else codes.DOCX,
        mime=codes.MIME[ending],
        sha256=hashlib.sha256(data).hexdigest(),
        størrelse=len(data),
        sendes=variant in facts.profil.arkivering.sendes,
    )


def _known(profil: Profil, entry: Arkivpost, sak: Sak | None = None) -> Municipality:
    """Return everyone's names, the services' words, and the legal bases of the document's day."""
    names = [*(p.navn for p in sak.personer), *sak.andre_barn] if sak else []
    services = [unit.navn for unit in profil.enheter.values() if unit.type not in SCHOOLS]
    valid = max((h for h in profil.hjemmel if h.fra <= entry.dato), key=lambda h: h.fra, default=None)
    bases = (valid.tekst_nb, valid.tekst_nn, valid.paragraf) if valid else ()
    own = [c["Paragraph"] for s in (profil.public_360, profil.visma_elevmappe) for c in s.values() if "Paragraph" in c]
    words = {word.casefold() for name in services for word in name.split()}
    return Municipality(names, words - {word.casefold() for word in profil.navn.split()}, (*bases, *own))


def _late(entry: Arkivpost, day: dt.date) -> list[Problem]:
    """Tell that the school the pupil has left may be without access by now."""
    moved = entry.overlevering
    return [Problem("A113", words={"due": moved.frist.isoformat()})] if moved and day > moved.frist else []
