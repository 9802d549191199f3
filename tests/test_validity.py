"""When a consent holds, until when and what it covers: rules R04-R07, R11 and R13 and the age table of domain.md."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bti_docs.case.model import Barn, Foresatt, Sak
from bti_docs.case.profile import Profil
from bti_docs.case.samtykke import Samtykke
from bti_docs.case.types import Varighet
from bti_docs.case.validity import after, covered, ends, in_force, lacking, missing_answers, units_of, withdrawn
from bti_docs.library import Shelves

PROFIL = Shelves().municipality("risor").profil
DAY = dt.date(2026, 9, 1)
NURSE, PPT = "helsestasjonen", "ppt"
ALL = frozenset({"faglig", "trivsel", "helse"})


def answer(who: str, day: str = "2026-08-20", form: str = "underskrift", **more: str) -> dict[str, Any]:
    return {"hvem": who, "dato": day, "form": form, **more}


def change(hva: str, av: str = "mor", dato: str = "2026-09-01", **more: Any) -> dict[str, Any]:
    return {"hva": hva, "av": av, "dato": dato, "form": "underskrift", **more}


def by_both(hva: str, **more: Any) -> list[dict[str, Any]]:
    return [change(hva, who, **more) for who in ("mor", "far")]


COMPLETE: dict[str, Any] = {
    "id": "s1",
    "gjelder": "stafettlogg",
    "formål": "Samarbeid",
    "status": "gitt",
    "gitt_av": [answer("mor"), answer("far")],
    "gjelder_fra": "2026-08-20",
    "gjelder_til": "2027-06-18",
    "tjenester": [NURSE, PPT],
    "deles": sorted(ALL),
    "deles_ikke": [],
    "informert_av": {"hvem": "mor", "dato": "2026-08-19", "språk": "norsk"},
}


def consent(**changes: Any) -> Samtykke:
    return Samtykke.model_validate(COMPLETE | changes)


def guardian(name: str, custody: str | None = "ja", kin: str = "") -> Foresatt:
    return Foresatt.model_validate({"id": name, "navn": name, "relasjon": kin or name, "foreldreansvar": custody})


BOTH = (guardian("mor"), guardian("far"))


def case(*consents: Samtykke, born: str = "2014-05-12", guardians: tuple[Foresatt, ...] = BOTH) -> Sak:
    barn = Barn.model_validate(
        {"fornavn": "Ola", "etternavn": "Testesen", "fødselsdato": born, "skole": "hope-barneskole"}
    )
    head = {"bti_sak": "1", "id": "x", "saksnavn": "x", "kommune": "risor"}
    return Sak.model_validate(head | {"barn": barn, "foresatte": guardians, "samtykker": consents})


def rules(**changes: Any) -> Profil:
    return PROFIL.model_copy(update={"samtykkeregler": PROFIL.samtykkeregler.model_copy(update=changes)})


def holds(day: dt.date = DAY, profil: Profil = PROFIL, who: dict[str, Any] | None = None, **changes: Any) -> bool:
    one = consent(**changes)
    return in_force(one, case(one, **(who or {})), profil, day)


def open_to(unit: str, day: dt.date = DAY, who: dict[str, Any] | None = None, **changes: Any) -> frozenset[str]:
    return covered(case(consent(**changes), **(who or {})), PROFIL, unit, day)


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class TestGiven:
    def test_a_complete_consent_that_both_have_given_holds(self) -> None:
        assert holds()
        assert open_to(NURSE) == open_to(PPT) == ALL
        assert open_to("barnevernet") == frozenset()

    @pytest.mark.parametrize("status", ["utkast", "avslått", "trukket"])
    def test_only_what_is_given_holds(self, status: str) -> None:
        assert not holds(status=status)

    @pytest.mark.parametrize(
        ("key", "nothing"),
        [
            ("formål", ""),
            ("tjenester", []),
            ("deles", []),
            ("gjelder_til", None),
            ("informert_av", None),
            ("informert_av", {"hvem": "mor", "dato": "2026-08-19"}),
            ("gitt_av", []),
        ],
    )
    def test_a_consent_that_does_not_say_all_it_must_is_not_valid(self, key: str, nothing: object) -> None:
        assert lacking(consent(**{key: nothing})) == (key,)
        assert not holds(**{key: nothing})

    def test_what_is_not_shared_must_have_been_asked(self) -> None:
        silent = Samtykke.model_validate({k: v for k, v in COMPLETE.items() if k != "deles_ikke"})
        assert lacking(silent) == ("deles_ikke",)
        assert lacking(silent.model_copy(update={"ingen_avgrensning": True})) == ()

    @pytest.mark.parametrize("who", ["mor", "far"])
    def test_one_yes_is_not_enough_where_two_have_foreldreansvar(self, who: str) -> None:
        assert not holds(gitt_av=[answer(who)])
        assert holds(gitt_av=[answer(who)], profil=rules(alle_med_foreldreansvar=False))

    def test_an_answer_counts_from_its_day(self) -> None:
        late = [answer("mor"), answer("far", "2026-09-02")]
        assert not holds(gitt_av=late)
        assert holds(on("2026-09-02"), gitt_av=late)

    def test_an_oral_answer_needs_its_note(self) -> None:
        assert not holds(gitt_av=[answer("mor"), answer("far", form="muntlig")])
        assert holds(gitt_av=[answer("mor"), answer("far", form="muntlig", notat="Ringte Per, norsk")])

    @pytest.mark.parametrize("custody", ["nei", "ukjent", None])
    def test_who_has_no_known_foreldreansvar_neither_must_nor_can(self, custody: str | None) -> None:
        guardians = (guardian("mor"), guardian("far", custody))
        assert holds(gitt_av=[answer("mor")], who={"guardians": guardians})
        assert not holds(gitt_av=[answer("far")], who={"guardians": guardians})
        assert not holds(
            gitt_av=[answer("far")], who={"guardians": guardians}, profil=rules(alle_med_foreldreansvar=False)
        )

    def test_when_nobody_may_answer_nobody_has(self) -> None:
        for guardians in ((), (guardian("mor", "ukjent"),), (guardian("ste", "nei", "steforelder"),)):
            for who in ("mor", "ste"):
                assert not holds(gitt_av=[answer(who)], who={"guardians": guardians})

    @pytest.mark.parametrize("kin", ["verge", "fosterforelder"])
    def test_a_verge_or_foster_parent_answers_when_nobody_has_foreldreansvar(self, kin: str) -> None:
        alone = (guardian("ada", "nei", kin),)
        assert holds(gitt_av=[answer("ada")], who={"guardians": alone})
        both = {"guardians": (*alone, guardian("mor"))}
        assert not holds(gitt_av=[answer("ada")], who=both)
        assert holds(gitt_av=[answer("mor")], who=both)

    def test_a_new_guardian_with_foreldreansvar_must_say_yes_too(self) -> None:
        three = (*BOTH, guardian("ny", "ja", "medmor"))
        assert not holds(who={"guardians": three})
        assert missing_answers(case(guardians=three), PROFIL, {"mor", "far"}, DAY) == {"ny"}

    def test_from_the_municipalitys_age_the_pupil_answers_too(self) -> None:
        at_15 = {"born": "2011-09-01"}
        own = [answer("mor"), answer("far"), answer("barn")]
        assert holds(on("2026-08-31"), who=at_15)
        assert not holds(who=at_15)
        assert holds(who=at_15, gitt_av=own)
        assert holds(who=at_15, profil=rules(eleven_selv_fra=16))
        assert not holds(who={"born": "2014-05-12"}, profil=rules(eleven_selv_fra=12))

    def test_a_pupil_of_18_answers_alone(self) -> None:
        grown = {"born": "2008-09-01"}
        everyone = [answer("mor"), answer("far"), answer("barn")]
        assert holds(on("2026-08-31"), who=grown, gitt_av=everyone)
        assert not holds(who=grown)
        assert holds(who=grown, gitt_av=[answer("barn")])

    def test_from_16_nobody_else_consents_to_the_pupils_health(self) -> None:
        at_16 = {"born": "2010-09-01"}
        late = rules(eleven_selv_fra=18)
        one = consent()
        assert covered(case(one, **at_16), late, NURSE, on("2026-08-31")) == ALL
        assert covered(case(one, **at_16), late, NURSE, DAY) == ALL - {"helse"}
        signed = consent(gitt_av=[answer("mor"), answer("far"), answer("barn")])
        assert covered(case(signed, **at_16), late, NURSE, DAY) == ALL


class TestTime:
    def test_a_consent_holds_from_its_first_day_to_its_last(self) -> None:
        day = dt.timedelta(days=1)
        first, last = on("2026-08-20"), on("2027-06-18")
        assert not holds(first - day)
        assert holds(first)
        assert holds(last)
        assert not holds(last + day)
        assert not holds(gjelder_fra=None)

    def test_never_longer_than_the_municipality_lets_it(self) -> None:
        long = {"gjelder_til": "2029-01-01"}
        assert holds(on("2027-08-20"), **long)
        assert not holds(on("2027-08-21"), **long)
        assert not holds(on("2026-09-21"), **long, profil=rules(lengst=Varighet(1, "måneder")))

    def test_a_consent_for_the_transition_ends_six_months_after_school_start(self) -> None:
        begun = {
            "gjelder": "overgang",
            "gjelder_fra": "2026-06-01",
            "gitt_av": [answer(w, "2026-06-01") for w in ("mor", "far")],
        }
        assert holds(on("2027-02-17"), **begun)
        assert not holds(on("2027-02-18"), **begun)
        later = begun | {"gjelder_fra": "2026-08-18"}
        assert holds(on("2027-02-18"), **later)

    def test_both_extend_it_together(self) -> None:
        longer = {"hva": "forlenges", "dato": "2027-06-01", "til": "2027-12-01"}
        after_end = on("2027-07-01")
        assert holds(after_end, endringer=by_both(**longer))
        assert not holds(after_end, endringer=[change(**longer)])
        assert not holds(after_end, endringer=[change(**longer), change(av="far", **longer | {"form": "muntlig"})])
        assert not holds(after_end, endringer=[change(**longer), change(av="far", **longer | {"form": None})])

    def test_the_shorter_of_two_extensions_is_what_both_have_said(self) -> None:
        said = [
            change("forlenges", "mor", "2027-06-01", til="2027-12-01"),
            change("forlenges", "far", "2027-06-01", til="2027-09-01"),
        ]
        assert ends(consent(endringer=said), case(), PROFIL, on("2027-06-01")) == on("2027-09-01")

    def test_an_extension_works_from_its_own_day(self) -> None:
        longer = by_both("forlenges", dato="2027-08-01", til="2027-12-01")
        assert not holds(on("2027-07-31"), endringer=longer)
        assert holds(on("2027-08-01"), endringer=longer)

    def test_an_extension_counts_the_longest_time_anew(self) -> None:
        longer = by_both("forlenges", dato="2027-06-01", til="2029-01-01")
        assert holds(on("2028-06-01"), endringer=longer)
        assert not holds(on("2028-06-02"), endringer=longer)

    def test_an_extension_does_not_move_the_limit_of_a_transition(self) -> None:
        longer = by_both("forlenges", dato="2026-09-01", til="2027-12-01")
        assert not holds(on("2027-03-01"), gjelder="overgang", gjelder_fra="2026-08-17", endringer=longer)


class TestWithdrawn:
    def test_a_withdrawal_works_at_once_or_from_the_day_it_says(self) -> None:
        at_once = [change("alt", "far")]
        assert holds(on("2026-08-31"), endringer=at_once)
        assert not holds(endringer=at_once)
        later = [change("alt", "far", fra="2026-10-01")]
        assert holds(on("2026-09-30"), endringer=later)
        assert not holds(on("2026-10-01"), endringer=later)
        assert withdrawn(consent()) == dt.date.max

    def test_one_withdraws_for_both_and_by_word_of_mouth(self) -> None:
        assert not holds(endringer=[change("alt", "mor", form="muntlig")])

    def test_a_withdrawn_consent_held_until_its_day(self) -> None:
        over = {"status": "trukket", "trukket_dato": "2026-09-01"}
        assert holds(on("2026-08-31"), **over)
        assert not holds(**over)
        assert not holds(on("2026-08-31"), status="trukket")

    def test_a_service_is_taken_out(self) -> None:
        out = [change("tjenester", tjenester=[PPT])]
        assert open_to(PPT, endringer=out) == frozenset()
        assert open_to(NURSE, endringer=out) == ALL
        assert open_to(PPT, on("2026-08-31"), endringer=out) == ALL
        assert units_of(consent(endringer=out), DAY) == {NURSE}

    def test_kinds_of_information_are_taken_out(self) -> None:
        out = [change("opplysninger", deles=["helse"])]
        assert open_to(NURSE, endringer=out) == ALL - {"helse"}
        assert open_to(NURSE, on("2026-08-31"), endringer=out) == ALL

    @pytest.mark.parametrize("hva", ["tjenester", "opplysninger"])
    def test_a_part_that_is_not_named_is_all_of_it(self, hva: str) -> None:
        assert open_to(NURSE, endringer=[change(hva)]) == frozenset()
        assert units_of(consent(endringer=[change("tjenester")]), DAY) == frozenset()

    def test_what_another_consent_gives_is_not_withdrawn(self) -> None:
        other = consent(id="s2", deles=["faglig"])
        both = case(consent(endringer=[change("alt")]), other)
        assert covered(both, PROFIL, NURSE, DAY) == {"faglig"}


class TestWidened:
    def test_both_widen_it_together(self) -> None:
        wider = by_both("utvides", deles=["fravær"])
        assert open_to(NURSE, endringer=wider) == open_to(PPT, endringer=wider) == ALL | {"fravær"}
        assert open_to(NURSE, on("2026-08-31"), endringer=wider) == ALL

    def test_one_alone_or_by_word_of_mouth_widens_nothing(self) -> None:
        one, other = by_both("utvides", deles=["fravær"])
        for changes in ([one], [other], [one, other | {"form": "muntlig"}], [one, other | {"av": "per"}]):
            assert open_to(NURSE, endringer=changes) == ALL

    def test_it_is_wider_for_the_services_it_names_and_a_new_one_too(self) -> None:
        wider = by_both("utvides", deles=["fravær"], tjenester=[PPT, "barnevernet"])
        assert open_to(NURSE, endringer=wider) == ALL
        assert open_to(PPT, endringer=wider) == ALL | {"fravær"}
        assert open_to("barnevernet", endringer=wider) == {"fravær"}

    def test_the_last_word_counts_whatever_the_order_in_the_file(self) -> None:
        wider = by_both("utvides", deles=["fravær"], dato="2026-08-25")
        out = change("opplysninger", deles=["fravær"], dato="2026-08-28")
        assert open_to(NURSE, endringer=[out, *wider]) == ALL
        again = by_both("utvides", deles=["fravær"], dato="2026-08-30")
        assert open_to(NURSE, endringer=[*again, out, *wider]) == ALL | {"fravær"}
        assert open_to(NURSE, endringer=[again[0], out, *wider]) == ALL  # the other has said no since

    def test_on_one_day_what_takes_away_wins(self) -> None:
        wider = by_both("utvides", deles=["fravær"])
        for out in (change("opplysninger", deles=["fravær"]), change("tjenester", tjenester=[NURSE])):
            assert "fravær" not in open_to(NURSE, endringer=[out, *wider])
        assert open_to(NURSE, endringer=[*by_both("utvides", deles=["fravær"]), change("alt")]) == frozenset()


class TestMatrix:
    def test_a_row_says_what_its_service_gets(self) -> None:
        rows = [
            {"tjeneste": NURSE, "retning": "gjensidig", "deles": ["trivsel"]},
            {"tjeneste": PPT, "retning": "hente inn", "deles": ["faglig"]},
        ]
        assert open_to(NURSE, matrise=rows) == {"trivsel"}
        assert open_to(PPT, matrise=rows) == frozenset()
        assert open_to("barnevernet", matrise=rows) == frozenset()

    def test_a_limited_yes_is_not_a_yes(self) -> None:
        limit = {"tema": "helse", "hva": "bare søvn"}
        row = {"tjeneste": NURSE, "retning": "gi", "deles": ["helse", "trivsel"], "avgrenset": [limit]}
        assert open_to(NURSE, matrise=[row]) == {"trivsel"}

    def test_a_service_without_a_right_in_the_log_gets_nothing(self) -> None:
        rights = [{"tjeneste": NURSE, "rett": "ingen"}, {"tjeneste": PPT, "rett": "lese"}]
        assert open_to(NURSE, tilgang=rights) == frozenset()
        assert open_to(PPT, tilgang=rights) == ALL


def test_a_span_of_working_days_is_never_longer_than_it_says() -> None:
    assert after(on("2026-09-04"), Varighet(5, "virkedager")) == on("2026-09-09")


class TestChangeOfSchool:
    """A consent is asked for anew at another school (rule R06)."""

    MOVES = {"fra": "hope-barneskole", "til": "risor-ungdomsskole", "dato": "2026-10-01"}

    def at(self, day: str, moves: dict[str, Any] | None = None, **changes: Any) -> bool:
        one = consent(**changes)
        sak = Sak.model_validate(case(one).model_dump() | {"overgang": self.MOVES | (moves or {})})
        return in_force(one, sak, PROFIL, on(day))

    def test_a_consent_ends_the_day_before_the_pupil_begins_at_another_school(self) -> None:
        assert self.at("2026-09-30")
        assert not self.at("2026-10-01")

    def test_without_a_day_of_its_own_the_change_is_on_the_municipalitys_first_school_day(self) -> None:
        before = {"gjelder_fra": "2026-06-01", "gitt_av": [answer("mor", "2026-06-01"), answer("far", "2026-06-01")]}
        assert self.at("2026-08-16", {"dato": None}, **before)
        assert not self.at("2026-08-17", {"dato": None}, **before)

    def test_a_consent_that_names_the_new_school_goes_on_there(self) -> None:
        assert self.at("2026-10-01", tjenester=[NURSE, "risor-ungdomsskole"])

    def test_a_consent_for_the_transition_goes_on_there(self) -> None:
        assert self.at("2026-10-01", gjelder="overgang")

    def test_a_consent_given_at_the_new_school_is_for_the_new_school(self) -> None:
        assert self.at("2026-10-01", gjelder_fra="2026-10-01")

    def test_a_new_yes_at_the_new_school_renews_the_old_consent(self) -> None:
        longer = by_both("forlenges", dato="2026-10-05", til="2027-05-01")
        assert not self.at("2026-10-04", endringer=longer)
        assert self.at("2026-10-05", endringer=longer)

    def test_staying_at_a_combined_school_is_no_change(self) -> None:
        assert self.at("2026-10-01", {"til": "hope-barneskole"})
