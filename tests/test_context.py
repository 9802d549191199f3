"""The words that templates may use: what the two samples become, in their own language form and on their own day."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import types
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bti_docs.case import model, samtykke, vocabulary
from bti_docs.case.types import Node
from bti_docs.context import words as w
from bti_docs.context.build import Setting, build, citations, plain
from bti_docs.context.instances import Instance, instances
from bti_docs.context.missing import empty, missing, word
from bti_docs.docx.fill import parsed_parts
from bti_docs.docx.package import open_package
from bti_docs.library import Shelves, built_in
from bti_docs.make import Case, check_case, open_case, plan, see, words
from bti_docs.problem import BtiError, Problem
from tests.conftest import ROOT

SHELVES = Shelves()
DAY = dt.date(2026, 9, 1)
RISOR = (ROOT / "samples/risor/sak.yaml").read_text(encoding="utf-8")
VINDAFJORD = (ROOT / "samples/vindafjord/sak.yaml").read_text(encoding="utf-8")
TRAPP = (ROOT / "samples/trapp/sak.yaml").read_text(encoding="utf-8")
BLANK_PERSON = w.Person("", "", "", "")
BLANK_MEASURE = w.Tiltak("", "", "", "", "", "", "")


def edited(text: str, *edits: tuple[str, str]) -> str:
    """Return the case with each text replaced; a text that is not there is a fault of the test."""
    for old, new in edits:
        assert old in text, f"the sample no longer says {old!r}"
        text = text.replace(old, new)
    return text


@functools.cache
def opened(text: str) -> Case:
    return open_case(text.encode(), SHELVES, file="sak.yaml")


def said(text: str, kind: str, part: str = "", *, day: dt.date = DAY) -> w.Ord:
    """Return the words of a case's document of this kind, made from this part when there are several."""
    case = opened(text)
    found = [o for o in plan(case, SHELVES, [kind]) if not part or getattr(o.instance.part, "id", "") == part]
    assert len(found) == 1, f"{len(found)} documents of the kind {kind}"
    return words(case, found[0], see(case, found[0], day), SHELVES, day)


def ticked(choices: list[w.Valg]) -> list[str]:
    assert all(c.kryss == ("☒" if c.valgt else "☐") for c in choices)
    return [c.tekst for c in choices if c.valgt]


class TestDates:
    def test_a_date_is_written_short_and_long_in_the_language_form(self) -> None:
        nb, nn = said(RISOR, "overgangsmote", "m2"), said(VINDAFJORD, "bti_motereferat", "m2")
        assert (nb.møte.dato, nb.møte.dato_lang) == ("10.06.2026", "onsdag 10. juni 2026")
        assert (nn.møte.dato, nn.møte.dato_lang) == ("05.10.2026", "måndag 5. oktober 2026")
        assert (nb.møte.kl, nb.møte.neste.kl) == ("13.30–14.15", "14.00–14.45")

    @pytest.mark.parametrize(
        ("kind", "part", "date"),
        [
            ("overgangsmote", "m2", "10.06.2026"),
            ("oppmerksomhetssamtale", "", "22.04.2026"),
            ("samtykke_stafettlogg", "s1", "27.04.2026"),
            ("iop", "", "20.08.2026"),
        ],
    )
    def test_a_document_has_its_own_date_whatever_day_it_is(self, kind: str, part: str, date: str) -> None:
        assert said(RISOR, kind, part, day=dt.date(2030, 1, 1)).dokument.dato == date

    @pytest.mark.parametrize(
        ("edits", "date"),
        [
            (((", dato: 2026-06-12, språk: norsk}", ", dato: 2026-06-13, språk: norsk}"),), "13.06.2026"),
            ((("    informert_av: {hvem: per, dato: 2026-06-12, språk: norsk}\n", ""),), "15.06.2026"),
            (
                (
                    ("    informert_av: {hvem: per, dato: 2026-06-12, språk: norsk}\n", ""),
                    ("    gjelder_fra: 2026-06-15\n", ""),
                ),
                "01.09.2026",
            ),
        ],
    )
    def test_a_consent_is_dated_when_it_was_told_about_else_when_it_begins_else_today(
        self, edits: tuple[tuple[str, str], ...], date: str
    ) -> None:
        assert said(edited(RISOR, *edits), "samtykke_deling").dokument.dato == date

    def test_a_note_without_a_talk_has_the_notes_own_date(self) -> None:
        start = RISOR.index("  samtale: {")
        without = RISOR[:start] + RISOR[RISOR.index("  foresatt_syn: Mor kjenner") :]
        assert said(without, "oppmerksomhetssamtale").dokument.dato == "17.04.2026"


