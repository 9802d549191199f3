"""What gives away a protected home in a text stops the copy, at its place; another child's name in one warns."""

from __future__ import annotations

import pytest

from bti_docs.make import make, open_case, plan
from bti_docs.problem import BtiError
from tests.conftest import ROOT
from tests.view_case import DAY, MINUTES, NURSE, SHELVES, TRANSITION, look, slips

FATHERS_HOME = "Hemmeligveien 99"


class TestSlips:
    @pytest.mark.parametrize(
        "text",
        [
            "Far bor i Hemmeligveien 99.",
            "HEMMELIGVEIEN 99",
            "hemmelig veien 99",
            "Hemmelig-veien",
            "de bor i hemmeligveien nå",
            "H e m m e l i g v e i e n",
            "Hemmeligve\u00adien",
            "4999 sperrevik",
            "Han er i Sperrevik.",
            "Ring 90000002",
            "Ring 900 00 002",
            "ring +47 900 00 002",
            "ring 004790000002",
            "ring 90-00-00-02",
            "JAN@EXAMPLE.NO",
            "jan @ example . no",
        ],
    )
    def test_a_protected_address_phone_or_e_mail_in_a_text_stops_the_copy(self, text: str) -> None:
        change = {"foresatte.1.epost": "jan@example.no", "møter.0.saker.1.referat": text}
        for reader in ("mor", NURSE):
            assert slips(reader, MINUTES, change) == ["møter[0].saker[1].referat"]
        assert look("skolen", changes=change)

    @pytest.mark.parametrize(
        ("home", "text"),
        [
            (["Hemmeligveien 99 H0201", "4999 Sperrevik"], "bor i Hemmeligveien 99"),
            (["Hemmeligveien 99, 4999 Sperrevik"], "bor i hemmeligveien 99"),
            (["Hemmeligveien 99B"], "bor i Hemmeligveien"),
            (["c/o Hansen", "Lunden 3"], "bor på Lunden 3"),
            (["Bø 12"], "bor på Bø 12"),
            (["Gamle Vei 7", "Postboks 5, 4999 Sperrevik"], "post til sperrevik"),
            (["Allégata 4"], "bor i Allegata"),
            (["Åsgata 4"], "bor i A\u030asgata 4"),
        ],
    )
    def test_an_address_is_found_however_it_is_written_in_the_case(self, home: list[str], text: str) -> None:
        change = {"foresatte.1.adresse": home, "møter.0.gjelder": text}
        assert slips("mor", MINUTES, change) == ["møter[0].gjelder"]

    @pytest.mark.parametrize("phone", ["+48 600 100 200", "0048600100200", "600100200", "37 12 34 56 / 600 100 200"])
    def test_a_foreign_phone_is_found_with_and_without_its_country(self, phone: str) -> None:
        for text in ("ring 600 100 200", "ring +48 600100200", "ring 0048 600 100 200"):
            assert slips("mor", MINUTES, {"foresatte.1.telefon": phone, "møter.0.gjelder": text})

    def test_every_slip_is_told_at_its_place_in_the_whole_case(self) -> None:
        change = {
            "møter.1.saker.1.referat": f"I {FATHERS_HOME}",
            "møter.1.saker.0.internt": True,
            "tiltak.4.hva": "Hentes i Sperrevik",
            "tiltak.2.internt": True,
            "saksnavn": "Flytting til Hemmeligveien",
        }
        places = slips("mor", TRANSITION, change)
        assert sorted(places) == ["møter[1].saker[1].referat", "saksnavn", "tiltak[4].hva"]

    def test_a_slip_in_what_the_reader_does_not_see_stops_nothing(self) -> None:
        change = {"møter.0.saker.2.referat": FATHERS_HOME, "møter.1.gjelder": FATHERS_HOME, "iop.styrker": FATHERS_HOME}
        assert look("mor", changes=change)
        assert slips("mor", TRANSITION, change) == ["møter[1].gjelder"]

    def test_of_two_equal_texts_the_one_that_the_reader_sees_is_the_slip(self) -> None:
        change = {"møter.0.saker.2.referat": FATHERS_HOME, "møter.0.saker.1.referat": FATHERS_HOME}
        change |= {"møter.0.saker.0.referat": FATHERS_HOME, "møter.0.saker.0.internt": True}
        assert slips("mor", MINUTES, change) == ["møter[0].saker[1].referat"]

    def test_a_street_that_two_homes_share_is_no_slip_but_the_number_is(self) -> None:
        near = {"foresatte.1.adresse": ["Testveien 99", "4950 Risør"]}
        assert look("mor", changes={**near, "møter.0.gjelder": "Møtes i Testveien i Risør"})
        assert slips("mor", MINUTES, {**near, "møter.0.gjelder": "Møtes i testveien 99"}) == ["møter[0].gjelder"]

    def test_ones_own_address_is_no_slip(self) -> None:
        own = {"møter.0.gjelder": f"Møtes hos far i {FATHERS_HOME}, ring 900 00 002"}
        assert look("far", changes=own)
        assert look("mor", changes={"møter.0.gjelder": "Møtes hos mor i Testveien 1"})

    def test_a_slip_in_an_id_that_names_the_file_stops_the_copy(self) -> None:
        assert slips("mor", MINUTES, {"id": "hemmeligveien-99"}) == ["id"]

    def test_the_place_in_the_file_is_told_and_the_words_are_not(self) -> None:
        text = (ROOT / "samples/risor/sak.yaml").read_text(encoding="utf-8")
        written = text.replace("Per sender ukeplanen hjem fredag.", "Per sender den til Hemmeligveien.")
        opened = open_case(written.encode(), SHELVES, file="sak.yaml")
        [order] = plan(opened, SHELVES, [MINUTES], reader="mor")
        with pytest.raises(BtiError) as refused:
            make(opened, order, SHELVES, DAY)
        [problem] = refused.value.problems
        line = 1 + written[: written.index("Hemmeligveien.")].count("\n")
        assert (problem.where.line, problem.where.path) == (line, "møter[0].saker[1].referat")
        assert "emmeligveien" not in str(problem.words)


class TestOtherChildren:
    @pytest.mark.parametrize(
        "text", ["Ola og Emma leker", "Emma Nilsen sa det", "EMMAS mor", "emma-nilsen", "(Emma)", "Emma/Per"]
    )
    def test_another_childs_name_in_a_text_warns_at_its_place(self, text: str) -> None:
        seen = look("mor", changes={"andre_barn": ["Emma Nilsen"], "møter.0.saker.1.referat": text})
        assert [(w.code, w.path) for w in seen.warnings] == [("V112", ("møter", 0, "saker", 1, "referat"))]
        assert seen.sak.andre_barn == []

    @pytest.mark.parametrize("text", ["Et dilemma", "annet", "Noe med anen"])
    def test_a_name_within_another_word_does_not_warn(self, text: str) -> None:
        change = {"andre_barn": ["Emma Nilsen", "Ane Li", ""], "møter.0.saker.1.referat": text}
        assert look("mor", changes=change).warnings == ()

    def test_a_name_in_what_the_reader_does_not_see_does_not_warn(self) -> None:
        change = {"andre_barn": ["Emma Nilsen"], "møter.0.saker.2.referat": "Emma"}
        assert look("mor", changes=change).warnings == ()
