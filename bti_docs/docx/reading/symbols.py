"""Symbol fonts: a character of Symbol or Wingdings goes in, the Unicode character it shows comes out."""

from __future__ import annotations

import re

_SYMBOL = {
    0x2D: "–",
    0x61: "α",
    0x62: "β",
    0x6D: "μ",
    0xA3: "≤",
    0xA5: "∞",
    0xA8: "♦",
    0xAC: "←",
    0xAE: "→",
    0xB0: "°",
    0xB1: "±",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB9: "≠",
    0xBB: "≈",
    0xD6: "√",
    0xD7: "·",
    0xDE: "⇒",
    0xE5: "∑",
}
_WINGDINGS = {
    0x28: "☎",
    0x2A: "✉",
    0x4A: "☺",
    0x6C: "●",
    0x6E: "■",
    0x6F: "☐",
    0x71: "❑",
    0x72: "❒",
    0x76: "❖",
    0x77: "◆",
    0x9E: "·",
    0x9F: "•",
    0xA1: "○",
    0xA7: "▪",
    0xA8: "☐",
    0xD8: "➢",
    0xDF: "←",
    0xE0: "→",
    0xE8: "➔",
    0xF0: "⇨",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA3: "☐"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}
_ANY = {**_WINGDINGS, **_SYMBOL, 0xA7: "▪", 0xA8: "☐"}
_PRIVATE_CHARS = re.compile("[\ue000-\uf8ff]")
_PRIVATE = range(0xF000, 0xF100)
UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def needs_mapping(text: str, font: str) -> bool:
    """Say whether the text is drawn with a symbol font, or holds such a font's private characters."""
    return font.lower() in _FONTS or _PRIVATE_CHARS.search(text) is not None


def unicode_of(char: str, font: str) -> str:
    """Return what the character shows; a sign that nobody knows becomes the replacement character."""
    code, chart = ord(char), _FONTS.get(font.lower())
    if code in _PRIVATE:
        return (chart or _ANY).get(code - 0xF000, UNKNOWN)
    if 0xE000 <= code <= 0xF8FF:
        return UNKNOWN
    return chart.get(code, UNKNOWN if code > 0x20 else char) if chart and code < 0x100 else char


def bullet(text: str, font: str) -> str:
    """Return a list's bullet as a real character; Word's hollow bullet is an `o` in Courier New."""
    if text == "o" and font.startswith("Courier"):
        return "◦"
    shown = "".join(unicode_of(c, font) for c in text)
    return shown.replace(UNKNOWN, "•").replace("\u00b7", "•")
