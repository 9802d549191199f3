"""The commands about a case: each reads files, knows the day, makes what it is asked for, and says what came of it."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bti_docs.cli import console
from bti_docs.cli.archive import archive_app
from bti_docs.cli.batch import batch
from bti_docs.cli.copies import copies, journal_app
from bti_docs.cli.files import create, open_cases, open_for_making, shelves
from bti_docs.cli.form import form_app
from bti_docs.cli.next import next_
from bti_docs.cli.options import (
    Acknowledge,
    Case_,
    Day,
    Explain,
    Json,
    Kinds,
    Lang,
    Library,
    Making,
    Meeting,
    Out,
    Quiet,
    Requested,
    Verbose,
    kinds,
    making,
    now,
    speak,
    spoken,
    today,
)
from bti_docs.cli.output import Output, report_faults
from bti_docs.cli.sending import codes
from bti_docs.cli.shelves import doctor, list_shelves, template_app
from bti_docs.cli.start import start
from bti_docs.problem import BtiError, ExitCode, Problem, Severity

if TYPE_CHECKING:
    from bti_docs.library import Shelves
    from bti_docs.make import Case, Order

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
app.add_typer(journal_app, name="journal")
app.add_typer(archive_app, name="archive")
app.add_typer(form_app, name="form")
app.command("copies", epilog="Example: `bti-docs copies sak.yaml -k bti_motereferat --out ut`.")(copies)
app.command(
    "batch",
    epilog="Examples: `bti-docs batch 7A.xlsx --template` writes an empty list; "
    "`bti-docs batch 7A.xlsx --case felles.yaml -k samtykke_stafettlogg --out ut` makes a document for each row; "
    "`--resume` goes on where it stopped, also with the corrected list of faults.",
)(spoken(batch))
app.command("codes", epilog="Example: `bti-docs codes --municipality risor --url https://…`.")(codes)
app.command("next", epilog="Example: `bti-docs next saker/*.yaml --ics frister.ics`.")(next_)
app.command("start", epilog="Example: `bti-docs start saker`.")(start)
app.command("list")(spoken(list_shelves))
app.command("doctor")(spoken(doctor))


class Format(enum.StrEnum):
    """What a document can be written as."""

    DOCX = "docx"
    PDF = "pdf"


Cases = Annotated[list[Path], typer.Argument(help="One or more case files (YAML).", metavar="SAK...")]


def _version(asked: bool) -> None:
    from importlib.metadata import version

    if asked:
        console.out(f"bti-docs {version('bti-docs')}")
        raise typer.Exit


@app.callback()
def _common(
    lang: Lang = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    _asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    console.Voice.language = console.choose_language(None)
    speak(lang, quiet=quiet, verbose=verbose)


@app.command(epilog="Example: `bti-docs check saker/*.yaml`. Exit code 3 when there are errors.")
@spoken
def check(sak: Cases, library: Library = None, day: Day = None, as_json: Json = False) -> int:
    """Find what is wrong in case files, all at once, each with line, column and what to do."""
    from bti_docs.make import check_case

    found: list[Problem] = []
    for case, problems in open_cases(sak, shelves(library)):
        found += problems if case is None else check_case(case, shelves(library), today(day))
    errors = sum(p.severity is Severity.ERROR for p in found)
    return report_faults(found, _summary(len(sak), errors, len(found) - errors), ExitCode.CASE, as_json=as_json)


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
@making
def make(
    sak: Case_,
    kind: Kinds = None,
    reader: Annotated[
        list[str] | None,
        typer.Option("--for", help="Who reads it: skolen (default), arkiv, a guardian's id, barn, or a unit's id."),
    ] = None,
    meeting: Meeting = "",
    format_: Annotated[
        list[Format] | None,
        typer.Option("--format", "-f", help="docx or pdf (repeat for both). Default: both.", case_sensitive=False),
    ] = None,
    out: Out = Path("ut"),
    explain: Explain = False,
    *,
    how: Making,
) -> int:
    """Make the documents of a case as Word and PDF (PDF/A-2a and PDF/UA-1), and say what was made."""
    on_shelves, case = open_for_making(sak, how.library, acknowledged=how.acknowledged)
    orders = _orders(case, on_shelves, kind or (), meeting, reader or ["skolen"], requested=how.requested)
    output = Output(case, out, now(), how.force)
    formats = [f.value for f in format_ or list(Format)]
    if not kind and Format.PDF.value not in formats:  # a PDF form is made as Word only to be told that it cannot be
        orders = [o for o in orders if on_shelves.form(o.instance.kind.id, case.municipality) is None]
    with console.progress(len(orders)) as now_making:
        for order in orders:
            now_making(order.instance.kind.title(case.form))
            _one(output, order, formats, on_shelves, how.today)
    output.keep_journal(how.journal)
    return output.report(as_json=how.as_json, explain=explain)


def _orders(
    case: Case, on_shelves: Shelves, kinds: Sequence[str], meeting: str, readers: Sequence[str], *, requested: bool
) -> list[Order]:
    from bti_docs.make import plan

    found = [o for reader in readers for o in plan(case, on_shelves, kinds, meeting, reader)]
    return [replace(o, requested=requested) for o in found]


def _one(output: Output, order: Order, formats: Sequence[str], on_shelves: Shelves, day: dt.date) -> None:
    """Make one document; one that is refused is told, and the others are still made."""
    from bti_docs.make import make as make_document

    try:
        output.write(make_document(output.case, order, on_shelves, day), formats)
    except BtiError as error:
        output.tell(error.problems)


@app.command(epilog="Example: `bti-docs show sak.yaml -k bti_motereferat`.")
@spoken
def show(
    sak: Case_,
    kind: Annotated[str, typer.Option("--kind", "-k", help="The document kind.", autocompletion=kinds)],
    reader: Annotated[str, typer.Option("--for", help="Who reads it.")] = "skolen",
    meeting: Meeting = "",
    day: Day = None,
    library: Library = None,
    acknowledge_protected: Acknowledge = False,
    requested: Requested = False,
) -> int:
    """Print a document as indented text, as a screen reader would meet it."""
    from bti_docs.document import as_text
    from bti_docs.make import make as make_document

    on_shelves, case = open_for_making(sak, library, acknowledged=acknowledge_protected)
    for order in _orders(case, on_shelves, [kind], meeting, [reader], requested=requested):
        console.out(as_text(make_document(case, order, on_shelves, today(day)).document))
    return ExitCode.OK


@app.command(epilog="Example: `bti-docs new saker/2026-031.yaml --municipality risor`.")
@spoken
def new(
    file: Annotated[Path, typer.Argument(help="The case file to write.", metavar="SAK")],
    municipality: Annotated[str, typer.Option("--municipality", help="A municipality on the shelves.")] = "risor",
    library: Library = None,
) -> int:
    """Write a new case file to fill in, with explanations and help for editors."""
    from bti_docs.newcase import new_case

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
