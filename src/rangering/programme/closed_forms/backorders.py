"""Spares: how many are short on average, how often one is at hand, and how many protect against a shortage.

Each unit taken from stock is ordered again at once (S-1, S); what is short waits. Demand is Poisson and times
to come back are independent, so the number on the way is Poisson with mean rate times mean time, whatever the
law of the times (Palm). No lateral supply, no unit beyond repair.
Source: Palm, "Analysis of the Erlang traffic formulae for busy-signal arrangements", Ericsson Technics 4
(1938) 39-58; Sherbrooke, Optimal Inventory Modeling of Systems, 2nd ed. (2004), chapter 2 (backorders, fill
rate, availability); Little, "A proof for the queuing formula L = λW", Operations Research 9 (1961) 383-387.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rangering.domain import require_counts, require_not_negative, require_probability

FloatArray = NDArray[np.float64]
Counts = int | Sequence[int] | NDArray[np.int64]
Numbers = float | Sequence[float] | FloatArray

_SPREADS = 40.0  # standard deviations, and lengths of a geometric tail: e^-40 of the mass lies beyond


def pipeline_mean(rate_per_d: Numbers, mean_time_d: Numbers) -> FloatArray:
    """Mean number on the way: rate times mean time (Little).

    Parameters
    ----------
    rate_per_d : float or float array
        0 or more. [1/d]
    mean_time_d : float or float array
        0 or more. [d]

    Returns
    -------
    float array
        Units, whatever the laws of arrivals and times.

    Raises
    ------
    ValueError
        A negative or endless argument.
    """
    require_not_negative("rate", rate_per_d)
    require_not_negative("mean time", mean_time_d)
    mean: FloatArray = np.asarray(rate_per_d, dtype=np.float64) * np.asarray(mean_time_d, dtype=np.float64)
    return mean


def expected_backorders(pipeline_mean_count: Numbers, stock: Counts) -> FloatArray:
    """Mean number short, E[(X - S)+] with X Poisson (Palm).

    Parameters
    ----------
    pipeline_mean_count : float or float array
        Mean number on the way back, 0 or more.
    stock : int or int array
        Units there are when none is on the way, 0 or more.

    Returns
    -------
    float array, the shapes above broadcast
        Units.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    mean, held, at, over = _poisson_at(pipeline_mean_count, stock)
    # Rounding may leave less than nothing where stock is far beyond need.
    short: FloatArray = np.maximum(mean * at + (mean - held) * over, 0.0)
    return short


def backorder_variance(pipeline_mean_count: Numbers, stock: Counts) -> FloatArray:
    """Variance of the number short, X Poisson; arguments, shapes and errors as in `expected_backorders`."""
    mean, held, at, over = _poisson_at(pipeline_mean_count, stock)
    square = ((mean - held) ** 2 + mean) * over + mean * (mean - held + 1.0) * at
    variance: FloatArray = np.maximum(square - expected_backorders(mean, stock) ** 2, 0.0)
    return variance


def fill_rate(pipeline_mean_count: Numbers, stock: Counts) -> FloatArray:
    """Share of demands met from stock at once, P(X < S): a demand finds the state of any time (Palm).

    Parameters
    ----------
    pipeline_mean_count, stock
        As in `expected_backorders`.

    Returns
    -------
    float array, the shapes broadcast
        0 where there is no stock.

    Raises
    ------
    ValueError
        An argument out of its domain.
    """
    from scipy.special import gammaincc

    mean, held = _broadcast(pipeline_mean_count, stock)
    filled: FloatArray = np.where(held > 0, gammaincc(np.maximum(held, 1), mean), 0.0)
    return filled


def spares_for_protection(pipeline_mean_count: float, protection: float) -> int:
    """Smallest stock that covers demand in the lead time often enough: least S with P(X ≤ S) ≥ protection.

    Parameters
    ----------
    pipeline_mean_count : float
        Mean demand in the lead time, 0 or more.
    protection : float
        0 or more, below 1.

    Returns
    -------
    int
        Units.

    Raises
    ------
    ValueError
        An argument out of its domain; no stock protects with certainty.
    """
    from scipy.special import pdtr
    from scipy.stats import poisson

    require_not_negative("pipeline mean", pipeline_mean_count)
    require_probability("protection", protection)
    if protection == 1.0:
        raise ValueError("protection is 1.0: no stock is always enough; give a number below 1")
    # The quantile of a library may be one off where the chance is all but met: settled by the chance itself.
    stock = max(int(poisson.ppf(protection, pipeline_mean_count)) if pipeline_mean_count else 0, 0)
    while stock > 0 and pdtr(stock - 1, pipeline_mean_count) >= protection:
        stock -= 1
    while pdtr(stock, pipeline_mean_count) < protection:
        stock += 1
    return stock


