"""Planted leaks for the oracle's own tests: a canary goes in; a file that hides it in one known way comes out.

Each leak names where the oracle has to say that it is, and the abilities without which it is not found.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import quopri
import struct
import unicodedata
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pikepdf
from PIL import Image, PngImagePlugin

from tests.docx_builder import NAMESPACES

NAME = "Åsne Kvåsheim"
SAMI = "Čáhppes Ŋuorra"
PLAIN = "Torvald Kvamme"
PHONE = "413 58 276"
EMAIL = "torkv@kommune.example"


@dataclass(frozen=True)
class Leak:
    """A file that hides a canary, the place it hides in, and the abilities (`TABLE:entry`) that alone find it."""

    title: str
    make: Callable[[], bytes]
    name: str
    place: str
    canary: str
    needs: tuple[str, ...]

    def __str__(self) -> str:
        return self.title


LEAKS: list[Leak] = []


def leak(
    name: str, place: str, *needs: str, canary: str = NAME
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register a function that makes a leaking file."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        LEAKS.append(Leak(make.__name__, make, name, place, canary, needs))
        return make

    return register


# Building PDFs


def stream(content: bytes, details: str = "") -> bytes:
    """A stream object's body."""
    return f"<< /Length {len(content)} {details} >>\nstream\n".encode() + content + b"\nendstream"


def flate(content: bytes, details: str = "") -> bytes:
    """A compressed stream object's body."""
    return stream(zlib.compress(content), f"/Filter /FlateDecode {details}")


