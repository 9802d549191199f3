"""Entries about finished documents go in; a hash-chained file that shows later changes comes out, or what broke it.

A journal is JSON Lines. A line holds `n` (1, 2, …), the fields of an Entry (or of another kind of Line), `previous`
(the sha256 of the whole line before, as `sed -n 3p FILE | sha256sum` prints it; 64 zeros in the first) and `hash` (of
its own bytes up to `,"hash"`).
Beside it stands `<name>.head` with the number and sha256 of the last line known to be on disk: it shows a removed tail.
What this cannot show: the hashes hold no secret. Whoever may write both files can make a new chain, add lines, or take
both back to an earlier state; only a `Report.head` that was kept somewhere else shows that.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, TypeVar

from bti_docs import store
from bti_docs.problem import BtiError, Problem, Severity, Where

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_BLOCK = 64 * 1024

# An id as cases and shelves have them, but none that may be a person's or telephone number: six digits on end, or nine.
_ID = re.compile(r"(?!.*[0-9]{6})(?!(?:[^0-9]*[0-9]){9})[a-z0-9][a-z0-9_-]{0,60}")
_HASH = re.compile(r"[0-9a-f]{64}")
_HEAD = re.compile(rb'\{"n":(0(?=,"hash":"0{64}")|[1-9][0-9]{0,11}),"hash":"([0-9a-f]{64})"\}\n')
_ONE = dict.fromkeys(("kind", "reader"), _ID) | dict.fromkeys(("case", "template", "output"), _HASH)
_ONE |= {"format": re.compile(r"[a-z][a-z0-9-]{0,15}"), "action": re.compile(r"made|copy|print")}
_ONE["when"] = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9](?::[0-5][0-9]){2}(?:Z|[+-][01][0-9]:[0-5][0-9])")
_MANY = {"consents": _ID, "rules": re.compile(r"[A-Z][0-9]{1,4}[a-z]?")}


@dataclass(frozen=True, slots=True)
class Line:
    """What a line holds: texts of a strict form, one in a field of ONE, any number in a field of MANY."""

    ONE: ClassVar[Mapping[str, re.Pattern[str]]] = {}
    MANY: ClassVar[Mapping[str, re.Pattern[str]]] = {}


L = TypeVar("L", bound=Line)


@dataclass(frozen=True, slots=True)
class Entry(Line):
    """One finished document, in ids, codes and sha256 of whole files; `when` is ISO 8601 to the second, with zone."""

    ONE = _ONE
    MANY = _MANY

    when: str
    kind: str
    reader: str
    case: str
    template: str
    output: str
    format: str
    consents: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    action: Literal["made", "copy", "print"] = "made"


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain reaches: its last line's number, and the sha256 of that line."""

    n: int = 0
    hash: str = "0" * 64


@dataclass(frozen=True, slots=True)
class Report:
    """What `verify` found: how many sound lines, how far the chain reaches, and what is wrong, in the file's order."""

    entries: int
    head: Head
    problems: tuple[Problem, ...]


def append(path: Path, entries: Sequence[Line]) -> list[Problem]:
    """Add `entries` to a journal, on disk before this returns; any number of processes may do so at once.

    Returns what was wrong before: a line torn by a crash, now in `<name>.torn-<n>-<hash>` (J105), or damage (J106 and
    J107), never mended: the chain goes on so that it stays to be seen. Raises BtiError, with nothing written, for a
    wrong value (J101), no plain file (J102) or no journal (J103); OSError when the disk refuses, and no entry stays.
    """
    faults = [_problem("J101", path, field=f, entry=n) for n, entry in enumerate(entries, 1) for f in _unfit(entry)]
    if faults:
        raise BtiError(*faults)
    if not entries:
        return []
    with _opened(path, os.O_RDWR | os.O_APPEND | os.O_CREAT) as file:
        last, torn = _tail(file)
        start, problems = _resume(path, last, torn, type(entries[0]))
        if torn:
            problems.append(_put_aside(path, file, start, torn))
        _add(path, file.fileno(), *_chain(start, entries))
    return problems


def verify(path: Path, kind: type[Line] = Entry) -> Report:
    """Read a whole journal and tell every break in it, each with its line; writers wait meanwhile.

    A line torn by a crash is a warning, at the end (J104) or put aside (J105). Raises BtiError (J102) and OSError.
    """
    with _opened(path, os.O_RDONLY) as file:
        return _Reading(path, _read_head(path), kind).report(file)


