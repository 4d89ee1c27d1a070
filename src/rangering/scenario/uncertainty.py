"""Changes a scenario makes to what the catalog holds possible: other bounds, another law, other weights.

Only figures of the catalog can be changed, never what a hostile flight does (its route, altitude, timing,
transponder or emission): `rangering.scenario.check` refuses those. A change leaves the catalog alone; it
makes a new quantity whose source says that the scenario states it.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from rangering.catalog.models import Alternatives, Law, Quantity, si_factor
from rangering.catalog.read import Catalog
from rangering.errors import UnitError
from rangering.scenario.base import Model, Number, refusal

_BOUND = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*(\S.*?)?\s*")


def _bound(stated: Any) -> Any:
    if isinstance(stated, bool) or not isinstance(stated, str | int | float):
        raise refusal(
            "is not a bound", 'write a number with its unit, such as "340 km"; a count goes without'
        )
    return str(stated)


# Kept as text: which unit is right depends on the quantity, which only the catalog knows.
Bound = Annotated[str, BeforeValidator(_bound, json_schema_input_type=str | float)]


class Override(Model):
    """Other limits, mode, law or weights for one quantity or one set of alternatives."""

    low: Bound | None = Field(None, description="Least value thought possible, with its unit.")
    nominal: Bound | None = Field(None, description="Most plausible value, with its unit.")
    high: Bound | None = Field(None, description="Greatest value thought possible, with its unit.")
    law: Law | None = Field(None, description="How values between the limits are drawn.")
    weights: Mapping[str, Annotated[Number, Field(ge=0)]] | None = Field(
        None, description="For alternatives: option and its weight (relative)."
    )


def in_unit(stated: str, unit: str) -> float:
    """A stated bound in the unit of the quantity it replaces.

    Parameters
    ----------
    stated : str
        Number and unit, such as ``"340 km"``; without a unit only where the catalog counts or compares.
    unit : str
        The unit of the quantity, as the catalog writes it.

    Raises
    ------
    UnitError
        No number, or a unit of another kind.
    """
    wanted = si_factor(unit)
    match = _BOUND.fullmatch(stated)
    bare = wanted is not None and wanted[1] == unit and unit not in ("m", "s", "Hz", "W", "K", "Pa", "kg")
    mend = f'write it such as "340{"" if bare else f" {unit}"}"'
    if match is None or wanted is None:
        raise UnitError("is not a number with a unit", value=stated, mend=mend)
    if not match[2]:
        if not bare:
            raise UnitError("has no unit", value=stated, mend=mend)
        return float(match[1])
    found = si_factor(match[2])
    if found is None or found[1] != wanted[1]:
        raise UnitError(f"is not in a unit that becomes {unit}", value=stated, mend=mend)
    return float(match[1]) * found[0] / wanted[0]


def overridden(quantity: Quantity, change: Override, scenario_name: str) -> Quantity:
    """The quantity as the scenario states it; what the scenario leaves out stays as in the catalog.

    Returns
    -------
    Quantity
        In the same unit, with the scenario added to its source and grade D: it is the analyst's assumption.

    Raises
    ------
    UnitError
        A bound in a unit of another kind.
    """
    bounds = {
        name: in_unit(stated, quantity.unit)
        for name in ("low", "nominal", "high")
        if (stated := getattr(change, name)) is not None
    }
    law = {"law": change.law} if change.law else {}
    source = f"scenario {scenario_name}, in place of: {quantity.source}"
    return quantity.model_copy(update={**bounds, **law, "grade": "D", "source": source})


def stated_catalog(catalog: Catalog, changes: Mapping[str, Override], scenario_name: str) -> Catalog:
    """The catalog with a scenario's changes in place, so that what is drawn and what is nominal agree.

    Parameters
    ----------
    catalog : Catalog
        Left as it is.
    changes : mapping of str to Override
        The scenario's ``[uncertainty]`` table, checked against this catalog.
    scenario_name : str
        For the source line of what is changed.
    """
    entries, defaults = dict(catalog.entries), dict(catalog.changed_defaults)
    for key, change in changes.items():
        entry_id, _, name = key.partition(".")
        alternatives = catalog.alternatives(key)
        if alternatives is not None:
            entry = entries[entry_id]
            named = {**entry.alternatives, name: _weighted(alternatives, change.weights or {})}
            entries[entry_id] = entry.model_copy(update={"alternatives": named})
            continue
        quantity = overridden(catalog.quantity(key), change, scenario_name)
        if entry_id in entries:
            entry = entries[entry_id]
            figures = {**entry.quantities, name: quantity}
            entries[entry_id] = entry.model_copy(update={"quantities": figures})
        else:
            defaults[key] = quantity
    return replace(catalog, entries=entries, changed_defaults=defaults)


def _weighted(alternatives: Alternatives, weights: Mapping[str, float]) -> Alternatives:
    """The claims that keep a weight; one that is given none is left out."""
    options = [
        option.model_copy(update={"weight": weights.get(option.name, option.weight)})
        for option in alternatives.options
        if weights.get(option.name, option.weight) > 0
    ]
    names = [option.name for option in options]
    nominal = alternatives.nominal if alternatives.nominal in names else names[0]
    return alternatives.model_copy(update={"options": tuple(options), "nominal": nominal})