class TestDocument:
    def test_the_head_says_who_and_what_without_the_pupils_name(self) -> None:
        head = said(RISOR, "overgangsmote", "m2").dokument
        assert (head.tittel, head.undertittel) == ("Referat fra overgangsmøte", "Overgangsmøte 1")
        assert (head.saksnummer, head.sak_id, head.enhet, head.nivå) == (
            "26/00123",
            "risor-2026-031",
            "Hope barneskole",
            "1",
        )
        assert head.mal.startswith("overgangsmote-nb ")
        assert "Ola" not in str(dataclasses.astuple(head))

    def test_the_restriction_is_said_in_the_documents_language_form(self) -> None:
        nb, nn = said(RISOR, "iop").dokument, said(VINDAFJORD, "iop").dokument
        assert nb.skjerming == "Unntatt offentlighet: Offl. §\u00a013, jf. fvl. §\u00a013 første ledd nr. 1"
        assert nn.skjerming == "Unnateke offentlegheit: Offl. §\u00a013, jf. fvl. §\u00a013 fyrste ledd nr. 1"

    def test_the_documents_day_chooses_the_legal_basis_and_none_is_an_error(self, tmp_path: Path) -> None:
        place = tmp_path / "municipalities/risor"
        place.mkdir(parents=True)
        profile = (built_in() / "municipalities/risor/municipality.yaml").read_text(encoding="utf-8")
        begins = profile.index("  - {fra: 2006-01-01")
        ends = profile.index("\n", begins)
        rows = [
            f"  - {{fra: {day}, tekst_nb: {text}, tekst_nn: x}}"
            for day, text in (("2026-06-11", "ny"), ("2026-05-06", "gammel"))
        ]
        (place / "municipality.yaml").write_text(profile[:begins] + "\n".join(rows) + profile[ends:], encoding="utf-8")
        shelves = Shelves((tmp_path, built_in()))
        case = open_case(RISOR.encode(), shelves, file="sak.yaml")
        orders = {o.instance.id or o.instance.kind.id: o for o in plan(case, shelves, ())}
        on = {
            name: words(case, orders[name], see(case, orders[name], DAY), shelves, DAY).dokument
            for name in ("m1", "m2", "m3")
        }
        assert [on[m].skjerming for m in ("m1", "m2", "m3")] == [
            "Unntatt offentlighet: gammel",
            "Unntatt offentlighet: gammel",
            "Unntatt offentlighet: ny",
        ]
        with pytest.raises(BtiError) as refused:
            words(case, orders["oppmerksomhetssamtale"], see(case, orders["oppmerksomhetssamtale"], DAY), shelves, DAY)
        assert [p.code for p in refused.value.problems] == ["K106"]
        assert "K106" in {p.code for p in check_case(case, shelves, DAY)}

    def test_an_education_plan_without_a_decision_is_a_draft_and_nothing_else_is(self) -> None:
        assert said(VINDAFJORD, "iop").dokument.utkast
        assert not said(RISOR, "iop").dokument.utkast
        assert not said(VINDAFJORD, "bti_motereferat").dokument.utkast

    def test_the_municipalitys_own_title_wins(self) -> None:
        case = opened(RISOR)
        profil = case.municipality.profil.model_copy(update={"ord": {"iop": "Opplæringsplan"}})
        [instance] = instances(case.sak, SHELVES.kind("iop"))
        setting = Setting(profil, SHELVES.laws(), SHELVES.words(), "nb")
        assert build(case.sak, instance, setting, DAY).dokument.tittel == "Opplæringsplan"


class TestCopies:
    def test_guardians_and_the_services_of_the_consent_get_copies_but_the_own_school_does_not(self) -> None:
        assert said(RISOR, "overgangsmote", "m2").dokument.kopi_til == [
            "Kari Testesen (mor)",
            "Jan Kowalski (far)",
            "Risør ungdomsskole",
            "Risør helsestasjon",
        ]

    @pytest.mark.parametrize(
        ("edits", "left_out"),
        [
            ((("tolk: nei\n    kopi: utskrift", "tolk: nei\n    kopi: nei"),), "Kari Testesen (mor)"),
            ((("far\n    foreldreansvar: ja", "far\n    foreldreansvar: nei"),), "Jan Kowalski (far)"),
            ((("far\n    foreldreansvar: ja", "far\n    foreldreansvar: ukjent"),), "Jan Kowalski (far)"),
        ],
    )
    def test_a_guardian_who_wants_no_copy_or_has_no_responsibility_gets_none(
        self, edits: tuple[tuple[str, str], ...], left_out: str
    ) -> None:
        copies = said(edited(RISOR, *edits), "overgangsmote", "m2").dokument.kopi_til
        assert len(copies) == 3
        assert left_out not in copies

    def test_no_service_gets_a_copy_on_a_consent_that_is_not_given_or_has_ended(self) -> None:
        guardians = ["Kari Testesen (mor)", "Jan Kowalski (far)"]
        assert said(RISOR, "samtykke_deling").dokument.kopi_til == guardians
        for edit in (
            ("status: gitt", "status: trukket"),
            ("status: gitt", "status: avslått"),
            ("gjelder_til: 2026-12-31", "gjelder_til: 2026-06-09"),
            ("status: gitt", "status: gitt\n    endringer: [{dato: 2026-06-10, av: far, hva: alt}]"),
        ):
            assert said(edited(RISOR, edit), "overgangsmote", "m2").dokument.kopi_til == guardians
        lasts = edited(RISOR, ("gjelder_til: 2026-12-31", "gjelder_til: 2026-06-10"))
        assert len(said(lasts, "overgangsmote", "m2").dokument.kopi_til) == 4

    def test_no_guardian_is_named_for_a_copy_while_violence_is_suspected(self) -> None:
        suspected = edited(RISOR, ("vold_overgrep: nei", "vold_overgrep: ja"))
        for kind, part in (("overgangsmote", "m2"), ("bti_motereferat", "m1"), ("oppmerksomhetssamtale", "")):
            copies = said(suspected, kind, part).dokument.kopi_til
            assert not any("(mor)" in c or "(far)" in c for c in copies)


