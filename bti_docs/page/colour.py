"""A municipality's colour goes in; the same hue comes out, dark enough to be read on white and to carry white text."""

from __future__ import annotations

LEAST = 7.0  # contrast to white: WCAG 2.2, 1.4.6 (AAA); AA asks 4.5
_STEP = 0.94


def readable(colour: str) -> str:
    """Return `#rrggbb`, made darker step by step until its contrast to white is at least LEAST."""
    parts = _parts(colour)
    while contrast_to_white(_hex(parts)) < LEAST:
        parts = tuple(part * _STEP for part in parts)
    return _hex(parts)


def contrast_to_white(colour: str) -> float:
    """Return the contrast ratio to white as WCAG 2.2 counts it: 1 for white, 21 for black."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _hex(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{int(part):02x}" for part in parts)
