"""What each reader may see of a case: one rule of domain.md chapter 3 after the other, on the Risør sample."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest

from bti_docs.case import model as m
from bti_docs.library import Gjelder, Shelves
from bti_docs.make import Order, make, open_case, plan
from bti_docs.problem import BtiError
from bti_docs.view.readers import known, reader_of
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
FATHERS_HOME = "Hemmeligveien 99"
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


def guardian(seen: Seen, name: str) -> m.Foresatt:
    return next(g for g in seen.sak.foresatte if g.id == name)


def matters(seen: Seen) -> list[str]:
    return [s.tittel for s in seen.sak.møter[0].saker]


def measures(seen: Seen) -> list[str]:
    return [t.id for t in seen.sak.tiltak]


MOTHER_NEVER_SEES = {
    ("V207", "barn.fødselsnummer"),
    ("V206", "foresatte.1.adresse"),
    ("V206", "foresatte.1.telefon"),
}
GRANDMOTHER = {
    "id": "mormor",
    "navn": "Ada Testesen",
    "relasjon": "annen",
    "foreldreansvar": "ja",
    "adresse": ["Testveien 1", "4950 Risør"],
    "telefon": "911 11 111",
    "epost": "ada@example.no",
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


class TestService:
    def test_a_service_sees_the_themes_that_the_consent_covers_and_no_others(self) -> None:
        seen = look(NURSE, TRANSITION)
        assert matters(seen) == ["Hva fungerer nå", "Første skoledag"]
        assert measures(seen) == ["t3", "t4", "t5"]
        assert {("V203", "møter.1.saker.2"), ("V203", "tiltak.5")} <= left(seen)

    def test_a_text_without_a_theme_is_annet(self) -> None:
        seen = look(NURSE).sak
        meeting = seen.møter[0]
        assert (meeting.gjelder, meeting.fungerer, meeting.foresatt_syn) == ("", "", "")
        assert meeting.beslutning.begrunnelse == ""
        assert (meeting.saksliste, seen.barn.syn) == ([], [])
        with_annet = {"samtykker.0.deles.+": "annet", "møter.0.saker.0.tema": None}
        assert "Felles forståelse" in matters(look(NURSE, changes=with_annet))
        opened = look(NURSE, changes=with_annet).sak.møter[0]
        assert opened.gjelder
        assert opened.saksliste
        assert opened.foresatt_syn == ""
        assert look(NURSE, changes={**with_annet, "samtykker.0.deles": ["annet", "hjem"]}).sak.møter[0].foresatt_syn
        assert "Felles forståelse" not in matters(look(NURSE, changes={"møter.0.saker.0.tema": None}))
        only_home = look(NURSE, changes={"samtykker.0.deles": ["hjem"]}).sak.møter[0]
        assert (only_home.foresatt_syn, [i.hvem for i in only_home.runde]) == ("", ["mor"])

    def test_a_measure_without_a_theme_is_tiltak(self) -> None:
        assert measures(look(NURSE)) == ["t1", "t2"]
        seen = look(NURSE, changes={"samtykker.0.deles": ["faglig"]}).sak
        assert (seen.tiltak, seen.mål) == ([], [])

    def test_what_the_pupil_needs_is_shown_by_theme(self) -> None:
        needs = look(NURSE, TRANSITION).sak.overgang.behov
        assert needs.faglig
        assert needs.sosialt
        assert (needs.helse, needs.praktisk) == ("", "")

    def test_a_service_sees_nothing_from_before_its_access(self) -> None:
        assert no("risor-ungdomsskole", MINUTES) == ["V204"]
        assert look("risor-ungdomsskole", TRANSITION)
        late = {"stafettlogg.deltakere.1.fra": "2026-05-07"}
        assert no(NURSE, MINUTES, late) == ["V204"]
        assert look(NURSE, MINUTES, {"stafettlogg.deltakere.1.fra": "2026-05-06"})

    def test_an_old_measure_is_not_seen_because_it_is_evaluated_later(self) -> None:
        old = {"møter.2.evaluering.+": {"tiltak": "t1", "merknad": "gikk bra"}, "tiltak.0.start": "2026-06-20"}
        seen = look("risor-ungdomsskole", TRANSITION, old, at=2)
        assert "t1" not in measures(seen)
        assert "t1" not in {e.tiltak for e in seen.sak.møter[0].evaluering}

    def test_a_measure_that_nobody_dated_is_old(self) -> None:
        undated = {"tiltak.2.møte": None, "tiltak.2.start": None}
        assert "t3" not in measures(look(NURSE, TRANSITION, undated, at=2))

    def test_messages_from_before_the_access_are_not_seen(self) -> None:
        log = [
            {"dato": day, "hvem": "per", "tekst": day, "tema": "trivsel"}
            for day in ("2026-05-31", "2026-06-01", "2026-08-01")
        ]
        seen = look("risor-ungdomsskole", TRANSITION, {"stafettlogg.meldinger": log})
        assert [x.tekst for x in seen.sak.stafettlogg.meldinger] == ["2026-06-01", "2026-08-01"]

    def test_a_consent_is_shown_without_the_log_to_a_service_that_has_no_access(self) -> None:
        log = [{"dato": "2026-06-01", "hvem": "per", "tekst": "hei", "tema": "trivsel"}]
        change = {"stafettlogg.meldinger": log, "stafettlogg.deltakere": []}
        assert look(NURSE, LOG_CONSENT, change).sak.stafettlogg.meldinger == []

    @pytest.mark.parametrize(
        "change",
        [
            {"stafettlogg.deltakere": []},
            {"stafettlogg.deltakere.1.godkjent_av": ["mor"]},
            {"stafettlogg.deltakere.1.godkjent_av": []},
            {"stafettlogg.deltakere.1.fra": "2026-09-02"},
            {"stafettlogg.deltakere.1.til": "2026-08-31"},
            {"stafettlogg": None},
        ],
    )
    def test_minutes_need_an_access_approved_by_all(self, change: Changes) -> None:
        assert no(NURSE, MINUTES, change) == ["V110"]

    def test_a_new_guardian_must_approve_too(self) -> None:
        both = {"foresatte.+": GRANDMOTHER, "samtykker.0.gitt_av.+": answer("mormor")}
        assert no(NURSE, MINUTES, both) == ["V110"]
        assert look(NURSE, MINUTES, {**both, "stafettlogg.deltakere.1.godkjent_av": ["mor", "far", "mormor"]})

    def test_nobody_has_approved_when_nobody_may(self) -> None:
        none = {"foresatte.0.foreldreansvar": "ukjent", "foresatte.1.foreldreansvar": "ukjent"}
        assert no(NURSE, MINUTES, none) == ["V108"]

    def test_a_pupil_of_18_approves_alone(self) -> None:
        grown = {"barn.fødselsdato": "2008-01-01", "samtykker.0.gitt_av": [answer("barn")]}
        assert no(NURSE, MINUTES, grown) == ["V110"]
        assert look(NURSE, MINUTES, {**grown, "stafettlogg.deltakere.1.godkjent_av": ["barn"]})

    def test_nothing_is_shared_when_no_consent_holds(self) -> None:
        for change in ({"samtykker": []}, {"samtykker.0.status": "utkast"}, {"samtykker.0.status": "avslått"}):
            assert no(NURSE, MINUTES, change) == ["V108"]
        assert no("ppt", MINUTES) == ["V108"]

    def test_a_service_that_joins_nobody_new_reads_minutes_of_its_own_consent_only(self) -> None:
        assert no(NURSE, SHARING) == ["V108"]
        assert look(NURSE, LOG_CONSENT)

    def test_what_a_consent_holds_back_is_told_to_no_service(self) -> None:
        change = {
            "samtykker.0.tjenester_ikke": ["Barnevernet"],
            "samtykker.0.gitt_av.0.notat": "mor var syk",
            "samtykker.0.matrise": RAW["samtykker"][1]["matrise"],
        }
        for kind in (LOG_CONSENT, TRANSITION):
            said = look(NURSE, kind, change).sak.samtykker[0]
            assert said.deles_ikke == said.tjenester_ikke == said.endringer == []
            assert [row.tjeneste for row in said.matrise] == [NURSE]
            assert said.matrise[0].avgrenset == []
            assert [a.notat for a in said.gitt_av] == ["", ""]
        assert look("mor", LOG_CONSENT, change).sak.samtykker[0].deles_ikke

    def test_no_service_sees_another_service_in_a_consent_or_a_decision(self) -> None:
        change = {"møter.0.beslutning.nye_tjenester": ["barnevernet", NURSE]}
        seen = look(NURSE, changes=change).sak
        assert seen.samtykker[0].tjenester == [NURSE]
        assert [t.tjeneste for t in seen.samtykker[0].tilgang] == [NURSE]
        assert seen.møter[0].beslutning.nye_tjenester == [NURSE]

    def test_a_consent_that_does_not_name_the_service_is_not_in_its_minutes(self) -> None:
        ppt = {"id": "s3", "gjelder": "ppt", "status": "gitt", "formål": "Om PPT", "tjenester": ["ppt"]}
        seen = look(NURSE, changes={"samtykker.+": ppt, "møter.0.samtykke": "s3"})
        assert seen.sak.samtykker == []


def answer(who: str) -> dict[str, Any]:
    return {"hvem": who, "dato": "2026-04-28", "form": "underskrift"}


class TestWholeLog:
    """A kind that prints the whole log: what has no theme, no day or no place is closed to a service there too."""

    KIND = SHELVES.kind(MINUTES).model_copy(
        update={
            "gjelder": Gjelder.model_validate({"del": "stafettlogg"}),
            "bruker": [
                *("stafettlogg", "møter", "mål", "tiltak", "samtykker", "overgang", "fravær"),
                *("oppmerksomhetssamtale", "iop"),
            ],
        }
    )

    def seen(self, reader: str, changes: Changes | None = None) -> m.Sak:
        return view(case(changes), reader, self.KIND, ("stafettlogg",), PROFIL, DAY).sak

    def test_a_service_sees_the_meetings_since_its_access_and_no_others(self) -> None:
        assert [x.id for x in self.seen("risor-ungdomsskole").møter] == ["m2", "m3"]
        assert [x.id for x in self.seen(NURSE).møter] == ["m1", "m2", "m3"]
        assert [x.id for x in self.seen("mor").møter] == ["m1", "m2", "m3"]

    def test_the_first_of_a_services_people_sets_its_access_day(self) -> None:
        later = {"hvem": "siri", "fra": "2026-08-01", "godkjent_av": ["mor", "far"]}
        assert [x.id for x in self.seen("risor-ungdomsskole", {"stafettlogg.deltakere.+": later}).møter] == ["m2", "m3"]

    def test_a_service_sees_a_goal_only_with_a_measure_of_it(self) -> None:
        goal = {"mål.+": {"id": "g3", "tekst": "Ingen tiltak ennå"}}
        assert [g.id for g in self.seen(NURSE, goal).mål] == ["g1", "g2"]
        assert [g.id for g in self.seen("risor-ungdomsskole", goal).mål] == ["g1"]
        assert [g.id for g in self.seen("mor", goal).mål] == ["g1", "g2", "g3"]

    def test_a_service_sees_the_consents_that_name_it(self) -> None:
        assert [s.id for s in self.seen("risor-ungdomsskole").samtykker] == ["s1"]
        assert [s.id for s in self.seen(NURSE).samtykker] == ["s1", "s2"]

    def test_absence_is_a_theme_with_days(self) -> None:
        days = {"fravær": [{"dato": day, "type": "dag"} for day in ("2026-05-31", "2026-06-01")]}
        assert [str(f.dato) for f in self.seen("risor-ungdomsskole", days).fravær] == ["2026-06-01"]
        assert self.seen("risor-ungdomsskole", {**days, "samtykker.0.deles": ["faglig"]}).fravær == []

    def test_the_plan_is_a_text_without_a_theme(self) -> None:
        assert self.seen(NURSE).iop is None
        full = self.seen(NURSE, {"samtykker.0.deles.+": "annet"}).iop
        assert (bool(full.styrker), full.foresatt_syn) == (True, "")
        assert self.seen(NURSE, {"samtykker.0.deles": ["annet", "hjem"]}).iop.foresatt_syn

    def test_who_may_not_have_the_note_does_not_get_it_in_the_log(self) -> None:
        assert self.seen("mor").oppmerksomhetssamtale.undring
        without = {"foresatte.1.foreldreansvar": "nei"}
        log = self.KIND.model_copy(update={"lesere": {"foresatt_uten": "ja", "elev_under_15": "ja", "tjeneste": "ja"}})
        for reader in ("far", "barn", NURSE):
            seen = view(case(without | {"samtykker.0.deles.+": "annet"}), reader, log, ("stafettlogg",), PROFIL, DAY)
            assert seen.sak.oppmerksomhetssamtale is None


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
