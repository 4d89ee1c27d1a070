"""Bands and shares of readings: what the scatter of replicates would add is out, and the error is told."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from rangering.study.nested import Replicated, band, components, replicated, settled, share_of_readings


def noisy(chance, true, deviation, replicates=8):
    scatter = deviation * chance.standard_normal((len(true), replicates))
    return replicated(true[:, np.newaxis] + scatter)


def test_a_band_holds_the_share_of_readings_it_says():
    # Half of the variance of the means is chance. Edges that leave it in hold far too many readings.
    chance = np.random.default_rng(7)
    settled_share, raw_share = [], []
    for seed in range(150):
        readings = noisy(chance, chance.standard_normal(128), 8.0**0.5)
        found = band(readings, seed=seed, resamples=2)
        raw = np.quantile(readings.mean, found.quantiles, method="weibull")
        settled_share.append(ndtr(found.high.value) - ndtr(found.low.value))
        raw_share.append(ndtr(raw[1]) - ndtr(raw[0]))
    error = np.std(settled_share, ddof=1) / len(settled_share) ** 0.5
    assert np.mean(settled_share) == pytest.approx(0.9, abs=0.005 + 3.0 * error)
    assert np.mean(raw_share) > 0.96


def test_the_error_of_an_edge_is_how_far_it_scatters_and_its_interval_holds_the_truth():
    chance = np.random.default_rng(8)
    edges = [
        band(noisy(chance, chance.standard_normal(128), 2.0), seed=seed, resamples=200).low
        for seed in range(200)
    ]
    values, errors, low, high = np.array(edges).T
    true = ndtri(0.05)
    assert errors.mean() == pytest.approx(values.std(ddof=1), rel=0.2)
    assert 0.88 <= np.mean((low <= true) & (true <= high)) <= 0.99


def test_a_skewed_spread_keeps_its_side():
    # Gamma of shape 4 with half as much variance from chance again: a third of the raw error is left.
    from scipy.stats import gamma

    chance = np.random.default_rng(9)
    found, raw = [], []
    for _ in range(100):
        readings = noisy(chance, chance.gamma(4.0, 1.0, 200), 4.0)
        each = band(readings, resamples=2)
        found.append([each.low.value, each.high.value])
        raw.append(np.quantile(readings.mean, each.quantiles))
    true = gamma(4.0).ppf([0.05, 0.95])
    left = np.mean(found, axis=0) - true
    before = np.mean(raw, axis=0) - true
    assert abs(left[0]) < 0.5 * abs(before[0])
    assert abs(left[1]) < 0.9 * abs(before[1])


def test_settled_means_keep_mean_and_variance_and_order():
    readings = noisy(np.random.default_rng(1), np.linspace(0.0, 5.0, 60), 2.0)
    found = settled(readings)
    about = components(readings)
    assert found.mean() == pytest.approx(readings.mean.mean())
    assert found.var(ddof=1) == pytest.approx(about.between_variance)
    assert np.array_equal(np.argsort(found), np.argsort(readings.mean))
    assert found.min() > readings.mean.min()
    assert found.max() < readings.mean.max()


def test_without_chance_nothing_is_drawn_in():
    values = np.arange(1.0, 20.0)
    readings = Replicated(values, np.zeros(19), np.full(19, 5))
    assert settled(readings) == pytest.approx(values)
    assert components(readings).reliability == 1.0
    found = band(readings)  # of 19 readings, the first and the last are the 1st and 19th twentieth
    assert (found.low.value, found.high.value) == pytest.approx((1.0, 19.0))


def test_where_chance_explains_all_readings_are_one():
    # Means differ less than their inner variances let them: nothing is known to differ.
    readings = Replicated(np.array([1.0, 1.1, 0.9, 1.0]), np.full(4, 4.0), np.full(4, 4))
    about = components(readings)
    assert about.between_estimate < 0.0
    assert (about.between_variance, about.reliability) == (0.0, 0.0)
    found = band(readings)
    assert found.low.value == found.high.value == pytest.approx(1.0)


def test_chance_does_not_pull_a_share_of_readings_to_one_half():
    # True differences lie one deviation above 0: in 84.1 % of readings. Noise of the same size alone: 76 %.
    chance = np.random.default_rng(11)
    found, raw = [], []
    for seed in range(150):
        readings = noisy(chance, 1.0 + chance.standard_normal(100), 8.0**0.5)
        found.append(share_of_readings(readings, lambda mean: mean > 0.0, seed=seed, resamples=100))
        raw.append(np.mean(readings.mean > 0.0))
    assert np.mean([each.value for each in found]) == pytest.approx(0.8413, abs=0.01)
    assert np.mean(raw) == pytest.approx(0.760, abs=0.01)
    assert 0.88 <= np.mean([each.low <= 0.8413 <= each.high for each in found]) <= 1.0


def test_a_condition_that_always_holds_is_not_certain_for_all_readings():
    readings = Replicated(np.arange(30.0), np.ones(30), np.full(30, 9))
    every = share_of_readings(readings, lambda mean: mean > -5.0)
    none = share_of_readings(readings, lambda mean: mean < -5.0)
    wilson = 1.959963984540054**2 / (30 + 1.959963984540054**2)  # Wilson (1927) at 0 of 30
    assert (every.value, every.high, every.low) == pytest.approx((1.0, 1.0, 1.0 - wilson))
    assert (none.value, none.low, none.high) == pytest.approx((0.0, 0.0, wilson))


def test_the_same_seed_gives_the_same_error_however_resamples_are_cut(monkeypatch):
    readings = noisy(np.random.default_rng(2), np.linspace(0.0, 1.0, 40), 0.2)
    whole = band(readings, seed=3)
    monkeypatch.setattr("rangering.study.nested._AT_ONCE", 100)
    assert band(readings, seed=3) == whole
    assert band(readings, seed=4).low.error != whole.low.error
    assert band(readings, seed=4).low.value == whole.low.value


def test_a_reading_stopped_sooner_has_its_own_number():
    table = [[1.0, 2.0, np.nan], [3.0, 5.0, 7.0], [4.0, np.nan, np.nan]]
    found = replicated(table)
    assert found.replicates.tolist() == [2, 3, 1]
    assert found.mean == pytest.approx([1.5, 5.0, 4.0])
    assert found.variance[:2] == pytest.approx([0.5, 4.0])
    assert np.isnan(found.variance[2])
    pooled = components(found, equal_inner_variance=True)
    assert pooled.within_variance == pytest.approx((0.5 + 2 * 4.0) / 3)
