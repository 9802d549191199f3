"""Nothing goes in; afterwards Python looks for cycles of dead objects seldom: it took a fifteenth of every start."""

from __future__ import annotations

import gc

_NEW_OBJECTS = 50_000  # a case, its words and its templates are as many, and all stay until the document is made


def look_for_cycles_seldom() -> None:
    """Let this process make 50,000 objects, not 700, before it looks. What is in no cycle is freed at once as ever."""
    gc.set_threshold(_NEW_OBJECTS, 20, 100)
