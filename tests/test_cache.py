"""What is kept between starts: read back when it is whole and the user's own, and never trusted beyond its template."""

from __future__ import annotations

import datetime as dt
import os
import stat
from pathlib import Path

import pytest

from bti_docs import cache
from bti_docs.docx.compose import compose
from bti_docs.docx.properties import Properties
from bti_docs.docx.syntax import docxtpl, patch_xml
from bti_docs.library import built_in
from bti_docs.problem import BtiError
from tests import docx_templates as d
from tests.conftest import Run

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no owner and mode as here")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "cache"
    monkeypatch.setenv("BTI_CACHE", str(place))
    cache._folder.cache_clear()
    return place


class Maker:
    def __init__(self, data: bytes = b"made") -> None:
        self.data, self.times = data, 0

    def __call__(self) -> bytes:
        self.times += 1
        return self.data


def test_what_was_made_is_not_made_again(folder: Path) -> None:
    make = Maker()
    assert [cache.kept("x", (b"a",), make) for _ in range(3)] == [b"made"] * 3
    assert make.times == 1


def test_other_ingredients_are_another_thing(folder: Path) -> None:
    make = Maker()
    for ingredients in ((b"a",), (b"b",), (b"a", b"b"), (b"ab",)):
        cache.kept("x", ingredients, make)
    assert make.times == 4


def test_a_torn_or_changed_file_is_made_again(folder: Path) -> None:
    make = Maker()
    cache.kept("x", (b"a",), make)
    (file,) = folder.iterdir()
    for data in (file.read_bytes()[:-1], b"", b"anything", file.read_bytes() + b"more"):
        file.write_bytes(data)
        assert cache.kept("x", (b"a",), make) == b"made"
    assert make.times == 5


@POSIX
def test_the_folder_and_its_files_are_the_users_alone(folder: Path) -> None:
    cache.kept("x", (b"a",), Maker())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}


@POSIX
def test_a_folder_that_others_may_write_in_is_neither_read_nor_written(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    make = Maker()
    assert [cache.kept("x", (b"a",), make) for _ in range(2)] == [b"made"] * 2
    assert (make.times, list(folder.iterdir())) == (2, [])


def test_an_unusable_folder_costs_time_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BTI_CACHE", str(tmp_path / "file" / "cache"))
    cache._folder.cache_clear()
    assert cache.kept("x", (b"a",), Maker()) == b"made"


def test_a_composed_template_is_the_same_from_the_cache(folder: Path) -> None:
    letterhead = (built_in() / "municipalities/risor/brevmal.docx").read_bytes()
    body = (built_in() / "kinds/samtykke_deling/nb.docx").read_bytes()
    first = compose(letterhead, body)
    assert compose(letterhead, body) == first
    assert [p.name[:9] for p in folder.iterdir()] == ["composed-"]


def test_codes_planted_in_the_cache_are_found(
    folder: Path, bti: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may write in the cache still gets no code past the check of the template's own codes."""
    from bti_docs.make import _compiled

    planted = b"{{ barn.fornavn.__class__ }}"
    case = root / "samples/risor/sak.yaml"
    _compiled.cache_clear()
    bti("make", case, "-k", "samtykke_deling", "--day=2026-11-22", "-f", "docx")
    for file in folder.glob("patched-*"):
        data = file.read_bytes()[cache._DIGEST :].replace(b"</w:p>", planted + b"</w:p>", 1)
        file.write_bytes(cache.hashlib.sha256(data).digest() + data)
    _compiled.cache_clear()
    answer = bti("make", case, "-k", "samtykke_deling", "--day=2026-11-22", "-f", "docx", "--out", "andre")
    _compiled.cache_clear()
    assert answer.code == 4
    assert set(answer.codes) == {"M315"}


def test_patched_xml_is_docxtpls_own(folder: Path) -> None:
    source = '<w:p xmlns:w="x"><w:r><w:t>{{ a</w:t></w:r><w:r><w:t> }}</w:t></w:r></w:p>'
    assert patch_xml(source) == patch_xml(source) == docxtpl().patch_xml(source)


def test_what_is_kept_of_a_template_is_made_again_when_any_file_of_the_program_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, compiled = tmp_path / "docx" / "check.py", tmp_path / "__pycache__" / "cache.pyc"
    seen: list[bytes] = []
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "cache.py"))
    for path, text in ((module, "a = 1"), (compiled, "1"), (module, "a = 12"), (tmp_path / "laws.toml", "")):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        cache.made_by_us.cache_clear()
        seen.append(cache.made_by_us())
    cache.made_by_us.cache_clear()
    assert seen[0] == seen[1] != seen[2] != seen[3]


def test_a_template_with_a_fault_is_refused_at_every_start(folder: Path, tmp_path: Path) -> None:
    """Only that a template is faultless is kept; what is planted in the cache lets no unknown word into a document."""
    from bti_docs.make import _compiled

    body, laws = d.docx(d.p("{{ barn.finnes_ikke }}")), frozenset({"oppl_9_a"})
    for _ in range(2):
        _compiled.cache_clear()
        with pytest.raises(BtiError) as error:
            _compiled(d.docx(d.p("")), body, "mal.docx", laws)
        assert [p.code for p in error.value.problems] == ["M361"]
    assert not list(folder.glob("faultless-*"))
    cache.kept("faultless", (body, b"oppl_9_a", cache.made_by_us()), Maker(b""))  # planted
    with pytest.raises(BtiError) as error:
        _compiled(d.docx(d.p("")), body, "mal.docx", laws).fill({"barn": {}}, Properties("", "nb-NO", dt.date.max))
    assert [p.code for p in error.value.problems] == ["M332"]
