"""How good one forecast was: where the outcome fell in it, how far it was off, whether its intervals held it.

Days are counted from the day of the forecast. Errors are cut at the horizon on both sides alike: with so
few programmes the tail of a forecast is so heavy that its mean error has no limit, and cutting forecast and
outcome alike keeps the score proper.
Source: T. Gneiting and A. Raftery, J. Am. Stat. Assoc. 102 (2007) 359-378 (eq. 21, energy form); C. Ferro,
Q. J. R. Meteorol. Soc. 140 (2014) 1917-1923 (fair form for draws); S. Allen, D. Ginsbourger, J. Ziegel,
SIAM/ASA J. Uncertainty Quantification 11 (2023) 906-940 (cut scores).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.9)


def crps(draws: Floats, outcome: float) -> float:
    """Continuous ranked probability score of independent draws, unbiased, in their unit; 0 is best.

    The mean distance to the outcome less half the mean distance of two draws; of one draw its distance.

    Parameters
    ----------
    draws : float array, shape (n,)
        Sorted.
    outcome : float
        What came.
    """
    count = len(draws)
    near = float(np.mean(np.abs(draws - outcome)))
    if count < 2:
        return near
    pairs = float((2.0 * np.arange(1, count + 1) - count - 1.0) @ draws)
    return near - pairs / (count * (count - 1.0))


def pit(draws: Floats, outcome: float) -> float:
    """Share of the draws below the outcome, ties by half."""
    below, upto = np.searchsorted(draws, outcome, "left"), np.searchsorted(draws, outcome, "right")
    return float(below + upto) / (2.0 * len(draws))


def interval(draws: Floats, level: float) -> tuple[float, float]:
    """The central interval that holds this share of the draws."""
    low, high = np.quantile(draws, ((1.0 - level) / 2.0, (1.0 + level) / 2.0))
    return float(low), float(high)


def covered(draws: Floats, outcome: float) -> tuple[bool, ...]:
    """Whether the interval of each of `LEVELS` holds the outcome."""
    return tuple(low <= outcome <= high for low, high in (interval(draws, level) for level in LEVELS))
