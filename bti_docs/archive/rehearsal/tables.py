"""SIF's standard code tables, as a new tenant has them: a table's name goes in, its rows come out."""

from __future__ import annotations

from collections.abc import Mapping

Rows = tuple[tuple[int, str, str], ...]
"""Recno, code and description."""

CATEGORY, STATUS, ACCESS, LAW = (
    "code table: Document category",
    "code table: Journal status",
    "code table: Access code",
    "code table: Law",
)
CONTACT_ROLE, CASE_ROLE = "code table: Activity - Contact role", "code table: Contact - Case role"

STANDARD: Mapping[str, Rows] = {
    CATEGORY: (
        (110, "I", "Dokument inn"),
        (111, "U", "Dokument ut"),
        (112, "REF", "Referat"),
        (113, "N", "Internt notat med oppfølging"),
        (118, "MI", "Møteinnkalling"),
        (123, "SKJ", "Skjema"),
        (124, "PLAN", "Plan"),
        (60005, "X", "Internt notat uten oppfølging"),
        (60006, "VED", "Vedtak"),
    ),
    STATUS: (
        (1, "R", "Reservert"),
        (2, "M", "Midlertidig registrert"),
        (3, "S", "Registrert av saksbehandler"),
        (4, "F", "Ferdig fra saksbehandler"),
        (5, "E", "Ekspedert"),
        (6, "J", "Journalført"),
        (7, "A", "Avsluttet"),
        (8, "U", "Utgår"),
    ),
    ACCESS: ((0, "U", "Ugradert"), (1, "13", "Unntatt etter offentleglova § 13")),
    LAW: ((1, "Offl. § 13 jf. fvl. § 13 (1) nr.1", "Offl. § 13 jf. fvl. § 13 (1) nr.1"),),
    CONTACT_ROLE: (
        (1, "Kontakt", "Kontakt"),
        (3, "Deltaker", "Deltaker"),
        (5, "Avsender", "Avsender"),
        (6, "Mottaker", "Mottaker"),
        (7, "Medavsender", "Medavsender"),
        (8, "Kopi til", "Kopi til"),
    ),
    CASE_ROLE: ((1, "Sakspart", "Sakspart"), (2, "Kontakt", "Kontakt")),
    "code table: FileStatus": ((1, "B", "Under redigering"), (2, "F", "Ferdig")),
    "code table: File category": ((1, "1", "Brev"), (2, "2", "Vedlegg")),
    "Attribute value: File - ToVersionFormat": (
        (1, "P", "Produksjonsformat"),
        (2, "A", "Arkivformat"),
        (3, "O", "Offentlig variant"),
    ),
    "Attribute value: VersionFile - ToRelationType": ((1, "H", "Hoveddokument"), (2, "V", "Vedlegg")),
}


def row(rows: Rows, said: str) -> tuple[int, str, str] | None:
    """Return the row that a value means: `recno:6`, a code or a description; None when there is none."""
    for recno, code, description in rows:
        if said in (f"recno:{recno}", code, description):
            return recno, code, description
    return None
