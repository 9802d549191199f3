"""A filled form's bytes and what it is to say go in; every difference comes out, as pypdf and pikepdf read it back."""

from __future__ import annotations

import functools
import io
import re
import struct
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bti_docs.form.blank import OFF, Blank, Field
from bti_docs.form.fill import OVERLAY, Filled
from bti_docs.problem import BtiError, Problem, Where

if TYPE_CHECKING:
    import pikepdf

_SHOWN = re.compile(rb"/(BtiFill[ABC]) [\d.]+ Tf|<([0-9A-F]+)> Tj")
_STATE = re.compile(rb"q [^\n]* cm (?:/BtiState\d+ Do |%BtiState\n[^\n]*\n)Q\n")
_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")
_BFCHAR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")


def verify(blank: Blank, filled: Filled, final: bytes = b"") -> None:
    """Read every value, every text that is drawn and every glyph back. Raises BtiError (B501) naming what differs.

    `final` is the file as it is handed out, where that is more than what was filled: with an attachment, with a stamp.
    """
    pdf = final or filled.pdf
    numbers = _numbers(filled.pdf, pdf) if final and not filled.flat else {}
    different = {*_with_pikepdf(blank, filled, pdf, numbers), *_with_pypdf(blank, filled, pdf, numbers)}
    if different:
        raise BtiError(*(Problem("B501", Where(path=name)) for name in sorted(different)))


def verify_attachment(pdf: bytes, blank: Blank, texts: Iterable[tuple[str, str]], foot: str) -> None:
    """Read the pages after the form's own back, and find each field's text in them, whole and in one piece.

    `texts` holds fields' names and texts; `foot` is the last line of each page, with room for its number and how many
    there are. Spaces are not compared: lines and pages break where there is room. Raises BtiError (B501) naming the
    fields whose texts are not there.
    """
    import pypdf

    pages = list(pypdf.PdfReader(io.BytesIO(pdf)).pages)[len(blank.sheets) :]
    feet = ("\n" + foot.format(number, len(pages)) for number in range(1, len(pages) + 1))
    said = "".join(_ink(page.extract_text().rpartition(last)[0]) for page, last in zip(pages, feet, strict=True))
    lost = sorted({name for name, text in texts if _ink(text) not in said})
    if lost:
        raise BtiError(*(Problem("B501", Where(path=name)) for name in lost))


def _ink(text: str) -> str:
    """Return the characters of a text that are seen."""
    seen = (c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) not in _UNSEEN)
    return "".join(seen)


Numbers = Mapping[int, int]
"""What an object is numbered in the final file, by its number in the filled one; the same where nothing is said."""


def _numbers(filled: bytes, final: bytes) -> Numbers:
    """Walk the fields and boxes of both files side by side."""
    import pikepdf

    found: dict[int, int] = {}
    with pikepdf.open(io.BytesIO(filled)) as one, pikepdf.open(io.BytesIO(final)) as other:
        waiting = list(zip(_tops(one), _tops(other), strict=False))
        while waiting:
            before, after = waiting.pop()
            if before.is_indirect and before.objgen[0] not in found:
                found[before.objgen[0]] = after.objgen[0]
                waiting += zip(_near(before), _near(after), strict=False)
    return found


