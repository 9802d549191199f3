"""Every entry is a line in a chain; what is changed, taken out or put in is shown, and damage is mended and told."""

from __future__ import annotations

import hashlib
import itertools
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bti_docs.journal import Head, append, verify
from bti_docs.problem import BtiError, Severity
from tests.journal_lines import ENTRY, asides, begun, codes, entries, head_of, outputs, resealed, sha


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return begun(tmp_path)


Lines = list[bytes]


def found(path: Path) -> list[tuple[str, int]]:
    return [(p.code, p.where.line) for p in verify(path).problems]


# The chain


def test_every_entry_is_a_line_that_holds_the_hash_of_the_line_before(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    previous = "0" * 64
    for n, line in enumerate(lines, 1):
        told = json.loads(line)
        body, _, _ = line.partition(b',"hash"')
        assert (told["n"], told["previous"]) == (n, previous)
        assert told["hash"] == hashlib.sha256(body).hexdigest()
        previous = hashlib.sha256(line).hexdigest()
    report = verify(path)
    assert (report.entries, report.head, report.problems) == (5, Head(5, previous), ())


def test_a_line_tells_the_entry_and_nothing_else(path: Path) -> None:
    told = json.loads(path.read_bytes().splitlines()[0])
    assert {k: v for k, v in told.items() if k not in ("previous", "hash")} == {
        "n": 1,
        "when": "2026-06-10T13:45:00+02:00",
        "kind": "bti_motereferat",
        "reader": "mor",
        "case": sha("case"),
        "template": sha("template"),
        "output": sha(1),
        "format": "pdf",
        "consents": ["s1", "s2"],
        "rules": ["R04", "R14"],
        "action": "copy",
    }


def test_the_same_entries_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.jsonl"
    for n in range(1, 6):
        append(again, entries(n))
    assert again.read_bytes() == path.read_bytes()
    assert head_of(again).read_bytes() == head_of(path).read_bytes()


def test_nothing_to_add_touches_nothing(tmp_path: Path) -> None:
    assert append(tmp_path / "journal.jsonl", []) == []
    assert list(tmp_path.iterdir()) == []


def test_a_journal_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        verify(tmp_path / "journal.jsonl")
    with pytest.raises(FileNotFoundError):
        append(tmp_path / "no" / "journal.jsonl", [ENTRY])


def test_an_append_reads_the_end_of_a_long_journal_and_no_more(path: Path) -> None:
    append(path, entries(*range(6, 10_001)))
    assert verify(path).entries == 10_000
    whole = path.read_bytes()
    path.write_bytes(b"x" * 1_000_000 + whole[1_000_000:])
    assert append(path, entries("last")) == []
    assert verify(path).head.n == 10_001
    assert verify(path).problems


# Tampering


@pytest.fixture
def change(path: Path) -> Callable[[Callable[[Lines], Lines]], list[tuple[str, int]]]:
    """Rewrite a journal's lines and tell what is found then."""

    def rewrite(edit: Callable[[Lines], Lines]) -> list[tuple[str, int]]:
        path.write_bytes(b"".join(edit(path.read_bytes().splitlines(keepends=True))))
        return found(path)

    return rewrite


@pytest.mark.parametrize("beside", [False, True], ids=["journal", "head"])
def test_a_flipped_bit_anywhere_is_shown(path: Path, beside: bool) -> None:
    path = path.with_name("small.jsonl")
    append(path, entries(1, 2))
    target = head_of(path) if beside else path
    whole = target.read_bytes()
    for at, bit in itertools.product(range(len(whole)), range(0, 8, 1 if beside else 2)):
        flipped = bytearray(whole)
        flipped[at] ^= 1 << bit
        target.write_bytes(flipped)
        assert any(p.severity is Severity.ERROR for p in verify(path).problems), (at, bit)


def test_a_changed_line_is_told_once_and_where(path: Path) -> None:
    line = path.read_bytes().splitlines(keepends=True)[2]
    path.write_bytes(path.read_bytes().replace(line, line.replace(b'"mor"', b'"far"')))
    assert found(path) == [("J110", 3)]


@pytest.mark.parametrize("cut", range(5))
def test_a_removed_line_is_shown(change: Any, cut: int) -> None:
    told = change(lambda lines: lines[:cut] + lines[cut + 1 :])
    assert told == ([("J111", cut + 1)] if cut < 4 else [("J115", 4)])


@pytest.mark.parametrize("at", range(5))
def test_a_line_that_stands_twice_is_shown(change: Any, at: int) -> None:
    assert change(lambda lines: [*lines[: at + 1], *lines[at:]]) == [("J112", at + 2)]


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(range(5), 2)))
def test_two_lines_that_changed_places_are_shown(change: Any, first: int, second: int) -> None:
    def swap(lines: Lines) -> Lines:
        lines[first], lines[second] = lines[second], lines[first]
        return lines

    assert {"J111", "J112"} <= {code for code, _ in change(swap)}


