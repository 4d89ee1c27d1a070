"""Made traffic: the same seed gives the same bits, rates give their counts, levels obey the rule."""

from dataclasses import replace
from math import pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.earth.geodesy import geodesic_inverse
from rangering.traffic.generate import generate_traffic
from rangering.traffic.models import Track
from rangering.traffic.pattern import LEVEL_M, levels_m
from rangering.traffic.profile import profile
from tests.traffic_patterns import HOUR_S, JET, PROP, START_S, airport, airway, area, pattern

FEW = settings(max_examples=15, deadline=None)
seeds = st.integers(0, 2**32 - 1)


def made(what, hours=(0.0, 2.0), seed=1, number=0) -> dict[int, Track]:
    first_s, last_s = (START_S + HOUR_S * hour for hour in hours)
    recording = generate_traffic(what, first_s=first_s, last_s=last_s, seed=seed, number=number)
    assert recording.dropped.rows_read == recording.dropped.rows_kept
    assert "not recorded" in recording.remarks[0]
    return {track.address: track for track in recording.tracks}


def same(one: Track, other: Track) -> bool:
    return all(
        np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        for a, b in zip(one.fixes, other.fixes, strict=True)
    )


def within(track: Track, first_s: float, last_s: float) -> bool:
    return START_S + first_s < track.fixes.time_s[0] and track.fixes.time_s[-1] < START_S + last_s


@FEW
@given(seed=seeds)
def test_the_same_seed_gives_the_same_bits_and_another_does_not(seed):
    first, again, other = (
        made(pattern(), seed=seed),
        made(pattern(), seed=seed),
        made(pattern(), seed=seed ^ 1),
    )
    assert first.keys() == again.keys()
    assert all(same(first[address], again[address]) for address in first)
    assert first.keys() != other.keys()


@FEW
@given(seed=seeds, share=st.floats(0.0, 1.0))
def test_a_lower_rate_removes_flights_and_moves_none(seed, share):
    many = made(pattern(airway()), seed=seed)
    few = made(pattern(airway(flights_per_h=20.0 * share)), seed=seed)
    assert few.keys() <= many.keys()
    assert all(same(few[address], many[address]) for address in few)


@FEW
@given(seed=seeds, first=st.floats(0.0, 1.5), length=st.floats(0.1, 1.0))
def test_a_window_shows_the_same_flights(seed, first, length):
    whole, part = made(pattern(), seed=seed), made(pattern(), (first, min(first + length, 2.0)), seed=seed)
    assert part.keys() <= whole.keys()
    for address, track in part.items():
        times = whole[address].fixes.time_s
        inside = (times >= track.fixes.time_s[0]) & (times <= track.fixes.time_s[-1])
        np.testing.assert_array_equal(whole[address].fixes.time_s[inside], track.fixes.time_s)
        np.testing.assert_allclose(whole[address].fixes.lat_deg[inside], track.fixes.lat_deg, atol=1e-12)


