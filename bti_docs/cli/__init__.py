"""The command line: arguments go in; files, words on the screen and an exit code come out."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

from bti_docs.memory import look_for_cycles_seldom
from bti_docs.problem import BtiError, ExitCode, Problem


def main() -> NoReturn:
    """Run `bti-docs` and leave with an ExitCode: the one place where errors become words."""
    look_for_cycles_seldom()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(_run())


def _run() -> int:
    from bti_docs.cli import console
    from bti_docs.cli.app import app

    try:
        answer = app(standalone_mode=False)
    except BtiError as error:
        return console.refuse(error)
    except KeyboardInterrupt:
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away (`| head`); Python must not complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.OTHER)
    except Exception as error:  # noqa: BLE001 - whatever it is, a case's data must not reach the screen
        return _unexpected(error)
    return int(answer or 0)


def _unexpected(error: Exception) -> int:
    """Tell about a usage error as the parser does, about anything else without what the exception says."""
    import traceback

    from bti_docs.cli import console

    if hasattr(error, "exit_code") and hasattr(error, "show"):
        error.show()
        return int(error.exit_code)
    if hasattr(error, "exit_code"):
        return int(error.exit_code)
    if os.environ.get("BTI_DEBUG"):
        traceback.print_exc()
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}:{last.lineno}"
    console.tell([Problem("C104", words={"kind": type(error).__name__, "place": place})])
    return int(ExitCode.OTHER)