def utf16(text: str) -> str:
    """A text string in hexadecimal digits."""
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def pdf(*more: bytes, page: str = "", content: bytes = b"", root: str = "", trailer: str = "") -> bytes:
    """A PDF of one page: objects 1 to 5 are catalog, pages, page, content and font; `more` begins at 6."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {root} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R "
        f"/Resources << /Font << /F1 5 0 R >> >> {page} >>".encode(),
        flate(content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        *more,
    ]
    return saved(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", dict(enumerate(objects, 1)), f"/Root 1 0 R {trailer}")


def saved(before: bytes, objects: Mapping[int, bytes], trailer: str, size: int = 0) -> bytes:
    """Append objects, where they are, and the trailer: a first save or one more."""
    data, lines = bytearray(before), []
    for number, body in objects.items():
        lines.append(f"{number} 1\n{len(data):010} 00000 n \n")
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start, first = len(data), "" if size else "0 1\n0000000000 65535 f \n"
    size = max(size, max(objects) + 1)
    tail = f"xref\n{first}{''.join(lines)}trailer\n<< /Size {size} {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    return bytes(data) + tail.encode()


def saved_again(before: bytes, objects: Mapping[int, bytes], size: int) -> bytes:
    """Save incrementally: what was there stays there."""
    start = int(before.rpartition(b"startxref\n")[2].split()[0])
    return saved(before, objects, f"/Root 1 0 R /Prev {start}", size)


def shown(text: str) -> bytes:
    """A content stream that shows text in Windows-1252."""
    string = text.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F1 12 Tf 20 100 Td (" + string + b") Tj ET"


def subset_font(text: str, first: int) -> tuple[dict[str, str], list[bytes]]:
    """A font whose codes mean nothing without its ToUnicode, as three objects from `first`; and each letter's code."""
    letters = list(dict.fromkeys(text))
    codes = {letter: f"{n:04X}" for n, letter in enumerate(letters, 0x2E80)}
    lines = "\n".join(f"<{code}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /x def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{lines}\nendbfchar\nendcmap end end"
    )
    font = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Our /Encoding /Identity-H "
        f"/DescendantFonts [{first + 1} 0 R] /ToUnicode {first + 2} 0 R >>"
    )
    below = (
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Our /DW 600 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    return codes, [font.encode(), below.encode(), flate(cmap.encode())]


# Building docx


def zipped(members: Mapping[str, bytes], comment: bytes = b"") -> bytes:
    """A zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = comment
    return file.getvalue()


_PARTS = {
    "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": b'<Relationships><Relationship Id="rId1" Target="word/document.xml"/></Relationships>',
}


def docx(body: str = "<w:p/>", parts: Mapping[str, bytes] | None = None) -> bytes:
    """A Word file with this body and these other parts."""
    root = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    return zipped({**_PARTS, "word/document.xml": root.encode(), **(parts or {})})


def run(text: str, rpr: str = "", tag: str = "t") -> str:
    """A run of a paragraph."""
    return f'<w:r><w:rPr>{rpr}</w:rPr><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def deleted(text: str) -> str:
    """A run that change tracking keeps."""
    return f'<w:del w:id="1" w:author="x">{run(text, tag="delText")}</w:del>'


def inserted(text: str) -> str:
    """A run that change tracking has added."""
    return f'<w:ins w:id="2" w:author="x">{run(text)}</w:ins>'


def hidden(text: str) -> str:
    """A run that is not shown."""
    return run(text, "<w:vanish/>")


def png(**texts: str) -> bytes:
    """A picture with words in it, compressed."""
    info = PngImagePlugin.PngInfo()
    for key, text in texts.items():
        info.add_itxt(key, text, zip=True)
    return picture("PNG", pnginfo=info)


def picture(kind: str, **more: object) -> bytes:
    """A small picture."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), (10, 90, 160)).save(file, kind, **more)
    return file.getvalue()


# PDF leaks


@leak("kopi.pdf", "object 4 0 (/Root/Pages/Kids/0/Contents), text shown")
def black_box_over_text() -> bytes:
    return pdf(content=shown(NAME) + b" 0 g 10 90 280 30 re f")


@leak("kopi.pdf", "page 1, text drawn")
def black_box_over_text_on_the_page() -> bytes:
    return pdf(content=shown(NAME) + b" 0 g 10 90 280 30 re f")


@leak("kopi.pdf", "object 6 0 (/Root/AcroForm/Fields/0), /V")
def incremental_save_with_the_old_value() -> bytes:
    field = "<< /FT /Tx /T (navn) /V {} /Type /Annot /Subtype /Widget /Rect [0 0 9 9] >>"
    first = pdf(field.format(utf16(NAME)).encode(), page="/Annots [6 0 R]", root="/AcroForm << /Fields [6 0 R] >>")
    return saved_again(first, {6: field.format("()").encode()}, 7)


@leak("kopi.pdf", "object 6 0 at byte", "PDF_ROUTES:all objects", "PDF_ROUTES:text of content streams")
def removed_page_left_in_the_file() -> bytes:
    codes, font = subset_font(NAME, 7)
    content = "BT /F1 9 Tf <" + "".join(codes[c] for c in NAME) + "> Tj ET"
    whole = pdf(flate(content.encode()), *font)
    start = whole.index(b"xref\n")
    without = saved(whole[:start], {20: b"null"}, "/Root 1 0 R")
    return without.replace(b"xref\n0 1", _entries(whole[:start], (1, 2, 3, 4, 5, 7, 8, 9)) + b"\n0 1", 1)


def _entries(data: bytes, numbers: tuple[int, ...]) -> bytes:
    lines = [f"{n} 1\n{data.index(f'{n} 0 obj'.encode()):010} 00000 n " for n in numbers]
    return ("xref\n" + "\n".join(lines)).encode()


@leak("skjema.pdf", "/V")
def form_value_whose_appearance_was_cleared() -> bytes:
    field = f"<< /FT /Tx /T (navn) /V {utf16(NAME)} /Subtype /Widget /Rect [0 0 9 9] /AP << /N 7 0 R >> >>"
    look = stream(b"", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    return pdf(field.encode(), look, page="/Annots [6 0 R]", root="/AcroForm << /Fields [6 0 R] >>")


@leak("skjema.pdf", "/AP/N), text shown")
def appearance_whose_form_value_was_cleared() -> bytes:
    field = b"<< /FT /Tx /T (navn) /V () /Subtype /Widget /Rect [0 0 9 9] /AP << /N 7 0 R >> >>"
    look = flate(shown(NAME), "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 5 0 R >> >>")
    return pdf(field, look, page="/Annots [6 0 R]", root="/AcroForm << /Fields [6 0 R] >>")


@leak("kopi.pdf", "/Root/Metadata), stream, <creator>")
def xmp() -> bytes:
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><creator>{NAME}</creator></x:xmpmeta>'
    return pdf(stream(packet.encode(), "/Type /Metadata /Subtype /XML"), root="/Metadata 6 0 R")


@leak("kopi.pdf", "object 6 0 (/Info), /Author")
def info() -> bytes:
    return pdf(f"<< /Author {utf16(NAME)} >>".encode(), trailer="/Info 6 0 R")


@leak("kopi.pdf", "/Root/Names/EmbeddedFiles/Names/1")
def attachment_name() -> bytes:
    names = "/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>"
    return pdf(f"<< /Type /Filespec /UF {utf16(NAME)} >>".encode(), root=names)


@leak("kopi.pdf", "attachment > word/document.xml, paragraph 1")
def docx_in_an_attachment() -> bytes:
    names = "/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>"
    file = b"<< /Type /Filespec /UF (a.docx) /EF << /F 7 0 R >> >>"
    return pdf(file, flate(docx(f"<w:p>{run(NAME)}</w:p>"), "/Type /EmbeddedFile"), root=names)


@leak("kopi.pdf", "could not decode kopi.pdf > object 6 0 (/Root/Pages/Kids/0/Thumb)", canary="")
def thumbnail() -> bytes:
    details = "/Width 4 /Height 4 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    return pdf(flate(bytes(48), details), page="/Thumb 6 0 R")


@leak("kopi.pdf", "(/Root/Pages/Kids/0/Thumb), stream")
def words_in_a_thumbnail() -> bytes:
    return pdf(flate(f"Picture of {NAME}".encode()), page="/Thumb 6 0 R")


@leak("kopi.pdf", "object 7 0 (/Root/StructTreeRoot/K/0), /ActualText")
def actual_text_in_the_structure_tree() -> bytes:
    tag = f"<< /S /P /P 6 0 R /ActualText {utf16(NAME)} /E (x) /Lang (nb) >>"
    return pdf(b"<< /Type /StructTreeRoot /K [7 0 R] >>", tag.encode(), root="/StructTreeRoot 6 0 R")


@leak("kopi.pdf", "object 6 0 (/Root/X), stream, as UTF-16", canary=SAMI)
def stream_whose_length_stands_elsewhere() -> bytes:
    packed = zlib.compress(b"endstream" + SAMI.encode("utf-16-le"), 0)
    body = stream(packed, "/Filter 8 0 R").replace(f"/Length {len(packed)}".encode(), b"/Length 7 0 R")
    return pdf(body, str(len(packed)).encode(), b"/FlateDecode", root="/X 6 0 R")


@leak("kopi.pdf", "said by marked content", canary=SAMI)
def actual_text_in_the_content() -> bytes:
    return pdf(content=f"/Span << /ActualText {utf16(SAMI)} >> BDC BT /F1 9 Tf (x) Tj ET EMC".encode())


@leak("kopi.pdf", "/Root/Outlines/First), /Title")
def outline_title() -> bytes:
    entry = f"<< /Title {utf16(NAME)} /Parent 6 0 R >>"
    return pdf(b"<< /First 7 0 R /Last 7 0 R /Count 1 >>", entry.encode(), root="/Outlines 6 0 R")


@leak("kopi.pdf", "/Root), /PageLabels/Nums/1/P")
def page_label() -> bytes:
    return pdf(root=f"/PageLabels << /Nums [0 << /P {utf16(NAME)} >>] >>")


@leak("kopi.pdf", "text shown", "OPENERS:PDF")
def letters_of_a_subset_font_with_kerning() -> bytes:
    codes, font = subset_font(NAME, 6)
    pieces = " -120 ".join(f"<{codes[letter]}>" for letter in NAME)
    return pdf(*font, content=f"BT /F2 9 Tf 20 99 Td [{pieces}] TJ ET".encode(), page=_resources("/F2 6 0 R"))


def _resources(fonts: str) -> str:
    return f"/Resources << /Font << /F1 5 0 R {fonts} >> >>"


@leak("kopi.pdf", "text by its place", "PDF_ROUTES:pages as drawn")
def letters_drawn_out_of_order() -> bytes:
    places = sorted(enumerate(NAME), key=lambda pair: (pair[0] * 7) % len(NAME))
    drawn = "".join(f"BT /F1 9 Tf {20 + 12 * n} 99 Td <{c.encode('cp1252').hex()}> Tj ET\n" for n, c in places)
    return pdf(content=drawn.encode())


@leak("kopi.pdf", "(that nothing refers to), text shown", "PDF_ROUTES:text of content streams")
def letters_by_glyph_names() -> bytes:
    codes = "<0102030405060708090A0B0C0D>"
    glyphs = "/Aring /s /n /e /space /K /v /aring /s /h /e /i /m"
    font = f"<< /Type /Font /Subtype /Type1 /BaseFont /X /Encoding << /Differences [1 {glyphs}] >> >>"
    drawn = flate(f"BT /F2 9 Tf {codes} Tj ET".encode())
    return pdf(font.encode(), drawn, page=_resources("/F2 6 0 R"))


@leak("kopi.pdf", "could not decode kopi.pdf > object 6 0", canary="")
def font_that_does_not_say_its_letters() -> bytes:
    font = subset_font(NAME, 6)[1]
    return pdf(font[0].replace(b"/ToUnicode", b"/X"), *font[1:], page=_resources("/F2 6 0 R"))


@leak("kopi.pdf", "could not decode kopi.pdf > page 1: letters that the file does not name", canary="")
def letters_that_the_file_does_not_name() -> bytes:
    font = subset_font(NAME, 6)[1]
    content = b"BT /F2 9 Tf 20 99 Td <41424344> Tj ET"
    return pdf(*font, page=_resources("/F2 6 0 R"), content=content)


@leak("kopi.pdf", "/Contents together, text shown")
def name_in_two_content_streams_of_a_removed_page() -> bytes:
    page = b"<< /Type /Page /Contents [7 0 R 8 0 R] >>"
    return pdf(page, flate("BT (Åsne) Tj ET".encode("cp1252")), flate("BT (Kvåsheim) Tj ET".encode("cp1252")))


@leak("kopi.pdf", "object 6 0 (/Root/X), /Y")
def string_with_its_language_between_letters() -> bytes:
    spoken = utf16(NAME.replace("v", "\x1bnb\x1bv"))
    return pdf(f"<< /Y {spoken} >>".encode(), root="/X 6 0 R")


@leak("kopi.pdf", "object 6 0 (/Root/X), /Y")
def hexadecimal_string() -> bytes:
    return pdf(f"<< /Y <{NAME.encode('cp1252').hex(' ')}> >>".encode(), root="/X 6 0 R")


@leak("kopi.pdf", "object 6 0 (/Root/X), /Y")
def string_with_octal_and_line_breaks() -> bytes:
    return pdf(b"<< /Y (\\305sne \\\nKv\\345s\\\r\nhe\\151m) >>", root="/X 6 0 R")


@leak("kopi.pdf", "/Y, a name")
def name_with_number_signs() -> bytes:
    return pdf(b"<< /Y /#c3#85sne_Kv#c3#a5sheim >>", root="/X 6 0 R")


@leak("kopi.pdf", "object 31 0 in object 6 0")
def object_stream_that_nothing_refers_to() -> bytes:
    inner = f"<< /A {utf16(NAME)} >>"
    packed = f"30 0 31 {5} null {inner}".encode()
    first = packed.index(b"null")
    return pdf(flate(packed, f"/Type /ObjStm /N 2 /First {first}"))


@leak("kopi.pdf", "object")
def object_stream() -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(f"<< /Author {utf16(NAME)} >>".encode(), trailer="/Info 6 0 R"))) as whole:
        whole.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()


