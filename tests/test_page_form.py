"""The form is the model: every place in a case has a field, and a form that is sent as it was shown changes nothing."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from bti_docs.case import shape
from bti_docs.case.load import load_case
from bti_docs.case.model import Sak
from bti_docs.case.shape import Shape
from bti_docs.library import shelves
from bti_docs.page import speech as words
from bti_docs.page.fields import Builder, Field, is_own
from bti_docs.page.posted import ASKED, Posted
from bti_docs.page.speech import Speech
from bti_docs.page.steps import steps
from tests.conftest import ROOT

SAMPLES = [p for p in sorted(ROOT.glob("samples/*/*.yaml")) if load_case(p.read_bytes(), file=str(p)).value]


def builder(new: str = "", form: Any = "nb") -> Builder:
    speech = Speech(form, shelves())
    return Builder(speech.label, speech.help, speech.choice, {}, {}, new)


def fields_of(tree: dict[str, Any], keys: Sequence[str]) -> list[Field]:
    places = shape.fields(Sak)
    return [builder().field(places[key], tree.get(key), (key,)) for key in keys]


def sent(fields: Sequence[Field]) -> dict[str, list[str]]:
    """What a browser sends of fields that nobody has touched, with the line breaks that browsers use."""
    found: dict[str, list[str]] = {}
    for field in fields:
        found |= sent(field.fields)
        for row in field.rows:
            found |= sent(row.fields)
        if field.kind in ("many", "texts"):
            found[ASKED + field.name] = [""]
        if field.kind == "texts":
            found[field.name] = [v.replace("\n", "\r\n") for v in field.values]
        elif field.kind in ("many", "choice"):
            found[field.name] = [c.word for c in field.choices if c.chosen]
        elif field.kind not in ("group", "rows"):
            found[field.name] = [field.value.replace("\n", "\r\n")]
    return {name: values for name, values in found.items() if values}


def names(fields: Sequence[Field]) -> Iterator[str]:
    for field in fields:
        yield field.name
        yield from names(field.fields)
        for row in field.rows:
            yield from names(row.fields)


def full(place: Shape, depth: int = 0) -> Any:
    """A value with one of everything below a place of the model."""
    if place.node:
        inner = shape.fields(place.node).items()
        return {key: full(p, depth + 1) for key, p in inner if not is_own(p)} if depth < 9 else {}
    item = shape.item(place)
    return [full(item, depth + 1)] if item else "x"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_form_that_nobody_touched_changes_nothing(path: Any) -> None:
    tree = load_case(path.read_bytes(), file="").tree
    for step in steps():
        before = copy.deepcopy(tree)
        assert Posted(sent(fields_of(tree, step.keys))).case(tree, step.keys) == tree
        assert tree == before


def test_every_place_in_the_model_has_a_field_in_some_step() -> None:
    tree = {key: full(place) for key, place in shape.fields(Sak).items()}
    asked = {name for step in steps() for name in names(fields_of(tree, step.keys))}
    places = {".".join(map(str, path)) for path in leaves(tree)}
    assert {p for p in places if p not in asked and p.rpartition(".")[0] not in asked} == {"bti_sak", "id", "kommune"}


def leaves(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else None
    if inner is None:
        yield path
    for key, value in inner or ():
        yield from leaves(value, (*path, key))


def test_a_part_that_no_step_names_comes_in_the_last_step(monkeypatch: pytest.MonkeyPatch) -> None:
    from bti_docs.page import steps as module

    monkeypatch.setattr(module, "_PARTS", {k: v for k, v in module._PARTS.items() if k != "fravær"})
    assert tuple(k for k in module.steps()[-1].keys if k == "fravær") == ("fravær",)


def test_the_pages_names_are_names_of_the_model() -> None:
    homes = shape.homes(Sak)
    known = {*homes} | {f"{home}.{key}".lstrip(".") for key, all_ in homes.items() for home in all_}
    assert [name for name in words._names() if name not in known] == []


@pytest.mark.parametrize("form", ["nb", "nn"])
def test_every_text_is_there_in_both_language_forms(form: str) -> None:
    assert all(text[form] for text in words._texts().values())
    assert all(len(name) in (2, 4) and all(name) for name in words._names().values())


def test_dates_are_shown_and_taken_the_norwegian_way() -> None:
    tree = {"barn": {"fødselsdato": "2014-05-12"}}
    (field,) = fields_of(tree, ["barn"])
    assert next(f.value for f in field.fields if f.name == "barn.fødselsdato") == "12.05.2014"
    for typed in ("1.2.2015", "01.02.2015", "1. 2. 2015", "1/2/2015", "01-02-2015"):
        assert Posted({"barn.fødselsdato": [typed]}).case(tree, ["barn"])["barn"]["fødselsdato"] == "2015-02-01"


def test_what_is_no_date_is_kept_as_it_was_written() -> None:
    after = Posted({"barn.fødselsdato": ["i mai"]}).case({"barn": {}}, ["barn"])
    assert after["barn"]["fødselsdato"] == "i mai"


def test_a_new_row_gets_an_id_without_a_name_in_it() -> None:
    tree = {"foresatte": [{"id": "foresatt1", "navn": "Kari"}]}
    after = Posted({"foresatte.1.navn": ["Jan Kowalski"]}).case(tree, ["foresatte"])
    assert after["foresatte"][1] == {"id": "foresatt2", "navn": "Jan Kowalski"}


def test_a_row_that_was_added_and_left_empty_is_not_written() -> None:
    tree = {"foresatte": [{"id": "foresatt1", "navn": "Kari"}]}
    assert Posted({"foresatte.1.navn": [""], "har:foresatte.1.skjermes_for": [""]}).case(tree, ["foresatte"]) == tree


def test_a_row_goes_when_its_button_is_pressed() -> None:
    tree = {"mål": [{"id": "g1", "tekst": "a"}, {"id": "g2", "tekst": "b"}]}
    after = Posted({"mål.0.tekst": ["a"], "mål.1.tekst": ["b"]}, remove="mål.0").case(tree, ["mål"])
    assert after["mål"] == [{"id": "g2", "tekst": "b"}]


def test_text_from_word_keeps_its_lines() -> None:
    after = Posted({"møter.0.gjelder": ["en\x0bto\r\ntre"]}).case({"møter": [{"id": "m1"}]}, ["møter"])
    assert after["møter"][0]["gjelder"] == "en\nto\ntre\n"
