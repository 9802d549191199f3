"""Resolved properties go in; the tree's own `Look` and `Frame` come out."""

from __future__ import annotations

from bti_docs.document import Align, Border, Borders, Frame, Look, TabStop
from bti_docs.docx.reading.properties import Props

_NATURAL = 1.15  # the height of a line of Arial against its size
_MIRROR = {Align.LEFT: Align.RIGHT, Align.RIGHT: Align.LEFT}
NO_LINE = Border()


def look_of(props: Props, background: str) -> Look:
    """Return the look; automatic colour turns white where the ground behind it is dark."""
    highlight = props.get("highlight") or props.get("fill") or ""
    return Look(
        bold=bool(props.get("b")),
        italic=bool(props.get("i")),
        underline=bool(props.get("u")),
        strike=bool(props.get("strike")),
        caps=bool(props.get("caps")),
        size=props["sz"],
        color=props.get("color") or ("#ffffff" if is_dark(highlight or background) else ""),
        highlight=highlight,
        raised=props.get("raised", 0),
    )


def is_dark(color: str) -> bool:
    """Say whether white is easier to read than black on this colour (WCAG contrast)."""
    if not color:
        return False
    red, green, blue = (_linear(int(color[i : i + 2], 16) / 255) for i in (1, 3, 5))
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 1.05 / (light + 0.05) > (light + 0.05) / 0.05


def frame_of(props: Props, style: str, size: float) -> Frame:
    """Return how a paragraph stands; `size` is its text's, for a line height that is only a least one."""
    line, exact = _line(props, size)
    first = props.get("first", 0.0)
    return Frame(
        before=props.get("before", 0.0),
        after=props.get("after", 0.0),
        left=props.get("left", 0.0),
        right=props.get("right", 0.0),
        first=first,
        line=line,
        line_exact=exact,
        align=_align(props),
        keep_next=props.get("keepNext", False),
        keep_lines=props.get("keepLines", False),
        page_break_before=props.get("pageBreakBefore", False),
        contextual=props.get("contextualSpacing", False),
        style=style,
        borders=sides(props),
        fill=props.get("fill", ""),
        tabs=_tabs(props),
    )


def sides(props: Props) -> Borders:
    """Return the four lines of a paragraph."""
    get = props.get
    return Borders(
        get("bdr:top", NO_LINE),
        get("bdr:right", NO_LINE),
        get("bdr:bottom", NO_LINE),
        get("bdr:left", NO_LINE),
    )


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


def _line(props: Props, size: float) -> tuple[float, bool]:
    rule, line = props.get("line_rule", "auto"), props.get("line", 12.0)
    if rule == "exact":
        return line, True
    if rule == "atLeast":
        return (line, True) if line > size * _NATURAL else (1.0, False)
    return round(line / 12, 4), False


def _align(props: Props) -> Align:
    align: Align = props.get("jc", Align.LEFT)
    return _MIRROR.get(align, align) if props.get("bidi") else align


def _tabs(props: Props) -> tuple[TabStop, ...]:
    stops = {k: v for k, v in props.items() if k.startswith("tab:") and v is not None}
    left = props.get("left", 0.0)
    if props.get("first", 0.0) < 0 and left > 0:  # Word stops at a hanging indent unasked
        stops.setdefault(f"tab:{left:g}", TabStop(left))
    return tuple(sorted(stops.values(), key=lambda stop: stop.pos))
