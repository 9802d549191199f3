"""Writes a laid-out document as Typst's own code: the tree of layout.py goes in, the text of one expression comes out.

Typst hashes and remembers every call of a function that is written in Typst, and with it all that the function was
given; for a page of small cells that took longer than setting them. So the decisions are made here, and what
`document.typ` is given calls Typst's built-in functions only, save where something must be measured.

No word of the document is code: every text goes through `quoted`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Json = dict[str, Any]

_RAISED, _BOX = 0.58, 1.48  # of the size: raised text is smaller, DejaVu's tick boxes are narrower than the usual ones
_DECIMAL = re.compile("[,.]")
_VALIGN = {"top": "top", "center": "horizon", "bottom": "bottom"}


def quoted(text: str) -> str:
    """Return a text as Typst writes one."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def source(laid: Json) -> str:
    """Return code that gives a dictionary: `body` and the four margins as content."""
    code = Code()
    parts = {"body": _body(code, laid["body"])} | {name: flow(code, part) for name, part in laid["margins"].items()}
    contents = [f"{name}:[#{code.name(part)}]" for name, part in parts.items()]
    return f"{{{code.lets()}({','.join(contents)})}}"


class Code:
    """What has been given a name: code that is used again is run once, and nothing is nested deep."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, code: str) -> str:
        """Return the name under which the value of this code is kept."""
        return self._names.setdefault(code, f"x{len(self._names)}")

    def lets(self) -> str:
        """Return the statements that give the names, in the order in which they may need each other."""
        return "".join(f"let {name}={code};" for code, name in self._names.items())


def flow(code: Code, blocks: Sequence[Json]) -> str:
    """Return blocks under each other. The first one's space above is kept, as at the top of a page in Word."""
    return _together([part for page_break, page in _pages(code, blocks) for part in (*page_break, *page)])


def _body(code: Code, blocks: Sequence[Json]) -> str:
    """Return the text with what stands between two page breaks as one block.

    Typst sets the pages again when it knows how many they are, and what it remembers is whole blocks.
    """
    found: list[str] = []
    for page_break, page in _pages(code, blocks):
        found += page_break
        found += [f"block(width:100%,{_together(page)})"] if page else []
    return _together(found)


