"""Pieces of Word's XML go in and a Word file comes out, built without any of the code under test."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from lxml import etree

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W_NS}" xmlns:r="{OFFICE}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
)
WML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style>'
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fea73581e40000000049454e44ae426082"
)

Link = tuple[str, str, str, str]
"""Which part it belongs to, its id, its kind and its target; an address makes it external."""


def run(text: str, props: str = "") -> str:
    """One run of text, set as Word would set it."""
    props = f"<w:rPr>{props}</w:rPr>" if props else ""
    return f'<w:r>{props}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*texts: str, style: str = "") -> str:
    """A paragraph of one run for each text; a text that is XML already is left as it is."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{''.join(t if t.startswith('<w:') else run(t) for t in texts)}</w:p>"


def cell(content: str, span: int = 1) -> str:
    """A table cell."""
    width = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    inner = content if content.startswith("<w:") else p(content)
    return f'<w:tc><w:tcPr><w:tcW w:w="1000" w:type="dxa"/>{width}</w:tcPr>{inner}</w:tc>'


def row(*cells: str) -> str:
    """A table row; a text that is a cell already is left as it is."""
    return f"<w:tr>{''.join(c if c.startswith('<w:tc>') else cell(c) for c in cells)}</w:tr>"


def table(columns: int, *rows: str) -> str:
    """A table with a grid of so many columns."""
    grid = '<w:gridCol w:w="1000"/>' * columns
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def picture(link: str, alt: str = "Et bilde", number: int = 1) -> str:
    """A run with an inline picture."""
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="9525" cy="9525"/>'
        f'<wp:docPr id="{number}" name="Bilde {number}" descr="{escape(alt, {chr(34): "&quot;"})}"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="0" name="kari-ferie.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{link}"/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def field(instruction: str, shown: str = "1") -> str:
    """A complex field, its instruction split in two as Word may split it."""
    half = len(instruction) // 2
    code = "".join(
        f'<w:r><w:instrText xml:space="preserve">{escape(t)}</w:instrText></w:r>'
        for t in (instruction[:half], instruction[half:])
    )
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{marks[0]}{code}{marks[1]}{run(shown)}{marks[2]}"


def docx(
    body: str,
    *,
    header: str = "",
    footer: str = "",
    footnotes: str = "",
    core: Mapping[str, str] | None = None,
    styles: str = STYLES,
    settings: str = "",
    numbering: str = "",
    links: Iterable[Link] = (),
    members: Mapping[str, bytes | str] | None = None,
    types: Mapping[str, str] | None = None,
) -> bytes:
    """A whole Word file. `members` adds or replaces parts, `types` their content types, `links` relationships."""
    parts: dict[str, bytes | str] = {}
    kinds = {"word/document.xml": WML + "document.main+xml"}
    rows: list[Link] = [("", "rId1", "officeDocument", "word/document.xml")]
    sections = ""
    for name, kind, xml, root in (
        ("styles", "styles", styles, "styles"),
        ("settings", "settings", settings, "settings"),
        ("numbering", "numbering", numbering, "numbering"),
        ("footnotes", "footnotes", footnotes, "footnotes"),
        ("header1", "header", header, "hdr"),
        ("footer1", "footer", footer, "ftr"),
    ):
        if xml:
            parts[f"word/{name}.xml"] = f"<w:{root} {NAMESPACES}>{xml}</w:{root}>"
            kinds[f"word/{name}.xml"] = f"{WML}{kind}+xml"
            rows.append(("word/document.xml", f"rId_{name}", kind, f"{name}.xml"))
            if kind in {"header", "footer"}:
                sections += f'<w:{kind}Reference w:type="default" r:id="rId_{name}"/>'
    parts["word/document.xml"] = (
        f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr>{sections}</w:sectPr></w:body></w:document>"
    )
    if core is not None:
        parts["docProps/core.xml"] = _core(core)
        kinds["docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
        rows.append(("", "rId2", "metadata/core-properties", "docProps/core.xml"))
    parts |= members or {}
    kinds |= types or {}
    parts["[Content_Types].xml"] = _types(kinds)
    parts |= _relationships([*rows, *links])
    return zipped({**parts, **(members or {})})


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """The parts as a zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """Every part of a Word file, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        assert source.testzip() is None
        return {name: source.read(name) for name in source.namelist()}


def lines_of(data: bytes, part: str = "word/document.xml") -> list[str]:
    """The text of each paragraph of a part as a reader sees it, with breaks and tabs; read strictly."""
    root = etree.fromstring(parts_of(data)[part])
    return ["".join(map(_seen, paragraph.iter())) for paragraph in root.iter(f"{{{W_NS}}}p")]


def _seen(element: etree._Element) -> str:
    name = etree.QName(element).localname
    return (element.text or "") if name == "t" else {"br": "\n", "tab": "\t"}.get(name, "")


def _core(texts: Mapping[str, str]) -> str:
    spaces = {"lastModifiedBy": "cp", "keywords": "cp", "category": "cp", "revision": "cp", "contentStatus": "cp"}
    inner = "".join(f"<{spaces.get(n, 'dc')}:{n}>{escape(t)}</{spaces.get(n, 'dc')}:{n}>" for n, t in texts.items())
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{inner}</cp:coreProperties>'
    )


def _types(kinds: Mapping[str, str]) -> str:
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f"{overrides}</Types>"
    )


def _relationships(links: Iterable[Link]) -> dict[str, bytes | str]:
    by_part: dict[str, list[str]] = {}
    for part, number, kind, target in links:
        base = "http://schemas.openxmlformats.org/package/2006/relationships" if "metadata/" in kind else OFFICE
        mode = ' TargetMode="External"' if ":" in target else ""
        line = f'<Relationship Id="{number}" Type="{base}/{kind}" Target="{escape(target)}"{mode}/>'
        by_part.setdefault(part, []).append(line)
    return {
        _relationships_name(
            part
        ): '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{''.join(lines)}</Relationships>"
        for part, lines in by_part.items()
    }


def _relationships_name(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
