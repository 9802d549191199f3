"""What is said in nynorsk is nynorsk: templates, printed words, procedures, kinds and problems hold no bokmål words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import yaml
from docx import Document
from docx.oxml.ns import qn

from tests.conftest import ROOT

BOKMÅL = re.compile(
    r"\b(?:ikke|hva|hvem|hvor|hvordan|hvorfor|hver|hvert|hvilke[nt]?|jeg|dere|deres|noe|noen|fra|være|gjøre|gjør|sier|blei|"
    r"(?:barne|ungdoms)?skole[nr]?|(?:barnevern|barneverns|helse)?tjeneste\w*|foresatt\w*|ukes?|uken|ukene|måned\w*|"
    r"time[rn]|dager|fravær\w*|mulig\w*|navn(?:et)?|nærmeste|egne[nt]|selv|sammen|veien?|hjem|hjemmet|videre|bare|"
    r"hørt|skrevet|bekymret|begynn\w*|avtaler|tiltakene|målene|møtene|stegene|barnets|elevens|skolens|kommunens|"
    r"\w+sloven|\w+ingsloven|vergemålsloven|folkeregisterloven|barneloven|\w+(?:sjon|het|ning)er|\w+het|lærer\w*|"
    r"leder\w*|rådgiver\w*|gis|skal gis|lages|sendes|deles|avsluttes|fylles|evalueres|arkiveres|trekkes)\b",
    re.IGNORECASE,
)
"""Words that are bokmål and never nynorsk, and `blei`, which we write `vart`."""

OWN = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\{[^}]*\}|«[^»]*»|`[^`]*`|--\S+|"  # codes, and what stands so in the case file
    r"[Dd]en nødvendige samtalen|14 dager, 5 virkedager, 2 uker, 12 måneder|\w+[._][\w._]+"
)
"""What is not our own nynorsk: codes, keys and words of the case file, names of tools."""


def bokmål(text: str) -> list[str]:
    return BOKMÅL.findall(OWN.sub(" ", text))


def nynorsk(tree: Any) -> Iterator[str]:
    """Every text under a key `nn`, or one that ends so."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "nn" or str(key).endswith("_nn"):
                yield from texts(value)
            else:
                yield from nynorsk(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from nynorsk(value)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for v in value.values() for text in texts(v))


def test_the_judge_finds_bokmål_and_lets_nynorsk_be() -> None:
    assert bokmål("Barnevernsloven sier ikke noe om skolen.") == ["Barnevernsloven", "sier", "ikke", "noe", "skolen"]
    assert bokmål("Barnevernslova seier ikkje noko om skulen.") == []


def test_the_shelves_say_nothing_in_bokmål_where_they_speak_nynorsk() -> None:
    found = {
        (str(path.relative_to(ROOT)), text): words
        for path in sorted((ROOT / "templates").rglob("*.yaml"))
        for text in nynorsk(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader))
        if (words := bokmål(text))
    }
    assert found == {}


def test_the_problems_say_nothing_in_bokmål_where_they_speak_nynorsk() -> None:
    found = {
        text: words
        for path in sorted((ROOT / "bti_docs/problems").glob("*.toml"))
        for text in nynorsk(tomllib.loads(path.read_text(encoding="utf-8")))
        if (words := bokmål(text))
    }
    assert found == {}


def test_the_nynorsk_templates_hold_no_bokmål_words() -> None:
    found = {
        (path.parent.name, text): words
        for path in sorted((ROOT / "templates/kinds").glob("*/nn.docx"))
        for paragraph in Document(str(path)).element.iter(qn("w:p"))
        if (words := bokmål(text := "".join(t.text or "" for t in paragraph.iter(qn("w:t")))))
    }
    assert found == {}
