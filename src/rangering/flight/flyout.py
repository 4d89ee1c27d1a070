"""Fly-out tables: how long an interceptor takes to a point, how fast it arrives, and what it cannot reach.

A fan of flights of `rangering.flight.point_mass` is flown: every launch elevation, straight on and, for a
missile that lofts, in arcs where lift carries less and less of the weight. Each point takes the quickest
flight that passes it and has enough left: a least speed on arrival, and from burn-out to the point air and
speed enough to turn with a least acceleration, so that no path climbs out of the air that steers it; while
the motor burns, thrust does that. What reaches a point is taken to reach any nearer one of
the same height, by a detour, no later. The table ends at the ceiling claimed. Limits: the launcher stands at
sea level in the standard atmosphere, an upright launch costs nothing, and a point below the launcher is taken
as level with it. Between flights and between entries times are linear.
Sources: as `rangering.flight.point_mass`; the fan and its quickest flight are plane geometry.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rangering._jit import compiled
from rangering.flight.point_mass import BURN_STEPS, density_at_kg_m3, fly

HEIGHTS = 48
RANGES = 160
# Half a degree apart where far points are reached, from just below the horizon: a straight flight along the
# ground rises above a curved Earth. The last goes straight up.
ELEVATIONS_RAD = np.radians(np.concatenate((np.arange(-2.0, 60.0, 0.5), np.arange(60.0, 90.5, 1.0))))
COARSE_RAD = np.radians(np.arange(1.0, 61.0, 2.0))
NEARER_RAD = np.radians(np.arange(-1.9, 2.0, 0.1))  # about the best of the coarse ones
STRAIGHT = np.array([1.0])
LOFTED = np.array([1.0, 0.8, 0.6, 0.4, 0.2, 0.0])
BOTTOM_M = -3_000.0  # flights go on below the launcher, so that two of them enclose a point at its height
TRACK_ENTRIES = 640


class Arrival(NamedTuple):
    """What an interceptor must have left on arrival; numbers only."""

    speed_m_s: float
    """Least speed."""
    turn_m_s2: float
    """Least acceleration it can turn with, lift alone."""
    ceiling_m: float
    """Greatest height above the launcher."""


class FlyOut(NamedTuple):
    """Times of flight and speeds on arrival over height and ground range; both start at 0."""

    time_s: npt.NDArray[np.float32]
    """Shape (heights, ranges); infinite where the interceptor does not reach. [s]"""
    speed_m_s: npt.NDArray[np.float32]
    """Shape (heights, ranges); 0 where it does not reach. [m/s]"""
    height_step_m: float
    """Above the launcher's ground, between rows. [m]"""
    range_step_m: float
    """Along the ground, between columns. [m]"""
    range_min_m: float
    """Nearer than this it does not engage: a claim, outside the table. [m]"""
    altitude_min_m: float
    """Lower than this above the target's ground it does not engage: a claim, outside the table. [m]"""


def reach_by_height_m(fly_out: FlyOut) -> npt.NDArray[np.float64]:
    """Greatest ground range reached at each height of a table, shape (heights,); 0 where none. [m]"""
    columns = np.arange(1, fly_out.time_s.shape[1] + 1)
    farthest_column = np.max(np.where(np.isfinite(fly_out.time_s), columns, 1), axis=1) - 1
    return np.asarray(farthest_column * fly_out.range_step_m, dtype=np.float64)


