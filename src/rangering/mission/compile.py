"""From a scenario and the catalog to the plan of a raid.

Objects and text stop here. Everything that a replicate does not change is worked out once: the plane, the
routes with the ground and the lines of sight along them, detection tables, pictures, fire units with their
launchers, and the fly-outs of their missiles.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rangering.catalog.fire_unit import assumed_share
from rangering.catalog.inputs import Input, Reading
from rangering.catalog.mission_facts import resolve_context, resolve_identification
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import TargetFacts
from rangering.errors import CatalogError, RangeringError, ScenarioError, raise_all
from rangering.mission.context import asked_facts, context_plan, north_plan, of_the_norths
from rangering.mission.floors import Antenna, floors, ground_along_m
from rangering.mission.laid import highest_raided_m, lay, places_of, route_altitudes_m
from rangering.mission.layout import Layout, layout_of
from rangering.mission.missiles import Missiles, missiles_of
from rangering.mission.pictures import Pictures, pictures_of
from rangering.mission.plan import (
    FULL,
    ChainPlan,
    ClockPlan,
    FloatArray,
    MissionPlan,
    RoutePlan,
)
from rangering.mission.plane import Plane, plane_about, position_on
from rangering.mission.radars import (
    Radars,
    detect_plan,
    measure_plan,
    radar_plan,
    standing_radars,
)
from rangering.mission.raids import (
    asset_plan,
    attacked,
    classes_of,
    flight_plan,
    last_end_s,
    raid_plan,
    slot_names,
    target_plan,
    written_flights,
)
from rangering.mission.rare import NO_PROPOSALS
from rangering.mission.results import Labels
from rangering.mission.track_rules import identify_plan, track_plan
from rangering.mission.units import (
    Equipped,
    endure_plan,
    equipped,
    full_loads,
    inputs_of,
    launcher_plan,
    rule_plan,
    unit_plan,
)
from rangering.scenario.from_traffic import with_traffic
from rangering.scenario.models import Scenario
from rangering.scenario.raid_check import mission_errors
from rangering.scenario.traffic_account import remarks as of_the_traffic
from rangering.scenario.uncertainty import stated_catalog
from rangering.sight.reach import earth_of
from rangering.terrain.ground import Progress, TerrainRecord

MOST_ASSUMED = 0.5  # share of a system's inputs from class defaults from which a run must be asked for


class Compiled(NamedTuple):
    """The plan, and what its numbers stand for."""

    plan: MissionPlan
    names: Labels
    layout: Layout
    plane: Plane
    sites: tuple[tuple[str, str, float, float], ...]
    """Kind (radar, unit, asset), name, east, north. [m]"""
    inputs: tuple[Input, ...]
    """All figures the answer rests on."""
    terrain: tuple[TerrainRecord, ...]
    """Of the whole area, then of the sites where theirs differ."""
    remarks: tuple[str, ...]
    """What a reader must know of how the plan came about, in sentences."""


def compile_mission(
    scenario: Scenario,
    catalog: Catalog,
    *,
    seed: int = 1,
    reading: Reading | None = None,
    allow_defaults: bool = True,
    allow_assumed: bool = False,
    repeated: bool = False,
    progress: Progress | None = None,
) -> Compiled:
    """Work out everything a raid needs before its first replicate.

    Parameters
    ----------
    scenario : Scenario
        What is stated; one that was checked against the catalog.
    catalog : Catalog
        What public sources say.
    seed : int
        Of all draws.
    reading : mapping, optional
        Values by quantity id, in SI; nominal values where it says nothing.
    allow_defaults : bool
        Whether class defaults may stand in for figures nobody publishes.
    allow_assumed : bool
        Whether a system may be run of which over half of all figures are class defaults.
    repeated : bool
        Whether the raids come again and again, as the scenario's endurance says; else once.
    progress : callable, optional
        Told what is being done and the share done.

    Returns
    -------
    Compiled

    Raises
    ------
    RangeringError
        Nothing flies, a fire unit cannot fire, a figure is missing and may not be assumed, too much of a
        system is assumed, or the ground cannot be had.
    """
    tell = progress or (lambda _what, _share: None)
    scenario = with_traffic(scenario)
    stated = stated_catalog(catalog, scenario.uncertainty, scenario.name)
    raise_all([*mission_errors(scenario, stated), *_too_much_assumed(scenario, stated, allow_assumed)])
    tell("radars", 0.0)
    radars = standing_radars(scenario, stated, reading=reading, allow_defaults=allow_defaults)
    if not radars.rows:
        raise ScenarioError(
            "has no radar that is switched on",
            where=scenario.read_as,
            mend='give one of its groups or fire units a radar and alert = "ready"',
        )
    classes = classes_of(scenario, stated, reading=reading, allow_defaults=allow_defaults)
    targets = target_plan(stated, classes)
    pictures = pictures_of(scenario, stated, radars.rows, reading=reading, allow_defaults=allow_defaults)
    units = equipped(scenario, stated, repeated=repeated, reading=reading, allow_defaults=allow_defaults)
    systems = {load.interceptor: unit.system for unit in units for load in unit.loads}
    tell("missiles", 0.1)
    missiles = missiles_of(stated, systems, len(classes), reading=reading, allow_defaults=allow_defaults)
    identification = resolve_identification(
        stated, scenario.groups[0].system, reading=reading, allow_defaults=allow_defaults
    )

    context = resolve_context(
        stated, scenario.groups[0].system, reading=reading, allow_defaults=allow_defaults,
        fields=asked_facts(scenario),
    )  # fmt: skip

    plane = plane_about(places_of(scenario, radars))
    assets = asset_plan(scenario, plane)
    earth = earth_of(scenario.environment)
    laid = lay(scenario, radars, pictures, classes, targets, assets, plane, earth, tell)
    lines, paths, whole = laid.lines, laid.paths, laid.whole
    x_m = np.concatenate([lines.x_m, *(path.x_m for path in paths)])
    y_m = np.concatenate([lines.y_m, *(path.y_m for path in paths)])
    ground_m = ground_along_m(scenario, whole, plane, x_m, y_m)
    altitude_m, flown_m = route_altitudes_m(scenario, lines, paths, ground_m)
    highest_m = max([highest_raided_m(targets, ground_m, laid.enter_m), *flown_m])
    masts = [
        Antenna(row.sited.element, radars.mast_m(row), radars.kind_of(row).facts.instrumented_range_m)
        for row in radars.rows
    ]
    sight = floors(
        scenario, laid.terrain, whole, plane, masts, x_m, y_m, highest_m, earth.effective_radius_m,
        lambda what, share: tell(what, 0.3 + 0.7 * share),
    )  # fmt: skip
    counts = np.concatenate([lines.points, [path.x_m.size for path in paths]]).astype(np.int64)
    routes = RoutePlan(
        first=np.cumsum(counts) - counts,
        points=counts,
        x_m=x_m,
        y_m=y_m,
        ground_m=np.nan_to_num(ground_m).astype(np.float32),
        altitude_m=altitude_m.astype(np.float32),
        floor_m=sight.floor_m,
    )
    azimuths = scenario.mission.azimuths_count
    first_routes = {asset: n * azimuths for n, asset in enumerate(attacked(scenario))}
    raids = raid_plan(scenario, classes, first_routes, azimuths, laid.step_m, laid.enter_m)
    flights = flight_plan(
        scenario, stated, classes, len(lines.points), [path.pace for path in paths],
        [(float(path.x_m[-1]), float(path.y_m[-1])) for path in paths], assets,
    )  # fmt: skip
    routes_s = [path.duration_s for path in paths]
    duration_s = scenario.mission.duration_s
    if duration_s is None:
        duration_s = last_end_s(scenario, raids, targets, routes_s)
    launchers, launcher_names = launcher_plan(scenario, units, missiles.ids)
    full = full_loads(launchers, len(units))
    at_m = np.array([position_on(plane, unit.position) for unit in scenario.fire_units]).T
    under_m = ground_along_m(scenario, whole, plane, at_m[0], at_m[1])
    searching = [
        radars.kind_of(row) for row, wide in zip(radars.rows, pictures.searches, strict=True) if wide
    ]
    north = north_plan(scenario, radars.rows, pictures, context, plane)
    plan = MissionPlan(
        clock=ClockPlan(duration_s, earth.effective_radius_m, seed, FULL),
        routes=routes,
        raids=raids,
        flights=flights,
        targets=targets,
        assets=assets,
        radars=radar_plan(scenario, radars, plane, sight.site_m, pictures.searches.tolist()),
        measure=measure_plan(radars),
        detect=detect_plan(scenario.environment, radars, classes),
        track=track_plan(searching or radars.kinds, classes),
        pictures=pictures.plan,
        identify=identify_plan(
            identification, scenario.identification, context, scenario.crews.workload_targets_count
        ),
        context=context_plan(scenario, pictures, context, plane, north),
        north=north,
        rare=NO_PROPOSALS,
        units=unit_plan(scenario, stated, units, radars.rows, pictures, plane, np.nan_to_num(under_m)),
        rules=rule_plan(scenario, units, radars),
        missiles=missiles.plan,
        launchers=launchers,
        loads=full,
        chain=no_chain(x_m.size, len(pictures.names), len(classes)),
        endure=endure_plan(scenario, units, full, repeated=repeated),
    )
    names = _labels(scenario, stated, radars, classes, pictures, units, missiles, launcher_names)
    inputs = dict.fromkeys(
        (
            *radars.inputs, *(each for target in classes for each in target.inputs), *inputs_of(units),
            *missiles.inputs, *identification.inputs, *context.inputs, *pictures.inputs,
        )
    )  # fmt: skip
    records = dict.fromkeys((whole.record, *sight.records))
    remarks = _remarks(
        scenario, stated, missiles, ground_m, sight.unknown, sight.posting_m, whole.record.kind
    )
    remarks += of_the_traffic(scenario.flown_from)
    remarks += of_the_norths(scenario, plan.north)
    remarks += _unfinished(duration_s, last_end_s(scenario, raids, targets, routes_s, hostile=True))
    layout = layout_of(len(classes), len(missiles.ids), len(units))
    sites = _sites(scenario, plan, names)
    return Compiled(plan, names, layout, plane, sites, tuple(inputs), tuple(records), tuple(remarks))


def no_chain(points: int, pictures: int, classes: int) -> ChainPlan:
    """The place of the fast fidelity's rates while there are none; they come from full runs."""
    return ChainPlan(
        step_s=1.0,
        bin=np.zeros((pictures, classes, points), dtype=np.int8),
        learns=False,
        confirm=np.zeros((classes, 1)),
        lose=np.zeros((classes, 1)),
        declare=np.zeros((3, 1)),
        mistake=np.ones((3, 3)),
    )


