"""Nobody but the window that this run opened reads or writes a case, and nothing is left behind of what was read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bti_docs.page.colour import LEAST, contrast_to_white, readable
from tests.page_server import Served, serving

NAMES = ("Ola", "Testesen", "Kowalski", "12851499979", "Sperrevik")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("saker")
    (folder.parent / "utenfor.yaml").write_text("bti_sak: 1\nsaksnavn: Hemmelig\n", encoding="utf-8")
    (folder / "lenke.yaml").symlink_to(folder.parent / "utenfor.yaml")
    with serving(folder, "risor") as served:
        served.enter()
        yield served


def test_the_token_works_once_and_becomes_a_strict_cookie(tmp_path: Path) -> None:
    with serving(tmp_path / "saker") as served:
        query = "/?" + served.url.partition("?")[2]
        assert served.ask("/").status == 403
        first = served.ask(query)
        assert first.status == 303
        assert first.headers["location"] == "/"
        assert "HttpOnly" in first.headers["set-cookie"]
        assert "SameSite=Strict" in first.headers["set-cookie"]
        assert served.ask(query).status == 403
        served.cookie = first.headers["set-cookie"].partition(";")[0]
        assert served.ask("/").status == 200


def test_it_listens_on_this_machine_alone(page: Served) -> None:
    assert page.url.startswith("http://127.0.0.1:")
    hexport = f"{int(page.host.partition(':')[2]):04X}"
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines() if f":{hexport} " in line]
    assert set(listening) >= {f"0100007F:{hexport}"}
    assert not any(address.startswith("00000000") for address in listening)


@pytest.mark.parametrize("cookie", ["", "bti=x", "bti_1=x"])
def test_without_the_cookie_there_is_nothing(page: Served, cookie: str) -> None:
    answer = page.ask(page.case(), Cookie=cookie)
    assert answer.status == 403
    assert not any(name in answer.text for name in NAMES)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_another_site_can_neither_read_nor_write(page: Served, headers: dict[str, str]) -> None:
    address = f"{page.case()}/barnet"
    before = (page.folder / "risor.yaml").read_bytes()
    assert page.ask(address, **headers).status == 403
    form = {"state": "", "barn.klasse": "9Z", "lagre": "ja"}
    assert page.ask(address, form, **headers).status == 403
    assert (page.folder / "risor.yaml").read_bytes() == before


def test_a_form_without_an_origin_is_refused(page: Served) -> None:
    assert page.ask(f"{page.case()}/barnet", {"barn.klasse": "9Z"}, Origin=None).status == 403


@pytest.mark.parametrize(
    "path",
    [
        "/sak/../utenfor.yaml",
        "/sak/%2e%2e%2futenfor",
        "/sak/risor.yaml",
        "/sak/000000000000/barnet",
        "/statisk/../app.py",
        "/statisk/%2e%2e%2fapp.py",
        "/statisk//etc/passwd",
        "/farge/../../etc/passwd.css",
        "/sak/CASE/side/skolen/..~../1",
        "/sak/CASE/utsnitt/../../../etc/passwd",
        "/sak/CASE/dokument/skolen/..%2f..%2fkinds~",
        "/sak/CASE/ukjent",
    ],
)
def test_a_path_leads_nowhere_else(page: Served, path: str) -> None:
    answer = page.ask(path.replace("/sak/CASE", page.case()))
    assert answer.status == 404
    assert "root:" not in answer.text
    assert "Hemmelig" not in answer.text


def test_a_link_out_of_the_folder_is_no_case(page: Served) -> None:
    assert "Hemmelig" not in page.ask("/").text


def test_more_than_any_form_holds_is_refused_and_changes_nothing(page: Served) -> None:
    address = f"{page.case()}/barnet"
    before = (page.folder / "risor.yaml").read_bytes()
    assert page.ask(address, {"barn.klasse": "x" * 1_000_000}).status == 413
    many = b"&".join(b"f%d=" % n for n in range(60_000))
    assert page.ask(address, many).status == 413
    assert (page.folder / "risor.yaml").read_bytes() == before


def test_no_answer_is_kept_or_runs_foreign_code(page: Served) -> None:
    for path in ("/", f"{page.case()}/barnet", "/statisk/page.js", "/nowhere"):
        headers = page.ask(path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers


def test_what_is_written_is_shown_as_text_and_never_as_html(page: Served) -> None:
    address = f"{page.case()}/arkiv"
    bad = '"><script>alert(1)</script>{{ 7*7 }}'
    page.ask(address, {"state": page.state(address), "arkiv.saksnummer": bad, "lagre": "ja"})
    answer = page.ask(address).text
    assert "<script>alert" not in answer
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in answer


def test_the_last_window_takes_the_page_with_it_and_the_terminal_has_heard_nothing(tmp_path: Path) -> None:
    with serving(tmp_path / "saker", "risor") as served:
        served.enter()
        served.ask(f"{served.case()}/foresatte")
        served.ask(f"{served.case()}/foresatte", {"state": "x", "foresatte.0.navn": "\x00"})
        served.ask("/", {"søk": "Testesen"})
        for what, window in (("åpent", b"one"), ("lukket", b"one"), ("åpent", b"two")):
            served.ask(f"/vindu/{what}", window)
        assert served.process.poll() is None
        served.ask("/avslutt", {})
        out, err = served.process.communicate(timeout=60)
        assert served.process.returncode == 0
    assert not any(name in out + err for name in NAMES)
    assert "GET" not in out + err


def test_a_port_that_is_taken_is_told(page: Served, tmp_path: Path) -> None:
    port = page.host.partition(":")[2]
    command = [sys.executable, "-m", "bti_docs", "start", str(tmp_path), "--no-browser", "--port", port]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 1
    assert "W101" in answer.stderr


@pytest.mark.parametrize("colour", ["#0b4f6c", "#ffff00", "#ffffff", "#8fd14f", "#e30613"])
def test_any_municipalitys_colour_carries_white_text(colour: str) -> None:
    assert contrast_to_white(readable(colour)) >= LEAST
