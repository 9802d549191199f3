"""A case and a smaller one made from it go in; the places of all that the smaller one lacks come out."""

from __future__ import annotations

from collections.abc import Iterator

from bti_docs.case.model import Sak
from bti_docs.case.types import Node
from bti_docs.view.parts import Path
from bti_docs.view.prune import LeftOut


def gone(before: object, after: object, path: Path = ()) -> Iterator[Path]:
    """Yield the place of everything that was taken away; one place stands for all that was inside it.

    An item that is left out of a list is told by its place in the longer list.
    """
    if before is after or not before:
        return
    if isinstance(before, Node) and isinstance(after, Node):
        for name in type(before).model_fields:
            yield from gone(getattr(before, name), getattr(after, name), (*path, name))
    elif isinstance(before, list) and isinstance(after, list) and (after or isinstance(before[0], Node)):
        yield from _of_list(before, after, path)
    elif before != after:
        yield path


def _of_list(before: list[object], after: list[object], path: Path) -> Iterator[Path]:
    kept = iter(after)
    following = next(kept, None)
    for i, item in enumerate(before):
        if following is not None and _made_from(item, following):
            yield from gone(item, following, (*path, i))
            following = next(kept, None)
        else:
            yield (*path, i)


def _made_from(item: object, smaller: object) -> bool:
    """Tell whether `smaller` can be `item` with something taken away: nothing is ever added or rewritten."""
    if item is smaller or not smaller or item == smaller:
        return True
    if isinstance(item, Node) and isinstance(smaller, Node):
        fields = type(item).model_fields
        return type(item) is type(smaller) and all(_made_from(getattr(item, n), getattr(smaller, n)) for n in fields)
    if isinstance(item, list) and isinstance(smaller, list):
        rest = iter(item)
        return all(any(_made_from(one, kept) for one in rest) for kept in smaller)
    return False


def in_whole(sak: Sak, part: Sak, left: LeftOut) -> LeftOut:
    """Return the same place in the whole case: the part that a document is made from holds fewer of its lists' items.

    The part's items are the whole case's own, or have its id, so each is found by what it is and not by how it looks.
    """
    if len(left.path) < 2 or not isinstance(left.path[1], int):
        return left
    key, at, *rest = left.path
    item = getattr(part, str(key))[at]
    own = getattr(item, "id", None)
    place = next(
        i for i, one in enumerate(getattr(sak, str(key))) if one is item or (own and getattr(one, "id", None) == own)
    )
    return LeftOut(left.code, (key, place, *rest))
