"""Killed anywhere, on a full disk, with eight writers at once: a journal holds together."""

from __future__ import annotations

import os
import shutil
import stat
import types
from pathlib import Path

import pytest

from bti_docs import journal
from bti_docs.journal import append, verify
from tests.journal_lines import ENTRY, Folder, appender, asides, begun, codes, entries, head_of, outputs, run, sha


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return begun(tmp_path)


@pytest.fixture(params=["new", "standing", "torn"])
def folder(request: pytest.FixtureRequest, path: Path) -> Folder:
    if request.param == "new":
        path.unlink()
        head_of(path).unlink()
    if request.param == "torn":
        path.write_bytes(path.read_bytes() + b'{"n":6,"wh')
    return Folder(path)


needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def whole_lines(folder: Folder) -> list[bytes]:
    return folder.files.get("journal.jsonl", b"").split(b"\n")[:-1]


def hold_together(folder: Folder, where: tuple[str, int]) -> int:
    """Hold a journal to its promise after a fault; return how many of the two entries are in it."""
    path, before = folder.path, whole_lines(folder)
    if path.exists():
        now = path.read_bytes().split(b"\n")[:-1]
        assert now[: len(before)] == before, where
        assert set(codes(verify(path).problems)) <= {"J104", "J105"}, where
    else:
        now = []
    assert set(codes(append(path, entries("after")))) <= {"J105"}, where
    report = verify(path)
    assert set(codes(report.problems)) <= {"J105"}, where
    assert report.entries == len(now) + 1
    assert outputs(path)[len(before) :] == [f"{n:064x}" for n in (6, 7)][: len(now) - len(before)] + [sha("after")]
    assert not [p.name for p in path.parent.iterdir() if p.name.startswith(".")], where
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in path.parent.iterdir())
    if torn := folder.files.get("journal.jsonl", b"").rpartition(b"\n")[2]:
        assert [p.read_bytes() for p in asides(path)] == [torn], where
        assert codes(report.problems) == ["J105"], where
    return len(now) - len(before)


@needs_strace
def test_killed_at_any_system_call_a_journal_verifies_and_goes_on(folder: Folder) -> None:
    kept, killed = set(), set()
    for call, when in folder.points():
        code, said = run(folder.path, "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={when}")
        assert code == -9, (call, when, said)
        kept.add(hold_together(folder, (call, when)))
        killed.add(call)
    assert kept == {0, 2}
    assert {"openat", "write", "fsync", "flock", "rename"} <= killed


@needs_strace
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_full_or_broken_disk_is_told_and_no_entry_stays(folder: Folder, error: str) -> None:
    told = set()
    for call, when in folder.points():
        if call == "lseek":  # asks nothing of the disk
            continue
        code, said = run(folder.path, "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={when}")
        if code:
            assert "OSError: [Errno" in said, (call, when, said)
            told.add(call)
        kept = hold_together(folder, (call, when))
        assert kept == (2 if not code or "journal.py" not in said else 0), (call, when, said)
    assert {"openat", "write", "fsync", "rename"} <= told


def test_an_entry_is_on_disk_before_the_head_tells_of_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, head, fsync, seen = path.read_bytes(), head_of(path).read_bytes(), os.fsync, list[bool]()

    def watched(handle: int) -> None:
        if os.path.samestat(os.fstat(handle), path.stat()):
            seen.append(len(path.read_bytes()) > len(before) and head_of(path).read_bytes() == head)
        fsync(handle)

    monkeypatch.setattr(journal.os, "fsync", watched)
    append(path, entries(6))
    assert seen == [True]


def test_a_line_half_written_on_a_full_disk_is_cut_off_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, write = path.read_bytes(), os.write

    def half(handle: int, data: bytes) -> int:
        if len(data) < 600:
            raise OSError(28, "No space left on device")
        return write(handle, data[: len(data) // 2])

    monkeypatch.setattr(journal.os, "write", half)
    with pytest.raises(OSError, match="No space"):
        append(path, entries(6))
    assert path.read_bytes() == before
    monkeypatch.setattr(journal.os, "write", lambda handle, data: write(handle, data[:7]))
    assert append(path, entries(6)) == []
    assert verify(path).problems == ()


# Many at once


def test_of_eight_processes_with_fifty_appends_each_every_entry_stands_once_in_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    calls = [",".join(f"{who * 1000 + n}+1" for n in range(50)) for who in range(8)]
    runs = [appender(path, each) for each in calls]
    assert [len(run.communicate()[0].split()) for run in runs] == [50] * 8
    report = verify(path)
    assert (report.entries, report.head.n, report.problems) == (400, 400, ())
    assert len(set(outputs(path))) == 400


def test_entries_of_one_call_stand_together(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    runs = [appender(path, ",".join(f"{who * 1000 + n * 5}+5" for n in range(5))) for who in range(4)]
    assert [one.communicate()[0].count("\n") for one in runs] == [5] * 4
    numbers = [int(output, 16) for output in outputs(path)]
    assert all(numbers[at : at + 5] == list(range(numbers[at], numbers[at] + 5)) for at in range(0, 100, 5))


def test_what_a_killed_writer_said_was_written_is_there_and_the_others_go_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    runs = [appender(path, ",".join(f"{who * 1000 + n}+1" for n in range(40))) for who in range(8)]
    said = set()
    for who, one in enumerate(runs):
        if who % 2:
            said |= {int(one.stdout.readline()) for _ in range(3 * who) if one.stdout}
            one.kill()
    for one in runs:
        said |= {int(number) for number in one.communicate()[0].split()}
    append(path, [ENTRY])
    report = verify(path)
    written = [int(output, 16) for output in outputs(path)][:-1]
    assert {p.code for p in report.problems} <= {"J105"}
    assert said <= set(written)
    assert len(written) == len(set(written)) == report.entries - 1
    assert {n for n in written if n // 1000 % 2 == 0} == {who * 1000 + n for who in (0, 2, 4, 6) for n in range(40)}


def test_a_reader_sees_whole_appends_only(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    append(path, [ENTRY])
    with appender(path, ",".join(f"{n}+3" for n in range(0, 300, 3))) as writer:
        while writer.poll() is None:
            report = verify(path)
            assert report.problems == ()
            assert report.entries % 3 == 1
    assert verify(path).entries == 301


def test_the_way_windows_locks_gives_the_same_journal(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows' own lock is on one byte at the place where the file stands, and refuses instead of waiting."""
    refusals, locked = iter([True, True, False, False]), []

    def locking(handle: int, mode: int, size: int) -> None:
        locked.append((os.lseek(handle, 0, os.SEEK_CUR), mode, size))
        if next(refusals):
            raise PermissionError(13, "Permission denied")

    windows = types.SimpleNamespace(LK_NBLCK=2, locking=locking)
    monkeypatch.setattr(journal, "msvcrt", windows, raising=False)
    monkeypatch.setattr(journal, "sys", types.SimpleNamespace(platform="win32"))
    monkeypatch.setattr(journal.time, "sleep", lambda _: None)
    monkeypatch.setattr(journal, "fcntl", None)
    assert append(path, entries(6)) == []
    report = verify(path)
    assert (report.entries, report.problems) == (6, ())
    assert locked == [(0, 2, 1)] * 4
