"""A form's content goes in; a tagged PDF comes out in which every field is a link that says what it is to become."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path
from urllib.parse import quote

from bti_docs import fonts
from scripts.forms.content import Field, Form, Section

_DAY = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)  # or every drawing would be another file
_NOTICE = {
    "nb": "Stedfortreder tegnet for bti-docs. Bruk kommunens eget skjema der det finnes.",
    "nn": "Stadfortredar teikna for bti-docs. Bruk kommunens eige skjema der det finst.",
}
_PAGE = {"nb": ("Side", "av"), "nn": ("Side", "av")}
_HEAD = """
#set page(paper: "a4", margin: (left: 22mm, right: 18mm, top: 17mm, bottom: 17mm),
  footer: context text(size: 7.5pt, fill: luma(90))[
    #NOTICE #h(1fr) #SIDE #counter(page).display() #OF #counter(page).final().first()])
#set text(font: "Arimo", size: 9pt, lang: LANG, hyphenate: false)
#set par(leading: 0.45em, spacing: 0.5em)
#show heading.where(level: 1): set text(size: 17pt, fill: rgb("#0b4f6c"))
#show heading.where(level: 2): it => block(above: 4.5mm, below: 2mm, width: 100%,
  inset: (x: 2mm, y: 1.2mm), fill: rgb("#e6eff3"), text(size: 10.5pt, fill: rgb("#0b4f6c"), it.body))
#let line-color = rgb("#5c6b75")
#let felt(url, w, h) = link(url, box(width: w, height: h, stroke: 0.5pt + line-color))
#let comb(url, cells) = link(url, box(stack(dir: ltr,
  ..range(cells).map(_ => box(width: 5.4mm, height: 7mm, stroke: 0.5pt + line-color)))))
#let rute(url, round: false) = link(url, box(width: 3.6mm, height: 3.6mm, baseline: 0.5mm,
  radius: if round { 1.8mm } else { 0mm }, stroke: 0.6pt + line-color))
#let navn(said) = text(size: 7.5pt, fill: luma(60), said)
#let valg(url, said, round: false) = box[#rute(url, round: round)#h(1.4mm)#said]
#let rad(columns, ..cells) = block(breakable: false, above: 2.2mm, below: 0mm,
  grid(columns: columns, column-gutter: 3mm, ..cells))
#let feltet(said, body) = [#navn(said) #v(-0.7mm) #body]
"""


def page(form: Form, language: str) -> bytes:
    """Return the form in `nb` or `nn`, the same bytes every time."""
    import typst

    side, of = _PAGE[language]
    head = _HEAD.replace("#NOTICE", _NOTICE[language]).replace("#SIDE", side).replace("#OF", of)
    title, law = form.title.of(language), form.law.of(language)
    parts = [
        f"#set document(title: {_text(title)}, date: datetime(year: 2026, month: 1, day: 1))",
        head.replace("LANG", _text(language)),
        f"= #{_text(title)}",
        f"#text(size: 8.5pt, fill: luma(80), {_text(law)})",
        *(_section(s, language) for s in form.sections),
        *(_signature(s.of(language)) for s in form.signatures),
    ]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "form.typ"
        source.write_text("\n".join(parts), encoding="utf-8")
        compiler = typst.Compiler(str(source), root=folder, font_paths=list(fonts.folders()), ignore_system_fonts=True)
        made: bytes = compiler.compile(pdf_standards=["a-2a", "ua-1"], timestamp=_DAY)
    return made


def _section(section: Section, language: str) -> str:
    note = f"#block(below: 2mm, text(size: 8.5pt, {_text(section.note.of(language))}))" if section.note else ""
    return "\n".join([f"== #{_text(section.heading.of(language))}", note, *(_row(r, language) for r in section.rows)])


def _row(row: tuple[Field, ...], language: str) -> str:
    columns = "(" + ", ".join(f"{f.share}fr" for f in row) + ",)"
    return f"#rad({columns}, {', '.join(_cell(f, language) for f in row)})"


def _cell(field: Field, language: str) -> str:
    label = field.label.of(language)
    return f"feltet({_text(label)}, {_body(field, label, language)})"


def _body(field: Field, label: str, language: str) -> str:
    match field.kind:
        case "check":
            ticks = [_choice(f"check/{name}", said.of(language), label) for name, said in field.choices]
            return f"[#v(0.6mm) #grid(columns: (1fr, 1fr, 1fr), row-gutter: 1.6mm, {', '.join(ticks)})]"
        case "radio":
            rows = [_choice(f"radio/{field.name}/{v}", said.of(language), label, "true") for v, said in field.choices]
            return "[#v(0.8mm) #stack(dir: ltr, spacing: 6mm, " + ", ".join(rows) + ") #v(0.6mm)]"
        case "comb":
            return f"comb({_url(f'comb{field.cells}/{field.name}', label)}, {field.cells})"
        case _:
            return f"felt({_url(f'{field.kind}/{field.name}', label)}, 100%, {field.height}mm)"


def _choice(path: str, said: str, label: str, round_: str = "false") -> str:
    return f"valg({_url(path, f'{label}: {said}')}, {_text(said)}, round: {round_})"


def _signature(said: str) -> str:
    line = "#line(length: 90mm, stroke: 0.5pt + line-color)"
    return f"#block(breakable: false, above: 9mm, below: 0mm)[{line} #navn({_text(said)})]"


def _url(path: str, label: str) -> str:
    return _text(f"bti:{quote(path)}?{quote(label)}")


def _text(said: str) -> str:
    return json.dumps(said, ensure_ascii=False)
