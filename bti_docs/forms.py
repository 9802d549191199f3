"""A form and values go in; the finished PDF comes out: filled, read back, and with a page for what was too long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bti_docs.document import Document, Frame, Look, Page, PageCount, PageNumber, Paragraph, Text
from bti_docs.form.answers import Value
from bti_docs.form.blank import Blank
from bti_docs.form.fill import Longer, Rule, fill
from bti_docs.form.verify import verify
from bti_docs.pages.append import append
from bti_docs.pdf.write import write
from bti_docs.problem import Problem, Where

_LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
_HEADINGS = {"nb": "Vedlegg 1", "nn": "Vedlegg 1", "en": "Attachment 1"}
_INTRODUCTIONS = {
    "nb": "Tekster som ikke hadde plass i skjemaet, i sin helhet.",
    "nn": "Tekstar som ikkje hadde plass i skjemaet, i heilskap.",
    "en": "Texts that had no room in the form, in full.",
}
_PAGE_WORDS = {"nb": ("Side ", " av "), "nn": ("Side ", " av "), "en": ("Page ", " of ")}
_MARGIN = Page(left=62.4, right=51.1)  # 22 and 18 mm: what printing services leave bare


@dataclass(frozen=True)
class Finished:
    """A filled form with its attachment: its bytes, and warnings on the way."""

    pdf: bytes
    problems: tuple[Problem, ...]


def finish(
    blank: Blank,
    values: Mapping[str, Value],
    *,
    title: str,
    day: dt.date,
    language: str = "nb",
    flat: bool = False,
    keep: bool = False,
    rules: Mapping[str, Rule] | None = None,
) -> Finished:
    """Fill a form and read everything back; texts without room stand whole on pages after it.

    Raises BtiError when a value does not fit or differs when it is read back (B2xx, B501), or an attachment cannot be
    set (P2xx): there is then no file.
    """
    filled = fill(blank, values, flat=flat, keep=keep, rules=rules, language=language)
    verify(blank, filled)
    told = [*(Problem(code) for code in blank.notes), *filled.problems]
    told += [Problem("B306", Where(path=longer.field)) for longer in filled.longer]
    if not filled.longer:
        return Finished(filled.pdf, tuple(told))
    pages = write(_attachment(filled.longer, title, language), day=day)
    return Finished(append(filled.pdf, pages), tuple(told))


def _attachment(longer: Sequence[Longer], title: str, language: str) -> Document:
    """Return the page that the notes in the boxes point to."""
    heading = f"{_HEADINGS[language]}: {title}"
    blocks = [_heading(heading, 1, 16), _paragraph(_INTRODUCTIONS[language])]
    for one in longer:
        blocks.append(_heading(one.label, 2, 12))
        blocks += [_paragraph(line) for line in one.text.split("\n") if line.strip()]
    page, of = _PAGE_WORDS[language]
    look = Look(size=9)
    footer = Paragraph((Text(page, look), PageNumber(look), Text(of, look), PageCount(look)), size=9)
    return Document(heading, _LANGUAGES[language], tuple(blocks), page=_MARGIN, footer=(footer,))


def _heading(text: str, level: int, size: float) -> Paragraph:
    frame = Frame(before=size if level > 1 else 0, after=4, keep_next=True)
    return Paragraph((Text(text, Look(bold=True, size=size)),), frame, level=level)


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),), Frame(after=6, line=1.15))
