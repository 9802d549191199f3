"""A folder of cases goes in; the page stands on this machine alone until its last window closes."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from bti_docs.case.vocabulary import Målform
from bti_docs.library import Shelves
from bti_docs.page.app import make_app
from bti_docs.page.guard import Guard, Keys
from bti_docs.page.home import Home
from bti_docs.page.site import Clock, Site
from bti_docs.page.windows import Windows
from bti_docs.problem import BtiError, Problem
from bti_docs.store import sweep

HOST = "127.0.0.1"
_LONGEST_GOODBYE = 3  # seconds for open requests to end


def serve(
    folder: Path, shelves: Shelves, clock: Clock, opened: Callable[[str], None], *, port: int = 0, form: Målform = "nb"
) -> None:
    """Serve the page until it is stopped; `opened` is told the address, which works once.

    Raises BtiError (W101) when the port is taken.
    """
    listening = _listen(port)
    keys = Keys(listening.getsockname()[1])
    site = Site(Home(folder.resolve()), shelves, clock, form)
    sweep(site.home.folder)
    # No access log: an address may say which case was open. No signature of the server either.
    server = uvicorn.Server(
        uvicorn.Config(
            lambda: Guard(make_app(site, windows), keys, windows.touched),
            factory=True,
            access_log=False,
            log_level="error",
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=_LONGEST_GOODBYE,
        )
    )
    windows = Windows(stop=lambda: setattr(server, "should_exit", True))
    opened(f"http://{HOST}:{keys.port}/?t={keys.token}")
    try:
        server.run(sockets=[listening])
    finally:
        windows.end()
        listening.close()


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.bind((HOST, port))
    except OSError as error:
        listening.close()
        raise BtiError(Problem("W101", words={"port": str(port), "reason": error.strerror or ""})) from None
    listening.listen()
    return listening
