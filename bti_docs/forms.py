"""A form and values or words go in; the finished PDF comes out: filled, read back, with a page for long texts."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bti_docs.document import Block, Document, Frame, LineBreak, Look, Page, PageCount, PageNumber, Paragraph, Text
from bti_docs.form.answers import Value
from bti_docs.form.blank import Blank
from bti_docs.form.fill import Longer, Rule, fill
from bti_docs.form.kart import Kart, check_map, read_map
from bti_docs.form.skjema import Skjema
from bti_docs.form.verify import verify, verify_attachment
from bti_docs.pages.append import append
from bti_docs.pages.stamp import stamp
from bti_docs.pdf.write import write
from bti_docs.problem import BtiError, Problem, Severity, Where

_LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
_HEADINGS = {"nb": "Vedlegg 1", "nn": "Vedlegg 1", "en": "Attachment 1"}
_INTRODUCTIONS = {
    "nb": "Tekster som ikke hadde plass i skjemaet, i sin helhet.",
    "nn": "Tekstar som ikkje hadde plass i skjemaet, i heilskap.",
    "en": "Texts that had no room in the form, in full.",
}
_FEET = {"nb": "Side {} av {}", "nn": "Side {} av {}", "en": "Page {} of {}"}
_MARGIN = Page(left=62.4, right=51.1)  # 22 and 18 mm: what printing services leave bare


@dataclass(frozen=True)
class Finished:
    """A filled form with its attachment: its bytes, and warnings on the way."""

    pdf: bytes
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class FilledForm:
    """A form filled from a case: its bytes, what it says as a tree, and warnings on the way."""

    pdf: bytes
    document: Document
    problems: tuple[Problem, ...]


def fill_form(
    kart: Kart, words: Mapping[str, object], title: str, form: str, day: dt.date, *, flat: bool, copy: str
) -> FilledForm:
    """Fill a form from words through its map. `copy` is stamped on every page of a copy, which is flat.

    Raises BtiError: what `finish` raises, a word without a choice (B414), no bare place for the stamp (N123).
    """
    values = kart.values(words)
    flat = flat or kart.only_flat or bool(copy)
    rules = kart.rules(form)
    done = finish(kart.blank, values, title=title, day=day, language=form, flat=flat, rules=rules, copy=copy)
    said = [line for label, text in kart.said(values, form) for line in _said(label, text)]
    document = Document(title, _LANGUAGES[form], (_heading(title, 1, 16), *said))
    return FilledForm(done.pdf, document, (*kart.problems, *done.problems))


def _said(label: str, text: str) -> list[Block]:
    """Return a field as it is read: what it is called, and what it says."""
    lines: list[Text | LineBreak] = []
    for line in text.split("\n"):
        lines += [LineBreak(), Text(line)] if lines else [Text(line)]
    return [_heading(label, 2, 12), Paragraph(tuple(lines))]


def open_map(path: Path, form: str, words_type: type, keys: Mapping[str, Collection[str]]) -> Kart:
    """Return a form's checked map. Raises BtiError with its faults, or that there is no such language form (B404)."""
    data = path.read_bytes()
    skjema, _ = read_map(data, file=str(path))
    frozen = tuple(sorted((name, frozenset(known)) for name, known in keys.items()))
    return _checked(data, _blank_bytes(skjema, path, form), str(path), form, words_type, frozen)


@functools.lru_cache(maxsize=32)
def _checked(
    data: bytes, pdf: bytes, file: str, form: str, words_type: type, keys: tuple[tuple[str, frozenset[str]], ...]
) -> Kart:
    """Check a map once: its form is read in a process of its own."""
    skjema, source = read_map(data, file=file)
    return check_map(skjema, source, pdf, form, words_type, dict(keys))


def blank_of(path: Path, form: str) -> bytes:
    """Return the PDF of a form in a language form. Raises BtiError when there is none (B404)."""
    skjema, _ = read_map(path.read_bytes(), file=str(path))
    return _blank_bytes(skjema, path, form)


def _blank_bytes(skjema: Skjema, path: Path, form: str) -> bytes:
    """A missing nynorsk form is never replaced by the bokmål one, nor the other way."""
    known = skjema.blanketter.get(form)
    file = path.with_name(Path(known.fil).name) if known else None
    if file is None or not file.is_file():
        raise BtiError(
            Problem("B404", Where(file=str(path)), {"form": {"nb": "bokmål", "nn": "nynorsk"}.get(form, form)})
        )
    return file.read_bytes()


def faults_of_map(path: Path, words_type: type, keys: Mapping[str, Collection[str]]) -> list[Problem]:
    """Return what is wrong with a map in each of its language forms, each thing once. Raises OSError."""
    try:
        skjema, _ = read_map(path.read_bytes(), file=str(path))
    except BtiError as error:
        return list(error.problems)
    found: list[Problem] = []
    for form in skjema.blanketter:
        try:
            found += open_map(path, form, words_type, keys).problems
        except BtiError as error:
            found += error.problems
    return _once(found)


def _once(problems: Sequence[Problem]) -> list[Problem]:
    kept: list[Problem] = []
    for problem in problems:
        if problem not in kept:
            kept.append(problem)
    return sorted(kept, key=lambda p: (p.severity is not Severity.ERROR, p.where.line))


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
    copy: str = "",
) -> Finished:
    """Fill a form; texts without room stand whole on pages after it; `copy` is stamped on every page of a flat one.

    What is handed out is read back last, as it is. Raises BtiError when a value does not fit or differs when it is
    read back (B2xx, B501), an attachment cannot be set (P2xx), or there is no bare place for the stamp (N123): there
    is then no file.
    """
    filled = fill(blank, values, flat=flat, keep=keep, rules=rules, language=language)
    told = [*(Problem(code) for code in blank.notes), *filled.problems]
    told += [Problem("B306", Where(path=longer.field)) for longer in filled.longer]
    pdf = filled.pdf
    if filled.longer:
        pdf = append(pdf, write(_attachment(filled.longer, title, language), day=day))
    if copy:
        pdf = stamp(pdf, copy, lang=_LANGUAGES[language])
    verify(blank, filled, pdf if pdf is not filled.pdf else b"")
    if filled.longer:
        verify_attachment(pdf, blank, ((one.field, one.text) for one in filled.longer), _FEET[language])
    return Finished(pdf, tuple(told))


def _attachment(longer: Sequence[Longer], title: str, language: str) -> Document:
    """Return the page that the notes in the boxes point to."""
    heading = f"{_HEADINGS[language]}: {title}"
    blocks = [_heading(heading, 1, 16), _paragraph(_INTRODUCTIONS[language])]
    for one in longer:
        blocks.append(_heading(one.label, 2, 12))
        blocks += [_paragraph(line) for line in one.text.split("\n") if line.strip()]
    page, of, _ = _FEET[language].split("{}")
    look = Look(size=9)
    footer = Paragraph((Text(page, look), PageNumber(look), Text(of, look), PageCount(look)), size=9)
    return Document(heading, _LANGUAGES[language], tuple(blocks), page=_MARGIN, footer=(footer,))


def _heading(text: str, level: int, size: float) -> Paragraph:
    frame = Frame(before=size if level > 1 else 0, after=4, keep_next=True)
    return Paragraph((Text(text, Look(bold=True, size=size)),), frame, level=level)


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),), Frame(after=6, line=1.15))
