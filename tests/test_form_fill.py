"""Forms are filled so that every letter is right: looked at as pixels and glyphs, and read back by others."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pypdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from bti_docs.form.answers import Value
from bti_docs.form.blank import Blank, Kind
from bti_docs.form.fill import Filled, Rule, fill
from bti_docs.form.prepare import prepare
from bti_docs.form.verify import verify, verify_attachment
from bti_docs.forms import finish
from bti_docs.pages.append import append
from bti_docs.pages.stamp import stamp
from bti_docs.problem import BtiError
from tests.form_builder import COMB, COMBO, EDIT, MANY, MULTILINE, Form
from tests.form_pixels import ENGINES, changed, ink

SAMI, POLISH, UKRAINIAN = "Čáhppes Ŋuorra-Øverås đ ŧ š ž", "Żółć Łukasz Źdźbło ąęćń", "Їжакевич Ґалина Єлисавета"
BOX = (50, 700, 300, 720)


def blank_with(**entries: object) -> Blank:
    built = Form()
    built.field("navn", BOX, **entries)
    return prepare(built.bytes())


def filled(blank: Blank, values: dict[str, Value], **options: object) -> Filled:
    done = fill(blank, values, **options)  # type: ignore[arg-type]
    verify(blank, done)
    return done


def refused(blank: Blank, values: dict[str, Value], **options: object) -> list[str]:
    with pytest.raises(BtiError) as stopped:
        fill(blank, values, **options)  # type: ignore[arg-type]
    return [p.code for p in stopped.value.problems]


def shown(pdf: bytes) -> str:
    """What a reader's program extracts of the first page."""
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


class TestLetters:
    @pytest.mark.parametrize("name", [SAMI, POLISH, UKRAINIAN, "Ærlig Østby Åse", "Ελένη Παπαδοπούλου"])
    @pytest.mark.parametrize("flat", [True, False])
    def test_every_letter_of_a_name_is_drawn_with_its_own_glyph(self, name: str, flat: bool) -> None:
        done = filled(blank_with(), {"navn": name}, flat=flat)
        if flat:
            assert name in shown(done.pdf)
        else:
            assert pypdf.PdfReader(io.BytesIO(done.pdf)).get_fields()["navn"]["/V"] == name

    @pytest.mark.parametrize("engine", ENGINES)
    def test_a_rare_letter_has_other_ink_than_a_common_one(self, engine: str) -> None:
        blank = blank_with()
        widget = blank.fields[0].widgets[0]
        looks = [ENGINES[engine](fill(blank, {"navn": n}, flat=True).pdf)[0] for n in ("Ŋ", "N", "D", "Đ", "Ж")]
        for i, one in enumerate(looks):
            for other in looks[i + 1 :]:
                assert ink(changed(one, other), blank, widget) > 0

    @pytest.mark.parametrize("text", ["محمد", "שלום", "e\u0301\u0335", "नमस्ते", "ትግርኛ", "日本"])
    def test_what_cannot_be_drawn_as_it_is_read_is_refused_and_never_a_question_mark(self, text: str) -> None:
        assert set(refused(blank_with(), {"navn": text})) == {"B210"}

    def test_a_message_names_the_character_and_not_the_text(self) -> None:
        with pytest.raises(BtiError) as stopped:
            fill(blank_with(), {"navn": "Hemmelig م"})
        assert [dict(p.words) for p in stopped.value.problems] == [{"character": "U+0645"}]

    def test_a_letter_and_its_accent_written_apart_are_one_letter(self) -> None:
        assert filled(blank_with(), {"navn": "A\u030ase"}).held["navn"] == ("Åse",)

    def test_the_fonts_are_embedded_and_say_what_they_draw(self) -> None:
        with pikepdf.open(io.BytesIO(fill(blank_with(), {"navn": SAMI + UKRAINIAN}, flat=True).pdf)) as file:
            fonts = file.pages[0].obj["/Resources"]["/Font"]
            for name in ("/BtiFillA", "/BtiFillB"):
                assert "/FontFile2" in fonts[name]["/DescendantFonts"][0]["/FontDescriptor"]
                assert "/ToUnicode" in fonts[name]


