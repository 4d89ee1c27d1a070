"""A JSON Schema of programme files, so that editors complete keys and underline mistakes while typing.

It knows keys, types, choices, and that a figure is a name or a table with its source, never a bare number.
Units, ids of the catalog and what links have to do with each other are beyond it: ``rangering programme
check`` knows those.
"""

from typing import Any

from rangering.catalog.models import Quantity
from rangering.programme.figures import OWN_KEYS
from rangering.programme.models import Programme
from rangering.scenario.schema import DIALECT, FileSchema

_REF = {"$ref": "#/$defs/Figure"}
_LIMITS = ("low", "nominal", "high")


def programme_schema() -> dict[str, Any]:
    """The schema of a programme file, JSON Schema draft 2020-12."""
    whole = Programme.model_json_schema(by_alias=True, schema_generator=FileSchema)
    figure, beside = _figure()
    defs = {name: _named(part) for name, part in whole.pop("$defs").items()}
    rest = {key: _named(part) for key, part in whole.items() if key != "title"}
    return {"$schema": DIALECT, "title": "rangering programme"} | rest | {
        "$defs": defs | beside | {"Figure": figure}
    }  # fmt: skip


def _figure() -> tuple[dict[str, Any], dict[str, Any]]:
    """A quantity as a file states it, and what its keys refer to."""
    made = Quantity.model_json_schema(schema_generator=FileSchema)
    beside = made.pop("$defs", {})
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}
    value = {"value": numbers | {"description": "Low, nominal and high.", "examples": [[18, 24, 40]]}}
    stated = {key: part for key, part in made["properties"].items() if key not in ("id", *OWN_KEYS)}
    return made | {
        "title": "Figure",
        "description": "A number with its interval, unit, grade and source.",
        "properties": value | stated,
        "required": ["unit", "grade", "source"],
        "anyOf": [{"required": ["value"]}, {"required": list(_LIMITS)}],
    }, beside


def _named(part: Any) -> Any:
    """The same with every table that is a figure named as one."""
    if part == {"type": "object"}:
        return _REF
    if isinstance(part, dict):
        return {key: _named(each) for key, each in part.items()}
    return [_named(each) for each in part] if isinstance(part, list) else part
