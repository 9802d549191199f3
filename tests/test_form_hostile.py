"""A file that means harm, or is none, ends within limits with one clear problem."""

from __future__ import annotations

import warnings
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from bti_docs.form import child
from bti_docs.form.child import read_blank
from bti_docs.problem import BtiError
from tests.form_builder import Form


def codes(data: bytes) -> list[str]:
    with pytest.raises(BtiError) as stopped:
        read_blank(data)
    return [p.code for p in stopped.value.problems]


def good() -> Form:
    built = Form()
    built.field("navn", (50, 700, 300, 720))
    return built


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"not a pdf at all", b"%PDF-1.7\n1 0 obj\n<<", b"\x00" * 5000])
def test_what_is_no_pdf_is_told_as_that(data: bytes) -> None:
    assert codes(data) == ["B101"]


def test_a_broken_table_of_objects_is_repaired() -> None:
    data = good().bytes()
    at = data.rindex(b"startxref")
    assert [f.name for f in read_blank(data[:at] + b"startxref\n99999999\n%%EOF").fields] == ["navn"]


def test_a_field_that_is_its_own_parent_ends() -> None:
    built = good()
    field = built.pdf.Root.AcroForm.Fields[0]
    field["/Parent"] = field
    field["/Kids"] = Array([field])
    assert len(read_blank(built.bytes()).fields) == 1


def test_a_tree_of_fields_that_goes_in_a_circle_ends() -> None:
    built = good()
    one, two = (built.pdf.make_indirect(Dictionary(T=String(n))) for n in "ab")
    one["/Kids"], two["/Kids"], one["/Parent"], two["/Parent"] = Array([two]), Array([one]), two, one
    built.pdf.Root.AcroForm.Fields.append(one)
    assert [f.name for f in read_blank(built.bytes()).fields] == ["navn"]


def test_more_fields_than_any_form_has_are_refused() -> None:
    built = Form()
    for i in range(10_000):
        note = Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String(f"f{i}"), Rect=Array([0, 0, 9, 9]))
        built.pdf.pages[0].obj["/Annots"].append(built.pdf.make_indirect(note))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pikepdf tells that the boxes are in no list of fields: files come so
        data = built.bytes()
    assert codes(data) == ["B106"]


def test_a_bomb_in_a_page_ends_within_its_memory_or_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_SECONDS", 20)
    built = good()
    bomb = pikepdf.Stream(built.pdf, b"")
    packed = zlib.compressobj(9)
    block = b"q " * 500_000
    bomb.write(b"".join(packed.compress(block) for _ in range(1500)) + packed.flush(), filter=Name.FlateDecode)
    built.pdf.pages[0].obj["/Contents"] = bomb
    try:
        assert read_blank(built.bytes()).fields
    except BtiError as stopped:
        assert [p.code for p in stopped.problems] in (["B105"], ["B101"])


def test_a_file_that_takes_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_SECONDS", 0.01)
    assert codes(good().bytes() + b"% another file than the others") == ["B105"]


def test_a_file_too_large_is_not_read_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LARGEST", 10)
    assert codes(good().bytes() + b"% large") == ["B107"]


def test_a_password_is_asked_for() -> None:
    assert codes(good().bytes(encryption=pikepdf.Encryption(owner="a", user="b"))) == ["B102"]


def test_a_signed_form_is_refused() -> None:
    built = good()
    signature = Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3]), Contents=String("x"))
    built.field("underskrift", (50, 100, 200, 120), FT=Name.Sig, V=built.pdf.make_indirect(signature))
    assert codes(built.bytes()) == ["B103"]


def test_a_form_that_only_adobe_can_show_is_refused() -> None:
    built = Form()
    built.pdf.Root.AcroForm["/XFA"] = built.pdf.make_stream(b"<xfa/>")
    assert codes(built.bytes()) == ["B104"]


def test_values_of_wrong_types_everywhere_are_read_as_nothing_or_refused() -> None:
    for key, value in (
        ("/Rect", String("x")),
        ("/MK", Array([1])),
        ("/DA", Array([])),
        ("/AP", Name.Nonsense),
        ("/BS", Name.X),
        ("/Opt", String("x")),
        ("/MaxLen", String("many")),
        ("/F", String("x")),
        ("/AA", String("x")),
        ("/Q", Name.X),
        ("/TU", Array([])),
    ):
        built = good()
        built.pdf.Root.AcroForm.Fields[0][key] = value
        try:
            assert [f.name for f in read_blank(built.bytes()).fields] == ["navn"]
        except BtiError as stopped:
            assert [p.code for p in stopped.problems] == ["B101"], key


def test_a_page_without_resources_or_content_is_filled() -> None:
    built = good()
    page = built.pdf.pages[0].obj
    for key in ("/Resources", "/Contents"):
        if key in page:
            del page[key]
    assert read_blank(built.bytes()).fields