@pytest.mark.parametrize("at", range(6))
def test_an_inserted_line_is_shown(change: Any, at: int) -> None:
    def insert(lines: Lines) -> Lines:
        before = hashlib.sha256(lines[at - 1]).hexdigest() if at else "0" * 64
        return [*lines[:at], resealed(lines[0], n=at + 1, previous=before, output=sha("forged")), *lines[at:]]

    told = change(insert)
    # A line that is added after the last one can be told from a real one only by a head kept somewhere else.
    assert told == ([] if at == 5 else [("J112", at + 2), ("J113", at + 3)] if at < 4 else [("J114", 5), ("J112", 6)])


@pytest.mark.parametrize("at", range(5))
def test_a_line_changed_and_given_a_right_hash_is_shown(change: Any, at: int) -> None:
    told = change(lambda lines: [*lines[:at], resealed(lines[at], reader="far"), *lines[at + 1 :]])
    assert told == ([("J113", at + 2)] if at < 4 else [("J114", 5)])


def test_a_chain_forged_from_a_line_to_the_end_is_shown_by_the_head(change: Any) -> None:
    def forge(lines: Lines) -> Lines:
        for at in range(2, 5):
            lines[at] = resealed(lines[at], reader="far", previous=hashlib.sha256(lines[at - 1]).hexdigest())
        return lines

    assert change(forge) == [("J114", 5)]


def test_a_journal_cut_short_at_any_byte_is_shown(path: Path) -> None:
    path = path.with_name("small.jsonl")
    append(path, entries(1, 2))
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        told = verify(path).problems
        assert told[-1].code == "J115", size
        torn = size > 0 and not whole[:size].endswith(b"\n")
        assert codes(told[:-1]) == ["J104"] * torn
        assert told[-1].words == {"first": str(whole[:size].count(b"\n") + 1), "last": "2"}


def test_a_journal_whose_head_is_gone_is_shown(path: Path) -> None:
    head_of(path).unlink()
    assert found(path) == [("J106", 5)]


@pytest.mark.parametrize(
    "line",
    [
        b"[]\n",
        b"{}\n",
        b"1\n",
        b'"text"\n',
        b"null\n",
        b"\n",
        b"\xff\n",
        b"[" * 100_000 + b"\n",
        b"9" * 5_000 + b"\n",
        b'{"n":1,"previous":"","hash":""}\n',
        b"\0" * 500 + b"\n",
    ],
    ids=lambda line: repr(line[:12]),
)
def test_a_line_that_is_no_entry_is_shown_whatever_it_is(change: Any, line: bytes) -> None:
    assert change(lambda lines: [*lines[:2], line, *lines[2:]]) == [("J110", 3)]
    assert change(lambda lines: [*lines[:-1], line]) == [("J110", 3), ("J110", 6)]


@pytest.mark.parametrize(
    "values",
    [{"n": True}, {"n": 1.0}, {"n": 0}, {"n": -1}, {"reader": "Kari Nordmann"}, {"consents": "s1"}, {"note": "x"}],
    ids=str,
)
def test_a_forged_line_with_a_value_that_append_refuses_is_shown(change: Any, values: dict[str, object]) -> None:
    assert change(lambda lines: [resealed(lines[0], **values), *lines[1:]])[0][1] == 1


