"""Does the stated ground serve the stated places?

Reading a scenario leaves its terrain closed. Here it is opened, every file is read at its last row, where one
that was cut short ends, and the ground is asked for wherever something stands on it. Rows between are read
by the map alone: a fault that lies only there shows up only there.
"""

from collections.abc import Iterable, Iterator
from math import isfinite
from typing import NamedTuple

import numpy as np

from rangering.errors import RangeringError, ScenarioError, TerrainError
from rangering.scenario.faults import Place, written
from rangering.scenario.models import Scenario
from rangering.scenario.place import Position
from rangering.terrain.ground import Terrain
from rangering.terrain.models import AnalyticTerrain, AutoTerrain, SmoothTerrain, TerrainSpec
from rangering.terrain.read import open_terrain

_NEAR_M = 100.0
_FLIGHTS = ("own_flight", "allied_flight", "civil_flight", "hostile_flight")


class _Standing(NamedTuple):
    """Something whose height rests on the ground: where the file says so, where it is, what would mend it."""

    place: Place
    position: Position
    mend: str


def ground_errors(scenario: Scenario) -> list[RangeringError]:
    """Everything that is wrong with a scenario's ground; an empty list where it serves.

    Parameters
    ----------
    scenario : Scenario
        Sound as far as words go.

    Returns
    -------
    list of RangeringError
        Terrain files that cannot be read; fire units, groups, assets and waypoints above ground that lie
        outside the terrain or in a void of it; coverage altitudes below all ground of a formula's terrain.
    """
    if isinstance(scenario.environment.terrain, AutoTerrain):
        return []  # a check fetches nothing, and fetched tiles are checked as they come
    standing = [*_sites(scenario), *_assets(scenario), *_waypoints(scenario)]
    try:
        terrain = open_terrain(scenario.environment.terrain, scenario.folder)
        if damaged := list(_damaged_files(terrain)):
            return [_located(scenario, each) for each in damaged]
        lat_deg = np.array([each.position.latitude_deg for each in standing])
        lon_deg = np.array([each.position.longitude_deg for each in standing])
        heights_m = terrain.height_m(lat_deg, lon_deg)
        tables = scenario.as_written()
        unknown: list[RangeringError] = [
            ScenarioError(
                _why_unknown(terrain, each.position),
                where=f"{scenario.read_as}, {written(each.place, tables)}",
                value=str(each.position),
                mend=each.mend,
            )
            for each, height_m in zip(standing, heights_m, strict=True)
            if np.isnan(height_m)
        ]
    except TerrainError as error:
        return [_located(scenario, error)]
    return unknown + below_ground_errors(scenario, _lowest_m(scenario.environment.terrain))


def _located(scenario: Scenario, error: RangeringError) -> RangeringError:
    """A fault of the terrain, found from the scenario that names it."""
    where = f"{scenario.read_as}, environment.terrain, {error.where.removeprefix('terrain ')}"
    return TerrainError(error.problem, where=where, value=error.value, mend=error.mend)


def _lowest_m(spec: TerrainSpec) -> list[float]:
    """The lowest ground of a terrain that is a formula; of others only a map knows it. [m]"""
    if isinstance(spec, AnalyticTerrain):
        return [spec.base_height]
    return [0.0] if isinstance(spec, SmoothTerrain) else []


def below_ground_errors(scenario: Scenario, lowest_ground_m: Iterable[float]) -> list[RangeringError]:
    """Coverage altitudes at which nothing can fly anywhere around any of the radars.

    Parameters
    ----------
    scenario : Scenario
        Its coverage altitudes and its day, which gives flight levels their height.
    lowest_ground_m : iterable of float
        Lowest ground above mean sea level around each radar; NaN, unknown ground, does not count. [m]

    Returns
    -------
    list of RangeringError
        One for each altitude above sea level, or flight level, below all that ground.
    """
    known_m = [height_m for height_m in lowest_ground_m if isfinite(height_m)]
    if not known_m:
        return []
    lowest_m, air = min(known_m), scenario.environment
    return [
        ScenarioError(
            f"lies below the ground everywhere around the radars; the lowest lies at {lowest_m:,.0f} m amsl",
            where=f"{scenario.read_as}, {written(('coverage', 'altitudes', number))}",
            value=str(altitude),
            mend='give a higher one, or count from the ground, such as "100 m agl"',
        )
        for number, altitude in enumerate(scenario.coverage.altitudes)
        if altitude.reference != "agl"
        and altitude.above_sea_m(0.0, air.sea_level_pressure_pa, air.isa_deviation_k) < lowest_m
    ]


def _sites(scenario: Scenario) -> Iterator[_Standing]:
    mend = "move it, or add elevation data for this place"
    for g, group in enumerate(scenario.groups):
        if group.position is not None:
            yield _Standing(("group", g, "position"), group.position, mend)
        for u, unit in enumerate(group.fire_units):
            yield _Standing(("group", g, "fire_unit", u, "position"), unit.position, mend)


def _assets(scenario: Scenario) -> Iterator[_Standing]:
    for a, asset in enumerate(scenario.assets):
        mend = "move it, leave it out, or add elevation data for this place"
        yield _Standing(("asset", a, "position"), asset.position, mend)


def _waypoints(scenario: Scenario) -> Iterator[_Standing]:
    """Waypoints whose altitude counts from the ground; others need none below them."""
    mend = 'give this waypoint an altitude above sea level, such as "3000 m amsl", or move it'
    for key in _FLIGHTS:
        for f, flight in enumerate(getattr(scenario, f"{key}s")):
            for w, waypoint in enumerate(flight.waypoints):
                if waypoint.altitude.reference == "agl":
                    yield _Standing((key, f, "waypoint", w, "position"), waypoint.position, mend)


def _damaged_files(terrain: Terrain) -> Iterator[RangeringError]:
    """One error for each file whose last row of cells cannot be read."""
    from rangering.terrain.mosaic import Mosaic

    for tile in terrain.tiles if isinstance(terrain, Mosaic) else ():
        try:
            tile.read(tile.n_rows - 1, 0, 1, tile.n_cols)
        except TerrainError as error:
            yield error


def _why_unknown(terrain: Terrain, here: Position) -> str:
    """Whether a place without a height lies outside the terrain, and where that ends, or in a void of it."""
    try:
        terrain.around(here.latitude_deg, here.longitude_deg, _NEAR_M)
    except TerrainError as error:
        if error.where == "site":
            return error.problem
        raise
    return "lies in a void of the terrain: how high the ground is, nobody can tell"
