"""Repair at bases and at a depot behind them: how many units each base is short.

A unit fails at a base; a share is repaired there, the rest goes to the depot, which sends one back from stock
or, first come first served, as soon as one is repaired. Demand is Poisson, nobody waits for a place of
repair, every base orders unit by unit. `metric` takes what a base waits for as Poisson and is too low;
`vari_metric` matches its variance; `exact_two_echelon` is what a simulation must reproduce, where the time to
order and ship is constant.
Source: Sherbrooke, "METRIC: a multi-echelon technique for recoverable item control", Operations Research 16
(1968) 122-141; Slay (1984) and Sherbrooke, "VARI-METRIC: improved approximations for multi-indenture,
multi-echelon availability models", Operations Research 34 (1986) 311-319; Graves, "A multi-echelon inventory
model for a repairable item with one-for-one replenishment", Management Science 31 (1985) 1247-1256.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.domain import require_counts, require_not_negative, require_probability
from rangering.programme.closed_forms.backorders import (
    backorder_variance,
    expected_backorders,
    fitted_backorders,
)

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
EachBase = float | Sequence[float] | FloatArray
"""One figure for every base, or one for each."""

_NEGLIGIBLE = 92.0  # e^-92 of a law lies beyond what is kept, at either end


class RepairLoop(NamedTuple):
    """Bases and the depot behind them; any one unit of time, days by habit."""

    demand_per_d: FloatArray
    """Removals at each base, shape (n_bases,). [1/d]"""
    base_stock: IntArray
    """Shape (n_bases,)."""
    depot_stock: int
    depot_repair_d: float
    """Mean time from a base's removal to a repaired unit at the depot, the way there included. [d]"""
    order_and_ship_d: FloatArray
    """From the depot to the base, shape (n_bases,). [d]"""
    base_repair_d: FloatArray
    """Mean, shape (n_bases,). [d]"""
    base_repair_fraction: FloatArray
    """Of removals, repaired at the base, shape (n_bases,)."""


class Shortage(NamedTuple):
    """What is on the way and what is short, in units."""

    depot_pipeline: float
    """Mean number in repair at the depot."""
    depot_backorders: float
    """Mean number the depot owes its bases."""
    base_pipelines: FloatArray
    """Mean number in repair, shipped or owed to each base, shape (n_bases,)."""
    base_backorders: FloatArray
    """Mean number short at each base, shape (n_bases,)."""


def repair_loop(
    demand_per_d: Sequence[float] | FloatArray,
    base_stock: int | Sequence[int] | IntArray,
    *,
    depot_stock: int,
    depot_repair_d: float,
    order_and_ship_d: EachBase,
    base_repair_d: EachBase = 0.0,
    base_repair_fraction: EachBase = 0.0,
) -> RepairLoop:
    """The bases and the depot, checked; a single figure is that of every base.

    Parameters
    ----------
    demand_per_d : float array, shape (n_bases,)
        0 or more. [1/d]
    base_stock : int, or int array of shape (n_bases,)
        0 or more.
    depot_stock : int
        0 or more.
    depot_repair_d : float
        0 or more. [d]
    order_and_ship_d, base_repair_d : float, or float arrays of shape (n_bases,)
        0 or more. [d]
    base_repair_fraction : float, or float array of shape (n_bases,)
        0 to 1.

    Returns
    -------
    RepairLoop

    Raises
    ------
    ValueError
        An argument out of its domain, or of another length than the bases.
    """
    demand = np.asarray(demand_per_d, dtype=np.float64)
    if demand.ndim != 1 or demand.size == 0:
        raise ValueError(f"the demands have the shape {demand.shape}: give one for each base")
    require_not_negative("demand", demand)
    stock = require_counts("base stock", base_stock)
    require_not_negative("depot repair time", depot_repair_d)
    for name, value in (("order and ship time", order_and_ship_d), ("base repair time", base_repair_d)):
        require_not_negative(name, value)
    require_probability("fraction repaired at base", base_repair_fraction)
    for name, given in (
        ("base stock", stock),
        ("order and ship time", order_and_ship_d),
        ("base repair time", base_repair_d),
        ("fraction repaired at base", base_repair_fraction),
    ):
        if np.shape(given) not in ((), demand.shape):
            raise ValueError(
                f"{name} has the shape {np.shape(given)}: give one, or one for each of {demand.size} bases"
            )
    return RepairLoop(
        demand,
        np.broadcast_to(stock, demand.shape),
        int(require_counts("depot stock", depot_stock)),
        float(depot_repair_d),
        np.broadcast_to(np.asarray(order_and_ship_d, dtype=np.float64), demand.shape),
        np.broadcast_to(np.asarray(base_repair_d, dtype=np.float64), demand.shape),
        np.broadcast_to(np.asarray(base_repair_fraction, dtype=np.float64), demand.shape),
    )


