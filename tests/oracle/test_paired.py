"""Paired differences against SciPy's paired t-test, and an order against all orders counted one by one."""

from itertools import pairwise, permutations

import numpy as np
import pytest
from scipy.stats import ttest_1samp, ttest_rel

from rangering.study.paired import by_raid, difference, differences, order

RNG = np.random.default_rng(20)
# Three packages, 12 readings, 40 replicates: chance shared by all, and some of each one's own.
SHARED = RNG.poisson(6.0, size=(1, 12, 40)) + RNG.normal(0.0, 1.0, size=(1, 12, 1))
VALUES = SHARED + RNG.normal([[[0.0]], [[0.4]], [[1.5]]], 1.0, size=(3, 12, 40))


@pytest.mark.parametrize(("first", "second"), [(0, 1), (0, 2), (2, 1)])
def test_scipy_paired_t_test_in_each_reading(first: int, second: int):
    found = difference(VALUES, first, second)
    for r in range(12):
        test = ttest_rel(VALUES[first, r], VALUES[second, r])
        interval = test.confidence_interval(0.95)
        assert found.mean_in[r] == pytest.approx(np.mean(VALUES[first, r] - VALUES[second, r]), rel=1e-12)
        assert (found.low_in[r], found.high_in[r]) == pytest.approx(tuple(interval), rel=1e-9)


def test_scipy_t_test_of_replicates_averaged_over_readings():
    found = difference(VALUES, 0, 1)
    averaged = (VALUES[0] - VALUES[1]).mean(axis=0)
    interval = ttest_1samp(averaged, 0.0).confidence_interval(0.95)
    assert found.mean == pytest.approx(averaged.mean(), rel=1e-12)
    assert (found.low, found.high) == pytest.approx(tuple(interval), rel=1e-9)


def test_every_two_packages_are_compared_once():
    pairs = [(each.first, each.second) for each in differences(VALUES)]
    assert pairs == [(0, 1), (0, 2), (1, 2)]


def test_shares_of_readings_are_counts():
    means = np.array([-1.0, -2.0, 0.0, 3.0, -4.0])  # by hand: three fewer, one more, one equal
    values = np.stack([means[:, None] + np.zeros((5, 3)), np.zeros((5, 3))])
    found = difference(values, 0, 1)
    assert (found.fewer.value, found.more.value, found.share_clear) == (0.6, 0.2, 0.8)


def test_the_most_frequent_order_is_that_of_a_count_of_all_orders():
    means = VALUES.mean(axis=2)
    without_chance = means[:, :, None] + np.zeros((3, 12, 2))
    counts = {
        ranks: sum(all(means[a, r] < means[b, r] for a, b in pairwise(ranks)) for r in range(12))
        for ranks in permutations(range(3))
    }
    best = max(counts, key=lambda ranks: counts[ranks])
    found = order(without_chance, least_share=0.51)
    assert found.most_frequent == best
    assert found.share.value == counts[best] / 12
    assert found.ranks == (best if counts[best] / 12 >= 0.51 else None)


def test_intervals_over_the_raids_of_a_family_cover_as_promised():
    # 2,000 studies of 8 drawn raids of 5 replicates; raids differ by more than chance within one does.
    rng = np.random.default_rng(5)
    raids = rng.normal(0.7, 2.0, size=(2000, 8, 1))
    gaps = raids + rng.normal(0.0, 0.5, size=(2000, 8, 5))
    covered_by_raid = covered_by_all = 0
    for each in gaps:
        values = np.stack([each[None], np.zeros((1, 8, 5))])
        found = difference(by_raid(values), 0, 1)
        covered_by_raid += found.low <= 0.7 <= found.high
        pooled = difference(values.reshape(2, 1, 40), 0, 1)
        covered_by_all += pooled.low <= 0.7 <= pooled.high
    assert 0.93 < covered_by_raid / 2000 < 0.97
    assert covered_by_all / 2000 < 0.8  # what treating replicates of few raids as independent would promise


def test_sums_in_another_order_are_no_difference():
    """0.1 + 0.2 and 0.3 differ in their last bit: neither fewer nor more, clear of nothing, in no order."""
    values = np.full((2, 10, 2), 0.3)
    values[1] = 0.1 + 0.2
    assert values[0, 0, 0] != values[1, 0, 0]
    found = difference(values, 0, 1)
    assert (found.mean, found.fewer.value, found.more.value, found.share_clear) == (0.0, 0.0, 0.0, 0.0)
    assert order(values).ranks is None
