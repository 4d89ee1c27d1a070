"""What holds for every radar, every run of looks and every route."""

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from rangering.earth.geodesy import geodesic_inverse
from rangering.flight.motion import closest_approach, time_to_meet_s, turn_displacement_m
from rangering.flight.route import lay_route, place_at_distance, place_at_time
from rangering.radar.beam import within_sector
from rangering.radar.binary_integration import (
    confirmation_probabilities,
    cumulative_probabilities,
    m_of_n_probability,
)
from rangering.radar.cross_section import aspect_cross_section_m2
from rangering.radar.decibel import db_from_ratio, ratio_from_db
from rangering.radar.detection import detection_probability, detection_threshold, required_snr_ratio
from rangering.radar.detection_table import tabulate_detection, tabulated_probability
from rangering.radar.range_equation import Claim, claimed_sensitivity_m2, range_at_snr_m, snr_ratio_at

every = settings(deadline=None, max_examples=60)  # the first example waits for the compiler
cases = st.integers(0, 4)
pulses = st.integers(1, 60)
levels_db = st.floats(-40.0, 60.0)
false_alarms = st.floats(-12.0, -2.0).map(lambda exponent: 10.0**exponent)
chances = st.floats(0.0, 1.0)
angles_rad = st.floats(-np.pi, np.pi)
metres = st.floats(-3e5, 3e5)
speeds_m_s = st.floats(-600.0, 600.0)
ROUNDING = 1e-12


def pd(snr_db, pfa, n_pulses, swerling):
    threshold = detection_threshold(pfa, n_pulses)
    return detection_probability(ratio_from_db(snr_db), threshold, pfa, n_pulses, swerling)


@pytest.mark.both_ways
@every
@given(levels_db, false_alarms, pulses, cases)
def test_pd_lies_between_pfa_and_one(snr_db, pfa, n_pulses, swerling):
    assert pfa <= pd(snr_db, pfa, n_pulses, swerling) <= 1.0


@every
@given(levels_db, st.floats(0.0, 20.0), false_alarms, pulses, cases)
def test_a_stronger_signal_is_never_seen_less(snr_db, added_db, pfa, n_pulses, swerling):
    stronger = pd(snr_db + added_db, pfa, n_pulses, swerling)
    assert stronger >= pd(snr_db, pfa, n_pulses, swerling) - ROUNDING


@every
@given(levels_db, false_alarms, st.floats(0.01, 1.0), pulses, cases)
def test_a_stricter_threshold_never_sees_more(snr_db, pfa, share, n_pulses, swerling):
    assert pd(snr_db, share * pfa, n_pulses, swerling) <= pd(snr_db, pfa, n_pulses, swerling) + ROUNDING


table = lru_cache(tabulate_detection)


@pytest.mark.both_ways
@every
@given(levels_db, st.floats(0.0, 20.0))
def test_the_table_rises_between_pfa_and_one(snr_db, added_db):
    weak, strong = (
        tabulated_probability(ratio_from_db(level), table(1e-6, 10, 3))
        for level in (snr_db, snr_db + added_db)
    )
    assert 1e-6 <= weak <= strong + ROUNDING <= 1.0 + ROUNDING


@every
@given(levels_db)
def test_decibels_and_ratios_undo_each_other(level_db):
    assert db_from_ratio(ratio_from_db(level_db)) == pytest.approx(level_db, abs=1e-9)


@every
@given(
    st.floats(1e3, 1e6),
    st.floats(1e-3, 1e2),
    st.floats(1e-3, 1e2),
    st.floats(0.1, 0.99),
    cases,
    st.floats(-10.0, 40.0),
)
def test_a_claim_scales_by_the_fourth_root_and_losses_by_a_fortieth(
    range_m, claimed_m2, target_m2, probability, swerling, loss_db
):
    claim = Claim(range_m, claimed_m2, probability, 1e-6, 4, swerling)
    snr_ratio = required_snr_ratio(probability, 1e-6, 4, swerling)
    sensitivity_m2 = claimed_sensitivity_m2(claim)
    reach_m = range_at_snr_m(sensitivity_m2, target_m2, snr_ratio, 0.0)
    assert reach_m == pytest.approx(range_m * (target_m2 / claimed_m2) ** 0.25, rel=1e-12)
    lossy_m = range_at_snr_m(sensitivity_m2, target_m2, snr_ratio, loss_db)
    assert lossy_m == pytest.approx(reach_m * 10.0 ** (-loss_db / 40.0), rel=1e-12)
    assert snr_ratio_at(sensitivity_m2, target_m2, lossy_m, loss_db) == pytest.approx(snr_ratio, rel=1e-11)


@every
@given(chances, st.integers(0, 12), st.integers(1, 12))
def test_m_of_n_is_a_probability_that_falls_with_m_and_rises_with_n(probability, m, n):
    here = m_of_n_probability(probability, m, n)
    assert -ROUNDING <= here <= 1.0 + ROUNDING
    assert m_of_n_probability(probability, m + 1, n) <= here + ROUNDING
    assert m_of_n_probability(probability, m, n + 1) >= here - ROUNDING


@every
@given(st.lists(chances, min_size=1, max_size=12), st.integers(1, 4), st.integers(0, 3))
def test_confirmation_never_falls_and_never_beats_one_hit(looks, m, slack):
    looks = np.array(looks)
    confirmed = confirmation_probabilities(looks, m, m + slack)
    assert np.all(np.diff(confirmed) >= 0.0)
    assert np.all(confirmed <= cumulative_probabilities(looks) + ROUNDING)


