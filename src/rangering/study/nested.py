"""Unknowns kept apart from chance: what readings differ by, once the scatter that replicates leave is out.

Each reading has a mean over its replicates, and that mean still errs by chance. The spread of the means is
therefore wider than the spread of what the means stand for: the variance of the readings is taken with the
inner variance removed, and the means are drawn together about their own mean until they have that variance.
The band then keeps the mean and the variance of what is not known. Its shape is that of the noisy means: with
a tenth as much variance from chance (`reliability` 0.9) a band of 90 % holds 90 to 91 % of readings whether
they spread evenly, normally or to one side; with half as much, up to 92 %, and an edge may stand off by more
than its bootstrap error. More replicates mend that.
What is counted over readings is a share of readings, never a probability.

Sources: DerSimonian, Kacker, Contemporary Clinical Trials 28 (2007) 105-114 (moments with any weights);
Searle, Casella, McCulloch, Variance Components (1992) ch. 3 (one-way analysis of variance, unequal numbers);
Louis, J. Am. Stat. Assoc. 79 (1984) 393-398, and Ghosh, ibid. 87 (1992) 533-540 (shrinking to the variance of
the ensemble, not beyond); Efron, Tibshirani, An Introduction to the Bootstrap (1993) ch. 13 (percentiles);
Hyndman, Fan, The American Statistician 50 (1996) 361-365 (sample quantiles, definition 6).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rangering.errors import RangeringError
from rangering.study.design import FloatArray, checked, generator

BAND = (0.05, 0.95)
CONFIDENCE = 0.95
RESAMPLES = 1000
_AT_ONCE = 2**20  # readings resampled together: memory stays flat


class Replicated(NamedTuple):
    """A score in each reading: what its replicates came to."""

    mean: FloatArray  # (readings,)
    variance: FloatArray  # (readings,), of one replicate; NaN where there is a single one
    replicates: NDArray[np.int64]  # (readings,), how many


class Components(NamedTuple):
    """Where the variance of a score comes from."""

    mean: float  # over readings, each counting alike
    mean_error: float  # standard error of that mean: readings and chance together
    between_variance: float  # of what readings differ by; never below 0
    within_variance: float  # of one replicate within its reading, on average
    inner_variance_of_means: float  # what chance leaves in the mean of a reading, on average
    between_estimate: float  # as it came out: below 0 where chance alone explains the spread
    reliability: float  # share of the variance of the means that is not chance, 0 to 1


class Edge(NamedTuple):
    """An end of a band, or a share, and how well the readings run so far fix it."""

    value: float
    error: float  # standard deviation over bootstrap resamples of the readings
    low: float
    high: float


class Band(NamedTuple):
    """Between which values a score lies in most readings, chance within a reading left out."""

    quantiles: tuple[float, float]
    low: Edge
    high: Edge
    components: Components


def replicated(values: ArrayLike) -> Replicated:
    """Readings from all their replicates.

    Parameters
    ----------
    values : float array, shape (readings, replicates)
        NaN where a reading was stopped sooner; every reading has one replicate at least.

    Raises
    ------
    RangeringError
        No table, or a reading without a replicate.
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or not table.size:
        raise RangeringError(
            "is no table of readings and replicates",
            where="replicates",
            value=table.shape,
            mend="give one row a reading and one column a replicate",
        )
    there = np.isfinite(table)
    count = np.asarray(there.sum(axis=1), dtype=np.int64)
    if not count.all():
        reading = int(np.argmin(count))
        raise RangeringError(
            "has no replicate with a value",
            where="replicates",
            value=f"reading {reading}",
            mend="run it, or take a score that every reading has",
        )
    mean: FloatArray = np.sum(table, axis=1, where=there) / count
    squares: FloatArray = np.sum(np.square(table - mean[:, np.newaxis]), axis=1, where=there)
    variance = np.where(count > 1, squares / np.maximum(count - 1, 1), np.nan)
    return Replicated(mean, variance, count)


