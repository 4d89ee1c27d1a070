"""What a plan's spares and repair come to in the long run, by closed forms, beside what an engine plays.

Every fire unit in service, nothing stopped, demand Poisson at the rate of all items fitted; repairs abroad
lengthen the depot's mean. Missing items fall on all places alike, kinds are short independently. Limits: a
depot with few crews queues, which these forms leave out; licensed repair is left out too.
Source: Sherbrooke, "Optimal Inventory Modeling of Systems", 2nd ed. (2004), chapters 2 and 3.
"""

from math import comb
from typing import NamedTuple

from rangering.programme.plan import Effect, Plan


class Steady(NamedTuple):
    """Long-run means over all fire units."""

    in_repair: tuple[float, ...]
    """Items of each component under repair or on their way."""
    backorders: tuple[float, ...]
    """Of those, missed at a fire unit."""
    availability: float
    """Share of fire units that have what they need."""


def steady_state(plan: Plan) -> Steady:
    """The long run of a plan's components; availability 1 where there are none."""
    from rangering.programme.closed_forms.two_echelon import exact_two_echelon, repair_loop

    units, parts = len(plan.units.crews_needed), plan.components
    in_repair, missed, availability = [], [], 1.0
    for c in range(len(parts.per_unit) if units else 0):
        fitted, abroad = int(parts.per_unit[c]), float(parts.abroad[c])
        depot_d = (1.0 - abroad) * float(parts.depot_repair_d[c]) + abroad * float(parts.abroad_d[c])
        loop = repair_loop(
            [fitted * float(parts.fails_per_d[c])] * units,
            int(parts.base_stock[c]),
            depot_stock=int(parts.depot_stock[c]) + _delivered(plan, c),
            depot_repair_d=depot_d,
            order_and_ship_d=float(parts.ship_d[c]),
            base_repair_d=float(parts.base_repair_d[c]),
            base_repair_fraction=float(parts.base_repair[c]),
        )
        short = exact_two_echelon(loop)
        backorders = float(short.base_backorders.sum())
        local = float((loop.demand_per_d * loop.base_repair_fraction * loop.base_repair_d).sum())
        shipped = float((loop.demand_per_d * (1.0 - loop.base_repair_fraction) * loop.order_and_ship_d).sum())
        in_repair.append(local + shipped + float(short.depot_pipeline))
        missed.append(backorders)
        availability *= _enough(int(parts.needed[c]), fitted, min(backorders / (units * fitted), 1.0))
    return Steady(tuple(in_repair), tuple(missed), availability)


def _delivered(plan: Plan, component: int) -> int:
    """Spares that come with lots."""
    effects = plan.activities
    mine = (effects.effect == Effect.SPARES) & (effects.effect_index == component)
    return int(effects.effect_amount[mine].sum())


def _enough(needed: int, fitted: int, empty: float) -> float:
    """Chance that enough of the places are filled, each empty independently."""
    return sum(
        comb(fitted, missing) * empty**missing * (1.0 - empty) ** (fitted - missing)
        for missing in range(fitted - needed + 1)
    )
