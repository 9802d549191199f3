"""The leak oracle: a finished file and planted canaries go in; each place where a canary can be had out comes out.

A canary is a string that must not be there: a name, an address, a number. What cannot be decoded is itself an answer,
with no canary and a place that begins with `could not decode`, so silence always means that all of it was read.

The way down: `search` hands the file to a `Hunt`; a piece of bytes is opened by what it is (OPENERS: zip, PDF, XML,
picture, compressed) into smaller pieces; bytes become text (READINGS); text is compared folded, with its escapes undone
(SPELLINGS) and with what it carries as letters made bytes again (CARRIED). Each ability is an entry in one of these
tables, so that a test can switch it off and see that its leak is missed.

It does not look at pixels, outlines of letters or sound: a thumbnail, and a picture that nothing shows, are reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.oracle.hunt import Found, Hunt
from tests.oracle.kinds import OPENERS

__all__ = ["Found", "search", "search_tree"]


def search(data: bytes, name: str, canaries: Iterable[str], *, password: str = "") -> list[Found]:
    """Return the places in a file, its name among them, where a canary can be found.

    Long bytes that stand in several places of the file are told of at the first one only.

    Raises:
        ValueError: a canary is too short to be told from chance.

    """
    hunt = Hunt(canaries, password, OPENERS)
    hunt.text(name, "file name")
    hunt.piece(data, name)
    return hunt.found()


def search_tree(folder: Path, canaries: Iterable[str], *, password: str = "") -> list[Found]:
    """Return what `search` finds in every file under a folder, names of folders and where links lead included."""
    canaries = list(canaries)
    found: dict[Found, None] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        hunt = Hunt(canaries, password, OPENERS)
        hunt.text(name, f"{name}, file name")
        hunt.attempt(name, _read_path, hunt, path, name)
        found |= dict.fromkeys(hunt.found())
    return list(found)


def _read_path(hunt: Hunt, path: Path, name: str) -> None:
    if path.is_symlink():
        hunt.text(str(path.readlink()), f"{name}, where the link leads")
    elif path.is_file():
        hunt.piece(path.read_bytes(), name)
    elif not path.is_dir():
        hunt.failed(name, "neither a file nor a folder")
