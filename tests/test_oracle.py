"""The leak oracle: every planted leak is found with its place, each ability matters, and silence means read."""

from __future__ import annotations

import base64
import datetime as dt
import functools
import gzip
import io
import json
import os
import random
import unicodedata
import zlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from xml.sax.saxutils import escape

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bti_docs.library import samples, shelves
from bti_docs.make import make, open_case, plan
from tests import oracle
from tests.leaks import LEAKS
from tests.leaks.making import docx, pdf, shown, stream, zipped
from tests.leaks.planted import EMAIL, NAME, PHONE, PLAIN, SAMI, Leak
from tests.oracle import Found, hunt, pdf_filters, search, search_tree, xml
from tests.oracle import pdf as pdf_routes
from tests.oracle.comparing import fold

USED_IN: dict[str, ModuleType] = {
    **dict.fromkeys(("READINGS", "SPELLINGS", "CARRIED", "CARVERS"), hunt),
    "OPENERS": oracle,
    "FILTERS": pdf_filters,
    "PDF_ROUTES": pdf_routes,
    "LAYERS": xml,
}
TABLES = {name: getattr(module, name) for name, module in USED_IN.items()}
NEEDS = [(leak, need) for leak in LEAKS for need in leak.needs]
KINDS = ("bti_motereferat", "samtykke_stafettlogg", "iop")
REPORTED_TOO = {  # pictures that nothing shows, and kinds of files that are unknown
    "words_in_a_thumbnail",
    "words_in_an_unused_picture",
    "words_in_two_blocks_of_a_gif",
    "words_in_exif",
    "docx_in_an_ole_object",
    "pdf_in_something_unknown",
    "zlib_in_something_unknown",
}
THERE = ("Ola Testesen",)
NOT_THERE = (NAME, SAMI, PHONE, EMAIL, "900 00 001", "900 00 002", "12851499979", "Hemmeligveien 99", "kari@example.no")


def places(leak: Leak) -> list[str]:
    canaries = [leak.canary] if leak.canary else [PLAIN]
    return [f.place for f in search(leak.make(), leak.name, canaries) if f.canary == leak.canary]


@pytest.mark.parametrize("leak", LEAKS, ids=str)
def test_a_planted_leak_is_found_with_its_place(leak: Leak) -> None:
    assert [place for place in places(leak) if leak.place in place], places(leak)


@pytest.mark.parametrize(("leak", "need"), NEEDS, ids=[f"{leak}-{need}" for leak, need in NEEDS])
def test_a_leak_is_missed_without_the_ability_it_needs(leak: Leak, need: str, monkeypatch: pytest.MonkeyPatch) -> None:
    table, _, entry = need.partition(":")
    monkeypatch.setattr(
        USED_IN[table], table, {name: ability for name, ability in TABLES[table].items() if name != entry}
    )
    assert places(leak) == []


def test_no_ability_is_there_without_a_leak_that_needs_it() -> None:
    assert {f"{table}:{entry}" for table, entries in TABLES.items() for entry in entries} == {n for _, n in NEEDS}


@pytest.mark.parametrize("leak", LEAKS, ids=str)
def test_no_other_canary_is_found_in_a_leaking_file(leak: Leak) -> None:
    others = {NAME, SAMI, PLAIN, PHONE, EMAIL} - {leak.canary}
    if not leak.canary:
        return
    assert {f.canary for f in search(leak.make(), leak.name, others)} <= {""}


# Files of our own


@functools.cache
def made(kind: str, form: str) -> bytes:
    file = samples() / "risor" / "sak.yaml"
    case = open_case(file.read_bytes(), shelves(), file=str(file))
    order = plan(case, shelves(), [kind])[0]
    return make(case, order, shelves(), dt.date(2026, 11, 22)).bytes_of(form)


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_document_of_ours_holds_whom_it_is_about_and_no_one_else(kind: str, form: str) -> None:
    found = search(made(kind, form), f"{kind}.{form}", (*THERE, *NOT_THERE))
    assert {f.canary for f in found} == set(THERE)


def test_what_is_hidden_in_a_pdf_of_ours_is_found() -> None:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(made("iop", "pdf"))) as whole:
        whole.attachments["a.docx"] = docx(f"<w:p><w:r><w:t>{NAME}</w:t></w:r></w:p>")
        whole.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    found = search(file.getvalue(), "iop.pdf", NOT_THERE)
    assert {f.canary for f in found} == {NAME}
    assert any("attachment > word/document.xml, paragraph 1, text" in f.place for f in found)


@pytest.mark.parametrize("version", [3, 6])
def test_an_encrypted_pdf_is_read_with_its_password_and_reported_without(version: int) -> None:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(made("iop", "pdf"))) as whole:
        encryption = pikepdf.Encryption(owner="a", user="b", R=version, aes=version > 3, metadata=version > 3)
        whole.save(file, encryption=encryption)
    names = (*THERE, *NOT_THERE)
    assert {f.canary for f in search(file.getvalue(), "iop.pdf", names, password="b")} == set(THERE)
    assert {f.canary for f in search(file.getvalue(), "iop.pdf", names)} == {""}


