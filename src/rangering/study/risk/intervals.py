"""Means of rare counts: their intervals, and what plain draws would take for the same.

Intervals are drawn on the scale of logarithms, as a rate of rare events cannot be below nothing:
value · e^(± t · relative error), and at least as wide as that of a Poisson count of as many wrong shots, all
as heavy (Garwood). Where nothing was seen there is an upper limit and no value: no replicate adds more than
B, and none of n saw anything, so the mean is at most B · (1 - 0.05^(1/n)) with 95 %.
Sources: Garwood, Biometrika 28 (1936) 437 (counts); Hanley and Lippman-Hand, JAMA 249 (1983) 1743 (nothing
seen); Cochran, Sampling Techniques, 3rd ed. (1977), section 2.11.
"""

from dataclasses import dataclass, replace
from math import exp, inf, sqrt

import numpy as np

from rangering.mission.intervals import student_half_width
from rangering.mission.results import Array

DOUBT = 0.05


@dataclass(frozen=True)
class Mean:
    """Wrong shots of a replicate, with 95 %. Where none was seen `value` is 0 and only `high` is known."""

    value: float
    low: float
    high: float
    error: float
    """Standard error as a share of the value; infinite where none was seen."""
    seen: int
    """Replicates with a wrong shot."""

    @property
    def only_limit(self) -> bool:
        """Whether there is nothing but an upper limit."""
        return self.seen == 0


def mean_of_seen(each: Array, most: float) -> Mean:
    """The mean over replicates, with its interval.

    Parameters
    ----------
    each : float array, shape (replicates,)
        Weighed wrong shots; at least two.
    most : float
        That one replicate can add.
    """
    count, seen = len(each), int(np.count_nonzero(each))
    if not seen:
        return Mean(0.0, 0.0, most * (1.0 - DOUBT ** (1.0 / count)), inf, 0)
    value = float(each.mean())
    error = float(each.std(ddof=1)) / sqrt(count) / value
    half = half_of(error, count)
    least, greatest = counted(heavy_count(each))
    return Mean(value, value * min(exp(-half), least), value * max(exp(half), greatest), error, seen)


def at_most(mean: Mean, most: float) -> Mean:
    """The same where the mean is known to be no greater than `most`: an interval reaches no further."""
    return replace(mean, low=min(mean.low, most), high=min(mean.high, most))


def heavy_count(each: Array) -> float:
    """About how many wrong shots were seen, all as heavy: (ΣY)² / ΣY²."""
    squares = float((each**2).sum())
    return float(each.sum()) ** 2 / squares if squares else 0.0


def counted(count: float) -> tuple[float, float]:
    """Limits (95 %) of a Poisson mean as shares of the count that was seen (Garwood); count above 0."""
    from scipy.special import gammaincinv

    return (
        float(gammaincinv(count, DOUBT / 2.0)) / count,
        float(gammaincinv(count + 1.0, 1.0 - DOUBT / 2.0)) / count,
    )


def half_of(error: float, count: int) -> float:
    """Half the width of the interval of a relative error, on the scale of logarithms."""
    return student_half_width(error * sqrt(count), count) if count > 1 else inf


def plain_need(mean: Mean, precision: float) -> float:
    """Replicates that plain draws would take for the same interval: shots so rare come as a Poisson count."""
    return inf if mean.only_limit else (1.959963984540054 / precision) ** 2 / mean.value