@compiled
def time_of_flight_s(fly_out_time_s, height_step_m, range_step_m, ground_range_m, height_above_site_m):
    """Time of flight to a point, linear between the four entries around it; infinite where one is.

    Parameters
    ----------
    fly_out_time_s : float array, shape (heights, ranges)
        `FlyOut.time_s`, or one type's slice of many. [s]
    height_step_m, range_step_m : float
        Between rows and columns. [m]
    ground_range_m, height_above_site_m : float
        Of the point, from the launcher along the ground and above the launcher's ground; a point below the
        launcher counts as level with it. [m]
    """
    row, column = max(height_above_site_m, 0.0) / height_step_m, ground_range_m / range_step_m
    if not (row <= fly_out_time_s.shape[0] - 1 and column <= fly_out_time_s.shape[1] - 1):
        return np.inf
    i, j = int(row), int(column)
    up, out = row - i, column - j
    # On a row or column of the table what lies beyond it is not asked for: it may be outside, or infinite.
    above, beyond = (i + 1 if up > 0.0 else i), (j + 1 if out > 0.0 else j)
    near_s, far_s = fly_out_time_s[i, j], fly_out_time_s[i, beyond]
    near_above_s, far_above_s = fly_out_time_s[above, j], fly_out_time_s[above, beyond]
    if max(max(near_s, far_s), max(near_above_s, far_above_s)) == np.inf:
        return np.inf
    low_s = (1.0 - out) * near_s + out * far_s
    return (1.0 - up) * low_s + up * ((1.0 - out) * near_above_s + out * far_above_s)


@compiled
def turn_left(time_s, height_m, speed_m_s, body, world, arrival):
    """What a missile can turn with beyond the least, as a share of the least; ample while the motor burns."""
    if time_s <= body.burn_time_s:
        return 1.0
    density = density_at_kg_m3(height_m, world.air_kg_m3)
    turn_n = 0.5 * density * speed_m_s * speed_m_s * body.lift_area_m2 * body.angle_of_attack_max_rad
    return turn_n / (body.burnout_mass_kg * arrival.turn_m_s2) - 1.0


@compiled
def speed_left(time_s, speed_m_s, body, arrival):
    """Its speed beyond the least on arrival, as a share of the least; ample while the motor burns."""
    return 1.0 if time_s <= body.burn_time_s else speed_m_s / arrival.speed_m_s - 1.0


@compiled
def fly_one(elevation_rad, lift_share, step_s, body, world, arrival, track):
    """One flight of the fan, from rest at sea level; entries filled."""
    # Half of what it must have left ends a flight: that encloses the edge between two neighbours.
    needed_pa = body.burnout_mass_kg * arrival.turn_m_s2 / (body.lift_area_m2 * body.angle_of_attack_max_rad)
    return fly(
        elevation_rad,
        lift_share,
        0.0,
        0.0,
        step_s,
        BOTTOM_M,
        0.5 * arrival.speed_m_s,
        0.5 * needed_pa,
        body,
        world,
        track,
    )


@compiled
def reach_of(track, count, body, world, arrival):
    """Where a flight runs out of what it needs, or leaves the heights asked for, for the last time.

    Returns
    -------
    tuple of three floats
        Ground range [m], height [m] and time [s]; zeros where it is never inside.
    """
    reached = (0.0, 0.0, 0.0)
    before = (1.0, 1.0, 0.0)
    for n in range(1, count):
        now = (
            turn_left(track[n, 0], track[n, 2], track[n, 3], body, world, arrival),
            speed_left(track[n, 0], track[n, 3], body, arrival),
            min(track[n, 2], arrival.ceiling_m - track[n, 2]),
        )
        # The share of this step that is flown inside: to where something runs out.
        part = 1.0
        for n_left in range(3):
            if now[n_left] < 0.0:
                was = max(before[n_left], 0.0)
                part = min(part, was / (was - now[n_left]))
        if part > 0.0:
            reached = (
                track[n - 1, 1] + part * (track[n, 1] - track[n - 1, 1]),
                track[n - 1, 2] + part * (track[n, 2] - track[n - 1, 2]),
                track[n - 1, 0] + part * (track[n, 0] - track[n - 1, 0]),
            )
        if now[0] < 0.0:
            break
        before = now
    return reached


