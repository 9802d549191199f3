"""Templates and files that mean harm: each is refused, and nothing is opened, run, fetched or imported."""

from __future__ import annotations

import datetime as dt
import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from bti_docs.docx.check import check
from bti_docs.docx.compose import compose
from bti_docs.docx.fill import compile_template
from bti_docs.docx.package import open_package
from bti_docs.docx.properties import Properties
from bti_docs.problem import BtiError, Language, Problem
from tests import docx_templates as d

PROPERTIES = Properties(creator="K", language="nb", date=dt.date(2026, 8, 17))
WORDS = {"x": "HEMMELIG", "liste": [{"a": "HEMMELIG"}], "tall": 3}
HARM = (
    *(
        "open",
        "exec",
        "compile",
        "import",
        "os.",
        "subprocess.",
        "socket.",
        "ctypes.",
        "shutil.",
        "pathlib.",
        "marshal.",
    ),
    *("code.", "builtins.", "tempfile.", "urllib.", "pickle.", "webbrowser.", "glob.", "syslog.", "sys."),
)


@dataclass(frozen=True)
class Ting:
    a: str


@dataclass(frozen=True)
class Ord:
    x: str
    liste: list[Ting]
    tall: int


class Watch:
    """An audit hook cannot be taken away again, so there is one for all tests and it only listens when told to."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.listening = False

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        if self.listening and event.startswith(HARM) and not _reads_a_number(event, args):
            self.heard.append(event)


def _reads_a_number(event: str, args: tuple[object, ...]) -> bool:
    """Jinja's lexer reads `3` and `1.5` with ast.literal_eval."""
    return event == "compile" and args[1] == "<unknown>" and bytes(args[0]).replace(b".", b"").isdigit()  # type: ignore[call-overload]


WATCH = Watch()
sys.addaudithook(WATCH)


@contextmanager
def nothing_happens() -> Iterator[None]:
    WATCH.heard.clear()
    WATCH.listening = True
    try:
        yield
    finally:
        WATCH.listening = False
    assert WATCH.heard == []


@pytest.fixture(scope="module", autouse=True)
def _everything_is_imported_before_anything_is_watched() -> None:
    template = d.docx(d.p("{{ x }}{{ y"), header=d.p("{{ x }}"), core={"title": "{{ x }}"})
    for problem in check(template, Ord, file="m"):
        assert problem.severity
    made = compile_template(d.docx(d.p("{{ x }}"), core={"title": "{{ x }}"}), file="m")
    assert made.fill({"x": "a\nb"}, PROPERTIES)


