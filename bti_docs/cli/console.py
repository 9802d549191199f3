"""Problems and tables go in; words for people come out on stderr, data on stdout."""

from __future__ import annotations

import json
import locale
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bti_docs.case.vocabulary import Målform
from bti_docs.problem import BtiError, Language, Problem, Severity

_GRADES = {
    Language.NB: {Severity.ERROR: "feil", Severity.WARNING: "advarsel"},
    Language.NN: {Severity.ERROR: "feil", Severity.WARNING: "åtvaring"},
    Language.EN: {Severity.ERROR: "error", Severity.WARNING: "warning"},
}
_HELP = {Language.NB: "hjelp", Language.NN: "hjelp", Language.EN: "help"}
_MOST_FRAMES = 200


class Voice:
    """How the program speaks in this run: language and loudness (-1 quiet, 0 normal, 1 verbose)."""

    language: Language = Language.NB
    loudness: int = 0
    as_json: bool = False


def choose_language(asked: str | None) -> Language:
    """Return the language to speak: what was asked for, else the machine's, else bokmål."""
    name = asked or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or _system()
    return {"nn": Language.NN, "en": Language.EN}.get(name[:2].lower(), Language.NB)


def _system() -> str:
    """Return what Windows is set to. Elsewhere the variables say it: Python itself makes `en_US` of `C.UTF-8`."""
    name = locale.getlocale()[0] or "" if os.name == "nt" else ""
    return "nn" if "nynorsk" in name.lower() else name


def text(**by_language: str) -> str:
    """Return the text for people in the run's language."""
    return by_language[Voice.language.value]


def form() -> Målform:
    """Return the language form of data that is written in bokmål and nynorsk: English readers get bokmål."""
    return "nn" if Voice.language is Language.NN else "nb"


def tell(problems: Iterable[Problem]) -> None:
    """Print problems on stderr as `file:line:column: grade CODE: message`, with the source line, a caret and a hint."""
    found = list(problems)
    shown = [p for p in found if Voice.loudness >= 0 or p.severity is Severity.ERROR]
    lines = [line for p, before in zip(shown[:_MOST_FRAMES], [None, *shown], strict=False) for line in _told(p, before)]
    if len(shown) > _MOST_FRAMES:
        more = str(len(shown) - _MOST_FRAMES)
        lines.append(text(nb=f"… og {more} til", nn=f"… og {more} til", en=f"… and {more} more"))
    say("\n".join(lines))


def say(words: str) -> None:
    """Print something for people on stderr."""
    if words:
        print(words, file=sys.stderr)  # noqa: T201 - the one place that prints for people


def out(words: str) -> None:
    """Print data on stdout."""
    print(words)  # noqa: T201 - the one place that prints data


def out_json(value: dict[str, Any]) -> None:
    """Print one JSON object on stdout."""
    out(json.dumps(value, ensure_ascii=False, indent=2))


def as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return problems as every command's JSON tells them."""
    return [p.as_json(Voice.language) for p in problems]


def refuse(error: BtiError) -> int:
    """Tell why a command can make nothing, as JSON when that was asked for; return its exit code."""
    if Voice.as_json:
        out_json({"bti": 1, "files": [], "problems": as_json(error.problems)})
    else:
        tell(error.problems)
    return int(error.exit_code)


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table for people on stderr, one line a row: nothing is cut off."""
    widths = [max(len(row[i]) for row in (heading, *rows)) for i in range(len(heading))]
    rule = ["─" * width for width in widths]
    for row in (heading, rule, *rows):
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@contextmanager
def progress(total: int) -> Iterator[Any]:
    """Yield a function that says what is being made; it shows only on a terminal and when there is a wait."""
    if total < 2 or not sys.stderr.isatty() or Voice.loudness < 0 or Voice.as_json:
        yield lambda _name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda name: bar.update(task, description=name, advance=1)


@contextmanager
def counted(total: int) -> Iterator[Any]:
    """Yield a function that is told how many more are finished, with rate and time left; None where no bar shows."""
    if total < 2 or not sys.stderr.isatty() or Voice.loudness < 0 or Voice.as_json:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        """How many are finished a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.finished_speed or task.speed or 0:.1f}/s")

    columns = (BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda more: bar.update(task, advance=more)


def _told(problem: Problem, before: Problem | None) -> Iterator[str]:
    """Tell one problem; the source line is shown once for those that share it."""
    language = Voice.language
    grade = _GRADES[language][problem.severity]
    place = str(problem.where)
    yield (
        f"{place}: {grade} {problem.code}: {problem.message(language)}"
        if place
        else (f"{grade} {problem.code}: {problem.message(language)}")
    )
    if before is None or before.where != problem.where:
        yield from _frame(problem)
    hint = problem.hint(language)
    if hint:
        yield f"  = {_HELP[language]}: {hint}"


def _frame(problem: Problem) -> Iterator[str]:
    where = problem.where
    if not where.line_text:
        return
    number = str(where.line)
    yield f"  {number} │ {where.line_text}"
    width = max(1, min(where.end_column, len(where.line_text) + 1) - where.column)
    yield f"  {' ' * len(number)} │ {' ' * (where.column - 1)}{'^' * width}"
