"""Interceptors: how long each takes to a point, where it does not reach, how surely it kills, what it costs.

A claim on the reach of a whole system holds for its farthest-reaching missile and caps the others
(`rangering.catalog.reach`). One kill probability serves all classes: nothing public tells them apart.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rangering.catalog.fire_unit import resolve_interceptor
from rangering.catalog.inputs import Input, Reading, Search, family_line, range_class_of
from rangering.catalog.reach import system_reach
from rangering.catalog.read import Catalog
from rangering.mission.columns import floats, ints
from rangering.mission.plan import MissilePlan
from rangering.streams import name_id

_OF_A_MISSILE = (
    "range_min_m",
    "altitude_min_m",
    "single_shot_kill_probability",
    "seeker_range_m",
    "unit_price_usd",
)


class Missiles(NamedTuple):
    """The types, and what their numbers rest on."""

    plan: MissilePlan
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    inputs: tuple[Input, ...]
    inconsistent: tuple[str, ...]
    """Claims that the laws of flight do not let stand together, in sentences."""


def missiles_of(
    catalog: Catalog,
    systems: dict[str, str],
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
    systems : dict
        System of each type that some fire unit has.
    classes : int
        How many classes of target fly.
    reading, allow_defaults
        As elsewhere.
    """
    ids = tuple(sorted(systems))
    facts, tables, reaches, inputs = [], [], [], []
    for each in ids:
        fact = resolve_interceptor(
            catalog, each, reading=reading, allow_defaults=allow_defaults, fields=_OF_A_MISSILE
        )
        facts.append(fact)
        inputs += fact.inputs
        claim = system_reach(catalog, systems[each], None, reading)
        table, reach_m = _straight(catalog, each, claim, reading)
        tables.append(table)
        reaches.append(reach_m)
    plan = MissilePlan(
        id=ints(map(name_id, ids)),
        time_s=np.ascontiguousarray([time_s for time_s, _, _ in tables], dtype=np.float32).reshape(
            len(ids), 48, 160
        ),
        height_step_m=floats(step_m for _, step_m, _ in tables),
        range_step_m=floats(step_m for _, _, step_m in tables),
        range_max_m=floats(reaches),
        range_min_m=floats(each.range_min_m for each in facts),
        altitude_min_m=floats(each.altitude_min_m for each in facts),
        kill_probability=np.repeat(
            floats(each.single_shot_kill_probability for each in facts)[:, None], classes, axis=1
        ),
        seeker_m=floats(each.seeker_range_m for each in facts),
        price_usd=floats(each.unit_price_usd for each in facts),
    )
    return Missiles(plan, ids, tuple(each.title for each in facts), tuple(dict.fromkeys(inputs)), ())


def _straight(catalog, each, claim, reading):
    f = resolve_interceptor(catalog, each, reading=reading)
    reach = f.range_max_m
    if claim is not None:
        reach = claim.reach_m if claim.is_for(catalog, each) else min(reach, claim.reach_m)
    search = Search(catalog, each, range_class_of(catalog, catalog[each]), reading)
    speed = f.speed_max_m_s * search.take("x", search.default(("interceptor.mean_speed_fraction",)))
    h = np.linspace(0, f.altitude_max_m, 48)[:, None]
    r = np.linspace(0, reach, 160)[None]
    return (np.hypot(h, r) / speed, float(h[1, 0]), float(r[0, 1])), reach
