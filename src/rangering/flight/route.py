"""A route: waypoints joined by geodesics of WGS-84, flown leg by leg at a constant ground speed.

Altitude changes evenly along a leg; corners are flown without a turn, and the height above the ellipsoid
does not lengthen a leg (0.16 % at 10 km). Before its start a flight stands at the first waypoint, after
its end at the last.
Source: Karney, "Algorithms for geodesics", Journal of Geodesy 87 (2013) 43-55, as PROJ implements it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rangering.earth.geodesy import FloatArray, geodesic_direct, geodesic_inverse
from rangering.errors import ScenarioError


class Route(NamedTuple):
    """Waypoints of a flight with what is worked out from them once; build it with `lay_route`."""

    latitudes_rad: FloatArray
    """Shape (n,). [rad]"""
    longitudes_rad: FloatArray
    """Shape (n,). [rad]"""
    altitudes_m: FloatArray
    """Shape (n,). [m]"""
    courses_rad: FloatArray
    """Course on leaving each waypoint but the last, clockwise from north, shape (n - 1,). [rad]"""
    distances_m: FloatArray
    """From the start to each waypoint, shape (n,), rising. [m]"""
    times_s: FloatArray
    """From the start to each waypoint, shape (n,), rising. [s]"""

    @property
    def length_m(self) -> float:
        """From the first waypoint to the last. [m]"""
        return float(self.distances_m[-1])

    @property
    def duration_s(self) -> float:
        """From the first waypoint to the last. [s]"""
        return float(self.times_s[-1])


class Place(NamedTuple):
    """Where flights are; every field has the shape of the question."""

    latitude_rad: FloatArray
    longitude_rad: FloatArray
    altitude_m: FloatArray
    course_rad: FloatArray


def lay_route(
    latitudes_rad: ArrayLike, longitudes_rad: ArrayLike, altitudes_m: ArrayLike, ground_speeds_m_s: ArrayLike
) -> Route:
    """Join waypoints to a route.

    Parameters
    ----------
    latitudes_rad, longitudes_rad : float array, shape (n,)
        Two waypoints or more, no two successive ones the same. [rad]
    altitudes_m : float or float array, shape (n,)
        At the waypoints, or one for all. [m]
    ground_speeds_m_s : float or float array, shape (n - 1,)
        On the legs, or one for all; above zero. [m/s]

    Returns
    -------
    Route

    Raises
    ------
    ScenarioError
        Fewer than two waypoints, two successive ones the same, or a speed not above zero.
    """
    latitudes = np.atleast_1d(np.asarray(latitudes_rad, dtype=float))
    longitudes = np.atleast_1d(np.asarray(longitudes_rad, dtype=float))
    if latitudes.size < 2:
        raise ScenarioError(
            "is no route",
            where="route",
            value=f"{latitudes.size} waypoint",
            mend="give two waypoints or more",
        )
    lengths_m, courses_rad, _ = geodesic_inverse(
        latitudes[:-1], longitudes[:-1], latitudes[1:], longitudes[1:]
    )
    if not np.all(lengths_m > 0.0):
        leg = int(np.argmin(lengths_m > 0.0))
        raise ScenarioError(
            "leads nowhere: its two waypoints are the same",
            where="route",
            value=f"leg {leg + 1}",
            mend="remove one of them",
        )
    speeds = np.broadcast_to(np.asarray(ground_speeds_m_s, dtype=float), lengths_m.shape)
    if not np.all(speeds > 0.0):
        raise ScenarioError(
            "is no ground speed", where="route", value=f"{speeds.min():g} m/s", mend="give one above 0"
        )
    return Route(
        latitudes,
        longitudes,
        np.broadcast_to(np.asarray(altitudes_m, dtype=float), latitudes.shape),
        courses_rad,
        _running_sum(lengths_m),
        _running_sum(lengths_m / speeds),
    )


def place_at_distance(route: Route, distance_m: ArrayLike) -> Place:
    """Where the flight is after some distance.

    Parameters
    ----------
    route : Route
        From `lay_route`.
    distance_m : float or float array
        Along the route from its start. [m]

    Returns
    -------
    Place
        Latitude, longitude and course [rad] and altitude [m], of the shape of `distance_m`.
    """
    flown_m = np.clip(np.asarray(distance_m, dtype=float), 0.0, route.length_m)
    last_leg = route.courses_rad.size - 1
    # The leg that starts at or before the place: at a waypoint the course is the one it is left with.
    leg = np.minimum(np.searchsorted(route.distances_m, flown_m, side="right") - 1, last_leg)
    latitude, longitude, course = geodesic_direct(
        route.latitudes_rad[leg],
        route.longitudes_rad[leg],
        route.courses_rad[leg],
        flown_m - route.distances_m[leg],
    )
    altitude = np.interp(flown_m, route.distances_m, route.altitudes_m)
    return Place(latitude, longitude, np.asarray(altitude), course)


def place_at_time(route: Route, time_s: ArrayLike) -> Place:
    """Where the flight is some time after its start.

    Parameters
    ----------
    route : Route
        From `lay_route`.
    time_s : float or float array
        Since the start. [s]

    Returns
    -------
    Place
        As `place_at_distance`.
    """
    return place_at_distance(
        route, np.interp(np.asarray(time_s, dtype=float), route.times_s, route.distances_m)
    )


def _running_sum(parts: FloatArray) -> FloatArray:
    """Sums from zero up to each mark between the parts, shape (n + 1,)."""
    return np.concatenate(([0.0], np.cumsum(parts)))
