"""Flights whose end is known in closed form, through the point mass that flies interceptors."""

from math import cos, inf, pi, sin, sqrt

import numpy as np

from rangering.flight.point_mass import PointMass, World, fly
from tests.oracle.inputs import Unanswerable

STEPS = 4_000  # crossings lie on the chord between steps: 1e-7 of the flight at this number


def _body(mass_kg, drag_area_m2=0.0):
    return PointMass(mass_kg, mass_kg, 0.0, 0.0, drag_area_m2, 0.0, 0.0)


def _fly(elevation_rad, height_m, speed_m_s, step_s, bottom_m, body, world, entries):
    track = np.empty((entries, 4))
    ends = bottom_m, 0.0, 0.0
    return track[: fly(elevation_rad, 0.0, height_m, speed_m_s, step_s, *ends, body, world, track)]


def _landing(track, level_m):
    """Time and ground range where a flight comes down through a level."""
    before, after = track[-2:]
    if after[2] >= level_m:
        raise Unanswerable("does not come down")
    part = (before[2] - level_m) / (before[2] - after[2])
    return [float(before[n] + part * (after[n] - before[n])) for n in (0, 1)]


def _straight(given):
    speed_m_s, time_s = given("speed0", "m_s", least=0.0), given("time", "s")
    body = _body(given("mass", "kg"), given("cd", "", least=0.0) * given("ref_area", "m2"))
    world = World(np.array([given("density", "kg_m3")]), 0.0, inf)
    track = _fly(0.0, 0.0, speed_m_s, time_s / 200, -inf, body, world, 201)
    return {"speed_ms": track[-1, 3], "distance_m": track[-1, 1]}


def _fall(given):
    terminal_m_s, time_s = given("terminal_speed", "m_s", least=1e-9), given("time", "s")
    gravity_m_s2 = given("g", "m_s2", least=0.0)
    # At the terminal speed drag carries the weight: in air of 1 kg/m3, 1 kg has this drag area.
    body = _body(1.0, 2.0 * gravity_m_s2 / terminal_m_s**2)
    track = _fly(
        -0.5 * pi, 0.0, 0.0, time_s / STEPS, -inf, body, World(np.ones(1), gravity_m_s2, inf), STEPS + 1
    )
    return {"speed_ms": track[-1, 3], "drop_m": -track[-1, 2]}


def _flat(given):
    speed_m_s, elevation_rad = given("speed", "m_s", least=0.0), given("elevation", "rad")
    height_m, gravity_m_s2 = given("initial_height", "m", least=0.0), given("g", "m_s2", least=1e-9)
    longest_s = (speed_m_s + sqrt(speed_m_s**2 + 2.0 * gravity_m_s2 * height_m)) / gravity_m_s2
    world = World(np.zeros(1), gravity_m_s2, inf)
    track = _fly(elevation_rad, height_m, speed_m_s, longest_s / STEPS, 0.0, _body(1.0), world, STEPS + 2)
    time_s, range_m = _landing(track, 0.0)
    return {"time_of_flight_s": time_s, "range_m": range_m, "apex_m": track[:, 2].max()}


def _sphere(given):
    """Free flight between two points of one height, as the book defines its range."""
    speed_m_s, angle_rad = given("burnout_speed", "m_s", least=0.0), given("flight_path_angle", "rad")
    radius_m, height_m = given("earth_radius", "m", least=1.0), given("burnout_height", "m", 0.0, least=0.0)
    gravity_m_s2 = given("mu", "m3_s2") / radius_m**2
    if not 0.0 < angle_rad < 0.5 * pi:
        raise Unanswerable("a path that does not rise comes down at once")
    flat_s = 2.0 * speed_m_s * sin(angle_rad) / gravity_m_s2
    world = World(np.zeros(1), gravity_m_s2, radius_m)
    bottom_m = height_m - 1e-6 * cos(angle_rad)  # the first step must not end at the level it leaves
    track = _fly(angle_rad, height_m, speed_m_s, flat_s / STEPS, bottom_m, _body(1.0), world, 20 * STEPS)
    time_s, range_m = _landing(track, height_m)
    return {"ground_range_m": range_m, "time_of_flight_s": time_s}


def _rocket(given):
    given.states("gravity", "none")
    given.states("drag", "none")
    full_kg, empty_kg = given("initial_mass", "kg"), given("burnout_mass", "kg", least=1e-9)
    burn_s = given("burn_time", "s", least=1e-9)
    thrust_n = given("exhaust_speed", "m_s", least=0.0) * (full_kg - empty_kg) / burn_s
    body = PointMass(full_kg, empty_kg, thrust_n, burn_s, 0.0, 0.0, 0.0)
    track = np.empty((17, 4))
    fly(0.0, 0.0, 0.0, 0.0, 1.0, -inf, 0.0, 0.0, body, World(np.zeros(1), 0.0, inf), track)
    return {"delta_v_ms": track[-1, 3], "burn_distance_m": track[-1, 1]}


ANSWERS = {
    "straight_flight_quadratic_drag": _straight,
    "vertical_fall_quadratic_drag": _fall,
    "vacuum_ballistic_flat_earth": _flat,
    "vacuum_ballistic_spherical_earth": _sphere,
    "ideal_rocket_constant_thrust": _rocket,
}
