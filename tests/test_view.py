"""What each reader may see of a case, one rule of domain.md chapter 3 after the other, on the Risør sample."""

from __future__ import annotations

import datetime as dt

import pytest

from bti_docs.case import model as m
from bti_docs.make import Order, make, plan
from bti_docs.problem import BtiError
from bti_docs.view.readers import known, reader_of
from bti_docs.view.view import Seen, view
from tests.view_case import (
    CASE,
    DAY,
    GRANDMOTHER,
    IOP,
    LOG_CONSENT,
    MINUTES,
    NOTE,
    NURSE,
    PARTS,
    PROFIL,
    SHARING,
    SHELVES,
    TRANSITION,
    Changes,
    case,
    left,
    look,
    matters,
    no,
    slips,
)


def guardian(seen: Seen, name: str) -> m.Foresatt:
    return next(g for g in seen.sak.foresatte if g.id == name)


MOTHER_NEVER_SEES = {
    ("V207", "barn.fødselsnummer"),
    ("V206", "foresatte.1.adresse"),
    ("V206", "foresatte.1.telefon"),
}


class TestContacts:
    def test_the_school_and_the_archive_see_all_of_the_case(self) -> None:
        for reader in ("skolen", "arkiv"):
            assert look(reader).sak == CASE.sak

    def test_a_guardian_sees_the_others_contact_details_unless_they_are_protected(self) -> None:
        mother, father = look("mor"), look("far")
        assert guardian(father, "mor").adresse == ["Testveien 1", "4950 Risør"]
        assert guardian(father, "mor").telefon
        hidden = guardian(mother, "far")
        assert (hidden.adresse, hidden.telefon, hidden.epost) == ([], "", "")

    @pytest.mark.parametrize("barred", ["klientadresse", "fortrolig", "strengt fortrolig"])
    def test_every_grade_of_protection_hides_from_everybody_else(self, barred: str) -> None:
        change = {"foresatte.1.skjermes_for": [], "foresatte.1.adressesperre": barred}
        for reader in ("mor", "barn", NURSE):
            assert guardian(look(reader, changes=change, asked=True), "far").adresse == []

    def test_a_guardian_is_kept_from_those_it_says_and_from_no_one_else(self) -> None:
        change = {"foresatte.1.adressesperre": "nei", "foresatte.1.skjermes_for": ["mor"]}
        assert guardian(look("mor", changes=change), "far").adresse == []
        assert guardian(look(NURSE, changes=change), "far").adresse

    def test_a_guardian_kept_from_a_nurse_is_kept_from_her_service(self) -> None:
        change = {"foresatte.0.skjermes_for": ["heidi"]}
        assert guardian(look(NURSE, changes=change), "mor").adresse == []
        assert guardian(look("risor-ungdomsskole", TRANSITION, change), "mor").adresse

    def test_nobody_protected_has_contact_details_in_their_own_copy_either(self) -> None:
        own = guardian(look("far"), "far")
        assert (own.adresse, own.telefon) == ([], "")
        assert guardian(look("mor"), "mor").adresse == ["Testveien 1", "4950 Risør"]

    def test_nobody_sees_an_identity_number_but_the_school(self) -> None:
        number = {"foresatte.0.fødselsnummer": "12851499979"}
        assert case(number).barn.fødselsnummer
        for reader in ("mor", "far", "barn", NURSE):
            seen = look(reader, changes=number, asked=True).sak
            assert seen.barn.fødselsnummer is None
            assert "12851499979" not in seen.model_dump_json()

    def test_a_teachers_phone_and_e_mail_are_in_nobodys_copy(self) -> None:
        seen = look("mor", changes={"personer.0.telefon": "922 22 222", "personer.0.epost": "per@example.no"})
        assert "22 222" not in seen.sak.model_dump_json()
        assert "per@" not in seen.sak.model_dump_json()

    @pytest.mark.parametrize("home", [["Hemmeligveien 99", "4999 Sperrevik"], ["HEMMELIGVEIEN 99 H0201"]])
    def test_the_pupils_address_goes_with_the_protected_guardians(self, home: list[str]) -> None:
        seen = look("mor", changes={"barn.adresse": home})
        assert seen.sak.barn.adresse == []
        assert look("mor").sak.barn.adresse == ["Testveien 1", "4950 Risør"]

    def test_someone_who_lives_with_a_protected_person_has_no_address_either(self) -> None:
        mother = {"foresatte.0.adressesperre": "strengt fortrolig", "foresatte.1.adressesperre": "nei"}
        seen = look("far", changes={**mother, "foresatte.+": GRANDMOTHER})
        assert [g.adresse for g in seen.sak.foresatte if g.id != "far"] == [[], []]
        own = look("mormor", changes={**mother, "foresatte.+": GRANDMOTHER})
        assert guardian(own, "mormor").adresse == []

    def test_a_phone_that_two_persons_share_is_hidden_with_the_protected_one(self) -> None:
        assert look("mor", changes={"barn.telefon": "+47 90000002"}).sak.barn.telefon == ""


