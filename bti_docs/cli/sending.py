"""The commands that call a Public 360: send packages, practise it on this machine, hold codes against its own."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from bti_docs.cli import console
from bti_docs.cli.files import problem_of, shelves
from bti_docs.cli.options import Json, Library, now, spoken
from bti_docs.cli.output import exit_code
from bti_docs.problem import BtiError, ExitCode, Problem, Severity

if TYPE_CHECKING:
    from bti_docs.archive.handover import Handed
    from bti_docs.archive.package import Package
    from bti_docs.archive.rpc import Rpc
    from bti_docs.archive.sending import Filed

_LEDGER = "arkivert.jsonl"
_ENDS = ("A301", "A302", "A315", "A316")  # what is wrong with one package is then wrong with all
Packages = Annotated[list[Path], typer.Argument(help="Packages: folders or zips.", metavar="PACKAGE...")]
Url = Annotated[str, typer.Option("--url", help="The archive's address, up to /Biz: https://…", envvar="BTI_P360_URL")]
Auth = Annotated[
    str,
    typer.Option(
        "--auth", help="How to authenticate: header, query or oauth. The key is in BTI_P360_KEY or the keyring."
    ),
]


@spoken
def send(
    package: Packages,
    url: Url,
    really: Annotated[
        bool, typer.Option("--send", help="Call the archive. Without it, only show what would be.")
    ] = False,
    handover: Annotated[
        bool,
        typer.Option("--handover", help="When all is filed, hand the folder over to the school the pupil goes to."),
    ] = False,
    auth: Auth = "header",
    ledger: Annotated[
        Path | None,
        typer.Option(
            "--ledger", envvar="BTI_LEDGER", help=f"What was filed. Default: {_LEDGER} beside the first package."
        ),
    ] = None,
    max_body: Annotated[int, typer.Option("--max-body", help="The largest call, in bytes.", min=1000)] = 99_000_000,
    library: Library = None,
    as_json: Json = False,
) -> int:
    """File packages in Public 360. A dry run unless --send: every call is shown, with titles and numbers masked."""
    sound, problems = _sound(package, library, max_body)
    if not really:
        return _dry_run(sound, url, problems, handover=handover, as_json=as_json)
    filed: list[tuple[Path, Filed]] = []
    handed: list[Handed] = []
    if not any(p.severity is Severity.ERROR for p in problems):
        try:
            rpc = _rpc(url, auth)
        except BtiError as error:
            problems += error.problems
        else:
            path = ledger or package[0].parent / _LEDGER
            filed, faults = _send_all(sound, rpc, url, path, max_body)
            problems += faults
            if handover:
                handed, faults = _hand_over(dict(sound), filed, rpc, url, path)
                problems += faults
            rpc.close()
    return _report(filed, handed, problems, as_json=as_json)


def _sound(paths: Sequence[Path], library: Path | None, limit: int) -> tuple[list[tuple[Path, Package]], list[Problem]]:
    """Return the packages in which nothing is wrong, and everything that is wrong with the others."""
    from bti_docs.archive.entry import PUBLIC_360
    from bti_docs.archive.sending import too_large
    from bti_docs.packing import check_package

    sound: list[tuple[Path, Package]] = []
    found: list[Problem] = []
    for path in paths:
        try:
            package, problems = check_package(path, shelves(library))
            if package.entry.arkiv != PUBLIC_360:
                problems.append(Problem("A317", package.place()))
            elif not problems:
                problems += too_large(package, limit)
        except BtiError as error:
            found += error.problems
        except OSError as error:
            found.append(problem_of("C101", path, error))
        else:
            found += problems
            if not any(p.severity is Severity.ERROR for p in problems):
                sound.append((path, package))
    return sound, found


def _rpc(url: str, auth: str) -> Rpc:
    from bti_docs.archive.auth import Way, access
    from bti_docs.archive.rpc import Rpc

    if auth not in list(Way):
        raise typer.BadParameter("choose header, query or oauth", param_hint="--auth")
    return Rpc(url, access(Way(auth), urlsplit(url).hostname or ""), time.sleep)


def _send_all(
    packages: Sequence[tuple[Path, Package]], rpc: Rpc, url: str, path: Path, limit: int
) -> tuple[list[tuple[Path, Filed]], list[Problem]]:
    """File every package; one that is refused is told, and the others are still filed."""
    from bti_docs.archive.ledger import Ledger
    from bti_docs.archive.sending import send as send_one

    filed: list[tuple[Path, Filed]] = []
    problems: list[Problem] = []
    ledger = Ledger(path, url, now)
    with console.progress(len(packages)) as now_filing:
        for where, package in packages:
            now_filing(package.entry.name)
            try:
                done = send_one(package, rpc, ledger, limit)
            except BtiError as error:
                problems += error.problems
                if error.problems[0].code in _ENDS:
                    break
                continue
            except OSError as error:
                problems.append(problem_of("C103", path, error))
                break
            filed.append((where, done))
            if done.earlier and done.new:
                words = {"number": done.earlier, "version": str(done.version)}
                problems.append(Problem("A311", package.place(), words))
    return filed, problems


def _hand_over(
    packages: dict[Path, Package], filed: Sequence[tuple[Path, Filed]], rpc: Rpc, url: str, path: Path
) -> tuple[list[Handed], list[Problem]]:
    """Hand each folder over, once all that belongs to it is filed: the old school may have no access afterwards."""
    from bti_docs.archive.handover import hand_over
    from bti_docs.archive.ledger import Ledger
    from bti_docs.archive.public360 import UPDATE_CASE

    moved = {done.case: packages[where] for where, done in filed if UPDATE_CASE in packages[where].members}
    if len(filed) < len(packages) or not moved:
        return [], [Problem("A318")]
    ledger, handed, problems = Ledger(path, url, now), list["Handed"](), list[Problem]()
    for case, package in moved.items():
        try:
            done = hand_over(package, case, rpc, ledger)
            handed += [done] if done else []
        except BtiError as error:
            problems += error.problems
        except OSError as error:
            problems.append(problem_of("C103", path, error))
    return handed, problems + [Problem("A319", words={"number": h.case}) for h in handed if not h.seen]


def _dry_run(
    packages: Sequence[tuple[Path, Package]], url: str, problems: Sequence[Problem], *, handover: bool, as_json: bool
) -> int:
    """Show every call in its order, as it would be made; nothing is called, and no key is needed."""
    calls: list[dict[str, Any]] = [
        {"package": str(path), "calls": _calls(each, url, handover=handover)} for path, each in packages
    ]
    code = exit_code(problems)
    if as_json:
        console.out_json({"bti": 1, "sent": False, "packages": calls, "problems": console.as_json(problems)})
        return code
    console.tell(problems)
    for each in calls:
        console.out(f"# {each['package']}")
        for call in each["calls"]:
            console.out(f"POST {call['url']}\n{json.dumps(call['body'], ensure_ascii=False, indent=2)}")
    console.say(
        console.text(
            nb="Ingenting er sendt. Gjenta med --send for å arkivere.",
            nn="Ingenting er sendt. Gjenta med --send for å arkivere.",
            en="Nothing was sent. Repeat with --send to file.",
        )
    )
    return code


def _calls(package: Package, url: str, *, handover: bool) -> list[dict[str, Any]]:
    from bti_docs.archive.masked import masked
    from bti_docs.archive.public360 import calls

    base = url.rstrip("/").split("?")[0]
    return [{"url": f"{base}{path}", "body": masked(body)} for path, body in calls(package.members, handover=handover)]


def _report(
    filed: Sequence[tuple[Path, Filed]], handed: Sequence[Handed], problems: Sequence[Problem], *, as_json: bool
) -> int:
    rows = [
        {
            "package": str(path),
            "number": done.number,
            "case": done.case,
            "version": done.version,
            "new": done.new,
            "dispatched": done.dispatched,
        }
        for path, done in filed
    ]
    if as_json:
        told = console.as_json(problems)
        console.out_json(
            {"bti": 1, "sent": True, "filed": rows, "handed_over": [h.case for h in handed], "problems": told}
        )
    else:
        console.tell(problems)
        _table(filed)
        if handed:
            console.say(
                console.text(nb="Overlevert til ny skole: ", nn="Overlevert til ny skule: ", en="Handed over: ")
                + ", ".join(h.case for h in handed)
            )
    return exit_code(problems)


def _table(filed: Sequence[tuple[Path, Filed]]) -> None:
    if not filed or console.Voice.loudness < 0:
        return
    heading = console.text(nb="dokument,versjon,,pakke", nn="dokument,versjon,,pakke", en="document,version,,package")
    console.table(heading.split(","), [[d.number, str(d.version), _state(d), str(path)] for path, d in filed])


def _state(filed: Filed) -> str:
    if filed.dispatched:
        return console.text(nb="arkivert og ekspedert", nn="arkivert og ekspedert", en="filed and dispatched")
    if filed.new:
        return console.text(nb="arkivert", nn="arkivert", en="filed")
    return console.text(nb="lå der allerede", nn="låg der alt", en="was there already")


@spoken
def rehearse(package: Packages, library: Library = None, as_json: Json = False) -> int:
    """Practise filing packages in a Public 360 that lives on this machine only: what goes well, and what goes wrong."""
    from bti_docs.archive.practice import practise

    sound, problems = _sound(package, library, 99_000_000)
    told: list[dict[str, Any]] = []
    stopped = any(p.severity is Severity.ERROR for p in problems)
    with tempfile.TemporaryDirectory(prefix="bti-docs-") as folder:
        for number, (path, each) in enumerate([] if stopped else sound):
            ledgers = Path(folder, str(number))
            ledgers.mkdir()
            for outcome in practise(each, ledgers, now):
                done, why = outcome.filed, outcome.problems
                row = {"package": str(path), "situation": outcome.situation, "documents": outcome.documents}
                row["handed_over"] = outcome.handed
                row |= {"number": done.number if done else "", "version": done.version if done else 0}
                told.append(row | {"problems": console.as_json(why)})
    if as_json:
        console.out_json({"bti": 1, "rehearsed": told, "problems": console.as_json(problems)})
    else:
        console.tell(problems)
        _rehearsed(told)
    return exit_code(problems)


def _rehearsed(told: Sequence[dict[str, Any]]) -> None:
    """Tell an archivist, package by package, what happened and how often the document lies in the archive."""
    heading = console.text(
        nb="situasjon|det som skjedde|ganger i arkivet",
        nn="situasjon|det som skjedde|gonger i arkivet",
        en="situation|what happened|times in the archive",
    ).split("|")
    for path in dict.fromkeys(row["package"] for row in told):
        console.say(path)
        rows = [row for row in told if row["package"] == path]
        console.table(heading, [[_situation(r["situation"]), _happened(r), str(r["documents"])] for r in rows])


def _happened(row: dict[str, Any]) -> str:
    if row["problems"]:
        why = row["problems"][0]
        return console.text(nb="stopper", nn="stoppar", en="stops") + f": {why['code']} {why['message']}"
    version = f", versjon {row['version']}" if row["version"] > 1 else ""
    said = console.text(nb="arkivert som", nn="arkivert som", en="filed as") + f" {row['number']}{version}"
    if row["handed_over"]:
        said += console.text(nb=", mappen er overlevert", nn=", mappa er overlevert", en=", the folder is handed over")
    return said


def _situation(name: str) -> str:
    said = {
        "folder": ("elevmappen finnes", "elevmappa finst", "the folder is there"),
        "again": ("kommandoen kjøres to ganger", "kommandoen blir køyrd to gonger", "the command is run twice"),
        "changed": ("dokumentet er endret siden sist", "dokumentet er endra sidan sist", "the document has changed"),
        "none": ("elevmappen finnes ikke", "elevmappa finst ikkje", "there is no folder"),
        "several": ("eleven har to elevmapper", "eleven har to elevmapper", "the pupil has two folders"),
        "lost": ("svaret blir borte på veien", "svaret blir borte på vegen", "the answer is lost on its way"),
        "busy": ("arkivet er opptatt", "arkivet er oppteke", "the archive is busy"),
        "broken": ("arkivet faller ut", "arkivet fell ut", "the archive breaks down"),
        "refused": ("arkivet sier nei", "arkivet seier nei", "the archive says no"),
        "anothers": ("saksnummeret er en annens", "saksnummeret er ein annans", "the number is someone else's"),
        "handed": ("mappen overleveres (--handover)", "mappa blir overlevert (--handover)", "with --handover"),
    }[name]
    return console.text(nb=said[0], nn=said[1], en=said[2])


@spoken
def codes(
    url: Url,
    municipality: Annotated[str, typer.Option("--municipality", help="A municipality on the shelves.")] = "risor",
    auth: Auth = "header",
    library: Library = None,
    as_json: Json = False,
) -> int:
    """Hold a municipality's codes against its Public 360's own tables, and tell which of them it does not have."""
    from bti_docs.archive.tenantcodes import check_codes

    profil = shelves(library).municipality(municipality).profil
    rpc = _rpc(url, auth)
    try:
        rows = check_codes(rpc, profil)
    finally:
        rpc.close()
    missing = sum(row.known is False for row in rows)
    if as_json:
        told = [{"place": r.place, "value": r.value, "table": r.table, "known": r.known} for r in rows]
        console.out_json({"bti": 1, "codes": told, "missing": missing})
        return int(ExitCode.ARCHIVE) if missing else int(ExitCode.OK)
    width = max(len(row.place) for row in rows) if rows else 0
    for row in rows:
        mark = {True: "ok  ", False: "FEIL", None: "?   "}[row.known]
        console.out(f"{mark}  {row.place:<{width}}  {row.value}  {row.table}".rstrip())
    if missing:
        raise BtiError(Problem("A307", words={"count": str(missing)}))
    return ExitCode.OK
