"""What the samples become in each language form, by name; and the help in a new case file, with its examples used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bti_docs.library import samples, shelves
from bti_docs.make import open_case, plan
from tests.conftest import Run

SHELVES = shelves()
OURS = {k for k in SHELVES.kinds() if SHELVES.kind(k).gjelder.del_ != "kopier"}
EXAMPLE = re.compile(r"(?m)^# (?=\w+:|  )")


def kinds_of(file: str, form: str, *asked: str) -> set[str]:
    """The kinds that `make` makes of a sample in a language form."""
    text = (samples() / file).read_text(encoding="utf-8")
    text, said = re.subn(r"(?m)^målform: n[bn]$", f"målform: {form}", text)
    case = open_case((text if said else f"{text}\nmålform: {form}\n").encode(), SHELVES, file=file)
    assert case.form == form
    return {order.instance.kind.id for order in plan(case, SHELVES, asked)}


@pytest.mark.parametrize("form", ["nb", "nn"])
def test_the_samples_become_all_21_kinds_in_each_language_form(form: str) -> None:
    made = {kind for name in ("risor", "vindafjord", "trapp") for kind in kinds_of(f"{name}/sak.yaml", form)}
    made |= kinds_of("bekymring/sak.yaml", form, "bekymringsmelding")
    assert made | kinds_of("risor/sak.yaml", form, "infoplakat") == OURS  # the poster is of no case
    assert kinds_of("skjema/risor.yaml", form, *OURS) == OURS
    assert len(OURS) == 21


def test_every_example_in_a_new_case_is_valid_when_it_is_used(bti: Run) -> None:
    bti("new", "sak.yaml", "--municipality", "risor")
    path = Path("sak.yaml")
    used = EXAMPLE.sub("", path.read_text(encoding="utf-8"))
    assert "\n# " not in used.split("\nid:")[1]
    path.write_text(used, encoding="utf-8")
    # What is still to be written, and what the rules ask for, is told: nothing is wrong with the file itself.
    assert {code[0] for code in bti("check", path).codes} == {"D", "P"}
