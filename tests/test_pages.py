"""Copies become one print file: whole, in order, each starting on an odd page."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bti_docs.pages.print import Copy, join
from bti_docs.pages.sheet import sheet
from bti_docs.pages.stamp import stamp
from tests.page_files import SAMI, check, form, made, merged, ours, plain, raised, saved
from tests.pdf_text import pages


def inside(pdf: bytes) -> bytes:
    """All that is in a file, decoded: every object, string and stream."""
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for thing in [*file.objects, file.trailer]:
            found.append(thing.unparse(resolved=True))
            if isinstance(thing, pikepdf.Stream):
                found.append(thing.read_bytes())
    return b"\n".join(found)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_every_copy_starts_on_an_odd_page_and_nothing_is_lost(lengths: list[int]) -> None:
    wanted = [[f"kopi{n}side{i}" for i in range(length)] for n, length in enumerate(lengths)]
    joined = join([Copy(plain(*texts), f"Kopi {n}") for n, texts in enumerate(wanted, 1)])
    found = pages(joined)
    assert len(found) % 2 == 0
    assert [text for text in found if text] == [text for texts in wanted for text in texts]
    for texts in wanted:
        assert found.index(texts[0]) % 2 == 0
    assert sum(text == "" for text in found) == sum(length % 2 for length in lengths)
    check(joined).close()


def test_the_same_copies_give_the_same_bytes_on_every_machine(tmp_path: Path) -> None:
    program = (
        "import sys; from tests.test_pages import *; "
        "sys.stdout.buffer.write(join([Copy(ours('Én'), 'A'), Copy(form(), 'B')]) + stamp(ours('To'), SAMI, lang='nb'))"
    )
    for zone, seed in (("Asia/Tokyo", "1"), ("America/New_York", "2")):
        more = {"TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1])}
        command = [sys.executable, "-X", "utf8", "-c", program]
        run = subprocess.run(command, env=os.environ | more, cwd=tmp_path, capture_output=True, check=True)
        assert run.stdout == join([Copy(ours("Én"), "A"), Copy(form(), "B")]) + stamp(ours("To"), SAMI, lang="nb")


def test_pages_are_labelled_by_copy_and_each_copy_has_a_bookmark() -> None:
    with check(join([Copy(plain("a", "b", "c"), "Første"), Copy(plain("d"), "Andre")])) as file:
        assert [page.label for page in file.pages] == ["1-1", "1-2", "1-3", "1-4", "2-1", "2-2"]
        with file.open_outline() as outline:
            marks = [(item.title, item.destination[0].objgen) for item in outline.root]
        assert marks == [("Første", file.pages[0].obj.objgen), ("Andre", file.pages[4].obj.objgen)]
        assert file.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"
        assert file.Root.ViewerPreferences.PrintScaling == "/None"


def test_the_blank_page_has_the_size_of_the_one_it_stands_behind() -> None:
    turned = plain("x", box=(10, 20, 300, 500), CropBox=pikepdf.Array([20, 30, 200, 400]), Rotate=90)
    with check(join([Copy(plain("a"), "A"), Copy(turned, "B")])) as file:
        found = [sheet(page.obj) for page in file.pages]
    assert found[0] == found[1] and found[2] == found[3] and found[0] != found[2]


def test_what_a_page_takes_from_the_tree_above_it_stays() -> None:
    with pikepdf.open(io.BytesIO(plain("a"))) as file:
        page = file.pages[0].obj
        for key in ("/MediaBox", "/Resources"):
            file.Root.Pages[key] = page[key]
            del page[key]
        file.Root.Pages.Rotate = 270
        source = saved(file)
    with check(join([Copy(source, "A")])) as file:
        assert [sheet(page.obj).turn for page in file.pages] == [270, 270]
    assert pages(join([Copy(source, "A")]))[0] == "a"


def test_the_print_file_does_not_say_that_it_is_tagged_and_keeps_its_language() -> None:
    with check(join([Copy(ours("Én"), "A"), Copy(ours("Ein", lang="nn-NO"), "B"), Copy(plain("x"), "C")])) as file:
        assert set(file.Root.keys()) == {"/Type", "/Pages", "/PageLabels", "/ViewerPreferences", "/Lang", "/Outlines"}
        assert file.Root.Lang == "nb-NO"
        said = [page.Contents.read_bytes() if page.get("/Contents") is not None else b"" for page in merged(file)]
    assert [b"/Lang (nn-NO)" in content or b"/Lang(nn-NO)" in content for content in said[::2]] == [False, True, False]


def test_nothing_that_is_not_drawn_is_left_in_the_print_file() -> None:
    with pikepdf.open(io.BytesIO(plain("Synlig"))) as file:
        page = file.pages[0].obj
        lost = pikepdf.String("LEKKASJE")
        stream = file.make_stream(b"LEKKASJE")
        file.Root.Metadata = stream
        file.docinfo["/Author"] = "LEKKASJE"
        file.attachments["LEKKASJE.txt"] = pikepdf.AttachedFileSpec(file, b"LEKKASJE", filename="LEKKASJE.txt")
        removed = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=page.MediaBox, Contents=stream)
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents=lost)
        note.Rect = pikepdf.Array([0, 0, 9, 9])
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=note.Rect)
        link.Dest = pikepdf.Array([file.make_indirect(removed), pikepdf.Name.Fit])
        page.Annots = pikepdf.Array([note, link])
        page.Thumb = stream
        page.PieceInfo = pikepdf.Dictionary(X=lost)
        page.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=lost))
        unused = file.make_stream(b"LEKKASJE")
        unused.Subtype, unused.BBox = pikepdf.Name.Form, page.MediaBox
        used = file.make_stream(b"0 0 1 1 re f")
        used.Subtype, used.BBox, used.Metadata = pikepdf.Name.Form, page.MediaBox, stream
        page.Resources.XObject = pikepdf.Dictionary(U=unused, V=used)
        file.pages[0].contents_add(b" /V Do")
        source = saved(file)
    joined = join([Copy(source, "A")])
    assert b"LEKKASJE" in inside(source)
    assert b"LEKKASJE" not in inside(joined) + joined
    assert pages(joined)[0] == "Synlig"


def test_a_filled_field_is_drawn_into_its_page() -> None:
    joined = join([Copy(form(), "A")])
    assert pages(joined)[0] == "Skjema Fylt verdi"
    with check(joined) as file:
        assert "/AcroForm" not in file.Root
        assert all("/Annots" not in page for page in file.pages)


def test_a_field_whose_value_is_not_drawn_stops_the_print_file() -> None:
    assert raised(lambda: join([Copy(form(drawn=False), "A")])) == ["N113"]
    assert raised(lambda: join([Copy(form(stale=True), "A")])) == ["N113"]
    join([Copy(form(value="", drawn=False), "A")])


def test_a_box_that_is_ticked_and_not_drawn_stops_the_print_file() -> None:
    with pikepdf.open(io.BytesIO(form(drawn=False))) as file:
        box = file.pages[0].obj.Annots[0]
        box.FT, box.AS, box.V = pikepdf.Name.Btn, pikepdf.Name.Ja, pikepdf.Name.Ja
        ticked = saved(file)
        box.AS = pikepdf.Name.Off
        empty = saved(file)
    assert raised(lambda: join([Copy(ticked, "A")])) == ["N113"]
    join([Copy(empty, "A")])


@pytest.mark.parametrize("hidden", ["OFF", "BaseState", "Print", ""])
def test_hidden_layers_stop_the_print_file(hidden: str) -> None:
    with pikepdf.open(io.BytesIO(plain("a"))) as file:
        layer = file.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("lag")))
        usual = pikepdf.Dictionary(Order=pikepdf.Array([layer]))
        if hidden == "OFF":
            usual.OFF = pikepdf.Array([layer])
        if hidden == "BaseState":
            usual.BaseState = pikepdf.Name.OFF
        if hidden == "Print":
            layer.Usage = pikepdf.Dictionary(Print=pikepdf.Dictionary(PrintState=pikepdf.Name.OFF))
        file.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=usual)
        source = saved(file)
    if hidden:
        assert raised(lambda: join([Copy(source, "A")])) == ["N114"]
    else:
        assert pages(join([Copy(source, "A")]))[0] == "a"


def test_no_copies_make_no_print_file() -> None:
    with pytest.raises(ValueError, match="no copies"):
        join([])


def test_our_own_documents_are_whole_in_the_print_file() -> None:
    copies = [pdf for _, pdf in made()][:6]
    joined = pages(join([Copy(pdf, "Kopi") for pdf in copies]))
    assert [text for text in joined if text] == [text for pdf in copies for text in pages(pdf)]
