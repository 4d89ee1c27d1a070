"""Fly-out tables: reading one, and filling one."""

from math import inf

import numpy as np
import pytest

from rangering.flight.flyout import (
    BOTTOM_M,
    ELEVATIONS_RAD,
    LOFTED,
    STRAIGHT,
    Arrival,
    at_columns,
    between,
    farthest,
    fill_fly_out,
    highest_m,
    reach_of,
    speed_left,
    straight_up,
    time_of_flight_s,
    top_speed_m_s,
    turn_left,
)
from rangering.flight.point_mass import PointMass, World, fly, standard_air

G = 9.80665
SHORT = PointMass(100.0, 62.0, 18_000.0, 4.0, 0.012, 0.45, 0.26)
ARRIVAL = Arrival(400.0, 20.0, 9_000.0)


def world(air=None):
    return World(standard_air() if air is None else air, G, 6_371_008.8)


def filled(shares, *, step_s, range_step_m=100.0, height_step_m=250.0, body=SHORT, shape=(37, 200)):
    time_s, speed_m_s = np.empty(shape, np.float32), np.empty(shape, np.float32)
    fill_fly_out(height_step_m, range_step_m, shares, step_s, body, world(), ARRIVAL, time_s, speed_m_s)
    return time_s, speed_m_s


TABLE = np.array([[0.0, 2.0, 4.0], [1.0, 3.0, inf]], dtype=np.float32)


@pytest.mark.both_ways
@pytest.mark.parametrize(
    ("range_m", "height_m", "expected"),
    [
        (0.0, 0.0, 0.0),
        (500.0, 0.0, 1.0),
        (500.0, 50.0, 1.5),
        (1_000.0, 100.0, 3.0),  # a corner of the table whose neighbour is infinite
        (1_000.0, 50.0, 2.5),  # on a column: what lies beyond it is not asked for
        (2_000.0, 0.0, 4.0),  # the last column, on its row
        (1_500.0, 0.0, 3.0),
        (1_500.0, 50.0, inf),
        (2_000.0, 1.0, inf),
        (1_500.0, -30.0, 3.0),  # below the launcher: level with it
        (2_000.1, 0.0, inf),
        (500.0, 100.1, inf),
    ],
)
def test_a_table_is_read_between_its_entries(range_m, height_m, expected):
    assert time_of_flight_s(TABLE, 100.0, 1_000.0, range_m, height_m) == pytest.approx(expected)


@pytest.mark.both_ways
def test_what_is_left_on_arrival():
    air = world(np.array([1.0]))
    # q S_L α over the mass: 0.5 · 400² · 0.45 · 0.26 / 62 against 20 m/s².
    turn = turn_left(10.0, 0.0, 400.0, SHORT, air, ARRIVAL)
    assert turn == pytest.approx(0.5 * 400.0**2 * 0.45 * 0.26 / 62.0 / 20.0 - 1.0)
    assert speed_left(10.0, 500.0, SHORT, ARRIVAL) == pytest.approx(0.25)
    assert turn_left(4.0, 0.0, 0.0, SHORT, air, ARRIVAL) == 1.0  # the motor burns
    assert speed_left(4.0, 0.0, SHORT, ARRIVAL) == 1.0


@pytest.mark.both_ways
def test_a_flight_reaches_where_its_speed_runs_out():
    # Level, in uniform air, no weight: v = v0 / (1 + k v0 t) and x = ln(v0/v)/k with k = ρ S_D / 2m.
    body = PointMass(62.0, 62.0, 0.0, 0.0, 0.012, 0.45, 0.26)
    still = World(np.array([1.0]), 0.0, inf)
    track = np.empty((400, 4))
    count = fly(0.0, 0.0, 100.0, 800.0, 0.1, BOTTOM_M, 100.0, 0.0, body, still, track)
    k = 0.012 / (2.0 * 62.0)
    reached = reach_of(track, count, body, still, ARRIVAL)
    assert reached[0] == pytest.approx(np.log(800.0 / 400.0) / k, rel=1e-4)
    assert reached[1] == pytest.approx(100.0)
    assert reached[2] == pytest.approx((800.0 / 400.0 - 1.0) / (k * 800.0), rel=1e-3)


@pytest.mark.both_ways
def test_a_flight_that_comes_down_reaches_to_the_ground():
    body = PointMass(62.0, 62.0, 0.0, 0.0, 0.0, 0.45, 0.26)
    flat = World(np.array([1.0]), G, inf)
    track = np.empty((200, 4))
    count = fly(0.1, 0.0, 0.0, 450.0, 0.1, BOTTOM_M, 100.0, 0.0, body, flat, track)
    assert reach_of(track, count, body, flat, ARRIVAL)[0] == pytest.approx(
        450.0**2 * np.sin(0.2) / G, rel=1e-3
    )


@pytest.mark.both_ways
def test_a_flight_too_high_for_a_while_reaches_beyond():
    body = PointMass(62.0, 62.0, 0.0, 0.0, 0.0, 0.45, 0.26)
    flat, low = World(np.array([1.0]), G, inf), Arrival(100.0, 1.0, 500.0)
    track = np.empty((400, 4))
    count = fly(0.5, 0.0, 0.0, 300.0, 0.1, BOTTOM_M, 10.0, 0.0, body, flat, track)
    assert reach_of(track, count, body, flat, low)[0] == pytest.approx(300.0**2 * np.sin(1.0) / G, rel=1e-3)


