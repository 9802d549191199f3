"""A tenant goes in; a Public 360 over HTTP on this machine alone comes out, with faults on demand."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bti_docs.archive.public360 import PATH
from bti_docs.archive.rehearsal.tenant import RefusedError, Tenant

_VERSION = "6.9.215"
_LARGEST = 100_000_000  # bytes; the gateway's own limit
_LIST = ("GetCases", "GetDocuments", "GetCodeTableRows", "GetAccessGroups")


class Fault(Enum):
    """What goes wrong with one call, before or after it was carried out."""

    LOST_BEFORE = auto()
    LOST_AFTER = auto()
    BUSY = auto()
    BROKEN_BEFORE = auto()
    BROKEN_AFTER = auto()
    REFUSED = auto()


Faults = Callable[[str, int], Fault | None]
"""A method and the number of this call, from 1, go in; what is to go wrong with it comes out."""


def no_faults(_method: str, _number: int) -> Fault | None:
    """Let everything go well."""
    return None


@dataclass
class Rehearsal:
    """A running one: its address, its archive, the key it takes, and the methods that were called, in order."""

    tenant: Tenant
    key: str
    url: str = ""
    faults: Faults = no_faults
    calls: list[str] = field(default_factory=list)
    retry_after: str = "0"


@contextlib.contextmanager
def rehearsal(tenant: Tenant, key: str, faults: Faults = no_faults) -> Iterator[Rehearsal]:
    """Serve a tenant on 127.0.0.1, on a port of the system's choice, for as long as the block lasts."""
    running = Rehearsal(tenant, key, faults=faults)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(running))
    server.daemon_threads = True
    running.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(running: Rehearsal) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        rehearsal = running

    return Handler


class _Handler(BaseHTTPRequestHandler):
    """Answers one call. SIF answers 200 also on failure; only its gateway uses other codes."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: in two, the second waits for the first's receipt
    disable_nagle_algorithm = True
    rehearsal: Rehearsal

    def do_POST(self) -> None:
        parts = urlsplit(self.path)
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        service, _, method = parts.path.removeprefix(PATH).partition("/")
        if not parts.path.startswith(PATH) or not method:
            self._gateway(404, "NotFound", "No such address.")
        elif not self._admitted(parse_qs(parts.query)):
            self._gateway(401, "Unauthorized", "Access denied.")
        elif len(data) > _LARGEST:
            self._gateway(413, "RequestEntityTooLarge", "The request is too large.")
        elif method == "Ping":
            self._answer(200, b"")
        elif method == "GetSIFVersion":
            self._answer(200, _VERSION.encode(), "text/plain")
        else:
            self._called(service, method, data)

    def _admitted(self, query: dict[str, list[str]]) -> bool:
        said = self.headers.get("Authorization", "")
        return self.rehearsal.key in (
            said.removeprefix("authkey "),
            said.removeprefix("Bearer "),
            *query.get("authkey", []),
        )

    def _called(self, service: str, method: str, data: bytes) -> None:
        self.rehearsal.calls.append(method)
        fault = self.rehearsal.faults(method, len(self.rehearsal.calls))
        if fault is Fault.LOST_BEFORE:
            self.close_connection = True
        elif fault is Fault.BUSY:
            self._gateway(429, "TooManyRequests", "Try again later.", retry=True)
        elif fault is Fault.BROKEN_BEFORE:
            self._gateway(500, "TimeoutException", "The operation has timed out.")
        else:
            self._carried_out(service, method, data, fault)

    def _carried_out(self, service: str, method: str, data: bytes, fault: Fault | None) -> None:
        try:
            said = json.loads(data)["parameter"]
            answer = _refusal(method, said, "The operation was refused.") if fault is Fault.REFUSED else None
            answer = answer or self._result(service, method, said)
        except (ValueError, TypeError, AttributeError):
            self._gateway(500, "JsonSerializationException", "Unexpected character.")
            return
        except KeyError:
            self._gateway(404, "MissingMethodException", "No such method.")
            return
        if fault is Fault.LOST_AFTER:
            self.close_connection = True
        elif fault is Fault.BROKEN_AFTER:
            self._gateway(500, "TimeoutException", "The operation has timed out.")
        else:
            self._answer(200, json.dumps(answer, ensure_ascii=False).encode())

    def _result(self, service: str, method: str, said: dict[str, Any]) -> dict[str, Any]:
        try:
            found = self.rehearsal.tenant.call(service, method, said)
        except RefusedError as refused:
            return _refusal(method, said, str(refused))
        # Production answers a newline for no error, and lists answer nothing.
        return {**found, "Successful": True, "ErrorMessage": None if method in _LIST else "\n", "ErrorDetails": None}

    def _gateway(self, status: int, kind: str, message: str, *, retry: bool = False) -> None:
        error = {"Type": "Error", "CorrelationId": "0" * 8, "ExceptionType": kind, "Message": message}
        self._answer(status, json.dumps(error).encode(), retry=retry)

    def _answer(self, status: int, body: bytes, kind: str = "application/json", *, retry: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if retry:
            self.send_header("Retry-After", self.rehearsal.retry_after)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Say nothing: an address may hold the key."""


def _refusal(method: str, said: dict[str, Any], why: str) -> dict[str, Any]:
    """Refuse as SIF does: 200, and a .NET dump that echoes what was sent."""
    echoed = "".join(f"<{k}>{v}</{k}>" for k, v in said.items() if isinstance(v, str))
    operation = f"<operation><{method}>{echoed}</{method}></operation>"
    dump = f"SI.Data.BusinessException: {why} {operation}\r\n   at SI.Data.RPC.Run()"
    return {"Recno": 0, "Successful": False, "ErrorMessage": dump, "ErrorDetails": None}
