"""Leaks in a PDF: under black boxes, in forms, structure, fonts, old revisions, filters and between its objects."""

from __future__ import annotations

import base64
import io
import zlib

import pikepdf

from tests.leaks.making import docx, flate, pdf, picture, run, saved, saved_again, shown, stream, subset_font, utf16
from tests.leaks.planted import NAME, SAMI, leak


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
