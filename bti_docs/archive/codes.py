"""The code lists of KS Fiks Arkiv V1 that we use, and PRONOM's names of formats: a code goes in, its words come out."""

from __future__ import annotations

from collections.abc import Mapping

JOURNALPOSTTYPE: Mapping[str, str] = {
    "I": "Inngående dokument",
    "U": "Utgående dokument",
    "N": "Organinternt dokument for oppfølging",
    "X": "Organinternt dokument uten oppfølging",
    "S": "Saksframlegg",
}
JOURNALSTATUS: Mapping[str, str] = {
    "J": "Journalført",
    "F": "Ferdigstilt fra saksbehandler",
    "G": "Godkjent av leder",
    "E": "Ekspedert",
    "A": "Arkivert",
    "U": "Utgår",
    "M": "Midlertidig registrering av innkommet dokument",
    "S": "Registrert av saksbehandler",
    "R": "Reservert dokument",
}
DOKUMENTSTATUS: Mapping[str, str] = {"B": "Dokumentet er under redigering", "F": "Dokumentet er ferdigstilt"}
DOKUMENTTYPE: Mapping[str, str] = {
    "NOTAT": "Notat",
    "DOKUMENT": "Dokument",
    "KORR": "Korrespondanse",
    "MELDING": "Melding",
    "AVTALE": "Avtale",
    "VEDTAK": "Vedtak",
    "RAPPORT": "Rapport",
    "SØKNAD": "Søknad",
    "UTTALELSE": "Uttalelse",
}
VARIANTFORMAT: Mapping[str, str] = {
    "P": "Produksjonsformat",
    "A": "Arkivformat",
    "O": "Dokument hvor deler av innholdet er skjermet",
}
TILKNYTTET: Mapping[str, str] = {"H": "Hoveddokument", "V": "Vedlegg"}
KORRESPONDANSEPART: Mapping[str, str] = {"EA": "Avsender", "EM": "Mottaker", "EK": "Kopimottaker"}
SAKSSTATUS: Mapping[str, str] = {
    "B": "Under behandling",
    "A": "Avsluttet",
    "U": "Utgår",
    "R": "Opprettet av saksbehandler",
    "S": "Avsluttet av saksbehandler",
    "P": "Unntatt prosesstyring",
    "F": "Ferdig fra saksbehandler",
}
PARTROLLE: Mapping[str, str] = {"K": "Klient"}
DOKUMENTMEDIUM: Mapping[str, str] = {"E": "Elektronisk arkiv"}

LISTS: Mapping[str, Mapping[str, str]] = {
    "journalposttype": JOURNALPOSTTYPE,
    "journalstatus": JOURNALSTATUS,
    "dokumentstatus": DOKUMENTSTATUS,
    "dokumenttype": DOKUMENTTYPE,
    "variantformat": VARIANTFORMAT,
    "tilknyttetRegistreringSom": TILKNYTTET,
    "korrespondanseparttype": KORRESPONDANSEPART,
    "saksstatus": SAKSSTATUS,
    "partRolle": PARTROLLE,
    "dokumentmedium": DOKUMENTMEDIUM,
}
"""The closed lists, by the element of arkivmelding.xml that holds a code of them."""

FORMATS: Mapping[str, str] = {
    "fmt/95": "PDF/A-1a",
    "fmt/354": "PDF/A-1b",
    "fmt/476": "PDF/A-2a",
    "fmt/477": "PDF/A-2b",
    "fmt/478": "PDF/A-2u",
    "fmt/412": "Microsoft Word (docx)",
}
DOCX = "fmt/412"
MIME: Mapping[str, str] = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
