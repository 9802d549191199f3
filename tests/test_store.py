"""A file is written whole and private or not at all, whatever stands there and whenever the process dies."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bti_docs import store
from bti_docs.store import WouldOverwriteError, Written, make_folder, sweep, write
from tests.conftest import ROOT

OLD = b"the old file " * 5_000
NEW = b"the new file " * 7_000
DEAD_PROCESS = 2**22 + 5  # above Linux's largest process id

WRITER = """
import sys
from pathlib import Path
from bti_docs.store import write
path, size, force = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "force"
print(write(path, b"the new file " * size, force=force))
"""
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def strays(folder: Path) -> list[str]:
    return [p.name for p in folder.iterdir() if p.name.startswith(".")]


def test_a_new_file_holds_exactly_the_bytes(tmp_path: Path) -> None:
    assert write(tmp_path / "a.pdf", NEW) is Written.NEW
    assert (tmp_path / "a.pdf").read_bytes() == NEW
    assert strays(tmp_path) == []


def test_an_empty_file_is_a_file_too(tmp_path: Path) -> None:
    assert write(tmp_path / "a.pdf", b"") is Written.NEW
    assert write(tmp_path / "a.pdf", b"") is Written.UNCHANGED
    with pytest.raises(WouldOverwriteError):
        write(tmp_path / "a.pdf", NEW)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_file_is_its_owners_alone_under_any_umask(tmp_path: Path, umask: int) -> None:
    os.umask(umask)
    path = tmp_path / "a.pdf"
    write(path, OLD)
    assert mode(path) == 0o600
    path.chmod(0o644)
    write(path, NEW, force=True)
    assert mode(path) == 0o600


def test_a_file_that_is_already_right_becomes_private_and_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(NEW)
    path.chmod(0o644)
    before = path.stat()
    assert write(path, NEW) is Written.UNCHANGED
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert mode(path) == 0o600


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_folder_we_make_is_its_owners_alone_and_one_that_stands_keeps_its_mode(tmp_path: Path, umask: int) -> None:
    os.umask(umask)
    make_folder(tmp_path / "ut" / "sak")
    assert mode(tmp_path / "ut" / "sak") == 0o700
    (tmp_path / "ut").chmod(0o755)
    make_folder(tmp_path / "ut")
    assert mode(tmp_path / "ut") == 0o755


def test_a_different_file_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(OLD)
    with pytest.raises(WouldOverwriteError):
        write(path, NEW)
    assert path.read_bytes() == OLD
    assert write(path, NEW, force=True) is Written.REPLACED
    assert path.read_bytes() == NEW
    assert strays(tmp_path) == []


def test_a_file_that_comes_while_we_write_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    fsync = os.fsync

    def someone_else_is_faster(handle: int) -> None:
        path.write_bytes(OLD)
        fsync(handle)

    monkeypatch.setattr(store.os, "fsync", someone_else_is_faster)
    with pytest.raises(WouldOverwriteError):
        write(path, NEW)
    assert path.read_bytes() == OLD
    assert strays(tmp_path) == []


def test_a_disk_without_hard_links_gets_the_file_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(store.os, "link", no_links)
    assert write(tmp_path / "a.pdf", NEW) is Written.NEW
    assert (tmp_path / "a.pdf").read_bytes() == NEW
    assert strays(tmp_path) == []


@pytest.mark.parametrize("there", ["a file", "the same bytes", "nothing", "itself"])
def test_a_link_at_the_path_is_never_followed(tmp_path: Path, there: str) -> None:
    target, path = tmp_path / "elsewhere.pdf", tmp_path / "a.pdf"
    if there in ("a file", "the same bytes"):
        target.write_bytes(OLD if there == "a file" else NEW)
        target.chmod(0o644)
    path.symlink_to(path.name if there == "itself" else target)
    with pytest.raises(WouldOverwriteError):
        write(path, NEW)
    assert path.is_symlink()
    assert write(path, NEW, force=True) is Written.REPLACED
    assert not path.is_symlink()
    assert path.read_bytes() == NEW
    if there == "a file":
        assert (target.read_bytes(), mode(target)) == (OLD, 0o644)
    assert target.exists() == (there in ("a file", "the same bytes"))


def test_a_link_planted_at_the_temporary_name_is_never_written_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "elsewhere.pdf"
    target.write_bytes(OLD)
    monkeypatch.setattr(store.secrets, "token_hex", lambda _: "guessed")
    planted = tmp_path / f".bti-docs-{os.getpid()}-guessed.tmp"
    planted.symlink_to(target)
    with pytest.raises(FileExistsError):
        write(tmp_path / "a.pdf", NEW)
    assert target.read_bytes() == OLD
    assert not (tmp_path / "a.pdf").exists()


def test_a_folder_at_the_path_is_left_standing(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(WouldOverwriteError):
        write(tmp_path / "a.pdf", NEW)
    with pytest.raises(OSError, match="directory"):
        write(tmp_path / "a.pdf", NEW, force=True)
    assert (tmp_path / "a.pdf").is_dir()
    assert strays(tmp_path) == []


def test_a_folder_that_is_not_there_is_an_error_and_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "no" / "a.pdf", NEW)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_swept_and_a_living_runs_is_not(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as living:
        kept = {tmp_path / f".bti-docs-{p}-aa.tmp" for p in (living.pid, os.getpid())}
        gone = {tmp_path / f".bti-docs-{DEAD_PROCESS}-{n}.tmp" for n in ("aa", "bb")}
        for path in (*kept, *gone, tmp_path / "notes.tmp"):
            path.write_bytes(OLD)
        assert sweep(tmp_path) == 2
        assert set(tmp_path.iterdir()) == {*kept, tmp_path / "notes.tmp"}
        living.communicate(b"\n")
    assert sweep(tmp_path) == 1


@pytest.mark.parametrize("process", ["9" * 30, "x", "", "-1", "²"])
def test_a_temporary_file_that_no_process_can_own_is_swept(tmp_path: Path, process: str) -> None:
    (tmp_path / f".bti-docs-{process}-aa.tmp").write_bytes(OLD)
    assert sweep(tmp_path) == 1


def test_what_looks_like_ours_but_is_no_file_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.pdf"
    target.write_bytes(OLD)
    (tmp_path / f".bti-docs-{DEAD_PROCESS}-link.tmp").symlink_to(target)
    (tmp_path / f".bti-docs-{DEAD_PROCESS}-folder.tmp").mkdir()
    assert sweep(tmp_path) == 0
    assert len(strays(tmp_path)) == 2


def test_a_stray_file_that_cannot_be_removed_does_not_stop_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f".bti-docs-{DEAD_PROCESS}-aa.tmp").write_bytes(OLD)

    def not_yours(_: Path, missing_ok: bool = False) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "unlink", not_yours)
    assert sweep(tmp_path) == 0


def run_writer(path: Path, *inject: str) -> subprocess.CompletedProcess[str]:
    """Write the new file in another process, over an old one if there is one, with a fault injected into a call."""
    force = "force" if path.exists() else ""
    strace = ["strace", "-qq", "-f", "-o", str(path.parent.parent / "trace"), *inject] if inject else []
    return subprocess.run(
        [*strace, sys.executable, "-c", WRITER, str(path), "7000", force],
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


# Every system call that opens, fills, flushes, names or removes a file. Only those after the first temporary file
# was opened are ours: the ones before belong to Python's own start and are the same in every run.
CALLS = (
    "openat",
    "write",
    "fsync",
    "close",
    "link,linkat",
    "rename,renameat,renameat2",
    "unlink,unlinkat",
)


def ours(trace: str, names: str) -> list[int]:
    """Return which of a run's calls with these names came after it opened its temporary file, counted from 1."""
    started, count, found = False, 0, list[int]()
    for line in trace.splitlines():
        match = re.match(r"\d+ +(\w+)\(", line)
        if match is None:
            continue
        started = started or (match[1] == "openat" and ".bti-docs-" in line)
        if match[1] in names.split(","):
            count += 1
            if started:
                found.append(count)
    return found


