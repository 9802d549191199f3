"""A rival's name and packages go in; the rival in a venv of its own comes out, or why it cannot be measured."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import Side

VENVS = Path(__file__).parent.parent / ".bench"
PACKAGES = {"docxtpl": "docxtpl>=0.20.2", "office2pdf": "office2pdf-python>=0.4", "weasyprint": "weasyprint>=70"}


class MissingError(Exception):
    """The rival cannot be measured here; the text says why."""


@contextmanager
def peer(name: str, folder: Path, times: int) -> Iterator[Side]:
    """Yield a rival that works on the documents in `folder`, warm. Raises MissingError."""
    command = [str(python(name)), str(Path(__file__).with_name("peer.py")), name, str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:

        def cpu_ms() -> float:
            assert process.stdin and process.stdout and process.stderr
            process.stdin.write(f"{times}\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                last = (process.stderr.read().strip().splitlines() or ["no answer"])[-1]
                raise MissingError(f"{name}: {last}")
            return 1000 * float(answer) / times

        try:
            yield Side(f"{name} {version(name)}", cpu_ms)
        finally:
            process.kill()


def python(name: str) -> Path:
    """Return the interpreter of the rival's venv, made when it is missing. Raises MissingError."""
    venv = VENVS / name
    found = venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    ready = venv / ".ready"
    if ready.exists():
        return found
    uv = shutil.which("uv")
    make = [uv, "venv", "-q", str(venv)] if uv else [sys.executable, "-m", "venv", str(venv)]
    add = [uv, "pip", "install", "-q", "--python", str(found)] if uv else [str(found), "-m", "pip", "install", "-q"]
    shutil.rmtree(venv, ignore_errors=True)
    for command in (make, [*add, PACKAGES[name]]):
        if subprocess.run(command, check=False, capture_output=True).returncode:
            raise MissingError(f"{name}: its venv could not be made")
    ready.touch()
    return found


def version(name: str) -> str:
    """Return the rival's version."""
    package = PACKAGES[name].partition(">")[0]
    code = f"import importlib.metadata as m; print(m.version('{package}'))"
    return subprocess.run([str(python(name)), "-c", code], check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def libreoffice(documents: list[Path], folder: Path) -> Iterator[Side]:
    """Yield LibreOffice, started anew for each document. Raises MissingError."""
    from benchmarks.measure import here

    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise MissingError("LibreOffice: not installed")
    profile, number = (folder / "profile").as_uri(), iter(range(10**6))

    def run() -> None:
        source = documents[next(number) % len(documents)]
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]
        subprocess.run([*command, str(folder), str(source)], check=True, capture_output=True)

    yield here("LibreOffice, started anew", run)


@contextmanager
def unoserver(documents: list[Path], folder: Path) -> Iterator[Side]:
    """Yield LibreOffice kept warm by unoserver, by wall time: its work is done by a daemon. Raises MissingError."""
    import time

    if not (shutil.which("unoserver") and shutil.which("unoconvert")):
        raise MissingError("unoserver: not installed")
    server = subprocess.Popen(["unoserver", "--port", "20022"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    number = iter(range(10**6))

    def wall_ms() -> float:
        source, begun = documents[next(number) % len(documents)], time.perf_counter()
        command = ["unoconvert", "--port", "20022", str(source), str(folder / "uno.pdf")]
        while subprocess.run(command, check=False, capture_output=True).returncode:
            if time.perf_counter() - begun > 60:
                raise MissingError("unoserver: does not answer")
            time.sleep(0.5)
            begun = begun if server.poll() is None else begun - 60
        return 1000 * (time.perf_counter() - begun)

    try:
        yield Side("LibreOffice warm, unoserver (wall time)", wall_ms)
    finally:
        server.kill()
        server.wait()
