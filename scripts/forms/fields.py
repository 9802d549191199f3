"""A PDF with links that say what they are to become goes in; the same with fields in their places comes out."""

from __future__ import annotations

import io
import re
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, String

_LINK = re.compile(r"bti:(text|multi|check|radio|comb(\d+))/([^/?]+)(?:/([^?]+))?\?(.*)")
_MULTILINE, _COMB, _RADIO, _NO_OFF = 1 << 12, 1 << 24, 1 << 15, 1 << 14


def with_fields(pdf: bytes) -> bytes:
    """Return the form: each link has become a box, at its place in the page and in the tags."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        fields: list[pikepdf.Object] = []
        groups: dict[str, pikepdf.Object] = {}
        elements = dict(pikepdf.NumberTree(file.Root.StructTreeRoot.ParentTree).items())
        for page in file.pages:
            for note in page.obj.get("/Annots", []):
                found = _LINK.fullmatch(unquote(str(note.A.URI)))
                if found is None:
                    continue
                elements[int(note.StructParent)].S = Name.Form
                _become(file, note, found, fields, groups)
                note.P = page.obj
        helvetica = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
        )
        file.Root.AcroForm = Dictionary(
            Fields=Array(fields), DA=String("/Helv 0 Tf 0 g"), DR=Dictionary(Font=Dictionary(Helv=helvetica))
        )
        data = io.BytesIO()
        file.save(data, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return data.getvalue()


def _become(
    file: pikepdf.Pdf,
    note: pikepdf.Object,
    found: re.Match[str],
    fields: list[pikepdf.Object],
    groups: dict[str, pikepdf.Object],
) -> None:
    kind, cells, name, value, label = found.groups()
    for key in ("/A", "/Border", "/Contents"):
        if key in note:
            del note[key]
    note.Subtype, note.F, note.TU = Name.Widget, 4, String(label)
    if kind == "radio":
        _button(file, note, value, round_=True)
        group = groups.get(name)
        if group is None:
            tooltip = String(label.rpartition(":")[0])
            group = file.make_indirect(
                Dictionary(FT=Name.Btn, Ff=_RADIO | _NO_OFF, T=String(name), TU=tooltip, Kids=Array(), V=Name.Off)
            )
            groups[name] = group
            fields.append(group)
        group.Kids.append(note)
        note.Parent = group
        return
    note.T = String(name)
    fields.append(note)
    if kind == "check":
        _button(file, note, "Ja", round_=False)
        note.FT, note.V = Name.Btn, Name.Off
        return
    note.FT = Name.Tx
    if kind == "multi":
        note.Ff, note.DA = _MULTILINE, String("/Helv 9.5 Tf 0 g")
    if cells:
        note.Ff, note.MaxLen = _COMB, int(cells)


def _button(file: pikepdf.Pdf, note: pikepdf.Object, state: str, *, round_: bool) -> None:
    left, foot, right, head = (float(n) for n in note.Rect)
    w, h = right - left, head - foot
    a, b = w * 0.22, w * 0.78
    cross = f"q 0 G 1.1 w 1 J {a:.2f} {a:.2f} m {b:.2f} {h - a:.2f} l S {a:.2f} {h - a:.2f} m {b:.2f} {a:.2f} l S Q"
    dot = f"q 1 J {w * 0.55:.2f} w 0 G {w / 2:.2f} {h / 2:.2f} m {w / 2:.2f} {h / 2:.2f} l S Q"
    drawn = {f"/{state}": dot if round_ else cross, "/Off": ""}
    note.AP = Dictionary(N=Dictionary({k: _stream(file, v, w, h) for k, v in drawn.items()}))
    note.AS = Name.Off


def _stream(file: pikepdf.Pdf, drawing: str, w: float, h: float) -> pikepdf.Stream:
    stream = file.make_stream(drawing.encode())
    stream.Type, stream.Subtype, stream.Resources = Name.XObject, Name.Form, Dictionary()
    stream.BBox = pikepdf.Object.parse(f"[0 0 {w:.2f} {h:.2f}]".encode())
    return stream
