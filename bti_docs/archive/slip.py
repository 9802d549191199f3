"""A registry entry goes in; the følgeseddel comes out, as a Document and as text: what an archivist types, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bti_docs.archive import codes
from bti_docs.archive.entry import NAMES, PUBLIC_360, Arkivpost, Fil, Part, Skjerming
from bti_docs.document import Borders, Cell, Document, Frame, Look, Paragraph, Row, Table, Text

_LABEL, _VALUE = 115.0, 336.0  # column widths, pt
_VARIANTS = {
    "A": ("Arkivfil", "Arkivfil"),
    "P": ("Word-fil", "Word-fil"),
    "O": ("Offentlig versjon", "Offentleg versjon"),
}
_PARTIES = {
    "EA": ("Avsender", "Avsendar"),
    "EM": ("Mottaker", "Mottakar"),
    "EK": ("Kopimottaker", "Kopimottakar"),
}
_HIDDEN = (" (skjermes)", " (skal skjermast)")
_SHORT = 12  # hex digits of a sha256 that a person compares


@dataclass(frozen=True)
class Section:
    """A step of the archivist's work: its heading and the rows to type."""

    heading: str
    rows: tuple[tuple[str, str], ...]


def document(entry: Arkivpost) -> Document:
    """Return the følgeseddel as a Document, to be set like any other."""
    title = _title(entry)
    blocks: list[Paragraph | Table] = [_heading(title, 1)]
    for section in sections(entry):
        blocks += [_heading(section.heading, 2), _table(section)]
    author = "" if entry.beskyttet else entry.enhet.navn  # a file's properties are seen without opening it
    return Document(title, "nb-NO" if entry.målform == "nb" else "nn-NO", tuple(blocks), author=author)


def text(entry: Arkivpost) -> bytes:
    """Return the følgeseddel as plain text, UTF-8."""
    title = _title(entry)
    lines = [title, "=" * len(title)]
    for section in sections(entry):
        lines += ["", section.heading, "-" * len(section.heading)]
        lines += [f"{label + ':':<24}{value}" for label, value in section.rows]
    return ("\n".join(lines) + "\n").encode()


def sections(entry: Arkivpost) -> list[Section]:
    """Return the steps: find the folder, register, attach, what comes after, and what to mind."""
    found = [
        Section(_say(entry, "1 Finn elevmappen", "1 Finn elevmappa"), tuple(_folder(entry))),
        Section("2 Registrer dokumentet", tuple(_record(entry))),
        Section("3 Legg ved filene", tuple(_files(entry))),
        Section("4 Etterpå", tuple(_after(entry))),
    ]
    return [section for section in found if section.rows]


def _title(entry: Arkivpost) -> str:
    return _say(entry, "Følgeseddel til arkivet", "Følgjesetel til arkivet")


def _say(entry: Arkivpost, nb: str, nn: str) -> str:
    return nb if entry.målform == "nb" else nn


def _folder(entry: Arkivpost) -> Iterator[tuple[str, str]]:
    mappe, case = entry.mappe, entry.koder.get("sak", {})
    if mappe.saksnummer:
        yield "Saksnummer", mappe.saksnummer
    yield "Elev", mappe.elev
    if mappe.fødselsnummer:
        yield "Fødselsnummer", mappe.fødselsnummer
    if mappe.saksnummer:
        return
    yield (
        _say(entry, "Finnes den ikke", "Finst ho ikkje"),
        _say(entry, "Opprett den. Finnes flere, spør arkivet.", "Opprett ho. Finst fleire, spør arkivet."),
    )
    yield _say(entry, "Offentlig tittel", "Offentleg tittel"), mappe.offentlig_tittel
    yield _say(entry, "Skjermet tittel", "Skjerma tittel"), mappe.tittel
    for label, key in (("Sakstype", "CaseType"), ("Arkivdel", "SubArchive"), ("Status", "Status")):
        if case.get(key):
            yield label, _named(entry, case[key])
    yield from _kept(entry, mappe.skjerming)
    if entry.arkiv == PUBLIC_360:
        yield "Sakspart", f"{mappe.elev}, {mappe.fødselsnummer}{_say(entry, *_HIDDEN)}"
        yield "Klassering", f"{mappe.klasse}: {mappe.fødselsnummer}{_say(entry, *_HIDDEN)}"
    for system, code in entry.klasser:
        yield "Klassering", f"{system}: {code}"


