"""What holds for every approach: more reach, less delay and a nearer target never hurt the defence."""

from math import cos, inf, radians

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.coverage.meeting_kernels import shoot
from tests.approach_scenes import approaches, asset
from tests.coverage_scenes import ridge, scene

STEP_M = 1e3
distances = st.integers(20, 120)
ranges_km = st.floats(5.0, 130.0)
speeds_m_s = st.floats(30.0, 2000.0)
delays_s = st.floats(0.0, 300.0)


def met(count, aside_km, range_km, missile_m_s, target_m_s, ready_s, again_s, hidden=()):
    """Shots, and the first two meetings with never as -1, along a path that passes a fire unit."""
    away_m = np.hypot(np.arange(count) * STEP_M, aside_km * 1e3)
    flight_s = np.where(away_m <= range_km * 1e3, away_m / missile_m_s, inf)
    reached = np.ones(count, bool)
    reached[[each % count for each in hidden]] = False
    met_m = np.empty(2)
    shots = shoot(flight_s, reached, STEP_M, target_m_s, ready_s, again_s, met_m)
    return shots, np.nan_to_num(met_m, nan=-1.0)


situations = {
    "count": distances,
    "aside_km": st.floats(0.0, 40.0),
    "missile_m_s": st.floats(300.0, 3000.0),
    "target_m_s": speeds_m_s,
    "again_s": st.floats(1.0, 60.0),
    "hidden": st.lists(st.integers(0, 119), max_size=40),
}


@given(**situations, range_km=ranges_km, more_km=ranges_km, ready_s=delays_s)
def test_more_reach_never_costs_a_shot_nor_brings_a_meeting_nearer(range_km, more_km, **rest):
    fewer, nearer_m = met(range_km=range_km, **rest)
    more, farther_m = met(range_km=range_km + more_km, **rest)
    assert more >= fewer
    assert (farther_m >= nearer_m - 1e-6).all()


@given(**situations, range_km=ranges_km, ready_s=delays_s, later_s=delays_s)
def test_a_later_reaction_never_meets_earlier(ready_s, later_s, **rest):
    more, farther_m = met(ready_s=ready_s, **rest)
    fewer, nearer_m = met(ready_s=ready_s + later_s, **rest)
    assert fewer <= more
    assert (nearer_m <= farther_m + 1e-6).all()


@given(**situations, range_km=ranges_km, ready_s=delays_s)
def test_meetings_come_one_after_the_other_inside_the_path(**situation):
    shots, (first_m, second_m) = met(**situation)
    assert (first_m >= 0.0) == (shots >= 1)
    assert (second_m >= 0.0) == (shots >= 2)
    assert second_m < first_m or shots == 0
    assert first_m <= (situation["count"] - 1) * STEP_M
    if shots >= 2:
        apart_s = (first_m - second_m) / situation["target_m_s"]
        assert apart_s >= situation["again_s"] - 1e-6


@settings(max_examples=6)
@given(
    north_km=st.floats(-15.0, 15.0),
    east_km=st.floats(-15.0, 15.0),
    crest_m=st.floats(250.0, 1500.0),
)
def test_behind_ridges_too_certainty_never_falls_on_the_way_in(north_km, east_km, crest_m):
    there = asset(45.0 + north_km / 111.2, -30.0 + east_km / 78.6)
    stated = scene(terrain=ridge(crest_m), altitudes=("100 m agl", "1000 m agl"), more=there)
    _, (found,) = approaches(stated, azimuth_step_rad=radians(45.0))
    assert (np.diff(found.cumulative_pd, axis=-1) <= 0.0).all()
    assert (found.cumulative_pd >= 0.0).all()
    assert (found.cumulative_pd <= 1.0).all()
    seen_m, met_m = found.first_seen_m[..., 0], found.intercept_m[0, ..., 0]
    assert not (met_m > seen_m).any()  # what is cued by these radars alone is met after it is seen
    assert ((found.shots[0] > 0) == np.isfinite(met_m)).all()


@pytest.mark.parametrize("turn_deg", [90.0, 180.0, 270.0, 30.0])
def test_turning_the_whole_scene_turns_the_answer(turn_deg):
    """One site 20 km from a place on the smooth Earth: north of it, or elsewhere on the circle."""

    def about(bearing_deg):
        lat = 45.0 - 20.0 / 111.2 * cos(radians(bearing_deg))
        lon = -30.0 - 20.0 / 78.6 * cos(radians(90.0 - bearing_deg))
        stated = scene(system="hq-9", altitudes=("300 m agl", "3000 m amsl"), more=asset(lat, lon))
        _, (found,) = approaches(stated, posting_m=1000.0, azimuth_step_rad=radians(30.0), step_m=1000.0)
        return found

    north, turned = about(0.0), about(turn_deg)
    places = round(turn_deg / 30.0)
    for field, slack in (("first_seen_m", 2.5e3), ("shots", 1), ("intercept_m", 2.5e3)):
        axis = 3 if field != "first_seen_m" else 2
        expected = np.roll(getattr(north, field), places, axis=axis).astype(float)
        found = getattr(turned, field).astype(float)
        assert found == pytest.approx(expected, abs=slack, nan_ok=True), field