@leak("kopi.pdf", "/Info), /Author", "PDF_ROUTES:objects by its cross-reference")
def encrypted_without_a_password() -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(info())) as whole:
        whole.save(file, encryption=pikepdf.Encryption(owner="x", user="", R=6))
    return file.getvalue()


@leak("kopi.pdf", "could not decode kopi.pdf", canary="")
def encrypted_with_a_password() -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(info())) as whole:
        whole.save(file, encryption=pikepdf.Encryption(owner="x", user="y", R=6))
    return file.getvalue()


@leak("kopi.pdf", "it belongs to no revision of an encrypted file", "PDF_ROUTES:all objects", canary="")
def object_that_an_encrypted_file_does_not_know() -> bytes:
    return encrypted_without_a_password() + b"99 0 obj\n<< /A (x) >>\nendobj\n"


@leak("kopi.pdf", "outside its streams")
def comment_between_objects() -> bytes:
    return pdf().replace(b"xref\n", f"% {NAME}\nxref\n".encode(), 1)


@leak("kopi.pdf", "outside its streams")
def bytes_after_the_end() -> bytes:
    return pdf() + NAME.encode()


@leak("kopi.pdf", "after the stream's end")
def bytes_after_a_streams_packed_end() -> bytes:
    packed = zlib.compress(b"nothing") + zlib.compress(NAME.encode())
    return pdf(stream(packed, "/Filter /FlateDecode"), root="/X 6 0 R")


