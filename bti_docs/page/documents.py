"""A case and a reader go in; the pages about documents come out: what can be made, its pictures, its files, copies."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bti_docs.case.shape import Path
from bti_docs.make import Case, Order
from bti_docs.page import papers
from bti_docs.page.editing import colour_of
from bti_docs.page.papers import Paper
from bti_docs.page.site import Opened, Site, field_name
from bti_docs.page.speech import Speech, path_of
from bti_docs.page.steps import home_of, steps
from bti_docs.page.web import Form, first, form_of, page, see_other, site_of
from bti_docs.problem import BtiError, Problem
from bti_docs.view.readers import SCHOOL

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


def base_of(site: Site, opened: Opened, at: str) -> dict[str, Any]:
    """Return what every page of a case says around its own words."""
    return {
        "case": opened,
        "at": at,
        "steps": steps(),
        "colour": colour_of(opened),
        "undo": site.home.can_undo(opened.path),
        "link": link,
    }


def link(problem: Problem) -> str:
    """Return the address of the field that a Problem is about, below the case's own."""
    name = field_name(problem)
    return f"{quote(home_of(name.split('.', maxsplit=1)[0]).id)}?sjekk=ja#f-{quote(name)}" if name else ""


async def listed(request: Request) -> Response:
    """List the documents as one reader may have them."""
    return await run_in_threadpool(_listed, request)


def _listed(request: Request) -> Response:
    site = site_of(request)
    opened = site.open(request.path_params["navn"])
    speech = site.speech(opened)
    words = base_of(site, opened, "dokumenter")
    if opened.case is None:
        return page("stoppet.html", speech, problems=opened.problems, **words)
    if stops := papers.stops(site, opened):
        return page("vern.html", speech, problems=stops, **words)
    case, asked = opened.case, request.query_params.get("leser", SCHOOL)
    reader = asked if asked in papers.readers(case) else SCHOOL
    requested = "forespurt" in request.query_params
    return page(
        "dokumenter.html",
        speech,
        readers=[(r, papers.reader_name(speech, case, r)) for r in papers.readers(case)],
        reader=reader,
        requested=requested,
        papers=papers.papers(site, case, reader, requested=requested),
        blanks=papers.blanks(site, case) if reader == SCHOOL else [],
        **words,
    )


async def acknowledge(request: Request) -> Response:
    """Remember, in this run, that somebody has thought about a strictly protected address."""
    name = request.path_params["navn"]
    site = site_of(request)
    await run_in_threadpool(site.path, name)
    site.acknowledged.add(name)
    return see_other(f"/sak/{name}/dokumenter")


async def one(request: Request) -> Response:
    """Show one document as one reader gets it."""
    return await run_in_threadpool(_one, request, "dokument.html")


async def preview(request: Request) -> Response:
    """Return only the pages of a document and what it lacks, for the form to show beside itself."""
    return await run_in_threadpool(_one, request, "utsnitt.html")


def _one(request: Request, template: str) -> Response:
    site = site_of(request)
    opened = site.open(request.path_params["navn"])
    speech = site.speech(opened)
    words = base_of(site, opened, "dokumenter")
    if opened.case is None:
        return page("stoppet.html" if template == "dokument.html" else "venter.html", speech, **words)
    if stops := papers.stops(site, opened):
        return page("vern.html", speech, problems=stops, **words)
    reader, requested = request.path_params["leser"], "forespurt" in request.query_params
    order = papers.find(site, opened.case, reader, request.path_params["dokument"], requested=requested)
    if order is None:
        return _gone(site)
    paper, pages = _made(site, opened.case, order)
    called = papers.reader_name(speech, opened.case, reader)
    return page(
        template,
        speech,
        paper=paper,
        pages=pages,
        reader=reader,
        reader_name=called,
        requested=requested,
        hidden=_hidden(speech, opened.case, paper),
        **words,
    )


def _made(site: Site, case: Case, order: Order) -> tuple[Paper, int]:
    title = papers.title_of(site, case, order)
    try:
        document = papers.made(site, case, order)
        return Paper(papers.key_of(order), title, order, document), papers.pages(site, document)
    except BtiError as error:
        return Paper(papers.key_of(order), title, order, refused=error.problems), 0


