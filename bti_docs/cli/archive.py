"""The commands for the archive: make packages, check them, practise sending them, send them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bti_docs.cli import console
from bti_docs.cli.files import open_for_making, place, problem_of, shelves
from bti_docs.cli.options import (
    Case_,
    Json,
    Kinds,
    Library,
    Making,
    Meeting,
    making,
    now,
    spoken,
)
from bti_docs.cli.output import Output, is_told, report_faults
from bti_docs.cli.sending import rehearse, send
from bti_docs.problem import BtiError, ExitCode, Problem, Severity

if TYPE_CHECKING:
    from bti_docs.packing import Packed

archive_app = typer.Typer(
    help="Packages for the archive: Public 360, Noark 5 (KS Fiks Arkiv), Visma.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@archive_app.command(
    "pack", epilog="Example: `bti-docs archive pack sak.yaml -k bti_motereferat --meeting m1 --out arkiv`."
)
@spoken
@making
def pack(
    sak: Case_,
    kind: Kinds = None,
    meeting: Meeting = "",
    reader: Annotated[
        str, typer.Option("--for", help="File the letter that this guardian or service got. Default: arkiv.")
    ] = "arkiv",
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write packages to.")] = Path("arkiv"),
    *,
    how: Making,
) -> int:
    """Make a package for the archive of each document: a folder and one zip, the same bytes every time."""
    from bti_docs.packing import pack as pack_one
    from bti_docs.packing import to_pack

    on_shelves, case = open_for_making(sak, how.library, acknowledged=how.acknowledged)
    orders = to_pack(case, kind or (), on_shelves, meeting, reader)
    output = Output(case, out, now(), how.force)
    with console.progress(len(orders)) as now_making:
        for order in orders:
            now_making(order.instance.kind.title(case.form))
            try:
                _write(output, pack_one(case, replace(order, requested=how.requested), on_shelves, how.today))
            except BtiError as error:
                output.tell(error.problems)
    output.keep_journal(how.journal)
    return output.report(as_json=how.as_json)


def _write(output: Output, packed: Packed) -> None:
    """Write a package as a folder and, last and listed, as a zip; a zip is there only when all of it is."""
    from bti_docs.archive.package import left_over, zipped

    entry, members = packed.package.entry, packed.package.members
    output.tell(p for p in packed.problems if is_told(p))
    folder = output.folder / packed.name
    old = left_over(folder, members) if output.force else []
    try:
        for name, data in sorted(members.items()):
            place(folder / name, data, force=output.force)
        for path in old:
            path.unlink()
    except BtiError as error:
        output.tell(error.problems)
        return
    except OSError as error:
        output.tell([problem_of("C103", folder, error)])
        return
    whole = zipped(members)
    if output.put(f"{packed.name}.zip", whole, entry.dokument, packed.reader, "zip", entry.dato):
        output.entries.append(output.entry(packed.made, whole, "zip", "made"))


archive_app.command(
    "send", epilog="Example: `bti-docs archive send arkiv/*.zip --url https://…` shows what would be called."
)(send)
archive_app.command("rehearse", epilog="Example: `bti-docs archive rehearse arkiv/*.zip`.")(rehearse)


@archive_app.command(
    "check", epilog="Example: `bti-docs archive check arkiv/*.zip`. Exit code 7 when there are errors."
)
@spoken
def check(
    package: Annotated[list[Path], typer.Argument(help="Packages: folders or zips.", metavar="PACKAGE...")],
    library: Library = None,
    as_json: Json = False,
) -> int:
    """Hold packages against every rule that no schema sees: files, hashes, codes, titles, people, dates."""
    from bti_docs.packing import check_package

    found: list[Problem] = []
    for path in package:
        try:
            found += check_package(path, shelves(library))[1]
        except BtiError as error:
            found += error.problems
        except OSError as error:
            found.append(problem_of("C101", path, error))
    count, errors = len(package), sum(p.severity is Severity.ERROR for p in found)
    words = console.text(
        nb=f"Pakker sjekket: {count}. Feil: {errors}.",
        nn=f"Pakkar sjekka: {count}. Feil: {errors}.",
        en=f"Packages checked: {count}. Errors: {errors}.",
    )
    return report_faults(found, words, ExitCode.ARCHIVE, as_json=as_json)