@leak("kopi.pdf", "/JS")
def javascript() -> bytes:
    script = utf16(f"app.alert('{NAME}')")
    return pdf(root=f"/OpenAction << /S /JavaScript /JS {script} >>")


@leak("kopi.pdf", "picture's comment")
def words_in_a_picture_of_a_pdf() -> bytes:
    jpeg = picture("JPEG", comment=NAME.encode())
    details = "/Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode"
    return pdf(stream(jpeg, details), page="/Resources << /XObject << /X 6 0 R >> >>", content=b"/X Do")


@leak("kopi.pdf", "pixels of a picture that nothing shows", canary="")
def picture_that_no_page_shows() -> bytes:
    details = "/Subtype /Image /Width 4 /Height 4 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    return pdf(flate(bytes(48), details), page="/Resources << /XObject << /X 6 0 R >> >>")


def _filtered(packed: bytes, details: str) -> bytes:
    return pdf(stream(packed, details), root="/X 6 0 R")


@leak("kopi.pdf", "(/Root/X), stream", "FILTERS:/FlateDecode")
def flate_with_png_predictor() -> bytes:
    rows = NAME.encode("cp1252").ljust(24)
    row = bytes([2]) + rows[:12] + bytes([2]) + bytes((rows[i + 12] - rows[i]) & 255 for i in range(12))
    parameters = "/DecodeParms << /Predictor 12 /Columns 12 >>"
    return _filtered(zlib.compress(row), f"/Filter /FlateDecode {parameters}")


