"""An index of a journal knows what is on disk, whoever wrote it, and reads no line twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from bti_docs import journal
from bti_docs.journal import Entry, Index, append
from bti_docs.problem import BtiError
from tests.test_journal import entries, sha


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def by_output(path: Path) -> Index[Entry]:
    return Index(path, Entry, lambda entry: entry.output)


def test_an_index_finds_what_was_added_since_it_last_looked(path: Path) -> None:
    index = by_output(path)
    assert index.find(sha(1)) == []
    append(path, entries(1, 2, 1))
    assert index.find(sha(1)) == entries(1, 1)
    append(path, entries(1, 3))
    assert (index.find(sha(1)), index.find(sha(3)), index.find(sha(4))) == (entries(1, 1, 1), entries(3), [])


def test_each_line_is_read_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []
    parse = journal._parse
    append(path, entries(*range(50)))
    monkeypatch.setattr(journal, "_parse", lambda line, kind: parsed.append(line) or parse(line, kind))
    index = by_output(path)
    for n in range(50):
        assert index.find(sha(n)) == entries(n)
    assert len(parsed) == 50


def test_what_is_given_out_is_the_callers_own(path: Path) -> None:
    append(path, entries(1))
    index = by_output(path)
    index.find(sha(1)).clear()
    assert index.find(sha(1)) == entries(1)


def test_a_torn_line_is_no_entry_and_what_comes_after_it_is_found(path: Path) -> None:
    append(path, entries(1))
    index = by_output(path)
    with path.open("ab") as file:
        file.write(b'{"n":2,"when"')
    assert index.find(sha(1)) == entries(1)
    append(path, entries(2))
    assert (index.find(sha(1)), index.find(sha(2))) == (entries(1), entries(2))


def test_a_journal_cut_shorter_or_taken_back_is_told(path: Path) -> None:
    append(path, entries(1))
    before = path.read_bytes()
    append(path, entries(2))
    index = by_output(path)
    assert index.find(sha(2)) == entries(2)
    path.write_bytes(before)
    for _ in range(2):  # and the next time too
        with pytest.raises(BtiError) as caught:
            index.find(sha(1))
        assert [p.code for p in caught.value.problems] == ["J115"]


def test_new_lines_that_do_not_follow_are_told_each_time(path: Path) -> None:
    append(path, entries(1))
    index = by_output(path)
    assert index.find(sha(1)) == entries(1)
    with path.open("ab") as file:
        file.write(b"{}\n")
    for _ in range(2):
        with pytest.raises(BtiError):
            index.find(sha(1))


def test_another_journal_at_the_path_is_read_from_its_start(path: Path) -> None:
    append(path, entries(1))
    index = by_output(path)
    assert index.find(sha(1)) == entries(1)
    for old in (path, path.with_name(f"{path.name}.head")):
        old.rename(old.with_name(f"old-{old.name}"))
    assert index.find(sha(1)) == []
    append(path, entries(2, 3))
    assert (index.find(sha(1)), index.find(sha(3))) == ([], entries(3))