@pytest.fixture(params=["nothing stood there", "an old file stood there"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "ut"
    folder.mkdir()
    if request.param == "an old file stood there":
        (folder / "a.pdf").write_bytes(OLD)
    return folder / "a.pdf"


def points(path: Path) -> list[tuple[str, int]]:
    """Return every system call of a write to `path`, found by letting one run to its end; `path` is as before after."""
    before = path.read_bytes() if path.exists() else None
    names = ",".join(CALLS)
    done = run_writer(path, "-e", f"trace={names}")
    assert done.returncode == 0, done.stderr
    trace = (path.parent.parent / "trace").read_text()
    put_back(path, before)
    return [(call, when) for call in CALLS for when in ours(trace, call)]


def put_back(path: Path, before: bytes | None) -> None:
    for leftover in path.parent.iterdir():
        leftover.unlink()
    if before is not None:
        path.write_bytes(before)


@needs_strace
def test_killed_at_any_system_call_the_old_or_the_new_file_is_whole(target: Path) -> None:
    before = target.read_bytes() if target.exists() else None
    outcomes = set()
    for call, when in (found := points(target)):
        done = run_writer(target, "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={when}")
        assert done.returncode == -9, (call, when, done.stderr)
        after = target.read_bytes() if target.exists() else None
        assert after in (before, NEW), f"{call} number {when} left a broken file"
        assert all(mode(p) == 0o600 for p in target.parent.iterdir() if p.name.startswith("."))
        outcomes.add(after)
        assert run_writer(target).returncode == 0
        sweep(target.parent)
        assert strays(target.parent) == []
        put_back(target, before)
    placed = "link,linkat" if before is None else "rename,renameat,renameat2"
    assert {"openat", "write", "fsync", placed} <= {call for call, _ in found}
    assert outcomes == {before, NEW}


@needs_strace
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_full_or_broken_disk_gives_an_error_and_leaves_the_old_file(target: Path, error: str) -> None:
    before = target.read_bytes() if target.exists() else None
    told = set()
    for call, when in points(target):
        done = run_writer(target, "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={when}")
        after = target.read_bytes() if target.exists() else None
        assert after in (before, NEW), f"{call} number {when} left a broken file"
        if done.returncode:
            assert "OSError: [Errno" in done.stderr, (call, when)
            told.add(call.split(",")[0])
        else:
            assert after == NEW, f"{call} number {when} failed, and nobody was told"
        assert strays(target.parent) == [], (call, when)
        put_back(target, before)
    assert {"openat", "write", "fsync"} <= told


def run_at_once(path: Path, sizes: list[int], *, force: bool) -> list[str]:
    """Write to one path from a process for each size at the same time; return what each of them said."""
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(size), "force" if force else ""],
            env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for size in sizes
    ]
    return [run.communicate()[0].strip().splitlines()[-1] for run in runs]


