"""The name and ingredients of something that is slow to make go in; its bytes come out, kept for the next start.

What is kept is text, Word files and that a template was found without faults, never code: whoever reads it back treats
it as the template it was made from, in the same sandbox, and reads every finished document again. It lies in a folder
of the user's own, each file whole or not there at all, under the sha256 of its ingredients; what does not match its own
sha256, or lies where others may write, is not read.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import stat
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from bti_docs import store

VARIABLE = "BTI_CACHE"  # another folder; empty for none
_DIGEST = 32
_MOST_FILES = 2000


def kept(kind: str, ingredients: tuple[bytes, ...], make: Callable[[], bytes]) -> bytes:
    """Return what `make` returns, from the folder when it is there; `ingredients` are all that it depends on."""
    folder = _folder(os.environ.get(VARIABLE))
    if folder is None:
        return make()
    path = folder / f"{kind}-{_name(ingredients)}"
    found = _read(path)
    if found is None:
        found = make()
        _write(path, found)
    return found


@functools.cache
def made_by(*modules: str) -> bytes:
    """Return what changes when one of the modules does: size and time of their files. Nothing is imported."""
    found = (find_spec(name) for name in modules)
    files = [Path(spec.origin).stat() for spec in found if spec and spec.origin]
    return " ".join(f"{file.st_size}-{file.st_mtime_ns}" for file in files).encode()


@functools.cache
def made_by_us() -> bytes:
    """Return what changes when any file of this program does: place, size and time of each."""
    return "\n".join(sorted(_stamps(Path(__file__).parent))).encode()


def _stamps(folder: Path | str) -> Iterator[str]:
    with os.scandir(folder) as found:
        for entry in found:
            if not entry.is_dir():
                said = entry.stat()
                yield f"{entry.path} {said.st_size} {said.st_mtime_ns}"
            elif entry.name != "__pycache__":
                yield from _stamps(entry.path)


def default_folder() -> Path:
    """Return where this system keeps what can be made again."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "bti-docs" / "cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "bti-docs"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "bti-docs"


@functools.cache
def _folder(chosen: str | None) -> Path | None:
    """Return the folder when it is the user's own and nobody else may write in it; None where there is none."""
    if chosen == "":
        return None
    with contextlib.suppress(OSError, RuntimeError):
        folder = Path(chosen) if chosen else default_folder()
        store.make_folder(folder)
        found = folder.lstat()
        own = not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)
        if stat.S_ISDIR(found.st_mode) and own:
            return folder
    return None


def _name(ingredients: tuple[bytes, ...]) -> str:
    each = b"".join(hashlib.sha256(part).digest() for part in ingredients)
    return hashlib.sha256(each).hexdigest()


def _read(path: Path) -> bytes | None:
    """Return what lies at the path; None when it is no plain file, or not what was written."""
    with contextlib.suppress(OSError):
        if stat.S_ISREG(path.lstat().st_mode):
            data = path.read_bytes()
            if hashlib.sha256(data[_DIGEST:]).digest() == data[:_DIGEST]:
                return data[_DIGEST:]
    return None


def _write(path: Path, data: bytes) -> None:
    """Keep it, when the disk lets us; a cache that has grown too large is begun anew."""
    with contextlib.suppress(OSError):
        others = list(path.parent.iterdir())
        for old in others if len(others) > _MOST_FILES else ():
            old.unlink(missing_ok=True)
        store.write(path, hashlib.sha256(data).digest() + data, force=True)
