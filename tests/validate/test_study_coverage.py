"""How often bands, shares of readings and sensitivity indices hold the truth when replicates scatter."""

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq

from rangering.study import saltelli
from rangering.study.nested import BAND, Replicated, band, components, share_of_readings
from tests.study_models import chancy, g_function, g_indices, ishigami, ishigami_indices

REPEATS = 2000
RESAMPLES = 400
# How the true means of readings spread: variance 1 each.
LAWS = {
    "normal": stats.norm(),
    "uniform": stats.uniform(-(3.0**0.5), 12.0**0.5),
    "gamma 4": stats.gamma(4.0, scale=0.5),
}


def readings_of(law, inner_variance, count, chance):
    """Readings with 10 or 40 replicates; chance leaves the stated variance in their means, on average."""
    replicates = np.where(chance.random(count) < 0.5, 10, 40)
    variance = 16.0 * inner_variance
    scatter = np.sqrt(variance / replicates) * chance.standard_normal(count)
    estimate = variance * chance.chisquare(replicates - 1) / (replicates - 1)
    return Replicated(law.rvs(count, random_state=chance) + scatter, estimate, replicates)


def share_inside_of_endless_readings(law, inner_variance):
    """The share of a law inside its band when readings are endless and only the shape of noise is left.

    The means follow the law blurred by normal noise of either number of replicates; their quantiles are drawn
    towards the middle until the variance is that of the law.
    """
    deviation = np.sqrt(16.0 * inner_variance / np.array([10.0, 40.0]))[:, np.newaxis]
    points = law.ppf((np.arange(4000) + 0.5) / 4000)

    def quantile(share):
        return brentq(lambda x: np.mean(stats.norm.cdf((x - points) / deviation)) - share, -20.0, 20.0)

    kept = (1.0 + inner_variance) ** -0.5
    low, high = (law.mean() + kept * (quantile(share) - law.mean()) for share in BAND)
    return law.cdf(high) - law.cdf(low)


def held(low, high, truth):
    return np.mean((np.asarray(low) <= truth) & (truth <= np.asarray(high)), axis=0)


def within_four_errors(values, truth, also=0.0):
    error = np.std(values, axis=0, ddof=1) / len(values) ** 0.5
    return np.all(np.abs(np.mean(values, axis=0) - truth) < 4.0 * error + also)


@pytest.mark.parametrize("count", [64, 256])
@pytest.mark.parametrize("inner_variance", [0.1, 0.5])
@pytest.mark.parametrize("name", LAWS)
def test_bands_and_shares(name, inner_variance, count, figure):
    law, chance = LAWS[name], np.random.default_rng([count, int(100 * inner_variance), len(name)])
    threshold = float(law.ppf(0.2))
    variances, inside, edges, shares = [], [], [], []
    for seed in range(REPEATS):
        readings = readings_of(law, inner_variance, count, chance)
        variances.append(components(readings).between_estimate)
        found = band(readings, seed=seed, resamples=RESAMPLES)
        inside.append(law.cdf(found.high.value) - law.cdf(found.low.value))
        edges.append([found.low.low, found.low.high, found.high.low, found.high.high])
        share = share_of_readings(readings, lambda mean: mean > threshold, seed=seed, resamples=RESAMPLES)
        shares.append([share.value, share.low, share.high])
    edges, shares = np.array(edges), np.array(shares)
    low, high = (held(edges[:, k], edges[:, k + 1], law.ppf(q)) for k, q in ((0, 0.05), (2, 0.95)))
    share = held(shares[:, 1], shares[:, 2], 0.8)
    what = f"{name}, {count} readings, inner variance {inner_variance} of 1"
    limit = share_inside_of_endless_readings(law, inner_variance)
    within = 0.004 + 1.0 / count  # the variances scatter too, which errs by some 1 / readings
    figure(f"{what}: readings inside a band of 90 %", f"{limit:.4f} ± {within:.3f}", f"{np.mean(inside):.4f}")
    figure(f"{what}: edges in their 95 % intervals", "told", f"{low:.3f} and {high:.3f}")
    figure(f"{what}: a share of 80 % in its 95 % interval", "told", f"{share:.3f}")
    assert within_four_errors(variances, 1.0)
    assert abs(np.mean(inside) - limit) < within
    if (
        name == "normal"
    ):  # of any other law the shape is that of noisy means, and an edge is off by some of it
        assert 0.90 <= low <= 0.98
        assert 0.90 <= high <= 0.98
        assert 0.92 <= share <= 0.98


@pytest.mark.parametrize("kind", ["sobol", "random"])
@pytest.mark.parametrize(
    ("name", "model", "truth", "axis_count"),
    [
        ("Ishigami", ishigami(), ishigami_indices(), 3),
        ("g-function", g_function([0.0, 1.0, 4.5, 9.0]), g_indices([0.0, 1.0, 4.5, 9.0]), 4),
    ],
)
def test_indices_of_noisy_models(name, model, truth, axis_count, kind, figure):
    first, total, variance = truth
    noisy = chancy(model, (8.0 * 0.2 * variance) ** 0.5)  # chance: a fifth of the variance over readings
    values, intervals = [], []
    for seed in range(REPEATS):
        chosen = saltelli.choose([f"x{k}" for k in range(axis_count)], 256, seed, kind)
        each = saltelli.indices(chosen, *noisy(chosen.rows, chosen.seeds), seed=seed, resamples=RESAMPLES)
        values.append([*each.first, *each.total])
        intervals.append([[*each.first_low, *each.total_low], [*each.first_high, *each.total_high]])
    both = np.array([*first, *total])
    share = held(*np.moveaxis(np.array(intervals), 1, 0), both)
    bias = np.abs(np.mean(values, axis=0) - both).max()
    what = f"noisy {name}, {kind}, 256 base rows"
    figure(f"{what}: largest bias of an index", "0.01", f"{bias:.4f}")
    figure(
        f"{what}: indices in their 95 % intervals",
        "0.90 to 1",
        f"{share.min():.3f} to {share.max():.3f}, mean {share.mean():.3f}",
    )
    assert within_four_errors(values, both, also=0.005)  # a ratio of estimates errs by some 1/256
    assert share.min() >= 0.90