def test_a_form_as_it_is_on_the_web_is_read_whole_but_for_its_thumbnails(shared: Callable[[str], Path]) -> None:
    found = search(shared("forms/nav-flat.pdf").read_bytes(), "nav.pdf", [*NOT_THERE, "Arbeids- og velferdsetaten"])
    assert {f.canary for f in found} <= {"Arbeids- og velferdsetaten"}


# A folder


def test_a_folder_is_searched_with_the_names_in_it(tmp_path: Path) -> None:
    (tmp_path / "Åsne").mkdir()
    (tmp_path / "Åsne" / "Kvåsheim").mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".bti-tmp").write_text(PLAIN)
    (tmp_path / "a" / "lenke").symlink_to(f"ikke-her/{PHONE}")
    found = search_tree(tmp_path, [NAME, PLAIN, PHONE])
    assert set(found) == {
        Found(NAME, "Åsne/Kvåsheim, file name"),
        Found(PLAIN, "a/.bti-tmp"),
        Found(PHONE, "a/lenke, where the link leads"),
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only where pipes have names")
def test_what_is_no_file_in_a_folder_is_reported(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rør")
    assert [f.canary for f in search_tree(tmp_path, [NAME])] == [""]


# Silence means read


def test_an_exception_on_the_way_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("broken")

    for table in ("FILTERS", "PDF_ROUTES", "OPENERS"):
        for entry, ability in TABLES[table].items():
            broken = (ability[0], fails) if table == "OPENERS" else fails
            monkeypatch.setattr(USED_IN[table], table, {**TABLES[table], entry: broken})
            title, data = _needing(f"{table}:{entry}")
            assert any("RuntimeError: broken" in f.place for f in search(data, "x", [PLAIN])), (entry, title)
            monkeypatch.undo()


def _needing(need: str) -> tuple[str, bytes]:
    return next((leak.title, leak.make()) for leak in LEAKS if need in leak.needs)


def test_a_file_cut_short_is_reported_wherever_it_is_cut() -> None:
    word, pages = docx(), pdf(content=shown(PLAIN))
    for data, whole in ((word, len(word)), (pages, pages.rindex(b"endobj"))):
        for end in range(whole // 8, whole - 4, whole // 40):
            assert [f for f in search(data[:end], "x", [NAME]) if not f.canary], end


@pytest.mark.parametrize("short", ["", "Ola", "4950", "12345", "–!"])
def test_a_canary_that_chance_could_make_is_refused(short: str) -> None:
    with pytest.raises(ValueError, match="too short"):
        search(b"", "x", [short])


def test_noise_holds_no_canary() -> None:
    noise = random.Random(1).randbytes(300_000)
    names = (NAME, SAMI, PLAIN, PHONE, EMAIL, "Kari", "Kowalski", "900 00 001", "12851499979")
    assert {f.canary for f in search(noise, "x.bin", names)} == {""}
    assert {f.canary for f in search(pdf(stream(noise)), "x.pdf", names)} == set()


def test_what_is_read_whole_is_not_reported_as_undecoded() -> None:
    for leak in LEAKS:
        if leak.canary and leak.title not in REPORTED_TOO:
            assert {f.canary for f in search(leak.make(), leak.name, [leak.canary])} == {leak.canary}, leak.title


def test_a_short_name_is_found_in_noise_where_its_letters_stand_together() -> None:
    noise = random.Random(3).randbytes(5000)
    for written in (b"Kari", "KARI".encode("utf-16-le"), "Kåre".encode(), "Kåre".encode("cp1252")):
        found = {f.canary for f in search(noise + written + noise, "x.bin", ["Kari", "Kåre"])}
        assert len(found - {""}) == 1, written


def test_numbers_that_mean_something_else_are_no_phone_number() -> None:
    numbers = b"4 1 3 5 8 2 7 6 re 0.41358276 w 41 3 58 276 rg"
    assert search(pdf(content=numbers), "x.pdf", [PHONE]) == []


def test_a_number_in_the_file_is_found_in_its_usual_groups() -> None:
    for written in (b"41358276", b"413 58 276", b"41 35 82 76", b"+4741358276"):
        assert search(pdf(content=b"% " + written), "x.pdf", [PHONE]), written


def test_a_name_is_found_in_the_ways_it_is_spelled() -> None:
    for written in ("ÅSNE KVÅSHEIM", "åsne-kvåsheim", "asne_kvasheim", "Aasne.Kvaasheim", "Kvåsheim, Åsne Kvåsheim"):
        assert search(b"", written, [NAME]), written
    assert not search(b"", "Asle Kvasheim", [NAME])


def test_folding_keeps_letters_and_digits_alone() -> None:
    assert fold("Å\u00adsne\u200b K\u00a0v\na\u030asheim–99") == "åsnekvåsheim99"


# Any name, hidden in any two ways


def _xml(text: str) -> bytes:
    return f"<a>{escape(text)}</a>".encode()


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.b64encode,
    "lines of base64": base64.encodebytes,
    "hex": lambda data: data.hex().encode(),
    "percent": lambda data: "".join(f"%{b:02X}" for b in data).encode(),
    "octal": lambda data: "".join(f"\\{b:03o}" for b in data).encode(),
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "zip": lambda data: zipped({"a.txt": data}),
    "attachment": lambda data: pdf(stream(zlib.compress(data), "/Type /EmbeddedFile /Filter /FlateDecode")),
    "stream": lambda data: pdf(stream(base64.a85encode(data) + b"~>", "/Filter /ASCII85Decode")),
    "string": lambda data: pdf(b"<< /A <" + data.hex().encode() + b"> >>"),
}
TEXTS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "NFD": lambda text: unicodedata.normalize("NFD", text).encode(),
    "JSON": lambda text: json.dumps([text]).encode(),
    "entities": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "XML": _xml,
    "docx": lambda text: docx(f"<w:p>{''.join(f'<w:r><w:t>{escape(c)}</w:t></w:r>' for c in text)}</w:p>"),
    "info": lambda text: pdf(f"<< /Title <FEFF{text.encode('utf-16-be').hex()}> >>".encode(), trailer="/Info 6 0 R"),
}
LETTERS = "abdeghiklmnorstuvyæøåáčđŋšŧžłóśżüßĄŁŻÆØÅÁČĐŊŠŦŽабвгджзиклمحدسين"
names = st.text(LETTERS, min_size=3, max_size=12)


@given(st.tuples(names, names), st.sampled_from(sorted(TEXTS)), st.lists(st.sampled_from(sorted(WAYS)), max_size=2))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_name_is_found_hidden_in_any_two_ways(name: tuple[str, str], written: str, ways: list[str]) -> None:
    data = TEXTS[written](" ".join(name))
    for way in ways:
        data = WAYS[way](data)
    assert " ".join(name) in {f.canary for f in search(data, "x", [" ".join(name)])}


# Our filters beside qpdf's


def by_qpdf(packed: bytes, name: str, options: dict[str, int]) -> bytes:
    with pikepdf.new() as file:
        found = pikepdf.Stream(file, packed, Filter=pikepdf.Name(name))
        if options:
            found.DecodeParms = pikepdf.Dictionary(options)
        return found.read_bytes(pikepdf.StreamDecodeLevel.specialized)


def ours(packed: bytes, name: str, options: dict[str, int]) -> bytes:
    plain, rest = pdf_filters.FILTERS[name](packed, options)
    assert not rest
    return plain


def lzw(data: bytes, early: int) -> bytes:
    """Pack as a TIFF writer does: codes grow from 9 to 12 bits, and the table is cleared when it is full."""
    table: dict[bytes, int] = {}
    codes, word, width, size = [(256, 9)], b"", 9, 258
    for byte in data:
        longer = word + bytes([byte])
        if len(longer) == 1 or longer in table:
            word = longer
            continue
        codes.append((table.get(word, word[0]), width))
        table[longer] = size
        size += 1
        width = max(9, min(12, (size - 1 + early).bit_length()))
        if size > 4093:
            codes.append((256, width))
            table, width, size = {}, 9, 258
        word = bytes([byte])
    if word:
        codes.append((table.get(word, word[0]), width))
        width = max(9, min(12, (size + early).bit_length()))
    bits = "".join(f"{code:0{wide}b}" for code, wide in [*codes, (257, width)])
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


@pytest.mark.parametrize("early", [0, 1])
def test_lzw_is_undone_as_qpdf_does(early: int) -> None:
    chance = random.Random(2)
    for size, letters in ((5, 3), (700, 200), (9000, 4), (60_000, 60)):
        data = bytes(chance.randrange(letters) for _ in range(size))
        packed = lzw(data, early)
        assert ours(packed, "/LZWDecode", {"/EarlyChange": early}) == data
        assert by_qpdf(packed, "/LZWDecode", {"/EarlyChange": early}) == data


@given(st.binary(min_size=1, max_size=300))
def test_ascii85_hexadecimal_and_run_lengths_are_undone_as_qpdf_does(data: bytes) -> None:
    lengths = b"".join(bytes([len(part) - 1]) + part for part in (data[i : i + 100] for i in range(0, len(data), 100)))
    for name, packed in {
        "/ASCII85Decode": base64.a85encode(data, wrapcol=40) + b"~>",
        "/ASCIIHexDecode": data.hex(" ").encode() + b">",
        "/RunLengthDecode": lengths + bytes([250, 65, 128]),
    }.items():
        assert ours(packed, name, {}) == by_qpdf(packed, name, {})


@given(st.integers(1, 4), st.integers(1, 9), st.integers(1, 6), st.randoms(use_true_random=False))
def test_predictors_are_undone_as_qpdf_does(colors: int, columns: int, rows: int, chance: random.Random) -> None:
    length = colors * columns
    png = b"".join(bytes([chance.randrange(5)]) + chance.randbytes(length) for _ in range(rows))
    tiff = chance.randbytes(length * rows)
    for predictor, plain in ((15, png), (2, tiff)):
        options = {"/Predictor": predictor, "/Colors": colors, "/Columns": columns}
        packed = zlib.compress(plain)
        assert ours(packed, "/FlateDecode", options) == by_qpdf(packed, "/FlateDecode", options)
