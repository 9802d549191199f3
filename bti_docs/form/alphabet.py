"""The characters of a document go in; what draws each comes out: a font, a glyph, a width, or why none can."""

from __future__ import annotations

import functools
import itertools
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bti_docs import fonts
from bti_docs.problem import BtiError, Problem

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFontFace

NAMES = ("BtiFillA", "BtiFillB", "BtiFillC")
"""The fonts' names in a page's resources: Arimo's everyday letters, the rest of Arimo, and Noto Sans."""

ASCENT, DESCENT = 0.905, 0.212  # of the size, Arimo's own
# Letters that are drawn one after another, left to right, as they stand: all else would have to be shaped.
_DRAWN = ((0x20, 0x590), (0x1D00, 0x3000), (0xA640, 0xA7FF), (0xAB30, 0xAB6F), (0xFB00, 0xFB07), (0x1F000, 0x1FAFF))
_EVERYDAY = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x218, 0x21C),
    *(0x2010, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x20AC),
)


class Glyph(NamedTuple):
    """What draws one character: the font by its place in NAMES, the glyph as four hex digits, the width of the size."""

    font: int
    code: str
    width: float


@dataclass(frozen=True)
class Embedded:
    """A subset font: its TrueType bytes, and for each glyph the character and the width in thousandths."""

    name: str
    data: bytes
    characters: tuple[str, ...]
    widths: tuple[int, ...]

    @functools.cached_property
    def width_row(self) -> bytes:
        """The widths as PDF writes them."""
        return " ".join(map(str, self.widths)).encode()

    @functools.cached_property
    def file(self) -> bytes:
        """The TrueType bytes as a stream object's body."""
        return stream(self.data, b"/Length1 %d" % len(self.data))

    @functools.cached_property
    def to_unicode(self) -> bytes:
        """The map from glyphs back to text, as a stream object's body."""
        return _to_unicode(self.characters)


@dataclass(frozen=True)
class Alphabet:
    """Every character of a document with its glyph, and the fonts that hold them, in the order of NAMES."""

    glyphs: dict[str, Glyph]
    embedded: tuple[Embedded | None, ...]

    @functools.cached_property
    def _widths(self) -> dict[str, float]:
        return {character: glyph.width for character, glyph in self.glyphs.items()}

    @functools.cached_property
    def _codes(self) -> dict[str, str]:
        codes = {character: glyph.code for character, glyph in self.glyphs.items()}
        return codes | {"\n": "> Tj T* <"}

    @functools.cached_property
    def _rare(self) -> frozenset[str]:
        return frozenset(character for character, glyph in self.glyphs.items() if glyph.font)

    def width(self, text: str) -> float:
        """Return how wide a line is at size 1."""
        return sum(self.widths(text))

    def widths(self, text: str) -> Iterator[float]:
        """Return how wide each letter is at size 1."""
        return map(self._widths.__getitem__, text)

    def lines(self, lines: Sequence[str]) -> str | None:
        """Return the operators that show lines one below another in everyday letters; None where others are needed."""
        text = "\n".join(lines)
        if not self._rare.isdisjoint(text):
            return None
        return f"<{''.join(map(self._codes.__getitem__, text))}> Tj"

    def runs(self, line: str) -> Iterator[tuple[int, str]]:
        """Yield the line in parts of one font: the font's place in NAMES, and the glyphs."""
        if self._rare.isdisjoint(line):
            yield 0, "".join(map(self._codes.__getitem__, line))
            return
        for font, part in itertools.groupby(line, lambda c: self.glyphs[c].font):
            yield font, "".join(map(self._codes.__getitem__, part))


def alphabet(texts: Iterable[str]) -> Alphabet:
    """Return what draws these texts. Raises BtiError (B210) naming every character that cannot be drawn."""
    used = set("".join(texts)) - {"\n"}
    return _alphabet(frozenset(used - _everyday().glyphs.keys()))


@functools.cache
def _everyday() -> Alphabet:
    face = _face(0)
    return _with(Alphabet({}, (None, None, None)), 0, [chr(c) for c in _EVERYDAY if c in face.charToGlyph])