def components(readings: Replicated, *, equal_inner_variance: bool = False) -> Components:
    """Variance of what readings differ by, and of chance within them.

    Parameters
    ----------
    readings : Replicated
        Two readings at least; numbers of replicates may differ.
    equal_inner_variance : bool
        False: every reading has its own inner variance and counts alike, so it wants two replicates or more;
        unbiased whatever the variances and numbers are. True: one-way analysis of variance, one inner
        variance pooled over all readings, which count by their replicates; some may have a single one.

    Raises
    ------
    RangeringError
        Too few readings or replicates.
    """
    weight, inner, within = _checked(readings, equal_inner_variance)
    return _components(readings.mean, weight, inner, within)


def settled(readings: Replicated, *, equal_inner_variance: bool = False) -> FloatArray:
    """The mean of each reading, drawn towards all others until the spread that chance adds is out.

    Returns
    -------
    float array, shape (readings,)
        In the order of the readings, never outside the range of their means; with the variance
        `between_variance` about the mean where the readings count alike.
    """
    weight, inner, _ = _checked(readings, equal_inner_variance)
    drawn = drawn_together(readings.mean[np.newaxis], weight[np.newaxis], inner[np.newaxis])
    return drawn.reshape(-1)


def band(
    readings: Replicated,
    quantiles: tuple[float, float] = BAND,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
    equal_inner_variance: bool = False,
) -> Band:
    """The band of a score over readings, chance removed, with the bootstrap error of both its edges.

    Parameters
    ----------
    readings : Replicated
        Two readings at least.
    quantiles : tuple of float
        Shares of readings below the low and the high edge.
    seed : int
        Of the resamples.
    resamples : int
        How many times readings are drawn anew from those there are. Readings of a balanced design are drawn
        as if they were random, so the error is on the wide side.
    equal_inner_variance : bool
        As in `components`.
    """
    low, high = quantiles
    if not 0.0 <= low < high <= 1.0:
        raise RangeringError(
            "are no two shares of readings", where="band", value=quantiles, mend="give such as (0.05, 0.95)"
        )

    def edges(means: FloatArray) -> FloatArray:
        # Ranks counted against n + 1: the share of all readings between two such edges is right on average.
        return np.asarray(np.quantile(means, quantiles, axis=1, method="weibull")).T

    ends = _bootstrapped(readings, edges, equal_inner_variance, seed, resamples)
    return Band(quantiles, ends[0], ends[1], components(readings, equal_inner_variance=equal_inner_variance))


def share_of_readings(
    readings: Replicated,
    holds: Callable[[FloatArray], NDArray[np.bool_]],
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
    equal_inner_variance: bool = False,
) -> Edge:
    """The share of readings in which a condition on the score holds, chance removed.

    Parameters
    ----------
    readings : Replicated
        Of a score, or of the difference of two scores under the same chance.
    holds : callable
        From means (any shape) to whether the condition holds, such as ``lambda mean: mean < 0.0``.
    seed, resamples, equal_inner_variance
        As in `band`.

    Returns
    -------
    Edge
        The share with its bootstrap error and interval. Where the condition holds in none or in all readings
        resamples show no scatter: the interval then is that of Wilson's score.
    """

    def share(means: FloatArray) -> FloatArray:
        return np.asarray(np.mean(holds(means), axis=1, dtype=np.float64))[:, np.newaxis]

    (edge,) = _bootstrapped(readings, share, equal_inner_variance, seed, resamples)
    if edge.value in (0.0, 1.0):
        from scipy.special import ndtri

        squared, count = float(ndtri(0.5 + CONFIDENCE / 2.0)) ** 2, len(readings.mean)
        beyond = squared / (count + squared)
        return (
            edge._replace(high=max(edge.high, beyond))
            if edge.value == 0.0
            else edge._replace(low=min(edge.low, 1.0 - beyond))
        )
    return edge