class TestPupil:
    def test_the_pupil_is_named_with_school_year_and_contact_teacher(self) -> None:
        pupil = said(RISOR, "iop").barn
        assert (pupil.navn, pupil.fornavn, pupil.fødselsdato) == ("Ola Testesen", "Ola", "12.05.2014")
        assert (pupil.skole, pupil.trinn, pupil.klasse) == ("Hope barneskole", "7.", "7A")
        assert pupil.kontaktlærer == "Per Lærersen"
        assert (pupil.tolk.ja, pupil.tolk.nei, pupil.tolk.svar) == ("☐", "☒", "Nei")

    @pytest.mark.parametrize(
        ("day", "signs"), [("2029-05-11", False), ("2029-05-12", True), ("2032-01-01", True), ("2014-05-12", False)]
    )
    def test_the_pupils_age_on_the_documents_day_decides_whether_they_sign(self, day: str, signs: bool) -> None:
        dated = edited(RISOR, ("dato: 2026-08-20", f"dato: {day}"))
        assert said(dated, "iop").barn.underskriver == signs

    def test_a_pupil_born_on_a_leap_day_is_older_from_the_first_of_march(self) -> None:
        born = edited(RISOR, ("fødselsdato: 2014-05-12", "fødselsdato: 2012-02-29"))
        for day, signs in (("2027-02-28", False), ("2027-03-01", True)):
            assert said(edited(born, ("dato: 2026-08-20", f"dato: {day}")), "iop").barn.underskriver == signs

    def test_only_what_the_pupil_had_said_by_the_documents_day_is_in_it(self) -> None:
        consent = said(VINDAFJORD, "samtykke_stafettlogg").barn.syn
        assert [s.dato for s in consent] == ["21.08.2026", "14.09.2026"]
        meeting = said(VINDAFJORD, "overgangsmote", "m1").barn.syn
        assert [(s.dato, s.form, s.hentet_av) for s in meeting] == [("21.08.2026", "elevsamtale", "Marit Lærar")]

    def test_what_the_pupil_said_too_late_is_better_than_nothing(self) -> None:
        later = edited(VINDAFJORD, ("{dato: 2026-08-21, form: elevsamtale", "{dato: 2026-09-13, form: elevsamtale"))
        assert [s.dato for s in said(later, "overgangsmote", "m1").barn.syn] == ["13.09.2026", "14.09.2026"]


