"""An emptied form goes in; the same without fields comes out, in pieces, with a place on every page for the values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bti_docs.form import pieces
from bti_docs.form.alphabet import NAMES
from bti_docs.form.blank import Base, Box, Field, Kind, Widget, num
from bti_docs.form.source import saved
from bti_docs.form.tagged import Tags, retag
from bti_docs.form.walk import Found, box_of, decimal

if TYPE_CHECKING:
    import pikepdf

_DRAWN = "BtiState"


def flatten(
    file: pikepdf.Pdf, found: Sequence[Found], fields: Sequence[Field], overlay: Sequence[Field]
) -> tuple[Base, list[Field]]:
    """Take the fields out of the file and give every page an empty drawing of its own, where the values will stand.

    No field, box or /AcroForm is left; other notes stay. A button's own drawings become drawings of the page. In a
    tagged file every field's structure element then holds what is drawn for it.
    """
    import pikepdf

    fonts = [file.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font)) for _ in NAMES]
    overlays = [_overlay(file, page, fonts) for page in file.pages]
    drawn = [_with_states(file, one, field) for one, field in zip(found, fields, strict=True)]
    drawn += overlay
    boxes = [box for one in found for box in one.boxes]
    tags = retag(file, boxes, drawn)
    _remove_fields(file)
    pieces.mark(file, pieces.Marked(open=tags.structs, overlays=overlays, fonts=fonts))
    base, numbers = pieces.take_apart(saved(file))
    return base, _numbered(drawn, tags, numbers)


def _numbered(fields: Sequence[Field], tags: Tags, numbers: Sequence[int]) -> list[Field]:
    marks, structs = iter(tags.mcids), iter(tags.of_widget)
    done = []
    for field in fields:
        boxes = [(w, next(marks), next(structs)) for w in field.widgets]
        numbered = [replace(w, mcid=m, struct=numbers[s] if s >= 0 else 0) for w, m, s in boxes]
        done.append(replace(field, widgets=tuple(numbered)))
    return done


def _overlay(file: pikepdf.Pdf, page: pikepdf.Page, fonts: Sequence[pikepdf.Object]) -> pikepdf.Stream:
    """Add an empty content stream to a page, after its own, and the fonts that it will use."""
    import pikepdf

    depth = _unclosed(page)
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"\nQ" + b" Q" * depth + b"\n")
    stream = file.make_stream(b"")
    if not isinstance(page.obj.get("/Contents"), pikepdf.Array):
        page.obj["/Contents"] = pikepdf.Array([page.obj["/Contents"]])
    page.obj["/Contents"] = pikepdf.Array([*page.obj["/Contents"], stream])
    _own_resources(page)
    for name, font in zip(NAMES, fonts, strict=True):
        page.obj["/Resources"]["/Font"][f"/{name}"] = font
    return stream


def _unclosed(page: pikepdf.Page) -> int:
    """Return how many graphics states the page's own drawing leaves open."""
    import pikepdf

    depth = 0
    try:
        for instruction in pikepdf.parse_content_stream(page, "q Q"):
            depth = max(0, depth + (1 if str(instruction.operator) == "q" else -1))
    except pikepdf.PdfError:
        return 0
    return depth


def _own_resources(page: pikepdf.Page) -> None:
    """Give the page resources of its own: those of a page tree are shared, and some pages have none."""
    import pikepdf

    own = pikepdf.Dictionary(_entries(page.resources))
    for kind in ("/Font", "/XObject"):
        own[kind] = pikepdf.Dictionary(_entries(own.get(kind)))
    page.obj["/Resources"] = own


def _entries(value: object) -> dict[str, pikepdf.Object]:
    import pikepdf

    return dict(value.items()) if isinstance(value, pikepdf.Dictionary) else {}


def _with_states(file: pikepdf.Pdf, found: Found, field: Field) -> Field:
    boxes = zip(found.boxes, field.widgets, strict=True)
    return replace(field, widgets=tuple(_with_drawings(file, n, w, field.kind) for (_, n), w in boxes))


def _with_drawings(file: pikepdf.Pdf, node: pikepdf.Object, widget: Widget, kind: Kind) -> Widget:
    """Make a button's, or an unsigned signature's, own drawings the page's, each under a name of its own."""
    if kind.fillable and not kind.ticked:
        return widget
    drawings = file.pages[widget.page].obj["/Resources"]["/XObject"]
    states: dict[str, str] = {}
    for state, stream in _streams(node):
        placed = placed_at(stream, widget.box)
        if placed:
            name = f"/{_DRAWN}{len(drawings)}"
            drawings[name] = stream
            states[state] = f"q {placed} cm {name} Do Q\n"
    return replace(widget, states=states)


def _streams(node: pikepdf.Object) -> Iterator[tuple[str, pikepdf.Stream]]:
    import pikepdf

    looks = node.get("/AP")
    normal = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
    if isinstance(normal, pikepdf.Stream):
        yield "", normal
    elif isinstance(normal, pikepdf.Dictionary):
        for state, stream in normal.items():
            if isinstance(stream, pikepdf.Stream):
                yield str(state).removeprefix("/"), stream


def placed_at(stream: pikepdf.Stream, box: Box) -> str:
    """Return the six numbers that lay an appearance in its box (ISO 32000-1, 12.5.5); nothing when it has no size."""
    x0, y0, x1, y1 = box_of(stream.get("/BBox"))
    a, b, c, d, e, f = _matrix(stream)
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (x0, x1) for y in (y0, y1)]
    left, foot = min(x for x, _ in corners), min(y for _, y in corners)
    wide, high = max(x for x, _ in corners) - left, max(y for _, y in corners) - foot
    if wide <= 0 or high <= 0:
        return ""
    sx, sy = (box[2] - box[0]) / wide, (box[3] - box[1]) / high
    return f"{sx:.5f} 0 0 {sy:.5f} {num(box[0] - left * sx)} {num(box[1] - foot * sy)}"


def _matrix(stream: pikepdf.Stream) -> tuple[float, ...]:
    import pikepdf

    found = stream.get("/Matrix")
    said = [decimal(n) for n in found] if isinstance(found, pikepdf.Array) else []
    return tuple(said) if len(said) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _remove_fields(file: pikepdf.Pdf) -> None:
    """Take away every box, the form, and the scripts that would look for them."""
    import pikepdf

    for page in file.pages:
        notes = page.obj.get("/Annots")
        if not isinstance(notes, pikepdf.Array):
            continue
        kept = [n for n in notes if isinstance(n, pikepdf.Dictionary) and n.get("/Subtype") != "/Widget"]
        page.obj["/Annots"] = pikepdf.Array(kept)
        if not kept:
            del page.obj["/Annots"]
    names = file.Root.get("/Names")
    for holder, key in ((file.Root, "/AcroForm"), (file.Root, "/AA"), (names, "/JavaScript")):
        if isinstance(holder, pikepdf.Dictionary) and key in holder:
            del holder[key]
    action = file.Root.get("/OpenAction")
    if isinstance(action, pikepdf.Dictionary) and action.get("/S") == "/JavaScript":
        del file.Root["/OpenAction"]
