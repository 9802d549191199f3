"""What a hurried writer may let slip, and what one home must not hear of the other, through the view alone."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import pytest

from bti_docs.case import model as m
from bti_docs.case.aktivitetsplan import Aktivitetsplan, Kunnskap
from bti_docs.case.elevsamtale import Elevsamtale, Elevsvar
from bti_docs.problem import BtiError
from bti_docs.view.readers import reader_of
from bti_docs.view.traces import of_home
from bti_docs.view.view import Seen, view
from tests.view_case import CASE, DAY, PROFIL, SHELVES, case

MINUTES = ("bti_motereferat", ("møter", 0))
HOPE = "Hope barneskole"


def seen(sak: m.Sak, reader: str, kind: str, part: tuple[str | int, ...]) -> Seen:
    return view(sak, reader, SHELVES.kind(kind), part, PROFIL, DAY, requested=True)


def changed(*changes: dict[str, Any]) -> m.Sak:
    """Return the sample with what stands at dotted places changed."""
    return case({key: value for some in changes for key, value in some.items()})


def stopped_at(
    sak: m.Sak, reader: str = "mor", kind: str = MINUTES[0], part: tuple[str | int, ...] = MINUTES[1]
) -> set[str]:
    with pytest.raises(BtiError) as stopped:
        seen(sak, reader, kind, part)
    assert {p.code for p in stopped.value.problems} == {"V111"}
    return {p.where.path for p in stopped.value.problems}


class TestHowAnAddressMayBeWritten:
    @pytest.mark.parametrize(
        "text",
        [
            *("Hemmeligvn. 99", "Hemmeligv. 99", "Hemmeligvegen 99", "Hemmelig vei 99", "hemmeligvegen"),
            *("postnummer 4999", "ring \u0669\u0660\u0660\u0660\u0660\u0660\u0660\u0662"),  # Arabic digits
            "H\u0435mm\u0435ligv\u0435i\u0435n 99",  # Cyrillic letters
        ],
    )
    def test_short_forms_a_post_code_and_letters_that_look_alike_stop_the_copy(self, text: str) -> None:
        assert stopped_at(changed({"møter.0.gjelder": f"Flyttet, {text}"})) == {"møter[0].gjelder"}

    @pytest.mark.parametrize(
        ("home", "text"),
        [
            ("Bjørkeveien 4", "Bjorkevn 4"),
            ("Bjørkeveien 4", "BJOERKEVEIEN"),
            ("Åsgata 12", "Aasgt 12"),
            ("Ærveien 3", "aervegen 3"),
        ],
    )
    def test_a_street_is_found_where_its_letters_are_written_without_their_marks(self, home: str, text: str) -> None:
        father = CASE.sak.foresatte[1].model_copy(update={"adresse": [home], "telefon": ""})
        assert of_home(father).told_by(f"bor i {text} nå")

    @pytest.mark.parametrize("text", ["kl. 14.30 i 2026", "Han er 4 år og bor fint", "Veien videre", "gata"])
    def test_an_honest_sentence_is_left_alone(self, text: str) -> None:
        home = {"adresse": ["Hemmeligveien 99", "2026 Sperrevik"], "telefon": "900 00 002"}
        assert not of_home(CASE.sak.foresatte[1].model_copy(update=home)).told_by(text)

    @pytest.mark.parametrize("place", ["personer.3.navn", "foresatte.1.navn", "barn.etternavn", "møter.0.tolk.navn"])
    @pytest.mark.parametrize("text", ["Siri, Hemmeligveien 99", "Siri 900 00 002"])
    def test_a_name_stops_the_copy_as_any_other_text(self, place: str, text: str) -> None:
        assert stopped_at(changed({place: text}))

    def test_a_family_may_be_called_what_the_place_is(self) -> None:
        assert seen(changed({"personer.3.navn": "Siri Sperrevik"}), "mor", *MINUTES)

    def test_an_address_in_two_rows_that_stand_together_stops_the_copy(self) -> None:
        sak = changed({"møter.0.saksliste": ["Flytting til Hemmelig", "veien 99"]})
        assert stopped_at(sak) == {"møter[0].saksliste[0]"}

    def test_what_every_letterhead_says_is_no_slip(self) -> None:
        in_town = {
            "foresatte.0.adresse": [],
            "barn.adresse": [],
            "foresatte.1.adresse": ["Hemmeligveien 99", "4950 Risør"],
        }
        sak = changed(in_town, {"møter.0.gjelder": "Skolestart i Risør"})
        assert seen(sak, "mor", *MINUTES)


class TestWhereAPupilWhoLivesWithSomeoneProtectedCanBeFound:
    LIVES_WITH_MOTHER: ClassVar[dict[str, Any]] = {
        "foresatte.0.adressesperre": "fortrolig",
        "foresatte.0.skjermes_for": ["far"],
        "foresatte.1.adressesperre": "nei",
        "foresatte.1.skjermes_for": [],
    }

    @pytest.mark.parametrize("kind", ["bti_motereferat", "moteinnkalling", "iop", "stafettlogg_utskrift"])
    def test_a_parent_whom_the_home_is_kept_from_is_told_neither_school_nor_place(self, kind: str) -> None:
        part = {"iop": ("iop",), "stafettlogg_utskrift": ("stafettlogg",), "moteinnkalling": ("møter", 1)}.get(
            kind, ("møter", 0)
        )
        sak = changed(self.LIVES_WITH_MOTHER)
        said = seen(sak, "far", kind, part).sak.model_dump_json()
        assert "hope-barneskole" not in said
        assert HOPE not in said
        assert "hope-barneskole" in seen(sak, "mor", kind, part).sak.model_dump_json()

    def test_a_parent_whom_the_pupil_lives_with_too_knows_the_school(self) -> None:
        sak = changed(self.LIVES_WITH_MOTHER, {"foresatte.1.bor_fast": "delt"})
        assert seen(sak, "far", *MINUTES).sak.barn.skole == "hope-barneskole"

    def test_the_pupils_address_is_the_mothers_also_when_the_case_does_not_say_hers(self) -> None:
        sak = changed(self.LIVES_WITH_MOTHER, {"foresatte.0.adresse": [], "møter.0.gjelder": "Flyttet til Testveien 1"})
        assert stopped_at(sak, "far") == {"møter[0].gjelder"}


class TestWhatOneHomeSaysWhenTheOtherIsNotThere:
    ALONE: ClassVar[dict[str, Any]] = {"møter.0.til_stede": ["per", "far"], "møter.0.foresatt_syn": "Far er redd."}

    def test_what_a_parent_kept_apart_said_and_does_is_not_told(self) -> None:
        said = m.Innspill(hvem="far", sier="Jeg er redd.", tema="hjem")
        does = m.Tiltak(id="t9", møte="m1", hva="Er på svømming torsdag", ansvar="far")
        sak = changed(self.ALONE)
        meetings = [sak.møter[0].model_copy(update={"runde": [*sak.møter[0].runde, said]}), *sak.møter[1:]]
        sak = sak.model_copy(update={"møter": meetings, "tiltak": [*sak.tiltak, does]})
        [copy] = seen(sak, "mor", *MINUTES).sak.møter
        assert said not in copy.runde
        assert "far" not in copy.til_stede
        assert copy.foresatt_syn == ""
        assert does not in seen(sak, "mor", *MINUTES).sak.tiltak
        there = meetings[0].model_copy(update={"til_stede": ["per", "far", "mor"]})
        heard = seen(sak.model_copy(update={"møter": [there, *meetings[1:]]}), "mor", *MINUTES).sak
        assert said in heard.møter[0].runde
        assert does in heard.tiltak

    def test_a_message_and_the_note_of_an_oral_answer_are_not_told(self) -> None:
        message = m.Melding(dato=DAY, hvem="far", tekst="Vi har flyttet.")
        log = CASE.sak.stafettlogg
        assert log
        answers = [a.model_copy(update={"notat": f"Ringte, {a.hvem}"}) for a in CASE.sak.samtykker[0].gitt_av]
        consent = CASE.sak.samtykker[0].model_copy(update={"gitt_av": answers})
        sak = CASE.sak.model_copy(
            update={"stafettlogg": log.model_copy(update={"meldinger": [message]}), "samtykker": [consent]}
        )
        copy = seen(sak, "mor", "stafettlogg_utskrift", ("stafettlogg",)).sak
        assert copy.stafettlogg
        assert copy.stafettlogg.meldinger == []
        assert [a.notat for a in copy.samtykker[0].gitt_av] == ["Ringte, mor", ""]

    def test_a_next_meeting_with_the_other_home_alone_is_not_told(self) -> None:
        assert seen(CASE.sak, "mor", *MINUTES).sak.møter[0].neste
        sak = changed({"møter.1.innkalt": ["per", "far"]})
        assert seen(sak, "mor", *MINUTES).sak.møter[0].neste is None
        assert seen(sak, "far", *MINUTES).sak.møter[0].neste

    def test_the_school_is_asked_to_read_again_what_does_not_say_who_of_them_said_it(self) -> None:
        told = seen(CASE.sak, "mor", "iop", ("iop",)).warnings
        assert [(w.code, w.path) for w in told] == [("V118", ("iop", "foresatt_syn"))]
        assert not seen(CASE.sak, "far", "iop", ("iop",)).warnings


class TestWhatSomebodyElseToldTheSchool:
    def test_a_plan_tells_the_family_only_of_the_familys_and_the_staffs_own_word(self) -> None:
        said = ["Ola", "mor", "Per Lærersen", "far", "Emma Nilsens mor"]
        plan = Aktivitetsplan(dato=DAY, kunnskap=[Kunnskap(dato=DAY, hvordan="Fortalt", fra=who) for who in said])
        sak = CASE.sak.model_copy(update={"aktivitetsplan": plan})
        for reader, told in (("mor", said[:3]), ("far", said[:4]), ("barn", said[:3])):
            copy = seen(sak, reader, "aktivitetsplan", ("aktivitetsplan",)).sak.aktivitetsplan
            assert copy
            assert [k.fra for k in copy.kunnskap if k.fra] == told

    def test_what_the_pupil_says_of_home_is_read_by_those_they_agreed_to(self) -> None:
        answers = [Elevsvar(om="bra", sier="Venner"), Elevsvar(om="hjemme", sier="Uro", deles_med=["far"])]
        talk = Elevsamtale(id="e1", dato=DAY, hvem="per", svar=answers)
        sak = CASE.sak.model_copy(update={"elevsamtaler": [talk]})
        for reader, read in (("mor", ["Venner"]), ("far", ["Venner", "Uro"]), ("barn", ["Venner", "Uro"])):
            found = seen(sak, reader, "elevsamtale", ("elevsamtaler", 0))
            assert [s.sier for s in found.sak.elevsamtaler[0].svar] == read
            assert ("V211" in {out.code for out in found.left_out}) == (len(read) == 1)


class TestTheDutyToReport:
    def test_a_matter_with_that_title_is_in_nobodys_copy_also_when_it_is_not_marked(self) -> None:
        sak = changed({"møter.0.saker.2.internt": False})
        for reader in ("mor", "barn", "helsestasjonen"):
            found = seen(sak, reader, *MINUTES)
            assert "Meldeplikt" not in {s.tittel for s in found.sak.møter[0].saker}
            assert "V210" in {out.code for out in found.left_out}
        assert "Meldeplikt" in {s.tittel for s in seen(sak, "skolen", *MINUTES).sak.møter[0].saker}

    def test_a_text_that_speaks_of_it_is_told_to_the_school(self) -> None:
        sak = changed({"møter.0.gjelder": "Vi sendte bekymringsmelding."})
        assert ("V117", ("møter", 0, "gjelder")) in {(w.code, w.path) for w in seen(sak, "mor", *MINUTES).warnings}


def test_a_referral_hides_a_row_from_one_home_and_gives_ppt_the_rest() -> None:
    sak = changed({"henvisning.instanser.0.skjules_for": ["mor"]})
    for reader, count in (("mor", 0), ("far", 1)):
        copy = seen(sak, reader, "ppt_henvisning", ("henvisning",)).sak.henvisning
        assert copy
        assert len(copy.instanser) == count


def test_no_service_gets_the_questions_to_the_family() -> None:
    themes = ["faglig", "trivsel", "fravær", "tiltak", "annet"]
    sak = changed({"samtykker.0.deles": themes})
    [called] = view(
        sak, "helsestasjonen", SHELVES.kind("moteinnkalling"), ("møter", 1), PROFIL, dt.date(2026, 6, 5)
    ).sak.møter
    assert called.innkalling
    assert called.innkalling.formål
    assert called.innkalling.forberedelse == []
    assert reader_of(sak, "helsestasjonen", DAY).named_in(["heidi"])
