"""All routes of a raid laid on their ground: how long the lines into each asset must be, how high flights go.

A line reaches out to where the farthest-seeing radar could just see the farthest-seen class of any raid on
its asset: first within power and display, which says how much ground is asked for, then within the horizon
that this ground leaves. Where the scenario states a longest approach, no class appears farther out than it
flies in that time, so that slow ones arrive while the clock runs.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rangering.catalog.resolve import TargetFacts
from rangering.errors import ScenarioError
from rangering.mission.floors import whole_posting_m
from rangering.mission.pictures import Pictures
from rangering.mission.plan import AssetPlan, FloatArray, TargetPlan
from rangering.mission.plane import Plane, position_on
from rangering.mission.radars import Radars, seen_at_most_m
from rangering.mission.raids import written_flights
from rangering.mission.routes import (
    STEPS_M,
    Lines,
    Path,
    altitudes_m,
    approach_lines,
    choose_step_m,
    enter_distances_m,
    written_path,
)
from rangering.scenario.models import Scenario
from rangering.scenario.place import Position
from rangering.sight.grounds import Circle, farthest_m, map_ground, sight_limit_m
from rangering.sight.plan import EarthPlan
from rangering.terrain.ground import Ground, Progress, Terrain


class Laid(NamedTuple):
    """Routes on the plane, and the ground they lie on."""

    lines: Lines
    paths: list[Path]
    step_m: float
    enter_m: FloatArray  # (raids, classes)
    terrain: Terrain
    whole: Ground


def lay(
    scenario: Scenario,
    radars: Radars,
    pictures: Pictures,
    classes: Sequence[TargetFacts],
    targets: TargetPlan,
    assets: AssetPlan,
    plane: Plane,
    earth: EarthPlan,
    tell: Progress,
) -> Laid:
    """All routes, as long as the farthest-seeing radar asks for.

    Parameters
    ----------
    scenario, radars, pictures, targets, assets, plane, earth
        As compiled.
    classes : sequence of TargetFacts
        The classes that fly.
    tell : callable
        Told what is being done and the share done.

    Raises
    ------
    ScenarioError, TerrainError
        The ground cannot be had, the routes would not fit into memory, or a flight would appear where it
        has already done its work.
    """
    rows = radars.rows
    # Where all is told from outside, what the engagement radars could see decides.
    looking = np.flatnonzero(pictures.searches).tolist() or list(range(len(rows)))
    at = [position_on(plane, rows[n].sited.element.position) for n in looking]
    away_m = np.array(
        [
            [np.hypot(x - east_m, y - north_m) for east_m, north_m in at]
            for x, y in zip(assets.x_m, assets.y_m, strict=True)
        ]
    ).reshape(len(assets.x_m), len(looking))
    seen_m = seen_at_most_m(radars, scenario.environment, classes)[[rows[n].kind for n in looking]]
    coarse_m = STEPS_M[-1]
    most_m = _longest_m(scenario, classes, targets)
    entering_m = _entering(scenario, classes, enter_distances_m(away_m, seen_m, coarse_m), most_m)
    wide = [
        Circle(scenario.assets[a].position, length_m)
        for a, length_m in enumerate(_lengths_m(scenario, entering_m))
        if length_m
    ]
    wide += [Circle(position, coarse_m) for position in places_of(scenario, radars)]
    wide += [
        Circle(point.position, coarse_m)
        for each in written_flights(scenario)
        for point in each.flight.waypoints
    ]
    first = radars.rows[0].sited.element
    tell(f"terrain around {first.at.shown}", 0.2)
    terrain, whole = map_ground(
        scenario, first, wide, np.inf, whole_posting_m(scenario, farthest_m(first.position, wide)),
        lambda what, _share: tell(what, 0.2),
    )  # fmt: skip
    # What the Earth hides from every radar needs no route.
    low_m, high_m = float(np.nanmin(whole.height_m)), float(np.nanmax(whole.height_m))
    tops_m = targets.altitude_high_m + np.where(targets.follows_ground, max(high_m, 0.0), 0.0)
    places = [rows[n].sited.element.position for n in looking]
    lat_deg, lon_deg = np.array([(each.latitude_deg, each.longitude_deg) for each in places]).T
    # A void under a site is told with the site's own ground.
    antennas_m = np.nan_to_num(terrain.height_m(lat_deg, lon_deg)) + [radars.mast_m(rows[n]) for n in looking]
    low_m = min(low_m, float(antennas_m.min()))
    horizon_m = np.array(
        [
            [sight_limit_m(antenna_m, top_m, low_m, earth.effective_radius_m) for top_m in tops_m.tolist()]
            for antenna_m in antennas_m.tolist()
        ]
    )
    within_m = enter_distances_m(away_m, np.minimum(seen_m, horizon_m), coarse_m)
    enter_m = _entering(scenario, classes, within_m, most_m)
    lengths_m = _lengths_m(scenario, enter_m)
    azimuths = scenario.mission.azimuths_count
    step_m = choose_step_m(scenario, sum(lengths_m) * azimuths, len(rows))
    paths = [written_path(each, plane, step_m) for each in written_flights(scenario)]
    return Laid(approach_lines(assets, lengths_m, azimuths, step_m), paths, step_m, enter_m, terrain, whole)


def _longest_m(scenario: Scenario, classes: Sequence[TargetFacts], targets: TargetPlan) -> FloatArray:
    """How far each class flies in the longest approach; inf where none is stated, (classes,). [m]"""
    longest_s = scenario.mission.longest_approach_s
    if longest_s is None:
        return np.full(len(classes), np.inf)
    most_m = targets.speed_m_s * longest_s
    for raid in scenario.raids:
        for each, far_m in zip(classes, most_m.tolist(), strict=True):
            if raid.mix.get(each.target, 0.0) > 0.0 and far_m <= raid.release_distance_m:
                needed_min = raid.release_distance_m / each.speed_m_s / 60.0
                raise ScenarioError(
                    f"is too short for raid {raid.name}: {each.title.lower()} flies {far_m / 1e3:.3g} km in "
                    f"it and would appear within the release distance, {raid.release_distance_m / 1e3:g} km",
                    where=f"{scenario.read_as}, mission.longest_approach",
                    value=f"{longest_s / 60.0:g} min",
                    mend=f"state more than {needed_min:.3g} min, or a shorter release_distance",
                )
    return most_m


def _entering(
    scenario: Scenario, classes: Sequence[TargetFacts], by_asset_m: FloatArray, most_m: FloatArray
) -> FloatArray:
    """Distance at which each class of each raid appears; 0 for classes not in it, (raids, classes). [m]"""
    names = [each.name for each in scenario.assets]
    found = np.zeros((len(scenario.raids), len(classes)))
    for r, raid in enumerate(scenario.raids):
        flies = np.array([raid.mix.get(each.target, 0.0) > 0.0 for each in classes])
        against = [names.index(name) for name in raid.against]
        found[r] = np.where(flies, by_asset_m[against].max(axis=0), 0.0)
        release_m = raid.release_distance_m
        found[r][flies] = np.maximum(found[r][flies], STEPS_M[-1] * np.ceil(2.0 * release_m / STEPS_M[-1]))
    return np.minimum(found, most_m)


def _lengths_m(scenario: Scenario, enter_m: FloatArray) -> list[float]:
    """Length of the lines into each asset, whole steps: to where the farthest class of a raid appears. [m]"""
    whole_m = STEPS_M[-1] * np.ceil(enter_m / STEPS_M[-1])
    return [
        max(
            (float(whole_m[r].max()) for r, raid in enumerate(scenario.raids) if asset.name in raid.against),
            default=0.0,
        )
        for asset in scenario.assets
    ]


def route_altitudes_m(
    scenario: Scenario, lines: Lines, paths: Sequence[Path], ground_m: FloatArray
) -> tuple[FloatArray, list[float]]:
    """Altitudes at all points, 0 on approach lines, and the highest of each written route. [m]"""
    altitude_m = np.zeros(ground_m.size)
    at, tops_m = lines.x_m.size, []
    for path in paths:
        here = slice(at, at + path.x_m.size)
        altitude_m[here] = altitudes_m(path, ground_m[here], scenario.environment)
        tops_m.append(float(altitude_m[here].max()))
        at = here.stop
    return altitude_m, tops_m


def highest_raided_m(targets: TargetPlan, ground_m: FloatArray, enter_m: FloatArray) -> float:
    """The greatest height any raid's flight may have. [m]"""
    flies = enter_m.any(axis=0)
    ground_m = np.nan_to_num(ground_m)
    over_m = np.where(targets.follows_ground, float(ground_m.max(initial=0.0)), 0.0)
    return float((targets.altitude_high_m + over_m)[flies].max(initial=0.0))


def places_of(scenario: Scenario, radars: Radars) -> list[Position]:
    """Where radars, fire units and assets stand."""
    places = [row.sited.element.position for row in radars.rows]
    places += [unit.position for unit in scenario.fire_units]
    return [*places, *(asset.position for asset in scenario.assets)]