def test_a_file_that_is_no_journal_is_left_alone(tmp_path: Path) -> None:
    for data in (b"%PDF-1.7\nsome bytes", b"barn: {}\n", b"no line feed"):
        path = tmp_path / "sak.yaml"
        path.write_bytes(data)
        path.chmod(0o644)
        assert codes(verify(path).problems) == ["J103"]
        with pytest.raises(BtiError, match="J103"):
            append(path, [ENTRY])
        assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (data, 0o644)
        assert list(tmp_path.iterdir()) == [path]


# After damage, the next append


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda lines: lines[:3], ["J111"]),
        (lambda lines: [], ["J111"]),
        (lambda lines: [*lines[:4], resealed(lines[4], reader="far")], ["J113"]),
        (lambda lines: [*lines[:4], lines[4].replace(b'"mor"', b'"far"')], ["J110"]),
        (lambda lines: [*lines, b"something else\n"], ["J110"]),
    ],
    ids=["removed", "emptied", "exchanged", "changed", "added to"],
)
def test_a_break_stays_to_be_seen_after_the_next_append(change: Any, path: Path, damage: Any, told: list[str]) -> None:
    change(damage)
    assert codes(append(path, entries(6))) == ["J107"]
    assert append(path, entries(7)) == []
    report = verify(path)
    assert codes(report.problems) == told
    assert report.head.n == 7


def test_a_journal_that_was_removed_goes_on_after_its_head(path: Path) -> None:
    path.unlink()
    with pytest.raises(FileNotFoundError):
        verify(path)
    assert codes(append(path, entries(6))) == ["J107"]
    (problem,) = verify(path).problems
    assert (problem.code, dict(problem.words)) == ("J111", {"first": "1", "last": "5"})


@pytest.mark.parametrize("head", [None, b"", b"{}", b'{"n":0,"hash":"' + b"1" * 64 + b'"}\n'])
def test_a_lost_head_is_told_by_the_append_that_makes_a_new_one(path: Path, head: bytes | None) -> None:
    head_of(path).unlink()
    if head is not None:
        head_of(path).write_bytes(head)
    assert codes(append(path, entries(6))) == ["J106"]
    assert verify(path).problems == ()


def test_a_torn_last_line_is_put_aside_and_told_and_the_chain_goes_on(path: Path) -> None:
    torn = b'{"n":6,"when":"2026-'
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    assert found(path) == [("J104", 6)]
    assert all(p.severity is Severity.WARNING for p in verify(path).problems)
    (problem,) = append(path, entries(6))
    assert problem.code == "J105"
    aside = path.with_name(problem.words["name"])
    assert aside.name.startswith("journal.jsonl.torn-6-")
    assert (aside.read_bytes(), stat.S_IMODE(aside.stat().st_mode)) == (torn, 0o600)
    assert path.read_bytes().startswith(whole)
    assert outputs(path) == [sha(n) for n in range(1, 7)]
    assert verify(path).problems == (problem,)  # until somebody has looked at the file and removed it
    aside.unlink()
    assert verify(path).problems == ()


def test_two_torn_lines_are_two_files(path: Path) -> None:
    for torn in (b'{"n":6', b'{"n":6,"when'):
        path.write_bytes(path.read_bytes() + torn)
        append(path, entries("again"))
    assert {p.read_bytes() for p in asides(path)} == {b'{"n":6', b'{"n":6,"when'}


@pytest.mark.parametrize("size", [1, 65_000, 65_535, 65_536, 65_537, 131_000, 300_000])
def test_a_torn_line_of_any_length_is_put_aside_whole_and_the_last_line_found(path: Path, size: int) -> None:
    torn = b"\0" * size
    path.write_bytes(path.read_bytes() + torn)
    assert codes(append(path, entries(6))) == ["J105"]
    assert [p.read_bytes() for p in asides(path)] == [torn]
    assert verify(path).entries == 6
