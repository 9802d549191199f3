"""A form's bytes go in; the form comes out as it is filled from: empty, in pieces, once to be filled and once flat."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bti_docs.form import pieces
from bti_docs.form.appearance import tick
from bti_docs.form.blank import OFF, Base, Blank, Field, Kind, Widget, num
from bti_docs.form.flatten import flatten
from bti_docs.form.sheets import sheets
from bti_docs.form.source import acroform, opened, sanitize, saved
from bti_docs.form.walk import (
    Found,
    box_of,
    decimal,
    flags_of,
    inherited,
    lineage,
    number,
    on_state,
    text,
    unseen,
    walk,
)

if TYPE_CHECKING:
    import pikepdf

_SIZE = re.compile(r"/\S+\s+(-?[\d.]+)\s+Tf")
_COLOR = re.compile(r"((?:-?[\d.]+\s+){1,4})(g|rg|k)\b")
_PARTS = {"g": 1, "rg": 3, "k": 4}
_OLD = ("/V", "/DV", "/RV", "/I", "/TI")


def prepare(data: bytes, overlay: Sequence[Field] = ()) -> Blank:
    """Return the form, ready to be filled. What stood in it is remembered, and gone from its bytes.

    `overlay` are boxes of our own on its pages, which the flat form then has besides.

    Raises BtiError: B101-B106, for a file that is no form that can be filled.
    """
    with opened(data) as file:
        notes = sanitize(file)
        found = walk(file)
        fields = [_described(file, one) for one in found]
        for one, field in zip(found, fields, strict=True):
            _empty(file, one, field)
        _default_appearance(file)
        tagged, language = "/StructTreeRoot" in file.Root, text(file.Root.get("/Lang", ""))
        if any(field.calculated for field in fields):
            notes.append("B304")
        filled, fields = _filled(file, found, fields)
        pages = sheets(saved(file), drawn=not fields)
        flat, fields = flatten(file, found, fields, overlay)
    digest = hashlib.sha256(data).hexdigest()
    return Blank(tuple(fields), pages, filled, flat, tagged, language, tuple(notes), digest)


def _filled(file: pikepdf.Pdf, found: Sequence[Found], fields: Sequence[Field]) -> tuple[Base, list[Field]]:
    """Take the form apart as it is to be filled: every field's and box's dictionary stays open."""
    nodes = [node for one in found for node in (one.node, *one.others, *(w for _, w in one.boxes))]
    fonts = [file.make_indirect(_font()) for _ in range(3)]
    pieces.mark(file, pieces.Marked(open=nodes, fonts=fonts))
    base, numbers = pieces.take_apart(saved(file))
    del file.Root[pieces.INDEX]
    left = iter(numbers)
    numbered = []
    for one, field in zip(found, fields, strict=True):
        objs = tuple(next(left) for _ in (one.node, *one.others))
        numbered.append(replace(field, objs=objs, widgets=tuple(replace(w, obj=next(left)) for w in field.widgets)))
    return base, numbered


def _font() -> pikepdf.Dictionary:
    import pikepdf

    return pikepdf.Dictionary(Type=pikepdf.Name.Font)


def _described(file: pikepdf.Pdf, found: Found) -> Field:
    """Read all that a field says of itself, from its boxes upwards."""
    flags, node = flags_of(found), found.node
    states = _states(found)
    boxes = zip(found.boxes, states, strict=True)
    cells = max(0, number(inherited(node, "/MaxLen"))) if flags.comb else 0
    return Field(
        name=found.name,
        kind=found.kind,
        multiline=flags.multiline,
        comb=flags.comb,
        password=flags.password,
        required=flags.required,
        read_only=flags.read_only,
        editable=flags.editable,
        many=flags.many,
        max_len=max(0, number(inherited(node, "/MaxLen"))) if found.kind is Kind.TEXT else 0,
        options=_options(node) if found.kind in (Kind.COMBO, Kind.LIST) else (),
        exports=tuple(text(o) for o in inherited(node, "/Opt") or ()) if found.kind.ticked else (),
        value=_value(found),
        tooltip=text(inherited(node, "/TU") or ""),
        calculated="/C" in (inherited(node, "/AA") or {}),
        widgets=tuple(replace(_widget(file, found.kind, page, w, state), cells=cells) for (page, w), state in boxes),
    )


def _states(found: Found) -> list[str]:
    """Return each box's on-state; where the form draws none, the boxes of a radio group are numbered."""
    if not found.kind.ticked:
        return [""] * len(found.boxes)
    named = [on_state(w) for _, w in found.boxes]
    drawn = ["/AP" in w for _, w in found.boxes]
    if found.kind is Kind.RADIO and not any(drawn):
        return [str(i) for i in range(len(named))]
    return named


def _options(node: pikepdf.Object) -> tuple[tuple[str, str], ...]:
    """Return what can be chosen: a string is both, a pair is export value and shown text."""
    import pikepdf

    found = []
    for option in inherited(node, "/Opt") or ():
        pair = [text(o) for o in option] if isinstance(option, pikepdf.Array) else [text(option)]
        if pair:
            found.append((pair[0], pair[-1]))
    return tuple(found)


def _value(found: Found) -> tuple[str, ...]:
    import pikepdf

    value = inherited(found.node, "/V")
    if value is None or found.kind in (Kind.PUSH, Kind.SIGNATURE):
        return ()
    if isinstance(value, pikepdf.Array):
        return tuple(text(v) for v in value)
    said = text(value).removeprefix("/") if found.kind.ticked else text(value).replace("\r\n", "\n").replace("\r", "\n")
    return (said,) if said and not (found.kind.ticked and said == OFF) else ()


