"""A folder goes in; its case files, their earlier states while the page is open, and safe changes to them come out."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bti_docs import store
from bti_docs.case.edit import readable, rewrite
from bti_docs.case.merge import Clash, merge
from bti_docs.problem import BtiError, Problem, Where

_IS_CASE = re.compile(rb"^bti_sak\s*:", re.MULTILINE)
_MOST_STATES = 400  # what open pages show, kept in memory so that their changes can be told from others'
_MOST_TRIES = 5
_LARGEST = 1_000_000

Tree = dict[str, Any]


@dataclass(frozen=True)
class Saved:
    """What became of a save: what the page shows now, and where somebody else's change stands against ours."""

    state: str
    clashes: tuple[Clash, ...] = ()
    changed: bool = False
    merged: bool = False


@dataclass
class Home:
    """The folder of cases that the page was opened on.

    `states` are what pages show, by name. `newer` tells, for a window and the state it says it shows, what it shows
    since: an answer that is still on its way to the window must not make its next save somebody else's.
    """

    folder: Path
    states: dict[str, Tree] = field(default_factory=dict)
    newer: dict[tuple[str, str], str] = field(default_factory=dict)
    ids: dict[Path, set[str]] = field(default_factory=dict)
    steps: dict[Path, list[tuple[bytes, bytes]]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def cases(self) -> dict[str, Path]:
        """Return the case files in the folder and in the folders right below it, by the name the page has for them.

        The name says nothing: what a browser remembers must not tell whose case was open.
        """
        return {self.name(path): path for path in self._files() if self._is_case(path)}

    def find(self, name: str) -> Path | None:
        """Return the case file that the page has a name for; no other file is opened to find it."""
        return next((p for p in self._files() if self.name(p) == name and self._is_case(p)), None)

    def _files(self) -> list[Path]:
        return sorted(p for pattern in ("*.yaml", "*.yml", "*/*.yaml", "*/*.yml") for p in self.folder.glob(pattern))

    def name(self, path: Path) -> str:
        """Return the name that the page has for a file."""
        return hashlib.sha256(str(path.relative_to(self.folder)).encode()).hexdigest()[:12]

    def read(self, path: Path) -> bytes:
        """Return a file's bytes. Raises BtiError when it cannot be read."""
        try:
            return path.read_bytes()
        except OSError as error:
            raise BtiError(Problem("C101", Where(file=path.name), {"reason": error.strerror or ""})) from None

    def keep(self, tree: Tree) -> str:
        """Remember what a page shows; return the name of that state."""
        state = hashlib.sha256(json.dumps(tree).encode()).hexdigest()
        self.states.pop(state, None)
        self.states[state] = tree
        while len(self.states) > _MOST_STATES:
            del self.states[next(iter(self.states))]
        return state

    def save(self, path: Path, state: str, meant: Callable[[Tree], Tree], window: str = "") -> Saved:
        """Change a file as `meant` says, which is told what the page showed when it was made (`state`).

        What somebody else has changed meanwhile stays. Where both changed the same place nothing of ours is written.
        Raises BtiError when the file cannot be read, changed or written.
        """
        with self.lock:
            for _ in range(_MOST_TRIES):
                current = self.read(path)
                theirs = readable(current, file=path.name).tree
                base = self.states.get(self._newest(window, state))
                mine = meant(theirs if base is None else base)
                both = merge({} if base is None else base, mine, theirs)
                after = rewrite(current, both.tree, file=path.name)
                if self._write(path, current, after):
                    # The page goes on from what it shows itself: others' changes are not on it, and stay others'.
                    shows = self.keep(both.tree if base is None else mine)
                    self._follow(window, state, shows)
                    return Saved(shows, both.clashes, after != current, base != theirs)
            raise BtiError(Problem("C103", Where(file=path.name), {"reason": "…"}))

    def undo(self, path: Path) -> bool:
        """Take the last change made from the page back; false when there is none, or others have built on it."""
        with self.lock:
            if not self.steps.get(path):
                return False
            before, after = self.steps[path].pop()
            current = self.read(path)
            if current != after:
                trees = (readable(data).tree for data in (after, before, current))
                both = merge(*trees)
                if both.clashes:
                    return False
                before = rewrite(current, both.tree, file=path.name)
            _put(path, before)
            return True

    def can_undo(self, path: Path) -> bool:
        """Tell whether something was changed from the page."""
        return bool(self.steps.get(path))

    def create(self, path: Path, data: bytes) -> None:
        """Write a new case file. Raises BtiError when one is there, or the disk refuses."""
        try:
            store.write(path, data)
        except store.WouldOverwriteError:
            raise BtiError(Problem("C102", Where(file=path.name))) from None
        except OSError as error:
            raise BtiError(Problem("C103", Where(file=path.name), {"reason": error.strerror or ""})) from None

    def new_path(self, year: int) -> Path:
        """Return a free file name for a new case: `sak-2026-001.yaml`."""
        taken = {p.name for p in self.folder.iterdir()}
        return next(self.folder / n for n in _numbered(year) if n not in taken)

    def _write(self, path: Path, current: bytes, after: bytes) -> bool:
        """Write unless somebody else was there first."""
        if after == current:
            return True
        if path.read_bytes() != current:
            return False
        _put(path, after)
        self.steps.setdefault(path, []).append((current, after))
        return True

    def _newest(self, window: str, state: str) -> str:
        seen = {state}
        while (later := self.newer.get((window, state), state)) not in seen:
            seen.add(state := later)
        return state

    def _follow(self, window: str, state: str, shows: str) -> None:
        if window and self._newest(window, state) != shows:
            self.newer[(window, self._newest(window, state))] = shows
        while len(self.newer) > _MOST_STATES:
            del self.newer[next(iter(self.newer))]

    def _is_case(self, path: Path) -> bool:
        try:
            inside = path.resolve().is_relative_to(self.folder.resolve())
            return inside and path.is_file() and path.stat().st_size <= _LARGEST and _says_case(path.read_bytes())
        except OSError:
            return False


def _says_case(data: bytes) -> bool:
    return bool(_IS_CASE.search(data.replace(b"\r", b"\n")))


def _put(path: Path, data: bytes) -> None:
    try:
        store.write(path, data, force=True)
    except OSError as error:
        raise BtiError(Problem("C103", Where(file=path.name), {"reason": error.strerror or ""})) from None


def _numbered(year: int) -> Iterator[str]:
    return (f"sak-{year}-{number:03}.yaml" for number in range(1, 100_000))
