"""The options that commands share; and a command goes in and comes out with those that all have: language, loudness."""

from __future__ import annotations

import datetime as dt
import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Making:
    """What every command that makes documents is told: the day, the shelf, what it may do, and how it answers."""

    day: dt.date | None
    library: Path | None
    force: bool
    acknowledged: bool
    requested: bool
    journal: Path | None
    as_json: bool

    @property
    def today(self) -> dt.date:
        """The day that was asked for, else the clock's."""
        return today(self.day)


_MAKING = {
    "day": (Day, None),
    "library": (Library, None),
    "force": (Force, False),
    "acknowledge_protected": (Acknowledge, False),
    "requested": (Requested, False),
    "journal": (Journal, None),
    "as_json": (Json, False),
}


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
    """Give a command `--lang`, `-q` and `-v`; one that has `--json` then answers in JSON also when it is refused."""

    @functools.wraps(command)
    def with_voice(*args: Any, lang: str | None, quiet: bool, verbose: bool, **kwargs: Any) -> int:
        speak(lang, quiet=quiet, verbose=verbose)
        console.Voice.as_json = bool(kwargs.get("as_json"))
        return command(*args, **kwargs)

    return _with_options(with_voice, command, _COMMON)  # type: ignore[return-value]


def making(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of all that make documents: its `how`, a Making, is made of them."""

    @functools.wraps(command)
    def with_how(*args: Any, **kwargs: Any) -> int:
        said = {name: kwargs.pop(name) for name in _MAKING}
        how = Making(acknowledged=said.pop("acknowledge_protected"), **said)
        return command(*args, how=how, **kwargs)

    return _with_options(with_how, command, _MAKING)


def _with_options(
    wrapper: Callable[..., int], command: Callable[..., int], options: Mapping[str, tuple[Any, Any]]
) -> Callable[..., int]:
    """Let the parser see a wrapper as its command with more options."""
    own = inspect.signature(command, eval_str=True)
    kept = [p for p in own.parameters.values() if p.annotation is not Making]
    more = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in options.items()
    ]
    signature = own.replace(parameters=[*kept, *more])
    wrapper.__signature__ = signature  # type: ignore[attr-defined]
    wrapper.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()} | {"return": int}
    return wrapper
