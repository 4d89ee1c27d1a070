"""Which figures of the catalog a scenario may state anew, and as what; never a choice of a hostile flight."""

from collections.abc import Iterator
from typing import Any

from rangering.catalog.models import Alternatives, Quantity
from rangering.catalog.read import Catalog
from rangering.errors import CatalogError, UnitError, nearest
from rangering.scenario.faults import Place
from rangering.scenario.finding import Finding
from rangering.scenario.flights import HOSTILE_CLASSES
from rangering.scenario.models import Scenario
from rangering.scenario.uncertainty import overridden

_HOSTILE_CHOICES = (
    "route",
    "waypoint",
    "azimuth",
    "altitude",
    "timing",
    "start",
    "spacing",
    "arrivals",
    "wave",
    "transponder",
    "emission",
)
_OF_A_RAID = ("size", "mix")
_HOSTILE_TABLES = ("raid", "raids", "hostile_flight", "hostile_flights", "hostile")


def uncertainty_findings(scenario: Scenario, catalog: Catalog) -> Iterator[Finding]:
    """Figures that may not be stated so, check by check."""
    for key, change in scenario.uncertainty.items():
        place: Place = ("uncertainty", key)
        table, _, choice = key.partition(".")
        if table == "raid" and choice in _OF_A_RAID:
            problem = "is stated in [[raid]] itself; it is no figure of the catalog"
            yield Finding(place, problem, "change it there")
            continue
        if _is_hostile_choice(key, scenario):
            problem = "is a choice of a hostile flight, which is never varied"
            yield Finding(
                place, problem, "vary the defence, the environment, or the speed of the flight's class"
            )
            continue
        alternatives = catalog.alternatives(key)
        try:
            quantity = None if alternatives else catalog.quantity(key)
        except CatalogError as unknown:
            yield Finding(place, f"is not in the catalog: {unknown.value!r} {unknown.problem}", unknown.mend)
            continue
        bounds = (change.low, change.nominal, change.high, change.law)
        if alternatives is not None:
            yield from _weights(place, change.weights or {}, alternatives)
            if any(bound is not None for bound in bounds):
                yield Finding(place, "has competing claims, not bounds", "state weights = { … } instead")
        elif quantity is not None and change.weights is not None:
            yield Finding((*place, "weights"), "are for competing claims", "state low, nominal, high or law")
        elif quantity is not None:
            yield from _bounds(place, change, quantity, scenario.name)


def _is_hostile_choice(key: str, scenario: Scenario) -> bool:
    """Whether a key names what a hostile flight does: by its table, its name or its class."""
    entry_id, _, name = key.partition(".")
    table = entry_id.partition("[")[0].strip()
    named = {each.name for each in (*scenario.raids, *scenario.hostile_flights)}
    if table in _HOSTILE_TABLES or entry_id in named:
        return True
    target = entry_id.removeprefix("default/")
    return target in HOSTILE_CLASSES and any(word in name for word in _HOSTILE_CHOICES)


def _weights(place: Place, weights: Any, alternatives: Alternatives) -> Iterator[Finding]:
    names = [option.name for option in alternatives.options]
    for name in weights:
        if name not in names:
            mend = nearest(name, names) or f"claims: {', '.join(names)}"
            yield Finding((*place, "weights", name), "is not one of the competing claims", mend)
    if not any(weights.get(name, 1.0) for name in names):
        yield Finding((*place, "weights"), "leave no claim a weight", "give one claim a positive weight")


def _bounds(place: Place, change: Any, quantity: Quantity, scenario_name: str) -> Iterator[Finding]:
    if not quantity.in_runs:
        problem = "is about ballistic targets, which never enter a run"
        yield Finding(place, problem, "leave it out: it would change nothing")
        return
    try:
        new = overridden(quantity, change, scenario_name)
    except UnitError as error:
        key = next(k for k in ("low", "nominal", "high") if getattr(change, k) == error.value)
        yield Finding((*place, key), error.problem, error.mend, error.value)
        return
    shown = f"{new.low:g}, {new.nominal:g}, {new.high:g} {quantity.unit}"
    if not new.low <= new.nominal <= new.high:
        yield Finding(
            place,
            f"gives low, nominal, high as {shown}, out of order",
            "state all three in order",
            None,
            (place,),
        )
    elif new.law is not None and new.law.startswith("log") and new.low <= 0:
        yield Finding((*place, "law"), "needs a positive low bound", 'use law = "pert" or "uniform"', new.law)
