"""A journal shows every later change, loses nothing that it said was written, and takes no name."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bti_docs import journal
from bti_docs.case.types import ID_PATTERN
from bti_docs.journal import Entry, Head, append, verify
from bti_docs.problem import BtiError, Language, Problem, Severity
from bti_docs.problem import codes as every_code
from tests.conftest import ROOT

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
Lines = list[bytes]


def sha(text: object) -> str:
    return hashlib.sha256(str(text).encode()).hexdigest()


ENTRY = Entry(
    when="2026-06-10T13:45:00+02:00",
    kind="bti_motereferat",
    reader="mor",
    case=sha("case"),
    template=sha("template"),
    output=sha("output"),
    format="pdf",
    consents=("s1", "s2"),
    rules=("R04", "R14"),
    action="copy",
)


def entries(*outputs: object) -> list[Entry]:
    return [replace(ENTRY, output=sha(output)) for output in outputs]


def head_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.head")


def codes(problems: Sequence[Problem]) -> list[str]:
    return [p.code for p in problems]


def found(path: Path) -> list[tuple[str, int]]:
    return [(p.code, p.where.line) for p in verify(path).problems]


def outputs(path: Path) -> list[str]:
    return [json.loads(line)["output"] for line in path.read_bytes().splitlines()]


def asides(path: Path) -> list[Path]:
    return [p for p in path.parent.iterdir() if ".torn-" in p.name]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with five entries, written by two appends."""
    (tmp_path / "ut").mkdir()
    path = tmp_path / "ut" / "journal.jsonl"
    assert append(path, entries(1, 2)) == []
    assert append(path, entries(3, 4, 5)) == []
    return path


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


def resealed(line: bytes, **values: object) -> bytes:
    """Forge a line: other values and a right hash of its own."""
    told = {k: v for k, v in json.loads(line).items() if k != "hash"} | values
    body = json.dumps(told, separators=(",", ":")).encode()[:-1]
    return b'%s,"hash":"%s"}\n' % (body, hashlib.sha256(body).hexdigest().encode())


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


# Crashes and full disks


APPENDER = """
import sys
from pathlib import Path
from bti_docs.journal import Entry, append
entry = dict(when="2026-06-10T13:45:00Z", kind="iop", reader="mor", case="0" * 64, template="1" * 64, format="pdf")
for call in sys.argv[2].split(","):
    first, count = map(int, call.split("+"))
    append(Path(sys.argv[1]), [Entry(**entry, output=f"{n:064x}") for n in range(first, first + count)])
    print(first, flush=True)
"""


