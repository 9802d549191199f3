"""A step of a case goes in as a form, and what was written comes back into the case file; nothing is ever lost."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bti_docs.case import shape
from bti_docs.case.merge import ABSENT, Clash
from bti_docs.case.model import Sak
from bti_docs.case.roles import PUPIL
from bti_docs.case.shape import Path
from bti_docs.page.fields import Builder, Field, Told, kind_of, shown
from bti_docs.page.home import Saved, Tree
from bti_docs.page.papers import beside
from bti_docs.page.posted import Posted
from bti_docs.page.site import Opened, Site, field_name
from bti_docs.page.speech import Speech
from bti_docs.page.steps import Step, home_of, step_of, steps
from bti_docs.page.web import Form, first, form_of, page, see_other, site_of
from bti_docs.problem import Problem, Severity

_MOVES = {"opp": -1, "ned": 1}


@dataclass(frozen=True)
class Stand:
    """Two texts for one place: what was written here, and what the file holds now."""

    label: str
    mine: str
    theirs: str


async def show(request: Request) -> Response:
    """Show a step; `sjekk` tells what is wrong in it, `ny` opens a row for one more, `flyttet` one that was moved."""
    step = step_of(request.path_params["steg"])
    if step is None:
        return see_other(f"/sak/{request.path_params['navn']}")
    return await run_in_threadpool(_show, request, step)


def _show(request: Request, step: Step) -> Response:
    site = site_of(request)
    opened = site.open(request.path_params["navn"])
    asked = request.query_params
    moved = next(((asked["flyttet"], way) for way in _MOVES if asked.get("med") == way), ("", ""))
    return _page(request, site, opened, step, checked="sjekk" in asked, new=asked.get("ny", ""), moved=moved)


async def save(request: Request) -> Response:
    """Take a step in: save what was written, then do what the pressed button says."""
    step = step_of(request.path_params["steg"])
    if step is None:
        return see_other("/")
    return await run_in_threadpool(_save, request, step, await form_of(request))


def _save(request: Request, step: Step, form: Form) -> Response:
    site = site_of(request)
    name = request.path_params["navn"]
    path = site.path(name)
    given = site.home.ids.setdefault(path, set())
    roles = {"rolle": site.speech(site.open(name)).usual("rolle")}
    posted = Posted(form, first(form, "fjern"), _move(form), given, known=roles)
    meant = functools.partial(posted.case, keys=step.keys)
    saved = site.home.save(path, first(form, "state"), meant, first(form, "vindu"))
    opened = site.open(name)
    if saved.clashes:
        return _clash(request, site, opened, step, saved)
    if "auto" in form:
        return JSONResponse(_answer(site, opened, step, saved))
    return see_other(_next_address(name, step, form, opened))


async def undo(request: Request) -> Response:
    """Take the last change back, and show the step it was made from."""
    form = await form_of(request)
    site, name, step = site_of(request), request.path_params["navn"], first(form, "steg")
    done = await run_in_threadpool(site.home.undo, site.path(name))
    return see_other(f"/sak/{name}/{quote(step if step_of(step) else 'barnet')}?angret={'ja' if done else 'nei'}")


def _move(form: Form) -> tuple[str, int]:
    """Return the row whose button was pressed, and how far it is to go."""
    return next(((first(form, way), by) for way, by in _MOVES.items() if way in form), ("", 0))


def _next_address(name: str, step: Step, form: Form, opened: Opened) -> str:
    here = f"/sak/{name}/{quote(step.id)}"
    if new := first(form, "ny"):
        return f"{here}?ny={quote(new)}"
    row, by = _move(form)
    if by:
        rows, _, number = row.rpartition(".")
        now = f"{rows}.{int(number) + by}" if number.isdecimal() else row
        return f"{here}?flyttet={quote(now)}&med={'opp' if by < 0 else 'ned'}"
    if "fjern" in form or "lagre" in form:
        return f"{here}?lagret=ja"
    if _errors(opened, step):
        return f"{here}?sjekk=ja"
    order = [s.id for s in steps()]
    place = order.index(step.id) + 1
    return f"/sak/{name}/{quote(order[place])}" if place < len(order) else f"/sak/{name}/dokumenter"


def of_step(opened: Opened, step: Step) -> list[Problem]:
    """Return what is wrong in a step; what has no place in any is told in the first."""
    return [p for p in opened.problems if home_of(field_name(p).split(".", maxsplit=1)[0]) == step]


def _errors(opened: Opened, step: Step) -> list[Problem]:
    return [p for p in of_step(opened, step) if p.severity is Severity.ERROR]


def _answer(site: Site, opened: Opened, step: Step, saved: Saved) -> dict[str, Any]:
    """Return what the page's script is told after it has saved by itself."""
    speech = site.speech(opened)
    told = [
        {"at": field_name(p), "text": speech.message(p), "hint": speech.hint(p), "error": p.severity is Severity.ERROR}
        for p in of_step(opened, step)
    ]
    key = "flettet" if saved.merged else "lagret_kl"
    said = speech(key, kl=f"{site.clock():%H.%M}")
    return {"state": saved.state, "said": said, "told": told, "undo": site.home.can_undo(opened.path)}


