"""A whole PDF goes in and is searched by each of its routes (PDF_ROUTES)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from tests.oracle.hunt import Hunt
from tests.oracle.pdf_contents import SHOWS_TEXT, Content
from tests.oracle.pdf_filters import undo_filters
from tests.oracle.pdf_letters import Letters, font_letters
from tests.oracle.pdf_objects import Dict, Name, Object, Ref, Str, parse, walk
from tests.oracle.pdf_tables import Table, as_saved, qpdf_table, scan
from tests.oracle.readings import BYTE_ORDERS, without


def open_pdf(hunt: Hunt, data: bytes, place: str) -> None:
    file = _PdfFile(hunt, data, place)
    for how, route in PDF_ROUTES.items():
        hunt.attempt(f"{place}, {how}", route, file)
    hunt.read(without(data, file.unpacked), f"{place}, outside its streams", noise=True)
    start = data.find(b"%PDF-")
    if data[:start].strip():
        hunt.data(data[:start], f"{place}, before the PDF", noise=True)


class _PdfFile:
    """One PDF being read: the objects of each route, and which of its bytes have been unpacked to the end."""

    def __init__(self, hunt: Hunt, data: bytes, place: str) -> None:
        self.hunt, self.data, self.place = hunt, data, place
        self.tables: list[Table] = []
        self.unpacked: list[tuple[int, int]] = []
        self.offsets: set[int | None] = set()
        self.encrypted = False
        self.told: set[tuple[Any, ...]] = set()
        self.names: set[str] = set()

    def take(self, table: Table) -> None:
        """Unpack a table's streams, then look in all its objects."""
        for one in table.objects:
            if one.raw is not None:
                self.hunt.attempt(f"{self.place} > {table.place(one)}", self._unpack, table, one)
        for one in [o for o in table.objects if o.stream is not None and _type(o) == "/ObjStm"]:
            self.hunt.attempt(f"{self.place} > {one.label}", _unpack_objects, table, one)
        table.__dict__.pop("values", None)
        table.__dict__.pop("paths", None)
        self.tables.append(table)
        for one in table.objects:
            self._look(table, one)

    def _unpack(self, table: Table, one: Object) -> None:
        if not isinstance(one.value, Dict):
            raise TypeError("a stream without a dictionary")
        one.stream = one.raw or b""
        one.stream, one.left, after = undo_filters(one.raw or b"", one.value, table.resolve)
        if one.value.get("/Filter") is not None and not one.left and one.span[1]:
            self.unpacked.append(one.span)
        if after:
            self.hunt.data(after, f"{self.place} > {table.place(one)}, after the stream's end", noise=True)

    def _look(self, table: Table, one: Object) -> None:
        """Look in an object, once for each thing it has said."""
        said = [(keys, value) for keys, value in walk(one.value) if isinstance(value, Str | Name)]
        key = one.number, tuple(sorted({bytes(v) if isinstance(v, Str) else v.encode() for _, v in said})), one.stream
        if key in self.told:
            return
        self.told.add(key)
        place = f"{self.place} > {table.place(one)}"
        for keys, value in said:
            self._string(value, f"{place}, {keys}")
        if one.stream is not None:
            self._stream(one, place)
        if self._is_thumbnail(table, one):
            self.hunt.failed(place, "a thumbnail's pixels")
        elif _is_image(one) and one.number not in table.paths:
            self.hunt.failed(place, "pixels of a picture that nothing shows")

    def _is_thumbnail(self, table: Table, one: Object) -> bool:
        return table.paths.get(one.number, "").endswith("/Thumb")

    def _string(self, value: Str | Name, place: str) -> None:
        if isinstance(value, Name):
            if value not in self.names:
                self.names.add(value)
                self.hunt.text(value, f"{place}, a name")
            return
        text = _text_string(value)
        self.hunt.text(text, place)
        if (not value.isascii() or b"\0" in value) and (not value.startswith(BYTE_ORDERS) or "\ufffd" in text):
            self.hunt.data(bytes(value), place)

    def _stream(self, one: Object, place: str) -> None:
        stream = one.stream or b""
        if _type(one) == "/EmbeddedFile":
            self.hunt.piece(stream, f"{place}, attachment")
        else:
            self.hunt.data(stream, f"{place}, stream", noise=True)


def _type(one: Object) -> Any:
    return one.value.get("/Type") if isinstance(one.value, Dict) else None


def _is_image(one: Object) -> bool:
    return isinstance(one.value, Dict) and one.value.get("/Subtype") == "/Image"