@every
@given(angles_rad, angles_rad, st.floats(0.0, 2.0 * np.pi), st.integers(-3, 3))
def test_a_sector_does_not_care_for_whole_turns(azimuth_rad, centre_rad, width_rad, turns):
    off_rad = abs((azimuth_rad - centre_rad + np.pi) % (2.0 * np.pi) - np.pi)
    if abs(off_rad - width_rad / 2.0) < 1e-9:
        reject()  # on the edge rounding decides
    inside = within_sector(azimuth_rad, centre_rad, width_rad)
    assert within_sector(azimuth_rad + turns * 2.0 * np.pi, centre_rad, width_rad) == inside
    assert within_sector(azimuth_rad, centre_rad + turns * 2.0 * np.pi, width_rad) == inside


@every
@given(*[st.floats(0.1, 20.0)] * 3, angles_rad, st.floats(-np.pi / 2, np.pi / 2))
def test_a_class_is_seen_within_its_ratios_and_alike_from_both_sides(
    side, rear, belly, aspect_rad, below_rad
):
    seen_m2 = aspect_cross_section_m2(1.0, side, rear, belly, aspect_rad, below_rad)
    assert min(1.0, side, rear, belly) - 1e-9 <= seen_m2 <= max(1.0, side, rear, belly) + 1e-9
    mirrored_m2 = aspect_cross_section_m2(1.0, side, rear, belly, -aspect_rad, below_rad)
    assert mirrored_m2 == pytest.approx(seen_m2, rel=1e-12)


# Thousandths of a degree: no two waypoints are nearer than a metre, none stands on a pole.
waypoints_deg = st.tuples(st.integers(-89_000, 89_000), st.integers(-179_999, 180_000)).map(
    lambda p: (p[0] / 1e3, p[1] / 1e3)
)


@every
@given(st.lists(waypoints_deg, min_size=3, max_size=6, unique=True), st.floats(0.0, 1.0))
def test_a_route_is_the_sum_of_its_legs(waypoints, share):
    latitudes, longitudes = np.radians(waypoints).T
    route = lay_route(latitudes, longitudes, 5_000.0, 200.0)
    legs_m = [
        lay_route(latitudes[i : i + 2], longitudes[i : i + 2], 5_000.0, 200.0).length_m
        for i in range(len(waypoints) - 1)
    ]
    assert route.length_m == pytest.approx(sum(legs_m), rel=1e-12)
    assert route.duration_s == pytest.approx(route.length_m / 200.0, rel=1e-12)
    at_distance = place_at_distance(route, share * route.length_m)
    at_time = place_at_time(route, share * route.duration_s)
    gap_m, _, _ = geodesic_inverse(
        at_distance.latitude_rad, at_distance.longitude_rad, at_time.latitude_rad, at_time.longitude_rad
    )
    assert gap_m == pytest.approx(0.0, abs=1e-3)


@every
@given(st.lists(waypoints_deg, min_size=2, max_size=4, unique=True), st.floats(0.0, 1.0), st.floats(0.0, 1e5))
def test_no_flight_is_farther_along_than_it_has_flown(waypoints, share, flown_m):
    route = lay_route(*np.radians(waypoints).T, 5_000.0, 200.0)
    start_m = share * route.length_m
    place = place_at_distance(route, [start_m, start_m + flown_m])
    apart_m, _, _ = geodesic_inverse(
        place.latitude_rad[0], place.longitude_rad[0], place.latitude_rad[1], place.longitude_rad[1]
    )
    assert apart_m <= flown_m + 1e-3


@every
@given(metres, metres, speeds_m_s, speeds_m_s, st.floats(-1e3, 1e3))
def test_nothing_on_a_straight_course_is_nearer_than_its_closest_approach(x_m, y_m, vx_m_s, vy_m_s, time_s):
    _, miss_m = closest_approach(x_m, y_m, vx_m_s, vy_m_s)
    distance_m = np.hypot(x_m + vx_m_s * time_s, y_m + vy_m_s * time_s)
    assert miss_m <= distance_m + 1e-6


@every
@given(metres, metres, metres, speeds_m_s, speeds_m_s, speeds_m_s, st.floats(1.0, 2_000.0))
def test_both_are_at_the_meeting_point_at_the_meeting_time(x_m, y_m, z_m, vx_m_s, vy_m_s, vz_m_s, speed_m_s):
    time_s = time_to_meet_s(x_m, y_m, z_m, vx_m_s, vy_m_s, vz_m_s, speed_m_s)
    if np.isfinite(time_s):
        there_m = np.array([x_m, y_m, z_m]) + np.array([vx_m_s, vy_m_s, vz_m_s]) * time_s
        assert time_s >= 0.0
        assert np.linalg.norm(there_m) == pytest.approx(speed_m_s * time_s, rel=1e-6, abs=1e-3)


@every
@given(st.floats(10.0, 1e5), angles_rad, angles_rad, angles_rad)
def test_two_turns_are_one(radius_m, course_rad, first_rad, second_rad):
    first_rad, second_rad = abs(first_rad), abs(second_rad)
    whole = turn_displacement_m(radius_m, course_rad, first_rad + second_rad)
    one = turn_displacement_m(radius_m, course_rad, first_rad)
    two = turn_displacement_m(radius_m, course_rad + first_rad, second_rad)
    assert np.add(one, two) == pytest.approx(whole, abs=1e-8 * radius_m)
