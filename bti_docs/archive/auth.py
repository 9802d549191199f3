"""A way to authenticate and a key go in; what a request carries comes out. The key never stands in a text for people.

Three ways are in use: the key in the query, the key in a header, and OAuth2 client credentials (Entra) for 360 Online.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bti_docs.problem import BtiError, Problem

if TYPE_CHECKING:
    import httpx

KEY, CLIENT, TOKEN_URL, SCOPE = "BTI_P360_KEY", "BTI_P360_CLIENT", "BTI_P360_TOKEN_URL", "BTI_P360_SCOPE"
KEYRING = "bti-docs-p360"


class Way(StrEnum):
    """How Public 360 is told who we are."""

    HEADER = "header"
    QUERY = "query"
    OAUTH = "oauth"


@dataclass(frozen=True)
class Access:
    """The way, the key (or client secret), the client's id, and for OAuth where tokens are had and for what."""

    way: Way
    key: str = field(repr=False)
    client: str = ""
    token_url: str = ""
    scope: str = ""

    def headers(self, http: httpx.Client) -> dict[str, str]:
        """Return the headers of a request. Raises BtiError (A303) when no token is given."""
        if self.way is Way.OAUTH:
            return {"Authorization": f"Bearer {self._token(http)}", **self._named("ClientID")}
        if self.way is Way.HEADER:
            return {"Authorization": f"authkey {self.key}", **self._named("clientid")}
        return {}

    def query(self) -> dict[str, str]:
        """Return what stands in the address: only the key, and only in the way that asks for it."""
        return {"authkey": self.key} if self.way is Way.QUERY else {}

    def _named(self, header: str) -> dict[str, str]:
        return {header: self.client} if self.client else {}

    def _token(self, http: httpx.Client) -> str:
        import httpx

        form = {"grant_type": "client_credentials", "client_id": self.client, "client_secret": self.key}
        try:
            answer = http.post(self.token_url, data=form | ({"scope": self.scope} if self.scope else {}))
            token = answer.json().get("access_token", "") if answer.status_code == httpx.codes.OK else ""
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError):
            token = ""
        if not isinstance(token, str) or not token:
            raise BtiError(Problem("A301", words={"name": KEY}))
        return token


def access(way: Way, host: str) -> Access:
    """Return how to authenticate, with the key from the environment or the keyring. Raises BtiError (A301)."""
    said = os.environ
    key = (said.get(KEY, "") or _from_keyring(host)).strip()
    found = Access(way, key, said.get(CLIENT, ""), said.get(TOKEN_URL, ""), said.get(SCOPE, ""))
    if not key.isprintable() or not (key and (key.isascii() or way is not Way.HEADER)):  # no header can hold it
        raise BtiError(Problem("A301", words={"name": KEY}))
    if way is Way.OAUTH and not (found.client and found.token_url):
        raise BtiError(Problem("A301", words={"name": f"{CLIENT}, {TOKEN_URL}"}))
    return found


def _from_keyring(host: str) -> str:
    """Return the key that the keyring has for a host; empty without keyring, or when it has none."""
    try:
        import keyring
        import keyring.errors
    except ImportError:
        return ""
    try:
        return keyring.get_password(KEYRING, host) or ""
    except keyring.errors.KeyringError:
        return ""
