"""A copy that only its code opens; and files from outside, which give one clear error."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from bti_docs.document import Document, Look, Paragraph, Text
from bti_docs.pages.encrypt import ALPHABET, encrypt, new_code
from bti_docs.pages.margins import check_margins
from bti_docs.pages.print import Copy, join
from bti_docs.pages.stamp import stamp
from bti_docs.pdf.write import write
from bti_docs.problem import BtiError, ExitCode, codes
from tests.page_files import DAY, SAMI, form, ours, plain, raised, saved
from tests.pdf_text import pages

CODE = "abcd-efgh-jkmn-pqrt-uvwx"


# encrypt


def test_only_the_code_opens_the_file() -> None:
    code = new_code()
    locked = encrypt(ours("Innhold"), code)
    for wrong in ("", code.upper(), code[:-1], code.replace("-", ""), "Dokument"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(locked), password=wrong)
    with pikepdf.open(io.BytesIO(locked), password=code) as file:
        assert (file.encryption.R, file.encryption.bits) == (6, 256)
        methods = (file.encryption.stream_method, file.encryption.string_method, file.encryption.file_method)
        assert {method.name for method in methods} == {"aesv3"}
        assert file.check_pdf_syntax() == []
        open_again = saved(file, encryption=False)
    assert pages(open_again) == ["Innhold"]


@pytest.mark.parametrize("tool", ["qpdf", "pdftotext"])
def test_other_programs_open_it_with_the_code_and_not_without(tool: str, tmp_path: Path) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    path = tmp_path / "kopi.pdf"
    path.write_bytes(encrypt(ours("Innhold"), CODE))
    ways = {"qpdf": ["--check", "--password={}"], "pdftotext": ["-upw", "{}"]}
    for code, opens in ((CODE, True), ("feil", False)):
        end = ["-"] if tool == "pdftotext" else []
        command = [tool, *(way.format(code) for way in ways[tool]), str(path), *end]
        run = subprocess.run(command, capture_output=True, check=False)
        assert (run.returncode == 0) is opens
        assert (b"Innhold" in run.stdout) is (opens and tool == "pdftotext")
    assert subprocess.run([tool, str(path), "-"], capture_output=True, check=False).returncode != 0


def test_an_encrypted_file_names_nobody_and_says_nothing_untrue() -> None:
    source = write(Document("Ola Testesen", "nb-NO", (Paragraph((Text("x", Look(size=11)),)),), author="Kari"), day=DAY)
    locked = encrypt(source, CODE, title="Kopi")
    assert b"Testesen" not in locked and b"xmpmeta" not in locked
    with pikepdf.open(io.BytesIO(locked), password=CODE) as file:
        assert dict(file.docinfo) == {"/Title": "Kopi"}
        with file.open_metadata() as metadata:
            assert metadata["dc:title"] == "Kopi" and metadata["pdfuaid:part"] == "1"
            assert metadata.pdfa_status == "" and "Testesen" not in str(metadata) and "Kari" not in str(metadata)
        assert file.Root.MarkInfo.Marked and file.allow.accessibility


def test_a_code_has_five_groups_of_letters_that_nobody_takes_for_others() -> None:
    for _ in range(200):
        groups = new_code().split("-")
        assert [len(group) for group in groups] == [4] * 5
        assert set("".join(groups)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("0Oo1lIi2z5s") and len(set(ALPHABET)) == len(ALPHABET)
    assert len(ALPHABET) ** 20 > 2**90


def test_every_letter_of_a_code_is_as_likely_as_any_other() -> None:
    chance = random.Random(1)
    letters = "".join(new_code(chance.randbytes) for _ in range(3000)).replace("-", "")
    counts = [letters.count(letter) for letter in ALPHABET]
    assert sum(counts) == 60_000
    assert max(abs(count - 60_000 / 27) for count in counts) < 5 * 46.3  # five standard deviations
    spread = sum((count - 60_000 / 27) ** 2 / (60_000 / 27) for count in counts)
    assert spread < 26 + 5 * 7.2  # chi squared with 26 degrees of freedom


def test_no_byte_favours_a_letter() -> None:
    found: dict[str, int] = {}
    for byte in range(256):
        draws = iter([bytes([byte] * 20), bytes(20)])
        letters = new_code(lambda _: next(draws)).replace("-", "")  # noqa: B023
        found[letters] = found.get(letters, 0) + 1
    assert found.pop("a" * 20) == 9 + 13  # 243 and up are thrown away, and the next draw is all a
    assert set(found.values()) == {9} and len(found) == 26


def test_two_codes_are_never_the_same() -> None:
    assert len({new_code() for _ in range(2000)}) == 2000


@pytest.mark.parametrize("code", ["", "hemmelig", "blåbær", CODE.upper(), CODE + "\n", CODE.replace("-", "")])
def test_a_code_that_somebody_thought_of_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="new_code"):
        encrypt(plain("x"), code)


# files from outside

ROOMS: dict[str, Callable[[bytes], object]] = {
    "join": lambda pdf: join([Copy(pdf, "A")]),
    "stamp": lambda pdf: stamp(pdf, SAMI, lang="nb"),
    "check_margins": check_margins,
    "encrypt": lambda pdf: encrypt(pdf, CODE),
}


each_room = pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)


@each_room
def test_a_locked_file_is_a_problem(room: Callable[[bytes], object]) -> None:
    locked = encrypt(plain("x"), CODE)
    with pikepdf.open(io.BytesIO(plain("x"))) as file:
        for_all = saved_encrypted(file)
    assert raised(lambda: room(locked)) == raised(lambda: room(for_all)) == ["N111"]


def saved_encrypted(file: pikepdf.Pdf) -> bytes:
    data = io.BytesIO()
    file.save(data, encryption=pikepdf.Encryption(owner="eier", user=""))
    return data.getvalue()


@each_room
@pytest.mark.parametrize(
    "pdf", [b"", b"ikke en PDF", b"%PDF-1.7\n%%EOF", b"PK\x03\x04"], ids=["empty", "text", "head", "zip"]
)
def test_what_is_no_pdf_is_a_problem(room: Callable[[bytes], object], pdf: bytes) -> None:
    assert raised(lambda: room(pdf)) == ["N112"]


@each_room
def test_a_pdf_without_pages_is_a_problem(room: Callable[[bytes], object]) -> None:
    with pikepdf.new() as file:
        assert raised(lambda: room(saved(file))) == ["N112"]


@each_room
def test_a_damaged_file_gives_a_result_or_one_clear_error(room: Callable[[bytes], object]) -> None:
    sources = [form(), plain("en", "to"), ours("Én")]
    chance = random.Random(7)
    for n in range(120):
        data = bytearray(sources[n % len(sources)])
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.choice(b"0123456789/<>[]() Rnull\x00\xff")
        try:
            room(bytes(data[: chance.randint(len(data) // 2, len(data))] if n % 4 == 0 else data))
        except BtiError as error:
            assert {p.code[0] for p in error.problems} == {"N"}


MISSHAPEN: dict[str, tuple[str, Callable[[], object]]] = {
    "notes that are a number": ("/Annots", lambda: 7),
    "notes that are numbers": ("/Annots", lambda: pikepdf.Array([7, pikepdf.Name.X])),
    "resources that are a name": ("/Resources", lambda: pikepdf.Name.X),
    "content that is a number": ("/Contents", lambda: 7),
    "a turn that is a word": ("/Rotate", lambda: pikepdf.String("opp")),
    "a box of words": ("/MediaBox", lambda: pikepdf.Array([pikepdf.Name.A] * 4)),
    "a unit of nothing": ("/UserUnit", lambda: 0),
}


@each_room
@pytest.mark.parametrize(("key", "value"), MISSHAPEN.values(), ids=MISSHAPEN)
def test_a_misshapen_page_gives_a_result_or_one_clear_error(
    room: Callable[[bytes], object], key: str, value: Callable[[], object]
) -> None:
    with pikepdf.open(io.BytesIO(plain("x"))) as file:
        file.pages[0].obj[key] = value()
        source = saved(file)
    try:
        room(source)
    except BtiError as error:
        assert {p.code[0] for p in error.problems} == {"N"}


def test_the_problems_of_pages_all_end_with_the_same_code() -> None:
    assert {entry["exit"] for code, entry in codes().items() if code.startswith("N")} == {int(ExitCode.OTHER)}