def _checked(readings: Replicated, pooled: bool) -> tuple[FloatArray, FloatArray, float]:
    """Weight of each reading, inner variance of its mean, and the inner variance of one replicate."""
    count = np.asarray(readings.replicates, dtype=np.float64)
    variance = np.asarray(readings.variance, dtype=np.float64)
    if len(readings.mean) < 2:
        raise RangeringError(
            "reading is not enough to see what readings differ by",
            where="readings",
            value=len(readings.mean),
            mend="run two or more",
        )
    if pooled:
        freedom = count - 1.0
        if not freedom.sum():
            raise RangeringError(
                "every reading has a single replicate: chance cannot be told from what is not known",
                where="readings",
                mend="run two replicates or more in one reading at least",
            )
        within = float(np.sum(np.where(freedom > 0.0, variance, 0.0) * freedom) / freedom.sum())
        checked(readings.mean, np.full(len(count), within), len(count), "readings")
        return count, within / count, within
    if np.any(count < 2):
        raise RangeringError(
            "has a single replicate: its inner variance is not known",
            where="readings",
            value=f"reading {int(np.argmin(count))}",
            mend="run two replicates or more in every reading",
        )
    checked(readings.mean, variance, len(count), "readings")
    return np.ones(len(count)), variance / count, float(variance.mean())


def _components(mean: FloatArray, weight: FloatArray, inner: FloatArray, within: float) -> Components:
    estimate, left = _between(mean[np.newaxis], weight[np.newaxis], inner[np.newaxis])
    between = max(float(estimate[0]), 0.0)
    return Components(
        mean=float(mean.mean()),
        mean_error=float(mean.std(ddof=1)) / len(mean) ** 0.5,
        between_variance=between,
        within_variance=within,
        inner_variance_of_means=float(inner.mean()),
        between_estimate=float(estimate[0]),
        reliability=between / (between + float(left[0])) if between else 0.0,
    )


def _between(mean: FloatArray, weight: FloatArray, inner: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Between-reading variance by moments, and what chance adds to it, for each row of (sets, readings).

    DerSimonian and Kacker (2007): weights 1 give the variance of the means less the mean inner
    variance; weights n, with one pooled inner variance, the classical analysis of variance.
    """
    total = weight.sum(axis=1)
    centre = np.sum(weight * mean, axis=1) / total
    spread = np.sum(weight * np.square(mean - centre[:, np.newaxis]), axis=1)
    scale = total - np.sum(np.square(weight), axis=1) / total
    noise = np.sum(weight * inner * (1.0 - weight / total[:, np.newaxis]), axis=1)
    return (spread - noise) / scale, noise / scale


def drawn_together(mean: FloatArray, weight: FloatArray, inner: FloatArray) -> FloatArray:
    """Means about their own mean, times the root of the reliability, for each row of (sets, readings).

    Parameters
    ----------
    mean, weight, inner : float arrays, shape (sets, readings)
        Mean of each reading, what it counts for, and the variance that chance leaves in it.
    """
    estimate, noise = _between(mean, weight, inner)
    between = np.maximum(estimate, 0.0)
    whole = between + noise
    kept = np.sqrt(np.divide(between, whole, out=np.zeros_like(whole), where=whole > 0.0))
    centre = np.mean(mean, axis=1, keepdims=True)
    return np.asarray(centre + kept[:, np.newaxis] * (mean - centre))


def _bootstrapped(
    readings: Replicated,
    statistic: Callable[[FloatArray], FloatArray],
    pooled: bool,
    seed: int,
    resamples: int,
) -> list[Edge]:
    """Each column of a statistic of settled means (sets, readings) -> (sets, columns), with its error."""
    if resamples < 2:
        raise RangeringError(
            "is too few to see an error", where="resamples", value=resamples, mend="give some hundreds"
        )
    weight, inner, _ = _checked(readings, pooled)
    value = statistic(drawn_together(readings.mean[np.newaxis], weight[np.newaxis], inner[np.newaxis]))[0]
    count = len(readings.mean)
    chance = generator(seed, "bootstrap of readings")
    parts = []
    for first in range(0, resamples, max(1, _AT_ONCE // count)):
        sets = min(max(1, _AT_ONCE // count), resamples - first)
        chosen = chance.integers(0, count, (sets, count))
        parts.append(statistic(drawn_together(readings.mean[chosen], weight[chosen], inner[chosen])))
    again = np.concatenate(parts)
    tail = 0.5 - CONFIDENCE / 2.0
    low, high = np.quantile(again, (tail, 1.0 - tail), axis=0)
    error = again.std(axis=0, ddof=1)
    return [Edge(*(float(part[k]) for part in (value, error, low, high))) for k in range(len(value))]
