"""A process goes in; its family, their CPU time and their memory come out: of others than this one on Linux only."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform != "win32":
    import resource


def spent() -> float:
    """Return the CPU seconds of this process and of its children that have ended, finer than the system's ticks."""
    if sys.platform == "win32":
        return sum(os.times()[:4])
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def family(process: int) -> set[int]:
    """Return a process and all that it has started and that still run."""
    found, waiting = set(), [process]
    while waiting:
        one = waiting.pop()
        found.add(one)
        for place in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in place.read_text().split() if int(child) not in found]
            except OSError:
                continue
    return found


def seconds(process: int) -> float:
    """Return the CPU seconds of a process and of its children that have ended."""
    try:
        said = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, said[11:15])) / os.sysconf("SC_CLK_TCK")


def megabytes(process: int) -> float:
    """Return a process's resident memory; 0.0 when it has ended."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
