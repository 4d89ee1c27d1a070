"""Differences between packages on the same raids, replicate by replicate, and whether an order holds.

Every package meets the same replicate numbers of the same raids in the same readings, so that chance common
to all cancels in the difference. Intervals of differences are 95 %, by Student's law of the paired
differences: of chance, or over raids where raids of a family stand in the place of replicates. Shares are of
readings, never probabilities, with chance within readings taken out (`rangering.study.holding`).
A difference over all readings averages each replicate over the readings first: replicates are independent of
each other, whether or not readings share their chance.
Fewer is better throughout: measures are of what gets through.
Limits: Student's interval needs mean differences to be nearly normal, sound from some dozens of replicates
on.
Sources: Student, Biometrika 6 (1908) 1-25; common random numbers: Law, Simulation Modeling and Analysis,
chapter on variance reduction.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, isnan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.study.holding import ROUNDING, Held, held
from rangering.study.nested import Edge

FloatArray = NDArray[np.float64]

LEAST_SHARE = 0.9
"""Share of readings in which an order must hold to be printed."""
LEAST_READINGS = 10
"""Fewer readings than these cannot tell 90 % of them from all."""
_TAIL = 0.975


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
    settled_in: FloatArray
    """Shape (readings,): the same means, the spread that chance adds taken out."""
    fewer: Edge
    """Share of readings in which the first lets fewer through than the second, chance taken out."""
    more: Edge
    """Share of readings in which the first lets more through than the second, chance taken out."""

    @property
    def share_clear(self) -> float:
        """Share of readings, as they were run, whose own interval leaves no doubt of the sign."""
        return float(np.mean((self.high_in < 0.0) | (self.low_in > 0.0)))

    @property
    def clear(self) -> bool:
        """Whether the interval of the difference over all readings leaves no doubt of its sign."""
        return self.low > 0.0 or self.high < 0.0


class Order(NamedTuple):
    """The order of packages that most readings give, fewest let through first."""

    ranks: tuple[int, ...] | None
    """Packages, best first; None where no order holds in enough readings."""
    most_frequent: tuple[int, ...] | None
    """The order that holds in most readings, be they many or few; None where none holds in any."""
    share: Edge
    """Share of readings in which that order holds, chance taken out; 0 where there is none."""
    clear: bool
    """Whether the differences of neighbours in that order are beyond what chance may do."""
    least_share: float
    readings: int


def difference(
    values: Any, first: int, second: int, *, same_raids: bool = False, seed: int = 0
) -> Difference:
    """The paired difference of two packages, in each reading and over all.

    Parameters
    ----------
    values : float array, shape (packages, readings, replicates)
        What gets through. Replicate j stands for the same raid and the same chance in every package.
    first, second : int
        Which packages.
    same_raids : bool
        Whether replicate j is the mean of raid j of a family, the same in every reading (see `by_raid`).
    seed : int
        Of the bootstrap behind the intervals of shares.

    Returns
    -------
    Difference

    Raises
    ------
    ValueError
        Another number of axes, nothing to average, or a value that is no finite number.
    """
    known = _checked(values)[[first, second]]
    return _difference(known, 0, held(known, same_raids=same_raids, seed=seed))._replace(
        first=first, second=second
    )


def differences(values: Any, *, same_raids: bool = False, seed: int = 0) -> tuple[Difference, ...]:
    """Paired differences of every two packages, in their order; parameters and errors as in `difference`."""
    known = _checked(values)
    found = held(known, same_raids=same_raids, seed=seed)
    return tuple(_difference(known, k, found) for k in range(len(found.pairs)))


def _difference(known: FloatArray, k: int, found: Held) -> Difference:
    first, second = found.pairs[k]
    paired = known[first] - known[second]
    # Two means that are the same may differ in their last bit: that is no sign of a difference.
    least = ROUNDING * float(np.abs(known).max())
    mean_in, low_in, high_in = (_unrounded(each, least) for each in _student(paired))
    mean, low, high = (float(_unrounded(each, least)) for each in _student(paired.mean(axis=0)))
    return Difference(
        first, second, mean, low, high, mean_in, low_in, high_in, found.settled[k], found.fewer[k],
        found.more[k],
    )  # fmt: skip


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


def order(values: Any, *, least_share: float = LEAST_SHARE, same_raids: bool = False, seed: int = 0) -> Order:
    """The order of packages, where one holds in enough readings.

    Parameters
    ----------
    values : float array, shape (packages, readings, replicates)
        As in `difference`.
    least_share : float
        Share of readings in which it must hold; above one half, so that two orders cannot both hold.
    same_raids, seed
        As in `difference`.

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
    known = _checked(values)
    found = held(known, same_raids=same_raids, seed=seed)
    readings = known.shape[1]
    # 9 of 10 readings are 90 %, though 9/10 in binary may fall below 0.9 of another making.
    holds = readings >= LEAST_READINGS and found.order.value >= least_share - 1e-12
    ranks = found.ranks
    places = [found.pairs.index((min(pair), max(pair))) for pair in pairwise(ranks or ())]
    clear = all(_difference(known, k, found).clear for k in places)
    return Order(ranks if holds else None, ranks, found.order, clear, least_share, readings)


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
        doubt = "" if found.clear else "; neighbours may differ by chance alone"
        said = f"order, fewest through first, in {share_in_words(found.share)}"
        return f"{said}: {listed(found.ranks, names)}{doubt}"
    if found.readings < LEAST_READINGS:
        return f"no order is given from fewer than {LEAST_READINGS} readings"
    return f"no order holds in {percent(found.least_share)} of readings"


def listed(ranks: Sequence[int], names: Sequence[str]) -> str:
    """An order in words: ``"A, then C, then B"``."""
    return ", then ".join(names[each] for each in ranks)


def share_in_words(share: Edge) -> str:
    """A share with its interval: ``"87 % of readings (78 % to 94 %)"``; without ends where there are none."""
    said = f"{percent(share.value)} of readings"
    return said if isnan(share.low) else f"{said} ({share_ends(share)})"


def share_ends(share: Edge) -> str:
    """The interval of a share, its ends rounded outwards; a dash where there is none."""
    return "–" if isnan(share.low) else f"{percent(share.low)} to {ceil(100.0 * share.high - 1e-9)} %"


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


def _unrounded(values: FloatArray, least: float) -> FloatArray:
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
