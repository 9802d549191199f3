"""Small PDF forms for tests, built field by field with pikepdf: nothing of anybody else's is in them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

TEXT, MULTILINE, COMB, PASSWORD = 0, 1 << 12, 1 << 24, 1 << 13
RADIO, COMBO, EDIT, MANY = 1 << 15, 1 << 17, 1 << 18, 1 << 21


class Form:
    """A form while it is built; `field` returns what it adds, so that a test can make it odd."""

    def __init__(self, pages: int = 1, content: bytes = b"", rotate: int = 0) -> None:
        self.pdf = pikepdf.new()
        for _ in range(pages):
            self.pdf.add_blank_page(page_size=(595, 842))
        for page in self.pdf.pages:
            page.obj["/Annots"] = Array()
            if content:
                page.obj["/Contents"] = self.pdf.make_stream(content)
            if rotate:
                page.obj["/Rotate"] = rotate
        self.pdf.Root.AcroForm = Dictionary(Fields=Array())

    def field(self, name: str, box: tuple[int, int, int, int], page: int = 0, **entries: Any) -> pikepdf.Object:
        """Add a text field, or what `entries` make of it."""
        made = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String(name),
            Rect=Array(box),
            F=4,
            DA=String("/Helv 0 Tf 0 g"),
        )
        for key, value in entries.items():
            made[f"/{key}"] = value
        node = self.pdf.make_indirect(made)
        self.pdf.pages[page].obj["/Annots"].append(node)
        self.pdf.Root.AcroForm.Fields.append(node)
        return node

    def check(self, name: str, box: tuple[int, int, int, int], state: str = "Ja", **entries: Any) -> pikepdf.Object:
        """Add a checkbox whose on-state draws a filled square."""
        return self.field(name, box, FT=Name.Btn, AP=self.looks(box, state), AS=Name.Off, **entries)

    def radio(self, name: str, states: list[str], y: int) -> pikepdf.Object:
        """Add a group of round buttons side by side."""
        group = self.pdf.make_indirect(Dictionary(FT=Name.Btn, Ff=RADIO, T=String(name), Kids=Array()))
        for i, state in enumerate(states):
            box = (50 + 40 * i, y, 62 + 40 * i, y + 12)
            kid = self.pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot, Subtype=Name.Widget, Rect=Array(box), F=4, AP=self.looks(box, state), Parent=group
                )
            )
            kid["/AS"] = Name.Off
            group.Kids.append(kid)
            self.pdf.pages[0].obj["/Annots"].append(kid)
        self.pdf.Root.AcroForm.Fields.append(group)
        return group

    def looks(self, box: tuple[int, int, int, int], state: str) -> pikepdf.Dictionary:
        """An on-state that is black, and an off-state that is empty."""
        w, h = box[2] - box[0], box[3] - box[1]
        return Dictionary(
            N=Dictionary(
                {f"/{state}": self.drawing(f"0 g 2 2 {w - 4} {h - 4} re f", w, h), "/Off": self.drawing("", w, h)}
            )
        )

    def drawing(self, operators: str, w: float, h: float) -> pikepdf.Stream:
        stream = self.pdf.make_stream(operators.encode())
        stream.Type, stream.Subtype = Name.XObject, Name.Form
        stream.BBox = Array([0, 0, w, h])
        return stream

    def bytes(self, **save: Any) -> bytes:
        data = io.BytesIO()
        self.pdf.save(data, **save)
        return data.getvalue()


def form(*make: Callable[[Form], object], **options: Any) -> bytes:
    """A form with what each of `make` adds."""
    built = Form(**options)
    for one in make:
        one(built)
    return built.bytes()
