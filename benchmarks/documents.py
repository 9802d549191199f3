"""Nothing goes in; the documents that everyone is measured on come out: one kind, other words in each.

The words differ because Typst remembers what it has set: the same document twice in a row would be set in a tenth of
the time, and no school makes the same document twice.
"""

from __future__ import annotations

import datetime as dt
import functools
import html
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bti_docs.context.build import plain
from bti_docs.document import Block, List, Paragraph, Table, inline_text
from bti_docs.docx.compose import compose
from bti_docs.library import Shelves, samples, shelves
from bti_docs.make import Case, Made, Order, make, open_case, plan, see, words

DAY = dt.date(2026, 6, 10)
KIND = "bti_motereferat"
COUNT = 24


@dataclass(frozen=True)
class Work:
    """A case and what is to be made of it."""

    case: Case
    order: Order
    shelf: Shelves

    def make(self) -> Made:
        """Make the document anew."""
        return make(self.case, self.order, self.shelf, DAY)

    @functools.cached_property
    def words(self) -> dict[str, object]:
        """The words that the template is filled with."""
        return plain(words(self.case, self.order, see(self.case, self.order, DAY), self.shelf, DAY))


@functools.cache
def works() -> tuple[Work, ...]:
    """Return the cases: the Risør sample with other names and texts in each."""
    shelf, file = shelves(), samples() / "risor" / "sak.yaml"
    text = file.read_text(encoding="utf-8")
    return tuple(_work(_varied(text, number), shelf, str(file)) for number in range(COUNT))


def composed() -> bytes:
    """Return the template that everyone fills."""
    work = works()[0]
    body = work.shelf.template(KIND, work.case.form, work.case.municipality).read_bytes()
    return compose(work.case.municipality.letterhead(), body)


def next_work() -> Iterator[Work]:
    """Yield the cases over and over."""
    return itertools.cycle(works())


def lay_out(folder: Path) -> list[Path]:
    """Write what the rivals take: the template, the words as JSON, the filled documents as Word and as HTML."""
    (folder / "template.docx").write_bytes(composed())
    written = []
    for number, work in enumerate(works()):
        made = work.make()
        written.append(folder / f"{number:02}.docx")
        written[-1].write_bytes(made.docx)
        (folder / f"{number:02}.json").write_text(json.dumps(work.words, ensure_ascii=False), encoding="utf-8")
        (folder / f"{number:02}.html").write_text(_html(made), encoding="utf-8")
    return written


def _work(text: str, shelf: Shelves, file: str) -> Work:
    case = open_case(text.encode(), shelf, file=file)
    return Work(case, plan(case, shelf, [KIND])[0], shelf)


def _varied(text: str, number: int) -> str:
    """Give every name its own ending, so that no line of the document is another's."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number:02}")
    text = re.sub(r"risor-2026-031", f"risor-2026-{number:03}", text)
    return re.sub(
        r"\b(Ola|Testesen|Kari|Kowalski|Lærersen|Rektor|Sosial|Ungdom|voksne|kroppsøving|Han|Vi)\b",
        rf"\1{letters}",
        text,
    )


def _html(made: Made) -> str:
    body = "".join(_blocks(made.document.blocks))
    title = html.escape(made.document.title)
    head = f"<head><meta charset=utf-8><title>{title}</title></head>"
    return f"<!doctype html><html lang=nb>{head}<body>{body}</body></html>"


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                tag = f"h{block.level}" if block.level else "p"
                yield f"<{tag}>{html.escape(inline_text(block.inlines))}</{tag}>"
            case List():
                yield "<ul>" + "".join(f"<li>{''.join(_blocks(i.blocks))}</li>" for i in block.items) + "</ul>"
            case Table():
                rows = ("".join(f"<td>{''.join(_blocks(c.blocks))}</td>" for c in row.cells) for row in block.rows)
                yield "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
