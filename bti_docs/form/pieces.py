"""A PDF that pikepdf has saved goes in; the same in pieces comes out, to put any number of whole files together of."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bti_docs.form.blank import Base

if TYPE_CHECKING:
    import pikepdf

INDEX = "/BtiIndex"
_XREF = re.compile(rb"xref\n0 (\d+)\n")


@dataclass(frozen=True)
class Marked:
    """What is to be found again in the saved file: by name, the objects in their order."""

    open: Sequence[pikepdf.Object] = ()
    overlays: Sequence[pikepdf.Object] = ()
    fonts: Sequence[pikepdf.Object] = ()


def mark(file: pikepdf.Pdf, marked: Marked) -> None:
    """Note the objects in the file's root, so that their numbers are known once it is saved."""
    import pikepdf

    lists = [pikepdf.Array(list(objects)) for objects in (marked.open, marked.overlays, marked.fonts)]
    file.Root[INDEX] = pikepdf.Array(lists)


def take_apart(data: bytes) -> tuple[Base, list[int]]:
    """Return a marked file in pieces, and the numbers of its open objects in the order they were marked."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as file:
        numbers, overlays, fonts = ([o.objgen[0] for o in part] for part in file.Root[INDEX])
        del file.Root[INDEX]
        root = file.Root.objgen[0]
        rewritten = {root: file.Root.unparse(resolved=True)}
        open_ = {n: file.get_object(n, 0).unparse(resolved=True).rstrip().removesuffix(b">>") for n in numbers}
        info = file.trailer.get("/Info")
        trailer = b"/Root %d 0 R" % root + (b"/Info %d 0 R" % info.objgen[0] if info is not None else b"")
    body, offsets = _without(data, {*open_, *overlays, *fonts}, rewritten)
    return Base(body, offsets, open_, tuple(overlays), tuple(fonts), trailer), numbers


def _without(data: bytes, out: set[int], rewritten: Mapping[int, bytes]) -> tuple[bytes, tuple[int, ...]]:
    """Return header and fixed objects in one piece, and where each stands: -1 for what is put in for every copy."""
    table = int(data[data.rindex(b"startxref") + 9 :].split()[0])
    match = _XREF.match(data, table)
    if match is None:
        raise ValueError("not a plain table of objects")
    places = [int(data[at : at + 10]) for at in range(match.end(), match.end() + 20 * int(match[1]), 20)]
    ends = dict(zip(sorted(places[1:]), [*sorted(places[1:])[1:], table], strict=True))
    parts = [data[: min(places[1:])]]
    offsets, at = [-1] * len(places), len(parts[0])
    for number in range(1, len(places)):
        if number in out:
            continue
        piece = data[places[number] : ends[places[number]]]
        if number in rewritten:
            piece = b"%d 0 obj\n%b\nendobj\n" % (number, rewritten[number])
        offsets[number] = at
        parts.append(piece)
        at += len(piece)
    return b"".join(parts), tuple(offsets)


def put_together(base: Base, objects: Mapping[int, bytes]) -> bytes:
    """Return a whole PDF: the fixed pieces, then `objects` by number, then one table of them all.

    Nothing is appended to an earlier file: no old value is left behind in it. The same objects give the same bytes.
    """
    rows = list(base.rows)
    parts, at = [base.body], len(base.body)
    for number in sorted(objects):
        piece = b"%d 0 obj\n%b\nendobj\n" % (number, objects[number])
        while len(rows) <= number:
            rows.append(b"0000000000 65535 f \n")
        rows[number] = b"%010d 00000 n \n" % at
        parts.append(piece)
        at += len(piece)
    digest = hashlib.md5(b"".join(parts[1:]), usedforsecurity=False).hexdigest().encode()
    table = b"xref\n0 %d\n%b" % (len(rows), b"".join(rows))
    trailer = b"trailer\n<</Size %d%b/ID[<%b><%b>]>>\n" % (len(rows), base.trailer, base.digest, digest)
    return b"".join([*parts, table, trailer, b"startxref\n%d\n%%%%EOF\n" % at])
