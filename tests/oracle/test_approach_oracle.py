"""Approaches against closed forms worked out apart: horizons as printed, meetings by hand, looks by hand."""

from math import inf

import numpy as np
import pytest

from rangering.coverage.approach_kernels import look_along, see_along
from rangering.coverage.meeting_kernels import shoot
from rangering.flight.motion import time_to_meet_s
from rangering.radar.binary_integration import cumulative_probabilities
from rangering.scenario.read import load_scenario, scenario_from_tables
from tests.approach_scenes import DRY, approaches, detector, level, one_class, path, radar

QUARTER = 0.5 * np.pi
POSTING_M = 2e3
# Antenna at 24 m: ground range [km] at which targets of these heights come above the horizon, as handbooks
# print it, 4.12 (√h₁ + √h₂).
HORIZON_KM = {300: 92, 1000: 150, 3000: 246}


def test_warning_is_the_printed_radio_horizon_over_the_speed():
    """An airliner at 231 m/s, seen from far beyond the horizon by power alone: 398, 649 and 1065 s."""
    tables = load_scenario("ankara-2020").as_written()
    group = tables["group"][0] | {"elements": ["s-400/91n6e"], "mast_height": "24 m"}
    group["fire_unit"] = [group["fire_unit"][0] | {"elements": []}]
    coverage = {"altitudes": [f"{h} m agl" for h in HORIZON_KM], "targets": ["target/airliner"]}
    stated = scenario_from_tables(tables | {"group": [group], "asset": [], "coverage": coverage}, "a.toml")
    _, (found,) = approaches(stated, posting_m=POSTING_M, azimuth_step_rad=QUARTER, step_m=500.0)
    for a, printed_km in enumerate(HORIZON_KM.values()):
        # Half a printed kilometre, half of the last digit of 4.12, a step, half a cell.
        slack_m = 500.0 + 0.005 / 4.12 * printed_km * 1e3 + 500.0 + POSTING_M / 2
        assert found.first_seen_m[a, 0, :, 0] == pytest.approx(printed_km * 1e3, abs=slack_m)
        assert found.warning_s[a, 0, :, 0] == pytest.approx(printed_km * 1e3 / 231.0, abs=slack_m / 231.0)


def met(flight_s, reached, step_m, speed_m_s, ready_s, again_s):
    met_m = np.empty(2)
    return shoot(flight_s, reached, step_m, speed_m_s, ready_s, again_s, met_m), met_m


def test_shots_at_a_head_on_target_are_those_worked_out_by_hand():
    """From 100 km at 250 m/s; a missile of 1,000 m/s from the place, first launch after 20 s, 4 s to look.

    The two close at 1,250 m/s: the first meeting is at (100 - 5) · 0.8 = 76 km, each next one at a fifth
    nearer and 4 s · 200 m/s: 60, 47.2, 36.96, 28.768, 22.2144, 16.97152, 12.777216, 9.4217728, 6.73741824 and
    4.59 km, the last inside the least range of 5 km.
    """
    distance_m = np.arange(0.0, 100.5e3, 500.0)
    flight_s = np.where(distance_m >= 5e3, distance_m / 1000.0, inf)
    count, met_m = met(flight_s, np.ones(len(distance_m), bool), 500.0, 250.0, 20.0, 4.0)
    assert count == 10
    assert met_m == pytest.approx([76e3, 60e3], abs=1e-6)


def test_an_envelope_ends_what_speed_would_allow():
    """The same target, met nowhere beyond 40 km: at 40, then 31.2, 24.16, 18.528, 14.0224, 10.41792, 7.534,
    5.227 km."""
    distance_m = np.arange(0.0, 100.5e3, 500.0)
    flight_s = np.where((distance_m >= 5e3) & (distance_m <= 40e3), distance_m / 1000.0, inf)
    count, met_m = met(flight_s, np.ones(len(distance_m), bool), 500.0, 250.0, 20.0, 4.0)
    assert count == 8
    assert met_m == pytest.approx([40e3, 31.2e3], abs=1e-6)


@pytest.mark.parametrize("aside_m", [5e3, 20e3])
@pytest.mark.parametrize("speed_m_s", [50.0, 250.0, 1500.0])
def test_past_a_fire_unit_to_the_side_the_meeting_is_that_of_two_straight_movers(aside_m, speed_m_s):
    """Launch at a given time: the quadratic |p + vt| = st of `flight.motion`, solved there in closed form."""
    step_m, missile_m_s, ready_s = 250.0, 900.0, 15.0
    distance_m = np.arange(0.0, 80.1e3, step_m)
    flight_s = np.hypot(distance_m, aside_m) / missile_m_s
    _, met_m = met(flight_s, np.ones(len(distance_m), bool), step_m, speed_m_s, ready_s, 3.0)
    there_m = distance_m[-1] - ready_s * speed_m_s
    time_s = time_to_meet_s(there_m, aside_m, 0.0, -speed_m_s, 0.0, 0.0, missile_m_s)
    # Between two steps the way is straight, the flight is not: step² / (8 · aside) at most.
    assert met_m[0] == pytest.approx(there_m - speed_m_s * time_s, abs=step_m**2 / (8 * aside_m))


