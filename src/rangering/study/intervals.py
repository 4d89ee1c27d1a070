"""Intervals that chance leaves, at any confidence: of shares, means, counts, quantiles and differences.

All hold for independent replicates. Clopper and Pearson's, Garwood's and the order statistics' never cover
less than they say; Wilson's covers what it says on average over shares; Student's and Welch's need means that
are nearly normal. None of them knows when the replicates were stopped: `stop` sees to that.
Sources: Wilson, J. Am. Stat. Assoc. 22 (1927) 209; Clopper and Pearson, Biometrika 26 (1934) 404; Garwood,
Biometrika 28 (1936) 437; Newcombe, Statistics in Medicine 17 (1998) 857 (one share) and 873 (two); Student,
Biometrika 6 (1908) 1; Welch, Biometrika 34 (1947) 28; David and Nagaraja, Order Statistics, 3rd ed. (2003),
section 7.1.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.errors import StudyError
from rangering.mission.intervals import student_half_width, wilson_bounds

Array = NDArray[np.float64]
Bounds = Callable[[NDArray[Any], int, float], tuple[Array, Array]]


class Interval(NamedTuple):
    """What chance leaves of a figure."""

    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half the way from end to end; where the interval is lopsided, the figure is not in its middle."""
        return (self.high - self.low) / 2.0


class Welch(NamedTuple):
    """Welch's test that two means are equal."""

    t: float
    degrees_of_freedom: float
    p_two_sided: float


class Ranks(NamedTuple):
    """Two values of a sorted sample, counted from 1, and how probably a quantile lies between them."""

    lower: int
    upper: int
    coverage_probability: float


def tail_of(confidence: float) -> float:
    """Probability below the upper end of an interval with equal tails.

    Raises
    ------
    StudyError
        The confidence does not lie between 0 and 1.
    """
    if not 0.0 < confidence < 1.0:
        raise StudyError(
            "is no confidence", where="confidence", value=confidence, mend="between 0 and 1, such as 0.95"
        )
    return (1.0 + confidence) / 2.0


def normal_quantile(confidence: float) -> float:
    """How many standard deviations a normal interval of that confidence reaches to each side."""
    from scipy.special import ndtri

    return float(ndtri(tail_of(confidence)))


def _wilson(successes: NDArray[Any], count: int, confidence: float) -> tuple[Array, Array]:
    return wilson_bounds(successes / count, count, normal_quantile(confidence))


def _wilson_corrected(successes: NDArray[Any], count: int, confidence: float) -> tuple[Array, Array]:
    """Newcombe's method 4: the score interval with a continuity correction of half a replicate."""
    z, share = normal_quantile(confidence), successes / count
    squared, below = z * z, 2.0 * (count + z * z)
    middle = 2.0 * successes + squared
    # Below zero only where the end is 0 or 1 anyway.
    left = squared - 2.0 - 1.0 / count + 4.0 * share * (count * (1.0 - share) + 1.0)
    right = squared + 2.0 - 1.0 / count + 4.0 * share * (count * (1.0 - share) - 1.0)
    low = (middle - 1.0 - z * np.sqrt(np.maximum(left, 0.0))) / below
    high = (middle + 1.0 + z * np.sqrt(np.maximum(right, 0.0))) / below
    return (
        np.where(successes == 0, 0.0, np.maximum(low, 0.0)),
        np.where(successes == count, 1.0, np.minimum(high, 1.0)),
    )


def _clopper_pearson(successes: NDArray[Any], count: int, confidence: float) -> tuple[Array, Array]:
    from scipy.special import betainccinv, betaincinv

    outside = 1.0 - tail_of(confidence)
    none, every = successes == 0, successes == count
    low = betaincinv(np.where(none, 1, successes), count - successes + 1, outside)
    high = betainccinv(successes + 1, np.where(every, 1, count - successes), outside)
    return np.where(none, 0.0, low), np.where(every, 1.0, high)


METHODS: Mapping[str, Bounds] = {
    "wilson": _wilson,
    "wilson_corrected": _wilson_corrected,
    "clopper_pearson": _clopper_pearson,
}
"""Intervals of a share, by name: limits from an array of successes, the number of trials and a confidence."""


def wilson(
    successes: int, count: int, confidence: float = 0.95, *, continuity_correction: bool = False
) -> Interval:
    """Wilson's score interval of a share of `count` replicates.

    Raises
    ------
    StudyError
        No whole number of replicates, or more successes than there are.

    References
    ----------
    Wilson (1927); with the correction Newcombe (1998), method 4.
    """
    return _one("wilson_corrected" if continuity_correction else "wilson", successes, count, confidence)


