"""Fire units: their place and state, times and channels, rules, and what stands on their launchers.

Channels come in whole readings of an engagement radar, (targets, missiles) together; several radars of a fire
unit add up. The rounds of a type fill its launchers one after another, the last one in part. Doctrine and
links are the group's where it states its own, else the scenario's. A launcher turns to any side.
"""

from collections.abc import Sequence
from math import ceil, inf, pi
from typing import NamedTuple

import numpy as np

from rangering.catalog.fire_unit import FireUnitFacts, resolve_fire_unit
from rangering.catalog.inputs import Input, Reading
from rangering.catalog.read import Catalog
from rangering.mission.pictures import Pictures
from rangering.mission.plan import (
    WEAPONS_FREE,
    WEAPONS_HOLD,
    WEAPONS_TIGHT,
    EndurePlan,
    FloatArray,
    IntArray,
    LauncherPlan,
    RulePlan,
    UnitPlan,
)
from rangering.mission.plan_arrays import flags, floats, ints
from rangering.mission.plane import Plane, position_on
from rangering.mission.radars import Radars, Standing, every_unit
from rangering.scenario.defence import FireUnit
from rangering.scenario.loads import Load, loads
from rangering.scenario.models import Scenario
from rangering.streams import name_id

_WEAPONS = {"free": WEAPONS_FREE, "tight": WEAPONS_TIGHT, "hold": WEAPONS_HOLD}
_NO_LIMIT = 1_000_000  # shots at one target: more than any run fires
_OF_A_UNIT = (
    "targets_engaged_count", "missiles_guided_count", "launch_interval_s", "reload_time_s", "reaction_time_s",
    "assessment_time_s", "miss_called_kill_probability", "kill_called_miss_probability", "handover_limit_s",
    "evaluation_period_s", "guidance_coast_s", "guidance_missed_looks_ratio",
    "guidance_detection_probability",
)  # fmt: skip


class Equipped(NamedTuple):
    """A fire unit with what is known of it."""

    name: str
    system: str
    facts: FireUnitFacts
    loads: tuple[Load, ...]


def equipped(
    scenario: Scenario, catalog: Catalog, *, repeated: bool, reading: Reading | None, allow_defaults: bool
) -> tuple[Equipped, ...]:
    """All fire units, in the order of the file.

    Parameters
    ----------
    scenario, catalog : Scenario, Catalog
        Checked against each other.
    repeated : bool
        Whether raids come again and again, so that crews change.
    reading : mapping or None
        Values by quantity id, in SI; nominal where it says nothing.
    allow_defaults : bool
        Whether class defaults may stand in for figures nobody publishes.

    Raises
    ------
    CatalogError
        A figure is missing and may not be assumed.
    """
    found = []
    for group, unit in every_unit(scenario):
        doctrine = group.doctrine or scenario.doctrine
        fields = list(_OF_A_UNIT)
        if scenario.failures.enabled:
            fields += ["launcher_time_between_failures_s", "launcher_time_to_repair_s"]
        if doctrine.other_object_probability:
            fields.append("other_object_distance_m")
        if doctrine.weapons == "hold":
            fields += ["self_defence_distance_m", "self_defence_time_s"]
        if repeated and scenario.crews.relieved:
            fields += ["relief_ratio", "relief_time_s"]
        facts = resolve_fire_unit(
            catalog, group.system, reading=reading, allow_defaults=allow_defaults, fields=fields
        )
        found.append(Equipped(unit.shown, group.system, facts, loads(catalog, group, unit, reading=reading)))
    return tuple(found)


def inputs_of(units: Sequence[Equipped]) -> tuple[Input, ...]:
    """All figures the fire units rest on."""
    every = (
        each
        for unit in units
        for each in (*unit.facts.inputs, *(i for load in unit.loads for i in load.inputs))
    )
    return tuple(dict.fromkeys(every))


