"""Entries of a journal, and what it tells of its lines."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bti_docs.journal import Entry, append
from bti_docs.problem import Problem
from tests.conftest import ROOT


def sha(text: object) -> str:
    return hashlib.sha256(str(text).encode()).hexdigest()


ENTRY = Entry(
    when="2026-06-10T13:45:00+02:00",
    kind="bti_motereferat",
    reader="mor",
    case=sha("case"),
    template=sha("template"),
    output=sha("output"),
    format="pdf",
    consents=("s1", "s2"),
    rules=("R04", "R14"),
    action="copy",
)


def entries(*outputs: object) -> list[Entry]:
    return [replace(ENTRY, output=sha(output)) for output in outputs]


def head_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.head")


def codes(problems: Sequence[Problem]) -> list[str]:
    return [p.code for p in problems]


def outputs(path: Path) -> list[str]:
    return [json.loads(line)["output"] for line in path.read_bytes().splitlines()]


def asides(path: Path) -> list[Path]:
    return [p for p in path.parent.iterdir() if ".torn-" in p.name]


def begun(folder: Path) -> Path:
    """Write a journal with five entries, by two appends."""
    (folder / "ut").mkdir()
    path = folder / "ut" / "journal.jsonl"
    assert append(path, entries(1, 2)) == []
    assert append(path, entries(3, 4, 5)) == []
    return path


def resealed(line: bytes, **values: object) -> bytes:
    """Forge a line: other values and a right hash of its own."""
    told = {k: v for k, v in json.loads(line).items() if k != "hash"} | values
    body = json.dumps(told, separators=(",", ":")).encode()[:-1]
    return b'%s,"hash":"%s"}\n' % (body, hashlib.sha256(body).hexdigest().encode())


APPENDER = """
import sys
from pathlib import Path
from bti_docs.journal import Entry, append
entry = dict(when="2026-06-10T13:45:00Z", kind="iop", reader="mor", case="0" * 64, template="1" * 64, format="pdf")
for call in sys.argv[2].split(","):
    first, count = map(int, call.split("+"))
    append(Path(sys.argv[1]), [Entry(**entry, output=f"{n:064x}") for n in range(first, first + count)])
    print(first, flush=True)
"""


def appender(path: Path, calls: str, *before: str, **options: Any) -> subprocess.Popen[str]:
    """Append in another process; `7+2,9+1` are two calls, the first with the outputs 7 and 8."""
    return subprocess.Popen(
        [*before, sys.executable, "-c", APPENDER, str(path), calls],
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def run(path: Path, *inject: str) -> tuple[int, str]:
    """Append two entries in one call under strace; return the exit code and what was said on the error stream."""
    strace = ("strace", "-qq", "-f", "-o", str(path.parent.parent / "trace"), *inject)
    with appender(path, "6+2", *strace, stderr=subprocess.PIPE) as process:
        said = process.communicate()[1]
    return process.returncode, said


CALLS = ("openat", "write", "fsync", "close", "flock", "ftruncate", "fchmod", "lseek", "rename", "unlink", "link")


def ours(trace: str, name: str) -> list[int]:
    """Return which of a run's calls of this name came after it opened the journal, counted from 1."""
    started, count, numbers = False, 0, list[int]()
    for line in trace.splitlines():
        match = re.match(r"\d+ +(\w+)\(", line)
        if match is None:
            continue
        started = started or "journal.jsonl" in line
        if match[1] == name:
            count += 1
            if started:
                numbers.append(count)
    return numbers


class Folder:
    """A folder that can be put back as it was."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files = {p.name: p.read_bytes() for p in path.parent.iterdir()}

    def put_back(self) -> None:
        for leftover in self.path.parent.iterdir():
            leftover.unlink()
        for name, data in self.files.items():
            (self.path.parent / name).write_bytes(data)
            (self.path.parent / name).chmod(0o600)

    def points(self) -> Iterator[tuple[str, int]]:
        """Every system call of an append, found by letting one run to its end."""
        code, said = run(self.path, "-e", f"trace={','.join(CALLS)}")
        assert code == 0, said
        trace = (self.path.parent.parent / "trace").read_text()
        self.put_back()
        for call in CALLS:
            for when in ours(trace, call):
                yield call, when
                self.put_back()
