"""The commands about PDF forms: what is in one, whether a map fits it, what a new edition changed, and one filled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bti_docs.cli import console
from bti_docs.cli.files import create, open_for_making, place, read_file, shelves
from bti_docs.cli.options import Acknowledge, Day, Force, Json, Library, now, spoken, today
from bti_docs.cli.output import Output, report_faults, report_json
from bti_docs.problem import BtiError, ExitCode, Problem, Where

if TYPE_CHECKING:
    from bti_docs.form.blank import Blank
    from bti_docs.form.fingerprint import Change
    from bti_docs.library import Shelves

form_app = typer.Typer(
    help="Existing PDF forms: look into them, check their maps, fill them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Pdf = Annotated[Path, typer.Argument(help="A PDF form.", metavar="PDF")]


@form_app.command(
    "inspect",
    epilog="Example: `bti-docs form inspect skjema.pdf --map form.yaml --picture felt.pdf`; then write expressions.",
)
@spoken
def inspect(
    pdf: Pdf,
    map_: Annotated[Path | None, typer.Option("--map", help="Write a first map to this file.")] = None,
    picture: Annotated[
        Path | None, typer.Option("--picture", help="Draw each name in its box: a .pdf, or a .png a page.")
    ] = None,
    texts: Annotated[
        bool, typer.Option("--texts", help="Print the page's texts too: an anchor is one of them.")
    ] = False,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """List a form's fields with a guess at their labels; for a PDF without fields, places that invite writing."""
    from bti_docs.form import inspect as look
    from bti_docs.form.fingerprint import fingerprint

    blank = _blank(pdf)
    found = look.rows(blank)
    if as_json:
        print_ = fingerprint(blank)
        edition = {"felt": print_.fields, "bokser": print_.boxes, "tekst": print_.text}
        console.out_json({"bti": 1, "fields": [r.as_json() for r in found], "avtrykk": edition, "notes": blank.notes})
    else:
        console.tell(Problem(code, Where(file=str(pdf))) for code in blank.notes)
        heading = ["#", "name", "kind", "page", "choices", "label", "notes"]
        for line in _columns([heading, *look.choices(found)]):
            console.out(line)
        _explain(blank, len(found))
    if texts:
        for number, sheet in enumerate(blank.sheets, 1):
            for said, _ in sheet.words:
                console.out(f"{number}\t{said}")
    if map_ is not None:
        create(map_, look.first_map(blank, id_=map_.parent.name or pdf.stem, file=pdf.name, title=pdf.stem).encode())
        console.say(str(map_))
    if picture is not None:
        _draw(blank, picture, force=force)
    return ExitCode.OK


def _columns(table: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    return ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in table]


def _explain(blank: Blank, count: int) -> None:
    if console.Voice.loudness < 0 or blank.fields:
        return
    console.say(
        console.text(
            nb=f"PDF-en har ingen felt. {count} steder ser ut til å være laget for å skrive i: se over dem på bildet.",
            nn=f"PDF-en har ingen felt. {count} stader ser ut til å vere laga for å skrive i: sjå over dei på biletet.",
            en=f"The PDF has no fields. {count} places seem made for writing: look them over in the picture.",
        )
    )


def _draw(blank: Blank, path: Path, *, force: bool) -> None:
    from bti_docs.form import inspect as look

    drawn = look.picture(blank)
    if path.suffix.lower() != ".png":
        place(path, drawn, force=force)
        console.say(str(path))
        return
    for page in range(len(blank.sheets)):
        target = path if len(blank.sheets) == 1 else path.with_stem(f"{path.stem}-{page + 1}")
        place(target, look.as_png(drawn, page), force=force)
        console.say(str(target))


@form_app.command("check", epilog="Example: `bti-docs form check ppt_henvisning`. Exit code 6 when there are faults.")
@spoken
def check(
    forms: Annotated[
        list[str] | None,
        typer.Argument(
            help="Forms on the shelves, or form.yaml files. Default: every form.", metavar="[ID|form.yaml]..."
        ),
    ] = None,
    library: Library = None,
    as_json: Json = False,
) -> int:
    """Hold maps against their PDFs and the words of a case: every field is filled, left alone, or a fault."""
    found = shelves(library)
    paths = [_map_path(name, found) for name in forms or found.forms()]
    problems = [p for path in paths for p in _faults(path, found)]
    count, faults = len(paths), len(problems)
    words = console.text(
        nb=f"{count} skjemaer sjekket: {faults} funn.",
        nn=f"{count} skjema sjekka: {faults} funn.",
        en=f"{count} forms checked: {faults} findings.",
    )
    return report_faults(problems, words, ExitCode.FORM, as_json=as_json)


def _map_path(name: str, found: Shelves) -> Path:
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    path = found.form(name)
    if path is None:
        raise BtiError(Problem("B403", words={"name": name, **_near(name, found.forms())}))
    return path


def _near(name: str, known: Sequence[str]) -> dict[str, str]:
    import difflib

    close = difflib.get_close_matches(name, known, n=1)
    return {"suggestion": close[0] if close else ""}


def _faults(path: Path, found: Shelves) -> list[Problem]:
    from bti_docs.make import check_form

    read_file(path)
    return check_form(path, found)


