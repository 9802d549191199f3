"""A teacher with a browser and a keyboard makes a transition case from nothing to printed copies, in nb and in nn."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from bti_docs.case.load import load_case
from bti_docs.library import shelves
from bti_docs.make import open_case
from bti_docs.page.speech import Speech
from tests.page_browser import Keyboard, browsing, needs_chromium, wrong
from tests.page_server import Served, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium
_LONG = 180_000  # ms: a machine that runs other tests may take its time


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as found:
        yield found


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("saker"), "risor", "vindafjord") as served:
        served.enter()
        served.ask("/vindu/åpent", b"one that stays open")
        yield served
        assert served.faults == []


def window(browser: Browser, served: Served, width: int = 1280, height: int = 900) -> Page:
    """A window that is let in; errors of our script and requests to other hosts are noted as faults."""
    context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
    name, _, value = served.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "sameSite": "Strict"}])
    page = context.new_page()
    page.set_default_timeout(_LONG)
    page.on("pageerror", lambda error: served.faults.append(str(error)))
    page.on("request", lambda asked: asked.url.startswith(f"http://{served.host}/") or served.faults.append(asked.url))
    return page


def address(served: Served, path: str) -> str:
    return f"http://{served.host}{path}"


@pytest.mark.parametrize("form", ["nb", "nn"])
def test_a_teacher_makes_a_transition_case_with_the_keyboard_alone(browser: Browser, tmp_path: Path, form: Any) -> None:
    t = Speech(form, shelves())
    with serving(tmp_path / "saker", lang=form) as served:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
        page = context.new_page()
        page.set_default_timeout(_LONG)
        page.goto(served.url)
        user = Keyboard(page)
        _begin(user, t)
        _people(user, t)
        _consent(user, t)
        _meeting(user, t)
        _measures(user, t)
        file = next(served.folder.glob("*.yaml"))
        loaded = load_case(file.read_bytes(), file="")
        assert loaded.problems == []
        assert loaded.value
        assert [g.navn for g in loaded.value.foresatte] == ["Kari Testesen", "Jan Kowalski"]
        assert loaded.value.møter[0].type == "overgangsmøte 1"
        assert {p.rolle for p in loaded.value.personer} == {"kontaktlærer"}  # one word in the file, two on the page
        assert file.read_text(encoding="utf-8").startswith("# yaml-language-server")
        assert [p.code for p in open_case(file.read_bytes(), shelves(), file="").problems] == []
        text = _printed(page, user, t)
        package = _packed(page, user, t)
        context.close()
    assert "Kari Testesen" in text
    assert "Jan Kowalski" in text
    assert ("Referat fra overgangsmøte" if form == "nb" else "Referat frå overgangsmøte") in text
    assert "bare mellom oss" not in text
    assert {"arkivmelding.xml", "metadata.json", "manifest-sha256.txt"} <= package


def _begin(user: Keyboard, t: Speech) -> None:
    user.press(t("ny_sak"))
    user.choose(t("ny_kommune"), "Ris")
    now = Speech("nn", t.shelves)  # the first municipality's language form: there is no case yet
    user.press(now("ny_velg_kommune"))
    now = Speech("nb", t.shelves)  # this one's, until another is chosen for the case
    user.press(now("ny_knapp"))  # nothing is written yet: the fault takes the focus
    assert user.page.title().startswith(now("feil_foran"))
    user.page.wait_for_selector("#oppsummering:focus")
    user.write(now("ny_fornavn"), "Ola")
    user.write(now("ny_etternavn"), "Testesen")
    user.write(now("ny_fødselsdato"), "12.5.2014")
    user.choose(now("ny_skole"), "Hope")
    user.write(now("ny_navn"), "Per Lærersen")
    user.write(now("ny_rolle"), "kontaktlærer")
    user.press(now("ny_knapp"))
    user.write(now.label(("saksnavn",)), "Overgang 7.–8. trinn")
    user.choose(now.label(("målform",)), now(f"ord_{t.form}"))
    user.press(now("lagre"))
    user.write(t.label(("barn", "trinn")), "7")
    user.press(t("legg_til_i", felt=t.label(("barn", "syn"))))
    user.page.keyboard.insert_text("1.6.2026")
    user.choose(t.label(("barn", "syn", "form")), "elevsamtale")
    user.write(t.label(("barn", "syn", "sier")), "Jeg gleder meg.")
    user.press(t("lagre_videre", steg=t("steg_foresatte")))


def _people(user: Keyboard, t: Speech) -> None:
    add = t("legg_til_i", felt=t.label(("foresatte",)))
    for name, relation in (("Kari Testesen", "mor"), ("Jan Kowalski", "far")):
        user.press(add)
        user.page.wait_for_selector("[name$='.navn']:focus")
        user.page.keyboard.insert_text(name)
        user.choose(t.label(("foresatte", "relasjon")), relation)
        user.choose(t.label(("foresatte", "foreldreansvar")), "Ja")
        user.choose(t.label(("foresatte", "bor_fast")), "Ja")
        user.write(t.label(("foresatte", "adresse")), "Testveien 1\n4950 Risør")
        user.page.keyboard.press("Tab")
    user.press(t("legg_til_i", felt=t.label(("personer",))))
    user.page.keyboard.insert_text("Anne Ungdom")
    user.write(t.label(("personer", "rolle")), dict(t.usual("rolle"))["kontaktlærer"])
    user.choose(t.label(("personer", "enhet")), "Risør ung")
    user.press(t("lagre_videre", steg=t("steg_samtykke")))


def _consent(user: Keyboard, t: Speech) -> None:
    def label(*path: str) -> str:
        return t.label(("samtykker", *path))

    user.press(t("legg_til_i", felt=label()))
    user.type("stafett")  # the first field of the new row has the focus
    user.write(label("formål"), "En trygg overgang til ungdomsskolen.")
    user.choose(label("status"), "gitt")
    user.open(t.part("svar"))
    user.press(t("legg_til_i", felt=label("gitt_av")))
    for n, name in enumerate(("Kari", "Jan")):
        if n:
            user.press(t("legg_til_i", felt=label("gitt_av")))
        user.type(name)
        user.write(label("gitt_av", "dato"), "28.4.2026")
        user.choose(label("gitt_av", "form"), "under")
        user.page.keyboard.press("Tab")
    user.write(label("gjelder_fra"), "28.4.2026")
    user.write(label("gjelder_til"), "31.12.2026")
    services = label("tjenester")
    user.open(t.part("deling"))
    user.tick(f"{services}: Hope barneskole", f"{services}: Risør ungdomsskole")
    shared = label("deles")
    themes = (
        ("Faglig utvikling", "Trivsel og sosialt") if t.form == "nb" else ("Fagleg utvikling", "Trivsel og sosialt")
    )
    user.tick(*(f"{shared}: {theme}" for theme in themes))
    user.yes(f"{label('ingen_avgrensning')}: {t('ikke_svart')}")
    user.open(t.part("informert"), label("informert_av"))
    user.choose(label("informert_av", "hvem"), "Per")
    user.write(label("informert_av", "dato"), "27.4.2026")
    user.write(label("informert_av", "språk"), "norsk")
    user.press(t("lagre_videre", steg=t("steg_samtale")))
    user.press(t("steg_møter"))


def _meeting(user: Keyboard, t: Speech) -> None:
    def label(*path: str) -> str:
        return t.label(("møter", *path))

    user.press(t("legg_til_i", felt=label()))
    user.type("Overgangsmøte 1")
    user.write(label("dato"), "10.6.2026")
    user.write(label("kl"), "13.30–14.15")
    user.write(label("sted"), "Hope barneskole")
    user.choose(label("leder"), "Per")
    user.choose(label("referent"), "Per")
    there, teacher = label("til_stede"), dict(t.usual("rolle"))["kontaktlærer"]
    user.open(t.part("hvem"))
    user.tick(
        *(f"{there}: {who}" for who in ("Kari Testesen (mor)", "Jan Kowalski (far)", f"Per Lærersen ({teacher})"))
    )
    user.open(t.part("før_møtet"))
    user.choose(label("samtykke"), "stafett")
    user.open(t.part("referatet"))
    user.write(label("gjelder"), "Ola skal begynne på ungdomsskolen.\nHan vil kjenne noen voksne der.")
    user.press(t("legg_til_i", felt=label("saker")))
    user.page.keyboard.insert_text("Meldeplikt")
    user.write(label("saker", "referat"), "bare mellom oss")
    user.open(t("hvem_ser"))
    user.yes(f"{label('saker', 'internt')}: {t('ikke_svart')}")
    user.open(t.part("neste_møte"), label("neste"))
    user.choose(label("neste", "type"), "Overgangsmøte 1")
    user.page.keyboard.press("ArrowDown")
    user.write(label("neste", "dato"), "27.8.2026")
    user.press(t("lagre_videre", steg=t("steg_tiltak")))
    assert user.page.title().startswith(t("feil_foran"))  # the meeting has no measures yet, and says so
    assert wrong(user.page) == []
    user.press(t("gå_videre_likevel"))


def _measures(user: Keyboard, t: Speech) -> None:
    for what, who in (("Besøk i liten gruppe", "Per"), ("Gå skoleveien sammen", "Kari"), ("Møter Ola", "Anne")):
        user.press(t("legg_til_i", felt=t.label(("tiltak",))))
        user.type("Overgangsmøte 1")
        user.write(t.label(("tiltak", "hva")), what)
        user.choose(t.label(("tiltak", "ansvar")), who)
        user.write(t.label(("tiltak", "frist")), "17.8.2026")
        user.write(t.label(("tiltak", "evalueres")), "27.8.2026")
        user.page.keyboard.press("Tab")
    user.press(t("lagre_videre", steg=t("steg_plan")))
    user.press(t("steg_arkiv"))
    user.write(t.label(("arkiv", "saksnummer")), "26/00123")
    user.press(t("lagre"))


def _printed(page: Page, user: Keyboard, t: Speech) -> str:
    """Go to the copies, take the print file, and read it."""
    import pypdfium2

    user.press(t("steg_kopier"))
    assert wrong(page) == []
    user.to(t("kopier_knapp"))
    with page.expect_download(timeout=_LONG) as download:
        page.keyboard.press("Enter")
    pdf = pypdfium2.PdfDocument(io.BytesIO(Path(download.value.path()).read_bytes()))
    text = "\n".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf)))
    pdf.close()
    return text


def _packed(page: Page, user: Keyboard, t: Speech) -> set[str]:
    """Take the minutes' package for the archive; return its members."""
    user.press(t("steg_dokumenter"))
    user.choose(t("hvem_leser"), t("arkivet"))
    user.press(t("vis"))
    title = t.title("overgangsmote")
    user.to(t("arkivpakke_av", tittel=f"{title}, 10.06.2026"))
    with page.expect_download(timeout=_LONG) as download:
        page.keyboard.press("Enter")
    with zipfile.ZipFile(download.value.path()) as package:
        return set(package.namelist())


