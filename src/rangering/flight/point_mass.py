"""A point mass with thrust, drag, lift and weight along a prescribed path in one vertical plane.

While the motor burns the path is a straight line at the launch elevation: thrust is constant, mass falls
evenly, and the thrust is tilted just enough to hold the line. Then lift carries a prescribed share of the
weight: all of it, and the path stays straight; none, and it is the ballistic arc. Nothing else bends the
path: there is no steering law. Drag is quadratic: D = q S_D for what no lift costs, and with lift N the drag
due to it, N² / (q S_L), from N = q S_L α and D = N α; lift ends at the greatest angle of attack. Limits:
coefficients do not change with the Mach number; the air rests; the Earth does not turn. Above 80 km the air
is that of 80 km.
Sources: Zarchan, Tactical and Strategic Missile Guidance, 6th ed. (2012), chapters 10 to 11 (point mass,
drag); Fleeman, Tactical Missile Design, 2nd ed. (2006), chapter 2 (lift and drag due to lift); steps are
classical Runge-Kutta, Hairer, Nørsett and Wanner, Solving Ordinary Differential Equations I (1993).
"""

from typing import NamedTuple

import numpy as np

from rangering._jit import compiled
from rangering.constants import ISA_EARTH_RADIUS_M
from rangering.earth.atmosphere import (
    air_density_kg_m3,
    isa_pressure_pa,
    isa_temperature_k,
    to_geopotential_m,
)

AIR_STEP_M = 100.0  # linear between: density errs by less than 3e-5 of itself
AIR_TOP_M = 80_000.0  # where the formulas of the standard atmosphere end
BURN_STEPS = 16
TRACK_FIELDS = 4


class PointMass(NamedTuple):
    """What flies; numbers only."""

    launch_mass_kg: float
    burnout_mass_kg: float
    thrust_n: float
    burn_time_s: float
    drag_area_m2: float
    """S_D: drag coefficient without lift times reference area."""
    lift_area_m2: float
    """S_L: slope of the normal force coefficient, per radian, times reference area; 0 where nothing lifts."""
    angle_of_attack_max_rad: float


class World(NamedTuple):
    """What it flies in; numbers only."""

    air_kg_m3: np.ndarray
    """Density every `AIR_STEP_M` from the datum up, as of `standard_air`; one entry: alike everywhere."""
    gravity_m_s2: float
    """At height 0; 0 for none."""
    earth_radius_m: float
    """Gravity points to the centre of this sphere and falls with the square; infinite: flat and constant."""


@compiled
def standard_air():
    """Density of the standard atmosphere, every `AIR_STEP_M` from sea level to `AIR_TOP_M`.

    Returns
    -------
    float array, shape (801,)
        [kg/m³]
    """
    density = np.empty(int(AIR_TOP_M / AIR_STEP_M) + 1)
    for n in range(density.size):
        level_m = to_geopotential_m(n * AIR_STEP_M, ISA_EARTH_RADIUS_M)
        density[n] = air_density_kg_m3(isa_pressure_pa(level_m), isa_temperature_k(level_m))
    return density


@compiled
def density_at_kg_m3(height_m, air_kg_m3):
    """Density at a height, linear between entries; the first below the datum, the last above the top.

    Parameters
    ----------
    height_m : float
        Above the datum. [m]
    air_kg_m3 : float array, shape (n,)
        As in `World`. [kg/m³]
    """
    place = min(max(height_m / AIR_STEP_M, 0.0), air_kg_m3.size - 1.0)
    below = int(place)
    if below >= air_kg_m3.size - 1:
        return air_kg_m3[air_kg_m3.size - 1]
    return air_kg_m3[below] + (place - below) * (air_kg_m3[below + 1] - air_kg_m3[below])


@compiled
def height_above_m(x_m, y_m, earth_radius_m):
    """Height of a point given in the plane that touches the Earth at the launcher; y where it is flat. [m]"""
    if np.isinf(earth_radius_m):
        return y_m
    up_m = earth_radius_m + y_m
    return (
        np.sqrt(x_m * x_m + up_m * up_m) - earth_radius_m
    )  # three times faster than hypot, and no overflow here


@compiled
def ground_range_m(x_m, y_m, earth_radius_m):
    """Distance along the ground of a point given in that plane; x where the Earth is flat. [m]"""
    if np.isinf(earth_radius_m):
        return x_m
    return earth_radius_m * np.arctan2(x_m, earth_radius_m + y_m)


