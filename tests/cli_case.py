"""The Risør sample as a file of a test's own, with texts replaced, and the files that a command leaves in a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT

RISOR = (ROOT / "samples/risor/sak.yaml").read_text(encoding="utf-8")


@pytest.fixture
def case(tmp_path: Path) -> Callable[..., Path]:
    """Write the sample as a case file of this test's own, with texts replaced."""

    def write(*edits: tuple[str, str], name: str = "sak.yaml", text: str = RISOR) -> Path:
        for old, new in edits:
            assert old in text, f"the sample no longer says {old!r}"
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())} if folder.exists() else {}


VIOLENCE = ("vold_overgrep: nei", "vold_overgrep: ja")
