"""A flow and where a case stands in it go in; a drawing (SVG) with its text alternative, and a page of both, come out.

Nothing in the drawing rests on colour: the case's place has a thick frame, a mark and the word for it, and the ways
back, down a level or on along the same one, are dashed arrows.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from bti_docs.case.profile import Profil
from bti_docs.case.prosedyre import Prosedyre, Prosedyresteg, Tospråk
from bti_docs.case.vocabulary import Målform
from bti_docs.document import Block, Document, Frame, List, ListItem, Look, Page, PageBreak, Paragraph, Picture, Text
from bti_docs.procedure.next import Stands

# Lengths in pt, on a landscape A4 with margins of 36 pt.
_WIDTH, _BOX, _TALL, _GAP = 770.0, 122.0, 54.0, 24.0
_LANE, _TOP, _LEFT = 126.0, 30.0, 62.0
_LETTERS = 21  # letters on a line in a box
_CHOICE_LETTERS = 34
_SIZE, _SMALL = 9.0, 7.5
_INDENT = 14.0  # of a list
_FONTS = "Arimo, Arial, Liberation Sans, sans-serif"
_HERE = {"nb": "Saken er her", "nn": "Saka er her"}
_LEVEL = {"nb": "Nivå", "nn": "Nivå"}
_CLOSED = {"nb": "Saken er avsluttet", "nn": "Saka er avslutta"}
_BACK = {
    "nb": "Stiplet pil: saken fortsetter, eller går ned et nivå",
    "nn": "Stipla pil: saka held fram, eller går ned eit nivå",
}
_LIST = {"nb": "Stegene i flyten", "nn": "Stega i flyten"}
_GO = "{valg}: gå til {til}"  # in both language forms
_WAYS_BACK = {"nb": "Veier tilbake", "nn": "Vegar tilbake"}
_AGAIN = {"nb": "fra {n} tilbake til {til}", "nn": "frå {n} tilbake til {til}"}
_LOWER = {"nb": "fra {n} ned til {til} på nivå {nivå}", "nn": "frå {n} ned til {til} på nivå {nivå}"}
_LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO"}
_A4_LANDSCAPE = Page(width=841.9, height=595.3, top=36.0, right=36.0, bottom=36.0, left=36.0)


@dataclass(frozen=True)
class Told:
    """A step in words: its number and name, where its choices lead, and whether the case is there."""

    navn: str
    valg: tuple[str, ...]
    her: bool


@dataclass(frozen=True)
class Drawing:
    """The drawing as SVG bytes, its size in pt, its title, and what it says in words, ways back and all."""

    svg: bytes
    width: float
    height: float
    title: str
    alt: str
    steps: tuple[Told, ...]


def draw(flow: Prosedyre, stand: Stands, form: Målform) -> Drawing:
    """Draw a flow whose steps have levels, one lane for each level, with the case's place in it."""
    lanes = [[s for s in flow.steg if s.nivå == level] for level in _levels(flow)]
    here = stand.sted.n if stand.sted else ""
    height = _TOP + len(lanes) * _LANE
    title, alt = _say(flow.tittel, form), f"{_alt(flow, stand, form)} {_ways_back(flow, form)}"
    parts = [p for i, lane in enumerate(lanes) for p in _lane(lane, i, here, form)]
    parts += [p for i, lane in enumerate(lanes[:-1]) for p in _down(lane, lanes[i + 1], i)]
    parts += [p for i in range(len(lanes)) for p in _back(lanes, i)]
    parts += [
        _arrow(f"M{_LEFT:g} {height - 13:g} h36", dashed=True),
        _text(_LEFT + 44, height - 10, _BACK[form], size=_SIZE),
    ]
    svg = "\n".join((*_head(height, title, alt, form), *parts, "</svg>\n"))
    steps = tuple(Told(f"{s.n} {_say(s.navn, form)}", tuple(_goes(s, flow, form)), s.n == here) for s in flow.steg)
    return Drawing(svg.encode(), _WIDTH, height, title, alt, steps)


def as_document(drawing: Drawing, stand: Stands, profil: Profil, form: Målform) -> Document:
    """Return one landscape page: the drawing, and on the next the same in words for those who do not see it."""
    words = [ListItem("•", (_line(_marked(step, form), bold=step.her), *_choices(step))) for step in drawing.steps]
    picture = Picture(drawing.svg, drawing.width * 0.9, drawing.height * 0.9, drawing.alt)
    blocks: tuple[Block, ...] = (
        _heading(f"{drawing.title}: {stand.sak}, {stand.dag:%d.%m.%Y}", 1),
        Paragraph((picture,)),
        PageBreak(),
        _heading(_LIST[form], 2),
        List(tuple(words)),
    )
    return Document(drawing.title, _LANGUAGES[form], blocks, page=_A4_LANDSCAPE, author=profil.navn)