def metric(loop: RepairLoop) -> Shortage:
    """METRIC: each base's pipeline is Poisson with the right mean. Shortages come out too low.

    Parameters
    ----------
    loop : RepairLoop
        Bases and depot.

    Returns
    -------
    Shortage
    """
    own, share, pipeline, owed = _pipelines(loop)
    means = own + share * owed
    return Shortage(pipeline, owed, means, expected_backorders(means, loop.base_stock))


def vari_metric(loop: RepairLoop) -> Shortage:
    """VARI-METRIC: each base's pipeline is negative binomial with the right mean and variance.

    The share f of what the depot owes adds f(1 - f) E[B] + f² Var[B] to the variance.

    Parameters
    ----------
    loop : RepairLoop
        Bases and depot.

    Returns
    -------
    Shortage
    """
    own, share, pipeline, owed = _pipelines(loop)
    means = own + share * owed
    spread = float(backorder_variance(pipeline, loop.depot_stock))
    variances = own + share * (1.0 - share) * owed + share**2 * spread
    short = [
        fitted_backorders(float(mean), max(float(variance), float(mean)), int(stock))
        for mean, variance, stock in zip(means, variances, loop.base_stock, strict=True)
    ]
    return Shortage(pipeline, owed, means, np.array(short))


def exact_two_echelon(loop: RepairLoop) -> Shortage:
    """The law itself: what the depot owes belongs to a base by chance, unit by unit (Graves).

    First come first served, so what is owed is the latest orders, each of base j with the share f_j of
    orders; orders since then, for the time to order and ship, and units in the base's own repair add
    independently. Repair times may have any law; the time to order and ship must be constant.

    Parameters
    ----------
    loop : RepairLoop
        Bases and depot.

    Returns
    -------
    Shortage
    """
    own, share, pipeline, owed = _pipelines(loop)
    first_owed, owed_chances = _owed_law(pipeline, loop.depot_stock)
    known: dict[tuple[float, float, int], float] = {}
    short = []
    for key in zip(own.tolist(), share.tolist(), loop.base_stock.tolist(), strict=True):
        if key not in known:  # bases are often alike
            known[key] = _exact_base(*key, first_owed, owed_chances)
        short.append(known[key])
    return Shortage(pipeline, owed, own + share * owed, np.array(short))


def _pipelines(loop: RepairLoop) -> tuple[FloatArray, FloatArray, float, float]:
    """Units in each base's repair or shipped to it, its share of orders, depot pipeline and what it owes."""
    to_depot = loop.demand_per_d * (1.0 - loop.base_repair_fraction)
    own = to_depot * loop.order_and_ship_d
    own = own + loop.demand_per_d * loop.base_repair_fraction * loop.base_repair_d
    orders = float(to_depot.sum())
    share = to_depot / orders if orders > 0.0 else np.zeros_like(to_depot)
    pipeline = orders * loop.depot_repair_d
    return own, share, pipeline, float(expected_backorders(pipeline, loop.depot_stock))


def _exact_base(own: float, share: float, stock: int, first_owed: int, owed_chances: FloatArray) -> float:
    """Mean number short at one base."""
    first_mine, mine = _thinned(first_owed, owed_chances, share)
    first_new, new = _poisson_law(own)
    numbers = first_mine + first_new + np.arange(mine.size + new.size - 1)
    return float(np.maximum(numbers - stock, 0) @ np.convolve(mine, new))


def _owed_law(pipeline: float, stock: int) -> tuple[int, FloatArray]:
    """Law of what the depot owes, (X - S)+: the least number in it, and the chance of each from there."""
    first, chances = _poisson_law(pipeline)
    if first >= stock:
        return first - stock, chances
    met = min(stock - first + 1, chances.size)
    return 0, np.concatenate(([chances[:met].sum()], chances[met:]))


def _thinned(first: int, chances: FloatArray, share: float) -> tuple[int, FloatArray]:
    """Law of how many of a random number belong to one base, each with the same share."""
    from scipy.stats import binom

    owed = first + np.arange(chances.size)
    low = _window(owed[0] * share, owed[0] * share * (1.0 - share))[0]
    high = min(_window(owed[-1] * share, owed[-1] * share * (1.0 - share))[1], int(owed[-1]))
    mine = np.arange(low, high + 1)
    return low, binom.pmf(mine[:, None], owed[None, :], share) @ chances


def _poisson_law(mean: float) -> tuple[int, FloatArray]:
    """The numbers that matter of a Poisson law: the least of them, and the chance of each from there."""
    from scipy.special import gammaln, xlogy

    low, high = _window(mean, mean)
    numbers = np.arange(low, high + 1)
    return low, np.exp(xlogy(numbers, mean) - mean - gammaln(numbers + 1.0))


def _window(mean: float, variance: float) -> tuple[int, int]:
    """Numbers beyond which a Poisson or binomial law is negligible, by Bernstein's inequality."""
    third = _NEGLIGIBLE / 3.0
    reach = third + float(np.sqrt(third**2 + 2.0 * _NEGLIGIBLE * variance))
    return max(int(mean - reach), 0), int(np.ceil(mean + reach))