def read(path: Path, kind: type[L]) -> list[L]:
    """Return everything that a journal holds, in order; none when it is not there.

    A line torn by a crash was never written. Raises BtiError with every other break: nobody knows what is missing.
    """
    if not path.exists():
        return []
    with _opened(path, os.O_RDONLY) as file:
        reading = _Reading(path, _read_head(path), kind)
        _refuse(reading.report(file).problems)
    return reading.entries


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold `<name>.lock` meanwhile: whoever else asks for it waits, and one who dies lets go of it."""
    with _opened(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT):
        yield


class Index(Generic[L]):
    """A journal's entries by a key of theirs, kept between looks: as long as the file only grows, a line is read once.

    Any process may add lines meanwhile. A change in lines that were read already is seen by `verify`, and by the next
    Index.
    """

    def __init__(self, path: Path, kind: type[L], key: Callable[[L], Hashable]) -> None:
        self.path, self.kind, self.key = path, kind, key
        self._forget()

    def find(self, key: Hashable) -> list[L]:
        """Return every entry with this key, in order; none when there is no journal.

        A line torn by a crash was never written. Raises BtiError with every other break: nobody knows what is missing.
        """
        if self.path.exists():
            with _opened(self.path, os.O_RDONLY) as file:
                self._look(file)
        else:
            self._forget()
        return list(self._found.get(key, ()))

    def _forget(self) -> None:
        self._file: tuple[int, int] | None = None
        self._read = 0  # bytes
        self._reading = _Reading(self.path, None, self.kind)
        self._found: dict[Hashable, list[L]] = {}

    def _look(self, file: BufferedReader) -> None:
        """Read what has come since the last look; all of it when the file is another, or shorter."""
        now = os.fstat(file.fileno())
        if self._file != (now.st_dev, now.st_ino) or now.st_size < self._read:
            self._forget()
        self._file = (now.st_dev, now.st_ino)
        self._reading.head, self._reading.entries, self._reading.problems = _read_head(self.path), [], []
        file.seek(self._read)
        problems = self._reading.report(file).problems
        self._read = file.tell()
        for entry in self._reading.entries:
            self._found.setdefault(self.key(entry), []).append(entry)
        if any(p.code != "J105" for p in problems):
            self._file = None  # nothing to build on: a torn line may be gone the next time
        _refuse(problems)


class _Reading(Generic[L]):
    """Follows a chain line by line; after a line that cannot be trusted it goes on from the next that can."""

    def __init__(self, path: Path, head: Head | None, kind: type[L]) -> None:
        self.path, self.head, self.reached, self.kind = path, head, Head(), kind
        self.entries: list[L] = []
        self.problems: list[Problem] = []
        self.line = self.sound = self.unread = 0  # unread: lines since the last sound one; each was an entry, or none

    def report(self, lines: Iterable[bytes]) -> Report:
        """Follow the lines that come after those followed before."""
        for line in lines:
            self.line += 1
            link = _parse(line, self.kind)
            if not line.endswith(b"\n"):
                self._tell("J104")
            elif link is None:
                self.unread += 1
                self._tell("J110")
            elif link[0].n <= self.reached.n:
                self._tell("J112", n=link[0].n)
            else:
                self._follow(*link[:2])
                self.entries.append(link[2])
        self._end()
        return Report(self.sound, self.reached, tuple(self.problems))

    def _follow(self, here: Head, previous: str) -> None:
        expected = self.reached.n + self.unread + 1
        if here.n > expected:
            self._tell("J111", first=expected, last=here.n - 1)
        elif not self.unread and previous != self.reached.hash:
            self._tell("J113")
        if self.head and here.n == self.head.n and here != self.head:
            self._tell("J114")
        self.reached, self.unread, self.sound = here, 0, self.sound + 1

    def _end(self) -> None:
        """Hold the end of the file against the head, and tell of every line put aside."""
        expected = self.reached.n + self.unread + 1
        if self.head and self.head.n >= expected:
            self._tell("J115", first=expected, last=self.head.n)
        elif self.line and not self.head:
            self._tell("J106")
            self.problems = self.problems if self.sound else [_problem("J103", self.path)]
        aside = sorted(p.name for p in self.path.parent.iterdir() if p.name.startswith(f"{self.path.name}.torn-"))
        self.problems += [_problem("J105", self.path, name=name) for name in aside]

    def _tell(self, code: str, **words: int) -> None:
        self.problems.append(_problem(code, self.path, self.line, **words))


def _refuse(problems: Iterable[Problem]) -> None:
    broken = [p for p in problems if p.severity is Severity.ERROR]
    if broken:
        raise BtiError(*broken)


def _problem(code: str, path: Path, line: int = 0, **words: str | int) -> Problem:
    return Problem(code, Where(file=str(path), line=line), {key: str(word) for key, word in words.items()})


def _parse(line: bytes, kind: type[L]) -> tuple[Head, str, L] | None:
    """Return how far the chain reaches with a line, what it says came before, and what it holds.

    None unless `append` writes it so.
    """
    try:
        found: dict[str, Any] = json.loads(line)
        n, previous, _ = found.pop("n"), found.pop("previous"), found.pop("hash")
        entry = kind(**found | {name: tuple(found[name]) for name in kind.MANY})
        sound = type(n) is int and not _unfit(entry) and _encode(entry, n, previous) == line
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
    return (Head(n, _sha256(line)), previous, entry) if sound else None


def _encode(entry: Line, n: int, previous: str) -> bytes:
    body = json.dumps({"n": n, **asdict(entry), "previous": previous}, separators=(",", ":")).encode()[:-1]
    return b'%s,"hash":"%s"}\n' % (body, _sha256(body).encode())


def _unfit(entry: Line) -> list[str]:
    """Return the fields whose value is not of their strict form."""
    one = [name for name, form in entry.ONE.items() if not _fits(form, (getattr(entry, name),))]
    return one + [name for name, form in entry.MANY.items() if not _fits(form, getattr(entry, name))]


def _fits(form: re.Pattern[str], values: object) -> bool:
    return isinstance(values, tuple) and all(isinstance(v, str) and form.fullmatch(v) for v in values)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _chain(head: Head, entries: Sequence[Line]) -> tuple[bytes, Head]:
    """Return the lines that continue a chain, and the head they make."""
    lines = []
    for entry in entries:
        lines.append(_encode(entry, head.n + 1, head.hash))
        head = Head(head.n + 1, _sha256(lines[-1]))
    return b"".join(lines), head


def _tail(file: BufferedReader) -> tuple[bytes, bytes]:
    """Return the last whole line and the torn bytes after it, reading no more of the file than that from its end."""
    start, data = file.seek(0, os.SEEK_END), b""
    while start and data.count(b"\n") < 2:
        size = min(_BLOCK, start)
        start = file.seek(start - size)
        data = file.read(size) + data
    whole, newline, torn = data.rpartition(b"\n")
    return whole.rpartition(b"\n")[2] + newline, torn


def _resume(path: Path, last: bytes, torn: bytes, kind: type[Line]) -> tuple[Head, list[Problem]]:
    """Return where the chain goes on: after the last line, or after the head where that reaches further."""
    head, link = _read_head(path), _parse(last, kind)
    tail = link[0] if link else None if last else Head()
    if head is None and (tail is None or (torn and not last)):
        raise BtiError(_problem("J103", path))
    if torn or head != tail:
        store.sweep(path.parent)  # a crash may have left a temporary file
    if head is None and not last:
        head = Head()  # on disk before the first line, so that a journal without a head has lost it
        _write_head(path, head)
    start = max((known for known in (head, tail) if known), key=lambda known: known.n)
    code = "J106" if head is None else "J107" if start != tail else ""
    return start, [_problem(code, path)] if code else []


def _put_aside(path: Path, file: BufferedReader, start: Head, torn: bytes) -> Problem:
    """Move a torn last line to a file of its own, named by its bytes: a crash in between makes no second one."""
    name = f"{path.name}.torn-{start.n + 1}-{_sha256(torn)[:8]}"
    store.write(path.with_name(name), torn, force=True)
    os.ftruncate(file.fileno(), file.seek(0, os.SEEK_END) - len(torn))
    return _problem("J105", path, name=name)


def _add(path: Path, handle: int, lines: bytes, head: Head) -> None:
    """Put lines at the end and on disk, then the head; when the disk refuses, cut the journal back to what it was."""
    if sys.platform != "win32" and stat.S_IMODE(os.fstat(handle).st_mode) != 0o600:
        os.fchmod(handle, 0o600)
    before, rest = os.fstat(handle).st_size, lines
    try:
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
        _write_head(path, head)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(handle, before)
        raise


def _write_head(path: Path, head: Head) -> None:
    data = b'{"n":%d,"hash":"%s"}\n' % (head.n, head.hash.encode())
    store.write(path.with_name(f"{path.name}.head"), data, force=True)


def _read_head(path: Path) -> Head | None:
    """Return the head; None when it is missing or unreadable."""
    place = path.with_name(f"{path.name}.head")
    with contextlib.suppress(FileNotFoundError), os.fdopen(_open_plain(place, os.O_RDONLY), "rb") as file:
        found = _HEAD.fullmatch(file.read(_BLOCK))
        return Head(int(found[1]), found[2].decode()) if found else None
    return None


@contextlib.contextmanager
def _opened(path: Path, flags: int) -> Iterator[BufferedReader]:
    """Open a journal under its lock: the system's own, which closing the file, or dying, lets go of."""
    while True:
        file = os.fdopen(_open_plain(path, flags), "rb")
        try:
            _lock(file.fileno(), alone=flags != os.O_RDONLY)
            if path.exists() and os.path.samestat(path.lstat(), os.fstat(file.fileno())):  # not moved meanwhile
                yield file
                return
        finally:
            with contextlib.suppress(OSError):  # what had to be on disk is there by now
                file.close()


def _open_plain(path: Path, flags: int) -> int:
    """Open a plain file, a new one its owner's alone; what else is at the path is refused (J102)."""
    if os.path.lexists(path) and not stat.S_ISREG(path.lstat().st_mode):
        raise BtiError(_problem("J102", path))
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0), 0o600)


def _lock(handle: int, *, alone: bool) -> None:
    """Wait for the lock. On Windows it is on the first byte, and for readers too."""
    if sys.platform == "win32":
        while True:
            with contextlib.suppress(PermissionError):  # someone else has it
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
                return
            time.sleep(0.005)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
