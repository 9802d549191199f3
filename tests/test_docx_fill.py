"""What a filled Word file holds, that it is what docxtpl would have made, and that its bytes never change."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from docxtpl import DocxTemplate
from lxml import etree

from bti_docs import make
from bti_docs.context.build import plain
from bti_docs.docx.compose import compose
from bti_docs.docx.figures import figures_in, place
from bti_docs.docx.fill import Template, compile_template
from bti_docs.docx.package import open_package, write_package
from bti_docs.docx.properties import Properties
from bti_docs.docx.read import read
from bti_docs.docx.scrub import scrub
from bti_docs.docx.syntax import environment
from bti_docs.docx.words import plain as as_given
from bti_docs.expression.allowlist import UNPRINTABLE
from bti_docs.library import built_in, shelves
from bti_docs.problem import BtiError, Language
from tests import docx_templates as d

ROOT = Path(__file__).parent.parent
KINDS = ROOT / "templates/kinds"
MUNICIPALITIES = ROOT / "templates/municipalities"
PROPERTIES = Properties(creator="Fjordby kommune", language="nb", date=dt.date(2026, 8, 17))
WORDS: dict[str, Any] = {
    "tittel": "Referat <utkast> & vedlegg",
    "barn": {"navn": "Ola & <Per>", "tolk": True, "items": "et ord med et pythonnavn"},
    "notat": "Første linje\nandre\tmed tab\n\nsiste 'med' \"hermetegn\"",
    "tom": "",
    "antall": 3,
    "mål": ["lese", "skrive & regne"],
    "tiltak": [
        {"nr": "1", "hva": "Samtale", "hvem": ["Kari", "Nils"], "ferdig": False},
        {"nr": "2", "hva": "Møte\nmed linjeskift", "hvem": [], "ferdig": True},
    ],
    "ingen": [],
    "lov": {"oppl_24_1": "opplæringslova § 24-1"},
}
LOOPED_TABLE = d.table(
    2,
    d.row("Nr", "Tiltak"),
    d.row(d.cell("{%tr for t in tiltak %}", span=2)),
    d.row("{{ t.nr }}", "{{ t.hva }} {% if t.ferdig %}☒{% else %}☐{% endif %}"),
    d.row(d.cell("{%tr endfor %}", span=2)),
)
PICTURE_LINKS = [("word/document.xml", "rIdBilde", "image", "media/image1.png")]
PICTURE: dict[str, bytes | str] = {"word/media/image1.png": d.PNG}

TEMPLATES: dict[str, bytes] = {
    "words in runs that Word has split": d.docx(d.p("Hei {", "{ ba", "rn.navn", " }", "}!")),
    "a word with line breaks and tabs": d.docx(d.p(d.run("{{ notat }}", "<w:i/>"), style="Heading1")),
    "branches in a line": d.docx(d.p("{% if barn.tolk %}ja{% elif tom %}kanskje{% else %}nei{% endif %}")),
    "branches of paragraphs": d.docx(
        d.p("{%p if ingen %}") + d.p("a") + d.p("{%p else %}") + d.p("b") + d.p("{%p endif %}")
    ),
    "a loop of paragraphs": d.docx(
        d.p("{%p for m in mål %}")
        + d.p("{{ loop.index }}. {{ m }}{% if not loop.last %},{% endif %}")
        + d.p("{%p endfor %}")
    ),
    "a loop of rows": d.docx(LOOPED_TABLE),
    "a loop of columns": d.docx(
        d.table(2, d.row("{%tc for m in mål %}", "{{ m }}", "{%tc endfor %}"), d.row("a", "b"))
    ),
    "rows that leave the grid too wide": d.docx(
        d.table(3, d.row("a", "b"), d.row("{%tr if ingen %}"), d.row("1", "2", "3"), d.row("{%tr endif %}"))
    ),
    "a table in a table": d.docx(d.table(1, d.row(d.cell(LOOPED_TABLE + d.p(""))))),
    "joined lists and loops in loops": d.docx(
        d.p("{{ mål|join(', ') }}: {% for t in tiltak %}{% for h in t.hvem %}{{ h }};{% endfor %}{% endfor %}")
    ),
    "smart quotes, indexes and comparisons": d.docx(
        d.p(
            "{% if barn.navn == “x” or antall == 3 and 'lese' in mål %}{{ tiltak[1].hva }}",
            "{{ lov['oppl_24_1'] }}{% endif %}",
        )
    ),
    "header, footer, footnotes and properties": d.docx(
        d.p("{{ tittel }}"),
        header=d.p("{{ barn.navn }}", "<w:r><w:tab/></w:r>", "{{ tittel }}"),
        footer=d.p("Side ", d.field("PAGE"), " {{ notat }}"),
        footnotes=f'<w:footnote w:id="1">{d.p("{{ tittel }}")}</w:footnote>',
        core={"title": "{{ tittel }}", "subject": "Sak {{ antall }}"},
    ),
    "pictures with words in their alternative text": d.docx(
        d.p(d.picture("rIdBilde", "Bilde av {{ tittel }}", 7)) + d.p(d.picture("rIdBilde", "To", 7)),
        links=PICTURE_LINKS,
        members=PICTURE,
    ),
    "a comment, white space control and braces": d.docx(
        d.p("a {# {{ ukjent }} #} b {{- tom -}} c {_{ d }_} {_% e %_}")
    ),
    "a content control": d.docx(
        f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{d.p('{{ tittel }}')}</w:sdtContent></w:sdt>"
    ),
    "XML laid out over lines": d.docx(f"\n  {d.p('{{ notat }}')}\n  {d.p('b')}\n"),
}
BREAKS = {f"{{{d.W_NS}}}{name}" for name in ("br", "tab")}
TEXT_BOX = "<w:r><w:rPr><w:b/></w:rPr><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>"


def by_docxtpl(template: bytes, words: Mapping[str, object]) -> dict[str, bytes]:
    """What docxtpl itself makes of the same scrubbed template with the same environment."""
    tpl = DocxTemplate(io.BytesIO(template))
    tpl.render(words, environment())
    out = io.BytesIO()
    tpl.save(out)
    return d.parts_of(out.getvalue())


def canonical(xml: bytes) -> bytes:
    return etree.tostring(etree.fromstring(xml), method="c14n")


def mended(xml: bytes) -> bytes:
    """Put the paragraph into emptied cells that Word demands and docxtpl forgets."""
    root = etree.fromstring(xml)
    for cell in root.iter(f"{{{d.W_NS}}}tc"):
        if len(cell) == 0 or not str(cell[-1].tag).endswith("}p"):
            etree.SubElement(cell, f"{{{d.W_NS}}}p")
    return etree.tostring(root)


def only_line(words: Mapping[str, object], text: str = "{{ x }}") -> str:
    return d.lines_of(compile_template(d.docx(d.p(text)), file="m.docx").fill(words, PROPERTIES))[0]


def refusal(template: bytes, words: Mapping[str, object] = WORDS) -> tuple[str, str, Mapping[str, str]]:
    with pytest.raises(BtiError) as error:
        compile_template(template, file="mal.docx").fill(words, PROPERTIES)
    problem = error.value.problems[0]
    for language in Language:
        assert problem.message(language)
        problem.hint(language)
    return problem.code, problem.where.place, problem.words


def is_what_docxtpl_makes(template: bytes, words: Mapping[str, object]) -> None:
    clean = write_package(scrub(open_package(template, file="mal.docx")))
    ours = d.parts_of(compile_template(template, file="mal.docx").fill(words, PROPERTIES, lambda svg: svg.encode()))
    values = as_given(words, file="mal.docx")
    theirs = by_docxtpl(clean, values)
    compared = [n for n in ours if n.startswith(("word/document.xml", "word/header", "word/footer", "word/footnotes"))]
    assert compared
    for name in compared:
        drawn = place(mended(theirs[name]).decode(), figures_in(values))  # docxtpl knows no drawings
        assert canonical(ours[name]) == canonical(drawn.encode())


def test_line_breaks_and_tabs_in_and_beside_a_text_box_are_kept_where_docxtpl_loses_them() -> None:
    template = d.docx(d.p(TEXT_BOX.format(d.p("{{ x }}")), "{{ x }}"))
    filled = compile_template(template, file="mal.docx").fill({"x": "en\nto\ttre"}, PROPERTIES)
    (paragraph, inner) = etree.fromstring(d.parts_of(filled)["word/document.xml"]).iter(f"{{{d.W_NS}}}p")
    within, whole = ([etree.QName(e).localname for e in p.iter() if e.tag in BREAKS] for p in (inner, paragraph))
    assert (within, whole) == (["br", "tab"], ["br", "tab"] * 2)
    assert not inner.findall(f".//{{{d.W_NS}}}b")


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_filled_file_is_what_docxtpl_would_have_made(template: bytes) -> None:
    is_what_docxtpl_makes(template, WORDS)


@pytest.mark.parametrize("letterhead", sorted(p.parent.name for p in MUNICIPALITIES.glob("*/brevmal.docx")))
@pytest.mark.parametrize("body", sorted(f"{p.parent.name}/{p.name}" for p in KINDS.glob("*/n[bn].docx")))
def test_every_shipped_template_gives_what_docxtpl_would_have_made(letterhead: str, body: str) -> None:
    sheet = (MUNICIPALITIES / letterhead / "brevmal.docx").read_bytes()
    template = compose(sheet, (KINDS / body).read_bytes(), body_file=body)
    for words in sample_words(body.partition("/")[0]):
        is_what_docxtpl_makes(template, words)


@functools.cache
def sample_words(kind: str) -> list[dict[str, object]]:
    """The words that the shipped samples have for a kind, a form to be filled by hand when they have none."""
    shelf = shelves()
    cases = [make.open_case(p.read_bytes(), shelf, file=p.name) for p in sorted(ROOT.glob("samples/*/sak.yaml"))]
    return [said for case in cases for order in make.plan(case, shelf, [kind]) for said in words_of(case, order)]


def words_of(case: make.Case, order: make.Order) -> Iterator[dict[str, object]]:
    """The words of one document; none where a rule says that it may not be made from the case."""
    shelf, day = shelves(), dt.date(2026, 11, 1)
    with contextlib.suppress(BtiError):
        yield plain(make.words(case, order, make.see(case, order, day), shelf, day))


AWKWARD = [
    "Ola & <Per>", "{{ x }}", "{% if x %}", "{# x #}", "{_{", "}_}", "{_%", "%_}", "{{", "}}", "{%", "%}", "]]>",
    "</w:t></w:r></w:p>", "<!-- x -->", "<?xml version='1.0'?>", "&amp; &lt; &#10; &nbsp;",
    "\"'\"'",
    "\\n \\ \\u0041",
    "👩‍👩‍👧‍👦 🇳🇴 👍🏽", "Čáhcesuolu – Žžđŋŧ Ruoŧŧa", "e\u0301 A\u030a o\u0308", "مرحبا بالعالم", "ትግርኛ",
    "\u202eabc\u202c",
    "\u200b\u200d\ufeff", "  to  mellomrom  ", "\u00a0hardt\u00a0", "linje\nlinje\n\nlinje", "a\tb\t\tc",
    "\n", "x" * 20_000,
    "DDEAUTO c:\\windows\\system32\\cmd.exe", "{{ cycler.__init__.__globals__ }}", "-%}{%- x", "\U0001d54f\U0010fffd",
    "$1 \\1 \\g<0> %s {0} {x}",
]  # fmt: skip


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_what_was_written_comes_back_whole(text: str) -> None:
    everywhere = d.docx(
        d.p("<{{ x }}>") + d.table(1, d.row("<{{ x }}>")),
        header=d.p("<{{ x }}>"),
        footnotes=f'<w:footnote w:id="1">{d.p("<{{ x }}>")}</w:footnote>',
        core={"title": "<{{ x }}>"},
    )
    filled = compile_template(everywhere, file="m.docx").fill({"x": text}, PROPERTIES)
    for part in ("word/document.xml", "word/header1.xml", "word/footnotes.xml"):
        assert set(d.lines_of(filled, part)) - {""} == {f"<{text}>"}
    title = etree.fromstring(d.parts_of(filled)["docProps/core.xml"]).findtext("{*}title")
    assert title == f"<{' '.join(f'<{text}>'.split())[1:-1]}>"


def test_every_line_ending_becomes_one_line_break() -> None:
    assert only_line({"x": "a\r\nb\rc\nd"}) == "a\nb\nc\nd"


@pytest.mark.parametrize(
    "character",
    [
        "\0",
        "\a",
        "\b",
        "\v",
        "\f",
        "\x1b",
        "\x7f",
        "\x85",
        "\x9f",
        "\ud800",
        "\udfff",
        "\ufdd0",
        "\ufffe",
        "\uffff",
        "\U0001fffe",
    ],
    ids=ascii,
)
def test_a_character_that_word_cannot_hold_is_refused_by_the_name_of_its_word(character: str) -> None:
    words = {**WORDS, "barn": {"navn": f"hemmelig{character}tekst"}}
    code, _, told = refusal(d.docx(d.p("{{ barn.navn }}")), words)
    assert (code, told) == ("M331", {"word": "barn.navn"})
    with pytest.raises(BtiError):
        compile_template(d.docx(d.p("")), file="m").fill({}, Properties(character, "nb", dt.date(2026, 1, 1)))


@pytest.mark.parametrize("value", [None, 1.5, b"x", Path("x"), dt.date(2026, 1, 1), object(), {"x"}, len])
def test_only_plain_words_come_through_the_door(value: object) -> None:
    with pytest.raises(TypeError, match=r"barn\.hva\[0\] is a"):
        compile_template(d.docx(d.p("")), file="m").fill({"barn": {"hva": [value]}}, PROPERTIES)


def test_a_text_that_claims_to_be_xml_is_still_only_text() -> None:
    class Claimed(str):
        __slots__ = ()

        def __html__(self) -> str:
            return "<w:br/>"

    assert only_line({"x": Claimed("<b>")}) == "<b>"


@pytest.mark.parametrize(
    ("text", "word", "place"),
    [
        (d.p("a") + d.p("{{ barn.fødsesldato }}"), "fødsesldato", "brødtekst, avsnitt 2"),
        (d.p("{% if ukjent %}x{% endif %}"), "ukjent", "brødtekst, avsnitt 1"),
        (d.table(2, d.row("a", "b"), d.row("a", "{{ barn.x }}")), "x", "brødtekst, tabell 1, rad 2, kolonne 2"),
        (d.p("{% for t in tiltak %}{{ t.nei }}{% endfor %}"), "nei", "brødtekst, avsnitt 1"),
        (d.p("{{ tiltak[7].hva }}"), "7", "brødtekst, avsnitt 1"),
        (d.p("{{ barn.keys }}"), "keys", "brødtekst, avsnitt 1"),
        (d.p("{{ tittel.upper }}"), "upper", "brødtekst, avsnitt 1"),
    ],
)
def test_an_unknown_word_is_named_with_its_place_in_word(text: str, word: str, place: str) -> None:
    code, where, told = refusal(d.docx(text))
    assert (code, where, told["word"]) == ("M332", place, word)


def test_signs_that_xml_escapes_are_as_they_were_written_in_a_code() -> None:
    assert only_line(WORDS, "{{ mål|join(' & ') }} {{ mål|join(' <&amp;> ') }}") == (
        "lese & skrive & regne lese <&amp;> skrive & regne"
    )


@pytest.mark.parametrize("word", ["barn", "mål", "barn.tolk", "tiltak[0]"])
def test_a_group_a_list_or_a_yes_is_never_printed(word: str) -> None:
    assert refusal(d.docx(d.p(f"{{{{ {word} }}}}")))[0] == "M333"


def test_a_word_with_the_name_of_a_python_method_is_the_word() -> None:
    assert only_line(WORDS, "{{ barn.items }}") == "et ord med et pythonnavn"


def test_a_cell_whose_branch_is_not_taken_keeps_the_paragraph_that_word_demands() -> None:
    content = d.p("{%p if ingen %}") + d.p("x") + d.p("{%p endif %}")
    filled = compile_template(d.docx(d.table(1, d.row(d.cell(content)))), file="m").fill(WORDS, PROPERTIES)
    assert d.lines_of(filled) == [""]


def test_a_table_without_rows_is_not_there() -> None:
    rows = (d.row("{%tr for i in ingen %}"), d.row("{{ i }}"), d.row("{%tr endfor %}"))
    filled = compile_template(d.docx(d.table(1, *rows)), file="m").fill(WORDS, PROPERTIES)
    assert b"w:tbl" not in d.parts_of(filled)["word/document.xml"]


def branching_picture() -> Template:
    body = d.p("{%p if vis %}") + d.p(d.picture("rIdBilde")) + d.p("{%p endif %}") + d.p("slutt")
    return compile_template(d.docx(body, links=PICTURE_LINKS, members=PICTURE), file="m.docx")


def test_a_picture_in_a_branch_that_is_not_taken_is_not_in_the_file() -> None:
    template = branching_picture()
    with_it = d.parts_of(template.fill({"vis": True}, PROPERTIES))
    without_it = d.parts_of(template.fill({"vis": False}, PROPERTIES))
    assert with_it["word/media/image1.png"] == d.PNG
    assert "word/media/image1.png" not in without_it
    assert b"media" not in b"".join(without_it.values())
    assert d.parts_of(template.fill({"vis": True}, PROPERTIES)) == with_it


def test_the_file_says_what_it_is_and_nothing_about_the_template() -> None:
    core = {
        "title": "{{ tittel }}",
        "creator": "Kari Malmaker",
        "lastModifiedBy": "Nils",
        "description": "ikke send",
        "revision": "17",
    }
    template = compile_template(d.docx(d.p("x"), core=core), file="m.docx")
    written = d.parts_of(template.fill(WORDS, PROPERTIES))["docProps/core.xml"]
    found = {etree.QName(e).localname: e.text for e in etree.fromstring(written)}
    assert found == {
        "title": WORDS["tittel"],
        "subject": None,
        "creator": "Fjordby kommune",
        "language": "nb",
        "created": "2026-08-17T12:00:00Z",
        "modified": "2026-08-17T12:00:00Z",
    }
    given = Properties("K", "nn", dt.date(2026, 1, 2), title="Eigen & <tittel>", subject="Emne")
    assert "Eigen &amp; &lt;tittel&gt;" in d.parts_of(template.fill(WORDS, given))["docProps/core.xml"].decode()


def test_an_output_is_never_a_template() -> None:
    output = compile_template(d.docx(d.p("{{ tittel }}")), file="m").fill(WORDS, PROPERTIES)
    assert refusal(output)[0] == "M341"
    for letterhead, body in ((output, d.docx(d.p(""))), (d.docx(d.p("")), output)):
        with pytest.raises(BtiError, match="M341"):
            compose(letterhead, body)


LIST = (
    '<w:abstractNum w:abstractNumId="0"><w:nsid w:val="1A2B3C4D"/><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/>'
    '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
BODY = d.docx(
    d.p("{{ tittel }}", style="Heading1")
    + '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>' + d.run("punkt") + "</w:p>"
    + LOOPED_TABLE
    + d.p(d.picture("rIdBilde"))
    + f"<w:sdt><w:sdtPr/><w:sdtContent>{d.p('i en innholdskontroll')}</w:sdtContent></w:sdt>"
    + d.p('<w:hyperlink r:id="rIdLenke">' + d.run("lenke") + "</w:hyperlink>"),
    header=d.p("kroppens eget topptekst"),
    core={"title": "{{ tittel }}", "creator": "noen"},
    numbering=LIST,
    links=[*PICTURE_LINKS, ("word/document.xml", "rIdLenke", "hyperlink", "https://www.fjordby.kommune.no/")],
    members=PICTURE,
)  # fmt: skip
LETTERHEAD = d.docx(
    d.p(""),
    header=d.p("Fjordby kommune ", d.picture("rIdBilde", "Logo")),
    footer=d.p("{{ tittel }} side ", d.field("PAGE")),
    core={"title": "Brevmal"},
    styles=d.STYLES.replace("<w:b/>", '<w:color w:val="00AA00"/>'),
    numbering=LIST,
    links=[("word/header1.xml", "rIdBilde", "image", "media/image1.png")],
    members=PICTURE,
)


def test_a_body_under_a_letterhead_keeps_its_content_and_takes_the_letterheads_look() -> None:
    composed = compose(LETTERHEAD, BODY, body_file="nb.docx")
    filled = compile_template(composed, file="nb.docx").fill(WORDS, PROPERTIES)
    parts = d.parts_of(filled)
    lines = d.lines_of(filled)
    assert lines[:2] == [WORDS["tittel"], "punkt"]
    assert {"Samtale ☐", "i en innholdskontroll", "lenke"} <= set(lines)
    assert b"00AA00" in parts["word/styles.xml"] and b"<w:b/>" not in parts["word/styles.xml"]
    assert d.lines_of(filled, "word/header1.xml") == ["Fjordby kommune "]
    assert d.lines_of(filled, "word/footer1.xml") == [f"{WORDS['tittel']} side 1"]
    assert "kroppens" not in "".join(p.decode("utf-8", "replace") for p in parts.values())
    assert b"https://www.fjordby.kommune.no/" in parts["word/_rels/document.xml.rels"]
    assert etree.fromstring(parts["docProps/core.xml"]).findtext("{*}title") == WORDS["tittel"]


def test_a_nynorsk_body_stays_nynorsk_under_a_bokmål_letterhead() -> None:
    folder = built_in()
    letterhead = (folder / "municipalities/risor/brevmal.docx").read_bytes()
    for form, language in (("nb", "nb-NO"), ("nn", "nn-NO")):
        document, _ = read(compose(letterhead, (folder / f"kinds/iop/{form}.docx").read_bytes()))
        assert document.lang == language


def test_composing_twice_gives_the_same_bytes() -> None:
    assert compose(LETTERHEAD, BODY) == compose(LETTERHEAD, BODY)


def digest() -> str:
    """Compose, compile and fill from nothing."""
    made = compile_template(compose(LETTERHEAD, BODY), file="nb.docx").fill(WORDS, PROPERTIES)
    others = [compile_template(t, file="m").fill(WORDS, PROPERTIES) for t in TEMPLATES.values()]
    return hashlib.sha256(b"".join([made, *others])).hexdigest()


@pytest.mark.parametrize(("zone", "seed"), [("Pacific/Kiritimati", "1"), ("America/Adak", "99"), ("UTC", "0")])
def test_the_bytes_do_not_depend_on_time_zone_or_hash_seed(zone: str, seed: str) -> None:
    environ = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    program = "from tests import test_docx_fill; print(test_docx_fill.digest())"
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == digest()


def test_no_letter_that_python_prints_is_one_that_a_word_file_cannot_hold() -> None:
    """Such texts are filled in without being searched."""
    assert not [
        letter for letter in map(chr, range(sys.maxunicode + 1)) if letter.isprintable() and UNPRINTABLE.search(letter)
    ]
