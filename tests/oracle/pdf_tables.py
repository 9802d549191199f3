"""A PDF goes in; the tables of its objects come out, by two ways: qpdf's cross-reference, and a scan of all bytes."""

from __future__ import annotations

import functools
import io
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from tests.oracle.hunt import Hunt
from tests.oracle.pdf_objects import Dict, Object, Ref, parse, walk


@dataclass
class Table:
    """The objects that belong together: one revision, or all that our own scan met."""

    label: str
    objects: list[Object] = field(default_factory=list)
    roots: list[Any] = field(default_factory=list)

    @functools.cached_property
    def values(self) -> dict[int, Object]:
        return {o.number: o for o in self.objects}

    def resolve(self, value: Any) -> Any:
        for _ in range(20):
            if not isinstance(value, Ref):
                return value
            value = self.values[value.number].value if value.number in self.values else None
        return None

    @functools.cached_property
    def paths(self) -> dict[int, str]:
        """The keys that lead to each object from the trailer, by the shortest way."""
        paths: dict[int, str] = {}
        queue = [("", root) for root in self.roots]
        for path, value in queue:
            for keys, inner in walk(value):
                if isinstance(inner, Ref) and inner.number not in paths:
                    paths[inner.number] = path + keys
                    queue.append((path + keys, self.resolve(inner)))
        return paths

    def place(self, found: Object) -> str:
        path = self.paths.get(found.number, "")
        steps = path.split("/")
        short = path if len(steps) < 7 else "/".join((*steps[:3], "…", *steps[-3:]))
        return f"{found.label} ({short or 'that nothing refers to'})"


def as_saved(data: bytes) -> list[bytes]:
    """The file as it was after each time it was saved, the last first."""
    ends = [m.end() for m in re.finditer(rb"%%EOF[\r\n]*", data)]
    return [data, *(data[:end] for end in reversed(ends[:-1]))]


def qpdf_table(data: bytes, password: str, label: str) -> tuple[Table, set[int | None]]:
    """Read the objects of one revision with qpdf; also return at which bytes they begin."""
    table = Table(label)
    with pikepdf.open(io.BytesIO(data), password=password, suppress_warnings=True) as pdf:
        table.roots.append(_value(pdf.trailer))
        for number, generation in pdf.get_xref_table():
            found = pdf.get_object(number, generation)
            one = Object(f"{label}object {number} {generation}", number, _value(found))
            if isinstance(found, pikepdf.Stream):
                one.raw = found.read_raw_bytes()
            table.objects.append(one)
        offsets = {entry.offset for entry in pdf.get_xref_table().values() if entry.type == 1}
    return table, offsets


def _value(found: Any) -> Any:
    if not isinstance(found, pikepdf.Object):
        return found  # a number
    plain = found.stream_dict if isinstance(found, pikepdf.Stream) else found
    values = parse(plain.unparse(resolved=True))[0]
    return values[0] if values else None


_BEGINNING = re.compile(rb"(?<![0-9])(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+obj(?![a-zA-Z])")


def scan(hunt: Hunt, data: bytes, place: str) -> Table:
    """Read all that looks like an object, whichever revision it is from and whether anything refers to it."""
    table = Table("")
    for match in _BEGINNING.finditer(data):
        label = f"object {int(match[1])} {int(match[2])} at byte {match.start()}"
        hunt.attempt(f"{place} > {label}", _scan_object, table, data, match, label)
    for one in [o for o in table.objects if o.span[0]]:
        hunt.attempt(f"{place} > {one.label}", _take_stream, table, data, one)
    for match in re.finditer(rb"\btrailer\b", data):
        with suppress(ValueError):
            table.roots += parse(data, match.end(), ("startxref", "xref"))[0]
    table.roots += [o.value for o in table.objects if isinstance(o.value, Dict) and o.value.get("/Type") == "/XRef"]
    return table


def _scan_object(table: Table, data: bytes, match: re.Match[bytes], label: str) -> None:
    values, word, end = parse(data, match.end(), ("endobj", "stream", "obj", "xref", "trailer"))
    start = end + (2 if data[end : end + 2] == b"\r\n" else 1) if word == "stream" else 0
    table.objects.append(Object(label, int(match[1]), values[0] if values else None, span=(start, start)))


def _take_stream(table: Table, data: bytes, one: Object) -> None:
    one.span = _stream_span(data, one.span[0], table.resolve(one.value.get("/Length")))
    one.raw = data[slice(*one.span)]


def _stream_span(data: bytes, start: int, length: Any) -> tuple[int, int]:
    if isinstance(length, int) and data[start + length : start + length + 12].lstrip().startswith(b"endstream"):
        return start, start + length
    end = data.find(b"endstream", start)
    if end < 0:
        raise ValueError("a stream without its end")
    return start, end - (2 if data[end - 2 : end] == b"\r\n" else data[end - 1 : end] in (b"\n", b"\r"))
