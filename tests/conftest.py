"""Places that every test may ask for: the checkout, the shipped samples, and the project's shared folder."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bti_docs import cli
from bti_docs.cli import console
from bti_docs.problem import Language

ROOT = Path(__file__).parent.parent
NIGHTLY = bool(os.environ.get("BTI_NIGHTLY"))
_OWN_VARIABLES = ("BTI_LANG", "BTI_LIBRARY", "BTI_DEBUG", "LC_ALL", "LC_MESSAGES", "LANG")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the reference texts under samples/")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether what is made now becomes the reference."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test never depends on the language or the private shelf of the machine it runs on."""
    for name in _OWN_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("BTI_CACHE", "")
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture
def risor() -> Path:
    """The bokmål sample: a transition with two meetings, consents, a note and a finished IOP."""
    return ROOT / "samples/risor/sak.yaml"


@pytest.fixture
def vindafjord() -> Path:
    """The nynorsk sample: absence, two given consents and an IOP that is still a draft."""
    return ROOT / "samples/vindafjord/sak.yaml"


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """A file of the shared folder beside the checkout; the test is skipped where that folder is not."""

    def find(relative: str) -> Path:
        path = ROOT.parent / "shared" / relative
        if not path.is_file():
            pytest.skip(f"the shared folder is not beside this checkout: no {relative}")
        return path

    return find


@dataclass(frozen=True)
class Answer:
    """What a command left behind: its exit code, and what it said where."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def codes(self) -> list[str]:
        """The problems told on stderr, by code."""
        return re.findall(r"(?:feil|advarsel|åtvaring|error|warning) ([A-Z]\d{3}):", self.err)


Run = Callable[..., Answer]


@pytest.fixture
def bti(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run `bti-docs` in this process, from an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Answer:
        monkeypatch.setattr(sys, "argv", ["bti-docs", *map(str, arguments)])
        monkeypatch.setattr(
            console, "Voice", type("Voice", (), {"language": Language.NB, "loudness": 0, "as_json": False})
        )
        with pytest.raises(SystemExit) as left:
            cli.main()
        captured = capfd.readouterr()
        return Answer(int(str(left.value.code)), captured.out, captured.err)

    return run
