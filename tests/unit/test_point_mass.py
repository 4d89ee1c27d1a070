"""The point mass against closed forms and another integrator."""

from math import exp, inf, log, pi, sqrt

import numpy as np
import pytest

from rangering.flight.point_mass import (
    BURN_STEPS,
    PointMass,
    World,
    density_at_kg_m3,
    fly,
    standard_air,
)

G = 9.80665
VACUUM = World(np.zeros(1), G, inf)
ROCKET = PointMass(100.0, 60.0, 20_000.0, 4.0, 0.0, 0.0, 0.0)
ROUND = PointMass(100.0, 60.0, 20_000.0, 4.0, 0.01, 0.5, 0.25)


def flown(elevation_rad, lift_share, body, world, *, entries=60, step_s=0.5, height_m=0.0, speed_m_s=0.0):
    track = np.empty((entries, 4))
    count = fly(elevation_rad, lift_share, height_m, speed_m_s, step_s, -1e3, 0.0, 0.0, body, world, track)
    return track[:count]


@pytest.mark.both_ways
def test_iso_2533_density():
    # ISO 2533:1975, table 5: geometric height and density, five printed figures.
    air = standard_air()
    printed = {0.0: 1.2250, 5_000.0: 0.73643, 10_000.0: 0.41351, 20_000.0: 0.088910, 30_000.0: 0.018410}
    for height_m, density in printed.items():
        assert density_at_kg_m3(height_m, air) == pytest.approx(density, rel=6e-5)


@pytest.mark.both_ways
def test_air_below_and_above_its_table_and_alike_everywhere():
    air = np.array([1.0, 0.8])
    found = [density_at_kg_m3(height_m, air) for height_m in (-50.0, 0.0, 25.0, 100.0, 1e6)]
    assert found == pytest.approx([1.0, 1.0, 0.95, 0.8, 0.8])
    assert density_at_kg_m3(7_000.0, np.array([1.2])) == 1.2


@pytest.mark.both_ways
def test_tsiolkovsky_straight_up_with_gravity_loss():
    exhaust_m_s = 20_000.0 / 10.0  # thrust over mass flow
    burnt = flown(pi / 2, 0.0, ROCKET, VACUUM)[BURN_STEPS]
    ratio = 100.0 / 60.0
    assert burnt[0] == 4.0
    assert burnt[3] == pytest.approx(exhaust_m_s * log(ratio) - G * 4.0, rel=1e-6)
    way_m = exhaust_m_s * 4.0 * (1.0 - log(ratio) / (ratio - 1.0)) - 0.5 * G * 16.0
    assert burnt[2] == pytest.approx(way_m, rel=1e-6)


@pytest.mark.both_ways
def test_the_boost_is_a_straight_line_and_costs_the_tilt_of_the_thrust():
    track = flown(pi / 6, 0.0, ROCKET, VACUUM)[: BURN_STEPS + 1]
    assert track[1:, 2] / track[1:, 1] == pytest.approx(np.full(BURN_STEPS, 1.0 / sqrt(3.0)), rel=1e-9)
    level = flown(0.0, 0.0, ROCKET, VACUUM)[BURN_STEPS]
    # Level: T/m drives with sqrt(T² - (m g)²)/m; by series the loss is g²/2 ∫ m/T dt.
    lost_m_s = G**2 / 2.0 * (80.0 * 4.0) / 20_000.0
    assert level[3] == pytest.approx(2_000.0 * log(100.0 / 60.0) - lost_m_s, rel=1e-5)


@pytest.mark.both_ways
def test_lift_that_carries_all_weight_flies_straight_on():
    world = World(np.array([0.5]), G, inf)
    track = flown(0.3, 1.0, ROUND, world, entries=30)
    assert track[1:, 2] / track[1:, 1] == pytest.approx(np.full(29, np.tan(0.3)), rel=1e-6)
    assert np.all(np.diff(track[BURN_STEPS:, 3]) < 0.0)