def _tops(file: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Return the fields at the top, and every page's boxes and notes."""
    return [*file.Root.AcroForm.get("/Fields", ()), *(n for p in file.pages for n in p.get("/Annots", ()))]


def _near(field: pikepdf.Object) -> list[pikepdf.Object]:
    return [*field.get("/Kids", ()), *([field["/Parent"]] if "/Parent" in field else ())]


def _with_pikepdf(blank: Blank, filled: Filled, pdf: bytes, numbers: Numbers) -> Iterator[str]:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as file:
        if filled.flat:
            if "/AcroForm" in file.Root:
                yield "AcroForm"
            sheets = list(file.pages)[: len(blank.sheets)]
            pages = [_Page(map(_pikepdf_bytes, p.obj["/Contents"]), p.obj["/Resources"]) for p in sheets]
            yield from _flat(filled, pages, _pikepdf_bytes)
            return

        def get(number: int) -> Any:
            return file.get_object(numbers.get(number, number), 0)

        yield from _fields(blank, filled, get, _pikepdf_value)
        yield from _boxes(filled, get, _pikepdf_bytes)


def _with_pypdf(blank: Blank, filled: Filled, pdf: bytes, numbers: Numbers) -> Iterator[str]:
    import pypdf
    from pypdf.generic import IndirectObject

    reader = pypdf.PdfReader(io.BytesIO(pdf))

    def get(number: int) -> Any:
        return IndirectObject(numbers.get(number, number), 0, reader).get_object()

    if filled.flat:
        root: Any = reader.trailer["/Root"]
        if "/AcroForm" in root:
            yield "AcroForm"
        sheets: list[Any] = list(reader.pages)[: len(blank.sheets)]
        pages = [_Page(map(_pypdf_bytes, p["/Contents"]), p["/Resources"]) for p in sheets]
        yield from _flat(filled, pages, _pypdf_bytes)
        return
    yield from _fields(blank, filled, get, _pypdf_value)
    yield from _boxes(filled, get, _pypdf_bytes)


class _Page:
    """What was drawn on a page, and what its names stand for: of its streams the last that is ours."""

    def __init__(self, streams: Iterable[bytes], resources: Any) -> None:
        ours = [one for one in streams if one.startswith(OVERLAY)]
        self.content, self.resources = ours[-1] if ours else None, resources


Bytes = Callable[[Any], bytes]


def _fields(
    blank: Blank, filled: Filled, get: Callable[[int], Any], read: Callable[[Any], tuple[str, ...]]
) -> Iterator[str]:
    for field in blank.fields:
        if field.kind.fillable and not all(_same(field, filled, read(get(number).get("/V"))) for number in field.objs):
            yield field.name


def _same(field: Field, filled: Filled, value: tuple[str, ...]) -> bool:
    held = filled.held.get(field.name, ())
    if field.kind.ticked:
        return value == tuple(f"/{v}" for v in held or (OFF,))
    return value == held


def _boxes(filled: Filled, get: Callable[[int], Any], read: Bytes) -> Iterator[str]:
    for drawn in filled.drawn:
        if not drawn.obj:
            continue
        box = get(drawn.obj)
        if drawn.state:
            if str(box["/AS"]) != f"/{drawn.state}" or (
                drawn.state != OFF and f"/{drawn.state}" not in box["/AP"]["/N"]
            ):
                yield f"/{drawn.state}"
            continue
        stream = box["/AP"]["/N"]
        stream = stream.get_object() if hasattr(stream, "get_object") else stream
        if _said(read(stream), stream["/Resources"], read) != drawn.text:
            yield "/AP"


def _flat(filled: Filled, pages: list[_Page], read: Bytes) -> Iterator[str]:
    for number, page in enumerate(pages):
        drawn = [d for d in filled.drawn if d.page == number]
        if page.content is None:
            yield f"side {number + 1}"
            continue
        if _said(page.content, page.resources, read) != "".join(d.text for d in drawn):
            yield f"side {number + 1}"
        if _STATE.findall(page.content) != [d.drawing.encode() for d in drawn if d.drawing]:
            yield f"side {number + 1}"


def _said(content: bytes, resources: Any, read: Bytes) -> str:
    """Return the text that a drawing of ours shows, by the fonts' own maps; a glyph that draws nothing is U+FFFD."""
    fonts: dict[bytes, Mapping[int, str]] = {}
    letters: Mapping[int, str] = {}
    said: list[str] = []
    for match in _SHOWN.finditer(content):
        if match[1]:
            if match[1] not in fonts:
                fonts[match[1]] = _letters(resources["/Font"][f"/{match[1].decode()}"], read)
            letters = fonts[match[1]]
        else:
            codes = bytes.fromhex(match[2].decode())
            said += [letters.get(code, "\ufffd") for code in struct.unpack(f">{len(codes) // 2}H", codes)]
    return "".join(said)


def _letters(font: Any, read: Bytes) -> Mapping[int, str]:
    font = font.get_object() if hasattr(font, "get_object") else font
    descendant = font["/DescendantFonts"][0]
    descendant = descendant.get_object() if hasattr(descendant, "get_object") else descendant
    descriptor = descendant["/FontDescriptor"]
    return _map(read(font["/ToUnicode"]), read(descriptor["/FontFile2"]))


@functools.lru_cache(maxsize=64)
def _map(unicode: bytes, file: bytes) -> Mapping[int, str]:
    """Return what each glyph that the font draws is read as."""
    drawn = _outlines(file)
    found = (
        (int(code, 16), bytes.fromhex(text.decode()).decode("utf-16-be")) for code, text in _BFCHAR.findall(unicode)
    )
    return {code: text for code, text in found if code in drawn or (not text.strip() and code < _glyphs(file))}


def _outlines(file: bytes) -> set[int]:
    """Return the glyphs of a TrueType file that have an outline (its `loca` table)."""
    tables = _tables(file)
    wide = struct.unpack_from(">h", file, tables["head"] + 50)[0]
    count = _glyphs(file)
    places = struct.unpack_from(f">{count + 1}{'I' if wide else 'H'}", file, tables["loca"])
    return {n for n in range(count) if places[n + 1] > places[n]}


def _glyphs(file: bytes) -> int:
    return int(struct.unpack_from(">H", file, _tables(file)["maxp"] + 4)[0])


def _tables(file: bytes) -> dict[str, int]:
    count = struct.unpack_from(">H", file, 4)[0]
    rows = (struct.unpack_from(">4sIII", file, 12 + 16 * i) for i in range(count))
    return {tag.decode("latin-1"): at for tag, _, at, _ in rows}


def _pikepdf_bytes(stream: pikepdf.Object) -> bytes:
    return stream.read_bytes()


def _pypdf_bytes(stream: Any) -> bytes:
    return bytes(stream.get_object().get_data())


def _pikepdf_value(value: Any) -> tuple[str, ...]:
    import pikepdf

    if value is None:
        return ()
    return tuple(str(v) for v in value) if isinstance(value, pikepdf.Array) else (str(value),)


def _pypdf_value(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    value = value.get_object()
    return tuple(str(v) for v in value) if isinstance(value, list) else (str(value),)
