"""Two windows, another program and a sudden death on one case file: nothing that anybody wrote is lost."""

from __future__ import annotations

import copy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bti_docs.case.edit import readable, rewrite
from bti_docs.page.home import Home
from tests.page_server import SAMPLES, Served, serving

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")

SAVER = """
import sys
from pathlib import Path
from bti_docs.case.edit import readable
from bti_docs.page.home import Home
path = Path(sys.argv[1])
home = Home(path.parent)
home.save(path, home.keep(readable(home.read(path)).tree), lambda base: {**base, "saksnavn": "Etter"})
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    shutil.copy(SAMPLES["risor"], tmp_path / "sak.yaml")
    return Home(tmp_path)


@pytest.fixture
def path(home: Home) -> Path:
    return home.folder / "sak.yaml"


def tree(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = copy.deepcopy(readable(path.read_bytes()).tree)
    return found


def shown(home: Home, path: Path) -> str:
    """Open a page on the file; return the name of what it shows."""
    return home.keep(tree(path))


def outside(path: Path, old: str, new: str) -> None:
    """Another program writes the file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def with_(**words: Any) -> Any:
    return lambda base: {**base, **words}


def test_a_save_changes_only_the_line_it_is_about(home: Home, path: Path) -> None:
    before = path.read_text(encoding="utf-8").splitlines()
    home.save(path, shown(home, path), with_(nivå="2"))
    after = path.read_text(encoding="utf-8").splitlines()
    assert [new for old, new in zip(before, after, strict=True) if old != new] == ["nivå: 2"]


def test_what_another_program_wrote_in_other_fields_stays(home: Home, path: Path) -> None:
    state = shown(home, path)
    outside(path, "klasse: 7A", "klasse: 7B  # flyttet")
    saved = home.save(path, state, with_(nivå="2"))
    assert saved.merged
    assert not saved.clashes
    assert (tree(path)["barn"]["klasse"], tree(path)["nivå"]) == ("7B", "2")
    assert "# flyttet" in path.read_text(encoding="utf-8")


def test_the_same_field_changed_by_both_is_told_and_the_file_stands(home: Home, path: Path) -> None:
    state = shown(home, path)
    outside(path, "nivå: 1\n", "nivå: 3\n")
    saved = home.save(path, state, with_(nivå="2", saksnavn="Nytt navn"))
    assert [(c.path, c.mine, c.theirs) for c in saved.clashes] == [(("nivå",), "2", "3")]
    assert (tree(path)["nivå"], tree(path)["saksnavn"]) == ("3", "Nytt navn")


def test_a_page_from_before_this_run_never_overwrites_blindly(home: Home, path: Path) -> None:
    saved = home.save(path, "0" * 64, with_(nivå="2"))
    assert [c.path for c in saved.clashes] == [("nivå",)]
    assert tree(path)["nivå"] == "1"


def test_a_change_is_undone_and_others_work_since_then_stays(home: Home, path: Path) -> None:
    first = path.read_bytes()
    home.save(path, shown(home, path), with_(nivå="2"))
    assert home.undo(path)
    assert path.read_bytes() == first
    home.save(path, shown(home, path), with_(nivå="2"))
    outside(path, "klasse: 7A", "klasse: 7B")
    assert home.undo(path)
    assert (tree(path)["barn"]["klasse"], tree(path)["nivå"]) == ("7B", "1")


def test_what_others_have_built_on_is_not_undone(home: Home, path: Path) -> None:
    home.save(path, shown(home, path), with_(nivå="2"))
    outside(path, "nivå: 2\n", "nivå: 3\n")
    assert not home.undo(path)
    assert tree(path)["nivå"] == "3"
    assert not home.can_undo(path)