def cumulative_along(away_m, *, power_m, period_s, step_m, speed_m_s, slowest_m_s=0.0):
    layers, radars = level(10.0), radar(power_m=power_m, period_s=period_s, slowest_m_s=slowest_m_s)
    sight = np.empty((1, len(away_m), 7))
    look_along(0, 0, path(away_m, step_m=step_m), layers, DRY, radars, sight)
    cumulative, covered = np.empty(len(away_m), np.float32), np.empty((1, len(away_m)), np.bool_)
    see_along(0, sight, radars, detector(), one_class(speed_m_s), step_m, np.ones((1, len(away_m))), covered,
              np.empty(len(away_m)), cumulative)  # fmt: skip
    return cumulative


@pytest.mark.parametrize("looks_a_step", [1, 4])
def test_at_one_distance_looks_add_up_as_independent_ones(looks_a_step):
    """Pd 0.5 at each look: 1 - 0.5ⁿ, as in every textbook."""
    steps = 6
    found = cumulative_along(
        np.full(steps, 50e3), power_m=50e3, period_s=4.0 / looks_a_step, step_m=1e3, speed_m_s=250.0
    )[::-1]
    looks = looks_a_step * np.arange(1, steps + 1)
    assert found == pytest.approx(1.0 - 0.5**looks, abs=1e-5)
    one_by_one = cumulative_probabilities(np.full(looks[-1], 0.5))
    assert found == pytest.approx(one_by_one[looks - 1], abs=1e-5)


@pytest.mark.parametrize("period_s", [6.0, 12.0])
def test_closing_in_looks_add_up_as_discrete_looks_do_on_average(period_s):
    """Echo by R⁴, Pd of one look at Swerling 1 in closed form, Pfa^(1/(1 + SNR)); looks at v·T, any phase."""
    speed_m_s, step_m, power_m, pfa = 300.0, 100.0, 100e3, 1e-6
    away_m = np.arange(0.0, 300e3, step_m) + 1.0
    found = cumulative_along(away_m, power_m=power_m, period_s=period_s, step_m=step_m, speed_m_s=speed_m_s)
    snr_asked = np.log(pfa) / np.log(0.5) - 1.0
    phases = np.arange(0.0, 1.0, 0.05)
    for here_m in (200e3, 170e3, 150e3, 135e3, 125e3):
        log_missed = []
        for phase in phases:
            looks_m = np.arange(299e3 - phase * speed_m_s * period_s, here_m, -speed_m_s * period_s)
            pd = pfa ** (1.0 / (1.0 + snr_asked * (power_m / looks_m) ** 4))
            log_missed.append(np.log1p(-pd).sum())
        there = np.searchsorted(away_m, here_m)
        # Half a step of looks at each end.
        assert np.log1p(-found[there]) == pytest.approx(np.mean(log_missed), rel=0.01, abs=1e-5)
        assert 1 - np.exp(max(log_missed)) <= found[there] + 1e-5
        assert found[there] <= 1 - np.exp(min(log_missed)) + 1e-5


def test_mallett_brennan_1962_range_at_a_cumulative_pd_grows_with_the_cube_root_of_power():
    """RAND AD0276531: at constant velocity, with the frame time at its best, the cube root, not the fourth.

    A longer frame collects more energy in a look and leaves room for fewer: Pd at R by (P·A·T)^(1/4) / R.
    """
    speed_m_s, step_m = 300.0, 250.0
    away_m = np.arange(0.0, 500e3, step_m) + 1.0
    frames_s = 2.0 ** np.arange(-1.0, 9.0, 0.25)

    def farthest_m(power_share, frame_s):
        power_m = 60e3 * (power_share * frame_s / 10.0) ** 0.25
        found = cumulative_along(
            away_m, power_m=power_m, period_s=frame_s, step_m=step_m, speed_m_s=speed_m_s
        )
        return away_m[np.flatnonzero(found >= 0.9)[-1]]

    one = np.array([farthest_m(1.0, frame_s) for frame_s in frames_s])
    eight = np.array([farthest_m(8.0, frame_s) for frame_s in frames_s])
    for ranges_m in (one, eight):
        assert 0 < ranges_m.argmax() < len(frames_s) - 1  # a best frame time there is
    assert eight.max() / one.max() == pytest.approx(2.0, rel=0.01)  # a step of some 100 km
    assert frames_s[eight.argmax()] / frames_s[one.argmax()] == pytest.approx(2.0, rel=0.2)
    assert (eight / one).min() < 1.8  # and at one frame time for both, hardly more than 8^(1/4) = 1.68
