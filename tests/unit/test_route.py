"""Routes over the Earth and motion near one place, against printed figures."""

import numpy as np
import pytest

from rangering.constants import STANDARD_GRAVITY_M_S2
from rangering.errors import ScenarioError
from rangering.flight.motion import (
    closest_approach,
    dwell_in_circle_s,
    level_turn,
    time_to_meet_s,
    turn_displacement_m,
)
from rangering.flight.route import lay_route, place_at_distance, place_at_time

LAX, JFK = np.radians((33.95, -118.4)), np.radians((40.0 + 38.0 / 60.0, -(73.0 + 47.0 / 60.0)))


def test_aviation_formulary_point_at_two_fifths_from_lax_to_jfk():
    route = lay_route((LAX[0], JFK[0]), (LAX[1], JFK[1]), 10_000.0, 230.0)
    place = place_at_distance(route, 0.4 * route.length_m)
    printed = 38.0 + 40.167 / 60.0, -(101.0 + 37.570 / 60.0)
    # The formulary's Earth is a sphere: up to 0.5 % of the 1,590 km flown, 8 km, lies between the two.
    assert np.degrees(place.latitude_rad) == pytest.approx(printed[0], abs=0.07)
    assert np.degrees(place.longitude_rad) == pytest.approx(printed[1], abs=0.09)


def test_a_flight_stands_at_its_ends_and_passes_its_waypoints():
    latitudes, longitudes = np.radians([41.0, 40.0, 37.0]), np.radians([28.7, 33.0, 35.3])
    route = lay_route(latitudes, longitudes, [0.0, 9_000.0, 3_000.0], [180.0, 220.0])
    place = place_at_time(route, [-60.0, 0.0, route.times_s[1], route.duration_s, 1e6])
    assert place.latitude_rad == pytest.approx(latitudes[[0, 0, 1, 2, 2]], abs=1e-12)
    assert place.longitude_rad == pytest.approx(longitudes[[0, 0, 1, 2, 2]], abs=1e-12)
    assert place.altitude_m == pytest.approx([0.0, 0.0, 9_000.0, 3_000.0, 3_000.0], abs=1e-9)
    assert place.course_rad[2] == pytest.approx(route.courses_rad[1], abs=1e-12)
    half = place_at_time(route, 0.5 * route.times_s[1])
    assert half.altitude_m == pytest.approx(4_500.0, abs=1e-9)


def test_a_route_across_the_antimeridian_is_short():
    route = lay_route(np.radians([0.0, 0.0]), np.radians([179.5, -179.5]), 1_000.0, 200.0)
    assert route.length_m == pytest.approx(111_319.49, abs=0.01)  # one degree of the equator of WGS-84
    assert np.cos(place_at_distance(route, route.length_m / 2).longitude_rad) == pytest.approx(
        -1.0, abs=1e-12
    )


@pytest.mark.parametrize(
    ("latitudes", "speed", "problem"),
    [
        ([0.1], 200.0, "no route"),
        ([0.1, 0.2, 0.2], 200.0, "leads nowhere"),
        ([0.1, 0.2], 0.0, "ground speed"),
    ],
)
def test_what_is_no_route_is_refused(latitudes, speed, problem):
    with pytest.raises(ScenarioError, match=problem):
        lay_route(latitudes, np.zeros(len(latitudes)), 1_000.0, speed)


@pytest.mark.both_ways
def test_level_turn_of_the_validation_set():
    radius_m, rate_rad_s, bank_rad = level_turn(250.0, 3.0, STANDARD_GRAVITY_M_S2)  # T07-V-turn-250-3.0
    assert radius_m == pytest.approx(2253.275778382996, rel=1e-12)
    assert np.degrees(rate_rad_s) == pytest.approx(6.3569426413263015, rel=1e-12)
    assert np.degrees(bank_rad) == pytest.approx(70.52877936550931, rel=1e-12)


@pytest.mark.both_ways
def test_a_turn_moves_by_its_quarter_half_and_whole_circle():
    assert turn_displacement_m(1000.0, 0.0, np.pi / 2) == pytest.approx((1000.0, 1000.0), abs=1e-9)
    assert turn_displacement_m(1000.0, 0.0, -np.pi / 2) == pytest.approx((-1000.0, 1000.0), abs=1e-9)
    assert turn_displacement_m(1000.0, np.pi / 2, np.pi) == pytest.approx((0.0, -2000.0), abs=1e-9)
    assert turn_displacement_m(1000.0, 1.0, 2.0 * np.pi) == pytest.approx((0.0, 0.0), abs=1e-9)


@pytest.mark.both_ways
def test_closest_approach_of_the_validation_set_and_of_one_that_stands():
    time_s, miss_m = closest_approach(-40_000.0, 8_000.0, 220.0, 0.0)  # T07-V-cpa-0
    assert (time_s, miss_m) == pytest.approx((181.8181818181818, 8_000.0), rel=1e-9)
    assert dwell_in_circle_s(miss_m, 220.0, 15_000.0) == pytest.approx(115.35070491317745, rel=1e-9)
    assert dwell_in_circle_s(miss_m, 220.0, 7_000.0) == 0.0
    assert closest_approach(3.0, 4.0, 0.0, 0.0) == (0.0, 5.0)
    assert dwell_in_circle_s(5.0, 0.0, 6.0) == np.inf


@pytest.mark.both_ways
def test_meeting_a_mover_head_on_from_behind_and_never():
    assert time_to_meet_s(30_000.0, 0.0, 0.0, -300.0, 0.0, 0.0, 300.0) == 50.0  # T07-V-tti-3
    assert time_to_meet_s(1_000.0, 0.0, 0.0, 100.0, 0.0, 0.0, 300.0) == 5.0
    assert time_to_meet_s(1_000.0, 0.0, 0.0, 300.0, 0.0, 0.0, 300.0) == np.inf
    assert time_to_meet_s(0.0, 1_000.0, 0.0, 300.0, 0.0, 0.0, 300.0) == np.inf
    assert time_to_meet_s(-1_000.0, 10.0, 0.0, 300.0, 0.0, 0.0, 100.0) == pytest.approx(2.5, rel=1e-3)
    assert time_to_meet_s(5_000.0, 5_000.0, 0.0, 300.0, -300.0, 0.0, 250.0) == np.inf
