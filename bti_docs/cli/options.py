"""The options that commands share; and a command goes in and comes out with those that all have: language, loudness."""

from __future__ import annotations

import datetime as dt
import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bti_docs.case.vocabulary import YEARS
from bti_docs.cli import console

F = TypeVar("F", bound=Callable[..., int])

Library = Annotated[
    Path | None,
    typer.Option("--library", envvar="BTI_LIBRARY", help="A private shelf that comes before the built-in ones."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Lang = Annotated[str | None, typer.Option("--lang", envvar="BTI_LANG", help="Language of messages: nb, nn or en.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say only what is wrong.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say more.")]

# After the command: without the variable, which would win over what is said before the command.
_LangAfter = Annotated[str | None, typer.Option("--lang", help="Language of messages: nb, nn or en.")]
_COMMON = {"lang": (_LangAfter, None), "quiet": (Quiet, False), "verbose": (Verbose, False)}


def kinds(incomplete: str) -> list[str]:
    """Complete document kinds in the shell."""
    from bti_docs.library import shelves

    return [k for k in shelves().kinds() if k.startswith(incomplete)]


def parse_day(text: str) -> dt.date:
    """Read a day on the command line. Raises a usage error for what is none."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
        if day.year in YEARS:
            return day
    raise typer.BadParameter("write the day as 2026-06-10 or 10.06.2026")


Case_ = Annotated[Path, typer.Argument(help="The case file (YAML).", metavar="SAK")]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", "-k", help="A document kind (repeat for more). See `bti-docs list`.", autocompletion=kinds),
]
Day = Annotated[
    dt.date | None,
    typer.Option(
        "--day", parser=parse_day, help="The day it is, 2026-06-10 or 10.06.2026. Default: today.", metavar="DATE"
    ),
]
Acknowledge = Annotated[
    bool,
    typer.Option("--acknowledge-protected", help="Go on although someone's address is `strengt fortrolig`."),
]


Force = Annotated[bool, typer.Option("--force", help="Overwrite files that are different.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="The folder to write to.")]
Meeting = Annotated[str, typer.Option("--meeting", "-m", help="Only this meeting (its id).")]
Requested = Annotated[
    bool, typer.Option("--requested", help="The reader has asked for it, and access is judged not to harm the child.")
]
Explain = Annotated[bool, typer.Option("--explain", help="Tell the school which rule left out what, and where.")]
Journal = Annotated[
    Path | None,
    typer.Option(
        "--journal",
        envvar="BTI_JOURNAL",
        help="The journal to add to. Default: journal.jsonl in --out, for what leaves the school.",
    ),
]


def today(day: dt.date | None) -> dt.date:
    """Return the day that was asked for, else the clock's."""
    return day or now().date()


def now() -> dt.datetime:
    """Return the time with its zone."""
    return dt.datetime.now().astimezone()


def speak(lang: str | None, *, quiet: bool, verbose: bool) -> None:
    """Set how this run speaks. What is not said leaves it as it was, so the option works in both places."""
    if lang and lang not in ("nb", "nn", "en"):
        raise typer.BadParameter("choose nb, nn or en", param_hint="--lang")
    if lang:
        console.Voice.language = console.choose_language(lang)
    if quiet or verbose:
        console.Voice.loudness = int(verbose) - int(quiet)


def spoken(command: F) -> F:
    """Give a command `--lang`, `-q` and `-v`."""

    @functools.wraps(command)
    def with_voice(*args: Any, lang: str | None, quiet: bool, verbose: bool, **kwargs: Any) -> int:
        speak(lang, quiet=quiet, verbose=verbose)
        return command(*args, **kwargs)

    own = inspect.signature(command, eval_str=True)
    extra = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in _COMMON.items()
    ]
    signature = own.replace(parameters=[*own.parameters.values(), *extra])
    with_voice.__signature__ = signature  # type: ignore[attr-defined]
    with_voice.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()} | {"return": int}
    return with_voice  # type: ignore[return-value]
