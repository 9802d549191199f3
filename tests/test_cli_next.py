"""`bti-docs next` at the command line: the table, JSON, the calendar, the diagram, and cases that are at fault."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar

from bti_docs.case.load import load_case
from bti_docs.library import shelves
from bti_docs.procedure.calendar import calendar
from bti_docs.procedure.diagram import draw
from tests.conftest import ROOT, Run
from tests.pdf_text import pages, read_tags
from tests.procedures import case, case_text, sample, told
from tests.verapdf import broken_clauses

TRAPP = ROOT / "samples/trapp/sak.yaml"
NAMES = ("Nora", "Eksempelsen", "Tone", "Geir", "Lise", "Klassen", "Siri", "Sosial")
FLOW = shelves().procedure("bti_flyt_0_3").value


def test_the_answer_is_on_stdout_with_place_deadline_document_lack_and_source(bti: Run) -> None:
    said = bti("next", TRAPP, "--day", "2026-02-11")
    assert said.code == 0
    assert said.out.startswith("risor-2025-117  11.02.2026  nivå 2  2.1 Stafettloggmøte med tjenestene")
    for expected in ("26.02.2026", "samtykke_deling", "DIPS Samspill", "Mangler: et gyldig samtykke til deling"):
        assert expected in said.out
    assert (
        "Nivå 2 skole, «Etabler kontakt med annen tjeneste»; opplæringslova § 24-1; forvaltningsloven § 13 a"
        in said.out
    )


def test_nynorsk_is_nynorsk_and_english_keeps_the_procedures_own_words(bti: Run) -> None:
    nn, en = (bti("next", TRAPP, "--day", "2026-02-11", "--lang", lang).out for lang in ("nn", "en"))
    assert "Manglar: eit gyldig samtykke til deling" in nn
    assert "Lacks: et gyldig samtykke til deling" in en


def test_the_window_of_a_limit_is_said_in_the_reader_s_language(bti: Run) -> None:
    said = {lang: bti("next", TRAPP, "--day", "2026-02-11", "--lang", lang).out for lang in ("nb", "nn", "en")}
    assert "6 fraværsdager på 1 måned; grensen er 5" in said["nb"]
    assert "6 fråværsdagar på 1 månad; grensa er 5" in said["nn"]
    assert "6 days of absence within 1 month; the limit is 5" in said["en"]


def test_many_cases_are_one_table_sorted_by_date(bti: Run, risor: Path, vindafjord: Path) -> None:
    said = bti("next", TRAPP, risor, vindafjord, "--day", "2026-09-10")
    rows = [line for line in said.out.split("\n") if re.match(r"\d\d\.\d\d\.\d{4}|–", line)]
    days = ["".join(reversed(row[:10].split("."))) for row in rows if row[0] != "–"]
    assert days == sorted(days)
    assert rows[-1].startswith("–")
    assert {"risor-2026-031", "risor-2025-117", "vindafjord-2026-012"} <= {r.split()[1] for r in rows} | {
        r.split()[2] for r in rows
    }


def test_json_holds_the_same_in_a_program_s_words_and_no_name_of_a_person(bti: Run) -> None:
    said = bti("next", TRAPP, "--day", "2026-03-25", "--json")
    told_of = said.json["cases"][0]
    assert (told_of["case"], told_of["level"], told_of["closed"]) == ("risor-2025-117", 2, False)
    first = told_of["due"][0]
    assert (first["step"], first["due"], first["overdue"], first["documents"]) == (
        "5",
        "2026-03-24",
        True,
        ["melding_ke"],
    )
    assert [c["id"] for c in first["choices"]] == ["avsluttes", "samme", "ned", "opp", "ke"]
    assert [a["limit"] for a in told_of["absence"]] == ["dager"]
    assert [n for n in NAMES if re.search(rf"\b{n}\b", said.out)] == []


def test_a_case_at_fault_does_not_hide_the_others(bti: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("bti_sak: 1\n", encoding="utf-8")
    said = bti("next", bad, TRAPP, "--day", "2026-02-11")
    assert said.code == 3
    assert "risor-2025-117" in said.out
    assert "S105" in said.codes


def test_suspected_abuse_is_all_that_is_said_and_it_never_comes_into_a_calendar(bti: Run, tmp_path: Path) -> None:
    text = TRAPP.read_text(encoding="utf-8").replace("vold_overgrep: nei", "vold_overgrep: ja")
    (tmp_path / "sak.yaml").write_text(text, encoding="utf-8")
    said = bti("next", "sak.yaml", "--day", "2026-02-11", "--ics", "f.ics")
    assert "meld rett til barnevernet" in said.out
    assert "bekymringsmelding" in said.out
    assert "Etabler kontakt" not in said.out
    assert (tmp_path / "f.ics").read_bytes().count(b"BEGIN:VEVENT") == 0


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        ("prosedyre: risor_niva2, steg: '5', dato: 2026-03-26", "G108"),
        ("prosedyre: risor_niva2_skole, steg: '6', dato: 2026-03-26", "G109"),
        ("prosedyre: risor_niva2_skole, steg: '5', dato: 2026-03-26, valg: kee", "G110"),
    ],
)
def test_a_step_that_is_not_there_is_told_where_the_case_names_it(
    mark: str, code: str, bti: Run, tmp_path: Path
) -> None:
    old = "prosedyre: risor_niva3_skole, steg: '1', dato: 2026-04-20, av: siri"
    text = TRAPP.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "sak.yaml").write_text(text.replace(old, mark), encoding="utf-8")
    for command in ("check", "next"):
        said = bti(command, "sak.yaml")
        assert (said.code, said.codes) == (3, [code])


def test_a_stated_level_that_is_not_the_decided_one_is_a_warning(bti: Run, tmp_path: Path) -> None:
    text = TRAPP.read_text(encoding="utf-8").replace("\nnivå: 0\n", "\nnivå: 2\n")
    (tmp_path / "sak.yaml").write_text(text, encoding="utf-8")
    said = bti("next", "sak.yaml", "--day", "2026-11-20")
    assert (said.code, said.codes) == (0, ["G111"])


def test_an_unknown_procedure_is_told_with_what_was_meant(bti: Run) -> None:
    said = bti("next", TRAPP, "--procedure", "saksgang_flere_born")
    assert (said.code, said.codes) == (4, ["G101"])
    assert "saksgang_flere_barn" in said.err


def test_a_calendar_holds_each_deadline_as_a_whole_day_without_names(bti: Run, tmp_path: Path) -> None:
    assert bti("next", TRAPP, "--day", "2026-03-25", "--ics", "frister.ics").code == 0
    data = (tmp_path / "frister.ics").read_bytes()
    events = Calendar.from_ical(data).walk("VEVENT")
    due = [d for d in told(sample("trapp"), "2026-03-25").ventende if d.frist]
    assert [e["DTSTART"].dt for e in events] == [d.frist for d in due]
    assert len({str(e["UID"]) for e in events}) == len(events)
    assert [n for n in NAMES if n.encode() in data] == []


def test_a_calendar_is_the_same_bytes_every_time_and_is_not_overwritten(bti: Run, tmp_path: Path) -> None:
    due = told(sample("trapp"), "2026-03-25").ventende
    assert calendar(due, "nb") == calendar(due, "nb")
    assert bti("next", TRAPP, "--day", "2026-03-25", "--ics", "f.ics").code == 0
    assert bti("next", TRAPP, "--day", "2026-03-25", "--ics", "f.ics").code == 0
    assert bti("next", TRAPP, "--day", "2026-09-25", "--ics", "f.ics").codes == ["C102"]
    assert bti("next", TRAPP, "--day", "2026-09-25", "--ics", "f.ics", "--force").code == 0


@pytest.mark.parametrize(("day", "place"), [("2025-11-11", "0.1"), ("2026-03-25", "2.2"), ("2026-05-06", "3.2")])
def test_a_diagram_marks_one_step_with_a_thick_frame_and_a_word(day: str, place: str) -> None:
    assert FLOW
    drawing = draw(FLOW, told(sample("trapp"), day), "nb")
    root = ET.fromstring(drawing.svg)
    ns = "{http://www.w3.org/2000/svg}"
    thick = [p for p in root.iter(f"{ns}path") if float(p.get("stroke-width", "0")) > 2]
    words = [t.text or "" for t in root.iter(f"{ns}text")]
    assert len(thick) == 1
    assert [w for w in words if "Saken er her" in w] == ["▲ Saken er her"]
    assert place in drawing.alt
    assert root.findtext(f"{ns}desc") == drawing.alt


def test_a_diagram_is_only_black_on_white_and_holds_every_step() -> None:
    assert FLOW
    svg = draw(FLOW, told(sample("trapp"), "2026-03-25"), "nn").svg.decode()
    assert set(re.findall(r"#[0-9a-f]{6}", svg)) == {"#000000", "#ffffff"}
    assert [s.n for s in FLOW.steg if not re.search(rf">{re.escape(s.n)} ", svg)] == []


def test_a_diagram_draws_each_way_back_as_a_dashed_arrow_and_says_so() -> None:
    assert FLOW
    drawing = draw(FLOW, told(sample("trapp"), "2026-03-25"), "nb")
    dashed = re.findall(r'<path [^>]*stroke-dasharray="5 2" marker-end', drawing.svg.decode())
    numbers = [s.n for s in FLOW.steg]
    back = [(s.n, v.til) for s in FLOW.steg for v in s.valg if v.til in numbers[: numbers.index(s.n)]]
    assert back == [("1.4", "1.2"), ("2.4", "2.2"), ("2.4", "1.2"), ("3.4", "3.2"), ("3.4", "2.2")]
    assert len(dashed) == len(back) + 1  # and the one that explains them
    assert "Stiplet pil" in drawing.svg.decode()
    assert drawing.alt.endswith(
        "Veier tilbake: fra 1.4 tilbake til 1.2; fra 2.4 tilbake til 2.2; fra 2.4 ned til 1.2 på nivå 1; "
        "fra 3.4 tilbake til 3.2; fra 3.4 ned til 2.2 på nivå 2."
    )


def test_the_phase_is_told_where_the_procedure_counts_in_phases(bti: Run, vindafjord: Path) -> None:
    said = bti("next", vindafjord, "--day", "2026-10-06")
    assert re.match(r"vindafjord-2026-012  06.10.2026  nivå \d, fase 2  ", said.out)
    assert "(fase 2)" in said.out
    assert bti("next", vindafjord, "--day", "2026-10-06", "--json").json["cases"][0]["phase"] == 2
    assert "fase" not in bti("next", TRAPP, "--day", "2026-02-11").out.split("\n")[0]


def test_a_closed_case_is_told_as_closed_in_the_diagram_s_words() -> None:
    assert FLOW
    alt = draw(FLOW, told(sample("trapp"), "2026-11-18"), "nb").alt
    assert alt.startswith("Flytskjema med 4 nivåer. Saken er avsluttet. Veier tilbake:")


def test_a_diagram_as_pdf_passes_verapdf_and_says_in_words_where_the_case_is(bti: Run, tmp_path: Path) -> None:
    assert bti("next", TRAPP, "--day", "2026-03-25", "--diagram", "flyt.pdf").code == 0
    pdf = (tmp_path / "flyt.pdf").read_bytes()
    assert broken_clauses(pdf) == {"2a": [], "ua1": []}
    words = " ".join(" ".join(pages(pdf)).split())
    assert "2.2 Gjennomføring av tiltak – Saken er her" in words
    assert FLOW
    leads = [f"{v.nb}: gå til {v.til}" for s in FLOW.steg for v in s.valg if v.til != "slutt"]
    assert [way for way in leads if way not in words] == []
    assert read_tags(pdf).find("Figure")


def test_a_diagram_is_svg_or_pdf_and_of_one_case(bti: Run, risor: Path) -> None:
    assert bti("next", TRAPP, "--diagram", "flyt.png").codes == ["G112"]
    assert bti("next", TRAPP, risor, "--diagram", "flyt.svg").codes == ["G113"]
    assert bti("next", TRAPP, "--diagram", "flyt.svg").code == 0


def test_an_empty_case_is_told_how_it_begins(bti: Run, tmp_path: Path) -> None:
    assert bti("new", "sak.yaml", "--municipality", "risor").code == 0
    said = bti("next", "sak.yaml")
    assert said.code == 0
    assert "nivå 0" in said.out
    assert load_case((tmp_path / "sak.yaml").read_bytes(), file="sak.yaml").value
    assert told(case(""), "2026-09-01").ventende


def test_a_section_is_cited_only_while_it_is_in_force(bti: Run, tmp_path: Path) -> None:
    talked = "oppmerksomhetssamtale: {dato: 2025-11-01, skrevet_av: mor, undring: U, sjekket: [mappe], "
    talked += "observasjoner: [{dato: 2025-11-01, hva: H}], delt_med: [{hvem: mor}], samtale: {dato: 2025-11-03}}"
    (tmp_path / "sak.yaml").write_text(case_text(talked), encoding="utf-8")
    before, after = (bti("next", "sak.yaml", "--day", day).out for day in ("2025-12-31", "2026-01-01"))
    assert ("arkivlova § 5" in before, "arkivlova § 5" in after) == (False, True)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-13-01"])
def test_a_day_that_no_case_can_have_is_wrong_use(day: str, bti: Run) -> None:
    assert bti("next", TRAPP, "--day", day).code == 2


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_the_first_and_the_last_day_that_a_case_can_have_are_told(day: str, bti: Run) -> None:
    assert bti("next", TRAPP, "--day", day).code == 0


def test_the_procedures_on_the_shelves_are_listed(bti: Run) -> None:
    assert "risor_overgang_7_8" in bti("list").out
    assert [p["id"] for p in bti("list", "--json").json["procedures"]] == shelves().procedures()