def unit_plan(
    scenario: Scenario,
    catalog: Catalog,
    units: Sequence[Equipped],
    rows: Sequence[Standing],
    pictures: Pictures,
    plane: Plane,
    ground_m: FloatArray,
) -> UnitPlan:
    """Place, state, times and channels.

    Parameters
    ----------
    scenario, catalog : Scenario, Catalog
        Checked against each other.
    units : sequence of Equipped
        All fire units.
    rows : sequence of Standing
        The radars.
    pictures : Pictures
        Of `pictures_of`.
    plane : Plane
        Of the raid.
    ground_m : float array, shape (units,)
        Height of the ground under the launchers. [m]
    """
    stated = every_unit(scenario)
    links = [group.links or scenario.links for group, _ in stated]
    places = [position_on(plane, unit.position) for _, unit in stated]
    facts = [each.facts for each in units]
    radars = [max(1, sum(row.unit == n for row in rows)) for n in range(len(units))]
    channels = [_channels(catalog, fact, count) for fact, count in zip(facts, radars, strict=True)]
    return UnitPlan(
        id=ints(name_id(unit.name) for _, unit in stated),
        x_m=floats(east_m for east_m, _ in places),
        y_m=floats(north_m for _, north_m in places),
        ground_m=ground_m,
        picture=pictures.of_unit,
        alone=pictures.alone,
        targets=ints(targets for targets, _ in channels),
        missiles=ints(missiles for _, missiles in channels),
        ready_s=floats(_ready_s(unit) for _, unit in stated),
        reaction_s=floats(each.reaction_time_s for each in facts),
        reaction_shape=np.zeros(len(units), dtype=np.int64),  # nobody publishes how it varies
        interval_s=floats(each.launch_interval_s for each in facts),
        assessment_s=floats(each.assessment_time_s for each in facts),
        miss_called_kill=floats(each.miss_called_kill_probability for each in facts),
        kill_called_miss=floats(each.kill_called_miss_probability for each in facts),
        link_delay_s=floats(each.delay_s for each in links),
        link_outage=floats(each.outage_fraction for each in links),
        link_outage_s=floats(each.outage_length_s for each in links),
        guided=np.ones(len(units), dtype=np.bool_),
        guided_pd=floats(each.guidance_detection_probability for each in facts),
    )


def rule_plan(scenario: Scenario, units: Sequence[Equipped], radars: Radars) -> RulePlan:
    """Doctrine of each fire unit; what one number must say for all is the longest of theirs."""
    doctrines = [group.doctrine or scenario.doctrine for group, _ in every_unit(scenario)]
    zones = [unit.fire_zone for _, unit in every_unit(scenario)]
    facts = [each.facts for each in units]
    others = [each.other_object_probability for each in doctrines]
    return RulePlan(
        salvo=ints(each.salvo_size for each in doctrines),
        looks=flags(each.firing == "shoot-look-shoot" for each in doctrines),
        most_shots=ints(
            _NO_LIMIT if each.max_shots_count is None else each.max_shots_count for each in doctrines
        ),
        weapons=ints(_WEAPONS[each.weapons] for each in doctrines),
        zone_min_m=floats(0.0 if each is None else each.min_m for each in zones),
        zone_max_m=floats(inf if each is None else each.max_m for each in zones),
        centre_rad=np.zeros(len(units)),
        half_width_rad=np.full(len(units), pi),
        reserve=reserves(scenario, units),
        optimal=any(each.assignment == "optimal" for each in doctrines),
        queueing=True,
        period_s=max(each.evaluation_period_s for each in facts),
        period_shape=0,
        handover_s=max(each.handover_limit_s for each in facts),
        coast_s=floats(
            max(each.guidance_coast_s, each.guidance_missed_looks_ratio * _slowest_s(radars, n))
            for n, each in enumerate(facts)
        ),
        other_probability=max(others),
        other_m=max(each.other_object_distance_m for each in facts) if any(others) else 0.0,
        self_defence_m=floats(each.self_defence_distance_m for each in facts),
        self_defence_s=floats(each.self_defence_time_s for each in facts),
    )


def reserves(scenario: Scenario, units: Sequence[Equipped]) -> IntArray:
    """Rounds that each fire unit keeps back, shape (units,): its doctrine's share of what stands ready."""
    doctrines = [group.doctrine or scenario.doctrine for group, _ in every_unit(scenario)]
    ready = [sum(load.ready_count for load in each.loads) for each in units]
    return ints(
        ceil(each.reserve_fraction * count - 1e-9) for each, count in zip(doctrines, ready, strict=True)
    )


