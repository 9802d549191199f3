"""A request goes in; what its form says, and an answer in HTML, come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bti_docs.page.site import Site, environment
from bti_docs.page.speech import Speech

_MOST_FIELDS = 20_000

Form = Mapping[str, list[str]]


async def form_of(request: Request) -> dict[str, list[str]]:
    """Return the fields of a form that was sent, each with all its values. Raises HTTPException for what is no form."""
    body = await request.body()
    try:
        return parse_qs(
            body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict", encoding="utf-8"
        )
    except (UnicodeDecodeError, ValueError):
        raise HTTPException(413) from None


def first(form: Form, name: str) -> str:
    """Return a field's first value; empty when it was not sent."""
    return (form.get(name) or [""])[0]


def site_of(request: Request) -> Site:
    """Return what the page shares in this run."""
    site: Site = request.app.state.site
    return site


def page(template: str, speech: Speech, status: int = 200, **words: Any) -> Response:
    """Return a page; `colour` is the address of the municipality's colour."""
    common = {"t": speech, "lang": speech.form, "colour": words.pop("colour", ""), "case": None, "at": ""}
    return HTMLResponse(environment().get_template(template).render(common | words), status_code=status)


def see_other(address: str) -> Response:
    """Send the browser on with GET, so that a reload never repeats a change."""
    return RedirectResponse(address, status_code=303)
