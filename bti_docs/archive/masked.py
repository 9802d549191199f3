"""A call goes in; the same call comes out as it may be shown on a screen: only codes, dates and our own ids stand."""

from __future__ import annotations

from typing import Any

MASK = "•••"
_SHOWN_FIELDS = """
AccessCode Archive ArchiveType CaseNumber CaseType Category DocumentDate DocumentNumber Format Id JournalUnit Note
Paragraph RelationType Role SendersReference SortCriterion SortingCriterion Status SubArchive Type UploadedFileReference
VersionFormat
"""
_SHOWN = frozenset(_SHOWN_FIELDS.split())


def masked(value: Any, key: str = "") -> Any:
    """Return the call with every text that may be someone's, or tell where they are, as `•••`."""
    if isinstance(value, dict):
        return {name: masked(said, name) for name, said in value.items()}
    if isinstance(value, list):
        return [masked(item, key) for item in value]
    return MASK if isinstance(value, str) and value and key not in _SHOWN else value
