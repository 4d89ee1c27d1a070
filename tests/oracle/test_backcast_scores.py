"""Scores of back-casts against closed forms and sums by hand."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from rangering.programme.backcast import clusters, scores
from rangering.programme.backcast.assumed import Prior
from rangering.programme.backcast.others import Seen
from rangering.programme.backcast.predictive import draws

PRIOR = Prior(centre=0.1, spread=0.5, centre_weight=2.0, spread_weight=3.0)


def seen(reached=(), reached_weight=None, at_least=(), silent=None) -> Seen:
    """What was learnt from the others, each with weight one unless told otherwise."""
    ones = np.ones(len(reached)) if reached_weight is None else np.array(reached_weight)
    bounds = np.array(at_least, float)
    quiet = np.zeros(len(bounds), bool) if silent is None else np.array(silent)
    return Seen("slips", (), np.array(reached, float), ones, bounds, np.ones(len(bounds)), quiet, 0.0)


def gneiting_raftery_2007_crps_of_a_normal(mean: float, spread: float, x: float) -> float:
    """Equation for the CRPS of a normal law in section 4.2, written out."""
    z = (x - mean) / spread
    return spread * (z * (2.0 * stats.norm.cdf(z) - 1.0) + 2.0 * stats.norm.pdf(z) - 1.0 / np.sqrt(np.pi))


def test_crps_of_a_standard_normal_at_its_mean_as_the_closed_form_says():
    assert gneiting_raftery_2007_crps_of_a_normal(0.0, 1.0, 0.0) == pytest.approx(
        (np.sqrt(2) - 1) / np.sqrt(np.pi)
    )


@pytest.mark.parametrize(("mean", "spread", "x"), [(0.0, 1.0, 0.0), (0.0, 1.0, 1.7), (400.0, 90.0, 130.0)])
def test_crps_of_draws_is_that_of_their_normal_law(mean, spread, x):
    chance = np.random.default_rng(1)
    each = [scores.crps(np.sort(chance.normal(mean, spread, 50)), x) for _ in range(4000)]
    expected = gneiting_raftery_2007_crps_of_a_normal(mean, spread, x)
    error = np.std(each) / np.sqrt(len(each))
    # Fifty draws: without the fair form the mean would be off by spread / (50 sqrt(pi)), 6 errors or more.
    assert np.mean(each) == pytest.approx(expected, abs=4.0 * error)
    assert spread / (50.0 * np.sqrt(np.pi)) > 4.0 * error


def test_crps_of_three_draws_by_hand():
    # Distances to 3: 2, 1, 1, mean 4/3. Pairs: 1, 3, 2, mean 2, half of it 1.
    assert scores.crps(np.array([1.0, 2.0, 4.0]), 3.0) == pytest.approx(1.0 / 3.0)


def test_crps_of_one_draw_is_its_distance():
    assert scores.crps(np.array([7.0]), 4.5) == 2.5


def test_pit_and_intervals_by_hand():
    values = np.arange(1.0, 102.0)  # 1 to 101
    assert scores.pit(values, 51.0) == pytest.approx(0.5)
    assert scores.pit(values, 0.0) == 0.0
    assert scores.pit(values, 200.0) == 1.0
    assert scores.interval(values, 0.9) == pytest.approx((6.0, 96.0))
    assert scores.covered(values, 30.0) == (True, True, True)
    assert scores.covered(values, 20.0) == (False, True, True)
    assert scores.covered(values, 7.0) == (False, False, True)
    assert scores.covered(values, 97.0) == (False, False, False)


def test_a_forecast_without_open_milestones_is_a_student_t():
    values = np.array([0.6, 0.1, 0.35, -0.4])
    got = draws(PRIOR, seen(values), np.random.default_rng(2), 20_000)
    # Gelman et al. (2013), section 3.3, with the numbers put in by hand.
    weight, freedom = 2.0 + 4.0, 3.0 + 4.0
    centre = (2.0 * 0.1 + values.sum()) / weight
    squares = (
        3.0 * 0.25 + np.sum((values - values.mean()) ** 2) + 2.0 * 4.0 / 6.0 * (values.mean() - 0.1) ** 2
    )
    law = stats.t(freedom, centre, np.sqrt(squares / freedom * (1.0 + 1.0 / weight)))
    assert stats.kstest(got, law.cdf).pvalue > 0.01
    assert stats.kstest(got, stats.norm(*law.stats("mv")).cdf).pvalue < 0.01


def test_a_row_of_weight_one_half_twice_is_one_row():
    once = draws(PRIOR, seen([0.4]), np.random.default_rng(3), 5000)
    twice = draws(PRIOR, seen([0.4, 0.4], [0.5, 0.5]), np.random.default_rng(3), 5000)
    assert twice == pytest.approx(once)


@pytest.mark.parametrize("above", [-np.inf, 0.3, 1.2])
def test_open_and_silent_milestones_and_the_day_of_the_forecast_as_sums_over_a_grid_say(above):
    reached, bounds = np.array([0.5, -0.1, 0.2]), np.array([0.9, 0.8])
    mean, log_spread = np.meshgrid(np.linspace(-4, 5, 700), np.linspace(-4, 3, 500), indexing="ij")
    spread = np.exp(log_spread)
    # Density of the mean and of the logarithm of the spread, up to a factor.
    log_density = stats.norm.logpdf(mean, 0.1, spread / np.sqrt(2.0))
    log_density += stats.chi2.logpdf(3.0 * 0.25 / spread**2, 3.0) + np.log(2.0 * 3.0 * 0.25 / spread**2)
    for value in reached:
        log_density += stats.norm.logpdf(value, mean, spread)
    # One is known to be open; the other is silent, and on record with a chance of 0.6 once it is reached.
    log_density += stats.norm.logsf(bounds[0], mean, spread)
    log_density += np.log(0.4 + 0.6 * stats.norm.sf(bounds[1], mean, spread))
    density = np.exp(log_density - log_density.max())
    total = np.sum(density * stats.norm.sf(above, mean, spread))

    known = seen(reached, None, bounds, [False, True])
    got = np.sort(draws(PRIOR, known, np.random.default_rng(4), 20_000, reported=0.6, above=above))
    assert got[0] >= above
    for share in (0.1, 0.5, 0.9):
        at = np.quantile(got, share)
        between = stats.norm.sf(above, mean, spread) - stats.norm.sf(at, mean, spread)
        expected = np.sum(density * between) / total
        # 20,000 draws kept of 80,000 reweighed ones: a share errs by 0.5 % or so.
        assert expected == pytest.approx(share, abs=0.02)


def test_intervals_by_programme_are_those_of_all_27_resamples():
    values, names = [1.0, 3.0, 10.0, 4.0], ["a", "a", "b", "c"]
    means = np.array([2.0, 10.0, 4.0])
    every = np.sort([np.mean(each) for each in product(means, repeat=3)])
    got = clusters.mean(values, names, np.random.default_rng(5))
    assert got.value == pytest.approx(16.0 / 3.0)
    assert (got.programmes, got.milestones) == (3, 4)
    # 5 and 95 % of 27 equally likely resamples: the second and the 26th.
    assert (got.low, got.high) == pytest.approx((every[1], every[25]))


def test_skill_by_hand_and_its_interval():
    got = clusters.skill([1.0, 3.0], [4.0, 4.0], ["a", "b"], np.random.default_rng(6))
    assert got.value == pytest.approx(0.5)
    # Both from one programme, 1 in 4 each way: 1 - 1/4 and 1 - 3/4 are the ends.
    assert (got.low, got.high) == pytest.approx((0.25, 0.75))