def _clash(request: Request, site: Site, opened: Opened, step: Step, saved: Saved) -> Response:
    """Show both texts, with ours still in the form: nothing is lost, and the next save is a choice."""
    tree = opened.tree
    for clash in saved.clashes:
        _put(tree, clash.path, clash.mine)
    speech = site.speech(opened)
    stands = [_stand(speech, clash) for clash in saved.clashes]
    return _page(request, site, opened, step, tree=tree, stands=stands, status=409)


def _stand(speech: Speech, clash: Clash) -> Stand:
    place = shape.at(Sak, clash.path)
    labels = [speech.label(clash.path[: n + 1]) for n in range(len(clash.path)) if isinstance(clash.path[n], str)]
    mine, theirs = (_plain(speech, place, value) for value in (clash.mine, clash.theirs))
    return Stand(" – ".join(labels), mine, theirs)


def _plain(speech: Speech, place: Any, value: Any) -> str:
    if value is ABSENT:
        return speech("tomt")
    if isinstance(value, dict):
        return ", ".join(_plain(speech, None, v) for k, v in value.items() if k != "id")
    if isinstance(value, list):
        return ", ".join(_plain(speech, None, v) for v in value)
    return shown(kind_of(place), value) if place else str(value)


def _put(tree: Any, path: Path, value: Any) -> None:
    """Put a value where it was meant, or as one more where its place is gone."""
    for step in path[:-1]:
        tree = tree[step] if isinstance(tree, dict) and step in tree else tree[min(int(step), len(tree) - 1)]
    last = path[-1]
    if value is ABSENT:
        tree.pop(last, None) if isinstance(tree, dict) else None
    elif isinstance(tree, list) and (not isinstance(last, int) or last >= len(tree)):
        tree.append(value)
    else:
        tree[last] = value


def _page(
    request: Request,
    site: Site,
    opened: Opened,
    step: Step,
    *,
    tree: Tree | None = None,
    stands: Sequence[Stand] = (),
    checked: bool = False,
    new: str = "",
    moved: tuple[str, str] = ("", ""),
    status: int = 200,
) -> Response:
    speech = site.speech(opened)
    found = of_step(opened, step) if checked else []
    told = _told(speech, found)
    builder = Builder(speech.label, speech.help, speech.choice, known(opened, speech), told, new, moved)
    held = opened.tree if tree is None else tree
    places = shape.fields(Sak)
    fields = [
        builder.field(places[key], held.get(key), (key,), required=Sak.model_fields[key].is_required())
        for key in step.keys
    ]
    names = set(_names(fields))
    errors = [replace(t, text=_placed(speech, t), at=_nearest(t.at, names)) for all_ in told.values() for t in all_]
    return page(
        "steg.html",
        speech,
        status,
        case=opened,
        at=step.id,
        step=step,
        steps=steps(),
        fields=fields,
        stands=stands,
        errors=[t for t in errors if t.error],
        lacking=[t for t in errors if not t.error],
        checked=checked,
        following=_following(step),
        undo=site.home.can_undo(opened.path),
        undone=request.query_params.get("angret", ""),
        saved=request.query_params.get("lagret", ""),
        colour=colour_of(opened),
        beside=beside(site, opened, step.keys),
    )