@leak("kopi.pdf", "(/Root/X), stream", "FILTERS:/LZWDecode")
def lzw() -> bytes:
    codes = [256, *NAME.encode("cp1252"), 257]
    bits = "".join(f"{code:09b}" for code in codes)
    bits += "0" * (-len(bits) % 8)
    return _filtered(bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8)), "/Filter /LZWDecode")


@leak("kopi.pdf", "(/Root/X), stream", "FILTERS:/ASCII85Decode")
def ascii85() -> bytes:
    return _filtered(base64.a85encode(NAME.encode()) + b"~>", "/Filter [/A85]")


@leak("kopi.pdf", "(/Root/X), stream", "FILTERS:/ASCIIHexDecode")
def ascii_hex() -> bytes:
    spread = (" " * 9).join(NAME.encode("cp1252").hex())
    return _filtered(spread.encode() + b">", "/Filter [/ASCIIHexDecode]")


@leak("kopi.pdf", "(/Root/X), stream", "FILTERS:/RunLengthDecode", "FILTERS:/Crypt")
def run_length() -> bytes:
    plain = NAME.encode("cp1252").rjust(60, b"x").ljust(120, b"y")  # the second length is a letter: A
    packed = bytes([53]) + plain[:54] + bytes([65]) + plain[54:] + b"\x80"
    return _filtered(packed, "/Filter [/Crypt /RunLengthDecode]")


# docx leaks


@leak("kopi.docx", "paragraph 1, deleted text", "LAYERS:deleted text", "OPENERS:XML")
def tracked_deletion() -> bytes:
    return docx(f"<w:p>{deleted('Åsne')}{run('er')}{deleted(' Kvåsheim')}{hidden('x')}</w:p>")


@leak("kopi.docx", "paragraph 1, text before changes", "LAYERS:text before changes")
def deletion_of_half_a_name() -> bytes:
    return docx(f"<w:p>{run('Åsne ')}{inserted('xyz')}{deleted('Kvåsheim')}</w:p>")


@leak("kopi.docx", "paragraph 1, hidden text", "LAYERS:hidden text")
def hidden_text() -> bytes:
    return docx(f"<w:p>{hidden('Åsne')}{run('er')}{hidden(' Kvåsheim')}</w:p>")


@leak("kopi.docx", "paragraph 1, shown and hidden text", "LAYERS:shown and hidden text")
def name_with_its_end_hidden() -> bytes:
    return docx(f"<w:p>{run('Åsne ')}{deleted('xyz')}{hidden('Kvåsheim')}</w:p>")


@leak("kopi.docx", "paragraph 1, text as shown", "LAYERS:text as shown")
def name_with_hidden_letters_within() -> bytes:
    return docx(f"<w:p>{run('Åsne ')}{hidden('xyz')}{inserted('Kvåsheim')}</w:p>")


@leak("kopi.docx", "paragraph 1, field code", "LAYERS:field code")
def field_code() -> bytes:
    return docx(f"<w:p>{run('DOCPROPERTY Åsne', tag='instrText')}{run('x')}{run(' Kvåsheim', tag='instrText')}</w:p>")


