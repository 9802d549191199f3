"""A form and values go in; the filled PDF comes out, and what was too long for its box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bti_docs.form.alphabet import NAMES, Alphabet, alphabet, font_objects, stream
from bti_docs.form.answers import Answers, Value, answers, clean, shown_text
from bti_docs.form.appearance import draw_list, draw_text, lay, list_lines
from bti_docs.form.blank import OFF, Base, Blank, Field, Kind, Widget, num
from bti_docs.form.layout import Laid
from bti_docs.form.pieces import put_together
from bti_docs.form.tagged import attributes
from bti_docs.problem import BtiError, Problem, Where

OVERLAY = b"%BtiFill\n"
"""What the drawing of a flat page's values begins with."""
NOTE = {"nb": "se vedlegg 1", "nn": "sjå vedlegg 1", "en": "see attachment 1"}


@dataclass(frozen=True)
class Rule:
    """What a map asks of one field: the smallest size in pt (0: ours), if a long text may go on elsewhere, its name."""

    smallest: float = 0.0
    overflow: bool = True
    label: str = ""


_PLAIN = Rule()


@dataclass(frozen=True)
class Longer:
    """A text that its box has no room for: it stands whole on a page of its own."""

    field: str
    label: str
    text: str


class Drawn(NamedTuple):
    """What is drawn in a box: its lines, or the state of a button and what draws it in a flat page."""

    page: int
    obj: int
    text: str = ""
    state: str = ""
    drawing: str = ""


