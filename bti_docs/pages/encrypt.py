"""A finished PDF and a code go in; the same pages, which only the code opens, come out."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from bti_docs.pages.source import opened, without_form_warnings

if TYPE_CHECKING:
    import pikepdf

ALPHABET = "abcdefghjkmnpqrtuvwxy346789"
"""What a code is made of: of letters and digits that are taken for each other (0o, 1li, 2z, 5s), none."""

_GROUPS, _LENGTH = 5, 4
_EVEN = 256 - 256 % len(ALPHABET)  # a byte from here on would favour the first letters
_CODE = re.compile("-".join([f"[{ALPHABET}]{{{_LENGTH}}}"] * _GROUPS))


def new_code(random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Return a new code, as `abcd-efgh-jkmn-pqrt-uvwx`: 95 bits, plain ASCII so that every keyboard types the same.

    `random` gives so many random bytes, from a source that nobody can foresee.
    """
    letters = ""
    while len(letters) < _GROUPS * _LENGTH:
        letters += "".join(ALPHABET[byte % len(ALPHABET)] for byte in random(_GROUPS * _LENGTH) if byte < _EVEN)
    return "-".join(letters[n : n + _LENGTH] for n in range(0, _GROUPS * _LENGTH, _LENGTH))


def encrypt(pdf: bytes, code: str, *, title: str = "Dokument") -> bytes:
    """Return the PDF encrypted with AES-256 (revision 6), its metadata with it, under a title that names nobody.

    The code is typed with its hyphens. No two calls give the same bytes, for the key is new each time. The result no
    longer says that it is PDF/A, which forbids encryption; tags and PDF/UA stay. Raises BtiError when the PDF is
    locked already (N111) or broken (N112), and ValueError for a code that `new_code` could not have made.
    """
    import pikepdf

    if not _CODE.fullmatch(code):
        raise ValueError("not a code made by new_code")
    with opened(pdf) as file:
        _forget(file, title)
        data = io.BytesIO()
        # The code is the owner's too: with another owner's password there would be two codes to keep.
        locked = pikepdf.Encryption(owner=code, user=code, R=6, aes=True, metadata=True)
        with without_form_warnings():
            file.save(data, encryption=locked, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return data.getvalue()


def _forget(file: pikepdf.Pdf, title: str) -> None:
    """Leave only the title, and that the file is accessible, in what viewers and search engines list."""
    import pikepdf

    with file.open_metadata(set_pikepdf_as_editor=False) as before:
        accessible = before.get("pdfuaid:part")
    if "/Metadata" in file.Root:
        del file.Root["/Metadata"]
    file.trailer.Info = file.make_indirect(pikepdf.Dictionary(Title=pikepdf.String(title)))
    with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        if accessible:
            metadata["pdfuaid:part"] = accessible