class TestProtectedPupil:
    CHANGE: Changes = {"barn.adressesperre": "fortrolig", "barn.adresse": ["Gjemmestien 4", "4980 Skjulvik"]}

    @pytest.mark.parametrize("reader", ["mor", "far", "barn", NURSE])
    @pytest.mark.parametrize("kind", [MINUTES, TRANSITION])
    def test_no_copy_says_where_a_protected_pupil_can_be_found(self, reader: str, kind: str) -> None:
        seen = look(reader, kind, {**self.CHANGE, "barn.fødselsdato": "2011-01-01", **SIGNED_BY_PUPIL}).sak
        said = seen.model_dump_json().casefold()
        for place in ("hope", "risor-ungdom", "risør ungdom", "møterom", "7a", "gjemmestien", "skjulvik"):
            assert place not in said, place
        assert seen.overgang is None

    def test_the_schools_own_copy_still_says_it(self) -> None:
        assert look("skolen", changes=self.CHANGE).sak.barn.skole == "hope-barneskole"

    def test_a_school_named_in_a_text_stops_the_copy(self) -> None:
        change = {**self.CHANGE, "møter.0.gjelder": "Ola går på HOPE-barneskole."}
        assert slips("mor", MINUTES, change) == ["møter[0].gjelder"]
        assert look("mor", MINUTES, {"møter.0.gjelder": "Ola går på Hope barneskole."})

    def test_the_new_school_keeps_its_consent_without_its_own_name(self) -> None:
        seen = look("risor-ungdomsskole", TRANSITION, self.CHANGE).sak
        assert [(s.id, s.tjenester) for s in seen.samtykker] == [("s1", [])]

    def test_a_protected_pupil_keeps_the_list_of_recipients_from_every_copy(self) -> None:
        mutual = {"foresatte.1.adressesperre": "nei", "foresatte.1.skjermes_for": []}
        assert look("mor", changes=mutual).recipients
        assert not look("mor", changes={**mutual, **self.CHANGE}).recipients


SIGNED_BY_PUPIL: Changes = {"samtykker.0.gitt_av.+": {"hvem": "barn", "dato": "2026-04-28", "form": "underskrift"}}


class TestShieldedPupil:
    def test_a_reader_whom_the_pupil_is_kept_from_gets_nothing(self) -> None:
        for kind in SHELVES.kinds():
            if kind in PARTS:
                assert no("far", kind, {"barn.skjermes_for": ["far"]}, asked=True) == ["V109"]

    def test_a_service_with_someone_whom_the_pupil_is_kept_from_gets_nothing(self) -> None:
        assert no(NURSE, MINUTES, {"barn.skjermes_for": ["heidi"]}) == ["V109"]

    def test_recipients_are_not_listed_when_a_guardian_is_shielded(self) -> None:
        assert not look("mor").recipients
        open_ = {"foresatte.1.adressesperre": "nei", "foresatte.1.skjermes_for": []}
        assert look("mor", changes=open_).recipients
        assert not look(NURSE, changes=open_).recipients


