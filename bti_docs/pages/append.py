"""Two finished PDFs go in; one comes out, the second after the first, with the tags of both where both have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bti_docs.pages.source import opened, saved

if TYPE_CHECKING:
    import pikepdf


def append(first: bytes, second: bytes) -> bytes:
    """Return the first file with the second one's pages after its own. Fields and notes of the first stay as they are.

    The second one's tags follow the first one's where the first is tagged; where it is not, nothing says that the
    whole is. The same files give the same bytes. Raises BtiError: locked (N111), not a sound PDF (N112).
    """
    with opened(first) as file, opened(second) as more:
        start = len(file.pages)
        file.pages.extend(more.pages)
        added: list[pikepdf.Object] = [page.obj for page in list(file.pages)[start:]]
        if "/StructTreeRoot" in file.Root and "/StructTreeRoot" in more.Root:
            _join_tags(file, more, added)
        else:
            for page in added:
                if "/StructParents" in page:
                    del page["/StructParents"]
        return saved(file)


def _join_tags(file: pikepdf.Pdf, more: pikepdf.Pdf, added: list[pikepdf.Object]) -> None:
    """Hang the second tree under the first one's root, and renumber its way back from pages to elements."""
    import pikepdf

    root = file.Root.StructTreeRoot
    tree = file.copy_foreign(more.Root.StructTreeRoot)
    back = dict(pikepdf.NumberTree(root["/ParentTree"]).items())
    step = max([*back, int(root.get("/ParentTreeNextKey", 0)) - 1], default=-1) + 1
    for key, value in pikepdf.NumberTree(tree["/ParentTree"]).items():
        back[key + step] = value
    for holder in (*added, *(note for page in added for note in page.get("/Annots", []))):
        for name in ("/StructParents", "/StructParent"):
            if name in holder:
                holder[name] = int(holder[name]) + step
    _hang(root, _kids(tree))
    flat = [part for key in sorted(back) for part in (key, back[key])]
    root["/ParentTree"] = file.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array(flat)))
    root["/ParentTreeNextKey"] = max(back) + 1
    _join_ids(file, root, tree)
    _join_names(root, tree)


def _hang(root: pikepdf.Object, added: list[pikepdf.Object]) -> None:
    """Hang elements last in the document; what was a document of its own is a part of it then."""
    import pikepdf

    tops = _kids(root)
    above = tops[0] if len(tops) == 1 and tops[0].get("/S") == "/Document" else root
    for element in added:
        element["/P"] = above
        if above is not root and element.get("/S") == "/Document":
            element["/S"] = pikepdf.Name.Part
    above["/K"] = pikepdf.Array([*_kids(above), *added])


def _join_ids(file: pikepdf.Pdf, root: pikepdf.Object, tree: pikepdf.Object) -> None:
    """Add the names by which table cells point at their headers."""
    import pikepdf

    if "/IDTree" not in tree:
        return
    named = dict(pikepdf.NameTree(root["/IDTree"]).items()) if "/IDTree" in root else {}
    named |= {k: v for k, v in pikepdf.NameTree(tree["/IDTree"]).items() if k not in named}
    new = pikepdf.NameTree.new(file)
    for key in sorted(named):
        new[key] = named[key]
    root["/IDTree"] = new.obj


def _join_names(root: pikepdf.Object, tree: pikepdf.Object) -> None:
    """Add the roles and classes that only the second tree has."""
    import pikepdf

    for kind in ("/RoleMap", "/ClassMap"):
        if kind in tree:
            own = root.get(kind, pikepdf.Dictionary())
            root[kind] = pikepdf.Dictionary({**dict(tree[kind].items()), **dict(own.items())})


def _kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    import pikepdf

    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]
