"""The ground under every route and the lowest altitude each radar has in line of sight over it.

Each site has a grid of its own, swept once for every antenna there (`rangering.sight.sweep`); a route's
points take what holds between its nodes. Beyond a grid the Earth hides all that flies; where the ground
there or on the way is unknown, nothing is taken to be seen. Limits: a grid for which nobody states a posting
holds no more than 2,001 nodes a side, so that ridges narrower than its posting are lower than they are.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rangering.earth.visibility import MAX_RANGE_M
from rangering.mission.plan import FloatArray, SmallFloats
from rangering.mission.plane import Plane, carried
from rangering.scenario.models import Scenario
from rangering.scenario.place import Position
from rangering.scenario.placement import Element
from rangering.sight.between import on_grid
from rangering.sight.grounds import (
    COARSE_NODES,
    finest_posting_m,
    ground_about,
    sight_limit_m,
    site_posting_m,
    stated_posting_m,
)
from rangering.sight.sweep import cache, hash_of
from rangering.terrain.analytic import ground_height_m
from rangering.terrain.ground import (
    MOST_NODES_A_SIDE,
    Ground,
    Progress,
    Terrain,
    TerrainRecord,
    half_side,
)
from rangering.terrain.models import AnalyticTerrain


class Antenna(NamedTuple):
    """A radar as a sweep needs it."""

    element: Element
    mast_m: float  # above the ground
    instrumented_m: float


class Floors(NamedTuple):
    """What the antennas have in line of sight over the points."""

    floor_m: SmallFloats  # inf: never (points, antennas)
    site_m: FloatArray  # ground under each antenna (antennas,)
    records: tuple[TerrainRecord, ...]
    unknown: int  # points over ground that is known, of which some antenna's view is not
    posting_m: float  # the coarsest


def whole_posting_m(scenario: Scenario, radius_m: float) -> float:
    """Distance between the nodes of the ground of the whole area, of that radius. [m]

    Of a formula only the highest and lowest ground is asked; of anything else the ground under all routes.
    """
    nodes = COARSE_NODES if isinstance(scenario.environment.terrain, AnalyticTerrain) else MOST_NODES_A_SIDE
    return max(stated_posting_m(scenario, None) or 0.0, finest_posting_m(radius_m, nodes))


def ground_along_m(
    scenario: Scenario, whole: Ground, plane: Plane, x_m: FloatArray, y_m: FloatArray
) -> FloatArray:
    """Ground under points of the plane, NaN where unknown.

    Parameters
    ----------
    scenario : Scenario
        Which says what the terrain is: of a formula heights are exact, else between the nodes of `whole`.
    whole : Ground
        A grid that holds all points.
    plane : Plane
        Of the raid.
    x_m, y_m : float array, shape (n,)
        East and north. [m]

    Returns
    -------
    float array, shape (n,)
        Above sea level. [m]
    """
    if not x_m.size:
        return np.empty(0)
    spec = scenario.environment.terrain
    if whole.record.kind == "smooth":
        return np.zeros(x_m.size)
    if isinstance(spec, AnalyticTerrain):
        origin = Position(lat=math.degrees(spec.latitude), lon=math.degrees(spec.longitude))
        return ground_height_m(spec, *carried(plane, origin, x_m, y_m))
    about = Position(lat=whole.lat_deg, lon=whole.lon_deg)
    return on_grid(whole.height_m, whole.row0, whole.posting_m, *carried(plane, about, x_m, y_m), np.nan)


def floors(
    scenario: Scenario,
    terrain: Terrain,
    whole: Ground,
    plane: Plane,
    antennas: Sequence[Antenna],
    x_m: FloatArray,
    y_m: FloatArray,
    highest_m: float,
    effective_radius_m: float,
    progress: Progress,
) -> Floors:
    """Sweep every antenna and read it off at all points.

    Parameters
    ----------
    scenario, whole, plane
        As in `ground_along_m`.
    terrain : Terrain
        The terrain.
    antennas : sequence of Antenna
        The radars.
    x_m, y_m : float array, shape (n,)
        The points. [m]
    highest_m : float
        Above the sea, of all that flies. [m]
    effective_radius_m : float
        k·R. [m]
    progress : callable
        Told how many sites are done.

    Raises
    ------
    ScenarioError, TerrainError
        A site has no ground, or it does not fit into memory.
    """
    floor_m = np.full((x_m.size, len(antennas)), np.inf, dtype=np.float32)
    site_m = np.zeros(len(antennas))
    unseen = np.zeros(x_m.size, dtype=np.bool_)
    records: dict[TerrainRecord, None] = {}
    sites = dict.fromkeys(each.element.position for each in antennas)
    lowest_ground_m = float(np.nanmin(whole.height_m))
    coarsest_m = 0.0
    for number, site in enumerate(sites):
        progress("lines of sight", number / len(sites))
        own = [n for n, each in enumerate(antennas) if each.element.position == site]
        first = antennas[own[0]].element
        east_m, north_m = carried(plane, site, x_m, y_m) if x_m.size else (x_m, y_m)
        farthest_m = float(np.hypot(east_m, north_m).max(initial=0.0))
        here_m = float(terrain.height_m(*np.array([[site.latitude_deg], [site.longitude_deg]]))[0])
        here_m = 0.0 if np.isnan(here_m) else here_m  # a void under the site is told with its ground
        low_m = min(lowest_ground_m, here_m)
        limits_m = [
            min(
                sight_limit_m(here_m + antennas[n].mast_m, highest_m, low_m, effective_radius_m),
                antennas[n].instrumented_m,
                farthest_m,
                MAX_RANGE_M,
            )
            for n in own
        ]
        step_m = site_posting_m(scenario, max(limits_m), smooth=whole.record.kind == "smooth")
        limits_m = [limit_m + 2.0 * step_m for limit_m in limits_m]
        ground = ground_about(scenario, terrain, site, first.at.shown, max(limits_m), step_m)
        coarsest_m = max(coarsest_m, ground.posting_m)
        records[ground.record] = None
        for n, limit_m in zip(own, limits_m, strict=True):
            site_m[n] = float(ground.height_m[ground.row0, ground.col0])
            half = min(half_side(limit_m, ground.posting_m), ground.row0)
            antenna_m = float(site_m[n]) + antennas[n].mast_m
            swept = cache.lowest_m(ground, hash_of(ground, half), half, antenna_m, effective_radius_m)
            seen_m = on_grid(swept, half, ground.posting_m, east_m, north_m, np.inf)
            hidden = np.isnan(seen_m)
            unseen |= hidden
            seen_m[hidden] = np.inf
            floor_m[:, n] = seen_m
    return Floors(floor_m, site_m, tuple(records), int(unseen.sum()), coarsest_m)
