"""Multi-fidelity allocation and estimate against printed formulas worked by hand, and against enumeration."""

import numpy as np
import pytest

from rangering.study.multifidelity import LEAST, Pilot, allocate, estimate, least_correlation, pilot_of
from tests.paired_models import repeated

HIGH = Pilot(400, 4.0, 1.0, 0.9, 0.88, 0.92, 0.01)


def test_peherstorfer_willcox_gunzburger_2016_theorem_3_4_by_hand():
    # r = sqrt(0.81 / (0.01 * 0.19)) = 20.647; n = 1000 / (1 + 0.20647) = 828.86; m = (1000 - 828) / 0.01.
    plan = allocate(HIGH, 1000.0)
    assert plan.full_count == 828
    assert plan.fast_count == 17_200
    # Variance over that of full alone: (sqrt(0.19) + sqrt(0.01 * 0.81))² = (0.435890 + 0.09)² = 0.276560.
    assert plan.variance_fraction == pytest.approx(0.276560, rel=1e-4)  # whole numbers of replicates
    assert plan.coefficient == pytest.approx(1.8)  # 0.9 * 2 / 1


def test_the_least_correlation_is_where_the_printed_variance_is_that_of_full_alone():
    # (sqrt(1 - ρ²) + ρ sqrt(w))² = 1 at ρ = 2 sqrt(w) / (1 + w): w = 0.25: 0.8; 0.6 + 0.8 * 0.5 = 1.
    assert least_correlation(0.25) == pytest.approx(0.8)
    assert least_correlation(0.01) == pytest.approx(0.2 / 1.01)
    assert least_correlation(1.0) == 1.0
    assert least_correlation(3.0) == 1.0


@pytest.mark.parametrize(
    ("correlation", "cost", "budget"), [(0.9, 0.01, 200), (0.95, 0.2, 150), (-0.8, 0.05, 400)]
)
def test_no_other_numbers_of_replicates_do_better(correlation, cost, budget):
    pilot = Pilot(500, 1.0, 1.0, correlation, correlation - 0.01, correlation + 0.01, cost)
    plan = allocate(pilot, budget)
    n = np.arange(LEAST, budget)
    m = np.floor((budget - n) / cost)
    n, m = n[m > n], m[m > n]
    variance = (1.0 - (1.0 - n / m) * correlation**2) / n
    ours = (1.0 - (1.0 - plan.full_count / plan.fast_count) * correlation**2) / plan.full_count
    # Rounding to whole replicates may miss the best by a replicate or so.
    assert ours <= variance.min() * (1.0 + 2.0 / budget)


def test_numpys_correlation_and_variances():
    draw = np.random.default_rng(3)
    full = draw.normal(size=50)
    fast = full + draw.normal(size=50)
    found = pilot_of(full, fast, 0.1)
    assert found.correlation == pytest.approx(np.corrcoef(full, fast)[0, 1])
    assert found.full_variance == pytest.approx(np.var(full, ddof=1))
    assert found.coefficient == pytest.approx(np.cov(full, fast)[0, 1] / np.var(fast, ddof=1))


def test_scipys_interval_of_a_correlation():
    from scipy.stats import pearsonr

    draw = np.random.default_rng(4)
    full = draw.normal(size=60)
    fast = full + draw.normal(size=60)
    theirs = pearsonr(full, fast).confidence_interval(0.95)
    found = pilot_of(full, fast, 0.1)
    assert (found.correlation_low, found.correlation_high) == pytest.approx((theirs.low, theirs.high))


def test_the_mean_of_a_lognormal_from_its_second_order_series():
    # E exp(Z) = sqrt(e) for a standard normal Z; the fast model is the Taylor series to the second power.
    draw = np.random.default_rng(5)
    z = draw.standard_normal(200_000)
    found = estimate(
        lambda first, count: np.exp(z[first : first + count]),
        lambda first, count: 1.0 + z[first : first + count] + z[first : first + count] ** 2 / 2.0,
        budget=2000.0,
        pilot=200,
        cost_fraction=0.01,
    )
    assert found.allocation.fast_count > 10 * found.allocation.full_count
    half = (found.estimate.high - found.estimate.low) / 2.0
    assert abs(found.estimate.value - np.exp(0.5)) < 2.0 * half  # four standard errors
    assert half < 0.5 * found.alone_half_width


def test_the_spread_of_many_estimates_is_the_one_the_printed_formula_expects():
    # ρ = 0.9, w = 0.02: (sqrt(0.19) + 0.9 sqrt(0.02))² = 0.3172 of σ² / budget = 4 / 1000, and the pilot is
    # known to inflate it: its share of the budget, 60 * 1.02 / 1060, and a coefficient that errs.
    found, _ = repeated("normal", 0.9, 0.02, 1060.0, pilot=60, repeats=400, seed=6)
    variance = np.var([each.estimate.value for each in found], ddof=1)
    expected = 0.3172 * 4.0 / (1060.0 - 61.2)
    # Chi-square with 399 degrees of freedom: four standard deviations are 0.28; the coefficient adds 0.01.
    assert 0.72 < variance / expected < 1.30