@leak("kopi.docx", "paragraph 1, text", "LAYERS:text")
def runs_around_a_text_box() -> bytes:
    box = f"<w:r><w:pict><v:textbox><w:txbxContent><w:p>{run('boks')}</w:p></w:txbxContent></v:textbox></w:pict></w:r>"
    return docx(f"<w:p>{run('Ås')}{deleted('ne Kv')}{box}{hidden('åsheim')}</w:p>")


@leak("kopi.docx", "word/document.xml, paragraph 1, text")
def text_split_across_runs() -> bytes:
    return docx("<w:p>" + "".join(run(letter, "<w:b/>") for letter in NAME) + "</w:p>")


@leak("kopi.docx", "docProps/core.xml, <creator>")
def core_properties() -> bytes:
    core = f'<c:coreProperties xmlns:c="x" xmlns:dc="y"><dc:creator>{NAME}</dc:creator></c:coreProperties>'
    return docx(parts={"docProps/core.xml": core.encode()})


@leak("kopi.docx", "docProps/app.xml, <Company>")
def app_properties() -> bytes:
    return docx(parts={"docProps/app.xml": f"<Properties><Company>{NAME}</Company></Properties>".encode()})


@leak("kopi.docx", "customXml/item1.xml, <navn verdi>")
def custom_xml() -> bytes:
    return docx(parts={"customXml/item1.xml": f'<sak><navn verdi="{NAME}"/></sak>'.encode("utf-16")})


@leak("kopi.docx", "word/comments.xml, paragraph 1")
def comment() -> bytes:
    return docx(parts={"word/comments.xml": f"<w:comments {NAMESPACES}><w:p>{run(NAME)}</w:p></w:comments>".encode()})


@leak("kopi.docx", "paragraph 1, text")
def letters_as_symbols() -> bytes:
    symbols = "".join(f'<w:r><w:sym w:font="Symbol" w:char="F0{ord(letter):02X}"/></w:r>' for letter in NAME)
    return docx(f"<w:p>{symbols}</w:p>")


@leak("kopi.docx", "XML that names its own entities", canary="")
def entities_of_its_own() -> bytes:
    return docx(parts={"customXml/item1.xml": b'<!DOCTYPE a [<!ENTITY n "x">]><a>&n;</a>'})


@leak("kopi.docx", "word/document.xml, <docPr descr>")
def alternative_text() -> bytes:
    picture_ = f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="{NAME}"/></wp:inline></w:drawing></w:r>'
    return docx(f"<w:p>{picture_}</w:p>")


@leak("kopi.docx", "word/document.xml, comment or instruction")
def xml_comment() -> bytes:
    return docx(f"<w:p/><!-- {NAME} -->")


@leak("kopi.docx", "word/media/image9.png, picture's Author")
def words_in_an_unused_picture() -> bytes:
    return docx(parts={"word/media/image9.png": png(Author=NAME)})


@leak("kopi.docx", "word/media/image9.gif, picture's comment", "OPENERS:picture")
def words_in_two_blocks_of_a_gif() -> bytes:
    words = NAME.encode("cp1252").rjust(260, b"x").ljust(320, b"y")  # the second block's length is a letter: A
    return docx(parts={"word/media/image9.gif": picture("GIF", comment=words)})


@leak("kopi.docx", "could not decode kopi.docx > word/media/image9.png", canary="")
def unused_picture() -> bytes:
    return docx(parts={"word/media/image9.png": png()})


@leak("kopi.docx", "word/media/image9.jpeg, picture's tag")
def words_in_exif() -> bytes:
    exif = Image.Exif()
    exif[0x9C9D] = NAME.encode("utf-16-le")
    return docx(parts={"word/media/image9.jpeg": picture("JPEG", exif=exif)})


@leak("kopi.docx", "could not decode kopi.docx > docProps/thumbnail.jpeg: a thumbnail's pixels", canary="")
def docx_thumbnail() -> bytes:
    return docx(parts={"docProps/thumbnail.jpeg": picture("JPEG")})


@leak("kopi.docx", "name of member word/Åsne_Kvåsheim.xml")
def zip_member_name() -> bytes:
    return docx(parts={"word/Åsne_Kvåsheim.xml": b"<x/>"})


@leak("kopi.docx", "zip headers, comments and between members")
def zip_comment() -> bytes:
    return zipped({"a.xml": b"<a/>"}, NAME.encode())