class TestItems:
    def test_what_is_internal_is_only_for_the_school(self) -> None:
        for reader in ("mor", "far", "barn", NURSE):
            seen = look(reader, asked=True)
            assert "Meldeplikt" not in matters(seen)
            assert ("V201", "møter.0.saker.2") in left(seen)
        assert "Meldeplikt" in matters(look("arkiv"))

    @pytest.mark.parametrize("line", ["Meldeplikt", "3. MELDEPLIKT:", "Meldeplikt – vurdering"])
    def test_a_hidden_matter_is_not_on_the_agenda(self, line: str) -> None:
        seen = look("mor", changes={"møter.0.saksliste": ["Mål", line, "Mandager"]})
        assert seen.sak.møter[0].saksliste == ["Mål", "Mandager"]

    def test_a_matter_that_is_seen_stays_on_the_agenda_though_a_hidden_one_has_its_title(self) -> None:
        change = {"møter.0.saksliste": ["Mandager"], "møter.0.saker.2.tittel": "Mandager"}
        assert look("mor", changes=change).sak.møter[0].saksliste == ["Mandager"]

    @pytest.mark.parametrize(
        ("path", "place"),
        [
            ("møter.0.saker.0", "møter.0.saker.0"),
            ("møter.0.runde.1", "møter.0.runde.1"),
            ("tiltak.1", "tiltak.1"),
        ],
    )
    def test_what_is_kept_from_a_reader_is_kept_from_that_reader_only(self, path: str, place: str) -> None:
        change = {f"{path}.skjules_for": ["mor"]}
        assert ("V202", place) in left(look("mor", changes=change))
        assert ("V202", place) not in left(look("far", changes=change))

    def test_what_is_kept_from_a_nurse_is_kept_from_her_service(self) -> None:
        change = {"møter.0.saker.0.skjules_for": ["heidi"]}
        assert "Felles forståelse" not in matters(look(NURSE, changes=change))

    def test_observations_and_messages_are_shielded_too(self) -> None:
        message = {"dato": "2026-05-01", "hvem": "per", "tekst": "Bare for skolen", "internt": True}
        change = {"stafettlogg.meldinger.+": message, "oppmerksomhetssamtale.observasjoner.1.skjules_for": ["mor"]}
        assert look("mor", MINUTES, change).sak.stafettlogg.meldinger == []
        seen = look("mor", NOTE, change, asked=True)
        assert left(seen) == {("V202", "oppmerksomhetssamtale.observasjoner.1"), *MOTHER_NEVER_SEES}

    def test_a_goal_goes_with_the_last_of_its_measures(self) -> None:
        both = {"tiltak.0.internt": True, "tiltak.1.internt": True}
        assert look("mor", changes=both).sak.mål == []
        assert ("V209", "mål.1") in left(look("mor", changes=both))
        assert look("mor", changes={"tiltak.0.internt": True}).sak.mål

    def test_an_evaluation_goes_with_its_measure_and_is_told_with_it(self) -> None:
        seen = look("mor", TRANSITION, {"tiltak.3.internt": True}, at=2)
        assert [e.tiltak for e in seen.sak.møter[0].evaluering] == ["t3", "t5", "t6"]
        assert {("V201", "tiltak.3"), ("V201", "møter.2.evaluering.1")} <= left(seen)

    def test_what_was_left_out_has_its_place_in_the_whole_case(self) -> None:
        change = {"tiltak.4.internt": True, "møter.1.saker.2.skjules_for": ["far"]}
        places = left(look("far", TRANSITION, change))
        told = {("V201", "tiltak.4"), ("V202", "møter.1.saker.2"), ("V201", "møter.1.saker.3")}
        assert places == told | MOTHER_NEVER_SEES  # nor does he, in a copy that lies about

    def test_texts_without_a_theme_and_what_hangs_on_them_are_told_for_a_service(self) -> None:
        seen = left(look(NURSE, MINUTES, {"tiltak.0.tema": "helse", "tiltak.1.tema": "helse"}))
        assert {("V203", "møter.0.gjelder"), ("V203", "barn.syn.0"), ("V203", "tiltak.0")} <= seen

    def test_a_parent_without_foreldreansvar_is_not_told_of_but_the_school_is(self) -> None:
        change = {"foresatte.1.foreldreansvar": "nei"}
        assert ("V205", "møter.0.foresatt_syn") in left(look("far", MINUTES, change, asked=True))


