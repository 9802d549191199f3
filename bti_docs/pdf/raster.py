"""A drawing as SVG goes in; the same drawing as PNG comes out, in the page's own fonts."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from bti_docs import fonts

_DESIGN = Path(__file__).with_name("drawing.typ")
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_DPI = 200.0


@functools.lru_cache(maxsize=32)
def png(svg: str) -> bytes:
    """Return the drawing at 200 dots an inch; the same drawing gives the same bytes. Its `viewBox` is in pt."""
    import typst

    box = _BOX.search(svg)
    if box is None:
        raise ValueError("a drawing has a viewBox that begins at 0 0")
    inputs = {"svg": svg, "width": box[1], "height": box[2]}
    return typst.compile(
        str(_DESIGN),
        root=str(_DESIGN.parent),
        font_paths=list(fonts.folders()),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        format="png",
        ppi=_DPI,
    )