@pytest.mark.parametrize("factor", [1.0, 0.5, 0.25])
def test_counts_are_poisson_with_the_rate(factor):
    # Starts alone count: a way of a few minutes, 200 hours. Five standard deviations of the mean.
    short = airway(points_deg=((40.0, 30.0), (40.0, 31.0)), flights_per_h=20.0 * factor)
    tracks = made(pattern(short), (0.0, 200.0)).values()
    starts = np.array([track.fixes.time_s[0] for track in tracks if track.fixes.time_s[0] > START_S])
    counts = np.bincount(((starts - START_S) // HOUR_S).astype(int), minlength=200)
    mean = 20.0 * factor
    assert counts.mean() == pytest.approx(mean, abs=5.0 * np.sqrt(mean / 200))
    # The variance over the mean of 200 Poisson numbers has a standard deviation of about √(2/199).
    assert counts.var(ddof=1) / mean == pytest.approx(1.0, abs=5.0 * np.sqrt(2.0 / 199))


def test_hours_of_the_day_have_their_own_rates():
    night = airway(by_hour=tuple(2.0 if 6 <= hour < 18 else 0.0 for hour in range(24)))
    starts = [t.fixes.time_s[0] for t in made(pattern(night), (0.0, 48.0)).values()]
    hours = {int((start_s - START_S) // HOUR_S) % 24 for start_s in starts}
    assert hours == set(range(6, 18))


@FEW
@given(seed=seeds, declination=st.floats(-0.3, 0.3))
def test_cruise_keeps_the_levels_of_its_direction(seed, declination):
    tracks = made(pattern(airway(), area(), declination_rad=declination), seed=seed).values()
    for track in tracks:
        lat, lon = np.radians(track.fixes.lat_deg), np.radians(track.fixes.lon_deg)
        _, course, _ = geodesic_inverse(lat[0], lon[0], lat[-1], lon[-1])
        magnetic_deg = np.degrees(float(course) - declination) % 360.0
        # A window that cuts a bent way may turn a course that is nearly north or south.
        if min(magnetic_deg % 180.0, 180.0 - magnetic_deg % 180.0) < 15.0:
            continue
        level = track.fixes.pressure_altitude_m / LEVEL_M
        np.testing.assert_allclose(level, round(float(level[0])), atol=1e-3)
        tens = round(float(level[0]) / 10)
        assert tens % 2 == (1 if magnetic_deg < 180.0 else 0) or tens > 41
        kind = JET if track.type == "A320" else PROP
        assert kind.lowest_level <= round(float(level[0])) <= kind.highest_level


def test_levels_are_those_of_the_table():
    def flight_levels(course_deg, low, high):
        return [round(each / LEVEL_M) for each in levels_m(np.radians(course_deg), 0.0, low, high)]

    assert flight_levels(90.0, 270, 420) == [270, 290, 310, 330, 350, 370, 390, 410]
    assert flight_levels(270.0, 270, 440) == [280, 300, 320, 340, 360, 380, 400, 430]
    assert flight_levels(179.9999, 20, 60) == [20, 40, 60]  # rounds to due south
    assert flight_levels(0.0, 20, 60) == [30, 50]
    assert flight_levels(359.0, 20, 60) == [20, 40, 60]


def test_an_area_is_crossed_everywhere_alike():
    # Straight lines at even distances from the centre: the mean chord of a disc is π/2 of its radius.
    tracks = made(pattern(area(), kinds=(replace(JET, weight=1.0),)), (0.0, 60.0)).values()
    whole = [
        t for t in tracks if t.fixes.time_s[0] > START_S + 10.0 and t.fixes.time_s[-1] < START_S + 59 * HOUR_S
    ]
    chords_m = np.array([(len(t.fixes.time_s) - 0.5) * 10.0 * JET.cruise_m_s for t in whole])
    error_m = 5.0 * chords_m.std() / np.sqrt(len(chords_m))
    assert chords_m.mean() == pytest.approx(0.5 * pi * 150_000.0, abs=error_m)
    north = np.array([t.fixes.track_rad[0] for t in whole]) % pi < 0.5 * pi
    assert north.mean() == pytest.approx(0.5, abs=5.0 * 0.5 / np.sqrt(len(north)))


def test_flights_of_an_airport_begin_and_end_on_its_runway():
    recording = made(pattern(airport()), (0.0, 6.0)).values()
    inside = [
        t
        for t in recording
        if t.fixes.time_s[0] > START_S + 60 and t.fixes.time_s[-1] < START_S + 6 * HOUR_S - 60
    ]
    away_m, heights_m = [], []
    for track in inside:
        end = 0 if track.fixes.climb_m_s[0] > 0.0 else -1
        lat, lon = np.radians([track.fixes.lat_deg[end], track.fixes.lon_deg[end]])
        away_m.append(float(geodesic_inverse(*np.radians((40.0, 33.0)), lat, lon)[0]))
        heights_m.append(float(track.fixes.pressure_altitude_m[end]))
    assert len(inside) > 60
    assert max(away_m) < 10.0 * JET.slow_m_s + 50.0  # one fix away
    assert min(heights_m) == pytest.approx(900.0, abs=1.0)
    assert max(heights_m) < 900.0 + 10.0 * max(JET.climb_m_s, JET.descent_m_s)


@FEW
@given(
    length_m=st.floats(2_000.0, 2_000_000.0), level=st.sampled_from([290, 330, 390]),
    departs=st.booleans(), lands=st.booleans(),
)  # fmt: skip
def test_a_profile_ends_where_the_way_ends(length_m, level, departs, lands):
    flown = profile(JET, length_m, level * LEVEL_M, 500.0, departs=departs, lands=lands)
    assert flown.distance_m[0] == 0.0
    assert flown.distance_m[-1] == pytest.approx(length_m, rel=1e-9)
    assert np.all(np.diff(flown.distance_m) >= -1e-6)
    assert np.all(np.diff(flown.time_s) >= -1e-9)
    assert flown.altitude_m.max() <= level * LEVEL_M + 1e-6
    if departs:
        assert flown.altitude_m[0] == 500.0
    if lands:
        assert flown.altitude_m[-1] == 500.0
    moving = np.diff(flown.time_s) > 1e-6
    speed_m_s = np.diff(flown.distance_m)[moving] / np.diff(flown.time_s)[moving]
    assert speed_m_s.min() >= JET.slow_m_s * (1.0 - 1e-9)
    assert speed_m_s.max() <= JET.cruise_m_s * (1.0 + 1e-9)


def test_the_antimeridian_is_crossed_without_a_jump():
    pacific = airway(points_deg=((-17.0, 178.0), (-17.0, -178.0)))
    for track in made(pattern(pacific)).values():
        assert track.fixes.lon_deg.min() >= -180.0
        assert track.fixes.lon_deg.max() < 180.0
        steps = np.diff(np.unwrap(np.radians(track.fixes.lon_deg)))
        assert np.all(steps > 0.0)
        assert np.degrees(steps).max() < 0.05


def test_days_alike_are_independent():
    assert made(pattern(), number=0).keys().isdisjoint(made(pattern(), number=1).keys())