class TestFitting:
    def test_a_line_that_is_too_wide_shrinks_until_it_fits(self) -> None:
        blank = blank_with(DA=String("/Helv 12 Tf 0 g"))
        done = filled(blank, {"navn": "Et langt navn som går ut over boksen sin i tolv punkt"}, flat=True)
        assert not done.longer
        with pikepdf.open(io.BytesIO(done.pdf)) as file:
            drawn = file.pages[0].obj["/Contents"][-1].read_bytes().decode()
        assert "12 Tf" not in drawn

    @pytest.mark.parametrize("engine", ENGINES)
    def test_nothing_is_clipped_at_the_right_edge(self, engine: str) -> None:
        blank = blank_with(DA=String("/Helv 14 Tf 0 g"))
        widget = blank.fields[0].widgets[0]
        before, after = (ENGINES[engine](fill(blank, v, flat=True).pdf)[0] for v in ({}, {"navn": "M" * 24}))
        difference = changed(before, after)
        edge = difference.crop((int((widget.box[2] - 1) * 1.5), 0, difference.width, difference.height))
        assert not edge.getbbox()

    def test_a_long_text_in_many_lines_is_wrapped_at_words(self) -> None:
        blank = blank_with(Ff=MULTILINE, Rect=Array([50, 600, 250, 720]))
        text = "Ola trekker seg unna i store grupper. " * 6
        done = filled(blank, {"navn": text}, flat=True)
        assert not done.longer
        assert done.drawn[0].text.replace(" ", "") == text.strip().replace(" ", "")

    def test_a_text_without_room_ends_with_a_note_and_stands_whole_elsewhere(self) -> None:
        blank = blank_with(Ff=MULTILINE, Rect=Array([50, 690, 250, 720]))
        text = "Første avsnitt.\n" + "Ola trekker seg unna i store grupper. " * 12
        done = filled(blank, {"navn": text}, flat=True, rules={"navn": Rule(label="Elevens navn")})
        assert [(o.label, o.text) for o in done.longer] == [("Elevens navn", text.strip())]
        assert done.drawn[0].text.endswith("(se vedlegg 1)")
        assert "(sjå vedlegg 1)" in fill(blank, {"navn": text}, language="nn").held["navn"][0]

    def test_a_box_of_many_lines_with_room_for_one_begins_the_text_before_the_note(self) -> None:
        blank = blank_with(Ff=MULTILINE, Rect=Array([50, 705, 250, 720]))
        done = filled(blank, {"navn": "Ola trekker seg unna i store grupper. " * 12}, flat=True)
        assert len(done.longer) == 1
        assert done.drawn[0].text.startswith("Ola trekker seg unna")
        assert done.drawn[0].text.endswith(" … (se vedlegg 1)")

    def test_a_text_without_room_is_an_error_where_it_may_not_go_on(self) -> None:
        assert refused(blank_with(), {"navn": "x " * 300}, rules={"navn": Rule(overflow=False)}) == ["B206"]

    def test_a_text_longer_than_the_field_takes_is_not_cut_in_silence(self) -> None:
        assert refused(blank_with(MaxLen=11, Ff=COMB), {"navn": "123456789012"}) == ["B205"]
        assert filled(blank_with(MaxLen=30), {"navn": "y" * 40}).longer

    @pytest.mark.parametrize("engine", ENGINES)
    def test_each_digit_of_a_comb_stands_in_its_own_cell(self, engine: str) -> None:
        blank = blank_with(MaxLen=11, Ff=COMB, Rect=Array([50, 700, 270, 720]))
        before, after = (ENGINES[engine](fill(blank, v, flat=True).pdf)[0] for v in ({}, {"navn": "12851499979"}))
        difference = changed(before, after)
        for cell in range(11):
            left, right = (50 + 20 * cell) * 1.5, (70 + 20 * cell) * 1.5
            assert difference.crop((int(left) + 2, 0, int(right) - 2, difference.height)).getbbox()
            assert not difference.crop((int(right) - 1, 0, int(right) + 1, difference.height)).getbbox()

    @pytest.mark.parametrize(("align", "half"), [(0, "left"), (2, "right")])
    def test_a_text_leans_as_its_field_says(self, align: int, half: str) -> None:
        blank = blank_with(Q=align)
        before, after = (ENGINES["pdfium"](fill(blank, v, flat=True).pdf)[0] for v in ({}, {"navn": "kort"}))
        box = changed(before, after).getbbox()
        assert box is not None
        assert (box[2] < 175 * 1.5) == (half == "left")

    @pytest.mark.parametrize("turn", [0, 90, 180, 270])
    @pytest.mark.parametrize("engine", ENGINES)
    def test_a_turned_box_shows_the_same_flat_as_filled(self, engine: str, turn: int) -> None:
        blank = blank_with(MK=Dictionary(R=turn), Rect=Array([100, 500, 300, 600]))
        widget = blank.fields[0].widgets[0]
        pages = [ENGINES[engine](fill(blank, {"navn": "Åse Ŋuorra"}, flat=f).pdf)[0] for f in (True, False)]
        empty = ENGINES[engine](fill(blank, {}, flat=True).pdf)[0]
        assert ink(changed(empty, pages[0]), blank, widget) > 20
        assert ink(changed(*pages), blank, widget) < 20

    def test_background_and_border_stay_when_flat(self) -> None:
        looks = Dictionary(BG=Array([1, 1, 0]), BC=Array([1, 0, 0]))
        with pikepdf.open(io.BytesIO(fill(blank_with(MK=looks), {}, flat=True).pdf)) as file:
            drawn = file.pages[0].obj["/Contents"][-1].read_bytes()
        assert b"1 1 0 rg" in drawn
        assert b"1 0 0 RG" in drawn


