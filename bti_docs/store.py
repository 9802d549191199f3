"""Bytes and a path go in; a file that is whole, private and in its place comes out, or nothing at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import stat
from enum import StrEnum
from pathlib import Path

_PREFIX = ".bti-docs-"
_MODE = 0o600
_FOLDER_MODE = 0o700


class Written(StrEnum):
    """What became of a file: new, the same bytes as before, or another file's place taken."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"


class WouldOverwriteError(Exception):
    """Another file with other bytes stands there, and nobody said to replace it."""


def write(path: Path, data: bytes, *, force: bool = False) -> Written:
    """Write `data` to `path` whole or not at all, mode 0600, following no symlink at `path`.

    A temporary file in the same folder is filled, flushed to disk and put in place, so that a crash at any
    point leaves the old file or the new one. Raises WouldOverwriteError when a different file is there and
    `force` is false, and OSError when the folder or the disk refuses.
    """
    before, digest = _standing(path), hashlib.sha256(data).digest()
    if before == digest:
        path.chmod(_MODE)
        return Written.UNCHANGED
    if before is not None and not force:
        raise WouldOverwriteError
    temporary = _fill_temporary(path, data)
    try:
        _put_in_place(temporary, path, replace=force)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, WouldOverwriteError) and _standing(path) == digest:
            return Written.UNCHANGED
        raise
    _flush_folder(path.parent)
    return Written.NEW if before is None else Written.REPLACED


def make_folder(path: Path) -> None:
    """Make a folder that only its owner can enter; one that exists keeps its mode."""
    path.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)


def sweep(folder: Path) -> int:
    """Remove temporary files that a killed run left in `folder`; return how many went. One that cannot go stays."""
    removed = 0
    for path in folder.glob(f"{_PREFIX}*.tmp"):
        if path.is_symlink() or not path.is_file() or _in_use(path):
            continue
        with contextlib.suppress(OSError):
            path.unlink()
            removed += 1
    return removed


def _standing(path: Path) -> bytes | None:
    """Return the digest of what stands at `path`: empty bytes for what is no plain file, None for nothing."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    return hashlib.sha256(path.read_bytes()).digest() if stat.S_ISREG(mode) else b""


def _fill_temporary(path: Path, data: bytes) -> Path:
    # The name carries our process id so that `sweep` never takes a living run's file away.
    temporary = path.with_name(f"{_PREFIX}{os.getpid()}-{secrets.token_hex(6)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, _MODE), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _put_in_place(temporary: Path, path: Path, *, replace: bool) -> None:
    """Give the temporary file its name. A new file must not take the place of one that came meanwhile."""
    if replace or not hasattr(os, "link"):
        temporary.replace(path)
        return
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise WouldOverwriteError from None
    except OSError:  # a disk without hard links (FAT, some network shares)
        temporary.replace(path)
        return
    temporary.unlink()


def _flush_folder(folder: Path) -> None:
    """Make the new name survive a power cut; Windows has no such call and needs none."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _in_use(path: Path) -> bool:
    """Tell whether the process that made the temporary file still lives."""
    try:
        maker = int(path.name.removeprefix(_PREFIX).split("-")[0])
    except ValueError:
        return False
    return maker == os.getpid() or _alive(maker)


def _alive(process: int) -> bool:
    if os.name == "nt":  # signal 0 would end the process there
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