def _too_much_assumed(scenario: Scenario, catalog: Catalog, allowed: bool) -> list[RangeringError]:
    """One error for each system of which too little is public."""
    errors: list[RangeringError] = []
    for system in () if allowed else dict.fromkeys(group.system for group in scenario.groups):
        assumed, every = assumed_share(catalog, system)
        if assumed > MOST_ASSUMED * every:
            group = next(each for each in scenario.groups if each.system == system)
            errors.append(
                CatalogError(
                    f"rests on class defaults for {assumed} of the {every} figures a raid needs of it",
                    where=f"{scenario.read_as}, group {group.name}",
                    value=system,
                    mend="run it all the same with --allow-assumed (allow_assumed=True in Python)",
                )
            )
    return errors


def _labels(
    scenario: Scenario,
    catalog: Catalog,
    radars: Radars,
    classes: Sequence[TargetFacts],
    pictures: Pictures,
    units: Sequence[Equipped],
    missiles: Missiles,
    launchers: tuple[str, ...],
) -> Labels:
    flights, sides = [], []
    for raid in scenario.raids:
        flights += slot_names(raid.shown, raid.size)
        sides += [0] * raid.size
    for flight, side in written_flights(scenario):
        flights += slot_names(flight.shown, flight.count)
        sides += [side] * flight.count
    return Labels(
        flights=tuple(flights),
        sides=np.array(sides, dtype=np.int64),
        classes=tuple(each.target for each in classes),
        class_titles=tuple(each.title for each in classes),
        assets=tuple(each.shown for each in scenario.assets),
        radars=tuple(row.name for row in radars.rows),
        units=tuple(each.name for each in units),
        systems=tuple(each.system for each in units),
        types=missiles.ids,
        type_titles=missiles.titles,
        pictures=pictures.names,
        launchers=launchers,
    )