def _hidden(speech: Speech, case: Case, paper: Paper) -> list[tuple[str, str]]:
    """Return what this reader does not see, and why: the label of each place, and the rule."""
    left_out = paper.made.left_out if paper.made else ()
    return [(_place(speech, case, path_of(problem)), speech.message(problem)) for problem in left_out]


def _place(speech: Speech, case: Case, path: Path) -> str:
    """Return where something stands, as the form calls it: people by name, other rows by their number."""
    said: list[str] = []
    for n, step in enumerate(path):
        if isinstance(step, str):
            said.append(speech.label(path[: n + 1]))
        elif n == 1 and path[0] in ("foresatte", "personer"):
            said[-1] = getattr(case.sak, path[0])[step].navn
        else:
            said[-1] += f" {step + 1}"
    return " – ".join(said)


async def picture(request: Request) -> Response:
    """Return a page of a document as PNG."""
    return await run_in_threadpool(_picture, request)


def _picture(request: Request) -> Response:
    site = site_of(request)
    opened = site.open(request.path_params["navn"])
    requested = "forespurt" in request.query_params
    if opened.case is None or papers.stops(site, opened):
        return Response(status_code=404)
    order = papers.find(
        site, opened.case, request.path_params["leser"], request.path_params["dokument"], requested=requested
    )
    try:
        if order is None:
            return Response(status_code=404)
        document = papers.made(site, opened.case, order)
        return Response(papers.page_picture(site, document, request.path_params["side"]), media_type="image/png")
    except (BtiError, IndexError):
        return Response(status_code=404)


async def file(request: Request) -> Response:
    """Return a document's file; what leaves the school is journalled."""
    return await run_in_threadpool(_file, request, await form_of(request))


def _file(request: Request, form: Form) -> Response:
    site = site_of(request)
    opened = site.open(request.path_params["navn"])
    reader, key = request.path_params["leser"], request.path_params["dokument"]
    if opened.case is None or papers.stops(site, opened):
        return see_other(f"/sak/{opened.name}/dokumenter")
    order = papers.find(site, opened.case, reader, key, requested="forespurt" in form)
    if order is None:
        return _gone(site)
    try:
        name, data = papers.file_of(site, opened.case, order, first(form, "format"))
    except BtiError as error:
        return page("feil.html", site.speech(opened), 422, problems=error.problems, colour=colour_of(opened))
    return _download(name, data)


async def copies(request: Request) -> Response:
    """Show what each guardian gets, and why something is not among it."""
    return await run_in_threadpool(_copies, request)


def _copies(request: Request, told: tuple[Problem, ...] = ()) -> Response:
    site = site_of(request)
    opened = site.open(request.path_params["navn"])
    speech = site.speech(opened)
    words = base_of(site, opened, "kopier")
    if opened.case is None:
        return page("stoppet.html", speech, problems=opened.problems, **words)
    if stops := papers.stops(site, opened):
        return page("vern.html", speech, problems=stops, **words)
    names = {g.id: papers.reader_name(speech, opened.case, g.id) for g in opened.case.sak.foresatte}
    try:
        found = papers.bundles(site, opened.case, margins=False)
    except BtiError as error:
        found, told = [], error.problems
    posted = any(b.posted for b in found)
    return page("kopier.html", speech, bundles=found, names=names, posted=posted, told=told, **words)


async def print_copies(request: Request) -> Response:
    """Return the print file of all guardians' copies, or one guardian's own."""
    return await run_in_threadpool(_print_copies, request, await form_of(request))


def _print_copies(request: Request, form: Form) -> Response:
    site = site_of(request)
    opened = site.open(request.path_params["navn"])
    if opened.case is None or papers.stops(site, opened):
        return see_other(f"/sak/{opened.name}/kopier")
    reader = first(form, "leser")
    try:
        bundles = papers.bundles(site, opened.case, margins=True)
        if reader:
            found = papers.of_one(site, opened.case, [b for b in bundles if b.reader == reader])
        else:
            found = papers.printed(site, opened.case, bundles)
    except BtiError as error:
        return _copies(request, error.problems)
    return _download(*found) if found else see_other(f"/sak/{opened.name}/kopier")


def _download(name: str, data: bytes) -> Response:
    quoted = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=_TYPES[name.rpartition(".")[2]], headers={"content-disposition": quoted})


def _gone(site: Site) -> Response:
    return page("borte.html", site.speech(), 404)
