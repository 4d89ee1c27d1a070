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


def mean_of(values: NDArray[Any]) -> Estimate:
    """The mean of some replicates, with Student's interval; of a single one the interval is NaN.

    Parameters
    ----------
    values : float array, shape (replicates,)
        At least one.
    """
    from scipy.special import stdtrit

    count = len(values)
    mean = float(np.mean(values, dtype=np.float64))
    if count < 2:
        return Estimate(mean, float("nan"), float("nan"))
    deviation = float(np.std(values, ddof=1, dtype=np.float64))
    half = float(stdtrit(count - 1, _TAIL)) * deviation / count**0.5
    return Estimate(mean, mean - half, mean + half)


def share_of(happened: NDArray[Any]) -> Estimate:
    """The share of replicates in which something happened, with Wilson's interval.

    Parameters
    ----------
    happened : bool array, shape (replicates,)
        At least one.
    """
    count = len(happened)
    share = float(np.mean(happened, dtype=np.float64))
    squared = _NORMAL**2
    middle = (share + squared / (2.0 * count)) / (1.0 + squared / count)
    half = (
        _NORMAL
        * float(np.sqrt(share * (1.0 - share) / count + squared / (4.0 * count**2)))
        / (1.0 + squared / count)
    )
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))
