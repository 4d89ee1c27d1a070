"""Which ground a map needs, and whether it can be had: width, posting, memory.

Each site has a grid of its own, and the whole map one about the first, wide enough for every circle. A site's
grid ends where the Earth hides every altitude asked for.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rangering.earth.visibility import MAX_RANGE_M
from rangering.errors import ScenarioError, TerrainError
from rangering.scenario.models import Scenario
from rangering.scenario.place import Position, away_m
from rangering.scenario.placement import Element
from rangering.terrain.ground import (
    FARTHEST_M,
    POSTINGS_M,
    Ground,
    Progress,
    Terrain,
    available_bytes,
)
from rangering.terrain.models import AutoTerrain, RasterTerrain
from rangering.terrain.read import open_terrain

MOST_BYTES = 6 * 1024**3
SITE_NODES = 2001
COARSE_NODES = 801
FINEST_POSTING_M = 30.0
FEWEST_NODES = 5  # from a ring's centre to its edge: its area is then right to a few percent


class Circle(NamedTuple):
    """A circle that the map must hold."""

    centre: Position
    radius_m: float


def farthest_m(here: Position, circles: Sequence[Circle]) -> float:
    """Distance along the ground from a place to the far edge of the farthest circle. [m]"""
    return max(away_m(here, circle.centre) + circle.radius_m for circle in circles)


def map_ground(
    scenario: Scenario,
    centre: Element,
    circles: Sequence[Circle],
    smallest_ring_m: float,
    posting_m: float | None,
    progress: Progress | None = None,
) -> tuple[Terrain, Ground]:
    """The terrain, and the ground of the whole map about the first site.

    Parameters
    ----------
    scenario : Scenario
        Whose terrain this is.
    centre : Element
        What stands at the first site.
    circles : sequence of Circle
        What the ground must hold.
    smallest_ring_m : float
        Radius of the smallest ring the table is about; it limits the posting. [m]
    posting_m : float or None
        Distance between nodes; chosen for the radius where None. [m]
    progress : callable, optional
        Told what is being done, where that takes long.

    Raises
    ------
    ScenarioError
        The map would be too wide or too coarse, or the site stands where the terrain is unknown.
    TerrainError
        The terrain itself cannot serve.
    """
    reach_m = farthest_m(centre.position, circles)
    if reach_m > FARTHEST_M or max(circle.radius_m for circle in circles) > MAX_RANGE_M:
        raise ScenarioError(
            f"is too wide: a ring reaches to {MAX_RANGE_M / 1e3:,.0f} km at most, "
            f"and all of them lie within {FARTHEST_M / 1e3:,.0f} km of the first site",
            where=f"{scenario.name}, the map",
            value=f"{reach_m / 1e3:,.0f} km",
            mend="give each region a scenario of its own",
        )
    terrain = open_terrain(scenario.environment.terrain, scenario.folder)
    ground = ground_about(scenario, terrain, centre.position, centre.at.shown, reach_m, posting_m, progress)
    if ground.posting_m * FEWEST_NODES > smallest_ring_m:
        raise ScenarioError(
            f"is too coarse for a ring of {smallest_ring_m / 1e3:g} km",
            where=f"{scenario.name}, posting",
            value=f"{ground.posting_m:g} m",
            mend=f"give {smallest_ring_m / FEWEST_NODES:g} m or less",
        )
    return terrain, ground


def stated_posting_m(scenario: Scenario, posting_m: float | None) -> float | None:
    """The posting asked for, else the one the scenario states for its raster. [m]"""
    spec = scenario.environment.terrain
    return spec.posting if posting_m is None and isinstance(spec, RasterTerrain | AutoTerrain) else posting_m


def site_posting_m(scenario: Scenario, radius_m: float, *, smooth: bool) -> float:
    """Distance between the nodes of a grid for lines of sight from one site to routes. [m]

    As stated, else as fine as its width allows.
    """
    if smooth:
        return finest_posting_m(radius_m, COARSE_NODES)  # a finer grid would show nothing more
    return stated_posting_m(scenario, None) or finest_posting_m(radius_m, SITE_NODES)


def finest_posting_m(radius_m: float, nodes: int) -> float:
    """The finest posting of the series with which a grid so wide has so many nodes a side at most. [m]"""
    finest_m = max(2.0 * radius_m / (nodes - 1), FINEST_POSTING_M)
    return float(next((each for each in POSTINGS_M if each >= finest_m), POSTINGS_M[-1]))


def site_ground(
    scenario: Scenario,
    terrain: Terrain,
    whole: Ground,
    placing: Element,
    radius_m: float,
    posting_m: float | None,
    progress: Progress | None = None,
) -> Ground:
    """The ground about one site, as wide as anything there may be in line of sight; errors as above."""
    if whole.record.kind == "smooth":
        posting_m = whole.posting_m  # a finer grid would show nothing more
    return ground_about(scenario, terrain, placing.position, placing.at.shown, radius_m, posting_m, progress)


def sight_limit_m(
    antenna_m: float, highest_m: float, lowest_ground_m: float, effective_radius_m: float
) -> float:
    """Ground distance beyond which the Earth hides a height from an antenna, whatever the ground. [m]

    A straight line between the two that clears the lowest ground anywhere is at most as long as the two
    tangents to the sphere at that ground.

    Parameters
    ----------
    antenna_m, highest_m : float
        Of the antenna and of the highest target, above sea level. [m]
    lowest_ground_m : float
        Not above any ground between them. [m]
    effective_radius_m : float
        k·R, at sea level. [m]
    """
    sphere_m = effective_radius_m + lowest_ground_m
    over_m = (max(antenna_m - lowest_ground_m, 0.0), max(highest_m - lowest_ground_m, 0.0))
    return effective_radius_m * sum(math.acos(sphere_m / (sphere_m + each)) for each in over_m)


def ground_about(
    scenario: Scenario,
    terrain: Terrain,
    here: Position,
    shown: str,
    radius_m: float,
    posting_m: float | None,
    progress: Progress | None = None,
) -> Ground:
    """The ground about one place; where there is none, an error that names what stands there."""
    where = f"{scenario.name}, {shown}"
    try:
        ground = terrain.around(
            here.latitude_deg, here.longitude_deg, radius_m, posting_m=posting_m, progress=progress
        )
    except TerrainError as error:
        if error.where != "site":
            raise
        raise ScenarioError(error.problem, where=where, value=error.value, mend=error.mend) from None
    if np.isnan(ground.height_m[ground.row0, ground.col0]):
        raise ScenarioError(
            "stands in a void of the terrain: how high its antenna is, nobody can tell",
            where=where,
            value=str(here),
            mend="move the site, or fill the void",
        )
    return ground


def require_memory(scenario: Scenario, needed_bytes: float, layers_count: int, radars_count: int) -> None:
    """Refuse a map that would not fit into memory, before the sites' grounds are taken."""
    limit = min(MOST_BYTES, available_bytes())
    if needed_bytes > limit:
        raise ScenarioError(
            f"needs about {needed_bytes / 1e9:.3g} GB of memory, of {limit / 1e9:.3g} GB that may be used",
            where=f"{scenario.name}, the map",
            value=f"{layers_count} layers of {radars_count} radars",
            mend="ask for fewer altitudes or classes, or for a coarser posting",
        )
