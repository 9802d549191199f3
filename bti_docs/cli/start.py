"""A folder goes in; a page for those who do not write YAML is opened on it, and stays until its window is closed."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from bti_docs.cli import console
from bti_docs.cli.options import Library, now, spoken
from bti_docs.problem import BtiError, ExitCode, Problem, Where


@spoken
def start(
    folder: Annotated[Path, typer.Argument(help="The folder of case files.", metavar="[FOLDER]")] = Path(),
    library: Library = None,
    port: Annotated[int, typer.Option("--port", help="The port on 127.0.0.1. Default: a free one.", min=0)] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address; open it yourself.")] = False,
) -> int:
    """Open a page where cases are written in a form, checked and printed; nothing leaves this machine."""
    if not folder.is_dir():
        raise BtiError(Problem("C101", Where(file=str(folder)), {"reason": _no_folder()}))
    from bti_docs.library import shelves
    from bti_docs.page.serve import serve

    def opened(address: str) -> None:
        console.out(address)
        console.say(_words())
        if not no_browser:
            webbrowser.open(address)

    form = console.Voice.language.value
    serve(folder, shelves(library), now, opened, port=port, form="nn" if form == "nn" else "nb")
    return ExitCode.OK


def _no_folder() -> str:
    return console.text(nb="det er ingen mappe der", nn="det er inga mappe der", en="there is no folder")


def _words() -> str:
    return console.text(
        nb="Siden er åpen på denne maskinen. Adressen virker én gang. Avslutt ved å lukke vinduet, eller med Ctrl-C.",
        nn="Sida er open på denne maskina. Adressa verkar éin gong. Avslutt ved å lukke vindauget, eller med Ctrl-C.",
        en="The page is open on this machine. The address works once. Stop by closing the window, or with Ctrl-C.",
    )
