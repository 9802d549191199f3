"""What a form is once it has been read: its fields and boxes, and the bytes that every filled copy starts from."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

Box = tuple[float, float, float, float]
"""Left, foot, right, head in the page's own units."""

OFF = "Off"
_LEAST_PAD = 2.0  # pt between a border and the text


class Kind(StrEnum):
    """What can be done with a field (ISO 32000-1, 12.7.4)."""

    TEXT = "text"
    CHECK = "check"
    RADIO = "radio"
    COMBO = "combo"
    LIST = "list"
    PUSH = "push"
    SIGNATURE = "signature"

    @functools.cached_property
    def ticked(self) -> bool:
        """Whether it is answered by choosing one of the form's own states."""
        return self is Kind.CHECK or self is Kind.RADIO

    @functools.cached_property
    def fillable(self) -> bool:
        """Whether a value can be given."""
        return self is not Kind.PUSH and self is not Kind.SIGNATURE


@dataclass(frozen=True)
class Widget:
    """One box of a field on a page.

    `obj` is the annotation's object number, 0 for a box of our own on a page without fields. `turn` is how far the
    text is turned counter-clockwise (/MK /R). Colours are PDF components, none for no colour. `cells` is how many a
    comb has. `state` is what a button is switched on to; `states` draws each of its states, by name, in a flattened
    page. `mcid` is the marked content that a flattened value becomes, -1 in a file without tags, and `struct` its
    structure element's object number in the flat file.
    """

    page: int
    box: Box
    obj: int = 0
    turn: int = 0
    border: tuple[float, ...] = ()
    background: tuple[float, ...] = ()
    border_width: float = 0.0
    border_style: str = "S"
    color: str = "0 g"
    size: float = 0.0
    align: int = 0
    state: str = ""
    cells: int = 0
    states: dict[str, str] = field(default_factory=dict, hash=False)
    hidden: bool = False
    mcid: int = -1
    struct: int = 0

    @functools.cached_property
    def across(self) -> float:
        """How wide the box is for its text, in pt."""
        return self.box[2] - self.box[0] if self.turn % 180 == 0 else self.box[3] - self.box[1]

    @functools.cached_property
    def along(self) -> float:
        """How high the box is for its text, in pt."""
        return self.box[3] - self.box[1] if self.turn % 180 == 0 else self.box[2] - self.box[0]

    @functools.cached_property
    def pad(self) -> tuple[float, float]:
        """The distance from the edges to the text, across and along, in pt."""
        wanted = max(_LEAST_PAD, 2 * self.border_width)
        edge = self.border_width if self.border else 0.0
        across = 0.0 if self.cells else min(wanted, self.across / 8)
        return across, max(edge, min(2.0, self.along / 12))

    @functools.cached_property
    def inside(self) -> tuple[float, float]:
        """The width and height that its text has, in pt."""
        return max(self.across - 2 * self.pad[0], 1.0), max(self.along - 2 * self.pad[1], 1.0)

    @functools.cached_property
    def frame(self) -> str:
        """The operators that draw background and border from /MK and /BS, and a comb's lines between its cells."""
        across, along, width = self.across, self.along, self.border_width
        parts = []
        if self.background:
            parts.append(f"{_color(self.background, 'g', 'rg', 'k')} 0 0 {num(across)} {num(along)} re f")
        if self.border and width > 0:
            parts.append(f"{_color(self.border, 'G', 'RG', 'K')} {num(width)} w")
            parts.append("[3] 0 d" if self.border_style == "D" else "[] 0 d")
            parts.append(self._edges(width))
            cell = across / max(self.cells, 1)
            parts += [f"{num(cell * i)} 0 m {num(cell * i)} {num(along)} l S" for i in range(1, self.cells)]
        return f"q {' '.join(parts)} Q\n" if parts else ""

    def _edges(self, width: float) -> str:
        if self.border_style == "U":
            return f"0 {num(width / 2)} m {num(self.across)} {num(width / 2)} l S"
        return f"{num(width / 2)} {num(width / 2)} {num(self.across - width)} {num(self.along - width)} re S"

    @functools.cached_property
    def opening(self) -> str:
        """What comes before a text: the frame, and the box that nothing is drawn outside of."""
        return f"{self.frame}q 0 0 {num(self.across)} {num(self.along)} re W n BT {self.color} "

    @functools.cached_property
    def tag(self) -> str:
        """What opens the marked content that the value becomes in a flat page; nothing in a file without tags."""
        return f"/Form <</MCID {self.mcid}>> BDC\n" if self.mcid >= 0 else ""

    @functools.cached_property
    def matrix(self) -> str:
        """What turns a drawing, upright from (0, 0), into the box, as the six numbers of `cm`, from its corner."""
        w, h = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return {
            0: "1 0 0 1 0 0",
            90: f"0 1 -1 0 {num(w)} 0",
            180: f"-1 0 0 -1 {num(w)} {num(h)}",
            270: f"0 -1 1 0 0 {num(h)}",
        }[self.turn]

    @functools.cached_property
    def placing(self) -> str:
        """What moves a drawing, upright from (0, 0), to where the box stands on its page."""
        corner = f"1 0 0 1 {num(self.box[0])} {num(self.box[1])} cm"
        return f"{corner} {self.matrix} cm" if self.turn else corner


