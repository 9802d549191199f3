"""The commands about what is on the shelves: kinds, municipalities, Word templates, and the machine itself."""

from __future__ import annotations

import platform
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bti_docs.cli import console
from bti_docs.cli.files import create, problem_of, read_file, shelves
from bti_docs.cli.options import Json, Library, spoken
from bti_docs.cli.output import report_faults
from bti_docs.problem import BtiError, ExitCode, Problem, Severity

if TYPE_CHECKING:
    from bti_docs.library import Shelves

template_app = typer.Typer(
    help="The municipality's Word templates.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_PACKAGES = (
    "docxtpl",
    "docxcompose",
    "httpx",
    "jinja2",
    "lxml",
    "pikepdf",
    "pydantic",
    "pypdf",
    "pyyaml",
    "reportlab",
    "typer",
    "typst",
)
_FONTS = ("fontpkg_arimo", "fontpkg_noto_sans", "fontpkg_noto_sans_arabic")


def list_shelves(library: Library = None, as_json: Json = False) -> int:
    """List the document kinds, procedures and municipalities on the shelves."""
    found = shelves(library)
    kinds = [found.kind(k) for k in found.kinds()]
    steps = [p for n in found.procedures() if (p := found.procedure(n).value)]
    places = [found.municipality(m).profil for m in found.municipalities()]
    if as_json:
        console.out_json(
            {
                "bti": 1,
                "kinds": [{"id": k.id, "nb": k.tittel_nb, "nn": k.tittel_nn} for k in kinds],
                "procedures": [{"id": p.id, "nb": p.tittel.nb, "nn": p.tittel.nn} for p in steps],
                "municipalities": [{"id": p.id, "name": p.navn, "form": p.målform} for p in places],
            }
        )
        return ExitCode.OK
    for kind in kinds:
        console.out(
            f"{kind.id:<28}{kind.tittel_nb}" + (f" / {kind.tittel_nn}" if kind.tittel_nn != kind.tittel_nb else "")
        )
    console.out("")
    for procedure in steps:
        console.out(f"{procedure.id:<32}{getattr(procedure.tittel, console.form())}")
    console.out("")
    for place in places:
        systems = place.systemer
        console.out(f"{place.id:<28}{place.navn} ({place.målform}; {systems.stafettlogg.navn}; {systems.arkiv.navn})")
    return ExitCode.OK


@template_app.command("list")
@spoken
def list_templates(library: Library = None) -> int:
    """List every Word template with its path."""
    found = shelves(library)
    for path in _all_templates(found):
        console.out(str(path))
    return ExitCode.OK


@template_app.command(
    "check", epilog="Example: `bti-docs template check min-mal.docx`. Exit code 4 when there are faults."
)
@spoken
def check_templates(
    templates: Annotated[
        list[str] | None,
        typer.Argument(help="Kinds or .docx files. Default: every template.", metavar="[KIND|FILE.docx]..."),
    ] = None,
    library: Library = None,
    as_json: Json = False,
) -> int:
    """Find faults in Word templates without filling them: each is named in Word's own terms."""
    found = shelves(library)
    paths = [p for name in templates or [] for p in _templates(name, found)] or _all_templates(found)
    problems = [problem for path in paths for problem in _findings(path, found)]
    count, faults = len(paths), len(problems)
    words = console.text(
        nb=f"{count} maler sjekket: {faults} funn.",
        nn=f"{count} malar sjekka: {faults} funn.",
        en=f"{count} templates checked: {faults} findings.",
    )
    return report_faults(problems, words, ExitCode.TEMPLATE, as_json=as_json)