@leak("kopi.docx", "zip headers, comments and between members")
def bytes_after_the_zip() -> bytes:
    return docx() + NAME.encode("utf-16-le")


@leak("kopi.docx", "extra field")
def zip_extra_field() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        member = zipfile.ZipInfo("a.xml")
        member.extra = struct.pack("<HH", 0x7075, len(NAME.encode())) + NAME.encode()
        archive.writestr(member, "<a/>")
    return file.getvalue()


@leak("kopi.docx", "a member that is not listed")
def member_left_out_of_the_directory() -> bytes:
    lost = zipped({"gammel.xml": f"<a>{NAME}{NAME[::-1]}</a>".encode()})
    return lost[: lost.index(b"PK\1\2")] + docx()


@leak("kopi.docx", "after its end")
def bytes_after_a_members_packed_end() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"<a/>") + packer.flush() + NAME.encode()
    header = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, zlib.crc32(b"<a/>"), len(packed), 4, 1, 0)
    local = b"PK\3\4" + header + b"a" + packed
    entry = b"PK\1\2\x14\0" + header + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + b"a"
    return local + entry + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 1, 1, len(entry), len(local), 0)


@leak("kopi.docx", "word/embeddings/a.docx > word/document.xml, paragraph 1")
def docx_in_a_docx() -> bytes:
    return docx(parts={"word/embeddings/a.docx": docx(f"<w:p>{run(NAME)}</w:p>")})


@leak("kopi.docx", "a zip at byte 512", "CARVERS:a zip")
def docx_in_an_ole_object() -> bytes:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + docx(f"<w:p>{run(NAME)}</w:p>") + bytes(100)
    return docx(parts={"word/embeddings/oleObject1.bin": ole})