@compiled
def farthest(lift_shares, step_s, body, world, arrival):
    """The farthest point that any flight of the fan reaches.

    Parameters
    ----------
    lift_shares : float array, shape (n,)
        `STRAIGHT` or `LOFTED`.
    step_s : float
        As in `fly`. [s]
    body, world : PointMass, World
        The interceptor and what it flies in.
    arrival : Arrival
        What must be left.

    Returns
    -------
    tuple of three floats
        Ground range [m], height [m] and time [s].
    """
    track = np.empty((TRACK_ENTRIES, 4))
    best, at_rad, at_share = (0.0, 0.0, 0.0), 0.0, 0.0
    for share in lift_shares:
        for elevation_rad in COARSE_RAD:
            count = fly_one(elevation_rad, share, step_s, body, world, arrival, track)
            reached = reach_of(track, count, body, world, arrival)
            if reached[0] > best[0]:
                best, at_rad, at_share = reached, elevation_rad, share
    # A little higher, and a path may climb out of the air: the farthest lies at that edge, looked for here.
    for nearer in NEARER_RAD:
        count = fly_one(at_rad + nearer, at_share, step_s, body, world, arrival, track)
        reached = reach_of(track, count, body, world, arrival)
        if reached[0] > best[0]:
            best = reached
    return best


@compiled
def highest_m(step_s, body, world, arrival):
    """Greatest height at which the flight straight up still has enough left, whatever the ceiling. [m]"""
    track = np.empty((TRACK_ENTRIES, 4))
    count = fly_one(0.5 * np.pi, 0.0, step_s, body, world, arrival, track)
    before, reached_m = 1.0, 0.0
    for n in range(1, count):
        left = min(
            turn_left(track[n, 0], track[n, 2], track[n, 3], body, world, arrival),
            speed_left(track[n, 0], track[n, 3], body, arrival),
        )
        if left < 0.0:
            return reached_m + before / (before - left) * (track[n, 2] - reached_m)
        before, reached_m = left, track[n, 2]
    return reached_m


@compiled
def top_speed_m_s(body, world):
    """The highest speed on any flight: at burn-out, or before it where drag wins early. [m/s]"""
    track = np.empty((BURN_STEPS + 1, 4))
    fastest = 0.0
    for elevation_rad in COARSE_RAD:
        count = fly(elevation_rad, 1.0, 0.0, 0.0, 1.0, BOTTOM_M, 0.0, 0.0, body, world, track)
        for n in range(count):
            fastest = max(fastest, track[n, 3])
    return fastest


@compiled
def at_columns(track, count, range_step_m, body, world, arrival, crossing):
    """Time, height, speed and what it had left at least where a flight crosses each column of a table.

    Parameters
    ----------
    track : float array, shape (entries, 4)
        Of `fly`.
    count : int
        Entries filled.
    range_step_m : float
        Between columns. [m]
    body, world, arrival
        As in `farthest`.
    crossing : float array, shape (ranges, 4)
        Filled, NaN where the flight does not come; the launch itself crosses no column.
    """
    crossing[:] = np.nan
    column, turn, speed = 1, 1.0, 1.0
    for n in range(1, count):
        turn_before, speed_before = turn, speed
        turn = min(turn, turn_left(track[n, 0], track[n, 2], track[n, 3], body, world, arrival))
        speed = speed_left(track[n, 0], track[n, 3], body, arrival)
        while column < crossing.shape[0] and column * range_step_m <= track[n, 1]:
            part = (column * range_step_m - track[n - 1, 1]) / (track[n, 1] - track[n - 1, 1])
            for field, entry in enumerate((0, 2, 3)):
                crossing[column, field] = track[n - 1, entry] + part * (track[n, entry] - track[n - 1, entry])
            crossing[column, 3] = min(
                turn_before + part * (turn - turn_before), speed_before + part * (speed - speed_before)
            )
            column += 1


