"""A template and the type of its words go in; everything wrong with it comes out as Problems, and nothing is run."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from bti_docs.docx.fill import parsed_parts, parsed_properties
from bti_docs.docx.package import open_package, parse
from bti_docs.docx.places import CODE, Places, Spot, W, paragraph_text, text_parts
from bti_docs.docx.residue import residue
from bti_docs.docx.syntax import Parsed
from bti_docs.expression.wordtypes import ONLY_ALT_TEXT, word_faults
from bti_docs.problem import BtiError, Problem, Where

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LAW = re.compile(r"§+\s*\d")
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_NO_KEYS: Mapping[str, Collection[str]] = {}


def check(docx: bytes, words_type: type, *, file: str, keys: Mapping[str, Collection[str]] = _NO_KEYS) -> list[Problem]:
    """Hold a template against the frozen dataclass `words_type`; an empty list means it can be filled.

    `keys` names what a word may hold that is a NewType over a dict: `{"Lov": {"oppl_24_1", …}}`.
    """
    try:
        package = open_package(docx, file=file)
    except BtiError as error:
        return list(error.problems)
    problems = residue(package)
    for parsed in (*parsed_parts(package), *parsed_properties(package).values()):
        problems += [*parsed.problems, *_word_problems(parsed, words_type, keys, file)]
    for part in text_parts(package):
        root = parse(package.parts[part.name])
        places = Places(root, part.title)
        problems += [*_written_laws(root, places, file), *_mute_pictures(root, places, file)]
    return problems


def _word_problems(
    parsed: Parsed, words_type: type, keys: Mapping[str, Collection[str]], file: str
) -> Iterator[Problem]:
    if parsed.tree is not None:
        for fault in word_faults(parsed.tree, words_type, keys):
            code = parsed.code_at(fault.line)
            if (fault.code, code.spot) == (ONLY_ALT_TEXT, Spot.ALT_TEXT):
                continue
            yield Problem(fault.code, Where(file=file, place=code.place), fault.words)


def _written_laws(root: Element, places: Places, file: str) -> Iterator[Problem]:
    for paragraph in root.iter(W + "p"):
        if _LAW.search(CODE.sub("", paragraph_text(paragraph))):
            yield Problem("M351", Where(file=file, place=places.of(paragraph)))


def _mute_pictures(root: Element, places: Places, file: str) -> Iterator[Problem]:
    for picture in root.iter(_PICTURE):
        decorative = any(e.get("val") in {"1", "true"} for e in picture.iter(_DECORATIVE))
        if not decorative and not picture.get("descr", "").strip():
            yield Problem("M352", Where(file=file, place=places.of(picture)))
