"""Learning: what a unit costs when every doubling of the number made lowers it by the same share.

Crawford's curve gives the unit: unit n costs T n^b, b = log2 of the learning rate. Wright's gives the mean of
the first n: T n^b. The two agree at the first unit alone, so a rate is worth nothing without its curve.
Neither forgets in a pause, and neither ends at a floor.
Source: Wright, "Factors affecting the cost of airplanes", Journal of the Aeronautical Sciences 3 (1936)
122-128; Crawford, Learning Curve, Ship Curve, Ratios, Related Data, Lockheed (1944); Goldberg and Touw,
Statistical Methods for Learning Curves and Cost Analysis (2003) (lots and their midpoints).
"""

import numpy as np
from numpy.typing import NDArray

from rangering.domain import require_count, require_counts, require_not_negative, require_positive

FloatArray = NDArray[np.float64]

_SUMMED = 1000  # units added one by one, after which the series of Euler and Maclaurin is exact to rounding


def learning_exponent(learning_rate: float) -> float:
    """The power b of the unit number: log2 of the learning rate.

    Parameters
    ----------
    learning_rate : float
        Cost after a doubling over cost before it: above 0; 1 learns nothing, above 1 it gets dearer.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        A rate that is not above 0.
    """
    require_positive("learning rate", learning_rate)
    return float(np.log2(learning_rate))


def crawford_unit_cost(
    unit: int | NDArray[np.int64], learning_rate: float, first_unit_cost: float = 1.0
) -> FloatArray:
    """Cost of one unit.

    Parameters
    ----------
    unit : int or int array of any shape
        Number in the order made, from 1.
    learning_rate : float
        As in `learning_exponent`.
    first_unit_cost : float
        0 or more. [currency, or hours]

    Returns
    -------
    float array, shape of the units
        [as the first unit]

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    number = require_counts("unit", unit, least=1)
    require_not_negative("cost of the first unit", first_unit_cost)
    cost: FloatArray = first_unit_cost * number.astype(np.float64) ** learning_exponent(learning_rate)
    return cost


def crawford_lot_cost(
    first_unit: int, lot_size: int, learning_rate: float, first_unit_cost: float = 1.0
) -> float:
    """Cost of a run of units together: Σ T n^b from the first of the lot to its last.

    Parameters
    ----------
    first_unit : int
        Of the lot, from 1.
    lot_size : int
        1 or more.
    learning_rate, first_unit_cost
        As in `crawford_unit_cost`.

    Returns
    -------
    float
        [as the first unit]

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_count("first unit of the lot", first_unit, least=1)
    require_count("lot size", lot_size, least=1)
    require_not_negative("cost of the first unit", first_unit_cost)
    return first_unit_cost * _power_sum(first_unit, lot_size, learning_exponent(learning_rate))


def crawford_cumulative_cost(units: int, learning_rate: float, first_unit_cost: float = 1.0) -> float:
    """Cost of all units up to one; parameters as in `crawford_unit_cost`."""
    return crawford_lot_cost(1, units, learning_rate, first_unit_cost)


def crawford_lot_midpoint(first_unit: int, lot_size: int, learning_rate: float) -> float:
    """The unit number whose cost is the mean of the lot.

    Parameters
    ----------
    first_unit, lot_size, learning_rate
        As in `crawford_lot_cost`.

    Returns
    -------
    float
        No whole number as a rule. The power mean of the unit numbers; their geometric mean at a rate of 1,
        where every unit costs the same.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    from scipy.special import gammaln

    require_count("first unit of the lot", first_unit, least=1)
    require_count("lot size", lot_size, least=1)
    exponent = learning_exponent(learning_rate)
    if exponent == 0.0:
        return float(np.exp((gammaln(first_unit + lot_size) - gammaln(first_unit)) / lot_size))
    return float((_power_sum(first_unit, lot_size, exponent) / lot_size) ** (1.0 / exponent))


def wright_lot_cost(
    first_unit: int, lot_size: int, learning_rate: float, first_unit_cost: float = 1.0
) -> float:
    """Cost of a run of units where the mean of the first n is T n^b.

    The total up to the last of the run, less the total before its first.

    Parameters
    ----------
    first_unit, lot_size, first_unit_cost
        As in `crawford_lot_cost`. A lot of one unit is that unit's cost.
    learning_rate : float
        0.5 or more: below, the total of all units would fall.

    Returns
    -------
    float
        [as the first unit]

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    require_count("first unit of the lot", first_unit, least=1)
    require_count("lot size", lot_size, least=1)
    require_not_negative("cost of the first unit", first_unit_cost)
    power = 1.0 + learning_exponent(learning_rate)
    if power < 0.0:
        raise ValueError(f"learning rate is {learning_rate!r}: on Wright's curve give 0.5 or more")
    last = float(first_unit + lot_size - 1)
    if first_unit == 1:
        return float(first_unit_cost * last**power)
    # As a share of the total: the difference of two totals loses the digits of a late unit.
    return float(-first_unit_cost * last**power * np.expm1(power * np.log1p(-lot_size / last)))


def _power_sum(first: int, count: int, exponent: float) -> float:
    """Σ n^b over `count` whole numbers from the first, each term positive."""
    summed = min(count, _SUMMED)
    total = float(np.sum(np.arange(first, first + summed, dtype=np.float64) ** exponent))
    if summed == count:
        return total
    low, high = float(first + summed), float(first + count - 1)
    # Euler and Maclaurin; the next term is below rounding once the numbers are over a thousand.
    if exponent == -1.0:
        area = float(np.log(high / low))
    else:
        area = float(low ** (1.0 + exponent) * np.expm1((1.0 + exponent) * np.log(high / low))) / (
            1.0 + exponent
        )
    ends = 0.5 * (low**exponent + high**exponent)
    slopes = exponent * (high ** (exponent - 1.0) - low ** (exponent - 1.0)) / 12.0
    return float(total + area + ends + slopes)
