"""No name, number or free text gets into a journal, and its file is its owner's alone."""

from __future__ import annotations

import itertools
import os
import re
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bti_docs import journal
from bti_docs.case.types import ID_PATTERN
from bti_docs.journal import Entry, append, verify
from bti_docs.problem import BtiError, Language, Problem
from bti_docs.problem import codes as every_code
from tests.journal_lines import ENTRY, Folder, begun, entries, head_of, resealed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return begun(tmp_path)


# Values


NAMES = [
    "Kari",
    "Kari Nordmann",
    "kåre",
    "mor\n",
    "01020312345",
    "010203-12345",
    "01-02-03-12345",
    "90123456",
    "far ringte og sa nei",
    "",
    "../x",
    "a" * 62,
    "-",
]


@pytest.mark.parametrize("value", NAMES)
@pytest.mark.parametrize(
    "field", ["when", "kind", "reader", "case", "template", "output", "format", "consents", "rules", "action"]
)
def test_a_name_a_number_or_free_text_is_refused_and_nothing_written(tmp_path: Path, field: str, value: str) -> None:
    wrong = replace(ENTRY, **{field: ("s1", value) if field in ("consents", "rules") else value})
    with pytest.raises(BtiError) as error:
        append(tmp_path / "journal.jsonl", [ENTRY, wrong])
    assert {(p.code, *p.words.items()) for p in error.value.problems} == {("J101", ("field", field), ("entry", "2"))}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", [None, 1, ["s1"], ("s1",), b"s1", True])
def test_a_value_of_another_type_is_refused(tmp_path: Path, value: Any) -> None:
    for field in ("when", "kind", "reader", "case", "output", "format", "action"):
        with pytest.raises(BtiError, match="J101"):
            append(tmp_path / "journal.jsonl", [replace(ENTRY, **{field: value})])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", [None, 1, "s1", ["s1"], b"s1", (1,), ("s1", None)])
def test_consents_that_are_no_tuple_of_ids_are_refused(tmp_path: Path, value: Any) -> None:
    with pytest.raises(BtiError, match="J101"):
        append(tmp_path / "journal.jsonl", [replace(ENTRY, consents=value)])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "when",
    [
        "2026-06-10",
        "2026-06-10T13:45:00",
        "2026-06-10 13:45:00+02:00",
        "2026-06-10T13:45:00.123+02:00",
        "2026-13-45T99:00:00Z",
        "٢٠٢٦-06-10T13:45:00Z",
        "2026-06-10T13:45:00+02:00 ved far",
    ],
)
def test_a_time_without_its_zone_or_in_another_form_is_refused(tmp_path: Path, when: str) -> None:
    with pytest.raises(BtiError, match="J101"):
        append(tmp_path / "journal.jsonl", [replace(ENTRY, when=when)])


@given(st.text(min_size=1, max_size=80))
def test_no_text_but_an_id_gets_into_an_id(text: str) -> None:
    fits = not journal._unfit(replace(ENTRY, reader=text))
    assert not fits or re.fullmatch(r"[a-z0-9_-]+", text, re.ASCII)
    assert not fits or sum(c.isdigit() for c in text) < 9


@given(st.from_regex(ID_PATTERN, fullmatch=True))
def test_every_id_of_a_case_fits_unless_it_may_be_a_number_of_someone(text: str) -> None:
    number = re.search("[0-9]{6}", text) or sum(c.isdigit() for c in text) > 8
    assert bool(journal._unfit(replace(ENTRY, reader=text, consents=(text,)))) == bool(number)


def test_a_message_never_holds_the_value(tmp_path: Path) -> None:
    with pytest.raises(BtiError) as error:
        append(tmp_path / "journal.jsonl", [replace(ENTRY, reader="Kari Nordmann", rules=("Ringt far",))])
    said = " ".join(
        p.message(lang) + p.hint(lang) + str(p.as_json(lang)) for p in error.value.problems for lang in Language
    )
    assert "Kari" not in said
    assert "Ringt" not in said