def _pages(code: Code, blocks: Sequence[Json]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield each page break, none to begin with, and what is set from there to the next."""
    page_break: list[str] = []
    page: list[str] = []
    for block in blocks:
        if block["k"] == "break" or ("break" in block and page):
            yield page_break, page
            page_break, page = ["pagebreak()"], []
        if block["k"] == "break":
            continue
        if block["gap"]:
            page.append(code.name(f"v({block['gap']}pt{',weak:true' if page else ''})"))
        page.append(_BLOCKS[block["k"]](code, block))
    yield page_break, page


def _together(parts: Sequence[str]) -> str:
    """Return content that is made of parts."""
    if len(parts) == 1:
        return parts[0]
    return "{" + ";".join(parts) + "}" if parts else "[]"


# ── Runs ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _look(look: Json) -> list[str]:
    """Return what a look means as arguments of `text`."""
    found = []
    if "size" in look:
        found.append(f"size:{look['size']}pt")
    if "bold" in look:
        found.append(f'weight:"{"bold" if look["bold"] else "regular"}"')
    if "italic" in look:
        found.append(f'style:"{"italic" if look["italic"] else "normal"}"')
    if "color" in look:
        found.append(f"fill:{_color(look['color']) if look['color'] else 'black'}")
    return found + _language(look)


def _color(color: str) -> str:
    return f"rgb({quoted(color)})"


def _language(look: Json) -> list[str]:
    if "lang" not in look:
        return []
    region = quoted(look["region"]) if look["region"] else "none"
    return [f"lang:{quoted(look['lang'])},region:{region}"]


def _scaled(look: Json) -> list[str]:
    """Return the arguments for raised text and tick boxes; neither changes the height of its line."""
    raised, size = look.get("raised", 0), look.get("size", 0)
    if not raised and "box" not in look:
        return _look(look)
    shift = -0.33 if raised > 0 else 0.08 if raised < 0 else 0
    scale = _RAISED if raised else _BOX
    edges = 'top-edge:"baseline",bottom-edge:"baseline"'
    plain = _look({name: value for name, value in look.items() if name != "size"})
    return [*plain, f"baseline:{shift * size}pt,size:{scale * size}pt", edges]


def _drawn(code: Code, look: Json, body: str) -> str:
    arguments = _scaled(look)
    if arguments:
        body = f"{_text(code, arguments)}({body})"
    if "rtl" in look:
        body = f"emph({body})"
    if "underline" in look:
        body = f"underline(offset:0.11em,stroke:0.07em,evade:false,{body})"
    if "strike" in look:
        body = f"strike({body})"
    if "highlight" in look:
        edges = 'top-edge:"ascender",bottom-edge:"descender",extent:0pt'
        body = f"highlight(fill:{_color(look['highlight'])},{edges},{body})"
    return body


def _text(code: Code, arguments: Iterable[str]) -> str:
    return code.name(f"text.with({','.join(arguments)})")


def _piece(code: Code, piece: Json | str) -> str:
    if isinstance(piece, str):
        return quoted(piece)
    if "break" in piece:  # where a word too long for any line may break; nobody reads it
        return "h(0pt)"
    if "t" in piece:
        return _drawn(code, piece, quoted(piece["t"]))
    if "picture" in piece:
        return _picture(piece)
    if "url" in piece:
        return f"link({quoted(piece['url'])},{_pieces(code, piece['c'])})"
    return _drawn(code, piece, "page-number" if piece["page"] == "number" else "page-count")


def _pieces(code: Code, pieces: Iterable[Json | str]) -> str:
    return _together([_piece(code, piece) for piece in pieces])


def _picture(piece: Json) -> str:
    size = f"width:{piece['width']}pt,height:{piece['height']}pt"
    image = f'image(pictures.at("{piece["picture"]}"),{size},fit:"stretch"'
    return f"box({image},alt:{quoted(piece['alt'])}))" if piece["alt"] else f"box(pdf.artifact({image})))"


# ── Paragraphs ───────────────────────────────────────────────────────────────────────────────────────────────────


def _paragraph(code: Code, p: Json) -> str:
    """Return a paragraph. Only what differs from the usual is set: every setting costs time on every paragraph."""
    level = p.get("level", 0)
    lines = _lines(code, p)
    body = f"{_styled(code, p)}({lines if level else f'par({_par(p)}{lines})'})"
    if level:
        body = f"heading(level:{level},{body})"
    side = _side(p)
    if side != "left":
        body = f"align({side},{body})"
    left = p["left"] - max(0, -p["first"])
    rules = [f"inset:(left:{left}pt,right:{p['right']}pt)"] if left or p["right"] else []
    rules += ["sticky:true"] if "sticky" in p else []
    rules += ["breakable:false"] if "whole" in p else []
    return f"block(width:100%,{','.join(rules)},{body})" if rules else body


def _par(p: Json) -> str:
    justify = "justify:true," if p["align"] == "justify" else ""
    if p["first"] > 0:
        return f"{justify}first-line-indent:(amount:{p['first']}pt,all:true),"
    return f"{justify}hanging-indent:{-p['first']}pt," if p["first"] < 0 else justify


def _side(p: Json) -> str:
    sides = ("right", "left") if p.get("rtl") else ("left", "right")
    return "center" if p["align"] == "center" else sides[p["align"] == "right"]


def _unit(p: Json) -> float:
    return 1 if p.get("exact") else float(p["look"]["size"])


def _styled(code: Code, p: Json) -> str:
    """Return the paragraph's own settings: its first look, and how far its lines reach from the baseline."""
    unit = "pt" if p.get("exact") else "em"
    edges = f"top-edge:{p['above']}{unit},bottom-edge:{-p['below']}{unit}"
    direction = ["dir:rtl"] if "rtl" in p else []
    return _text(code, [*_scaled(p["look"]), edges, *direction, *_language(p)])


def _lines(code: Code, p: Json) -> str:
    """Return the paragraph's lines. The space before a new line is not seen; without it words are read as one."""
    if "stops" in p:
        return _tabbed(code, p)
    lines = (_strut(p, line[0]["c"]) + [_piece(code, piece) for piece in line[0]["c"]] for line in p["lines"])
    found = next(lines)
    for line in lines:
        found += ['text(" ")', "linebreak()", *line]
    return _together(found)


def _strut(p: Json, pieces: Sequence[Json | str]) -> list[str]:
    """Return the height of a line of tick boxes alone: they are drawn without a height of their own."""
    if not pieces or not all("box" in piece and not isinstance(piece, str) for piece in pieces):
        return []
    unit = _unit(p)
    return [f"box(width:0pt,height:{(p['above'] + p['below']) * unit}pt,baseline:{p['below'] * unit}pt)"]


def _tabbed(code: Code, p: Json) -> str:
    lines = "".join(f"({''.join(_part(code, part) for part in line)})," for line in p["lines"])
    stops = "".join(
        f"(pos:{stop['pos']},align:{quoted(stop['align'])},leader:{quoted(stop['leader'])})," for stop in p["stops"]
    )
    return f"tabbed(({lines}),({stops}),{p['left']},{p['first']},{p['room']})"


def _part(code: Code, part: Json) -> str:
    """Return what stands between two tabs: its content, what of it stands before a decimal mark, the tab's own line."""
    words = "".join(piece if isinstance(piece, str) else piece.get("t", "") for piece in part["c"])
    ruled = "true" if "underline" in part.get("tab", ()) else "false"
    return f"(body:[#{_pieces(code, part['c'])}],whole:{quoted(_DECIMAL.split(words)[0])},ruled:{ruled}),"


def _empty(_code: Code, p: Json) -> str:
    """Return an empty paragraph: it is only its height, and there is nothing to read in it."""
    sticky = ",sticky:true" if p.get("sticky") else ""
    return f"block(width:100%,height:{(p['above'] + p['below']) * _unit(p)}pt{sticky})"


# ── Blocks that hold blocks ──────────────────────────────────────────────────────────────────────────────────────


def _box(code: Code, box: Json) -> str:
    """Return paragraphs that share border and fill. Word draws the lines outside the indents."""
    reach = {side: f"{border['space'] + border['width']}pt" for side, border in box["borders"].items()}
    top, right, bottom, left = (reach.get(side, "0pt") for side in ("top", "right", "bottom", "left"))
    inner = (
        f"block(width:100%,{_fill(box['fill'])}stroke:{_strokes(code, box['borders'])},"
        f"inset:(top:{top},bottom:{bottom}),outset:(left:{left},right:{right}),{flow(code, box['blocks'])})"
    )
    inset = f"inset:(left:{box['left']}pt,right:{box['right']}pt)"
    return f"block({inset},sticky:{_bool(box['sticky'])},breakable:{_bool(not box['whole'])},{inner})"


def _bool(holds: object) -> str:
    return "true" if holds else "false"


def _fill(color: str) -> str:
    return f"fill:{_color(color)}," if color else ""


def _strokes(code: Code, borders: Json) -> str:
    sides = "".join(f"{side}:{_stroke(code, border)}," for side, border in borders.items())
    return f"({sides or ':'})"


def _stroke(code: Code, border: Json) -> str:
    dash = '"dashed"' if border["dashed"] else "none"
    return code.name(f"stroke(thickness:{border['width']}pt,paint:{_color(border['color'])},dash:{dash})")


def _list(code: Code, block: Json) -> str:
    """Return a list. Every label is given, so the tags (L, LI, Lbl, LBody) say what is printed."""
    labels, bodies = [], []
    for item in block["items"]:
        label = f"{_styled(code, item['label'])}({quoted(item['label']['t'])})"
        labels.append(f"box(inset:(left:{item['inset']}pt),label({item['width'] - item['inset']}pt,{label}))")
        bodies.append(code.name(f"{{{flow(code, item['blocks'])};v({item.get('after', 0)}pt)}}"))
    usual = f"indent:{block['indent']}pt,body-indent:0pt,spacing:0pt"
    if not block["ordered"]:
        return f"list({usual},marker:{labels[0]},{''.join(f'list.item({body}),' for body in bodies)})"
    numbering = f"n=>({''.join(f'{label},' for label in labels)}).at(n - 1)"
    items = "".join(f"enum.item({n},{body})," for n, body in enumerate(bodies, 1))
    return f"enum({usual},number-align:start + top,full:false,numbering:{numbering},{items})"


def _table(code: Code, table: Json) -> str:
    """Return a table. One of data is tagged so; one that only arranges text is a grid, which is read cell by cell."""
    kind = "table" if table["data"] else "grid"
    contents = [code.name(flow(code, cell["blocks"])) for cell in table["cells"]]
    cells = [f"{_cell(code, kind, cell)}{body})," for cell, body in zip(table["cells"], contents, strict=True)]
    heads = sum(cell["y"] < table["header"] for cell in table["cells"])
    header = f"{kind}.header({''.join(cells[:heads])})," if heads else ""
    columns = "".join(f"{width}pt," for width in table["columns"])
    heights = [_row(table, y, contents) for y in range(len(table["heights"]))]
    rows = f"rows:({','.join(heights)},)," if any(height != "auto" for height in heights) else ""
    drawn = f"{kind}(columns:({columns}),{rows}inset:0pt,stroke:none,{header}{''.join(cells[heads:])})"
    side = {"center": "center", "right": "right"}.get(table["align"], "left")
    if table["left"]:
        drawn = f"pad(left:{table['left']}pt,{drawn})"
    rules = f"breakable:{_bool(not table['whole'])},sticky:{_bool(table['sticky'])}"
    whole = f"block(width:100%,{rules},align({side},{drawn}))"
    whole = f"context {whole}" if "least(" in rows else whole
    # A row splits wherever the page ends: Word leaves single lines in cells.
    return f"{{set text(costs:(widow:0%,orphan:0%));{whole}}}"


def _row(table: Json, y: int, contents: Sequence[str]) -> str:
    """Return a row's height: as tall as its cells, at least its least height, which is then measured."""
    height = table["heights"][y]
    if not height["least"] or height["exact"]:
        return f"{height['least']}pt" if height["least"] else "auto"
    cells = zip(table["cells"], contents, strict=True)
    inside = "".join(_measured(table, cell, body) for cell, body in cells if cell["y"] == y and cell["rowspan"] == 1)
    return f"least({height['least']}pt,({inside}))"


def _measured(table: Json, cell: Json, body: str) -> str:
    padding = cell["padding"]
    width = sum(table["columns"][cell["x"] : cell["x"] + cell["colspan"]]) - padding["left"] - padding["right"]
    return f"({width}pt,{padding['top'] + padding['bottom']}pt,{body}),"


def _cell(code: Code, kind: str, cell: Json) -> str:
    """Return the call that makes a cell, up to its content. Cells are much alike, so what they share is named."""
    inset = ",".join(f"{side}:{cell['padding'][side]}pt" for side in ("top", "right", "bottom", "left"))
    alike = code.name(
        f"{kind}.cell.with({_fill(cell['fill'])}stroke:{_strokes(code, cell['borders'])},inset:({inset}),"
        f"align:left + {_VALIGN.get(cell['valign'], 'top')},breakable:{_bool(cell['splits'])})"
    )
    spans = "".join(f"{span}:{cell[span]}," for span in ("colspan", "rowspan") if cell[span] > 1)
    return f"{alike}(x:{cell['x']},y:{cell['y']},{spans}"


_BLOCKS = {"p": _paragraph, "empty": _empty, "box": _box, "list": _list, "table": _table}
