"""Screening: which of many unknowns can be left alone, at a few rows each.

A trajectory starts at random on a grid of levels and moves every unknown once, in random order, by half the
axis; the change of the score over a step is an elementary effect. μ is its mean, μ* the mean of its size, σ
its scatter from place to place, large where an unknown's effect turns on others or bends. Axes are quantiles,
levels are the middles of equal shares of each law, so that no bound of a law, where a quantile may be
infinite, is ever asked for; an effect is the change over the whole axis at that slope.

Chance in the rows widens effects: σ and the mean square are cleared of it; μ* cannot be, and is given with
the size that chance alone would lend it.

Trajectories start on each level of an axis equally often. Campolongo's other proposal, to pick those that lie
far apart, is not followed: it favours the corners of the cube, and raised μ* of the g-function by a third.

Sources: Morris, Technometrics 33 (1991) 161-174; Campolongo, Cariboni, Saltelli, Environmental Modelling &
Software 22 (2007) 1509-1518 (μ*).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rangering.errors import RangeringError
from rangering.study.design import (
    Evaluate,
    FloatArray,
    SeedArray,
    checked,
    evaluated,
    generator,
    inner_seeds,
    unknowns,
)

LEVELS = 4
CONFIDENCE = 0.95
RESAMPLES = 1000
LEAST_SHARE = 0.01
_WHERE = "Morris screening"


class Trajectories(NamedTuple):
    """Rows to run: one trajectory after the other, axes + 1 rows each."""

    axes: tuple[str, ...]
    trajectory_count: int
    rows: FloatArray  # (trajectories * (axes + 1), axes), inside (0, 1)
    moved: NDArray[np.int64]  # (trajectories, axes): which axis each step moves
    seeds: SeedArray  # one a row, no two alike


class Effects(NamedTuple):
    """Elementary effects of each unknown on a score, in its unit. Arrays are of shape (axes,)."""

    axes: tuple[str, ...]
    mu: FloatArray
    mu_star: FloatArray
    mu_star_low: FloatArray  # 95 % bootstrap interval over trajectories
    mu_star_high: FloatArray
    sigma: FloatArray  # inner variance removed
    mean_square: FloatArray  # of an effect, inner variance removed; may come out below 0
    mean_square_low: FloatArray
    mean_square_high: FloatArray
    chance_mu_star: FloatArray  # what μ* would be if the unknown did nothing


def choose(axes: Sequence[str], count: int, seed: int, *, levels: int = LEVELS) -> Trajectories:
    """The rows of a screening: count × (axes + 1) of them.

    Parameters
    ----------
    axes : sequence of str
        Names of the unknowns.
    count : int
        Trajectories, 2 or more; 10 to 50 are usual.
    seed : int
        0 to 2³² - 1.
    levels : int
        Of each axis, even.

    Raises
    ------
    RangeringError
        A number outside its limits, no unknown or one named twice.
    """
    names = unknowns(axes)
    if count < 2 or levels < 2 or levels % 2:
        raise RangeringError(
            "are no trajectories and levels",
            where=_WHERE,
            value=(count, levels),
            mend="give 2 trajectories or more, and an even number of levels",
        )
    walks, moved = _walks(len(names), count, levels, generator(seed, "Morris trajectories"))
    rows = walks.reshape(-1, len(names))
    return Trajectories(names, count, rows, moved, inner_seeds(len(rows), seed))


def effects(
    chosen: Trajectories,
    means: ArrayLike,
    inner_variances: ArrayLike,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Effects:
    """Elementary effects of one score.

    Parameters
    ----------
    chosen : Trajectories
        The rows that were run.
    means : float array, shape (rows,)
        Score of each row.
    inner_variances : float array, shape (rows,)
        Variance that chance leaves in each of them.
    seed, resamples : int
        Of the bootstrap over trajectories.

    Raises
    ------
    RangeringError
        A score undefined in a row, or another number of values than rows.
    """
    mean, noise = checked(means, inner_variances, len(chosen.rows), _WHERE)
    if resamples < 2:
        raise RangeringError(
            "is too few to see an error", where=_WHERE, value=resamples, mend="give some hundreds"
        )
    count, axis_count = chosen.moved.shape
    walks = chosen.rows.reshape(count, axis_count + 1, axis_count)
    f, v = mean.reshape(count, -1), noise.reshape(count, -1)
    which = np.arange(count)[:, np.newaxis], chosen.moved
    step = np.take_along_axis(np.diff(walks, axis=1), chosen.moved[..., np.newaxis], axis=2)[..., 0]
    effect, chance = np.empty((count, axis_count)), np.empty((count, axis_count))
    effect[which] = np.diff(f, axis=1) / step
    chance[which] = (v[:, 1:] + v[:, :-1]) / step**2
    square = effect**2 - chance
    sigma = np.sqrt(np.maximum(effect.var(axis=0, ddof=1) - chance.mean(axis=0), 0.0))
    drawn = generator(seed, "bootstrap of trajectories").integers(0, count, (resamples, count))
    times = np.stack([np.bincount(each, minlength=count) for each in drawn]) / count
    tail = 0.5 - CONFIDENCE / 2.0
    size_low, size_high = np.quantile(times @ np.abs(effect), (tail, 1.0 - tail), axis=0)
    square_low, square_high = np.quantile(times @ square, (tail, 1.0 - tail), axis=0)
    return Effects(
        axes=chosen.axes,
        mu=effect.mean(axis=0),
        mu_star=np.abs(effect).mean(axis=0),
        mu_star_low=size_low,
        mu_star_high=size_high,
        sigma=sigma,
        mean_square=square.mean(axis=0),
        mean_square_low=square_low,
        mean_square_high=square_high,
        chance_mu_star=np.sqrt(2.0 / np.pi) * np.sqrt(chance).mean(axis=0),
    )


def morris(
    evaluate: Evaluate, axes: Sequence[str], count: int, seed: int, *, levels: int = LEVELS
) -> Effects:
    """Elementary effects of a model, from trajectories chosen, run and weighed in one go.

    Parameters
    ----------
    evaluate : callable
        Rows (rows, axes) and seeds (rows,) -> means and inner variances of the means, each (rows,).
    axes, count, seed, levels
        As in `choose`.
    """
    chosen = choose(axes, count, seed, levels=levels)
    return effects(chosen, *evaluated(evaluate, chosen.rows, chosen.seeds, _WHERE), seed=seed)


def ranked(found: Effects) -> tuple[str, ...]:
    """Unknowns by μ*, the largest first; names decide between equals."""
    return tuple(
        name for _, name in sorted(zip(-found.mu_star, found.axes, strict=True), key=lambda each: (*each,))
    )


def kept(found: Effects, least_share: float = LEAST_SHARE, most: int | None = None) -> tuple[str, ...]:
    """The unknowns worth a closer look, in the order of the axes.

    Half the mean squared change over independent values of one unknown is its total variance (Jansen), so
    mean squares stand to each other about as total indices do. One is dropped only when the upper edge of its
    interval stays below a share of the sum of all: what a few rows cannot tell is kept.

    Parameters
    ----------
    found : Effects
        From `effects`.
    least_share : float
        Share of the sum of all mean squares, 0 to 1.
    most : int, optional
        Keep no more than these many, those with the largest μ*.

    Returns
    -------
    tuple of str
        Empty where no unknown does anything.
    """
    whole = float(np.maximum(found.mean_square, 0.0).sum())
    worth = (found.mean_square_high >= least_share * whole) & (found.mean_square_high > 0.0)
    first = ranked(found)[: len(found.axes) if most is None else most]
    return tuple(name for name, keep in zip(found.axes, worth, strict=True) if keep and name in first)


def _walks(
    axis_count: int, count: int, levels: int, chance: np.random.Generator
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Random trajectories (count, axes + 1, axes) and the axis that each step moves (count, axes)."""
    half = levels // 2
    even = np.tile(np.arange(count) % levels, (axis_count, 1))
    start = chance.permuted(even, axis=1).T
    end = np.where(start < half, start + half, start - half)  # each level has one partner half an axis away
    moved = np.argsort(chance.random((count, axis_count)), axis=1)
    turn = np.argsort(moved, axis=1)  # at which step an axis moves
    after = np.arange(axis_count + 1)[:, np.newaxis] > turn[:, np.newaxis, :]
    level = np.where(after, end[:, np.newaxis, :], start[:, np.newaxis, :])
    return (level + 0.5) / levels, moved
