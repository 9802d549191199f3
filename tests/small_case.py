"""A small case and its profile, written out, and what is told of a case in which a text is exchanged."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bti_docs.case.load import load_case
from bti_docs.problem import Language, Problem

CONTRACT = Path(__file__).parents[2] / "shared" / "design"
needs_contract = pytest.mark.skipif(not CONTRACT.is_dir(), reason=f"the contract cases are not at {CONTRACT}")
SMALL = """\
# Oppdiktet: Canaria Hemmelig
bti_sak: 1
id: proeve-1
saksnavn: Overgang Canaria
kommune: risor
målform: nb
nivå: 1
barn:
  fornavn: Canaria
  etternavn: Testesen
  fødselsdato: 2014-05-12
  fødselsnummer: 12851499979
  skole: hope-barneskole
  trinn: 7
  klasse: 7A
  tolk: ja
  adresse: [Kanaribakken 99, 4950 Risør]
  syn:
    - dato: 2026-04-20
      form: elevsamtale
      hentet_av: heidi
      sier: |
        Jeg gruer meg til Zanzibar.
        Nabo: Og til Kvakksalveren.
foresatte:
  - id: mor
    navn: Kanarine Testesen
    relasjon: mor
    telefon: 900 00 001
    epost: kanarine@example.no
personer:
  - {id: per,   navn: Per Kanarisen, rolle: kontaktlærer, enhet: hope-barneskole}
  - {id: heidi, navn: Heidi Kanari,  rolle: helsesykepleier, enhet: hope-barneskole}
samtykker:
  - {id: s1, gjelder: stafettlogg, status: gitt, gjelder_fra: 2026-04-28, gjelder_til: 2026-12-31}
møter:
  - id: m1
    type: ressursteam
    dato: 2026-06-10
    kl: 13:30-14:15
    sted: Kanarirommet
    leder: heidi
    til_stede: [heidi, mor, barn]
    samtykke: s1
    saker:
      - {tittel: Hemmelighet, referat: Zanzibar ble nevnt., tema: helse}
    evaluering:
      - {tiltak: t1, effekt: ønsket}
mål:
  - {id: g1, tekst: Slippe Kvakksalveren.}
tiltak:
  - {id: t1, møte: m1, mål: g1, hva: Kvakksalveren holdes unna, ansvar: per}
overgang: {fra: hope-barneskole, til: risor-ungdomsskole}
iop:
  periode: {fra: 2026-08-17, til: 2027-06-18}
"""
SMALL_PROFILE = """\
bti_profil: 1
id: risor
navn: Risør kommune
målform: nb
enheter:
  hope-barneskole:    {navn: Hope barneskole, type: barneskole, orgnr: 974577690}
  risor-ungdomsskole: {navn: Risør ungdomsskole, type: ungdomsskole}
systemer:
  stafettlogg: {id: a, navn: A}
  arkiv:       {id: b, navn: B}
skoleår: {start: 2026-08-17, slutt: 2027-06-18}
frister: {referat_ut: {virkedager: 7}}
samtykkeregler: {lengst: 6 måneder}
hjemmel:
  - {fra: 2006-01-01, tekst_nb: Offl. § 13, tekst_nn: Offl. § 13}
"""
# Words of SMALL that belong to people, none of which is in our own vocabulary.
CANARIES = re.compile(
    "canaria|kanari|testesen|zanzibar|kvakksalver|hemmelig|nabo|12851499979|85149|90000001|900 00 001|example\\.no",
    re.IGNORECASE,
)


def change(before: str, after: str) -> list[Problem]:
    assert before in SMALL
    return load_case(SMALL.replace(before, after, 1).encode(), file="sak.yaml").problems


def told(problems: list[Problem]) -> str:
    """Everything that anybody could ever be shown of these problems."""
    words = [f"{p} {p!r} {p.where} {p.message(lang)} {p.hint(lang)}" for p in problems for lang in Language]
    return "\n".join([*words, json.dumps([p.as_json(Language.NB) for p in problems], ensure_ascii=False)])


def caret(problem: Problem) -> str:
    where = problem.where
    return where.line_text[where.column - 1 : where.end_column - 1]


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, told(problems)
    return problems[0]
