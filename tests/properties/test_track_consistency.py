"""Errors of tracks are as large as the filter says: NEES and NIS within their χ² bounds, over whole scans.

Truth moves exactly as the filter assumes, each target far from the others, so that the sum over targets of
the normalised squared errors is χ² with a known number of degrees, and its bounds are exact.
"""

import numpy as np
import pytest
from scipy.stats import chi2, kstest

from rangering.mission.kernels.track_filter import polar_plot, predict, squared_distance
from tests.tracking_sets import OurTracker

TARGETS = 300
SCANS = 20
INTERVAL_S = 6.0
SIGMA_M = 80.0
SURE = 0.999  # of each bound; 20 scans and two tests: 1 run in 25 would fail by chance, the seed is fixed


def _bounds(degrees):
    """Bounds of the mean over targets, two-sided."""
    tail = (1.0 - SURE) / 2.0
    return chi2.ppf([tail, 1.0 - tail], TARGETS * degrees) / TARGETS


def _truth(random, psd_m2_s3, initial_speed_m_s):
    """Positions and velocities of white acceleration, drawn exactly from step to step. (scans, targets, 4)"""
    one = np.array([[INTERVAL_S**3 / 3, INTERVAL_S**2 / 2], [INTERVAL_S**2 / 2, INTERVAL_S]]) * psd_m2_s3
    noise = np.linalg.cholesky(np.kron(np.eye(2), one))
    transition = np.kron(np.eye(2), [[1.0, INTERVAL_S], [0.0, 1.0]])
    state = np.zeros((TARGETS, 4))
    state[:, 0] = np.arange(TARGETS) * 1e6  # nobody meets anybody
    state[:, 2] = 3e4
    state[:, 1::2] = random.normal(0.0, initial_speed_m_s, (TARGETS, 2))
    states = [state]
    for _ in range(SCANS - 1):
        states.append(states[-1] @ transition.T + random.normal(size=(TARGETS, 4)) @ noise.T)
    return np.array(states)


@pytest.mark.compiled_only
def test_errors_are_as_large_as_stated():
    tracker = OurTracker(capacity=TARGETS, most_plots=TARGETS)
    plan = tracker.plan._replace(
        gate=60.0, confirm_hits=1, coast_s=1e6
    )  # a gate cuts no tail one could notice
    tracker.plan = plan
    random = np.random.default_rng(11)
    truth = _truth(random, plan.psd_m2_s3, plan.initial_speed_m_s)
    tracks, all_nis = tracker.tracks, []
    for k in range(SCANS):
        plots_m = truth[k][:, ::2] + random.normal(0.0, SIGMA_M, (TARGETS, 2))
        if k:
            nis = []
            for slot in range(TARGETS):
                state = tracks.x_m[slot], tracks.vx_m_s[slot], tracks.y_m[slot], tracks.vy_m_s[slot]
                then = predict(state, tuple(tracks.covariance[slot]), INTERVAL_S, plan.psd_m2_s3)
                nis.append(squared_distance(*then, *plots_m[slot], SIGMA_M**2, 0.0, SIGMA_M**2))
            assert _bounds(2)[0] < np.mean(nis) < _bounds(2)[1], k
            all_nis += nis
        tracker.take(k * INTERVAL_S, plots_m, SIGMA_M)
        assert tracker.plots.slot[:TARGETS].tolist() == list(range(TARGETS))
        nees = []
        for slot in range(TARGETS):
            upper = np.zeros((4, 4))
            upper[np.triu_indices(4)] = tracks.covariance[slot]
            covariance = upper + np.triu(upper, 1).T
            got = [tracks.x_m[slot], tracks.vx_m_s[slot], tracks.y_m[slot], tracks.vy_m_s[slot]]
            error = np.array(got) - truth[k][slot]
            nees.append(error @ np.linalg.solve(covariance, error))
        assert _bounds(4)[0] < np.mean(nees) < _bounds(4)[1], k
    assert kstest(all_nis, chi2(2).cdf).pvalue > 1e-3  # the whole distribution, not the mean alone


@pytest.mark.parametrize(("range_m", "azimuth_sigma_rad"), [(50e3, 0.003), (200e3, 0.002), (400e3, 0.001)])
def test_converted_plots_are_as_wrong_as_stated(range_m, azimuth_sigma_rad):
    # Ratios r·σ²/σ_r of 0.009, 0.016 and 0.008: the first-order covariance is sound below 0.4.
    count, range_sigma_m = 4000, 50.0
    random = np.random.default_rng(2)
    truth = range_m * np.array([np.sin(2.0), np.cos(2.0)])
    squares = []
    for _ in range(count):
        x, y, xx, xy, yy = polar_plot(
            range_m + range_sigma_m * random.normal(),
            2.0 + azimuth_sigma_rad * random.normal(),
            range_sigma_m,
            azimuth_sigma_rad,
        )
        error = np.array([x, y]) - truth
        squares.append(error @ np.linalg.solve([[xx, xy], [xy, yy]], error))
    tail = (1.0 - SURE) / 2.0
    low, high = chi2.ppf([tail, 1.0 - tail], 2 * count) / count
    assert low < np.mean(squares) < high