def clopper_pearson(successes: int, count: int, confidence: float = 0.95) -> Interval:
    """The exact interval of a share: each tail at most half of what the confidence leaves.

    Raises
    ------
    StudyError
        As `wilson`.
    """
    return _one("clopper_pearson", successes, count, confidence)


def _one(method: str, successes: int, count: int, confidence: float) -> Interval:
    whole("replicates", count, 1)
    whole("successes", successes, 0, count)
    low, high = METHODS[method](np.array(successes), count, confidence)
    return Interval(float(low), float(high))


def newcombe_difference(
    successes_1: int,
    count_1: int,
    successes_2: int,
    count_2: int,
    confidence: float = 0.95,
    *,
    continuity_correction: bool = False,
) -> Interval:
    """The interval of a share less another, of independent replicates: Wilson's limits, squared and added.

    References
    ----------
    Newcombe (1998) 873, method 10; with the correction method 11.
    """
    corrected = continuity_correction
    low_1, high_1 = wilson(successes_1, count_1, confidence, continuity_correction=corrected)
    low_2, high_2 = wilson(successes_2, count_2, confidence, continuity_correction=corrected)
    share_1, share_2 = successes_1 / count_1, successes_2 / count_2
    difference = share_1 - share_2
    return Interval(
        max(-1.0, difference - float(np.hypot(share_1 - low_1, high_2 - share_2))),
        min(1.0, difference + float(np.hypot(high_1 - share_1, share_2 - low_2))),
    )


def poisson_mean(count: int, confidence: float = 0.95) -> Interval:
    """Garwood's exact interval of the expected number of events, of which `count` were seen."""
    from scipy.special import gammainccinv, gammaincinv

    whole("count", count, 0)
    outside = 1.0 - tail_of(confidence)
    low = float(gammaincinv(count, outside)) if count else 0.0
    return Interval(low, float(gammainccinv(count + 1, outside)))


def student_mean(values: NDArray[Any], confidence: float = 0.95) -> Interval:
    """Student's interval of a mean.

    Parameters
    ----------
    values : float array, shape (replicates,)
        Two or more, all finite.
    confidence : float
        Of the interval.
    """
    values = sample("values", values)
    half = student_half_width(float(values.std(ddof=1)), len(values), tail_of(confidence))
    return Interval(float(values.mean()) - half, float(values.mean()) + half)


def paired_difference(first: NDArray[Any], second: NDArray[Any], confidence: float = 0.95) -> Interval:
    """Student's interval of a mean difference between replicates that share their random numbers.

    Parameters
    ----------
    first, second : float array, shape (replicates,)
        The same replicates of two things compared, in the same order.
    confidence : float
        Of the interval.

    Raises
    ------
    StudyError
        The two are not equally long.
    """
    first, second = sample("first", first), sample("second", second)
    if len(first) != len(second):
        raise StudyError(
            f"replicates cannot be paired with {len(second)}",
            where="paired difference",
            value=len(first),
            mend="give both sides the same replicates",
        )
    return student_mean(first - second, confidence)


def welch_test(first: NDArray[Any], second: NDArray[Any]) -> Welch:
    """Welch's test that two independent samples have one mean, whatever their variances.

    Raises
    ------
    StudyError
        Neither sample varies: there is nothing to measure a difference by.
    """
    from scipy.special import stdtr

    difference, error, degrees = _welch(first, second)
    if error == 0.0:
        raise StudyError(
            "neither sample varies", where="Welch's test", mend="more replicates, or none at all"
        )
    t = difference / error
    return Welch(t, degrees, 2.0 * float(stdtr(degrees, -abs(t))))


def welch_difference(first: NDArray[Any], second: NDArray[Any], confidence: float = 0.95) -> Interval:
    """The interval of a mean less another, of independent replicates.

    Where neither sample varies it has no width, as Student's has none.
    """
    from scipy.special import stdtrit

    difference, error, degrees = _welch(first, second)
    half = error * float(stdtrit(degrees, tail_of(confidence))) if error else 0.0
    return Interval(difference - half, difference + half)


