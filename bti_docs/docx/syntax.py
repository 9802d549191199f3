"""A part's XML goes in; its parsed template comes out, or Problems with places when it is not one that can be run."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING

from bti_docs.cache import kept, made_by
from bti_docs.docx.places import (
    CODE,
    HALF_CODE,
    Code,
    Places,
    Spot,
    TextPart,
    W,
    codes,
    half_codes,
    paragraph_text,
    split_codes,
)
from bti_docs.expression.allowlist import KEYWORDS, denials
from bti_docs.expression.environment import environment
from bti_docs.problem import Problem, Where

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2 import nodes
    from lxml.etree import _Element as Element

MAX_CODES = 5000
MAX_PART = 5_000_000  # docxtpl's patterns are not linear in everything

_KEYWORD = re.compile(r"\{%[-+]?(?:(p|tr|tc|r)\s)?\s*(\w*)")
_RAW_PRINT = re.compile(r"\{\{[-+]?(p|tr|tc|r)\s")
_ROW_CODE = re.compile(r"\{[%#](p|tr|tc)\s")
_XML_TAG = re.compile(r"<(/?)([\w:.-]+)(?:\s[^<>]*?)?(/?)>")
_MOVER = re.compile(r"(?<=^\{[{%#])[-+]?(?:p|tr|tc|r)\s")
_OPENS = {"if": "endif", "for": "endfor"}
_WITHIN_A_PARAGRAPH: tuple[list[str], ...] = ([], ["w:t", "w:r"])  # Word splits a line into runs wherever it likes
_NEWLINE = "\0"  # stands for a newline of the template's own; XML has no such character
_WRITTEN_BRACES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))


@dataclass(frozen=True)
class Parsed:
    """A part's template: its codes in order, what is wrong with it and, when nothing is, its tree and source."""

    part: TextPart
    codes: Sequence[Code]
    problems: Sequence[Problem] = ()
    tree: nodes.Template | None = None
    source: str = ""

    def code_at(self, line: int) -> Code:
        """The code on this line: each stands on a line of its own, the first on line 2."""
        inside = 0 <= line - 2 < len(self.codes)
        return self.codes[line - 2] if inside else Code("", self.part.title, Spot.TEXT)


