"""A key somebody wrote goes in; the key they meant comes out."""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files

_LONGEST = 40
_WORD = re.compile(r"[a-zæøå](?:[a-zæøå_-]|[0-9](?![0-9]{3})){0,39}")
_ALIKE = 0.75
_LETTERS = str.maketrans({"æ": "e", "ø": "o", "å": "a", "ä": "e", "ö": "o", " ": "", "-": "", "_": ""})


def suggest(written: str, known: Iterable[str]) -> str:
    """Return the one of `known` that `written` most likely stands for; empty when none is like it.

    Letters written without Norwegian keys (`fodselsdato`, `foedselsdato`) and capitals come first, then the
    table of nynorsk and everyday spellings, then likeness.
    """
    if len(written) > _LONGEST:
        return ""
    by_fold = {fold(k): k for k in known}
    if fold(written) in by_fold:
        return by_fold[fold(written)]
    listed = [by_fold[fold(k)] for k in _table().get(fold(written), ()) if fold(k) in by_fold]
    alike = difflib.get_close_matches(fold(written), by_fold, 1, _ALIKE)
    return next(iter([*listed, *(by_fold[a] for a in alike)]), "")


def suggest_word(written: str, allowed: Iterable[str]) -> str:
    """Return the one of the `allowed` values or ids that `written` is most like; empty when it is like none."""
    if len(written) > _LONGEST:
        return ""
    by_fold = {fold(a): a for a in allowed}
    begun = [word for key, word in by_fold.items() if len(fold(written)) > 2 and key.startswith(fold(written))]
    if begun:
        return begun[0]
    alike = difflib.get_close_matches(fold(written), by_fold, 1, 0.6)
    return by_fold[alike[0]] if alike else ""


def may_quote(written: str, meant: str = "") -> bool:
    """Whether a key may be repeated to the reader: it is one plain word, or a spelling of one of ours."""
    return is_word(written) or is_listed(written) or (meant != "" and fold(written) == fold(meant))


def is_word(text: str) -> bool:
    """Whether `text` is one word in small letters, as keys are."""
    return bool(_WORD.fullmatch(text))


def is_listed(text: str) -> bool:
    """Whether `text` is in the table of spellings."""
    return len(text) <= _LONGEST and fold(text) in _table()


def fold(text: str) -> str:
    """Return `text` as it is when capitals, Norwegian letters, spaces and hyphens make no difference."""
    small = text.casefold().replace("aa", "å").replace("ae", "æ").replace("oe", "ø")
    return small.translate(_LETTERS)


@functools.cache
def _table() -> dict[str, list[str]]:
    read = tomllib.loads((files("bti_docs") / "case" / "spellings.toml").read_text(encoding="utf-8"))
    return {fold(key): meant for key, meant in read.items()}
