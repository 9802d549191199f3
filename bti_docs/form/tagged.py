"""A tagged form about to be flattened goes in; the same with tags that hold what will be drawn comes out."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bti_docs.form.blank import Field, Kind, Widget

if TYPE_CHECKING:
    import pikepdf

_ROLES = {Kind.CHECK: "/cb", Kind.RADIO: "/rb", Kind.PUSH: "/pb"}


@dataclass(frozen=True)
class Tags:
    """For every box in order: its marked content on its page, and which of `structs` stands for it; -1 for none."""

    mcids: tuple[int, ...]
    of_widget: tuple[int, ...]
    structs: tuple[pikepdf.Object, ...]


def retag(file: pikepdf.Pdf, boxes: Sequence[tuple[int, pikepdf.Object]], fields: Sequence[Field]) -> Tags:
    """Let each box's structure element hold marked content of its page instead of the box (ISO 32000-1, 14.8.5.6).

    `boxes` are those of the form, in the fields' order; what the fields have beyond them is our own. The element says
    what kind of field it was and what it is called (PrintField), so that it is still read as one; a button's says on
    or off, which is known first when a copy is filled, so those elements stay open.
    """
    import pikepdf

    all_ = [(f, w) for f in fields for w in f.widgets]
    root = file.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary):
        return Tags((-1,) * len(all_), (-1,) * len(all_), ())
    tree = _Tree(file, root)
    mcids: list[int] = []
    of_widget: list[int] = []
    structs: list[pikepdf.Object] = []
    for i, (field, widget) in enumerate(all_):
        node = boxes[i][1] if i < len(boxes) else None
        element = (tree.element_of(node) if node is not None else None) or tree.new_element()
        mcids.append(tree.hold(element, node, widget.page))
        of_widget.append(len(structs) if field.kind.ticked else -1)
        if field.kind.ticked:
            structs.append(element)
        _say_kind(element, field, widget)
    tree.close()
    return Tags(tuple(mcids), tuple(of_widget), tuple(structs))


def attributes(field: Field, *, on: bool | None = None) -> bytes:
    """Return what a flattened field says of itself, as a PDF dictionary."""
    return _attributes(_ROLES.get(field.kind, "/tv"), field.tooltip or field.name, on)


@functools.lru_cache(maxsize=4096)
def _attributes(role: str, said: str, on: bool | None) -> bytes:
    checked = b"" if on is None else b"/checked /%b" % (b"on" if on else b"off")
    desc = said.encode("utf-16-be").hex().encode()
    return b"<</O/PrintField/Role%b%b/Desc<feff%b>>>" % (role.encode(), checked, desc)


def _say_kind(element: pikepdf.Object, field: Field, widget: Widget) -> None:
    import pikepdf

    for key in ("/ActualText", "/Alt"):  # what was said of the empty box is no longer so
        if key in element and not widget.hidden and field.kind.fillable:
            del element[key]
    if field.kind.ticked:
        if "/A" in element:
            del element["/A"]
        return
    element["/A"] = pikepdf.Object.parse(attributes(field))


class _Tree:
    """The structure tree while it is changed: its way back from pages to elements is read once and written once."""

    def __init__(self, file: pikepdf.Pdf, root: pikepdf.Dictionary) -> None:
        import pikepdf

        self.file, self.root = file, root
        if not isinstance(root.get("/ParentTree"), pikepdf.Dictionary):
            root["/ParentTree"] = file.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array()))
        self.back: dict[int, pikepdf.Object] = dict(pikepdf.NumberTree(root["/ParentTree"]).items())
        self.next = max(self.back, default=-1) + 1

    def element_of(self, node: pikepdf.Object) -> pikepdf.Object | None:
        """Return the element that holds a box."""
        import pikepdf

        key = node.get("/StructParent")
        element = self.back.get(int(key)) if isinstance(key, int) else None
        return element if isinstance(element, pikepdf.Dictionary) and element.is_indirect else None

    def new_element(self) -> pikepdf.Object:
        """Return an element at the end of the document, for a box that nobody tagged."""
        import pikepdf

        top = self.root.get("/K")
        first = top[0] if isinstance(top, pikepdf.Array) and len(top) else top
        above = first if isinstance(first, pikepdf.Dictionary) and "/S" in first else self.root
        element = self.file.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Form, P=above, K=pikepdf.Array())
        )
        above["/K"] = pikepdf.Array([*_kids(above), element])
        return element

    def hold(self, element: pikepdf.Object, node: pikepdf.Object | None, page: int) -> int:
        """Put marked content of a page in the place of a box; return its number on the page."""
        import pikepdf

        sheet = self.file.pages[page].obj
        number = self._number_on(sheet, element)
        content = pikepdf.Dictionary(Type=pikepdf.Name.MCR, Pg=sheet, MCID=number)
        kids = [k for k in _kids(element) if not _is_box(k, node)]
        place = next((i for i, k in enumerate(_kids(element)) if _is_box(k, node)), len(kids))
        element["/K"] = pikepdf.Array([*kids[:place], content, *kids[place:]])
        key = node.get("/StructParent") if node is not None else None
        if isinstance(key, int):
            self.back.pop(int(key), None)
        return number

    def _number_on(self, sheet: pikepdf.Object, element: pikepdf.Object) -> int:
        import pikepdf

        said = sheet.get("/StructParents")
        key = int(said) if isinstance(said, int) else self.next
        if key == self.next:
            sheet["/StructParents"] = key
            self.next += 1
        row = self.back.get(key)
        row = row if isinstance(row, pikepdf.Array) else pikepdf.Array()
        self.back[key] = self.file.make_indirect(pikepdf.Array([*row, element]))
        return len(row)

    def close(self) -> None:
        """Write the way back."""
        import pikepdf

        flat = [part for key in sorted(self.back) for part in (key, self.back[key])]
        self.root["/ParentTree"] = self.file.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array(flat)))
        self.root["/ParentTreeNextKey"] = max(self.next, max(self.back, default=-1) + 1)


def _kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    import pikepdf

    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _is_box(kid: object, node: pikepdf.Object | None) -> bool:
    import pikepdf

    if node is None or not isinstance(kid, pikepdf.Dictionary) or "/Obj" not in kid:
        return False
    return bool(kid["/Obj"].objgen == node.objgen)
