"""Finished copies go in; one file for a duplex printer comes out, where each copy begins on a sheet of its own.

The file is for paper. Tags, links, notes, attachments and metadata are left out: fields and notes that print are
drawn into their pages, and nothing in the file says that it is tagged. What is archived or sent is the copy itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bti_docs.pages.source import flatten, inherited, language, opened, saved
from bti_docs.problem import BtiError, Problem

if TYPE_CHECKING:
    import pikepdf

_KEPT = ("/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group")
_INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")
_SIZE = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
_PRIVATE = ("/Metadata", "/PieceInfo", "/LastModified", "/StructParent", "/StructParents")
_HIDDEN, _PRINT = 0b10, 0b100  # annotation flags


@dataclass(frozen=True)
class Copy:
    """One copy to print, and what its bookmark says: a neutral title, for the file may be seen on a screen."""

    pdf: bytes
    title: str


def join(copies: Sequence[Copy]) -> bytes:
    """Return one PDF with all copies in order, each beginning on an odd page.

    A copy with an odd number of pages gets a blank one of the same size after it. Pages are labelled by copy (`2-1` is
    the first page of the second copy) and each copy has a bookmark. The same copies give the same bytes. Raises
    BtiError for a copy that is locked (N111), broken (N112), has field values that are not drawn (N113) or hidden
    layers (N114), and ValueError when there are no copies.
    """
    import pikepdf

    if not copies:
        raise ValueError("no copies to join")
    with ExitStack() as stack, pikepdf.new() as out:
        sources = [stack.enter_context(opened(copy.pdf)) for copy in copies]
        spoken = language(sources[0])
        starts = [_add(out, source, spoken) for source in sources]
        _finish(out, copies, starts, spoken)
        return _clean(out)


def _add(out: pikepdf.Pdf, source: pikepdf.Pdf, spoken: str) -> int:
    """Add a copy's pages, and a blank one when they are odd; return the place of the first, from 0."""
    start = len(out.pages)
    _only_paper(source)
    own = language(source)
    if own and own != spoken:
        _speak(source, own)
    out.pages.extend(source.pages)
    if len(source.pages) % 2:
        _add_blank(out)
    return start


def _only_paper(source: pikepdf.Pdf) -> None:
    """Take everything from the pages that is not drawn on them. The order matters: fields are drawn first."""
    if _has_hidden_layers(source):
        raise BtiError(Problem("N114"))
    if _has_undrawn_values(source):
        raise BtiError(Problem("N113"))
    for page in source.pages:
        for key in _INHERITED:
            value = inherited(page.obj, key)
            if value is not None:
                page.obj[key] = value
    flatten(source, "print")
    for page in source.pages:
        for key in set(page.obj.keys()) - set(_KEPT) - {"/Parent"}:
            del page.obj[key]
    source.remove_unreferenced_resources()


def _has_hidden_layers(source: pikepdf.Pdf) -> bool:
    """Say whether a layer is not printed: without the list of layers it would be, so such a file is refused."""
    import pikepdf

    layers = source.Root.get("/OCProperties")
    if layers is None:
        return False
    usual = layers.get("/D", pikepdf.Dictionary())
    off = bool(usual.get("/OFF")) or str(usual.get("/BaseState", "/ON")) != "/ON"
    groups = cast("list[pikepdf.Object]", layers.get("/OCGs", []))
    return off or any(_unprinted(group) for group in groups)


def _unprinted(layer: pikepdf.Object) -> bool:
    import pikepdf

    empty = pikepdf.Dictionary()
    return str(layer.get("/Usage", empty).get("/Print", empty).get("/PrintState", "/ON")) == "/OFF"


def _has_undrawn_values(source: pikepdf.Pdf) -> bool:
    """Say whether a field has a value that its page does not show: it would be lost on paper."""
    form = source.Root.get("/AcroForm")
    stale = form is not None and bool(form.get("/NeedAppearances", False))
    return any(_undrawn(widget, stale=stale) for widget in _widgets(source))


def _widgets(source: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield what shows the fields on paper."""
    for page in source.pages:
        for annotation in cast("list[pikepdf.Object]", page.obj.get("/Annots", [])):
            prints = int(annotation.get("/F", 0)) & (_HIDDEN | _PRINT) == _PRINT
            if annotation.get("/Subtype") == "/Widget" and prints:
                yield annotation


def _undrawn(widget: pikepdf.Object, *, stale: bool) -> bool:
    """Say whether a widget lacks the drawing of what it says, or has one that the file itself calls `stale`."""
    import pikepdf

    drawn = widget.get("/AP", pikepdf.Dictionary()).get("/N")
    if inherited(widget, "/FT") == "/Btn":
        state = str(widget.get("/AS", "/Off"))
        return state != "/Off" and (drawn is None or state not in drawn)
    has_value = bool(str(inherited(widget, "/V") or ""))
    return has_value and (stale or drawn is None)


def _speak(source: pikepdf.Pdf, spoken: str) -> None:
    """Say on each page what language it is in, for the file has only one to say it by."""
    for page in source.pages:
        page.contents_add(f"/Span <</Lang ({spoken})>> BDC\n".encode(), prepend=True)
        page.contents_add(b"\nEMC")


def _add_blank(out: pikepdf.Pdf) -> None:
    """Add an empty page of the size of the one before it, its back."""
    import pikepdf

    front = out.pages[-1].obj
    size = {key: front[key] for key in _SIZE if key in front}
    blank = pikepdf.Dictionary({"/Type": pikepdf.Name.Page, "/Resources": pikepdf.Dictionary(), **size})
    out.pages.append(pikepdf.Page(out.make_indirect(blank)))


def _finish(out: pikepdf.Pdf, copies: Sequence[Copy], starts: Sequence[int], spoken: str) -> None:
    import pikepdf

    labels = pikepdf.Array()
    for number, start in enumerate(starts, 1):
        labels.append(start)
        labels.append(pikepdf.Dictionary(S=pikepdf.Name.D, P=pikepdf.String(f"{number}-")))
    out.Root.PageLabels = pikepdf.Dictionary(Nums=labels)
    # Scaled to fit, a page would lose the margins that the printing services ask for.
    out.Root.ViewerPreferences = pikepdf.Dictionary(
        Duplex=pikepdf.Name.DuplexFlipLongEdge, PrintScaling=pikepdf.Name("/None")
    )
    if spoken:
        out.Root.Lang = pikepdf.String(spoken)
    with out.open_outline() as outline:
        for copy, start in zip(copies, starts, strict=True):
            outline.root.append(pikepdf.OutlineItem(copy.title, start, "Fit"))


def _clean(out: pikepdf.Pdf) -> bytes:
    """Return the file, without what pictures and drawings remember of where they were made."""
    import pikepdf

    for found in out.objects:
        if isinstance(found, pikepdf.Stream):
            for key in _PRIVATE:
                if key in found:
                    del found[key]
    return saved(out, min_version="1.7")
