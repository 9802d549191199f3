"""Paths go in; bytes read, cases opened and files written come out, each fault as a Problem."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bti_docs.problem import BtiError, Problem, Where

if TYPE_CHECKING:
    from bti_docs.library import Shelves
    from bti_docs.make import Case


def shelves(private: Path | None = None) -> Shelves:
    """Return the shelves. A command that needs none starts without the case's model, which takes a while to load."""
    from bti_docs import library

    return library.shelves(private)


def read_file(path: Path) -> bytes:
    """Return a file's bytes. Raises BtiError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BtiError(problem_of("C101", path, error)) from None


def beside(path: Path) -> Callable[[str], bytes]:
    """Return what reads a file from a case's own folder."""
    return lambda name: read_file(path.parent / name)


def open_for_making(path: Path, library: Path | None, *, acknowledged: bool) -> tuple[Shelves, Case]:
    """Open a case that documents are to be made from.

    Raises BtiError when it cannot be opened, or when someone's address is `strengt fortrolig` and nobody has said
    that they have thought about it.
    """
    from bti_docs.make import open_case, stopped_by

    on_shelves = shelves(library)
    case = open_case(read_file(path), on_shelves, file=str(path), beside=beside(path))
    stops = () if acknowledged else stopped_by(case)
    if stops:
        raise BtiError(*stops)
    return on_shelves, case


def open_cases(paths: Sequence[Path], on_shelves: Shelves) -> Iterator[tuple[Case | None, list[Problem]]]:
    """Yield each case, or None and why it cannot be opened: one bad file never hides the others."""
    from bti_docs.make import open_case

    for path in paths:
        try:
            yield open_case(read_file(path), on_shelves, file=str(path), beside=beside(path)), []
        except BtiError as error:
            yield None, list(error.problems)


def place(path: Path, data: bytes, *, force: bool = False) -> str:
    """Write a finished file whole or not at all; return new, unchanged or replaced. Raises BtiError."""
    from bti_docs.store import WouldOverwriteError, make_folder, sweep, write  # `--help` need not wait for its hashes

    try:
        make_folder(path.parent)
        sweep(path.parent)
        return str(write(path, data, force=force))
    except WouldOverwriteError:
        raise BtiError(Problem("C102", Where(file=str(path)))) from None
    except OSError as error:
        raise BtiError(problem_of("C103", path, error)) from None


def create(path: Path, data: bytes) -> None:
    """Write a file that must not be there before. Raises BtiError."""
    if path.exists() or path.is_symlink():
        raise BtiError(Problem("C102", Where(file=str(path))))
    place(path, data)


def problem_of(code: str, path: Path, error: OSError) -> Problem:
    """Return the problem of a file that the machine refused, in the machine's own short words."""
    return Problem(code, Where(file=str(path)), {"reason": error.strerror or type(error).__name__})
