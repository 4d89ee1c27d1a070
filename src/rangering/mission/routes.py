"""Routes of a raid: straight lines into every attacked asset, and the written routes of the file.

Approach lines come from evenly spaced azimuths about an asset, all compiled before a flight draws one of
them. They begin where the farthest-seeing radar could just see a class: within its instrumented range, its
power and the horizon at the top of the class's band, some way added. Written routes are cut at equal times,
so that a flight moves by as many points a second wherever it is. Altitude changes evenly along a leg between
heights above the sea; between two heights above ground it follows the ground.
"""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

import numpy as np

from rangering.errors import ScenarioError
from rangering.flight.route import place_at_time
from rangering.mission.plan import AssetPlan, FloatArray, IntArray
from rangering.mission.plane import Plane, onto_plane
from rangering.mission.raids import Written
from rangering.scenario.flights import Waypoint
from rangering.scenario.flown import flown_altitudes_m, flown_route, leg_speeds_m_s
from rangering.scenario.models import Environment, Scenario
from rangering.terrain.ground import available_bytes

STEPS_M = (500.0, 1000.0)  # between points: the finer one where memory allows
COMFORTABLE_BYTES = 128 * 1024**2
MOST_BYTES = 2 * 1024**3
MARGIN_M = 20_000.0  # before anybody could see a flight, so that no first look is missed
SHORTEST_M = 30_000.0


class Lines(NamedTuple):
    """Points of several routes, end to end."""

    points: IntArray  # how many each has (routes,)
    x_m: FloatArray  # (all points,)
    y_m: FloatArray


class Path(NamedTuple):
    """One written route, cut at equal times. (points,) unless said."""

    x_m: FloatArray
    y_m: FloatArray
    time_s: FloatArray  # since its start
    corners_s: FloatArray  # times of the waypoints (waypoints,)
    waypoints: tuple[Waypoint, ...]

    @property
    def pace(self) -> float:
        """Points a second. [1/s]"""
        return (self.time_s.size - 1) / self.duration_s

    @property
    def duration_s(self) -> float:
        """From the first point to the last. [s]"""
        return float(self.time_s[-1])


def approach_lines(assets: AssetPlan, lengths_m: Sequence[float], azimuths: int, step_m: float) -> Lines:
    """Straight lines into the assets, from north by east, each ending over the asset.

    Parameters
    ----------
    assets : AssetPlan
        All assets.
    lengths_m : sequence of float
        Of the lines into each asset, a multiple of the step; 0 for an asset nobody attacks. [m]
    azimuths : int
        How many about each asset.
    step_m : float
        Between points. [m]
    """
    bearing_rad = np.arange(azimuths) * (2.0 * np.pi / azimuths)
    counts, x_m, y_m = [], [], []
    for a, length_m in enumerate(lengths_m):
        if not length_m:
            continue
        to_go_m = step_m * np.arange(round(length_m / step_m), -1, -1, dtype=np.float64)
        counts += [to_go_m.size] * azimuths
        x_m.append((assets.x_m[a] + np.sin(bearing_rad)[:, None] * to_go_m).ravel())
        y_m.append((assets.y_m[a] + np.cos(bearing_rad)[:, None] * to_go_m).ravel())
    nothing = np.empty(0)
    return Lines(
        np.array(counts, dtype=np.int64),
        np.concatenate(x_m) if x_m else nothing,
        np.concatenate(y_m) if y_m else nothing,
    )


def enter_distances_m(away_m: FloatArray, seen_m: FloatArray, step_m: float) -> FloatArray:
    """Distance from each asset at which each class appears: where the first radar could see it, and more.

    Parameters
    ----------
    away_m : float array, shape (assets, radars)
        From each asset to each radar that searches. [m]
    seen_m : float array, shape (radars, classes)
        How far it could see each class at most. [m]
    step_m : float
        What the distances are multiples of. [m]

    Returns
    -------
    float array, shape (assets, classes)
        [m]
    """
    shape = len(away_m), seen_m.shape[1]
    farthest_m = (away_m[:, :, None] + seen_m).max(axis=1) if seen_m.size else np.zeros(shape)
    return np.asarray(step_m * np.ceil(np.maximum(farthest_m + MARGIN_M, SHORTEST_M) / step_m))


def written_path(written: Written, plane: Plane, step_m: float) -> Path:
    """A written route on the plane, its points at most a step apart.

    Parameters
    ----------
    written : Written
        The flight; its first waypoint states a speed.
    plane : Plane
        Of the raid.
    step_m : float
        [m]
    """
    waypoints = written.flight.waypoints
    speeds, route = leg_speeds_m_s(waypoints), flown_route(waypoints)
    count = max(2, ceil(route.duration_s * max(speeds) / step_m - 1e-9) + 1)
    time_s = np.linspace(0.0, route.duration_s, count)
    place = place_at_time(route, time_s)
    x_m, y_m = onto_plane(plane, place.latitude_rad, place.longitude_rad)
    return Path(x_m, y_m, time_s, route.times_s, waypoints)


def altitudes_m(path: Path, ground_m: FloatArray, air: Environment) -> FloatArray:
    """Heights above the sea along a written route, never below the ground.

    Parameters
    ----------
    path : Path
        Of `written_path`.
    ground_m : float array, shape (points,)
        NaN where unknown, which counts as sea level. [m]
    air : Environment
        Turns flight levels into heights.

    Returns
    -------
    float array, shape (points,)
        [m]
    """
    return flown_altitudes_m(path.waypoints, path.corners_s, path.time_s, ground_m, air)


def choose_step_m(scenario: Scenario, points_at_1_m: float, radars: int) -> float:
    """Distance between points for which the floors of all radars fit into memory. [m]

    Parameters
    ----------
    scenario : Scenario
        For the words of a refusal.
    points_at_1_m : float
        How many points there would be a metre apart.
    radars : int
        How many floors each point has.

    Raises
    ------
    ScenarioError
        Not even the coarsest step fits.
    """
    needed = [4.0 * points_at_1_m / step_m * (radars + 10) for step_m in STEPS_M]
    for step_m, each in zip(STEPS_M, needed, strict=True):
        if each <= COMFORTABLE_BYTES:
            return step_m
    limit = min(MOST_BYTES, available_bytes())
    if needed[-1] > limit:
        raise ScenarioError(
            f"needs about {needed[-1] / 1e9:.3g} GB for the lines of sight along its routes, "
            f"of {limit / 1e9:.3g} GB that may be used",
            where=f"{scenario.read_as}, mission.azimuths",
            value=scenario.mission.azimuths_count,
            mend="state fewer azimuths, or attack fewer assets",
        )
    return STEPS_M[-1]
