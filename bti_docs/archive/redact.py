"""An error text of Public 360 goes in; the part of it that can hold no one's data comes out.

SIF answers with a .NET dump that echoes what was sent: titles, names, numbers. Nothing of it is let through but words
from a list: SIF's own field names and the plain words of its messages. What stands in quotes is left out, and every
number.
"""

from __future__ import annotations

import re

_USEFUL = re.compile(r"Exception:\s*(.*?)(?:<operation>|\bat\s+[A-Z]\w*\.|$)", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|«[^»]*»|<[^>]*>")
_WORD = re.compile(r"[A-Za-z]+|[^A-Za-z]+")
_MOST = 300  # characters shown
_PLAIN_WORDS = """
a access already allowed an and archive are argument at be been business by called can cannot case category
closed code contact could create created data database date defined denied dispatch document does empty entity
error exception exist exists expired external failed field file files find for format found from given group
has have id in input invalid is it key length limit long locked maximum method missing more must no not null
object occurred of one only open operation or parameter permission person record recipient reference
registered required responsible rights role rule server service set specified status subtype system table than
that the this timeout title to too type unable unique unknown update user valid value version was when while
with you your
"""
_FIELD_NAMES = """
AccessCode AccessGroup ADContextUser Archive ArchiveCode ArchiveCodes ArchiveType CaseExternalId CaseNumber CaseType
Category Contacts DispatchChannel DispatchedDate DocumentDate DocumentNumber Documents ExternalId Files Format
IsUnofficial JournalDate JournalUnit Paragraph Recno ReferenceNumber RelationType ResponsibleEnterpriseNumber
ResponsiblePersonEmail Role SendersReference Status SubArchive Title UnofficialTitle UnregisteredContacts VersionFormat
"""
_PLAIN, _FIELDS = frozenset(_PLAIN_WORDS.split()), frozenset(_FIELD_NAMES.split())


def redact(message: str) -> str:
    """Return the useful part of a message with everything that may be personal as `…`; empty when nothing is left."""
    useful = _USEFUL.search(message)
    text = _QUOTED.sub(" … ", useful[1] if useful else message)
    shown = "".join(_kept(part) for part in _WORD.findall(text))
    shown = re.sub(r"(?:…[\s.,:;=]*){2,}", "… ", re.sub(r"\s+", " ", shown)).strip()
    return shown[:_MOST] if re.search(r"[A-Za-z]", shown) else ""


def _kept(part: str) -> str:
    if part[0].isalpha() and part.isascii():
        return part if part.lower() in _PLAIN or part in _FIELDS else "…"
    return re.sub(r"[^ .,:;=()…]+", "…", part)
