"""The filter's unrolled algebra against matrices; polar plots against quadrature and the extended filter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from rangering.mission.kernels.track_filter import (
    follow_height,
    polar_plot,
    polar_plot_about,
    predict,
    squared_distance,
    update,
)

UPPER = np.triu_indices(4)
seeds = st.integers(0, 2**32 - 1)


def _random_track(random):
    """State and a full covariance with no structure, of the sizes that tracks have."""
    spread = random.normal(size=(4, 4)) * np.array([300.0, 40.0, 300.0, 40.0])[:, None]
    return random.normal(size=4) * [5e4, 200.0, 5e4, 200.0], spread @ spread.T + np.diag([9.0, 1.0, 9.0, 1.0])


def _full(covariance):
    matrix = np.zeros((4, 4))
    matrix[UPPER] = covariance
    return matrix + np.triu(matrix, 1).T


def _random_noise(random):
    spread = random.normal(size=(2, 2)) * 100.0
    return spread @ spread.T + np.eye(2)


def _close(got, expected):
    assert np.allclose(got, expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())


@pytest.mark.both_ways
@given(seed=seeds, step_s=st.floats(0.0, 60.0))
def test_prediction_is_the_exact_discrete_form_of_white_acceleration(seed, step_s):
    # Van Loan (1978): transition and noise of a linear system from one matrix exponential.
    random, psd_m2_s3 = np.random.default_rng(seed), 7.0
    drift = np.kron(np.eye(2), [[0.0, 1.0], [0.0, 0.0]])
    noise = np.diag([0.0, psd_m2_s3, 0.0, psd_m2_s3])
    whole = expm(np.block([[-drift, noise], [np.zeros((4, 4)), drift.T]]) * step_s)
    transition = whole[4:, 4:].T
    state, covariance = _random_track(random)
    got_state, got = predict(tuple(state), tuple(covariance[UPPER]), step_s, psd_m2_s3)
    _close(got_state, transition @ state)
    _close(_full(got), transition @ covariance @ transition.T + transition @ whole[:4, 4:])


@pytest.mark.both_ways
@given(seed=seeds, first_s=st.floats(0.0, 30.0), second_s=st.floats(0.0, 30.0))
def test_two_predictions_are_one(seed, first_s, second_s):
    state, covariance = _random_track(np.random.default_rng(seed))
    once = predict(tuple(state), tuple(covariance[UPPER]), first_s + second_s, 25.0)
    twice = predict(*predict(tuple(state), tuple(covariance[UPPER]), first_s, 25.0), second_s, 25.0)
    for got, expected in zip(twice, once, strict=True):
        _close(got, expected)


@pytest.mark.both_ways
@given(seed=seeds)
def test_an_update_is_that_of_information_added(seed):
    # In information form: inverse covariances add, and so do the weighted states (Bar-Shalom, 7.2).
    random = np.random.default_rng(seed)
    state, covariance = _random_track(random)
    plot, noise = state[[0, 2]] + random.normal(size=2) * 300.0, _random_noise(random)
    sees = np.zeros((2, 4))
    sees[0, 0] = sees[1, 2] = 1.0
    posterior = np.linalg.inv(np.linalg.inv(covariance) + sees.T @ np.linalg.inv(noise) @ sees)
    expected = state + posterior @ sees.T @ np.linalg.inv(noise) @ (plot - sees @ state)
    measured = (*plot, noise[0, 0], noise[0, 1], noise[1, 1])
    got_state, got = update(tuple(state), tuple(covariance[UPPER]), *measured)
    assert np.allclose(got_state, expected, rtol=1e-6, atol=1e-6)  # inverting twice costs digits
    assert np.allclose(_full(got), posterior, rtol=1e-6, atol=1e-6 * np.abs(posterior).max())
    innovation = plot - sees @ state
    nis = innovation @ np.linalg.solve(sees @ covariance @ sees.T + noise, innovation)
    assert squared_distance(tuple(state), tuple(covariance[UPPER]), *measured) == pytest.approx(nis, rel=1e-9)


@pytest.mark.both_ways
@given(seed=seeds, quiet=st.booleans())
def test_height_is_a_filter_of_two_states(seed, quiet):
    random, step_s, psd_m2_s3 = np.random.default_rng(seed), 5.0, 2.0
    spread = random.normal(size=(2, 2)) * 50.0
    covariance, state = spread @ spread.T + np.eye(2), np.array([5000.0, 10.0])
    transition = np.array([[1.0, step_s], [0.0, 1.0]])
    state_then = transition @ state
    then = transition @ covariance @ transition.T + psd_m2_s3 * np.array(
        [[step_s**3 / 3.0, step_s**2 / 2.0], [step_s**2 / 2.0, step_s]]
    )
    z_m, zz_m2 = 5200.0, np.inf if quiet else 150.0**2
    gain = np.zeros(2) if quiet else then[:, 0] / (then[0, 0] + zz_m2)
    got_state, got = follow_height(
        tuple(state),
        (covariance[0, 0], covariance[0, 1], covariance[1, 1]),
        step_s,
        psd_m2_s3,
        z_m,
        zz_m2,
        400.0,
    )
    _close(got_state, state_then + gain * (z_m - state_then[0]))
    _close(got, (then - np.outer(gain, then[0]))[np.triu_indices(2)])


@pytest.mark.both_ways
def test_height_begins_with_the_first_one_measured():
    never = (np.inf, 0.0, 400.0)
    assert follow_height((3000.0, 0.0), never, 10.0, 1.0, 9000.0, np.inf, 400.0) == ((3000.0, 0.0), never)
    first = follow_height((3000.0, 0.0), never, 10.0, 1.0, 9000.0, 100.0, 400.0)
    assert first == ((9000.0, 0.0), (100.0, 0.0, 400.0))


@pytest.mark.both_ways
@pytest.mark.parametrize("azimuth_rad", [0.0, 0.7, 2.5, 4.0])
def test_polar_plots_are_right_on_average(azimuth_rad):
    # Gauss-Hermite quadrature over the azimuth's error: exact for these smooth functions.
    range_m, range_sigma_m, azimuth_sigma_rad = 200e3, 50.0, 0.004
    nodes, weights = np.polynomial.hermite_e.hermegauss(30)
    weights = weights / weights.sum()
    truth = range_m * np.array([np.sin(azimuth_rad), np.cos(azimuth_rad)])
    plots = [
        polar_plot(range_m, azimuth_rad + azimuth_sigma_rad * n, range_sigma_m, azimuth_sigma_rad)
        for n in nodes
    ]
    mean = sum(w * np.array(plot[:2]) for w, plot in zip(weights, plots, strict=True))
    assert mean == pytest.approx(truth, abs=1e-6)
    errors = [np.array(plot[:2]) - truth for plot in plots]
    spread = sum(w * np.outer(e, e) for w, e in zip(weights, errors, strict=True))
    along = range_sigma_m**2 * np.outer(truth, truth) / range_m**2
    stated = sum(w * np.array([[p[2], p[3]], [p[3], p[4]]]) for w, p in zip(weights, plots, strict=True))
    assert stated == pytest.approx(spread + along, rel=0.02, abs=0.02 * range_sigma_m**2)  # of first order


@pytest.mark.both_ways
@given(seed=seeds)
def test_a_plot_linearised_at_the_prediction_makes_the_extended_filter(seed):
    random = np.random.default_rng(seed)
    state, covariance = _random_track(random)
    x, _, y, _ = state
    range_m, azimuth_rad = np.hypot(x, y), np.arctan2(x, y)
    sigma = np.array([50.0, 0.005])
    measured = np.array([range_m, azimuth_rad]) + sigma * random.normal(size=2)
    jacobian = np.array([[x / range_m, 0.0, y / range_m, 0.0], [y / range_m**2, 0.0, -x / range_m**2, 0.0]])
    innovation_covariance = jacobian @ covariance @ jacobian.T + np.diag(sigma**2)
    gain = covariance @ jacobian.T @ np.linalg.inv(innovation_covariance)
    innovation = measured - [range_m, azimuth_rad]
    expected = covariance - gain @ innovation_covariance @ gain.T
    wound = measured[1] + 2.0 * np.pi * random.integers(-1, 2)  # the same direction, told differently
    plot = polar_plot_about(x, y, measured[0], wound, *sigma)
    got_state, got = update(tuple(state), tuple(covariance[UPPER]), *plot)
    assert np.allclose(got_state, state + gain @ innovation, rtol=1e-7, atol=1e-5)
    assert np.allclose(_full(got), expected, rtol=1e-6, atol=1e-7 * np.abs(expected).max())
    nis = innovation @ np.linalg.solve(innovation_covariance, innovation)
    assert squared_distance(tuple(state), tuple(covariance[UPPER]), *plot) == pytest.approx(nis, rel=1e-6)
