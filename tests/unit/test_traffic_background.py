"""The background stands where the tracks say, at any moment and in any order of moments."""

from dataclasses import replace

import numpy as np
import pytest

from rangering.earth.geodesy import geodesic_direct, geodesic_inverse
from rangering.errors import TrafficError
from rangering.flight.mover import move_to, new_places
from rangering.traffic.background import lay_background
from rangering.traffic.models import Track, fixes, picked

START_S = 1_578_441_600.0


def track(lat_deg, lon_deg, time_s, altitude_m=10_000.0) -> Track:
    moments_s = START_S + np.array(time_s)
    made = fixes(
        address=1, time_s=moments_s, lat_deg=lat_deg, lon_deg=lon_deg, pressure_altitude_m=altitude_m
    )
    return Track(1, "", "", "", made)


TRACKS = (
    track([40.0, 40.1, 40.1], [33.0, 33.0, 33.2], [0.0, 50.0, 150.0], [9_000.0, 9_500.0, 9_500.0]),
    track([-17.0, -17.0], [179.9, -179.9], [20.0, 120.0]),
)


@pytest.mark.both_ways
def test_at_a_fix_the_background_stands_on_it():
    legs = lay_background(TRACKS)
    places = new_places(legs)
    stands = ((40.0, 33.0, 9_000.0), (40.1, 33.0, 9_500.0), (40.1, 33.2, 9_500.0))
    for k, (lat_deg, lon_deg, altitude_m) in enumerate(stands):
        moment_s = START_S + (0.0, 50.0, 150.0)[k]
        assert move_to(moment_s, legs, places) == (1, 2, 1)[k]
        assert np.degrees(places.state[0, 0]) == pytest.approx(lat_deg, abs=1e-9)
        assert np.degrees(places.state[0, 1]) == pytest.approx(lon_deg, abs=1e-9)
        assert places.state[0, 2] == pytest.approx(altitude_m, abs=1e-6)
    assert places.flying.tolist() == [True, False]


@pytest.mark.both_ways
def test_between_fixes_it_follows_the_geodesic_at_its_speed():
    legs = lay_background(TRACKS)
    places = new_places(legs)
    for aircraft, (start, end, since_s, leg_s) in enumerate(
        (((40.1, 33.0), (40.1, 33.2), 30.0, 100.0), ((-17.0, 179.9), (-17.0, -179.9), 60.0, 100.0))
    ):
        lats, lons = np.radians([start, end]).T
        length_m, course, _ = geodesic_inverse(lats[0], lons[0], lats[1], lons[1])
        move_to(START_S + 80.0, legs, places)
        lat, lon, course = geodesic_direct(lats[0], lons[0], course, length_m * since_s / leg_s)
        here = places.state[aircraft, 0], places.state[aircraft, 1]
        assert geodesic_inverse(lat, lon, *here)[0] < 1.0
        assert places.state[aircraft, 3] == pytest.approx(length_m / leg_s * np.sin(course), abs=0.05)
        assert places.state[aircraft, 4] == pytest.approx(length_m / leg_s * np.cos(course), abs=0.05)
    assert places.state[0, 5] == 0.0
    move_to(START_S + 25.0, legs, places)
    assert places.state[0, 5] == pytest.approx(10.0, abs=1e-6)
    assert places.state[0, 2] == pytest.approx(9_250.0, abs=1e-6)


@pytest.mark.both_ways
def test_the_order_of_moments_does_not_matter():
    legs = lay_background(TRACKS)
    moments_s = START_S + np.array([-10.0, 0.0, 25.0, 50.0, 99.0, 120.0, 150.0, 151.0])
    forward, there = {}, new_places(legs)
    for moment_s in moments_s:
        flying = move_to(moment_s, legs, there)
        forward[moment_s] = flying, there.flying.copy(), there.state.copy()
    back = new_places(legs)
    for moment_s in moments_s[::-1]:
        flying = move_to(moment_s, legs, back)
        before = forward[moment_s]
        assert flying == before[0]
        assert back.flying.tolist() == before[1].tolist()
        np.testing.assert_array_equal(back.state[back.flying], before[2][back.flying])


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((40.0, 33.0), (45.0, 60.0)),
        ((-17.0, 170.0), (-10.0, -150.0)),
        ((88.0, 10.0), (88.0, 170.0)),
        ((60.0, 0.0), (60.0, 0.001)),
    ],
)
def test_long_gaps_and_poles_stay_within_a_metre_of_the_geodesic(start, end):
    legs = lay_background([track(*([a, b] for a, b in zip(start, end, strict=True)), [0.0, 1000.0])])
    places = new_places(legs)
    lats, lons = np.radians([start, end]).T
    length_m, course, _ = geodesic_inverse(lats[0], lons[0], lats[1], lons[1])
    for share in np.linspace(0.0, 1.0, 41):
        assert move_to(START_S + 1000.0 * share, legs, places) == 1
        lat, lon, _ = geodesic_direct(lats[0], lons[0], course, share * length_m)
        assert geodesic_inverse(lat, lon, places.state[0, 0], places.state[0, 1])[0] < 1.1
        assert np.hypot(places.state[0, 3], places.state[0, 4]) == pytest.approx(length_m / 1000.0, rel=0.01)


def test_unknown_altitudes_are_filled_in_between():
    given = track([40.0, 40.1, 40.2], [33.0, 33.0, 33.0], [0.0, 10.0, 40.0], [1_000.0, np.nan, 5_000.0])
    legs = lay_background([given])
    assert legs.motion[:, 8].tolist() == [1_000.0, 2_000.0]
    assert legs.motion[:, 9].tolist() == [100.0, 100.0]


def test_a_track_of_one_fix_is_refused():
    one = replace(TRACKS[0], fixes=picked(TRACKS[0].fixes, slice(0, 1)))
    with pytest.raises(TrafficError, match="are no background"):
        lay_background([one])
    with pytest.raises(TrafficError, match="are no background"):
        lay_background([])
