"""The commands about a case: each reads files, knows the day, makes what it is asked for, and says what came of it."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bti_docs.cli import console
from bti_docs.cli.files import create, open_cases, place, read_file
from bti_docs.cli.options import Json, Lang, Library, Quiet, Verbose, speak, spoken
from bti_docs.cli.shelves import doctor, list_shelves, template_app
from bti_docs.library import Shelves, shelves
from bti_docs.problem import BtiError, ExitCode, Problem, Severity

app = typer.Typer(
    name="bti-docs",
    help="Documents for early, cross-service help to children (BTI): one case in YAML becomes Word and PDF.",
    epilog="Start here: `bti-docs new sak.yaml --municipality risor`, then `bti-docs make sak.yaml --out ut`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(template_app, name="template")
app.command("list")(spoken(list_shelves))
app.command("doctor")(spoken(doctor))


class Format(enum.StrEnum):
    """What a document can be written as."""

    DOCX = "docx"
    PDF = "pdf"


def _kinds(incomplete: str) -> list[str]:
    """Complete document kinds in the shell."""
    return [k for k in shelves().kinds() if k.startswith(incomplete)]


def _day(text: str) -> dt.date:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise typer.BadParameter("write the day as 2026-06-10 or 10.06.2026")


Cases = Annotated[list[Path], typer.Argument(help="One or more case files (YAML).", metavar="SAK...")]
Case_ = Annotated[Path, typer.Argument(help="The case file (YAML).", metavar="SAK")]
KindOption = Annotated[
    list[str] | None,
    typer.Option("--kind", "-k", help="A document kind (repeat for more). See `bti-docs list`.", autocompletion=_kinds),
]
DayOption = Annotated[
    dt.date | None,
    typer.Option("--day", parser=_day, help="The day it is, 2026-06-10 or 10.06.2026. Default: today.", metavar="DATE"),
]
Acknowledge = Annotated[
    bool,
    typer.Option("--acknowledge-protected", help="Go on although someone's address is `strengt fortrolig`."),
]


@app.callback()
def _common(lang: Lang = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    console.Voice.language = console.choose_language(None)
    speak(lang, quiet=quiet, verbose=verbose)


def _today(day: dt.date | None) -> dt.date:
    return day or dt.datetime.now().astimezone().date()


@app.command(epilog="Example: `bti-docs check saker/*.yaml`. Exit code 3 when there are errors.")
@spoken
def check(sak: Cases, library: Library = None, day: DayOption = None, as_json: Json = False) -> int:
    """Find what is wrong in case files, all at once, each with line, column and what to do."""
    from bti_docs.make import check_case

    found: list[Problem] = []
    for case, problems in open_cases(sak, shelves(library)):
        found += problems if case is None else check_case(case, shelves(library), _today(day))
    errors = sum(p.severity is Severity.ERROR for p in found)
    if as_json:
        console.out_json({"bti": 1, "problems": [p.as_json(console.Voice.language) for p in found]})
    else:
        console.tell(found)
        console.say(_summary(len(sak), errors, len(found) - errors))
    return ExitCode.CASE if errors else ExitCode.OK


def _summary(cases: int, errors: int, warnings: int) -> str:
    if console.Voice.loudness < 0:
        return ""
    return console.text(
        nb=f"Sjekket: {cases} {'sak' if cases == 1 else 'saker'}. Feil: {errors}. Advarsler: {warnings}.",
        nn=f"Sjekka: {cases} {'sak' if cases == 1 else 'saker'}. Feil: {errors}. Åtvaringar: {warnings}.",
        en=f"Cases checked: {cases}. Errors: {errors}. Warnings: {warnings}.",
    )


@app.command(
    epilog="Examples: `bti-docs make sak.yaml` makes all that the case has data for; "
    "`bti-docs make sak.yaml -k samtykke_stafettlogg --format pdf --out ut` makes one; "
    "a kind without data becomes a form to fill by hand."
)
@spoken
def make(
    sak: Case_,
    kind: KindOption = None,
    reader: Annotated[
        list[str] | None,
        typer.Option("--for", help="Who reads it: skolen (default), arkiv, a guardian's id, barn, or a unit's id."),
    ] = None,
    meeting: Annotated[str, typer.Option("--meeting", "-m", help="Only this meeting (its id).")] = "",
    format_: Annotated[
        list[Format] | None,
        typer.Option("--format", "-f", help="docx or pdf (repeat for both). Default: both.", case_sensitive=False),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write to.")] = Path("ut"),
    day: DayOption = None,
    library: Library = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are different.")] = False,
    acknowledge_protected: Acknowledge = False,
    as_json: Json = False,
) -> int:
    """Make the documents of a case as Word and PDF (PDF/A-2a and PDF/UA-1), and say what was made."""
    from bti_docs.make import open_case, plan

    console.Voice.as_json = as_json
    try:
        on_shelves = shelves(library)
        case = open_case(read_file(sak), on_shelves, file=str(sak))
        _think_first(case, acknowledge_protected)
        orders = [o for r in reader or ["skolen"] for o in plan(case, on_shelves, kind or (), meeting, r)]
    except BtiError as error:
        if not as_json:
            raise
        _report([], list(error.problems), as_json=True)
        return error.exit_code
    formats = [f.value for f in format_ or list(Format)]
    files, refused = [], list[Problem]()
    with console.progress(len(orders)) as now_making:
        for order in orders:
            now_making(order.instance.kind.title(case.form))
            made, problems = _one(case, order, formats, out, on_shelves, _today(day), force=force)
            files += made
            refused += [p for p in problems if p not in refused]
    warnings = [p for p in case.problems if p not in refused]
    _report(files, [*warnings, *refused], as_json=as_json)
    return _worst(refused)


def _think_first(case: Any, acknowledged: bool) -> None:
    from bti_docs.make import stopped_by

    stops = () if acknowledged else stopped_by(case)
    if stops:
        raise BtiError(*stops)


def _one(
    case: Any, order: Any, formats: list[str], out: Path, on_shelves: Shelves, day: dt.date, *, force: bool
) -> tuple[list[dict[str, str]], list[Problem]]:
    """Make one document in each format; give back the files made, and why not when there are none."""
    from bti_docs.make import make as make_document

    try:
        made = make_document(case, order, on_shelves, day)
        finished = [(f, made.bytes_of(f)) for f in formats]
    except BtiError as error:
        return [], list(error.problems)
    files, problems = [], [p for p in made.problems if console.Voice.loudness > 0]
    for format_, data in finished:
        path = out / f"{made.name}.{format_}"
        try:
            status = place(path, data, force=force)
        except BtiError as error:
            problems += error.problems
            continue
        files.append(
            {
                "file": str(path),
                "kind": order.instance.kind.id,
                "reader": order.reader,
                "format": format_,
                "date": made.date.isoformat(),
                "sha256": hashlib.sha256(data).hexdigest(),
                "status": status,
            }
        )
    return files, problems


def _report(files: list[dict[str, str]], problems: list[Problem], *, as_json: bool) -> None:
    if as_json:
        told = [p.as_json(console.Voice.language) for p in problems]
        console.out_json({"bti": 1, "files": files, "problems": told})
        return
    console.tell(problems)
    if files and console.Voice.loudness >= 0:
        heading = console.text(
            nb="dokument,leser,dato,format,fil,",
            nn="dokument,lesar,dato,format,fil,",
            en="document,reader,date,format,file,",
        ).split(",")
        keys = ("kind", "reader", "date", "format", "file")
        console.table(heading, [[*(f[k] for k in keys), _status(f["status"])] for f in files])


def _status(status: str) -> str:
    words = {
        "new": console.text(nb="ny", nn="ny", en="new"),
        "unchanged": console.text(nb="uendret", nn="uendra", en="unchanged"),
        "replaced": console.text(nb="erstattet", nn="erstatta", en="replaced"),
    }
    return words[status]


def _worst(problems: list[Problem]) -> int:
    return next((int(p.exit_code) for p in problems if p.severity is Severity.ERROR), 0)


@app.command(epilog="Example: `bti-docs show sak.yaml -k bti_motereferat`.")
@spoken
def show(
    sak: Case_,
    kind: Annotated[str, typer.Option("--kind", "-k", help="The document kind.", autocompletion=_kinds)],
    reader: Annotated[str, typer.Option("--for", help="Who reads it.")] = "skolen",
    meeting: Annotated[str, typer.Option("--meeting", "-m", help="Only this meeting (its id).")] = "",
    day: DayOption = None,
    library: Library = None,
    acknowledge_protected: Acknowledge = False,
) -> int:
    """Print a document as indented text, as a screen reader would meet it."""
    from bti_docs.document import as_text
    from bti_docs.make import make as make_document
    from bti_docs.make import open_case, plan

    on_shelves = shelves(library)
    case = open_case(read_file(sak), on_shelves, file=str(sak))
    _think_first(case, acknowledge_protected)
    for order in plan(case, on_shelves, [kind], meeting, reader):
        console.out(as_text(make_document(case, order, on_shelves, _today(day)).document))
    return ExitCode.OK


@app.command(epilog="Example: `bti-docs new saker/2026-031.yaml --municipality risor`.")
@spoken
def new(
    file: Annotated[Path, typer.Argument(help="The case file to write.", metavar="SAK")],
    municipality: Annotated[str, typer.Option("--municipality", help="A municipality on the shelves.")] = "risor",
    library: Library = None,
) -> int:
    """Write a new case file to fill in, with explanations and help for editors."""
    from bti_docs.cli.newcase import new_case

    create(file, new_case(file, municipality, shelves(library)).encode())
    console.out(str(file))
    console.say(
        console.text(
            nb=f"Fyll inn {file.name}, og sjekk med: bti-docs check {file}",
            nn=f"Fyll inn {file.name}, og sjekk med: bti-docs check {file}",
            en=f"Fill in {file.name}, and check it with: bti-docs check {file}",
        )
    )
    return ExitCode.OK


@app.command(epilog="Example: `bti-docs schema > sak.schema.json`; a case's first line then points editors to it.")
@spoken
def schema(
    profile: Annotated[bool, typer.Option("--profile", help="The municipality profile's schema instead.")] = False,
) -> int:
    """Print the JSON Schema (draft-07) of a case, so that editors complete and check while you write."""
    from bti_docs.case.schema import case_schema, profile_schema

    chosen: Callable[[], dict[str, Any]] = profile_schema if profile else case_schema
    console.out_json(chosen())
    return ExitCode.OK