@pytest.mark.both_ways
def test_drag_due_to_lift_is_lift_squared_over_pressure_and_lift_area():
    # Level flight in air of one density: dv/dt = -(a v² + b/v²), with a = ρ S_D/2m and b = 2 m g²/(ρ S_L).
    body = PointMass(60.0, 60.0, 0.0, 0.0, 0.0, 0.5, 1.0)
    track = flown(0.0, 1.0, body, World(np.array([1.0]), G, inf), entries=21, speed_m_s=300.0)
    # Without S_D: v³ falls evenly by 3 b.
    b = 2.0 * 60.0 * G**2 / 0.5
    assert track[-1, 3] == pytest.approx((300.0**3 - 3.0 * b * 10.0) ** (1.0 / 3.0), rel=1e-7)


@pytest.mark.both_ways
def test_lift_ends_at_the_greatest_angle_of_attack():
    # Too slow to be carried: q S_L α_max is a tenth of the weight, so the path falls at nine tenths of g.
    most = 0.1 * 60.0 * G / (0.5 * 0.5 * 50.0**2)
    body = PointMass(60.0, 60.0, 0.0, 0.0, 0.0, 0.5, most)
    world = World(np.array([1.0]), G, inf)
    short = flown(0.0, 1.0, body, world, entries=2, step_s=0.01, speed_m_s=50.0)
    assert short[-1, 2] == pytest.approx(-0.5 * 0.9 * G * 0.01**2, rel=1e-3)


@pytest.mark.both_ways
def test_at_orbital_speed_it_stays_at_its_height():
    world = World(np.zeros(1), G, 6.4e6)
    body = PointMass(1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    track = flown(0.0, 0.0, body, world, entries=40, step_s=5.0, speed_m_s=sqrt(G * 6.4e6))
    assert track[:, 2] == pytest.approx(np.zeros(40), abs=1e-3)
    assert track[-1, 1] == pytest.approx(sqrt(G * 6.4e6) * 195.0, rel=1e-9)


def test_solve_ivp_flies_the_same_arc():
    """The same equations written down again, with SciPy's integrator and an exponential air of its own."""
    from scipy.integrate import solve_ivp

    heights_m = np.arange(801) * 100.0
    air = 1.225 * np.exp(-heights_m / 7_000.0)
    radius_m, share = 6_371_000.0, 0.6
    body = PointMass(300.0, 180.0, 40_000.0, 6.0, 0.012, 0.9, 0.25)
    track = flown(0.7, share, body, World(air, G, radius_m), entries=220, step_s=0.5)
    start = track[BURN_STEPS]

    def slopes(_, state):
        x, y, vx, vy = state
        position = np.array([x, radius_m + y])
        distance = np.hypot(*position)
        gravity = -G * (radius_m / distance) ** 2 * position / distance
        velocity = np.array([vx, vy])
        speed = np.hypot(vx, vy)
        along = velocity / speed
        across = np.array([-along[1], along[0]])
        pressure = 0.5 * 1.225 * exp(-(distance - radius_m) / 7_000.0) * speed**2
        lift_n = np.clip(-share * 180.0 * gravity @ across, -pressure * 0.9 * 0.25, pressure * 0.9 * 0.25)
        drag_n = pressure * 0.012 + lift_n**2 / (pressure * 0.9)
        return [*velocity, *(gravity + (lift_n * across - drag_n * along) / 180.0)]

    way_m = np.hypot(
        (radius_m + start[2]) * np.sin(start[1] / radius_m),
        (radius_m + start[2]) * np.cos(start[1] / radius_m) - radius_m,
    )
    state = [way_m * np.cos(0.7), way_m * np.sin(0.7), start[3] * np.cos(0.7), start[3] * np.sin(0.7)]
    duration_s = track[-1, 0] - start[0]
    end = solve_ivp(slopes, (0.0, duration_s), state, method="DOP853", rtol=1e-9, atol=1e-6).y[:, -1]
    x, y, vx, vy = end
    assert track[-1, 1] == pytest.approx(radius_m * np.arctan2(x, radius_m + y), rel=1e-4)
    assert track[-1, 2] == pytest.approx(np.hypot(x, radius_m + y) - radius_m, rel=1e-3)
    assert track[-1, 3] == pytest.approx(np.hypot(vx, vy), rel=1e-4)