def _sites(scenario: Scenario, plan: MissionPlan, names: Labels) -> tuple[tuple[str, str, float, float], ...]:
    kinds = (
        ("radar", names.radars, plan.radars),
        ("unit", names.units, plan.units),
        ("asset", names.assets, plan.assets),
    )
    return tuple(
        (kind, name, float(x_m), float(y_m))
        for kind, called, placed in kinds
        for name, x_m, y_m in zip(called, placed.x_m, placed.y_m, strict=True)
    )


def _unfinished(duration_s: float, last_hostile_s: float) -> list[str]:
    """What to say where the clock may stop before the last hostile flight has come to its end."""
    if last_hostile_s <= duration_s:
        return []
    return [
        f"Hostile flights may still be flying when the clock stops after {duration_s / 60.0:.3g} min: they "
        f"count neither as stopped nor as leakers. The last has surely come to its end after "
        f"{last_hostile_s / 60.0:.0f} min; state a longer mission.duration or a shorter "
        "mission.longest_approach."
    ]


def _remarks(
    scenario: Scenario,
    catalog: Catalog,
    missiles: Missiles,
    ground_m: FloatArray,
    unseen: int,
    coarsest_m: float,
    ground_kind: str,
) -> list[str]:
    said = []
    air = scenario.environment
    asked = [name for name in ("diffraction", "two_ray", "clutter") if getattr(air, name)]
    if asked:
        words = ", ".join(asked).replace("_", "-")
        said.append(
            f"A raid is flown in line of sight alone: {words}, which the scenario asks for, is not counted."
        )
    unknown = int(np.isnan(ground_m).sum())
    if unknown:
        said.append(
            f"The ground under {unknown:,} of {ground_m.size:,} route points is unknown; sea level stands in."
        )
    if unseen:
        said.append(
            f"Over {unseen:,} of {ground_m.size:,} route points some radar's view is unknown, for want of "
            "ground on the way; nothing is taken to be seen there."
        )
    if coarsest_m and ground_kind != "smooth":
        said.append(
            f"Lines of sight are worked out on a grid for each radar, of {coarsest_m:g} m or less; the "
            "posting stated with the ground is that under the routes."
        )
    for flight, _ in written_flights(scenario):
        entry = catalog[flight.type]
        if entry.flies_as is not None:
            said.append(
                f"{entry.title} flies with the figures of the class {catalog[entry.flies_as].title.lower()}: "
                "no signature of its own is given to it."
            )
    return [*dict.fromkeys(said), *missiles.inconsistent]
