"""Drag and specific impulse that give a missile a range and a top speed; the search behind `calibrate`.

Specific impulse decides the top speed, drag area then the reach, so each is found by false position inside
the other: the reach falls as drag grows. Where the claims cannot both be had, the range or the top speed is
kept, as asked. Numbers only; limits: those of `rangering.flight.flyout`.
Source of the root search: Dowell and Jarratt, BIT 11 (1971) 168-174 (the Illinois variant).
"""

from collections.abc import Callable
from functools import lru_cache
from math import exp, log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rangering.constants import EARTH_RADIUS_M, STANDARD_GRAVITY_M_S2
from rangering.flight.flyout import (
    HEIGHTS,
    LOFTED,
    RANGES,
    STRAIGHT,
    Arrival,
    farthest,
    fill_fly_out,
    highest_m,
    top_speed_m_s,
)
from rangering.flight.point_mass import PointMass, World, standard_air

RANGE_TOLERANCE = 0.03
OTHER_TOLERANCE = 0.05
# Aims in the order tried, as factors on top speed and range: the claims themselves, then to just within what
# still counts as met.
AIMS = ((1.0, 1.0), (1.045, 1.0), (0.955, 1.0), (1.045, 1.02), (0.955, 0.98))
STEPS_TO_REACH = 80  # at top speed to the range claimed; flights take about twice as many
FINE_TOLERANCE = 0.01  # of the table's reach, before it is aimed at again
LAST_COLUMN = 1.004  # the farthest point falls just before the table's last column, not beyond it


class Given(NamedTuple):
    """All that a fit depends on: numbers, so that equal cases are fitted once."""

    range_m: float
    ceiling_m: float
    top_speed_m_s: float
    launch_mass_kg: float
    mass_ratio: float
    burn_time_s: float
    reference_area_m2: float
    lift_area_m2: float
    angle_of_attack_max_rad: float
    arrival_speed_m_s: float
    arrival_turn_m_s2: float
    impulse_s: tuple[float, float]
    drag_coefficient: tuple[float, float]
    range_first: bool
    """Whether the range is kept where it and the top speed cannot both be."""


class Flown(NamedTuple):
    """The fit and its fly-out table."""

    impulse_s: float
    drag_coefficient: float
    is_lofted: bool
    body: PointMass
    arrival: Arrival
    ceiling_m: float
    """Straight up, whatever the ceiling claimed."""
    top_speed_m_s: float
    reach_m: float
    """The farthest point of the table."""
    farthest_m: float
    """The farthest point of all flights; a little of it lies between those of the table."""
    mean_speed_m_s: float
    """Along the ground, to that point."""
    time_s: npt.NDArray[np.float32]
    speed_m_s: npt.NDArray[np.float32]
    height_step_m: float
    range_step_m: float


class _Pair(NamedTuple):
    impulse_s: float
    drag_coefficient: float
    is_lofted: bool


@lru_cache(maxsize=1024)
def flown(given: Given) -> Flown:
    """Fit one missile and fly its table; the same object for the same figures, its arrays read-only."""
    table = _table(given, _best(given))
    lost = table.reach_m / table.farthest_m
    if lost > 0.0 and abs(table.reach_m / given.range_m - 1.0) > FINE_TOLERANCE:
        # Between its flights a table loses a little of the farthest reach of all: aim that much beyond.
        table = _table(given, _best(given._replace(range_m=given.range_m / lost)))
    return table


def _table(given: Given, pair: _Pair) -> Flown:
    body, arrival, step_s = body_of(given, pair), arrival_of(given), step_s_of(given)
    shares, farthest_m = shares_of(pair.is_lofted), reach_m(given, pair)
    height_step_m, range_step_m = given.ceiling_m / (HEIGHTS - 1), LAST_COLUMN * farthest_m / (RANGES - 1)
    time_s = np.empty((HEIGHTS, RANGES), dtype=np.float32)
    speed_m_s = np.empty((HEIGHTS, RANGES), dtype=np.float32)
    fill_fly_out(height_step_m, range_step_m, shares, step_s, body, world(), arrival, time_s, speed_m_s)
    time_s.flags.writeable = speed_m_s.flags.writeable = False
    last = int(np.flatnonzero(np.isfinite(time_s).any(axis=0))[-1])
    return Flown(
        *pair,
        body=body,
        arrival=arrival,
        ceiling_m=highest_m(step_s, body, world(), arrival),
        top_speed_m_s=top_speed_m_s(body, world()),
        reach_m=last * range_step_m,
        farthest_m=farthest_m,
        mean_speed_m_s=last * range_step_m / float(time_s[:, last].min()) if last else 0.0,
        time_s=time_s,
        speed_m_s=speed_m_s,
        height_step_m=height_step_m,
        range_step_m=range_step_m,
    )


@lru_cache(maxsize=1)
def world() -> World:
    """The standard atmosphere over a sphere with the gravity of its surface."""
    return World(standard_air(), STANDARD_GRAVITY_M_S2, EARTH_RADIUS_M)


