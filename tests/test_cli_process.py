"""The program as a process of its own: languages of the machine, the same bytes twice, pipes, and a quick help."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.cli_case import files
from tests.conftest import ROOT


def process(*arguments: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m bti_docs` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "bti_docs", *map(str, arguments)],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        check=False,
    )


class TestProcess:
    def test_a_machine_without_any_language_prints_every_letter_and_warns_of_nothing(
        self, tmp_path: Path, vindafjord: Path
    ) -> None:
        shown = process("show", vindafjord, "-k", "bti_motereferat", cwd=tmp_path, LC_ALL="C")
        assert (shown.returncode, shown.stderr) == (0, b"")
        assert "Čáhppes Prøve" in shown.stdout.decode("utf-8")
        told = process("check", "æøå.yaml", cwd=tmp_path, LC_ALL="POSIX", PYTHONIOENCODING="ascii")
        assert told.returncode == 3
        assert "æøå.yaml: feil C101: " in told.stderr.decode("utf-8")

    def test_two_processes_make_the_same_bytes(self, tmp_path: Path, risor: Path) -> None:
        for seed, folder in (("1", "a"), ("2", "b")):
            done = process(
                "make", risor, "-k", "iop", "-k", "samtykke_deling", "-o", folder, cwd=tmp_path, PYTHONHASHSEED=seed
            )
            assert done.returncode == 0, done.stderr
        assert len(files(tmp_path / "a")) == 4
        assert files(tmp_path / "a") == files(tmp_path / "b")

    def test_a_reader_that_goes_away_gets_no_complaint(self, tmp_path: Path) -> None:
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            [sys.executable, "-m", "bti_docs", "schema"],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            stdout=write,
            stderr=subprocess.PIPE,
            check=False,
        )
        os.close(write)
        assert (done.returncode, done.stderr) == (1, b"")

    def test_the_module_and_the_command_are_one_program(self) -> None:
        scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
        assert scripts == {"bti-docs": "bti_docs.cli:main"}
        assert "from bti_docs.cli import main" in (ROOT / "bti_docs/__main__.py").read_text(encoding="utf-8")


def test_help_loads_nothing_heavy() -> None:
    heavy = ("pydantic", "yaml", "lxml", "docxtpl", "typst", "pikepdf", "reportlab", "starlette", "httpx", "openpyxl")
    code = f"import sys, bti_docs.cli.app; print(*[m for m in {heavy!r} if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
