"""Lists: a row of blocks in which some are list paragraphs goes in; blocks with nested Lists come out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from bti_docs.document import Block, List, ListItem, Paragraph


@dataclass(frozen=True)
class Entry:
    """A list paragraph before it has found its list."""

    level: int
    label: str
    ordered: bool
    number: str
    paragraph: Paragraph


Piece: TypeAlias = Block | Entry


def gather(pieces: Iterable[Piece]) -> tuple[Block, ...]:
    """Put neighbouring list paragraphs into lists."""
    blocks: list[Block] = []
    for in_list, group in groupby(pieces, key=lambda piece: isinstance(piece, Entry)):
        if in_list:
            blocks += _lists([piece for piece in group if isinstance(piece, Entry)])
        else:
            blocks += [piece for piece in group if not isinstance(piece, Entry)]
    return tuple(blocks)


def _lists(entries: list[Entry]) -> list[List]:
    """Make lists of one level; what is deeper than an item goes into it."""
    lists: list[List] = []
    items: list[ListItem] = []
    head = entries[0]
    for group in _items(entries):
        if items and not _same_list(head, group[0]):
            lists.append(List(tuple(items), head.ordered))
            items = []
        if not items:
            head = group[0]
        items.append(_item(group))
    return [*lists, List(tuple(items), head.ordered)]


def _items(entries: list[Entry]) -> list[list[Entry]]:
    """Cut before every entry that is no deeper than the first of its group."""
    groups: list[list[Entry]] = []
    for entry in entries:
        if groups and entry.level > groups[-1][0].level:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _item(group: list[Entry]) -> ListItem:
    deeper = _lists(group[1:]) if len(group) > 1 else []
    return ListItem(group[0].label, (group[0].paragraph, *deeper))


def _same_list(one: Entry, other: Entry) -> bool:
    return (one.level, one.ordered, one.number) == (other.level, other.ordered, other.number)
