"""A call goes in; the same call comes out as it may be shown on a screen: titles, names and numbers are masked."""

from __future__ import annotations

from typing import Any

MASK = "•••"
_SECRET = frozenset(
    {
        "Title",
        "UnofficialTitle",
        "ContactReferenceNumber",
        "ReferenceNumber",
        "ContactName",
        "Address",
        "ZipCode",
        "ZipPlace",
        "ArchiveCode",
        "Content",
        "ResponsiblePersonEmail",
    }
)


def masked(value: Any) -> Any:
    """Return the call with everything that may be someone's as `•••`; codes, dates and file names stand."""
    if isinstance(value, dict):
        return {key: MASK if key in _SECRET and said else masked(said) for key, said in value.items()}
    if isinstance(value, list):
        return [masked(item) for item in value]
    return value
