"""Case files and a day go in; a table of what is to be done, JSON, a calendar or a flow diagram come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bti_docs.cli import console
from bti_docs.cli.files import open_cases, place, shelves
from bti_docs.cli.options import Day, Force, Json, Library, spoken, today
from bti_docs.cli.output import exit_code
from bti_docs.problem import BtiError, Problem, Severity, Where

if TYPE_CHECKING:
    from bti_docs.case.profile import Profil
    from bti_docs.case.prosedyre import Prosedyre, Tospråk
    from bti_docs.case.types import Varighet
    from bti_docs.library import Shelves
    from bti_docs.make import Case
    from bti_docs.procedure.absence import Terskel
    from bti_docs.procedure.load import Procedure
    from bti_docs.procedure.next import Due, Stands

_NONE = "–"


def procedures(incomplete: str) -> list[str]:
    """Complete procedures in the shell."""
    return [n for n in shelves().procedures() if n.startswith(incomplete)]


@spoken
def next_(
    sak: Annotated[list[Path], typer.Argument(help="One or more case files (YAML).", metavar="SAK...")],
    day: Day = None,
    procedure: Annotated[
        list[str] | None,
        typer.Option("--procedure", help="Also this procedure, from its start (repeat).", autocompletion=procedures),
    ] = None,
    ics: Annotated[
        Path | None, typer.Option("--ics", help="Write the deadlines as a calendar file, without names.")
    ] = None,
    diagram: Annotated[
        Path | None, typer.Option("--diagram", help="Draw the flow with the case's place in it: .svg or .pdf.")
    ] = None,
    library: Library = None,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Tell where cases stand, what is to be done, by when, who does it, what lacks, and why."""
    on_shelves = shelves(library)
    if diagram:
        _drawable(diagram, sak)
    looking = Looking(on_shelves, today(day), tuple(procedure or ()))
    for case, faults in open_cases(sak, on_shelves):
        looking.problems += faults
        if case is not None:
            looking.look_at(case)
    found = [s for _, s in looking.found]
    if ics:
        _write_calendar(ics, found, force=force)
    if diagram and found:
        _write_diagram(diagram, *looking.found[0], looking.flow(), force=force)
    if as_json:
        _as_json(found, looking.problems, on_shelves, looking.day)
    else:
        console.tell(looking.problems)
        _as_text(found, on_shelves)
    return exit_code(looking.problems)


