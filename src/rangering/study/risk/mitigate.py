"""What an authority could do about a risk: each mitigation as a new scenario, everything else as stated.

Limits: a moved or closed route says nothing about where its flights go instead, nor of the risk there.
"""

from collections.abc import Sequence
from math import atan2, hypot
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.models import Quantity
from rangering.earth.geodesy import geodesic_direct, geodesic_inverse
from rangering.scenario.flights import Corridor
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude, Position
from rangering.study.risk.cases import Case, above_m, answering, weapons_told

FloatArray = NDArray[np.float64]


def mitigations_of(
    scenario: Scenario,
    hours: Sequence[float],
    lowest_m: Sequence[float],
    *,
    close: Altitude,
    move_m: float,
    silent: Quantity | None = None,
) -> tuple[Case, ...]:
    """Closing a band, moving the routes, requiring a transponder and that it is heard, weapons hold.

    Parameters
    ----------
    scenario : Scenario
        With its traffic read.
    hours : sequence of float
        Of each civil route inside the envelope. [h]
    lowest_m : sequence of float
        Lowest height of each inside it. [m]
    close : Altitude
        Below which no civil flight may pass inside.
    move_m : float
        By which routes that come inside are moved away from the fire unit they come nearest to. [m]
    silent : Quantity, optional
        Probability that a set is never heard, where the scenario rests on it.
    """
    shown = f"{move_m / 1852.0:.3g} nmi"
    required = answering(scenario, asked=False)
    heard = (
        [Case("heard", "the same, and none of them fails unnoticed", required, True, {silent.id: 0.0})]
        if silent is not None
        else []
    )
    return (
        Case("close", f"no civil flight below {close} inside the envelope",
             _closed(scenario, lowest_m, close), False),
        Case("move", f"routes that come inside, and corridors, moved {shown} away",
             _moved(scenario, hours, move_m), False),
        Case("transponder", "a transponder required of every flight; some sets fail unnoticed",
             required, True),
        *heard,
        Case("hold", "weapons hold, self-defence left", weapons_told(scenario, "hold"), True),
    )  # fmt: skip


def _closed(scenario: Scenario, lowest_m: Sequence[float], close: Altitude) -> Scenario:
    """Without the routes that come below inside the envelope; what they do elsewhere does not count."""
    edge_m = above_m(scenario, close)
    kept = tuple(each for each, at_m in zip(scenario.civil_flights, lowest_m, strict=True) if at_m >= edge_m)
    return scenario.model_copy(update={"civil_flights": kept})


def _moved(scenario: Scenario, hours: Sequence[float], move_m: float) -> Scenario:
    """Routes that come inside, and every corridor, moved away from the fire unit they come nearest to.

    A route that runs in a corridor there goes where the corridor goes, or it would be moved out of it.
    """
    units = [unit.position for unit in scenario.fire_units]
    lanes = [(each, _passing(each.points, units)) for each in scenario.corridors]
    flights = []
    for flight, inside in zip(scenario.civil_flights, hours, strict=True):
        if inside <= 0.0:
            flights.append(flight)
            continue
        corners = [each.position for each in flight.waypoints]
        own = _passing(corners, units)
        with_it = (lane for corridor, lane in lanes if _runs_in(own, corridor, units))
        bearing_rad = next(with_it, own).away_rad
        points = tuple(
            each.model_copy(update={"position": _shifted(each.position, bearing_rad, move_m)})
            for each in flight.waypoints
        )
        flights.append(flight.model_copy(update={"waypoints": points}))
    corridors = tuple(
        each.model_copy(update={"points": tuple(_shifted(at, lane.away_rad, move_m) for at in each.points)})
        for each, lane in lanes
    )
    return scenario.model_copy(update={"civil_flights": tuple(flights), "corridors": corridors})


class _Passing(NamedTuple):
    """Where a line comes nearest to the fire unit it comes nearest to, on a plane about that unit."""

    unit: int
    east_m: float
    north_m: float
    away_rad: float  # bearing from the unit to there


def _passing(corners: Sequence[Position], units: Sequence[Position]) -> _Passing:
    found, nearest_m = _Passing(0, 0.0, 0.0, 0.0), np.inf
    for n, unit in enumerate(units):
        east_m, north_m = _about_unit(corners, unit)
        x_m, y_m, step_east_m, step_north_m = _nearest(east_m, north_m, 0.0, 0.0)
        if hypot(x_m, y_m) < nearest_m:
            nearest_m = hypot(x_m, y_m)
            # A line right over the fire unit moves to its left.
            over = nearest_m <= 1.0
            away_rad = atan2(step_east_m, step_north_m) - np.pi / 2 if over else atan2(x_m, y_m)
            found = _Passing(n, x_m, y_m, away_rad)
    return found


def _runs_in(own: _Passing, corridor: Corridor, units: Sequence[Position]) -> bool:
    """Whether a route lies inside a corridor's sides where it comes nearest to a fire unit."""
    east_m, north_m = _about_unit(corridor.points, units[own.unit])
    x_m, y_m, _, _ = _nearest(east_m, north_m, own.east_m, own.north_m)
    return hypot(x_m - own.east_m, y_m - own.north_m) <= corridor.width_m / 2.0


def _about_unit(corners: Sequence[Position], unit: Position) -> tuple[FloatArray, FloatArray]:
    """East and north of a fire unit, by distance and bearing. [m]"""
    away_m, azimuth_rad, _ = geodesic_inverse(
        np.radians(unit.latitude_deg), np.radians(unit.longitude_deg),
        np.radians([each.latitude_deg for each in corners]),
        np.radians([each.longitude_deg for each in corners]),
    )  # fmt: skip
    return away_m * np.sin(azimuth_rad), away_m * np.cos(azimuth_rad)


def _nearest(
    east_m: FloatArray, north_m: FloatArray, x_m: float, y_m: float
) -> tuple[float, float, float, float]:
    """The place of a line that is nearest to a point, and the stretch it lies on, east and north. [m]"""
    found, nearest_m = (0.0, 0.0, 0.0, 0.0), np.inf
    for n in range(len(east_m) - 1):
        step_east_m, step_north_m = east_m[n + 1] - east_m[n], north_m[n + 1] - north_m[n]
        length_2 = max(step_east_m**2 + step_north_m**2, 1e-9)
        along = ((x_m - east_m[n]) * step_east_m + (y_m - north_m[n]) * step_north_m) / length_2
        along = min(max(float(along), 0.0), 1.0)
        at = float(east_m[n] + along * step_east_m), float(north_m[n] + along * step_north_m)
        if hypot(at[0] - x_m, at[1] - y_m) < nearest_m:
            nearest_m = hypot(at[0] - x_m, at[1] - y_m)
            found = (*at, float(step_east_m), float(step_north_m))
    return found


def _shifted(position: Position, bearing_rad: float, move_m: float) -> Position:
    lat_rad, lon_rad, _ = geodesic_direct(
        np.radians(position.latitude_deg), np.radians(position.longitude_deg), bearing_rad, move_m
    )
    lon_deg = (float(np.degrees(lon_rad)) + 180.0) % 360.0 - 180.0
    return Position(lat=float(np.degrees(lat_rad)), lon=lon_deg)