CHECKED = ("barnet?sjekk=ja", "møter?sjekk=ja", "samtykke?sjekk=ja")
PAGES = (
    "foresatte",
    "samtale",
    "tiltak",
    "plan",
    "fravær",
    "henvisning",
    "arkiv",
    "annet",
    "neste",
    *CHECKED,
    "dokumenter?leser=far",
    "kopier",
)


def test_every_page_of_a_case_is_accessible_and_fits_a_telephone(browser: Browser, desk: Served) -> None:
    page = window(browser, desk, 320, 640)
    case = desk.case()
    papers = (
        "mor/bti_motereferat~møter.0",
        "mor/oppmerksomhetssamtale~oppmerksomhetssamtale",
        "skolen/samtykke_endring~",
    )
    for path in ("/", "/ny", *(f"{case}/{p}" for p in (*PAGES, *(f"dokument/{p}" for p in papers))), "/borte"):
        page.goto(address(desk, path))
        page.wait_for_load_state("networkidle")
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        assert wrong(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    page.context.close()


def test_a_protected_address_and_a_broken_file_are_told_accessibly(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "saker", "risor") as served:
        served.enter()
        served.ask("/vindu/åpent", b"one that stays open")
        page, file = window(browser, served), served.folder / "risor.yaml"
        before, case = file.read_text(encoding="utf-8"), served.case()
        file.write_text(
            before.replace("adressesperre: fortrolig", "adressesperre: strengt fortrolig"), encoding="utf-8"
        )
        page.goto(address(served, f"{case}/dokumenter"))
        assert "strengt fortrolig" in page.inner_text("main")
        assert served.ask(f"{case}/side/skolen/iop~iop/1").status == 404
        assert wrong(page) == []
        page.click("main button")
        assert served.ask(f"{case}/side/skolen/iop~iop/1").status == 200
        for bad in (before.replace("barn:\n", "barn\n"), before.replace("trinn: 7\n", "trinn: sju\n")):
            file.write_text(bad, encoding="utf-8")
            for path in ("/", f"{case}/barnet", f"{case}/dokumenter"):
                page.goto(address(served, path))
                assert wrong(page) == [], path
        file.unlink()
        page.click(".topp button")
        assert page.title().startswith("Siden er avsluttet")
        assert wrong(page) == []
        page.context.close()
        assert served.faults == []


def test_what_goes_wrong_is_told_accessibly_at_the_field(browser: Browser, desk: Served) -> None:
    page = window(browser, desk)
    page.goto(address(desk, f"{desk.case()}/barnet"))
    page.fill("[name='barn.fødselsdato']", "i mai")
    page.click("button[name=videre]")
    assert page.title().startswith("Feil: ")
    page.wait_for_selector("#oppsummering:focus")
    assert page.get_attribute("[name='barn.fødselsdato']", "aria-invalid") == "true"
    assert wrong(page) == []
    page.click("#oppsummering a >> nth=0")
    assert page.evaluate("document.activeElement.name") == "barn.fødselsdato"
    page.fill("[name='barn.fødselsdato']", "12.05.2014")
    page.keyboard.press("Tab")  # once it has been checked, it is checked again on blur
    page.wait_for_selector("[aria-invalid]", state="detached")
    assert "fødselsdato: 2014-05-12" in (desk.folder / "risor.yaml").read_text(encoding="utf-8")
    page.context.close()


def test_it_saves_by_itself_shows_the_document_and_undoes(browser: Browser, desk: Served) -> None:
    page, file = window(browser, desk), desk.folder / "risor.yaml"
    before = file.read_bytes()
    page.goto(address(desk, f"{desk.case()}/møter"))
    page.wait_for_selector("#utsnitt img")
    page.click("details.rad >> nth=0 >> summary >> nth=0")
    page.wait_for_selector("#utsnitt img[src*='/bti_motereferat~møter.0/']")  # the meeting that was opened
    page.fill("[name='møter.0.sted']", "Biblioteket")
    page.wait_for_selector("#status:has-text('Lagret kl.')")
    assert b"sted: Biblioteket" in file.read_bytes()
    page.click("#angre-knapp")
    page.wait_for_selector(".bra")
    assert file.read_bytes() == before
    page.context.close()


def test_a_page_comes_back_as_it_was_left_and_a_row_is_moved_with_the_keyboard(browser: Browser, desk: Served) -> None:
    page, file = window(browser, desk), desk.folder / "risor.yaml"
    before = file.read_bytes()
    page.goto(address(desk, f"{desk.case()}/møter"))
    for summary in ("#f-møter\\.1 > summary", "#f-møter\\.1 > details:has-text('Referatet') > summary"):
        page.click(summary)
    page.focus("[name='møter.1.sted']")
    down = page.evaluate("scrollY")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("[name='møter.1.fungerer']:visible")
    page.wait_for_selector("[name='møter.1.sted']:focus")
    assert abs(page.evaluate("scrollY") - down) < 100
    user = Keyboard(page)
    title = "Overgangsmøte 1 · 10.06.2026 · 13.30–14.15"
    user.press(f"Flytt opp: {title}")
    page.wait_for_selector("#f-møter\\.0 [name=ned]:focus")  # at the top there is no way up: the other button is next
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("#f-møter\\.1[open]")
    assert page.evaluate("document.activeElement.value") == "møter.1"
    assert file.read_bytes() == before
    page.context.close()


def test_two_windows_and_an_editor_on_one_case_lose_nothing(browser: Browser, desk: Served) -> None:
    one, two = window(browser, desk), window(browser, desk)
    file = desk.folder / "risor.yaml"
    before = file.read_text(encoding="utf-8")
    for page in (one, two):
        page.goto(address(desk, f"{desk.case()}/barnet"))
    file.write_text(before.replace("trinn: 7\n", "trinn: 8\n"), encoding="utf-8")
    one.fill("[name='barn.klasse']", "8A")
    one.wait_for_selector("#status:has-text('Lagret kl.')")
    assert "også endret" in one.inner_text("#status")
    two.fill("[name='barn.klasse']", "8B")
    two.wait_for_selector("#kollisjon")
    assert [two.inner_text(f"dd.{who}") for who in ("mitt", "deres")] == ["8B", "8A"]
    assert two.input_value("[name='barn.klasse']") == "8B"
    assert wrong(two) == []
    two.click("section button[name=lagre]")
    after = file.read_text(encoding="utf-8")
    assert after == before.replace("trinn: 7\n", "trinn: 8\n").replace("klasse: 7A", "klasse: 8B")
    file.write_text(before, encoding="utf-8")
    for page in (one, two):
        page.context.close()


def test_it_works_without_javascript(browser: Browser, desk: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    name, _, value = desk.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}])
    page, file = context.new_page(), desk.folder / "risor.yaml"
    before = file.read_bytes()
    page.goto(address(desk, f"{desk.case()}/arkiv"))
    page.fill("[name='arkiv.saksnummer']", "26/77")
    page.click("button[name=lagre] >> visible=true")
    assert b"saksnummer: 26/77" in file.read_bytes()
    page.goto(address(desk, f"{desk.case()}/foresatte"))
    page.click("button[name=ny] >> nth=0")
    assert page.query_selector("[name='foresatte.2.navn']")
    page.goto(address(desk, f"{desk.case()}/dokument/mor/bti_motereferat~møter.0"))
    assert page.query_selector(".sider img")
    file.write_bytes(before)
    context.close()


