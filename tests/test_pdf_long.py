"""Long texts: whatever a teacher writes stands whole in the PDF, however tall the row and however long the word."""

from __future__ import annotations

import datetime as dt

import pytest

from bti_docs.library import samples, shelves
from bti_docs.make import make, open_case, plan
from tests.pdf_text import pages, read_tags
from tests.test_samples import heard
from tests.verapdf import broken_clauses

DAY = dt.date(2026, 11, 22)
RISOR = (samples() / "risor" / "sak.yaml").read_text(encoding="utf-8")
LINES = "\n".join(f"linje{n}" for n in range(400))
PROSE = " ".join(f"ord{n}" for n in range(2400))
WORD = "x" * 4_990 + "slutt"
FIELDS = {
    "a matter": ("bti_motereferat", "Per sender ukeplanen hjem fredag."),
    "what it is about": ("bti_motereferat", "Ola trekker seg unna i store grupper. Vi skal"),
    "a round": ("bti_motereferat", "Ola har vært innom to ganger denne våren."),
    "the guardians' view": ("bti_motereferat", "Begge foreldrene er enige i at"),
    "a measure": ("bti_motereferat", "Liten gruppe med fast voksen i kroppsøving"),
    "an observation": ("oppmerksomhetssamtale", "Spiste alene tre dager på rad."),
    "a wonder": ("oppmerksomhetssamtale", "Ola trekker seg unna i store grupper. Jeg lurer"),
    "a need": ("overgangsmote", "Bør gå i gruppe med en av vennene fra parallellklassen."),
    "a purpose": ("samtykke_stafettlogg", "Vi vil samarbeide om en trygg overgang"),
    "a subject": ("iop", "Korte tekster med lydstøtte, felles roman om våren"),
}


def _scalar(line: str, start: str) -> str:
    """The whole text that begins so: the rest of its line, or in a `{…}` what comes before the next comma."""
    rest = line[line.index(start) :]
    return rest.split(",")[0].rstrip("}") if line.lstrip().startswith("- {") else rest


def made(field: str, text: str) -> bytes:
    kind, start = FIELDS[field]
    old = next(text for line in RISOR.splitlines() if start in line for text in [_scalar(line, start)])
    new = RISOR.replace(old, f'"{text}"'.replace("\n", "\\n"))
    case = open_case(new.encode(), shelves(), file="sak.yaml")
    assert not [p for p in case.problems if p.severity == "error"]
    return make(case, plan(case, shelves(), [kind])[0], shelves(), DAY).bytes_of("pdf")


@pytest.mark.parametrize("text", [LINES, PROSE], ids=["400 lines", "2,400 words"])
@pytest.mark.parametrize("field", FIELDS)
def test_a_long_text_stands_whole_on_the_pages_and_in_the_tags(field: str, text: str) -> None:
    pdf = made(field, text)
    drawn = set(" ".join(pages(pdf)).split())
    assert [w for w in text.split() if w not in drawn] == []
    assert set(text.split()) <= set(heard(read_tags(pdf)).split())
    assert broken_clauses(pdf) == {"2a": [], "ua1": []}


def test_a_word_longer_than_any_line_breaks_and_loses_no_letter() -> None:
    pdf = made("a matter", WORD)
    assert WORD in heard(read_tags(pdf))
    assert " ".join(pages(pdf)).replace(" ", "").count("x") >= WORD.count("x")


def test_nothing_is_drawn_outside_the_page() -> None:
    from tests.pdf_text import words

    for word in words(made("a matter", LINES)):
        assert 0 < word.x < 595 and 0 < word.y < 842
