"""The fonts of the page: nothing goes in, the folders Typst shall take them from come out."""

from __future__ import annotations

import functools
from importlib.util import find_spec
from pathlib import Path

_PACKAGES = ("fontpkg_arimo", "fontpkg_noto_sans", "fontpkg_noto_sans_arabic")


@functools.cache
def folders() -> tuple[str, ...]:
    """Where the font packages lie on this machine; the machine's own fonts are never used."""
    return tuple(_folder(package) for package in _PACKAGES)


def _folder(package: str) -> str:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return str(Path(spec.origin).parent / "files")
