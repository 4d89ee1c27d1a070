"""What acts because a scenario does not state it: every default, in the units a person would use.

What coverage rests on comes line by line with its meaning; what only a raid uses comes in one line.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from rangering.scenario.models import Scenario
from rangering.units import UNITS, Unit, show

_OF_COVERAGE = ("environment", "coverage")
OF_THE_RAID = ("doctrine", "links", "crews", "identification", "failures", "mission", "endurance")
# Largest first; a value is shown in the first that it fills. Other dimensions are shown in SI.
_SHOWN_IN = {"time": ("d", "h", "min", "s"), "pressure": ("hPa",), "length": ("km", "m"), "angle": ("deg",)}


def assumptions(scenario: Scenario) -> Iterator[str]:
    """One line for each default that coverage uses, and one for all the others together."""
    for table in _OF_COVERAGE:
        for name, field, value in _unstated(scenario, table):
            yield f"{table}.{name}{_meaning(value, field)}"
    if any(unit.mast_height_m is None for unit in scenario.fire_units):
        yield "mast_height where none is stated: the catalog's figure, or the class default (grade D)"
    left = {table: list(_unstated(scenario, table)) for table in OF_THE_RAID}
    names = [table for table, unstated in left.items() if unstated]
    if names:
        values = "; ".join(f"{table}: {_values(left[table])}" for table in names)
        listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
        yield f"{listed}: defaults, not used by coverage ({values})"


def _values(unstated: Iterable[tuple[str, FieldInfo, Any]]) -> str:
    said = (
        (name.replace("_", " "), _otherwise(field) if value is None else written(value, field))
        for name, field, value in unstated
    )
    return ", ".join(" ".join(each) for each in said)


def _unstated(scenario: Scenario, table: str) -> Iterator[tuple[str, FieldInfo, Any]]:
    """Key, field and default of what a table of the file leaves out."""
    stated: BaseModel = getattr(scenario, table)
    for name, field in type(stated).model_fields.items():
        if name not in stated.model_fields_set or table not in scenario.model_fields_set:
            yield field.alias or name, field, getattr(stated, name)


def _otherwise(field: FieldInfo) -> str:
    """What holds where a field without a value is not stated: its description ends with it."""
    return (field.description or "").rstrip(".").partition(" Default: ")[2] or "none"


def _meaning(value: Any, field: FieldInfo) -> str:
    """Value and meaning of a default: ``" = 0 mm/h (rain along every ray)"``."""
    what = (field.description or "").rstrip(".").partition(" Default: ")[0]
    meaning = what[:1].lower() + what[1:].rstrip(".")
    if value is None:
        return f": {_otherwise(field)}"
    return f" = {written(value, field)} ({meaning})"


def stated(table: BaseModel) -> str:
    """What the file states of one table: ``firing salvo, salvo size 3``; empty where it states nothing."""
    fields = type(table).model_fields
    said = (
        f"{(fields[name].alias or name).replace('_', ' ')} {written(getattr(table, name), fields[name])}"
        for name in fields
        if name in table.model_fields_set and getattr(table, name) is not None
    )
    return ", ".join(said)


def written(value: Any, field: FieldInfo) -> str:
    """A value of a field as a person would write it, in the largest unit that it fills."""
    unit = next((mark for mark in _marks(field) if isinstance(mark, Unit)), None)
    if unit is not None and isinstance(value, float):
        known = UNITS[unit.dimension]
        symbols = _SHOWN_IN.get(unit.dimension) or [next(s for s in known if known[s] == 1.0)]
        return show(value, next((s for s in symbols if abs(value) >= known[s]), symbols[-1]), 6)
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, BaseModel):
        return str(getattr(value, "kind", value))
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _marks(field: FieldInfo) -> Iterator[Any]:
    """What marks a field, or the value of one that may be left out."""
    yield from field.metadata
    for kind in get_args(field.annotation):
        if get_origin(kind) is Annotated:
            yield from get_args(kind)[1:]
