"""A name goes in; the kind, municipality, law or word list on the shelves comes out, the private shelf first."""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field

from bti_docs.case.arkivtyper import Arkivregler
from bti_docs.case.load import Loaded, load
from bti_docs.case.profile import Profil
from bti_docs.case.prosedyre import Prosedyre, Rolle, Roller
from bti_docs.case.types import Dato, JaNei, Linje, Node, Tekst
from bti_docs.case.vocabulary import Målform, Møtetype, Samtykkegjelder
from bti_docs.problem import BtiError, Problem, Where

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")

Del = Literal[
    "samtykker",
    "endringer",
    "møter",
    "oppmerksomhetssamtale",
    "iop",
    "stafettlogg",
    "fraværsoppfølging",
    "elevsamtaler",
    "pedagogisk_analyse",
    "tilbakeføringsplan",
    "aktivitetsplan",
    "kopier",
    "henvisning",
    "bekymring",
    "innkallinger",
    "iop_årsvurdering",
    "nivåvurderinger",
    "melding_ke",
    "ingen",
]
Krav = Literal["R", "O", "C"]
Adgang = Literal["ja", "forespørsel", "nei"]
M = TypeVar("M", bound=Node)


class Felt(Node):
    """A field of a kind: what it is called, whether it is required, and which word (`ord`) carries it.

    A field without a word is a fixed paragraph in the template. `nøkkel` is where the case writes it, from the
    part or, after a slash, from the top. `møtetype` limits the field to some meetings.
    """

    id: Linje
    nb: Linje
    nn: Linje
    krav: Krav
    ord: Linje = ""
    nøkkel: Linje = ""
    møtetype: list[Møtetype] = []


class Gjelder(Node):
    """Which part of a case a kind is made from: one document for each of its consents or meetings."""

    del_: Annotated[Del, Field(alias="del")]
    samtykke: list[Samtykkegjelder] = []
    møte: list[Møtetype] = []


class Kind(Node):
    """A document kind, from `kind.yaml`: its titles, what it is made from, its fields.

    `filnavn` is what files are called where the kind itself must not be read from a name (rule R17).
    `til_foresatte` marks what is written to guardians; `kopi_til_foresatte` what they get a copy of without asking.
    `offentlig` marks what holds nothing of any case and may hang on a wall.
    `bruker` names the parts of a case that reach its template for readers other than the school and the archive;
    `lesere` says by role who may have it: yes, only when asked for, or not at all, which is also the rule unsaid.
    `arkiv` is the kind of archive document it becomes (`arkiv.yaml`), or `nei`.
    """

    bti_kind: Literal["1"]
    id: Linje
    nummer: Linje
    tittel_nb: Linje
    tittel_nn: Linje
    gjelder: Gjelder
    filnavn: Linje = ""
    til_foresatte: JaNei
    kopi_til_foresatte: JaNei = True
    offentlig: JaNei = False
    hjemmel: list[Linje] = []
    bruker: list[Linje] = []
    lesere: dict[str, Adgang] = {}
    arkiv: Linje = ""
    felt: list[Felt]

    def title(self, form: Målform) -> str:
        """Return the kind's title in a language form."""
        return self.tittel_nb if form == "nb" else self.tittel_nn


class Lovhenvisning(Node):
    """A section of a law, as it is cited, and the days it was in force."""

    id: Linje
    nb: Linje
    nn: Linje
    tittel: Linje = ""
    fra: Dato
    til: Dato | None = None

    def in_force(self, day: dt.date) -> bool:
        """Tell whether the section was in force on `day`."""
        return self.fra <= day and (self.til is None or day <= self.til)


class Lovsamling(Node):
    """All sections that templates may cite."""

    lover: list[Lovhenvisning]


class Begrep(Node):
    """One of the case's own words, as it is printed in each language form."""

    nb: Tekst
    nn: Tekst


class Ordliste(Node):
    """The case's own words by list and key."""

    ord: dict[str, dict[str, Begrep]]


@dataclass(frozen=True)
class Municipality:
    """A municipality on a shelf: its profile and the folder it lies in."""

    profil: Profil
    folder: Path

    def letterhead(self) -> bytes:
        """Return `brevmal.docx`. Raises BtiError when there is none."""
        path = self.folder / "brevmal.docx"
        if not path.is_file():
            raise BtiError(Problem("K104", Where(file=str(path)), {"name": self.profil.id}))
        return path.read_bytes()


