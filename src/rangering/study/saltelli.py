"""Which unknown matters: Sobol' indices of what readings differ by, the scatter of replicates taken out.

A score f + e has the unknown part f, whose variance is split among the unknowns, and the chance e left by a
finite number of replicates. Every row has an inner seed of its own, so that the chance of two rows is
independent: the first-order numerator is then right as it stands, while the variance and the total-effect
numerator carry the inner variance and are cleared of it. Indices are ratios of such estimates: with much
noise they scatter, and may leave 0 to 1; a variance cleared to nothing or less gives NaN, for then chance
alone explains the spread. Unknowns must be independent, as the axes of a design are.

`choose` then `indices` is the usual way: rows first, which can be run anywhere and in any order, then what
they came to. `sobol` does both. `grid_indices` splits the variance over every combination of a few levels:
for few unknowns and a smooth score, where it wants far fewer rows.

Sources: Sobol', Math. Modelling and Comp. Experiments 1 (1993) 407-414; Saltelli et al., Comp. Phys. Comm.
181 (2010) 259-270, Table 2 (b), first-order; Jansen, ibid. 117 (1999) 35-43, total; Sobol', Levitan, ibid.
52-61 (values taken about their mean); Archer, Saltelli, Sobol', J. Stat. Comp. Simul. 58 (1997) 99-120.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rangering.errors import RangeringError
from rangering.study.design import (
    Evaluate,
    FloatArray,
    Grid,
    Kind,
    SeedArray,
    checked,
    evaluated,
    generator,
    inner_seeds,
    outer_design,
)

CONFIDENCE = 0.95
RESAMPLES = 1000
_ROUNDING = 1e-12  # a score that varies by a smaller share of itself does not vary
_WHERE = "Sobol' indices"


class PickFreeze(NamedTuple):
    """Rows to run: A, then B, then A with one column of B after the other."""

    axes: tuple[str, ...]
    base_count: int
    rows: FloatArray  # (base_count * (axes + 2), axes), inside (0, 1)
    seeds: SeedArray  # one a row, no two alike


class SobolIndices(NamedTuple):
    """Shares of the variance over readings. Arrays are of shape (axes,)."""

    axes: tuple[str, ...]
    first: FloatArray  # through this unknown alone
    first_low: FloatArray  # 95 % bootstrap interval; infinite where the variance is not told from 0
    first_high: FloatArray
    total: FloatArray  # through this unknown and all it does together with others
    total_low: FloatArray
    total_high: FloatArray
    mean: float
    variance: float  # over readings, inner variance removed
    inner_variance: float  # what chance leaves in the mean of a row, on average


class Split(NamedTuple):
    """Shares of the variance over a grid of levels. Arrays are of shape (axes,)."""

    axes: tuple[str, ...]
    first: FloatArray
    total: FloatArray
    mean: float
    variance: float  # over the grid, inner variance removed
    inner_variance: float


def choose(axes: Sequence[str], base_count: int, seed: int, kind: Kind = "sobol") -> PickFreeze:
    """The rows whose scores give the indices: base_count × (axes + 2) of them.

    Parameters
    ----------
    axes : sequence of str
        Names of the unknowns.
    base_count : int
        Rows of A; for a Sobol' design a power of two.
    seed : int
        0 to 2³² - 1.
    kind : "sobol", "latin-hypercube" or "random"
        Design of A and B together.

    Raises
    ------
    RangeringError
        As `rangering.study.design.outer_design`.
    """
    names = tuple(axes)
    both = outer_design(
        [f"A: {name}" for name in names] + [f"B: {name}" for name in names], base_count, seed, kind
    )
    a, b = both.uniforms[:, : len(names)], both.uniforms[:, len(names) :]
    mixed = np.repeat(a[np.newaxis], len(names), axis=0)
    for axis in range(len(names)):
        mixed[axis, :, axis] = b[:, axis]
    rows = np.concatenate([a, b, mixed.reshape(-1, len(names))])
    return PickFreeze(names, base_count, rows, inner_seeds(len(rows), seed))


def indices(
    chosen: PickFreeze,
    means: ArrayLike,
    inner_variances: ArrayLike,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> SobolIndices:
    """First-order and total indices of one score, with bootstrap intervals.

    Parameters
    ----------
    chosen : PickFreeze
        The rows that were run.
    means : float array, shape (rows,)
        Score of each row, in any unit.
    inner_variances : float array, shape (rows,)
        Variance that chance leaves in each of them: that of a replicate over their number.
    seed, resamples : int
        Of the bootstrap, which draws whole base rows (A, B and their mixtures together) anew. A Sobol' design
        is drawn as if it were random, so intervals are on the wide side.

    Raises
    ------
    RangeringError
        A score undefined in a row, another number of values than rows, or fewer than two base rows.
    """
    count, axis_count = chosen.base_count, len(chosen.axes)
    if count < 2 or resamples < 2:
        raise RangeringError(
            "base rows and resamples are too few for an interval",
            where=_WHERE,
            value=(count, resamples),
            mend="give some hundreds of each",
        )
    mean, noise = checked(means, inner_variances, len(chosen.rows), _WHERE)
    middle = float(mean[: 2 * count].mean())
    f = (mean - middle).reshape(axis_count + 2, count)
    v = noise.reshape(axis_count + 2, count)
    a, b, mixed = f[0], f[1], f[2:]
    step = mixed - a
    # All that the indices need are means over base rows of these: a resample only weighs rows anew.
    terms = np.concatenate(
        [
            [0.5 * (a + b), 0.5 * (a**2 + b**2), 0.5 * (v[0] + v[1])],
            step,
            b * step,
            0.5 * (step**2 - v[0] - v[2:]),
        ]
    )
    least = (_ROUNDING * float(np.abs(mean).max())) ** 2
    variance, first, total = _ratios(terms.mean(axis=1)[np.newaxis], count, least)
    chance = generator(seed, "bootstrap of base rows")
    again = [terms @ np.bincount(chance.integers(0, count, count), minlength=count) for _ in range(resamples)]
    _, again_first, again_total = _ratios(np.stack(again) / count, count, least)
    tail = 0.5 - CONFIDENCE / 2.0
    # A resample's variance may be cleared to 0 or less: its index has no bound, and must not be averaged.
    (first_low, first_high), (total_low, total_high) = (
        np.quantile(_unbounded(each), (tail, 1.0 - tail), axis=0, method="inverted_cdf")
        for each in (again_first, again_total)
    )
    return SobolIndices(
        chosen.axes,
        np.where(variance > least, first, np.nan)[0],
        first_low,
        first_high,
        np.where(variance > least, total, np.nan)[0],
        total_low,
        total_high,
        middle,
        float(variance[0, 0]),
        float(v[:2].mean()),
    )


def sobol(
    evaluate: Evaluate, axes: Sequence[str], base_count: int, seed: int, kind: Kind = "sobol"
) -> SobolIndices:
    """Indices of a model, from rows chosen, run and weighed in one go.

    Parameters
    ----------
    evaluate : callable
        Rows (rows, axes) and seeds (rows,) -> means and inner variances of the means, each (rows,).
    axes, base_count, seed, kind
        As in `choose`.
    """
    chosen = choose(axes, base_count, seed, kind)
    return indices(chosen, *evaluated(evaluate, chosen.rows, chosen.seeds, _WHERE), seed=seed)


def grid_indices(levels: Grid, means: ArrayLike, inner_variances: ArrayLike) -> Split:
    """Indices of one score from all combinations of levels, without any sampling error.

    What is left are the quadrature's error, none where the score is a polynomial of a degree below twice the
    number of levels, and the chance within the rows, whose mean effect is removed.

    Parameters
    ----------
    levels : Grid
        The combinations, from `rangering.study.design.grid`.
    means, inner_variances : float arrays, shape (rows,)
        As in `indices`, one a combination; chance independent from row to row.

    Raises
    ------
    RangeringError
        A score undefined in a row, or another number of values than rows.
    """
    flat, flat_noise = checked(means, inner_variances, len(levels.uniforms), _WHERE)
    axis_count, weight = len(levels.axes), levels.weights
    shape = (levels.level_count,) * axis_count
    middle = float(_averaged(flat.reshape(shape), [weight] * axis_count))
    f, v = (flat - middle).reshape(shape), flat_noise.reshape(shape)
    plain, squared = [weight] * axis_count, [weight**2] * axis_count
    # A mean of values with weights w has the inner variance of a sum with weights w squared.
    mean_noise = float(_averaged(v, squared))
    variance = float(_averaged(f**2, plain) - _averaged(v, plain)) + mean_noise
    first, total = np.empty(axis_count), np.empty(axis_count)
    for axis in range(axis_count):
        alone = _averaged(f, plain, keep=axis)
        alone_noise = _averaged(v, squared, keep=axis)
        first[axis] = weight @ (alone**2 - alone_noise) + mean_noise
        others = np.tensordot(f, weight, axes=(axis, 0))
        others_noise = np.tensordot(v, weight**2, axes=(axis, 0))
        rest = _averaged(others**2 - others_noise, plain[1:])
        total[axis] = variance - mean_noise - rest
    least = (_ROUNDING * float(np.abs(flat).max())) ** 2
    share = 1.0 / variance if variance > least else np.nan
    return Split(levels.axes, first * share, total * share, middle, variance, float(_averaged(v, plain)))


def _ratios(means: FloatArray, base_count: int, least: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Variance (sets, 1) and both indices (sets, axes) from means of the terms (sets, terms)."""
    middle, square, noise = means[:, :1], means[:, 1:2], means[:, 2:3]
    step, product, half_square = np.split(means[:, 3:], 3, axis=1)
    values = 2.0 * base_count
    variance = (square - middle**2) * values / (values - 1.0) - noise
    safe = np.where(variance > least, variance, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return variance, (product - middle * step) / safe, half_square / safe


def _unbounded(ratios: FloatArray) -> FloatArray:
    """Half of the resamples without a variance below any bound and half above, so that both edges show it."""
    lost = ~np.isfinite(ratios)
    side = np.where(np.arange(len(ratios)) % 2, np.inf, -np.inf)[:, np.newaxis]
    return np.where(lost, side, ratios)


def _averaged(values: FloatArray, weights: Sequence[FloatArray], keep: int = -1) -> FloatArray:
    """Weighted sum over all axes but one to keep; over all where that is -1."""
    left = values
    for axis in reversed(range(values.ndim)):
        if axis != keep:
            left = np.tensordot(left, weights[axis], axes=(axis, 0))
    return np.asarray(left, dtype=np.float64)