@form_app.command("diff", epilog="Example: `bti-docs form diff skjema-2025.pdf skjema-2026.pdf`.")
@spoken
def diff(
    old: Annotated[Path, typer.Argument(help="The edition that the map was made for.", metavar="OLD.pdf")],
    new: Annotated[Path, typer.Argument(help="The new edition.", metavar="NEW.pdf")],
    as_json: Json = False,
) -> int:
    """Tell what differs between two editions: fields, choices, places and words. Exit code 6 when fields do."""
    from dataclasses import asdict

    from bti_docs.form.fingerprint import changes

    found = changes(_blank(old), _blank(new))
    if as_json:
        console.out_json({"bti": 1, "changes": [asdict(c) for c in found]})
    else:
        for change in found:
            console.out(_told(change))
        if not found:
            console.say(console.text(nb="Ingen forskjell.", nn="Ingen skilnad.", en="No difference."))
    return ExitCode.FORM if any(c.what in ("lost", "new", "kind", "choices") for c in found) else ExitCode.OK


def _told(change: Change) -> str:
    words = {
        "lost": console.text(nb="borte", nn="borte", en="gone"),
        "new": console.text(nb="nytt", nn="nytt", en="new"),
        "kind": console.text(nb="annen type", nn="annan type", en="other kind"),
        "choices": console.text(nb="andre valg", nn="andre val", en="other choices"),
        "moved": console.text(nb="flyttet", nn="flytta", en="moved"),
        "text": console.text(nb="tekst", nn="tekst", en="text"),
    }
    between = " → " if change.before and change.after else ""
    sign = "" if between else ("- " if change.before else "+ ")
    return f"{words[change.what]}\t{change.name}\t{sign}{change.before}{between}{change.after}"


@form_app.command(
    "fill",
    epilog="Examples: `bti-docs form fill skjema.pdf --values verdier.yaml --out ferdig.pdf` fills by field name; "
    "`bti-docs form fill sak.yaml --form ppt_henvisning --out ut` fills from a case.",
)
@spoken
def fill(
    source: Annotated[Path, typer.Argument(help="A case, or a PDF form.", metavar="SAK|BLANK.pdf")],
    form: Annotated[str, typer.Option("--form", help="For a case: a form on the shelves.")] = "",
    values: Annotated[
        Path | None, typer.Option("--values", help="For a PDF: a YAML file, `field: value` a line.")
    ] = None,
    reader: Annotated[str, typer.Option("--for", help="For a case: who reads it.")] = "skolen",
    flatten: Annotated[bool, typer.Option("--flatten", help="Make it pages that nobody can change.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep what stands in fields that are not named.")] = False,
    out: Annotated[Path, typer.Option("--out", "-o", help="For a case: the folder. For a PDF: the file.")] = Path("ut"),
    day: Day = None,
    library: Library = None,
    force: Force = False,
    acknowledge_protected: Acknowledge = False,
    as_json: Json = False,
) -> int:
    """Fill a form by its field names, or from a case through the form's map; every value is read back."""
    if source.suffix.lower() == ".pdf":
        if values is None or form:
            raise typer.BadParameter("a PDF is filled with --values FILE", param_hint="--values")
        target = out if out.suffix.lower() == ".pdf" else out / f"{source.stem}-fylt.pdf"
        return _fill_pdf(source, values, target, today(day), flatten=flatten, keep=keep, force=force, as_json=as_json)
    if not form or values is not None:
        raise typer.BadParameter("a case is filled in on --form ID", param_hint="--form")
    on_shelves, case = open_for_making(source, library, acknowledged=acknowledge_protected)
    output = Output(case, out, now(), force)
    from bti_docs.make import make, plan

    _map_path(form, on_shelves)
    for order in plan(case, on_shelves, [form], reader=reader):
        try:
            output.write(make(case, replace(order, flat=flatten), on_shelves, today(day)), ["pdf"])
        except BtiError as error:
            output.tell(error.problems)
    output.keep_journal(None)
    return output.report(as_json=as_json)


def _fill_pdf(
    source: Path, values: Path, target: Path, day: dt.date, *, flatten: bool, keep: bool, force: bool, as_json: bool
) -> int:
    """Fill a one-off form by field name."""
    from bti_docs.cli.output import File
    from bti_docs.form.verdier import placed, read_values
    from bti_docs.forms import finish

    blank = _blank(source)
    if not blank.fields:
        raise BtiError(Problem("B108", Where(file=str(source))))
    given, where = read_values(read_file(values), file=str(values))
    try:
        done = finish(
            blank, given, title=source.stem, day=day, language=console.Voice.language.value, flat=flatten, keep=keep
        )
    except BtiError as error:
        raise BtiError(*(placed(p, where) for p in error.problems)) from None
    status = place(target, done.pdf, force=force)
    told = [placed(p, where) for p in done.problems]
    if as_json:
        import hashlib

        digest = hashlib.sha256(done.pdf).hexdigest()
        report_json([File(str(target), "skjema", "", "pdf", day.isoformat(), digest, status)], told)
        return ExitCode.OK
    console.tell(told)
    console.out(str(target))
    return ExitCode.OK


def _blank(path: Path) -> Blank:
    """Read a form where it can do no harm; what is wrong with it is told with its name."""
    from bti_docs.form.child import read_blank

    data = read_file(path)
    try:
        return read_blank(data)
    except BtiError as error:
        raise BtiError(*(replace(p, where=Where(file=str(path))) for p in error.problems)) from None