@functools.lru_cache(maxsize=4096)
def num(value: float) -> str:
    """Return a number as PDF writes it: to a thousandth, no exponent, no needless noughts."""
    return f"{round(value, 3):g}"


def _color(parts: tuple[float, ...], *operators: str) -> str:
    return f"{' '.join(map(num, parts))} {dict(zip((1, 3, 4), operators, strict=True))[len(parts)]}"


@dataclass(frozen=True)
class Field:
    """A field with all that it inherits. `options` are (export value, shown text); `value` is what stood in it.

    `objs` are the object numbers of its dictionaries; `exports` what a button's numbered states mean.
    """

    name: str
    kind: Kind
    objs: tuple[int, ...] = ()
    multiline: bool = False
    comb: bool = False
    password: bool = False
    required: bool = False
    read_only: bool = False
    editable: bool = False
    many: bool = False
    max_len: int = 0
    options: tuple[tuple[str, str], ...] = ()
    exports: tuple[str, ...] = ()
    value: tuple[str, ...] = ()
    tooltip: str = ""
    calculated: bool = False
    widgets: tuple[Widget, ...] = ()

    @functools.cached_property
    def on_states(self) -> tuple[str, ...]:
        """The states that a button can be switched on to, in the form's order."""
        return tuple(dict.fromkeys(w.state for w in self.widgets if w.state))

    @functools.cached_property
    def shown(self) -> bool:
        """Whether any of its boxes is seen."""
        return not all(w.hidden for w in self.widgets)


@dataclass(frozen=True)
class Sheet:
    """One page of the form: what is seen of it, in its own units, its turn clockwise, and the words on it.

    `lines` and `squares` are drawn on a page without fields to be written on and to be ticked.
    """

    box: Box
    turn: int = 0
    words: tuple[tuple[str, Box], ...] = ()
    lines: tuple[Box, ...] = ()
    squares: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Base:
    """A whole PDF in pieces: the objects that no value touches, and those that are written anew for every copy.

    `offsets` are the places of the fixed objects by number, -1 for those in `open`, which maps an object number to
    its bytes: a dictionary without its end, to which a copy's own entries are added. `overlays` are the content
    streams, by page, that flattened values are drawn in; `fonts` the numbers that our fonts will have.
    """

    body: bytes
    offsets: tuple[int, ...]
    open: dict[int, bytes]
    overlays: tuple[int, ...]
    fonts: tuple[int, ...]
    trailer: bytes

    @functools.cached_property
    def rows(self) -> tuple[bytes, ...]:
        """The fixed objects' lines in the table of objects."""
        free = b"0000000000 65535 f \n"
        return tuple(b"%010d 00000 n \n" % at if at >= 0 else free for at in self.offsets)

    @functools.cached_property
    def digest(self) -> bytes:
        """What the file is known by from its first day."""
        return hashlib.md5(self.body, usedforsecurity=False).hexdigest().encode()


@dataclass(frozen=True)
class Blank:
    """A form that is ready to be filled any number of times; `notes` are the codes of what was done to it."""

    fields: tuple[Field, ...]
    sheets: tuple[Sheet, ...]
    filled: Base
    flat: Base
    tagged: bool = False
    language: str = ""
    notes: tuple[str, ...] = ()
    sha256: str = ""

    def field(self, name: str) -> Field | None:
        """Return the field called `name`."""
        return self._by_name.get(name)

    @functools.cached_property
    def _by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}
