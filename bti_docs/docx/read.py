"""A .docx goes in; its Document tree comes out, with a Problem for whatever the tree cannot say."""

from __future__ import annotations

from bti_docs.document import Block, Document, inline_text, paragraphs
from bti_docs.docx.package import unpack
from bti_docs.docx.reading.blocks import read_story
from bti_docs.docx.reading.numbering import Counters
from bti_docs.docx.reading.ooxml import Element, W, child, children, on, points, whole
from bti_docs.docx.reading.parts import Part, Parts
from bti_docs.docx.reading.sections import Section, read_sections
from bti_docs.docx.reading.story import Reading, Story, style_of
from bti_docs.docx.reading.styles import Styles, style_sheet
from bti_docs.problem import Problem

_DC = "{http://purl.org/dc/elements/1.1/}"
_NAMES = {
    ("header", "default"): "topptekst",
    ("footer", "default"): "bunntekst",
    ("header", "first"): "topptekst på første side",
    ("footer", "first"): "bunntekst på første side",
}
_CORE = "docProps/core.xml"


def read(docx: bytes, *, file: str = "") -> tuple[Document, list[Problem]]:
    """Read a Word document; raise BtiError when it is none.

    What the tree cannot say is left out or simplified, and always told as a Problem with its place.
    """
    parts = Parts(unpack(docx, file=file))
    main = parts.main()
    reading = _reading(parts, main)
    story = Story(reading, main)
    body = child(main.root, W + "body")
    if body is None:
        return Document("", reading.lang, ()), reading.problems
    reading.has_title = _has_title(reading.styles, body)
    section = read_sections(story, body)
    width = section.page.width - section.page.left - section.page.right
    blocks = read_story(story, body, width)
    return _document(reading, main, section, blocks), reading.problems


def _reading(parts: Parts, main: Part) -> Reading:
    sheet = style_sheet(parts.data(main.first("styles")), parts.data(main.first("numbering")), parts.file)
    settings = parts.part(main.first("settings"))
    root = None if settings is None else settings.root
    theme = child(root, W + "themeFontLang")
    lang = sheet.language() or (theme.get(W + "val", "") if theme is not None else "")
    reading = Reading(parts, sheet, Counters(sheet.numbering), lang)
    _take_settings(reading, root)
    return reading


def _take_settings(reading: Reading, root: Element | None) -> None:
    for setting in children(child(root, W + "compat"), W + "compatSetting"):
        if setting.get(W + "name") == "compatibilityMode":
            reading.compatibility = whole(setting.get(W + "val"), reading.compatibility)
    tab = child(root, W + "defaultTabStop")
    if tab is not None:
        reading.tab = points(tab.get(W + "val")) or reading.tab
    reading.even_pages = on(child(root, W + "evenAndOddHeaders"))


def _has_title(styles: Styles, body: Element) -> bool:
    """Say whether words stand in the title's style: then every heading is one level down."""
    return any(
        styles.is_title(style_of(p)) and any((t.text or "").strip() for t in p.iter(W + "t"))
        for p in body.iter(W + "p")
    )


def _document(reading: Reading, main: Part, section: Section, blocks: tuple[Block, ...]) -> Document:
    about = _about(reading.parts)
    edges = {key: _edge(reading, main, section, key) for key in _NAMES}
    if reading.even_pages and any(kind == "even" for _, kind in section.parts):
        Story(reading, main).report("L137")
    return Document(
        title=about.get("title") or _first_heading(blocks),
        lang=reading.lang,
        blocks=blocks,
        page=section.page,
        author=about.get("creator", ""),
        subject=about.get("subject", ""),
        header=edges["header", "default"],
        footer=edges["footer", "default"],
        first_header=edges["header", "first"] if section.own_first else None,
        first_footer=edges["footer", "first"] if section.own_first else None,
        tab=reading.tab,
    )


def _edge(reading: Reading, main: Part, section: Section, key: tuple[str, str]) -> tuple[Block, ...]:
    """Read one header or footer; one that the section does not show is not read."""
    relation = main.relations.get(section.parts.get(key, ""))
    part = reading.parts.part(relation.target) if relation else None
    if part is None or (key[1] == "first" and not section.own_first):
        return ()
    width = section.page.width - section.page.left - section.page.right
    return read_story(Story(reading, part, _NAMES[key]), part.root, width)


def _about(parts: Parts) -> dict[str, str]:
    """Return what the document says about itself: title, creator, subject."""
    part = parts.part(_CORE)
    found = () if part is None else part.root
    texts = ((str(e.tag), " ".join((e.text or "").split())) for e in found)
    return {tag.removeprefix(_DC): text for tag, text in texts if tag.startswith(_DC) and text}


def _first_heading(blocks: tuple[Block, ...]) -> str:
    headings = (p for p in paragraphs(blocks) if p.level)
    return next((" ".join(inline_text(p.inlines).split()) for p in headings), "")
