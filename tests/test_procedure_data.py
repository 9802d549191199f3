"""Procedures as data: what is checked when one is read, what a municipality may set, what the sources leave open."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bti_docs.case.profile import Profil
from bti_docs.case.prosedyre import Prosedyre, Tospråk
from bti_docs.case.types import Node, Varighet
from bti_docs.library import shelves
from bti_docs.problem import BtiError, Language
from bti_docs.procedure.load import open_procedure, open_procedures
from bti_docs.procedure.next import next_steps
from tests.procedures import SHELVES, case, profil_of, sample, told

KINDS_OF_LAW = {law.id: law for law in SHELVES.laws()}
STEP = """
  - n: '1'
    navn: {nb: A, nn: A}
    hva: {nb: B, nn: B}
    hvordan: {nb: C, nn: C}
    hvem: [kontaktlærer]
    når: begynt
    kilde: {sted: D}
"""
HEAD = "bti_prosedyre: 1\nid: egen\ntittel: {nb: E, nn: E}\nkilde: {sted: F}\nsteg:"


def data(name: str) -> Prosedyre:
    value = SHELVES.procedure(name).value
    assert value
    return value


def own(folder: Path, text: str) -> list[str]:
    """The codes told about a procedure that a municipality has written, with their words."""
    path = folder / "procedures" / "egen" / "procedure.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    try:
        open_procedure("egen", profil_of("risor"), shelves(folder))
    except BtiError as error:
        return [f"{p.code}:{p.where.line}:{p.words.get('suggestion', '')}" for p in error.problems]
    return []


def test_a_procedure_on_a_private_shelf_is_read_like_the_built_in_ones(tmp_path: Path) -> None:
    assert own(tmp_path, HEAD + STEP) == []


@pytest.mark.parametrize(
    ("old", "new", "told_of"),
    [
        ("når: begynt", "når: begynnt", "M361:11:begynt"),
        ("når: begynt", "når: notat.skrevt", "M361:11:skrevet"),
        ("når: begynt", "når: 'gjort[\"2\"]'", "M361:11:"),
        ("når: begynt", "når: nivå", "G107:11:"),
        ("når: begynt", 'når: nivå == "1"', "M365:11:"),
        ("når: begynt", "når: begynt and", "M316:11:"),
        ("når: begynt", "når: begynt()", "M321:11:"),
        ("hvem: [kontaktlærer]", "hvem: [kontaktlerer]", "G104:10:kontaktlærer"),
        ("kilde: {sted: D}", "kilde: {sted: D, lov: [oppl_24_11]}", "G105:12:oppl_24_1"),
        ("kilde: {sted: D}", "kilde: {sted: D}\n    valg: [{id: a, til: '9', nb: X, nn: X}]", "G102:13:"),
        ("kilde: {sted: D}", "kilde: {sted: D}\n    frist: {nb: X, nn: X, fra: notat, innstilling: x}", "G103:13:"),
        ("kilde: {sted: D}", "kilde: {sted: D}\n    frist: {nb: X, nn: X, fra: notatt}", "S121:13:"),
        ("hva: {nb: B, nn: B}", "hva: {nb: B}", "S105:8:"),
    ],
)
def test_a_fault_in_a_procedure_is_told_with_its_line(old: str, new: str, told_of: str, tmp_path: Path) -> None:
    assert old in HEAD + STEP
    assert own(tmp_path, (HEAD + STEP).replace(old, new)) == [told_of]


def test_two_steps_with_one_number_are_told(tmp_path: Path) -> None:
    assert own(tmp_path, HEAD + STEP + STEP.lstrip("\n")) == ["G106:13:"]


def test_a_fault_says_what_was_meant_in_every_language(tmp_path: Path) -> None:
    own(tmp_path, (HEAD + STEP).replace("[kontaktlærer]", "[kontaktlerer]"))
    with pytest.raises(BtiError) as caught:
        open_procedure("egen", profil_of("risor"), shelves(tmp_path))
    assert [
        " kontaktlærer" in f" {caught.value.problems[0].hint(lang)}".replace("«", " ").replace("“", " ")
        for lang in Language
    ] == [True] * 3


def with_procedures(chosen: dict[str, dict[str, Varighet]]) -> Profil:
    return profil_of("risor").model_copy(update={"prosedyrer": chosen})


def test_a_municipality_has_its_own_procedures_and_those_for_everybody() -> None:
    names = [p.data.id for p in open_procedures(profil_of("vindafjord"), SHELVES)]
    assert names[-1] == "vindafjord_etne_fravaer"
    assert {"bti_flyt_0_3", "saksgang_flere_barn", "sakens_egne_frister"} < set(names)
    assert "risor_overgang_7_8" not in names
    assert "risor_overgang_7_8" in [p.data.id for p in open_procedures(profil_of("risor"), SHELVES)]


def test_a_procedure_in_a_profile_that_no_shelf_has_is_told() -> None:
    with pytest.raises(BtiError) as caught:
        open_procedures(with_procedures({"risor_overgang_7_9": {}}), SHELVES)
    assert [(p.code, p.words["suggestion"]) for p in caught.value.problems] == [("G101", "risor_overgang_7_8")]


def test_a_setting_in_a_profile_that_the_procedure_does_not_have_is_told() -> None:
    with pytest.raises(BtiError) as caught:
        open_procedures(with_procedures({"risor_overgang_7_8": {"for_skolestart": Varighet(1, "uker")}}), SHELVES)
    assert [(p.code, p.words["suggestion"]) for p in caught.value.problems] == [("G103", "før_skolestart")]


@pytest.mark.parametrize(
    ("text", "due"), [("nytt_møte: 1 måned", "2026-03-26"), ("nytt_møte: 10 virkedager", "2026-03-12")]
)
def test_how_soon_to_meet_after_the_resource_team_is_the_municipalitys(text: str, due: str) -> None:
    span = Varighet.parse(text.split(": ")[1])
    profil = with_procedures({"vindafjord_etne_fravaer": {"nytt_møte": span}})
    opened = [open_procedure("vindafjord_etne_fravaer", profil, SHELVES)]
    found = next_steps(sample("trapp"), profil, opened, SHELVES.roles(), dt.date(2026, 2, 27))
    assert [d.frist for d in found if d.steg.n == "13"] == [dt.date.fromisoformat(due)]


def test_where_a_source_gives_no_deadline_there_is_none_until_the_municipality_sets_it() -> None:
    note = case(
        "oppmerksomhetssamtale: {dato: 2026-09-01, skrevet_av: mor, undring: U, "
        "observasjoner: [{dato: 2026-09-01, hva: H}]}"
    )
    assert [d.frist for d in told(note, "2026-09-02", "bti_flyt_0_3").ventende] == [None]
    assert data("bti_flyt_0_3").innstillinger["del_notat"].verdi is None


def test_every_setting_is_used_by_a_step() -> None:
    for name in SHELVES.procedures():
        used = {s for step in data(name).steg if step.frist for s in step.frist.settings}
        assert set(data(name).innstillinger) == used


def texts(node: Node) -> list[Tospråk]:
    """Every text in two language forms, at any depth."""
    found = [node] if isinstance(node, Tospråk) else []
    for name in type(node).model_fields:
        value = getattr(node, name)
        children = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else [value]
        found += [t for child in children if isinstance(child, Node) for t in texts(child)]
    return found


ONLY_BOKMÅL = (
    " ikke ",
    " hjem ",
    " skole ",
    " skolen ",
    " hva ",
    " hvem ",
    " være ",
    " blir det avgjort av ",
    " foresatte ",
    " fra ",
    " noe ",
)
ONLY_NYNORSK = (
    " ikkje ",
    " heim ",
    " skule ",
    " skulen ",
    " kva ",
    " kven ",
    " vere ",
    " føresette ",
    " frå ",
    " noko ",
)


@pytest.mark.parametrize("name", SHELVES.procedures())
def test_each_language_form_keeps_to_its_own_words(name: str) -> None:
    for text in texts(data(name)):
        nb, nn = (f" {t} ".replace(",", " ").replace(".", " ").replace(":", " ").lower() for t in (text.nb, text.nn))
        assert [w for w in ONLY_NYNORSK if w in nb] == [], text.nb
        assert [w for w in ONLY_BOKMÅL if w in nn] == [], text.nn


@pytest.mark.parametrize("name", SHELVES.procedures())
def test_a_procedure_cites_only_sections_in_force(name: str) -> None:
    cited = [
        data(name).kilde,
        *(s.kilde for s in data(name).steg),
        *(s.alarm.kilde for s in data(name).steg if s.alarm),
    ]
    day = dt.date(2026, 9, 1)
    assert [law for source in cited for law in source.lov if not KINDS_OF_LAW[law].in_force(day)] == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("risor_overgang_7_8", "§ 15-8"),
        ("risor_overgang_7_8", "revideres før 2022"),
        ("risor_overgang_7_8", "ikke nummerert"),
        ("saksgang_foresatte_ditt_barn", "statsforvalteren"),
        ("saksgang_flere_barn", "rammene gikk tapt"),
        ("vindafjord_etne_fravaer", "rekonstruert"),
        ("vindafjord_etne_fravaer", "5 dager eller 3 forsentkomminger"),
        ("vindafjord_etne_fravaer", "omtrent en måned"),
        ("bti_flyt_0_3", "kopieringsfeil"),
        ("bti_flyt_0_3", "samtykke"),
    ],
)
def test_what_a_source_leaves_unclear_is_said_in_the_data(name: str, said: str) -> None:
    assert any(said in note.nb for note in data(name).merknader)


def test_an_open_question_stands_at_its_step() -> None:
    step = data("risor_overgang_7_8").step("11")
    assert step
    assert step.merknad
    assert "avgangselever" in step.merknad.nb


def test_the_nine_procedures_hold_the_steps_of_the_shared_list(shared: Callable[[str], Path]) -> None:
    text = shared("domain/procedures.yaml").read_text(encoding="utf-8")
    blocks = re.split(r"(?m)^- id: ", text.split("systems:\n  dips_samspill")[0])[1:]
    for block in blocks:
        name = block.split("\n", 1)[0].strip()
        listed = re.findall(r"(?m)^  - \{n: \"?([\w.]+)\"?,", block)
        assert [s.n for s in data(name).steg] == listed


def test_what_goes_for_every_step_is_said_once() -> None:
    said = told(sample("vindafjord"), "2026-10-06").husk
    assert [t.nn for t in said] == [t.nn for t in data("vindafjord_etne_fravaer").faste]
    assert [t for t in told(sample("trapp"), "2026-03-25").husk if t in said] == []
