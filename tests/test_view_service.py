"""What a service may see of a case: by consent, theme, access and day, in one document and in the whole log."""

from __future__ import annotations

from typing import Any

import pytest

from bti_docs.case import model as m
from bti_docs.library import Gjelder
from bti_docs.view.view import Seen, view
from tests.view_case import (
    DAY,
    GRANDMOTHER,
    LOG_CONSENT,
    MINUTES,
    NURSE,
    PROFIL,
    RAW,
    SHARING,
    SHELVES,
    TRANSITION,
    Changes,
    case,
    left,
    look,
    matters,
    no,
)


def measures(seen: Seen) -> list[str]:
    return [t.id for t in seen.sak.tiltak]


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
