"""Differences between packages on the same raids, replicate by replicate, and whether an order holds.

Every package meets the same replicate numbers of the same raids in the same readings, so that chance common
to all cancels in the difference. Intervals are of chance, 95 %, by Student's law of the paired differences;
shares are of readings, never probabilities. A difference over all readings averages each replicate over the
readings first: replicates are independent of each other, whether or not readings share their chance.
Fewer is better throughout: measures are of what gets through.
Limits: Student's interval needs mean differences to be nearly normal, sound from some dozens of replicates
on. A share of readings still holds the chance within each reading; more replicates take it out.
Sources: Student, Biometrika 6 (1908) 1-25; common random numbers: Law, Simulation Modeling and Analysis,
chapter on variance reduction.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

LEAST_SHARE = 0.9
"""Share of readings in which an order must hold to be printed."""
LEAST_READINGS = 10
"""Fewer readings than these cannot tell 90 % of them from all."""
_TAIL = 0.975
_ROUNDING = 1e-12  # of the largest value: what sums in another order differ by


class Difference(NamedTuple):
    """What the first of two packages lets through, less what the second does."""

    first: int
    second: int
    mean: float
    """Over readings and replicates."""
    low: float
    high: float
    """The interval that chance leaves of `mean`, 95 %, for these readings; NaN of a single replicate."""
    mean_in: FloatArray
    """Shape (readings,): the mean paired difference of each reading."""
    low_in: FloatArray
    high_in: FloatArray
    """Shape (readings,): its interval; NaN of a single replicate."""

    @property
    def share_fewer(self) -> float:
        """Share of readings in which the first lets fewer through than the second, in the mean."""
        return float(np.mean(self.mean_in < 0.0))

    @property
    def share_more(self) -> float:
        """Share of readings in which the first lets more through than the second, in the mean."""
        return float(np.mean(self.mean_in > 0.0))

    @property
    def share_clear(self) -> float:
        """Share of readings in which the interval leaves no doubt of the sign of the difference."""
        return float(np.mean((self.high_in < 0.0) | (self.low_in > 0.0)))


class Order(NamedTuple):
    """The order of packages that most readings give, fewest let through first."""

    ranks: tuple[int, ...] | None
    """Packages, best first; None where no order holds in enough readings."""
    share: float
    """Share of readings in which the most frequent order holds; 0 where none is strict."""
    least_share: float
    readings: int


def difference(values: Any, first: int, second: int) -> Difference:
    """The paired difference of two packages, in each reading and over all.

    Parameters
    ----------
    values : float array, shape (packages, readings, replicates)
        What gets through. Replicate j stands for the same raid and the same chance in every package.
    first, second : int
        Which packages.

    Returns
    -------
    Difference

    Raises
    ------
    ValueError
        Another number of axes, nothing to average, or a value that is no finite number.
    """
    known = _checked(values)
    paired = known[first] - known[second]
    # Two means that are the same may differ in their last bit: that is no sign of a difference.
    least = _ROUNDING * float(np.abs(known).max())
    mean_in, low_in, high_in = (_settled(each, least) for each in _student(paired))
    mean, low, high = (float(_settled(each, least)) for each in _student(paired.mean(axis=0)))
    return Difference(first, second, mean, low, high, mean_in, low_in, high_in)


def differences(values: Any) -> tuple[Difference, ...]:
    """Paired differences of every two packages, in their order; parameters and errors as in `difference`."""
    known = _checked(values)
    return tuple(difference(known, first, second) for first, second in combinations(range(len(known)), 2))


def by_raid(values: Any) -> FloatArray:
    """Means over the replicates of each raid, so that drawn raids are what chance draws.

    With raids drawn from a family the raids, not their replicates, are independent: an interval over all
    replicates of a few raids would promise too much.

    Parameters
    ----------
    values : float array, shape (packages, readings, raids, replicates)
        What gets through.

    Returns
    -------
    float array, shape (packages, readings, raids)
        For `difference`, each raid in the place of a replicate.

    Raises
    ------
    ValueError
        As in `difference`.
    """
    return np.asarray(_checked(values, axes=4).mean(axis=3), dtype=np.float64)


def order(values: Any, *, least_share: float = LEAST_SHARE) -> Order:
    """The order of packages, where one holds in enough readings.

    Parameters
    ----------
    values : float array, shape (packages, readings, replicates)
        As in `difference`.
    least_share : float
        Share of readings in which it must hold; above one half, so that two orders cannot both hold.

    Returns
    -------
    Order
        With `ranks` None where no strict order holds in that share of readings, or where there are fewer than
        `LEAST_READINGS` readings. A reading in which two packages let the same number through gives no order.

    Raises
    ------
    ValueError
        As in `difference`, or a share outside its limits.
    """
    if not 0.5 < least_share <= 1.0:
        raise ValueError(f"least_share is {least_share}: above 0.5 and at most 1")
    means = _checked(values).mean(axis=2)
    ranked = np.argsort(means, axis=0, kind="stable").T
    sorted_means = np.take_along_axis(means, ranked.T, axis=0)
    least = _ROUNDING * float(np.abs(means).max())
    strict = np.all(np.diff(sorted_means, axis=0) > least, axis=0)
    found = Counter(tuple(int(each) for each in ranks) for ranks in ranked[strict])
    readings = means.shape[1]
    ranks, times = found.most_common(1)[0] if found else (None, 0)
    share = times / readings
    # 9 of 10 readings are 90 %, though 9/10 in binary may fall below 0.9 of another making.
    holds = readings >= LEAST_READINGS and share >= least_share - 1e-12
    return Order(ranks if holds else None, share, least_share, readings)


def order_words(found: Order, names: Sequence[str]) -> str:
    """The one sentence that may be printed of an order.

    Parameters
    ----------
    found : Order
        From `order`.
    names : sequence of str
        Of the packages, in the order of the values.
    """
    if found.ranks is not None:
        listed = ", then ".join(names[each] for each in found.ranks)
        return f"order, fewest through first, in {percent(found.share)} of readings: {listed}"
    if found.readings < LEAST_READINGS:
        return f"no order is given from fewer than {LEAST_READINGS} readings"
    return f"no order holds in {percent(found.least_share)} of readings"


def percent(share: float) -> str:
    """A share of readings in whole per cents, rounded down: 100 % is all of them, 90 % is not 89.9."""
    return f"{int(100.0 * share + 1e-9)} %"


def _checked(values: Any, axes: int = 3) -> FloatArray:
    known = np.asarray(values, dtype=np.float64)
    if known.ndim != axes or 0 in known.shape:
        raise ValueError(f"values have shape {known.shape}: {axes} axes, none of them empty")
    if not np.all(np.isfinite(known)):
        raise ValueError("values hold something that is no finite number")
    return known


def _settled(values: FloatArray, least: float) -> FloatArray:
    """Values with nothing in the place of what rounding leaves."""
    return np.where(np.abs(values) <= least, 0.0, values)


def _student(paired: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean over the last axis and the ends of its interval."""
    from scipy.special import stdtrit

    count = paired.shape[-1]
    mean = paired.mean(axis=-1)
    if count < 2:
        nothing = np.full_like(mean, np.nan)
        return mean, nothing, nothing
    half = float(stdtrit(count - 1, _TAIL)) * paired.std(axis=-1, ddof=1) / np.sqrt(count)
    return mean, mean - half, mean + half
