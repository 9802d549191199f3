"""The wheel, installed far from the checkout, makes the same bytes as the checkout does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow
SHIPPED = ("bti_docs", "templates", "samples")
NOT_SHIPPED = (".pyc", ".pyo")


def run(*command: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command that must succeed, with nothing of the checkout in its surroundings."""
    kept = {
        k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "TMPDIR") or "PROXY" in k.upper() or "CERT" in k
    }
    kept |= {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "UV_", "SSL_"))}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=kept | variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


def uv() -> str | None:
    return shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout as it stands."""
    folder = tmp_path_factory.mktemp("dist")
    tool = uv()
    if tool:
        run(tool, "build", "--wheel", "--quiet", "--out-dir", folder, ROOT, cwd=folder)
    else:
        run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs in an environment that has the wheel, what it requires, and nothing else."""
    home = tmp_path_factory.mktemp("env")
    tool = uv()
    if tool:
        run(tool, "venv", "--quiet", "--python", sys.executable, home / "venv", cwd=home)
        programs = home / "venv" / "bin"
        run(tool, "pip", "install", "--quiet", "--python", programs / "python", wheel, cwd=home)
    else:
        run(sys.executable, "-m", "venv", home / "venv", cwd=home)
        programs = home / "venv" / "bin"
        run(programs / "python", "-m", "pip", "install", "--quiet", wheel, cwd=home)
    return programs


def test_the_wheel_holds_the_program_the_shelves_and_the_samples_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if not name.split("/")[0].endswith(".dist-info")}
    wanted = set()
    for folder in SHIPPED:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix not in NOT_SHIPPED and not path.name.startswith((".", "~$")):
                name = path.relative_to(ROOT).as_posix()
                wanted.add(name if folder == "bti_docs" else f"bti_docs/{name}")
    assert held == wanted


def test_the_installed_program_lists_its_shelves_by_command_and_by_module(installed: Path, tmp_path: Path) -> None:
    here = run(sys.executable, "-m", "bti_docs", "list", cwd=tmp_path, PYTHONPATH=str(ROOT)).stdout
    assert "samtykke_stafettlogg" in here
    assert run(installed / "bti-docs", "list", cwd=tmp_path).stdout == here
    assert run(installed / "python", "-m", "bti_docs", "list", cwd=tmp_path).stdout == here


@pytest.mark.parametrize("sample", ["risor", "vindafjord"])
def test_the_installed_program_makes_the_same_bytes_as_the_checkout(
    installed: Path, tmp_path: Path, sample: str
) -> None:
    shutil.copy(ROOT / "samples" / sample / "sak.yaml", tmp_path / "min-sak.yaml")
    arguments = ("make", "min-sak.yaml", "--day", "2026-11-22", "--out")
    run(installed / "bti-docs", *arguments, "der", cwd=tmp_path)
    run(sys.executable, "-m", "bti_docs", *arguments, "her", cwd=tmp_path, PYTHONPATH=str(ROOT))
    there, here = ({p.name: p.read_bytes() for p in (tmp_path / f).iterdir()} for f in ("der", "her"))
    assert {p.rpartition(".")[2] for p in there} == {"docx", "pdf", "ics"}
    assert len(there) > 8
    assert there == here


def test_the_installed_program_finds_nothing_wrong_with_itself(installed: Path, tmp_path: Path) -> None:
    said = run(installed / "bti-docs", "doctor", cwd=tmp_path).stdout
    assert "FAIL" not in said
    assert "ok" in said
