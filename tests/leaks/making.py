"""Small PDFs, Word files, zips and pictures, made by hand: what is to be hidden goes in, the file's bytes come out."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image, PngImagePlugin

from tests.docx_builder import NAMESPACES

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
