"""Interceptors: how long each takes to a point, where it does not reach, how surely it kills, what it costs.

Each flies as it was fitted to its claims (`rangering.catalog.calibrate`). A claim on the reach of a whole
system holds for its farthest-reaching missile, which is fitted to it, and caps the others
(`rangering.catalog.reach`). One kill probability serves all classes: nothing public tells them apart.
"""

from collections.abc import Mapping
from math import inf
from typing import NamedTuple

import numpy as np

from rangering.catalog.calibrate import Calibrated, calibrated
from rangering.catalog.fire_unit import InterceptorFacts, resolve_interceptor
from rangering.catalog.inputs import Input, Reading
from rangering.catalog.reach import system_reach
from rangering.catalog.read import Catalog
from rangering.flight.flyout import HEIGHTS, RANGES
from rangering.mission.plan import MissilePlan
from rangering.mission.plan_arrays import floats, ints
from rangering.streams import name_id

_OF_A_MISSILE = (
    "range_min_m", "altitude_min_m", "single_shot_kill_probability", "seeker_range_m", "unit_price_usd",
)  # fmt: skip


class Missiles(NamedTuple):
    """The types, and what their numbers rest on."""

    plan: MissilePlan
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    inputs: tuple[Input, ...]
    inconsistent: tuple[str, ...]
    """Claims that the laws of flight do not let stand together, in sentences."""


class _Type(NamedTuple):
    facts: InterceptorFacts
    flown: Calibrated
    reach_m: float


def missiles_of(
    catalog: Catalog,
    systems: Mapping[str, str],
    classes: int,
    *,
    reading: Reading | None,
    allow_defaults: bool,
) -> Missiles:
    """The types of interceptor of a raid, sorted by id.

    Parameters
    ----------
    catalog : Catalog
        What public sources say.
    systems : mapping
        System of each type that some fire unit has.
    classes : int
        How many classes of target fly.
    reading : mapping or None
        Values by quantity id, in SI; nominal where it says nothing.
    allow_defaults : bool
        Whether class defaults may stand in for figures nobody publishes.

    Raises
    ------
    CatalogError
        A figure is missing and may not be assumed.
    """
    ids = tuple(sorted(systems))
    types = [_type(catalog, each, systems[each], reading, allow_defaults) for each in ids]
    facts, tables = [each.facts for each in types], [each.flown.fly_out for each in types]
    time_s = np.empty((len(ids), HEIGHTS, RANGES), dtype=np.float32)
    for n, table in enumerate(tables):
        time_s[n] = table.time_s
    kills = floats(each.single_shot_kill_probability for each in facts)
    plan = MissilePlan(
        id=ints(map(name_id, ids)),
        time_s=time_s,
        height_step_m=floats(each.height_step_m for each in tables),
        range_step_m=floats(each.range_step_m for each in tables),
        range_max_m=floats(each.reach_m for each in types),
        range_min_m=floats(each.range_min_m for each in tables),
        altitude_min_m=floats(each.altitude_min_m for each in tables),
        kill_probability=np.repeat(kills[:, None], classes, axis=1),
        seeker_m=floats(each.seeker_range_m for each in facts),
        price_usd=floats(each.unit_price_usd for each in facts),
    )
    inputs = (each for of in types for each in (*of.facts.inputs, *of.flown.inputs))
    faults = (f"{of.facts.title}: {said}." for of in types for said in of.flown.inconsistent)
    return Missiles(
        plan, ids, tuple(each.title for each in facts), tuple(dict.fromkeys(inputs)), tuple(faults)
    )


def _type(
    catalog: Catalog, interceptor: str, system: str, reading: Reading | None, allow_defaults: bool
) -> _Type:
    facts = resolve_interceptor(
        catalog, interceptor, reading=reading, allow_defaults=allow_defaults, fields=_OF_A_MISSILE
    )
    claim = system_reach(catalog, system, None, reading)
    claimed_m = claim.reach_m if claim is not None and claim.is_for(catalog, interceptor) else None
    flown = calibrated(
        catalog, interceptor, reach_m=claimed_m, reading=reading, allow_defaults=allow_defaults
    )
    capped_m = inf if claim is None or claimed_m is not None else claim.reach_m
    return _Type(facts, flown, min(flown.reach_m, capped_m))
