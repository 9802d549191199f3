"""A package goes in; every rule it breaks that no schema sees comes out, each with its member."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml import etree

from bti_docs.archive import codes
from bti_docs.archive.arkivmelding import CATALOGUE, NAMESPACE
from bti_docs.archive.checkbodies import check_bodies
from bti_docs.archive.entry import MAIN, OPEN, PUBLIC_360
from bti_docs.archive.package import MANIFEST, MESSAGE, METADATA, SLIP_PDF, Members, Package, manifest, told
from bti_docs.archive.pdfa import claims
from bti_docs.archive.titles import broken_by, secret
from bti_docs.case.arkivtyper import Arkivregler
from bti_docs.problem import Problem, Where

_ASCII_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NS = {"a": NAMESPACE, "k": CATALOGUE}

Element = etree._Element


@dataclass(frozen=True)
class Municipality:
    """What a case and its municipality add to the rules: more names and words for nothing public, and what is valid.

    `bases` are the legal bases valid on the document's day. All are empty for a package that is checked alone.
    """

    names: Collection[str] = ()
    words: Collection[str] = ()
    bases: Collection[str] = ()


ALONE = Municipality()


def check(package: Package, rules: Arkivregler, known: Municipality = ALONE) -> list[Problem]:
    """Return every rule that a package breaks (A201–A222), in the order of its parts."""
    try:
        remade = told(package.entry)
    except (KeyError, ValueError):
        return [Problem("A201", package.place(METADATA))]
    found = [
        *_files(package, remade),
        *_formats(package, rules),
        *_titles(package, rules, known),
        *_basis(package, known),
    ]
    message = _parsed(package.members.get(MESSAGE, b""))
    if message is None:
        found.append(Problem("A221", package.place(MESSAGE)))
    else:
        found += _message(package, message)
    if package.entry.arkiv == PUBLIC_360:
        found += check_bodies(package)
    found += _said_again(package, remade, {problem.where for problem in found})
    return [problem for place, problem in enumerate(found) if problem not in found[:place]]


def _files(package: Package, remade: Members) -> Iterator[Problem]:
    """Hold the members against the entry and the manifest: names, hashes, sizes, nothing missing or undeclared."""
    declared = {file.navn: file for file in package.entry.filer}
    expected = {*declared, *remade, METADATA, SLIP_PDF, MANIFEST}
    kept = secret(_people(package), package.entry.født, ())
    for name, data in package.members.items():
        if not _ASCII_NAME.fullmatch(name.removeprefix("p360/")):
            yield Problem("A205", package.place(), {"file": "?"})
        elif name not in expected:  # someone else's name for it, and it may be anyone's
            shown = "" if any(broken_by(name, kept)) else name
            yield Problem("A204", package.place(shown), {"file": shown or "?"})
        file = declared.get(name)
        if file and (hashlib.sha256(data).hexdigest(), len(data)) != (file.sha256, file.størrelse):
            yield Problem("A203", package.place(name), {"file": name})
    for name in sorted(expected - set(package.members)):
        yield Problem("A204", package.place(name), {"file": name})
    if len(declared) != len(package.entry.filer):
        yield Problem("A205", package.place(METADATA), {"file": "?"})
    if package.members.get(MANIFEST) != manifest(package.members):
        yield Problem("A203", package.place(MANIFEST), {"file": MANIFEST})


def _formats(package: Package, rules: Arkivregler) -> Iterator[Problem]:
    """Hold that what is kept is what it says it is: the PDF's own XMP, no lock, no files inside, one main variant."""
    if sum(file.variant == MAIN for file in package.entry.filer) != 1:
        yield Problem("A206", package.place(METADATA))
    for file in package.entry.filer:
        data, place = package.members.get(file.navn), package.place(file.navn)
        if data is None or file.variant not in (MAIN, OPEN):
            continue
        said = claims(data)
        if said is None or said.puid != file.puid or file.puid not in rules.formater.tillatt:
            yield Problem("A208", place, {"file": file.navn})
        if said and said.encrypted:
            yield Problem("A209", place, {"file": file.navn})
        if said and said.attachments:
            yield Problem("A210", place, {"file": file.navn})


def _people(package: Package) -> set[str]:
    entry = package.entry
    return {*entry.skjermede_navn, entry.mappe.elev, *(p.navn for p in entry.parter if p.er_person)}


def _titles(package: Package, rules: Arkivregler, known: Municipality) -> Iterator[Problem]:
    """Hold that nothing public tells who or what it is about: titles, file names, the folder's public title."""
    entry = package.entry
    words = {*rules.ikke_offentlige_ord, *known.words}
    kept = secret({*_people(package), *known.names}, entry.født, words, entry.sak)
    own = [entry.offentlig_tittel, entry.mappe.offentlig_tittel, *(f.tittel for f in entry.filer)]
    said = [(METADATA, text) for text in own] + [("", name) for name in (*package.members, entry.name)]
    message = _parsed(package.members.get(MESSAGE, b""))
    if message is not None:
        public = message.iter(f"{{{NAMESPACE}}}offentligTittel", f"{{{NAMESPACE}}}filnavn")
        said += [(MESSAGE, element.text or "") for element in public]
    for member, text in said:
        for code in broken_by(text, kept):
            yield Problem(code, package.place(member))