@template_app.command("new", epilog="Example: `bti-docs template new bti_motereferat --to hylle --form nb`.")
@spoken
def new_template(
    kind: Annotated[str, typer.Argument(help="The document kind to copy out.")],
    to: Annotated[Path, typer.Option("--to", help="The private shelf to copy it to.")] = Path("hylle"),
    form: Annotated[list[str] | None, typer.Option("--form", help="nb or nn (repeat for both). Default: both.")] = None,
    library: Library = None,
) -> int:
    """Copy a kind's Word templates to a private shelf, to edit there; it then comes before the built-in one."""
    found = shelves(library)
    folder = to / "kinds" / found.kind(kind).id
    manifest = found.manifest(kind)
    for source in (manifest, *(manifest.with_name(f"{f}.docx") for f in form or ["nb", "nn"])):
        create(folder / source.name, read_file(source))
        console.out(str(folder / source.name))
    console.say(
        console.text(
            nb=f"Rediger i Word. Sjekk og bruk med --library {to}: `bti-docs template check --library {to}`.",
            nn=f"Rediger i Word. Sjekk og bruk med --library {to}: `bti-docs template check --library {to}`.",
            en=f"Edit in Word. Check and use with --library {to}: `bti-docs template check --library {to}`.",
        )
    )
    return ExitCode.OK


@template_app.command("text")
@spoken
def template_text(file: Annotated[Path, typer.Argument(help="A .docx file.")]) -> int:
    """Print a Word file's text; `git config diff.docx.textconv "bti-docs template text"` shows it in diffs."""
    from bti_docs.document import as_text
    from bti_docs.docx.read import read

    document, _ = read(read_file(file), file=str(file))
    console.out(as_text(document))
    return ExitCode.OK


def doctor(library: Library = None) -> int:
    """Say what this machine has of what the program needs, and whether the shelves are sound."""
    rows = [("Python", platform.python_version(), True)]
    rows += [(name, *_installed(name)) for name in _PACKAGES]
    rows += [(name, "", find_spec(name) is not None) for name in _FONTS]
    found = shelves(library)
    for path in _all_templates(found):
        faults = sum(p.severity is Severity.ERROR for p in _findings(path, found))
        rows.append((f"{path.parent.name}/{path.name}", f"{faults} faults" if faults else "", not faults))
    rows += [(f"form {name}", *_form_row(found, name)) for name in found.forms()]
    rows += [(f"municipality {m}", "", _sound(found, m)) for m in found.municipalities()]
    for name, words, sound in rows:
        console.out(f"{'ok  ' if sound else 'FAIL'}  {name}  {words}".rstrip())
    return ExitCode.OK if all(sound for _, _, sound in rows) else ExitCode.OTHER


def _form_row(found: Shelves, name: str) -> tuple[str, bool]:
    """Return what is said of a PDF form, and whether its map fits it."""
    from bti_docs.make import check_form

    path = found.form(name)
    faults = sum(p.severity is Severity.ERROR for p in check_form(path, found)) if path else 1
    return (f"{faults} faults", False) if faults else ("", True)


def _findings(path: Path, found: Shelves) -> list[Problem]:
    from bti_docs.make import check_template

    try:
        return check_template(path, found)
    except BtiError as error:
        return list(error.problems)
    except OSError as error:
        return [problem_of("C101", path, error)]


def _installed(name: str) -> tuple[str, bool]:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name), True
    except PackageNotFoundError:
        return "", False


def _sound(found: Shelves, municipality: str) -> bool:
    try:
        found.municipality(municipality).letterhead()
    except BtiError:
        return False
    return True


def _templates(name: str, found: Shelves) -> list[Path]:
    """Return the files that a name on the command line means: a .docx file itself, or a kind's templates."""
    if name.endswith(".docx"):
        return [Path(name)]
    kind = found.kind(name).id
    return [p for p in _all_templates(found) if p.parent.name == kind]


def _all_templates(found: Shelves) -> list[Path]:
    """Return every template that is in use: what a private shelf overlays is not."""
    seen: dict[tuple[str, ...], Path] = {}
    for folder in found.folders:
        for pattern in (
            "kinds/*/n[bn].docx",
            "municipalities/*/brevmal.docx",
            "municipalities/*/kinds/*/n[bn].docx",
        ):
            for path in sorted(folder.glob(pattern)):
                seen.setdefault(path.relative_to(folder).parts, path)
    return sorted(seen.values())