def test_of_many_processes_that_write_over_one_file_every_one_succeeds_and_one_is_whole(tmp_path: Path) -> None:
    path, sizes = tmp_path / "a.pdf", [3_000, 5_000, 7_000, 9_000]
    said = run_at_once(path, sizes, force=True)
    assert set(said) <= {"new", "replaced"}, said
    assert path.read_bytes() in [b"the new file " * size for size in sizes]
    assert strays(tmp_path) == []


def test_of_many_processes_that_write_one_new_file_exactly_one_wins(tmp_path: Path) -> None:
    path, sizes = tmp_path / "a.pdf", [3_000, 5_000, 7_000, 9_000]
    said = run_at_once(path, sizes, force=False)
    assert sorted(said) == ["bti_docs.store.WouldOverwriteError"] * 3 + ["new"]
    assert path.read_bytes() == b"the new file " * sizes[said.index("new")]
    assert strays(tmp_path) == []


def test_processes_that_write_the_same_bytes_at_once_all_succeed(tmp_path: Path) -> None:
    said = run_at_once(tmp_path / "a.pdf", [5_000] * 4, force=False)
    assert sorted(said) == ["new", "unchanged", "unchanged", "unchanged"]
    assert strays(tmp_path) == []


def test_a_file_that_comes_while_we_write_is_replaced_when_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    fsync = os.fsync

    def someone_else_is_faster(handle: int) -> None:
        path.write_bytes(OLD)
        fsync(handle)
        monkeypatch.undo()

    monkeypatch.setattr(store.os, "fsync", someone_else_is_faster)
    write(path, NEW, force=True)
    assert path.read_bytes() == NEW


def test_the_same_file_that_comes_while_we_write_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    fsync = os.fsync

    def someone_else_is_faster(handle: int) -> None:
        path.write_bytes(NEW)
        fsync(handle)

    monkeypatch.setattr(store.os, "fsync", someone_else_is_faster)
    assert write(path, NEW) is Written.UNCHANGED
    assert strays(tmp_path) == []
