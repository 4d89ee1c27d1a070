"""The two unknowns that matter most, together: a measure at every combination of a few points of their laws.

A tornado moves one unknown at a time, and an index says how much two do together but not which way. The table
shows it; the split over the same points says how much of what these two do goes with each alone and how much
with both. All other unknowns stand at the middle of their laws. Points are those of Gauss and Legendre, so
that the split is exact where the measure bends no more than a polynomial of degree nine.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rangering.study.design import FloatArray, SeedArray, grid, inner_seeds
from rangering.study.saltelli import SobolIndices, Split, grid_indices

POINTS = 5
Moments = Callable[[tuple[str, ...], FloatArray, SeedArray], tuple[FloatArray, FloatArray]]


class Pair(NamedTuple):
    """A measure over two unknowns."""

    axes: tuple[str, ...]  # the first matters most
    shares: FloatArray  # (points,), of each law below a point
    means: FloatArray  # (points, points), by the first unknown and the second
    error: float  # standard error that chance leaves in one of them
    split: Split  # of the variance over all combinations, chance removed

    @property
    def together(self) -> float:
        """Share of what these two do that goes with both and with neither alone."""
        return float(1.0 - self.split.first.sum())


def pair_of(indices: SobolIndices, moments: Moments, seed: int) -> Pair | None:
    """The first two unknowns, together.

    Parameters
    ----------
    indices : SobolIndices
        By whose total indices they are the first two.
    moments : callable
        Axes, rows over them and seeds -> means and inner variances of the means, each (rows,).
    seed : int
        Of the study.

    Returns
    -------
    Pair or None
        None where there are no two, or none is told from chance.
    """
    if len(indices.axes) < 2 or not np.isfinite(indices.total).all():
        return None
    order = sorted(range(len(indices.axes)), key=lambda n: (-indices.total[n], indices.axes[n]))
    axes = tuple(indices.axes[n] for n in order[:2])
    levels = grid(axes, POINTS)
    means, inner_variances = moments(axes, levels.uniforms, inner_seeds(len(levels.uniforms), seed))
    split = grid_indices(levels, means, inner_variances)
    shares = levels.uniforms[:POINTS, 1]
    return Pair(axes, shares, means.reshape(POINTS, POINTS), float(inner_variances.mean() ** 0.5), split)
