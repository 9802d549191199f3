"""What the whole page shares: the folder, the shelves, the clock; a case's name goes in, the opened case comes out."""

from __future__ import annotations

import copy
import datetime as dt
import functools
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bti_docs.case.edit import readable
from bti_docs.case.load import Loaded
from bti_docs.case.model import Sak
from bti_docs.case.vocabulary import Målform
from bti_docs.library import Municipality, Shelves
from bti_docs.make import Case, Made, check_case, open_case
from bti_docs.page.home import Home
from bti_docs.page.speech import Speech
from bti_docs.problem import BtiError, Problem
from bti_docs.procedure.load import Procedure

if TYPE_CHECKING:
    from jinja2 import Environment

Key = tuple[str, str, str, str, bool]
Clock = Callable[[], dt.datetime]
_MOST_OPEN = 400  # cases that stay read, so that a long list is long to read once only
PAGE = Path(__file__).parent


class UnknownCaseError(Exception):
    """No case in the folder has that name: it was moved, or the address is made up."""


@dataclass(frozen=True)
class Opened:
    """A case file as the page meets it: what it holds, whole or not, and everything that is wrong with it."""

    name: str
    path: Path
    state: str
    loaded: Loaded[Sak]
    case: Case | None
    problems: tuple[Problem, ...]
    municipality: Municipality | None

    @functools.cached_property
    def names(self) -> dict[str, str]:
        """What people and units are called, by their ids."""
        rows = [row for key in ("foresatte", "personer") for row in self.loaded.tree.get(key) or () if row]
        units = self.municipality.profil.enheter if self.municipality else {}
        people = {row["id"]: row["navn"] for row in rows if isinstance(row, dict) and {"id", "navn"} <= row.keys()}
        return {key: unit.navn for key, unit in units.items()} | {k: v for k, v in people.items() if isinstance(k, str)}

    @property
    def tree(self) -> dict[str, Any]:
        """What the file holds as text."""
        return copy.deepcopy(dict(self.loaded.tree))


@dataclass
class Site:
    """The page's surroundings in one run. `acknowledged` are the cases with a strictly protected address."""

    home: Home
    shelves: Shelves
    clock: Clock
    form: Målform = "nb"
    acknowledged: set[str] = field(default_factory=set)
    making: threading.Lock = field(default_factory=threading.Lock)
    kept: OrderedDict[Key, Made] = field(default_factory=OrderedDict)
    procedures: dict[str, list[Procedure]] = field(default_factory=dict)
    opened: OrderedDict[tuple[Path, str, dt.date], Opened] = field(default_factory=OrderedDict)

    @property
    def today(self) -> dt.date:
        """The day it is."""
        return self.clock().date()

    def path(self, name: str) -> Path:
        """Return a case's file. Raises UnknownCaseError; nothing of `name` ever becomes part of a path."""
        found = self.home.find(name)
        if found is None:
            raise UnknownCaseError
        return found

    def open(self, name: str) -> Opened:
        """Return a case, be it ever so incomplete. Raises UnknownCaseError, and BtiError when it is not YAML."""
        path = self.path(name)
        data = self.home.read(path)
        key = (path, hashlib.sha256(data).hexdigest(), self.today)
        if key not in self.opened or "fraværsfil" in self.opened[key].loaded.tree:
            self.opened[key] = self._open(name, path, data)
        self.opened.move_to_end(key)
        while len(self.opened) > _MOST_OPEN:
            self.opened.popitem(last=False)
        found = self.opened[key]
        self.home.keep(found.loaded.tree)
        return found

    def _open(self, name: str, path: Path, data: bytes) -> Opened:
        loaded = readable(data, file=path.name)
        state = self.home.keep(loaded.tree)
        municipality = self._municipality(loaded.tree.get("kommune"))
        try:
            case = open_case(data, self.shelves, file=path.name, beside=lambda near: self.home.read(path.parent / near))
        except BtiError as error:
            return Opened(name, path, state, loaded, None, error.problems, municipality)
        problems = tuple(check_case(case, self.shelves, self.today))
        return Opened(name, path, state, loaded, case, problems, municipality)

    def speech(self, opened: Opened | None = None) -> Speech:
        """Return the language form of a case, else of its municipality, else the run's own."""
        if opened is None:
            return self.speech_of(None)
        form = opened.tree.get("målform") or (opened.municipality.profil.målform if opened.municipality else self.form)
        return Speech("nn" if form == "nn" else "nb", self.shelves, opened.names)

    def speech_of(self, municipality: Municipality | None) -> Speech:
        """Return the language form of a municipality; of the run when there is none."""
        return Speech(municipality.profil.målform if municipality else self.form, self.shelves)

    def own(self) -> Municipality | None:
        """Return the municipality of the first case in the folder; None when it has no case that can be read."""
        for path in self.home.cases().values():
            try:
                tree = readable(self.home.read(path)).tree
            except BtiError:
                continue
            if found := self._municipality(tree.get("kommune")):
                return found
        return None

    def municipalities(self) -> Sequence[Municipality]:
        """Return every municipality on the shelves that is sound."""
        found = (self._municipality(name) for name in self.shelves.municipalities())
        return [m for m in found if m]

    def _municipality(self, name: Any) -> Municipality | None:
        try:
            return self.shelves.municipality(name) if isinstance(name, str) else None
        except BtiError:
            return None


def field_name(problem: Problem) -> str:
    """Return the name of the field that a Problem is about: `møter[0].leder` is `møter.0.leder`."""
    return re.sub(r"\[([0-9]+)\]", r".\1", problem.where.path)


@functools.cache
def environment() -> Environment:
    """Return the page's own HTML templates; everything that is filled in is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(PAGE / "html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
