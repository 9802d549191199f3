"""A model goes in; a JSON Schema (draft-07) comes out that accepts every valid file as an editor's YAML parser sees it.

Editors guess YAML types: `7` is a number to them and `7A` a string, `ja` a string but `ja`'s English cousin a boolean,
and a key with nothing after it is null. Our own reader sees only text, so the schema allows what text may look like.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bti_docs.case.model import Sak
from bti_docs.case.profile import Profil
from bti_docs.case.types import DATE_PATTERN, Node

_DRAFT = "http://json-schema.org/draft-07/schema#"
_ANY_TEXT = ["string", "number", "boolean", "null"]
_EMPTY = {"type": "null"}


def case_schema() -> dict[str, Any]:
    """Return the schema of a case file."""
    return json_schema(Sak)


def profile_schema() -> dict[str, Any]:
    """Return the schema of a municipality profile."""
    return json_schema(Profil)


def json_schema(model: type[Node]) -> dict[str, Any]:
    """Return the schema of `model` as plain data, ready for `json.dumps(…, ensure_ascii=False)`."""
    made = model.model_json_schema(mode="validation", ref_template="#/definitions/{model}")
    made["definitions"] = made.pop("$defs", {})
    return {"$schema": _DRAFT, **_rewritten(made)}


def _rewritten(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Rewrite a schema of a map with fields; every field may also be left empty."""
    out = {k: v for k, v in schema.items() if k not in ("properties", "definitions", "default")}
    if "properties" in schema:
        required = schema.get("required", [])
        out["properties"] = {k: _field(v, k in required) for k, v in schema["properties"].items()}
    if "definitions" in schema:
        out["definitions"] = {k: _rewritten(v) for k, v in schema["definitions"].items()}
    return out


def _field(schema: Mapping[str, Any], required: bool) -> dict[str, Any]:
    value = _value(schema)
    described = {k: schema[k] for k in ("description",) if k in schema}
    return {**described, **(value if required else _or_empty(value))}


def _or_empty(value: dict[str, Any]) -> dict[str, Any]:
    if value == {"type": _ANY_TEXT}:
        return value
    return {"anyOf": [*value.get("anyOf", [value]), _EMPTY]}


def _value(schema: Mapping[str, Any]) -> dict[str, Any]:
    if "anyOf" in schema:
        return _value(next(s for s in schema["anyOf"] if s.get("type") != "null"))
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    if "const" in schema or "enum" in schema:
        return {"enum": [e for word in schema.get("enum", [schema.get("const")]) for e in _spelt(word)]}
    if schema.get("type") == "array":
        return {"type": "array", "items": _or_empty(_value(schema["items"]))} | _kept(schema, "minItems")
    if schema.get("type") == "object":
        return {"type": "object", "additionalProperties": _value(schema["additionalProperties"])}
    return _leaf(schema)


def _leaf(schema: Mapping[str, Any]) -> dict[str, Any]:
    if schema.get("type") == "boolean":
        return {"enum": ["ja", "nei"]}
    if schema.get("type") == "integer":
        # Limits on a parsed number reach pydantic's schema under their own names.
        limits = {"minimum": schema.get("ge", 0), "maximum": schema.get("le", 999_999_999)}
        whole = {"type": "integer", **limits}
        return {"anyOf": [whole, {"type": "string", "pattern": "^[0-9]{1,9}$"}]}
    if schema.get("format") == "date":
        return {"type": "string", "pattern": f"^(?:{DATE_PATTERN})$"}
    if "pattern" in schema:
        # A time without quotes is a number of minutes to some parsers: 12:30 is 750.
        return {"anyOf": [{"type": "string", "pattern": f"^(?:{schema['pattern']})$"}, {"type": "integer"}]}
    return {"type": _ANY_TEXT} | _kept(schema, "maxLength")


def _kept(schema: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {k: schema[k] for k in keys if k in schema}


def _spelt(word: str) -> list[Any]:
    """The word as text, and as the number an editor takes it for."""
    return [word, int(word)] if word.isdigit() else [word]
