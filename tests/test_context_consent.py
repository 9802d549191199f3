"""The words of a consent: what is shared, with whom, who answered what, and what is never among them."""

from __future__ import annotations

import typing

from bti_docs.case import vocabulary
from bti_docs.context.build import plain
from bti_docs.make import plan, see, words
from tests.context_words import DAY, RISOR, SHELVES, VINDAFJORD, edited, opened, said, ticked


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