def test_every_text_has_the_words_it_needs(path: Path) -> None:
    one, two, three, four, five = path.read_bytes().splitlines(keepends=True)
    folder, problems = Folder(path), list[Problem]()
    damages = [
        ([two, one, b"x\n", three, four, b"torn"], True),
        ([one, resealed(two, reader="far"), three, four, five], False),
        ([one, two, three, four, resealed(five, reader="far")], True),
        ([b"x\n"], False),
    ]
    for lines, has_head in damages:
        folder.put_back()
        path.write_bytes(b"".join(lines))
        if not has_head:
            head_of(path).unlink()
        problems += verify(path).problems
        if len(lines) > 1:
            problems += append(path, [ENTRY])
    for place, entry in ((path, replace(ENTRY, reader="Kari")), (path.parent, ENTRY)):
        with pytest.raises(BtiError) as error:
            append(place, [entry])
        problems += error.value.problems
    assert {p.code for p in problems} == {code for code in every_code() if code.startswith("J")}
    for problem, language in itertools.product(problems, Language):
        assert "{" not in problem.message(language) + problem.hint(language)
        assert problem.hint(language)


# The file


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_journal_is_its_owners_alone_under_any_umask(tmp_path: Path, umask: int) -> None:
    os.umask(umask)
    path = tmp_path / "journal.jsonl"
    append(path, [ENTRY])
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path, head_of(path))] == [0o600, 0o600]
    path.chmod(0o644)
    append(path, [ENTRY])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("which", ["journal", "head"])
@pytest.mark.parametrize("there", ["a file", "nothing", "itself"])
def test_a_link_is_refused_and_what_it_leads_to_untouched(tmp_path: Path, which: str, there: str) -> None:
    path, target = tmp_path / "journal.jsonl", tmp_path / "elsewhere"
    if there == "a file":
        append(target, [ENTRY])
    before = target.read_bytes() if target.exists() else None
    if which == "head":
        path.touch()
    link = path if which == "journal" else head_of(path)
    link.symlink_to(link.name if there == "itself" else target)
    for call in (lambda: append(path, [ENTRY]), lambda: verify(path)):
        with pytest.raises(BtiError, match="J102"):
            call()
    assert link.is_symlink()
    assert (target.read_bytes() if target.exists() else None) == before


def test_a_link_that_comes_after_the_look_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, target = tmp_path / "journal.jsonl", tmp_path / "elsewhere"
    target.write_bytes(b"")
    path.symlink_to(target)
    monkeypatch.setattr(journal.os.path, "lexists", lambda _: False)
    with pytest.raises(OSError, match="symbolic"):
        append(path, [ENTRY])
    assert target.read_bytes() == b""


def test_a_folder_or_a_pipe_at_the_path_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "folder", tmp_path / "pipe"):
        with pytest.raises(BtiError, match="J102"):
            append(path, [ENTRY])
        with pytest.raises(BtiError, match="J102"):
            verify(path)


@pytest.mark.parametrize("others", [[], entries("of another process")], ids=["left empty", "begun by another"])
def test_a_journal_moved_away_while_waiting_is_begun_anew_and_no_entry_lost(
    path: Path, monkeypatch: pytest.MonkeyPatch, others: list[Entry]
) -> None:
    lock, old = journal._lock, path.with_name("2025.jsonl")

    def moved_meanwhile(handle: int, *, alone: bool) -> None:
        monkeypatch.setattr(journal, "_lock", lock)
        path.rename(old)
        head_of(path).rename(head_of(old))
        append(path, others)
        lock(handle, alone=alone)

    monkeypatch.setattr(journal, "_lock", moved_meanwhile)
    assert append(path, [ENTRY]) == []
    assert (verify(path).entries, verify(path).problems) == (len(others) + 1, ())
    assert (verify(old).entries, verify(old).problems) == (5, ())
