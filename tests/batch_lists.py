"""A shared case and rows go in; files on disk come out, for the tests of batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from benchmarks.lists import SHARED, as_csv

Write = Callable[..., Path]


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """The case that all rows share."""
    path = tmp_path / "felles.yaml"
    path.write_text(SHARED, encoding="utf-8")
    return path


@pytest.fixture
def listed(tmp_path: Path) -> Write:
    """Write rows as a list."""

    def write(*rows: Mapping[str, str], name: str = "7A.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(as_csv(rows))
        return path

    return write


def made(folder: Path, *but: str) -> dict[str, bytes]:
    """Return what lies in a folder, without the files whose names have one of these words."""
    found = {p.name: p.read_bytes() for p in sorted(folder.iterdir())}
    return {name: data for name, data in found.items() if not any(word in name for word in but)}