@dataclass
class Looking:
    """Where cases stand on a day, and what was wrong on the way; a municipality's procedures are opened once."""

    on_shelves: Shelves
    day: dt.date
    asked: tuple[str, ...] = ()
    found: list[tuple[Case, Stands]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    opened: dict[str, list[Procedure]] = field(default_factory=dict)

    def look_at(self, case: Case) -> None:
        """Add where one case stands, or why its file is at fault. Broken rules do not stop it."""
        from bti_docs.make import unusable
        from bti_docs.procedure.next import stands

        if unusable(case):
            self.problems += [p for p in case.problems if p.severity is Severity.ERROR]
            return
        self.problems += [p for p in case.problems if p.severity is Severity.WARNING and p.code.startswith("G")]
        profil = case.municipality.profil
        try:
            chosen = self._procedures(profil)
        except BtiError as error:
            self.problems += [p for p in error.problems if p not in self.problems]
            return
        stand = stands(case.sak, profil, chosen, self.on_shelves.roles(), self.day, self.asked)
        self.found.append((case, stand))

    def flow(self) -> Prosedyre:
        """Return the flow of levels that every case stands in."""
        first = next(iter(self.opened.values()))
        return next(p.data for p in first if p.data.alltid and any(s.nivå is not None for s in p.data.steg))

    def _procedures(self, profil: Profil) -> list[Procedure]:
        from bti_docs.procedure.load import open_procedure, open_procedures

        if profil.id not in self.opened:
            chosen = open_procedures(profil, self.on_shelves)
            names = [p.data.id for p in chosen]
            chosen += [open_procedure(n, profil, self.on_shelves) for n in self.asked if n not in names]
            self.opened[profil.id] = chosen
        return self.opened[profil.id]


def _drawable(path: Path, cases: Sequence[Path]) -> None:
    if path.suffix not in (".svg", ".pdf"):
        raise BtiError(Problem("G112", Where(file=str(path))))
    if len(cases) > 1:
        raise BtiError(Problem("G113", Where(file=str(path))))


def _write_calendar(path: Path, found: Sequence[Stands], *, force: bool) -> None:
    from bti_docs.procedure.calendar import calendar

    data = calendar(sorted((d for s in found for d in s.ventende), key=_when), console.form())
    place(path, data, force=force)
    _wrote(path)


def _write_diagram(path: Path, case: Case, stand: Stands, flow: Prosedyre, *, force: bool) -> None:
    from bti_docs.procedure.diagram import as_document, draw

    drawing = draw(flow, stand, console.form())
    data = drawing.svg
    if path.suffix == ".pdf":
        from bti_docs.pdf.write import write

        data = write(as_document(drawing, stand, case.municipality.profil, console.form()), day=stand.dag)
    place(path, data, force=force)
    _wrote(path)


def _wrote(path: Path) -> None:
    if console.Voice.loudness >= 0:
        console.say(console.text(nb=f"Skrev {path}", nn=f"Skreiv {path}", en=f"Wrote {path}"))


def _said(text: Tospråk) -> str:
    return str(getattr(text, console.form()))


def _when(due: Due) -> dt.date:
    return due.frist or dt.date.max


def _as_text(found: Sequence[Stands], on_shelves: Shelves) -> None:
    for stand in found:
        console.out(_headline(stand))
        for limit in stand.terskler:
            console.out(f"  {_limit(limit, on_shelves)}")
    rows = sorted((d for s in found for d in s.ventende), key=_when)
    if not rows:
        return
    console.out("")
    _table([_row(d, many=len(found) > 1) for d in rows], many=len(found) > 1)
    if len(found) == 1 or console.Voice.loudness > 0:
        for due in rows:
            console.out("")
            console.out("\n".join(_told(due, on_shelves)))
        for text in dict.fromkeys(t for s in found for t in s.husk):
            console.out(f"\n{console.text(nb='Husk', nn='Hugs', en='Remember')}: {_said(text)}")


def _headline(stand: Stands) -> str:
    level = console.text(nb="nivå", nn="nivå", en="level")
    if stand.avsluttet:
        where = console.text(nb="avsluttet", nn="avslutta", en="closed")
    else:
        where = f"{stand.sted.n} {_said(stand.sted.navn)}" if stand.sted else _NONE
    phase = "" if stand.fase is None else f", {_phase(stand.fase)}"
    return f"{stand.sak}  {stand.dag:%d.%m.%Y}  {level} {stand.nivå}{phase}  {where}"


def _phase(number: int) -> str:
    return f"{console.text(nb='fase', nn='fase', en='phase')} {number}"


def _limit(limit: Terskel, on_shelves: Shelves) -> str:
    what = {
        "dager": console.text(nb="fraværsdager", nn="fråværsdagar", en="days of absence"),
        "enkelttimer": console.text(nb="enkelttimer", nn="enkelttimar", en="single lessons"),
        "forsentkomming": console.text(nb="forsentkomminger", nn="forseintkomingar", en="late arrivals"),
    }[limit.grense]
    window = _span(limit.vindu, on_shelves)
    return console.text(
        nb=f"{limit.antall} {what} på {window}; grensen er {limit.høyst}, passert {limit.passert:%d.%m.%Y}",
        nn=f"{limit.antall} {what} på {window}; grensa er {limit.høyst}, passert {limit.passert:%d.%m.%Y}",
        en=f"{limit.antall} {what} within {window}; the limit is {limit.høyst}, passed {limit.passert:%d.%m.%Y}",
    )


def _span(span: Varighet, on_shelves: Shelves) -> str:
    from bti_docs.context.labels import Labels

    if console.Voice.language == "en":
        unit = {"virkedager": "working day", "dager": "day", "uker": "week", "måneder": "month", "år": "year"}[
            span.enhet
        ]
        return f"{span.antall} {unit}{'' if span.antall == 1 else 's'}"
    return Labels(console.form(), on_shelves.words()).span(span)


def _heading(*, many: bool) -> list[str]:
    due, step = console.text(nb="frist", nn="frist", en="due"), console.text(nb="steg", nn="steg", en="step")
    who, kind = console.text(nb="hvem", nn="kven", en="who"), console.text(nb="dokument", nn="dokument", en="document")
    case = [console.text(nb="sak", nn="sak", en="case")] if many else []
    return [due, *case, step, who, kind, "system"]


def _row(due: Due, *, many: bool) -> list[str]:
    when = f"{due.frist:%d.%m.%Y}" if due.frist else _NONE
    return [
        when + (" !" if due.forfalt or due.alarm else ""),
        *([due.sak] if many else []),
        _step(due),
        _first([_said(r) for r in due.hvem]),
        ", ".join(due.dokumenter),
        ", ".join(due.systemer),
    ]


def _step(due: Due) -> str:
    if due.alarm:
        return _said(due.hva)
    phase = "" if due.steg.fase is None else f" ({_phase(due.steg.fase)})"
    return f"{_said(due.steg.navn)}{phase}"


def _first(roles: Sequence[str]) -> str:
    """Return the first roles: everybody stands in the text under the table."""
    shown = ", ".join(roles[:2])
    more = console.text(nb="m.fl.", nn="m.fl.", en="and others")
    return f"{shown} {more}" if len(roles) > 2 else shown


def _table(rows: Sequence[Sequence[str]], *, many: bool) -> None:
    """Print the table on stdout: here it is the answer itself, and it may be piped on."""
    heading = _heading(many=many)
    widths = [max(len(row[i]) for row in (heading, *rows)) for i in range(len(heading))]
    for row in (heading, ["─" * w for w in widths], *rows):
        console.out("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip())


def _told(due: Due, on_shelves: Shelves) -> list[str]:
    """Tell one step in full: what, how, by when in the source's words, who, what lacks, what is decided, and why."""
    word = {
        "frist": console.text(nb="Frist", nn="Frist", en="When"),
        "mangler": console.text(nb="Mangler", nn="Manglar", en="Lacks"),
        "valg": console.text(nb="Velg", nn="Vel", en="Choose"),
        "hvorfor": console.text(nb="Hvorfor", nn="Kvifor", en="Why"),
        "merk": console.text(nb="Merk", nn="Merk", en="Note"),
        "hvem": console.text(nb="Hvem", nn="Kven", en="Who"),
    }
    lines = [f"{due.steg.n}  {_said(due.steg.navn)}", f"   {_said(due.hva)}", f"   {_said(due.steg.hvordan)}"]
    lines = lines[:2] if due.alarm else lines
    persons = f" ({', '.join(due.personer)})" if due.personer else ""
    lines.append(f"   {word['hvem']}: {', '.join(_said(r) for r in due.hvem)}{persons}")
    lines += [f"   {word['frist']}: {_said(due.steg.frist)}"] if due.steg.frist and not due.alarm else []
    lines += [f"   {word['mangler']}: {_said(m.hva)} ({m.nøkkel})" for m in due.mangler]
    lines += [f"   {word['valg']}: {'; '.join(_said(v) for v in due.steg.valg)}"] if due.steg.valg else []
    lines += [f"   {word['merk']}: {_said(due.steg.merknad)}"] if due.steg.merknad else []
    return [*lines, f"   {word['hvorfor']}: {'; '.join((due.hvorfor, *_laws(due, on_shelves)))}"]


def _laws(due: Due, on_shelves: Shelves) -> list[str]:
    return [
        str(getattr(law, console.form())) for law in on_shelves.laws() if law.id in due.lov and law.in_force(due.dag)
    ]


def _as_json(found: Sequence[Stands], problems: Sequence[Problem], on_shelves: Shelves, day: dt.date) -> None:
    console.out_json(
        {
            "bti": 1,
            "day": day.isoformat(),
            "cases": [_stand_json(s, on_shelves) for s in found],
            "problems": console.as_json(problems),
        }
    )


def _stand_json(stand: Stands, on_shelves: Shelves) -> dict[str, Any]:
    return {
        "case": stand.sak,
        "level": stand.nivå,
        "phase": stand.fase,
        "closed": stand.avsluttet,
        "step": {"number": stand.sted.n, "name": _said(stand.sted.navn)} if stand.sted else None,
        "absence": [
            {"limit": t.grense, "count": t.antall, "most": t.høyst, "passed": t.passert.isoformat()}
            for t in stand.terskler
        ],
        "due": [_due_json(d, on_shelves) for d in stand.ventende],
        "remember": [_said(t) for t in stand.husk],
    }


def _due_json(due: Due, on_shelves: Shelves) -> dict[str, Any]:
    return {
        "procedure": due.prosedyre,
        "step": due.steg.n,
        "level": due.steg.nivå,
        "phase": due.steg.fase,
        "name": _said(due.steg.navn),
        "what": _said(due.hva),
        "how": _said(due.steg.hvordan),
        "who": [_said(r) for r in due.hvem],
        "persons": list(due.personer),
        "due": due.frist.isoformat() if due.frist else None,
        "overdue": due.forfalt,
        "alarm": due.alarm,
        "documents": list(due.dokumenter),
        "systems": list(due.systemer),
        "tools": due.steg.verktøy,
        "missing": [{"key": m.nøkkel, "what": _said(m.hva)} for m in due.mangler],
        "choices": [{"id": v.id, "to": v.til, "text": _said(v)} for v in due.steg.valg],
        "why": due.hvorfor,
        "laws": _laws(due, on_shelves),
    }