def body_of(given: Given, pair: _Pair) -> PointMass:
    """The missile with this propellant and drag."""
    burnout_kg = given.launch_mass_kg / given.mass_ratio
    flow_kg_s = (given.launch_mass_kg - burnout_kg) / given.burn_time_s
    return PointMass(
        launch_mass_kg=given.launch_mass_kg,
        burnout_mass_kg=burnout_kg,
        thrust_n=pair.impulse_s * STANDARD_GRAVITY_M_S2 * flow_kg_s,
        burn_time_s=given.burn_time_s,
        drag_area_m2=pair.drag_coefficient * given.reference_area_m2,
        lift_area_m2=given.lift_area_m2,
        angle_of_attack_max_rad=given.angle_of_attack_max_rad,
    )


def arrival_of(given: Given) -> Arrival:
    """What must be left on arrival."""
    return Arrival(given.arrival_speed_m_s, given.arrival_turn_m_s2, given.ceiling_m)


def step_s_of(given: Given) -> float:
    """Step of the flights after burn-out: in proportion to the size of the missile. [s]"""
    return given.range_m / given.top_speed_m_s / STEPS_TO_REACH


def shares_of(is_lofted: bool) -> npt.NDArray[np.float64]:
    """The shares of its weight that lift carries on the flights of a fan."""
    return LOFTED if is_lofted else STRAIGHT


def reach_m(given: Given, pair: _Pair) -> float:
    """Ground range of the farthest point of all flights. [m]"""
    shares, step_s = shares_of(pair.is_lofted), step_s_of(given)
    found_m: float = farthest(shares, step_s, body_of(given, pair), world(), arrival_of(given))[0]
    return found_m


def _best(given: Given) -> _Pair:
    """The first pair that meets all claims; else the one that misses fewest of them, and those by least.

    Lofted flights are tried where straight ones do not give the range. Where the range is to be kept and no
    pair gives it beside the others, lofted flights reach it alone.
    """
    tried: list[_Pair] = []
    missed: list[tuple[float, float, float]] = []
    for is_lofted in (False, True):
        for faster, farther in AIMS:
            tried.append(_aimed(given, given.top_speed_m_s * faster, given.range_m * farther, is_lofted))
            missed.append(_off(given, tried[-1]))
            if max(missed[-1]) <= 1.0:
                return tried[-1]
        if min(off_range for off_range, _, _ in missed) <= 1.0:
            break
    else:
        if given.range_first:
            return _reaching(given, tried[-1].drag_coefficient)
    best = min(range(len(tried)), key=lambda n: (sum(off > 1.0 for off in missed[n]), sum(missed[n]), n))
    return tried[best]


def _off(given: Given, pair: _Pair) -> tuple[float, float, float]:
    """By how many tolerances the range, the ceiling and the top speed are missed."""
    body = body_of(given, pair)
    # A ceiling that could be higher is not missed: a maker may stop lower for reasons outside the flight.
    highest = highest_m(step_s_of(given), body, world(), arrival_of(given))
    return (
        abs(reach_m(given, pair) / given.range_m - 1.0) / RANGE_TOLERANCE,
        max(1.0 - highest / given.ceiling_m, 0.0) / OTHER_TOLERANCE,
        abs(top_speed_m_s(body, world()) / given.top_speed_m_s - 1.0) / OTHER_TOLERANCE,
    )


def _aimed(given: Given, aim_m_s: float, aim_m: float, is_lofted: bool) -> _Pair:
    """The pair that gives this top speed, and this reach as nearly as drag inside its bounds can."""

    def at(log_drag: float) -> _Pair:
        def above(impulse_s: float) -> float:
            pair = _Pair(impulse_s, exp(log_drag), is_lofted)
            return float(top_speed_m_s(body_of(given, pair), world())) / aim_m_s - 1.0

        return _Pair(_root(above, *given.impulse_s, enough=1e-4), exp(log_drag), is_lofted)

    low, high = given.drag_coefficient
    return at(_root(lambda log_drag: 1.0 - reach_m(given, at(log_drag)) / aim_m, log(low), log(high), 2e-3))


def _reaching(given: Given, drag_coefficient: float) -> _Pair:
    """The lofted pair that gives the range at this drag, whatever the top speed."""

    def at(impulse_s: float) -> _Pair:
        return _Pair(impulse_s, drag_coefficient, True)

    return at(
        _root(lambda impulse_s: reach_m(given, at(impulse_s)) / given.range_m - 1.0, *given.impulse_s, 2e-3)
    )


def _root(rising: Callable[[float], float], low: float, high: float, enough: float) -> float:
    """Where a rising function crosses zero, by false position; the nearer bound where it does not."""
    at_low, at_high = rising(low), rising(high)
    if at_low >= 0.0:
        return low
    if at_high <= 0.0:
        return high
    middle, side = low, 0
    for _ in range(16):
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        found = rising(middle)
        if abs(found) < enough:
            break
        # The end that stays a second time counts half: else it would stay for ever.
        if found < 0.0:
            low, at_low, at_high = middle, found, at_high * (0.5 if side < 0 else 1.0)
            side = -1
        else:
            high, at_high, at_low = middle, found, at_low * (0.5 if side > 0 else 1.0)
            side = 1
    return middle