def _widget(file: pikepdf.Pdf, kind: Kind, page: int, node: pikepdf.Object, state: str) -> Widget:
    import pikepdf

    looks = node.get("/MK")
    looks = looks if isinstance(looks, pikepdf.Dictionary) else pikepdf.Dictionary()
    form = acroform(file) or pikepdf.Dictionary()
    style = node.get("/BS")
    style = style if isinstance(style, pikepdf.Dictionary) else pikepdf.Dictionary()
    size, color = _default(text(inherited(node, "/DA") or form.get("/DA", "")))
    return Widget(
        page=page,
        box=box_of(node.get("/Rect")),
        turn=round(decimal(looks.get("/R")) / 90) * 90 % 360,
        border=_color(looks.get("/BC")),
        background=_color(looks.get("/BG")),
        border_width=_width(node, style),
        border_style=text(style.get("/S", "/S")).removeprefix("/"),
        color=color,
        size=size,
        align=number(inherited(node, "/Q") if inherited(node, "/Q") is not None else form.get("/Q")) % 3,
        state=state if kind.ticked else "",
        hidden=unseen(node),
    )


def _default(said: str) -> tuple[float, str]:
    """Return size (0: ours to choose) and colour from a default appearance (/DA)."""
    sizes, colors = _SIZE.findall(said), _COLOR.findall(said)
    size = abs(decimal(sizes[-1])) if sizes else 0.0
    fitting = [f"{' '.join(parts.split())} {op}" for parts, op in colors if len(parts.split()) == _PARTS[op]]
    return size, fitting[-1] if fitting else "0 g"


def _color(value: object) -> tuple[float, ...]:
    parts = tuple(decimal(n) for n in value) if value is not None else ()  # type: ignore[attr-defined]
    return parts if len(parts) in (1, 3, 4) else ()


def _width(node: pikepdf.Object, style: pikepdf.Dictionary) -> float:
    """Return the border's width in pt: from /BS, else from /Border, else 1 (ISO 32000-1, table 166)."""
    import pikepdf

    if "/W" in style:
        return max(0.0, decimal(style["/W"], 1.0))
    old = node.get("/Border")
    return max(0.0, decimal(old[2], 1.0)) if isinstance(old, pikepdf.Array) and len(old) > 2 else 1.0


def _empty(file: pikepdf.Pdf, found: Found, field: Field) -> None:
    """Take a field's old value out of the file, in all the forms it is kept in; a button is switched off."""
    nodes = [n for start in (found.node, *found.others, *(w for _, w in found.boxes)) for n in lineage(start)]
    for node in nodes if found.kind.fillable else ():
        for key in _OLD:
            if key in node:
                del node[key]
    for (_, node), widget in zip(found.boxes, field.widgets, strict=True):
        if field.kind.ticked:
            _draw_states(file, node, widget, round_=field.kind is Kind.RADIO)
        elif field.kind.fillable and "/AP" in node:
            del node["/AP"]
        if "/AS" in node and field.kind.fillable:
            del node["/AS"]
        if "/F" not in node:
            node["/F"] = 4  # or it would not be printed


def _draw_states(file: pikepdf.Pdf, node: pikepdf.Object, widget: Widget, *, round_: bool) -> None:
    """See to it that a button has a drawing for on and for off: its own, else ours."""
    import pikepdf

    looks = node.get("/AP")
    states = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
    if not isinstance(states, pikepdf.Dictionary) or isinstance(states, pikepdf.Stream):
        states = pikepdf.Dictionary()
    if states.is_indirect:  # poppler finds no state in such
        states = pikepdf.Dictionary(dict(states.items()))
    node["/AP"] = pikepdf.Dictionary(N=states)
    states = node["/AP"]["/N"]
    drawn = {widget.state: widget.frame + tick(widget, round_=round_), OFF: widget.frame}
    for state, drawing in drawn.items():
        if not isinstance(states.get(f"/{state}"), pikepdf.Stream):
            states[f"/{state}"] = xobject(file, widget, drawing)


def xobject(file: pikepdf.Pdf, widget: Widget, drawing: str) -> pikepdf.Stream:
    """Return a drawing, upright from (0, 0), as an appearance stream of a box."""
    import pikepdf

    stream = file.make_stream(drawing.encode())
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    stream.BBox = pikepdf.Object.parse(f"[0 0 {num(widget.across)} {num(widget.along)}]".encode())
    stream.Matrix = pikepdf.Object.parse(f"[{widget.matrix}]".encode())
    stream.Resources = pikepdf.Dictionary()
    return stream


def _default_appearance(file: pikepdf.Pdf) -> None:
    """Give a form that lacks them the font and default appearance that a viewer needs when somebody goes on typing."""
    import pikepdf

    form = acroform(file)
    if form is None:
        return
    resources = form.get("/DR")
    if not isinstance(resources, pikepdf.Dictionary):
        resources = form["/DR"] = pikepdf.Dictionary()
    if not isinstance(resources.get("/Font"), pikepdf.Dictionary):
        resources["/Font"] = pikepdf.Dictionary()
    if "/Helv" not in resources["/Font"]:
        resources["/Font"]["/Helv"] = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    if "/DA" not in form:
        form["/DA"] = pikepdf.String("/Helv 0 Tf 0 g")