def _text_string(value: bytes) -> str:
    """Read a text string, without the language codes that may stand between letters."""
    if value[:2] == b"\xfe\xff":
        text = value[2:].decode("utf-16-be", "replace")
    elif value[:2] == b"\xff\xfe":
        text = value[2:].decode("utf-16-le", "replace")
    else:
        text = (
            value[3:].decode("utf-8", "replace") if value[:3] == b"\xef\xbb\xbf" else value.decode("pdfdoc", "replace")
        )
    return re.sub(r"\x1b[A-Za-z]{2,6}\x1b", "", text)


def _unpack_objects(table: Table, pack: Object) -> None:
    """Take the objects out of an object stream."""
    stream, details = pack.stream or b"", pack.value
    first = int(table.resolve(details["/First"]))
    numbers = [int(n) for n in stream[:first].split()]
    starts = [first + offset for offset in numbers[1::2]]
    for number, start, end in zip(numbers[::2], starts, [*starts[1:], len(stream)], strict=True):
        values = parse(stream[start:end])[0]
        table.objects.append(Object(f"object {number} 0 in {pack.label}", number, values[0] if values else None))


def _route_qpdf(file: _PdfFile) -> None:
    """Every revision by its own cross-reference, decrypted."""
    revisions = as_saved(file.data)
    for age, revision in enumerate(revisions):
        label = f"revision {len(revisions) - age}, " if len(revisions) > 1 else ""
        try:
            table, offsets = qpdf_table(revision, file.hunt.password, label)
        except pikepdf.PdfError:
            if not age or b"/Encrypt" in file.data:
                raise
            continue  # the scan reads what this earlier state holds
        file.offsets |= offsets
        file.take(table)


def _route_scan(file: _PdfFile) -> None:
    """Every object by our own eyes; in an encrypted file only whether qpdf has met them all."""
    table = scan(file.hunt, file.data, file.place)
    file.encrypted = any(isinstance(root, Dict) and "/Encrypt" in root for root in table.roots)
    if not file.encrypted:
        file.take(table)
        return
    for one in table.objects:
        start = int(one.label.rpartition(" ")[2])
        if start not in file.offsets and _type(one) != "/XRef":
            file.hunt.failed(f"{file.place} > {one.label}", "it belongs to no revision of an encrypted file")


def _route_letters(file: _PdfFile) -> None:
    """The text that content streams show, through each font that it may have been set in."""
    for table in file.tables:
        contents = _contents(table, file)
        for content in contents:
            for said in content.said:
                file.hunt.text(_text_string(said), f"{content.place}, said by marked content")
        _read_contents(file, table, contents)
        _unpainted(file, table, set().union(*(content.painted for content in contents)))


_PAINTS = re.compile(rb"\bDo\b|\bBDC\b|\bDP\b")


def _contents(table: Table, file: _PdfFile) -> list[Content]:
    """Read each content stream, and the streams of a page together."""
    owners: dict[int, list[Any]] = defaultdict(list)
    together: list[tuple[str, bytes, list[Any]]] = []
    for one in (o for o in table.objects if isinstance(o.value, Dict)):
        place, resources = f"{file.place} > {table.place(one)}", _resources(table, one.value)
        parts = [table.values.get(p.number) for p in _content_refs(table, one.value)]
        for part in filter(None, (one if one.stream is not None else None, *parts)):
            owners[part.number] += [resources] if resources is not None else []
        if len(parts) > 1:
            joined = b"\n".join(part.stream or b"" for part in parts if part)
            together.append((f"{place}, /Contents together", joined, [resources]))
    streams = [
        (f"{file.place} > {table.place(one)}", one.stream, owners[one.number])
        for one in table.objects
        if one.stream and not one.left
    ]
    return [Content.of(*s) for s in (*streams, *together) if SHOWS_TEXT.search(s[1]) or _PAINTS.search(s[1])]


def _content_refs(table: Table, page: Dict) -> list[Ref]:
    found = page.get("/Contents")
    parts = table.resolve(found)
    return [p for p in (parts if isinstance(parts, list) else [found]) if isinstance(p, Ref)]


def _resources(table: Table, value: Any) -> Any:
    """The resources of a page or a form, its own or those it inherits; None when nothing says."""
    for _ in range(20):
        if not isinstance(value, Dict):
            return None
        if "/Resources" in value:
            return table.resolve(value["/Resources"])
        value = table.resolve(value.get("/Parent"))
    return None


