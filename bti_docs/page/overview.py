"""The folder goes in; the list of its cases, and a form for a new one, come out."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bti_docs.case.edit import readable, rewrite
from bti_docs.case.spelling import fold
from bti_docs.library import Municipality
from bti_docs.newcase import new_case
from bti_docs.page import coming
from bti_docs.page.coming import Task
from bti_docs.page.fields import Told
from bti_docs.page.papers import stops
from bti_docs.page.posted import day_of
from bti_docs.page.site import Opened, Site
from bti_docs.page.speech import Speech
from bti_docs.page.web import Form, first, form_of, page, see_other, site_of
from bti_docs.problem import BtiError, Severity

AT_ONCE = 20  # cases in one list: each is checked, and its next step found
_SCHOOLS = ("barneskole", "ungdomsskole", "kombinert skole")
_ASKED = ("fornavn", "etternavn", "fødselsdato", "skole", "navn", "rolle")


@dataclass(frozen=True)
class Line:
    """One case in the list."""

    name: str
    child: str
    about: str
    level: str
    holder: str
    errors: int
    lacking: int
    protected: bool = False
    unreadable: str = ""
    next: Task | None = None


async def cases(request: Request) -> Response:
    """List the cases, some at a time; a search goes by POST, so that no name stands in an address."""
    form = await form_of(request) if request.method == "POST" else {}
    return await run_in_threadpool(_cases, request, first(form, "søk").strip(), first(form, "fra"))


def _cases(request: Request, wanted: str, start: str) -> Response:
    site = site_of(request)
    own, total = site.own(), len(site.home.cases())
    speech, place = site.speech_of(own), own or next(iter(site.municipalities()), None)
    begin = int(start) if start.isdecimal() and len(start) < 6 else 0
    # One more than is shown tells whether there are more; a case is checked only when it is to be shown.
    lines = list(itertools.islice(_found(site, speech, wanted), begin, begin + AT_ONCE + 1))
    return page(
        "saker.html",
        speech,
        lines=lines[:AT_ONCE],
        wanted=wanted,
        total=total,
        before=max(begin - AT_ONCE, 0) if begin else None,
        after=begin + AT_ONCE if len(lines) > AT_ONCE else None,
        colour=place.profil.id if place else "",
    )


def _found(site: Site, speech: Speech, wanted: str) -> Iterator[Line]:
    """Yield the cases that have what is looked for in the child's name, the case's or who holds the baton."""
    words = [fold(word) for word in wanted.split()]
    for name, path in site.home.cases().items():
        if words and not all(word in fold(site.home.read(path).decode(errors="replace")) for word in words):
            continue
        line = _line(site, name, speech)
        if all(word in fold(f"{line.child} {line.about} {line.holder}") for word in words):
            yield line


def _line(site: Site, name: str, speech: Speech) -> Line:
    try:
        opened = site.open(name)
    except BtiError as error:
        return Line(name, site.path(name).name, "", "", "", 1, 0, unreadable=speech.message(error.problems[0]))
    tree = opened.tree
    child = tree.get("barn") if isinstance(tree.get("barn"), dict) else {}
    called = " ".join(str(child.get(k, "")) for k in ("fornavn", "etternavn")) if child else ""
    errors = sum(p.severity is Severity.ERROR for p in opened.problems)
    return Line(
        name=name,
        child=called.strip() or opened.path.name,
        about=str(tree.get("saksnavn", "")),
        level=str(tree.get("nivå", "")),
        holder=_holder(opened, site.today),
        errors=errors,
        lacking=sum(p.code == "D101" for p in opened.problems),
        protected=bool(stops(site, opened)),
        next=coming.nearest(site, opened, speech),
    )


def _holder(opened: Opened, day: dt.date) -> str:
    """Return who holds the baton on the day; empty when nobody does."""
    log = opened.case.sak.stafettlogg if opened.case else None
    held = [h for h in (log.stafettholdere if log else []) if h.fra <= day and (h.til is None or day <= h.til)]
    if not held or opened.case is None:
        return ""
    names = {p.id: p.navn for p in opened.case.sak.personer} | {g.id: g.navn for g in opened.case.sak.foresatte}
    return names.get(held[-1].hvem, "")


async def new(request: Request) -> Response:
    """Ask the few things that a case begins with."""
    return await run_in_threadpool(_new, request, {}, [])


async def make_new(request: Request) -> Response:
    """Make a case of the answers, and open it."""
    return await run_in_threadpool(_make_new, request, await form_of(request))


def _make_new(request: Request, form: Form) -> Response:
    site = site_of(request)
    said = {key: " ".join(first(form, key).split()) for key in _ASKED}
    place = _municipality(site, first(form, "kommune"))
    speech = site.speech_of(place)
    told = list(_faults(speech, said))
    if told or place is None:
        return _new(request, said | {"kommune": first(form, "kommune")}, told)
    path = site.home.new_path(site.today.year)
    start = new_case(path, place.profil.id, site.shelves).encode()
    roles = {label: word for word, label in speech.usual("rolle")}
    said["rolle"] = roles.get(said["rolle"], said["rolle"])
    site.home.create(path, rewrite(start, _first_words(readable(start).tree, said)))
    return see_other(f"/sak/{site.home.name(path)}/barnet")


def _faults(speech: Speech, said: dict[str, str]) -> Iterator[Told]:
    for key in ("fornavn", "etternavn", "fødselsdato", "navn"):
        if not said[key]:
            yield Told(speech("må_fylles_ut", felt=speech(f"ny_{key}")), "", error=True, at=key)
    if said["fødselsdato"] and day_of(said["fødselsdato"]) is None:
        yield Told(speech("ikke_dato"), "", error=True, at="fødselsdato")


def _first_words(tree: dict[str, Any], said: dict[str, str]) -> dict[str, Any]:
    """Return what a new case holds: the child and the one who writes; guardians come with their own names."""
    born = day_of(said["fødselsdato"])
    child = {**tree["barn"], "fornavn": said["fornavn"], "etternavn": said["etternavn"], "skole": said["skole"]}
    child["fødselsdato"] = born.isoformat() if born else ""
    for unknown in ("trinn", "klasse"):
        child.pop(unknown, None)
    teacher = {"id": "person1", "navn": said["navn"], "rolle": said["rolle"] or "kontaktlærer", "enhet": said["skole"]}
    return {key: value for key, value in tree.items() if key != "foresatte"} | {"barn": child, "personer": [teacher]}


def _new(request: Request, said: dict[str, str], told: list[Told]) -> Response:
    site = site_of(request)
    places = site.municipalities()
    asked = request.query_params.get("kommune", "") or said.get("kommune", "")
    chosen = _municipality(site, asked) or site.own() or places[0]
    schools = [(key, unit.navn) for key, unit in chosen.profil.enheter.items() if unit.type in _SCHOOLS]
    return page(
        "ny.html",
        site.speech_of(chosen),
        400 if told else 200,
        said=said,
        told=told,
        wrong={t.at: t.text for t in told},
        places=places,
        chosen=chosen,
        schools=schools,
        colour=chosen.profil.id,
    )


def _municipality(site: Site, name: str) -> Municipality | None:
    return next((m for m in site.municipalities() if m.profil.id == name), None)