@functools.lru_cache(maxsize=256)
def _alphabet(rest: frozenset[str]) -> Alphabet:
    """Add the rare characters: Arimo's own first, then Noto Sans."""
    bad = sorted(c for c in rest if not drawable(c))
    if bad:
        raise BtiError(*(Problem("B210", words={"character": f"U+{ord(c):04X}"}) for c in bad))
    ours = sorted(c for c in rest if ord(c) in _face(0).charToGlyph)
    known = _with(_everyday(), 1, ours)
    return _with(known, 2, sorted(rest - set(ours)))


def drawable(character: str) -> bool:
    """Tell whether one glyph, left to right, shows the character as it is read."""
    code = ord(character)
    if not any(first <= code < last for first, last in _DRAWN):
        return False
    if unicodedata.category(character)[0] in "CM" or unicodedata.bidirectional(character) in ("R", "AL"):
        return False
    return any(code in _face(i).charToGlyph for i in (0, 1))


@functools.cache
def _face(number: int) -> TTFontFace:
    from reportlab.pdfbase.ttfonts import TTFontFace

    return TTFontFace(str(fonts.path((fonts.ARIMO, fonts.NOTO)[number])))


def _with(known: Alphabet, font: int, characters: list[str]) -> Alphabet:
    """Return the alphabet with one font more."""
    if not characters:
        return known
    embedded, places = _subset(_face(0 if font < 2 else 1), f"{'ABC'[font]}TIDOC", characters)
    glyphs = {c: Glyph(font, f"{n:04X}", embedded.widths[n] / 1000) for c, n in places.items()}
    kept = (*known.embedded[:font], embedded, *known.embedded[font + 1 :])
    return Alphabet(known.glyphs | glyphs, kept)


def _subset(face: TTFontFace, tag: str, characters: list[str]) -> tuple[Embedded, dict[str, int]]:
    """Cut a subset; its glyphs stand in the order of the characters after glyph 0, which draws nothing."""
    places: dict[str, int] = {}
    order: dict[int, int] = {0: 0}
    shown, widths = ["\ufffd"], [round(face.defaultWidth)]
    for character in characters:
        original = face.charToGlyph[ord(character)]
        if original not in order:
            order[original] = len(order)
            shown.append(character)
            widths.append(round(face.charWidths[ord(character)]))
        places[character] = order[original]
    data = face.makeSubset([ord(c) for c in characters])
    return Embedded(f"{tag}+{face.name.decode()}", data, tuple(shown), tuple(widths)), places


def font_objects(embedded: Embedded, number: int, free: int) -> dict[int, bytes]:
    """Return a font as PDF objects: a composite font with Identity-H under `number`, its parts from `free` on."""
    descendant, descriptor, file, unicode = free, free + 1, free + 2, free + 3
    name = embedded.name.encode()
    info = b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    return {
        number: b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (name, descendant, unicode),
        descendant: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDSystemInfo%b/FontDescriptor %d 0 R"
        b"/CIDToGIDMap/Identity/DW %d/W[0[%b]]>>" % (name, info, descriptor, embedded.widths[0], embedded.width_row),
        descriptor: b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[-544 -389 2797 1043]/ItalicAngle 0"
        b"/Ascent 905/Descent -212/CapHeight 688/StemV 87/FontFile2 %d 0 R>>" % (name, file),
        file: embedded.file,
        unicode: embedded.to_unicode,
    }


def _to_unicode(characters: tuple[str, ...]) -> bytes:
    """Return the map from glyphs back to text, a hundred a block as the format wants."""
    lines = [f"<{n:04X}> <{c.encode('utf-16-be').hex().upper()}>" for n, c in enumerate(characters) if n]
    blocks = [lines[i : i + 100] for i in range(0, len(lines), 100)]
    said = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    cmap = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n"
        "/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{said}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
    return stream(cmap.encode())


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """Return a deflated stream object's body."""
    packed = zlib.compress(data, 1)  # of what is small, and made anew for every copy
    return b"<<%b/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (entries, len(packed), packed)
