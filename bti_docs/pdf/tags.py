"""Finishes the tags: a PDF from Typst goes in, the same with what Typst leaves out of its tags comes out.

Typst tags the header row of a table (TH, Scope Column) but gives Python no way to tag a header cell in a row or
to give a table its summary; and it draws Arabic as letters and loose dots, which are read as doubled letters,
so each such run gets the text it stands for (ActualText). Typst writes its tags as plain objects, so those few
are rewritten here, and the table of offsets after them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bti_docs.document import Block, List, Table
from bti_docs.pdf import grid

_SCOPES = {"row": b"Row", "col": b"Column"}
_KIDS = re.compile(rb"/K\[([^\]]*)\]")
_KIND = re.compile(rb"/StructElem/S/(\w+)")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_HEADERS = re.compile(rb"/Headers\[[^\]]*\]")
_ELEMENT, _HEAD = b"/Type/StructElem", 40  # Typst writes the type first
_ROOT = re.compile(rb"/Type/StructTreeRoot.*?/K\[(\d+) 0 R")


def finish(pdf: bytes, blocks: tuple[Block, ...], backward: list[str]) -> bytes:
    """Return the PDF with the tables of `blocks`, and the runs that go from right to left, fully tagged."""
    tables = list(_tables(blocks))
    if not backward and not any(summary or any(scopes) for summary, scopes in tables):
        return pdf
    file = _File(pdf)
    found = file.find(b"Table", b"Em")
    for number, (summary, scopes) in zip(found[b"Table"], tables, strict=True):
        _finish(file, number, summary, scopes)
    for number, text in zip(found[b"Em"], backward, strict=True):
        span = b"/S/Span/ActualText" + _text(text)
        file.objects[number] = file.objects[number].replace(b"/S/Em", span, 1)
    return file.bytes()


def _text(text: str) -> bytes:
    return b"<" + ("\ufeff" + text).encode("utf-16-be").hex().encode() + b">"


def _tables(blocks: Iterable[Block]) -> Iterator[tuple[str, list[str]]]:
    """Yield the summary and scopes of the tables that are tagged as such, in reading order."""
    for block in blocks:
        if isinstance(block, List):
            for item in block.items:
                yield from _tables(item.blocks)
        elif isinstance(block, Table):
            placed = grid.place(block)
            if block.data:
                yield block.summary, _scopes(placed)
            for cell in placed.cells:
                yield from _tables(cell.cell.blocks)


def _scopes(placed: grid.Grid) -> list[str]:
    """Return what each cell below the header rows heads: a row, a column or nothing."""
    return [cell.cell.header for cell in placed.cells if cell.y >= placed.header]


def _finish(file: _File, number: int, summary: str, scopes: list[str]) -> None:
    if summary:
        file.add_attribute(number, b"/Summary" + _text(summary))
    if not any(scopes):
        return
    parts = file.kids(number, b"TBody") or [number]  # without a header row there is no TBody
    rows = [row for part in parts for row in file.kids(part, b"TR")]
    cells = [cell for row in rows for cell in file.kids(row)]
    for cell, scope in zip(cells, scopes, strict=True):
        # Headers named one by one would hide the row's own header, so the scopes alone say what heads what.
        file.objects[cell] = _HEADERS.sub(b"", file.objects[cell])
        if scope:
            file.objects[cell] = file.objects[cell].replace(b"/S/TD", b"/S/TH", 1)
            file.add_attribute(cell, b"/Scope/" + _SCOPES[scope])


class _File:
    """The objects of a PDF by number, as Typst writes it: one table of offsets at the end."""

    def __init__(self, pdf: bytes) -> None:
        start = int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0])
        lines = pdf[start : pdf.index(b"trailer", start)].splitlines()[3:]
        offsets = [int(line[:10]) for line in lines]
        order = sorted(range(len(offsets)), key=offsets.__getitem__)
        ends = [*(offsets[n] for n in order[1:]), start]
        self.head = pdf[: offsets[order[0]]]
        self.objects = {n + 1: pdf[offsets[n] : end] for n, end in zip(order, ends, strict=True)}
        self._elements = {n for n, data in self.objects.items() if data.find(_ELEMENT, 0, _HEAD) >= 0}
        self.trailer = pdf[pdf.index(b"trailer", start) : pdf.rindex(b"startxref")]

    def kids(self, number: int, kind: bytes = b"") -> list[int]:
        """Return the tags within a tag, of one kind when it is given."""
        kids = _KIDS.search(self.objects[number])
        found = [int(kid) for kid in _REFERENCE.findall(kids[1])] if kids else []
        return [n for n in found if n in self._elements and (not kind or self._kind(n) == kind)]

    def _kind(self, number: int) -> bytes:
        kind = _KIND.search(self.objects[number])
        return kind[1] if kind else b""

    def find(self, *kinds: bytes) -> dict[bytes, list[int]]:
        """Return every tag of these kinds in reading order."""
        found: dict[bytes, list[int]] = {kind: [] for kind in kinds}
        root = next(m for o in self.objects.values() if (m := _ROOT.search(o)))
        waiting = [int(root[1])]
        while waiting:
            number = waiting.pop()
            if (kind := self._kind(number)) in found:
                found[kind].append(number)
            waiting.extend(reversed(self.kids(number)))
        return found

    def add_attribute(self, number: int, attribute: bytes) -> None:
        """Give a tag one more attribute of a table."""
        old = self.objects[number]
        table = b"<</O/Table" + attribute
        if b"<</O/Table" in old:
            new = old.replace(b"<</O/Table", table, 1)
        elif b"/A[" in old:
            new = old.replace(b"/A[", b"/A[" + table + b">>", 1)
        else:
            new = old.replace(b"/Type/StructElem", b"/Type/StructElem/A[" + table + b">>]", 1)
        self.objects[number] = new

    def bytes(self) -> bytes:
        """Return the file with its offsets counted anew."""
        offsets, at = {}, len(self.head)
        for number, data in self.objects.items():
            offsets[number] = at
            at += len(data)
        lines = [b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)]
        lines += [b"%010d 00000 n \n" % offsets[number] for number in sorted(offsets)]
        end = b"startxref\n%d\n%%%%EOF" % at
        return b"".join([self.head, *self.objects.values(), *lines, self.trailer, end])
