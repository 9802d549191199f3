"""A process that files a package and is killed, as by `kill -9`, before or after a call or a ledger line."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bti_docs.archive import ledger as ledgers
from bti_docs.archive.auth import Access, Way
from bti_docs.archive.ledger import Ledger
from bti_docs.archive.package import Package
from bti_docs.archive.rpc import Rpc
from bti_docs.archive.sending import send

NOW = dt.datetime(2026, 6, 28, 12, tzinfo=dt.UTC)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying(real: Callable[..., Any], at: int, when: str) -> Callable[..., Any]:
    """The same function, but its `at`-th use (from 1) is the last thing that happens, or the last that does not."""
    count = 0

    def used(*arguments: Any, **named: Any) -> Any:
        nonlocal count
        count += 1
        if count == at and when == "before":
            die()
        answer = real(*arguments, **named)
        if count == at:
            die()
        return answer

    return used


def file(package: Package, url: str, key: str, ledger: Path, what: str = "", at: int = 0, when: str = "") -> None:
    """File a package. `what` is `call` or `ledger`: what this process dies of."""
    rpc = Rpc(url, Access(Way.HEADER, key), lambda _seconds: None)
    if what == "call":
        rpc._post = dying(rpc._post, at, when)  # type: ignore[method-assign]
    if what == "ledger":
        ledgers.append = dying(ledgers.append, at, when)  # type: ignore[attr-defined]
    send(package, rpc, Ledger(ledger, url, lambda: NOW))
    rpc.close()