@compiled
def between(first, second, column, height_step_m, time_s, speed_m_s):
    """Offer a column's points between two neighbouring flights to the table; the quickest stays.

    Parameters
    ----------
    first, second : float array, shape (4,)
        Time [s], height [m], speed [m/s] and what is left at least, of each flight there.
    column : int
        Of the table.
    height_step_m : float
        Between rows. [m]
    time_s, speed_m_s : float32 array, shape (heights, ranges)
        Improved in place.
    """
    low_m, high_m = min(first[1], second[1]), max(first[1], second[1])
    if high_m < 0.0 or max(first[3], second[3]) < 0.0:
        return
    for row in range(int(np.ceil(max(low_m, 0.0) / height_step_m)), time_s.shape[0]):
        height_m = row * height_step_m
        if height_m > high_m:
            break
        part = (height_m - first[1]) / (second[1] - first[1]) if second[1] != first[1] else 0.0
        taken_s = first[0] + part * (second[0] - first[0])
        if taken_s < time_s[row, column] and first[3] + part * (second[3] - first[3]) >= 0.0:
            time_s[row, column] = taken_s
            speed_m_s[row, column] = first[2] + part * (second[2] - first[2])


@compiled
def straight_up(track, count, height_step_m, body, world, arrival, time_s, speed_m_s):
    """Fill the first column, above the launcher, from the flight that goes straight up."""
    time_s[0, 0] = 0.0
    row = 1
    for n in range(1, count):
        while row < time_s.shape[0] and track[n - 1, 2] < row * height_step_m <= track[n, 2]:
            part = (row * height_step_m - track[n - 1, 2]) / (track[n, 2] - track[n - 1, 2])
            taken_s = track[n - 1, 0] + part * (track[n, 0] - track[n - 1, 0])
            arriving_m_s = track[n - 1, 3] + part * (track[n, 3] - track[n - 1, 3])
            turn = turn_left(taken_s, row * height_step_m, arriving_m_s, body, world, arrival)
            if min(turn, speed_left(taken_s, arriving_m_s, body, arrival)) < 0.0:
                return
            time_s[row, 0] = taken_s
            speed_m_s[row, 0] = arriving_m_s
            row += 1


@compiled
def fill_fly_out(height_step_m, range_step_m, lift_shares, step_s, body, world, arrival, time_s, speed_m_s):
    """Fly the whole fan into a table.

    Parameters
    ----------
    height_step_m, range_step_m : float
        Between rows and columns. [m]
    lift_shares : float array, shape (n,)
        `STRAIGHT` or `LOFTED`.
    step_s : float
        As in `fly`. [s]
    body, world, arrival
        As in `farthest`.
    time_s, speed_m_s : float32 array, shape (heights, ranges)
        Filled: infinite and 0 where no flight reaches.
    """
    time_s[:] = np.inf
    speed_m_s[:] = 0.0
    track = np.empty((TRACK_ENTRIES, 4))
    crossings = np.empty((2, time_s.shape[1], 4))
    for share in lift_shares:
        for n in range(ELEVATIONS_RAD.size):
            count = fly_one(ELEVATIONS_RAD[n], share, step_s, body, world, arrival, track)
            here, before = crossings[n % 2], crossings[1 - n % 2]
            at_columns(track, count, range_step_m, body, world, arrival, here)
            for column in range(1, time_s.shape[1] if n > 0 else 0):
                if np.isnan(here[column, 0]) or np.isnan(before[column, 0]):
                    break
                between(before[column], here[column], column, height_step_m, time_s, speed_m_s)
    # The last flight of the fan went straight up.
    straight_up(track, count, height_step_m, body, world, arrival, time_s, speed_m_s)
    for row in range(time_s.shape[0]):
        for column in range(time_s.shape[1] - 2, -1, -1):
            if time_s[row, column + 1] < time_s[row, column]:
                time_s[row, column] = time_s[row, column + 1]
                speed_m_s[row, column] = speed_m_s[row, column + 1]
