"""A JSON Schema of scenario files, so that editors complete keys and underline mistakes while typing.

It knows keys, types, choices and examples. Units inside a text, ids of the catalog and what parts have to
do with each other are beyond it: ``rangering check`` knows those.
"""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude
from rangering.units import UNITS, Unit, show

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> dict[str, Any]:
    """The schema of a scenario file, JSON Schema draft 2020-12."""
    schema = Scenario.model_json_schema(by_alias=True, schema_generator=FileSchema)
    return {"$schema": DIALECT, "title": "rangering scenario"} | {
        k: v for k, v in schema.items() if k != "title"
    }


class FileSchema(GenerateJsonSchema):
    """Leaves out what a file cannot hold: null, and titles that only repeat the key."""

    def nullable_schema(self, schema: Any) -> dict[str, Any]:
        """An optional key is left out in TOML; there is no null to write."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> dict[str, Any]:
        """Defaults as they would be written in a file; none where nothing would be."""
        inner = super().default_schema(schema)
        default = inner.pop("default", None)
        part = schema["schema"]
        while "schema" in part:
            part = part["schema"]
        unit = part.get("metadata", {}).get("unit")
        if isinstance(unit, Unit) and isinstance(default, float):
            symbol = next(name for name, factor in UNITS[unit.dimension].items() if factor == 1.0)
            inner["default"] = show(default, symbol, 8) if symbol else default
        elif isinstance(schema.get("default"), tuple):
            inner["default"] = [x.written if isinstance(x, Altitude) else x for x in schema["default"]]
        elif default is not None:
            inner["default"] = default
        return inner

    def get_title_from_name(self, name: str) -> str:
        """The key itself."""
        return name
