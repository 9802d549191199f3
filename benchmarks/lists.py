"""A number goes in; that pupil's row of a list comes out, and the case that all rows share, for batches of any size."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

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


def pupil(number: int, **changed: str) -> dict[str, str]:
    """Return a row of the list: a pupil that is not like the one before."""
    row = dict(zip(HEADINGS, ("Test", "Elevsen", "2014-05-12", "7A", "Tone Elevsen", "mor", "ja"), strict=True))
    return row | {"Klasse": f"7{'ABCDEF'[number % 6]}", "Fødselsdato": f"2014-05-{number % 28 + 1:02}"} | changed


def unlike_all(number: int) -> dict[str, str]:
    """Return a row whose names no other row has, with two guardians: Typst remembers what it has set before."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    guardians = {"Foresatt 1": f"Mor{letters} Testesen", "Foresatt 2": f"Far{letters} Elevsen", "Relasjon 2": "far"}
    return pupil(number, Fornavn=f"Elev{letters}", Etternavn="Testesen") | guardians


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return rows as a list with the headings that they have between them."""
    headings = list(dict.fromkeys(h for row in rows for h in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headings, restval="", delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("cp1252")