PAYLOADS = [
    # the classics: from anything at all to Python's insides
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ lipsum.__globals__.os.system('id') }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ self.__init__.__globals__.__builtins__.open('/etc/passwd').read() }}",
    "{{ self._TemplateReference__context.cycler }}",
    "{{ self }}",
    "{{ super() }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ x.__class__ }}",
    "{{ x.__class__.__base__.__subclasses__()[132] }}",
    "{{ [].__class__ }}",
    "{{ {}.__class__.__bases__[0] }}",
    "{{ ().__class__.__base__ }}",
    "{{ (1).__class__ }}",
    "{{ x['__class__'] }}",
    "{{ liste[0]['__class__'] }}",
    "{{ x['__cla' ~ 'ss__'] }}",
    "{{ x['__cla' + 'ss__'] }}",
    r"{{ x['\x5f\x5fclass\x5f\x5f'] }}",
    r"{{ x['\u005f\u005fclass\u005f\u005f'] }}",
    r"{{ x['\137\137class\137\137'] }}",
    "{{ x[liste] }}",
    "{{ x[x] }}",
    "{{ liste[tall] }}",
    "{{ liste[-1] }}",
    "{{ liste[0:1] }}",
    "{{ liste[1.5] }}",
    "{{ liste[true].a }}",
    "{{ _x }}",
    "{{ x._y }}",
    "{{ __import__('os') }}",
    "{{ config.items() }}",
    "{{ request.application.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ url_for.__globals__ }}",
    "{{ g.pop.__globals__ }}",
    "{{ environment.globals }}",
    "{{ context.environment }}",
    "{{ caller() }}",
    "{{ varargs }}{{ kwargs }}",
    "{{ loop.__class__ }}",
    "{% for a in liste %}{{ loop.__init__ }}{% endfor %}",
    "{% for a in liste %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% for a in liste %}{{ loop }}{% endfor %}",
    "{% for a in liste %}{{ loop.previtem }}{% endfor %}",
    "{% for a in liste %}{{ loop['index'] }}{% endfor %}",
    "{% for loop in liste %}{{ loop.a }}{% endfor %}",
    "{% for self in liste %}{{ self.a }}{% endfor %}",
    "{% for __x in liste %}{% endfor %}",
    # filters and tests
    "{{ x|attr('__class__') }}",
    "{{ x|attr('__cla' 'ss__') }}",
    "{{ liste|map(attribute='__class__')|list }}",
    "{{ liste|map('attr', '__class__')|join(',') }}",
    "{{ liste|selectattr('a') }}",
    "{{ liste|groupby('__class__') }}",
    "{{ liste|sort(attribute='__class__') }}",
    "{{ liste|sum(attribute='a') }}",
    "{{ '%s'|format(x) }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ x|pprint }}",
    "{{ x|tojson }}",
    "{{ x|safe }}",
    "{{ x|xmlattr }}",
    "{{ x|center(1000000000) }}",
    "{{ x|replace('H', '<w:br/>'|safe) }}",
    "{{ x|default('y') }}",
    "{{ liste|join(', ', attribute='__class__') }}",
    "{{ liste|join(attribute='a') }}",
    "{{ liste|join(*liste) }}",
    "{{ liste|join(**x) }}",
    "{{ liste|join(d=', ') }}",
    "{{ liste|join(1) }}",
    "{{ x is defined }}",
    "{% if x is callable %}y{% endif %}",
    "{% filter upper %}y{% endfilter %}",
    # calls and str.format
    "{{ x.format(x) }}",
    "{{ '{0.__class__}'.format(x) }}",
    "{{ '{x.__class__}'.format_map(x) }}",
    "{{ x.upper() }}",
    "{{ x.join(liste) }}",
    "{{ liste.append(1) }}",
    "{{ liste.__len__() }}",
    "{{ dict(a=1) }}",
    "{{ range(10) }}",
    "{{ _('x') }}",
    "{{ gettext('x') }}",
    "{{ debug() }}",
    # bombs
    "{% for a in range(999999999) %}y{% endfor %}",
    "{% for a in range(9999) %}{% for b in range(9999) %}y{% endfor %}{% endfor %}",
    "{{ 'x' * 1000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ tall + 1 }}",
    "{{ tall - 1 }}{{ tall / 0 }}",
    "{{ tall // 2 }}{{ tall % 2 }}",
    "{{ -tall }}",
    "{{ x ~ x }}",
    "{{ 99999999999999999999999.5 }}",
    "{% for a in liste recursive %}{{ loop(liste) }}{% endfor %}",
    "{% for a in liste %}" * 5 + "{{ x }}" + "{% endfor %}" * 5,
    "{{ " + "(" * 2000 + "x" + ")" * 2000 + " }}",
    "{{ " + "not " * 5000 + "x }}",
    "{{ " + "(" * 230 + "x" + ")" * 230 + " }}",
    "{{ " + "not " * 100 + "x }}",
    "{{ x" + ".a" * 200 + " }}",
    "{% if x %}" * 70 + "{% endif %}" * 70,
    "{% if x %}" * 600 + "{% endif %}" * 600,
    "{{ x" + ".a" * 5000 + " }}",
    # statements that are not if and for
    "{% set y = x %}",
    "{% set y %}{{ x }}{% endset %}",
    "{% macro m() %}y{% endmacro %}",
    "{% call m() %}y{% endcall %}",
    "{% import 'os' as os %}",
    "{% from 'os' import system %}",
    "{% include '/etc/passwd' %}",
    "{% include x %}",
    "{% extends '/etc/passwd' %}",
    "{% block b %}y{% endblock %}",
    "{% with y = x %}{{ y }}{% endwith %}",
    "{% autoescape false %}{{ x }}{% endautoescape %}",
    "{% raw %}{{ x }}{% endraw %}",
    "{% do x %}",
    "{% trans %}y{% endtrans %}",
    "{% debug %}",
    "{% break %}",
    "{%p set y = x %}",
    "{%- set y = x -%}",
    "{%+ set y = x %}",
    "{%\tset y = x %}",
    "{% colspan tall %}",
    "{% cellbg x %}",
    "{% vm %}",
    "{% hm %}",
    # expressions outside the language
    "{{ x if tall else x }}",
    "{{ [x, x] }}",
    "{{ (x, x) }}",
    "{{ {'a': x} }}",
    "{{ x < 'y' }}",
    "{{ 1 < tall < 9 }}",
    "{{ x == x }}",
    "{% if x in liste %}y{% endif %}",
    "{{ none }}",
    "{{ 1.5 }}",
    "{% for a, b in liste %}y{% endfor %}",
    "{% for a.b in liste %}y{% endfor %}",
    r"{{ '\x00' }}",
    r"{{ '\ud800' }}",
    r"{{ '\u007b{ x }}' }}",
    "{{ '{{ x }}' }}",
    "{{p x }}",
    "{{ x|join('</w:t>', '</w:t>') }}",
    # line statements and codes in disguise
    "{{ x }}{% endif %}",
    "{{ ｘ.__class__ }}",
    "{{ x.\u200b__class__ }}",
    "{{ x.＿＿class＿＿ }}",
    "{{ x .  __class__ }}",
    "{{ x\n.__class__ }}",
    "{{ “a”.__class__ }}",
    "{{{ x.__class__ }}}",
    "{{{{ x }}}}",
    "{{ x }",
    "{ {x} }}",
    "{# {{ x }}",
]