class TestConsent:
    def test_what_is_shared_is_ticked_and_the_rest_is_there_to_tick(self) -> None:
        consent = said(RISOR, "samtykke_stafettlogg").samtykke
        assert ticked(consent.deles) == ["Faglig utvikling", "Trivsel og sosialt", "Fravær", "Tiltak og evaluering"]
        assert len(consent.deles) == len(typing.get_args(vocabulary.Tema))
        assert ticked(consent.former) == ["underskrift", "elektronisk (ID-porten)"]
        assert consent.deles_ikke == "Opplysninger om mors helse"
        assert (consent.ingen_avgrensning.er_ja, consent.ingen_avgrensning.er_nei) == (False, True)

    def test_an_empty_list_of_what_is_not_shared_is_an_answer_and_silence_is_none(self) -> None:
        answered = said(VINDAFJORD, "samtykke_stafettlogg").samtykke.ingen_avgrensning
        assert (answered.er_ja, answered.ja) == (True, "☒")
        silent = edited(RISOR, ("    deles_ikke: [Opplysninger om mors helse]\n    ingen_avgrensning: nei\n", ""))
        open_ = said(silent, "samtykke_deling").samtykke.ingen_avgrensning
        assert (open_.svar, open_.ja, open_.nei) == ("", "☐", "☐")

    def test_what_a_service_may_do_in_the_log_is_ticked(self) -> None:
        rows = [(s.navn, s.lese, s.skrive) for s in said(RISOR, "samtykke_stafettlogg").samtykke.tjenester]
        assert rows == [
            ("Hope barneskole", "☒", "☒"),
            ("Risør ungdomsskole", "☒", "☒"),
            ("Risør helsestasjon", "☒", "☐"),
        ]

    def test_the_matrix_answers_for_every_kind_of_information(self) -> None:
        health, ppt = said(VINDAFJORD, "samtykke_deling").samtykke.matrise[::-1]
        assert (health.tjeneste, health.retning) == ("Vindafjord helsestasjon", "hente inn")
        assert (health.trivsel, health.helse, health.hjem) == ("Ja", "Noko", "Nei")
        assert health.grense == "Helse (særskild kategori): berre det som gjeld søvn"
        assert (ppt.retning, ppt.kartlegging, ppt.helse, ppt.grense) == ("gjensidig", "Ja", "Nei", "")
        assert [r.tjeneste for r in said(VINDAFJORD, "samtykke_deling").samtykke.grenser] == ["Vindafjord helsestasjon"]

    def test_a_consent_that_is_not_given_ticks_no_way_of_giving_it(self) -> None:
        draft = edited(
            RISOR,
            (
                "    status: utkast\n",
                "    status: utkast\n    gitt_av: [{hvem: mor, dato: 2026-06-12, form: underskrift}]\n",
            ),
        )
        assert ticked(said(draft, "samtykke_deling").samtykke.former) == []
        assert not said(draft, "samtykke_deling").samtykke.gitt

    def test_minutes_name_the_consent_with_its_answers_in_the_order_of_their_days(self) -> None:
        assert said(RISOR, "overgangsmote", "m2").møte.samtykke == (
            "Samtykke til stafettlogg, gitt; svar 27.04.2026 og 28.04.2026; omfang: faglig utvikling,"
            " trivsel og sosialt, fravær og tiltak og evaluering; gjelder til 31.12.2026"
        )
        other_way = edited(
            RISOR,
            ("{hvem: mor, dato: 2026-04-27", "{hvem: mor, dato: 2026-04-12"),
            ("far, dato: 2026-04-28", "far, dato: 2026-04-03"),
        )
        assert "svar 03.04.2026 og 12.04.2026" in said(other_way, "overgangsmote", "m2").møte.samtykke

    def test_each_guardian_has_their_own_answer(self) -> None:
        rows = said(RISOR, "samtykke_stafettlogg").foresatte
        assert [(r.relasjon, r.underskrevet) for r in rows] == [
            ("mor", "27.04.2026, underskrift"),
            ("far", "28.04.2026, elektronisk (ID-porten)"),
        ]
        assert [r.underskrevet for r in said(RISOR, "samtykke_deling").foresatte] == ["", ""]
        assert [r.tolk for r in rows] == ["Nei", "Ja, polsk"]

    def test_a_refusal_is_a_no_and_a_withdrawal_says_from_when(self) -> None:
        refused = said(edited(RISOR, ("status: gitt", "status: avslått")), "samtykke_stafettlogg").samtykke
        assert (refused.avslått, refused.gitt, refused.trukket) == (True, False, "")
        change = (
            "endringer: [{dato: 2026-06-01, av: far, hva: alt}, {dato: 2026-07-01, fra: 2026-05-20, av: mor, hva: alt}]"
        )
        for edit, expected in [
            (("status: gitt", "status: gitt"), ""),
            (("status: gitt", "status: trukket"), "Samtykket er trukket tilbake"),
            (
                ("status: gitt", "status: trukket\n    trukket_dato: 2026-06-10"),
                "Samtykket er trukket tilbake fra 10.06.2026",
            ),
            (("status: gitt", f"status: gitt\n    {change}"), "Samtykket er trukket tilbake fra 20.05.2026"),
        ]:
            consent = said(edited(RISOR, edit), "samtykke_stafettlogg").samtykke
            assert consent.trukket == expected
            assert consent.status == ("trukket tilbake" if expected else "gitt")

    def test_a_service_without_a_row_of_its_own_has_one(self) -> None:
        listed = edited(VINDAFJORD, ("    tjenester: [ppt, helsestasjonen]\n", "    tjenester: [ppt, sandeid-skule]\n"))
        row = said(listed, "samtykke_deling").samtykke.matrise[2]
        assert (row.tjeneste, row.retning, row.faglig, row.helse) == ("Sandeid skule", "", "Nei", "Nei")
        rows = edited(
            VINDAFJORD,
            ("    gjelder: stafettlogg", "    gjelder: ppt"),
            ("- {tjeneste: ppt, rett: lese}", "- {tjeneste: ppt, rett: ingen}"),
        )
        found = said(rows, "samtykke_deling", "s1").samtykke.matrise
        assert [(r.tjeneste, r.faglig, r.helse) for r in found] == [
            ("Sandeid skule", "Ja", "Nei"),
            ("PPT", "Nei", "Nei"),
        ]
        draft = edited(RISOR, ("    tjenester: [helsestasjonen, ppt]", "    tjenester: [risor-ungdomsskole, ppt]"))
        assert said(draft, "samtykke_deling").samtykke.matrise[2].faglig == "☐"

    def test_the_pupils_answer_and_the_note_of_an_oral_one_are_told(self) -> None:
        text = edited(
            RISOR,
            (
                "{hvem: mor, dato: 2026-04-27, form: underskrift}",
                "{hvem: mor, dato: 2026-04-27, form: muntlig, notat: Sa ja på telefon.}",
            ),
            (
                "    gjelder_fra: 2026-04-28",
                "      - {hvem: barn, dato: 2026-04-29, form: underskrift}\n    gjelder_fra: 2026-04-28",
            ),
        )
        found = said(text, "samtykke_stafettlogg")
        assert found.foresatte[0].underskrevet == "27.04.2026, muntlig: Sa ja på telefon."
        assert found.barn.underskrevet == "29.04.2026, underskrift"
        assert said(text, "samtykke_deling").barn.underskrevet == ""

    def test_who_has_no_parental_responsibility_has_no_line_to_sign(self) -> None:
        without = edited(RISOR, ("far\n    foreldreansvar: ja", "far\n    foreldreansvar: nei"))
        assert [g.signerer for g in said(without, "samtykke_deling").foresatte] == [True, False]
        assert [g.signerer for g in said(without, "samtykke_stafettlogg").foresatte] == [True, True]  # he has answered

    def test_no_guardians_contact_details_are_words(self) -> None:
        for text in (RISOR, VINDAFJORD):
            case = opened(text)
            for order in plan(case, SHELVES, ()):
                if order.instance.kind.gjelder.del_ in FORMS:
                    continue
                spoken = str(plain(words(case, order, see(case, order, DAY), SHELVES, DAY)))
                for secret in ("Hemmeligveien", "Testveien", "900 00 00", "kari@example", "12851499979"):
                    assert secret not in spoken

    def test_an_identity_number_is_a_word_only_of_the_two_forms_that_must_have_it(self) -> None:
        assert said(RISOR, "ppt_henvisning").henvisning.fødselsnummer == "12851499979"
        assert said(RISOR, "iop").henvisning.fødselsnummer == ""
        report = said(RISOR, "iop").bekymring
        assert {report.fødselsnummer, report.adresse, report.telefon, report.melder_telefon} == {""}


# The forms that go out of the school by law, with what identifies the pupil (rule R23).
FORMS = ("henvisning", "bekymring")


