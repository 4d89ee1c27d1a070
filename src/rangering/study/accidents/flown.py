"""When a flight on written waypoints is where: constant speed from one to the next, as the chain has it."""

from itertools import pairwise

import numpy as np

from rangering.catalog.accidents import Accident
from rangering.earth.geodesy import geodesic_inverse
from rangering.scenario.flights import Flight
from rangering.scenario.place import Position


def corner_times_s(flight: Flight) -> list[float]:
    """When a flight is at each of its written waypoints, after its start. [s]"""
    times, speed_m_s = [0.0], 0.0
    for before, here in pairwise(flight.waypoints):
        speed_m_s = before.speed_m_s or speed_m_s
        times.append(times[-1] + _away_m(before.position, here.position) / speed_m_s)
    return times


def reached_s(flight: Flight, accident: Accident) -> float:
    """When a flight on written waypoints is at the one nearest to the published place. [s]"""
    figures = accident.figures
    met = Position(lat=figures["aircraft_latitude"].nominal, lon=figures["aircraft_longitude"].nominal)
    away_m = [_away_m(each.position, met) for each in flight.waypoints]
    return corner_times_s(flight)[int(np.argmin(away_m))]


def radians_of(place: Position) -> tuple[float, float]:
    """Latitude and longitude. [rad]"""
    return float(np.radians(place.latitude_deg)), float(np.radians(place.longitude_deg))


def _away_m(one: Position, other: Position) -> float:
    away_m, *_ = geodesic_inverse(*radians_of(one), *radians_of(other))
    return float(away_m)