def _marked(step: Told, form: Målform) -> str:
    return f"{step.navn} – {_HERE[form]}" if step.her else step.navn


def _choices(step: Told) -> Iterator[Block]:
    if step.valg:
        yield List(tuple(ListItem("–", (_line(said, left=2 * _INDENT),)) for said in step.valg))


def _heading(text: str, level: int) -> Paragraph:
    return Paragraph((Text(text, Look(bold=True, size=16.0 - 3 * level)),), Frame(after=6.0), level=level)


def _line(text: str, *, bold: bool = False, left: float = _INDENT) -> Paragraph:
    return Paragraph((Text(text, Look(bold=bold, size=10.0)),), Frame(left=left, first=-_INDENT), size=10.0)


def _levels(flow: Prosedyre) -> list[int]:
    return sorted({s.nivå for s in flow.steg if s.nivå is not None})


def _say(text: Tospråk, form: Målform) -> str:
    return text.nb if form == "nb" else text.nn


def _alt(flow: Prosedyre, stand: Stands, form: Målform) -> str:
    place = stand.sted
    levels = len(_levels(flow))
    start = {"nb": f"Flytskjema med {levels} nivåer.", "nn": f"Flytskjema med {levels} nivå."}[form]
    if stand.avsluttet or place is None:
        return f"{start} {_CLOSED[form]}." if stand.avsluttet else start
    said = f"{start} {_HERE[form]}: {_LEVEL[form].lower()} {stand.nivå}, {place.n} {_say(place.navn, form)}"
    return said if said.endswith("?") else f"{said}."


def _ways_back(flow: Prosedyre, form: Målform) -> str:
    """Say which decisions lead back: to an earlier step of the same level, or down to a lower one."""
    before: dict[str, Prosedyresteg] = {}
    ways = []
    for step in flow.steg:
        for target in (before[v.til] for v in step.valg if v.til in before):
            way = _AGAIN if target.nivå == step.nivå else _LOWER
            ways.append(way[form].format(n=step.n, til=target.n, nivå=target.nivå))
        before[step.n] = step
    return f"{_WAYS_BACK[form]}: {'; '.join(ways)}." if ways else ""


def _goes(step: Prosedyresteg, flow: Prosedyre, form: Målform) -> Iterator[str]:
    """Say in words where the choices lead; one that ends the flow says so itself."""
    steps = {s.n for s in flow.steg}
    return (_GO.format(valg=_say(v, form), til=v.til) if v.til in steps else _say(v, form) for v in step.valg)


def _leads(step: Prosedyresteg, form: Målform) -> Iterator[str]:
    return (f"{_say(v, form)} → {v.til}" for v in step.valg)


def _head(height: float, title: str, alt: str, form: Målform) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="tittel beskrivelse" lang="{form}"'
        f' width="{_WIDTH:g}pt" height="{height:g}pt" viewBox="0 0 {_WIDTH:g} {height:g}" font-family="{_FONTS}">'
    )
    yield f'<title id="tittel">{escape(title)}</title>'
    yield f'<desc id="beskrivelse">{escape(alt)}</desc>'
    yield f'<rect width="{_WIDTH:g}" height="{height:g}" fill="#ffffff"/>'
    yield (
        '<defs><marker id="pil" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 L8 4 L0 8 Z"/></marker></defs>'
    )


def _lane(lane: Sequence[Prosedyresteg], row: int, here: str, form: Målform) -> Iterator[str]:
    """Draw one level: its name, its steps from left to right, and the arrows between them."""
    top = _TOP + row * _LANE
    if row:
        yield f'<path d="M0 {top - 22:g} H{_WIDTH:g}" stroke="#000000" stroke-width="0.5" stroke-dasharray="1 3"/>'
    yield _text(0, top + _TALL / 2 + 3, f"{_LEVEL[form]} {lane[0].nivå}", size=11, bold=True)
    for i, step in enumerate(lane):
        yield from _box(step, _x(i), top, step.n == here, form)
        if i:
            yield _arrow(f"M{_x(i) - _GAP:g} {top + _TALL / 2:g} H{_x(i) - 1:g}")


def _x(i: int) -> float:
    return _LEFT + i * (_BOX + _GAP)