class TestMeetings:
    def test_the_schools_own_matters_are_kept_apart_and_numbered_by_themselves(self) -> None:
        meeting = said(RISOR, "overgangsmote", "m2").møte
        assert [(s.nummer, s.tittel) for s in meeting.saker] == [
            ("1", "Hva fungerer nå"),
            ("2", "Første skoledag"),
            ("3", "Helse"),
        ]
        assert [(s.nummer, s.tittel, s.internt) for s in meeting.interne_saker] == [("1", "Meldeplikt", True)]

    def test_only_the_meetings_own_measures_and_the_goals_they_serve_are_in_it(self) -> None:
        meeting = said(RISOR, "bti_motereferat", "m1").møte
        assert [t.hva for t in meeting.tiltak] == [
            "Liten gruppe med fast voksen i kroppsøving",
            "Se på ukeplanen sammen søndag ettermiddag",
        ]
        assert meeting.mål == ["Ola deltar i kroppsøving hver uke i mai og juni."]
        first = meeting.tiltak[0]
        assert (first.arena, first.ansvarlig) == ("skole", "Sara Støtte")
        assert (first.start, first.frist, first.evalueres) == ("11.05.2026", "12.06.2026", "10.06.2026")

    def test_the_decision_is_ticked_and_the_next_meeting_is_named(self) -> None:
        meeting = said(VINDAFJORD, "bti_motereferat", "m2").møte
        assert ticked(meeting.utfall) == ["Opp eit nivå"]
        assert (meeting.nivå_inn, meeting.nivå_ut, meeting.nye_tjenester) == ("1", "2", "PPT")
        assert meeting.stafettholder_videre == "Marit Lærar (kontaktlærar)"
        assert meeting.stafettholder_aksept.er_ja
        assert (meeting.neste.type, meeting.neste.dato) == ("Evalueringsmøte", "05.11.2026")
        assert meeting.neste.dato_lang == "torsdag 5. november 2026"

    def test_what_became_of_a_measure_is_told_with_its_own_words(self) -> None:
        rows = said(RISOR, "overgangsmote", "m3").møte.evaluering
        assert [(r.ansvarlig, r.gjennomført, r.effekt, r.videre) for r in rows[2:]] == [
            ("Anne Ungdom", "Ja", "ønsket effekt", "videreføres"),
            ("Heidi Helse", "Nei", "for tidlig å si", "endres"),
        ]

    def test_the_interpreter_is_named_or_it_is_said_that_none_was_needed(self) -> None:
        assert said(RISOR, "bti_motereferat", "m1").møte.tolk == "Ewa Tolk, polsk, telefon"
        assert said(RISOR, "overgangsmote", "m2").møte.tolk == "Nei"
        assert said(VINDAFJORD, "bti_motereferat", "m2").møte.tolk == ""

    def test_measures_stand_with_the_party_that_answers_for_them_with_one_numbering(self) -> None:
        move = said(RISOR, "overgangsmote", "m2").overgang
        parties = (move.tiltak_barneskole, move.tiltak_hjem, move.tiltak_ungdomsskole, move.tiltak_andre)
        assert [[(t.nummer, t.ansvarlig) for t in rows] for rows in parties] == [
            [("1", "Per Lærersen")],
            [("2", "Kari Testesen")],
            [("3", "Anne Ungdom")],
            [("4", "Heidi Helse")],
        ]
        assert (move.fra_skole, move.til_skole) == ("Hope barneskole", "Risør ungdomsskole")
        assert (move.nummer, move.er_1, move.er_2, move.frist_møte_2) == ("1", True, False, "27.08.2026")
        assert move.tillatt == "faglig utvikling, trivsel og sosialt, fravær og tiltak og evaluering"
        assert move.ikke_tillatt == "Opplysninger om mors helse"
        assert move.kontaktlærer_ny == "Anne Ungdom"

    def test_the_second_meeting_decides_about_the_log(self) -> None:
        move = said(RISOR, "overgangsmote", "m3").overgang
        assert (move.nummer, move.er_1, move.er_2) == ("2", False, True)
        assert ticked(move.videre) == ["Loggen fortsetter – kontaktlærer på ungdomsskolen blir stafettholder"]
        assert move.tolk_vurdert.er_ja

    def test_roles_in_the_log_are_said_in_the_language_form(self) -> None:
        text = edited(VINDAFJORD, ("dato: 2026-08-27\n", "dato: 2026-10-01\n"))
        rows = said(text, "overgangsmote", "m1").overgang.roller
        assert [(r.navn, r.rolle, r.fra) for r in rows] == [
            ("Marit Lærar (kontaktlærar)", "stafetthaldar", "17.09.2026"),
            ("Inger Ppt (PP-rådgjevar)", "deltakar", "01.10.2026"),
        ]

    def test_only_who_has_a_part_in_the_log_on_the_meetings_day_is_listed(self) -> None:
        assert said(VINDAFJORD, "overgangsmote", "m1").overgang.roller == [BLANK_PERSON]
        ended = edited(RISOR, ("{hvem: per,  fra: 2026-04-28}", "{hvem: per, fra: 2026-04-28, til: 2026-06-09}"))
        assert [r.navn for r in said(ended, "overgangsmote", "m2").overgang.roller] == [
            "Siri Sosial (sosiallærer)",
            "Anne Ungdom (kontaktlærer)",
            "Heidi Helse (helsesykepleier)",
        ]

    @pytest.mark.parametrize(
        ("old", "new", "valid"),
        [
            ("status: gitt", "status: gitt", True),
            ("status: gitt", "status: avslått", False),
            ("status: gitt", "status: utkast", False),
            ("status: gitt", "status: trukket\n    trukket_dato: 2026-06-10", False),
            ("status: gitt", "status: trukket\n    trukket_dato: 2026-06-11", True),
            ("gjelder_til: 2026-12-31", "gjelder_til: 2026-06-09", False),
            ("gjelder_fra: 2026-04-28", "gjelder_fra: 2026-06-11", False),
            ("- {hvem: far, dato: 2026-04-28, form: elektronisk}", "", False),
            ("tjenester: [hope-barneskole, risor-ungdomsskole,", "tjenester: [hope-barneskole,", False),
        ],
    )
    def test_only_a_consent_that_holds_on_the_meetings_day_permits_the_transfer(
        self, old: str, new: str, valid: bool
    ) -> None:
        move = said(edited(RISOR, (old, new)), "overgangsmote", "m2").overgang
        assert bool(move.tillatt) == valid
        assert move.ikke_gyldig.startswith("Nei. Det var ikke noe gyldig samtykke på møtedagen") != valid

    def test_a_kind_of_information_that_was_taken_back_before_the_meeting_is_not_permitted(self) -> None:
        change = "endringer: [{dato: 2026-06-01, av: far, hva: opplysninger, deles: [fravær, tiltak]}]"
        text = edited(RISOR, ("gjelder_til: 2026-12-31\n", f"gjelder_til: 2026-12-31\n    {change}\n"))
        assert said(text, "overgangsmote", "m2").overgang.tillatt == "faglig utvikling og trivsel og sosialt"

    def test_the_decision_is_told_in_words_where_no_box_is_ticked_for_it(self) -> None:
        assert said(RISOR, "overgangsmote", "m2").overgang.beslutning == "Videreføre på samme nivå"
        assert said(RISOR, "overgangsmote", "m3").overgang.beslutning == ""
        up = edited(
            RISOR, ("utfall: videreføres, nivå_ut: 1, begrunnelse: Anne", "utfall: opp et nivå, begrunnelse: Anne")
        )
        assert said(up, "overgangsmote", "m3").overgang.beslutning == "Opp et nivå"

    def test_why_a_contact_teacher_was_unknown_stands_beside_the_one_who_is_known(self) -> None:
        text = edited(
            RISOR, ("  til: risor-ungdomsskole\n", "  til: risor-ungdomsskole\n  kontaktlærer_ukjent: Avklart i mai.\n")
        )
        assert said(text, "overgangsmote", "m2").overgang.kontaktlærer_ny == "Anne Ungdom\nAvklart i mai."


