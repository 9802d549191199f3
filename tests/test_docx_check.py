"""What check says of a template without running it: words against their types, the language, and what is left over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NewType

import pytest

from bti_docs.docx.check import check
from bti_docs.docx.fill import compile_template
from bti_docs.docx.properties import Properties
from bti_docs.problem import BtiError, Language, Problem, Severity
from tests import docx_templates as d

SECRET = "HEMMELIG"
PROPERTIES = Properties(creator="Fjordby kommune", language="nb", date=dt.date(2026, 8, 17))

Lov = NewType("Lov", dict[str, str])


@dataclass(frozen=True)
class Tiltak:
    hva: str
    hvem: list[str]
    nummer: int


@dataclass(frozen=True)
class Barn:
    navn: str
    fødselsdato: str
    tolk: bool


@dataclass(frozen=True)
class Ord:
    tittel: str
    antall: int
    barn: Barn
    tiltak: list[Tiltak]
    mål: list[str]
    lov: Lov


WORDS = {
    "tittel": "T",
    "antall": 1,
    "barn": {"navn": "N", "fødselsdato": "D", "tolk": True},
    "tiltak": [{"hva": "H", "hvem": ["V"], "nummer": 1}],
    "mål": ["M"],
    "lov": {"oppl_24_1": "opplæringslova", "bvl_1_3": "barnevernsloven"},
}
KEYS = {"Lov": {"oppl_24_1", "bvl_1_3"}}


def found(template: bytes) -> list[Problem]:
    problems = check(template, Ord, file="nb.docx", keys=KEYS)
    for problem in problems:
        assert problem.where.file == "nb.docx"
        for language in Language:
            assert problem.message(language)
            assert "{}" not in problem.hint(language)
    return problems


def said(body: str) -> list[tuple[str, str]]:
    return [(p.code, p.where.place) for p in found(d.docx(body))]


CLEAN = d.docx(
    d.p("{{ tittel }} {{ antall }} {{ barn.navn }} {{ lov.oppl_24_1 }} {{ lov['bvl_1_3'] }}", style="Heading1")
    + d.p("{%p if barn.tolk and not antall == 2 %}")
    + d.p("{{ mål|join(', ') }} {% if 'a' in mål or barn.navn in ('x', 'y') or tiltak %}ja{% endif %}")
    + d.p("{%p endif %}")
    + d.table(
        2,
        d.row(d.cell("{%tr for t in tiltak if t.nummer != 3 %}", span=2)),
        d.row(
            "{{ loop.index }} {{ t.hva }}",
            "{% for h in t.hvem %}{{ h }}{% if not loop.last %}, {% endif %}{% endfor %}",
        ),
        d.row(d.cell("{%tr endfor %}", span=2)),
    )
    + d.p(d.picture("rIdBilde", "Kart over {{ barn.navn }}"), "{{ mål[0] }} {{ tiltak[0].hva }}", d.field(" PAGE "))
    + d.p('<w:hyperlink r:id="rIdLenke">' + d.run("lenke") + "</w:hyperlink>", d.field(' HYPERLINK "https://x.no" ')),
    header=d.p("{{ tittel }}"),
    footer=d.p("Side ", d.field("PAGE"), " av ", d.field("NUMPAGES \\* MERGEFORMAT")),
    core={"title": "{{ tittel }}", "revision": "1"},
    links=[
        ("word/document.xml", "rIdBilde", "image", "media/image1.png"),
        ("word/document.xml", "rIdLenke", "hyperlink", "https://www.udir.no/"),
    ],
    members={"word/media/image1.png": d.PNG},
)  # fmt: skip


def test_a_clean_template_gives_no_problem_and_can_be_filled() -> None:
    assert found(CLEAN) == []
    assert compile_template(CLEAN, file="nb.docx").fill(WORDS, PROPERTIES)


WORD_FAULTS = [
    ("{{ barn.fødesldato }}", "M361", {"word": "fødesldato", "suggestion": "fødselsdato"}),
    ("{{ titel }}", "M361", {"word": "titel", "suggestion": "tittel"}),
    ("{{ qqqq }}", "M361", {"word": "qqqq", "suggestion": ""}),
    ("{{ lov.oppl_24_2 }}", "M361", {"word": "oppl_24_2", "suggestion": "oppl_24_1"}),
    ("{{ lov['bvl'] }}", "M361", {"word": "bvl"}),
    ("{% if barn.tolkk %}a{% endif %}", "M361", {"word": "tolkk", "suggestion": "tolk"}),
    ("{% for t in tiltak %}{{ t.hav }}{% endfor %}", "M361", {"word": "hav", "suggestion": "hva"}),
    ("{% for t in tiltak %}{% endfor %}{{ t.hva }}", "M361", {"word": "t"}),
    ("{% for t in tiltak if t.x %}{% endfor %}", "M361", {"word": "x"}),
    ("{{ barn }}", "M362", {"word": "barn"}),
    ("{{ tiltak }}", "M362", {"word": "tiltak"}),
    ("{{ tiltak[0] }}", "M362", {"word": "tiltak[…]"}),
    ("{{ barn.tolk }}", "M362", {"word": "barn.tolk"}),
    ("{{ barn.navn == 'x' }}", "M362", {}),
    ("{{ lov }}", "M362", {"word": "lov"}),
    ("{{ mål }}", "M362", {"word": "mål"}),
    ("{{ tiltak|join(', ') }}", "M362", {"word": "tiltak"}),
    ("{{ tittel|join(', ') }}", "M362", {"word": "tittel"}),
    ("{% for t in tiltak %}{{ loop.first }}{% endfor %}", "M362", {"word": "loop.first"}),
    ("{% for x in tittel %}{{ x }}{% endfor %}", "M363", {"word": "tittel"}),
    ("{% for x in barn %}{{ x }}{% endfor %}", "M363", {"word": "barn"}),
    ("{% for x in lov %}{% endfor %}", "M363", {"word": "lov"}),
    ("{{ tittel.stor }}", "M364", {"word": "tittel", "part": "stor"}),
    ("{{ mål.første }}", "M364", {"word": "mål", "part": "første"}),
    ("{{ tittel[0] }}", "M364", {"word": "tittel", "part": "[0]"}),
    ("{% if antall == '3' %}x{% endif %}", "M365", {"word": "antall"}),
    ("{% if barn.navn == 3 %}x{% endif %}", "M365", {"word": "barn.navn"}),
    ("{% if tiltak == 'x' %}x{% endif %}", "M365", {"word": "tiltak"}),
    ("{% if barn.navn in (1, 2) %}x{% endif %}", "M365", {"word": "barn.navn"}),
]


@pytest.mark.parametrize(("text", "code", "words"), WORD_FAULTS, ids=[f[0] for f in WORD_FAULTS])
def test_a_word_that_does_not_fit_is_found_before_anything_is_filled(
    text: str, code: str, words: dict[str, str]
) -> None:
    (problem,) = found(d.docx(d.p("en") + d.p(text)))
    assert (problem.code, problem.where.place) == (code, "brødtekst, avsnitt 2")
    assert words.items() <= problem.words.items()


def test_the_law_words_may_be_any_when_nobody_says_which_there_are() -> None:
    assert check(d.docx(d.p("{{ lov.noe_annet }}")), Ord, file="nb.docx") == []


def test_a_suggestion_is_shown_only_when_there_is_one() -> None:
    near, far = (found(d.docx(d.p(text)))[0] for text in ("{{ titel }}", "{{ qqqq }}"))
    assert near.hint(Language.NB) == "mente du «tittel»?"
    assert far.hint(Language.NB) == ""


def test_every_part_and_place_is_said_in_words_own_terms() -> None:
    inner = d.table(1, d.row("{{ i }}"))
    template = d.docx(
        d.p("x") + d.table(1, d.row("a"))
        + d.table(2, d.row("a", "b"), d.row("{{ a }}", d.cell(inner + d.p("{{ b }}"))))
        + d.p("y") + d.p("{{ ", "c }}")
        + d.p("<w:r><w:pict><w:txbxContent>" + d.p("{{ e }}") + "</w:txbxContent></w:pict></w:r>"),
        header=d.p("") + d.p("{{ f }}"),
        footer=d.table(1, d.row("{{ g }}")),
        footnotes=f'<w:footnote w:id="0">{d.p("")}</w:footnote><w:footnote w:id="1">{d.p("{{ h }}")}</w:footnote>',
        core={"title": "{{ j }}"},
    )  # fmt: skip
    assert {p.words["word"]: p.where.place for p in found(template)} == {
        "a": "brødtekst, tabell 2, rad 2, kolonne 1",
        "i": "brødtekst, tabell 2, rad 2, kolonne 2, tabell 1, rad 1, kolonne 1",
        "b": "brødtekst, tabell 2, rad 2, kolonne 2",
        "c": "brødtekst, avsnitt 3",
        "e": "brødtekst, avsnitt 4, tekstboks, avsnitt 1",
        "f": "topptekst, avsnitt 2",
        "g": "bunntekst, tabell 1, rad 1, kolonne 1",
        "h": "fotnoter, fotnote 2, avsnitt 1",
        "j": "egenskaper",
    }


LANGUAGE_FAULTS = [
    (d.p("{{ tittel"), "M311"),
    (d.p("tittel }}"), "M311"),
    (d.p("{% if tittel }"), "M311"),
    (d.p("{{ ") + d.p("tittel }}"), "M311"),
    (d.p("a {") + d.p("{ tittel") + d.p("{{ tittel }}"), "M315"),
    (d.p(d.field("REF {{ tittel }}")), "M312"),
    ('<w:p><w:bookmarkStart w:id="0" w:name="{{ tittel }}"/></w:p>', "M312"),
    (d.p("{%tr if tittel %}") + d.p("{%tr endif %}"), "M312"),
    (d.p("{{p tittel }}"), "M313"),
    (d.p("{{r tittel }}"), "M313"),
    (d.p("{%p if tittel %} og tekst") + d.p("{%p endif %}"), "M314"),
    (d.p(d.picture("x"), "{%p if tittel %}") + d.p("{%p endif %}"), "M314"),
    (d.table(2, d.row("{%tr for t in tiltak %}", "{{ t.hva }}"), d.row(d.cell("{%tr endfor %}", span=2))), "M314"),
    (d.table(2, d.row("{%tr for t in tiltak %}", "{%tr endfor %}")), "M314"),
    (d.p("{{ tittel barn }}"), "M316"),
    (d.p("{{ }}"), "M316"),
    (d.p("{% if %}{% endif %}"), "M316"),
    (d.p("{% for t of tiltak %}{% endfor %}"), "M316"),
    (d.p("{%p for t in tiltak %}"), "M317"),
    (d.table(1, d.row("{%tr for t in tiltak %}"), d.row("{{ t.hva }}")), "M317"),
    (d.p("{% if tittel %}"), "M317"),
    (d.p("{% endif %}"), "M318"),
    (d.p("{% if tittel %}{% for t in tiltak %}{% endif %}{% endfor %}"), "M318"),
    (d.p("{% else %}"), "M316"),
    (d.p("{% if tittel %}a") + d.p("b{% endif %}"), "M320"),
    (d.table(1, d.row("{%tr for t in tiltak %}"), d.row("{{ t.hva }}")) + d.p("{%p endfor %}"), "M320"),
    (d.p("{% set x = 1 %}"), "M321"),
    (d.p("{{ tittel.upper() }}"), "M321"),
    (d.p("{{ _x }}"), "M322"),
    (d.p("{{ loop.index }}"), "M322"),
    (d.p("{{ tittel|upper }}"), "M324"),
    (d.p("{{ mål|join }}"), "M324"),
    (d.p("{{ mål|join(tittel) }}"), "M324"),
    (d.p("{% for a in mål %}" * 5 + "{% endfor %}" * 5), "M323"),
    (d.p("{{ tit", "<w:r><w:tab/></w:r>", "tel }}"), "M325"),
    (d.p("{{ tit", "<w:hyperlink>" + d.run("tel }}") + "</w:hyperlink>"), "M325"),
]


@pytest.mark.parametrize(("body", "code"), LANGUAGE_FAULTS, ids=range(len(LANGUAGE_FAULTS)))
def test_what_is_not_the_template_language_is_refused_by_check_and_by_compile(body: str, code: str) -> None:
    problems = found(d.docx(body))
    assert problems[0].code == code
    assert problems[0].where.place.startswith("brødtekst")
    with pytest.raises(BtiError) as error:
        compile_template(d.docx(body), file="nb.docx")
    assert error.value.problems[0].code == code


def with_link(kind: str, target: str, body: str = "") -> bytes:
    return d.docx(
        body or d.p("x"),
        links=[("word/document.xml", "rIdX", kind, target)],
        members={"word/x.xml": f"<x>{SECRET}</x>"},
    )


def with_app(xml: str) -> bytes:
    space = 'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"'
    return d.docx(
        d.p("x"),
        links=[("", "rId9", "extended-properties", "docProps/app.xml")],
        members={"docProps/app.xml": f"<Properties {space}>{xml}</Properties>"},
    )


def with_root_link(kind: str, name: str) -> bytes:
    return d.docx(d.p("x"), links=[("", "rId9", kind, name)], members={name: f"<x>{SECRET}</x>"})


AUTHOR = f'w:id="1" w:author="{SECRET}" w:date="2026-01-01T00:00:00Z"'
LINKED_PICTURE = d.picture("rIdX").replace("r:embed", "r:link")
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
RESIDUE = [
    ("M341", d.docx(
        d.p(SECRET), links=[("", "rId9", "custom-properties", "docProps/custom.xml")],
        members={"docProps/custom.xml": (
            f'<Properties xmlns="{CUSTOM}"><property name="bti-docs-output"/></Properties>')})),
    ("M349", d.docx(
        d.p("x"), links=[("", "rId9", "custom-properties", "docProps/custom.xml")],
        members={"docProps/custom.xml": f'<Properties xmlns="{CUSTOM}"><property name="{SECRET}"/></Properties>'})),
    ("M342", with_link("image", f"https://spor.no/{SECRET}.png", d.p(LINKED_PICTURE))),
    ("M342", with_link("attachedTemplate", f"file:///C:/{SECRET}.dotm")),
    ("M342", with_link("hyperlink", f"file:///C:/{SECRET}/x", d.p('<w:hyperlink r:id="rIdX"/>'))),
    ("M342", with_link("hyperlink", f"javascript:{SECRET}", d.p('<w:hyperlink r:id="rIdX"/>'))),
    ("M342", with_link("oleObject", f"https://x.no/{SECRET}")),
    ("M342", d.docx(
        d.p("x"), settings='<w:attachedTemplate r:id="rId1"/>',
        links=[("word/settings.xml", "rId1", "attachedTemplate", f"file:///C:/{SECRET}.dotx")])),
    ("M343", d.docx(d.p(d.field(f'INCLUDETEXT "c:\\\\{SECRET}.txt"')))),
    ("M343", d.docx(d.p(d.field(f'INCLUDEPICTURE "https://x.no/{SECRET}.png"')))),
    ("M343", d.docx(d.p(d.field(f"DDEAUTO c:\\\\cmd.exe {SECRET}")))),
    ("M343", d.docx(d.p(f'<w:fldSimple w:instr=" DDE cmd {SECRET} "/>'))),
    ("M343", d.docx(d.p(d.field("DATE"), d.run(SECRET)))),
    ("M343", d.docx(d.p(d.field(f'HYPERLINK "file:///{SECRET}"')))),
    ("M343", d.docx(d.p("x"), footer=d.p(d.field(f"LINK Excel.Sheet {SECRET}")))),
    ("M344", d.docx(f"<w:p><w:ins {AUTHOR}>{d.run('x')}</w:ins></w:p>")),
    ("M344", d.docx(f"<w:p><w:del {AUTHOR}><w:r><w:delText>{SECRET}</w:delText></w:r></w:del></w:p>")),
    ("M344", d.docx(f"<w:p><w:moveFrom {AUTHOR}>{d.run(SECRET)}</w:moveFrom></w:p>")),
    ("M344", d.docx(f"<w:p><w:pPr><w:rPr><w:rPrChange {AUTHOR}/></w:rPr></w:pPr></w:p>")),
    ("M344", d.docx(d.p("x"), header=f"<w:p><w:del {AUTHOR}><w:r><w:delText>x</w:delText></w:r></w:del></w:p>")),
    ("M345", d.docx(d.p(d.run(SECRET, "<w:vanish/>")))),
    ("M345", d.docx(d.p(d.run(SECRET, '<w:rStyle w:val="Skjult"/>')), styles=d.STYLES + (
        '<w:style w:type="character" w:styleId="Skjult"><w:rPr><w:vanish/></w:rPr></w:style>'))),
    ("M346", with_link("aFChunk", "x.xml", '<w:altChunk r:id="rIdX"/>')),
    ("M346", with_link("subDocument", "x.xml", '<w:subDoc r:id="rIdX"/>')),
    ("M346", with_link("chart", "x.xml")),
    ("M346", d.docx(d.p("<w:r><w:object/></w:r>"))),
    ("M347", with_link("comments", "x.xml")),
    ("M347", d.docx(d.p('<w:r><w:commentReference w:id="1"/></w:r>', "x"))),
    ("M348", with_link("customXml", "x.xml")),
    ("M348", d.docx(
        f'<w:sdt><w:sdtPr><w:dataBinding w:xpath="/{SECRET}"/></w:sdtPr>'
        f'<w:sdtContent>{d.p("x")}</w:sdtContent></w:sdt>')),
    ("M348", d.docx(d.p("x"), settings=f'<w:docVars><w:docVar w:name="a" w:val="{SECRET}"/></w:docVars>')),
    ("M349", with_link("people", "x.xml")),
    ("M349", with_root_link("metadata/thumbnail", "docProps/thumbnail.xml")),
    ("M349", d.docx(f'<w:p><w:permStart w:id="1" w:ed="{SECRET}"/>{d.run("x")}<w:permEnd w:id="1"/></w:p>')),
    ("M349", d.docx(d.p("x"), core={"creator": SECRET})),
    ("M349", d.docx(d.p("x"), core={"lastModifiedBy": SECRET})),
    ("M349", d.docx(d.p("x"), core={"description": SECRET})),
    ("M349", d.docx(d.p("x"), core={"keywords": SECRET})),
    ("M349", with_app(f"<Company>{SECRET}</Company>")),
    ("M349", with_app(f"<Manager>{SECRET}</Manager>")),
    ("M350", d.docx(
        d.p("x"), links=[("word/document.xml", "rIdX", "image", "media/image1.png")],
        members={"word/media/image1.png": d.PNG + SECRET.encode()})),
    ("M350", d.docx(d.p("x"), members={"word/media/image9.png": SECRET.encode()})),
    ("M353", with_link("endnotes", "x.xml", d.p('<w:r><w:endnoteReference w:id="1"/></w:r>'))),
    ("M354", d.docx(d.p("x"), settings="<w:trackRevisions/>")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "template"), RESIDUE, ids=[f"{i}-{r[0]}" for i, r in enumerate(RESIDUE)])
def test_what_is_left_over_in_a_template_is_found_and_never_reaches_a_document(code: str, template: bytes) -> None:
    problem = next(p for p in found(template) if p.code == code)
    try:
        filled = compile_template(template, file="nb.docx").fill(WORDS, PROPERTIES)
    except BtiError as error:
        assert problem.severity is Severity.ERROR
        assert code in {p.code for p in error.problems}
    else:
        assert problem.severity is Severity.WARNING
        for name, data in d.parts_of(filled).items():
            assert SECRET.encode() not in data, name


def silent_traces() -> Iterator[tuple[str, bytes]]:
    """Word writes these in every file; they go without a word being said."""
    yield "rsid", d.docx(f'<w:p w:rsidR="{SECRET}" w14:paraId="{SECRET}">{d.run("x")}</w:p>')
    yield "rsids", d.docx(d.p("x"), settings=f'<w:rsids><w:rsid w:val="{SECRET}"/></w:rsids>')
    yield "docId", d.docx(d.p("x"), settings=f'<w14:docId w14:val="{SECRET}"/><w15:docId w15:val="{SECRET}"/>')
    yield "_GoBack", d.docx('<w:p><w:bookmarkStart w:id="0" w:name="_GoBack"/></w:p>')
    yield "webSettings", with_link("webSettings", "x.xml")
    yield "unreachable", d.docx(d.p("x"), members={"word/people.xml": f"<x>{SECRET}</x>"})
    yield "style rsid", d.docx(d.p("x"), styles=d.STYLES.replace("<w:name", f'<w:rsid w:val="{SECRET}"/><w:name', 1))


@pytest.mark.parametrize(("name", "template"), list(silent_traces()))
def test_traces_that_word_always_leaves_are_taken_out_without_a_word(name: str, template: bytes) -> None:
    assert found(template) == []
    filled = d.parts_of(compile_template(template, file="nb.docx").fill(WORDS, PROPERTIES))
    assert not any(SECRET.encode() in data or b"_GoBack" in data for data in filled.values())


def test_the_name_of_the_file_a_picture_came_from_is_taken_out() -> None:
    filled = d.parts_of(compile_template(CLEAN, file="nb.docx").fill(WORDS, PROPERTIES))
    assert b"kari-ferie" not in filled["word/document.xml"]
    assert b"Kart over N" in filled["word/document.xml"]


@pytest.mark.parametrize("text", ["etter § 24-1", "§§ 3 og 4", "opplæringslova §24"])
def test_a_section_of_law_written_into_the_template_is_warned_of(text: str) -> None:
    (problem,) = found(d.docx(d.p(text)))
    assert (problem.code, problem.severity, problem.where.place) == ("M351", Severity.WARNING, "brødtekst, avsnitt 1")


def test_a_section_sign_without_a_number_is_only_a_sign() -> None:
    assert said(d.p("tegnet § kalles paragraf") + d.p("{{ lov.oppl_24_1 }}")) == []


@pytest.mark.parametrize(("alt", "codes"), [("", ["M352"]), ("  ", ["M352"]), ("En skole", [])])
def test_a_picture_must_have_an_alternative_text(alt: str, codes: list[str]) -> None:
    template = d.docx(
        d.p(d.picture("rIdX", alt)),
        links=[("word/document.xml", "rIdX", "image", "media/image1.png")],
        members={"word/media/image1.png": d.PNG},
    )
    assert [p.code for p in found(template)] == codes


def test_no_problem_quotes_more_than_sixty_characters_of_the_template() -> None:
    (problem,) = found(d.docx(d.p("{{ tittel " + "x" * 300 + " }}")))
    assert all(len(word) <= 60 for word in problem.words.values())


def test_a_file_that_cannot_be_opened_is_one_problem() -> None:
    assert [p.code for p in found(b"ikke en Word-fil")] == ["M301"]
