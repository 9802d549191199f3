"""Lays out what stands within a paragraph: its inlines go in, runs of text in JSON for Typst come out."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from bti_docs.document import Inline, LineBreak, Link, Look, PageCount, PageNumber, Picture, Tab, Text

Json = dict[str, Any]

_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:-[a-zA-Z]{4})?(?:-([a-zA-Z]{2}))?(?:-.*)?")
_BOXES = re.compile("([☐☑☒])")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_STRONG = _RIGHT_TO_LEFT | {"L"}
_FIRST_RIGHT_TO_LEFT = "\u0590"  # no letter before the Hebrew ones runs so
_NO_LOOK = Look(size=0)
_LONG = 40  # letters: a word of more may break anywhere

_LONG_WORD = re.compile(rf"(\S{{{_LONG}}})(?=\S)")
_CUT = "\0"  # no text holds one


def language(tag: str) -> tuple[str, str]:
    """Split a BCP 47 tag into language and region; both are empty when the tag is not one."""
    match = _LANGUAGE.fullmatch(tag)
    return (match[1].lower(), (match[2] or "").upper()) if match else ("", "")


def flat(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Yield every inline, also those within links."""
    for inline in inlines:
        if isinstance(inline, Link):
            yield from flat(inline.inlines)
        else:
            yield inline


def base(inlines: Iterable[Inline], size: float) -> Look:
    """Return the look the paragraph starts with, the one its plain runs need not repeat."""
    for inline in flat(inlines):
        if isinstance(inline, Text):
            look = inline.look
            if not (look.underline or look.strike or look.caps or look.highlight or look.raised):
                return look
            return Look(bold=look.bold, italic=look.italic, color=look.color, size=look.size)
    return Look(size=size)


def right_to_left(inlines: Iterable[Inline]) -> bool:
    """Say whether the first letter that has a direction runs from right to left."""
    texts = [i.text for i in flat(inlines) if isinstance(i, Text)]
    if not any(map(_may_run_right_to_left, texts)):
        return False
    kinds = (unicodedata.bidirectional(c) for text in texts for c in text)
    return next((kind for kind in kinds if kind in _STRONG), "") in _RIGHT_TO_LEFT


def _has_right_to_left(text: str) -> bool:
    return _may_run_right_to_left(text) and any(map(_runs_right_to_left, text))


def _may_run_right_to_left(text: str) -> bool:
    return not text.isascii() and max(text) >= _FIRST_RIGHT_TO_LEFT


def _runs_right_to_left(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT


def look(wanted: Look, beside: Look | None = None) -> Json:
    """Return what Typst must set for a look that stands within the look `beside`."""
    base = beside or _NO_LOOK
    found: Json = {}
    if wanted.bold != base.bold:
        found["bold"] = wanted.bold
    if wanted.italic != base.italic:
        found["italic"] = wanted.italic
    if wanted.color != base.color:
        found["color"] = wanted.color
    if wanted.size != base.size or wanted.raised:
        found["size"] = wanted.size
    for name in ("underline", "strike", "highlight", "raised"):
        if drawn := getattr(wanted, name):
            found[name] = drawn
    return found


def lines(inlines: Iterable[Inline], beside: Look) -> list[list[Json]]:
    """Return the paragraph as lines of pieces; each piece but the first of a line begins with a tab."""
    found: list[list[Json]] = [[{"c": []}]]
    for inline in _joined(inlines):
        match inline:
            case LineBreak():
                found.append([{"c": []}])
            case Tab():
                found[-1].append({"tab": look(inline.look, beside), "c": []})
            case _:
                found[-1][-1]["c"] += _pieces(inline, beside)
    return found


def _pieces(inline: Inline, beside: Look) -> Iterator[Json | str]:
    match inline:
        case Text():
            yield from _text(inline, beside)
        case PageNumber():
            yield {"page": "number"} | look(inline.look, beside)
        case PageCount():
            yield {"page": "count"} | look(inline.look, beside)
        case Picture():
            size = {"width": inline.width, "height": inline.height}
            yield {"picture": key(inline.data), "alt": inline.alt} | size
        case Link():
            inside = (piece for i in _joined(inline.inlines) for piece in _pieces(i, beside))
            yield {"url": inline.url, "c": list(inside)}
        case Tab() | LineBreak():
            yield " "  # within a link


def _text(run: Text, beside: Look) -> Iterator[Json | str]:
    """Yield the run; one that looks as the paragraph does is a plain string. Tick boxes are drawn larger."""
    words = run.text.upper() if run.look.caps else run.text
    styled = look(run.look, beside)
    lang, region = language(run.lang)
    if lang:
        styled |= {"lang": lang, "region": region}
    if _has_right_to_left(words):
        styled["rtl"] = True
    if len(words) < _LONG and not _BOXES.search(words):  # as nearly every run is
        yield {"t": words} | styled if styled else words
        return
    for part in _BOXES.split(words):
        if _BOXES.fullmatch(part):
            yield {"t": part} | styled | {"size": run.look.size, "box": True}
            continue
        for n, chunk in enumerate(_breakable(part) if part else ()):
            if n:
                yield {"break": True}
            yield {"t": chunk} | styled if styled else chunk


def _breakable(text: str) -> list[str]:
    """Cut words that no line may hold where they may break, as Word does: letters are never lost at the edge."""
    return _LONG_WORD.sub(rf"\1{_CUT}", text).split(_CUT)


def backward(pieces: Iterable[Json | str]) -> Iterator[str]:
    """Yield the text of the runs that are drawn from right to left, in reading order."""
    for piece in pieces:
        if isinstance(piece, dict):
            if "rtl" in piece:
                yield piece["t"]
            yield from backward(piece.get("c", ()))


def _joined(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Yield the inlines with neighbouring runs of one look and language as one, and no empty ones."""
    waiting: Text | None = None
    for inline in inlines:
        if isinstance(inline, Text):
            if waiting and (waiting.look, waiting.lang) == (inline.look, inline.lang):
                waiting = replace(waiting, text=waiting.text + inline.text)
                continue
            if not inline.text:
                continue
        if waiting:
            yield waiting
        waiting = inline if isinstance(inline, Text) else None
        if waiting is None:
            yield inline
    if waiting:
        yield waiting


def key(data: bytes) -> str:
    """Return the name a picture's bytes go under, so that a picture used twice is sent once."""
    return hashlib.sha256(data).hexdigest()[:16]
