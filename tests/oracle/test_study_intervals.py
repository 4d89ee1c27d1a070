"""Intervals and sizes of a study against printed tables and other programs."""

import numpy as np
import pytest
from scipy import stats

from rangering.study.intervals import (
    clopper_pearson,
    least_for_quantile,
    newcombe_difference,
    paired_difference,
    poisson_mean,
    quantile_interval,
    quantile_ranks,
    student_mean,
    welch_difference,
    welch_test,
    wilson,
)
from rangering.study.sizes import exact_coverage, sprt_bounds, stein_size, zero_failure_size

FOUR_PRINTED = 5e-5


@pytest.mark.parametrize(
    ("happened", "of", "score", "corrected", "exact"),
    [
        (81, 263, (0.2553, 0.3662), (0.2535, 0.3682), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0598, 0.1644), (0.0578, 0.1617)),
        (0, 20, (0.0, 0.1611), (0.0, 0.2005), (0.0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0018, 0.1963), (0.0009, 0.1776)),
    ],
)
def test_newcombe_1998_table_i_methods_3_4_and_5(happened, of, score, corrected, exact):
    """Statistics in Medicine 17 (1998) 857-872."""
    assert wilson(happened, of) == pytest.approx(score, abs=FOUR_PRINTED)
    assert wilson(happened, of, continuity_correction=True) == pytest.approx(corrected, abs=FOUR_PRINTED)
    assert clopper_pearson(happened, of) == pytest.approx(exact, abs=FOUR_PRINTED)


def test_newcombe_1998_table_ii_methods_10_and_11():
    """Statistics in Medicine 17 (1998) 873-890, example (a): 56 of 70 less 48 of 80."""
    assert newcombe_difference(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=FOUR_PRINTED)
    corrected = newcombe_difference(56, 70, 48, 80, continuity_correction=True)
    assert corrected == pytest.approx((0.0428, 0.3422), abs=FOUR_PRINTED)


@pytest.mark.parametrize("happened", [0, 1, 7, 49, 50])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.999])
def test_a_share_as_scipy_has_it(happened, confidence):
    peer = stats.binomtest(happened, 50)
    for method, ours in (
        ("wilson", wilson(happened, 50, confidence)),
        ("wilsoncc", wilson(happened, 50, confidence, continuity_correction=True)),
        ("exact", clopper_pearson(happened, 50, confidence)),
    ):
        theirs = peer.proportion_ci(confidence, method)
        assert ours == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_garwood_1936_limits():
    """Biometrika 28 (1936) 437-442: 95 % limits, three to four figures printed."""
    assert poisson_mean(1) == pytest.approx((0.0253, 5.572), abs=5e-4)
    assert poisson_mean(3) == pytest.approx((0.6187, 8.767), abs=5e-4)
    assert poisson_mean(20) == pytest.approx((12.217, 30.888), abs=5e-4)


# Student (1908), hours of sleep gained by ten patients under two drugs; R's data set `sleep`.
DRUG_1 = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
DRUG_2 = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])


def test_sleep_welch_as_r_prints_it():
    """R: t.test(extra ~ group): t = -1.8608, df = 17.776, p-value = 0.07939, -3.3654832 to 0.2054832."""
    found = welch_test(DRUG_1, DRUG_2)
    assert found.t == pytest.approx(-1.8608, abs=5e-5)
    assert found.degrees_of_freedom == pytest.approx(17.776, abs=5e-4)
    assert found.p_two_sided == pytest.approx(0.07939, abs=5e-6)
    assert welch_difference(DRUG_1, DRUG_2) == pytest.approx((-3.3654832, 0.2054832), abs=5e-8)