def in_body(text: str) -> bytes:
    return d.docx(d.p(text))


def in_cell(text: str) -> bytes:
    return d.docx(d.table(1, d.row(text)))


def in_header(text: str) -> bytes:
    return d.docx(d.p("a"), header=d.p(text))


def in_footer(text: str) -> bytes:
    return d.docx(d.p("a"), footer=d.p(text))


def in_footnote(text: str) -> bytes:
    return d.docx(d.p("a"), footnotes=f'<w:footnote w:id="1">{d.p(text)}</w:footnote>')


def in_alternative_text(text: str) -> bytes:
    return d.docx(
        d.p(d.picture("rIdX", text)),
        links=[("word/document.xml", "rIdX", "image", "media/image1.png")],
        members={"word/media/image1.png": d.PNG},
    )


def in_split_runs(text: str) -> bytes:
    return d.docx(d.p(*text))


def in_title(text: str) -> bytes:
    return d.docx(d.p("a"), core={"title": text})


def in_author(text: str) -> bytes:
    return d.docx(d.p("a"), core={"creator": text})


PLACES = [in_body, in_cell, in_header, in_footer, in_footnote, in_alternative_text, in_split_runs, in_title, in_author]


def told(problems: list[Problem]) -> str:
    return " ".join(p.message(language) + p.hint(language) + str(p.where) for p in problems for language in Language)


@pytest.mark.parametrize("place", PLACES, ids=lambda p: p.__name__)
@pytest.mark.parametrize("payload", PAYLOADS, ids=[f"{i}" for i in range(len(PAYLOADS))])
def test_a_hostile_template_is_refused_and_nothing_happens(payload: str, place: Callable[[str], bytes]) -> None:
    template = place(payload)
    with nothing_happens():
        found = check(template, Ord, file="mal.docx")
        errors = [p for p in found if p.code != "M349"]
        with pytest.raises(BtiError) as refused:
            compile_template(template, file="mal.docx").fill(WORDS, PROPERTIES)
    assert errors
    assert refused.value.problems
    assert "HEMMELIG" not in told([*found, *refused.value.problems])


@pytest.mark.parametrize("payload", PAYLOADS, ids=[f"{i}" for i in range(len(PAYLOADS))])
def test_a_hostile_text_is_only_text(payload: str) -> None:
    template = compile_template(d.docx(d.p("{{ x }}")), file="mal.docx")
    with nothing_happens():
        filled = template.fill({"x": payload}, PROPERTIES)
    assert d.lines_of(filled) == [payload]


def packed(*members: tuple[str, bytes], base: bytes | None = None) -> bytes:
    """A Word file with more members, which zipfile lets be doubled and named anyhow."""
    out = io.BytesIO(d.docx(d.p("a")) if base is None else base)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as target:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.filename, info.compress_type = name, zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return out.getvalue()


def with_false_sizes() -> bytes:
    """The directory claims that 60 MB are 10 bytes."""
    data = bytearray(packed(("word/x.bin", b"\0" * 60_000_000)))
    for sign, at in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        start = data.rfind(sign)
        data[start + at : start + at + 4] = struct.pack("<L", 10)
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(d.docx(d.p("a")))
    data[data.find(b"PK\1\2") + 8] |= 1
    return bytes(data)


def broken_in_the_middle() -> bytes:
    data = bytearray(d.docx(d.p("a")))
    data[60:70] = b"\xff" * 10
    return bytes(data)


def random_bytes(count: int) -> bytes:
    """Bytes that cannot be compressed, and are the same every time."""
    found, seed = bytearray(), 1
    while len(found) < count:
        seed = zlib.crc32(struct.pack("<L", seed))
        found += struct.pack("<L", seed)
    return bytes(found)


def with_part(xml: str | bytes, name: str = "word/styles.xml") -> bytes:
    return d.docx(d.p("a"), members={name: xml})


LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
) + "]><a>&j;</a>"  # fmt: skip
OFFICE_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"