def _record(entry: Arkivpost) -> Iterator[tuple[str, str]]:
    said = entry.koder.get("dokument", {})
    yield _say(entry, "Offentlig tittel", "Offentleg tittel"), entry.offentlig_tittel
    yield _say(entry, "Skjermet tittel", "Skjerma tittel"), entry.tittel
    yield "Dokumentdato", f"{entry.dato:%d.%m.%Y}"
    yield "Journalposttype", f"{entry.journalposttype} – {codes.JOURNALPOSTTYPE[entry.journalposttype]}"
    for label, key in (("Kategori", "Category"), ("Status", "Status"), ("Arkiv", "Archive")):
        if said.get(key):
            yield label, _named(entry, said[key])
    yield from _kept(entry, entry.skjerming)
    yield (
        _say(entry, "Ansvarlig enhet", "Ansvarleg eining"),
        " ".join(n for n in (entry.enhet.navn, entry.enhet.orgnr) if n),
    )
    if entry.enhet.ansvarlig:
        yield _say(entry, "Ansvarlig person", "Ansvarleg person"), entry.enhet.ansvarlig
    for part in entry.parter:
        yield _say(entry, *_PARTIES[part.rolle]), _party(entry, part)
    yield "Vår referanse", entry.uuid


def _kept(entry: Arkivpost, kept: Skjerming) -> Iterator[tuple[str, str]]:
    yield "Tilgangskode", _named(entry, kept.kode)
    yield _say(entry, "Hjemmel", "Heimel"), kept.paragraf if entry.arkiv == PUBLIC_360 else kept.hjemmel
    if kept.tilgangsgruppe:
        yield "Tilgangsgruppe", kept.tilgangsgruppe


def _named(entry: Arkivpost, code: str) -> str:
    """Return a code after what people choose it by, where the municipality has said that."""
    name = entry.koder.get(NAMES, {}).get(code)
    return f"{name} ({code})" if name else code


def _party(entry: Arkivpost, part: Part) -> str:
    where = [*part.adresse, f"{part.postnummer} {part.poststed}".strip()]
    told = [part.navn, part.fødselsnummer or part.orgnr, *where]
    kept = _say(entry, *_HIDDEN) if part.skjermes else ""
    return ", ".join(t for t in told if t) + kept


def _files(entry: Arkivpost) -> Iterator[tuple[str, str]]:
    for file in entry.filer:
        yield f"{_say(entry, *_VARIANTS[file.variant])} ({file.variant})", _file(file)


def _file(file: Fil) -> str:
    what = codes.FORMATS.get(file.puid, file.puid)
    return f"{file.navn} – {what}, {file.størrelse} byte, sha256 {file.sha256[:_SHORT]}…"


def _after(entry: Arkivpost) -> Iterator[tuple[str, str]]:
    for note in entry.merknader:
        yield "Merk", note
    if entry.ekspederes:
        yield (
            "Ekspeder",
            _say(entry, "Sendes til mottakeren fra arkivsystemet.", "Blir sendt til mottakaren frå arkivsystemet."),
        )
    if entry.overlevering:
        yield from _hand_over(entry)


def _hand_over(entry: Arkivpost) -> Iterator[tuple[str, str]]:
    """Tell how the folder follows the pupil to the next school: who must do what, and by when."""
    moved = entry.overlevering
    if moved is None:
        return
    due = f"{moved.frist:%d.%m.%Y}"
    yield (
        "Frist",
        _say(
            entry,
            f"{moved.fra} arkiverer alt som hører til, senest {due}. Etter sommeren kan skolen være uten tilgang.",
            f"{moved.fra} arkiverer alt som høyrer til, seinast {due}. Etter sommaren kan skulen vere utan tilgang.",
        ),
    )
    group = moved.tilgangsgruppe or _say(entry, "(mangler i kommunens profil)", "(manglar i profilen til kommunen)")
    yield (
        "Overlevering",
        _say(
            entry,
            f"Mappens eier gir {moved.til} leserett, setter tilgangsgruppen til {group} og bytter ansvarlig person.",
            f"Eigaren av mappa gjev {moved.til} leserett, set tilgangsgruppa til {group} og byter ansvarleg person.",
        ),
    )


def _heading(words: str, level: int) -> Paragraph:
    size = 16.0 if level == 1 else 12.0
    look = Look(bold=True, size=size)
    return Paragraph((Text(words, look),), Frame(before=9.0, after=3.0, keep_next=True), level, size=size)


def _table(section: Section) -> Table:
    rows = tuple(Row((_cell(label, bold=True), _cell(value)), cant_split=True) for label, value in section.rows)
    return Table((_LABEL, _VALUE), rows, data=False)


def _cell(words: str, *, bold: bool = False) -> Cell:
    return Cell(
        (Paragraph((Text(words, Look(bold=bold, size=10.0)),), Frame(after=2.0), size=10.0),), borders=Borders()
    )
