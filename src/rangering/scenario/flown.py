"""How a written flight goes: its route over the Earth, and its heights along it.

Legs are geodesics flown at the ground speed stated for them. Altitude changes evenly along a leg between
heights above the sea; between two heights above ground the flight follows the ground, and it is never below.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import radians

import numpy as np
from numpy.typing import NDArray

from rangering.flight.route import Route, lay_route
from rangering.scenario.flights import Waypoint
from rangering.scenario.models import Environment

FloatArray = NDArray[np.float64]


def leg_speeds_m_s(waypoints: Sequence[Waypoint]) -> list[float]:
    """Ground speed on each leg: that of the waypoint it starts at, else the one before. [m/s]"""
    speeds: list[float] = []
    for each in waypoints[:-1]:
        speeds.append(speeds[-1] if each.speed_m_s is None else each.speed_m_s)
    return speeds


def flown_route(waypoints: Sequence[Waypoint]) -> Route:
    """The route over the ground; it holds no altitudes, which may hang on the ground beneath.

    Parameters
    ----------
    waypoints : sequence of Waypoint
        The first states a speed.
    """
    return lay_route(
        [radians(each.position.latitude_deg) for each in waypoints],
        [radians(each.position.longitude_deg) for each in waypoints],
        0.0,
        leg_speeds_m_s(waypoints),
    )


def flown_altitudes_m(
    waypoints: Sequence[Waypoint],
    corners_s: FloatArray,
    time_s: FloatArray,
    ground_m: FloatArray,
    air: Environment,
) -> FloatArray:
    """Heights above the sea along a written route, never below the ground.

    Parameters
    ----------
    waypoints : sequence of Waypoint
        With their altitudes.
    corners_s : float array, shape (waypoints,)
        Times of the waypoints since the start, rising. [s]
    time_s : float array, shape (points,)
        Times asked about, rising, from the first waypoint to the last. [s]
    ground_m : float array, shape (points,)
        Under the points; NaN where unknown, which counts as sea level. [m]
    air : Environment
        Turns flight levels into heights.

    Returns
    -------
    float array, shape (points,)
        [m]
    """
    ground_m = np.nan_to_num(ground_m)
    under_m = np.interp(corners_s, time_s, ground_m)
    stated = [each.altitude for each in waypoints]
    corners_m = [
        each.above_sea_m(float(below_m), air.sea_level_pressure_pa, air.isa_deviation_k)
        for each, below_m in zip(stated, under_m, strict=True)
    ]
    flown_m = np.interp(time_s, corners_s, corners_m)
    over_m = np.interp(time_s, corners_s, [each.height_m for each in stated])
    for (a, b), (start_s, stop_s) in zip(pairwise(stated), pairwise(corners_s), strict=True):
        if a.reference == b.reference == "agl":
            here = (time_s >= start_s) & (time_s <= stop_s)
            flown_m[here] = ground_m[here] + over_m[here]
    return np.maximum(flown_m, ground_m)