def _box(step: Prosedyresteg, x: float, y: float, here: bool, form: Målform) -> Iterator[str]:
    """Draw one step; a decision has cut corners, and the case's place a thick frame and the word for it."""
    outline, width = _outline(x, y, decision=len(step.valg) > 1), 3.5 if here else 1
    yield f'<path d="{outline}" fill="#ffffff" stroke="#000000" stroke-width="{width}"/>'
    lines = textwrap.wrap(f"{step.n} {_say(step.navn, form)}", _LETTERS)
    first = y + _TALL / 2 - (len(lines) - 1) * 5.5 + 3
    for i, line in enumerate(lines):
        yield _text(x + _BOX / 2, first + i * 11, line, size=_SIZE, bold=here, middle=True)
    yield from _under(step, x, y + _TALL, here, form)


def _under(step: Prosedyresteg, x: float, bottom: float, here: bool, form: Målform) -> Iterator[str]:
    """Write what stands under a box: the word for the case's place, and where the choices lead."""
    if here:
        yield _text(x + _BOX / 2, bottom + 13, f"▲ {_HERE[form]}", size=_SIZE, bold=True, middle=True)
    choices = [line for said in _leads(step, form) for line in textwrap.wrap(said, _CHOICE_LETTERS)]
    for i, line in enumerate(choices):
        yield _text(x, bottom + (24 if here else 10) + i * 8.5, line, size=_SMALL)


def _outline(x: float, y: float, *, decision: bool) -> str:
    if not decision:
        return f"M{x:g} {y:g} h{_BOX:g} v{_TALL:g} h{-_BOX:g} Z"
    cut = 12
    across, down = _BOX - 2 * cut, _TALL / 2
    return f"M{x:g} {y + down:g} l{cut} {-down:g} h{across:g} l{cut} {down:g} l{-cut} {down:g} h{-across:g} Z"


def _down(lane: Sequence[Prosedyresteg], below: Sequence[Prosedyresteg], row: int) -> Iterator[str]:
    """Draw the arrow from the decision that leads to the next level to that level's first step."""
    for i, step in enumerate(lane):
        if any(v.til == below[0].n for v in step.valg):
            middle, target = _TOP + row * _LANE + _TALL / 2, _TOP + (row + 1) * _LANE
            edge, beside = _x(i) + _BOX, _x(i) + _BOX + _GAP / 2 - 6
            start = f"M{edge - 6:g} {middle + _TALL / 4:g}" if i < len(lane) - 1 else f"M{edge:g} {middle:g}"
            yield _arrow(f"{start} H{beside:g} V{target - 16:g} H{_x(0) + 16:g} V{target - 1:g}")


def _back(lanes: Sequence[Sequence[Prosedyresteg]], row: int) -> Iterator[str]:
    """Draw the ways back from a level's decisions: over the boxes to an earlier step, or up to the level above."""
    places = {step.n: (r, i) for r, lane in enumerate(lanes) for i, step in enumerate(lane)}
    for i, step in enumerate(lanes[row]):
        for target_row, j in (places[v.til] for v in step.valg if v.til in places):
            if (target_row, j < i) == (row, True):
                yield _arrow(_over(i, j, _TOP + row * _LANE), dashed=True)
            elif target_row < row:
                yield _arrow(_up(i, j, row, target_row), dashed=True)


def _over(i: int, j: int, top: float) -> str:
    return f"M{_x(i) + _BOX / 2:g} {top:g} v-9 H{_x(j) + _BOX / 2:g} V{top - 1:g}"


def _up(i: int, j: int, row: int, target_row: int) -> str:
    """From a decision's right side, up beside it and under the level above, into the step from below."""
    top, edge = _TOP + row * _LANE, _x(i) + _BOX
    under = _TOP + target_row * _LANE + _TALL
    return (
        f"M{edge - 6:g} {top + _TALL / 4:g} H{edge + _GAP / 2 + 6:g} V{top - 28:g} H{_x(j) + _BOX - 9:g} V{under + 1:g}"
    )


def _arrow(path: str, *, dashed: bool = False) -> str:
    dashes = ' stroke-dasharray="5 2"' if dashed else ""
    return f'<path d="{path}" fill="none" stroke="#000000" stroke-width="1"{dashes} marker-end="url(#pil)"/>'


def _text(x: float, y: float, said: str, *, size: float, bold: bool = False, middle: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    anchor = ' text-anchor="middle"' if middle else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}"{weight}{anchor}>{escape(said)}</text>'
