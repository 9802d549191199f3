"""A municipality's letterhead and a document kind's body go in as Word files; one Word template comes out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from bti_docs.cache import kept, made_by
from bti_docs.docx.package import Package, open_package, parse, serialise, write_package
from bti_docs.docx.places import W, paragraph_text
from bti_docs.docx.properties import is_output
from bti_docs.problem import BtiError, Problem, Where

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element as Element

_DRAWN = (W + "drawing", W + "pict", W + "object", W + "sdt", W + "fldSimple", W + "instrText", W + "sectPr")


def compose(letterhead: bytes, body: bytes, *, letterhead_file: str = "brevmal.docx", body_file: str = "") -> bytes:
    """Set the body under the letterhead: its styles, page, header and footer win, the body's language stays.

    The same files give the same bytes, which are kept for the next start.

    Raises:
        BtiError: one of the files is not a Word file that can be opened safely, or was made by bti-docs.

    """
    sheet, text = _open(letterhead, letterhead_file), _open(body, body_file)
    versions = made_by("docxcompose.composer", "docx", "lxml.etree", __name__)
    return kept("composed", (letterhead, body, versions), lambda: _composed(sheet, text, body_file))


def _composed(sheet: Package, text: Package, body_file: str) -> bytes:
    composed = open_package(_joined(sheet, text), file=body_file)
    return write_package(composed.replace(_settled(composed) | _core_of(text, composed) | _language_of(text, composed)))


def _open(data: bytes, file: str) -> Package:
    package = open_package(data, file=file)
    if is_output(package):
        raise BtiError(Problem("M341", Where(file=file)))
    return package


def _joined(sheet: Package, text: Package) -> bytes:
    from docx import Document
    from docxcompose.composer import Composer

    document = Document(io.BytesIO(write_package(sheet)))
    _clear(document)
    composer = Composer(document)
    composer.append(Document(io.BytesIO(write_package(text))))
    saved = io.BytesIO()
    composer.save(saved)
    return saved.getvalue()


def _clear(document: Document) -> None:
    """Word cannot save a letterhead without a paragraph; the empty ones are not meant to be seen."""
    body: Element = document.element.body
    for paragraph in body.findall(W + "p"):
        if not paragraph_text(paragraph).strip() and next(paragraph.iter(*_DRAWN), None) is None:
            body.remove(paragraph)


def _settled(composed: Package) -> dict[str, bytes]:
    """Number the lists' nsid: docxcompose draws them at random, and they need only differ from each other."""
    settled = {}
    for link in composed.related(composed.main, "numbering"):
        root = parse(composed.parts[link.target])
        for number, element in enumerate(root.iter(W + "nsid"), start=1):
            element.set(W + "val", f"{number:08X}")
        settled[link.target] = serialise(root)
    return settled


def _core_of(text: Package, composed: Package) -> dict[str, bytes]:
    """Title and subject belong to the kind and not to the letterhead."""
    mine = [text.parts[r.target] for r in text.related("", "core-properties")]
    theirs = [r.target for r in composed.related("", "core-properties")]
    return dict(zip(theirs, mine, strict=False))


def _language_of(text: Package, composed: Package) -> dict[str, bytes]:
    """The words are the body's, so the language is too: a nynorsk body stays nynorsk under a bokmål letterhead."""
    spoken = [e.get(W + "val") for e in _default_languages(text, "styles")]
    changed = {}
    for kind in ("styles", "settings") if spoken else ():
        for link in composed.related(composed.main, kind):
            root = parse(composed.parts[link.target])
            for element in _languages(root):
                element.set(W + "val", spoken[0] or "")
            changed[link.target] = serialise(root)
    return changed


def _default_languages(package: Package, kind: str) -> list[Element]:
    return [e for r in package.related(package.main, kind) for e in _languages(parse(package.parts[r.target]))]


def _languages(root: Element) -> list[Element]:
    """The elements that say what language a document is in unless its runs say otherwise."""
    return [*root.iterfind(f"{W}docDefaults//{W}lang"), *root.iterfind(W + "themeFontLang")]