def test_sleep_paired_as_r_prints_it():
    """R: t.test(..., paired = TRUE): -2.4598858 to -0.7001142."""
    assert paired_difference(DRUG_1, DRUG_2) == pytest.approx((-2.4598858, -0.7001142), abs=5e-8)


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.99])
def test_a_mean_as_scipy_has_it(confidence):
    theirs = stats.t.interval(confidence, 9, DRUG_1.mean(), stats.sem(DRUG_1))
    assert student_mean(DRUG_1, confidence) == pytest.approx(theirs, rel=1e-12)


@pytest.mark.parametrize(
    ("count", "lower", "upper", "coverage"),
    [(6, 1, 6, 0.9688), (10, 2, 9, 0.9785), (15, 4, 12, 0.9648), (20, 6, 15, 0.9586), (25, 8, 18, 0.9567)],
)
def test_median_ranks_as_tabulated_for_the_sign_test(count, lower, upper, coverage):
    """The usual table of ranks at 95 %; coverages are sums of binomial terms, 1 - 2/2⁶ for the first."""
    assert quantile_ranks(count, 0.5) == pytest.approx((lower, upper, coverage), abs=FOUR_PRINTED)


def test_wilks_1941_least_sample():
    """59 values bound the 95 % quantile at 95 % (0.95⁵⁹ = 0.0485, 0.95⁵⁸ = 0.0510), 6 the median (2/2⁶)."""
    assert least_for_quantile(0.95) == 59
    assert least_for_quantile(0.5) == 6
    assert quantile_ranks(6, 0.5)[:2] == (1, 6)


@pytest.mark.parametrize(
    ("confidence", "reliability", "size"),
    [
        (0.9, 0.9, 22),
        (0.95, 0.9, 29),
        (0.9, 0.95, 45),
        (0.99, 0.99, 459),
        (0.95, 0.999, 2995),
        (0.75, 0.5, 2),
    ],
)
def test_success_run_table(confidence, reliability, size):
    """The usual table of trials without failure; 0.5² is 0.25 exactly."""
    assert zero_failure_size(confidence, reliability) == size


def test_stein_holds_its_first_stage():
    assert stein_size(40, 1e-3, 1.0) == 40


def test_wald_1947_test_by_walking_it():
    """Simulated: errors below those stated, mean sizes up to 40 % above Wald's approximation."""
    found = sprt_bounds(0.1, 0.3, 0.05, 0.1)
    rng = np.random.Generator(np.random.Philox(key=5))
    for true, size, allowed in ((0.1, found.mean_size_first, 0.05), (0.3, found.mean_size_second, 0.1)):
        steps = np.where(rng.random((4000, 400)) < true, np.log(3.0), np.log(0.7 / 0.9))
        walked = np.cumsum(steps, axis=1)
        out = (walked >= found.upper_log) | (walked <= found.lower_log)
        assert out.any(axis=1).all()
        at = out.argmax(axis=1)
        end = walked[np.arange(4000), at]
        wrong = np.mean(end > 0.0 if true == 0.1 else end < 0.0)
        assert wrong <= allowed + 3.0 * (allowed / 4000) ** 0.5
        assert size <= (at + 1).mean() <= 1.4 * size


def test_quantile_intervals_hold_the_median_as_often_as_they_say():
    """4,000 samples of 41: four standard deviations of the share are 0.013."""
    rng = np.random.Generator(np.random.Philox(key=6))
    values = rng.exponential(size=(4000, 41))
    held = np.mean([low <= np.log(2.0) <= high for low, high in (quantile_interval(v, 0.5) for v in values)])
    assert held == pytest.approx(quantile_ranks(41, 0.5).coverage_probability, abs=0.013)


def test_coverage_as_scipy_sums_it():
    """Wilson's interval at n = 100 holds 0.5 for 41 to 59 successes: 0.943, as often printed for p = 0.5."""
    held = stats.binom.cdf(59, 100, 0.5) - stats.binom.cdf(40, 100, 0.5)
    assert float(exact_coverage("wilson", 100, 0.5)) == pytest.approx(held, abs=1e-12)
    assert held == pytest.approx(0.943, abs=5e-4)
