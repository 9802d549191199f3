"""The words that templates may use: what the two samples become, in their own language form and on their own day."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from bti_docs.context.build import Setting, build, plain
from bti_docs.context.instances import instances
from bti_docs.library import Shelves, built_in
from bti_docs.make import check_case, open_case, plan, see, words
from bti_docs.problem import BtiError
from tests.context_words import BLANK, DAY, RISOR, SHELVES, VINDAFJORD, edited, opened, said


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
        case = opened(BLANK)
        order = plan(case, SHELVES, [kind])[0]
        assert plain_only(plain(words(case, order, see(case, order, DAY), SHELVES, DAY)))
