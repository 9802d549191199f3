"""What the page says is what a teacher says: no key, no id, no command, no word of the other language form."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bti_docs.case import shape
from bti_docs.case.model import Sak
from bti_docs.case.shape import Path, Shape
from bti_docs.case.types import Node
from bti_docs.library import shelves
from bti_docs.page import speech as said
from bti_docs.page.fields import Builder, Field, is_own
from bti_docs.page.speech import Speech
from bti_docs.problem import Problem, Where, codes

MOST_AT_ONCE = 9
NB, NN = Speech("nb", shelves()), Speech("nn", shelves())
# What ends a word in bokmål and never in nynorsk, and words that are not nynorsk at all.
NOT_NYNORSK = re.compile(
    r"\b(ikke|hva|hvem|hvor|hvordan|hvis|skole\w*|uke\w*|fra|noe|noen|gjøre|være|fravær|foresatt\w*|hjemme|"
    r"samtykker|tiltakene|stafettholder\w*|kontaktlærer\w*|henvisning\w*)\b",
    re.IGNORECASE,
)


def places(place: Shape, path: Path = ()) -> Iterator[tuple[Path, Shape]]:
    """Every place that a teacher is asked about."""
    if path:
        yield path, place
    node = place.node or getattr(shape.item(place), "node", None)
    for key, inner in shape.fields(node).items() if node else ():
        if not is_own(inner) and (*path, key) != ("kommune",):
            yield from places(inner, (*path, key))


def nodes(node: type[Node]) -> set[type[Node]]:
    found = {node}
    for inner in shape.fields(node).values():
        below = inner.node or getattr(shape.item(inner), "node", None)
        found |= nodes(below) if below else set()
    return found


@pytest.mark.parametrize("speech", [NB, NN], ids=["nb", "nn"])
def test_every_field_has_a_name_and_every_choice_is_a_word_that_people_say(speech: Speech) -> None:
    for path, place in places(Shape(Sak)):
        key = str(path[-1])
        dotted = ".".join(step for step in path if isinstance(step, str))
        assert dotted in said._names() or key in said._names() or dotted in speech._of_kinds, path
        words = (shape.item(place) or place).words
        group = speech._group(words, key)
        assert all(word in group or word in ("nb", "nn") for word in words), (path, words)


def test_the_nynorsk_page_has_no_bokmål_in_it() -> None:
    texts = [re.sub(r"{\w+}", "", text["nn"]) for text in said._texts().values()]
    for path, place in places(Shape(Sak)):
        inner = shape.item(place) or place
        texts += [NN.label(path), NN.help(path), *(NN.choice(inner, word, str(path[-1])) for word in inner.words)]
    assert [text for text in texts if NOT_NYNORSK.search(text)] == []


def test_an_answer_is_said_as_its_own_question_asks() -> None:
    done = shape.at(Sak, ("møter", 0, "evaluering", 0, "gjennomført"))
    comes = shape.at(Sak, ("møter", 0, "innkalling", "elev_deltar"))
    assert done
    assert comes
    assert NB.choice(done, "delvis", "gjennomført") == "Delvis"
    assert NB.choice(comes, "delvis", "elev_deltar") == "Eleven deltar i en del av møtet"


def test_no_part_of_the_form_asks_more_than_a_screen_holds() -> None:
    for node in nodes(Sak):
        parts = Builder(NB.label, NB.help, NB.choice, {}, {})._parts(node, {}, ("x",)) if node is not Sak else ()
        assert all(NB.part(part.name) and NN.part(part.name) for part in parts if part.name), node
        assert [len(part.runs) for part in parts if len(part.runs) > MOST_AT_ONCE] == [], node
        assert set(node.avsnitt) <= set(node.model_fields), node


def test_questions_about_the_same_people_stand_in_one_table() -> None:
    place = shape.fields(Sak)["møter"]
    people = {"person": [("mor", "Kari"), ("per", "Per")]}
    field = Builder(NB.label, NB.help, NB.choice, people, {}).field(
        place, [{"id": "m1", "innkalt": ["mor"]}], ("møter",)
    )
    tables = [run for part in field.rows[0].parts for run in part.runs if len(run) > 1]
    assert [[f.name for f in run] for run in tables] == [["møter.0.innkalt", "møter.0.til_stede", "møter.0.forfall"]]


def test_a_part_with_a_fault_or_a_new_row_is_open_and_the_others_are_not() -> None:
    from bti_docs.page.fields import Told

    place, told = shape.fields(Sak)["møter"], {"møter.0.gjelder": [Told("x", "", error=True)]}
    builder = Builder(NB.label, NB.help, NB.choice, {}, told, new="møter.0.innkalling.forberedelse")
    field: Field = builder.field(place, [{"id": "m1"}], ("møter",))
    assert [part.name for part in field.rows[0].parts if part.calls] == ["referatet"]


# Where a Problem stands decides what its keys are called; these stand elsewhere than in a meeting.
AT = {
    "P111": "barn.syn[0]",
    "P112": "barn.syn[0]",
    "P123": "samtykker[0].gitt_av[0]",
    "P142": "stafettlogg.deltakere[0]",
    "P150": "tiltak[0]",
    "V110": "stafettlogg",
    "R107": "personer[0].id",
}
# What only a command, a profile or a file that is not a case any more can bring about.
ELSEWHERE = {"V103", "V104", "S116", "S120", "S122", "S123", "R107", "R108"}
IN_FILE = re.compile("S10[1-7]|S113|S114|S115|S13|Y|K")
NOT_PLAIN = re.compile(r"\w_\w|--|`|\w:»|«(gjelder|neste|informert|møter|utkast)»|\[\]|regel R|\bid\b|id-e|bti-docs")


@pytest.mark.parametrize("speech", [NB, NN], ids=["nb", "nn"])
def test_what_is_wrong_is_told_without_keys_ids_and_commands(speech: Speech) -> None:
    shown = {code for code in codes() if code[0] in "PVRFS" and not IN_FILE.match(code)} - ELSEWHERE
    assert len(shown) > 50
    for code in sorted(shown):
        at = AT.get(code, "samtykker[0]" if code[:3] in ("P12", "P14", "V10") else "møter[0]")
        texts = " ".join(codes()[code][speech.form].values())
        problem = Problem(code, Where(path=at), dict.fromkeys(re.findall(r"{(\w+)}", texts), "2026"))
        told = f"{speech.message(problem)}. {speech.hint(problem)}"
        assert not NOT_PLAIN.search(told), (code, told)


def test_a_key_is_said_as_the_page_calls_it_where_it_stands() -> None:
    lacks = Problem("P121", Where(path="samtykker[0].gjelder_til"), {"key": "gjelder_til"})
    assert NB.message(lacks) == "Samtykket er «gitt», men mangler «Gjelder til» (personvernforordningen artikkel 7)"
    nobody = Problem("V110", Where(path="stafettlogg"), {"kind": "stafettlogg_utskrift"})
    assert NN.hint(nobody) == "Legg til ein i «Stafettlogg – Deltakarar» med «fra» og «Godkjend av»"
    assert "«Stafettlogg»" in NN.message(nobody)