class TestMarks:
    TEXT = edited(
        RISOR,
        ("to ganger denne våren., tema: trivsel", "to ganger denne våren., skjules_for: [far, mor]"),
        (
            "Spiste alene tre dager på rad., tema: trivsel",
            "Spiste alene tre dager på rad., internt: ja, skjules_for: [far]",
        ),
        ("Per sender ukeplanen hjem fredag., tema: tiltak", "Per sender ukeplanen hjem fredag., skjules_for: [far]"),
        ("{tiltak: t3, gjennomført: ja", "{tiltak: t3, internt: ja, gjennomført: ja"),
        ("hva: Gå skoleveien sammen i ferien,", "hva: Gå skoleveien sammen i ferien, internt: ja,"),
    )

    def test_what_is_internal_or_kept_from_somebody_is_marked_in_the_schools_own_document(self) -> None:
        meeting = said(self.TEXT, "bti_motereferat", "m1").møte
        shielded = "Skjermes for Jan Kowalski og Kari Testesen: Ola har vært innom to ganger denne våren."
        assert meeting.runde[1].sier == shielded
        assert [s.tittel for s in meeting.saker] == ["Felles forståelse", "Skjermes for Jan Kowalski: Mandager"]
        assert [s.tittel for s in meeting.interne_saker] == ["Meldeplikt"]
        seen = said(self.TEXT, "oppmerksomhetssamtale").samtale.observasjoner[1].hva
        assert seen == "Internt: Skjermes for Jan Kowalski: Spiste alene tre dager på rad."
        rows = [r.hva for r in said(self.TEXT, "overgangsmote", "m3").møte.evaluering[:3]]
        assert [r.startswith("Internt: ") for r in rows] == [True, True, False]
        assert said(self.TEXT, "overgangsmote", "m2").overgang.tiltak_hjem[0].hva.startswith("Internt: Gå")

    def test_the_printed_log_marks_the_same(self) -> None:
        log = said(self.TEXT, "stafettlogg_utskrift").logg
        assert log.observasjoner[1].hva == "Internt: Skjermes for Jan Kowalski: Spiste alene tre dager på rad."
        assert "Internt: Gå skoleveien sammen i ferien" in [t.hva for t in log.tiltak]
        titles = [(s.tittel, s.internt) for s in log.møter[0].saker]
        assert titles[1:] == [("Skjermes for Jan Kowalski: Mandager", False), ("Meldeplikt", True)]

    @pytest.mark.parametrize("reader", ["mor", "far", "barn"])
    def test_no_copy_tells_what_is_kept_from_whom(self, reader: str) -> None:
        case = opened(self.TEXT)
        for kind in ("bti_motereferat", "overgangsmote"):
            for order in plan(case, SHELVES, [kind], reader=reader):
                asked = dataclasses.replace(order, requested=True)
                told = str(plain(words(case, asked, see(case, asked, DAY), SHELVES, DAY)))
                assert "Skjermes for" not in told
                assert "Internt" not in told


class TestBlankForms:
    CASE = (ROOT / "samples/skjema/risor.yaml").read_text(encoding="utf-8")
    # Where the Risør sample has several documents of a kind, or none.
    FILLED: typing.ClassVar = {
        "overgangsmote": (RISOR, "overgangsmote", "m2"),
        "ressursteam": (TRAPP, "ressursteam", "m4"),
        "melding_ke": (TRAPP, "melding_ke"),
        "avslutning_nivavurdering": (TRAPP, "avslutning_nivavurdering", "n2"),
    }

    def blank(self, kind: str) -> w.Ord:
        return said(self.CASE, kind)

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
        assert check_case(opened(self.CASE), SHELVES, DAY) == []


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


class TestLaws:
    def setting(self) -> Setting:
        return Setting(opened(RISOR).municipality.profil, SHELVES.laws(), SHELVES.words(), "nb")

    def test_a_repealed_section_is_not_among_the_words(self) -> None:
        now, before = citations(self.setting(), DAY), citations(self.setting(), dt.date(2024, 7, 31))
        assert now["oppl_24_1"] == "opplæringslova §\u00a024-1"
        assert "oppl1998_9_a_4" not in now
        assert "oppl1998_9_a_4" in before
        assert "oppl_24_1" not in before

    @pytest.mark.parametrize("law", [law for law in SHELVES.laws() if law.til], ids=lambda law: law.id)
    def test_a_section_is_a_word_on_its_first_and_last_day_and_not_outside(self, law: Any) -> None:
        one = dt.timedelta(days=1)
        assert law.id in citations(self.setting(), law.fra)
        assert law.id in citations(self.setting(), law.til)
        assert law.id not in citations(self.setting(), law.fra - one)
        assert law.id not in citations(self.setting(), law.til + one)

    def test_a_section_is_cited_in_the_language_form(self) -> None:
        nn = dataclasses.replace(self.setting(), form="nn")
        assert citations(self.setting(), DAY)["fvl_13"] == "forvaltningsloven §\u00a013"
        assert citations(nn, DAY)["fvl_13"] == "forvaltningslova §\u00a013"

    def test_no_two_sections_share_an_id(self) -> None:
        ids = [law.id for law in SHELVES.laws()]
        assert len(ids) == len(set(ids))