@dataclass(frozen=True)
class Filled:
    """A filled form: its bytes, what each field holds and each box shows, and what goes on elsewhere."""

    pdf: bytes
    flat: bool
    held: Answers
    drawn: tuple[Drawn, ...]
    longer: tuple[Longer, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Entry(NamedTuple):
    """A field with what it will hold, and how each of its boxes is drawn."""

    field: Field
    held: tuple[str, ...]
    laid: tuple[Laid, ...] = ()


def fill(
    blank: Blank,
    values: Mapping[str, Value],
    *,
    flat: bool = False,
    keep: bool = False,
    rules: Mapping[str, Rule] | None = None,
    language: str = "nb",
) -> Filled:
    """Fill a form: with fields that can still be changed, or `flat`, as a page that nobody can.

    A text that is too long for its box at the smallest size is cut there with a note in `language`, and stands whole in
    `longer`. The same values give the same bytes. Raises BtiError: what `answers` raises, a character that no font can
    draw (B210), a text too long where nothing may go on elsewhere (B206).
    """
    held = answers(blank, values, keep=keep)
    note = NOTE[language]
    letters = alphabet([note, *_texts(blank, held)])
    entries, longer = _laid(blank, held, letters, rules or {}, note)
    drawing = _Drawing(blank, letters)
    pdf = drawing.flat(entries) if flat else drawing.fillable(entries)
    told = [Problem("B305", Where(path=e.field.name)) for e in entries if e.held and not e.field.shown]
    kept = {e.field.name: e.held for e in entries if e.held}
    return Filled(pdf, flat, kept, tuple(_drawn(entries)), tuple(longer), tuple(told))


def _texts(blank: Blank, held: Answers) -> Iterator[str]:
    for one in blank.fields:
        if one.kind is Kind.LIST:
            yield from (clean(shown) for _, shown in one.options)
        elif not one.kind.ticked:
            yield shown_text(one, held.get(one.name, ()))


def _laid(
    blank: Blank, held: Answers, letters: Alphabet, rules: Mapping[str, Rule], note: str
) -> tuple[list[_Entry], list[Longer]]:
    entries: list[_Entry] = []
    longer: list[Longer] = []
    problems: list[Problem] = []
    for one in blank.fields:
        value = held.get(one.name, ())
        if one.kind not in (Kind.TEXT, Kind.COMBO):
            entries.append(_Entry(one, value))
            continue
        rule = rules.get(one.name, _PLAIN)
        try:
            entry, more = _fit(one, value, letters, rule, note)
        except BtiError as error:
            problems += error.problems
            continue
        entries.append(entry)
        longer += more
    if problems:
        raise BtiError(*problems)
    return entries, longer


def _fit(one: Field, value: tuple[str, ...], letters: Alphabet, rule: Rule, note: str) -> tuple[_Entry, list[Longer]]:
    """Lay a text in each of its field's boxes; what does not fit in all of them is cut in all of them."""
    text = shown_text(one, value)
    laid = tuple(lay(one, w, text, letters, rule.smallest) for w in one.widgets)
    too_long = 0 < one.max_len < len(text)
    if not too_long and all(found.whole for found in laid):
        return _Entry(one, value, laid), []
    if not rule.overflow or one.kind is not Kind.TEXT or one.comb:
        code = "B205" if too_long else "B206"
        raise BtiError(Problem(code, Where(path=one.name), {"most": str(one.max_len)}))
    cut = _cut(one, text, letters, rule, note)
    laid = tuple(lay(one, w, cut, letters, rule.smallest) for w in one.widgets)
    return _Entry(one, (cut,), laid), [Longer(one.name, rule.label or one.tooltip or one.name, text)]


def _cut(one: Field, text: str, letters: Alphabet, rule: Rule, note: str) -> str:
    """Return as many of the text's words as every box has room for with the note after them.

    The note has a line of its own where there is more than one.
    """
    for between in ("\n", " ") if one.multiline else (" ",):
        if head := _longest(one, text.split(" "), f" …{between}({note})", letters, rule):
            return head
    if _fits(one, f"({note})", letters, rule):
        return f"({note})"
    raise BtiError(Problem("B206", Where(path=one.name)))


def _longest(one: Field, words: list[str], end: str, letters: Alphabet, rule: Rule) -> str:
    """Return the most words that there is room for with `end` after them, and `end`; nothing without a word."""
    low, high, best = 1, len(words), ""
    while low <= high:
        middle = (low + high) // 2
        attempt = " ".join(words[:middle]).rstrip() + end
        if _fits(one, attempt, letters, rule):
            best, low = attempt, middle + 1
        else:
            high = middle - 1
    return best


def _fits(one: Field, text: str, letters: Alphabet, rule: Rule) -> bool:
    short = not one.max_len or len(text) <= one.max_len
    return short and all(lay(one, w, text, letters, rule.smallest).whole for w in one.widgets)


def _drawn(entries: list[_Entry]) -> Iterator[Drawn]:
    for entry in entries:
        for i, widget in enumerate(entry.field.widgets):
            if entry.field.kind.ticked:
                on = widget.state if widget.state in entry.held else OFF
                ink = "" if widget.hidden else widget.states.get(on, "")
                yield Drawn(widget.page, widget.obj, state=on, drawing=ink)
            elif not entry.field.kind.fillable:
                yield Drawn(widget.page, 0, drawing="" if widget.hidden else widget.states.get("", ""))
            elif entry.field.kind is Kind.LIST:
                seen = () if widget.hidden else list_lines(entry.field, widget, entry.held)
                lines = "".join(said for _, said in seen)
                yield Drawn(widget.page, widget.obj, lines)
            else:
                text = "".join(entry.laid[i].lines)
                yield Drawn(widget.page, 0 if widget.hidden else widget.obj, "" if widget.hidden else text)


@dataclass
class _Drawing:
    """One copy while it is made: the letters it is written in, and its objects by number."""

    blank: Blank
    letters: Alphabet
    objects: dict[int, bytes] = field(default_factory=dict)
    free: int = 0

    def fillable(self, entries: list[_Entry]) -> bytes:
        """Give every field its value and every box its appearance."""
        base = self.blank.filled
        self.free = len(base.offsets)
        added: dict[int, bytes] = dict.fromkeys(base.open, b"")
        self._fonts(base)
        resources = self._resources(base)
        for entry in entries:
            for number in entry.field.objs:
                added[number] += _value(entry)
            for i, widget in enumerate(entry.field.widgets):
                added[widget.obj] += self._looks(entry, i, widget, resources)
        self.objects |= {n: base.open[n] + more + b">>" for n, more in added.items()}
        return put_together(base, self.objects)

    def flat(self, entries: list[_Entry]) -> bytes:
        """Draw every value on its page."""
        base = self.blank.flat
        self.free = len(base.offsets)
        self._fonts(base)
        pages: list[list[str]] = [[] for _ in self.blank.sheets]
        added: dict[int, bytes] = dict.fromkeys(base.open, b"")
        for entry in entries:
            for i, widget in enumerate(entry.field.widgets):
                ink = self._ink(entry, i, widget)
                pages[widget.page].append(f"{widget.tag}{ink}EMC\n" if widget.tag else ink)
                if widget.struct:
                    on = widget.state in entry.held
                    added[widget.struct] += b"/A" + attributes(entry.field, on=on)
        for number, page in zip(base.overlays, pages, strict=True):
            self.objects[number] = stream(OVERLAY + "".join(page).encode())
        self.objects |= {n: base.open[n] + more + b">>" for n, more in added.items()}
        return put_together(base, self.objects)

    def _fonts(self, base: Base) -> None:
        for number, embedded in zip(base.fonts, self.letters.embedded, strict=True):
            if embedded is None:  # the page's resources name it all the same
                self.objects[number] = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
                continue
            self.objects |= font_objects(embedded, number, self.free)
            self.free += 4

    def _resources(self, base: Base) -> bytes:
        used = zip(NAMES, base.fonts, self.letters.embedded, strict=True)
        named = b"".join(b"/%b %d 0 R" % (name.encode(), number) for name, number, one in used if one)
        return b"/Resources<</Font<<%b>>>>" % named

    def _looks(self, entry: _Entry, i: int, widget: Widget, resources: bytes) -> bytes:
        one = entry.field
        if not one.kind.fillable:
            return b""
        if one.kind.ticked:
            return b"/AS " + name(widget.state if widget.state in entry.held else OFF)
        drawing = f"/Tx BMC {self._drawing(entry, i, widget)}EMC".encode()
        size = f"{num(widget.across)} {num(widget.along)}"
        head = f"/Type/XObject/Subtype/Form/BBox[0 0 {size}]/Matrix[{widget.matrix}]/Length {len(drawing)}".encode()
        self.objects[self.free] = b"<<%b%b>>stream\n%b\nendstream" % (head, resources, drawing)
        self.free += 1
        return b"/AP<</N %d 0 R>>" % (self.free - 1)

    def _drawing(self, entry: _Entry, i: int, widget: Widget) -> str:
        one = entry.field
        if one.kind is Kind.LIST:
            return draw_list(one, widget, entry.held, self.letters)
        return draw_text(one, widget, entry.laid[i], self.letters) if entry.laid else widget.frame

    def _ink(self, entry: _Entry, i: int, widget: Widget) -> str:
        if widget.hidden:
            return ""
        if entry.field.kind.ticked:
            return widget.states.get(widget.state if widget.state in entry.held else OFF, "")
        if not entry.field.kind.fillable:
            return widget.states.get("", "")
        drawing = self._drawing(entry, i, widget)
        return f"q {widget.placing} {drawing}Q\n" if drawing else ""


def _value(entry: _Entry) -> bytes:
    """Return what a field's dictionary says of what it holds."""
    one, held = entry.field, entry.held
    if not one.kind.fillable:
        return b""
    if one.kind.ticked:
        return b"/V " + name(held[0] if held else OFF)
    if not held:
        return b""
    places = [i for i, (export, _) in enumerate(one.options) if export in held]
    chosen = b"/I[%b]" % b" ".join(b"%d" % i for i in places) if places and one.kind is Kind.LIST else b""
    if len(held) > 1:
        return b"/V[%b]%b" % (b"".join(string(v) for v in held), chosen)
    return b"/V %b%b" % (string(held[0]), chosen)


def string(text: str) -> bytes:
    """Return a PDF text string."""
    if text.isascii() and text.isprintable():
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return f"({escaped})".encode()
    return b"<feff%b>" % text.encode("utf-16-be").hex().encode()


def name(text: str) -> bytes:
    """Return a PDF name."""
    plain = b"-_.+*!"
    return b"/" + b"".join(
        bytes([b]) if (chr(b).isalnum() and b < 0x80) or b in plain else b"#%02x" % b for b in text.encode()
    )
