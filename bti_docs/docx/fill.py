"""A composed Word template goes in and is compiled once; then words go in and a finished Word file comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from bti_docs.docx.figures import Raster, added, figures_in, place
from bti_docs.docx.finish import Finisher, finisher
from bti_docs.docx.links import Link, links, without
from bti_docs.docx.package import (
    XML_DECLARATION,
    Member,
    Package,
    deflate,
    member_order,
    open_package,
    parse,
    zip_bytes,
)
from bti_docs.docx.places import PROPERTIES, TextPart, text_parts
from bti_docs.docx.properties import CORE, Properties, core_xml, own_texts, sealed
from bti_docs.docx.residue import residue
from bti_docs.docx.scrub import scrub
from bti_docs.docx.syntax import Parsed, parse_part, parse_text
from bti_docs.docx.words import plain
from bti_docs.expression.environment import UnknownWordError, UnprintableError, environment
from bti_docs.expression.figure import Figure
from bti_docs.problem import BtiError, Problem, Severity, Where

if TYPE_CHECKING:
    import jinja2

_OWN_TEXTS = ("title", "subject")


@dataclass(frozen=True)
class _Part:
    """One part of the package that words are filled into."""

    parsed: Parsed
    template: jinja2.Template
    finisher: Finisher

    def render(self, words: dict[str, object], file: str) -> str:
        """Fill the words in; the result is well-formed because every branch of the template is."""
        context = self.template.new_context(words, shared=True)
        try:
            return self.finisher.finish("".join(self.template.root_render_func(context)))
        except UnknownWordError as error:
            raise self._problem("M332", error, file, word=error.word) from None
        except UnprintableError as error:
            raise self._problem("M333", error, file) from None

    def _problem(self, code: str, error: Exception, file: str, **words: str) -> BtiError:
        at = self.parsed.code_at(_line(self.template, error))
        return BtiError(Problem(code, Where(file=file, place=at.place), {**words, "code": at.text}))


def no_raster(_svg: str) -> bytes:
    """Stand in for a raster where no template has a drawing."""
    raise TypeError("a template with a drawing needs a raster")


class Template:
    """A compiled Word template. Filling it changes nothing in it, so one Template serves any number of documents."""

    def __init__(self, package: Package, parts: Mapping[str, _Part], own: Mapping[str, _Part]) -> None:
        self.file = package.file
        self._package = package
        self._parts = parts
        self._own = own
        self._links = links(package, parts)
        self._unchanging: dict[frozenset[Link], tuple[Package, dict[str, Member]]] = {}

    def fill(self, words: Mapping[str, object], properties: Properties, raster: Raster = no_raster) -> bytes:
        """Write a Word file: same words and properties, same bytes.

        `raster` makes the bitmap that stands beside a drawing for programs that cannot show the drawing itself.

        Raises:
            BtiError: the template asks for a word that is not there or cannot be printed, or a text holds a
                character that a Word file cannot.
            TypeError: a word is neither text, whole number, bool, list nor mapping.

        """
        values = plain(words, file=self.file)
        figures = figures_in(values)
        texts = {name: place(part.render(values, self.file), figures) for name, part in self._parts.items()}
        members = {**self._around(texts, figures.values(), raster)}
        members |= {name: deflate(name, (XML_DECLARATION + text).encode()) for name, text in texts.items()}
        members[CORE] = deflate(CORE, self._core(values, properties))
        return zip_bytes(members[name] for name in sorted(members, key=member_order))

    def _around(self, texts: Mapping[str, str], figures: Iterable[Figure], raster: Raster) -> Mapping[str, Member]:
        """Deflate the parts around the texts: those that no word changes, and those that the drawings need."""
        lost = frozenset(k for k in self._links if not k.is_in(texts[k.part]))
        package, unchanging = self._without(lost)
        drawn = added(package, texts, figures, raster)
        return {**unchanging, **{name: deflate(name, data) for name, data in drawn.items()}}

    def _without(self, lost: frozenset[Link]) -> tuple[Package, Mapping[str, Member]]:
        """Deflate the parts that no word changes, once for each set of pictures and links that fell away."""
        if lost not in self._unchanging:
            kept = without(self._package, lost)
            members = {n: deflate(n, d) for n, d in kept.parts.items() if n not in self._parts}
            self._unchanging[lost] = kept, members
        return self._unchanging[lost]

    def _core(self, values: dict[str, object], properties: Properties) -> bytes:
        given = plain(vars(properties) | {"date": ""}, file=self.file)
        title, subject = (
            escape(str(given[name]), quote=False) or " ".join(self._own[name].render(values, self.file).split())
            for name in _OWN_TEXTS
        )
        return core_xml(properties, title, subject)


def compile_template(docx: bytes, *, file: str) -> Template:
    """Open, scrub and compile a composed Word template; `file` is the name to show when something is wrong.

    Raises:
        BtiError: the file is not a Word file that can be opened safely, was made by bti-docs, carries what no
            document may, or has codes outside the template language.

    """
    package = open_package(docx, file=file)
    clean = scrub(package)
    parts, own = parsed_parts(clean), parsed_properties(clean)
    problems = [p for p in residue(package) if p.severity is Severity.ERROR]
    problems += [p for parsed in (*parts, *own.values()) for p in parsed.problems]
    if problems:
        raise BtiError(*problems)
    return Template(
        sealed(clean),
        {p.part.name: _compiled(p, is_body=p.part.name == clean.main) for p in parts if p.codes},
        {name: _compiled(own[name], is_body=False) for name in _OWN_TEXTS},
    )


def parsed_parts(package: Package) -> list[Parsed]:
    """Parse every part that a template may write in."""
    return [parse_part(parse(package.parts[p.name]), p, package.file) for p in text_parts(package)]


def parsed_properties(package: Package) -> dict[str, Parsed]:
    """Parse the template's own document properties, title and subject even when it has none."""
    texts = dict.fromkeys(_OWN_TEXTS, "") | own_texts(package)
    part = TextPart("", PROPERTIES)
    return {name: parse_text(text, part, package.file) for name, text in texts.items()}


def _compiled(parsed: Parsed, *, is_body: bool) -> _Part:
    import jinja2

    if parsed.tree is None:
        raise AssertionError("a part without Problems has a tree")
    code = environment().compile(parsed.tree, filename=parsed.part.title)
    template = jinja2.Template.from_code(environment(), code, {})
    return _Part(parsed, template, finisher(parsed.source, is_body=is_body))


def _line(template: jinja2.Template, error: Exception) -> int:
    """The line in the template source that was being rendered when the error was raised."""
    return max(_template_lines(template, error), default=0)


def _template_lines(template: jinja2.Template, error: Exception) -> Iterator[int]:
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals is template.root_render_func.__globals__:
            yield template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