def literals(annotation: Any) -> Iterator[tuple[str, ...]]:
    """Yield the words of every Literal inside an annotation."""
    if typing.get_origin(annotation) is typing.Literal:
        yield typing.get_args(annotation)
    for inner in typing.get_args(annotation):
        if isinstance(inner, type | types.GenericAlias) or typing.get_origin(inner) is not None:
            yield from literals(inner)


NODES = [n for n in vars(model).values() if isinstance(n, type) and issubclass(n, Node) and n is not Node]
CHOICES = [
    (node.__name__, name, choice)
    for node in NODES
    for name, field in node.model_fields.items()
    for choice in literals(field.annotation)
]
# What the case chooses but no document prints: how it is stored, sent or shielded.
# A PDF form prints its own words beside what is ticked.
UNPRINTED = {"bti_sak", "målform", "adressesperre", "kopi", "type", "status", "grunner", "ønsker", "vilkår"}


class TestPrintedWords:
    @pytest.mark.parametrize(("node", "name", "choice"), CHOICES, ids=lambda v: v if isinstance(v, str) else "")
    def test_every_choice_of_the_case_is_printed_in_both_language_forms(
        self, node: str, name: str, choice: tuple[str, ...]
    ) -> None:
        printed = [group for group in SHELVES.words().values() if set(choice) <= set(group)]
        assert printed or name in UNPRINTED, f"{node}.{name}: {choice}"

    def test_the_word_list_is_filled_in_both_language_forms(self) -> None:
        for group, entries in SHELVES.words().items():
            for key, entry in entries.items():
                assert entry.nb.strip(), f"{group}.{key}"
                assert entry.nn.strip(), f"{group}.{key}"

    def test_a_sentence_takes_the_same_parts_in_both_language_forms(self) -> None:
        for key, entry in SHELVES.words()["setning"].items():
            parts = [{p.split("}")[0] for p in text.split("{")[1:]} for text in (entry.nb, entry.nn)]
            assert parts[0] == parts[1], key

    def test_an_unlisted_role_is_printed_as_it_was_written(self) -> None:
        unlisted = edited(RISOR, ("rolle: spesialpedagog", "rolle: logoped"))
        assert said(unlisted, "bti_motereferat", "m1").møte.referent == "Sara Støtte (logoped)"


KINDS = [SHELVES.kind(k) for k in SHELVES.kinds()]
FIELDS = [(kind, field) for kind in KINDS for field in kind.felt]


def key_is_real(model_: type[Node], key: str) -> bool:
    """Tell whether a dotted key leads somewhere in the case from `model_`."""
    for step in key.split("."):
        field = getattr(model_, "model_fields", {}).get(step)
        if field is None:
            return False
        model_ = next(iter(nodes_in(field.annotation)), model_)
    return True


def nodes_in(annotation: Any) -> Iterator[type[Node]]:
    if isinstance(annotation, type) and issubclass(annotation, Node):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from nodes_in(inner)


PARTS: dict[str, type[Node]] = {
    "samtykker": samtykke.Samtykke,
    "endringer": samtykke.Endring,
    "stafettlogg": model.Stafettlogg,
    "møter": model.Møte,
    "oppmerksomhetssamtale": model.Oppmerksomhetssamtale,
    "iop": model.Iop,
    "fraværsoppfølging": model.Fraværsoppfølging,
    "elevsamtaler": model.Elevsamtale,
    "pedagogisk_analyse": model.PedagogiskAnalyse,
    "tilbakeføringsplan": model.Tilbakeføringsplan,
    "aktivitetsplan": model.Aktivitetsplan,
    "henvisning": model.Henvisning,
    "bekymring": model.Bekymring,
    "innkallinger": model.Møte,
    "iop_årsvurdering": model.Årsvurdering,
    "nivåvurderinger": model.Nivåvurdering,
    "melding_ke": model.MeldingKe,
}
# What a document is made from by no part of a case.
NO_PART = {"kopier", "ingen"}


# What only the consent to a log says, not every consent.
LOG_ONLY = {"formal", "hva_er", "system", "stafettholder", "deltakere", "info_ja", "info_nei"}

# What nobody writes in a case: it comes from the profile or the reader, or stands on the poster.
NOT_WRITTEN = {
    "samtykke_stafettlogg": {"system"},
    "stafettlogg_utskrift": {"mottaker", "innhold", "utlevering"},
    "infoplakat": {"trinn", "navn", "qr"},
    "bekymringsmelding": {"kommunenr"},
}


# What a whole list is asked for, and where each of its rows says it.
SAID_BY_ROW = {
    "aktivitetsplan.når": "t.når",
    "aktivitetsplan.hvem": "t.ansvarlig",
    "aktivitetsplan.evalueres": "t.evalueres",
}


def written_in(kind: str) -> str:
    """The codes of a kind's template, or the map of its form."""
    form = SHELVES.form(kind)
    if form:
        return form.read_text(encoding="utf-8")
    package = open_package((built_in() / "kinds" / kind / "nb.docx").read_bytes(), file=kind)
    return " ".join(code.text for part in parsed_parts(package) for code in part.codes)


