"""A registry entry goes in; `arkivmelding.xml` comes out: KS Fiks Arkiv V1, a journalpost with the pupil's folder.

Source: ks-no/fiks-arkiv-specification, `arkivmelding.opprett` v1 and its use case Elevmappe. The same entry gives the
same bytes. A folder whose number is known is only referred to: a second one must never be made.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from bti_docs.archive import codes
from bti_docs.archive.entry import SYSTEM, Arkivpost, Fil, Mappe, Part, Skjerming

NAMESPACE = "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv/arkivmelding/opprett/v1"
CATALOGUE = "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv/metadatakatalog/v1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

Element = etree._Element
_PREFIXES: dict[str, str] = {None: NAMESPACE, "n5mdk": CATALOGUE, "xsi": XSI}  # type: ignore[dict-item] # lxml takes it


def arkivmelding(entry: Arkivpost) -> bytes:
    """Return `arkivmelding.xml`."""
    root = etree.Element(f"{{{NAMESPACE}}}arkivmelding", nsmap=_PREFIXES)
    _say(root, "system", SYSTEM)
    _say(root, "antallFiler", str(len(entry.filer)))
    if not entry.mappe.saksnummer:
        _folder(root, entry)
    _record(root, entry)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _folder(root: Element, entry: Arkivpost) -> None:
    mappe, case = entry.mappe, entry.koder.get("sak", {})
    folder = _typed(root, "mappe", "saksmappe")
    _say(folder, "tittel", mappe.tittel)
    _say(folder, "offentligTittel", mappe.offentlig_tittel)
    _code(folder, "dokumentmedium", "E", codes.DOKUMENTMEDIUM)
    if case.get("SubArchive"):
        _code(folder, "arkivdel", case["SubArchive"], {})
    _pupil(folder, mappe)
    _shield(folder, mappe.skjerming)
    if mappe.fødselsnummer and entry.koder:
        _class(folder, mappe.klasse, mappe.fødselsnummer, shielded=True)
    for system, code in entry.klasser:
        _class(folder, system, code, shielded=False)
    _key(folder, mappe.nøkkel)
    unit = _sub(folder, "administrativEnhet")
    _say(unit, "navn", entry.enhet.navn, CATALOGUE)
    if entry.enhet.orgnr:
        _say(unit, "identifikator", entry.enhet.orgnr, CATALOGUE)
    if entry.enhet.ansvarlig:
        _say(_sub(folder, "saksansvarlig"), "navn", entry.enhet.ansvarlig, CATALOGUE)
    _code(folder, "saksstatus", "B", codes.SAKSSTATUS)


def _pupil(folder: Element, mappe: Mappe) -> None:
    part = _sub(folder, "part")
    _say(part, "partNavn", mappe.elev)
    _code(part, "partRolle", "K", codes.PARTROLLE)
    if mappe.fødselsnummer:
        person = _sub(part, "personID")
        _say(person, "landkode", "NO")
        _say(person, "identifikator", mappe.fødselsnummer)
    _say(part, "erSkjermet", "true")
    _say(part, "erPersonnavn", "true")


def _record(root: Element, entry: Arkivpost) -> None:
    record = _typed(root, "registrering", "journalpost")
    _parent(record, entry.mappe)
    _shield(record, entry.skjerming)
    _description(record, entry)
    _say(record, "tittel", entry.tittel)
    _say(record, "offentligTittel", entry.offentlig_tittel)
    if entry.forfatter:
        _say(record, "forfatter", entry.forfatter)
    for note in entry.merknader:
        remark = _sub(record, "merknad")
        _say(remark, "merknadstekst", note)
        _say(remark, "erSkjermet", "true")
    for part in entry.parter:
        _party(record, part)
    _key(record, entry.uuid)
    _code(record, "journalposttype", entry.journalposttype, codes.JOURNALPOSTTYPE)
    _code(record, "journalstatus", entry.journalstatus, codes.JOURNALSTATUS)
    _say(record, "dokumentetsDato", entry.dato.isoformat())


def _parent(record: Element, mappe: Mappe) -> None:
    parent = _sub(record, "referanseForelderMappe")
    if mappe.saksnummer:
        year, number = mappe.saksnummer.split("/")
        told = _sub(parent, "saksnummer", CATALOGUE)
        _say(told, "saksaar", year if len(year) == 4 else f"20{year}", CATALOGUE)
        _say(told, "sakssekvensnummer", str(int(number)), CATALOGUE)
    else:
        key = _sub(parent, "referanseEksternNoekkel", CATALOGUE)
        _say(key, "fagsystem", SYSTEM, CATALOGUE)
        _say(key, "noekkel", mappe.nøkkel, CATALOGUE)


def _description(record: Element, entry: Arkivpost) -> None:
    """One main document, in as many variants as there are files."""
    described = _sub(record, "dokumentbeskrivelse")
    _code(described, "dokumenttype", entry.dokumenttype, codes.DOKUMENTTYPE)
    _code(described, "dokumentstatus", "F", codes.DOKUMENTSTATUS)
    _say(described, "tittel", entry.tittel)
    _code(described, "tilknyttetRegistreringSom", "H", codes.TILKNYTTET)
    _say(described, "dokumentnummer", "1")
    _shield(described, entry.skjerming)
    for file in entry.filer:
        _object(described, file)


def _object(described: Element, file: Fil) -> None:
    found = _sub(described, "dokumentobjekt")
    _say(found, "versjonsnummer", "1")
    _code(found, "variantformat", file.variant, codes.VARIANTFORMAT)
    _code(found, "format", file.puid, codes.FORMATS)
    _say(found, "mimeType", file.mime)
    ending = file.navn.rpartition(".")[2]
    _say(found, "filnavn", f"{file.tittel}.{ending}")
    _say(found, "referanseDokumentfil", file.navn)
    _say(found, "sjekksum", file.sha256)
    _say(found, "sjekksumAlgoritme", "SHA-256")
    _say(found, "filstoerrelse", str(file.størrelse))


def _party(record: Element, part: Part) -> None:
    found = _sub(record, "korrespondansepart")
    _code(found, "korrespondanseparttype", part.rolle, codes.KORRESPONDANSEPART)
    _say(found, "korrespondansepartNavn", part.navn)
    if part.fødselsnummer:
        _say(found, "personid", part.fødselsnummer)
    elif part.orgnr:
        _say(found, "organisasjonid", part.orgnr)
    for line in part.adresse:
        _say(found, "postadresse", line)
    if part.postnummer:
        _say(found, "postnummer", part.postnummer)
        _say(found, "poststed", part.poststed)
    _say(found, "erSkjermet", str(part.skjermes).lower())
    _say(found, "erPersonnavn", str(part.er_person).lower())


def _shield(parent: Element, skjerming: Skjerming) -> None:
    found = _sub(parent, "skjerming")
    _code(found, "tilgangsrestriksjon", skjerming.kode, {})
    _say(found, "skjermingshjemmel", skjerming.hjemmel)


def _class(folder: Element, system: str, code: str, *, shielded: bool) -> None:
    found = _sub(folder, "klassifikasjon")
    _say(found, "klassifikasjonssystemID", system)
    _say(found, "klasseID", code)
    if shielded:
        _say(found, "erSkjermet", "true")


def _key(parent: Element, key: str) -> None:
    found = _sub(parent, "referanseEksternNoekkel")
    _say(found, "fagsystem", SYSTEM, CATALOGUE)
    _say(found, "noekkel", key, CATALOGUE)


def _code(parent: Element, tag: str, code: str, known: Mapping[str, str]) -> None:
    found = _sub(parent, tag)
    _say(found, "kode", code, CATALOGUE)
    if code in known:
        _say(found, "beskrivelse", known[code], CATALOGUE)


def _typed(parent: Element, tag: str, kind: str) -> Element:
    found = _sub(parent, tag)
    found.set(f"{{{XSI}}}type", kind)
    return found


def _sub(parent: Element, tag: str, namespace: str = NAMESPACE) -> Element:
    return etree.SubElement(parent, f"{{{namespace}}}{tag}")


def _say(parent: Element, tag: str, text: str, namespace: str = NAMESPACE) -> None:
    _sub(parent, tag, namespace).text = text
