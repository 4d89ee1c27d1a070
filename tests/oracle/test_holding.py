"""Shares of readings against models whose share is known in closed form, chance within readings and all."""

import numpy as np
import pytest
from scipy.stats import norm

from rangering.study.holding import held
from rangering.study.nested import replicated, settled, share_of_readings

REPEATS = 200
READINGS, REPLICATES, RAIDS = 64, 10, 6


def two_packages(chance, share, *, raids):
    """Values of two packages: differences normal over readings with the given share below nought.

    Chance leaves as much variance in the mean of a reading as readings differ by. With raids a raid also
    moves all readings alike, by a tenth of that.
    """
    replicates = RAIDS if raids else REPLICATES
    differ = chance.normal(-norm.ppf(share), 1.0, (READINGS, 1))
    differ = differ + chance.normal(0.0, replicates**0.5, (READINGS, replicates))
    if raids:
        differ = differ + chance.normal(0.0, (0.1 * RAIDS) ** 0.5, (1, RAIDS))
    common = chance.normal(0.0, 3.0, (READINGS, replicates))
    return np.stack([common + differ, common])


@pytest.mark.parametrize("raids", [False, True])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_the_share_is_that_of_true_differences_and_not_of_noisy_means(share, raids):
    chance = np.random.default_rng([int(100 * share), raids])
    found, counted, inside = [], [], 0
    for seed in range(REPEATS):
        values = two_packages(chance, share, raids=raids)
        edge = held(values, same_raids=raids, seed=seed, resamples=200).fewer[0]
        found.append(edge.value)
        counted.append(np.mean((values[0] - values[1]).mean(axis=1) < 0.0))
        inside += edge.low <= share <= edge.high
    error = np.std(found, ddof=1) / REPEATS**0.5
    assert abs(np.mean(found) - share) < 4.0 * error + 0.005
    # Signs of noisy means hold in Phi(z / √2) of readings: 0.818 where the truth is 0.9.
    noisy = norm.cdf(norm.ppf(share) / (2.1 if raids else 2.0) ** 0.5)
    assert np.mean(counted) == pytest.approx(noisy, abs=0.02)
    assert (
        np.mean(np.abs(np.array(found) - share)) < np.mean(np.abs(np.array(counted) - share)) or share == 0.5
    )
    assert 0.91 <= inside / REPEATS <= 0.995  # of 200, two errors below 95 %


def test_an_order_of_three_holds_where_both_of_its_steps_do():
    # A < B by a normal step, B < C by another, independent: the shares multiply, and A < C follows.
    chance = np.random.default_rng(8)
    steps = norm.ppf([0.95, 0.97])
    truth = 0.95 * 0.97
    found, counted, inside = [], [], 0
    for seed in range(REPEATS):
        levels = np.zeros((3, READINGS, 1))
        levels[1] = levels[0] + chance.normal(steps[0], 1.0, (READINGS, 1))
        levels[2] = levels[1] + chance.normal(steps[1], 1.0, (READINGS, 1))
        values = levels + chance.normal(0.0, (0.5 * REPLICATES) ** 0.5, (3, READINGS, REPLICATES))
        each = held(values, seed=seed, resamples=200)
        assert each.ranks == (0, 1, 2)
        assert each.order.value <= min(edge.value for edge in each.fewer)
        found.append(each.order.value)
        means = values.mean(axis=2)
        counted.append(np.mean((means[0] < means[1]) & (means[1] < means[2])))
        inside += each.order.low <= truth <= each.order.high
    assert np.mean(counted) < truth - 0.1
    assert abs(np.mean(found) - truth) < 0.02
    assert inside / REPEATS >= 0.91


def test_two_packages_are_settled_as_any_score_over_readings():
    values = two_packages(np.random.default_rng(4), 0.8, raids=False)
    found = held(values, seed=3)
    score = replicated(values[0] - values[1])
    assert found.settled[0] == pytest.approx(settled(score), rel=1e-12)
    alone = share_of_readings(score, lambda mean: mean < 0.0, seed=3)
    assert (found.fewer[0].value, found.fewer[0].error) == (alone.value, alone.error)
    assert found.fewer[0].low <= alone.low <= alone.high <= found.fewer[0].high


def test_what_a_raid_does_in_all_readings_alike_is_no_spread_of_readings():
    chance = np.random.default_rng(9)
    values = two_packages(chance, 0.7, raids=True)
    moved = values + np.stack([chance.normal(0.0, 30.0, (1, RAIDS)), np.zeros((1, RAIDS))])
    before, after = held(values, same_raids=True), held(moved, same_raids=True)
    spread = [np.ptp(each.settled[0]) for each in (before, after)]
    assert spread[1] == pytest.approx(spread[0], rel=1e-9)
    # As replicates of their own the same raids would pass for chance that hides all differences.
    assert np.ptp(held(moved).settled[0]) == 0.0
    assert after.fewer[0].high - after.fewer[0].low > 0.9  # six raids so unlike fix no share


def test_packages_that_go_round_in_a_circle_are_in_no_order():
    ring = np.array([[0.0, 1.0, 2.0], [1.0, 2.0, 0.0], [2.0, 0.0, 1.0]])  # each best in one reading of three
    values = np.repeat(ring[:, :, None], 2, axis=2)
    found = held(values)
    assert found.order.value == pytest.approx(1 / 3)
    assert found.ranks in {(0, 1, 2), (1, 2, 0), (2, 0, 1)}
    assert [edge.value for edge in found.fewer] == pytest.approx([2 / 3, 1 / 3, 2 / 3])


@pytest.mark.parametrize("shape", [(2, 1, 5), (2, 5, 1), (1, 4, 4)])
def test_too_little_has_no_interval(shape):
    found = held(np.random.default_rng(1).random(shape))
    assert len(found.pairs) == shape[0] - 1
    assert all(np.isnan(edge.low) and np.isfinite(edge.value) for edge in found.fewer)