class TestKinds:
    @pytest.mark.parametrize(("kind", "field"), FIELDS, ids=lambda v: v.id)
    def test_a_fields_word_and_key_are_real(self, kind: Any, field: Any) -> None:
        if field.ord:
            word(said(TestBlankForms.CASE, kind.id), field.ord)
        if field.nøkkel:
            start = model.Sak if field.nøkkel.startswith("/") else PARTS[kind.gjelder.del_]
            assert key_is_real(start, field.nøkkel.removeprefix("/"))
        assert bool(field.ord) >= bool(field.nøkkel)

    @pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.id)
    def test_a_kind_cites_only_sections_that_are_on_the_shelf_and_in_force(self, kind: Any) -> None:
        in_force = {law.id for law in SHELVES.laws() if law.in_force(DAY)}
        assert set(kind.hjemmel) <= in_force
        assert kind.hjemmel

    @pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.id)
    def test_a_kind_is_called_what_its_folder_is_and_names_no_field_twice(self, kind: Any) -> None:
        ids = [f.id for f in kind.felt]
        assert SHELVES.manifest(kind.id).parent.name == kind.id
        assert len(ids) == len(set(ids))

    @pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.id)
    def test_a_kind_holds_every_required_field_of_the_domains_list(
        self, kind: Any, shared: Callable[[str], Path]
    ) -> None:
        documents = yaml.safe_load(shared("domain/documents.yaml").read_text(encoding="utf-8"))["documents"]
        of = {
            d["id"]: {f["id"].replace("[]", ""): f["req"] for s in d["sections"] for f in s["fields"]}
            for d in documents
        }
        required = {name for name, req in of.get(kind.id, {}).items() if req.startswith("R")}
        if "som1" in required:  # the fields that every consent shares with the first document
            required |= {name for name, req in of["samtykke_stafettlogg"].items() if req == "R"} - LOG_ONLY
            required -= {"som1"}
        have = {f.id: f.krav for f in kind.felt}
        assert required <= set(have)
        assert {have[name] for name in required} <= {"R"}

    @pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.id)
    def test_every_field_that_a_person_fills_has_a_key_in_the_case(
        self, kind: Any, shared: Callable[[str], Path]
    ) -> None:
        documents = yaml.safe_load(shared("domain/documents.yaml").read_text(encoding="utf-8"))["documents"]
        asked = [f for d in documents if d["id"] == kind.id for s in d["sections"] for f in s["fields"]]
        filled = {f["id"].replace("[]", "") for f in asked if f["type"] not in ("const", "auto", "sig", "ref")}
        keyless = {f.id for f in kind.felt if not f.nøkkel}
        assert filled & keyless == NOT_WRITTEN.get(kind.id, set())

    @pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.id)
    def test_every_field_has_its_place_in_the_template(self, kind: Any) -> None:
        codes = written_in(kind.id)
        assert not [f.ord for f in kind.felt if f.ord and f.ord not in codes and f.ord not in SAID_BY_ROW]
        assert all(word_ in codes for part, word_ in SAID_BY_ROW.items() if part.startswith(f"{kind.id}."))

    def test_every_part_of_a_case_that_a_document_is_made_from_has_a_kind(self) -> None:
        consents = {c for k in KINDS for c in k.gjelder.samtykke}
        meetings = {m for k in KINDS for m in k.gjelder.møte}
        assert consents == set(typing.get_args(vocabulary.Samtykkegjelder))
        assert meetings == set(typing.get_args(vocabulary.Møtetype))
        assert {k.gjelder.del_ for k in KINDS} == {*PARTS, *NO_PART}


def test_a_document_for_each_consent_and_meeting_is_found_in_the_cases_order() -> None:
    case = opened(RISOR)
    found = [(o.instance.kind.id, o.instance.id, o.instance.key) for o in plan(case, SHELVES, ())]
    assert found == [
        ("bti_motereferat", "m1", "møter#m1"),
        ("iop", "", "iop"),
        ("iop_arsvurdering", "", "iop_årsvurdering"),
        ("moteinnkalling", "m2", "innkallinger#m2"),
        ("oppmerksomhetssamtale", "", "oppmerksomhetssamtale"),
        ("overgangsmote", "m2", "møter#m2"),
        ("overgangsmote", "m3", "møter#m3"),
        ("ppt_henvisning", "", "henvisning"),
        ("samtykke_deling", "", "samtykker#s2"),
        ("samtykke_stafettlogg", "", "samtykker#s1"),
        ("stafettlogg_utskrift", "", "stafettlogg"),
    ]


def test_two_consents_of_one_kind_are_told_apart_by_their_ids() -> None:
    two = edited(VINDAFJORD, ("    gjelder: stafettlogg", "    gjelder: ppt"))
    found = instances(opened(two).sak, SHELVES.kind("samtykke_deling"))
    assert [i.id for i in found] == ["s1", "s2"]


def test_the_words_of_a_template_are_plain_text_lists_and_yes_or_no() -> None:
    def plain_only(value: object) -> bool:
        match value:
            case dict():
                return all(isinstance(k, str) and plain_only(v) for k, v in value.items())
            case list():
                return all(plain_only(v) for v in value)
            case _:
                return type(value) in (str, bool)

    for kind in SHELVES.kinds():
        case = opened(TestBlankForms.CASE)
        order = plan(case, SHELVES, [kind])[0]
        assert plain_only(plain(words(case, order, see(case, order, DAY), SHELVES, DAY)))


def test_missing_asks_for_what_a_kind_requires_and_for_nothing_optional() -> None:
    kind = SHELVES.kind("bti_motereferat")
    case = opened(TestBlankForms.CASE)
    instance = Instance(kind, model.Møte(id="m1", type="stafettloggmøte", dato=DAY), "m1", ("møter", 0))
    setting = Setting(case.municipality.profil, SHELVES.laws(), SHELVES.words(), "nn")
    lacking: list[Problem] = missing(build(case.sak, instance, setting, DAY), instance, case.source, "nn")
    required = {f.nn for f in kind.felt if f.krav == "R"}
    assert {p.words["label"] for p in lacking} == required