FILES: list[tuple[str, str, Callable[[], bytes]]] = [
    ("not a zip", "M301", lambda: b"PK\3\4 but nothing else"),
    ("empty", "M301", lambda: b""),
    ("cut off", "M301", lambda: d.docx(d.p("a"))[:-100]),
    ("broken in the middle", "M301", broken_in_the_middle),
    ("false sizes", "M301", with_false_sizes),
    ("a bomb", "M304", lambda: packed(("word/x.bin", b"\0" * 30_000_000))),
    ("many small bombs", "M302", lambda: packed(*((f"word/{i}.bin", b"\0" * 999_999) for i in range(60)))),
    ("too large as it is", "M302", lambda: b"PK" + b"\0" * 50_000_001),
    ("too many members", "M303", lambda: packed(*((f"word/{i}.bin", b"") for i in range(2001)))),
    ("..", "M305", lambda: packed(("../evil.xml", b"<x/>"))),
    (".. within", "M305", lambda: packed(("word/../../evil.xml", b"<x/>"))),
    ("absolute", "M305", lambda: packed(("/etc/evil.xml", b"<x/>"))),
    ("a drive", "M305", lambda: packed(("C:/evil.xml", b"<x/>"))),
    ("backslashes", "M305", lambda: packed(("word\\evil.xml", b"<x/>"))),
    ("encrypted", "M305", encrypted),
    ("the same name twice", "M306", lambda: packed(("word/x.bin", b"1"), ("word/x.bin", b"2"))),
    ("the same name but for case", "M306", lambda: packed(("WORD/Document.xml", b"<x/>"))),
    ("a zip of something else", "M307", lambda: d.zipped({"a.txt": "hei"})),
    ("a spreadsheet", "M307", lambda: d.docx(d.p("a"), types={"word/document.xml": "application/vnd.ms-excel"})),
    ("main part is missing", "M307", lambda: d.zipped(
        {n: v for n, v in d.parts_of(d.docx(d.p("a"))).items() if n != "word/document.xml"})),
    ("macros", "M308", lambda: packed(("word/vbaProject.bin", b"x"))),
    ("macro type", "M308", lambda: d.docx(d.p("a"), types={"word/document.xml": OFFICE_TYPE})),
    ("an embedded file", "M308", lambda: packed(("word/embeddings/oleObject1.bin", b"x"))),
    ("an embedded sheet", "M308", lambda: packed(("word/embeddings/ark.xlsx", b"x"))),
    ("ActiveX", "M308", lambda: packed(("word/activeX/activeX1.xml", b"<x/>"))),
    ("billion laughs", "M309", lambda: with_part(LAUGHS)),
    ("an outer entity", "M309", lambda: with_part('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')),
    ("an outer DTD", "M309", lambda: with_part('<!DOCTYPE a SYSTEM "https://x.no/a.dtd"><a/>')),
    ("a DOCTYPE in UTF-16", "M309", lambda: with_part('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"))),
    ("a DOCTYPE in relationships", "M309", lambda: with_part("<!DOCTYPE a><a/>", "word/_rels/document.xml.rels")),
    ("UTF-16", "M310", lambda: with_part("<a/>".encode("utf-16"))),
    ("UTF-7", "M310", lambda: with_part(b'<?xml version="1.0" encoding="UTF-7"?><a/>')),
    ("broken XML", "M310", lambda: with_part("<a><b></a>")),
    ("no XML", "M310", lambda: with_part("")),
    ("deep XML", "M310", lambda: with_part("<a>" * 5000 + "</a>" * 5000)),
    ("an entity nobody declared", "M310", lambda: with_part("<a>&x;</a>")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "make"), [f[1:] for f in FILES], ids=[f[0] for f in FILES])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_hostile_file_is_one_clear_problem(code: str, make: Callable[[], bytes]) -> None:
    data = make()
    with nothing_happens():
        found = check(data, Ord, file="mal.docx")
        with pytest.raises(BtiError) as refused:
            compile_template(data, file="mal.docx")
    assert [p.code for p in found] == [code] == [p.code for p in refused.value.problems]
    for letterhead, body in ((data, d.docx(d.p("a"))), (d.docx(d.p("a")), data)):
        with pytest.raises(BtiError, match=code):
            compose(letterhead, body)


def test_a_large_honest_picture_is_let_through() -> None:
    data = packed(("word/media/image1.png", random_bytes(2_000_000)))
    assert len(open_package(data, file="m").parts["word/media/image1.png"]) == 2_000_000


def test_a_great_many_half_codes_are_refused() -> None:
    template = d.docx(d.p("{% " * 20_000) + d.p("{{ x }}"))
    assert {p.code for p in check(template, Ord, file="m")} == {"M311"}


def test_a_great_many_codes_are_refused() -> None:
    template = d.docx(d.p("{{ x }}" * 10_000))
    assert [p.code for p in check(template, Ord, file="m")] == ["M327"]