@leak("kopi.docx", "an unknown kind of file", canary="")
def ole_object() -> bytes:
    return docx(parts={"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)})


@leak("kopi.docx", "could not decode kopi.docx > word/x.xml: XMLSyntaxError", canary="")
def xml_that_cannot_be_read() -> bytes:
    return docx(parts={"word/x.xml": b"<a><b></a>"})


# Leaks of any file


@leak("ut.json", "JSON escapes undone", "SPELLINGS:JSON escapes undone")
def json_escapes() -> bytes:
    return json.dumps({"x": [NAME]}).encode()


@leak("ut.json", "ut.json")
def json_plain() -> bytes:
    return json.dumps({"x": [*NAME]}, ensure_ascii=False, indent=1).encode()


@leak("sak.yaml", "sak.yaml", "READINGS:")
def folded_yaml() -> bytes:
    return "notat: >-\n  møtte Åsne\n  Kvås\u00adheim i dag\n".encode()


@leak("ut.txt", "as Windows-1252", "READINGS:, as Windows-1252")
def windows_1252() -> bytes:
    return f"til {NAME}".encode("cp1252")


@leak("ut.txt", "as UTF-16", "READINGS:, as UTF-16", canary=SAMI)
def utf_16_big_end_first() -> bytes:
    return f"til {SAMI}".encode("utf-16-be")


@leak("ut.txt", "as UTF-16", "READINGS:, as UTF-16", canary=SAMI)
def utf_16_from_an_odd_byte() -> bytes:
    return b"x" + f"til {SAMI}".encode("utf-16-le")


@leak("ut.txt", "ut.txt", "READINGS:")
def decomposed_letters() -> bytes:
    return unicodedata.normalize("NFD", NAME).encode()


@leak("ut.txt", "ut.txt")
def capitals_spread_out() -> bytes:
    return " ".join(NAME.upper()).encode()


@leak("ut.html", "as base64", "CARRIED:as base64", "OPENERS:zip")
def base64_data_uri() -> bytes:
    uri = base64.b64encode(docx(f"<w:p>{run(NAME)}</w:p>")).decode()
    return f'<a href="data:application/zip;base64,{uri}">x</a>'.encode()


@leak("ut.txt", "as base64", "CARRIED:as base64")
def base64_of_a_few_words() -> bytes:
    return b"prefix" + base64.b64encode(b"xy" + NAME.encode())


@leak("ut.eml", "as base64", "CARRIED:as base64")
def base64_lines_in_a_mail() -> bytes:
    return b"Subject: x\n\n" + base64.encodebytes(b"y" * 49 + NAME.encode() + b"y" * 50)


@leak("ut.txt", "as hexadecimal", "CARRIED:as hexadecimal")
def hexadecimal_digits() -> bytes:
    return b"f" + NAME.encode().hex(" ").upper().encode()


@leak("ut.html", "entities undone", "SPELLINGS:entities undone")
def decimal_entities() -> bytes:
    return b"navn: " + NAME.encode("ascii", "xmlcharrefreplace")


@leak("ut.html", "entities undone", "SPELLINGS:entities undone")
def hexadecimal_entities() -> bytes:
    return "".join(f"&#x{ord(c):X};" for c in NAME).encode()


@leak("ut.html", "without tags", "SPELLINGS:without tags")
def tags_between_letters() -> bytes:
    return f"til {'<b>'.join(NAME)}".encode()


@leak("ut.txt", "percent escapes undone", "SPELLINGS:percent escapes undone")
def percent_escapes() -> bytes:
    return f"https://x.example/?q={urllib.parse.quote_plus(NAME)}".encode()


@leak("ut.eml", "quoted-printable undone", "SPELLINGS:quoted-printable undone")
def quoted_printable() -> bytes:
    return quopri.encodestring(f"{'x' * 70} {NAME}".encode())


@leak("ut.txt", "PDF escapes undone", "SPELLINGS:PDF escapes undone")
def octal_escapes() -> bytes:
    return b'"\\303\\205sne Kv\\303\\245sheim"'


@leak("ut.txt", "as escaped bytes", "CARRIED:as escaped bytes", canary=SAMI)
def octal_escapes_of_utf_16() -> bytes:
    return "".join(f"\\{byte:03o}" for byte in SAMI.encode("utf-16-be")).encode()


@leak("ut.rtf", "as escaped bytes", "CARRIED:as escaped bytes")
def rtf_escapes() -> bytes:
    return b"{\\rtf1 \\'c5sne Kv\\'e5sheim}"


@leak("stdout", "terminal codes undone", "SPELLINGS:terminal codes undone")
def terminal_colours() -> bytes:
    return "skrev \x1b[1mÅsne\x1b[0m \x1b[31mKvåsheim\x1b[0m".encode()


@leak("stderr", "stderr")
def box_around_an_error() -> bytes:
    return "╭───────╮\n│ Åsne  │\n│ Kvås- │\n│ heim  │\n╰───────╯".encode()


@leak("ut.txt.gz", "unpacked", "OPENERS:gzip")
def gzipped() -> bytes:
    return gzip.compress(NAME.encode("cp1252") * 2, mtime=0)


@leak("ut.txt.bz2", "unpacked", "OPENERS:bzip2")
def bzipped() -> bytes:
    return bz2.compress(NAME.encode("cp1252"))


@leak("ut.txt.xz", "unpacked", "OPENERS:xz")
def xzipped() -> bytes:
    return lzma.compress(f"{NAME} {NAME[::-1]} {NAME}".encode("cp1252"))


@leak("ut.bin", "a PDF at byte", "CARVERS:a PDF")
def pdf_in_something_unknown() -> bytes:
    return bytes(2000) + letters_of_a_subset_font_with_kerning()


@leak("ut.bin", "something compressed at byte", "CARVERS:something compressed")
def zlib_in_something_unknown() -> bytes:
    return bytes(9) + zlib.compress(f"{NAME} {NAME[::-1]} {NAME}".encode())


@leak("ut.bin", "could not decode ut.bin: an unknown kind of file", canary="")
def unknown_kind_of_file() -> bytes:
    return bytes(range(256))


@leak("%C3%85sne%20Kv%C3%A5sheim.txt", "file name, percent escapes undone", "SPELLINGS:percent escapes undone")
def file_name_with_escapes() -> bytes:
    return b""


@leak("kopi-aasne-kvaasheim.pdf", "file name")
def file_name_in_ascii() -> bytes:
    return pdf()


@leak("ut.txt", "ut.txt", canary=PHONE)
def phone_in_other_groups() -> bytes:
    return b"tlf. +47 41 35 82-76"


@leak("kopi.pdf", "text shown", canary=PHONE)
def phone_as_drawn() -> bytes:
    return pdf(content=b"BT /F1 9 Tf 9 9 Td [(4) 20 (135) -300 (8276)] TJ ET")


@leak("ut.txt", "ut.txt", canary=EMAIL)
def mail_address() -> bytes:
    return b"mailto:Torkv@Kommune.example"
