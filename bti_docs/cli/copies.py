"""The commands for copies and the journal: every guardian's own copy, one print file, and what was made."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bti_docs.cli import console
from bti_docs.cli.files import open_for_making, problem_of
from bti_docs.cli.options import (
    Case_,
    Explain,
    Json,
    Kinds,
    Making,
    Meeting,
    Out,
    making,
    now,
    spoken,
)
from bti_docs.cli.output import Output
from bti_docs.problem import BtiError, ExitCode, Severity

if TYPE_CHECKING:
    from bti_docs.copies import Bundle
    from bti_docs.journal import Report

journal_app = typer.Typer(
    help="The journal of what was made.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@spoken
@making
def copies(
    sak: Case_,
    kind: Kinds = None,
    meeting: Meeting = "",
    out: Out = Path("ut"),
    encrypt: Annotated[
        bool, typer.Option("--encrypt", help="Lock each copy with AES-256; the codes are listed in a file apart.")
    ] = False,
    explain: Explain = False,
    *,
    how: Making,
) -> int:
    """Make every guardian's own copy with a cover letter, and one print file in which each starts on an odd page."""
    from bti_docs.copies import copies as make_copies

    on_shelves, case = open_for_making(sak, how.library, acknowledged=how.acknowledged)
    bundles = make_copies(case, kind or (), on_shelves, how.today, meeting, requested=how.requested)
    output = Output(case, out, now(), how.force)
    for bundle in bundles:
        output.tell(bundle.problems)
    if encrypt:
        _locked(output, bundles, how.today)
    else:
        _open(output, bundles, how.today)
    output.keep_journal(how.journal)
    return output.report(as_json=how.as_json, explain=explain)


def _open(output: Output, bundles: Sequence[Bundle], day: dt.date) -> None:
    """Write the copies as they are, the common print file, and what SvarUt is to be told."""
    from bti_docs.copies import print_file

    for bundle in bundles:
        for made in bundle.all:
            output.write(made, ["pdf"], "copy")
        _svarut(output, bundle, day)
    try:
        printed = print_file(bundles)
    except BtiError as error:
        output.tell(error.problems)
        return
    if printed:
        output.put(f"{output.case.sak.id}_utskrift_{day.isoformat()}.pdf", printed, "utskrift", "alle", "pdf", day)


def _locked(output: Output, bundles: Sequence[Bundle], day: dt.date) -> None:
    """Write the copies locked, one code for each guardian; the codes lie in a file of their own, by id."""
    from bti_docs.pages.encrypt import encrypt, new_code

    codes = {bundle.reader: new_code() for bundle in bundles if bundle.documents}
    for bundle in bundles:
        for made in bundle.all:
            output.write(made, ["pdf"], "copy", functools.partial(encrypt, code=codes[bundle.reader]))
    if codes:
        lines = "".join(f"{reader}\t{code}\n" for reader, code in codes.items())
        output.put(f"{output.case.sak.id}_koder_{day.isoformat()}.txt", lines.encode(), "koder", "skolen", "txt", day)


def _svarut(output: Output, bundle: Bundle, day: dt.date) -> None:
    """Write what SvarUt is to be told for a guardian who has chosen it; nothing is sent."""
    from bti_docs.copies import to_svarut

    if bundle.way != "svarut" or not bundle.documents:
        return
    try:
        told = to_svarut(output.case, bundle)
    except BtiError as error:
        output.tell(error.problems)
        return
    name = f"{output.case.sak.id}_svarut_{day.isoformat()}_{bundle.reader}.json"
    data = (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
    output.put(name, data, "svarut", bundle.reader, "json", day)


def _verified(file: Path) -> Report:
    """Verify a journal, or the ledger of what was filed in an archive: they are chained alike."""
    from bti_docs.archive.ledger import Step
    from bti_docs.journal import verify

    found = verify(file)
    ledger = verify(file, Step) if found.problems and not found.entries else found
    return ledger if ledger.entries else found


@journal_app.command("verify", epilog="Example: `bti-docs journal verify ut/journal.jsonl`.")
@spoken
def verify_journal(
    file: Annotated[Path, typer.Argument(help="The journal.")],
    as_json: Json = False,
) -> int:
    """Read a journal and tell every break in its chain."""
    try:
        found = _verified(file)
    except OSError as error:
        raise BtiError(problem_of("C101", file, error)) from None
    if as_json:
        told = console.as_json(found.problems)
        console.out_json({"bti": 1, "entries": found.entries, "head": found.head.hash, "problems": told})
    else:
        console.tell(found.problems)
        console.say(
            console.text(
                nb=f"{found.entries} linjer henger sammen.",
                nn=f"{found.entries} linjer heng saman.",
                en=f"{found.entries} lines hold together.",
            )
        )
    return ExitCode.OTHER if any(p.severity is Severity.ERROR for p in found.problems) else ExitCode.OK