def _read_contents(file: _PdfFile, table: Table, contents: list[Content]) -> None:
    """Read what is shown with the fonts it has; when it is not known which, with all there are."""
    fonts = _Fonts(file, table)
    everywhere = [fonts.by_name(found) for found in _dictionaries(table, "/Font")]
    for one in table.objects:
        if _type(one) == "/Font":
            fonts.letters(Ref(one.number))
    for content in contents:
        used = {font for font, _ in content.shown}
        own = [fonts.by_name(table.resolve(found.get("/Font"))) for found in content.owners if isinstance(found, Dict)]
        known = any(used <= names.keys() for names in own)
        for names in own if known else everywhere:
            if used & names.keys():
                file.hunt.text(content.read(names), f"{content.place}, text shown")
        for letters in () if known else filter(None, dict.fromkeys(fonts.known.values())):
            file.hunt.text(content.read(letters), f"{content.place}, text shown in some font")
        file.hunt.text(content.read({}), f"{content.place}, text shown")


class _Fonts:
    """What the codes of each font in a table mean."""

    def __init__(self, file: _PdfFile, table: Table) -> None:
        self.file, self.table = file, table
        self.known: dict[Any, Letters | None] = {}

    def by_name(self, resources: Any) -> dict[str, Letters]:
        fonts = resources if isinstance(resources, Dict) else Dict([])
        found = {name: self.letters(font) for name, font in fonts.items()}
        return {name: letters for name, letters in found.items() if letters}

    def letters(self, font: Any) -> Letters | None:
        key = font if isinstance(font, Ref) else id(font)
        if key not in self.known:
            self.known[key] = self._letters(font)
        return self.known[key]

    def _letters(self, font: Any) -> Letters | None:
        found = self.table.resolve(font)
        if not isinstance(found, Dict) or found.get("/Subtype") in ("/CIDFontType0", "/CIDFontType2"):
            return None
        letters = font_letters(found, self.table)
        if letters is None:
            where = self.table.place(self.table.values[font.number]) if isinstance(font, Ref) else "a font"
            self.file.hunt.failed(f"{self.file.place} > {where}", "a font that does not say which letters it shows")
        return letters


def _dictionaries(table: Table, key: str) -> Iterator[Dict]:
    """Yield what stands under a key in any dictionary, within others too."""
    for one in table.objects:
        yield from (d for d in map(table.resolve, _under(one.value, key)) if isinstance(d, Dict))


def _under(value: Any, key: str) -> Iterator[Any]:
    inner = value.values() if isinstance(value, Dict) else value if isinstance(value, list) else ()
    if isinstance(value, Dict) and key in value:
        yield value[key]
    for one in inner:
        yield from _under(one, key)


def _unpainted(file: _PdfFile, table: Table, painted: set[str]) -> None:
    """Report pictures that pages can use and none does."""
    names: dict[int, set[str]] = defaultdict(set)
    for found in _dictionaries(table, "/XObject"):
        for name, ref in found.items():
            if isinstance(ref, Ref):
                names[ref.number].add(name)
    for number, called in names.items():
        one = table.values.get(number)
        if one is not None and _is_image(one) and not called & painted:
            file.hunt.failed(f"{file.place} > {table.place(one)}", "pixels of a picture that nothing shows")


def _route_pages(file: _PdfFile) -> None:
    """The text of each page as pdfium draws it, in the order of drawing and in the order of places."""
    for age, revision in enumerate(as_saved(file.data)):
        try:
            document = pypdfium2.PdfDocument(revision, password=file.hunt.password or None)
        except pypdfium2.PdfiumError:
            if not age:
                raise
            continue  # the objects of this earlier state are read by the other routes
        try:
            for number, page in enumerate(document, 1):
                place = f"{file.place} > page {number}" + (f", {age} saves ago" if age else "")
                letters = _drawn(page)
                if any(c == _MEANINGLESS_LETTER for _, _, c in letters):
                    file.hunt.failed(place, "letters that the file does not name")
                file.hunt.text("".join(c for _, _, c in letters), f"{place}, text drawn")
                file.hunt.text("".join(c for _, _, c in sorted(letters)), f"{place}, text by its place")
        finally:
            document.close()


_MEANINGLESS_LETTER = "\ufffd"


def _drawn(page: pypdfium2.PdfPage) -> list[tuple[int, float, str]]:
    """Each letter with how far down its line and how far right it stands."""
    import ctypes

    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    letters = []
    for i in range(text.count_chars()):
        meant = not pdfium.FPDFText_HasUnicodeMapError(text, i)
        letter = chr(pdfium.FPDFText_GetUnicode(text, i)) if meant else _MEANINGLESS_LETTER
        pdfium.FPDFText_GetCharOrigin(text, i, x, y)
        letters.append((-round(y.value), x.value, letter))
    return letters


PDF_ROUTES: dict[str, Callable[[_PdfFile], None]] = {
    "objects by its cross-reference": _route_qpdf,
    "all objects": _route_scan,
    "text of content streams": _route_letters,
    "pages as drawn": _route_pages,
}
