"""A request goes in; it is let through to the page only when it comes from the window that this run has opened.

The page holds children's cases: no other machine, web site or user of this one may read or write them. Against the
ways in: the host (DNS rebinding), the origin (other sites), a token in the first address turned into a cookie that is
sent to this page alone, and no answer that a browser keeps or runs foreign code from.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
_HEADERS = {
    b"content-security-policy": b"default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    b"frame-ancestors 'none'",
    b"cache-control": b"no-store",
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}
_NOBODY = "<!doctype html><html lang=nb><title>Ikke tilgang</title><h1>Denne siden er ikke åpen for deg</h1><p>{}</p>"


@dataclass
class Keys:
    """What opens the page: a token that works once, in the address, and the cookie it is changed for."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def cookie(self) -> str:
        """The cookie's name: cookies know no ports, and two pages may be open."""
        return f"bti_{self.port}"

    def spend(self, token: str) -> bool:
        """Tell whether this is the token, which then works no more."""
        fits = bool(self.token) and secrets.compare_digest(token.encode(), self.token.encode())
        if fits:
            self.token = ""
        return fits


class Guard:
    """Stands before the page."""

    def __init__(self, app: ASGIApp, keys: Keys, touched: Callable[[], None]) -> None:
        self.app, self.keys, self.touched = app, keys, touched

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        if not self._is_ours(scope["method"], headers):
            await _answer(send, 403, "Adressen eller nettstedet er ikke denne siden.")
        elif scope["path"] == "/" and (token := _token(scope)):
            await self._let_in(send, token)
        elif not self._has_cookie(headers):
            await _answer(send, 403, "Lukk vinduet, og start på nytt med «bti-docs start».")
        else:
            self.touched()
            await self._pass(scope, receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def sent(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                own = {k for k, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((k, v) for k, v in _HEADERS.items() if k not in own)]
            await send(message)

        try:
            await self.app(scope, _limited(receive), sent)
        except Exception:  # noqa: BLE001 - told already, and what it says may be a child's: no log, no screen
            if not started:
                await _answer(send, 500, "Uventet feil. Ingenting er endret.")

    def _is_ours(self, method: str, headers: dict[str, str]) -> bool:
        hosts = {f"127.0.0.1:{self.keys.port}", f"localhost:{self.keys.port}"}
        host, origin = headers.get("host", ""), headers.get("origin")
        if host not in hosts or (origin is not None and origin != f"http://{host}"):
            return False
        if method not in ("GET", "HEAD") and origin is None:
            return False
        return headers.get("sec-fetch-site", "none") in ("same-origin", "none")

    def _has_cookie(self, headers: dict[str, str]) -> bool:
        found = dict(pair.strip().partition("=")[::2] for pair in headers.get("cookie", "").split(";"))
        return secrets.compare_digest(found.get(self.keys.cookie, "").encode(), self.keys.session.encode())

    async def _let_in(self, send: Send, token: str) -> None:
        if not self.keys.spend(token):
            await _answer(send, 403, "Adressen virker bare én gang. Start på nytt med «bti-docs start».")
            return
        cookie = f"{self.keys.cookie}={self.keys.session}; Path=/; HttpOnly; SameSite=Strict"
        await _answer(send, 303, "", ((b"location", b"/"), (b"set-cookie", cookie.encode())))


def _token(scope: Scope) -> str:
    query: bytes = scope["query_string"]
    return parse_qs(query.decode("latin-1")).get("t", [""])[0]


def _limited(receive: Receive) -> Receive:
    total = 0

    async def received() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total >= MOST_BYTES:
            raise HTTPException(413)
        return message

    return received


async def _answer(send: Send, status: int, text: str, more: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    headers = [(b"content-type", b"text/html; charset=utf-8"), *_HEADERS.items(), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": _NOBODY.format(text).encode() if text else b""})
