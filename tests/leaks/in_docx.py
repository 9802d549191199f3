"""Leaks in a Word file: deleted and hidden text, properties, pictures, and what stands between a zip's members."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

from tests.docx_builder import NAMESPACES
from tests.leaks.making import deleted, docx, hidden, inserted, picture, png, run, zipped
from tests.leaks.planted import NAME, leak


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
