"""Intervals that chance leaves, 95 %: Wilson's for a share of replicates, Student's for a mean over them.

Both hold for independent replicates. Student's needs means to be nearly normal: sound from some dozens of
replicates on, unless nearly all of them are alike.
Sources: Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212; Student, Biometrika 6 (1908) 1-25.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering.mission.results import Estimate

_TAIL = 0.975
_NORMAL = 1.959963984540054  # the normal distribution's quantile at that share


def student_half_width(deviation: float, count: int, tail: float = _TAIL) -> float:
    """Half the width of Student's interval of a mean.

    Parameters
    ----------
    deviation : float
        Standard deviation of one replicate, divided by n - 1.
    count : int
        Replicates, 2 or more.
    tail : float
        Probability below the upper limit: 0.975 for an interval of 95 %.
    """
    from scipy.special import stdtrit

    half: float = float(stdtrit(count - 1, tail)) * deviation / count**0.5
    return half


def wilson_bounds(
    share: NDArray[Any] | float, count: NDArray[Any] | float, normal: float = _NORMAL
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson's limits of a share; the arguments broadcast.

    Parameters
    ----------
    share : float or float array
        Found share, 0 to 1; with `count` it need not make a whole number.
    count : float or float array
        Replicates, more than 0.
    normal : float
        Quantile of the normal distribution at the upper limit: 1.96 for an interval of 95 %.
    """
    share, count = np.asarray(share, np.float64), np.asarray(count, np.float64)
    squared = normal**2
    middle = (share + squared / (2.0 * count)) / (1.0 + squared / count)
    half = (
        normal * np.sqrt(share * (1.0 - share) / count + squared / (4.0 * count**2)) / (1.0 + squared / count)
    )
    # None and all bound the interval exactly; rounding would leave a share of 0 outside its own interval.
    low = np.where(share <= 0.0, 0.0, np.maximum(0.0, middle - half))
    high = np.where(share >= 1.0, 1.0, np.minimum(1.0, middle + half))
    return low, high


def mean_of(values: NDArray[Any]) -> Estimate:
    """The mean of some replicates, with Student's interval; of a single one the interval is NaN.

    Parameters
    ----------
    values : float array, shape (replicates,)
        At least one.
    """
    count = len(values)
    mean = float(np.mean(values, dtype=np.float64))
    if count < 2:
        return Estimate(mean, float("nan"), float("nan"))
    half = student_half_width(float(np.std(values, ddof=1, dtype=np.float64)), count)
    return Estimate(mean, mean - half, mean + half)


def share_of(happened: NDArray[Any]) -> Estimate:
    """The share of replicates in which something happened, with Wilson's interval.

    Parameters
    ----------
    happened : bool array, shape (replicates,)
        At least one.
    """
    share = float(np.mean(happened, dtype=np.float64))
    low, high = wilson_bounds(share, len(happened))
    return Estimate(share, float(low), float(high))
