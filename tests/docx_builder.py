"""Small Word documents from raw XML: the body goes in as text, the bytes of a .docx come out."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": _W,
        "r": _REL,
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
        "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    }.items()
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/><w:lang w:val="nb-NO"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Tittel"><w:name w:val="Title"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Overskrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Overskrift2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Overskrift4"><w:name w:val="heading 4"/><w:basedOn w:val="Normal"/></w:style>
"""


def run(text: str, rpr: str = "") -> str:
    """A run with text and its formatting."""
    return f'<w:r><w:rPr>{rpr}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(content: str = "", ppr: str = "", rpr: str = "") -> str:
    """A paragraph with plain text, or with XML when it begins with `<`."""
    inner = content if content.startswith("<") else run(content, rpr) if content else ""
    return f"<w:p><w:pPr>{ppr}</w:pPr>{inner}</w:p>"


def styled(style: str, content: str = "", ppr: str = "") -> str:
    """A paragraph in a style."""
    return p(content, f'<w:pStyle w:val="{style}"/>{ppr}')


def tc(content: str = "", tcpr: str = "") -> str:
    """A table cell with plain text, or with XML when it begins with `<`."""
    return f"<w:tc><w:tcPr>{tcpr}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, trpr: str = "") -> str:
    """A table row."""
    return f"<w:tr><w:trPr>{trpr}</w:trPr>{''.join(c if c.startswith('<') else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: str, grid: tuple[int, ...] = (2000, 2000), tblpr: str = "") -> str:
    """A table on a grid of twips."""
    columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in grid)
    return f"<w:tbl><w:tblPr>{tblpr}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def complex_field(code: str, result: str = "", *, data: str = "") -> str:
    """A field in its long form."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def picture(about: str = 'descr="Kommunevåpen"', *, inside: str = "", blip: str = "", kind: str = "inline") -> str:
    """A run with a picture 2 x 1 inches that is relationship rId9."""
    return (
        f'<w:r><w:drawing><wp:{kind}><wp:extent cx="1828800" cy="914400"/>'
        f'<wp:docPr id="1" name="Bilde" {about}>{inside}</wp:docPr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        '<pic:nvPicPr><pic:cNvPr id="1" name="x"/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="rId9">{blip}</a:blip></pic:blipFill><pic:spPr/></pic:pic>'
        f"</a:graphicData></a:graphic></wp:{kind}></w:drawing></w:r>"
    )


def level(index: int, form: str, text: str, extra: str = "") -> str:
    """One level of a list."""
    indent = 720 * (index + 1)
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{text}"/><w:pPr><w:ind w:left="{indent}" w:hanging="360"/></w:pPr></w:lvl>'
    )


def numbering(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    """The lists of a document: one abstract list, by default used once as number 1."""
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


def item(text: str, index: int = 0, number: int = 1, ppr: str = "") -> str:
    """A list paragraph."""
    return p(text, f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{number}"/></w:numPr>{ppr}')


def docx(
    body: str,
    *,
    styles: str = STYLES,
    lists: str = "",
    settings: str = "",
    core: str = "",
    section: str = "",
    edges: dict[str, str] | None = None,
    targets: dict[str, tuple[str, str]] | None = None,
    files: dict[str, bytes] | None = None,
) -> bytes:
    """Build a .docx. `edges` are headers and footers (`header1` -> XML), `targets` more relationships."""
    root = f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr>{section}</w:sectPr></w:body></w:document>"
    relations = {f"rId_{name}": (name[:6], f"{name}.xml") for name in edges or {}}
    relations |= {"rIdS": ("styles", "styles.xml"), "rIdN": ("numbering", "numbering.xml")}
    relations |= {"rIdT": ("settings", "settings.xml"), "rId9": ("image", "media/image1.png"), **(targets or {})}
    parts = {
        "word/document.xml": root.encode(),
        "word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>".encode(),
        "word/settings.xml": f"<w:settings {NAMESPACES}>{settings}</w:settings>".encode(),
        "word/media/image1.png": PNG,
        "word/_rels/document.xml.rels": _relationships(relations),
        "_rels/.rels": _relationships({"rId1": ("officeDocument", "word/document.xml")}),
        **{f"word/{name}.xml": _edge(name, xml) for name, xml in (edges or {}).items()},
        **(files or {}),
    }
    if lists:
        parts["word/numbering.xml"] = f"<w:numbering {NAMESPACES}>{lists}</w:numbering>".encode()
    if core:
        parts["docProps/core.xml"] = _core(core)
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    """Put parts into a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def _edge(name: str, xml: str) -> bytes:
    tag = "hdr" if name.startswith("header") else "ftr"
    return f"<w:{tag} {NAMESPACES}>{xml}</w:{tag}>".encode()


def _core(xml: str) -> bytes:
    space = 'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    return f'<cp:coreProperties {space} xmlns:dc="http://purl.org/dc/elements/1.1/">{xml}</cp:coreProperties>'.encode()


def _relationships(relations: dict[str, tuple[str, str]]) -> bytes:
    lines = "".join(
        f'<Relationship Id="{number}" Type="{_REL}/{kind}" Target="{escape(target)}"'
        + (' TargetMode="External"' if kind == "hyperlink" else "")
        + "/>"
        for number, (kind, target) in relations.items()
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{lines}</Relationships>'.encode()
