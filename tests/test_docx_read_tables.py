"""docx.read: tables come out with their cells, lines and headers where Word has them, and pictures with their text."""

from __future__ import annotations

import pytest

from bti_docs.document import Align, Border, Borders, Link, Look, Picture, Text, paragraphs
from tests import docx_builder as b
from tests.docx_builder import p, picture, tbl, tc, tr
from tests.docx_reading import ALL_BORDERS, first, grid, table, told, whole, words

# --- tables ---


def test_a_merged_cell_spans_its_columns_and_rows() -> None:
    restart, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    got = table(
        tbl(
            tr(tc("a", restart), tc("b", '<w:gridSpan w:val="2"/>')),
            tr(tc("", go_on), "c", "d"),
            tr(tc("", go_on), "e", "f"),
            grid=(1000, 1000, 1000),
        )
    )
    assert grid(got) == [["a", "b"], ["c", "d"], ["e", "f"]]
    assert [(cell.rowspan, cell.colspan) for cell in got.rows[0].cells] == [(3, 1), (1, 2)]


def test_a_cell_that_goes_on_from_nothing_is_a_cell_of_its_own() -> None:
    assert grid(table(tbl(tr(tc("a", "<w:vMerge/>"), "b")))) == [["a", "b"]]


def test_text_in_a_swallowed_cell_is_told() -> None:
    rows = tr(tc("a", '<w:vMerge w:val="restart"/>'), "b"), tr(tc("borte", "<w:vMerge/>"), "c")
    assert told(tbl(*rows)) == ["L144 tabell 1, rad 2, kolonne 1"]


def test_widths_come_from_the_cells_then_the_grid() -> None:
    row = tr(tc("a", '<w:tcW w:w="3000" w:type="dxa"/>'), tc("b", '<w:tcW w:w="0" w:type="auto"/>'))
    assert table(tbl(row)).columns == (150, 100)


def test_a_table_as_wide_as_the_text_is_scaled() -> None:
    size = '<w:pgSz w:w="10000" w:h="16838"/><w:pgMar w:left="1000" w:right="1000"/>'
    got = table(tbl(tr("a", "b"), grid=(1000, 3000), tblpr='<w:tblW w:w="5000" w:type="pct"/>'), section=size)
    assert got.columns == (100, 300)


def test_a_row_that_leaves_columns_out_is_filled_up() -> None:
    got = table(tbl(tr("a", trpr='<w:gridBefore w:val="1"/>'), tr("b"), grid=(1000, 1000)))
    assert grid(got) == [["", "a"], ["b", ""]]


@pytest.mark.parametrize(("mode", "left"), [(15, 10.0), (14, 4.6)])
def test_the_indent_counts_from_the_edge_or_the_text_by_words_age(mode: int, left: float) -> None:
    settings = f'<w:compat><w:compatSetting w:name="compatibilityMode" w:val="{mode}"/></w:compat>'
    got = table(tbl(tr("a", "b"), tblpr='<w:tblInd w:w="200" w:type="dxa"/>'), settings=settings)
    assert got.left == left


def test_a_centred_table_has_no_indent() -> None:
    got = table(tbl(tr("a", "b"), tblpr='<w:jc w:val="center"/><w:tblInd w:w="200" w:type="dxa"/>'))
    assert (got.align, got.left) == (Align.CENTER, 0)


def test_outer_and_inner_lines_are_told_apart() -> None:
    cell = table(tbl(tr("a", "b"), tr("c", "d"), tblpr=ALL_BORDERS)).rows[0].cells[0]
    assert cell.borders == Borders(Border(1), Border(), Border(0.5, dashed=True), Border(1))


def test_a_cells_own_line_wins() -> None:
    own = '<w:tcBorders><w:bottom w:val="single" w:sz="24" w:color="0000FF"/><w:top w:val="nil"/></w:tcBorders>'
    cell = table(tbl(tr(tc("a", own), "b"), tr("c", "d"), tblpr=ALL_BORDERS)).rows[0].cells[0]
    assert (cell.borders.bottom, cell.borders.top) == (Border(3, "#0000ff"), Border())


_TABLE_STYLE = (
    b.STYLES
    + '<w:style w:type="table" w:styleId="T"><w:name w:val="T"/><w:tblPr><w:tblStyleRowBandSize w:val="1"/>'
    + ALL_BORDERS
    + '<w:tblCellMar><w:left w:w="200" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="16"/>'
    '</w:tcBorders><w:shd w:val="clear" w:fill="000080"/></w:tcPr></w:tblStylePr>'
    '<w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr>'
    '<w:tblStylePr w:type="band1Horz"><w:tcPr><w:shd w:val="clear" w:fill="EEEEEE"/></w:tcPr></w:tblStylePr></w:style>'
)


def test_a_table_style_gives_the_first_row_bands_lines_and_margins() -> None:
    look = '<w:tblStyle w:val="T"/><w:tblLook w:firstRow="1" w:firstColumn="0" w:noHBand="0" w:noVBand="1"/>'
    got = table(tbl(tr("a", "b"), tr("c", "d"), tr("e", "f"), tblpr=look), styles=_TABLE_STYLE)
    assert [row.cells[0].fill for row in got.rows] == ["#000080", "#eeeeee", ""]
    head = got.rows[0].cells[0]
    assert head.borders == Borders(Border(1), Border(), Border(2), Border(1))
    assert head.padding == (0, 5.4, 0, 10)
    assert [one.inlines for one in paragraphs(head.blocks)] == [(Text("a", Look(bold=True, color="#ffffff")),)]


