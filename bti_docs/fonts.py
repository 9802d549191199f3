"""The fonts that pages are drawn with: a package's name goes in, where its files lie on this machine comes out."""

from __future__ import annotations

import functools
from importlib.util import find_spec
from pathlib import Path

_PACKAGES = ("fontpkg_arimo", "fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
ARIMO = ("fontpkg_arimo", "Arimo[wght].ttf")
NOTO = ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf")


@functools.cache
def folders() -> tuple[str, ...]:
    """Where the font packages lie; the machine's own fonts are never used, so that output depends on none."""
    return tuple(str(_folder(package)) for package in _PACKAGES)


def path(font: tuple[str, str]) -> Path:
    """Return the file of a font given as package and file name."""
    package, name = font
    return _folder(package) / name


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent / "files"
