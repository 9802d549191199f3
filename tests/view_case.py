"""The Risør sample with values changed goes in; what a reader sees of it, or is refused, comes out."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest

from bti_docs.case import model as m
from bti_docs.library import Shelves
from bti_docs.make import open_case
from bti_docs.problem import BtiError
from bti_docs.view.view import Seen, view
from tests.conftest import ROOT

SHELVES = Shelves()
CASE = open_case((ROOT / "samples/risor/sak.yaml").read_bytes(), SHELVES, file="sak.yaml")
RAW = CASE.sak.model_dump()
PROFIL = CASE.municipality.profil
DAY = dt.date(2026, 9, 1)
MINUTES, TRANSITION, NOTE, IOP = "bti_motereferat", "overgangsmote", "oppmerksomhetssamtale", "iop"
LOG_CONSENT, SHARING = "samtykke_stafettlogg", "samtykke_deling"
PARTS: dict[str, tuple[str | int, ...]] = {
    MINUTES: ("møter", 0),
    TRANSITION: ("møter", 1),
    NOTE: ("oppmerksomhetssamtale",),
    IOP: ("iop",),
    LOG_CONSENT: ("samtykker", 0),
    SHARING: ("samtykker", 1),
}
NURSE = "helsestasjonen"
Changes = dict[str, Any]


def case(changes: Changes | None = None) -> m.Sak:
    """Return the sample with some values changed, each named by its key path; `+` at the end appends."""
    raw = copy.deepcopy(RAW)
    for path, value in (changes or {}).items():
        *keys, last = path.split(".")
        node: Any = raw
        for key in keys:
            node = node[int(key) if key.isdigit() else key]
        if last == "+":
            node.append(value)
        else:
            node[int(last) if last.isdigit() else last] = value
    return m.Sak.model_validate(raw)


def look(
    reader: str,
    kind: str = MINUTES,
    changes: Changes | None = None,
    *,
    at: int | None = None,
    day: dt.date = DAY,
    asked: bool = False,
) -> Seen:
    """Return what a reader sees of a document of the sample; `at` chooses the meeting or the consent."""
    part = PARTS[kind] if at is None else (PARTS[kind][0], at)
    return view(case(changes), reader, SHELVES.kind(kind), part, PROFIL, day, requested=asked)


def no(reader: str, kind: str = MINUTES, changes: Changes | None = None, **how: Any) -> list[str]:
    """Return the codes with which a reader is refused a document."""
    with pytest.raises(BtiError) as refused:
        look(reader, kind, changes, **how)
    assert refused.value.exit_code == 5
    return [p.code for p in refused.value.problems]


def slips(reader: str, kind: str, changes: Changes, **how: Any) -> list[str]:
    """Return the places of the texts that give away what is protected."""
    with pytest.raises(BtiError) as refused:
        look(reader, kind, changes, **how)
    assert {p.code for p in refused.value.problems} == {"V111"}
    return [p.where.path for p in refused.value.problems]


def left(seen: Seen) -> set[tuple[str, str]]:
    return {(out.code, ".".join(map(str, out.path))) for out in seen.left_out}


def matters(seen: Seen) -> list[str]:
    return [s.tittel for s in seen.sak.møter[0].saker]


GRANDMOTHER = {
    "id": "mormor",
    "navn": "Ada Testesen",
    "relasjon": "annen",
    "foreldreansvar": "ja",
    "adresse": ["Testveien 1", "4950 Risør"],
    "telefon": "911 11 111",
    "epost": "ada@example.no",
}
