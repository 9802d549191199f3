"""A rival's name and packages go in; the rival in a venv of its own comes out, or why it cannot be measured."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import Side, here
from benchmarks.processes import family, seconds

VENVS = Path(__file__).parent.parent / ".bench"
PACKAGES = {
    "docxtpl": "docxtpl>=0.20.2",
    "office2pdf": "office2pdf-python>=0.4",
    "unoserver": "unoserver>=3.7",
    "weasyprint": "weasyprint>=70",
}


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
    ours = _with_uno() if name == "unoserver" else sys.executable
    kind = ["--system-site-packages"] if name == "unoserver" else []
    make = [uv, "venv", "-q", "--python", ours, *kind, str(venv)] if uv else [ours, "-m", "venv", *kind, str(venv)]
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
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise MissingError("LibreOffice: not installed")
    profile, number = (folder / "profile").as_uri(), iter(range(10**6))

    def run() -> None:
        source = documents[next(number) % len(documents)]
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]
        subprocess.run([*command, str(folder), str(source)], check=True, capture_output=True)

    yield here("LibreOffice, started anew", run)


def _with_uno() -> str:
    """Return a Python of the system's that can talk with LibreOffice. Raises MissingError."""
    found = shutil.which("python3", path="/usr/bin")
    if found is None or subprocess.run([found, "-c", "import uno"], check=False, capture_output=True).returncode:
        raise MissingError("unoserver: no Python of the system's has uno (Debian: apt install python3-uno)")
    return found


@contextmanager
def unoserver(documents: list[Path], folder: Path) -> Iterator[Side]:
    """Yield LibreOffice kept warm by unoserver: CPU time of the server, LibreOffice and the client. Linux only."""
    home = python("unoserver").parent
    ports = ["--port", "20022", "--uno-port", "20023"]
    command = [str(home / "unoserver"), *ports, "--user-installation", str(folder / "uno")]
    number = iter(range(10**6))
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:

        def spent() -> float:
            client = os.times()
            return sum(map(seconds, family(server.pid))) + client.children_user + client.children_system

        def convert() -> bool:
            source = documents[next(number) % len(documents)]
            client = [str(home / "unoconvert"), "--port", "20022", str(source), str(folder / "uno.pdf")]
            return not subprocess.run(client, check=False, capture_output=True).returncode

        def cpu_ms() -> float:
            before = spent()
            if not convert():
                raise MissingError("unoserver: does not answer")
            return 1000 * (spent() - before)

        try:
            _wait_for(convert)
            yield Side(f"LibreOffice warm, unoserver {version('unoserver')}", cpu_ms)
        finally:
            for process in sorted(family(server.pid), reverse=True):
                os.kill(process, signal.SIGKILL)


def _wait_for(convert: Callable[[], bool]) -> None:
    """Let a server start. Raises MissingError when it has not within a minute."""
    end = time.monotonic() + 60
    while not convert():
        if time.monotonic() > end:
            raise MissingError("unoserver: does not answer")
        time.sleep(0.5)