def _welch(first: NDArray[Any], second: NDArray[Any]) -> tuple[float, float, float]:
    """Difference of the means, its standard error, and Satterthwaite's degrees of freedom."""
    both = sample("first", first), sample("second", second)
    parts = [float(each.var(ddof=1)) / len(each) for each in both]
    square = sum(parts)
    below = sum(part**2 / (len(each) - 1) for part, each in zip(parts, both, strict=True))
    difference = float(both[0].mean() - both[1].mean())
    return difference, square**0.5, square**2 / below if below else float("nan")


def quantile_ranks(count: int, quantile: float, confidence: float = 0.95) -> Ranks:
    """The nearest two values of a sorted sample that hold a quantile between them with that confidence.

    Whatever the law of the values; where they come in steps, the coverage is at least what is stated. Among
    pairs equally near the one whose tails are most alike, then the lower one.

    Parameters
    ----------
    count : int
        Replicates.
    quantile : float
        Between 0 and 1: 0.5 for the median.
    confidence : float
        Of the interval.

    Raises
    ------
    StudyError
        Not even the least and the greatest value hold it: too few replicates.
    """
    from scipy.special import bdtr

    confidence = 2.0 * tail_of(confidence) - 1.0
    whole("replicates", count, 1)
    if not 0.0 < quantile < 1.0:
        raise StudyError(
            "is no quantile", where="quantile", value=quantile, mend="between 0 and 1, such as 0.9"
        )
    # Ranks further out than this hold nothing that double precision could see.
    reach = 12.0 * (count * quantile * (1.0 - quantile)) ** 0.5 + 40.0
    first = max(1, int(count * quantile - reach))
    ranks = np.arange(first, min(count, int(count * quantile + reach) + 1) + 1)
    # At least r of the values lie below the quantile: the r-th one does, with 1 less this probability.
    below = bdtr(ranks - 1.0, count, quantile)
    upper = np.searchsorted(below, below + confidence)
    inside = upper < len(ranks)
    if not inside.any():
        raise StudyError(
            f"replicates are too few for an interval of the {quantile:g} quantile at {confidence:g}",
            where="quantile",
            value=count,
            mend=f"at least {least_for_quantile(quantile, confidence)}",
        )
    lower = np.flatnonzero(inside)
    upper = upper[inside]
    shortest = upper - lower == (upper - lower).min()
    lower, upper = lower[shortest], upper[shortest]
    lopsided = np.abs(below[lower] - (1.0 - below[upper]))
    best = int(np.argmax(lopsided <= lopsided.min() + 1e-12))
    low, high = int(lower[best]), int(upper[best])
    return Ranks(int(ranks[low]), int(ranks[high]), float(below[high] - below[low]))


def quantile_interval(values: NDArray[Any], quantile: float, confidence: float = 0.95) -> Interval:
    """The interval of a quantile, between two values of the sample; free of any law.

    Raises
    ------
    StudyError
        As `quantile_ranks`.
    """
    values = np.sort(sample("values", values))
    ranks = quantile_ranks(len(values), quantile, confidence)
    return Interval(float(values[ranks.lower - 1]), float(values[ranks.upper - 1]))


def least_for_quantile(quantile: float, confidence: float = 0.95) -> int:
    """The fewest replicates whose least and greatest values hold a quantile between them."""
    confidence = 2.0 * tail_of(confidence) - 1.0
    few, enough = 0, 2
    while 1.0 - quantile**enough - (1.0 - quantile) ** enough < confidence:
        few, enough = enough, 2 * enough
    while enough - few > 1:
        middle = (few + enough) // 2
        held = 1.0 - quantile**middle - (1.0 - quantile) ** middle >= confidence
        few, enough = (few, middle) if held else (middle, enough)
    return enough


def whole(where: str, number: float, least: int, most: float = np.inf) -> None:
    """Refuse what is no whole number within its bounds."""
    if not least <= number <= most or number % 1:
        upper = "" if np.isinf(most) else f" to {most:g}"
        raise StudyError(
            "is no number to count with here",
            where=where,
            value=number,
            mend=f"a whole number, {least}{upper or ' or more'}",
        )


def sample(where: str, values: NDArray[Any]) -> Array:
    """Two or more finite numbers in a row, or a located error."""
    found = np.asarray(values, np.float64)
    if found.ndim != 1 or len(found) < 2:
        raise StudyError(
            "is too little for an interval",
            where=where,
            value=f"an array of shape {found.shape}",
            mend="two or more replicates in a row",
        )
    if not np.isfinite(found).all():
        raise StudyError(
            f"of {len(found)} values are not finite",
            where=where,
            value=int((~np.isfinite(found)).sum()),
            mend="leave out the replicates that have no value, and say how many they are",
        )
    return found
