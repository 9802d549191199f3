"""Lists and a shared case for the tests of batches: rows of made-up pupils go in, files on disk come out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

KIND = "samtykke_stafettlogg"
DAY = "--day=2026-08-25"
HEADINGS = ("Fornavn", "Etternavn", "Fødselsdato", "Klasse", "Foresatt 1", "Relasjon 1", "Foreldreansvar 1")
SHARED = """\
bti_sak: 1
id: risor-2027
saksnavn: Samtykke 7. trinn
kommune: risor
målform: nb
barn: {skole: hope-barneskole, trinn: 7}
personer:
  - {id: per, navn: Per Lærersen, rolle: kontaktlærer, enhet: hope-barneskole}
samtykker:
  - id: s1
    gjelder: stafettlogg
    formål: Vi vil samarbeide om en trygg overgang til ungdomsskolen.
    status: utkast
    gjelder_fra: 2026-08-20
    gjelder_til: 2027-06-18
    tjenester: [hope-barneskole, risor-ungdomsskole, helsestasjonen]
    deles: [faglig, trivsel]
    ingen_avgrensning: ja
    informert_av: {hvem: per, dato: 2026-08-20, språk: norsk}
stafettlogg:
  stafettholdere: [{hvem: per, fra: 2026-08-20}]
"""

Write = Callable[..., Path]


def pupil(number: int, **changed: str) -> dict[str, str]:
    """Return a row of the list: a pupil that is not like the one before."""
    row = dict(zip(HEADINGS, ("Test", "Elevsen", "2014-05-12", "7A", "Tone Elevsen", "mor", "ja"), strict=True))
    return row | {"Klasse": f"7{'ABCDEF'[number % 6]}", "Fødselsdato": f"2014-05-{number % 28 + 1:02}"} | changed


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return rows as a list with the headings that they have between them."""
    headings = list(dict.fromkeys(h for row in rows for h in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headings, restval="", delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("cp1252")


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """The case that all rows share."""
    path = tmp_path / "felles.yaml"
    path.write_text(SHARED, encoding="utf-8")
    return path


@pytest.fixture
def listed(tmp_path: Path) -> Write:
    """Write rows as a list."""

    def write(*rows: Mapping[str, str], name: str = "7A.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(as_csv(rows))
        return path

    return write


def made(folder: Path, *but: str) -> dict[str, bytes]:
    """Return what lies in a folder, without the files whose names have one of these words."""
    found = {p.name: p.read_bytes() for p in sorted(folder.iterdir())}
    return {name: data for name, data in found.items() if not any(word in name for word in but)}
