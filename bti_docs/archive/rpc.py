"""A method of Public 360's SIF and its parameter go in; the answer comes out, or why there is none.

`POST {base}/Biz/v2/api/call/SI.Data.RPC/SI.Data.RPC/{Service}/{Method}`. SIF answers 200 on failure: an answer is good
when `Successful` is not false *and* `ErrorMessage` is blank. Nothing of a request or an answer is told but what
`redact` lets through.
"""

from __future__ import annotations

import ipaddress
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx

from bti_docs.archive.auth import Access
from bti_docs.archive.public360 import PATH
from bti_docs.archive.redact import redact
from bti_docs.problem import BtiError, Problem

BACKOFF = (2.0, 4.0, 8.0)  # seconds; as 360 Online's own clients wait
_LONGEST_WAIT = 60.0
_TIMEOUT = httpx.Timeout(300.0, connect=10.0)  # seconds
_PAGE = 100  # what SIF returns at most unless asked
_MOST_PAGES = 1000
Answer = dict[str, Any]


class UncertainError(Exception):
    """The call may have been carried out, or not: whoever made it must look before it is made again."""


class Rpc:
    """A Public 360, at an address, for whoever has access."""

    def __init__(self, url: str, access: Access, sleep: Callable[[float], None]) -> None:
        """Raises BtiError (A314) for an address that is neither https nor this very machine."""
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # they log addresses, and the key may stand in one
        self.base, self.access, self.sleep = _address(url), access, sleep
        here, encrypted = _is_here(self.base), urlsplit(self.base).scheme == "https"
        self._http = httpx.Client(
            timeout=_TIMEOUT,
            follow_redirects=False,
            trust_env=not here,
            verify=encrypted,  # without encryption there are no certificates to read
        )
        self._headers: dict[str, str] | None = None

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def ask(self, method: str, parameter: Answer) -> Answer:
        """Call a method that changes nothing the second time, as often as it takes. Raises BtiError (A302–A304)."""
        for wait in (*BACKOFF, None):
            try:
                return self.do(method, parameter)
            except UncertainError:
                if wait is None:
                    break
                self.sleep(wait)
        raise BtiError(Problem("A302"))

    def do(self, method: str, parameter: Answer) -> Answer:
        """Call a method once; only what the server says it has not begun (429) is tried again.

        Raises UncertainError when nobody knows, and BtiError (A303, A304, A315) when the answer is no.
        """
        for wait in (*BACKOFF, None):
            answer = self._post(method, parameter)
            if answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                return _read(answer, method)
            if wait is not None:
                self.sleep(_asked_to_wait(answer, wait))
        raise BtiError(Problem("A315"))

    def all(self, method: str, parameter: Answer, items: str, limit: str) -> Iterator[Answer]:
        """Yield every item of a list, page by page; pages are counted from 0."""
        for page in range(_MOST_PAGES):
            answer = self.ask(method, {**parameter, "Page": page, limit: _PAGE})
            found = [item for item in answer.get(items) or [] if isinstance(item, dict)]
            yield from found
            total = answer.get("TotalPageCount")
            if len(found) < _PAGE and not (isinstance(total, int) and page + 1 < total):
                return

    def _post(self, method: str, parameter: Answer) -> httpx.Response:
        try:
            if self._headers is None:
                self._headers = self.access.headers(self._http)
            body = json.dumps({"parameter": parameter}, ensure_ascii=False).encode()
            kind = {"Content-Type": "application/json; charset=utf-8"}
            address = f"{self.base}{PATH}{method}"
            return self._http.post(address, params=self.access.query(), content=body, headers=kind | self._headers)
        except httpx.ReadTimeout:
            raise BtiError(Problem("A308")) from None  # it may still be at it: never again in this run
        except httpx.HTTPError:
            raise UncertainError from None


def _read(answer: httpx.Response, method: str) -> Answer:
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise UncertainError
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise BtiError(Problem("A316"))
    try:
        said = answer.json()
    except (ValueError, RecursionError):
        said = None
    if answer.status_code != httpx.codes.OK or not isinstance(said, dict):
        raise BtiError(Problem("A303", words={"status": str(answer.status_code), "method": method}))
    message = str(said.get("ErrorMessage") or "").strip()
    if said.get("Successful") is False or message or said.get("Type") == "Error":
        raise BtiError(Problem("A304", words={"method": method, "said": redact(message) or "…"}))
    return said


def _asked_to_wait(answer: httpx.Response, otherwise: float) -> float:
    """Return the seconds the server asks for, never more than a minute."""
    asked = answer.headers.get("Retry-After", "")
    return min(float(asked), _LONGEST_WAIT) if asked.isdecimal() else otherwise


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.username or parts.query or parts.fragment or not parts.hostname:
        raise BtiError(Problem("A314"))
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(url)):
        raise BtiError(Problem("A314"))
    return url.rstrip("/")


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
