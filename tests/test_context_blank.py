"""The words of a form to fill by hand, and what a document is told to lack."""

from __future__ import annotations

import dataclasses
import typing

import pytest

from bti_docs.case import model
from bti_docs.context import words as w
from bti_docs.context.build import Setting, build
from bti_docs.context.instances import Instance, instances
from bti_docs.context.missing import empty, missing
from bti_docs.make import check_case
from bti_docs.problem import Problem
from tests.context_words import BLANK, BLANK_MEASURE, BLANK_PERSON, DAY, RISOR, SHELVES, TRAPP, edited, opened, said


class TestBlankForms:
    # Where the Risør sample has several documents of a kind, or none.
    FILLED: typing.ClassVar = {
        "overgangsmote": (RISOR, "overgangsmote", "m2"),
        "ressursteam": (TRAPP, "ressursteam", "m4"),
        "melding_ke": (TRAPP, "melding_ke"),
        "avslutning_nivavurdering": (TRAPP, "avslutning_nivavurdering", "n2"),
    }

    def blank(self, kind: str) -> w.Ord:
        return said(BLANK, kind)

    @pytest.mark.parametrize("kind", SHELVES.kinds())
    def test_a_form_is_marked_as_one_dated_today_and_knows_the_pupil(self, kind: str) -> None:
        form = self.blank(kind)
        assert form.dokument.tomt
        assert form.dokument.dato == "01.09.2026"
        assert form.barn.navn == ("Elev" if SHELVES.kind(kind).offentlig else "Test Elevsen")
        filled = self.FILLED.get(kind, (RISOR, kind))
        if instances(opened(filled[0]).sak, SHELVES.kind(kind)):
            assert not said(*filled).dokument.tomt

    def test_a_form_has_lines_to_write_on_where_the_case_says_nothing(self) -> None:
        meeting = self.blank("bti_motereferat").møte
        assert set(meeting.til_stede) == {BLANK_PERSON}
        assert set(meeting.tiltak) == {BLANK_MEASURE}
        assert set(meeting.mål) == {""}
        move = self.blank("overgangsmote").overgang
        assert set(move.roller) == {BLANK_PERSON}
        for rows in (move.tiltak_barneskole, move.tiltak_hjem, move.tiltak_ungdomsskole, move.tiltak_andre):
            assert set(rows) == {BLANK_MEASURE}
        talk, plan_ = self.blank("oppmerksomhetssamtale").samtale, self.blank("iop").iop
        assert set(plan_.hovedmål) == {""}
        for lines in (
            meeting.runde,
            meeting.evaluering,
            talk.observasjoner,
            talk.avtaler,
            talk.til_stede,
            plan_.omfang,
        ):
            assert len(lines) > 1
            assert empty(lines)

    def test_a_form_ticks_nothing_and_invents_no_date(self) -> None:
        for kind in SHELVES.kinds():
            form = self.blank(kind)
            part = {"samtykker": "samtykke", "møter": "møte"}.get(SHELVES.kind(kind).gjelder.del_, "samtale")
            text = str(dataclasses.astuple(getattr(form, part)))
            assert "☒" not in text
            assert "0001" not in text

    def test_a_consent_form_offers_the_municipalitys_services_and_two_empty_rows(self) -> None:
        rows = [s.navn for s in self.blank("samtykke_stafettlogg").samtykke.tjenester]
        assert rows == ["Risør helsestasjon", "PPT Østre Agder", "Barneverntjenesten", "Koordinerende enhet", "", ""]
        assert [r.tjeneste for r in self.blank("samtykke_deling").samtykke.matrise] == rows

    def test_a_form_lacks_nothing(self) -> None:
        assert check_case(opened(BLANK), SHELVES, DAY) == []


class TestMissing:
    def found(self, text: str) -> list[tuple[str, str, str]]:
        problems = check_case(opened(text), SHELVES, DAY)
        return [(p.where.path, p.words["kind"], p.words["label"]) for p in problems if p.code == "D101"]

    def test_a_required_field_that_the_case_lacks_is_told_at_its_place_in_the_file(self) -> None:
        before = self.found(RISOR)
        lacking = edited(
            RISOR, ("    gjelder: Ola trekker seg unna i store grupper. Vi skal", "    vedlegg: []\n    #")
        )
        [new] = [f for f in self.found(lacking) if f not in before]
        assert new == ("møter[0].gjelder", "BTI-møtereferat", "Hva saken gjelder")
        problem = next(p for p in check_case(opened(lacking), SHELVES, DAY) if p.where.path == new[0])
        assert "- id: m1" in lacking.splitlines()[problem.where.line - 1]

    def test_a_field_of_the_first_meeting_is_not_asked_of_the_second(self) -> None:
        lacking = edited(
            RISOR, ("    faglig: Går videre", "    #"), ("    sosialt: Bør", "    #"), ("    helse: Avtale", "    #")
        )
        lacking = edited(lacking, ("    praktisk: Skal", "    #"), ("  behov:\n", ""))
        new = [f for f in self.found(lacking) if f not in self.found(RISOR)]
        assert new == [("overgang.behov", "Referat fra overgangsmøte", "Behov i overgangen")]

    @pytest.mark.parametrize(
        ("value", "says_nothing"),
        [
            ("", True),
            ("x", False),
            ([], True),
            ([""], True),
            (["", "x"], False),
            ([BLANK_PERSON] * 3, True),
            ([dataclasses.replace(BLANK_PERSON, navn="Per")], False),
            ([w.Valg("☐", "Ja", valgt=False)], True),
            ([w.Valg("☐", "Ja", valgt=False), w.Valg("☒", "Nei", valgt=True)], False),
            (w.Svar("", "☐", "☐", er_ja=False, er_nei=False), True),
            (w.Svar("Nei", "☐", "☒", er_ja=False, er_nei=True), False),
            (w.Behov("", "", "", ""), True),
            (w.Behov("", "", "x", ""), False),
        ],
    )
    def test_a_word_says_nothing_when_nobody_has_written_or_ticked_anything(
        self, value: object, says_nothing: bool
    ) -> None:
        assert empty(value) == says_nothing


def test_missing_asks_for_what_a_kind_requires_and_for_nothing_optional() -> None:
    kind = SHELVES.kind("bti_motereferat")
    case = opened(BLANK)
    instance = Instance(kind, model.Møte(id="m1", type="stafettloggmøte", dato=DAY), "m1", ("møter", 0))
    setting = Setting(case.municipality.profil, SHELVES.laws(), SHELVES.words(), "nn")
    lacking: list[Problem] = missing(build(case.sak, instance, setting, DAY), instance, case.source, "nn")
    required = {f.nn for f in kind.felt if f.krav == "R"}
    assert {p.words["label"] for p in lacking} == required
