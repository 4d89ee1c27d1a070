"""How far each unknown swings a score: alone at a low and at a high value, all the others nominal.

Low and high leave one reading in twenty beyond them. One at a time, so what unknowns do together is not seen,
nor is a score that turns back between the two ends (Sobol' indices see both). All rows share one inner seed:
the same chance meets every value, which makes swings quieter where it acts alike on both ends.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rangering.catalog.draw import axes as axes_of
from rangering.catalog.draw import credibilities
from rangering.catalog.read import Catalog
from rangering.errors import RangeringError
from rangering.study.design import (
    APART,
    TOGETHER,
    Evaluate,
    FloatArray,
    SeedArray,
    checked,
    draw_readings,
    evaluated,
    inner_seeds,
    unknowns,
    widened,
)

ENDS = (0.05, 0.95)
_WHERE = "tornado"


class OneAtATime(NamedTuple):
    """Rows to run: the nominal one, then low and high of one axis after the other."""

    axes: tuple[str, ...]
    ends: tuple[float, float]
    rows: FloatArray  # (1 + 2 * axes, axes); NaN where a figure stays at its nominal value
    seeds: SeedArray  # the same one for every row


class Swing(NamedTuple):
    """A score with one unknown at its low and at its high end."""

    axis: str
    low: float
    high: float
    error: float  # standard error of high - low if chance were independent; less where it acts alike

    @property
    def width(self) -> float:
        """How far apart both scores are."""
        return abs(self.high - self.low)


class Swings(NamedTuple):
    """All unknowns, the widest swing first."""

    nominal: float
    nominal_error: float
    ends: tuple[float, float]
    swings: tuple[Swing, ...]


def choose(
    axes: Sequence[str],
    seed: int,
    *,
    nominal: ArrayLike = np.nan,
    ends: tuple[float, float] = ENDS,
) -> OneAtATime:
    """The rows of a tornado: 1 + 2 × axes.

    Parameters
    ----------
    axes : sequence of str
        Names of the unknowns.
    seed : int
        0 to 2³² - 1.
    nominal : float array, shape (axes,) or ()
        Where the others stand in their laws, inside (0, 1): 0.5 is each unknown's median. NaN leaves it to
        whoever runs the row to keep the figure's nominal value, which need be no fixed share of its law.
    ends : tuple of float
        Shares of the law below the low and the high value.

    Raises
    ------
    RangeringError
        No unknown, one named twice, or a share outside (0, 1).
    """
    names = unknowns(axes)
    stands = np.broadcast_to(np.asarray(nominal, dtype=np.float64), (len(names),))
    if not 0.0 < ends[0] < ends[1] < 1.0 or np.any((stands <= 0.0) | (stands >= 1.0)):
        raise RangeringError(
            "are no shares of a law inside (0, 1)",
            where=_WHERE,
            value=(*ends, *stands.tolist()),
            mend="give such as (0.05, 0.95) for the ends and 0.5 for the others",
        )
    rows = np.tile(stands, (1 + 2 * len(names), 1))
    for axis in range(len(names)):
        rows[1 + 2 * axis, axis], rows[2 + 2 * axis, axis] = ends
    return OneAtATime(names, ends, rows, np.repeat(inner_seeds(1, seed), len(rows)))


def partial_readings(catalog: Catalog, keys: Iterable[str], chosen: OneAtATime) -> dict[str, FloatArray]:
    """What each row moves in the catalog; every other figure keeps its nominal value.

    A figure moves apart from what else is said by its origin, or it would not reach its ends alone. A shared
    credibility moves all claims of its origin alike, each to its own end.

    Parameters
    ----------
    catalog, keys
        As in `rangering.catalog.draw.draw`.
    chosen : OneAtATime
        Of some of the axes of the same catalog and keys, with `nominal` left out.

    Returns
    -------
    dict of float arrays, shape (rows,)
        Values by id, in SI; NaN where a figure keeps its nominal value, all of them in the first row.
    """
    keys = list(keys)
    rows = widened(chosen.rows, chosen.axes, axes_of(catalog, keys))
    apart, alike = (draw_readings(catalog, keys, rows, variant) for variant in (APART, TOGETHER))
    shared = set(credibilities(catalog, keys).values())
    found = {key: np.full(len(rows), np.nan) for key in apart}
    for axis, low in zip(chosen.axes, range(1, len(rows), 2), strict=True):
        drawn = alike if axis in shared else apart
        for key, values in drawn.items():
            # Both ends state what differs between them: a nominal choice need not be the one at the median.
            if values[low] != values[low + 1]:
                found[key][low : low + 2] = values[low : low + 2]
    return found


def swings(chosen: OneAtATime, means: ArrayLike, inner_variances: ArrayLike) -> Swings:
    """Swings of one score, the widest first; the order of the axes decides between equals.

    Parameters
    ----------
    chosen : OneAtATime
        The rows that were run.
    means, inner_variances : float arrays, shape (rows,)
        Score of each row, and the variance that chance leaves in it.

    Raises
    ------
    RangeringError
        A score undefined in a row, or another number of values than rows.
    """
    mean, noise = checked(means, inner_variances, len(chosen.rows), _WHERE)
    found = [
        Swing(axis, float(low), float(high), float(np.sqrt(spread)))
        for axis, (low, high), spread in zip(
            chosen.axes, mean[1:].reshape(-1, 2), noise[1:].reshape(-1, 2).sum(axis=1), strict=True
        )
    ]
    found.sort(key=lambda swing: -swing.width)
    return Swings(float(mean[0]), float(np.sqrt(noise[0])), chosen.ends, tuple(found))


def tornado(
    evaluate: Evaluate,
    axes: Sequence[str],
    seed: int,
    *,
    nominal: ArrayLike = np.nan,
    ends: tuple[float, float] = ENDS,
) -> Swings:
    """Swings of a model, from rows chosen, run and weighed in one go.

    Parameters
    ----------
    evaluate : callable
        Rows (rows, axes) and seeds (rows,) -> means and inner variances of the means, each (rows,). It must
        know what NaN stands for where `nominal` is left out.
    axes, seed, nominal, ends
        As in `choose`.
    """
    chosen = choose(axes, seed, nominal=nominal, ends=ends)
    return swings(chosen, *evaluated(evaluate, chosen.rows, chosen.seeds, _WHERE))
