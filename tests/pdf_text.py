"""What a PDF says: words with page and place, and the text of its tags in reading order."""

from __future__ import annotations

import ctypes
import functools
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium


@dataclass(frozen=True)
class Word:
    """A word on a page, counted from 1; x and y are where its baseline begins, from the page's upper left."""

    page: int
    x: float
    y: float
    text: str


def words(pdf: bytes) -> list[Word]:
    """Return the words in the order they are drawn."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [word for number, page in enumerate(document, 1) for word in _page_words(page, number)]
    finally:
        document.close()


def pages(pdf: bytes) -> list[str]:
    """Return each page's words with one space between them."""
    document = pypdfium2.PdfDocument(pdf)
    count = len(document)
    document.close()
    found = words(pdf)
    return [" ".join(word.text for word in found if word.page == n + 1) for n in range(count)]


def _page_words(page: pypdfium2.PdfPage, number: int) -> Iterator[Word]:
    text, height = page.get_textpage(), page.get_height()
    letters, start = "", (0.0, 0.0)
    for i in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text, i))
        if letter.isspace() or letter in "\x00\ufffe":
            if letters:
                yield Word(number, *start, letters)
            letters = ""
            continue
        if not letters:
            x, y = ctypes.c_double(), ctypes.c_double()
            pdfium.FPDFText_GetCharOrigin(text, i, x, y)
            start = (x.value, height - y.value)
        letters += letter
    if letters:
        yield Word(number, *start, letters)


@dataclass(frozen=True)
class Run:
    """Text of one tag's content, in its own language when it has one."""

    text: str
    lang: str = ""


@dataclass
class Tag:
    """A tag with its attributes and what is in it, in reading order."""

    kind: str
    attributes: dict[str, str] = field(default_factory=dict)
    kids: list[Tag | Run] = field(default_factory=list)

    def text(self) -> str:
        """Return all the words in it, an image by its alternative text in brackets."""
        if self.kind == "Figure":
            return f"[{self.attributes.get('Alt', '')}]"
        if "ActualText" in self.attributes:
            return self.attributes["ActualText"]
        return "".join(kid.text() if isinstance(kid, Tag) else kid.text for kid in self.kids)

    def find(self, *kinds: str) -> Iterator[Tag]:
        """Yield the tags of these kinds in it, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Tag):
                if kid.kind in kinds:
                    yield kid
                yield from kid.find(*kinds)

    def runs(self, lang: str = "") -> Iterator[Run]:
        """Yield all its runs of text, each in its own language or that of the tags around it."""
        lang = self.attributes.get("Lang", lang)
        for kid in self.kids:
            yield from kid.runs(lang) if isinstance(kid, Tag) else [Run(kid.text, kid.lang or lang)]


def read_tags(pdf: bytes) -> Tag:
    """Return the tree of tags, as someone who listens to the document meets it."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        content = {page.obj.objgen: _marked(page) for page in file.pages}
        return _tag(file.Root.StructTreeRoot.K[0], content)


def _tag(element: pikepdf.Object, content: dict[tuple[int, int], dict[int, Run]]) -> Tag:
    tag = Tag(str(element.S)[1:], _attributes(element))
    kids = element.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            tag.kids.append(content[element.Pg.objgen].get(kid, Run("")))
        elif "/MCID" in kid:
            tag.kids.append(content[kid.get("/Pg", element.get("/Pg")).objgen].get(int(kid.MCID), Run("")))
        elif "/S" in kid:
            tag.kids.append(_tag(kid, content))
    return tag


def _attributes(element: pikepdf.Object) -> dict[str, str]:
    found = {name: str(element[f"/{name}"]) for name in ("ActualText", "Alt", "Lang") if f"/{name}" in element}
    attributes = element.get("/A", pikepdf.Array())
    for part in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        found |= {str(name)[1:]: str(value) for name, value in part.items()}
    return found


def _marked(page: pikepdf.Page) -> dict[int, Run]:
    """Return the text of each piece of marked content on a page."""
    found: dict[int, Run] = {}
    letters: dict[int, str] = {}
    open_marks: list[int | None] = []
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator in {"BDC", "BMC"}:
            marks = operands[-1] if isinstance(operands[-1], pikepdf.Dictionary) else {}
            number = int(marks["/MCID"]) if "/MCID" in marks else None
            open_marks.append(number)
            if number is not None:
                found[number] = Run("", str(marks.get("/Lang", "")))
        elif operator == "EMC":
            open_marks.pop()
        elif operator == "Tf":
            letters = _letters(page.Resources.Font[str(operands[0])])
        elif operator in {"Tj", "TJ"}:
            number = next((mark for mark in reversed(open_marks) if mark is not None), None)
            if number is not None:
                found[number] = Run(found[number].text + _shown(operands[0], letters), found[number].lang)
    return found


def _shown(operand: pikepdf.Object, letters: dict[int, str]) -> str:
    strings = operand if isinstance(operand, pikepdf.Array) else [operand]
    codes = b"".join(bytes(s) for s in strings if isinstance(s, pikepdf.String))
    return "".join(letters[int.from_bytes(codes[i : i + 2])] for i in range(0, len(codes), 2))


_PAIR = re.compile(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")
_RANGE = re.compile(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")


@functools.lru_cache(maxsize=64)
def _letters_of(cmap: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        found |= {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in _PAIR.findall(block)}
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in _RANGE.findall(block):
            start = int(first, 16)
            found |= {n: chr(int(text, 16) + n - start) for n in range(start, int(last, 16) + 1)}
    return found


def _letters(font: pikepdf.Object) -> dict[int, str]:
    return _letters_of(font.ToUnicode.read_bytes().decode("latin-1"))