def test_the_first_column_is_headers_when_it_is_marked_and_bold() -> None:
    look = '<w:tblStyle w:val="T"/><w:tblLook w:val="0080"/>'
    got = table(tbl(tr("a", "b"), tr("c", "d"), tblpr=look), styles=_TABLE_STYLE)
    assert [[cell.header for cell in row.cells] for row in got.rows] == [["row", ""], ["row", ""]]
    assert got.data
    assert not table(tbl(tr("a", "b"), tblpr='<w:tblLook w:val="0080"/>')).data


def test_a_row_header_over_two_rows_leaves_the_next_rows_cells_alone() -> None:
    rows = tr(tc("a", '<w:vMerge w:val="restart"/>'), "b"), tr(tc("", "<w:vMerge/>"), tc(p("c", rpr="<w:b/>")))
    got = table(tbl(*rows, tblpr='<w:tblStyle w:val="T"/><w:tblLook w:val="0080"/>'), styles=_TABLE_STYLE)
    assert [[cell.header for cell in row.cells] for row in got.rows] == [["row", ""], [""]]


def test_header_rows_are_the_leading_ones() -> None:
    head = "<w:tblHeader/>"
    got = table(tbl(tr("a", "b", trpr=head), tr("c", "d"), tr("e", "f", trpr=head)))
    assert [row.header for row in got.rows] == [True, False, False]
    assert [cell.header for cell in got.rows[0].cells] == ["col", "col"]
    assert got.data


def test_a_table_without_headers_only_arranges_text() -> None:
    got = table(tbl(tr("Navn", "Ola"), tblpr='<w:tblDescription w:val="Om barnet"/>'))
    assert (got.data, got.summary) == (False, "Om barnet")


def test_row_and_cell_properties() -> None:
    trpr = '<w:cantSplit/><w:trHeight w:val="600" w:hRule="exact"/>'
    tcpr = (
        '<w:vAlign w:val="center"/><w:tcMar><w:top w:w="100" w:type="dxa"/></w:tcMar>'
        '<w:shd w:val="pct50" w:fill="FFFFFF" w:color="000000"/>'
    )
    row = table(tbl(tr(tc("a", tcpr), "b", trpr=trpr), tr("c", "d", trpr='<w:trHeight w:val="600"/>'))).rows
    assert [(r.cant_split, r.height, r.height_exact) for r in row] == [(True, 30, True), (False, 30, False)]
    cell = row[0].cells[0]
    assert (cell.valign, cell.padding, cell.fill) == ("center", (5, 5.4, 0, 5.4), "#808080")


def test_a_table_in_a_table_is_read_and_placed() -> None:
    inner = tbl(tr("x", tc(p("<w:r><w:ruby/></w:r>"))))
    document, problems = whole(p("a") + tbl(tr("b", tc(inner + p()))))
    assert words(document.blocks) == ["a", "b", "x", "", ""]
    assert [x.where.place for x in problems] == ["tabell 1, rad 1, kolonne 2, tabell 1, rad 1, kolonne 2"]


def test_rows_and_cells_in_content_controls_are_read() -> None:
    sdt = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    assert grid(table(tbl(sdt.format(tr("a", sdt.format(tc("b"))))))) == [["a", "b"]]


# --- pictures ---


def test_a_picture_has_size_and_alternative_text() -> None:
    assert first(p(picture())).inlines == (Picture(b.PNG, 144, 72, "Kommunevåpen"),)


def test_a_vector_drawing_goes_before_its_bitmap() -> None:
    blip = '<a:extLst><a:ext><asvg:svgBlip r:embed="rId8"/></a:ext></a:extLst>'
    got = first(p(picture(blip=blip)), targets={"rId8": ("image", "media/a.svg")}, files={"word/media/a.svg": b.SVG})
    assert got.inlines == (Picture(b.SVG, 144, 72, "Kommunevåpen"),)


def test_a_decoration_has_no_alternative_text() -> None:
    mark = '<a:extLst><a:ext><adec:decorative val="1"/></a:ext></a:extLst>'
    assert first(p(picture("", inside=mark))).inlines == (Picture(b.PNG, 144, 72, ""),)


def test_a_picture_without_alternative_text_is_told() -> None:
    document, problems = whole(p("x") + p(picture("")))
    assert [x.code for x in problems] == ["L131"]
    assert [one.inlines for one in paragraphs(document.blocks)][1] == (Picture(b.PNG, 144, 72, ""),)


def test_a_floating_picture_is_set_into_the_text_and_told() -> None:
    document, problems = whole(p(picture(kind="anchor")))
    assert [x.code for x in problems] == ["L123"]
    assert [one.inlines for one in paragraphs(document.blocks)] == [(Picture(b.PNG, 144, 72, "Kommunevåpen"),)]


def test_an_old_floating_picture_without_text_is_told_twice() -> None:
    shape = '<v:shape style="position:absolute;width:36pt;height:1in"><v:imagedata r:id="rId9"/></v:shape>'
    assert told(p(f"<w:r><w:pict>{shape}</w:pict></w:r>")) == ["L123 avsnitt 1", "L131 avsnitt 1"]


def test_a_picture_that_leads_somewhere_is_a_link() -> None:
    click = '<a:hlinkClick r:id="rId5"/>'
    got = first(p(picture(inside=click)), targets={"rId5": ("hyperlink", "https://a.no/")})
    assert got.inlines == (Link("https://a.no/", (Picture(b.PNG, 144, 72, "Kommunevåpen"),)),)


def test_an_old_picture_is_read() -> None:
    shape = '<v:shape style="width:36pt;height:1in" alt="Logo"><v:imagedata r:id="rId9"/></v:shape>'
    assert first(p(f"<w:r><w:pict>{shape}</w:pict></w:r>")).inlines == (Picture(b.PNG, 36, 72, "Logo"),)
