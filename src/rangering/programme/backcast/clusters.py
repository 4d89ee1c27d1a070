"""Means over milestones in which each programme weighs the same, with intervals by programme.

Milestones of one programme stand or fall together, so whole programmes are drawn anew. Limits: with the few
programmes there are such an interval is too narrow, and has no width where all of them agree; programmes of
one supplier are drawn apart although they are not.
Source: A. C. Cameron, J. B. Gelbach, D. L. Miller, Rev. Econ. Stat. 90 (2008) 414-427.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL = 0.9
RESAMPLES = 4000


class Mean(NamedTuple):
    """A mean, the interval of `LEVEL`, and what it is over."""

    value: float
    low: float
    high: float
    programmes: int
    milestones: int


def mean(values: Sequence[float], programmes: Sequence[str], generator: np.random.Generator) -> Mean:
    """Mean of the programmes' means; NaN where there is nothing, an interval of NaN for one programme."""
    means = _by_programme(values, programmes)
    if not len(means):
        return Mean(np.nan, np.nan, np.nan, 0, 0)
    low, high = _interval(_weights(len(means), generator) @ means) if len(means) > 1 else (np.nan, np.nan)
    return Mean(float(means.mean()), low, high, len(means), len(values))


def skill(
    score: Sequence[float],
    baseline: Sequence[float],
    programmes: Sequence[str],
    generator: np.random.Generator,
) -> Mean:
    """One less the score over that of a baseline: above zero, better than the baseline."""
    own, theirs = _by_programme(score, programmes), _by_programme(baseline, programmes)
    if not len(own) or theirs.sum() <= 0.0:
        return Mean(np.nan, np.nan, np.nan, len(own), len(score))
    low, high = np.nan, np.nan
    if len(own) > 1:
        weights = _weights(len(own), generator)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = 1.0 - (weights @ own) / (weights @ theirs)
        low, high = _interval(np.where(np.isnan(ratios), -np.inf, ratios))
    return Mean(float(1.0 - own.sum() / theirs.sum()), low, high, len(own), len(score))


def _by_programme(values: Sequence[float], programmes: Sequence[str]) -> Floats:
    names = sorted(set(programmes))
    columns = [
        [value for value, name in zip(values, programmes, strict=True) if name == each] for each in names
    ]
    return np.array([np.mean(column) for column in columns], dtype=np.float64)


def _weights(count: int, generator: np.random.Generator) -> Floats:
    weights: Floats = generator.multinomial(count, np.full(count, 1.0 / count), RESAMPLES) / count
    return weights


def _interval(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, (0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0), method="inverted_cdf")
    return float(low), float(high)