def launcher_plan(
    scenario: Scenario, units: Sequence[Equipped], types: Sequence[str]
) -> tuple[LauncherPlan, tuple[str, ...]]:
    """Launchers with what stands on them, and their names.

    Parameters
    ----------
    scenario : Scenario
        Whose launchers these are.
    units : sequence of Equipped
        All fire units.
    types : sequence of str
        Catalog ids of all types, in the order of the plan.
    """
    owner, held, names, keys = [], [], [], []
    store = np.zeros((len(units), len(types)), dtype=np.int64)
    failing = scenario.failures
    faults = []
    for n, (unit, stated) in enumerate(zip(units, scenario.fire_units, strict=True)):
        number = 0
        for load in unit.loads:
            kind = types.index(load.interceptor)
            store[n, kind] += load.reloads_count
            for start in range(0, load.ready_count, load.per_launcher_count):
                number += 1
                row = [0] * len(types)
                row[kind] = min(load.per_launcher_count, load.ready_count - start)
                owner.append(n)
                held.append(row)
                names.append(f"{unit.name}, launcher {number}")
                keys.append(f"{stated.name} launcher {number}")
                up_s, repair_s = failing.mean_time_between_failures_s, failing.mean_time_to_repair_s
                facts = unit.facts
                faults.append(
                    (
                        facts.launcher_time_between_failures_s if up_s is None else up_s,
                        facts.launcher_time_to_repair_s if repair_s is None else repair_s,
                    )
                    if failing.enabled
                    else (inf, 0.0)
                )
    plan = LauncherPlan(
        unit=ints(owner),
        load=np.array(held, dtype=np.int64).reshape(len(owner), len(types)),
        store=store,
        reload_s=floats(each.facts.reload_time_s for each in units),
        mean_up_s=floats(up_s for up_s, _ in faults),
        mean_repair_s=floats(repair_s for _, repair_s in faults),
        id=ints(map(name_id, keys)),
    )
    return plan, tuple(names)


def full_loads(launchers: LauncherPlan, units: int) -> IntArray:
    """Rounds of each type that a fire unit's launchers hold when full, shape (units, types)."""
    found = np.zeros((units, launchers.load.shape[1]), dtype=np.int64)
    np.add.at(found, launchers.unit, launchers.load)
    return found


def endure_plan(
    scenario: Scenario, units: Sequence[Equipped], full: IntArray, *, repeated: bool
) -> EndurePlan:
    """What happens between raids; one raid alone where they are not repeated.

    Parameters
    ----------
    scenario, units
        As above.
    full : int array, shape (units, types)
        Of `full_loads`: a delivery is shared out as these are.
    repeated : bool
        Whether raids come again and again.
    """
    stated = scenario.endurance
    every_s = stated.resupply_interval_s
    facts = [each.facts for each in units]
    # One raid alone meets the crew that is on watch; and where there is one crew, nobody ever takes over.
    changes = repeated and scenario.crews.relieved
    return EndurePlan(
        raids=ceil(stated.duration_s / stated.raid_interval_s - 1e-9) if repeated else 1,
        interval_s=stated.raid_interval_s,
        resupply=np.array([_shared(stated.resupply_count, row) for row in full], dtype=np.int64).reshape(
            full.shape
        ),
        resupply_interval_s=every_s,
        resupply_delay_s=every_s if stated.resupply_delay_s is None else stated.resupply_delay_s,
        shift_s=scenario.crews.shift_length_s,
        relief_factor=max(each.relief_ratio for each in facts) if changes else 1.0,
        relief_s=max(each.relief_time_s for each in facts) if changes else 0.0,
    )


def _slowest_s(radars: Radars, unit: int) -> float:
    """Time between two looks of the slowest radar that guides for a fire unit; 0 where none does. [s]"""
    own = (radars.kind_of(row).facts.update_period_s for row in radars.rows if row.unit == unit)
    return max(own, default=0.0)


def _channels(catalog: Catalog, facts: FireUnitFacts, radars: int) -> tuple[int, int]:
    """Targets and missiles a fire unit serves at once; figures of one radar count for each it has."""
    found = []
    for field in ("targets_engaged_count", "missiles_guided_count"):
        held = next(each for each in facts.inputs if each.field == field)
        times = radars if catalog.quantity(held.quantity).per == "radar" else 1
        found.append(max(1, round(held.value)) * times)
    return found[0], found[1]


def _ready_s(unit: FireUnit) -> float:
    """When a fire unit becomes ready; never where it is switched off. [s]"""
    return {"ready": 0.0, "standby": unit.time_to_ready_s, "off": inf}[unit.alert]


def _shared(count: int, weights: IntArray) -> list[int]:
    """A number of rounds shared out by weight, whole ones; what is left goes to the largest remainders."""
    whole = int(weights.sum())
    if not whole:
        return [0] * len(weights)
    exact = [count * int(weight) / whole for weight in weights]
    shares = [int(each) for each in exact]
    order = sorted(range(len(exact)), key=lambda n: (shares[n] - exact[n], n))
    for n in order[: count - sum(shares)]:
        shares[n] += 1
    return shares