def parse_part(root: Element, part: TextPart, file: str) -> Parsed:
    """Parse the codes of a part that is written in Word. The tree is missing when it must not be run."""
    from lxml import etree

    found = codes(root, part.title)
    if len(found) > MAX_CODES:
        return Parsed(part, found, [_problem("M327", file, part.title, limit=str(MAX_CODES))])
    problems = [*_misplaced(root, part, found, file), *_unmatched(found, file)]
    if not found or problems:
        return Parsed(part, found, problems)
    source = etree.tostring(root, encoding="unicode")
    if len(source) > MAX_PART:
        return Parsed(part, found, [_problem("M319", file, part.title, limit=str(MAX_PART // 1_000_000))])
    return parse_source(patch_xml(source), part, found, file)


def parse_text(text: str, part: TextPart, file: str) -> Parsed:
    """Parse the codes of one line of text, such as a document property; its data comes out escaped for XML."""
    found = [Code(code, part.title, Spot.TEXT) for code in CODE.findall(text)]
    halves = [_problem("M311", file, part.title, code=half) for half in HALF_CODE.findall(CODE.sub("", text))]
    if problems := [*halves, *_foreign(found, file), *_unmatched(found, file)]:
        return Parsed(part, found, problems)
    return parse_source(escape(text, quote=False), part, found, file)


def parse_source(source: str, part: TextPart, found: Sequence[Code], file: str) -> Parsed:
    """Parse patched XML and hold its tree against the allowlist and against Word's structure."""
    from jinja2 import TemplateSyntaxError
    from jinja2.parser import Parser

    if [_essence(unescape(code)) for code in CODE.findall(source)] != [_essence(code.text) for code in found]:
        return Parsed(part, found, [_problem("M315", file, part.title)])
    try:
        # not Environment.parse: it compiles a line of Python to make its error look like the template's
        tree = Parser(environment(), _one_code_a_line(source)).parse()
    except TemplateSyntaxError as error:
        code = Parsed(part, found).code_at(error.lineno)
        return Parsed(part, found, [_problem("M316", file, code.place, code=code.text)])
    except RecursionError:
        code = max(found, key=lambda c: len(c.text))
        return Parsed(part, found, [_problem("M326", file, code.place, code=code.text)])
    parsed = Parsed(part, found, (), tree)
    if problems := list(_denied(parsed, file)) or list(_unbalanced(parsed, file)):
        return Parsed(part, found, problems)
    _restore_data(tree)
    return Parsed(part, found, (), tree, source)


@functools.cache
def docxtpl() -> DocxTemplate:
    """The docxtpl whose rewriting of XML is used; it opens no file."""
    from docxtpl import DocxTemplate

    return DocxTemplate("")


def patch_xml(source: str) -> str:
    """Make Word's XML into Jinja source the way docxtpl does; what it made of the same XML before is kept.

    The codes in what comes back are held against those in Word (M315), then against the allowlist, then sandboxed.
    """
    made_of = (source.encode(), made_by("docxtpl"))
    return kept("patched", made_of, lambda: str(docxtpl().patch_xml(source)).encode()).decode()


def _essence(code: str) -> str:
    """What stays the same when docxtpl moves a code and straightens its quotation marks."""
    return re.sub(r"\W", "", _MOVER.sub("", code))


def _one_code_a_line(source: str) -> str:
    pieces = re.split(f"({CODE.pattern})", source, flags=re.DOTALL)
    data = (p.replace("\n", _NEWLINE) for p in pieces[::2])
    found = (unescape(p).replace("\n", " ") for p in pieces[1::2])
    return next(data) + "".join(f"\n{code}{text}" for code, text in zip(found, data, strict=True))


def _restore_data(tree: nodes.Template) -> None:
    """Take out the lines that were put in, and write the braces that docxtpl writes; words are left alone."""
    from jinja2 import nodes

    for node in tree.find_all(nodes.TemplateData):
        text = node.data.replace("\n", "").replace(_NEWLINE, "\n")
        for written, meant in _WRITTEN_BRACES:
            text = text.replace(written, meant)
        node.data = text


def _misplaced(root: Element, part: TextPart, found: Sequence[Code], file: str) -> Iterator[Problem]:
    for half in half_codes(root, part.title):
        yield _problem("M311" if half.spot is Spot.TEXT else "M312", file, half.place, code=half.text)
    for code in split_codes(root, part.title):
        yield _problem("M325", file, code.place, code=code.text)
    for code in found:
        if code.spot is Spot.HIDDEN:
            yield _problem("M312", file, code.place, code=code.text)
    yield from _foreign(found, file)
    yield from _swallowed(root, part, file)


def _foreign(found: Sequence[Code], file: str) -> Iterator[Problem]:
    for code in found:
        if _RAW_PRINT.match(code.text):
            yield _problem("M313", file, code.place, code=code.text)
        elif code.text.startswith("{%") and (word := _keyword(code.text)) not in KEYWORDS:
            yield _problem("M321", file, code.place, what=word or "{% %}", code=code.text)


def _swallowed(root: Element, part: TextPart, file: str) -> Iterator[Problem]:
    """Docxtpl replaces the whole paragraph, row or cell around {%p, {%tr and {%tc: what stands beside is lost."""
    places = Places(root, part.title)
    for paragraph in root.iter(W + "p"):
        for match in CODE.finditer(paragraph_text(paragraph)):
            code = match.group()
            kind = _ROW_CODE.match(code)
            around = kind and next((a for a in (paragraph, *paragraph.iterancestors()) if a.tag == W + kind[1]), None)
            if around is not None and _text(around).strip() != code:
                yield _problem("M314", file, places.of(paragraph), code=code)
            elif kind and around is None:
                yield _problem("M312", file, places.of(paragraph), code=code)


def _text(element: Element) -> str:
    pictures = "\N{OBJECT REPLACEMENT CHARACTER}" * len(list(element.iter(W + "drawing", W + "pict")))
    return "".join(t.text or "" for t in element.iter(W + "t")) + pictures


def _unmatched(found: Sequence[Code], file: str) -> list[Problem]:
    """If and for, each with its end; Jinja itself only notices at the end of the file."""
    problems: list[Problem] = []
    stack: list[Code] = []
    for code in found:
        word = _keyword(code.text)
        if word in _OPENS:
            stack.append(code)
        elif word in _OPENS.values():
            if stack and _OPENS[_keyword(stack[-1].text)] == word:
                stack.pop()
            else:
                problems.append(_problem("M318", file, code.place, code=code.text))
    problems += [
        _problem("M317", file, c.place, code=c.text, end=_OPENS[_keyword(c.text)]) for c in stack if not problems
    ]
    return problems


def _keyword(code: str) -> str:
    match = _KEYWORD.match(code)
    return match[2] if match else ""


def _denied(parsed: Parsed, file: str) -> Iterator[Problem]:
    if parsed.tree is not None:
        for denial in denials(parsed.tree):
            code = parsed.code_at(denial.line)
            yield _problem(denial.code, file, code.place, what=denial.what, code=code.text)


def _unbalanced(parsed: Parsed, file: str) -> Iterator[Problem]:
    """A branch that ends where it began leaves well-formed XML behind, whether it is taken or not."""
    from jinja2 import nodes

    if parsed.tree is None:
        return
    branching: list[nodes.If | nodes.For] = [*parsed.tree.find_all(nodes.If), *parsed.tree.find_all(nodes.For)]
    for node in branching:
        if not all(_closed_by(branch) in _WITHIN_A_PARAGRAPH for branch in (node.body, node.else_)):
            code = parsed.code_at(node.lineno)
            yield _problem("M320", file, code.place, code=code.text)
    if _closed_by(parsed.tree.body) != []:
        yield _problem("M315", file, parsed.part.title)


def _closed_by(body: Sequence[nodes.Node]) -> list[str] | None:
    """What the branch closes and opens again, from within; None when it does not end where it began."""
    text = _data(body)
    closed: list[str] = []
    opened: list[str] = []
    for closing, name, empty in _XML_TAG.findall(text):
        if closing and not opened:
            closed.append(name)
        elif closing and opened.pop() != name:
            return None
        elif not closing and not empty:
            opened.append(name)
    ends_well = opened == closed[::-1] and not re.search("[<>]", _XML_TAG.sub("", text))
    return closed if ends_well else None


def _data(body: Sequence[nodes.Node]) -> str:
    from jinja2 import nodes

    outputs = (child for node in body if isinstance(node, nodes.Output) for child in node.nodes)
    return "".join(child.data for child in outputs if isinstance(child, nodes.TemplateData))


def _problem(code: str, file: str, place: str, /, **words: str) -> Problem:
    return Problem(code, Where(file=file, place=place), {k: " ".join(v.split())[:60] for k, v in words.items()})