def appender(path: Path, calls: str, *before: str, **options: Any) -> subprocess.Popen[str]:
    """Append in another process; `7+2,9+1` are two calls, the first with the outputs 7 and 8."""
    return subprocess.Popen(
        [*before, sys.executable, "-c", APPENDER, str(path), calls],
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def run(path: Path, *inject: str) -> tuple[int, str]:
    """Append two entries in one call under strace; return the exit code and what was said on the error stream."""
    strace = ("strace", "-qq", "-f", "-o", str(path.parent.parent / "trace"), *inject)
    with appender(path, "6+2", *strace, stderr=subprocess.PIPE) as process:
        said = process.communicate()[1]
    return process.returncode, said


CALLS = ("openat", "write", "fsync", "close", "flock", "ftruncate", "fchmod", "lseek", "rename", "unlink", "link")


def ours(trace: str, name: str) -> list[int]:
    """Return which of a run's calls of this name came after it opened the journal, counted from 1."""
    started, count, numbers = False, 0, list[int]()
    for line in trace.splitlines():
        match = re.match(r"\d+ +(\w+)\(", line)
        if match is None:
            continue
        started = started or "journal.jsonl" in line
        if match[1] == name:
            count += 1
            if started:
                numbers.append(count)
    return numbers


class Folder:
    """A folder that can be put back as it was."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files = {p.name: p.read_bytes() for p in path.parent.iterdir()}

    def put_back(self) -> None:
        for leftover in self.path.parent.iterdir():
            leftover.unlink()
        for name, data in self.files.items():
            (self.path.parent / name).write_bytes(data)
            (self.path.parent / name).chmod(0o600)

    def points(self) -> Iterator[tuple[str, int]]:
        """Every system call of an append, found by letting one run to its end."""
        code, said = run(self.path, "-e", f"trace={','.join(CALLS)}")
        assert code == 0, said
        trace = (self.path.parent.parent / "trace").read_text()
        self.put_back()
        for call in CALLS:
            for when in ours(trace, call):
                yield call, when
                self.put_back()


@pytest.fixture(params=["new", "standing", "torn"])
def folder(request: pytest.FixtureRequest, path: Path) -> Folder:
    if request.param == "new":
        path.unlink()
        head_of(path).unlink()
    if request.param == "torn":
        path.write_bytes(path.read_bytes() + b'{"n":6,"wh')
    return Folder(path)


def whole_lines(folder: Folder) -> list[bytes]:
    return folder.files.get("journal.jsonl", b"").split(b"\n")[:-1]


def hold_together(folder: Folder, where: tuple[str, int]) -> int:
    """Hold a journal to its promise after a fault; return how many of the two entries are in it."""
    path, before = folder.path, whole_lines(folder)
    if path.exists():
        now = path.read_bytes().split(b"\n")[:-1]
        assert now[: len(before)] == before, where
        assert set(codes(verify(path).problems)) <= {"J104", "J105"}, where
    else:
        now = []
    assert set(codes(append(path, entries("after")))) <= {"J105"}, where
    report = verify(path)
    assert set(codes(report.problems)) <= {"J105"}, where
    assert report.entries == len(now) + 1
    assert outputs(path)[len(before) :] == [f"{n:064x}" for n in (6, 7)][: len(now) - len(before)] + [sha("after")]
    assert not [p.name for p in path.parent.iterdir() if p.name.startswith(".")], where
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in path.parent.iterdir())
    if torn := folder.files.get("journal.jsonl", b"").rpartition(b"\n")[2]:
        assert [p.read_bytes() for p in asides(path)] == [torn], where
        assert codes(report.problems) == ["J105"], where
    return len(now) - len(before)


@needs_strace
def test_killed_at_any_system_call_a_journal_verifies_and_goes_on(folder: Folder) -> None:
    kept, killed = set(), set()
    for call, when in folder.points():
        code, said = run(folder.path, "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={when}")
        assert code == -9, (call, when, said)
        kept.add(hold_together(folder, (call, when)))
        killed.add(call)
    assert kept == {0, 2}
    assert {"openat", "write", "fsync", "flock", "rename"} <= killed


@needs_strace
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_full_or_broken_disk_is_told_and_no_entry_stays(folder: Folder, error: str) -> None:
    told = set()
    for call, when in folder.points():
        if call == "lseek":  # asks nothing of the disk
            continue
        code, said = run(folder.path, "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={when}")
        if code:
            assert "OSError: [Errno" in said, (call, when, said)
            told.add(call)
        kept = hold_together(folder, (call, when))
        assert kept == (2 if not code or "journal.py" not in said else 0), (call, when, said)
    assert {"openat", "write", "fsync", "rename"} <= told


def test_an_entry_is_on_disk_before_the_head_tells_of_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, head, fsync, seen = path.read_bytes(), head_of(path).read_bytes(), os.fsync, list[bool]()

    def watched(handle: int) -> None:
        if os.path.samestat(os.fstat(handle), path.stat()):
            seen.append(len(path.read_bytes()) > len(before) and head_of(path).read_bytes() == head)
        fsync(handle)

    monkeypatch.setattr(journal.os, "fsync", watched)
    append(path, entries(6))
    assert seen == [True]


def test_a_line_half_written_on_a_full_disk_is_cut_off_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, write = path.read_bytes(), os.write

    def half(handle: int, data: bytes) -> int:
        if len(data) < 600:
            raise OSError(28, "No space left on device")
        return write(handle, data[: len(data) // 2])

    monkeypatch.setattr(journal.os, "write", half)
    with pytest.raises(OSError, match="No space"):
        append(path, entries(6))
    assert path.read_bytes() == before
    monkeypatch.setattr(journal.os, "write", lambda handle, data: write(handle, data[:7]))
    assert append(path, entries(6)) == []
    assert verify(path).problems == ()


# Many at once


def test_of_eight_processes_with_fifty_appends_each_every_entry_stands_once_in_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    calls = [",".join(f"{who * 1000 + n}+1" for n in range(50)) for who in range(8)]
    runs = [appender(path, each) for each in calls]
    assert [len(run.communicate()[0].split()) for run in runs] == [50] * 8
    report = verify(path)
    assert (report.entries, report.head.n, report.problems) == (400, 400, ())
    assert len(set(outputs(path))) == 400


def test_entries_of_one_call_stand_together(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    runs = [appender(path, ",".join(f"{who * 1000 + n * 5}+5" for n in range(5))) for who in range(4)]
    assert [run.communicate()[0].count("\n") for run in runs] == [5] * 4
    numbers = [int(output, 16) for output in outputs(path)]
    assert all(numbers[at : at + 5] == list(range(numbers[at], numbers[at] + 5)) for at in range(0, 100, 5))


def test_what_a_killed_writer_said_was_written_is_there_and_the_others_go_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    runs = [appender(path, ",".join(f"{who * 1000 + n}+1" for n in range(40))) for who in range(8)]
    said = set()
    for who, run in enumerate(runs):
        if who % 2:
            said |= {int(run.stdout.readline()) for _ in range(3 * who) if run.stdout}
            run.kill()
    for run in runs:
        said |= {int(number) for number in run.communicate()[0].split()}
    append(path, [ENTRY])
    report = verify(path)
    written = [int(output, 16) for output in outputs(path)][:-1]
    assert {p.code for p in report.problems} <= {"J105"}
    assert said <= set(written)
    assert len(written) == len(set(written)) == report.entries - 1
    assert {n for n in written if n // 1000 % 2 == 0} == {who * 1000 + n for who in (0, 2, 4, 6) for n in range(40)}


def test_a_reader_sees_whole_appends_only(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    append(path, [ENTRY])
    with appender(path, ",".join(f"{n}+3" for n in range(0, 300, 3))) as writer:
        while writer.poll() is None:
            report = verify(path)
            assert report.problems == ()
            assert report.entries % 3 == 1
    assert verify(path).entries == 301


def test_the_way_windows_locks_gives_the_same_journal(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows' own lock is on one byte at the place where the file stands, and refuses instead of waiting."""
    refusals, locked = iter([True, True, False, False]), []

    def locking(handle: int, mode: int, size: int) -> None:
        locked.append((os.lseek(handle, 0, os.SEEK_CUR), mode, size))
        if next(refusals):
            raise PermissionError(13, "Permission denied")

    windows = types.SimpleNamespace(LK_NBLCK=2, locking=locking)
    monkeypatch.setattr(journal, "msvcrt", windows, raising=False)
    monkeypatch.setattr(journal, "sys", types.SimpleNamespace(platform="win32"))
    monkeypatch.setattr(journal.time, "sleep", lambda _: None)
    monkeypatch.setattr(journal, "fcntl", None)
    assert append(path, entries(6)) == []
    report = verify(path)
    assert (report.entries, report.problems) == (6, ())
    assert locked == [(0, 2, 1)] * 4