class TestChoices:
    @pytest.mark.parametrize("flat", [True, False])
    @pytest.mark.parametrize("engine", ENGINES)
    @pytest.mark.parametrize("chosen", ["nei", "ja", "vet ikke"])
    def test_the_chosen_button_and_no_other_is_black(self, engine: str, flat: bool, chosen: str) -> None:
        built = Form()
        built.radio("svar", ["ja", "nei", "vet ikke"], 700)
        blank = prepare(built.bytes())
        done = filled(blank, {"svar": chosen}, flat=flat)
        before, after = ENGINES[engine](fill(blank, {}, flat=flat).pdf)[0], ENGINES[engine](done.pdf)[0]
        black = [w.state for w in blank.fields[0].widgets if ink(changed(before, after), blank, w) > 50]
        assert black == [chosen]

    @pytest.mark.parametrize("said", ["ja", "Ja", "true", "X"])
    def test_a_checkbox_takes_yes_in_many_words(self, said: str) -> None:
        built = Form()
        built.check("kryss", (50, 700, 62, 712), state="Valgt")
        assert filled(prepare(built.bytes()), {"kryss": said}).held["kryss"] == ("Valgt",)

    def test_a_state_that_the_form_does_not_have_is_refused_with_those_it_has(self) -> None:
        built = Form()
        built.radio("svar", ["ja", "nei"], 700)
        with pytest.raises(BtiError) as stopped:
            fill(prepare(built.bytes()), {"svar": "kanskje"})
        assert stopped.value.problems[0].code == "B203"
        assert stopped.value.problems[0].words["known"] == "ja, nei"

    def test_a_button_that_the_form_does_not_draw_is_drawn(self) -> None:
        built = Form()
        built.field("kryss", (50, 700, 62, 712), FT=Name.Btn)
        blank = prepare(built.bytes())
        done = filled(blank, {"kryss": "ja"}, flat=True)
        before, after = ENGINES["pdfium"](fill(blank, {}, flat=True).pdf)[0], ENGINES["pdfium"](done.pdf)[0]
        assert ink(changed(before, after), blank, blank.fields[0].widgets[0]) > 10

    def test_a_choice_is_known_by_what_it_shows_and_written_as_what_it_means(self) -> None:
        options = Array([Array([String("1"), String("Åpen skole")]), Array([String("2"), String("Ŋuorra")])])
        blank = blank_with(FT=Name.Ch, Ff=COMBO, Opt=options)
        done = filled(blank, {"navn": "Ŋuorra"})
        assert done.held["navn"] == ("2",)
        assert done.drawn[0].text == "Ŋuorra"
        assert refused(blank, {"navn": "Noe annet"}) == ["B203"]
        assert filled(blank_with(FT=Name.Ch, Ff=COMBO | EDIT, Opt=options), {"navn": "Noe annet"}).held["navn"]

    def test_several_lines_of_a_list_can_be_chosen_where_the_form_says_so(self) -> None:
        options = Array([String(o) for o in ("a", "b", "c")])
        many = blank_with(FT=Name.Ch, Ff=MANY, Opt=options, Rect=Array([50, 600, 200, 700]))
        done = filled(many, {"navn": ["a", "c"]})
        with pikepdf.open(io.BytesIO(done.pdf)) as file:
            assert [int(i) for i in file.Root.AcroForm.Fields[0]["/I"]] == [0, 2]
        assert refused(blank_with(FT=Name.Ch, Opt=options), {"navn": ["a", "c"]}) == ["B204"]

    def test_an_unknown_field_is_told_with_the_nearest_name(self) -> None:
        with pytest.raises(BtiError) as stopped:
            fill(blank_with(), {"namn": "x"})
        problem = stopped.value.problems[0]
        assert (problem.code, problem.words["suggestion"]) == ("B201", "navn")