@pytest.mark.both_ways
def test_a_column_takes_the_quicker_of_two_neighbours_between_them():
    time_s, speed_m_s = np.full((4, 3), np.inf, np.float32), np.zeros((4, 3), np.float32)
    time_s[2, 1] = 5.0
    first, second = np.array([10.0, 50.0, 500.0, 0.3]), np.array([14.0, 250.0, 300.0, -0.1])
    between(first, second, 1, 100.0, time_s, speed_m_s)
    assert time_s[:, 1].tolist() == [inf, 11.0, 5.0, inf]
    assert speed_m_s[1, 1] == 450.0
    between(second, first, 2, 50.0, time_s, speed_m_s)  # either way round; nothing is left beyond 200 m
    assert time_s[:, 2].tolist() == [inf, 10.0, 11.0, 12.0]


@pytest.mark.both_ways
def test_a_flight_crosses_columns_on_the_chord_of_its_steps():
    track = np.array([[0.0, 0.0, 0.0, 0.0], [4.0, 150.0, 60.0, 700.0], [5.0, 400.0, 160.0, 600.0]])
    crossing = np.empty((6, 4))
    at_columns(track, 3, 100.0, SHORT, world(np.array([1.0])), ARRIVAL, crossing)
    assert crossing[1, :3] == pytest.approx([8.0 / 3.0, 40.0, 1_400.0 / 3.0])
    assert crossing[4, :3] == pytest.approx([5.0, 160.0, 600.0])
    assert np.isnan(crossing[[0, 5]]).all()


@pytest.mark.both_ways
def test_the_first_column_ends_where_the_flight_straight_up_does():
    time_s, speed_m_s = np.full((9, 2), np.inf, np.float32), np.zeros((9, 2), np.float32)
    track = np.array([[0.0, 0.0, 0.0, 0.0], [4.0, 0.0, 1_500.0, 700.0], [7.0, 0.0, 3_000.0, 300.0]])
    straight_up(track, 3, 500.0, SHORT, world(np.array([1.0])), ARRIVAL, time_s, speed_m_s)
    assert time_s[:5, 0] == pytest.approx([0.0, 4.0 / 3.0, 8.0 / 3.0, 4.0, 5.0])
    assert np.isinf(time_s[6:, 0]).all()  # 367 m/s are too few


@pytest.mark.both_ways
def test_a_filled_table_holds_what_single_flights_do():
    shape, step_s = (10, 40), 2.0
    time_s, _ = filled(STRAIGHT, step_s=step_s, range_step_m=500.0, height_step_m=1e3, shape=shape)
    assert time_s[0, 0] == 0.0
    track = np.empty((80, 4))
    for elevation_rad in ELEVATIONS_RAD[[24, 44, 74]]:
        count = fly(elevation_rad, 1.0, 0.0, 0.0, step_s, BOTTOM_M, 400.0, 0.0, SHORT, world(), track)
        for n in range(18, count, 2):
            found = time_of_flight_s(time_s, 1e3, 500.0, track[n, 1], track[n, 2])
            if np.isfinite(found):
                assert found == pytest.approx(track[n, 0], rel=0.02, abs=0.1)
    assert np.isfinite(time_s).sum() > 100
    # Nothing nearer at the same height takes longer, or is out of reach.
    later = time_s[:, 1:] >= time_s[:, :-1]
    assert later.all()


@pytest.mark.both_ways
def test_farthest_highest_and_fastest_are_those_of_the_fan():
    time_s, _ = filled(STRAIGHT, step_s=2.0, range_step_m=100.0, height_step_m=1e3, shape=(10, 200))
    reach_m, height_m, at_s = farthest(STRAIGHT, 2.0, SHORT, world(), ARRIVAL)
    last_m = 100.0 * np.flatnonzero(np.isfinite(time_s).any(axis=0))[-1]
    assert reach_m == pytest.approx(last_m, rel=0.03)
    assert 0.0 <= height_m <= 9e3
    assert at_s > 4.0
    highest = np.flatnonzero(np.isfinite(time_s).any(axis=1))[-1]
    assert highest * 1e3 <= highest_m(2.0, SHORT, world(), ARRIVAL) <= (highest + 1) * 1e3
    burn = np.empty((17, 4))
    fly(0.3, 1.0, 0.0, 0.0, 1.0, BOTTOM_M, 0.0, 0.0, SHORT, world(), burn)
    assert top_speed_m_s(SHORT, world()) == pytest.approx(burn[-1, 3], rel=0.02)


def test_lofted_flights_reach_farther_than_straight_ones():
    thin = SHORT._replace(drag_area_m2=0.004)
    straight_m = farthest(STRAIGHT, 0.3, thin, world(), ARRIVAL)[0]
    assert farthest(LOFTED, 0.3, thin, world(), ARRIVAL)[0] > 1.2 * straight_m