PICTURES = {
    "side-saker": "",
    "side-neste": "/neste",
    "side-mote": "/møter",
    "side-leser": "/dokument/mor/bti_motereferat~møter.0",
}
_LARGEST = 200_000  # bytes: a README is read on a telephone too


def test_the_pictures_of_the_page_show_pages_that_are_there(
    browser: Browser, desk: Served, root: Path, accept: bool
) -> None:
    page = window(browser, desk)
    for name, path in PICTURES.items():
        page.goto(address(desk, f"{desk.case()}{path}" if path else "/"))
        page.wait_for_load_state("networkidle")
        if rows := page.query_selector_all("details.rad > summary"):
            rows[0].click()
            page.wait_for_selector("#utsnitt img[src*='~møter.0/']")
        if path:
            page.wait_for_selector("main img:visible, aside img:visible")
            page.eval_on_selector("main img", "picture => picture.decode()")
        page.wait_for_load_state("networkidle")
        file = root / "docs/img" / f"{name}.png"
        if accept:
            shot = io.BytesIO(page.screenshot(full_page=name == "side-neste"))
            Image.open(shot).quantize(96, dither=Image.Dither.NONE).save(file, optimize=True)
        assert file.is_file(), "run pytest --accept"
        assert file.stat().st_size < _LARGEST
    page.context.close()
