"""Looks at a flight, worked out by hand: a straight fly-by, the time in view, the radar equation.

The fly-by is flat: the sphere is so large that it bends nothing, and every place is in line of sight. Then
the aspect of a radar abeam of the track swings from the nose to the tail as an arctangent.
"""

import csv
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangering.coverage.signature_kernels import bin_of, body_angles, fly_sorties, level_db, look
from rangering.coverage.signature_plan import (
    AZIMUTHS,
    ELEVATIONS,
    LEAST_DB,
    AskedPlan,
    FlightPlan,
    ReadingPlan,
    WayPlan,
    empty_sample,
)
from rangering.radar.range_equation import pulse_sensitivity_m2
from rangering.sight.lookup import LEVEL_COUNT
from rangering.sight.plan import EarthPlan
from rangering.streams import Purpose, uniforms
from tests.oracle.case import CASES

FLAT = EarthPlan(effective_radius_m=1e13, rain_top_m=0.0)
SEED, RADAR, FLIGHT = 7, 11, 13
WIDE = {"least_tangent": -10.0, "most_tangent": 10.0, "instrumented_m": 1e6, "least_speed_m_s": 0.0}


def fly_by(abeam_m, height_m, speed_m_s, half_m, *, step_s=1.0, bank_rad=0.0):
    """Northbound past a radar at the origin, `abeam_m` to its east, from so far south to so far north."""
    points = round(2.0 * half_m / (speed_m_s * step_s)) + 1
    north_m = np.linspace(-half_m, half_m, points)[None, :]
    each = np.zeros(points)
    flight = FlightPlan(
        step_s, each + height_m, each, each, each + bank_rad, each + speed_m_s, FLIGHT
    )  # fmt: skip
    lowest_m = np.zeros((1, 1, points), dtype=np.float32)
    return flight, WayPlan(np.full_like(north_m, abeam_m), north_m, np.zeros_like(north_m), lowest_m)


def reading(**changed):
    """One radar at the origin that sees everything there is; a class of one square metre all round."""
    one = np.ones(1)
    values = {
        "ident": np.array([RADAR]), "band": np.array([0]), "antenna_m": 0.0 * one, "mast": np.array([0]),
        "mast_share": 0.0 * one, "centre_rad": 0.0 * one, "half_width_rad": np.pi * one,
        "period_s": 2.0 * one,
        "sensitivity_db": 220.0 * one, "rain_db_m": 0.0 * one, "gas_db": np.zeros((1, LEVEL_COUNT)),
        "frontal_m2": 1.0, "side_ratio": 1.0, "rear_ratio": 1.0, "belly_ratio": 1.0,
    }  # fmt: skip
    values |= {name: value * one for name, value in WIDE.items()}
    for name, value in changed.items():
        values[name] = value if isinstance(values[name], float) else value * one
    return ReadingPlan(**values)


def flown(flight, ways, read, *, sorties=1, threshold_db=13.0, standoff_m=(0.0,)):
    sampled = empty_sample(1, len(standoff_m), 1, sorties)
    asked = AskedPlan(SEED, sorties, threshold_db, np.array(standoff_m))
    fly_sorties(flight, ways, read, FLAT, asked, sampled)
    return sampled


def phase_s(sortie, period_s):
    return uniforms(SEED, RADAR, 0, FLIGHT, sortie, Purpose.SIGNATURE.value)[0] * period_s


