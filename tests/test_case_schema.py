"""The JSON Schema for editors: accepts what our reader accepts, finds what an editor should underline."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from bti_docs.case.load import load_case
from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil
from bti_docs.case.schema import case_schema, json_schema, profile_schema
from tests.small_case import CONTRACT, SMALL, needs_contract


def as_an_editor_reads(text: str) -> object:
    """YAML 1.2 as editors read it, with dates left as text as JSON has none."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


def errors(text: str, model=Sak) -> list[str]:
    checker = jsonschema.Draft7Validator(json_schema(model))
    return [e.message for e in checker.iter_errors(as_an_editor_reads(text))]


@pytest.mark.parametrize("model", [Sak, Profil])
def test_the_schema_is_draft_07_and_sound(model) -> None:
    schema = json_schema(model)
    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert set(re.findall(r'"\$ref": "#/definitions/([^"]*)"', json.dumps(schema, ensure_ascii=False))) <= set(
        schema["definitions"]
    )


def test_the_case_and_the_profile_have_a_schema_each() -> None:
    assert case_schema() == json_schema(Sak)
    assert profile_schema() == json_schema(Profil)


def test_a_small_valid_case_is_accepted() -> None:
    assert errors(SMALL) == []


@needs_contract
@pytest.mark.parametrize("name", ["case-risor.yaml", "case-vindafjord.yaml"])
def test_the_contract_cases_are_accepted_by_check_jsonschema(name: str, tmp_path: Path) -> None:
    schema = tmp_path / "sak.schema.json"
    schema.write_text(json.dumps(case_schema(), ensure_ascii=False), encoding="utf-8")
    program = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run([program, "--schemafile", schema, CONTRACT / name], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


@needs_contract
def test_the_contract_profile_is_accepted() -> None:
    assert errors((CONTRACT / "municipality-risor.yaml").read_text(encoding="utf-8"), Profil) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("klasse: 7A", "klasse: 7"),
        ("klasse: 7A", "klasse: 7E1"),
        ("klasse: 7A", "klasse:"),
        ("telefon: 900 00 001", "telefon: 90000001"),
        ("fødselsnummer: 12851499979", "fødselsnummer: '12851499979'"),
        ("2014-05-12", "12.05.2014"),
        ("2014-05-12", "1.5.2014"),
        ("kl: 13:30-14:15", "kl: 13:30"),
        ("trinn: 7", "trinn: '7'"),
        ("tolk: ja", "tolk: nei"),
        ("bti_sak: 1", "bti_sak: '1'"),
        ("etternavn: Testesen", "etternavn: Null"),
    ],
)
def test_what_our_reader_accepts_the_schema_accepts(before: str, after: str) -> None:
    assert before in SMALL
    text = SMALL.replace(before, after)
    assert load_case(text.encode(), file="sak.yaml").problems == []
    assert errors(text) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("fornavn:", "fornamn:", "'fornamn' was unexpected"),
        ("tolk: ja", "tolk: true", "is not one of ['ja', 'nei']"),
        ("tolk: ja", "tolk: yes", "is not one of ['ja', 'nei']"),
        ("2014-05-12", "12/5-14", "does not match"),
        ("trinn: 7", "trinn: sju", "is not valid"),
        ("trinn: 7", "trinn: 14", "is not valid"),
        ("relasjon: mor", "relasjon: mamma", "is not one of"),
        ("type: ressursteam", "type: teammøte", "is not one of"),
        ("  etternavn: Testesen\n", "", "'etternavn' is a required property"),
    ],
)
def test_what_an_editor_should_underline_is_found(before: str, after: str, said: str) -> None:
    assert before in SMALL
    found = json.dumps([_flat(e) for e in _all_errors(SMALL.replace(before, after, 1))], ensure_ascii=False)
    assert said in found


def _all_errors(text: str):
    return jsonschema.Draft7Validator(case_schema()).iter_errors(as_an_editor_reads(text))


def _flat(error) -> list:
    return [error.message, *(_flat(inner) for inner in error.context)]


def test_the_schema_tells_what_each_part_is() -> None:
    definitions = case_schema()["definitions"]
    assert definitions["Barn"]["title"] == "Barn"
    assert definitions["Barn"]["description"] == "The pupil."
    # pydantic writes only ASCII in the names of definitions.
    assert "stafettloggmøte" in json.dumps(definitions["M_te"], ensure_ascii=False)
