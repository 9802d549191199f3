"""What a teacher does besides writing: rows in another order, one guardian's copies, steps that are marked as done."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from bti_docs.case.edit import readable
from bti_docs.page.overview import AT_ONCE
from tests.page_server import SAMPLES, Served, serving


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("nb") / "saker", "risor") as served:
        served.enter()
        served.ask("/vindu/åpent", b"one that stays open")
        yield served


@pytest.fixture
def risor(desk: Served) -> Iterator[Served]:
    before = (desk.folder / "risor.yaml").read_bytes()
    yield desk
    (desk.folder / "risor.yaml").write_bytes(before)


@pytest.fixture(scope="module")
def vindafjord(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("nn") / "saker", "vindafjord") as served:
        served.enter()
        served.ask("/vindu/åpent", b"one that stays open")
        yield served


def meetings(served: Served) -> list[str]:
    tree = readable((served.folder / "risor.yaml").read_bytes()).tree
    return [meeting["id"] for meeting in tree["møter"]]


def test_a_row_goes_up_and_down_by_its_button_and_takes_its_comment_along(risor: Served) -> None:
    file, address = risor.folder / "risor.yaml", f"{risor.case()}/møter"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  - id: m2\n", "  # det viktige\n  - id: m2\n"), encoding="utf-8")
    answer = risor.ask(address, {"state": risor.state(address), "opp": "møter.1"})
    assert answer.status == 303
    assert meetings(risor) == ["m2", "m1", "m3"]
    assert "møter:\n  # det viktige\n  - id: m2\n" in file.read_text(encoding="utf-8")
    page = risor.ask(answer.headers["location"]).text
    assert re.search(r'id="f-møter\.0" open', page)
    assert re.search(r'name="ned" value="møter\.0" autofocus', page)  # the first cannot go further up
    risor.ask(address, {"state": risor.state(address), "ned": "møter.0", "møter.0.sted": "Biblioteket"})
    assert meetings(risor) == ["m1", "m2", "m3"]
    assert "sted: Biblioteket" in file.read_text(encoding="utf-8").partition("- id: m3")[0].partition("- id: m2")[2]


def test_a_row_that_is_not_there_is_moved_nowhere(risor: Served) -> None:
    address = f"{risor.case()}/møter"
    before = (risor.folder / "risor.yaml").read_bytes()
    for way, row in (("opp", "møter.0"), ("ned", "møter.2"), ("opp", "møter.77"), ("ned", "../x"), ("opp", "møter")):
        assert risor.ask(address, {"state": risor.state(address), way: row}).status == 303
    assert (risor.folder / "risor.yaml").read_bytes() == before


def test_one_guardian_gets_a_file_of_their_own_copies_with_the_letter(risor: Served) -> None:
    answer = risor.ask(f"{risor.case()}/kopier", {"leser": "far"})  # by hand: the address is not told
    pdf = pypdfium2.PdfDocument(answer.body)
    text = "\n".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf)))
    pdf.close()
    assert "Kopi til Jan Kowalski" in text
    assert "Kopi til Kari Testesen" not in text
    assert '"copy"' in (risor.folder / "journal.jsonl").read_text(encoding="utf-8")


def test_copies_that_go_by_svarut_are_files_of_their_own(vindafjord: Served) -> None:
    answer = vindafjord.ask(f"{vindafjord.case()}/kopier", {"leser": "far"})
    with zipfile.ZipFile(io.BytesIO(answer.body)) as found:
        assert all(name.endswith(".pdf") for name in found.namelist())
        assert any("folgebrev" in name for name in found.namelist())
    assert vindafjord.ask(f"{vindafjord.case()}/kopier", {"leser": "ingen"}).status == 303


def test_a_step_that_no_document_tells_of_is_marked_as_done(risor: Served) -> None:
    address = f"{risor.case()}/neste"
    page = risor.ask(address).text
    name, procedure, step = next(
        (found[1], found[2], found[3])
        for found in re.finditer(
            r'<h2>([^<]+)</h2>(?:(?!<h2>).)*?name="prosedyre" value="(\w+)".*?name="steg" value="([\w.]+)"',
            page,
            re.DOTALL,
        )
        if found[1] == "Vurder andre tjenester"
    )
    wrong = risor.ask(address, {"prosedyre": procedure, "steg": step, "dato": "i går"})
    assert (wrong.status, "Feil: " in wrong.text) == (400, True)
    assert risor.ask(address, {"prosedyre": "../x", "steg": step, "dato": "1.11.2026"}).status == 200
    assert risor.ask(address, {"prosedyre": procedure, "steg": step, "dato": "1.11.2026"}).status == 303
    row = readable((risor.folder / "risor.yaml").read_bytes()).tree["steg"]
    assert row == [{"prosedyre": procedure, "steg": step, "dato": "2026-11-01"}]
    assert f"<h2>{name}</h2>" not in risor.ask(address).text


def test_the_page_speaks_as_the_municipality_does(vindafjord: Served) -> None:
    for path in ("/", "/ny", f"{vindafjord.case()}/dokumenter"):
        assert '<html lang="nn">' in vindafjord.ask(path).text, path
    assert ">Skulen<" in vindafjord.ask(f"{vindafjord.case()}/dokumenter").text
    assert "Vindafjord kommune</h2>" in vindafjord.ask("/ny").text
    assert '<html lang="nb">' in vindafjord.ask("/ny?kommune=risor").text


def test_the_preview_of_a_form_that_is_left_open_shows_what_is_filled_in(vindafjord: Served) -> None:
    from PIL import Image

    address = f"{vindafjord.case()}/side/skolen/ppt_henvisning~henvisning/1"
    box = (92, 160, 380, 178)  # the box of whom it is sent to
    with Image.open(io.BytesIO(vindafjord.ask(address).body)) as picture:
        dark = sum(picture.convert("L").crop(box).histogram()[:90])
    assert dark > 20


def test_a_role_is_said_in_the_cases_own_language_form_and_kept_as_one_word(vindafjord: Served) -> None:
    address = f"{vindafjord.case()}/foresatte"
    file = vindafjord.folder / "vindafjord.yaml"
    before = file.read_bytes()
    assert 'value="kontaktlærar"' in vindafjord.ask(address).text
    vindafjord.ask(address, {"state": vindafjord.state(address), "personer.1.rolle": "kontaktlærar"})
    changed = [line for line in file.read_bytes().splitlines() if line not in before.splitlines()]
    assert [b"rolle: kontaktl\xc3\xa6rer" in line for line in changed] == [True]
    file.write_bytes(before)


def test_a_long_list_is_shown_some_at_a_time_and_searched_whole(tmp_path: Path) -> None:
    text = SAMPLES["risor"].read_text(encoding="utf-8")
    (tmp_path / "saker").mkdir()
    for n in range(AT_ONCE + 2):
        small = text.partition("\nsamtykker:")[0].replace("etternavn: Testesen", f"etternavn: Testesen-{n:03}")
        (tmp_path / f"saker/s{n:03}.yaml").write_text(small, encoding="utf-8")
    with serving(tmp_path / "saker") as served:
        served.enter()
        first, second = served.ask("/"), served.ask("/", {"søk": "", "fra": str(AT_ONCE)})
        assert (first.text.count("<h2>"), second.text.count("<h2>")) == (AT_ONCE, 2)
        assert "Flere saker" in first.text
        assert "Forrige saker" in second.text
        found = served.ask("/", {"søk": f"ola TESTESEN-{AT_ONCE + 1:03}"}).text
        assert found.count("<h2>") == 1
        assert served.ask("/", {"søk": "", "fra": "../9"}).text.count("<h2>") == AT_ONCE


def test_a_folder_with_nothing_or_only_faulty_files_is_a_page_too(tmp_path: Path) -> None:
    (tmp_path / "saker").mkdir()
    (tmp_path / "saker/feil.yaml").write_bytes(b"bti_sak: 1\nbarn: [\n")
    (tmp_path / "saker/rart.yaml").write_bytes(
        b"bti_sak: 1\nbarn: x\nforesatte: {a: b}\npersoner: [x, 1]\nkommune: []\n"
    )
    (tmp_path / "saker/bytes.yaml").write_bytes(b"bti_sak: 1\nsaksnavn: \xff\n")
    with serving(tmp_path / "saker") as served:
        served.enter()
        page = served.ask("/").text
        for name in set(re.findall(r"/sak/[0-9a-f]{12}", page)):
            for at in ("barnet", "foresatte", "møter", "plan", "neste", "dokumenter", "kopier"):
                answer = served.ask(f"{name}/{at}")
                assert answer.status in (200, 422), (name, at)
                assert "C104" not in answer.text, (name, at)
                assert "Uventet" not in answer.text, (name, at)