class TestFile:
    def test_flat_leaves_no_field_box_or_form(self) -> None:
        built = Form()
        built.field("a", BOX)
        built.radio("b", ["1", "2"], 600)
        with pikepdf.open(io.BytesIO(fill(prepare(built.bytes()), {"a": "x"}, flat=True).pdf)) as file:
            assert "/AcroForm" not in file.Root
            assert not [o for o in file.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == "/Widget"]

    def test_a_page_that_leaves_its_coordinates_turned_over_does_not_turn_the_values(self) -> None:
        upside = b"0.75 0 0 -0.75 0 842 cm q 0 0 10 10 re f"
        blanks = [prepare(_one(content)) for content in (upside, b"")]
        looks = [ENGINES["pdfium"](fill(b, {"navn": "Åse"}, flat=True).pdf)[0] for b in blanks]
        assert ink(changed(*looks), blanks[0], blanks[0].fields[0].widgets[0]) < 6

    @pytest.mark.parametrize("flat", [True, False])
    def test_an_old_value_is_gone_from_every_byte_unless_it_is_to_be_kept(self, flat: bool) -> None:
        built = Form()
        old = built.field("navn", BOX, V=String("HEMMELIG"), DV=String("HEMMELIG"), RV=String("HEMMELIG"))
        old["/AP"] = Dictionary(N=built.drawing("BT /Helv 9 Tf (HEMMELIG) Tj ET", 250, 20))
        built.field("annet", (50, 600, 300, 620), V=String("HEMMELIG"))
        blank = prepare(built.bytes())
        for values in ({}, {"navn": "ny"}):
            assert not _says(fill(blank, values, flat=flat).pdf, b"HEMMELIG")
        assert filled(blank, {"navn": "ny"}, keep=True, flat=flat).held == {"navn": ("ny",), "annet": ("HEMMELIG",)}

    def test_a_box_inherits_from_its_field_and_its_field_from_the_one_above(self) -> None:
        built = Form()
        top = built.pdf.make_indirect(Dictionary(T=String("del"), FT=Name.Tx, Ff=COMB, MaxLen=4, Kids=Array()))
        kid = built.field("nummer", BOX, Parent=top)
        del kid["/FT"], built.pdf.Root.AcroForm.Fields[0]
        top.Kids.append(kid)
        built.pdf.Root.AcroForm.Fields.append(top)
        blank = prepare(built.bytes())
        field = blank.fields[0]
        assert (field.name, field.comb, field.max_len) == ("del.nummer", True, 4)
        filled(blank, {"del.nummer": "1234"})

    def test_one_field_in_two_boxes_says_the_same_in_both(self) -> None:
        built = Form()
        first, second = built.field("navn", BOX), built.field("navn", (50, 600, 300, 620))
        assert first.objgen != second.objgen
        done = filled(prepare(built.bytes()), {"navn": "Åse"})
        assert [d.text for d in done.drawn] == ["Åse", "Åse"]

    def test_a_locked_form_with_an_empty_password_is_filled_and_says_so(self) -> None:
        data = _one(b"", encryption=pikepdf.Encryption(owner="eier", user=""))
        blank = prepare(data)
        assert "B301" in blank.notes
        with pikepdf.open(io.BytesIO(filled(blank, {"navn": "Åse"}).pdf)) as file:
            assert not file.is_encrypted

    def test_a_form_in_object_streams_is_filled(self) -> None:
        filled(prepare(_one(b"", object_stream_mode=pikepdf.ObjectStreamMode.generate)), {"navn": "Åse"})

    def test_the_form_of_another_program_in_the_file_is_taken_out_and_told(self) -> None:
        built = Form()
        built.field("navn", BOX)
        built.pdf.Root.AcroForm["/XFA"] = built.pdf.make_stream(b"<xfa>HEMMELIG</xfa>")
        blank = prepare(built.bytes())
        assert "B302" in blank.notes
        assert not _says(filled(blank, {"navn": "Åse"}).pdf, b"HEMMELIG")

    def test_the_same_values_give_the_same_bytes(self) -> None:
        data = _one(b"")
        made = [fill(prepare(data), {"navn": SAMI}, flat=f).pdf for f in (True, False) for _ in range(2)]
        assert made[0] == made[1]
        assert made[2] == made[3]

    @pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed")
    @pytest.mark.parametrize("flat", [True, False])
    def test_qpdf_has_nothing_to_say(self, flat: bool, tmp_path: Path) -> None:
        (tmp_path / "f.pdf").write_bytes(fill(blank_with(), {"navn": SAMI}, flat=flat).pdf)
        found = subprocess.run(["qpdf", "--check", tmp_path / "f.pdf"], capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stderr


class TestReadingBack:
    """Our own check is tried on planted faults."""

    def _broken(self, before: bytes, after: bytes, flat: bool = False) -> list[str]:
        blank = blank_with()
        done = fill(blank, {"navn": "Aase"}, flat=flat)
        planted = done.pdf.replace(before, after)
        assert planted != done.pdf
        with pytest.raises(BtiError) as stopped:
            verify(blank, Filled(planted, flat, done.held, done.drawn))
        return [p.code for p in stopped.value.problems]

    def test_another_value_is_found(self) -> None:
        assert self._broken(b"/V (Aase)", b"/V (Aasa)") == ["B501"]

    def test_another_glyph_is_found(self) -> None:
        drawn = fill(blank_with(), {"navn": "Aase"}).pdf
        shown_at = drawn.index(b"> Tj")
        code = drawn[shown_at - 4 : shown_at + 4]
        assert self._broken(code, b"0022> Tj") == ["B501"]
        assert self._broken(code, b"0FFF> Tj") == ["B501"]

    @pytest.mark.parametrize("flat", [True, False])
    def test_what_is_handed_out_is_read_and_not_what_was_before(self, flat: bool) -> None:
        blank = blank_with()
        right, wrong = (fill(blank, {"navn": n}, flat=flat) for n in ("Aase", "Aasa"))
        pages = fill(blank, {}, flat=True).pdf
        verify(blank, right, append(right.pdf, pages))
        with pytest.raises(BtiError):
            verify(blank, right, append(wrong.pdf, pages))
        if flat:
            verify(blank, right, stamp(right.pdf, "Kopi til mor", lang="nb-NO"))

    def test_a_flat_page_that_says_something_else_is_found(self) -> None:
        blank = blank_with()
        right, wrong = (fill(blank, {"navn": n}, flat=True) for n in ("Aase", "Aasa"))
        with pytest.raises(BtiError):
            verify(blank, Filled(wrong.pdf, True, right.held, right.drawn))


def test_every_kind_of_field_is_known(tmp_path: Path) -> None:
    built = Form()
    built.field("t", BOX)
    built.check("c", (50, 600, 62, 612))
    built.radio("r", ["1", "2"], 500)
    built.field("k", (50, 400, 200, 420), FT=Name.Ch, Ff=COMBO, Opt=Array([String("a")]))
    built.field("l", (50, 300, 200, 380), FT=Name.Ch, Opt=Array([String("a")]))
    built.field("p", (50, 200, 200, 220), FT=Name.Btn, Ff=1 << 16)
    built.field("s", (50, 100, 200, 120), FT=Name.Sig)
    kinds = {f.name: f.kind for f in prepare(built.bytes()).fields}
    assert kinds == {
        "t": Kind.TEXT,
        "c": Kind.CHECK,
        "r": Kind.RADIO,
        "k": Kind.COMBO,
        "l": Kind.LIST,
        "p": Kind.PUSH,
        "s": Kind.SIGNATURE,
    }
    assert refused(prepare(built.bytes()), {"p": "x", "s": "y"}) == ["B202", "B202"]


def _one(content: bytes, **save: object) -> bytes:
    built = Form(content=content)
    built.field("navn", BOX)
    return built.bytes(**save)


def _says(pdf: bytes, secret: bytes) -> bool:
    """Whether any byte of the file, unpacked, says it: also as the PDF's two-byte letters."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        data = b"".join(
            o.read_bytes() if isinstance(o, pikepdf.Stream) else o.unparse(resolved=True) for o in file.objects
        )
    wide = secret.decode().encode("utf-16-be")
    return any(s in data + pdf for s in (secret, wide, wide.hex().encode(), wide.hex().upper().encode()))


def test_a_text_that_was_continued_is_read_back_whole_from_the_attachment() -> None:
    blank = blank_with()
    long = f"{SAMI} «Ikke si det», sa hun. " * 200 + "\nSide 1 av 2\n- et spørsmål­: 10–12?"
    done = finish(blank, {"navn": long}, title="Skjema", day=dt.date(2026, 11, 25))
    verify_attachment(done.pdf, blank, [("navn", long)], "Side {} av {}")
    for lost in (long + "!", long.replace("hun", "han", 1), long[5:] + long[:5]):
        with pytest.raises(BtiError, match="B501"):
            verify_attachment(done.pdf, blank, [("navn", lost)], "Side {} av {}")