def _basis(package: Package, known: Municipality) -> Iterator[Problem]:
    """Hold that what is kept from the public says why, in words that were valid on the document's day."""
    kept = package.entry.skjerming
    if not kept.paragraf.strip() or not kept.hjemmel.strip():
        yield Problem("A214", package.place(METADATA))
    elif known.bases and not {kept.hjemmel, kept.paragraf, package.entry.mappe.skjerming.paragraf} <= {*known.bases}:
        yield Problem("A215", package.place(METADATA))
    if not package.entry.tittel.strip() or package.entry.tittel == package.entry.offentlig_tittel:
        yield Problem("A214", package.place(METADATA))


def _said_again(package: Package, remade: Members, broken: Collection[Where]) -> Iterator[Problem]:
    """Hold everything that says again what the entry says against it, where no rule has been told of already."""
    for name, data in remade.items():
        place, found = package.place(name), package.members.get(name)
        if found is None or found == data or place in broken:
            continue
        yield Problem("A222", place, {"field": name})


def _message(package: Package, message: Element) -> Iterator[Problem]:
    """Hold arkivmelding.xml against the files and the code lists."""
    place, entry = package.place(MESSAGE), package.entry
    objects = message.findall(".//a:dokumentobjekt", _NS)
    if message.findtext("a:antallFiler", "", _NS) != str(len(entry.filer)) or len(objects) != len(entry.filer):
        yield Problem("A202", place)
    yield from _objects(package, objects, place)
    yield from _numbers(message, place)
    for tag, known in codes.LISTS.items():
        for said in message.iterfind(f".//a:{tag}/k:kode", _NS):
            if said.text not in known:
                yield Problem("A207", place, {"field": tag})
    shown = [(p.findtext("a:erPersonnavn", "", _NS), p.findtext("a:erSkjermet", "", _NS)) for p in _persons(message)]
    if any(person == "true" and kept != "true" for person, kept in shown):
        yield Problem("A216", place)
    if not entry.ekspederes and _persons_written_to(message):
        yield Problem("A218", place)
    same = (message.findtext(f".//a:registrering/a:{tag}", "", _NS) for tag in ("tittel", "offentligTittel"))
    if tuple(same) != (entry.tittel, entry.offentlig_tittel):
        yield Problem("A222", place, {"field": "tittel"})
    if message.findtext(".//a:registrering/a:dokumentetsDato", "", _NS) != entry.dato.isoformat():
        yield Problem("A219", place)


def _objects(package: Package, objects: list[Element], place: Where) -> Iterator[Problem]:
    told_of: list[str] = []
    for each in objects:
        name = each.findtext("a:referanseDokumentfil", "", _NS)
        told_of.append(name)
        data = package.members.get(name)
        if data is None:
            yield Problem("A204", place, {"file": "?"})
            continue
        said = [each.findtext(f"a:{tag}", "", _NS) for tag in ("sjekksum", "sjekksumAlgoritme", "filstoerrelse")]
        if said != [hashlib.sha256(data).hexdigest(), "SHA-256", str(len(data))]:
            yield Problem("A203", place, {"file": name})
    if len(set(told_of)) < len(told_of):
        yield Problem("A205", place, {"file": "?"})


def _numbers(message: Element, place: Where) -> Iterator[Problem]:
    """Hold that there is one main document, and that documents are numbered 1, 2, … without a gap."""
    described = message.findall(".//a:dokumentbeskrivelse", _NS)
    kinds = [d.findtext("a:tilknyttetRegistreringSom/k:kode", "", _NS) for d in described]
    numbers = [d.findtext("a:dokumentnummer", "", _NS) for d in described]
    if kinds.count("H") != 1 or numbers != [str(n) for n in range(1, len(numbers) + 1)]:
        yield Problem("A206", place)


def _persons(message: Element) -> list[Element]:
    return [*message.findall(".//a:part", _NS), *message.findall(".//a:korrespondansepart", _NS)]


def _persons_written_to(message: Element) -> bool:
    parties = message.iterfind(".//a:korrespondansepart", _NS)
    told_of = [
        (p.findtext("a:korrespondanseparttype/k:kode", "", _NS), p.findtext("a:erPersonnavn", "", _NS)) for p in parties
    ]
    return any(kind in ("EM", "EK") and person == "true" for kind, person in told_of)


def _parsed(data: bytes) -> Element | None:
    """Read XML that others may have written: no entities, no network."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if root.tag == f"{{{NAMESPACE}}}arkivmelding" else None
