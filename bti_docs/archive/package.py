"""A registry entry and finished files go in; a package comes out, as a folder's members or one zip, and is read back.

The same entry and files give the same bytes: members are sorted, dates in the zip are 1 January 1980, nothing is
deflated.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bti_docs.archive import slip
from bti_docs.archive.arkivmelding import arkivmelding
from bti_docs.archive.entry import Arkivpost, as_json, dump, load
from bti_docs.archive.public360 import bodies
from bti_docs.problem import BtiError, Problem, Where

MESSAGE, METADATA, MANIFEST = "arkivmelding.xml", "metadata.json", "manifest-sha256.txt"
SLIP_PDF, SLIP_TEXT = "FOLGESEDDEL.pdf", "FOLGESEDDEL.txt"
MAX_BYTES = 200_000_000
MAX_MEMBERS = 100
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PRIVATE = 0o600 << 16
_UNSAFE = re.compile(r"[\\:\x00-\x1f]|^/|//|(^|/)\.{1,2}(/|$)")
Members = Mapping[str, bytes]


@dataclass(frozen=True)
class Package:
    """A package that was read: what its entry says, and its members by name."""

    entry: Arkivpost
    members: Members
    where: str = ""

    def place(self, member: str = "") -> Where:
        """Return the place of a member."""
        return Where(file="/".join(part for part in (self.where, member) if part))

    @property
    def sha256(self) -> str:
        """Name the whole content: the manifest's own sha256."""
        return _sha256(self.members.get(MANIFEST, b""))


def members(entry: Arkivpost, files: Members, slip_pdf: bytes) -> dict[str, bytes]:
    """Return everything in the package by name."""
    found = {**files, METADATA: dump(entry), SLIP_PDF: slip_pdf, **told(entry)}
    return {**found, MANIFEST: manifest(found)}


def told(entry: Arkivpost) -> dict[str, bytes]:
    """Return what only says again what the entry says: the message, the slip as text, the calls.

    Raises KeyError and ValueError for an entry that was written by hand and lacks a code, or holds what XML cannot.
    """
    calls = {name: as_json(body) for name, body in bodies(entry).items()}
    return {MESSAGE: arkivmelding(entry), SLIP_TEXT: slip.text(entry), **calls}


def manifest(found: Members) -> bytes:
    """Return the manifest of all other members, as `sha256sum -c` reads it."""
    names = sorted(name for name in found if name != MANIFEST)
    return "".join(f"{_sha256(found[name])}  {name}\n" for name in names).encode()


def zipped(found: Members) -> bytes:
    """Return the members as one zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(found):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.external_attr, info.create_system = _PRIVATE, 3
            archive.writestr(info, found[name])
    return out.getvalue()


def read(path: Path) -> Package:
    """Return the package that lies at `path`, a folder or a zip.

    Raises BtiError when it is none (A201), or holds names or an amount of bytes that no package has (A224); OSError.
    """
    found = _of_folder(path) if path.is_dir() else _of_zip(path)
    if METADATA not in found:
        raise BtiError(Problem("A201", Where(file=str(path))))
    return Package(load(found[METADATA], f"{path}/{METADATA}"), found, str(path))


def left_over(folder: Path, now: Members) -> list[Path]:
    """Return the files that an earlier package in a folder had and this one has not, as its manifest names them.

    A file that was changed since, or that the manifest does not name, is someone's own and is not among them.
    """
    manifest = folder / MANIFEST
    lines = manifest.read_text(encoding="utf-8", errors="replace").splitlines() if manifest.is_file() else []
    named = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    gone = [folder / name for name in named if name and name not in now and not _UNSAFE.search(name)]
    return [p for p in gone if _is_plain(p) and _sha256(p.read_bytes()) == named[p.relative_to(folder).as_posix()]]


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.parent.is_symlink()


def _of_folder(path: Path) -> dict[str, bytes]:
    files = sorted(p for p in path.rglob("*") if p.is_symlink() or not p.is_dir())
    _hold(path, [p.relative_to(path).as_posix() for p in files], sum(p.lstat().st_size for p in files))
    if any(p.is_symlink() for p in files):
        raise BtiError(Problem("A224", Where(file=str(path))))
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in files}


def _of_zip(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            _hold(path, [i.filename for i in infos], sum(i.file_size for i in infos))
            return {i.filename: archive.read(i) for i in infos}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise BtiError(Problem("A201", Where(file=str(path)))) from None


def _hold(path: Path, names: list[str], size: int) -> None:
    """Refuse what no package is: too much, a name that leads elsewhere, or one name twice."""
    unsafe = any(_UNSAFE.search(name) for name in names) or len({n.casefold() for n in names}) < len(names)
    if unsafe or size > MAX_BYTES or len(names) > MAX_MEMBERS:
        raise BtiError(Problem("A224", Where(file=str(path))))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
