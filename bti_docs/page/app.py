"""What the page shares goes in; the web application comes out: which address does what, and what happens on a fault."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bti_docs.page import coming, documents, editing, overview
from bti_docs.page.colour import readable
from bti_docs.page.site import PAGE, Site, UnknownCaseError
from bti_docs.page.steps import steps
from bti_docs.page.web import form_of, page, see_other, site_of
from bti_docs.page.windows import Windows
from bti_docs.problem import BtiError, Problem

_STATIC = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}


class _StepName(Convertor[str]):
    """A step's own name in an address, so that no other word is taken for one."""

    regex = "|".join(step.id for step in steps())

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


def make_app(site: Site, windows: Windows) -> Starlette:
    """Return the page's application."""
    register_url_convertor("steg", _StepName())
    app = Starlette(routes=_routes(), exception_handlers=_HANDLERS)
    app.state.site, app.state.windows = site, windows
    return app


def _routes() -> list[Route]:
    case, paper = "/sak/{navn}", "/{leser}/{dokument}"
    return [
        Route("/", overview.cases, methods=["GET", "POST"]),
        Route("/ny", overview.new, methods=["GET"]),
        Route("/ny", overview.make_new, methods=["POST"]),
        Route("/statisk/{fil}", _static),
        Route("/farge/{kommune}.css", _colour),
        Route("/vindu/{hva}", _window, methods=["POST"]),
        Route("/avslutt", _stop, methods=["POST"]),
        Route(case, _first_step),
        Route(f"{case}/angre", editing.undo, methods=["POST"]),
        Route(f"{case}/neste", coming.show, methods=["GET"]),
        Route(f"{case}/neste", coming.done, methods=["POST"]),
        Route(f"{case}/neste/flyt.svg", coming.drawing),
        Route(f"{case}/neste/kalender.ics", coming.dates),
        Route(f"{case}/dokumenter", documents.listed),
        Route(f"{case}/vern", documents.acknowledge, methods=["POST"]),
        Route(f"{case}/kopier", documents.copies, methods=["GET"]),
        Route(f"{case}/kopier", documents.print_copies, methods=["POST"]),
        Route(f"{case}/dokument{paper}", documents.one),
        Route(f"{case}/utsnitt{paper}", documents.preview),
        Route(f"{case}/side{paper}/{{side:int}}", documents.picture),
        Route(f"{case}/fil{paper}", documents.file, methods=["POST"]),
        Route(f"{case}/{{steg:steg}}", editing.show, methods=["GET"]),
        Route(f"{case}/{{steg:steg}}", editing.save, methods=["POST"]),
    ]


async def _first_step(request: Request) -> Response:
    name = request.path_params["navn"]
    await run_in_threadpool(site_of(request).path, name)
    return see_other(f"/sak/{name}/{steps()[0].id}")


async def _static(request: Request) -> Response:
    """Return one of our own files, by its name and nothing else."""
    name = request.path_params["fil"]
    if name not in _STATIC:
        return Response(status_code=404)
    return FileResponse(PAGE / "static" / Path(name).name, media_type=_STATIC[name])


async def _colour(request: Request) -> Response:
    found = [m for m in site_of(request).municipalities() if m.profil.id == request.path_params["kommune"]]
    colour = readable(found[0].profil.brevhode.farge if found else "#1f4e5f")
    return Response(f":root{{--kommune:{colour}}}", media_type="text/css")


async def _window(request: Request) -> Response:
    """Take note of a window that is open, or has gone."""
    windows: Windows = request.app.state.windows
    name = (await request.body()).decode("ascii", "replace")[:40]
    if request.path_params["hva"] == "lukket":
        windows.closed(name)
    else:
        windows.seen(name)
    return Response(status_code=204)


async def _stop(request: Request) -> Response:
    """Stop the page, when the user says so."""
    await form_of(request)
    request.app.state.windows.stop()
    return page("slutt.html", site_of(request).speech())


async def _on_unknown(request: Request, _error: Exception) -> Response:
    return page("borte.html", site_of(request).speech(), 404)


async def _on_too_much(request: Request, _error: Exception) -> Response:
    return page("for_mye.html", site_of(request).speech(), 413)


async def _on_problems(request: Request, error: Exception) -> Response:
    """Tell what is wrong with a file that cannot be opened or written; it stands as it was."""
    problems = error.problems if isinstance(error, BtiError) else ()
    return page("feil.html", site_of(request).speech(), 422, problems=problems)


async def _on_fault(request: Request, error: Exception) -> Response:
    """Tell of our own fault without what the exception says: it may hold a child's data."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    at = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
    told = Problem("C104", words={"kind": type(error).__name__, "place": at})
    return page("feil.html", site_of(request).speech(), 500, problems=(told,))


_HANDLERS = {
    404: _on_unknown,
    413: _on_too_much,
    405: _on_unknown,
    UnknownCaseError: _on_unknown,
    BtiError: _on_problems,
    Exception: _on_fault,
}