@compiled
def surroundings(x_m, y_m, world):
    """Gravity at a point of the plane, east and up [m/s²], and the density of the air there [kg/m³]."""
    if np.isinf(world.earth_radius_m):
        return 0.0, -world.gravity_m_s2, density_at_kg_m3(y_m, world.air_kg_m3)
    up_m = world.earth_radius_m + y_m
    radius_m = np.sqrt(x_m * x_m + up_m * up_m)
    closer = world.earth_radius_m / radius_m
    pull = world.gravity_m_s2 * closer * closer / radius_m
    density = density_at_kg_m3(radius_m - world.earth_radius_m, world.air_kg_m3)
    return -pull * x_m, -pull * up_m, density


@compiled
def boost_acceleration_m_s2(time_s, way_m, speed_m_s, along, start_height_m, body, world):
    """Acceleration along the straight line of the boost.

    The part of the weight across the line is held by tilting the thrust: what is left of it drives.

    Parameters
    ----------
    time_s, way_m, speed_m_s : float
        Since launch, along the line, and now.
    along : tuple of two floats
        Unit vector of the line.
    start_height_m : float
        Of the launcher above the datum. [m]
    body, world : PointMass, World
        What flies, and in what.
    """
    x_m, y_m = way_m * along[0], start_height_m + way_m * along[1]
    spent = min(time_s / body.burn_time_s, 1.0)
    mass_kg = body.launch_mass_kg + spent * (body.burnout_mass_kg - body.launch_mass_kg)
    east, up, density = surroundings(x_m, y_m, world)
    across_n = mass_kg * (up * along[0] - east * along[1])
    driving_n = np.sqrt(max(body.thrust_n * body.thrust_n - across_n * across_n, 0.0))
    drag_n = 0.5 * density * speed_m_s * np.abs(speed_m_s) * body.drag_area_m2
    return (driving_n - drag_n) / mass_kg + east * along[0] + up * along[1]


@compiled
def boost_step(time_s, way_m, speed_m_s, step_s, along, start_height_m, body, world):
    """One step of the boost: way and speed at its end. [m], [m/s]"""
    half_s = 0.5 * step_s
    a1 = boost_acceleration_m_s2(time_s, way_m, speed_m_s, along, start_height_m, body, world)
    v2 = speed_m_s + half_s * a1
    a2 = boost_acceleration_m_s2(
        time_s + half_s, way_m + half_s * speed_m_s, v2, along, start_height_m, body, world
    )
    v3 = speed_m_s + half_s * a2
    a3 = boost_acceleration_m_s2(time_s + half_s, way_m + half_s * v2, v3, along, start_height_m, body, world)
    v4 = speed_m_s + step_s * a3
    a4 = boost_acceleration_m_s2(time_s + step_s, way_m + step_s * v3, v4, along, start_height_m, body, world)
    sixth_s = step_s / 6.0
    return (
        way_m + sixth_s * (speed_m_s + 2.0 * (v2 + v3) + v4),
        speed_m_s + sixth_s * (a1 + 2.0 * (a2 + a3) + a4),
    )


@compiled
def coast_acceleration_m_s2(x_m, y_m, vx_m_s, vy_m_s, lift_share, body, world):
    """Acceleration after burn-out: weight, drag, and lift that carries a share of the weight across the path.

    Parameters
    ----------
    x_m, y_m, vx_m_s, vy_m_s : float
        Place and velocity in the plane.
    lift_share : float
        1 flies straight on, 0 falls freely.
    body, world : PointMass, World
        What flies, after burn-out, and in what.

    Returns
    -------
    tuple of two floats
        [m/s²]
    """
    east, up, density = surroundings(x_m, y_m, world)
    speed_m_s = np.sqrt(vx_m_s * vx_m_s + vy_m_s * vy_m_s)
    if speed_m_s == 0.0:
        return east, up
    ux, uy = vx_m_s / speed_m_s, vy_m_s / speed_m_s
    per_area = 0.5 * density * speed_m_s * speed_m_s / body.burnout_mass_kg
    slope = per_area * body.lift_area_m2
    most = slope * body.angle_of_attack_max_rad
    lift = min(max(-lift_share * (up * ux - east * uy), -most), most)
    against = per_area * body.drag_area_m2
    if slope > 0.0:
        against += lift * lift / slope
    return east - against * ux - lift * uy, up - against * uy + lift * ux


