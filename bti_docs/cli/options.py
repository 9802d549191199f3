"""A command goes in; the same command comes out with the options that every command has: language and loudness."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

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