@pytest.mark.both_ways
def test_a_straight_fly_by_swings_from_nose_to_tail_as_an_arctangent():
    abeam_m, height_m, speed_m_s, half_m, period_s = 40e3, 10e3, 250.0, 120e3, 4.0
    flight, ways = fly_by(abeam_m, height_m, speed_m_s, half_m)
    found = flown(flight, ways, reading(period_s=period_s))
    # By hand, look by look: the radar is to the left of a northbound aircraft east of it, and below.
    time_s = np.arange(phase_s(0, period_s), 2.0 * half_m / speed_m_s, period_s)
    north_m = speed_m_s * time_s - half_m
    azimuth_rad = -np.arctan2(abeam_m, -north_m)
    elevation_rad = -np.arctan2(height_m, np.hypot(abeam_m, north_m))
    col = np.floor((azimuth_rad + np.pi) / (2.0 * np.pi) * AZIMUTHS).astype(int)
    row = np.floor(0.5 * (np.sin(elevation_rad) + 1.0) * ELEVATIONS).astype(int)
    expected = np.bincount(row * AZIMUTHS + col, minlength=AZIMUTHS * ELEVATIONS)
    assert found.looks[0].tolist() == expected.tolist()
    # The columns between both ends of the swing, each: arctan(40/120) to 180 degrees less that.
    least_deg = math.degrees(math.atan2(abeam_m, half_m))
    columns = {
        int((180.0 - deg) // (360.0 / AZIMUTHS)) for deg in np.arange(least_deg, 180.0 - least_deg, 0.5)
    }
    assert set(np.flatnonzero(found.looks[0]) % AZIMUTHS) == columns
    assert len(columns) == 30  # 143 degrees of 360 in 72 columns, both ends cut
    assert found.silent[0] == 0


@pytest.mark.both_ways
def test_the_time_in_view_over_the_scan_period_is_the_number_of_looks():
    abeam_m, height_m, speed_m_s, period_s, shown_m = 30e3, 10e3, 200.0, 5.0, 60e3
    flight, ways = fly_by(abeam_m, height_m, speed_m_s, 100e3)
    sorties = 40
    found = flown(flight, ways, reading(period_s=period_s, instrumented_m=shown_m), sorties=sorties)
    in_view_s = 2.0 * math.sqrt(shown_m**2 - abeam_m**2 - height_m**2) / speed_m_s
    assert set(np.abs(found.sortie_looks - in_view_s / period_s) < 1.0) == {True}
    # Phases are uniform: the mean is exact, and its error is below 0.5 / sqrt(sorties).
    assert found.sortie_looks.mean() == pytest.approx(
        in_view_s / period_s, abs=4.0 * 0.5 / math.sqrt(sorties)
    )


@pytest.mark.both_ways
def test_what_crosses_the_line_of_sight_is_looked_at_but_not_heard():
    abeam_m, speed_m_s, least_m_s = 40e3, 200.0, 50.0
    flight, ways = fly_by(abeam_m, 0.0, speed_m_s, 120e3)
    found = flown(flight, ways, reading(least_speed_m_s=least_m_s, period_s=1.0))
    # v·|cos a| < 50 m/s: within abeam·tan(asin(1/4)) of the closest point.
    silent_s = 2.0 * abeam_m * math.tan(math.asin(least_m_s / speed_m_s)) / speed_m_s
    assert found.silent[0] == pytest.approx(silent_s, abs=1.0)
    assert found.sortie_samples[0] == found.sortie_looks[0] - found.silent[0]


@pytest.mark.both_ways
@pytest.mark.parametrize("case_id", ["T04-V-rre-1", "T04-V-rre-2", "T04-V-rre-3"])
def test_the_signal_is_that_of_the_radar_equation_cases(case_id):
    with open(CASES / "04_radar_detection.csv", encoding="utf-8", newline="") as file:
        row = next(each for each in csv.DictReader(file) if each["case_id"] == case_id)
    given = json.loads(row["inputs_json"])
    sensitivity_m2 = pulse_sensitivity_m2(
        given["peak_power_W"], 10.0 ** (0.1 * given["antenna_gain_dBi"]), given["frequency_Hz"],
        given["noise_bandwidth_Hz"], 10.0 ** (0.1 * given["noise_figure_dB"]),
        10.0 ** (0.1 * given["losses_dB"]), given["reference_temperature_K"],
    )  # fmt: skip
    found_db = level_db(
        10.0 * math.log10(sensitivity_m2), given["rcs_m2"], given["range_m"], 0.0, np.zeros(LEVEL_COUNT)
    )
    assert found_db == pytest.approx(float(row["expected"]), abs=float(row["tol_abs"]))
    # The same through a whole look: the radar abeam at that range.
    flight, ways = fly_by(given["range_m"], 0.0, 200.0, 10e3)
    read = reading(sensitivity_db=10.0 * math.log10(sensitivity_m2), frontal_m2=given["rcs_m2"])
    *_, signal_db = look(0, 50.0, flight, ways, read, FLAT)
    assert signal_db == pytest.approx(float(row["expected"]), abs=float(row["tol_abs"]))


@pytest.mark.both_ways
def test_gases_count_between_their_entries():
    gas_db = np.linspace(0.0, 80.0, LEVEL_COUNT)  # a tenth of a decibel an entry
    # 40 lg of 31.6228 km is 180: 400 entries of a quarter decibel beyond 100 m.
    assert level_db(220.0, 10.0, 10.0**4.5, 3.0, gas_db) == pytest.approx(220.0 + 10.0 - 180.0 - 40.0 - 3.0)


@pytest.mark.both_ways
@pytest.mark.parametrize("side_ratio", [1.0, 4.0])
def test_the_signal_abeam_is_that_of_the_side(side_ratio):
    abeam_m = 50e3
    flight, ways = fly_by(abeam_m, 0.0, 200.0, 10e3)
    in_view, heard, azimuth_rad, elevation_rad, away_m, signal_db = look(
        0, 50.0, flight, ways, reading(side_ratio=side_ratio), FLAT
    )
    assert in_view
    assert heard
    # 2.5e-9 is the dip of the horizontal on a sphere so large.
    assert (azimuth_rad, elevation_rad) == pytest.approx((-np.pi / 2.0, 0.0), abs=1e-8)
    assert away_m == pytest.approx(abeam_m)
    expected_db = 220.0 + 10.0 * math.log10(side_ratio) - 40.0 * math.log10(abeam_m)
    assert signal_db == pytest.approx(expected_db, abs=1e-6)


@pytest.mark.both_ways
def test_levels_are_counted_by_the_decibel_and_by_distance():
    flight, ways = fly_by(60e3, 0.0, 200.0, 80e3)
    found = flown(flight, ways, reading(), standoff_m=(0.0, 70e3, 90e3), threshold_db=24.0)
    assert found.away_looks.sum() == found.sortie_looks[0] == found.away_levels.sum()
    # 0 to 70 km of 60 abeam: the middle 36.06 of each 80 km.
    inner_s = 2.0 * math.sqrt(70e3**2 - 60e3**2) / 200.0
    assert found.away_looks[0] == pytest.approx(inner_s / 2.0, abs=1.0)
    level = math.floor(220.0 - 40.0 * math.log10(70e3)) - LEAST_DB  # at the far edge of the first band
    assert np.flatnonzero(found.away_levels[0])[0] == level
    reach_m = 10.0 ** ((220.0 - 24.0) / 40.0)
    sampled_s = 2.0 * math.sqrt(reach_m**2 - 60e3**2) / 200.0
    assert found.sortie_samples[0] == pytest.approx(sampled_s / 2.0, abs=1.0)
    assert found.reached[0] == np.count_nonzero(found.samples[0])


@pytest.mark.both_ways
@pytest.mark.parametrize(
    ("climb", "bank", "expected"),
    [
        # A radar dead ahead on the horizon: nose up by 10 degrees it lies 10 below.
        ((0, 0, 0, 10), 0, (0, -10)),
        # To the right on the horizon, right wing down by 30: 30 degrees above that wing.
        ((90, 0, 0, 0), 30, (90, 30)),
        # To the left, right wing down: below the raised left wing.
        ((-90, 0, 0, 0), 30, (-90, -30)),
        # Straight below, wings level.
        ((0, -90, 0, 0), 0, (0, -90)),
        # Straight below, banked by 90 to the right: the right wing points at it.
        ((0, -90, 0, 0), 90, (90, 0)),
        # East of an aircraft that flies south: to its left.
        ((90, 0, 180, 0), 0, (-90, 0)),
        # Behind and 20 above, climbing by 20: the radar lies 40 above the path behind.
        ((180, 20, 0, 20), 0, (180, 40)),
    ],
)
def test_directions_in_the_axes_of_the_aircraft(climb, bank, expected):
    bearing, up, course, nose_up = map(math.radians, climb)
    azimuth_rad, elevation_rad = body_angles(bearing, up, course, nose_up, math.radians(bank))
    assert math.degrees(elevation_rad) == pytest.approx(expected[1], abs=1e-6)
    if abs(expected[1]) != 90:
        apart = (math.degrees(azimuth_rad) - expected[0] + 180.0) % 360.0 - 180.0
        assert apart == pytest.approx(0.0, abs=1e-6)


angles = st.floats(-math.pi, math.pi)
quarters = st.floats(-0.5 * math.pi, 0.5 * math.pi)


@pytest.mark.both_ways
@given(bearing_rad=angles, up_rad=quarters, course_rad=angles, climb_rad=quarters, bank_rad=angles)
def test_no_turning_of_the_axes_changes_the_angle_off_the_nose(
    bearing_rad, up_rad, course_rad, climb_rad, bank_rad
):
    azimuth_rad, elevation_rad = body_angles(bearing_rad, up_rad, course_rad, climb_rad, bank_rad)
    nose = np.array([math.cos(climb_rad) * math.sin(course_rad), math.cos(climb_rad) * math.cos(course_rad),
                     math.sin(climb_rad)])  # fmt: skip
    there = np.array([math.cos(up_rad) * math.sin(bearing_rad), math.cos(up_rad) * math.cos(bearing_rad),
                      math.sin(up_rad)])  # fmt: skip
    assert math.cos(elevation_rad) * math.cos(azimuth_rad) == pytest.approx(float(nose @ there), abs=1e-9)
    # With the bank taken off, the height above the wings is what is left.
    _, level_rad = body_angles(bearing_rad, up_rad, course_rad, 0.0, 0.0)
    assert level_rad == pytest.approx(up_rad, abs=1e-7)


@pytest.mark.both_ways
def test_bins_share_the_sphere_equally():
    # Random directions, all equally likely: every bin as often as any other.
    draws = np.random.default_rng(1)
    azimuth_rad = draws.uniform(-np.pi, np.pi, 20_000)
    elevation_rad = np.arcsin(draws.uniform(-1.0, 1.0, 20_000))
    found = np.array([bin_of(a, e) for a, e in zip(azimuth_rad, elevation_rad, strict=True)])
    counts = np.bincount(found, minlength=AZIMUTHS * ELEVATIONS)
    expected = found.size / (AZIMUTHS * ELEVATIONS)
    chi2 = float(((counts - expected) ** 2 / expected).sum())
    freedom = AZIMUTHS * ELEVATIONS - 1
    assert abs(chi2 - freedom) < 5.0 * math.sqrt(2.0 * freedom)
    # Rows by hand: the middle of the sphere is the wing plane, the last row the crown above 70.8 degrees.
    assert bin_of(0.0, 1e-9) // AZIMUTHS == ELEVATIONS // 2
    assert math.degrees(math.asin(1.0 - 2.0 / ELEVATIONS)) == pytest.approx(70.8, abs=0.05)
    assert bin_of(0.0, math.radians(70.9)) // AZIMUTHS == ELEVATIONS - 1
    assert bin_of(0.0, math.radians(70.7)) // AZIMUTHS == ELEVATIONS - 2
    assert bin_of(np.pi, 0.0) % AZIMUTHS == AZIMUTHS - 1
    assert bin_of(-np.pi, 0.0) % AZIMUTHS == 0