class TestReaders:
    def test_nobody_that_the_case_does_not_know_reads_it(self) -> None:
        assert no("ppt-leder") == ["V103"]
        assert no("per") == ["V103"]
        assert no("hope-barneskole") == ["V103"]
        services = [NURSE, "ppt", "risor-ungdomsskole"]
        assert known(CASE.sak) == ["skolen", "arkiv", "offentlig", "barn", "mor", "far", *services]

    def test_a_guardian_whose_id_is_that_of_the_school_is_still_a_guardian(self) -> None:
        odd = case({"foresatte.+": GRANDMOTHER | {"id": "arkiv", "foreldreansvar": "nei"}})
        assert not reader_of(odd, "arkiv", DAY).sees_all

    def test_every_kind_is_closed_to_a_role_that_it_does_not_name(self) -> None:
        for reader, kind in ((NURSE, NOTE), (NURSE, IOP), ("barn", NOTE)):
            assert no(reader, kind, asked=True) == ["V102"]

    def test_a_kind_that_must_be_asked_for_is_not_made_unasked(self) -> None:
        assert no("mor", NOTE) == ["V107"]
        assert look("mor", NOTE, asked=True)

    def test_guardians_of_a_pupil_of_18_get_nothing(self) -> None:
        born = {"barn.fødselsdato": "2008-09-01"}
        for kind in PARTS:
            assert no("mor", kind, born, asked=True) == ["V105"]
            assert look("mor", kind, born, asked=True, day=DAY - dt.timedelta(days=1))

    def test_a_pupil_of_15_reads_as_a_party_and_a_younger_one_does_not(self) -> None:
        born = {"barn.fødselsdato": "2011-09-01"}
        before = DAY - dt.timedelta(days=1)
        assert no("barn", MINUTES, born, day=before) == ["V107"]
        assert [i.hvem for i in look("barn", MINUTES, born).sak.møter[0].runde] == ["per", "heidi", "mor", "barn"]
        young = look("barn", MINUTES, born, day=before, asked=True)
        assert [i.hvem for i in young.sak.møter[0].runde] == ["barn"]

    def test_a_pupil_under_15_sees_nothing_that_may_be_about_others(self) -> None:
        change = {"møter.1.saker.0.tema": "hjem"}
        seen = look("barn", TRANSITION, change, asked=True)
        assert ("V205", "møter.1.saker.0") in left(seen)
        assert seen.sak.møter[0].foresatt_syn == ""
        assert seen.sak.samtykker[0].deles_ikke == []
        assert look("barn", IOP).sak.iop.foresatt_syn == ""

    def test_a_parent_without_foreldreansvar_gets_what_is_asked_for_and_only_about_the_child(self) -> None:
        without = {"foresatte.1.foreldreansvar": "nei"}
        assert no("far", MINUTES, without) == ["V107"]
        seen = look("far", MINUTES, without, asked=True).sak
        assert [i.hvem for i in seen.møter[0].runde] == ["barn"]
        assert seen.møter[0].foresatt_syn == ""
        assert "mors helse" not in seen.model_dump_json()
        assert no("far", NOTE, without, asked=True) == ["V102"]
        assert no("far", LOG_CONSENT, without, asked=True) == ["V102"]

    @pytest.mark.parametrize("said", ["ukjent", None])
    def test_a_foreldreansvar_that_nobody_knows_is_none(self, said: str | None) -> None:
        assert no("far", MINUTES, {"foresatte.1.foreldreansvar": said}) == ["V107"]

    @pytest.mark.parametrize("kin", ["steforelder", "annen", "fosterforelder", "verge"])
    def test_other_adults_never_get_a_copy(self, kin: str) -> None:
        change = {"foresatte.1.foreldreansvar": "nei", "foresatte.1.relasjon": kin}
        for kind in PARTS:
            assert no("far", kind, change, asked=True) == ["V106"]

    @pytest.mark.parametrize(
        "sign", [{"oppmerksomhetssamtale.vold_overgrep": True}, {"oppmerksomhetssamtale.konklusjon": "barnevern"}]
    )
    def test_suspected_violence_locks_every_document_of_guardians_and_pupil(self, sign: Changes) -> None:
        for reader in ("mor", "far", "barn"):
            for kind in PARTS:
                assert no(reader, kind, sign, asked=True) == ["V101"]
        assert no("skolen", LOG_CONSENT, sign) == ["V101"]
        assert look("skolen", MINUTES, sign).sak
        assert look(NURSE, MINUTES, sign).sak


class TestDeclared:
    def test_nothing_but_what_a_kind_declares_reaches_any_reader(self) -> None:
        for kind in PARTS:
            used = SHELVES.kind(kind).bruker
            for reader in ("mor", "far", "barn", NURSE):
                try:
                    seen = look(reader, kind, asked=True).sak
                except BtiError:
                    continue
                for part in ("samtykker", "møter", "tiltak", "mål", "overgang", "iop", "oppmerksomhetssamtale"):
                    assert part in used or not getattr(seen, part), f"{part} in {kind} for {reader}"

    def test_minutes_hold_one_meeting_and_what_it_is_about(self) -> None:
        seen = look("mor", TRANSITION).sak
        assert [x.id for x in seen.møter] == ["m2"]
        assert [t.id for t in seen.tiltak] == ["t3", "t4", "t5", "t6"]
        assert [g.id for g in seen.mål] == ["g1"]
        assert [s.id for s in seen.samtykker] == ["s1"]

    def test_a_consent_is_shown_without_the_others(self) -> None:
        assert [s.id for s in look("mor", SHARING).sak.samtykker] == ["s2"]

    def test_a_form_to_fill_by_hand_holds_no_meeting_and_no_consent(self) -> None:
        for kind in (MINUTES, SHARING):
            seen = view(CASE.sak, "mor", SHELVES.kind(kind), (), PROFIL, DAY).sak
            assert (seen.møter, seen.samtykker, seen.tiltak, seen.mål) == ([], [], [], [])

    def test_the_finished_copy_of_the_sample_says_nothing_of_fathers_home(self) -> None:
        for order in plan(CASE, SHELVES, ()):
            if order.instance.kind.id not in PARTS:
                continue
            text = str(make(CASE, Order(order.instance, "mor", requested=True), SHELVES, DAY).document)
            assert "Hemmeligveien" not in text
            assert "Sperrevik" not in text