@dataclass(frozen=True)
class Shelves:
    """The shelves in the order they are searched: a private one first, the built-in one last."""

    folders: tuple[Path, ...] = field(default_factory=lambda: (built_in(),))

    def kinds(self) -> list[str]:
        """Return the ids of all kinds, sorted."""
        return sorted({*self._names("kinds", "kind.yaml"), *self._names("forms", "kind.yaml")})

    def municipalities(self) -> list[str]:
        """Return the ids of all municipalities, sorted."""
        return self._names("municipalities", "municipality.yaml")

    def kind(self, name: str) -> Kind:
        """Return a kind. Raises BtiError when no shelf has it or its `kind.yaml` is at fault."""
        path = self.manifest(name)
        return _own_name(_read(path, Kind), path)

    def manifest(self, name: str) -> Path:
        """Return the path of a kind's `kind.yaml`. Raises BtiError when no shelf has it."""
        found = (self._find(f"{shelf}/{name}/kind.yaml") for shelf in ("kinds", "forms"))
        path = next(filter(None, found), None) if _NAME.fullmatch(name) else None
        if path is None:
            raise BtiError(Problem("K102", words=_named(name, self.kinds())))
        return path

    def municipality(self, name: str) -> Municipality:
        """Return a municipality. Raises BtiError when no shelf has it or its profile is at fault."""
        path = self._find(f"municipalities/{name}/municipality.yaml") if _NAME.fullmatch(name) else None
        if path is None:
            raise BtiError(Problem("K101", words=_named(name, self.municipalities())))
        return Municipality(_own_name(_read(path, Profil), path), path.parent)

    def procedures(self) -> list[str]:
        """Return the ids of all procedures, sorted."""
        return self._names("procedures", "procedure.yaml")

    def procedure(self, name: str) -> Loaded[Prosedyre]:
        """Return a procedure with its places. Raises BtiError when no shelf has it or its file is at fault."""
        path = self._find(f"procedures/{name}/procedure.yaml") if _NAME.fullmatch(name) else None
        if path is None:
            raise BtiError(Problem("G101", words=_named(name, self.procedures())))
        loaded = _loaded(path, path.stat().st_mtime_ns, Prosedyre)
        _own_name(loaded.value, path)
        return loaded  # type: ignore[no-any-return]

    def roles(self) -> dict[str, Rolle]:
        """Return who a procedure's steps may be for, by name."""
        return self._first("procedures/roller.yaml", Roller).roller

    def template(self, kind: str, form: Målform, municipality: Municipality) -> Path:
        """Return the body's path: the municipality's own kind wins. Raises BtiError when there is none.

        A missing nynorsk template is never replaced by the bokmål one, nor the other way.
        """
        own = municipality.folder / "kinds" / kind / f"{form}.docx"
        path = own if own.is_file() else self._find(f"kinds/{kind}/{form}.docx")
        if path is None:
            words = {"kind": kind, "form": _FORM_NAMES[form], "file": f"{form}.docx"}
            raise BtiError(Problem("K103", Where(file=kind), words))
        return path

    def forms(self) -> list[str]:
        """Return the ids of all PDF forms, sorted."""
        return self._names("forms", "form.yaml")

    def form(self, kind: str, municipality: Municipality | None = None) -> Path | None:
        """Return the path of the map of the PDF form that a kind is filled in on, None for a kind that is Word's.

        The municipality's own form wins.
        """
        own = municipality.folder / "forms" / kind / "form.yaml" if municipality else None
        if own is not None and own.is_file():
            return own
        return self._find(f"forms/{kind}/form.yaml") if _NAME.fullmatch(kind) else None

    def laws(self) -> tuple[Lovhenvisning, ...]:
        """Return every section that templates may cite, repealed ones too."""
        return tuple(self._first("laws.yaml", Lovsamling).lover)

    def words(self) -> dict[str, dict[str, Begrep]]:
        """Return the printed form of the case's own words, by list and key."""
        return self._first("ord.yaml", Ordliste).ord

    def archive(self) -> Arkivregler:
        """Return the kinds of archive document, the formats that last and the words no public title may hold."""
        return self._first("arkiv.yaml", Arkivregler)

    def new_case(self) -> str:
        """Return the text that a new case starts from."""
        return self._required("ny-sak.yaml").read_text(encoding="utf-8")

    def _first(self, name: str, model: type[M]) -> M:
        return _read(self._required(name), model)

    def _required(self, name: str) -> Path:
        path = self._find(name)
        if path is None:
            raise FileNotFoundError(name)
        return path

    def _find(self, relative: str) -> Path | None:
        return next((f / relative for f in self.folders if (f / relative).is_file()), None)

    def _names(self, shelf: str, manifest: str) -> list[str]:
        return sorted({p.parent.name for f in self.folders for p in (f / shelf).glob(f"*/{manifest}")})


_FORM_NAMES = {"nb": "bokmål", "nn": "nynorsk"}


def shelves(private: Path | None = None) -> Shelves:
    """Return the shelves, with a private one before the built-in. Raises BtiError when it is no folder."""
    if private is None:
        return Shelves()
    if not private.is_dir():
        raise BtiError(Problem("K105", Where(file=str(private))))
    return Shelves((private, built_in()))


def built_in() -> Path:
    """Return the folder of the shelves that come with the package: in a wheel inside it, in a checkout beside it."""
    return _shipped("templates")


def samples() -> Path:
    """Return the folder of the shipped fictional cases."""
    return _shipped("samples")


def _shipped(name: str) -> Path:
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


K = TypeVar("K", Kind, Profil, Prosedyre)


def _own_name(value: K, path: Path) -> K:
    """Hold that a kind or municipality has its folder's name: the id becomes part of file names."""
    if value.id != path.parent.name:
        raise BtiError(Problem("K107", Where(file=str(path), path="id"), {"folder": path.parent.name}))
    return value


def _named(name: str, known: list[str]) -> dict[str, str]:
    close = difflib.get_close_matches(name, known, n=1)
    shown = name if _NAME.fullmatch(name) else "?"
    return {"name": shown, "suggestion": close[0] if close else ""}


def _read(path: Path, model: type[M]) -> M:
    return _loaded(path, path.stat().st_mtime_ns, model).value  # type: ignore[no-any-return]


@functools.lru_cache(maxsize=256)
def _loaded(path: Path, _changed: int, model: type[M]) -> Any:
    """Return what a file holds, with its places; `Loaded[M]`, which a cache cannot say."""
    loaded = load(path.read_bytes(), model, file=str(path))
    if loaded.value is None or loaded.problems:
        raise BtiError(*loaded.problems)
    return loaded
