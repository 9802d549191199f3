"""The words of meetings: matters, measures, decisions and the log, and the marks on what is kept from somebody."""

from __future__ import annotations

import dataclasses

import pytest

from bti_docs.context.build import plain
from bti_docs.make import plan, see, words
from tests.context_words import BLANK_PERSON, DAY, RISOR, SHELVES, VINDAFJORD, edited, opened, said, ticked


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
