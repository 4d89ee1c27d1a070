"""How many replicates a question needs, worked out beforehand, and how often an interval is right.

Sizes for independent replicates. `stein_size` and the rest of this file plan a run; `stop` watches one.
Sources: Stein, Ann. Math. Stat. 16 (1945) 243; Wald, Sequential Analysis (1947), chapters 3 and 5; Wilson,
J. Am. Stat. Assoc. 22 (1927) 209; Brown, Cai and DasGupta, Statistical Science 16 (2001) 101 (coverage of
intervals of a share by enumeration).
"""

from math import ceil, inf, isfinite, log, log1p
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.errors import StudyError
from rangering.mission.intervals import wilson_bounds
from rangering.study.intervals import METHODS, normal_quantile, tail_of, whole

_ROUNDING = 1e-12  # a size that is whole but for rounding is whole


class SprtBounds(NamedTuple):
    """Wald's sequential test of one share against another."""

    lower_log: float
    """Stop for the first share where the logarithm of the likelihood ratio falls to this."""
    upper_log: float
    """Stop for the second where it rises to this."""
    mean_size_first: float
    """Replicates on average where the first share is true, overshoot neglected."""
    mean_size_second: float


def zero_failure_size(confidence: float, reliability: float) -> int:
    """The fewest trials, none of which may fail, that show a reliability with a confidence.

    References
    ----------
    The success-run theorem: reliability^n ≤ 1 - confidence.
    """
    tail_of(confidence)
    _inside("reliability", reliability, 0.0, 1.0)
    return max(1, _up(log1p(-confidence) / log(reliability)))


def share_size_normal(share: float, half_width: float, confidence: float = 0.95) -> int:
    """Replicates for a share, by the normal formula z²p(1 - p)/d²; too few near 0 and 1."""
    _share(share)
    _inside("half-width", half_width, 0.0, 1.0)
    return max(1, _up(normal_quantile(confidence) ** 2 * share * (1.0 - share) / half_width**2))


def share_size_wilson(share: float, half_width: float, confidence: float = 0.95) -> int:
    """The fewest replicates whose Wilson interval, had they just this share, is at most so wide to each side.

    Parameters
    ----------
    share : float
        Expected share, 0 to 1; its number of successes is not rounded.
    half_width : float
        Half of the interval's length, above 0.
    confidence : float
        Of the interval.
    """
    _share(share)
    _inside("half-width", half_width, 0.0, inf)
    z = normal_quantile(confidence)

    def enough(count: int) -> bool:
        low, high = wilson_bounds(share, count, z)
        return float(high - low) / 2.0 <= half_width * (1.0 + _ROUNDING)

    # z²(p(1-p)n + z²/4) = d²(n + z²)² has one root from which on the interval is short enough. The width
    # falls with n throughout, so a step to either side mends the rounding of the root.
    ratio, spread = (z / half_width) ** 2, share * (1.0 - share)
    middle = ratio * spread / 2.0 - z * z
    inner = max(0.0, middle**2 + ratio * z * z / 4.0 - z**4)
    count = max(1, ceil(middle + float(np.sqrt(inner))))
    while not enough(count):
        count += 1
    while count > 1 and enough(count - 1):
        count -= 1
    return count


def stein_size(first_count: int, first_deviation: float, half_width: float, confidence: float = 0.95) -> int:
    """Stein's two stages: how many replicates, the first stage counted, make a mean that precise.

    For normal values the interval, the mean of all ± half-width, covers at least what it says.

    Parameters
    ----------
    first_count : int
        Replicates of the first stage, 2 or more; their number may not depend on what they showed.
    first_deviation : float
        Their standard deviation, divided by n - 1.
    half_width : float
        What is asked for, above 0.
    confidence : float
        Of the interval.
    """
    from scipy.special import stdtrit

    whole("first stage", first_count, 2)
    _inside("half-width", half_width, 0.0, inf)
    if not (isfinite(first_deviation) and first_deviation >= 0.0):
        raise StudyError("is no standard deviation", where="first stage", value=first_deviation)
    t = float(stdtrit(first_count - 1, tail_of(confidence)))
    return max(first_count, _up((t * first_deviation / half_width) ** 2))


def sprt_bounds(share_first: float, share_second: float, alpha: float, beta: float) -> SprtBounds:
    """Wald's test of a share against another, and how many replicates it takes on average.

    Parameters
    ----------
    share_first, share_second : float
        Between 0 and 1, not equal.
    alpha : float
        Probability of stopping for the second share where the first is true.
    beta : float
        Probability of stopping for the first share where the second is true.

    Notes
    -----
    The averages are Wald's approximation: the true ones lie up to some tens of percent above, as the last
    replicate leads beyond the boundary.
    """
    _inside("first share", share_first, 0.0, 1.0)
    _inside("second share", share_second, 0.0, 1.0)
    _inside("alpha", alpha, 0.0, 1.0)
    _inside("beta", beta, 0.0, 1.0)
    if share_first == share_second:
        raise StudyError("is tested against itself", where="second share", value=share_second)
    if alpha + beta >= 1.0:
        raise StudyError(
            "leaves nothing to decide by", where="alpha + beta", value=alpha + beta, mend="a sum below 1"
        )
    upper, lower = log((1.0 - beta) / alpha), log(beta / (1.0 - alpha))
    success = log(share_second / share_first)
    failure = log1p(-share_second) - log1p(-share_first)
    step_first = share_first * success + (1.0 - share_first) * failure
    step_second = share_second * success + (1.0 - share_second) * failure
    return SprtBounds(
        lower,
        upper,
        ((1.0 - alpha) * lower + alpha * upper) / step_first,
        (beta * lower + (1.0 - beta) * upper) / step_second,
    )


def exact_coverage(
    method: str, count: int, true_share: float | NDArray[np.float64], confidence: float = 0.95
) -> NDArray[np.float64]:
    """How probably an interval of a share holds the true one: the sum over all outcomes.

    Parameters
    ----------
    method : str
        A key of `rangering.study.intervals.METHODS`.
    count : int
        Replicates.
    true_share : float or float array, any shape
        0 to 1.
    confidence : float
        Of the interval.

    Returns
    -------
    float array, shape of `true_share`
        Coverage probabilities.
    """
    from scipy.special import gammaln, xlog1py, xlogy

    whole("replicates", count, 1)
    if method not in METHODS:
        raise StudyError("is no interval of a share", where="method", value=method, mend=", ".join(METHODS))
    true = np.asarray(true_share, np.float64)
    if not ((true >= 0.0) & (true <= 1.0)).all():
        raise StudyError("is no share", where="true share", value=true_share, mend="0 to 1")
    outcomes = np.arange(count + 1)
    low, high = METHODS[method](outcomes, count, confidence)
    ways = gammaln(count + 1.0) - gammaln(outcomes + 1.0) - gammaln(count - outcomes + 1.0)
    each = true[..., np.newaxis]
    probability = np.exp(ways + xlogy(outcomes, each) + xlog1py(count - outcomes, -each))
    held = (low <= each) & (each <= high)
    covered: NDArray[np.float64] = np.sum(probability, axis=-1, where=held)
    return covered


def _up(size: float) -> int:
    return ceil(size * (1.0 - _ROUNDING))


def _share(share: float) -> None:
    if not 0.0 <= share <= 1.0:
        raise StudyError("is no share", where="share", value=share, mend="0 to 1")


def _inside(where: str, number: float, least: float, most: float) -> None:
    if not least < number < most:
        bounds = f"above {least:g}" + ("" if most == inf else f" and below {most:g}")
        raise StudyError("lies outside its bounds", where=where, value=number, mend=bounds)
