"""Which ground a map needs, and whether it can be had: width, posting, memory.

Each radar has a grid about its own site, and the network one about the first, wide enough for every circle.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rangering.coverage.results import Ring
from rangering.earth.visibility import MAX_RANGE_M
from rangering.errors import ScenarioError, TerrainError
from rangering.scenario.models import Scenario
from rangering.scenario.place import Position, away_m
from rangering.scenario.placement import Element
from rangering.terrain.analytic import FINEST_POSTING_M
from rangering.terrain.ground import (
    FARTHEST_M,
    Ground,
    Progress,
    Terrain,
    available_bytes,
    choose_posting_m,
    half_side,
)
from rangering.terrain.models import AutoTerrain, RasterTerrain
from rangering.terrain.read import open_terrain

MOST_BYTES = 6 * 1024**3
FEWEST_NODES = 5  # from a ring's centre to its edge: its area is then right to a few percent


class Circle(NamedTuple):
    """A circle that the map must hold."""

    centre: Position
    radius_m: float


def farthest_m(here: Position, circles: Sequence[Circle]) -> float:
    """Distance along the ground from a place to the far edge of the farthest circle. [m]"""
    return max(away_m(here, circle.centre) + circle.radius_m for circle in circles)


def take_grounds(
    scenario: Scenario,
    placings: Sequence[Element],
    circles: Sequence[Circle],
    extents_m: Sequence[float],
    rings: Sequence[Ring],
    posting_m: float | None,
    progress: Progress | None,
) -> tuple[Ground, list[Ground]]:
    """The network's ground and that of every radar; the same object where they are the same grid.

    Parameters
    ----------
    scenario : Scenario
        Whose terrain this is.
    placings : sequence of Element
        The radars, one or more.
    circles : sequence of Circle
        What the network's ground must hold.
    extents_m : sequence of float
        Ground distance to which each radar is mapped. [m]
    rings : sequence of Ring
        What the table is about; the smallest limits the posting.
    posting_m : float or None
        Distance between nodes; chosen for each radius where None. [m]
    progress : callable or None
        Told what is being done and the share done.

    Raises
    ------
    ScenarioError
        The map would be too wide, too coarse or too large, or a site stands where the terrain is unknown.
    TerrainError
        The terrain itself cannot serve.
    """
    tell = progress or (lambda _what, _share: None)
    reach_m = farthest_m(placings[0].position, circles)
    if reach_m > FARTHEST_M or max(circle.radius_m for circle in circles) > MAX_RANGE_M:
        raise ScenarioError(
            f"is too wide: a ring reaches to {MAX_RANGE_M / 1e3:,.0f} km at most, "
            f"and all of them lie within {FARTHEST_M / 1e3:,.0f} km of the first site",
            where=f"{scenario.name}, the map",
            value=f"{reach_m / 1e3:,.0f} km",
            mend="give each region a scenario of its own",
        )
    spec = scenario.environment.terrain
    terrain = open_terrain(spec, scenario.folder)
    if posting_m is None and isinstance(spec, RasterTerrain | AutoTerrain):
        posting_m = spec.posting

    tell(f"terrain around {placings[0].at.shown}", 0.0)
    network = _about(scenario, terrain, placings[0], reach_m, posting_m, _at_share(tell, 0.0))
    finest_ring_m = min(ring.radius_m for ring in rings)
    if network.posting_m * FEWEST_NODES > finest_ring_m:
        raise ScenarioError(
            f"is too coarse for a ring of {finest_ring_m / 1e3:g} km",
            where=f"{scenario.name}, posting",
            value=f"{network.posting_m:g} m",
            mend=f"give {finest_ring_m / FEWEST_NODES:g} m or less",
        )
    if network.record.kind == "smooth":
        posting_m = network.posting_m  # a finer grid would show nothing more
    _require_memory(scenario, network, extents_m, posting_m)

    taken = {(placings[0].position, reach_m): network}
    grounds = []
    for number, (placing, extent_m) in enumerate(zip(placings, extents_m, strict=True)):
        done = (number + 1) / (len(placings) + 1)
        tell(f"terrain around {placing.at.shown}", done)
        wanted = placing.position, extent_m
        if wanted not in taken:
            step = _at_share(tell, done)
            taken[wanted] = _about(scenario, terrain, placing, extent_m, posting_m, step)
        grounds.append(taken[wanted])
    return network, grounds


def _at_share(tell: Progress, done: float) -> Progress:
    """Passes on what a terrain tells; the share stays, as nobody knows how long a fetch takes."""
    return lambda what, _share: tell(what, done)


def _about(
    scenario: Scenario,
    terrain: Terrain,
    placing: Element,
    radius_m: float,
    posting_m: float | None,
    progress: Progress,
) -> Ground:
    """The ground about one radar; where there is none, an error that names its site."""
    where, here = f"{scenario.name}, {placing.at.shown}", placing.position
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


def _require_memory(
    scenario: Scenario, network: Ground, extents_m: Sequence[float], posting_m: float | None
) -> None:
    """Refuse a map that would not fit into memory, before the radars' grounds are taken."""
    layers = len(scenario.coverage.altitudes) * len(scenario.coverage.targets)
    source_posting_m = network.record.source_posting_m or FINEST_POSTING_M
    nodes = [
        (2 * half_side(extent_m, posting_m or choose_posting_m(extent_m, source_posting_m)) + 1) ** 2
        for extent_m in extents_m
    ]
    # For each radar ground and lowest altitude stay, float32 each; its states go before the next one's come.
    needed = 8 * sum(nodes) + layers * (max(nodes) + network.height_m.size)
    limit = min(MOST_BYTES, available_bytes())
    if needed > limit:
        raise ScenarioError(
            f"needs about {needed / 1e9:.3g} GB of memory, of {limit / 1e9:.3g} GB that may be used",
            where=f"{scenario.name}, the map",
            value=f"{layers} layers of {len(nodes)} radars",
            mend="ask for fewer altitudes or classes, or for a coarser posting",
        )