def fitted_backorders(pipeline_mean_count: float, pipeline_variance: float, stock: int) -> float:
    """Mean number short where the number on the way is negative binomial, given by its mean and variance.

    Parameters
    ----------
    pipeline_mean_count : float
        0 or more.
    pipeline_variance : float
        At least the mean; where it is the mean, the law is Poisson.
    stock : int
        0 or more.

    Returns
    -------
    float
        Units, from a sum of positive terms.

    Raises
    ------
    ValueError
        An argument out of its domain, or a variance below the mean.
    """
    require_not_negative("pipeline mean", pipeline_mean_count)
    require_not_negative("pipeline variance", pipeline_variance)
    held = int(require_counts("stock", stock))
    mean = float(pipeline_mean_count)
    if pipeline_variance < mean * (1.0 - 1e-9):
        raise ValueError(f"pipeline variance is {pipeline_variance!r}: give the mean {mean!r} or more")
    if mean == 0.0:
        return 0.0
    excess = max(pipeline_variance / mean - 1.0, 0.0)
    if excess == 0.0:
        return float(expected_backorders(mean, held))
    reach = _SPREADS * (np.sqrt(mean * (1.0 + excess)) + 1.0 + excess)
    numbers = np.arange(1, int(max(mean, held) + reach) + 1)
    # By steps in logarithm: where the law is nearly Poisson, gamma functions of its shape lose their digits.
    steps = np.log((mean + (numbers - 1) * excess) / (numbers * (1.0 + excess)))
    chances = np.exp(np.cumsum(steps) - mean * np.log1p(excess) / excess)
    return float(np.maximum(numbers - held, 0) @ chances)


def system_availability(backorders: Numbers, quantity_per_system: Counts, systems: int) -> float:
    """Share of systems that miss no unit: Π (1 - EBO / (N Z))^Z over the kinds of unit.

    Shortages fall on the places of all systems alike, and kinds are short independently; nobody moves a unit
    from one system that is down to another.

    Parameters
    ----------
    backorders : float array, shape (n_kinds,)
        Mean number short of each kind, at most all that are installed.
    quantity_per_system : int array, shape (n_kinds,)
        Places Z in a system, 1 or more.
    systems : int
        N, 1 or more.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        An argument out of its domain, shapes that differ, or more short than installed.
    """
    require_not_negative("expected backorders", backorders)
    short = np.asarray(backorders, dtype=np.float64)
    places = require_counts("quantity per system", quantity_per_system, least=1)
    installed = places * int(require_counts("systems", systems, least=1))
    if short.ndim != 1 or short.shape != places.shape:
        raise ValueError(
            f"backorders and quantities have the shapes {short.shape} and {places.shape}: "
            "give one of each for a kind"
        )
    if np.any(short > installed):
        raise ValueError(
            f"expected backorders is {short.tolist()!r}: more than the {installed.tolist()!r} installed"
        )
    return float(np.prod((1.0 - short / installed) ** places))


def _poisson_at(mean: Numbers, stock: Counts) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Mean and stock broadcast, P(X = S) and P(X > S)."""
    from scipy.special import gammainc, gammaln, xlogy

    means, held = _broadcast(mean, stock)
    at = np.exp(xlogy(held, means) - means - gammaln(held + 1.0))
    return means, held, at, gammainc(held + 1.0, means)


def _broadcast(mean: Numbers, stock: Counts) -> tuple[FloatArray, FloatArray]:
    require_not_negative("pipeline mean", mean)
    held = require_counts("stock", stock).astype(np.float64)
    means, counts = np.broadcast_arrays(np.asarray(mean, dtype=np.float64), held)
    return means, counts