def test_a_page_that_saves_again_does_not_take_others_changes_back(home: Home, path: Path) -> None:
    state = shown(home, path)
    outside(path, "nivå: 1\n", "nivå: 3\n")
    state = home.save(path, state, with_(saksnavn="Først")).state
    home.save(path, state, with_(saksnavn="Så"))
    assert (tree(path)["nivå"], tree(path)["saksnavn"]) == ("3", "Så")


def test_a_window_that_saves_before_it_has_its_answer_is_still_one_writer(home: Home, path: Path) -> None:
    state, goals = shown(home, path), tree(path)["mål"]
    for text in ("En", "En tr", "En trygg"):
        new = [*goals, {"id": "g3", "tekst": text}]
        assert not home.save(path, state, with_(mål=new, saksnavn=text), "vindu").clashes
    assert tree(path)["mål"] == [*goals, {"id": "g3", "tekst": "En trygg"}]
    assert tree(path)["saksnavn"] == "En trygg"


@needs_strace
@pytest.mark.parametrize("call", ["fsync:signal=SIGKILL:when=1", "rename:signal=SIGKILL:when=1", "write:error=ENOSPC"])
def test_killed_in_the_middle_of_a_save_the_file_is_whole(path: Path, call: str) -> None:
    before = path.read_bytes()
    after = rewrite(before, {**readable(before).tree, "saksnavn": "Etter"})
    strace = ["strace", "-qq", "-f", "-o", "/dev/null", "-e", f"inject={call}"]
    command = [*strace, sys.executable, "-c", SAVER, str(path)]
    answer = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert answer.returncode != 0
    assert path.read_bytes() in (before, after)


def test_two_windows_on_one_case_lose_nothing(tmp_path: Path) -> None:
    with serving(tmp_path / "saker", "risor") as served:
        served.enter()
        child, archive = f"{served.case()}/barnet", f"{served.case()}/arkiv"
        one, two = served.state(child), served.state(archive)
        assert _auto(served, child, {"state": one, "barn.klasse": "7C"}) == 200
        assert _auto(served, archive, {"state": two, "arkiv.saksnummer": "26/9"}) == 200
        assert _auto(served, child, {"state": two, "barn.klasse": "7D"}) == 409
    after = tree(served.folder / "risor.yaml")
    assert (after["barn"]["klasse"], after["arkiv"]["saksnummer"]) == ("7C", "26/9")


def test_a_clash_shows_both_texts_and_the_next_save_is_a_choice(tmp_path: Path) -> None:
    with serving(tmp_path / "saker", "risor") as served:
        served.enter()
        address = f"{served.case()}/barnet"
        state = served.state(address)
        outside(served.folder / "risor.yaml", "klasse: 7A", "klasse: 7B")
        answer = served.ask(address, {"state": state, "barn.klasse": "7C", "lagre": "ja"})
        assert answer.status == 409
        assert all(text in answer.text for text in ("Du skrev", "I filen står nå", ">7C<", ">7B<", 'value="7C"'))
        assert tree(served.folder / "risor.yaml")["barn"]["klasse"] == "7B"
        again = {"state": served.state(address), "barn.klasse": "7C", "lagre": "ja"}
        assert served.ask(address, again).status == 303
        assert tree(served.folder / "risor.yaml")["barn"]["klasse"] == "7C"


def test_a_file_that_is_not_yaml_is_told_and_left_alone(tmp_path: Path) -> None:
    with serving(tmp_path / "saker", "risor") as served:
        served.enter()
        address, path = f"{served.case()}/barnet", served.folder / "risor.yaml"
        state = served.state(address)
        outside(path, "barn:\n", "barn\n")
        before = path.read_bytes()
        answer = served.ask(address, {"state": state, "barn.klasse": "7C", "lagre": "ja"})
        assert answer.status == 422
        assert "linje" in answer.text
        assert path.read_bytes() == before
        assert served.ask("/").status == 200


def _auto(served: Served, address: str, form: dict[str, str]) -> int:
    return served.ask(address, {**form, "auto": "ja"}).status