@compiled
def coast_step(x_m, y_m, vx_m_s, vy_m_s, step_s, lift_share, body, world):
    """One step after burn-out: place and velocity at its end. [m], [m/s]"""
    half_s = 0.5 * step_s
    ax1, ay1 = coast_acceleration_m_s2(x_m, y_m, vx_m_s, vy_m_s, lift_share, body, world)
    vx2, vy2 = vx_m_s + half_s * ax1, vy_m_s + half_s * ay1
    ax2, ay2 = coast_acceleration_m_s2(
        x_m + half_s * vx_m_s, y_m + half_s * vy_m_s, vx2, vy2, lift_share, body, world
    )
    vx3, vy3 = vx_m_s + half_s * ax2, vy_m_s + half_s * ay2
    ax3, ay3 = coast_acceleration_m_s2(
        x_m + half_s * vx2, y_m + half_s * vy2, vx3, vy3, lift_share, body, world
    )
    vx4, vy4 = vx_m_s + step_s * ax3, vy_m_s + step_s * ay3
    ax4, ay4 = coast_acceleration_m_s2(
        x_m + step_s * vx3, y_m + step_s * vy3, vx4, vy4, lift_share, body, world
    )
    sixth_s = step_s / 6.0
    return (
        x_m + sixth_s * (vx_m_s + 2.0 * (vx2 + vx3) + vx4),
        y_m + sixth_s * (vy_m_s + 2.0 * (vy2 + vy3) + vy4),
        vx_m_s + sixth_s * (ax1 + 2.0 * (ax2 + ax3) + ax4),
        vy_m_s + sixth_s * (ay1 + 2.0 * (ay2 + ay3) + ay4),
    )


@compiled
def fly(
    elevation_rad,
    lift_share,
    start_height_m,
    start_speed_m_s,
    step_s,
    bottom_m,
    least_speed_m_s,
    least_pressure_pa,
    body,
    world,
    track,
):
    """One flight from launch until it is too low, too slow, or the track is full.

    Parameters
    ----------
    elevation_rad : float
        Of the launch above the horizontal.
    lift_share : float
        Of the weight, carried by lift after burn-out.
    start_height_m, start_speed_m_s : float
        Of the launcher above the datum, and at the first instant.
    step_s : float
        After burn-out; the burn itself takes `BURN_STEPS` equal steps.
    bottom_m, least_speed_m_s, least_pressure_pa : float
        The flight ends with the first entry after burn-out below any of them: height, speed, dynamic
        pressure.
    body, world : PointMass, World
        What flies, with burn time 0 without a boost, and in what.
    track : float array, shape (entries, 4)
        Filled: time [s], ground range [m], height above the datum [m], speed [m/s].

    Returns
    -------
    int
        How many entries were filled, the first being the launch.
    """
    along = (np.cos(elevation_rad), np.sin(elevation_rad))
    track[0] = 0.0, 0.0, start_height_m, start_speed_m_s
    count, way_m, speed_m_s = 1, 0.0, start_speed_m_s
    if body.burn_time_s > 0.0:
        burn_step_s = body.burn_time_s / BURN_STEPS
        for n in range(min(BURN_STEPS, track.shape[0] - 1)):
            way_m, speed_m_s = boost_step(
                n * burn_step_s, way_m, speed_m_s, burn_step_s, along, start_height_m, body, world
            )
            x_m, y_m = way_m * along[0], start_height_m + way_m * along[1]
            track[count] = (
                (n + 1) * burn_step_s,
                ground_range_m(x_m, y_m, world.earth_radius_m),
                height_above_m(x_m, y_m, world.earth_radius_m),
                speed_m_s,
            )
            count += 1
    x_m, y_m = way_m * along[0], start_height_m + way_m * along[1]
    vx_m_s, vy_m_s = speed_m_s * along[0], speed_m_s * along[1]
    while count < track.shape[0]:
        x_m, y_m, vx_m_s, vy_m_s = coast_step(x_m, y_m, vx_m_s, vy_m_s, step_s, lift_share, body, world)
        height_m = height_above_m(x_m, y_m, world.earth_radius_m)
        speed_m_s = np.sqrt(vx_m_s * vx_m_s + vy_m_s * vy_m_s)
        track[count] = (
            track[count - 1, 0] + step_s,
            ground_range_m(x_m, y_m, world.earth_radius_m),
            height_m,
            speed_m_s,
        )
        count += 1
        pressure_pa = 0.5 * density_at_kg_m3(height_m, world.air_kg_m3) * speed_m_s * speed_m_s
        if height_m < bottom_m or speed_m_s < least_speed_m_s or pressure_pa < least_pressure_pa:
            break
    return count
