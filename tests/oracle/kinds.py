"""What a piece of bytes is, and how it is opened (OPENERS)."""

from __future__ import annotations

import bz2
import lzma
import re
import zlib

from tests.oracle.hunt import Openers
from tests.oracle.pdf import open_pdf
from tests.oracle.pictures import is_picture, open_picture
from tests.oracle.xml import open_xml
from tests.oracle.zips import open_packed, open_zip


def _is_xml(data: bytes) -> bool:
    head = data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return bool(re.match(rb"<(?:\?xml|\?xpacket|!--|!DOCTYPE|[A-Za-z][\w.-]*[:\s/>])", head))


OPENERS: Openers = {
    "PDF": (lambda data: b"%PDF-" in data[:1024], open_pdf),
    "zip": (lambda data: data[:4] in (b"PK\3\4", b"PK\5\6"), open_zip),
    "XML": (_is_xml, open_xml),
    "picture": (is_picture, open_picture),
    "gzip": (lambda data: data[:3] == b"\x1f\x8b\x08", open_packed(lambda data: zlib.decompress(data, 31))),
    "bzip2": (lambda data: data[:3] == b"BZh" and data[4:10] == b"1AY&SY", open_packed(bz2.decompress)),
    "xz": (lambda data: data[:6] == b"\xfd7zXZ\0", open_packed(lzma.decompress)),
}
