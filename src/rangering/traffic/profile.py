"""How a made flight climbs, cruises and descends along a way.

Rates of climb and descent are constant, and the speed over the ground grows evenly in time from that of
take-off to that of cruise. Limits: no acceleration level, no speed limit below 10,000 ft, no wind.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.traffic.pattern import Kind

_STEPS = 64
"""Pieces of a climb or a descent."""

Floats = NDArray[np.float64]


class Profile(NamedTuple):
    """A flight from its start to its end, between nodes of which it moves evenly; shape (n,)."""

    time_s: Floats
    distance_m: Floats
    altitude_m: Floats
    speed_m_s: Floats
    climb_m_s: Floats
    """From each node to the next."""


def profile(
    kind: Kind, length_m: float, level_m: float, elevation_m: float, *, departs: bool, lands: bool
) -> Profile:
    """How a flight climbs, cruises and descends along a way.

    Parameters
    ----------
    kind : Kind
        Climb and descent at its rates; speed grows evenly in time from slow to cruise on the way up.
    length_m : float
        Of the way. [m]
    level_m : float
        Pressure altitude of cruise; where the way is too short for it, the flight turns lower. [m]
    elevation_m : float
        Pressure altitude of the runways. [m]
    departs, lands : bool
        Whether it begins and ends on a runway; else at level, or as high as the rest of the way asks.

    Returns
    -------
    Profile
    """
    rise_m = max(level_m - elevation_m, 0.0)
    mean_m_s = 0.5 * (kind.slow_m_s + kind.cruise_m_s)
    needed_m = rise_m * mean_m_s * (departs / kind.climb_m_s + lands / kind.descent_m_s)
    if departs and lands and needed_m > length_m:
        rise_m *= length_m / needed_m
    up = _ramp(kind, rise_m, kind.climb_m_s, length_m) if departs else _nowhere()
    down = _ramp(kind, rise_m, kind.descent_m_s, length_m) if lands else _nowhere()
    level_from_m, level_to_m = up.distance_m[-1], length_m - down.distance_m[-1]
    cruise_s = max(level_to_m - level_from_m, 0.0) / kind.cruise_m_s
    before_s = up.time_s[-1] + cruise_s
    time_s = np.concatenate([up.time_s, before_s + down.time_s[-1] - down.time_s[::-1]])
    distance_m = np.concatenate([up.distance_m, length_m - down.distance_m[::-1]])
    level = elevation_m + rise_m
    altitude_m = np.concatenate([
        elevation_m + up.altitude_m if departs else [level],
        elevation_m + down.altitude_m[::-1] if lands else [level],
    ])  # fmt: skip
    speed_m_s = np.concatenate([
        up.speed_m_s if departs else [kind.cruise_m_s], down.speed_m_s[::-1] if lands else [kind.cruise_m_s]
    ])  # fmt: skip
    if departs and not lands and distance_m[-1] - up.distance_m[-1] <= 0.0:
        altitude_m[-1], speed_m_s[-1] = altitude_m[-2], speed_m_s[-2]
    if lands and not departs and level_to_m <= 0.0:
        altitude_m[0], speed_m_s[0] = altitude_m[1], speed_m_s[1]
    with np.errstate(invalid="ignore", divide="ignore"):
        climb_m_s = np.nan_to_num(np.diff(altitude_m) / np.diff(time_s), posinf=0.0, neginf=0.0)
    return Profile(time_s, distance_m, altitude_m, speed_m_s, np.append(climb_m_s, climb_m_s[-1]))


def _nowhere() -> Profile:
    nothing = np.zeros(1)
    return Profile(nothing, nothing, nothing, nothing, nothing)


def _ramp(kind: Kind, rise_m: float, rate_m_s: float, length_m: float) -> Profile:
    """From the runway up, heights above it, as far as the way goes; a descent is this backwards."""
    whole_s = rise_m / rate_m_s
    time_s = np.linspace(0.0, whole_s, _STEPS + 1)
    gain_m_s2 = (kind.cruise_m_s - kind.slow_m_s) / whole_s if whole_s else 0.0
    distance_m = kind.slow_m_s * time_s + 0.5 * gain_m_s2 * time_s**2
    if distance_m[-1] > length_m:
        until_s = float(np.interp(length_m, distance_m, time_s))
        time_s = np.append(time_s[distance_m < length_m], until_s)
        distance_m = np.append(distance_m[distance_m < length_m], length_m)
    nothing = np.zeros(len(time_s))
    return Profile(time_s, distance_m, rate_m_s * time_s, kind.slow_m_s + gain_m_s2 * time_s, nothing)
