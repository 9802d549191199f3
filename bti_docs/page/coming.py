"""A case goes in; what is to be done next comes out: as a page with the flow drawn, as a picture, as a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bti_docs.case.prosedyre import Prosedyre
from bti_docs.library import Kind
from bti_docs.make import Case, unusable
from bti_docs.page.documents import base_of
from bti_docs.page.posted import day_of
from bti_docs.page.site import Opened, Site
from bti_docs.page.speech import Speech
from bti_docs.page.steps import home_of
from bti_docs.page.web import Form, first, form_of, page, see_other, site_of
from bti_docs.problem import BtiError
from bti_docs.procedure.calendar import calendar
from bti_docs.procedure.diagram import Drawing, draw
from bti_docs.procedure.load import Procedure, open_procedures
from bti_docs.procedure.next import Due, Stands, stands

_PARTS = {
    "innkallinger": "møter",
    "endringer": "samtykker",
}  # where a kind's things are written, when not under its name


@dataclass(frozen=True)
class Task:
    """One thing to be done, as the page says it.

    `kinds` and `lacks` are texts with the addresses of where they are written. `mark` is the procedure and the step
    that somebody may say is done, and `outcomes` what may have been decided in it.
    """

    name: str
    what: str
    when: str
    late: bool
    alarm: bool
    who: str
    kinds: tuple[tuple[str, str], ...]
    lacks: tuple[tuple[str, str], ...]
    why: str
    mark: tuple[str, str] | None
    outcomes: tuple[tuple[str, str], ...]


def look(site: Site, case: Case) -> tuple[Stands, list[Procedure]] | None:
    """Return where a case stands today; None when faults in the file make it unsafe to say."""
    if unusable(case):
        return None
    profil = case.municipality.profil
    if profil.id not in site.procedures:  # a municipality's conditions are compiled once: a list has many cases
        site.procedures[profil.id] = open_procedures(profil, site.shelves)
    chosen = site.procedures[profil.id]
    return stands(case.sak, profil, chosen, site.shelves.roles(), site.today), chosen


def nearest(site: Site, opened: Opened, speech: Speech) -> Task | None:
    """Return the next thing to be done in a case; None when nothing is, or it cannot be told."""
    try:
        found = look(site, opened.case) if opened.case else None
    except BtiError:
        return None
    return _task(speech, opened, found[0].ventende[0]) if found and found[0].ventende else None


async def show(request: Request) -> Response:
    """Show what is to be done, by when, by whom, and the flow with the case's place in it."""
    return await run_in_threadpool(_show, request)


def _show(request: Request, wrong: tuple[str, str] | None = None) -> Response:
    site = site_of(request)
    opened = site.open(request.path_params["navn"])
    speech = site.speech(opened)
    words = base_of(site, opened, "neste")
    found = look(site, opened.case) if opened.case else None
    if found is None:
        return page("stoppet.html", speech, problems=opened.problems, **words)
    stand, chosen = found
    flow = _flow(chosen)
    return page(
        "neste.html",
        speech,
        400 if wrong else 200,
        wrong=wrong,
        today=f"{site.today:%d.%m.%Y}",
        stand=stand,
        tasks=[_task(speech, opened, due) for due in stand.ventende],
        place=getattr(stand.sted.navn, speech.form) if stand.sted else "",
        drawing=draw(flow, stand, speech.form) if flow else None,
        **words,
    )


async def done(request: Request) -> Response:
    """Take note that a step is done that no document tells of, on which day, and what was decided."""
    return await run_in_threadpool(_done, request, await form_of(request))


def _done(request: Request, form: Form) -> Response:
    site = site_of(request)
    opened = site.open(request.path_params["navn"])
    found = look(site, opened.case) if opened.case else None
    mark = (first(form, "prosedyre"), first(form, "steg"))
    due = next((d for d in found[0].ventende if _mark(d) == mark), None) if found else None
    day = day_of(first(form, "dato").strip())
    if due is None or day is None:
        return _show(request, wrong=mark if due else None)
    row = {"prosedyre": due.prosedyre, "steg": due.steg.n, "dato": day.isoformat()}
    if first(form, "valg") in {choice.id for choice in due.steg.valg}:
        row["valg"] = first(form, "valg")
    site.home.save(opened.path, opened.state, lambda base: {**base, "steg": [*(base.get("steg") or []), row]})
    return see_other(f"/sak/{opened.name}/neste")


async def drawing(request: Request) -> Response:
    """Return the flow as SVG."""
    return await run_in_threadpool(_drawing, request)


def _drawing(request: Request) -> Response:
    site = site_of(request)
    opened = site.open(request.path_params["navn"])
    found = look(site, opened.case) if opened.case else None
    flow = _flow(found[1]) if found else None
    if found is None or flow is None:
        return Response(status_code=404)
    drawn: Drawing = draw(flow, found[0], site.speech(opened).form)
    return Response(drawn.svg, media_type="image/svg+xml")


async def dates(request: Request) -> Response:
    """Return the deadlines as a calendar file, which names nobody."""
    return await run_in_threadpool(_dates, request)


def _dates(request: Request) -> Response:
    site = site_of(request)
    opened = site.open(request.path_params["navn"])
    found = look(site, opened.case) if opened.case else None
    if found is None:
        return Response(status_code=404)
    data = calendar(found[0].ventende, site.speech(opened).form)
    named = f"attachment; filename*=UTF-8''{quote(found[0].sak)}.ics"
    return Response(data, media_type="text/calendar", headers={"content-disposition": named})


def _flow(chosen: Sequence[Procedure]) -> Prosedyre | None:
    """Return the flow of levels that every case stands in."""
    return next((p.data for p in chosen if p.data.alltid and any(s.nivå is not None for s in p.data.steg)), None)


def _task(speech: Speech, opened: Opened, due: Due) -> Task:
    def said(text: object) -> str:
        return str(getattr(text, speech.form))

    sak = opened.case.sak if opened.case else None
    names = {p.id: p.navn for p in sak.personer} | {g.id: g.navn for g in sak.foresatte} if sak else {}
    people = [names[who] for who in due.personer if who in names]
    kinds: list[Kind] = [speech.shelves.kind(k) for k in due.dokumenter if k in speech.shelves.kinds()]
    return Task(
        name=said(due.hva if due.alarm else due.steg.navn),
        what="" if due.alarm else said(due.hva),
        when=speech.day(due.frist) if due.frist else said(due.steg.frist) if due.steg.frist else "",
        late=due.forfalt,
        alarm=due.alarm,
        who=", ".join(people or [said(role) for role in due.hvem]),
        kinds=tuple((k.title(speech.form), _address(_PARTS.get(k.gjelder.del_, k.gjelder.del_))) for k in kinds),
        lacks=tuple((said(m.hva), _address(m.nøkkel)) for m in due.mangler),
        why=due.hvorfor,
        mark=_mark(due),
        outcomes=tuple((choice.id, said(choice)) for choice in due.steg.valg),
    )


def _mark(due: Due) -> tuple[str, str] | None:
    """Return what names a step that a person may say is done; a date of the case's own is done when the case says."""
    return None if due.alarm or due.steg.for_hver else (due.prosedyre, due.steg.n)


def _address(key: str) -> str:
    """Return the address of the step where a key is written, below the case's own."""
    return quote(home_of(key.removeprefix("/").split(".", maxsplit=1)[0].partition("[")[0]).id)