def colour_of(opened: Opened) -> str:
    """Return the id of the municipality whose colour the page has."""
    return opened.municipality.profil.id if opened.municipality else ""


def _following(step: Step) -> str:
    order = [s.id for s in steps()]
    place = order.index(step.id) + 1
    return order[place] if place < len(order) else "dokumenter"


def _told(speech: Speech, problems: Sequence[Problem]) -> dict[str, list[Told]]:
    told: dict[str, list[Told]] = {}
    for problem in problems:
        at, error = field_name(problem), problem.severity is Severity.ERROR
        one = Told(speech.message(problem), speech.hint(problem), error, at)
        if one not in told.setdefault(at, []):
            told[at].append(one)
    return told


def _placed(speech: Speech, told: Told) -> str:
    """Say which field an error is in: in a list above the form it does not stand beside it."""
    path = tuple(told.at.split("."))
    return f"{speech.label(path)}: {told.text}" if told.error and told.at and not path[-1].isdecimal() else told.text


def _nearest(at: str, names: set[str]) -> str:
    """Return the name of the field that a Problem is shown at, or of the nearest thing around it."""
    while at and at not in names:
        at = at.rpartition(".")[0]
    return at


def _names(fields: Sequence[Field]) -> Iterator[str]:
    for field in fields:
        yield field.name
        yield from _names(field.fields)
        for row in field.rows:
            yield row.name
            yield from _names(row.fields)


def known(opened: Opened, speech: Speech) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return what may be referred to, by kind: ids with what people call them."""
    tree = opened.tree
    child = tree.get("barn") if isinstance(tree.get("barn"), dict) else {}
    pupil = (PUPIL, f"{_text(child, 'fornavn') or PUPIL} ({speech('eleven')})")
    guardians = [(i, _called(row, "navn", "relasjon")) for i, row in _rows(tree, "foresatte")]
    roles = dict(speech.usual("rolle"))
    others = [(i, _called(row, "navn", "rolle", roles)) for i, row in _rows(tree, "personer")]
    units = opened.municipality.profil.enheter if opened.municipality else {}
    return {
        "rolle": list(roles.items()),
        "person": [pupil, *guardians, *others],
        "enhet": [(key, unit.navn) for key, unit in units.items()],
        "møte": [(i, _called(row, "type", "dato")) for i, row in _rows(tree, "møter")],
        "tiltak": [(i, _called(row, "hva", "frist")) for i, row in _rows(tree, "tiltak")],
        "mål": [(i, _called(row, "tekst", "")) for i, row in _rows(tree, "mål")],
        "samtykke": [(i, _called(row, "gjelder", "gjelder_fra")) for i, row in _rows(tree, "samtykker")],
    }


def _rows(tree: Tree, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    rows = tree.get(key)
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            yield row["id"], row


def _called(row: dict[str, Any], main: str, more: str, said: Mapping[str, str] | None = None) -> str:
    name, extra = _text(row, main) or "…", shown("date", _text(row, more))
    extra = (said or {}).get(extra, extra)
    return f"{name} ({extra})" if extra else name


def _text(row: Any, key: str) -> str:
    value = row.get(key) if isinstance(row, dict) else None
    return value if isinstance(value, str) else ""
