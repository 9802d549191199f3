"""A municipality's codes and its Public 360 go in; which of them the archive knows comes out, one row a code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bti_docs.archive.rpc import Rpc
from bti_docs.case.profile import Profil

_TABLES = {
    "Category": "code table: Document category",
    "Status": "code table: Journal status",
    "AccessCode": "code table: Access code",
    "Paragraph": "code table: Law",
}
_CONTACT, _CASE = "code table: Activity - Contact role", "code table: Contact - Case role"
GROUPS = "access groups"
_UNTYPED = ("sak", "roller")
Values = frozenset[str]


@dataclass(frozen=True)
class Row:
    """One code of the profile: where it stands, what it is, which table it belongs to, whether the archive has it.

    `known` is None where SIF has no table that we know to ask for.
    """

    place: str
    value: str
    table: str
    known: bool | None


def check_codes(rpc: Rpc, profil: Profil) -> list[Row]:
    """Return every code of the profile, held against the archive's own tables. Raises BtiError (A3xx)."""
    asked = list(dict.fromkeys(_said(profil)))
    tables = {name: _table(rpc, name) for name in sorted({table for _, _, table in asked if table})}
    return [Row(place, value, table, value in tables[table] if table else None) for place, value, table in asked]


def _said(profil: Profil) -> Iterator[tuple[str, str, str]]:
    """Yield every code, and what it is called, with its place and table; the table is empty when there is none."""
    named = profil.arkivering.kodenavn
    for section, codes in profil.public_360.items():
        for key, value in codes.items():
            table = _table_of(section, key)
            yield f"public_360.{section}.{key}", value, table
            if table and value in named:
                yield f"arkivering.kodenavn.{value}", named[value], table
    for number, basis in enumerate(profil.hjemmel):
        if basis.kode:
            yield f"hjemmel[{number}].kode", basis.kode, _TABLES["AccessCode"]
        if basis.paragraf:
            yield f"hjemmel[{number}].paragraf", basis.paragraf, _TABLES["Paragraph"]
    for unit, said in profil.enheter.items():
        if said.tilgangsgruppe:
            yield f"enheter.{unit}.tilgangsgruppe", said.tilgangsgruppe, GROUPS


def _table_of(section: str, key: str) -> str:
    if section == "roller":
        return _CASE if key == "sakspart" else _CONTACT
    if key == "AccessGroup":
        return GROUPS
    return "" if section in _UNTYPED and key == "Status" else _TABLES.get(key, "")


def _table(rpc: Rpc, name: str) -> Values:
    """Return everything that a code of a table may be written as: `recno:6`, the code, the description."""
    if name == GROUPS:
        rows = list(rpc.all("AccessGroupService/GetAccessGroups", {}, "AccessGroups", "MaxRows"))
    else:
        said = {"CodeTableName": name, "IncludeExpiredValues": False}
        rows = rpc.ask("SupportService/GetCodeTableRows", said).get("CodeTableRows") or []
    live = [row for row in rows if isinstance(row, dict) and not row.get("IsExpired")]
    return frozenset(
        str(v) for r in live for v in (f"recno:{r.get('Recno')}", r.get("Code"), r.get("Description")) if v
    )
