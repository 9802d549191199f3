"""The words for a template go in; plain dicts, lists, texts that XML can hold and drawings come out."""

from __future__ import annotations

from collections.abc import Mapping

from bti_docs.expression.allowlist import UNPRINTABLE
from bti_docs.expression.figure import Figure, is_figure
from bti_docs.problem import BtiError, Problem, Where


def plain(words: Mapping[str, object], *, file: str) -> dict[str, object]:
    """Copy the words as plain values, with every line ending a single newline.

    Raises:
        BtiError: a text holds a character that a Word file cannot.
        TypeError: a word is neither text, whole number, bool, list nor mapping.

    """
    return {str(key): value if _is_plain(value) else _plain(value, str(key), file) for key, value in words.items()}


def _is_plain(value: object) -> bool:
    """Tell whether a word can stay as it is: a thousand in a document can, so their paths are never written."""
    return type(value) is bool or (type(value) is str and value.isprintable())


def _plain(value: object, path: str, file: str) -> object:
    if isinstance(value, str):
        return _text(value, path, file)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Mapping) and is_figure(value):
        return Figure(*(_text(str(value[part]), f"{path}.{part}", file) for part in ("svg", "tekst")))
    if isinstance(value, Mapping):
        return {str(k): v if _is_plain(v) else _plain(v, f"{path}.{k}", file) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [v if _is_plain(v) else _plain(v, f"{path}[{i}]", file) for i, v in enumerate(value)]
    raise TypeError(f"{path} is a {type(value).__name__}, and a word is text, a whole number, bool, list or mapping")


def _text(value: str, path: str, file: str) -> str:
    text = str.__str__(value)  # a subclass such as Markup could claim to be XML already
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if UNPRINTABLE.search(text):
        raise BtiError(Problem("M331", Where(file=file, path=path), {"word": path}))
    return text
